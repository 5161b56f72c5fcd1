"""Passwords: which ones are good, and how one is kept and compared.

Only an argon2id hash is kept. To compare takes as long for an account that is not there, so nobody learns
from a clock which accounts there are; and only a few are compared at a time, for each needs 64 MB.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dialogue.kernel import Refused

SHORTEST, LONGEST = 10, 200
FEWEST_SIGNS = 5
"""Different ones."""
FEWEST_LEFT = 4
"""Signs of a name that count as one in a password."""
AT_ONCE = 2
SECRET_OF_NOBODY = "what nobody's password is compared with"

READ_AS = str.maketrans("@4831!0$57", "aabeiiosst")
"""What stands for a letter in passwords that are meant to be clever."""

COMMON = frozenset((Path(__file__).parent / "common.txt").read_text().split())
"""What the lists begin with that are tried first, without the digits that are put around them."""

ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789")


class Passwords:
    """Makes hashes and compares them, off the thread that the sockets need.

    `blocking` runs a function without stopping the others; see `Database`.
    """

    def __init__(self, blocking: Callable[..., Any]) -> None:
        self._hasher = PasswordHasher()
        self._blocking = blocking
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._of_nobody = ""

    def hash_of(self, password: str) -> str:
        """What is kept of a password."""
        return str(self._apart(lambda: self._hasher.hash(plain(password))))

    def fits(self, kept: str, password: str) -> bool:
        """Is this the password? Where none is kept it never is, which takes as long to say."""
        if not self._of_nobody:
            self._of_nobody = self.hash_of(SECRET_OF_NOBODY)

        def compare() -> bool:
            try:
                return self._hasher.verify(kept or self._of_nobody, plain(password)) and bool(kept)
            except (VerificationError, InvalidHashError):
                return False

        return len(password) <= LONGEST and bool(self._apart(compare))

    def is_outdated(self, kept: str) -> bool:
        """Was it made in a way that is no longer the one?"""
        return self._hasher.check_needs_rehash(kept)

    def _apart(self, do: Callable[[], Any]) -> Any:
        with self._turns:
            return self._blocking(do)


def plain(password: str) -> str:
    """The same signs, whichever keyboard they were typed on."""
    return unicodedata.normalize("NFC", password)


def ensure_good(password: str, *about: str) -> None:
    """Refuse a password that is short, that others would try, or that says whose it is (`about`)."""
    if len(password) < SHORTEST:
        raise Refused(
            "This password is too short. Use {least} characters or more, for example four random words.",
            "short-password",
            least=SHORTEST,
        )
    if len(password) > LONGEST:
        raise Refused(
            "This password is too long. The limit is {most} characters.", "long-password", most=LONGEST
        )
    if is_common(password):
        raise Refused(
            "Many people use a password like this, so others try it first. Choose another one.",
            "common-password",
        )
    if any(part in plain(password).casefold() for part in parts_of(about)):
        raise Refused(
            "This password contains your name or your e-mail address. Choose another one.", "telling-password"
        )


def is_common(password: str) -> bool:
    """Is it one of those that are tried first, with digits around it or signs for letters in it?"""
    lower = plain(password).casefold()
    if len(set(lower)) < FEWEST_SIGNS or is_in_a_row(lower):
        return True
    # Digits at the end of a word are no letters.
    clever = [lower, lower.rstrip("0123456789!?.*#$@-_")]
    words = {re.sub(r"[^a-z]", "", each.translate(READ_AS)) for each in clever}
    letters = re.sub(r"[\W\d_]", "", lower)
    return not letters or bool(COMMON & {letters, *words})


def is_in_a_row(lower: str) -> bool:
    """Are its keys beside each other, or is it one piece again and again?"""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    return any(lower in row * 2 for row in rows) or any(
        lower == (lower[:n] * len(lower))[: len(lower)] for n in range(1, len(lower) // 2 + 1)
    )


def parts_of(about: Iterable[str]) -> set[str]:
    """The parts of names and addresses that say whose a password is."""
    words = {word for each in about for word in re.split(r"[\W_]+", plain(each).casefold().split("@")[0])}
    return {word for word in words if len(word) >= FEWEST_LEFT}
