"""One message to a whole room: encoded once, its frame built once, handed to each line in turn.

`Fanout` knows which lines listen to which room. How a line writes is its own affair (`lines`),
so this is the same in every async mode.
"""

from __future__ import annotations

import threading
from typing import Any

from engineio.exceptions import SocketIsClosedError
from flask_socketio import SocketIO
from socketio.packet import EVENT

from dialogue import metrics
from dialogue.frames import Message
from dialogue.lines import Line

MAY_BE_LEFT_OUT = frozenset({"patch", "presence"})
"""A client that is behind can ask for the one, and is soon told the other again."""


class Fanout:
    """The rooms of this process and who listens in them."""

    def __init__(self, socketio: SocketIO) -> None:
        self.socketio = socketio
        self._rooms: dict[str, dict[str, Line]] = {}
        self._door = threading.Lock()

    def enter(self, sid: str, *rooms: str) -> bool:
        """From now on this client hears what these rooms are sent. False where it is gone already."""
        server = self.socketio.server
        line: Line | None = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, "/"))
        if line is None or line.closed or line.closing:
            return False
        with self._door:
            for room in rooms:
                self._rooms.setdefault(room, {})[sid] = line
        return True

    def leave(self, sid: str, *rooms: str) -> None:
        with self._door:
            for room in rooms:
                listening = self._rooms.get(room, {})
                listening.pop(sid, None)
                if not listening:
                    self._rooms.pop(room, None)

    def count(self, room: str) -> int:
        """How many listen there."""
        return len(self._rooms.get(room, ()))

    def send(self, event: str, data: Any, room: str) -> None:
        """Send everybody in a room the same, each in the order of the calls."""
        listening = self._rooms.get(room)
        if not listening:
            return
        message = Message(self.socketio.server.packet_class(EVENT, data=[event, data]).encode())
        if event == "patch":
            metrics.patch_bytes.observe(len(message.data))
        may_be_left_out = event in MAY_BE_LEFT_OUT
        for line in list(listening.values()):
            try:
                line.tell(message) if may_be_left_out else line.send(message)
            except SocketIsClosedError:
                # Who closes just now hears nothing; all behind them do.
                continue

    def end(self, room: str) -> None:
        """End every connection in a room, when it has been sent what waits."""
        for sid, line in list(self._rooms.get(room, {}).items()):
            # That they missed something is no news for them any more.
            line.is_behind = False
            self.socketio.server.disconnect(sid)
