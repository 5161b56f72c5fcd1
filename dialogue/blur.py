"""Times that do not tell who: while people write unsigned, the log says only in which five minutes (P5).

An exact time could be held against a line of a proxy's log, against what somebody saw on a phone, or
against the signed entry beside it.
"""

from __future__ import annotations

GRAIN = 300
"""Seconds, counted from 1970, so that it begins on the clock: at five past, ten past."""


def blurred(at: float, before: float) -> float:
    """The time that is kept instead of `at`: when its five minutes began, but never before the entry
    `before` it. Within them it says nothing of `at`.
    """
    return max(at // GRAIN * GRAIN, before)
