"""The people of a workshop: who is let in, who is removed, and who sees whom.

A name is never here; `state.names` is lent for showing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from dialogue.kernel import (
    FACILITATORS,
    NOBODY,
    Command,
    Entry,
    Event,
    Eyes,
    Person,
    Record,
    Refused,
    Role,
    State,
    Unsigned,
    command,
    event,
)
from dialogue.workshop.door import ensure_may_come
from dialogue.workshop.records import WorkshopState, ongoing, the_workshop
from dialogue.workshop.rules import muted
from dialogue.workshop.stages import show_record

RECORDS = (Person,)

MARKS = ("muted", "erased", "waiting", "turned_away", "invited")
"""What facilitators are told of a person where it is so."""


# ---- Commands


@command("person.admit", open_to=NOBODY, any_time=True)
class AdmitPerson(Command):
    """`waits`: until a facilitator lets them in. `first`: who they were when they first asked for that."""

    role: Role
    sector: str = ""
    waits: bool = False
    first: int | None = None
    invited: bool = False


@command("person.rename", open_to=NOBODY, any_time=True)
class RenamePerson(Command):
    """The new name itself is kept beside the log."""

    person: int


@command("person.remove", open_to=FACILITATORS)
class RemovePerson(Command):
    """`notes`: what becomes of their notes. `quarantine` hides them until the person is readmitted; those
    of anonymous stages stay, or it would be told whose they are.
    """

    person: int
    notes: Literal["stay", "quarantine"] = "stay"


@command("person.readmit", open_to=FACILITATORS)
class ReadmitPerson(Command):
    """Undo a removal: they may come back, and the notes that it hid are shown again."""

    person: int


@command("person.mute", open_to=FACILITATORS)
class MutePerson(Command):
    """From now on they write nothing that others read. They vote, answer scales and raise hands as before."""

    person: int


@command("person.unmute", open_to=FACILITATORS)
class UnmutePerson(Command):
    person: int


@command("person.erase", open_to=NOBODY, any_time=True)
class ErasePerson(Command):
    """The name itself goes from beside the log, and from the log the words in `remains`. `leaves`: whose it
    is asks for it, and leaves where they are still here.
    """

    person: int
    remains: dict[int, str] = msgspec.field(default_factory=dict)
    leaves: bool = False


# ---- Events


@event("person.joined")
class PersonJoined(Event):
    """`waiting`: they asked, and come in when they are let in; `first`, who they were when they asked for
    the first time. `invited`: they came by a link of their own.
    """

    role: Role
    sector: str = ""
    waiting: bool = False
    first: int | None = None
    invited: bool = False


@event("person.renamed")
class PersonRenamed(Event):
    person: int


@event("person.removed")
class PersonRemoved(Event):
    """`left`: they went of their own accord, and nobody removed them."""

    person: int
    left: bool = False


@event("person.readmitted")
class PersonReadmitted(Event):
    person: int


@event("person.muted")
class PersonMuted(Event):
    person: int


@event("person.unmuted")
class PersonUnmuted(Event):
    person: int


@event("person.erased")
class PersonErased(Event):
    """`remains`: what is left in the log of each entry whose words were erased, by its seq."""

    person: int
    remains: dict[int, str] = msgspec.field(default_factory=dict)


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case AdmitPerson(role, sector, waits, first, invited):
            ensure_sector(state, sector)
            ensure_may_come(state, role, waits, first)
            yield PersonJoined(role, sector, waits, first, invited)
        case RenamePerson(number):
            if the_workshop(state).state is WorkshopState.CLOSED:
                raise Refused("The workshop is closed, so names can no longer be changed.", "workshop-closed")
            if state.find(Person, number).muted:
                raise muted()
            yield PersonRenamed(number)
        case RemovePerson(number):
            found = state.find(Person, number)
            # The organiser, for whom the server acts, may.
            if found.role is Role.FACILITATOR and person.seq:
                raise Refused("A facilitator cannot be removed here. Ask the organiser.", "not-allowed")
            if found.is_here:
                yield PersonRemoved(number)
        case ReadmitPerson(number):
            found = state.find(Person, number)
            ensure_may_return(found, person)
            if not found.is_here and not found.waiting:
                yield PersonReadmitted(number)
        case MutePerson(number):
            found = state.find(Person, number)
            if found.role is not Role.PARTICIPANT or not found.is_here:
                raise Refused(
                    "Only somebody who takes part can be muted. Choose another person.", "not-allowed"
                )
            if not found.muted:
                yield PersonMuted(number)
        case UnmutePerson(number):
            if state.find(Person, number).muted:
                yield PersonUnmuted(number)
        case ErasePerson(number, remains, leaves):
            found = state.find(Person, number)
            if leaves and may_still_write(state, found):
                yield PersonRemoved(number, left=True)
            else:
                ensure_left(state, found)
            if remains or not found.erased:
                yield PersonErased(number, remains)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let somebody in or out; the stages that run count who is here."""
    match entry.event:
        case PersonJoined(role, sector, waiting, first, invited):
            person = Person(seq=entry.seq, role=role, sector=sector, is_here=not waiting, waiting=waiting)
            person.came, person.first, person.invited = entry.seq, first, invited
            state.add(person)
            if not waiting:
                state.touch(the_workshop(state), *ongoing(state))
        case PersonRenamed(number):
            state.touch(state.find(Person, number))
        case PersonRemoved(number, left):
            state.change(state.find(Person, number), is_here=False, left=left)
            state.touch(the_workshop(state), *ongoing(state))
        case PersonReadmitted(number):
            state.change(state.find(Person, number), is_here=True, left=False)
            state.touch(the_workshop(state), *ongoing(state))
        case PersonMuted(number):
            state.change(state.find(Person, number), muted=True)
        case PersonUnmuted(number):
            state.change(state.find(Person, number), muted=False)
        case PersonErased(number):
            state.change(state.find(Person, number), erased=True, waiting=False)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing."""
    match record:
        case Person():
            return show_person(state, record, eyes)
    return None


def show_person(state: State, person: Person, eyes: Eyes) -> dict[str, Any] | None:
    """A person: all to facilitators and themselves; to others only where their name is borne (V8)."""
    named = state.names.get(person.seq)
    shown: dict[str, Any] = {
        "name": named.name if named else "",
        "sector": person.sector,
        "role": person.role,
    }
    if eyes.person == person.seq:
        return shown | {
            "muted": person.muted,
            "organisation": named.organisation if named else "",
            "done": sorted(person.done),
            "acknowledged": sorted(person.acknowledged),
            "here": person.is_here,
            "came": person.came,
        }
    if eyes.facilitate:
        shown |= {mark: True for mark in MARKS if getattr(person, mark)}
        return shown | {
            "organisation": named.organisation if named else "",
            "here": person.is_here,
            "turns": person.turns,
        }
    return shown if is_named_to(state, person, eyes) else None


def is_named_to(state: State, person: Person, eyes: Eyes) -> bool:
    """Does anything this audience sees bear the person's name?"""
    for record in state.signed.get(person.seq, {}).values():
        shown = show_record(state, record, eyes)
        if shown and person.seq in (shown.get("by"), shown.get("owner"), shown.get("accepts")):
            return True
    return False


# ---- Helpers


def ensure_left(state: State, person: Person) -> None:
    """Refuse while they may still write: what they write then would have to be erased again.

    Nobody writes into an archive, however its workshop stood when it was packed.
    """
    if may_still_write(state, person):
        raise Refused("Remove this person first, or wait until the workshop is closed.", "still-here")


def may_still_write(state: State, person: Person) -> bool:
    return person.is_here and not state.is_archive and the_workshop(state).state is not WorkshopState.CLOSED


def ensure_may_return(person: Person, by: Person) -> None:
    """Refuse whoever has no name here any more, and a facilitator whom only the organiser may let back."""
    if person.erased or person.turned_away:
        raise Refused(
            "This person's name was erased, so they cannot come back as who they were. They can join again.",
            "erased",
        )
    if person.role is Role.FACILITATOR and by.seq:
        raise Refused("Only the organiser can let this facilitator back. Ask the organiser.", "not-allowed")


def ensure_sector(state: State, sector: str) -> None:
    if sector and sector not in the_workshop(state).sectors:
        raise Refused("Choose your sector from the list.", "unknown-sector")
