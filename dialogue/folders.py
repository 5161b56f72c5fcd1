"""Folders and files that nobody else on this machine may open.

Whoever reads the database reads every name and every secret vote, and whoever reads the key is everybody.
What lies open is closed where we made it ourselves; elsewhere it stops the start, with the command that
closes it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from shlex import quote

OTHERS = stat.S_IRWXG | stat.S_IRWXO
THROUGH = stat.S_IXGRP | stat.S_IXOTH
OURS_ONLY = 0o077
"""What is left out of the rights of every file that is made from now on."""

KEY = "secret.key"
DATABASE = "dialogue.sqlite3"
BESIDE = ("", "-wal", "-shm", "-journal")
"""How the files of one SQLite database end."""


class LiesOpen(Exception):
    """Somebody else could read what is kept here, in one clear line."""


def keep_to_ourselves() -> None:
    """From now on nobody else can read a file that this process makes."""
    os.umask(OURS_ONLY)


def closed(directory: Path, database: Path | None, is_default: bool) -> list[str]:
    """Make sure that nobody else gets at the data; say what was closed. Raises LiesOpen.

    A directory that somebody chose and that holds things may be for others too: it is never changed.
    """
    # The files come first: once the directory is closed, nobody could tell that they had been open.
    files = [directory / KEY, *files_of(database)]
    if is_default:
        return close([*files, directory])
    if lies_open(directory) and is_ours(directory) and not any(directory.iterdir()):
        directory.chmod(stat.S_IRWXU)
    ensure_closed(directory, *files)
    return []


def files_of(database: Path | None) -> list[Path]:
    return [database.with_name(database.name + end) for end in BESIDE] if database else []


def close(paths: Iterable[Path]) -> list[str]:
    """Take away the rights of others, and say of what."""
    said = []
    for path in filter(lies_open, paths):
        try:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
        except OSError:
            raise LiesOpen(sentence(path)) from None
        said.append(f"others on this machine could open {path}; now they cannot")
    return said


def ensure_closed(*paths: Path) -> None:
    for path in filter(lies_open, paths):
        raise LiesOpen(sentence(path))


def sentence(path: Path) -> str:
    rights = "700" if path.is_dir() else "600"
    return f"Others on this machine can open {path}. Run: chmod {rights} {quote(str(path))}"


def lies_open(path: Path) -> bool:
    """Could another account read or write this? Not where one of the folders it is in lets nobody through."""
    try:
        if not path.stat().st_mode & OTHERS:
            return False
        return all(folder.stat().st_mode & THROUGH for folder in path.resolve().parents)
    except OSError:
        # It is not there, or not even we can see it.
        return False


def is_ours(path: Path) -> bool:
    return path.stat().st_uid == os.geteuid()
