"""The database: its tables, its connections, its migrations.

SQLite has one connection that writes and alone checkpoints; everybody else only reads.
An acknowledged commit has reached the disk (`synchronous=FULL`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command as alembic
from alembic.config import Config
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from dialogue.config import BadSetting

MIGRATIONS = Path(__file__).parent / "migrations"

metadata = sa.MetaData()

workshops = sa.Table(
    "workshops",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(12), nullable=False, unique=True),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("entry", sa.String(16), nullable=False),
    sa.Column("passphrase", sa.Text, nullable=False),
    sa.Column("account", sa.Integer),
    sa.Column("created_at", sa.Float, nullable=False),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("by", sa.Integer),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("command", sa.String(64)),
    sa.UniqueConstraint("workshop", "command", name="one_answer_per_command"),
)

# Whose an unsigned entry is. Emptied for a stage when that stage closes.
owners = sa.Table(
    "owners",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("stage", sa.Integer, nullable=False),
    sa.Column("person", sa.Integer, nullable=False),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("language", sa.String(12), nullable=False),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
)


class Unavailable(Exception):
    """The database did not keep this: a full disk, a lock, a lost connection. Nothing was saved."""


class Taken(Exception):
    """Somebody else wrote this place first. Read again, decide again, try again."""


T = TypeVar("T")


class Database:
    """Reading from anywhere, writing from one place at a time.

    `blocking` runs a function that waits for the disk without stopping the sockets.
    """

    def __init__(self, url: str, blocking: Callable[..., Any] | None = None) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.blocking = blocking or call
        try:
            self.reader = self._engine(read_only=True)
            self.writer = self._engine(read_only=False)
        except (ArgumentError, ImportError):
            # What is wrong with it may be said with the password in it.
            raise BadSetting("DIALOGUE_DATABASE_URL is no address of a database known here.") from None
        self._writing = threading.Lock()

    def _engine(self, read_only: bool) -> sa.Engine:
        # Parameters are people's words, and errors are logged with all they say (V1).
        if not self.is_sqlite:
            return sa.create_engine(self.url, pool_pre_ping=True, hide_parameters=True)
        engine = sa.create_engine(
            self.url,
            hide_parameters=True,
            connect_args={"check_same_thread": False, "timeout": 2},
            pool_size=4 if read_only else 1,
            max_overflow=8 if read_only else 0,
        )
        sa.event.listen(engine, "connect", prepare_reader if read_only else prepare_writer)
        return engine

    def migrate(self) -> None:
        """Bring the schema up to date. Raises Unavailable."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        try:
            with self.writer.connect() as connection:
                config.attributes["connection"] = connection
                alembic.upgrade(config, "head")
        except DBAPIError as error:
            raise Unavailable(" ".join(str(error.orig).split())) from error

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to read from. Raises Unavailable."""
        try:
            with self.reader.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise Unavailable(str(error.orig)) from error

    def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Do `work` in one transaction; it is on the disk when this returns.

        Raises Unavailable when nothing could be saved, Taken when a unique place was taken.
        """

        def transaction() -> T:
            with self.writer.begin() as connection:
                return work(connection)

        try:
            # The lock is taken out here: in a green server, `blocking` leaves the green threads.
            with self._writing:
                return self.blocking(transaction)  # type: ignore[no-any-return]
        except IntegrityError as error:
            raise Taken(str(error.orig)) from error
        except DBAPIError as error:
            raise Unavailable(str(error.orig)) from error

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


def prepare_reader(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA wal_autocheckpoint=0")


def prepare_writer(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    # Whose an anonymous note was, and a name that was erased, must not stay in the file's free pages.
    connection.execute("PRAGMA secure_delete=ON")
