"""Connections that do not say who they are, and too many of one person: both are ended.

A live connection costs memory from its first byte. Whoever opens one says within some seconds which
workshop it is for, or is gone; and one address holds only so many of those who have not said it yet.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from typing import Any

from flask_socketio import SocketIO

from dialogue.limits import counted_as, is_this_machine
from dialogue.lines import Line
from dialogue.logs import guarded

INTRODUCED_WITHIN = 10.0
"""Seconds from the first byte to saying for which workshop."""

MOST_UNKNOWN = 1_000
"""Connections that one address may open within these seconds. Three hundred phones open six hundred."""

MOST_OF_ONE = 20
"""Connections of one person: tabs, devices, and those that a phone lost and the server has not missed yet."""

AGAIN = "again"
"""In place of an address: who said who they are already, and left the workshop."""

FULL = "Too many connections were opened from your network. Try again in a few seconds."


class Unknown:
    """A connection that has not said who it is, until when it may, and where it comes from."""

    def __init__(self, line: Line, address: str) -> None:
        self.line, self.address = line, address
        self.until = time.monotonic() + INTRODUCED_WITHIN
        self.is_speaking = self.is_over = False


class Doorman:
    """Knows who has come in to this process and not yet said who they are."""

    def __init__(self, socketio: SocketIO) -> None:
        self.socketio = socketio
        self._queue: deque[Unknown] = deque()
        self._unknown: dict[str, Unknown] = {}
        self._addresses: Counter[str] = Counter()
        self._of: dict[tuple[str, int], list[str]] = {}
        self._change = threading.Lock()
        self._is_looking = False
        eio = socketio.server.eio
        came = eio.handlers["connect"]

        def come(sid: str, environ: dict[str, Any]) -> Any:
            return came(sid, environ) if self.let_in(eio.sockets[sid], environ) else FULL

        eio.on("connect", come)

    def let_in(self, line: Line, environ: dict[str, Any]) -> bool:
        """Is there room for one more whom nobody knows? Then there is one more."""
        address = counted_as(environ.get("REMOTE_ADDR") or "")
        with self._change:
            is_one = bool(address) and not is_this_machine(address)
            if is_one and self._addresses[address] >= MOST_UNKNOWN:
                return False
            self._await(line, address)
        return True

    def listens(self, sid: str, is_speaking: bool) -> None:
        """Somebody is just saying who they are, or was not believed. It may take the server its time."""
        if unknown := self._unknown.get(self._line_of(sid)):
            unknown.is_speaking = is_speaking

    def knows(self, sid: str, code: str, person: int | None) -> str | None:
        """Somebody has said who they are. Returns the oldest connection of the same person, if they have
        too many.
        """
        with self._change:
            if unknown := self._unknown.pop(self._line_of(sid), None):
                self._over(unknown)
                unknown.line.introduced()
            if person is None:
                return None
            theirs = self._of.setdefault((code, person), [])
            theirs.append(sid)
            return theirs[0] if len(theirs) > MOST_OF_ONE else None

    def goes(self, sid: str, code: str, person: int | None) -> None:
        """Somebody is in no workshop any more, though the connection may still be there."""
        line = self.socketio.server.eio.sockets.get(self._line_of(sid))
        with self._change:
            if person is not None and (theirs := self._of.get((code, person))):
                if sid in theirs:
                    theirs.remove(sid)
                if not theirs:
                    del self._of[code, person]
            if line and not line.closed and not line.closing:
                self._await(line, AGAIN)

    def _line_of(self, sid: str) -> str:
        return str(self.socketio.server.manager.eio_sid_from_sid(sid, "/"))

    def _await(self, line: Line, address: str) -> None:
        unknown = self._unknown[line.sid] = Unknown(line, address)
        self._addresses[address] += 1
        self._queue.append(unknown)
        if not self._is_looking:
            self._is_looking = True
            self.socketio.start_background_task(self._look)

    def _look(self) -> None:
        """End whoever's time is over, one after the other; stop when nobody is left."""
        while True:
            with self._change:
                if not self._queue:
                    self._is_looking = False
                    return
                unknown = self._queue[0]
                left = 0.0 if unknown.is_over else unknown.until - time.monotonic()
                if left <= 0:
                    self._queue.popleft()
                    if unknown.is_speaking and not unknown.is_over:
                        unknown.until = time.monotonic() + INTRODUCED_WITHIN
                        self._queue.append(unknown)
                        continue
            if left > 0:
                self.socketio.sleep(left)
            elif not unknown.is_over:
                # One that cannot be ended must not keep the others.
                guarded(self._end)(unknown)

    def _end(self, unknown: Unknown) -> None:
        with self._change:
            self._over(unknown)
            if self._unknown.get(unknown.line.sid) is unknown:
                del self._unknown[unknown.line.sid]
        line = unknown.line
        line.dismiss()
        # A client that polls and has gone would be looked for in vain.
        self.socketio.server.eio.sockets.pop(line.sid, None)

    def _over(self, unknown: Unknown) -> None:
        if not unknown.is_over:
            unknown.is_over = True
            self._addresses[unknown.address] -= 1
            if self._addresses[unknown.address] <= 0:
                del self._addresses[unknown.address]
