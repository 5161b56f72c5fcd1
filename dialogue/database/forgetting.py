"""What was forgotten goes from the files of the database as well: from the index of words, from SQLite's
write-ahead log, from the pages of PostgreSQL's table of owners. `Database.tidy` has it done.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from dialogue.database.engines import WAIT_FOR_LOCK
from dialogue.database.tables import found, indexed

UNTIDY, MERGING, TIDY = 2, 1, 0
"""What the number that SQLite keeps for whoever uses it says here of the index of words."""

PAGES_AT_ONCE = 250
"""Of the index that are written anew before others write."""

WAIT_TO_REWRITE = "200ms"
"""As long as that nobody else can read the table; so it is rather tried again."""
LOCK_NOT_AVAILABLE = "55P03"


def unindex(connection: sa.Connection, workshop: int) -> None:
    """Have the search forget a workshop until it is indexed anew.

    SQLite's index would keep the words for a while, in parts that are no longer looked at. To take
    them out of the file is work on the whole index: it is noted here, and `Database.tidy` does it.
    """
    for table in (found, indexed):
        connection.execute(sa.delete(table).where(table.c.workshop == workshop))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {UNTIDY}")


def tidy_some(connection: sa.Connection) -> bool:
    """Write a part of the index of words anew, without what was deleted; is there more to do?

    It is said in the manual of FTS5: first all parts are to become one, then they do, step by step.
    """
    state = connection.exec_driver_sql("PRAGMA user_version").scalar()
    if state == TIDY:
        return False
    pages = -PAGES_AT_ONCE if state == UNTIDY else PAGES_AT_ONCE
    changes = "SELECT total_changes()"
    before = connection.exec_driver_sql(changes).scalar() or 0
    connection.exec_driver_sql(f"INSERT INTO found_words(found_words, rank) VALUES ('merge', {pages})")
    did = (connection.exec_driver_sql(changes).scalar() or 0) - before
    is_more = did >= 2
    connection.exec_driver_sql(f"PRAGMA user_version = {MERGING if is_more else TIDY}")
    return is_more


def empty_write_ahead_log(connection: Any) -> bool:
    """Take all that is in SQLite's write-ahead log into the file, and leave the log empty. False, at once,
    where somebody still reads what was there before.
    """
    [(wait,)] = connection.execute("PRAGMA busy_timeout").fetchall()
    connection.execute("PRAGMA busy_timeout=0")
    try:
        [(is_busy, *_)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.execute(f"PRAGMA busy_timeout={wait}")
    return not is_busy


def rewrite_owners(connection: sa.Connection) -> bool:
    """Give the table of owners a new file, in which deleted rows are not. False where it is being read.

    VACUUM alone would leave their bytes in the pages. The table is small, for it holds stages that are not
    closed.
    """
    connection.exec_driver_sql(f"SET lock_timeout = '{WAIT_TO_REWRITE}'")
    try:
        connection.exec_driver_sql("VACUUM FULL owners")
    except OperationalError as error:
        if getattr(error.orig, "pgcode", "") == LOCK_NOT_AVAILABLE:
            return False
        raise
    finally:
        connection.exec_driver_sql(f"SET lock_timeout = '{WAIT_FOR_LOCK}'")
    return True
