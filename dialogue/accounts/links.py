"""Links that work once: to make an account (`invite`), or to set another password (`reset`).

Whoever has the link has what it opens, so it ends after two days, and with its first use. Only a hash of
its key is kept.
"""

from __future__ import annotations

import secrets
import time
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa

from dialogue.accounts.sessions import hashed, is_hash
from dialogue.database import Database, account_links, accounts
from dialogue.kernel import Refused

WORKS_FOR = 48 * 60 * 60
"""Seconds."""


class Kind(StrEnum):
    """What a link opens."""

    INVITE = "invite"
    RESET = "reset"


class Link(NamedTuple):
    """A link that was not used yet. `id` is a hash, and opens nothing."""

    id: str
    kind: Kind
    account: int | None
    email: str
    is_admin: bool
    made_by: int | None
    made_at: float
    ends_at: float


class Links:
    """The links of this server that were not used yet."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def invite(self, email: str, is_admin: bool, by: int | None = None) -> str:
        """The key of an invitation. An earlier one to the same address ends."""

        def work(connection: sa.Connection) -> str:
            if connection.execute(sa.select(accounts.c.id).where(accounts.c.email == email)).first():
                raise Refused("There is an account with this e-mail address already.", "taken-address")
            its = sa.and_(account_links.c.kind == Kind.INVITE.value, account_links.c.email == email)
            return renewed(connection, its, Kind.INVITE, email=email, is_admin=is_admin, made_by=by)

        return self.database.write(work)

    def reset(self, account: int, by: int | None = None) -> str:
        """The key with which somebody sets another password. An earlier one ends."""
        its = sa.and_(account_links.c.kind == Kind.RESET.value, account_links.c.account == account)
        return self.database.write(
            lambda connection: renewed(connection, its, Kind.RESET, account=account, made_by=by)
        )

    def find(self, kind: Kind, key: str) -> Link:
        """What this key opens. Refuses one that was used, that is over, or that never was."""
        with self.database.reading() as connection:
            return found(connection, kind, key)

    def invitations(self) -> list[Link]:
        """The invitations that nobody has used yet, the latest first."""
        chosen = sa.select(account_links).where(
            account_links.c.kind == Kind.INVITE.value, account_links.c.ends_at > time.time()
        )
        with self.database.reading() as connection:
            rows = connection.execute(chosen.order_by(account_links.c.made_at.desc()))
            return [Link(*row)._replace(kind=Kind(row.kind)) for row in rows]

    def withdraw(self, id: str) -> None:
        """End an invitation."""
        its = sa.and_(account_links.c.id == id, account_links.c.kind == Kind.INVITE.value)
        if is_hash(id):
            self.database.write(lambda connection: connection.execute(sa.delete(account_links).where(its)))


def spent(connection: sa.Connection, kind: Kind, key: str) -> Link:
    """Use a link up as part of somebody's transaction. Of two at once, one is refused."""
    link = found(connection, kind, key)
    if connection.execute(sa.delete(account_links).where(account_links.c.id == link.id)).rowcount != 1:
        raise used_up()
    return link


def spent_by_address(connection: sa.Connection, email: str) -> Link | None:
    """Use an invitation up by the address that it was made for, if there is one."""
    its = sa.and_(
        account_links.c.kind == Kind.INVITE.value,
        account_links.c.email == email,
        account_links.c.ends_at > time.time(),
    )
    row = connection.execute(sa.select(account_links).where(its)).first() if email else None
    if row is None or connection.execute(sa.delete(account_links).where(its)).rowcount != 1:
        return None
    return Link(*row)._replace(kind=Kind.INVITE)


def found(connection: sa.Connection, kind: Kind, key: str) -> Link:
    chosen = sa.select(account_links).where(
        account_links.c.id == hashed(key),
        account_links.c.kind == kind.value,
        account_links.c.ends_at > time.time(),
    )
    row = connection.execute(chosen).first()
    if row is None:
        raise used_up()
    return Link(*row)._replace(kind=kind)


def renewed(connection: sa.Connection, its: sa.ColumnElement[bool], kind: Kind, **values: object) -> str:
    """A new link instead of those before; what is over goes too."""
    key, now = secrets.token_urlsafe(24), time.time()
    connection.execute(sa.delete(account_links).where(sa.or_(its, account_links.c.ends_at < now)))
    made = {"id": hashed(key), "kind": kind.value, "made_at": now, "ends_at": now + WORKS_FOR}
    connection.execute(account_links.insert().values(**made, **values))
    return key


def used_up() -> Refused:
    return Refused(
        "This link does not work any more. It works once, within two days. Ask for a new one.", "wrong-key"
    )
