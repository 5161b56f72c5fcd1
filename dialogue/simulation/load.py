"""A measurement: people write notes at a steady rate, and every phone must get every one.

At the end each phone is held against what the server shows; and what the phones themselves cost
is said, so that one knows when it is they who are slow.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import suppress
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from dialogue.simulation.demo import explained
from dialogue.simulation.holding import Failed, patiently
from dialogue.simulation.measures import Sent, deliveries, spread
from dialogue.simulation.phone import Phone, Refusal, Unreachable
from dialogue.simulation.script import person
from dialogue.simulation.server import Server
from dialogue.workbench import Workbench
from dialogue.workshop_file import read_workshop_file

TOGETHER = 50
"""How many join at once."""


class Measured:
    """What was sent, what was refused and why, and the phones that should have got it."""

    def __init__(self) -> None:
        self.phones: list[Phone] = []
        self.sent: list[Sent] = []
        self.refused: Counter[str] = Counter()
        self.joined_in = 0.0
        self.wrote_for = 0.0
        self.equal = False
        self.own_cpu = 0.0
        self.server_cpu: float | None = None
        """Only of a server that was started for this."""


def measured(bench: Workbench, participants: int, rate: float, seconds: float) -> dict[str, Any]:
    """Hold a workshop of one question and measure it; figures in milliseconds and bytes."""
    questions = ["What is on your mind?"]
    file = read_workshop_file(
        {"title": "A measurement", "stages": [{"activity": "board", "questions": questions}]}
    )
    with Server(bench.settings) as server, Progress(console=Console(stderr=True)) as progress:
        links = bench.links(bench.register.create(file).code)
        found = Measured()
        try:
            asyncio.run(write(found, server, links, participants, rate, seconds, progress))
        except* (Failed, Refusal, Unreachable) as group:
            raise click.ClickException(explained(group, server.base)) from None
        return figures(found, participants, rate, seconds)


async def write(
    found: Measured,
    server: Server,
    links: dict[str, str],
    participants: int,
    rate: float,
    seconds: float,
    progress: Progress,
) -> None:
    """Everybody joins; then notes are sent one after the other, whether or not the last is answered."""
    facilitator = Phone(server.base, links["code"], "facilitator")
    await patiently(lambda: facilitator.enter(links["facilitator_url"]))
    await facilitator.connect()
    await facilitator.do("workshop.open")
    await facilitator.do("stage.open", stage=next(iter(facilitator.of("stage"))))
    board = next(iter(facilitator.of("board")))
    await join_all(found, server.base, links["code"], participants, progress)
    count = round(rate * seconds)
    own_cpu, server_cpu = time.process_time(), server.cpu
    task = progress.add_task("Notes", total=count)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for n in range(count):
            await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
            group.create_task(note(found, found.phones[n % participants], board, n))
            progress.advance(task)
    found.wrote_for = time.perf_counter() - began
    last = max((sent.seq for sent in found.sent), default=0)
    with suppress(TimeoutError):
        await asyncio.gather(*(phone.until(last, within=30) for phone in found.phones))
    found.own_cpu = time.process_time() - own_cpu
    if server.cpu is not None and server_cpu is not None:
        found.server_cpu = server.cpu - server_cpu
    right = (await facilitator.fetch("GET", f"/w/{links['code']}/view?as=participant"))["records"]
    found.equal = all(seen_by_all(phone) == right for phone in found.phones)
    await facilitator.do("workshop.close")
    await asyncio.gather(*(phone.leave() for phone in [*found.phones, facilitator]))


async def join_all(found: Measured, base: str, code: str, participants: int, progress: Progress) -> None:
    task = progress.add_task("People", total=participants)
    began = time.perf_counter()
    door = asyncio.Semaphore(TOGETHER)

    async def one(n: int) -> Phone:
        phone = Phone(base, code, f"phone {n}")
        async with door:
            await patiently(lambda: phone.join(*person(n)))
            await phone.connect()
        progress.advance(task)
        return phone

    found.phones = await asyncio.gather(*(one(n) for n in range(participants)))
    found.joined_in = time.perf_counter() - began


async def note(found: Measured, phone: Phone, board: int, n: int) -> None:
    began = time.perf_counter()
    try:
        seq = await phone.do("note.add", board=board, text=f"Note {n}: what matters here is that we try.")
    except Refusal as refusal:
        found.refused[refusal.reason] += 1
        return
    except Unreachable:
        found.refused["unreachable"] += 1
        return
    found.sent.append(Sent(began, time.perf_counter(), seq))


def seen_by_all(phone: Phone) -> dict[str, Any]:
    """What a phone shows that everybody sees: without its person, and not saying which notes are theirs."""
    return {
        key: {field: value for field, value in record.items() if field != "mine"}
        for key, record in phone.records.items()
        if key != f"person/{phone.person}"
    }


def figures(found: Measured, participants: int, rate: float, seconds: float) -> dict[str, Any]:
    took = deliveries(found.sent, found.phones)
    return {
        "participants": participants,
        "rate": rate,
        "seconds": seconds,
        "notes": len(found.sent),
        "refused": dict(found.refused),
        "notes_per_second": round(len(found.sent) / found.wrote_for, 1),
        "joined_in_seconds": round(found.joined_in, 2),
        "saved_ms": spread([sent.answered - sent.at for sent in found.sent]),
        "delivered_to_all_ms": spread(took),
        "delivered_to_all": len(took),
        "equal": found.equal,
        "own_cpu_seconds": round(found.own_cpu, 2),
        "server_cpu_seconds": None if found.server_cpu is None else round(found.server_cpu, 2),
        "reconnected": sum(phone.reconnected for phone in found.phones),
        "bytes_per_phone": {
            "view": round(sum(phone.view_bytes for phone in found.phones) / participants),
            "patches": round(sum(phone.received for phone in found.phones) / participants),
        },
    }
