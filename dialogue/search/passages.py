"""What can be found of a workshop: the words that its organiser sees, and nothing that was withheld."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

FIELDS = {"board": "question", "cluster": "title", "rule": "text", "action": "text", "parked": "text"}
"""Which field of a record holds its words; the workshop and its notes have rules of their own."""


class Passage(NamedTuple):
    """Words, what they are, and the seq of what they belong to."""

    kind: str
    seq: int
    words: str


def passages_of(records: Mapping[str, Mapping[str, Any]]) -> list[Passage]:
    """The passages of a view by which facilitators see a workshop, its records by their keys."""
    found = []
    for key, shown in records.items():
        kind, _, seq = key.partition("/")
        found += [Passage(name, int(seq), words) for name, words in said_by(kind, shown) if words.strip()]
    return found


def said_by(kind: str, shown: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The words of one record, with the names under which they are found."""
    if kind == "workshop":
        return [("title", shown["title"]), ("purpose", shown["purpose"])]
    if kind == "note":
        # A note that is hidden, held or taken back says so; others have no state.
        said = [shown["text"], *shown.get("translations", {}).values()]
        return [] if "state" in shown else [("note", "\n".join(said))]
    if kind == "rule" and "accepts" in shown:
        return []
    return outcomes(kind, shown)


def outcomes(kind: str, shown: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The words of everything else, with what came of it."""
    if field := FIELDS.get(kind):
        words = (shown.get(field) or "", shown.get("outcome") or "")
        yield {"board": "question"}.get(kind, kind), "\n".join(word for word in words if word)
