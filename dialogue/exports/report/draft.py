"""What a report is written from: the minutes, what is looked up in them, and what an organiser wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dialogue.exports.blocks import Paragraph
from dialogue.exports.document import Level, QuestionNotes
from dialogue.exports.lookups import Lookups
from dialogue.exports.minutes import minutes_from
from dialogue.exports.when import clock, day, short_day

if TYPE_CHECKING:
    from dialogue.exports.forms import Source


class Passage(NamedTuple):
    """A paragraph that an organiser may write anew: its name, what it is called, the words it has by
    itself, and the organiser's instead, or nothing.
    """

    name: str
    title: str
    automatic: str
    text: str


class Place(NamedTuple):
    """Where a note lies: under which question, and in which cluster, if in one."""

    question: QuestionNotes
    cluster: str


class Draft(Lookups):
    """A report while it is written."""

    def __init__(self, source: Source, level: Level) -> None:
        super().__init__(minutes_from(source, level))
        self.source = source
        self.level = level
        self.passages: list[Passage] = []
        self.places: dict[int, Place] = {}
        self._clocks: dict[int, str] = {}
        self._day = self._only_day()
        for question in self.questions:
            self._place(question)

    def _place(self, question: QuestionNotes) -> None:
        for cluster in question.clusters:
            for line in cluster.notes:
                for each in (line, *line.built):
                    self.places[each.note] = Place(question, cluster.title)
        for line in question.ungrouped:
            for each in (line, *line.built):
                self.places[each.note] = Place(question, "")

    def _only_day(self) -> str:
        """The day on which all of it took place, if it was one."""
        days = {day(at) for at in (self.minutes.opened, self.minutes.closed) if at}
        return days.pop() if len(days) == 1 else ""

    def passage(self, name: str, title: str, automatic: str) -> Paragraph | None:
        """A paragraph with a name: the words an organiser wrote for it, or else its own, if it has any."""
        text = self.source.passages.get(name, "")
        self.passages.append(Passage(name, title, automatic, text))
        return Paragraph(text or automatic, passage=name) if text or automatic else None

    # ---- What is looked up

    def is_opened(self, stage: int) -> bool:
        """There is nothing to say of a stage that never began."""
        return any(ran.stage == stage and ran.opened for ran in self.minutes.stages)

    def clock(self, at: float | None) -> str:
        """A time of day; with the day where the workshop lasted longer than one."""
        if at is None:
            return ""
        minute = int(at // 60)
        if minute not in self._clocks:
            said = clock(at)
            self._clocks[minute] = said if day(at) == self._day else f"{short_day(at)}, {said}"
        return self._clocks[minute]
