"""Lines: what one connection still has to be sent, in order and within bounds.

A `Line` is Engine.IO's connection with a bound: who does not keep up gets no more patches but,
behind all that waited, one message after which the client asks for what it missed. It is made only
then, so that nothing is left out after it unheard. A slow phone so costs the others nothing, and
itself only one question.

A `DirectLine` also writes without a greenlet of its own. While nothing waits, a message is one
`send` on the bare socket; what the socket does not take at once waits here, and a greenlet
that lives only as long as something waits sends it in order.
"""

from __future__ import annotations

import socket as sockets
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from engineio import packet
from engineio.exceptions import SocketIsClosedError, UnknownPacketError
from engineio.socket import Socket

from dialogue import metrics
from dialogue.frames import Message, deflated, framed
from dialogue.logs import logger

MOST_WAITING = 50
"""Messages. At the busiest pace these are five seconds."""

MOST_UNREAD = 2 * MOST_WAITING
"""Messages, answers too. Whoever has so many to read is asked no further before they have."""

LOOK_EVERY = 0.1

NEVER = 2**53 - 1
"""Beyond every seq."""

MISSED = Message(f'2["patch",{{"from":{NEVER},"seq":{NEVER},"records":{{}}}}]')
"""Follows on nothing that a client may have, so it asks what it missed (V2)."""


class Line(Socket):  # type: ignore[misc]
    """One client's connection, in every async mode."""

    is_behind = False
    is_introduced = False
    environ: Mapping[str, Any] = {}

    def introduced(self) -> None:
        """The client has said who it is. From now on it is asked whether it is still there."""
        if not self.is_introduced:
            self.is_introduced = True
            self.schedule_ping()

    def schedule_ping(self) -> None:
        """Ask the client later whether it is there; one that says nothing of itself is gone before that."""
        if self.is_introduced:
            super().schedule_ping()

    def dismiss(self) -> None:
        """Say goodbye, and listen no more to a client that may never say it itself."""
        if not self.closed:
            self.close(wait=False)
        if beneath := self._beneath():
            shut(beneath, sockets.SHUT_RD)

    def _beneath(self) -> Any:
        """The socket beneath a WebSocket, wherever the server keeps it."""
        if held := self.environ.get("wsgi.websocket"):
            # It lets go of it when it is closed.
            return held.stream.handler.socket if held.stream else None
        return self.environ.get("werkzeug.socket")

    def _upgrade_websocket(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.environ = environ
        return super()._upgrade_websocket(environ, start_response)

    @property
    def backlog(self) -> int:
        """How many messages wait."""
        return int(self.queue.qsize())

    def tell(self, message: Message) -> bool:
        """Send what may be left out, because the client can ask for it. False where it was left out."""
        if self.closed or self.closing:
            return False
        if not self.is_behind and self.backlog < MOST_WAITING:
            self.send(message)
            return True
        if not self.is_behind:
            self.is_behind = True
            metrics.fallen_behind.inc()
            logger.info("a connection fell behind", waiting=self.backlog)
        if not self.backlog:
            # Another thread has sent all that waited, just now.
            self._catch_up()
        return False

    def poll(self) -> list[packet.Packet]:
        """All that waits, whoever asks for it: the thread that writes, or a client that polls."""
        packets: list[packet.Packet] = super().poll()
        if packets and self.is_behind:
            self.is_behind = False
            packets.append(MISSED)
        return packets

    def receive(self, pkt: packet.Packet) -> None:
        """Take what the client sends, no faster than it reads what it is answered."""
        while self.backlog >= MOST_UNREAD and not self.closed:
            self.server.sleep(LOOK_EVERY)
        super().receive(pkt)

    def _catch_up(self) -> None:
        """Have the client ask what it missed. From here on nothing is left out again."""
        self.is_behind = False
        self.send(MISSED)


class DirectLine(Line):
    """One client's connection where waiting for a socket stops nobody else.

    `is_free` says that it has a WebSocket, that nothing waits, and that it has not ended.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ws: Any = None
        self.bare: Any = None
        self.deflates = False
        self.is_free = False
        self.waiting: deque[bytes] = deque()

    @property
    def backlog(self) -> int:
        return len(self.waiting) if self.ws else int(self.queue.qsize())

    # ---- Out

    def tell(self, message: Message) -> bool:
        # What is done for everybody is done here at once, without asking `backlog` and the rest.
        if not self.is_free:
            return super().tell(message)
        self.write(message.deflated if self.deflates else message.plain)
        return True

    def send(self, pkt: packet.Packet) -> None:
        """Send a packet behind all that was sent before it."""
        if self.ws is None:
            super().send(pkt)
        elif self.closed:
            raise SocketIsClosedError
        elif isinstance(pkt, Message):
            self.write(pkt.deflated if self.deflates else pkt.plain)
        else:
            text = pkt.encode().encode()
            self.write(deflated(text) if self.deflates else framed(text))

    def write(self, frame: bytes) -> None:
        """Hand a whole frame to the socket, or what it does not take to the greenlet that waits for it."""
        if self.is_free:
            try:
                taken = self.bare.send(frame)
            except BlockingIOError:
                taken = 0
            except OSError:
                # It is gone. The greenlet that reads finds out, and ends this line.
                return
            if taken == len(frame):
                return
            frame = frame[taken:]
            self.is_free = False
            self.server.start_background_task(self._drain)
        self.waiting.append(frame)

    def _drain(self) -> None:
        """Send what waits. A frame that was begun is finished, or the line is of no use any more."""
        try:
            while self.waiting:
                self.ws.socket.sendall(self.waiting[0])
                self.waiting.popleft()
                if self.is_behind and not self.waiting and not self.closed:
                    self._catch_up()
        except OSError:
            self.waiting.clear()
            shut(self.ws.socket, sockets.SHUT_RDWR)
            return
        if self.closed:
            self._hang_up()
        else:
            self.is_free = True

    # ---- In

    def _websocket_handler(self, ws: Any) -> list[Any]:
        """Hold a WebSocket from its begin to its end. Engine.IO calls it for each."""
        ws.socket.settimeout(self.server.ping_interval + self.server.ping_timeout)
        if self.connected and not self._upgrade(ws):
            return []
        self._begin(ws)
        try:
            while not self.closed and (text := ws.wait()) is not None:
                self._take(text)
        except (OSError, EOFError, ValueError, SocketIsClosedError):
            # Lost, or not what a client of ours sends.
            pass
        finally:
            self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)
            self._hang_up()
            del ws._send
        return []

    def _begin(self, ws: Any) -> None:
        """From now on everything goes over this WebSocket, also its own pongs; nothing overtakes."""
        self.connected = self.upgraded = True
        options = ws.extensions.get("permessage-deflate") or {}
        self.deflates = bool(options) and options.get("server_max_window_bits", 15) == 15
        ws._send = self._answer
        self.ws, self.bare, self.is_free = ws, ws.socket.fd, True
        while not self.queue.empty():
            waiting = self.queue.get()
            self.queue.task_done()
            if waiting is not None:
                self.send(waiting)
        if self.is_behind and self.is_free:
            self._catch_up()

    def _answer(self, frame: bytes) -> None:
        """Send what the WebSocket itself answers. Who reads nothing of it has sent pings enough."""
        if self.backlog < MOST_UNREAD:
            self.write(frame)

    def _take(self, text: str | bytes) -> None:
        with suppress(UnknownPacketError):
            self.receive(packet.Packet(encoded_packet=text))

    def _upgrade(self, ws: Any) -> bool:
        """Come over from polling: the client probes, we answer, the open poll ends, the client moves."""
        self.upgrading = True
        try:
            probe = packet.Packet(encoded_packet=ws.wait() or "")
            if probe.packet_type != packet.PING or probe.data != "probe":
                return False
            ws.send(packet.Packet(packet.PONG, data="probe").encode())
            self.queue.put(packet.Packet(packet.NOOP))
            moved = packet.Packet(encoded_packet=ws.wait() or "")
            return bool(moved.packet_type == packet.UPGRADE)
        except (OSError, ValueError):
            return False
        finally:
            self.upgrading = False

    # ---- The end

    def _beneath(self) -> Any:
        return self.ws and self.ws.socket

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:
        """End the line; what waits is sent first."""
        if self.ws is None:
            super().close(wait=wait, abort=abort, reason=reason)
            return
        if self.closed or self.closing:
            return
        self.closing = True
        why = reason or self.server.reason.SERVER_DISCONNECT
        self.server._trigger_event("disconnect", self.sid, why, run_async=False)
        if not abort:
            self.send(packet.Packet(packet.CLOSE))
        self.closed = True
        if self.is_free:
            self._hang_up()

    def _hang_up(self) -> None:
        """Say goodbye, as the last. The client's own goodbye ends the greenlet that reads."""
        if not self.ws.websocket_closed:
            self.ws.websocket_closed, self.is_free = True, False
            if not self.waiting:
                with suppress(OSError):
                    self.bare.send(CLOSING)
            shut(self.ws.socket, sockets.SHUT_WR)


CLOSING = framed(b"", 0x88)


def shut(socket: Any, how: int) -> None:
    with suppress(OSError):
        socket.shutdown(how)
