"""The seal as people write it down: whole, or as it was shown on the wall, `9f41 c2d0 … 5e08`."""

from __future__ import annotations

import re

WHOLE = 64
FEWEST = 8
"""Digits with which it makes sense to compare; the wall shows twelve."""

GAP = re.compile(r"…|\.{2,}")


class Unclear(Exception):
    """What was given is no seal. The sentence says what to give."""


def parts_of(given: str) -> list[str]:
    """The digits that were given, before and behind the gap if there is one. Raises Unclear."""
    parts = [re.sub(r"[\s:-]", "", part).lower() for part in GAP.split(given)]
    digits = "".join(parts)
    if len(parts) > 2 or not FEWEST <= len(digits) <= WHOLE or not re.fullmatch("[0-9a-f]+", digits):
        raise Unclear(
            "A seal has 64 digits from 0 to f. Give all of them, or those that were shown: 9f41 c2d0 … 5e08"
        )
    return parts


def agrees(parts: list[str], seal: str) -> bool:
    """Is this the seal, as far as its digits were given?"""
    first, last = parts[0], parts[-1] if len(parts) == 2 else ""
    return seal.startswith(first) and seal.endswith(last)
