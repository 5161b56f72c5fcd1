"""What an outline becomes in a workshop: questions, clusters and notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from dialogue.activities.board import QUESTION_LENGTH
from dialogue.activities.clusters import CLUSTER_TITLE_LENGTH
from dialogue.activities.seeding import BroughtCluster, BroughtNote, BroughtQuestion
from dialogue.exports.outline import Outline
from dialogue.kernel import NOTE_LENGTH, Refused, worded

BEGINNING = 30


class Plan(msgspec.Struct):
    """What `board.seed` takes. Every text in it fits."""

    questions: list[BroughtQuestion]

    @property
    def clusters(self) -> set[str]:
        return {cluster.title for question in self.questions for cluster in question.clusters}

    @property
    def notes(self) -> int:
        return sum(1 + len(note.built) for question in self.questions for note in notes_of(question))

    def data(self, stage: int) -> dict[str, Any]:
        """The data of the command."""
        return {"stage": stage, "questions": msgspec.to_builtins(self.questions)}


def seed_of(outline: Outline) -> Plan:
    """The plan of an outline whose root is its theme. Refuses the first text that does not fit.

    Where it does not say what a thing is, its place does: beneath the theme hang questions; beneath a
    question, what has something beneath it is a cluster and what has not is a note. What lies deeper
    than a note builds on it.
    """
    questions = [question_of(child) for child in outline.children]
    if not questions:
        raise Refused("There is no question in what you want to bring along. Add a question first.", "empty")
    return Plan(questions)


def question_of(outline: Outline) -> BroughtQuestion:
    question = BroughtQuestion(fitting(outline, QUESTION_LENGTH))
    for child in outline.children:
        if child.kind == "cluster" or (not child.kind and child.children):
            title = fitting(child, CLUSTER_TITLE_LENGTH)
            question.clusters.append(BroughtCluster(title, [note_of(each) for each in child.children]))
        else:
            question.notes.append(note_of(child))
    return question


def note_of(outline: Outline) -> BroughtNote:
    _, *deeper = outline.walk()
    return BroughtNote(fitting(outline, NOTE_LENGTH), [fitting(each, NOTE_LENGTH) for each in deeper])


def notes_of(question: BroughtQuestion) -> Iterator[BroughtNote]:
    for cluster in question.clusters:
        yield from cluster.notes
    yield from question.notes


def fitting(outline: Outline, limit: int) -> str:
    """The words as they are kept. Refuses those that do not fit, by their line or their beginning."""
    try:
        return worded(outline.text, limit)
    except Refused as refused:
        if refused.reason != "too-long":
            raise
        over, begin = int(str(refused.values["n"])), outline.text.strip()[:BEGINNING]
        if outline.line:
            raise Refused.counted(
                "Line {line}, “{begin}…”, is {n} character too long. Make it shorter.",
                "Line {line}, “{begin}…”, is {n} characters too long. Make it shorter.",
                over,
                "too-long",
                line=outline.line,
                begin=begin,
            ) from None
        raise Refused.counted(
            "“{begin}…” is {n} character too long. Make it shorter.",
            "“{begin}…” is {n} characters too long. Make it shorter.",
            over,
            "too-long",
            begin=begin,
        ) from None
