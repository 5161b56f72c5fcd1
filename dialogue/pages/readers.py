"""Who may read the record of a workshop, and at which level."""

from __future__ import annotations

from typing import Any

from flask import request, session

from dialogue.exports.document import Level
from dialogue.exports.forms import find_level
from dialogue.kernel import Audience, Refused
from dialogue.live import LiveWorkshop
from dialogue.seats import ensure_seat, seat_in
from dialogue.workshop import WorkshopState, the_workshop


def permitted(live: LiveWorkshop, asked: str) -> Level:
    """The level this person may have: those who hold the workshop any, the others what they saw."""
    if is_holder(live):
        return find_level(asked) if asked else Level.ORGANISER
    ensure_seat(session, live)
    if not is_over(live):
        raise Refused("The minutes can be had when the workshop is closed.", "not-allowed")
    level = find_level(asked) if asked else Level.PARTICIPANTS
    if level not in (Level.PUBLIC, Level.PARTICIPANTS):
        raise Refused("Your role in this workshop does not include this.", "not-allowed")
    return level


def is_organiser() -> bool:
    """Somebody who came by an account of this server."""
    return "organiser" in session


def is_holder(live: LiveWorkshop) -> bool:
    """A facilitator of this workshop, or the organiser of this server."""
    seat = seat_in(session, live)
    return is_organiser() or (seat is not None and seat.audience is Audience.FACILITATOR)


def is_over(live: LiveWorkshop) -> bool:
    return the_workshop(live.state).state is WorkshopState.CLOSED


def who(live: LiveWorkshop) -> tuple[Any, ...]:
    """Somebody by what is known of them, so that what they ask for can be counted."""
    seat = seat_in(session, live)
    if seat and seat.person is not None:
        return (seat.person,)
    return (session.get("organiser"), request.remote_addr)
