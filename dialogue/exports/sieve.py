"""The sieve of a replay: what of an earlier moment may still be told to one level.

The ceiling is what that level may see at the end (V1, B4, L7). A record that is not in it is
told at no moment, and of words only the last wording. Numbers and states are those of the moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogue.activities import show
from dialogue.kernel import Eyes, State

Shown = dict[str, Any]

# Numbers and states. Whatever is not named here counts as words, also what is new.
OF_THE_MOMENT = {
    *("state", "status", "current", "stages", "opened", "closed", "paused", "timer"),
    *("round", "revealed_round", "done", "people", "notes", "writers", "placed", "cluster"),
    *("points", "voters", "voted", "spent", "rank", "tied", "waiting"),
    *("responses", "answered", "answers", "adopted", "proposed", "set_aside", "needed", "adopted_seq"),
    "version",
}

# Where a note lay and how it stood then may be told of a note that now lies nowhere, or just stands.
ALSO_WHERE_GONE = {"cluster", "state"}

# A record leads to others by these; to one that may not be told of it does not lead.
LEADING = {"cluster": "cluster", "current": "stage", "stages": "stage"}


class Sieve:
    """What may be told of a moment. This one holds nothing back."""

    def lets(self, key: str) -> bool:
        return True

    def sifted(self, key: str, then: Shown) -> Shown:
        """A record of the moment, as it may be told."""
        # A list may be the state's own, which changes.
        return {field: value[:] if isinstance(value, list) else value for field, value in then.items()}


class Ceiling(Sieve):
    """Holds back what `ceiling`, the records of a level at the end, does not hold."""

    def __init__(self, ceiling: Mapping[str, Shown], final: State, eyes: Eyes) -> None:
        self.ceiling = ceiling
        self.last = {key: show(final, record, eyes) for key in ceiling if (record := final.at(key))}

    def lets(self, key: str) -> bool:
        return key in self.ceiling

    def sifted(self, key: str, then: Shown) -> Shown:
        now, last = self.ceiling[key], self.last.get(key) or {}
        sifted = {}
        for field, value in then.items():
            if field in OF_THE_MOMENT:
                if field in now or field in ALSO_WHERE_GONE:
                    sifted[field] = self.led(field, value)
            elif field == "translations" and field in now:
                sifted[field] = {each: words for each, words in now[field].items() if each in value}
            elif field in now and is_told(value, last.get(field)):
                sifted[field] = now[field] if value not in ("", None) else value
        if now.get("erased"):
            # What was erased is gone from the log, and so from every moment: it cannot be told as if nothing
            # had been said.
            sifted["erased"] = True
        return sifted

    def led(self, field: str, value: Any) -> Any:
        """A number that leads to a record, or several; without those that may not be told of."""
        kind = LEADING.get(field)
        if kind is None:
            return value
        if isinstance(value, list):
            return [each for each in value if f"{kind}/{each}" in self.ceiling]
        return value if f"{kind}/{value}" in self.ceiling else None


def is_told(then: Any, last: Any) -> bool:
    """Words are told in their last wording; a list of them, or what was counted, only once it is the last."""
    return then == last or not isinstance(then, list | dict)
