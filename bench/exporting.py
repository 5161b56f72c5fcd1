"""A workshop is being held while, on the same server, the record of a large one is asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import requests

from bench.client import Client, Sent
from bench.crowd import Crowd
from bench.delivery import come, drain
from bench.restart import write
from bench.rows import Row, ms, number
from bench.servers import Dialogue
from dialogue.exports.forms import FORMS
from tests.organisers import cookie_of
from tests.server import SECRET

PEOPLE = 100
NOTES = 5_000
LEAST = 5.0
PATIENCE = 600

WANTED = {
    "the archive page": "archive",
    "the minutes as PDF": "export/pdf",
    "the minutes as Word": "export/docx",
    "the bundle": "export/bundle",
}


class Asking:
    """Somebody who asks for something, and waits for all of it."""

    def __init__(self, asks: requests.Session, address: str) -> None:
        self.is_over = False
        self.bytes = 0
        self.seconds = 0.0
        self._thread = threading.Thread(target=self._go, args=(asks, address))
        self._thread.start()

    def _go(self, asks: requests.Session, address: str) -> None:
        began = time.perf_counter()
        try:
            with asks.get(address, stream=True, timeout=PATIENCE) as answer:
                answer.raise_for_status()
                self.bytes = sum(len(chunk) for chunk in answer.raw.stream(64 * 1024, decode_content=False))
        finally:
            self.seconds = time.perf_counter() - began
            self.is_over = True


def rows(quick: bool) -> list[Row]:
    notes = 1_000 if quick else NOTES
    with Dialogue() as server, Crowd() as crowd:
        large = server.hold(PEOPLE, notes)
        held = server.hold(PEOPLE)
        asks = organiser(server)
        asks.get(f"{server.url}/w/{large.facilitator.code}/view", timeout=PATIENCE)
        clients = come(crowd, held, held.known())
        quiet = written_while(crowd, clients, lambda: True)
        found = [Row("An ack while nothing else is asked for, p50 | p99", shown(quiet))]
        for what, path in WANTED.items():
            if path.partition("/")[2] not in ("", *FORMS):
                continue
            asking = Asking(asks, f"{server.url}/w/{large.facilitator.code}/{path}")
            acks = written_while(crowd, clients, lambda asking=asking: asking.is_over)
            if not asking.bytes:
                raise TimeoutError(f"{what} did not come")
            size = f"{asking.seconds:.1f} s, {number(asking.bytes / 1024)} KiB"
            found.append(Row(f"   while {what} of {number(notes)} notes is written ({size})", shown(acks)))
    return found


def organiser(server: Dialogue) -> requests.Session:
    """The organiser of the server, who may have everything."""
    asks = requests.Session()
    asks.cookies.set("dialogue", cookie_of(server.register.database, SECRET))
    return asks


def written_while(crowd: Crowd, clients: list[Client], is_over: Callable[[], bool]) -> list[float]:
    """How long acks take, for some seconds at least, and until it is over."""
    sent, began = list[Sent](), time.perf_counter()
    while time.perf_counter() - began < LEAST or not is_over():
        sent += write(crowd, clients, 1.0, len(sent))
    drain(crowd, clients, sent)
    return sorted(each.answered - each.at for each in sent)


def shown(acks: list[float]) -> str:
    return f"{ms(acks[len(acks) // 2])} | {ms(acks[len(acks) * 99 // 100])}"
