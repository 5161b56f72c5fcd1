"""The servers that are measured, each in a process of its own on its own core: how to start them,
what they use, and who sits in them.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from bench.client import Seat
from bench.known import Known, Records, Room
from bench.seating import Seated, seated
from tests.server import PATIENCE, ROOT, Server, free_port, wait_until

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")

CORES = sorted(os.sched_getaffinity(0))
OURS, THEIRS = {CORES[-1]}, set(CORES[:-1]) or {CORES[0]}
"""The crowd has the last core, the server the others, so that neither takes the other's time."""


class Dialogue(Server):
    """Dialogue as it is served, on data of its own."""

    cores = THEIRS

    def __init__(self, *program: str, **settings: str) -> None:
        self.program = program or ("wsgi.py",)
        self._kept = tempfile.TemporaryDirectory(prefix="dialogue-bench-")
        super().__init__(Path(self._kept.name), **settings)

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._kept.cleanup()

    def start(self) -> None:
        with on_cores(self.cores):
            super().start()

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def hold(self, people: int, notes: int = 0) -> Held:
        """A workshop with so many people in it, written down before the server opens it."""
        return Held(self, seated(self.register, people, notes))


class Held:
    """A workshop on one of our servers, and the knowledge its people begin with."""

    def __init__(self, server: Dialogue, people: Seated) -> None:
        self.server = server
        self.seats = [Seat(server.port, people.code, people.board, *each) for each in people.people]
        self.facilitator = Seat(server.port, people.code, people.board, *people.facilitator)
        self.room = Room()

    def known(self) -> Known:
        """What everybody sees now."""
        view = self.view(self.facilitator, "?as=participant")
        return self.room.known(view["seq"], view["records"])

    def view(self, seat: Seat, query: str = "") -> dict[str, Any]:
        path = f"http://127.0.0.1:{seat.port}/w/{seat.code}/view{query}"
        answered = requests.get(path, headers={"Cookie": seat.cookie}, timeout=PATIENCE)
        answered.raise_for_status()
        found: dict[str, Any] = answered.json()
        return found

    def records(self) -> Records:
        found: Records = self.view(self.facilitator, "?as=participant")["records"]
        return found


class Node:
    """The bare server, and in it as many people as one likes; it knows nobody."""

    def __init__(self) -> None:
        self.port = free_port()
        self.room = Room()

    def __enter__(self) -> Node:
        with on_cores(THEIRS):
            self.process = subprocess.Popen(["node", "bench/node_server.mjs", str(self.port)], cwd=ROOT)
        self.pid = self.process.pid
        wait_until(self._answers, "The bare server does not start.", 30)
        return self

    def _answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/", timeout=5).ok
        except requests.ConnectionError:
            return False

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def hold(self, people: int, notes: int = 0) -> Node:
        self.seats = [Seat(self.port)] * people
        return self

    def known(self) -> Known:
        return self.room.known(0, {})


@contextmanager
def on_cores(cores: set[int]) -> Iterator[None]:
    """Whatever is started here stays on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used, with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_of(pid: int) -> int:
    """Bytes of memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
