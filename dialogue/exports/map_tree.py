"""The map as static/map.js takes it: theme, questions, clusters and notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from dialogue.exports.document import Minutes, NoteLine, QuestionNotes


def tree_of(minutes: Minutes, sectors: list[str]) -> dict[str, Any]:
    """The tree of one level. A sector's mark is its place among `sectors`, 0 for none."""
    marks = {sector: n for n, sector in enumerate(sectors, 1)}
    return {
        "theme": minutes.title,
        "questions": [
            {"key": each.board, "text": each.question, "clusters": list(branches(each, marks))}
            for board in minutes.boards
            for each in board.questions
        ],
    }


def branches(question: QuestionNotes, marks: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The clusters of a question; what lies in none is called so, unless there are none at all."""
    for each in question.clusters:
        yield branch(each.cluster, each.title, each.notes, marks)
    if question.ungrouped:
        title = _("Not grouped") if question.clusters else ""
        yield branch("loose", title, question.ungrouped, marks) | {"tool": True}


def branch(key: Any, title: str, notes: list[NoteLine], marks: dict[str, int]) -> dict[str, Any]:
    lines = [line for note in notes for line in (note, *note.built)]
    return {"key": key, "title": title, "notes": [leaf(line, marks) for line in lines]}


def leaf(line: NoteLine, marks: dict[str, int]) -> dict[str, Any]:
    text = _("[erased]") if line.erased else line.text
    found = {"text": text, "mark": marks.get(line.sector, 0), "sector": line.sector}
    return found | ({"language": line.language} if line.language else {})
