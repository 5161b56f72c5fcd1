"""Connections whose seat may end where this process is not told: in another process, on the command line.

An account's seat lasts as long as its session and its role, and whoever looks with the eyes of others has no
room of their own that could be ended. Both are looked at again every few seconds; all others cost nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from dialogue.database import Unavailable
from dialogue.logs import guarded

LOOK_EVERY = 5.0
"""Seconds for which a connection may outlive its seat."""


class Lasting:
    """Ends connections whose seat has ended. `spawn` starts work in the background, `sleep` waits in it."""

    def __init__(
        self,
        spawn: Callable[[Callable[[], None]], object],
        sleep: Callable[[float], None],
        end: Callable[[str], None],
    ) -> None:
        self._spawn, self._sleep, self._end = spawn, sleep, end
        self._watched: dict[str, Callable[[], bool]] = {}
        self._change = threading.Lock()
        self._is_looking = False

    def watch(self, sid: str, is_seated: Callable[[], bool]) -> None:
        """End this connection as soon as its seat is none any more."""
        with self._change:
            self._watched[sid] = is_seated
            if self._is_looking:
                return
            self._is_looking = True
        self._spawn(self._look)

    def goes(self, sid: str) -> None:
        """A connection is over."""
        self._watched.pop(sid, None)

    def _look(self) -> None:
        while True:
            self._sleep(LOOK_EVERY)
            for sid, is_seated in list(self._watched.items()):
                # One that cannot be ended must not keep the others.
                guarded(self._look_at)(sid, is_seated)
            with self._change:
                if not self._watched:
                    self._is_looking = False
                    return

    def _look_at(self, sid: str, is_seated: Callable[[], bool]) -> None:
        try:
            is_over = not is_seated()
        except Unavailable:
            # Who only looks may do so while the database does not answer.
            return
        if is_over and self._watched.pop(sid, None):
            self._end(sid)
