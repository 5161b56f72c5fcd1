"""Unpacking: a bundle becomes a read-only archive on this server, with the hashes it came with."""

from __future__ import annotations

import secrets
import time
from typing import Annotated, Any, TypeVar

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from dialogue import chain, log
from dialogue.bundle.container import Broken, Container
from dialogue.bundle.format import EVENTS, MANIFEST, PASSAGES, PEOPLE, Line, folded
from dialogue.bundle.verify import READ_LINE, READ_MANIFEST, Found, verified
from dialogue.database import Taken, passages, people, workshops
from dialogue.holders import owned_by
from dialogue.kernel import Refused
from dialogue.people import ALPHABET, CODE_LENGTH, FORMER_LENGTH, new_code
from dialogue.register import Listed, Register
from dialogue.workshop import the_workshop

T = TypeVar("T")

# As the tables take them; nobody is number 0, and a database takes no sign that is none.
Text = Annotated[str, Meta(pattern=r"^[^\0]*\Z")]
Person = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Passage = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[^\0]*\Z")]


class Kept(msgspec.Struct):
    """How somebody was called, as it is kept beside the log."""

    name: Text
    organisation: Text = ""
    language: Annotated[str, Meta(max_length=12, pattern=r"^[^\0]*\Z")] = ""


def unpacked(register: Register, container: Container, account: int | None = None) -> Listed:
    """Take a bundle in, under its own code or a new one. Refuses what does not verify, or has no log."""
    verdict = verified(container)
    if verdict.found is not Found.GOOD:
        raise Refused("This bundle cannot be taken in: {why}", "wrong-bundle", why=verdict.problems[0])
    if not verdict.has_log:
        raise Refused(
            "This bundle was made for others and holds no log. Take the one that was made for the organiser.",
            "no-log",
        )
    lines = [READ_LINE.decode(text) for text in container.read(EVENTS).splitlines()]
    known = READ_MANIFEST.decode(container.read(MANIFEST))
    values = {
        "salt": secrets.token_hex(16),
        "title": the_workshop(folded(lines)).title,
        "entry": "open",
        "passphrase": "",
        "created_at": chain.seconds_of(lines[0].at),
        "identity": known.workshop,
        "imported_at": time.time(),
    }
    # Made before the transaction: whoever holds a workshop on this server would wait for it.
    rows_of_log = [row_of(line) for line in lines]
    beside = [(people, people_in(container)), (passages, passages_in(container))]

    def work(connection: sa.Connection) -> str:
        made = connection.execute(workshops.insert().values(code=code, **values))
        assert made.inserted_primary_key
        id = made.inserted_primary_key[0]
        owned_by(connection, id, account)
        log.write_rows(connection, id, rows_of_log)
        for table, rows in beside:
            if rows:
                connection.execute(table.insert(), [{"workshop": id, **row} for row in rows])
        return code

    code = known.code if is_code(known.code) else new_code()
    while True:
        try:
            return register.find(register.database.write(work))
        except Taken:
            # The code is in use here, perhaps by the workshop that the bundle was made of.
            code = new_code()


def is_code(text: str) -> bool:
    """Could this server have given this code? A bundle can say anything."""
    return len(text) in (CODE_LENGTH, FORMER_LENGTH) and set(text) <= set(ALPHABET)


def row_of(line: Line) -> log.Row:
    """A line as it stands in the log."""
    at, hash = chain.seconds_of(line.at), bytes.fromhex(line.hash)
    if line.is_erased:
        return log.Row(line.seq, at, line.by, line.name, line.remains, None, bytes.fromhex(line.digest), hash)
    salt = bytes.fromhex(line.salt)
    return log.Row(line.seq, at, line.by, line.name, line.data, salt, chain.digest_of(salt, line.data), hash)


def people_in(container: Container) -> list[dict[str, Any]]:
    """The rows of those who were there, without what was erased."""
    kept = read_if_there(container, PEOPLE, dict[Person, Kept])
    return [{"person": seq, **msgspec.structs.asdict(name)} for seq, name in kept.items()]


def passages_in(container: Container) -> list[dict[str, Any]]:
    """The rows of what an organiser wrote instead of paragraphs of the report."""
    kept = read_if_there(container, PASSAGES, dict[Passage, Text])
    return [{"passage": passage, "text": text, "at": time.time()} for passage, text in kept.items()]


def read_if_there(container: Container, name: str, kind: type[T]) -> T:
    """A file beside the log; as if it were empty where there is none. Refuses what is not of its kind."""
    try:
        return msgspec.json.decode(container.read(name) if name in container.names else b"{}", type=kind)
    except (Broken, ValueError, RecursionError):
        raise Refused(
            "This bundle cannot be taken in: {file} is not as it should be.", "wrong-bundle", file=name
        ) from None
