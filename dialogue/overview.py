"""What an administrator sees of a server: how much is kept and how it runs. No title and no word of a
workshop: those are their holders'.
"""

from __future__ import annotations

import platform
import shutil
import sqlite3
import time
from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from dialogue.database import Database, accounts, backups, entries, holders
from dialogue.holders import Holding

LIBRARIES = ("flask", "sqlalchemy", "python-socketio", "python-engineio", "msgspec")
BACKUP_WITHIN = 7 * 24 * 60 * 60
"""Seconds after which a backup is an old one."""


class Size(NamedTuple):
    """How much of a workshop is in the log."""

    entries: int
    bytes: int
    changed_at: float


class Backup(NamedTuple):
    """When the database was last copied by `dialogue backup`, and how large the copy is."""

    at: float
    size: int

    @property
    def is_old(self) -> bool:
        return time.time() - self.at > BACKUP_WITHIN


class Storage(NamedTuple):
    """Bytes."""

    directory: Path
    database: int
    free: int


def sizes(database: Database, workshops: Collection[int]) -> dict[int, Size]:
    """How much of each of some workshops is in the log."""
    chosen = (
        sa.select(
            entries.c.workshop,
            sa.func.count(),
            sa.func.sum(sa.func.length(entries.c.data)),
            sa.func.max(entries.c.at),
        )
        .where(entries.c.workshop.in_(workshops))
        .group_by(entries.c.workshop)
    )
    with database.reading() as connection:
        return {id: Size(n, int(size or 0), at) for id, n, size, at in connection.execute(chosen)}


def owners(database: Database) -> dict[int, str]:
    """The names of those who own workshops, by the workshops' numbers."""
    chosen = (
        sa.select(holders.c.workshop, accounts.c.name)
        .join(accounts, accounts.c.id == holders.c.account)
        .where(holders.c.role == Holding.OWNER.value)
    )
    with database.reading() as connection:
        return {row.workshop: row.name for row in connection.execute(chosen)}


def owned_count(database: Database) -> dict[int, int]:
    """How many workshops each account owns."""
    chosen = (
        sa.select(holders.c.account, sa.func.count().label("owned"))
        .where(holders.c.role == Holding.OWNER.value)
        .group_by(holders.c.account)
    )
    with database.reading() as connection:
        return {row.account: row.owned for row in connection.execute(chosen)}


def storage_of(database: Database, directory: Path) -> Storage:
    """How large the database is, with the files that SQLite keeps beside it, and how much is free."""
    if database.is_sqlite:
        file = Path(sa.make_url(database.url).database or "")
        beside = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
        size = sum(each.stat().st_size for each in beside if each.exists())
    else:
        with database.reading() as connection:
            size = int(
                connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar() or 0
            )
    return Storage(directory, size, shutil.disk_usage(directory).free)


def versions_of(database: Database, server: str) -> dict[str, str]:
    """Which version of what runs here. `server` is the package that serves, if it is one."""
    if database.is_sqlite:
        kept_by = {"SQLite": sqlite3.sqlite_version}
    else:
        with database.reading() as connection:
            kept_by = {"PostgreSQL": str(connection.execute(sa.text("SHOW server_version")).scalar())}
    found = {"Dialogue": version("dialogue"), "Python": platform.python_version(), **kept_by}
    for name in (server, *LIBRARIES):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            # The standard library serves.
            continue
    return found


def last_backup(database: Database) -> Backup | None:
    """The latest copy, or nothing."""
    chosen = sa.select(backups.c.at, backups.c.size).order_by(backups.c.at.desc()).limit(1)
    with database.reading() as connection:
        row = connection.execute(chosen).first()
    return Backup(row.at, row.size) if row else None


def note_backup(database: Database, size: int) -> None:
    """Note that the database was copied."""
    values = {"at": time.time(), "size": size}
    database.write(lambda connection: connection.execute(backups.insert().values(**values)))
