"""Who may ask for what over HTTP: the vocabulary, and the one rule that says no.

A route names its callers with `open_to` of pages/doors. The check in front of it and the table in
docs/security.md both ask `no_to`, so what the table says is what happens.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Caller(StrEnum):
    """What somebody who asks can be, to a workshop or to this server. One may be several."""

    ANYONE = "anyone"
    # By the seat in their cookie
    REMOVED = "removed"
    EXPIRED = "with a seat by a link that was made anew"
    WAITING = "waiting"
    TURNED_AWAY = "turned away"
    PARTICIPANT = "participant"
    OBSERVER = "observer"
    SCREEN = "screen"
    FACILITATOR = "facilitator"
    # By a link to the record that they kept
    READER = "reader"
    # By an account that holds the workshop
    OWNER = "owner"
    LEADER = "account that facilitates"
    WATCHER = "account that observes"
    # By an account, whosever the workshop is
    ACCOUNT = "account"
    ADMIN = "administrator"
    # By something else, at which the page itself looks
    BEARER = "whoever has its key"
    MONITOR = "monitor"
    DEVELOPER = "developer"


Callers = frozenset[Caller]

SEATED = frozenset({Caller.PARTICIPANT, Caller.OBSERVER, Caller.SCREEN, Caller.FACILITATOR})
HOLDERS = frozenset({Caller.OWNER, Caller.LEADER, Caller.WATCHER})
LEADING = frozenset({Caller.OWNER, Caller.LEADER, Caller.FACILITATOR})
OUTSIDE = frozenset({Caller.REMOVED, Caller.WAITING, Caller.TURNED_AWAY})
"""Those of whom the cookie tells that they are not in the workshop any more, or not yet."""
READING = SEATED | HOLDERS | {Caller.READER}
ACCOUNTS = HOLDERS | {Caller.ACCOUNT, Caller.ADMIN}
PROVEN = frozenset({Caller.MONITOR, Caller.DEVELOPER})


class No(StrEnum):
    """How somebody is turned away."""

    SIGN_IN = "to the page where one signs in"
    JOIN = "to the page where one joins"
    NO_SUCH_PAGE = "404 not-found"
    UNKNOWN_CODE = "404 unknown-code"
    REMOVED = "403 removed"
    WAITING = "403 waiting"
    TURNED_AWAY = "403 turned-away"
    NOT_JOINED = "403 not-joined"
    NOT_ALLOWED = "403 not-allowed"
    NOT_YET = "403 not-allowed, before the end"


class Opening(NamedTuple):
    """To whom a route is open: always, and when the workshop is over. `by_key`: also to whoever brings the
    key of a link, at which the page looks. `strangers`: how those are turned away who are nobody here.
    """

    to: Callers
    after_the_end: Callers = frozenset()
    by_key: bool = False
    strangers: No = No.NOT_JOINED

    @property
    def named(self) -> Callers:
        return self.to | self.after_the_end

    @property
    def is_for_seats(self) -> bool:
        """Does a seat open it, to some?"""
        return bool(self.named & (READING - HOLDERS | OUTSIDE))

    def at(self, is_over: bool) -> Callers:
        return self.named if is_over else self.to


def no_to(opening: Opening, who: Callers, is_over: bool = False) -> No | None:
    """How somebody is turned away, or nothing where the route is open to them."""
    if opening.to & {Caller.ANYONE, Caller.BEARER} or who & opening.at(is_over):
        return None
    if opening.named <= PROVEN:
        return No.NO_SUCH_PAGE
    if not opening.is_for_seats:
        return no_to_account(opening, who)
    if Caller.REMOVED in who:
        return No.REMOVED
    if who & OUTSIDE and opening.strangers is not No.JOIN:
        return No.WAITING if Caller.WAITING in who else No.TURNED_AWAY
    # An account is somebody here only where it opens something.
    if not who & (READING if opening.named & HOLDERS else READING - HOLDERS):
        return No.NOT_JOINED if Caller.EXPIRED in who else opening.strangers
    return No.NOT_YET if who & opening.named else No.NOT_ALLOWED


def no_to_account(opening: Opening, who: Callers) -> No:
    """The same of a page for organisers. What is not theirs is not there."""
    if Caller.ACCOUNT not in who:
        return No.SIGN_IN
    if opening.named & HOLDERS:
        return No.NOT_ALLOWED if who & HOLDERS else No.UNKNOWN_CODE
    return No.NO_SUCH_PAGE
