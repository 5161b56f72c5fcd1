"""The door of a workshop: how people get in, whether it is locked, and the waiting room before it.

Whoever waits is a person who is not here: counted nowhere, and seen by nobody but the facilitators.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

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
from dialogue.workshop.records import WorkshopState, ongoing, the_workshop

RECORDS: tuple[type[Record], ...] = ()

Way = Literal["open", "passphrase", "approval", "invited"]

MOST_WAITING = 2_000
"""At once, so that nobody fills a console with people who are none."""
MOST_ASKED = 3
"""How often one browser may ask for the same workshop: it may ask again twice."""


# ---- Commands


@command("door.set", open_to=NOBODY)
class SetWay(Command):
    """How people get in from now on. A passphrase itself is kept beside the log."""

    entry: Way


@command("door.lock", open_to=FACILITATORS)
class LockDoor(Command):
    """Nobody new comes in. Whoever was in comes back."""


@command("door.unlock", open_to=FACILITATORS)
class UnlockDoor(Command):
    pass


@command("person.let_in", open_to=FACILITATORS)
class LetPeopleIn(Command):
    """From the waiting room; without anybody, all who wait."""

    people: Annotated[list[int], Meta(max_length=MOST_WAITING)] = msgspec.field(default_factory=list)


@command("person.turn_away", open_to=FACILITATORS)
class TurnPersonAway(Command):
    """Somebody who waits does not come in. Their name is erased."""

    person: int


# ---- Events


@event("door.set")
class WaySet(Event):
    entry: str


@event("door.locked")
class DoorLocked(Event):
    pass


@event("door.unlocked")
class DoorUnlocked(Event):
    pass


@event("person.let_in")
class PeopleLetIn(Event):
    people: list[int]


@event("person.turned_away")
class PersonTurnedAway(Event):
    person: int


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case SetWay(entry):
            if the_workshop(state).state is WorkshopState.CLOSED:
                raise Refused("This workshop is over. Nobody can join it now.", "workshop-closed")
            yield WaySet(entry)
        case LockDoor():
            if the_workshop(state).door == "open":
                yield DoorLocked()
        case UnlockDoor():
            if the_workshop(state).door == "locked":
                yield DoorUnlocked()
        case LetPeopleIn(people):
            # Two facilitators may let the same person in at the same time: the second changes nothing.
            known = [state.find(Person, number) for number in dict.fromkeys(people)] or state.all(Person)
            if waiting := [each.seq for each in known if each.waiting]:
                yield PeopleLetIn(waiting)
        case TurnPersonAway(number):
            found = state.find(Person, number)
            if not (found.waiting or found.turned_away):
                raise Refused(
                    "This person is not in the waiting room any more. You can remove them instead.",
                    "not-waiting",
                )
            if found.waiting:
                yield PersonTurnedAway(number)


def turned_away_at_the_end(state: State) -> Iterator[Event]:
    """Whoever still waits when a workshop is closed was never in it."""
    yield from (PersonTurnedAway(person.seq) for person in state.all(Person) if person.waiting)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Open and close the door, and let people through it."""
    match entry.event:
        case WaySet(way):
            state.change(the_workshop(state), entry=way)
        case DoorLocked():
            state.change(the_workshop(state), door="locked")
        case DoorUnlocked():
            state.change(the_workshop(state), door="open")
        case PeopleLetIn(people):
            let_in(state, people, entry.seq)
        case PersonTurnedAway(number):
            state.change(state.find(Person, number), waiting=False, turned_away=True, erased=True)


def let_in(state: State, people: Sequence[int], seq: int) -> None:
    """From now on they are here, and the stages that run count them."""
    for number in people:
        state.change(state.find(Person, number), waiting=False, is_here=True, came=seq)
    state.touch(the_workshop(state), *ongoing(state))


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """The door is a part of the workshop's record, and who waits of the people's."""
    return None


# ---- Helpers


def ensure_may_come(state: State, role: Role, waits: bool, first: int | None) -> None:
    """Refuse who is new while the door is locked, and who asks too often or in too large a crowd.

    `first` is who they were when they first asked.
    """
    if role is not Role.PARTICIPANT:
        return
    if the_workshop(state).door == "locked":
        raise door_locked()
    if not waits:
        return
    if first and not may_ask_again(state, first):
        raise turned_away()
    if sum(person.waiting for person in state.all(Person)) >= MOST_WAITING:
        raise Refused("The waiting room is full. Try again in a few minutes.", "slow-down")


def may_ask_again(state: State, first: int) -> bool:
    """May a browser ask once more, after it asked for the first time as this person?"""
    asked = sum(person.seq == first or person.first == first for person in state.all(Person))
    return asked < MOST_ASKED


def ensure_not_waiting(person: Person) -> None:
    """Refuse whoever was not let in: they see and send nothing of the workshop."""
    if person.waiting:
        raise Refused("You are in the waiting room. Wait until a facilitator lets you in.", "waiting")
    if person.turned_away:
        raise turned_away()


def door_locked() -> Refused:
    return Refused(
        "The facilitator has locked the door, so nobody new can join now. If you were in before, come back "
        "with your rejoin code or your own link.",
        "door-locked",
    )


def turned_away() -> Refused:
    return Refused("The facilitator did not let you in. Speak to the facilitator.", "turned-away")
