"""Everybody, in one thread: one loop that reads from whoever has something to read.

For a chunk that others at the same place had before, a client costs one `read`, one look into
a dict and three assignments, about 4 µs with what the system does, so the crowd is not what is
measured. Only what is new, or for one client alone, is decoded.
"""

from __future__ import annotations

import heapq
import os
import resource
import select
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from bench.client import Client, Sent
from bench.known import NOTHING, Step
from bench.line import Line

MOST_AT_ONCE = 64 * 1024
TOGETHER = 100
PATIENCE = 60

MANY, BREATH = 200, 0.001
"""While fewer have something to read, it sleeps a moment instead of waking for each of them, which
would cost it, and the server that wakes it, more than the reading.
"""


class Crowd:
    """The connections of all clients, by file number; `known` says where each of them stands."""

    def __init__(self) -> None:
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        self.most = most - 100
        self.clients: list[Client] = []
        self.known = [NOTHING] * most
        self.lines: dict[int, Line] = {}
        self.refused: Counter[str] = Counter()
        self.lost = 0
        self.personal_bytes = self.personal_reads = 0
        self.on_answer: Callable[[Client, Sent], None] | None = None
        self._poll = select.epoll()
        self._due: list[tuple[float, int, Callable[[], Any]]] = []
        self._numbers = count(1)

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.leave()
        self._poll.close()

    # ---- Connections

    def enter(self, line: Line) -> None:
        self.lines[line.fd] = line
        self._poll.register(line.fd, select.EPOLLOUT)

    def dialled(self, line: Line) -> None:
        self._poll.modify(line.fd, select.EPOLLIN)

    def leave(self, line: Line) -> None:
        self._poll.unregister(line.fd)
        self.known[line.fd] = NOTHING
        del self.lines[line.fd]

    def after(self, seconds: float, do: Callable[[], Any]) -> None:
        heapq.heappush(self._due, (time.perf_counter() + seconds, next(self._numbers), do))

    def next_number(self) -> int:
        return next(self._numbers)

    # ---- The loop

    def listen(self, seconds: float) -> None:
        """Take what comes, waiting for it at most so long, and do what is due."""
        now = time.perf_counter()
        if self._due:
            seconds = min(seconds, self._due[0][0] - now)
        ready = self._poll.poll(max(0.0, seconds))
        self._hear(ready)
        if 0 < len(ready) < MANY:
            time.sleep(BREATH)
        now = time.perf_counter()
        while self._due and self._due[0][0] <= now:
            heapq.heappop(self._due)[2]()

    def _hear(self, ready: Iterable[tuple[int, int]]) -> None:
        known, lines, read, clock = self.known, self.lines, os.read, time.perf_counter
        for fd, _ in ready:
            try:
                chunk = read(fd, MOST_AT_ONCE)
            except OSError as error:
                self._trouble(fd, error)
                continue
            way = known[fd].ways.get(chunk)
            if way is None:
                self.personal_reads += 1
                lines[fd].resume(chunk)
                continue
            known[fd], step = way
            step.count += 1
            step.at = clock()

    def _trouble(self, fd: int, error: OSError) -> None:
        line = self.lines.get(fd)
        if line is None:
            # It was closed by what another did in the same turn.
            return
        if not isinstance(error, BlockingIOError):
            line.resume(b"")
        elif line.is_dialling:
            line.resume(None)

    # ---- What parts of the bench ask of it

    def bring(self, clients: Iterable[Client], together: int = TOGETHER) -> None:
        """Let clients come in, so many at a time. Raises TimeoutError where one does not get in."""
        waiting, coming = deque(clients), list[Client]()
        self.clients.extend(waiting)
        latest = time.perf_counter()
        while waiting or coming:
            still = [client for client in coming if not client.is_live]
            if len(still) < len(coming):
                latest = time.perf_counter()
            elif time.perf_counter() - latest > PATIENCE:
                raise TimeoutError(
                    f"{len(self.clients) - len(waiting) - len(still)} are in, and no more come in."
                )
            coming = still
            while waiting and len(coming) < together:
                coming.append(waiting.popleft())
                coming[-1].begin(coming[-1].life())
            self.listen(0.05)

    def answered(self, client: Client, sent: Sent) -> None:
        if self.on_answer:
            self.on_answer(client, sent)

    @property
    def bytes(self) -> int:
        """All that came over the sockets."""
        return self.personal_bytes + sum(step.size * step.count for step in self._steps)

    @property
    def reads(self) -> int:
        """How many times something was read from a socket."""
        return self.personal_reads + sum(step.count for step in self._steps)

    @property
    def _steps(self) -> list[Step]:
        return [step for room in {client.room for client in self.clients} for step in room.steps]

    def wait(self, is_so: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Go on listening until it is so."""
        ends = time.perf_counter() + seconds
        while not is_so():
            if time.perf_counter() > ends:
                raise TimeoutError(what)
            self.listen_for(0.1)

    def listen_for(self, seconds: float) -> None:
        ends = time.perf_counter() + seconds
        while (left := ends - time.perf_counter()) > 0:
            self.listen(left)
