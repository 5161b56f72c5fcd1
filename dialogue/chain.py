"""The chain that makes the log proof: each entry's hash holds the hash of the one before it (L6).

    digest = SHA-256(salt || data)
    hash   = SHA-256(previous hash || workshop || seq || at || by || name || digest)

The five fields in the middle are UTF-8 text, each ended by a line feed. Before the first entry the
hash is 32 zero bytes. A salt is 16 random bytes, so nobody can guess words from a digest: when data
and salt are erased, the digest stays and the chain still verifies. `docs/archive-format.md` says the
same for those who write another verifier.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

SALT_LENGTH = 16
NOTHING = bytes(32)


class Link(NamedTuple):
    """What chains an entry to the one before it. Without a salt its data was erased."""

    salt: bytes | None
    digest: bytes
    hash: bytes


def link(previous: bytes, workshop: str, seq: int, at: str, by: int | None, name: str, data: str) -> Link:
    """Chain one more entry to `previous`, with a new salt."""
    salt = os.urandom(SALT_LENGTH)
    digest = digest_of(salt, data)
    return Link(salt, digest, hash_of(previous, workshop, seq, at, by, name, digest))


def digest_of(salt: bytes, data: str) -> bytes:
    return sha256(salt + data.encode()).digest()


def hash_of(
    previous: bytes, workshop: str, seq: int, at: str, by: int | None, name: str, digest: bytes
) -> bytes:
    """The hash of an entry. `by` is the number of a person, or empty where nobody signed it."""
    who = "" if by is None else by
    return sha256(previous + f"{workshop}\n{seq}\n{at}\n{who}\n{name}\n".encode() + digest).digest()


def time_of(at: float) -> str:
    """Seconds since 1970 as the chain writes them: ISO 8601 in UTC, to the microsecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def seconds_of(time: str) -> float:
    """The same backwards. Raises ValueError."""
    return datetime.fromisoformat(time).timestamp()
