"""Accounts of organisers: who may plan workshops on this server, and how they prove who they are.

A password is kept as an argon2id hash, and of what a cookie or a link holds a hash too: whoever reads the
database cannot sign in with it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa

from dialogue.accounts.factors import Factors
from dialogue.accounts.links import Kind, Links, spent, spent_by_address
from dialogue.accounts.passwords import Passwords, ensure_good
from dialogue.accounts.sessions import Sessions
from dialogue.database import (
    Database,
    Taken,
    account_links,
    account_sessions,
    accounts,
    call,
    go_first,
    holders,
)
from dialogue.holders import Holding, take_over_ownerless, write
from dialogue.kernel import Refused

EMAIL_LENGTH = 254
EMAIL = re.compile(r"[^@\s<>()\[\]\\,;:\"]+@[^@\s<>()\[\]\\,;:\"]+")


class Account(NamedTuple):
    """An organiser's account."""

    id: int
    name: str
    email: str
    is_admin: bool
    has_password: bool
    totp: str
    """What makes the second factor this account's own; empty where there is none."""
    oidc: str
    created_at: float


class Accounts:
    """The accounts of this server. `blocking` is what a hash is made by; see `Passwords`."""

    def __init__(self, database: Database, secret: str, blocking: Callable[..., Any] | None = None) -> None:
        self.database = database
        self.secret = secret.encode()
        self.passwords = Passwords(blocking or call)
        self.sessions = Sessions(database)
        self.links = Links(database)
        self.factors = Factors(database, self._sign)

    # ---- The first one

    def first_key(self) -> str:
        """The key with which the first account is made, or nothing where there is one already."""
        return "" if self._has_any() else self._sign("first account")

    def is_first_key(self, key: str) -> bool:
        """Does this key make the first account? It is worth nothing once there is one."""
        first = self.first_key()
        return bool(first) and hmac.compare_digest(first.encode(), key.encode())

    def make_first(self, name: str, email: str, password: str = "") -> Account:
        """Make the first account: it is an administrator, and the workshops that are nobody's are its own.

        Refuses when there is an account.
        """
        kept = self.passwords.hash_of(password) if password else ""

        def work(connection: sa.Connection) -> int:
            go_first(connection)
            if connection.execute(is_usable()).first():
                raise Refused("This server has its first account already. Sign in instead.", "not-first")
            account = adopted(connection, name, email, kept)
            if account is None:
                account = insert(connection, name, email, kept, is_admin=True)
            take_over_ownerless(connection, account)
            return account

        return self.find(self.database.write(work))

    def _has_any(self) -> bool:
        with self.database.reading() as connection:
            return connection.execute(is_usable()).first() is not None

    # ---- Finding them

    def find(self, account: int) -> Account:
        """An account that may sign in. Refuses one that is not there, or was ended."""
        found = self._one(accounts.c.id == account)
        if found is None:
            raise Refused("There is no such account any more. Choose another one.", "unknown-account")
        return found

    def known_by(self, email_or_number: str) -> Account | None:
        """The account with this address or number, or nothing."""
        given = email_or_number.strip()
        if given.isdecimal():
            return self._one(accounts.c.id == int(given))
        return self._one(accounts.c.email == folded(given))

    def signed_in(self, token: str) -> Account | None:
        """Whose session this is, while it lasts and the account does."""
        account = self.sessions.whose(token)
        return None if account is None else self._one(accounts.c.id == account)

    def all(self) -> list[Account]:
        """Every account that may sign in, as they came."""
        with self.database.reading() as connection:
            return [account_in(row) for row in connection.execute(usable().order_by(accounts.c.id))]

    def _one(self, is_this: sa.ColumnElement[bool]) -> Account | None:
        with self.database.reading() as connection:
            row = connection.execute(usable().where(is_this)).first()
        return account_in(row) if row else None

    # ---- Proving who one is

    def proved(self, email: str, password: str) -> Account | None:
        """The account with this address, if this is its password. To say no takes as long for an address
        that nobody has.
        """
        chosen = sa.select(accounts.c.id, accounts.c.password).where(
            accounts.c.email == folded(email), accounts.c.ended_at.is_(None)
        )
        with self.database.reading() as connection:
            row = connection.execute(chosen).first()
        if not self.passwords.fits(row.password if row else "", password) or row is None:
            return None
        if self.passwords.is_outdated(row.password):
            self._change(row.id, password=self.passwords.hash_of(password))
        return self._one(accounts.c.id == row.id)

    def device_of(self, email: str) -> str:
        """What a browser keeps in which this address was signed in. It does not tell the address."""
        return self._sign(f"signed in here before:{folded(email)}")

    def password_mark_of(self, account: int) -> str:
        """What changes with the password of an account: who is half way in with the old one starts anew."""
        with self.database.reading() as connection:
            chosen = sa.select(accounts.c.password).where(accounts.c.id == account)
            return self._sign(f"half way:{account}:{connection.execute(chosen).scalar()}")

    # ---- By a link that works once

    def accept(self, key: str, name: str, password: str) -> Account:
        """Make the account that somebody is invited to, and use the invitation up."""
        kept = self.passwords.hash_of(password)

        def work(connection: sa.Connection) -> int:
            link = spent(connection, Kind.INVITE, key)
            return insert(connection, name, link.email, kept, link.is_admin)

        with one_per_address():
            return self.find(self.database.write(work))

    def reset(self, key: str, password: str) -> Account:
        """Set another password by a link, and end every session. A second factor stays."""
        kept = self.passwords.hash_of(password)

        def work(connection: sa.Connection) -> int:
            account = spent(connection, Kind.RESET, key).account
            assert account is not None
            changed = accounts.update().where(accounts.c.id == account, accounts.c.ended_at.is_(None))
            connection.execute(changed.values(password=kept))
            connection.execute(sa.delete(account_sessions).where(account_sessions.c.account == account))
            return account

        return self.find(self.database.write(work))

    # ---- By an account elsewhere

    def from_elsewhere(self, oidc: str, email: str, name: str, is_open: bool) -> Account:
        """The account of somebody whom another server knows as `oidc`: the one that came from there before,
        the one with their address, or one that they are invited to. Where it `is_open` anybody from there
        gets one, but not the first. `email` is one that the other server has made sure of, or empty. An
        account that is found by it is from then on nobody's who only knew its password.
        """
        address = folded(email)

        def work(connection: sa.Connection) -> int:
            known = connection.execute(usable().where(accounts.c.oidc == oidc)).first()
            if known:
                return int(known.id)
            if address and (its := connection.execute(usable().where(accounts.c.email == address)).first()):
                if its.oidc:
                    raise nobody_here()
                # Whoever wrote the address there may not have been its owner: they are not let in again.
                values = {"oidc": oidc, "password": ""}
                connection.execute(accounts.update().where(accounts.c.id == its.id).values(**values))
                its_sessions = account_sessions.c.account == its.id
                connection.execute(sa.delete(account_sessions).where(its_sessions))
                return int(its.id)
            invitation = spent_by_address(connection, address)
            if invitation is None and not (is_open and connection.execute(is_usable()).first()):
                raise nobody_here()
            is_admin = invitation is not None and invitation.is_admin
            return insert(connection, name, address, "", is_admin, oidc)

        with one_per_address():
            return self.find(self.database.write(work))

    # ---- Changing them

    def rename(self, account: int, name: str, email: str) -> None:
        """Give an account another name or address. Refuses an address that another one has."""
        with one_per_address():
            self._change(account, name=name, email=email or None)

    def set_password(self, account: int, password: str, kept: str = "") -> None:
        """Set another password, and end every session but `kept`. Refuses one that is not good."""
        known = self.find(account)
        ensure_good(password, known.name, known.email)
        self._change(account, password=self.passwords.hash_of(password))
        self.sessions.end_others(account, kept)

    def end(self, account: int, heir: int, by: int | None = None) -> dict[int, int]:
        """End an account. The workshops that it owns are the heir's from then on, and what it held beside is
        held no longer. Who it was stays with what it did; its address may have another account.

        Returns the persons who it was, by workshop.
        """

        def work(connection: sa.Connection) -> dict[int, int]:
            ensure_there(connection, heir, account)
            chosen = sa.select(holders).where(holders.c.account == account)
            held = list(connection.execute(chosen))
            for each in held:
                # Never two owners, not even for a moment.
                write(connection, each.workshop, account, None, by)
                if each.role == Holding.OWNER:
                    write(connection, each.workshop, heir, Holding.OWNER, by)
            for table in (account_sessions, account_links):
                connection.execute(sa.delete(table).where(table.c.account == account))
            connection.execute(sa.delete(account_links).where(account_links.c.made_by == account))
            gone = {"email": None, "oidc": None, "password": "", "totp": "", "totp_step": 0, "recovery": ""}
            ended = accounts.update().where(accounts.c.id == account)
            connection.execute(ended.values(ended_at=time.time(), is_admin=False, **gone))
            return {each.workshop: each.person for each in held if each.person is not None}

        return self.database.write(work)

    def _change(self, account: int, **values: Any) -> None:
        chosen = accounts.update().where(accounts.c.id == account).values(**values)
        self.database.write(lambda connection: connection.execute(chosen))

    def _sign(self, text: str) -> str:
        digest = hmac.new(self.secret, text.encode(), hashlib.sha256).digest()
        return base64.b32encode(digest).decode().rstrip("=").lower()[:32]


def usable() -> sa.Select[Any]:
    """The accounts that were not ended."""
    return sa.select(accounts).where(accounts.c.ended_at.is_(None))


def account_in(row: Any) -> Account:
    return Account(
        row.id,
        row.name,
        row.email or "",
        row.is_admin,
        bool(row.password),
        row.totp,
        row.oidc or "",
        row.created_at,
    )


def is_usable() -> sa.Select[tuple[int]]:
    """Is there an account with which somebody can sign in?"""
    can_sign_in = sa.or_(accounts.c.email.is_not(None), accounts.c.oidc.is_not(None))
    return sa.select(accounts.c.id).where(can_sign_in, accounts.c.ended_at.is_(None)).limit(1)


def adopted(connection: sa.Connection, name: str, email: str, password: str) -> int | None:
    """The account from before accounts had passwords, which was whose link that was; it is somebody's now,
    and so are its workshops.
    """
    is_nobodys = sa.and_(accounts.c.email.is_(None), accounts.c.oidc.is_(None), accounts.c.ended_at.is_(None))
    chosen = sa.select(accounts.c.id).where(is_nobodys).order_by(accounts.c.id).limit(1)
    account = connection.execute(chosen).scalar()
    if account is None:
        return None
    values = {"name": name, "email": folded(email), "password": password, "is_admin": True}
    connection.execute(accounts.update().where(accounts.c.id == account).values(**values))
    return int(account)


def insert(
    connection: sa.Connection, name: str, email: str, password: str, is_admin: bool, oidc: str = ""
) -> int:
    """Make an account as part of somebody's transaction; its number. `password` is a hash."""
    values = {
        "name": name,
        "email": folded(email) or None,
        "password": password,
        "is_admin": is_admin,
        "oidc": oidc or None,
        "salt": secrets.token_hex(8),
        "created_at": time.time(),
    }
    made = connection.execute(accounts.insert().values(**values))
    assert made.inserted_primary_key
    return int(made.inserted_primary_key[0])


def ensure_there(connection: sa.Connection, heir: int, account: int) -> None:
    """Refuse to end an account that is not there, or one whose workshops nobody would have."""
    there = set(connection.execute(usable().with_only_columns(accounts.c.id)).scalars())
    if not {heir, account} <= there or heir == account:
        raise Refused("There is no such account any more. Choose another one.", "unknown-account")


def nobody_here() -> Refused:
    return Refused(
        "You have no account on this server. Ask an administrator of this server to invite you.", "no-account"
    )


@contextmanager
def one_per_address() -> Iterator[None]:
    """Around what gives somebody an address. Refuses one that is taken."""
    try:
        yield
    except Taken:
        raise Refused("There is an account with this e-mail address already.", "taken-address") from None


def addressed(text: str) -> str:
    """An e-mail address as it is kept. Refuses what is none: a line break in it would be a line in a mail."""
    address = folded(text)
    if not address:
        raise Refused("Write the e-mail address.", "empty")
    if len(address) > EMAIL_LENGTH or not address.isprintable() or not EMAIL.fullmatch(address):
        raise Refused("This is not an e-mail address. It looks like ana@example.org.", "no-address")
    return address


def folded(address: str) -> str:
    """Addresses that differ in capital letters only are one. PostgreSQL takes no NUL, so it is left out."""
    return unicodedata.normalize("NFC", address.replace("\0", "").strip()).casefold()
