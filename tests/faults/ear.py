"""A client on a bare socket: it reads as much as it likes, when it likes, and sends whatever bytes it likes.

Apart from that it does what docs/protocol.md says: it takes patches that follow on what it has, asks for
what it missed, keeps what was not answered and sends it again with the same id. One thread drives all of
them, so nothing happens in them but when a test says so.
"""

from __future__ import annotations

import base64
import json
import os
import select
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from dialogue.frames import TAIL
from tests.faults.green import CLOSE, frame_at
from tests.server import PATIENCE, Browser, Shown, new_id

CONTINUATION, TEXT, BINARY, PING, PONG = 0x0, 0x1, 0x2, 0x9, 0xA
OFFERED = "permessage-deflate; client_max_window_bits"
"""What every browser asks for."""

NOT_YET = {"not-saved", "failed", "slow-down", "restarting"}
AGAIN = 0.1


def masked(data: bytes, opcode: int = TEXT, *, final: bool = True, packed: bool = False) -> bytes:
    """A frame as a client sends it. A mask of zeros leaves the bytes as they are."""
    head = opcode | (0x80 if final else 0) | (0x40 if packed else 0)
    size = len(data)
    if size < 126:
        return bytes((head, 0x80 | size)) + bytes(4) + data
    if size < 65_536:
        return struct.pack("!BBH", head, 0xFE, size) + bytes(4) + data
    return struct.pack("!BBQ", head, 0xFF, size) + bytes(4) + data


def packed(data: bytes) -> bytes:
    """Deflated as in a frame."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(TAIL)


class Ear:
    """One client. `pace` is how many bytes it reads at a time; with 0 it does not listen at all."""

    def __init__(
        self, browser: Browser, *, deflates: bool = False, pace: int = 65_536, room: int | None = None
    ) -> None:
        self.browser = browser
        self.name = browser.name
        self.wants_deflate = deflates
        self.pace = pace
        self.room = room
        self.comes_back = True
        self.is_over = self.is_in = False
        self.came_back = 0
        self.asked = 0
        self.refused = 0
        """How often the server could not take something just then."""
        self.heard: list[tuple[str, Any]] = []
        self.after: list[str] = []
        """What came behind the end."""
        self.answers: dict[str, Shown] = {}
        self.strange: list[tuple[int, Shown]] = []
        """Answers to what was sent as bare bytes."""
        self.outbox: dict[str, tuple[str, Shown]] = {}
        self._again: dict[str, float] = {}
        self._number = 0
        self.fetch()
        self.connect()

    # ---- Coming in

    def fetch(self) -> None:
        view = self.browser.view()
        self.seq: int = view["seq"]
        self.records: Shown = dict(view["records"])

    def connect(self) -> None:
        """A WebSocket. What comes over it afterwards is read by `read`. Raises OSError."""
        self.socket = socket.socket()
        if self.room:
            # Before it connects, so that the server never learns of more room.
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.room)
        self.socket.settimeout(PATIENCE)
        host, port = self.browser.url.removeprefix("http://").split(":")
        self.socket.connect((host, int(port)))
        self.socket.sendall(self._request(f"{host}:{port}"))
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            byte = self.socket.recv(1)
            if not byte:
                raise ConnectionResetError
            answer += byte
        assert answer.startswith(b"HTTP/1.1 101"), answer
        self._shaken(answer)
        self._begin()

    def _shaken(self, answer: bytes) -> None:
        """What the server takes of what was offered."""
        self.deflates = b"permessage-deflate" in answer
        self._keeps = self.deflates and b"server_no_context_takeover" not in answer
        self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS)

    def _begin(self) -> None:
        self._bytes, self._taken = bytearray(), 0
        self.is_closed = False
        self._asking: dict[int, str] = {}
        self.is_catching_up = 0
        self.is_over = self.is_in = False
        self.send("40")

    def _request(self, host: str) -> bytes:
        lines = [
            f"GET /socket.io/?EIO=4&transport=websocket&w={self.browser.code} HTTP/1.1",
            f"Host: {host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            f"Cookie: {self.browser.cookie}",
        ]
        if self.wants_deflate:
            lines.append(f"Sec-WebSocket-Extensions: {OFFERED}")
        return "\r\n".join([*lines, "", ""]).encode()

    def come_back(self) -> None:
        """Try to come in again, if the server is there."""
        self.socket.close()
        with suppress(OSError):
            self.connect()
            self.came_back += 1

    # ---- Hearing

    def read(self) -> None:
        """Read once, at this client's pace, and take every frame that is whole by now."""
        try:
            more = self.socket.recv(self.pace)
        except OSError:
            more = b""
        if not more:
            self.is_over = True
            return
        self._bytes += more
        while not self.is_closed and (frame := frame_at(self._bytes, self._taken)) is not None:
            head, data, self._taken = frame
            self._take(head, data)
        del self._bytes[: self._taken]
        self._taken = 0

    @property
    def rest(self) -> bytes:
        """What has come of a frame that is not whole."""
        return bytes(self._bytes)

    def _take(self, head: int, data: bytes) -> None:
        assert head & 0x80, f"Nobody sends fragments here: {head} {data[:40]!r}"
        if head & 0x0F == CLOSE:
            self.is_over = self.is_closed = True
        elif head & 0x0F == TEXT:
            self._hear(self._unpacked(data).decode() if head & 0x40 else data.decode())

    def _unpacked(self, data: bytes) -> bytes:
        assert self.deflates, "It is deflated, and nobody asked for that."
        unpacker = self._unpacker if self._keeps else zlib.decompressobj(-zlib.MAX_WBITS)
        return unpacker.decompress(data + TAIL)

    def _hear(self, text: str) -> None:
        if self.is_over:
            self.after.append(text)
        elif text == "2":
            self.send("3")
        elif text.startswith("40"):
            self.is_in = True
            self.catch_up()
            self._resend()
        elif text.startswith(("41", "44", "1")):
            self.is_over = True
        elif text.startswith("42"):
            event, payload = json.loads(text[2:])
            self.heard.append((event, payload))
            if event == "patch":
                self._apply(payload)
            elif event == "ended":
                self.comes_back = False
        elif text.startswith("43"):
            number, _, answer = text[2:].partition("[")
            self._answered(int(number), json.loads(f"[{answer}")[0])

    def _apply(self, patch: Shown) -> None:
        if patch["from"] <= self.seq:
            if patch["seq"] >= self.seq:
                self._merge(patch)
        elif not self.is_catching_up:
            self.asked += 1
            self.catch_up()

    def _merge(self, patch: Shown) -> None:
        self.seq = max(self.seq, patch["seq"])
        for key, record in patch["records"].items():
            if record is None:
                self.records.pop(key, None)
            else:
                self.records[key] = record

    def catch_up(self) -> None:
        self.is_catching_up = self.emit("catch_up", {"since": self.seq})

    def _answered(self, number: int, answer: Shown) -> None:
        if number == self.is_catching_up:
            self.is_catching_up = 0
            if answer.get("refused") is not None or answer.get("seq", self.seq) < self.seq:
                self.catch_up()
            elif answer.get("reload"):
                self.fetch()
            else:
                self._merge(answer)
        elif not (id := self._asking.pop(number, "")):
            self.strange.append((number, answer))
        else:
            self._settle(id, answer)

    def _settle(self, id: str, answer: Shown) -> None:
        if answer.get("reason") in NOT_YET:
            self.refused += 1
            self._again[id] = time.monotonic() + AGAIN
        else:
            del self.outbox[id]
            self.answers[id] = answer

    def of(self, event: str) -> list[Any]:
        return [payload for name, payload in self.heard if name == event]

    def notes(self) -> dict[int, str]:
        """The texts that this client shows, by seq."""
        found = {int(key[5:]): note for key, note in self.records.items() if key.startswith("note/")}
        return {seq: note["text"] for seq, note in sorted(found.items())}

    def has(self, view: Shown) -> bool:
        is_settled = self.is_in and not self.is_over and not self.is_catching_up
        return is_settled and self.seq == view["seq"] and self.records == view["records"]

    # ---- Sending

    def raw(self, data: bytes) -> None:
        """Bytes as they are. Where the line is gone already, they are gone too."""
        with suppress(OSError):
            self.socket.sendall(data)

    def send(self, text: str) -> None:
        self.raw(masked(text.encode()))

    def emit(self, event: str, payload: Any) -> int:
        self._number += 1
        self.send(f"42{self._number}{json.dumps([event, payload])}")
        return self._number

    def do(self, name: str, data: Shown, id: str = "") -> str:
        """Put a command into the outbox and send it; its id."""
        id = id or new_id()
        self.outbox[id] = name, data
        if self.is_in and not self.is_over:
            self._send(id)
        return id

    def _send(self, id: str) -> None:
        name, data = self.outbox[id]
        self._again.pop(id, None)
        self._asking[self.emit("command", {"name": name, "data": data, "id": id})] = id

    def _resend(self) -> None:
        """Everything that was not answered, in the order it was put there."""
        for id in self.outbox:
            self._send(id)

    def look_after(self) -> None:
        """Come back, and send again what the server could not take."""
        if self.is_over:
            if self.comes_back:
                self.come_back()
            return
        for id in [id for id, due in self._again.items() if due <= time.monotonic()]:
            self._send(id)

    # ---- Going

    def half_close(self) -> None:
        """Say that nothing more will be sent, and go on reading."""
        self.comes_back = False
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def die(self) -> None:
        """Be gone without a goodbye, as a phone whose battery is empty."""
        self.comes_back, self.is_over = False, True
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def close(self) -> None:
        self.comes_back, self.is_over = False, True
        self.socket.close()


def listen(
    ears: Iterable[Ear], is_so: Callable[[], bool], what: str = "It does not come.", seconds: float = PATIENCE
) -> None:
    """Let all of them hear and do what is to be done, until something is so."""
    ears = list(ears)
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, what
        turn(ears)


def turn(ears: Iterable[Ear], wait: float = 0.05) -> None:
    """Let each of them read once, if there is something to read, and do what is to be done."""
    ears = list(dict.fromkeys(ears))
    listening = [ear for ear in ears if ear.pace and not ear.is_over]
    ready, _, _ = select.select([ear.socket for ear in listening], [], [], wait)
    for ear in listening:
        if ear.socket in ready:
            ear.read()
    for ear in ears:
        ear.look_after()


def all_in(ears: Iterable[Ear]) -> None:
    """Until everybody is in and knows what is there."""
    ears = list(ears)
    listen(ears, lambda: all(ear.is_in and not ear.is_catching_up for ear in ears), "Not all come in.")


def all_answered(ears: Iterable[Ear], others: Iterable[Ear] = ()) -> None:
    """Until nobody waits for an answer."""
    ears = list(ears)
    listen([*ears, *others], lambda: not any(ear.outbox for ear in ears), "Not all is answered.", 30)


def all_equal(ears: Iterable[Ear]) -> None:
    """Until everybody has what they would see if they came anew. Fails where that is never so."""
    ears = list(ears)
    views = {ear: ear.browser.view() for ear in ears}
    with suppress(AssertionError):
        listen(ears, lambda: all(ear.has(view) for ear, view in views.items()), seconds=30)
    for ear, view in views.items():
        assert (ear.name, ear.seq) == (ear.name, view["seq"])
        assert ear.records == view["records"], ear.name
        assert not ear.is_over, ear.name
