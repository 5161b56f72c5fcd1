"""What the command line works with: settings, a database that is up to date, the register.

It may stand beside a server on the same database. It then only reads, or writes one short
transaction, and it never checkpoints: that is the server's.
"""

from __future__ import annotations

import html
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dialogue.accounts import Accounts
from dialogue.config import Settings, read_settings
from dialogue.database import Database, Unavailable
from dialogue.exports.forms import Source, source_of
from dialogue.holders import Holders
from dialogue.kernel import Refused
from dialogue.live import Shell
from dialogue.overview import note_backup
from dialogue.people import People
from dialogue.register import Register

ROOT = Path(__file__).parent.parent


class Workbench:
    """Everything a command needs, opened once."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self.settings: Settings = read_settings(environ or os.environ)
        self.database = Database(self.settings.database_url)
        if self.database.is_sqlite:
            sa.event.listen(self.database.writer, "connect", leave_checkpoints)
        self.database.migrate()
        self.people = People(self.database, self.settings.secret_key)
        self.accounts = Accounts(self.database, self.settings.secret_key)
        self.holders = Holders(self.database)
        self.register = Register(self.database, self.people, silent_shell())

    def source(self, code: str, to: int | None = None) -> Source:
        """A workshop as it is now, or was at a seq. Refuses a code that is nobody's."""
        listed = self.register.find(code)
        return source_of(self.database, self.people, listed.id, listed.code, to)

    def links(self, code: str) -> dict[str, str]:
        """The links of a workshop, named as `workshop create --json` names them."""
        listed = self.register.find(code)
        links = self.register.links(listed, self.settings.base_url)
        return {"code": listed.code} | {f"{role}_url": link for role, link in links.items()}

    def owner(self, email_or_number: str | None) -> int | None:
        """The account that is to own something, if one was named. Refuses one that is not there."""
        if not email_or_number:
            return None
        if found := self.accounts.known_by(email_or_number):
            return found.id
        raise Refused(
            "There is no account {name} here. Compare the address.", "unknown-account", name=email_or_number
        )

    def close(self) -> None:
        self.database.close()


def note_copy(settings: Settings, size: int) -> None:
    """Note that the database was copied, for the page of an administrator. It is not brought up to date for
    that: whoever copies it may be about to do so.
    """
    database = Database(settings.database_url)
    sa.event.listen(database.writer, "connect", leave_checkpoints)
    try:
        with suppress(Unavailable):
            note_backup(database, size)
    finally:
        database.close()


def silent_shell() -> Shell:
    """A shell that tells nobody: who is connected hears of changes from their server."""
    return Shell(
        emit=lambda *_: None,
        spawn=lambda work: work(),
        sleep=lambda _: None,
        end=lambda *_: None,
        render=html.escape,
    )


def leave_checkpoints(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA wal_autocheckpoint=0")
