"""Accounts of organisers, and where they are signed in.

What a cookie holds is a random token, of which the database keeps a hash: whoever reads the database
cannot sign in with it, and a session that is ended here is ended at once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from typing import NamedTuple

import sqlalchemy as sa

from dialogue.database import Database, account_sessions, accounts, go_first
from dialogue.holders import take_over_ownerless
from dialogue.kernel import Refused

SIGNED_IN_FOR = 30 * 24 * 60 * 60
"""Seconds after which a session ends that nobody used."""
SEEN_AGAIN = 5 * 60
"""Seconds for which it is not noted again that a session is used."""
AGENT_LENGTH = 200


class Account(NamedTuple):
    """An organiser's account."""

    id: int
    name: str
    email: str
    is_admin: bool


class Accounts:
    """The accounts of this server."""

    def __init__(self, database: Database, secret: str) -> None:
        self.database = database
        self.secret = secret.encode()

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

        `password` is a hash already. Refuses when there is an account.
        """

        def work(connection: sa.Connection) -> int:
            go_first(connection)
            if connection.execute(is_usable()).first():
                raise Refused("This server has its first account already. Sign in instead.", "not-first")
            account = insert(connection, name, email, password, is_admin=True)
            take_over_ownerless(connection, account)
            return account

        return self.find(self.database.write(work))

    def _has_any(self) -> bool:
        with self.database.reading() as connection:
            return connection.execute(is_usable()).first() is not None

    def find(self, account: int) -> Account:
        """An account that may sign in. Refuses one that is not there, or was ended."""
        found = self.known_by(str(account))
        if found is None:
            raise Refused("There is no such account any more. Choose another one.", "unknown-account")
        return found

    def known_by(self, email_or_number: str) -> Account | None:
        """The account with this address or number, or nothing."""
        given = email_or_number.strip()
        is_this = accounts.c.id == int(given) if given.isdecimal() else accounts.c.email == given.casefold()
        with self.database.reading() as connection:
            row = connection.execute(usable().where(is_this)).first()
        return Account(row.id, row.name, row.email or "", row.is_admin) if row else None

    # ---- Where they are signed in

    def sign_in(self, account: int, agent: str) -> str:
        """Begin a session of somebody who has proved who they are; the token for their cookie."""
        token, now = secrets.token_urlsafe(24), time.time()
        values = {
            "id": hashed(token),
            "account": account,
            "created_at": now,
            "seen_at": now,
            "agent": agent[:AGENT_LENGTH],
        }
        self.database.write(lambda connection: connection.execute(account_sessions.insert().values(**values)))
        return token

    def signed_in(self, token: str) -> Account | None:
        """Whose session this is, while it lasts and the account does."""
        chosen = (
            sa.select(accounts, account_sessions.c.seen_at)
            .join(account_sessions, account_sessions.c.account == accounts.c.id)
            .where(account_sessions.c.id == hashed(token), accounts.c.ended_at.is_(None))
        )
        with self.database.reading() as connection:
            row = connection.execute(chosen).first()
        now = time.time()
        if row is None or now - row.seen_at > SIGNED_IN_FOR:
            return None
        if now - row.seen_at > SEEN_AGAIN:
            is_this = account_sessions.c.id == hashed(token)
            seen = account_sessions.update().where(is_this).values(seen_at=now)
            self.database.write(lambda connection: connection.execute(seen))
        return Account(row.id, row.name, row.email or "", row.is_admin)

    def sign_out(self, token: str) -> None:
        """End the session of this token."""
        chosen = sa.delete(account_sessions).where(account_sessions.c.id == hashed(token))
        self.database.write(lambda connection: connection.execute(chosen))

    def _sign(self, text: str) -> str:
        digest = hmac.new(self.secret, text.encode(), hashlib.sha256).digest()
        return base64.b32encode(digest).decode().rstrip("=").lower()[:32]


def usable() -> sa.Select[tuple[int, str, str | None, bool]]:
    """The accounts that were not ended."""
    return sa.select(accounts.c["id", "name", "email", "is_admin"]).where(accounts.c.ended_at.is_(None))


def is_usable() -> sa.Select[tuple[int]]:
    """Is there an account with which somebody can sign in?"""
    can_sign_in = sa.or_(accounts.c.email.is_not(None), accounts.c.oidc.is_not(None))
    return sa.select(accounts.c.id).where(can_sign_in, accounts.c.ended_at.is_(None)).limit(1)


def insert(connection: sa.Connection, name: str, email: str, password: str, is_admin: bool) -> int:
    """Make an account as part of somebody's transaction; its number."""
    values = {
        "name": name,
        "email": email or None,
        "password": password,
        "is_admin": is_admin,
        "salt": secrets.token_hex(8),
        "created_at": time.time(),
    }
    made = connection.execute(accounts.insert().values(**values))
    assert made.inserted_primary_key
    return int(made.inserted_primary_key[0])


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
