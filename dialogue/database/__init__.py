"""The database: its tables, its connections, its migrations.

SQLite has one connection that writes and alone checkpoints; everybody else only reads. Commits
that wait for it at the same time are one. On PostgreSQL everybody who writes has a connection.
An acknowledged commit has reached the disk (`synchronous=FULL`, `synchronous_commit=on`).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command as alembic
from alembic.config import Config
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoneFree

from dialogue import metrics
from dialogue.commits import Commits, Stopped
from dialogue.config import BadSetting
from dialogue.database.engines import CONNECT_WITHIN, go_first, postgresql_engine, sqlite_engine, unreferenced
from dialogue.database.forgetting import TIDY, empty_write_ahead_log, rewrite_owners, tidy_some, unindex
from dialogue.database.tables import (
    account_links,
    account_sessions,
    accounts,
    backups,
    entries,
    flags,
    found,
    guests,
    handovers,
    holders,
    indexed,
    is_in_short,
    jobs,
    metadata,
    owners,
    partnerships,
    passages,
    people,
    spent,
    workshops,
)
from dialogue.logs import logger

__all__ = [
    "CONNECT_WITHIN",
    "MIGRATIONS",
    "Database",
    "Taken",
    "Unavailable",
    "account_links",
    "account_sessions",
    "accounts",
    "backups",
    "call",
    "entries",
    "flags",
    "found",
    "go_first",
    "guests",
    "handovers",
    "holders",
    "indexed",
    "is_in_short",
    "jobs",
    "metadata",
    "owners",
    "partnerships",
    "passages",
    "people",
    "saving",
    "spent",
    "unindex",
    "workshops",
]

MIGRATIONS = Path(__file__).parent.parent / "migrations"


class Unavailable(Exception):
    """The database did not keep this: a full disk, a lock, a lost connection.

    Nothing was saved, or the connection was lost over the answer. Either way the same command may
    be sent again: its id says whether it was done.
    """


class Taken(Exception):
    """Somebody else wrote this place first. Read again, decide again, try again."""


class Saving:
    """Whether the database saves. It is logged when that changes, not again for each who waits for it."""

    def __init__(self) -> None:
        self._works = True
        self._turn = threading.Lock()

    def failed(self, error: Unavailable) -> None:
        if self._is_changed(False):
            logger.warning("the database did not save", error=str(error))

    def worked(self) -> None:
        if not self._works and self._is_changed(True):
            logger.info("the database saves again")

    def _is_changed(self, works: bool) -> bool:
        with self._turn:
            was, self._works = self._works, works
        return was != works


saving = Saving()

T = TypeVar("T")


class Database:
    """Reading from anywhere, writing from one place at a time where there is only one.

    `blocking` runs a function that waits for SQLite's disk without stopping the sockets. The
    driver for PostgreSQL lets them go on by itself; see wsgi.py.
    """

    def __init__(self, url: str, blocking: Callable[..., Any] | None = None) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        engine = sqlite_engine if self.is_sqlite else postgresql_engine
        try:
            self.reader = engine(url, read_only=True)
            self.writer = engine(url, read_only=False)
        except (ArgumentError, ImportError):
            # What is wrong with it may be said with the password in it.
            raise BadSetting("DIALOGUE_DATABASE_URL is no address of a database known here.") from None
        self._commits = Commits(self.writer, blocking or call)
        # Whoever was here before may have been killed before they had swept.
        self._forgotten, self._swept = 1, 0

    def migrate(self) -> None:
        """Bring the schema up to date. Raises Unavailable."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        try:
            with self.writer.connect() as connection, unreferenced(connection):
                go_first(connection)
                config.attributes["connection"] = connection
                alembic.upgrade(config, "head")
        except DBAPIError as error:
            raise unavailable(error) from error

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to read from. Raises Unavailable."""
        try:
            with self.reader.connect() as connection:
                yield connection
        except (DBAPIError, NoneFree) as error:
            raise unavailable(error) from error

    def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Do `work` in one transaction; it is on the disk when this returns.

        On SQLite the transaction may be shared, and is undone when somebody else's work fails in
        it; then `work` is run a second time. So it changes nothing but the database, or something
        that a second run may change again. Raises Unavailable when nothing could be saved, Taken
        when a unique place was taken.
        """
        try:
            with metrics.commit_seconds.time():
                if self.is_sqlite:
                    done = self._commits.do(work)
                else:
                    with self.writer.begin() as connection:
                        done = work(connection)
        except IntegrityError as error:
            raise (Taken(said(error)) if is_taken(error) else unavailable(error)) from error
        except (DBAPIError, NoneFree, Stopped) as error:
            raise unavailable(error) from error
        saving.worked()
        return done

    def forgot(self) -> None:
        """Something was taken out for good; the next time it is tidied it goes from the files as well."""
        self._forgotten += 1

    def tidy(self) -> bool:
        """See to it that what was forgotten is in no file: words that were erased, and whose unsigned entries
        were. False where somebody still reads what was there before; then try again. Raises Unavailable.
        """
        if self.is_sqlite and self._is_index_untidy():
            self.forgot()
            while self.write(tidy_some):
                pass
        forgotten = self._forgotten
        if self._swept < forgotten:
            try:
                if not self._sweep():
                    return False
            except (DBAPIError, sqlite3.Error, NoneFree) as error:
                raise unavailable(error) from error
            self._swept = max(self._swept, forgotten)
        return True

    def _is_index_untidy(self) -> bool:
        with self.reading() as connection:
            return connection.exec_driver_sql("PRAGMA user_version").scalar() != TIDY

    def _sweep(self) -> bool:
        """Empty what the database keeps beside what is in it: SQLite's write-ahead log holds older pages
        until others are written over them, PostgreSQL's table of owners its deleted rows.
        """
        if self.is_sqlite:
            return self._commits.apart(empty_write_ahead_log)
        with self.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return rewrite_owners(connection)

    def is_well(self) -> bool:
        """Does the database answer?"""
        try:
            with self.reading() as connection:
                connection.execute(sa.text("select 1"))
        except Unavailable:
            return False
        return True

    def close(self) -> None:
        self.reader.dispose()
        self.writer.dispose()


def call(function: Callable[[], T]) -> T:
    return function()


def is_taken(error: IntegrityError) -> bool:
    """Was a unique place taken? Anything else that is not whole is a mistake, and trying again is none."""
    unique = {"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"}
    orig = error.orig
    return getattr(orig, "sqlite_errorname", "") in unique or getattr(orig, "pgcode", "") == "23505"


def unavailable(error: Exception) -> Unavailable:
    return Unavailable(said(error))


def said(error: Exception) -> str:
    """What a database says in its first line. The others may tell a row with people's words in it."""
    first, *_ = str(getattr(error, "orig", error)).strip().splitlines() or [type(error).__name__]
    return first
