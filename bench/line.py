"""One TCP connection of the crowd, and the talk on it.

A talk is a generator: it yields to wait for what comes next, and is sent it. So thousands of talks
go on in one thread, each written down in the order it happens.
"""

from __future__ import annotations

import gzip
import socket
from collections.abc import Generator
from itertools import cycle
from typing import TYPE_CHECKING, Any, NamedTuple

import brotli
import msgspec

if TYPE_CHECKING:
    from bench.crowd import Crowd

Talk = Generator[None, bytes | None, Any]

# One address has 28,000 ports to call from, and every machine has these addresses.
SOURCES = cycle(f"127.0.0.{n}" for n in range(2, 10))
IP_BIND_ADDRESS_NO_PORT = 24


class Lost(Exception):
    """The connection is gone, or never came about."""


class Answer(NamedTuple):
    """An answer over HTTP: its body unpacked, and the bytes it took on the wire."""

    status: int
    body: bytes
    cookie: str
    size: int

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Line:
    """A connection at a time, and whoever talks on it."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.socket: socket.socket | None = None
        self.fd = -1
        self.is_dialling = False
        self._talk: Talk | None = None

    def begin(self, talk: Talk) -> None:
        self._talk = talk
        self.resume(None)

    def resume(self, chunk: bytes | None) -> None:
        """Go on with the talk: bytes came, none will come any more (b""), or a wait is over (None)."""
        assert self._talk
        try:
            self._talk.send(chunk)
        except StopIteration:
            self._talk = None

    # ---- What a talk is made of

    def dial(self, port: int) -> Talk:
        """Connect. Raises Lost."""
        self.hang_up()
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        self.socket.bind((next(SOURCES), 0))
        self.fd = self.socket.fileno()
        self.socket.connect_ex(("127.0.0.1", port))
        self.is_dialling = True
        self.crowd.enter(self)
        gone = (yield) is not None
        self.is_dialling = False
        if gone:
            raise Lost("refused")
        self.crowd.dialled(self)

    def more(self) -> Generator[None, bytes | None, bytes]:
        """What comes next. Raises Lost."""
        chunk = yield
        if not chunk:
            raise Lost("ended")
        return chunk

    def rest(self, seconds: float) -> Talk:
        self.crowd.after(seconds, lambda: self.resume(None))
        yield

    def fetch(self, port: int, request: str, cookie: str, body: Any = None) -> Generator[Any, Any, Answer]:
        """One request over HTTP, `GET /path`. Raises Lost."""
        sent = b"" if body is None else msgspec.json.encode(body)
        lines = [
            f"{request} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Connection: close",
            "Accept: application/json, text/html",
            "Accept-Encoding: br, gzip",
            *([f"Content-Type: application/json\r\nContent-Length: {len(sent)}"] if sent else []),
            *([f"Cookie: {cookie}"] if cookie else []),
        ]
        yield from self.dial(port)
        self.send("\r\n".join([*lines, "", ""]).encode() + sent)
        came = bytearray()
        while not is_whole(came):
            came += yield from self.more()
        self.hang_up()
        return answer_of(bytes(came))

    def send(self, data: bytes) -> None:
        """Raises Lost where it cannot be sent at once."""
        try:
            whole = self.socket is not None and self.socket.send(data) == len(data)
        except OSError as error:
            raise Lost(str(error)) from error
        if not whole:
            raise Lost("it does not take more")

    def hang_up(self) -> None:
        if self.socket:
            self.crowd.leave(self)
            self.socket.close()
            self.socket, self.fd = None, -1


# ---- HTTP


def is_whole(came: bytearray) -> bool:
    end = came.find(b"\r\n\r\n")
    if end < 0:
        return False
    size = header(bytes(came[:end]), "content-length")
    assert size or not came.startswith(b"HTTP/1.1 200"), "An answer does not say how long it is."
    return len(came) >= end + 4 + int(size or 0)


def header(head: bytes, name: str) -> str:
    for line in head.decode("latin-1").split("\r\n")[1:]:
        key, _, value = line.partition(":")
        if key.lower() == name:
            return value.strip()
    return ""


def answer_of(came: bytes) -> Answer:
    head, _, body = came.partition(b"\r\n\r\n")
    packing = header(head, "content-encoding")
    if packing == "br":
        body = brotli.decompress(body)
    elif packing == "gzip":
        body = gzip.decompress(body)
    return Answer(int(head.split()[1]), body, header(head, "set-cookie").split(";")[0], len(came))
