"""Who people are: names, organisations, links and codes.

Names live here and never in the log, so that they can be erased without touching it.
Every link and rejoin code is derived from the server's secret key, so none is stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from contextlib import nullcontext
from typing import NamedTuple, Protocol
from weakref import WeakValueDictionary

import sqlalchemy as sa

from dialogue.database import Database, flags, guests, holders, people
from dialogue.kernel import Refused, Role

# No vowels, so no words; nothing that looks like something else.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
CODE_LENGTH = 8
REJOIN_LENGTH = 9
FORMER_LENGTH = 6
"""Of codes that were given out before, and of those in bundles from then."""
NAME_LENGTH = 60
READER = "reader"
MOST_DIGITS = 9
KEYED_ROLES = (Role.FACILITATOR.value, Role.OBSERVER.value, "screen")


class Name(NamedTuple):
    """What a person wants to be called, where they come from, and the language they read."""

    name: str
    organisation: str = ""
    language: str = ""


class Keyed(Protocol):
    """What of a workshop is in the keys to it."""

    @property
    def code(self) -> str: ...
    @property
    def salt(self) -> str: ...
    @property
    def key_round(self) -> int: ...


class Names(dict[int, Name]):
    """The names in one workshop, by person."""


class People:
    """The names of the people in the workshops that are held here.

    Those of a workshop are in memory as long as somebody uses them, and all use the same.
    """

    def __init__(self, database: Database, secret: str) -> None:
        self.database = database
        self.secret = secret.encode()
        self._names: WeakValueDictionary[int, Names] = WeakValueDictionary()

    def names(self, workshop: int) -> Names:
        """The names in one workshop, by person."""
        known = self._names.get(workshop)
        return self._read(workshop) if known is None else known

    def read_again(self, workshop: int, *only: int, connection: sa.Connection | None = None) -> Names:
        """The names as they are kept now, or only those of some people, also where some were erased.

        Nobody of the workshop may be on the way in meanwhile: their name is here already, and not yet
        kept. Whoever holds a connection lends it: if each waited for a second one, none would be free.
        """
        known = self._names.get(workshop, Names())
        return self._read(workshop, *only, gone=only or tuple(known), connection=connection)

    def _read(
        self,
        workshop: int,
        *only: int,
        gone: tuple[int, ...] = (),
        connection: sa.Connection | None = None,
    ) -> Names:
        """Take in the names of all or some people, and drop those of `gone` who have none any more."""
        chosen = sa.select(people).where(people.c.workshop == workshop)
        if only:
            chosen = chosen.where(people.c.person.in_(only))
        known = self._names.setdefault(workshop, Names())
        with nullcontext(connection) if connection is not None else self.database.reading() as reading:
            rows = list(reading.execute(chosen))
        for person in set(gone) - {row.person for row in rows}:
            known.pop(person, None)
        for row in rows:
            known[row.person] = Name(row.name, row.organisation, row.language)
        return known

    def keeping(self, workshop: int, name: Name) -> Callable[[sa.Connection, int], None]:
        """What writes a name in the commit that lets its person in."""

        def keep(connection: sa.Connection, person: int) -> None:
            connection.execute(people.insert().values(workshop=workshop, person=person, **name._asdict()))
            if (known := self._names.get(workshop)) is not None:
                known[person] = name

        return keep

    def renaming(self, workshop: int, person: int, name: str) -> Callable[[sa.Connection, int], None]:
        """What writes another name in the commit that says so. The organisation and the language stay."""

        def rename(connection: sa.Connection, _seq: int) -> None:
            chosen = people.update().where(people.c.workshop == workshop, people.c.person == person)
            connection.execute(chosen.values(name=name))
            known = self._names.get(workshop)
            if known is not None:
                self.read_again(workshop, person, connection=connection)

        return rename

    def erasing(self, workshop: int, person: int) -> Callable[[sa.Connection, int], None]:
        """What takes a name away in the commit that says so, and all that names somebody beside the log:
        what they said of the minutes, who they are to an account, and how they were invited; their own link
        opens nothing any more.
        """

        def erase(connection: sa.Connection, _seq: int) -> None:
            for table in (people, flags, guests):
                chosen = sa.delete(table).where(table.c.workshop == workshop, table.c.person == person)
                connection.execute(chosen)
            theirs = sa.and_(holders.c.workshop == workshop, holders.c.person == person)
            connection.execute(sa.update(holders).where(theirs).values(person=None))
            if (known := self._names.get(workshop)) is not None:
                known.pop(person, None)

        return erase

    # ---- Keys: what opens a role or a seat, without being stored

    def role_key(self, listed: Keyed, role: str) -> str:
        """The secret in the link to a role of a workshop, until its links are made anew."""
        return self._sign(f"role:{listed.code}:{listed.salt}:{listed.key_round}:{role}")[:26]

    def role_of(self, listed: Keyed, key: str) -> str | None:
        """The role that a key opens, or nothing."""
        for role in KEYED_ROLES:
            if is_same(self.role_key(listed, role), key):
                return role
        return None

    def reader_key(self, listed: Keyed, person: int | None) -> str:
        """The secret in the link with which somebody who was there reads the record later.

        It says whose it is, so that it ends with their place in the workshop. An observer is nobody, so
        their link ends with the links of observers.
        """
        whose = f"{READER}:{person}" if person else f"{READER}:{listed.key_round}:0"
        return f"{person or 0}.{self._sign(f'role:{listed.code}:{listed.salt}:{whose}')[:26]}"

    def reader_of(self, listed: Keyed, key: str) -> int | None:
        """Whose link this is, 0 for somebody who only watched; nothing if it is nobody's."""
        person = key.partition(".")[0]
        if not person.isdecimal() or len(person) > MOST_DIGITS:
            return None
        return int(person) if is_same(self.reader_key(listed, int(person)), key) else None

    def admission_id(self, listed: Keyed, account: int, before: int | None, times: int) -> str:
        """The id of the command that lets an account in. Nobody knows it, so nobody sends another with it."""
        return f"account:{self._sign(f'account:{listed.salt}:{account}:{before or 0}:{times}')[:26]}"

    def guest_key(self, listed: Keyed, guest: int, salt: str) -> str:
        """The secret in a guest's link, until it is made anew or they are off the list."""
        return f"{guest}.{self._sign(f'guest:{listed.code}:{listed.salt}:{guest}:{salt}')[:26]}"

    def rejoin_code(self, salt: str, person: int) -> str:
        """The short code with which a person moves to another device; it ends with their workshop."""
        digest = hmac.digest(self.secret, f"rejoin:{salt}:{person}".encode(), "sha256")
        return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:REJOIN_LENGTH])

    def rejoining(self, workshop: int, salt: str, code: str) -> int:
        """Whose rejoin code this is. Refuses one that is nobody's.

        Each try costs a digest for everybody, so who asks is slowed down after some wrong ones.
        """
        given = plain(code)
        # A commit in another thread may let somebody in meanwhile.
        for person in list(self.names(workshop)):
            if is_same(self.rejoin_code(salt, person), given):
                return person
        raise Refused("This rejoin code is wrong. Compare it with your other device.", "wrong-rejoin")

    def _sign(self, text: str) -> str:
        digest = hmac.new(self.secret, text.encode(), hashlib.sha256).digest()
        return base64.b32encode(digest).decode().rstrip("=").lower()


def is_same(secret: str, given: str) -> bool:
    """Is this the secret? Takes as long for a near miss as for any other."""
    return hmac.compare_digest(secret.encode(), given.encode())


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def plain(code: str) -> str:
    """A code as it is kept: capitals and figures only."""
    return "".join(c for c in code.upper() if c.isalnum())


def spelled(code: str) -> str:
    """A code as it is shown, in two halves: K7M4-QP2X."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"
