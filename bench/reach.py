"""How far one process goes: more and more people in one workshop, until ideas come too late."""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

from bench.client import Client
from bench.crowd import Crowd
from bench.delivery import Delivered, facilitating, measured
from bench.rows import Row, ms, number, percent
from bench.servers import Dialogue, Held
from dialogue.simulation.measures import percentile

RATE = 30.0
FIRST = 10_000
LATE = 1.0


class Reached(NamedTuple):
    people: int
    found: Delivered

    @property
    def p99(self) -> float:
        return percentile(self.found.took, 99)

    def row(self) -> Row:
        shares = [self.found.server_cpu, self.found.crowd_cpu]
        server, crowd = (percent(share / self.found.seconds) for share in shares)
        what = f"   {number(self.people)}: p99 (CPU of the server | of the crowd)"
        return Row(what, f"{ms(self.p99)} ({server} | {crowd})")


def rows(quick: bool) -> list[Row]:
    step, seconds = (5_000, 3.0) if quick else (2_000, 8.0)
    reached: list[Reached] = []
    with Dialogue() as server, Crowd() as crowd:
        stopped_by = grow(reached, crowd, server.hold(crowd.most), step, seconds)
    largest = max((each.people for each in reached if each.p99 <= LATE), default=0)
    return [
        Row(
            f"one process, {RATE:.0f} ideas/s: the most people with a p99 of at most {LATE:.0f} s",
            number(largest),
        ),
        *(each.row() for each in reached),
        Row("   what stops it", stopped_by),
    ]


def grow(reached: list[Reached], crowd: Crowd, held: Held, step: int, seconds: float) -> str:
    """Let more come until something stops it; say what."""
    clients: list[Client] = []
    held.known()
    crowd.bring([facilitating(crowd, held)])
    for people in count(FIRST, step):
        if people > crowd.most:
            return f"files: a process may have {number(crowd.most)} connections here"
        known = held.known()
        new = [Client(crowd, seat, held.room, known) for seat in held.seats[len(clients) : people]]
        try:
            crowd.bring(new)
            clients += new
            crowd.listen_for(2)
            found = measured(crowd, held, clients, held.server.pid, RATE, seconds)
        except TimeoutError as error:
            return f"{people:,}: {error}"
        reached.append(Reached(people, found))
        if reached[-1].p99 > LATE:
            return "CPU of the server" if found.server_cpu > found.crowd_cpu else "CPU of the crowd"
