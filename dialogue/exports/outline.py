"""Outlines: a workshop as a tree of words, as mind maps and outliners keep them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
from flask_babel import gettext as _
from flask_babel import ngettext
from msgspec import field

from dialogue.exports.document import ClusterNotes, Minutes, NoteLine, QuestionNotes
from dialogue.exports.lookups import words_of
from dialogue.exports.phrases import translation_label
from dialogue.exports.when import clock, day

Kind = Literal["theme", "question", "cluster", "note", ""]


class Outline(msgspec.Struct):
    """Words and what hangs on them. `kind` is empty where a file does not say what a thing is.

    `seq` is its place in the record it came from, `line` its place in the file. `note` is what else is
    known: who, when, how many dots.
    """

    text: str
    kind: Kind = ""
    seq: int = 0
    children: list[Outline] = field(default_factory=list)
    note: str = ""
    line: int = 0

    def walk(self) -> Iterator[Outline]:
        """It, and everything beneath it."""
        yield self
        for child in self.children:
            yield from child.walk()


def outline_of(minutes: Minutes) -> Outline:
    """Theme, questions, clusters, notes: every note once, beneath the one it builds on if they lie
    together. Notes that lie in no cluster hang on their question.
    """
    dots = dots_of(minutes)
    questions = [question_of(each, dots) for board in minutes.boards for each in board.questions]
    return Outline(minutes.title, "theme", 1, questions, minutes.purpose)


def question_of(question: QuestionNotes, dots: dict[int, int]) -> Outline:
    clusters = [cluster_of(each, dots) for each in question.clusters]
    return Outline(
        question.question,
        "question",
        question.board,
        clusters + [note_of(each) for each in question.ungrouped],
    )


def cluster_of(cluster: ClusterNotes, dots: dict[int, int]) -> Outline:
    found = dots.get(cluster.cluster)
    facts = "" if found is None else dotted(found)
    return Outline(
        cluster.title, "cluster", cluster.cluster, [note_of(each) for each in cluster.notes], facts
    )


def note_of(line: NoteLine) -> Outline:
    return Outline(words_of(line), "note", line.note, [note_of(each) for each in line.built], facts_of(line))


def facts_of(line: NoteLine) -> str:
    """What is known of a note, on one line; beneath it the note in other languages."""
    facts = [line.by, line.sector, f"{day(line.at)}, {clock(line.at)}", f"¶{line.note}"]
    if line.on is not None:
        facts.append(_("builds on ¶%(note)d", note=line.on))
    if line.seeded:
        facts.append(_("brought along"))
    if line.points is not None:
        facts.append(dotted(line.points))
    said = [f"{translation_label(each)}: {words}" for each, words in sorted(line.translations.items())]
    return "\n".join([" · ".join(fact for fact in facts if fact), *said])


def dots_of(minutes: Minutes) -> dict[int, int]:
    """The dots of everything that was voted on, as they were counted last."""
    rows = [row for part in minutes.priorities for row in part.rows]
    return {row.target: row.points for row in rows if row.points is not None}


def dotted(points: int) -> str:
    return str(ngettext("%(num)d dot", "%(num)d dots", points))
