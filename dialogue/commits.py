"""Commits that wait at the same time are one. SQLite has one writer, and each commit waits for the disk.

Whoever gets to write takes along what the others wait for; each gets its own result.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

T = TypeVar("T")

MOST_TOGETHER = 50


class Stopped(Exception):
    """The one who wrote for others was stopped."""


class Work:
    """What somebody wants written, and later what came of it."""

    __slots__ = ("do", "error", "is_done", "result")

    def __init__(self, do: Callable[[sa.Connection], Any]) -> None:
        self.do = do
        self.result: Any = None
        self.error: Exception | None = None
        self.is_done = False


class Commits:
    """The one way to write to a database with one writer.

    `blocking` runs a function that waits for the disk without stopping the sockets.
    """

    def __init__(self, writer: sa.Engine, blocking: Callable[..., Any]) -> None:
        self.writer = writer
        self.blocking = blocking
        self._waiting: deque[Work] = deque()
        self._turn = threading.Lock()

    def do(self, do: Callable[[sa.Connection], T]) -> T:
        """What `do` returns, once it is on the disk. It may be run twice; see `_settle`."""
        work = Work(do)
        self._waiting.append(work)
        try:
            # The lock is taken out here: in a green server, `blocking` leaves the green threads.
            with self._turn:
                while not work.is_done:
                    self._write()
        except BaseException:
            # Nobody waits for this any more. Where it is under way already it may still be done.
            with suppress(ValueError):
                self._waiting.remove(work)
            raise
        if work.error:
            raise work.error
        return work.result  # type: ignore[no-any-return]

    def apart(self, do: Callable[[Any], T]) -> T:
        """What `do` returns, done with the driver's connection outside of any transaction while nobody
        writes.
        """

        def work() -> T:
            connection = self.writer.raw_connection()
            try:
                return do(connection)
            finally:
                connection.close()

        with self._turn:
            done: T = self.blocking(work)
            return done

    def _write(self) -> None:
        together = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        try:
            self.blocking(lambda: self._settle(together))
        except Exception as error:
            # No thread could be had, so nothing was begun.
            for work in together:
                work.error, work.is_done = error, True
        except BaseException:
            # Whoever leads is killed while a thread writes: nobody else may write before that has ended.
            while not all(work.is_done for work in together):
                time.sleep(0.001)
            raise

    def _settle(self, together: list[Work]) -> None:
        """Do works in one transaction. Where one of them fails, each is done anew in its own, so that
        it takes no other with it. What the database itself cannot do, it cannot do for any of them.
        """
        try:
            with self.writer.begin() as connection:
                results = [work.do(connection) for work in together]
        except Exception as error:
            if len(together) == 1 or isinstance(error, OperationalError):
                for work in together:
                    work.error = error
            else:
                for work in together:
                    self._settle([work])
        except BaseException:
            for work in together:
                work.error = Stopped("the server is being stopped")
            raise
        else:
            for work, result in zip(together, results, strict=True):
                work.result = result
        finally:
            for work in together:
                work.is_done = True
