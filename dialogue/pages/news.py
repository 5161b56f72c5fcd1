"""What is new to somebody since their plain page was made, told without touching that page.

Nothing here knows more than what they may see: it reads what they would be sent to catch up.
"""

from __future__ import annotations

from typing import Any

from dialogue.pages.seen import Seen, Shown

TOLD = ("rule", "cluster", "vote", "action", "parked", "question")
"""What is worth a word when it changes. The others hold counts, or are the reader's own; of those it is
worth one that a note was hidden, and that the facilitators answered.
"""


def where(seen: Seen) -> str:
    """Where the workshop stands, in short: something has moved where this differs."""
    workshop = seen.workshop
    stages = "".join(stage["state"][0] for stage in seen.stages)
    return f"{workshop['current'] or 0}-{workshop['state']}-{stages}"


class News:
    """What is new. `changed` is what they would be sent to catch up; None where that is everything."""

    def __init__(self, seen: Seen, changed: dict[str, Any] | None, since: int, at: str) -> None:
        self.seen = seen
        self.has_moved = at != where(seen)
        self.state = seen.workshop["state"] if self.has_moved else ""
        current = seen.at("stage", seen.workshop["current"])
        is_new = self.state == "open" and at.split("-")[0] != str(seen.workshop["current"] or 0)
        self.stage = current if is_new else None
        self.notes = [note for note in seen.of("note") if note["seq"] > since and is_told(note)]
        self.has_more = changed is None or any(is_news(key, record) for key, record in changed.items())

    @property
    def is_any(self) -> bool:
        return self.has_moved or bool(self.notes) or self.has_more

    @property
    def by_question(self) -> list[tuple[str, list[Shown]]]:
        """The new notes under their questions."""
        boards = [(board, [n for n in self.notes if n["board"] == board["seq"]]) for board in self._boards]
        return [(board["question"], notes) for board, notes in boards if notes]

    @property
    def _boards(self) -> list[Shown]:
        return self.seen.of("board")


def is_told(note: Shown) -> bool:
    """Is this somebody else's note, there for everybody to read?"""
    return not note.get("mine") and not note.get("state")


def is_news(key: str, record: Shown | None) -> bool:
    kind, shown = key.partition("/")[0], record or {}
    if kind == "concern":
        return shown.get("status") == "settled"
    if kind == "note" and shown.get("mine"):
        return shown.get("state") == "hidden"
    return kind in TOLD and not shown.get("mine")
