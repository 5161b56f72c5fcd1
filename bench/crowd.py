"""A crowd of clients in one thread: it only counts who has which message when, and reads no more.

A frame is searched for one number and never decoded, so that the crowd is not what is measured.
"""

from __future__ import annotations

import os
import selectors
import socket
import time
from collections.abc import Callable
from typing import Any

from bench.servers import Dialogue, Echo, Seat

Handler = Callable[[int, bytes], None]


class Client:
    """One WebSocket. `last` is the newest seq it knows of."""

    def __init__(self, seat: Seat) -> None:
        self.buffer = bytearray()
        self.last = 0
        self.socket = socket.create_connection(("127.0.0.1", seat.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [
            f"GET /socket.io/?EIO=4&transport=websocket{seat.query} HTTP/1.1",
            f"Host: 127.0.0.1:{seat.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            *([f"Cookie: {seat.cookie}"] if seat.cookie else []),
        ]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.socket.recv(65_536)
        assert self.buffer.startswith(b"HTTP/1.1 101"), bytes(self.buffer[:200])
        del self.buffer[: self.buffer.index(b"\r\n\r\n") + 4]
        self.send(b"40")
        while not any(frame.startswith(b"40") for frame in self.frames()):
            self.buffer += self.socket.recv(65_536)
        self.socket.setblocking(False)

    def send(self, data: bytes) -> None:
        """One masked frame; a mask of zeros leaves the bytes as they are."""
        size = len(data)
        head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
        self.socket.sendall(head + b"\0\0\0\0" + data)

    def frames(self) -> list[bytes]:
        """The whole frames that have come."""
        found, at, buffer = [], 0, self.buffer
        while len(buffer) - at >= 2:
            size, start = buffer[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if len(buffer) < start + size or len(buffer) < start:
                break
            found.append(bytes(buffer[start : start + size]))
            at = start + size
        del buffer[:at]
        return found


class Crowd:
    """Everybody in one workshop. `heard` counts who has a message, `at` is when the last one got it."""

    def __init__(self, server: Dialogue | Echo, count: int) -> None:
        self.server = server
        self.clients = [Client(seat) for seat in server.seats(count)]
        self.heard: dict[int, int]
        self.at: dict[int, float]
        self.bytes: int
        self.answers: dict[int, tuple[int, float]]
        self.on_answer: Handler | None
        self.forget()
        self._poll = selectors.DefaultSelector()
        for client in self.clients:
            self._poll.register(client.socket, selectors.EVENT_READ, client)

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        self._poll.close()
        for client in self.clients:
            client.socket.close()

    def forget(self) -> None:
        """Begin to count anew; who is connected stays."""
        self.heard, self.at, self.answers, self.bytes, self.on_answer = {}, {}, {}, 0, None

    def post(self, client: int, n: int, text: str) -> None:
        self.clients[client].send(b"42%d%s" % (n, self.server.message(n, text).encode()))

    def listen(self, seconds: float) -> None:
        """Take what comes, for at most so long."""
        for key, _ in self._poll.select(max(0.0, seconds)):
            self._take(key.data)

    def _take(self, client: Client) -> None:
        try:
            came = client.socket.recv(262_144)
        except BlockingIOError:
            return
        assert came, "The server has ended a connection."
        now = time.perf_counter()
        self.bytes += len(came)
        client.buffer += came
        for frame in client.frames():
            if frame.startswith(self.server.hears):
                self._hear(client, frame, now)
            elif frame.startswith(b"43"):
                body = frame.index(b"[")
                n = int(frame[2:body])
                self.answers[n] = (self.server.answered(n, frame), now)
                if self.on_answer:
                    self.on_answer(n, frame)
            elif frame == b"2":
                client.send(b"3")

    def _hear(self, client: Client, frame: bytes, now: float) -> None:
        start = frame.index(self.server.marks) + len(self.server.marks)
        end = start
        while 48 <= frame[end] < 58:
            end += 1
        number = int(frame[start:end])
        first = client.last + 1 if self.server.is_cumulative and client.last else number
        client.last = max(client.last, number)
        for each in range(first, number + 1):
            self.heard[each] = self.heard.get(each, 0) + 1
            self.at[each] = now


def deliveries(crowd: Crowd, rate: float, seconds: float, text: str) -> list[float]:
    """Post at a steady rate, whatever comes back; for each note the time until everyone had it."""
    crowd.forget()
    sent: dict[int, float] = {}
    count, began = round(rate * seconds), time.perf_counter()
    while len(sent) < count:
        due = began + len(sent) / rate
        if time.perf_counter() >= due:
            n = len(sent) + 1
            sent[n] = time.perf_counter()
            crowd.post(n % len(crowd.clients), n, f"{n} {text}")
        crowd.listen(due - time.perf_counter())
    ends = time.perf_counter() + 20

    def all_have_it() -> bool:
        return len(crowd.answers) == count and all(
            crowd.heard.get(number, 0) >= len(crowd.clients) for number, _ in crowd.answers.values()
        )

    while not all_have_it():
        assert time.perf_counter() < ends, "Some never got it."
        crowd.listen(0.05)
    return [crowd.at[crowd.answers[n][0]] - at for n, at in sent.items()]


def commands_per_second(crowd: Crowd, seconds: float, text: str) -> float:
    """Everybody sends the next as soon as the last is answered."""
    crowd.forget()
    ends = time.perf_counter() + seconds
    posted = 0

    def post(client: int) -> None:
        nonlocal posted
        posted += 1
        senders[posted] = client
        crowd.post(client, posted, f"{posted} {text}")

    def again(n: int, _frame: bytes) -> None:
        if time.perf_counter() < ends:
            post(senders.pop(n))

    senders: dict[int, int] = {}
    crowd.on_answer = again
    began = time.perf_counter()
    for client in range(len(crowd.clients)):
        post(client)
    while len(crowd.answers) < posted:
        crowd.listen(0.5)
    return posted / (time.perf_counter() - began)


def own_cpu() -> float:
    times: Any = os.times()
    return float(times.user + times.system)
