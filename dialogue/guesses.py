"""Wrong secrets, counted: codes, passphrases, rejoin codes and keys that somebody tries one after the other.

An address may be wrong as often as a class that mistypes. All addresses together may be wrong only so
often, and beyond that whoever was wrong before today waits; nobody else does. `tests/test_guessing.py` has
the arithmetic: whoever tries, from however many addresses, tries for more than a year.
"""

from __future__ import annotations

import time

from dialogue.limits import Pace

DAY = 24 * 60 * 60
MARKS = 2**20
"""Places for marks. Two addresses may share one, so that what is kept stays small however many come."""


class Everybody:
    """The wrong tries of all addresses together.

    Within `most` in `seconds` nobody is kept out. Beyond, an address that was wrong before is; each may be
    wrong once more a day, and all of them `marks` times.
    """

    def __init__(self, most: int, seconds: float, marks: int = MARKS) -> None:
        self.pace = Pace(most, seconds)
        self.marks = marks
        self._marked = bytearray(marks // 8)
        self._began = time.monotonic()

    def keeps_out(self, address: str) -> bool:
        """Is so much guessed that whoever was wrong before has to wait, and was this address?"""
        return self.pace.is_over() and self._is_marked(address)

    def was_wrong(self, address: str) -> None:
        self.pace.count()
        at = self._place(address)
        self._marked[at // 8] |= 1 << at % 8

    def _is_marked(self, address: str) -> bool:
        if time.monotonic() - self._began > DAY:
            self._marked, self._began = bytearray(self.marks // 8), time.monotonic()
        at = self._place(address)
        return bool(self._marked[at // 8] & 1 << at % 8)

    def _place(self, address: str) -> int:
        """Other in every process, so nobody can look for addresses that share one."""
        return hash(address) % self.marks
