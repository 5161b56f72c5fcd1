"""Holding a workshop: the phones, who thinks how long, what was sent, and what must be refused."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from dialogue.simulation.measures import Sent
from dialogue.simulation.phone import Phone, Refusal
from dialogue.simulation.script import Script

Work = Callable[[Phone], Awaitable[None]]


class Failed(Exception):
    """Something did not happen as it must."""


class Report(Protocol):
    """Where progress is shown."""

    def begin(self, title: str, total: int) -> None: ...

    def step(self, n: int = 1) -> None: ...


class Holding:
    """A workshop that is being held by simulated people."""

    def __init__(self, base: str, code: str, script: Script, pace: float, report: Report) -> None:
        self.base = base
        self.code = code
        self.script = script
        self.pace = pace
        self.report = report
        self.chance = random.Random(script.title)
        self.people = [Phone(base, code, name) for name, _ in script.people]
        self.facilitator = Phone(base, code, "facilitator")
        self.screen = Phone(base, code, "screen")
        self.late: Phone | None = None
        self.sent: list[Sent] = []
        self.notes: dict[int, int] = {}
        self.refusals = 0

    @property
    def here(self) -> list[Phone]:
        """The participants who have come."""
        return [phone for phone in self.people if phone is not self.late]

    @property
    def everyone(self) -> list[Phone]:
        return [*self.here, self.facilitator, self.screen]

    def stage(self, activity: str) -> int:
        """The seq of the stage with this activity."""
        return next(iter(self.facilitator.of("stage", activity=activity)))

    def some(self, n: int) -> list[Phone]:
        """A few of the participants who are here, others every time."""
        return self.chance.sample(self.here, min(n, len(self.here)))

    # ---- Doing

    async def think(self, seconds: float) -> None:
        await asyncio.sleep(self.chance.random() * seconds * self.pace)

    async def timed(self, phone: Phone, name: str, **data: Any) -> int:
        """Do a command whose way to every phone is measured."""
        began = time.perf_counter()
        seq = await phone.do(name, **data)
        self.sent.append(Sent(began, time.perf_counter(), seq))
        return seq

    async def lead(self, name: str, **data: Any) -> int:
        """Do a command as the facilitator, and go on when everybody has it."""
        seq = await self.facilitator.do(name, **data)
        await self.together(seq)
        return seq

    async def together(self, seq: int) -> None:
        """Wait until everybody has an entry."""
        try:
            await asyncio.gather(*(phone.until(seq) for phone in self.everyone))
        except TimeoutError:
            behind = [phone.label for phone in self.everyone if phone.seq < seq]
            raise Failed(f"Entry {seq} never reached {', '.join(behind[:5])}.") from None

    async def all_do(self, phones: Iterable[Phone], work: Work, seconds: float) -> None:
        """Everybody does something, each after thinking about it, and everybody gets all of it."""

        async def one(phone: Phone) -> None:
            await self.think(seconds)
            await work(phone)

        # One that fails must not leave the others going on behind our back.
        async with asyncio.TaskGroup() as group:
            for phone in phones:
                group.create_task(one(phone))
        await self.catch_up()

    async def catch_up(self) -> None:
        """Wait until everybody has what the facilitator would be given now."""
        view = await patiently(lambda: self.facilitator.fetch("GET", f"/w/{self.code}/view"))
        await self.together(view["seq"])

    async def refused(self, phone: Phone, reason: str, name: str, **data: Any) -> None:
        """Try what the rules forbid, and insist on the refusal."""
        try:
            await phone.do(name, **data)
        except Refusal as refusal:
            if refusal.reason == reason:
                self.refusals += 1
                return
            raise Failed(f"{name} was refused as {refusal.reason}, not as {reason}.") from None
        raise Failed(f"{name} was not refused, though it must be ({reason}).")


async def patiently(work: Callable[[], Awaitable[Any]], seconds: float = 60) -> Any:
    """Do something over HTTP again until the server answers."""
    from dialogue.simulation.wire import Lost

    until = time.monotonic() + seconds
    while True:
        try:
            return await work()
        except Lost as lost:
            if time.monotonic() > until:
                raise Failed(f"The server does not answer any more: {lost}.") from None
            await asyncio.sleep(0.3)


def ensure(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Failed(otherwise)
