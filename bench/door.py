"""The door: three hundred phones join from one address while some mistype, and nobody is refused (P3)."""

from __future__ import annotations

import time

from bench.crowd import Crowd
from bench.joining import Joiner
from bench.line import Lost, Talk
from bench.rows import Row, ms, number
from bench.servers import Dialogue
from dialogue.people import new_code
from dialogue.simulation.measures import percentile

WRONG = 20
"""How many of them type a wrong code first."""
WITHIN = 60.0


class Guest(Joiner):
    """A phone at the door. Some first type a code that is nobody's. `refused`: what it was told instead."""

    mistypes = False

    def __init__(self, crowd: Crowd, port: int, code: str, name: str) -> None:
        super().__init__(crowd, port, code, name)
        self.refused: list[str] = []

    def _join(self) -> Talk:
        if self.mistypes:
            self.mistypes = False
            answer = yield from self.fetch(self.seat.port, f"GET /join?code={new_code()}", "")
            assert answer.status == 404, answer.status
        try:
            yield from super()._join()
        except Lost as lost:
            self.refused.append(str(lost))
            raise


def rows(quick: bool) -> list[Row]:
    joins = 60 if quick else 300
    with Dialogue() as server, Crowd() as crowd:
        held = server.hold(1)
        began, guests = time.perf_counter(), []
        for n in range(joins):
            guest = Guest(crowd, held.server.port, held.facilitator.code, f"Person {n}")
            guest.mistypes = n < WRONG
            crowd.clients.append(guest)
            guests.append(guest)
            guest.begin(guest.life())
        crowd.wait(lambda: all(guest.took for guest in guests), "Not all came in.")
        lasted = time.perf_counter() - began
    took = [guest.took for guest in guests]
    assert lasted < WITHIN, f"It took {lasted:.0f} seconds."
    return [
        Row(f"{number(joins)} phones at one address join at once, {WRONG} mistype", f"{lasted:.1f} s"),
        Row("   p50", ms(percentile(took, 50))),
        Row("   p99", ms(percentile(took, 99))),
        Row("   refused", number(sum(len(guest.refused) for guest in guests))),
    ]
