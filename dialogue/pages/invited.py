"""Personal links: one becomes a note in the cookie, and on the way in the seat of the guest it is for."""

from __future__ import annotations

from flask import session

from dialogue.edge import guessing
from dialogue.guests import Guest
from dialogue.kernel import Audience, Refused
from dialogue.live import LiveWorkshop
from dialogue.pages.here import app
from dialogue.seats import MOST_SEATS, Seat

INVITES = "invites"
"""Where the cookie keeps the keys of personal links that were opened and not used yet."""


def keep_invitation(live: LiveWorkshop, key: str) -> None:
    """Take the key of a personal link into the cookie. Nobody comes in by that: links are also opened by
    what draws previews of them.
    """
    with guessing("invite", live.code):
        app().guests.by_key(live.id, app().register.find(live.code), key)
    known = dict(session.get(INVITES, {}))
    known.pop(live.code, None)
    session[INVITES] = dict([*known.items(), (live.code, key)][-MOST_SEATS:])


def guest_in(live: LiveWorkshop) -> Guest | None:
    """The guest whose link this browser opened, if it still is one."""
    key = session.get(INVITES, {}).get(live.code)
    if key is None:
        return None
    try:
        return app().guests.by_key(live.id, app().register.find(live.code), key)
    except Refused:
        drop_invitation(live)
        return None


def drop_invitation(live: LiveWorkshop) -> None:
    """Forget the link; the seat it led to stays."""
    if live.code in session.get(INVITES, {}):
        session[INVITES] = {code: key for code, key in session[INVITES].items() if code != live.code}


def seat_of_guest(live: LiveWorkshop, guest: Guest) -> Seat | None:
    """The seat a guest has already, on whichever device they took it. Refuses who was removed."""
    person = live.person(guest.person) if guest.person else None
    if person is None:
        return None
    if person.erased:
        raise Refused(
            "The name of the person with this link was erased on request. The link no longer works.", "erased"
        )
    if not person.is_here:
        raise Refused(
            "You were removed from this workshop, so you cannot send anything. Speak to a facilitator.",
            "removed",
        )
    return Seat(Audience(person.role), person.seq)
