"""When things were made and changed, which the history says and no record."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue.activities.actions import ActionAccepted, ActionClosed
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
