"""What is asked of people at the door of a workshop. What is not asked is not kept either."""

from __future__ import annotations

import unicodedata
from typing import Literal

import msgspec

Asked = Literal["required", "optional", "no"]

SHORTEST_PASSPHRASE = 8
"""Signs. Whoever tries passphrases one after the other may do so for years."""

LONGEST_PASSPHRASE = 200


class Asks(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Each is required, optional, or not asked. A sector is asked only where a workshop has some."""

    name: Asked = "optional"
    sector: Asked = "required"
    organisation: Asked = "optional"


def heard(passphrase: str) -> str:
    """A passphrase as it sounds when it is read aloud: nobody hears capitals, or how wide a space is."""
    plain = unicodedata.normalize("NFKC", passphrase).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def is_long(passphrase: str) -> bool:
    """Is this long enough for a passphrase? What nobody hears makes it no longer, and nor does a sign that
    stands for several.
    """
    return min(len(heard(passphrase)), len(" ".join(passphrase.split()))) >= SHORTEST_PASSPHRASE
