"""Keeping: what becomes of a workshop some days after its end.

The days are counted from its closing, or where it never closed from its last entry.
"""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
from msgspec import Meta

Days = Annotated[int, Meta(ge=1, le=36_500)]

FOREVER, ERASE, DELETE = "forever", "erase", "delete"
DAY = 24 * 60 * 60


class Keep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After `people_days` its people are erased, after `days` all of it. Without either it is kept."""

    people_days: Days | None = None
    days: Days | None = None

    @classmethod
    def of(cls, what: str, after: int) -> Keep:
        """As the table of workshops holds it."""
        return {ERASE: cls(people_days=after), DELETE: cls(days=after)}.get(what, cls())

    @property
    def what(self) -> str:
        return ERASE if self.people_days else DELETE if self.days else FOREVER

    @property
    def after(self) -> int:
        return self.people_days or self.days or 0

    def holds(self, promise: Keep) -> bool:
        """Is nothing kept for longer like this than was promised?"""
        ours, theirs = (
            (each.people_days or each.days or math.inf, each.days or math.inf) for each in (self, promise)
        )
        return ours[0] <= theirs[0] and ours[1] <= theirs[1]
