"""Whose a workshop is: the accounts that hold it, each in a role, and how that changed.

A workshop has one owner at most; one that was made on the command line before anybody had an account
has none. Nobody else than its holders learns that a workshop is there.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa

from dialogue.database import Database, Taken, accounts, handovers, holders, workshops
from dialogue.kernel import Refused


class Holding(StrEnum):
    """What an account may do with a workshop. `Role` is what a person may do in one."""

    OWNER = "owner"
    FACILITATOR = "facilitator"
    OBSERVER = "observer"


LEADERS = (Holding.OWNER, Holding.FACILITATOR)
"""Those who lead a workshop that they hold."""


class Holder(NamedTuple):
    """An account that holds a workshop."""

    account: int
    name: str
    email: str
    role: Holding
    since: float


class Handover(NamedTuple):
    """One change of who holds a workshop. Without a role it was taken away; `by` may be the command line."""

    at: float
    by: str
    whose: str
    role: Holding | None


class Holders:
    """Who holds which workshop. Everything is asked of the database: a role that ends, ends at once."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def role_of(self, workshop: int, account: int) -> Holding | None:
        """The role of an account in a workshop, or nothing."""
        chosen = sa.select(holders.c.role).where(holders.c.workshop == workshop, holders.c.account == account)
        with self.database.reading() as connection:
            role = connection.execute(chosen).scalar()
        return Holding(role) if role else None

    def held_by(self, account: int) -> dict[int, Holding]:
        """The workshops an account holds, by their numbers."""
        chosen = sa.select(holders.c["workshop", "role"]).where(holders.c.account == account)
        with self.database.reading() as connection:
            return {row.workshop: Holding(row.role) for row in connection.execute(chosen)}

    def of(self, workshop: int) -> list[Holder]:
        """Who holds a workshop: the owner first, then the others as they came."""
        chosen = (
            sa.select(holders.c.account, accounts.c["name", "email"], holders.c["role", "since"])
            .join(accounts, accounts.c.id == holders.c.account)
            .where(holders.c.workshop == workshop)
            .order_by(holders.c.role != Holding.OWNER, holders.c.since, holders.c.account)
        )
        with self.database.reading() as connection:
            return [
                Holder(row.account, row.name, row.email or "", Holding(row.role), row.since)
                for row in connection.execute(chosen)
            ]

    def handovers(self, workshop: int) -> list[Handover]:
        """How that changed, the latest first."""
        whose, by = accounts.alias(), accounts.alias()
        chosen = (
            sa.select(handovers.c["at", "role"], whose.c.name.label("whose"), by.c.name.label("by"))
            .outerjoin(whose, whose.c.id == handovers.c.account)
            .outerjoin(by, by.c.id == handovers.c.by)
            .where(handovers.c.workshop == workshop)
            .order_by(handovers.c.id.desc())
        )
        with self.database.reading() as connection:
            return [
                Handover(row.at, row.by or "", row.whose or "", Holding(row.role) if row.role else None)
                for row in connection.execute(chosen)
            ]

    def give(self, workshop: int, account: int, role: Holding, by: int | None = None) -> None:
        """Let an account hold a workshop, or change its role.

        Giving ownership hands it over: whoever had it is a facilitator from then on. Refuses to leave
        a workshop that has an owner without one.
        """

        def work(connection: sa.Connection) -> None:
            ensure_account(connection, account)
            owner = owner_of(connection, workshop)
            if role is not Holding.OWNER and owner == account:
                raise must_have_owner()
            if role is Holding.OWNER and owner not in (None, account):
                write(connection, workshop, owner, Holding.FACILITATOR, by)
            write(connection, workshop, account, role, by)

        while True:
            try:
                return self.database.write(work)
            except Taken:
                # Somebody else was made the owner meanwhile; there is one at a time.
                continue

    def person_of(self, workshop: int, account: int) -> int | None:
        """The person of the workshop who an account is, if it ever came in."""
        chosen = sa.select(holders.c.person).where(
            holders.c.workshop == workshop, holders.c.account == account
        )
        with self.database.reading() as connection:
            person = connection.execute(chosen).scalar()
        return None if person is None else int(person)

    def sit(self, workshop: int, account: int, person: int) -> None:
        """Note which person of the workshop an account is."""
        is_this = sa.and_(holders.c.workshop == workshop, holders.c.account == account)
        values = holders.update().where(is_this).values(person=person)
        self.database.write(lambda connection: connection.execute(values))

    def take(self, workshop: int, account: int, by: int | None = None) -> None:
        """Let an account hold a workshop no longer. Refuses to take its owner away."""

        def work(connection: sa.Connection) -> None:
            if owner_of(connection, workshop) == account:
                raise must_have_owner()
            write(connection, workshop, account, None, by)

        self.database.write(work)


def write(
    connection: sa.Connection, workshop: int, account: int | None, role: Holding | None, by: int | None
) -> None:
    """Change a role, and note it, as part of somebody's transaction. What is so already is not noted."""
    is_this = sa.and_(holders.c.workshop == workshop, holders.c.account == account)
    before = connection.execute(sa.select(holders.c.role).where(is_this)).scalar()
    if before == role:
        return
    now = time.time()
    if role is None:
        connection.execute(sa.delete(holders).where(is_this))
    elif before:
        connection.execute(holders.update().where(is_this).values(role=role.value))
    else:
        values = {"workshop": workshop, "account": account, "role": role.value, "since": now}
        connection.execute(holders.insert().values(**values))
    said = {"workshop": workshop, "at": now, "by": by, "account": account, "role": role.value if role else ""}
    connection.execute(handovers.insert().values(**said))


def owned_by(connection: sa.Connection, workshop: int, account: int | None) -> None:
    """Have a new workshop owned by an account, or where nobody is signed in by the first administrator."""
    if account is None:
        admins = sa.select(accounts.c.id).where(accounts.c.is_admin, accounts.c.ended_at.is_(None))
        account = connection.execute(admins.order_by(accounts.c.id).limit(1)).scalar()
    if account is not None:
        write(connection, workshop, account, Holding.OWNER, account)


def take_over_ownerless(connection: sa.Connection, account: int) -> None:
    """Have an account own every workshop that nobody owns."""
    owned = sa.select(holders.c.workshop).where(holders.c.role == Holding.OWNER.value)
    ownerless = connection.execute(sa.select(workshops.c.id).where(workshops.c.id.not_in(owned)))
    for id in ownerless.scalars().all():
        write(connection, id, account, Holding.OWNER, None)


def owner_of(connection: sa.Connection, workshop: int) -> int | None:
    chosen = sa.select(holders.c.account).where(
        holders.c.workshop == workshop, holders.c.role == Holding.OWNER.value
    )
    owner = connection.execute(chosen).scalar()
    return None if owner is None else int(owner)


def ensure_account(connection: sa.Connection, account: int) -> None:
    chosen = sa.select(accounts.c.id).where(accounts.c.id == account, accounts.c.ended_at.is_(None))
    if connection.execute(chosen).first() is None:
        raise Refused("There is no such account any more. Choose another one.", "unknown-account")


def must_have_owner() -> Refused:
    return Refused("A workshop needs an owner. Hand it over to another account first.", "needs-owner")
