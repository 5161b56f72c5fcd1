"""What clients know, worked out once for all who know the same.

Ten thousand phones get the same bytes. Where a phone stands and what came decide where it stands
then, so one of them really decodes and merges it, and the others look it up. What each client
knows at the end is therefore exact, and costs one look into a dict for each chunk that comes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from bench.frames import read, whole_in

Records = dict[str, dict[str, Any]]

MOST_REMEMBERED = 64


class Step:
    """From one seq to another: how many clients took it, and when the last of them did."""

    __slots__ = ("at", "count", "seq", "since", "size")

    def __init__(self, since: int, seq: int, size: int) -> None:
        self.since = since
        self.seq = seq
        self.size = size
        self.count = 0
        self.at = 0.0


class Known:
    """Records, true for one seq; `rest` is what came of a frame that is not whole yet.

    `ways` leads from here, by what comes next. Only those who stand here keep it alive.
    """

    __slots__ = ("records", "rest", "room", "seq", "ways")

    def __init__(self, room: Room, seq: int, records: Records, rest: bytes = b"") -> None:
        self.room = room
        self.seq = seq
        self.records = records
        self.rest = rest
        self.ways: dict[bytes, tuple[Known, Step]] = {}

    def learn(self, chunk: bytes) -> tuple[Known, Step] | None:
        """Where a chunk leads all who stand here; None where it holds what is for one client only."""
        frames, rest = whole_in(self.rest + chunk)
        seq, records = self.seq, self.records
        for frame in frames:
            said = read(frame)
            if not said.is_for_all:
                return None
            if said.patch:
                if not said.patch.since <= seq < said.patch.seq:
                    return None
                seq, records = said.patch.seq, merged(records, said.patch.records)
        next = self.room.known(seq, records, rest)
        self.ways[chunk] = next, self.room.step(self.seq, seq, len(chunk))
        return self.ways[chunk]


class Room:
    """All that those who see the same of one workshop may know, and every step they took."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._recent: OrderedDict[tuple[int, bytes], list[Known]] = OrderedDict()

    def known(self, seq: int, records: Records, rest: bytes = b"") -> Known:
        """The one knowledge that is this; whoever comes by another way comes to the same place."""
        near = self._recent.setdefault((seq, rest), [])
        for each in near:
            if each.records == records:
                return each
        near.append(Known(self, seq, records, rest))
        if len(self._recent) > MOST_REMEMBERED:
            self._recent.popitem(last=False)
        return near[-1]

    def step(self, since: int, seq: int, size: int) -> Step:
        self.steps.append(Step(since, seq, size))
        return self.steps[-1]


NOTHING = Known(Room(), 0, {})
"""Where a connection stands that is not live: nothing follows on this."""


def merged(records: Records, news: dict[str, Any]) -> Records:
    """Every record replaces the one under its key, and None takes it away."""
    gone = [key for key, record in news.items() if record is None]
    found: dict[str, Any] = records | news
    for key in gone:
        del found[key]
    return found


def arrivals(steps: Iterable[Step]) -> dict[int, tuple[int, float]]:
    """For each seq how many clients came to know it, and when the last of them did."""
    found: dict[int, tuple[int, float]] = {}
    for step in steps:
        if step.count:
            for seq in range(step.since + 1, step.seq + 1):
                count, at = found.get(seq, (0, 0.0))
                found[seq] = (count + step.count, max(at, step.at))
    return found
