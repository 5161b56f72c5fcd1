"""Which sectors a record may tell apart (B4): none of so few people that one could tell who they are.

Small sectors are put together, with the next smallest where that takes it, until together they are
enough. So neither a number of people nor what is left when all told numbers are taken from their
total is that of a smaller group. Where it cannot be done no sector is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dialogue.exports.document import Level

FEWEST = {Level.PUBLIC: 5, Level.PARTICIPANTS: 3, Level.ORGANISER: 0, Level.FULL: 0}


class Groups(NamedTuple):
    """`alone`: the sectors that are told by name. `others`: those that are told together, as others."""

    alone: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def groups_of(people: Mapping[str, int], fewest: int) -> Groups:
    """How sectors of so many people may be told. `people` are all who ever came, and are still here:
    a sector that everybody has left has 0, and is not told either.
    """
    if not fewest:
        return Groups(tuple(people))
    small = [sector for sector, number in people.items() if number < fewest]
    larger = sorted((sector for sector in people if sector not in small), key=lambda sector: people[sector])
    others = sum(people[sector] for sector in small)
    while small and others < fewest and larger:
        small.append(larger.pop(0))
        others += people[small[-1]]
    if not larger:
        return Groups()
    alone = tuple(sector for sector in people if sector in larger)
    return Groups(alone, tuple(sector for sector in people if sector in small))
