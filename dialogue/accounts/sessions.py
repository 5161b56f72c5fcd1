"""Where accounts are signed in. A session that is ended here is ended at once, wherever its cookie is."""

from __future__ import annotations

import hashlib
import secrets
import time
from contextlib import suppress
from typing import NamedTuple

import sqlalchemy as sa

from dialogue.database import Database, Unavailable, account_sessions, accounts

SIGNED_IN_FOR = 30 * 24 * 60 * 60
"""Seconds after which a session ends that nobody used."""
SEEN_AGAIN = 5 * 60
"""Seconds for which it is not noted again that a session is used."""
AGENT_LENGTH = 200


class Session(NamedTuple):
    """One browser in which an account is signed in. `id` is a hash, and opens nothing."""

    id: str
    account: int
    created_at: float
    seen_at: float
    agent: str


class Sessions:
    """All sessions of all accounts."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def begin(self, account: int, agent: str) -> str:
        """A new session of somebody who has proved who they are; the token for their cookie."""
        token, now = secrets.token_urlsafe(24), time.time()
        session = Session(hashed(token), account, now, now, agent[:AGENT_LENGTH])

        def work(connection: sa.Connection) -> None:
            outdated = account_sessions.c.seen_at < now - SIGNED_IN_FOR
            connection.execute(sa.delete(account_sessions).where(outdated))
            connection.execute(account_sessions.insert().values(**session._asdict()))

        self.database.write(work)
        return token

    def whose(self, token: str) -> int | None:
        """The account of a session, while both last."""
        chosen = (
            sa.select(account_sessions.c.account, account_sessions.c.seen_at)
            .join(accounts, account_sessions.c.account == accounts.c.id)
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
            # Who only reads may do so while nothing can be saved.
            with suppress(Unavailable):
                self.database.write(lambda connection: connection.execute(seen))
        return int(row.account)

    def of(self, account: int) -> list[Session]:
        """Where an account is signed in, the browser that was used last first."""
        chosen = (
            sa.select(account_sessions)
            .where(
                account_sessions.c.account == account,
                account_sessions.c.seen_at > time.time() - SIGNED_IN_FOR,
            )
            .order_by(account_sessions.c.seen_at.desc(), account_sessions.c.id)
        )
        with self.database.reading() as connection:
            return [Session(*row) for row in connection.execute(chosen)]

    def end(self, account: int, id: str) -> None:
        """End one session of an account."""
        if is_hash(id):
            self._delete(account_sessions.c.account == account, account_sessions.c.id == id)

    def end_others(self, account: int, kept: str = "") -> None:
        """End every session of an account but one."""
        self._delete(account_sessions.c.account == account, account_sessions.c.id != kept)

    def _delete(self, *which: sa.ColumnElement[bool]) -> None:
        self.database.write(lambda connection: connection.execute(sa.delete(account_sessions).where(*which)))


def hashed(token: str) -> str:
    """What is kept of a token or a key."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_hash(id: str) -> bool:
    """Could this be one of those? A form may hold signs that PostgreSQL does not even look for."""
    return id.isascii() and id.isalnum()
