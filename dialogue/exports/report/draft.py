"""What a report is written from: the minutes, what is looked up in them, and what an organiser wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dialogue.exports.blocks import Paragraph
from dialogue.exports.document import ClusterLine, Level, Priorities, Priority, QuestionNotes
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


class Draft:
    """A report while it is written."""

    def __init__(self, source: Source, level: Level) -> None:
        self.source = source
        self.level = level
        self.minutes = minutes_from(source, level)
        self.passages: list[Passage] = []
        self.notes = {line.note: line for line in self.minutes.notes()}
        self.questions = [question for board in self.minutes.boards for question in board.questions]
        self.numbers = {question.board: n for n, question in enumerate(self.questions, 1)}
        self.clusters: dict[int, ClusterLine] = {each.cluster: each for each in self.minutes.clusters}
        self.places: dict[int, Place] = {}
        self.members: dict[int, list[int]] = {}
        self._clocks: dict[int, str] = {}
        self._day = self._only_day()
        for question in self.questions:
            self._place(question)

    def _place(self, question: QuestionNotes) -> None:
        for cluster in question.clusters:
            for line in cluster.notes:
                for each in (line, *line.built):
                    self.places[each.note] = Place(question, cluster.title)
                    self.members.setdefault(cluster.cluster, []).append(each.note)
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

    def counted(self) -> list[Priorities]:
        """The rounds of votes that may be told."""
        return [part for part in self.minutes.priorities if part.is_counted]

    def ranked(self, target: int) -> tuple[Priority, Priorities] | tuple[None, None]:
        """How something came out of the latest vote on it, if there was one."""
        for part in reversed(self.counted()):
            for row in part.rows:
                if row.target == target:
                    return row, part
        return None, None

    def words(self, row: Priority) -> str:
        """What was voted on; a note by its words."""
        note = self.notes.get(row.target)
        return row.title or (note.text if note else f"¶{row.target}")

    def clock(self, at: float | None) -> str:
        """A time of day; with the day where the workshop lasted longer than one."""
        if at is None:
            return ""
        minute = int(at // 60)
        if minute not in self._clocks:
            said = clock(at)
            self._clocks[minute] = said if day(at) == self._day else f"{short_day(at)}, {said}"
        return self._clocks[minute]
