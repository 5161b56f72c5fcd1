"""A lean Socket.IO client: one WebSocket, no threads, so that a machine can hold hundreds.

It speaks Engine.IO 4 and the text packets of Socket.IO 5 that this server uses.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
ANSWER_WITHIN = 20


class Lost(Exception):
    """The connection is gone, or never came about. What was not answered may have been done."""


class Turned(Exception):
    """The server refused the connection and said why."""


class Wire:
    """One connection. `heard` gets every event with its payload, in order."""

    def __init__(self, heard: Callable[[str, Any], None]) -> None:
        self.heard = heard
        self.received = 0
        self._acks: dict[int, asyncio.Future[Any]] = {}
        self._last_ack = 0
        self._opened: asyncio.Future[None] | None = None
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None

    async def open(self, base: str, cookie: str, **query: str) -> None:
        """Connect to a server and wait until it lets us in. Raises Lost or Turned."""
        self._opened = asyncio.get_running_loop().create_future()
        try:
            await self._shake_hands(base, cookie, query)
        except (OSError, EOFError, ValueError) as error:
            raise Lost(str(error)) from error
        self._listening = asyncio.create_task(self._listen())
        async with asyncio.timeout(ANSWER_WITHIN):
            await self._opened

    async def ask(self, event: str, payload: Any) -> Any:
        """Send an event and wait for its answer. Raises Lost when there will be none."""
        self._last_ack += 1
        number = self._last_ack
        answer = self._acks[number] = asyncio.get_running_loop().create_future()
        self._send(TEXT, b"42%d" % number + msgspec.json.encode([event, payload]))
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                return await answer
        except TimeoutError:
            raise Lost("no answer came") from None
        finally:
            self._acks.pop(number, None)

    async def wait_closed(self) -> None:
        """Wait until the connection is gone."""
        if self._listening:
            await asyncio.wait([self._listening])

    def close(self) -> None:
        if self._writer:
            self._writer.close()
        if self._listening:
            self._listening.cancel()
        self._lose("closed")

    async def gone(self) -> None:
        """Wait until a connection that was closed is no more; over https the server has a word in that."""
        if self._writer:
            with suppress(OSError):
                await self._writer.wait_closed()

    # ---- WebSocket

    async def _shake_hands(self, base: str, cookie: str, query: dict[str, str]) -> None:
        parts = urlsplit(base)
        secure = ssl.create_default_context() if parts.scheme == "https" else None
        port = parts.port or (443 if secure else 80)
        self._reader, self._writer = await asyncio.open_connection(
            parts.hostname, port, ssl=secure, limit=2**22
        )
        key = base64.b64encode(os.urandom(16))
        target = "/socket.io/?" + urlencode({"EIO": "4", "transport": "websocket", **query})
        lines = [
            f"GET {target} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key.decode()}",
            f"Cookie: {cookie}",
        ]
        self._writer.write("\r\n".join([*lines, "", ""]).encode())
        answer = await self._reader.readuntil(b"\r\n\r\n")
        proof = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
        if not answer.startswith(b"HTTP/1.1 101") or proof not in answer:
            raise ValueError(answer.split(b"\r\n")[0].decode(errors="replace"))

    async def _listen(self) -> None:
        """Take frames until the connection ends."""
        try:
            while True:
                kind, data = await self._frame()
                self.received += len(data)
                if kind == TEXT:
                    self._take(data)
                elif kind == PING:
                    self._send(PONG, data)
                elif kind == CLOSE:
                    break
        except (OSError, EOFError):
            pass
        finally:
            self._lose("the connection was lost")
            if self._writer:
                self._writer.close()

    async def _frame(self) -> tuple[int, bytes]:
        """One message. The server sends each in one frame."""
        assert self._reader
        head, length = await self._reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack("!H", await self._reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self._reader.readexactly(8))
        return head & 0x0F, await self._reader.readexactly(length)

    def _send(self, kind: int, data: bytes) -> None:
        if self._writer is None or self._writer.is_closing():
            raise Lost("not connected")
        mask = os.urandom(4)
        size = len(data)
        if size < 126:
            head = struct.pack("!BB", 0x80 | kind, 0x80 | size)
        elif size < 65_536:
            head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | kind, 0x80 | 127, size)
        key = int.from_bytes(mask * (size // 4 + 1), "little")
        mixed = int.from_bytes(data, "little") ^ (key & ((1 << 8 * size) - 1))
        self._writer.write(head + mask + mixed.to_bytes(size, "little"))

    # ---- Engine.IO and Socket.IO

    def _take(self, data: bytes) -> None:
        """One packet: open, ping, let in, refused, event, or answer."""
        if data.startswith(b"0"):
            self._send(TEXT, b"40")
        elif data == b"2":
            self._send(TEXT, b"3")
        elif data.startswith(b"42"):
            event, *payload = msgspec.json.decode(data[2:])
            self.heard(event, payload[0] if payload else None)
        elif data.startswith(b"43"):
            body = data.index(b"[")
            answer = self._acks.get(int(data[2:body]))
            if answer and not answer.done():
                answer.set_result(msgspec.json.decode(data[body:])[0])
        elif data.startswith(b"40") and self._opened and not self._opened.done():
            self._opened.set_result(None)
        elif data.startswith(b"44") and self._opened and not self._opened.done():
            self._opened.set_exception(Turned(msgspec.json.decode(data[2:]).get("message", "")))
        elif data.startswith((b"41", b"1")):
            self._lose("the server ended the connection")

    def _lose(self, reason: str) -> None:
        for waiting in [*self._acks.values(), self._opened]:
            if waiting and not waiting.done():
                waiting.set_exception(Lost(reason))
                waiting.exception()
