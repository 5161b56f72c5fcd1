"""A measurement: people write notes at a steady rate, and every phone must get every one."""

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
            asyncio.run(write(found, server.base, links, participants, rate, seconds, progress))
        except* (Failed, Refusal, Unreachable) as group:
            raise click.ClickException(explained(group, server.base)) from None
        return figures(found, participants, rate, seconds)


async def write(
    found: Measured,
    base: str,
    links: dict[str, str],
    participants: int,
    rate: float,
    seconds: float,
    progress: Progress,
) -> None:
    """Everybody joins; then notes are sent one after the other, whether or not the last is answered."""
    facilitator = Phone(base, links["code"], "facilitator")
    await patiently(lambda: facilitator.enter(links["facilitator_url"]))
    await facilitator.connect()
    await facilitator.do("workshop.open")
    await facilitator.do("stage.open", stage=next(iter(facilitator.of("stage"))))
    board = next(iter(facilitator.of("board")))
    await join_all(found, base, links["code"], participants, progress)
    count = round(rate * seconds)
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
        "reconnected": sum(phone.reconnected for phone in found.phones),
        "bytes_per_phone": {
            "view": round(sum(phone.view_bytes for phone in found.phones) / participants),
            "patches": round(sum(phone.received for phone in found.phones) / participants),
        },
    }
