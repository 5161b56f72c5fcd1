"""A copy of all workshops while the server goes on writing, checked before anybody relies on it."""

from __future__ import annotations

import os
import shlex
import sqlite3
import tempfile
from pathlib import Path

import sqlalchemy as sa


class CannotBackUp(Exception):
    """Why there is no copy, in a sentence that says what to do."""


def back_up(url: str, path: Path) -> None:
    """Copy the database at this address into a new file that only its owner can read.

    What was acknowledged before this began is in the copy. Raises CannotBackUp, and leaves no file.
    """
    source = file_of(url, path)
    ensure_free(path)
    part = begun_beside(path)
    try:
        copy(source, part)
        check(part)
        ensure_free(path)
        keep(part, path)
    except sqlite3.Error as error:
        raise CannotBackUp(f"The copy failed: {error}.") from None
    except OSError as error:
        raise CannotBackUp(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)


def ensure_free(path: Path) -> None:
    if path.exists():
        raise CannotBackUp(f"{path} is there already, and is not written over. Choose another.")


def begun_beside(path: Path) -> Path:
    """An empty file that only its owner can read. It gets the copy's name when it was checked, so
    whatever has that name is whole, also when we are killed.
    """
    try:
        handle, name = tempfile.mkstemp(".part", f"{path.name}.", path.parent)
    except OSError as error:
        raise CannotBackUp(f"{path} cannot be written: {error.strerror}.") from None
    os.close(handle)
    return Path(name)


def file_of(url: str, path: Path) -> Path:
    """The file that SQLite keeps. Of another database it says what copies it."""
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        # The password stays out of what is printed; pg_dump asks for it, or finds it in ~/.pgpass.
        where = {name: value for name, value in address.query.items() if name != "password"}
        named = sa.URL.create(
            "postgresql", address.username, None, address.host, address.port, address.database, where
        ).render_as_string()
        command = shlex.join(["pg_dump", "--format=custom", f"--file={path}", named])
        raise CannotBackUp(f"The workshops are in PostgreSQL. Copy them with: {command}")
    file = Path(address.database or "")
    if not file.is_file():
        raise CannotBackUp(f"There is no database at {file}. DIALOGUE_DATA_DIR says where it is.")
    return file


def copy(source: Path, path: Path) -> None:
    """One look at the whole database, which neither waits for those who write nor keeps them waiting."""
    connection = sqlite3.connect(source)
    try:
        # Checkpoints are the server's.
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("VACUUM INTO ?", (str(path),))
    finally:
        connection.close()


def check(path: Path) -> None:
    """Refuse a copy that is not sound, or in which a log has a gap."""
    connection = sqlite3.connect(path)
    try:
        [(said,), *_] = connection.execute("PRAGMA integrity_check").fetchall()
        gaps = connection.execute(
            "SELECT workshop FROM entries GROUP BY workshop HAVING min(seq) != 1 OR count(*) != max(seq)"
        ).fetchall()
    finally:
        connection.close()
    if said != "ok":
        raise CannotBackUp(f"The copy is not sound, so the database may not be: {said}.")
    if gaps:
        raise CannotBackUp(f"The log of workshop {gaps[0][0]} has a gap, in the copy and in the database.")


def keep(part: Path, path: Path) -> None:
    """Return when the copy is on the disk, under its name."""
    flush(part)
    part.rename(path)
    flush(path.parent)


def flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
