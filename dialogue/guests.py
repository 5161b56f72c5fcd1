"""Who is invited to a workshop, each by a link of their own, and whether they came.

A link is derived from the server's secret, so it is kept nowhere. It opens one person's seat, on any
device, until it is made anew or its guest is taken off the list.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from dialogue.database import Database, guests
from dialogue.kernel import Refused
from dialogue.people import Keyed, People, is_same

MOST_GUESTS = 1_000
"""Of one workshop."""


class Invited(NamedTuple):
    """What an organiser knows of somebody before they come."""

    name: str
    organisation: str = ""
    sector: str = ""
    contact: str = ""


class Guest(NamedTuple):
    """Somebody on the list; `person` is who they are in the workshop, once they came."""

    number: int
    name: str
    organisation: str
    sector: str
    contact: str
    salt: str
    person: int | None
    invited_at: float
    came_at: float | None


FIELDS = (
    *("guest", "name", "organisation", "sector", "contact"),
    *("salt", "person", "invited_at", "came_at"),
)


class Guests:
    """The lists of guests of all workshops. Everything is asked of the database: a link ends at once."""

    def __init__(self, database: Database, people: People) -> None:
        self.database = database
        self.people = people

    def of(self, workshop: int) -> list[Guest]:
        """The guests of a workshop, as they were put on the list."""
        chosen = sa.select(*(guests.c[name] for name in FIELDS)).where(guests.c.workshop == workshop)
        with self.database.reading() as connection:
            return [Guest(*row) for row in connection.execute(chosen.order_by(guests.c.guest))]

    def find(self, workshop: int, number: int) -> Guest:
        """One guest, or a refusal."""
        chosen = sa.select(*(guests.c[name] for name in FIELDS)).where(is_guest(workshop, number))
        with self.database.reading() as connection:
            row = connection.execute(chosen).first()
        if row is None:
            raise Refused("This guest is not on the list any more. Load the page again.", "not-found")
        return Guest(*row)

    def count(self, workshop: int) -> int:
        """How many are invited."""
        chosen = sa.select(sa.func.count()).where(guests.c.workshop == workshop)
        with self.database.reading() as connection:
            return int(connection.execute(chosen).scalar() or 0)

    def add(self, workshop: int, invited: Sequence[Invited]) -> int:
        """Put people on the list who are not on it yet; how many they were. Refuses too many."""

        def work(connection: sa.Connection) -> int:
            columns = guests.c["guest", "name", "organisation", "sector", "contact"]
            rows = connection.execute(sa.select(columns).where(guests.c.workshop == workshop)).all()
            known = {Invited(*row[1:]) for row in rows}
            fresh = [each for each in dict.fromkeys(invited) if each not in known]
            if len(rows) + len(fresh) > MOST_GUESTS:
                raise Refused(
                    "A list can have {most} guests at most. Choose fewer.", "too-many", most=MOST_GUESTS
                )
            first, now = max((row.guest for row in rows), default=0) + 1, time.time()
            values = [
                {"workshop": workshop, "guest": number, "invited_at": now, "salt": new_salt()}
                | each._asdict()
                for number, each in enumerate(fresh, first)
            ]
            if values:
                connection.execute(guests.insert(), values)
            return len(values)

        return self.database.write(work)

    def remove(self, workshop: int, number: int) -> None:
        """Take somebody off the list: their link ends."""
        self.database.write(
            lambda connection: connection.execute(sa.delete(guests).where(is_guest(workshop, number)))
        )

    def renew(self, workshop: int, number: int) -> None:
        """Make somebody's link anew: the old one ends. Where they are in, they stay in."""
        chosen = guests.update().where(is_guest(workshop, number)).values(salt=new_salt())
        self.database.write(lambda connection: connection.execute(chosen))

    # ---- Links

    def key(self, listed: Keyed, guest: Guest) -> str:
        """The secret in somebody's link. It says whose it is."""
        return self.people.guest_key(listed, guest.number, guest.salt)

    def by_key(self, workshop: int, listed: Keyed, key: str) -> Guest:
        """Whose link this is. Refuses one that is nobody's, of another workshop, or ended."""
        number = key.partition(".")[0]
        if number.isascii() and number.isdecimal() and len(number) < len(str(10 * MOST_GUESTS)):
            try:
                guest = self.find(workshop, int(number))
            except Refused:
                raise ended() from None
            if is_same(self.key(listed, guest), key):
                return guest
        raise ended()

    def coming(self, workshop: int, guest: Guest) -> Callable[[sa.Connection, int], None]:
        """What notes that a guest came, in the commit that lets them in."""

        def come(connection: sa.Connection, person: int) -> None:
            values = {"person": person, "came_at": time.time()}
            connection.execute(guests.update().where(is_guest(workshop, guest.number)).values(**values))

        return come


def is_guest(workshop: int, number: int) -> sa.ColumnElement[bool]:
    return sa.and_(guests.c.workshop == workshop, guests.c.guest == number)


def new_salt() -> str:
    return secrets.token_hex(8)


def ended() -> Refused:
    return Refused("This personal link does not work any more. Ask the organiser for a new one.", "wrong-key")
