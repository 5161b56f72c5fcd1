"""When things were made and changed, which the history says and no record."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue.activities.actions import ActionAccepted, ActionClosed
from dialogue.activities.board import NoteAdded
from dialogue.activities.clusters import ClusterAdded, NotesMoved
from dialogue.activities.ground_rules import RuleSuggested
from dialogue.activities.vote import VotesCounted
from dialogue.exports.document import Minutes
from dialogue.kernel import Entry


def add_times(minutes: Minutes, history: Iterable[Entry]) -> None:
    """Say when what stands in the minutes was made; of actions also when they were accepted and closed."""
    entries = {entry.seq: entry for entry in history}
    times = {seq: entry.at for seq, entry in entries.items()}
    for cluster in minutes.clusters:
        cluster.at = times.get(cluster.cluster)
        cluster.is_seeded = was_brought(entries, cluster.cluster)
    for agreement in minutes.agreements:
        for rule in (*agreement.adopted, *agreement.set_aside, *agreement.undecided):
            rule.at = times.get(rule.rule)
            rule.adopted_at = times.get(rule.adoption or 0)
            rule.suggested = rule.rule in entries and isinstance(entries[rule.rule].event, RuleSuggested)
    actions = {action.action: action for action in minutes.actions}
    rounds = {(part.stage, part.round): part for part in minutes.priorities}
    for action in minutes.actions:
        action.at = times.get(action.action)
    for entry in entries.values():
        match entry.event:
            case ActionAccepted(number) if number in actions:
                actions[number].accepted = entry.at
            case ActionClosed(number) if number in actions:
                actions[number].closed = entry.at
            case VotesCounted(stage, round) if (stage, round) in rounds:
                rounds[stage, round].ended = entry.at


def was_brought(entries: dict[int, Entry], cluster: int) -> bool:
    """Was a cluster brought along? Then it was written down in one go with notes that were."""
    made = entries.get(cluster)
    before = made and entries.get(made.seq - 1)
    while made and before and before.at == made.at and isinstance(before.event, (ClusterAdded, NotesMoved)):
        before = entries.get(before.seq - 1)
    if not (made and before and before.at == made.at and isinstance(before.event, NoteAdded)):
        return False
    return before.event.seeded
