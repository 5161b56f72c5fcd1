"""Engines: how this server connects, to read and to write, and what each connection is told first.

Parameters are people's words, and errors are logged with all they say (V1); so errors hide them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

# To PostgreSQL each process keeps so many connections to read and so many to write, and opens more
# when it is busy: twenty at most, so that the hundred which PostgreSQL usually lets in serve four
# processes. Those who write may read meanwhile, so the two never wait for each other.
CONNECTIONS = 5
MORE_CONNECTIONS = 5
CONNECT_WITHIN = 5
"""Seconds in which PostgreSQL has to answer somebody who comes."""

HEARD_WITHIN = 10
"""Seconds in which its machine has to say that it got what was sent. Else it is gone: without this,
whoever waits for a commit would wait a quarter of an hour."""

WAIT_FOR_LOCK = "5s"
WAIT_TO_START = "10min"
STARTING = 1_668_571_503
"""The lock of a process that makes what is made once; any number that nobody else uses."""


def sqlite_engine(url: str, read_only: bool) -> sa.Engine:
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 2},
        pool_size=4 if read_only else 1,
        max_overflow=8 if read_only else 0,
    )
    sa.event.listen(engine, "connect", prepare_reader if read_only else prepare_writer)
    if not read_only:
        sa.event.listen(engine, "begin", begin_writing)
    return engine


def postgresql_engine(url: str, read_only: bool) -> sa.Engine:
    """Connections are tried before use, so a restart of PostgreSQL costs whoever was writing one no."""
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=CONNECTIONS,
        max_overflow=MORE_CONNECTIONS,
        pool_timeout=10,
        isolation_level="AUTOCOMMIT" if read_only else "READ COMMITTED",
        connect_args={
            "connect_timeout": CONNECT_WITHIN,
            "tcp_user_timeout": HEARD_WITHIN * 1000,
            **{"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3},
        },
    )
    if not read_only:
        sa.event.listen(engine, "connect", limit_waiting)
    return engine


def prepare_reader(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA wal_autocheckpoint=0")


def prepare_writer(connection: Any, _record: object) -> None:
    # The driver would begin only at the first change; `begin_writing` begins before the first look.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    # Whose an anonymous note was, and a name that was erased, must not stay in the file's free pages.
    connection.execute("PRAGMA secure_delete=ON")


def begin_writing(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def limit_waiting(connection: Any, _record: object) -> None:
    """A process that hangs must not hold a workshop for ever, nor whoever waits for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET lock_timeout = '{WAIT_FOR_LOCK}'; SET idle_in_transaction_session_timeout = '30s'"
        )
    connection.commit()


def go_first(connection: sa.Connection) -> None:
    """Until the transaction ends no other process that starts does what is done once.

    Bringing tables up to date may take longer than any command waits for another.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_TO_START}'")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(STARTING)))
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_FOR_LOCK}'")


@contextmanager
def unreferenced(connection: sa.Connection) -> Iterator[None]:
    """Let tables be made anew that others refer to. SQLite can do it only outside of a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")
        driver.close()
