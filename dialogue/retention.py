"""Retention: what is to be erased or deleted by now, as was promised to people before they joined (P4).

It is found by one function and done by another, so whoever runs a server sees what would be done
first. Doing it twice is doing it once.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from dialogue import log
from dialogue.database import guests, people
from dialogue.erasing import erase_people
from dialogue.exports.files import going
from dialogue.keeping import DAY, DELETE, ERASE, FOREVER
from dialogue.register import Listed, Register
from dialogue.workshop import CloseWorkshop, WorkshopState, the_workshop


class Due(NamedTuple):
    """A workshop of which something is to go: `what` is erase, for its people, or delete, for all of it."""

    listed: Listed
    title: str
    what: str
    since: float


def due_in(register: Register, now: float) -> list[Due]:
    """What should be done by now, the longest due first. Only what is still there to be done."""
    limited = [(listed, shown) for listed, shown in register.in_short() if listed.keep != FOREVER]
    ids = [listed.id for listed, _ in limited]
    with register.database.reading() as connection:
        last = log.last_times(connection, ids)
        with_names: set[int] = set()
        for table in (people, guests):
            named = sa.select(table.c.workshop).where(table.c.workshop.in_(ids)).distinct()
            with_names.update(connection.execute(named).scalars())
    found = []
    for listed, shown in limited:
        since = (shown["closed"] or last[listed.id]) + listed.keep_days * DAY
        if since <= now and (listed.keep == DELETE or listed.id in with_names):
            found.append(Due(listed, shown["title"], listed.keep, since))
    return sorted(found, key=lambda due: due.since)


def carry_out(register: Register, due: Due, exports: Path) -> None:
    """Erase the people of one workshop, or delete it with the files that were made of it."""
    with going(register.database, due.listed.id, exports):
        if due.what == ERASE:
            erase(register, due.listed.code)
        else:
            register.delete(due.listed.code)


def erase(register: Register, code: str) -> None:
    """Erase everybody's name. A workshop that nobody closed is over by then, so it is closed first;
    not an archive, into which nobody writes.
    """
    live = register.open(code)
    live.hear()
    if the_workshop(live.state).state is not WorkshopState.CLOSED and not live.state.is_archive:
        live.act(CloseWorkshop(anyway=True))
    erase_people(live)
