"""Where connections come in, for a server that would end at the first one it cannot let in.

Each connection is a file, and files are few: without this, a process that has no more of them
serves those who are in, and is deaf to everybody else for good.
"""

from __future__ import annotations

import errno
import os
import re
import time
from contextlib import suppress
from typing import Any

from dialogue.logs import logger
from dialogue.no_room import no_room

GONE = {errno.ECONNABORTED, errno.EPROTO}
"""Why somebody did not get in who left again at once."""

FULL = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS}
"""Why somebody could not be let in, but may be later."""

TRY_AGAIN_AFTER = 0.5
WARN_EVERY = 60

LARGEST = 16 * 1024
"""Bytes of what somebody sent that are read to give it back."""


class Entrance:
    """Lets people in while the pool `room` has some, and tells whoever comes then that there is none.

    `porch` is the pool of those who are just told so.
    """

    def __init__(self, listening: Any, room: Any, porch: Any) -> None:
        self.next = listening.accept
        self.room, self.porch = room, porch
        self.is_open = True
        self._warned = -float(WARN_EVERY)

    def accept(self) -> tuple[Any, Any]:
        """The next connection, whatever becomes of those before it."""
        try:
            while True:
                if (came := self._next()) is None:
                    continue
                if self.room.free() > 0:
                    return came
                self._warn("as many are in as fit")
                self.porch.spawn_n(turn_away, came[0])
                # It would stay open until somebody else comes.
                del came
        except BaseException:
            self.is_open = False
            raise

    def _next(self) -> tuple[Any, Any] | None:
        """Who comes next, or None if nobody could be let in. Raises what does not pass."""
        try:
            connection, address = self.next()
        except OSError as error:
            if error.errno in FULL:
                self._warn(os.strerror(error.errno))
                time.sleep(TRY_AGAIN_AFTER)
            elif error.errno not in GONE:
                raise
            return None
        return connection, address

    def _warn(self, why: str) -> None:
        now = time.monotonic()
        if now - self._warned >= WARN_EVERY:
            self._warned = now
            logger.warning("no more connections fit", why=why, connections=self.room.running())


def turn_away(connection: Any) -> None:
    """Say that there is no room: a proxy asks another process, a phone comes again."""
    with suppress(OSError), connection:
        connection.settimeout(1)
        connection.sendall(no_room(sent_on(connection)))


def sent_on(connection: Any) -> bytes:
    """What came: the words of a form may come after its head."""
    sent = b""
    with suppress(OSError):
        while len(sent) < LARGEST and (more := connection.recv(LARGEST)):
            sent += more
            head, end, body = sent.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            if end and len(body) >= (int(length[1]) if length else 0):
                break
    return sent
