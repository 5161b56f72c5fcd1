"""A storm: a thousand phones join within ten seconds, while those who are there go on."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import requests

from bench.client import Client, Seat, apart, pause_of
from bench.crowd import Crowd
from bench.delivery import come, different, drain, post
from bench.known import Room, arrivals
from bench.line import Answer, Lost, Talk
from bench.rows import Row, kib, ms, number, percent
from bench.servers import Dialogue, Held, cpu_of
from dialogue.simulation.measures import percentile

NOTES = 1_000
THERE = 100
RATE = 5.0
WITHIN = 10.0


class Joiner(Client):
    """A phone that scans the code: it loads the pages and the view, takes a seat, and comes in."""

    def __init__(self, crowd: Crowd, port: int, code: str, name: str) -> None:
        super().__init__(crowd, Seat(port, code), Room())
        self.name = name
        self.began = time.perf_counter()
        self.took = 0.0
        self.loaded: dict[str, int] = {}

    def life(self) -> Talk:
        times = 0
        while self.left_at is None:
            try:
                yield from self._join()
            except Lost:
                self.hang_up()
                yield from self.rest(pause_of(times))
                times += 1
        yield from super().life()

    def _join(self) -> Talk:
        code = self.seat.code
        yield from self._load("join page", f"GET /join/{code}")
        body = {"name": self.name, "sector": "public", "id": f"{id(self):032d}"}
        joined = yield from self._load("join", f"POST /join/{code}", body)
        self.seat = self.seat._replace(cookie=joined.cookie, person=joined.json["person"])
        yield from self._load("page", f"GET /w/{code}")
        view = (yield from self._load("view", f"GET /w/{code}/view")).json
        shared, self.own = apart(view["records"], self.seat.person)
        self.left_at = self.room.known(view["seq"], shared)

    def _load(self, what: str, request: str, body: Any = None) -> Any:
        answer: Answer = yield from self.fetch(self.seat.port, request, self.seat.cookie, body)
        if answer.status != 200:
            raise Lost(f"{request}: {answer.status}")
        self.loaded[what] = answer.size
        return answer

    def come_live(self) -> None:
        self.took = self.took or time.perf_counter() - self.began
        super().come_live()


def rows(quick: bool) -> list[Row]:
    joins = 300 if quick else 1_000
    with Dialogue() as server, Crowd() as crowd:
        held = server.hold(THERE, NOTES)
        there = come(crowd, held, held.known())
        crowd.listen_for(1)
        cpu, own, began = cpu_of(server.pid), time.process_time(), time.perf_counter()
        joiners: list[Joiner] = []
        for n in range(joins):
            crowd.after(n * WITHIN / joins, lambda n=n: joiners.append(join(crowd, held, n)))
        sent = post(crowd, there, RATE, WITHIN)
        crowd.wait(lambda: len(joiners) == joins and all(each.took for each in joiners), "Not all came in.")
        lasted = time.perf_counter() - began
        server_cpu, crowd_cpu = cpu_of(server.pid) - cpu, time.process_time() - own
        drain(crowd, [*there, *joiners], sent)
        crowd.listen_for(1)
        wrong = different(crowd, held, [*there, *joiners])
        arrived = arrivals(held.room.steps)
        late = [arrived[each.seq][1] - each.at for each in sent]
        bundles = sum(bundle_sizes(held, joiners[0].seat))
    took = [each.took for each in joiners]
    parts = {what: sum(each.loaded[what] for each in joiners) / joins for what in joiners[0].loaded}
    who = f"{number(joins)} join within {WITHIN:.0f} s, {number(NOTES)} notes there"
    return [
        Row(f"{who}: p50", ms(percentile(took, 50))),
        Row("   p99", ms(percentile(took, 99))),
        Row("   clients that differ at the end", number(wrong)),
        Row("   the others' ideas meanwhile, p99", ms(percentile(late, 99))),
        Row("   bytes to join", kib(sum(parts.values()))),
        *(Row(f"      {what}", kib(size)) for what, size in parts.items()),
        Row("   scripts and styles, where they are not kept yet", kib(bundles)),
        Row("   server CPU, a join", ms(server_cpu / joins)),
        Row("   CPU of the server", percent(server_cpu / lasted)),
        Row("   CPU of the crowd", percent(crowd_cpu / lasted)),
    ]


def join(crowd: Crowd, held: Held, n: int) -> Joiner:
    joiner = Joiner(crowd, held.server.port, held.facilitator.code, f"Person {n}")
    crowd.clients.append(joiner)
    joiner.begin(joiner.life())
    return joiner


def bundle_sizes(held: Held, seat: Seat) -> Iterator[int]:
    """The bytes on the wire of what a participant's page loads once."""
    headers = {"Accept-Encoding": "br, gzip", "Cookie": seat.cookie}
    page = requests.get(f"{held.server.url}/w/{seat.code}", headers=headers, timeout=30).text
    for path in dict.fromkeys(re.findall(r'(?:src|href)="(/static/built/[^"]+\.(?:js|css))"', page)):
        with requests.get(held.server.url + path, headers=headers, stream=True, timeout=30) as answered:
            answered.raise_for_status()
            yield len(answered.raw.read(decode_content=False))
