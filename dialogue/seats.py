"""Seats: who somebody is in each workshop they have entered, kept in their signed cookie.

A cookie only says which seat somebody took. Whether that seat still exists is looked up in
the workshop at every command and every view.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from flask import current_app, g

from dialogue.accounts import Account
from dialogue.holders import LEADERS
from dialogue.kernel import Audience, Eyes, Person, Refused
from dialogue.live import LiveWorkshop
from dialogue.workshop.door import ensure_not_waiting

if TYPE_CHECKING:
    from dialogue import App

MOST_SEATS = 20


class Seat(NamedTuple):
    """A place in a workshop: how one sees it, and who one is. Screens and observers are nobody.

    Who is nobody sits there by a link, and no longer than it works: `key_round` is the link's.
    `coming` is a facilitator who opened their link and has yet to come in, by a mark of their own.
    `holder` is the account that took the seat: it is theirs while they are signed in here and hold the
    workshop.
    """

    audience: Audience
    person: int | None = None
    key_round: int = 0
    coming: str = ""
    holder: int = 0

    @property
    def eyes(self) -> Eyes:
        return Eyes(self.audience, self.person)


def take_seat(session: MutableMapping[str, Any], code: str, seat: Seat) -> None:
    """Remember a seat; the oldest is forgotten when the cookie grows too large."""
    seats = dict(session.get("seats", {}))
    seats.pop(code, None)
    seats[code] = list(seat)[: 2 if seat.person is not None and not seat.holder else None]
    session["seats"] = dict(list(seats.items())[-MOST_SEATS:])


def forget_seats(session: MutableMapping[str, Any], codes: Iterable[str]) -> None:
    """Leave the seats of these workshops, in this browser only."""
    left = set(codes)
    session["seats"] = {code: seat for code, seat in session.get("seats", {}).items() if code not in left}


def seat_in(session: MutableMapping[str, Any], live: LiveWorkshop) -> Seat | None:
    """The seat this cookie took in a workshop, if it still is one."""
    kept = session.get("seats", {}).get(live.code)
    if not kept:
        return None
    seat = Seat(Audience(kept[0]), *kept[1:])
    if seat.holder and not is_held(session, live, seat):
        return None
    if seat.person is None:
        return seat if seat.holder or seat.key_round == live.key_round else None
    person = live.person(seat.person)
    is_in = person is not None and person.is_here and not person.erased
    return seat if person and is_in and person.role == seat.audience else None


def is_held(session: MutableMapping[str, Any], live: LiveWorkshop, seat: Seat) -> bool:
    """Is this browser still signed in with the account that took the seat, and is it still that account's?"""
    return holds(cast("App", current_app), account_in(session), live, seat)


def holds(here: App, account: Account | None, live: LiveWorkshop, seat: Seat) -> bool:
    """Does this account still have the role in which it took a seat?"""
    if account is None or account.id != seat.holder:
        return False
    role = here.holders.role_of(live.id, account.id)
    return role is not None if seat.audience is Audience.OBSERVER else role in LEADERS


def lasts(here: App, token: object, live: LiveWorkshop, seat: Seat) -> bool:
    """Is a seat still one that was taken with this session? Asked outside of requests, of connections."""
    if not live.is_seated(seat.eyes):
        return False
    mine = here.accounts.signed_in(token) if seat.holder and isinstance(token, str) else None
    return not seat.holder or holds(here, mine, live, seat)


def account_in(session: MutableMapping[str, Any]) -> Account | None:
    """The account that this browser is signed in with. It is looked up once a request."""
    if "account" not in g:
        token = session.get("organiser")
        g.account = cast("App", current_app).accounts.signed_in(token) if isinstance(token, str) else None
    found: Account | None = g.account
    return found


def ensure_seat(session: MutableMapping[str, Any], live: LiveWorkshop) -> Seat:
    """The seat, or a refusal that says how to get one."""
    seat = seat_in(session, live)
    if seat:
        return seat
    ensure_not_removed(session, live)
    raise Refused("You have not joined this workshop. Enter its code to join.", "not-joined")


def ensure_not_removed(session: MutableMapping[str, Any], live: LiveWorkshop) -> None:
    """Refuse a browser whose person was removed here; it does not come back as somebody else."""
    person = person_in(session, live)
    if person:
        ensure_not_waiting(person)
    if person and person.erased and person.is_here:
        raise Refused(
            "Your name was erased here, so this browser has no place in the workshop any more.", "erased"
        )
    if person and not person.is_here and not (person.left and person.erased):
        raise Refused(
            "You were removed from this workshop, so you cannot send anything. Speak to a facilitator.",
            "removed",
        )


def person_in(session: MutableMapping[str, Any], live: LiveWorkshop) -> Person | None:
    """Who this cookie says somebody is in a workshop, also where they are not in it, or not yet."""
    _, number, *_ = session.get("seats", {}).get(live.code) or (None, None)
    return live.person(number) if number is not None else None


def looking(seat: Seat, looking_as: str) -> Seat:
    """The seat, or for a facilitator who asks for it, the eyes of a participant or the screen."""
    if looking_as in {Audience.PARTICIPANT, Audience.SCREEN} and seat.audience is Audience.FACILITATOR:
        return Seat(Audience(looking_as))
    return seat
