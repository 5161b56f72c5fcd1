"""What is looked up in minutes, in one way for the archive page, the report and every other form."""

from __future__ import annotations

from dialogue.exports.document import (
    ClusterLine,
    Minutes,
    NoteLine,
    ParkedLine,
    Priorities,
    Priority,
    RuleLine,
)
from dialogue.exports.tongue import gettext as _


class Lookups:
    """Minutes, and where in them everything stands. `members`: the notes of each cluster, under whichever
    question they stand.
    """

    def __init__(self, minutes: Minutes) -> None:
        self.minutes = minutes
        self.notes = {line.note: line for line in minutes.notes()}
        self.clusters: dict[int, ClusterLine] = {each.cluster: each for each in minutes.clusters}
        self.questions = [question for board in minutes.boards for question in board.questions]
        self.numbers = {question.board: n for n, question in enumerate(self.questions, 1)}
        self.members: dict[int, list[int]] = {}
        for question in self.questions:
            for cluster in question.clusters:
                lines = [each.note for line in cluster.notes for each in (line, *line.built)]
                self.members.setdefault(cluster.cluster, []).extend(lines)

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
        """What was voted on; a note by its words, if they may be told."""
        return row.title or self.words_at(row.target)

    def parked(self, item: ParkedLine) -> str:
        """A parked thought, or a parked note with its words."""
        if item.text or item.note is None:
            return item.text or erased_words()
        return self.words_at(item.note)

    def words_at(self, seq: int) -> str:
        """The words of a note; where they are not told, its place."""
        note = self.notes.get(seq)
        return words_of(note) if note else _("A note that is not shown here (¶%(seq)d)", seq=seq)


def words_of(line: NoteLine) -> str:
    """A note as it was written; or that its words were erased."""
    return erased_words() if line.erased and not line.text else line.text


def erased_words() -> str:
    return _("[erased at the writer's request]")


def said(rule: RuleLine) -> str:
    """What a rule says; the question about a facilitator is put into words."""
    if not rule.accepts_facilitator:
        return rule.text
    return _("We accept %(who)s as facilitator.", who=rule.facilitator or _("this person"))
