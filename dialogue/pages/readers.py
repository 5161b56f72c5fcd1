"""Who may read the record of a workshop, and at which level."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import request, session

from dialogue.beside import flag_days_of, flags_until
from dialogue.exports.document import Level
from dialogue.exports.forms import find_level
from dialogue.holders import LEADERS, Holding
from dialogue.kernel import Audience, Person, Refused, Role
from dialogue.limits import address_of
from dialogue.live import LiveWorkshop
from dialogue.pages.here import app, base_url, is_over
from dialogue.pages.signed import account, holding_of
from dialogue.seats import MOST_SEATS, Seat, ensure_not_removed, ensure_seat, seat_in
from dialogue.workshop import the_workshop

READERS = "readers"
"""Where the cookie says which records were opened by a link that was kept."""


class Witness(NamedTuple):
    """Who reads: a person of the workshop, or nobody in particular, who only watched."""

    person: int | None


def permitted(live: LiveWorkshop, asked: str) -> Level:
    """The level this person may have: those who hold the workshop any, the others what they saw."""
    if is_holder(live):
        return find_level(asked) if asked else Level.ORGANISER
    ensure_witness(live)
    level = find_level(asked) if asked else Level.PARTICIPANTS
    if level not in (Level.PUBLIC, Level.PARTICIPANTS):
        raise Refused("Your role in this workshop does not allow this. Ask a facilitator.", "not-allowed")
    return level


def ensure_witness(live: LiveWorkshop) -> Witness:
    """Who reads here, or a refusal that says how to become that."""
    return witness_in(live) or Witness(ensure_seat(session, live).person)


def witness_in(live: LiveWorkshop) -> Witness | None:
    """Whoever has a seat here, or came by the link that they kept.

    A removed person reads no more, by whichever way.
    """
    ensure_not_removed(session, live)
    if holding_of(live.id):
        return Witness(None)
    if seat := seat_in(session, live):
        ensure_not_forgotten(live.person(seat.person) if seat.person else None)
        return Witness(seat.person)
    number = reader_in(live)
    if number is None:
        return None
    person = live.person(number) if number else None
    if number and (person is None or not person.is_here):
        raise Refused(
            "You were removed from this workshop, so you cannot read its minutes. Ask the organiser.",
            "removed",
        )
    ensure_not_forgotten(person)
    return Witness(number or None)


def ensure_not_forgotten(person: Person | None) -> None:
    """Refuse somebody who was erased: whoever came by their link would be taken for them."""
    if person and person.erased:
        raise Refused(
            "The name of the person with this link was erased on request. The link no longer works.", "erased"
        )


def may_flag(live: LiveWorkshop, witness: Witness) -> bool:
    """May this person still say that something misrepresents them? Only who took part can say that."""
    person = live.person(witness.person) if witness.person is not None else None
    if person is None or person.role is not Role.PARTICIPANT:
        return False
    days = flag_days_of(app().database, live.id)
    return flags_until(the_workshop(live.state).closed_at, days) is not None


def let_in(live: LiveWorkshop, key: str) -> None:
    """Take the key of a link that somebody kept into their cookie. It opens the record and nothing else."""
    listed = app().register.find(live.code)
    number = app().people.reader_of(listed, key)
    if number is None:
        raise Refused("This link does not work. Ask the organiser for a new one.", "wrong-key")
    ensure_not_forgotten(live.person(number))
    known = dict(session.get(READERS, {}))
    known.pop(live.code, None)
    session[READERS] = dict([*known.items(), (live.code, number or [0, live.key_round])][-MOST_SEATS:])


def reader_in(live: LiveWorkshop) -> int | None:
    """Who came by the link that they kept: somebody's number, 0 for whoever only watched, or nothing.

    Whoever only watched is nobody, so what their link opened ends with the links of observers.
    """
    kept: int | list[int] | None = session.get(READERS, {}).get(live.code)
    if isinstance(kept, list):
        return 0 if kept == [0, live.key_round] else None
    return kept


def kept_link(live: LiveWorkshop, seat: Seat) -> str:
    """The link with which this seat reads the record later, in the language its reader chose.

    Nothing before the end, or for who has more.
    """
    if not is_over(live) or seat.audience not in (Audience.PARTICIPANT, Audience.OBSERVER):
        return ""
    listed = app().register.find(live.code)
    key = app().people.reader_key(listed, seat.person)
    chosen = session.get("language")
    return f"{base_url()}/w/{live.code}/archive?key={key}" + (f"&language={chosen}" if chosen else "")


def is_owner(live: LiveWorkshop) -> bool:
    """Somebody whose account owns this workshop."""
    return holding_of(live.id) is Holding.OWNER


def is_holder(live: LiveWorkshop) -> bool:
    """Somebody who leads this workshop, by their account or by the facilitators' link."""
    seat = seat_in(session, live)
    return holding_of(live.id) in LEADERS or (seat is not None and seat.audience is Audience.FACILITATOR)


def who(live: LiveWorkshop) -> tuple[Any, ...]:
    """Somebody by what is known of them, so that what they ask for can be counted: thirty readers
    behind one router are thirty (P3). Only of whom nothing is known, their address is.
    """
    seat = seat_in(session, live)
    if seat and seat.person is not None:
        return ("person", seat.person)
    if found := account():
        return ("organiser", found.id)
    if number := reader_in(live):
        return ("person", number)
    return ("address", address_of(request))
