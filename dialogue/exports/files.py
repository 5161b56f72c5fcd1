"""The files that exports are kept in for a while, and that go when something of theirs is to go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dialogue.database import Database
from dialogue.exports.standings import Standings


@contextmanager
def going(database: Database, workshop: int, directory: Path) -> Iterator[None]:
    """When this was done, remove what was exported of a workshop before, and meanwhile.

    Not sooner: whoever asked for a file in between would have what is to go once more.
    """
    standings = Standings(database)
    before = set(standings.stop(workshop))
    yield
    remove(directory, before | set(standings.stop(workshop)))


def remove(directory: Path, ids: Iterable[str]) -> None:
    """Remove the files of some jobs, also those that are only begun."""
    for id in ids:
        for path in (directory / id, *directory.glob(f"{id}.*.part")):
            path.unlink(missing_ok=True)
