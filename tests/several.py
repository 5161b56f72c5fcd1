"""Several processes of one server on a PostgreSQL and a Redis, and a crowd that reaches them in turn."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Protocol

import requests

from dialogue import log
from dialogue.kernel import Entry
from dialogue.simulation.phone import Phone
from dialogue.simulation.wire import ANSWER_WITHIN
from tests.server import PATIENCE, Server, Workshop, new_id
from tests.services import Postgresql, Redis

PLAN: dict[str, Any] = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "questions": ["Why?", "How?"], "identity": "named"}],
}
MANY = 20


class Several:
    """Processes that share a database and a Redis, as many as are asked for."""

    def __init__(self, directory: Path, postgresql: Postgresql, messages: Redis) -> None:
        self.directory = directory
        self.postgresql = postgresql
        self.redis = messages
        self.settings = {
            "DIALOGUE_DATABASE_URL": postgresql.database(),
            "DIALOGUE_REDIS_URL": messages.url,
            "DIALOGUE_PROXIES": "1",
        }
        self.all: list[Server] = []

    def add(self, mode: str = "eventlet") -> Server:
        directory = self.directory / str(len(self.all))
        directory.mkdir()
        self.all.append(Server(directory, mode, **self.settings).__enter__())
        return self.all[-1]

    def kill(self) -> None:
        for server in self.all:
            server.kill()


class Reached(Protocol):
    """What phones speak to: a process, or what stands before some."""

    url: str


class Crowd:
    """Phones that reach the processes in turn, and what they were told was kept."""

    def __init__(self, workshop: Workshop, processes: Sequence[Reached], size: int) -> None:
        self.workshop = workshop
        self.processes = processes
        self.board = workshop.first("board")
        self.phones = [Phone("", workshop.code, f"person {n}") for n in range(size)]
        self.acknowledged: dict[int, str] = {}
        self.progress = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def come_in(self) -> None:
        """Everybody joins through one process and connects to the next."""
        for n, phone in enumerate(self.phones):
            phone.base = self._process(n).url
            await phone.join(phone.label, PLAN["sectors"][n % 2])
            phone.base = self._process(n + 1).url
            await phone.connect()

    def _process(self, n: int) -> Reached:
        return self.processes[n % len(self.processes)]

    async def write(self, notes: int) -> None:
        """Everybody writes so many notes, all at once."""
        await asyncio.gather(*(self._write(n, notes) for n in range(len(self.phones))))

    async def _write(self, n: int, notes: int) -> None:
        """Half of the notes go over the socket, half over HTTP to a process the phone is not connected to."""
        phone, elsewhere = self.phones[n], self._process(n + 2)
        for count in range(notes):
            await self.may_go_on.wait()
            text = f"{phone.label}, note {count}"
            if count % 2:
                seq = await asyncio.to_thread(self._post, phone, elsewhere, text)
            else:
                seq = await phone.do("note.add", board=self.board, text=text)
            assert seq not in self.acknowledged, "Two notes were told the same place."
            self.acknowledged[seq] = text
            self.progress.set()

    def _post(self, phone: Phone, server: Reached, text: str) -> int:
        """Post a note, and again with the same id, there or elsewhere, until it is acknowledged."""
        call = {"name": "note.add", "data": {"board": self.board, "text": text}, "id": new_id()}
        answers: list[Any] = []
        for each in [server, *islice(cycle(self.processes), 1_000)]:
            with suppress(requests.RequestException):
                address = f"{each.url}/w/{self.workshop.code}/command"
                answered = requests.post(
                    address, json=call, headers={"Cookie": phone.cookie}, timeout=PATIENCE
                )
                answers.append(answered.json())
                if "seq" in answers[-1]:
                    return int(answers[-1]["seq"])
            time.sleep(0.02)
        raise AssertionError(f"It was never kept: {answers[-1:]}")

    async def until_written(self, share: float, notes: int) -> None:
        """Until a share of all notes is acknowledged."""
        while len(self.acknowledged) < share * notes * len(self.phones):
            self.progress.clear()
            await self.progress.wait()

    async def until_back(self, phones: Sequence[Phone]) -> None:
        """Until these phones, whose process went, are connected again. Who had written everything before
        may be on the way yet; and whom a process that goes lets in without a word first waits for that.
        """
        async with asyncio.timeout(ANSWER_WITHIN + PATIENCE):
            while not all(phone.reconnected for phone in phones):
                await asyncio.sleep(0.05)

    async def end_equal(self) -> None:
        """Everybody has everything, and what each process would show them is what they have."""
        entries = log_of(self.workshop)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1)), "The log has gaps."
        kept = {entry.seq: entry.event.text for entry in entries if entry.event.name == "note.added"}
        assert {seq: kept.get(seq) for seq in self.acknowledged} == self.acknowledged
        assert not [text for text, times in Counter(kept.values()).items() if times > 1]
        for phone in self.phones:
            await phone.until(len(entries))
            assert [seq for seq, _ in phone.arrivals] == sorted(seq for seq, _ in phone.arrivals)
            assert {seq: note["text"] for seq, note in phone.of("note").items()} == kept, phone.label
            mine = [seq for seq, note in phone.of("note", mine=True).items()]
            texts = [int(kept[seq].rpartition(" ")[2]) for seq in mine]
            assert texts == sorted(texts), "Somebody's notes came in another order than they wrote them."
        for phone in self.phones[:: len(self.phones) // 4 or 1]:
            for server in self.processes:
                assert records_of(server, phone) == phone.records, (server.url, phone.label)

    async def leave(self) -> None:
        for phone in self.phones:
            await phone.leave()


def records_of(server: Reached, phone: Phone) -> dict[str, Any]:
    headers = {"Cookie": phone.cookie, "Accept": "application/json"}
    view = requests.get(f"{server.url}/w/{phone.code}/view", headers=headers, timeout=PATIENCE).json()
    records: dict[str, Any] = view["records"]
    return records


def log_of(workshop: Workshop) -> list[Entry]:
    register = workshop.server.register
    return list(log.read(register.database, register.find(workshop.code).id))


def hold(
    workshop: Workshop,
    processes: Sequence[Reached],
    meanwhile: Callable[[Crowd], Coroutine[Any, Any, None]] | None = None,
    size: int = MANY,
    notes: int = MANY,
) -> Crowd:
    """Everybody comes in and writes; `meanwhile` something happens; all are equal in the end."""

    async def run() -> Crowd:
        # Whoever waits for a database that is away must not be in the way of whoever starts it again.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4 * size))
        crowd = Crowd(workshop, processes, size)
        await crowd.come_in()
        await asyncio.gather(crowd.write(notes), *([meanwhile(crowd)] if meanwhile else []))
        assert len(crowd.acknowledged) == size * notes
        await crowd.end_equal()
        await crowd.leave()
        return crowd

    return asyncio.run(run())


def at(browser: Any, server: Reached) -> Any:
    """The same browser, from now on at another process."""
    browser.url = server.url
    return browser
