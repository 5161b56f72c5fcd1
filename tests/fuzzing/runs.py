"""Runs: so many inputs of one kind, the same for the same seed, and what was wrong with any of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzzing.asked import requests
from tests.fuzzing.calls import MEANT, calls
from tests.fuzzing.described import Route
from tests.fuzzing.frames import frames, meant_packets, packets
from tests.fuzzing.from_description import described
from tests.fuzzing.sent import Hangs, Place, Talker, burst, fault_in, send

TOGETHER = 10
"""Packets that are sent before the answers to them are waited for."""

AT_ONCE = 1_000
"""Inputs after which the choice begins anew with another seed, so that a run can be of any length."""

SHOWN = 5
"""Faults of one run that are printed."""


class Tally:
    """What became of a run."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.count = self.lost = 0
        self.slowest = 0.0
        self.kinds: Counter[str] = Counter()
        self.faults: list[str] = []

    def note(self, fault: str, sent: Any) -> None:
        """A fault, and what was sent, so that it can be pasted into a test."""
        if fault and len(self.faults) < SHOWN:
            self.faults.append(f"{fault}\n    {sent!r}")

    def add(self, other: Tally) -> None:
        self.count += other.count
        self.lost += other.lost
        self.slowest = max(self.slowest, other.slowest)
        self.kinds.update(other.kinds)
        self.faults.extend(other.faults)


def each(strategy: st.SearchStrategy[Any], count: int, start: int, do: Callable[[Any], None]) -> None:
    """Do something with so many examples, the same ones for the same start."""
    for n, first in enumerate(range(0, count, AT_ONCE)):

        @seed(start * 1_000_003 + n)
        @settings(
            max_examples=min(AT_ONCE, count - first),
            phases=[Phase.generate],
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def run(example: Any) -> None:
            do(example)

        run()


def asking(place: Place, routes: list[Route], count: int, start: int) -> Tally:
    """Requests over HTTP, made of the routes and of what their modules ask for."""
    return asked_of("requests", requests(routes, place.known), place, count, start)


def asking_as_described(place: Place, routes: list[Route], count: int, start: int) -> Tally:
    """Requests over HTTP that schemathesis makes."""
    return asked_of("requests by schemathesis", described(routes), place, count, start)


def asked_of(what: str, strategy: st.SearchStrategy[Any], place: Place, count: int, start: int) -> Tally:
    tally = Tally(what)

    def ask(asked: Any) -> None:
        if asked is None:
            return
        tally.count += 1
        try:
            answered = send(place, asked)
        except Hangs:
            tally.note("no answer", asked)
            return
        tally.kinds[f"{answered.status // 100}xx" if answered.status else "closed"] += 1
        tally.slowest = max(tally.slowest, answered.seconds)
        tally.note(fault_in(answered), asked)

    each(strategy, count, start, ask)
    return tally


def talking(place: Place, count: int, start: int) -> Tally:
    """Packets on WebSockets of participants and facilitators, and of those who may send nothing."""
    tally = Tally("packets")
    meant = calls(place.known, MEANT)
    texts = st.one_of(meant_packets(meant), packets(meant))
    cookies = [*place.people, *place.facilitators * 2]
    cookies += [place.actors[name].cookie for name in ("observer", "screen", "removed", "other", "stranger")]
    talkers = [Talker(place, cookie) for cookie in cookies]

    def talk(example: Any) -> None:
        who, sent = example
        tally.count += len(sent)
        began = time.monotonic()
        talker = talkers[who]
        tally.note(talker.talk(sent), (who, sent))
        tally.slowest = max(tally.slowest, time.monotonic() - began)

    both = st.tuples(st.integers(0, len(talkers) - 1), st.lists(texts, min_size=TOGETHER, max_size=TOGETHER))
    each(both, count // TOGETHER, start, talk)
    for talker in talkers:
        tally.lost += talker.lost
        tally.kinds.update(talker.answers)
        talker.close()
    return tally


def bursting(place: Place, count: int, start: int) -> Tally:
    """Frames that are none, or not quite."""
    tally = Tally("frames")
    cookies = [*place.people[:8], *(actor.cookie for actor in place.actors.values())]

    def throw(example: Any) -> None:
        who, sent = example
        tally.count += 1
        began = time.monotonic()
        tally.note(burst(place, cookies[who], sent), (who, sent))
        tally.slowest = max(tally.slowest, time.monotonic() - began)

    texts = packets(calls(place.known, {"note.add", "vote.cast", "hand.raise"}))
    each(st.tuples(st.integers(0, len(cookies) - 1), frames(texts)), count, start, throw)
    return tally
