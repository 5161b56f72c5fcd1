"""Erasing overtakes what was made before: nobody is given it any more, and none of it is kept (L6)."""

from __future__ import annotations

import sqlalchemy as sa

from dialogue.database import Database, entries, workshops
from dialogue.workshop import PersonErased


class Overtaken(Exception):
    """Something was erased, or the workshop deleted, behind what this was to be made of."""


def last_erasure(database: Database, workshop: int, after: int) -> int:
    """The seq of the last entry behind `after` that says something was erased; 0 if there is none."""
    with database.reading() as connection:
        last = sa.select(sa.func.max(entries.c.seq)).where(*erasures(workshop, after))
        return connection.execute(last).scalar() or 0


def ensure_not_overtaken(database: Database, workshop: int, code: str, seq: int) -> None:
    """Was nothing erased since `seq`, and is it still the same workshop? Raises Overtaken.

    A number may be given out anew when a workshop is deleted; its code is not.
    """
    erased = sa.exists().where(*erasures(workshop, seq))
    chosen = sa.select(workshops.c.id).where(workshops.c.id == workshop, workshops.c.code == code, ~erased)
    with database.reading() as connection:
        if connection.execute(chosen).first() is None:
            raise Overtaken


def erasures(workshop: int, after: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        entries.c.workshop == workshop,
        entries.c.seq > after,
        entries.c.name == PersonErased.name,
    )
