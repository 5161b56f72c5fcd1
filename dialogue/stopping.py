"""Stopping a server so that nobody loses anything: what was begun is finished and told, then all are
told when to come back, and leave.

A signal only sets a flag, and a loop looks at it: what a handler would do itself might wait for
whatever it has interrupted.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from dialogue.kernel import Refused
from dialogue.lines import DirectLine, Line
from dialogue.logs import logger

if TYPE_CHECKING:
    from dialogue import App

STOP_WITHIN = 10.0
"""Seconds from the signal to the end, whatever hangs. Platforms wait longer before they kill."""

FINISH_WITHIN = 5.0
TELL_WITHIN = 2.0
LEAVE_WITHIN = 2.0

COME_BACK_IN = 2
"""Seconds after which a server that is started again at once takes people in."""

LOOK_EVERY = 0.2
BREATH = 100
"""Connections that are ended before others get a turn."""


class Staying:
    """Whether this process goes on, and what it had begun before it was told to stop."""

    def __init__(self) -> None:
        self._signals = 0
        self._begun = 0
        self._count = threading.Lock()

    @property
    def is_over(self) -> bool:
        return self._signals > 0

    @property
    def is_idle(self) -> bool:
        return self._begun == 0

    def listen(self) -> None:
        """From now on a signal ends this."""
        signal.signal(signal.SIGTERM, self.end)
        signal.signal(signal.SIGINT, self.end)
        signal.signal(signal.SIGALRM, give_up)

    def end(self, signal_number: int = signal.SIGTERM, *_: object) -> None:
        """Stop when all is done; asked a second time, at once."""
        self._signals += 1
        if self._signals > 1:
            give_up(signal_number)
        signal.setitimer(signal.ITIMER_REAL, STOP_WITHIN)

    def ensure(self) -> None:
        """Refuses what would begin something new when the server is about to stop."""
        if self.is_over:
            raise Refused(
                "The server is starting again. Wait a few seconds, then send it again.", "restarting"
            )

    @contextmanager
    def while_doing(self) -> Iterator[None]:
        """Around what is finished before the end. Refuses to begin it when the end has come."""
        self._add(1)
        try:
            self.ensure()
            yield
        finally:
            self._add(-1)

    def whole(self, serve: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """A WSGI application whose answers are finished only when all of their bytes were taken."""

        def serving(environ: Any, start_response: Any) -> Iterator[bytes]:
            if self.is_over:
                # It is answered if there is time, but nobody waits for it.
                yield from whole(serve(environ, start_response))
                return
            self._add(1)
            try:
                yield from whole(serve(environ, start_response))
            finally:
                self._add(-1)

        return serving

    def _add(self, n: int) -> None:
        with self._count:
            self._begun += n


def whole(answer: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of an answer, which is closed behind the last as its server would do."""
    try:
        yield from answer
    finally:
        getattr(answer, "close", bool)()


staying = Staying()


class Door(NamedTuple):
    """Where people come in: whether it is open, and how it is closed."""

    is_open: Callable[[], bool]
    close: Callable[[], object]


def give_up(signal_number: int = 0, *_: object) -> None:
    """End at once. The line is written directly: what was interrupted may hold the log's lock."""
    if signal_number == signal.SIGALRM:
        say_last(b"Dialogue did not stop within ten seconds, and ends without waiting longer.\n")
    elif signal_number:
        say_last(b"Dialogue was told to stop a second time, and ends at once.\n")
    os._exit(1)


def say_last(line: bytes) -> None:
    with suppress(OSError):
        os.write(2, line)


def watch(app: App, door: Door) -> None:
    """Stop this process when it is told to; it goes on for as long as this does."""
    while not staying.is_over:
        app.socketio.sleep(LOOK_EVERY)
        if not door.is_open():
            logger.error("nobody is let in any more")
            give_up()
    code = 1
    try:
        stop(app, door)
        code = 0
    except Exception:
        logger.exception("stopping failed")
    finally:
        # What still runs waits for phones that may never say goodbye.
        os._exit(code)


def stop(app: App, door: Door) -> None:
    """All that comes between the signal and the end of the process."""
    began = time.monotonic()
    connections: dict[str, Line] = app.socketio.server.eio.sockets
    logger.info("stopping", connections=len(connections), workshops=len(app.register.held))

    def wait(what: str, is_so: Callable[[], bool], within: float) -> None:
        if not holds(is_so, within, app.socketio.sleep):
            logger.warning("stopping goes on without waiting longer", left=what)

    wait("what was begun", lambda: staying.is_idle, FINISH_WITHIN)
    # Looked at only now: what was begun may have opened one more.
    held = app.register.held
    for live in held:
        live.tell()
    wait("what was not told", lambda: all(live.is_told for live in held), TELL_WITHIN)
    # From here on somebody who comes would take the time of those who are to be told.
    door.close()
    for live in held:
        app.fanout.send("restarting", {"in": COME_BACK_IN}, live.room())
    for n, line in enumerate(list(connections.values())):
        line.close(wait=False)
        if n % BREATH == 0:
            app.socketio.sleep(0)
    wait("connections that are slow", lambda: not any(map(waits, list(connections.values()))), LEAVE_WITHIN)
    app.neighbours.leave()
    app.database.close()
    logger.info("stopped", seconds=round(time.monotonic() - began, 2))


def waits(line: Line) -> bool:
    """Was something not handed on, to somebody who can still be handed it?

    The mark of its end may stay in a queue whose reader has gone, and so may a goodbye where both
    sides said it at once.
    """
    if isinstance(line, DirectLine) and line.ws and line.ws.websocket_closed:
        return False
    marks = sum(packet is None for packet in list(line.queue.queue))
    return bool(line.backlog > marks)


def holds(is_so: Callable[[], bool], within: float, sleep: Callable[[float], Any]) -> bool:
    """Wait until something is so, twice in a row: in between, whoever finished has handed on the answer."""
    ends, times = time.monotonic() + within, 0
    while times < 2:
        if time.monotonic() > ends:
            return False
        times = times + 1 if is_so() else 0
        sleep(0.02)
    return True
