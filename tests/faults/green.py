"""A line between a server and a client, and everything that happens on it happens when a test says so.

Greenlets go on one turn at a time, a socket takes as many bytes as there is room, and the client
does what docs/protocol.md says: it takes patches that follow on what it has, and asks otherwise.
"""

from __future__ import annotations

import json
import logging
import queue
import zlib
from collections import deque
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from engineio.packet import MESSAGE, PING, Packet
from greenlet import getcurrent, greenlet

from dialogue.frames import TAIL, Message, deflated, framed
from dialogue.lines import Line

CLOSE = 0x8
EVERYTHING = 10**9


class Task:
    """Something in the background: it goes on when what it waits for is so."""

    def __init__(self, hub: Hub, work: Callable[[], Any]) -> None:
        self.hub = hub
        self.is_due: Callable[[], bool] = lambda: True
        self.greenlet = greenlet(work)

    def join(self) -> None:
        self.hub.wait(lambda: self.greenlet.dead)


class Hub:
    """Whose turn it is."""

    def __init__(self) -> None:
        self.main = getcurrent()
        self.tasks: list[Task] = []
        self.runs = 0

    def spawn(self, work: Callable[..., Any], *args: Any) -> Task:
        self.tasks.append(Task(self, lambda: work(*args)))
        return self.tasks[-1]

    def wait(self, is_due: Callable[[], bool]) -> None:
        """Called in a task: let others go on until something is so."""
        if not is_due():
            [current] = [task for task in self.tasks if task.greenlet is getcurrent()]
            current.is_due = is_due
            self.main.switch()

    def run(self, turns: int = EVERYTHING) -> None:
        """Let tasks go on, one after the other, until all of them wait or so many had a turn."""
        self.runs += 1
        while turns > 0 and (due := [task for task in self.tasks if task.is_due()]):
            due[0].is_due = lambda: True
            self.tasks.remove(due[0])
            self.tasks.append(due[0])
            due[0].greenlet.switch()
            self.tasks = [task for task in self.tasks if not task.greenlet.dead]
            turns -= 1


class GreenQueue(queue.SimpleQueue):  # type: ignore[type-arg]
    """What engine.io's queues are in a green server."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        if block:
            self.hub.wait(lambda: not self.empty())
        return super().get(block=False)

    def task_done(self) -> None:
        pass


class GreenSocket:
    """Takes no more than there is room for. `fd` is the bare socket, which never waits."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.room = 0
        self.out = bytearray()
        self.is_shut = False
        self.fd = SimpleNamespace(send=self.send)

    def settimeout(self, _seconds: float) -> None:
        pass

    def shutdown(self, _how: int) -> None:
        self.is_shut = True

    def send(self, data: bytes) -> int:
        if self.is_shut:
            raise BrokenPipeError
        if not self.room:
            raise BlockingIOError
        taken = min(self.room, len(data))
        self.out += data[:taken]
        self.room -= taken
        return taken

    def sendall(self, data: bytes) -> None:
        while data:
            self.hub.wait(lambda: bool(self.room) or self.is_shut)
            data = data[self.send(data) :]


class GreenWebSocket:
    """What the server's library hands to a line: it has shaken hands and reads whole messages."""

    def __init__(self, hub: Hub, deflates: bool) -> None:
        self.hub = hub
        self.socket = GreenSocket(hub)
        self.extensions = {"permessage-deflate": {"server_no_context_takeover": True}} if deflates else {}
        self.coming: deque[str] = deque()
        self.websocket_closed = False

    def wait(self) -> str | None:
        self.hub.wait(lambda: bool(self.coming) or self.socket.is_shut)
        return self.coming.popleft() if self.coming else None

    def send(self, text: str) -> None:
        self._send(deflated(text.encode()) if self.extensions else framed(text.encode()))

    def _send(self, frame: bytes) -> None:
        self.socket.sendall(frame)

    def close(self) -> None:
        self.socket.shutdown(2)


class GreenServer:
    """As much of engine.io's server as a line asks for. `heard` gets what the client sends."""

    ping_interval, ping_timeout = 25, 20
    max_http_buffer_size = 65_536
    async_handlers = False
    logger = logging.getLogger("tests.green")
    reason = SimpleNamespace(TRANSPORT_CLOSE="", SERVER_DISCONNECT="", CLIENT_DISCONNECT="", PING_TIMEOUT="")

    def __init__(self, hub: Hub, heard: Callable[[str], None]) -> None:
        self.hub = hub
        self.heard = heard

    def create_queue(self) -> GreenQueue:
        return GreenQueue(self.hub)

    def get_queue_empty_exception(self) -> type[Exception]:
        return queue.Empty

    def start_background_task(self, work: Callable[..., Any], *args: Any) -> Task:
        return self.hub.spawn(work, *args)

    def sleep(self, _seconds: float) -> None:
        now = self.hub.runs
        self.hub.wait(lambda: self.hub.runs > now)

    def _trigger_event(self, event: str, _sid: str, data: str, **_: Any) -> None:
        if event == "message":
            self.heard(data)


class Client:
    """Cuts what arrives into frames, and keeps up as a browser does."""

    def __init__(self, ask: Callable[[int], None], deflates: bool) -> None:
        self.ask = ask
        self.deflates = deflates
        self.messages: list[str] = []
        self.seq = 0
        self._taken = 0

    def take(self, out: bytearray) -> None:
        """Read every frame that is whole by now."""
        while (frame := frame_at(out, self._taken)) is not None:
            head, data, self._taken = frame
            assert head & 0x80, "Nobody sends fragments here."
            if head & 0x0F != CLOSE:
                self._hear(self._unpacked(head, data))

    def _unpacked(self, head: int, data: bytes) -> str:
        if head & 0x40:
            assert self.deflates, "It is deflated, and nobody asked for that."
            # Anew for each: none may refer to those before it.
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data + TAIL)
        return data.decode()

    def _hear(self, text: str) -> None:
        self.messages.append(text)
        if text.startswith('42["patch"'):
            [_, patch] = json.loads(text[2:])
            if patch["from"] > self.seq:
                self.ask(self.seq)
            else:
                self.seq = max(self.seq, patch["seq"])
        elif text.startswith("439"):
            # What `catch_up` is answered with.
            self.seq = max(self.seq, json.loads(text[text.index("[") :])[0]["seq"])


def frame_at(out: bytes | bytearray, at: int) -> tuple[int, bytes, int] | None:
    """The frame that begins at a place: its first byte, its data, and where the next begins."""
    if len(out) < at + 2:
        return None
    size, start = out[at + 1], at + 2
    assert size < 128, "A server masks nothing."
    if size >= 126:
        start += 2 if size == 126 else 8
        size = int.from_bytes(out[at + 2 : start], "big")
    if len(out) < start + size:
        return None
    return out[at], bytes(out[start : start + size]), start + size


class Talk:
    """One line, its client, and a server that counts what it has told."""

    def __init__(self, kind: type[Line], deflates: bool = False) -> None:
        self.hub = Hub()
        self.ws = GreenWebSocket(self.hub, deflates)
        self.client = Client(self._asks, deflates)
        self.line = kind(GreenServer(self.hub, self._hears), "sid")
        self.line.last_ping = None
        self.seq = 0
        self.said: list[str] = []
        self.left_out: list[str] = []
        self.answers = 0
        self.hub.spawn(self.line._websocket_handler, self.ws)
        self.hub.run()

    def _asks(self, since: int) -> None:
        self.ws.coming.append(f'429{since}["catch_up",{{"since":{since}}}]')

    def _hears(self, _text: str) -> None:
        answer = {"seq": self.seq, "records": {"note/1": {"text": "x" * 3_000}}}
        self.line.send(Packet(MESSAGE, f"39{self.answers}[{json.dumps(answer)}]"))

    # ---- What may happen

    def tell(self, size: int) -> None:
        """News for everybody."""
        self.seq += 1
        patch = {"from": self.seq - 1, "seq": self.seq, "records": {"note/1": {"text": "x" * size}}}
        self._may_be_left_out(json.dumps(["patch", patch]))

    def count(self, size: int) -> None:
        """Who is present, for everybody."""
        self._may_be_left_out(json.dumps(["presence", {"online": size}]))

    def _may_be_left_out(self, event: str) -> None:
        was_told = self.line.tell(Message(f"2{event}"))
        (self.said if was_told else self.left_out).append(f"42{event}")

    def answer(self, size: int) -> None:
        """What only this client is told, and must be."""
        self.answers += 1
        self._send(Packet(MESSAGE, f'3{self.answers % 9}[{{"refused":"{"x" * size}","n":{self.answers}}}]'))

    def ping(self, _size: int) -> None:
        self._send(Packet(PING))

    def _send(self, sent: Packet) -> None:
        self.line.send(sent)
        self.said.append(str(sent.encode()))

    def read(self, size: int) -> None:
        """The client reads, so there is room."""
        self.ws.socket.room += size
        self.client.take(self.ws.socket.out)

    def turn(self, turns: int) -> None:
        self.hub.run(turns)

    def finish(self) -> None:
        """The client reads all there is, and asks as long as it has to."""
        before = -1
        while before < len(self.ws.socket.out):
            before = len(self.ws.socket.out)
            self.read(EVERYTHING)
            self.hub.run()
            self.read(0)
            self.hub.run()
