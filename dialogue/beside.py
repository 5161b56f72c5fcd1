"""What is kept beside the log of a workshop: paragraphs of its report that an organiser wrote anew,
and what people who took part said of the minutes. None of it is in the log, and all of it may go.
"""

from __future__ import annotations

import time
from hashlib import sha256
from typing import NamedTuple

import sqlalchemy as sa

from dialogue.database import Database, flags, partnerships, passages, workshops
from dialogue.keeping import DAY
from dialogue.kernel import Refused

MOST_FLAGS = 500
"""In one workshop. More than that says something that no form can hold."""


class Flag(NamedTuple):
    """Somebody says that a passage or a note misrepresents them. `person` is nobody where they did not
    want their name to stand with it; `settled_at` is when it was answered.
    """

    id: int
    passage: str
    person: int | None
    text: str
    at: float
    settled_at: float | None
    answer: str


def mark_of_beside(database: Database, workshop: int) -> str:
    """All of it in a few letters, which are others when any of it changes; and with it what is shown
    of the workshop and is not in its log.
    """
    belongs = workshops.outerjoin(partnerships, workshops.c.partnership == partnerships.c.id)
    kept = workshops.c["keep", "keep_days", "flag_days"]
    chosen = [
        sa.select(partnerships.c.name, *kept).select_from(belongs).where(workshops.c.id == workshop),
        sa.select(passages.c["passage", "at"]).where(passages.c.workshop == workshop).order_by(passages.c.at),
        sa.select(flags.c["id", "settled_at", "answer"])
        .where(flags.c.workshop == workshop)
        .order_by(flags.c.id),
    ]
    with database.reading() as connection:
        rows = [[tuple(row) for row in connection.execute(each)] for each in chosen]
    return sha256(repr(rows).encode()).hexdigest()


# ---- Passages


def write_passage(database: Database, workshop: int, passage: str, text: str) -> None:
    """Put words in the place of a paragraph; without any it is the automatic one again."""

    def work(connection: sa.Connection) -> None:
        chosen = sa.delete(passages).where(passages.c.workshop == workshop, passages.c.passage == passage)
        connection.execute(chosen)
        if text:
            row = {"workshop": workshop, "passage": passage, "text": text, "at": time.time()}
            connection.execute(passages.insert().values(**row))

    database.write(work)


# ---- Flags


def flags_of(database: Database, workshop: int) -> list[Flag]:
    """What was said of the minutes, the oldest first."""
    columns = flags.c["id", "passage", "person", "text", "at", "settled_at", "answer"]
    chosen = sa.select(columns).where(flags.c.workshop == workshop).order_by(flags.c.id)
    with database.reading() as connection:
        return [Flag(*row) for row in connection.execute(chosen)]


def flag(database: Database, workshop: int, passage: str, person: int | None, text: str) -> int:
    """Keep what somebody says; its number. Sent twice it is kept once."""
    row = {"workshop": workshop, "passage": passage, "person": person, "text": text}

    def work(connection: sa.Connection) -> int:
        known = [flags.c[name] == value for name, value in row.items()]
        if (id := connection.execute(sa.select(flags.c.id).where(*known)).scalar()) is not None:
            return int(id)
        count = sa.select(sa.func.count()).where(flags.c.workshop == workshop)
        if (connection.execute(count).scalar() or 0) >= MOST_FLAGS:
            raise Refused(
                "There are already too many messages about these minutes. Write to the organiser instead.",
                "too-many",
            )
        made = connection.execute(flags.insert().values(**row, at=time.time()))
        assert made.inserted_primary_key
        return int(made.inserted_primary_key[0])

    return database.write(work)


def open_flags(database: Database) -> dict[int, int]:
    """How many flags wait for an answer in each workshop in which any does."""
    count = sa.select(flags.c.workshop, sa.func.count()).where(flags.c.settled_at.is_(None))
    with database.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(count.group_by(flags.c.workshop))}


def settle(database: Database, workshop: int, id: int, answer: str, is_settled: bool) -> None:
    """Answer a flag; an open one stays open where it is not settled."""
    chosen = sa.update(flags).where(flags.c.workshop == workshop, flags.c.id == id)
    values = {"answer": answer, "settled_at": time.time() if is_settled else None}
    if not database.write(lambda connection: connection.execute(chosen.values(**values)).rowcount):
        raise Refused("This is no longer here. Load the page again.", "not-found")


def flag_days_of(database: Database, workshop: int) -> int:
    """For how many days after the end people may flag; 0 is never."""
    with database.reading() as connection:
        chosen = sa.select(workshops.c.flag_days).where(workshops.c.id == workshop)
        return connection.execute(chosen).scalar() or 0


def set_flag_days(database: Database, workshop: int, days: int) -> None:
    chosen = workshops.update().where(workshops.c.id == workshop).values(flag_days=days)
    database.write(lambda connection: connection.execute(chosen))


def flags_until(closed_at: float | None, days: int) -> float | None:
    """Until when people may flag; nothing where they may not."""
    if closed_at is None or not days or time.time() > closed_at + days * DAY:
        return None
    return closed_at + days * DAY
