"""The two servers side by side, each in a process of its own: how to speak to them, and their CPU."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import requests

from tests.server import ROOT, Server, Workshop, free_port, new_id, wait_until

PLAN: dict[str, Any] = {
    "title": "A bench",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["What?"]}],
}
TICKS = os.sysconf("SC_CLK_TCK")


class Seat(NamedTuple):
    """What one client needs to come in: where, and with which cookie."""

    port: int
    query: str
    cookie: str


class Dialogue(Server):
    """Dialogue with one workshop and one open board, to which people write."""

    label = "Dialogue"
    program = ("-m", "bench.unlimited")
    hears = b'42["patch",'
    marks = b'"seq":'
    is_cumulative = True
    """A patch stands for every seq up to its own."""

    def __init__(self) -> None:
        self._kept = tempfile.TemporaryDirectory(prefix="dialogue-bench-")
        super().__init__(Path(self._kept.name))

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._kept.cleanup()

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def seats(self, count: int) -> list[Seat]:
        """A new workshop with this many participants, and its board open."""
        workshop = self.workshop(PLAN)
        workshop.begin("board")
        self.board = workshop.first("board")
        seats = [self._seat(workshop, n) for n in range(count)]
        workshop.__exit__()
        return seats

    def _seat(self, workshop: Workshop, n: int) -> Seat:
        browser = workshop.join(f"Person {n}", "public")
        return Seat(self.port, f"&w={workshop.code}", browser.cookie)

    def message(self, n: int, text: str) -> str:
        call = {"name": "note.add", "data": {"board": self.board, "text": text}, "id": f"{n}-{new_id()}"}
        return json.dumps(["command", call])

    def answered(self, n: int, answer: bytes) -> int:
        """The number under which everybody hears of a message: the seq it was given."""
        return int(answer.split(b'"seq":')[1].split(b"}")[0])


class Echo:
    """The bare server."""

    label = "bare Socket.IO"
    hears = b'42["note",'
    marks = b'"n":'
    is_cumulative = False

    def __init__(self) -> None:
        self.port = free_port()

    def __enter__(self) -> Echo:
        self.process = subprocess.Popen([sys.executable, "-m", "bench.echo", str(self.port)], cwd=ROOT)
        self.pid = self.process.pid
        wait_until(self._answers, "The bare server does not start.", 30)
        return self

    def _answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/", timeout=5).status_code == 404
        except requests.ConnectionError:
            return False

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def seats(self, count: int) -> list[Seat]:
        return [Seat(self.port, "", "")] * count

    def message(self, n: int, text: str) -> str:
        return json.dumps(["note", {"n": n, "text": text}])

    def answered(self, n: int, answer: bytes) -> int:
        return n


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used, with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
