"""Ways through the record: from an outcome back to the words it came from, and from a note or a
cluster on to what came of it.

Everything a way says is in the minutes of this level; from the history come only times.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from dialogue.activities.ground_rules import Rule, RuleAmended, RuleSuggested
from dialogue.exports.document import ActionLine, NoteLine, Priorities, Priority, RuleLine
from dialogue.exports.lookups import words_of

if TYPE_CHECKING:
    from dialogue.pages.reading import Reading


class Step(NamedTuple):
    """One step of a way: what it is, in which words, where it stands on the page, when it was."""

    kind: str
    words: str
    link: str = ""
    at: float | None = None
    facts: str = ""
    notes: tuple[NoteLine, ...] = ()


class Trail(NamedTuple):
    """The way back from an outcome, which is its first step. `back` is where it stands on the page."""

    back: str
    steps: list[Step]


class Ways:
    """All ways through what one level may read."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.minutes = reading.minutes
        self.times = {entry.seq: entry.at for entry in reading.source.history}
        self._amended: dict[int, list[float]] = {}
        self._brought: set[int] = set()
        for entry in reading.source.history:
            match entry.event:
                case RuleAmended(number):
                    self._amended.setdefault(number, []).append(entry.at)
                case RuleSuggested():
                    self._brought.add(entry.seq)
        self._onward = self._outcomes()
        self._clusters = {note: cluster for cluster, notes in reading.members.items() for note in notes}

    # ---- Back

    @property
    def back(self) -> Iterator[Trail]:
        """The way back from every rule, every priority, and every action that came from somewhere."""
        for agreement in self.minutes.agreements:
            for rule in agreement.adopted:
                yield self.of_rule(rule)
        for part in self.reading.counted():
            for row in part.rows:
                first = Step(_("Priority"), self.reading.words(row))
                yield Trail(place_of(row, part), [first, self.vote(row, part), *self.source(row.target)])
        for action in self.minutes.actions:
            if action.from_cluster or action.from_note:
                yield self.of_action(action)

    def of_action(self, action: ActionLine) -> Trail:
        source = action.from_cluster or action.from_note or 0
        first = Step(
            _("Action"), action.text, at=self.times.get(action.action), facts=self.reading.facts(action)
        )
        row, part = self.reading.ranked(source)
        vote = [self.vote(row, part)] if row and part else []
        return Trail(f"action-{action.action}", [first, *vote, *self.source(source)])

    def vote(self, row: Priority, part: Priorities) -> Step:
        """How something came out of a vote."""
        return Step(
            _("Vote"),
            self.reading.standing(row, part),
            link=f"#{place_of(row, part)}",
            at=part.ended,
        )

    def source(self, seq: int) -> list[Step]:
        """The cluster, and the notes in it; or the one note."""
        note, cluster = self.reading.notes.get(seq), self.reading.clusters.get(seq)
        notes = (note,) if note else tuple(self.reading.in_cluster(seq))
        steps = []
        if cluster:
            steps.append(Step(_("Cluster"), cluster.title, f"#cluster-{seq}", cluster.at))
        if notes:
            count = ngettext("%(num)d note", "%(num)d notes", len(notes))
            steps.append(Step(count, "", f"#cluster-{seq}" if cluster else "", notes=notes))
        return steps

    def of_rule(self, rule: RuleLine) -> Trail:
        """When a rule was adopted, what people said to it, how its wording changed, where it came from."""
        record = self.reading.source.state.find(Rule, rule.rule)
        adopted = self.times.get(record.adopted_seq or 0)
        steps = [
            Step(_("Rule, adopted"), self.reading.said(rule), at=adopted),
            Step(_("Responses"), self.reading.responses(rule)),
        ]
        amended = self._amended.get(rule.rule, [])
        for version, at in reversed(list(enumerate(amended, 2))):
            words = rule.text if version == rule.version else ""
            steps.append(Step(_("Version %(number)s", number=version), words, at=at))
        steps.append(Step(self.origin(rule), "", at=self.times.get(rule.rule), facts=rule.by or rule.sector))
        return Trail(f"rule-{rule.rule}", steps)

    def origin(self, rule: RuleLine) -> str:
        if rule.accepts_facilitator:
            return _("Asked")
        return _("Suggested for the workshop") if rule.rule in self._brought else _("Proposed")

    # ---- Onward

    def onward(self, note: int) -> list[Step]:
        """What came of a note: its cluster and what came of that, what came of itself, what builds on it."""
        number = self._clusters.get(note)
        cluster = self.reading.clusters.get(number or 0)
        steps = [Step(_("Cluster"), cluster.title, f"#cluster-{number}")] if cluster else []
        return [*steps, *self.of_cluster(number or 0), *self._onward.get(note, [])]

    def of_cluster(self, cluster: int) -> list[Step]:
        return self._onward.get(cluster, [])

    def _outcomes(self) -> dict[int, list[Step]]:
        """What came of each cluster and each note."""
        found: dict[int, list[Step]] = {}
        for part in self.reading.counted():
            for row in part.rows:
                step = Step(_("Vote"), self.reading.standing(row, part), f"#{place_of(row, part)}")
                found.setdefault(row.target, []).append(step)
        for action in self.minutes.actions:
            if source := action.from_cluster or action.from_note:
                step = Step(_("Action"), action.text, f"#action-{action.action}")
                found.setdefault(source, []).append(step)
        for item in self.minutes.parked:
            if item.note:
                step = Step(
                    _("In the parking lot"),
                    item.text or item.outcome or _("Still open."),
                    f"#parked-{item.item}",
                )
                found.setdefault(item.note, []).append(step)
        for line in self.reading.notes.values():
            if line.on:
                step = Step(_("Built on by"), words_of(line), f"#note-{line.note}")
                found.setdefault(line.on, []).append(step)
        return found


def place_of(row: Priority, part: Priorities) -> str:
    """Where a priority stands on the page."""
    return f"priority-{part.stage}-{part.round}-{row.target}"
