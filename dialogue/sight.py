"""What one audience sees of a workshop, kept beside the state, so that only what changed is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dialogue.activities import show
from dialogue.kernel import Audience, Eyes, State
from dialogue.packing import Pages


class Sight:
    """What one audience sees now, and since which seq each record has looked that way."""

    def __init__(self, state: State, audience: Audience) -> None:
        self.eyes = Eyes(audience)
        self.records: dict[str, dict[str, Any]] = {}
        self.changed: dict[str, int] = {}
        self.untold: set[str] = set()
        self.pages = Pages(self.records)
        self.since = state.seq
        self.look(state, [record.key for record in state])
        self.changed.clear()
        self.untold.clear()

    def look(self, state: State, keys: Iterable[str], tells_anyway: bool = False) -> list[int]:
        """Look again at some records, and at the people whose names they bear or bore.

        Returns those people who look different now. `tells_anyway`: also what looks as before.
        """
        named: set[int] = set()
        for key in keys:
            named.update(names_in(self.records.get(key)))
            self.look_at(state, key, tells_anyway)
            named.update(names_in(self.records.get(key)))
        return [person for person in named if self.look_at(state, f"person/{person}")]

    def look_at(self, state: State, key: str, tells_anyway: bool = False) -> bool:
        """Look again at one record. Does it look different now?"""
        record = state.at(key)
        shown = show(state, record, self.eyes) if record else None
        if shown == self.records.get(key):
            if tells_anyway and shown is not None:
                self.changed[key] = state.seq
                self.untold.add(key)
            return False
        if shown is None:
            del self.records[key]
        else:
            self.records[key] = shown
        self.changed[key] = state.seq
        self.untold.add(key)
        self.pages.look(key)
        return True

    def take(self) -> dict[str, dict[str, Any] | None]:
        """What looks different since it was last taken; None for what is gone."""
        untold, self.untold = self.untold, set()
        return {key: self.records.get(key) for key in untold}

    def changed_since(self, seq: int) -> dict[str, dict[str, Any] | None]:
        return {key: self.records.get(key) for key, at in self.changed.items() if at > seq}


def names_in(shown: dict[str, Any] | None) -> Iterator[int]:
    """The people whose names a shown record bears."""
    for field in ("by", "owner", "accepts"):
        if shown and isinstance(number := shown.get(field), int):
            yield number
