"""What is in a bundle: its manifest, and the lines of its log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dialogue import chain
from dialogue.activities import evolve, new_state, show
from dialogue.kernel import Audience, Entry, Eyes, State
from dialogue.log import DECODERS, Row
from dialogue.workshop import PersonErased

FORMAT = "dialogue.bundle"
VERSION = 1
MANIFEST = "manifest.json"
EVENTS = "events.jsonl"
WORKSHOP = "workshop.json"
PEOPLE = "people.json"
PASSAGES = "passages.json"
VIEWER = "viewer.html"

READ_ERASED = msgspec.json.Decoder(PersonErased)
OWN_HASH = re.compile(rb'"sha256": "([0-9a-f]{64})"\n}\n\Z')


Identity = Annotated[str, Meta(max_length=32)]
Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]
"""A number that a database takes, of whatever kind it is."""


class Line(msgspec.Struct, omit_defaults=True):
    """An entry of the log as a line of `events.jsonl`. One whose data was erased has `digest` and
    `remains` in the place of `salt` and `data`. Hashes and salts are hexadecimal.
    """

    seq: Number
    at: str
    by: Number | None
    name: str
    hash: str
    salt: str = ""
    data: str = ""
    digest: str = ""
    remains: str = ""

    @property
    def is_erased(self) -> bool:
        return not self.salt


class Seal(msgspec.Struct):
    """The entry that closed the workshop."""

    seq: int
    hash: str


class Packed(msgspec.Struct):
    """What a file was when it was packed."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, kw_only=True):
    """What a bundle holds, and for whom. `workshop` is what the chain is bound to; `head` is the hash
    of the last of its `entries`. `sha256` is that of the manifest itself; see `own_hash`.
    """

    format: str
    version: int
    by: str
    made: str
    level: str
    language: str
    code: str
    title: str
    workshop: Identity
    entries: int
    head: str
    seal: Seal | None
    erased: int
    files: dict[str, Packed]
    sha256: str = "0" * 64


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as its file, with its own hash."""
    unsigned = msgspec.structs.replace(manifest, sha256="0" * 64)
    blank = msgspec.json.format(msgspec.json.encode(unsigned), indent=1) + b"\n"
    own = sha256(blank).hexdigest().encode()
    return blank.removesuffix(b"0" * 64 + b'"\n}\n') + own + b'"\n}\n'


def has_own_hash(content: bytes) -> bool:
    """Is the manifest what it was? Its hash is that of the file with zeros in the place of the hash."""
    found = OWN_HASH.search(content)
    if not found:
        return False
    blank = content[: found.start(1)] + b"0" * 64 + content[found.end(1) :]
    return sha256(blank).hexdigest().encode() == found[1]


def packed(content: bytes) -> Packed:
    return Packed(len(content), sha256(content).hexdigest())


def line_of(row: Row) -> Line:
    """An entry of the log as it goes into a bundle."""
    at, hash = chain.time_of(row.at), row.hash.hex()
    if row.salt is None:
        erased = {"digest": row.digest.hex(), "remains": row.data}
        return Line(row.seq, at, row.by, row.name, hash, **erased)
    return Line(row.seq, at, row.by, row.name, hash, salt=row.salt.hex(), data=row.data)


def lines_bytes(lines: Iterable[Line]) -> bytes:
    return msgspec.json.Encoder().encode_lines(list(lines))


def folded(lines: Iterable[Line]) -> State:
    """The state that the lines lead to, without names and without whose unsigned entries are."""
    state = new_state()
    with state.unheard():
        for line in lines:
            event = DECODERS[line.name].decode(line.data or line.remains)
            state.head = bytes.fromhex(line.hash)
            evolve(state, Entry(line.seq, chain.seconds_of(line.at), line.by, event))
    return state


def records_in(state: State) -> dict[str, Any]:
    """Every record as facilitators see it, without names."""
    eyes = Eyes(Audience.FACILITATOR)
    found = ((record.key, show(state, record, eyes)) for record in state)
    return {key: msgspec.to_builtins(shown) for key, shown in found if shown}


def final_bytes(code: str, state: State, records: Mapping[str, Any]) -> bytes:
    """`workshop.json`: where the log leads."""
    said = {"format": "dialogue.state", "version": VERSION, "code": code, "seq": state.seq}
    return msgspec.json.format(msgspec.json.encode({**said, "records": records}), indent=1) + b"\n"


def is_in(said: Any, found: Any) -> bool:
    """Is everything that was said still found? A later version may find more."""
    if isinstance(said, dict) and isinstance(found, dict):
        return all(key in found and is_in(value, found[key]) for key, value in said.items())
    return bool(said == found)


def remains_in(lines: Iterable[Line]) -> Iterator[tuple[int, int, str]]:
    """What each erasure left: the seq of the erasure, that of the entry, and what remains of it."""
    for line in lines:
        if line.name == "person.erased":
            for seq, remains in READ_ERASED.decode(line.data).remains.items():
                yield line.seq, seq, remains
