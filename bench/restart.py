"""The server goes while a thousand are connected and write, and is started again."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable

from bench.client import Client, Sent
from bench.crowd import Crowd
from bench.delivery import TEXT, come, different, drain
from bench.rows import Row, number
from bench.servers import Dialogue, Held

PEOPLE = 1_000
WRITERS = 100
RATE = 20.0
BEFORE, AFTER = 3.0, 3.0


class Away:
    """A server that is ended and started again while the crowd goes on."""

    def __init__(self, server: Dialogue, end: Callable[[], None]) -> None:
        self.began = time.perf_counter()
        self.answers_after = 0.0
        self._thread = threading.Thread(target=self._go, args=(server, end))
        self._thread.start()

    def _go(self, server: Dialogue, end: Callable[[], None]) -> None:
        end()
        server.start()
        self.answers_after = time.perf_counter() - self.began


def rows(quick: bool) -> list[Row]:
    people = 300 if quick else PEOPLE
    return [
        *rows_of(people, "killed", lambda server: server.kill()),
        *rows_of(people, "told to stop", lambda server: stop(server)),
    ]


def stop(server: Dialogue) -> None:
    """As a service manager stops it, which waits until it has ended."""
    assert server.process
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(30)
    server.kill()


def rows_of(people: int, how: str, end: Callable[[Dialogue], None]) -> list[Row]:
    with Dialogue() as server, Crowd() as crowd:
        held = server.hold(people)
        clients = come(crowd, held, held.known())
        sent = write(crowd, clients, BEFORE)
        away = Away(server, lambda: end(server))
        back = 0.0
        while not back or time.perf_counter() - away.began - back < AFTER:
            sent += write(crowd, clients, 0.25, len(sent))
            if not back and away.answers_after and all(client.is_live for client in clients):
                back = time.perf_counter() - away.began
        drain(crowd, clients, sent)
        crowd.listen_for(1)
        wrong = different(crowd, held, clients)
        lost, doubled = gone_wrong(held, len(sent))
    return [
        Row(f"{number(people)} connected, server {how}: all are back after", f"{back:.1f} s"),
        Row("   of that until the server answers", f"{away.answers_after:.1f} s"),
        Row("   notes lost | doubled", f"{lost} | {doubled}"),
        Row("   clients that differ at the end", number(wrong)),
    ]


def write(crowd: Crowd, clients: list[Client], seconds: float, first: int = 0) -> list[Sent]:
    """Some go on writing, into their outboxes where nobody answers."""
    began, sent = time.perf_counter(), list[Sent]()
    while (passed := time.perf_counter() - began) < seconds:
        if len(sent) <= passed * RATE:
            n = first + len(sent)
            sent.append(clients[n % WRITERS].post(f"{n} {TEXT}"))
        crowd.listen(len(sent) / RATE - passed)
    return sent


def gone_wrong(held: Held, count: int) -> tuple[int, int]:
    """How many notes are not there, and how often one is there once too often."""
    notes = [record["text"] for key, record in held.records().items() if key.startswith("note/")]
    found = Counter(int(text.split()[0]) for text in notes)
    return sum(not found[n] for n in range(count)), sum(times - 1 for times in found.values())
