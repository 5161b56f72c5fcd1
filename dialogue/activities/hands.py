"""Hands: who wants to speak, and who is next by a rule everyone can see.

People see their own place in the queue and how long it is; whose hands are up only
facilitators see. Hands belong to no stage: they can be raised at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Literal

from dialogue.kernel import (
    EVERYONE,
    FACILITATORS,
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
from dialogue.workshop import PersonRemoved, ensure_running

NAME = "hand"

Wish = Literal["speak", "respond", "question", "process", "technical"]
Order = Literal["fewest_turns", "first_come", "sectors"]

# Who cannot hear, or sees the rules broken, cannot wait for a turn.
URGENT: dict[str, int] = {"process": 0, "technical": 1}


# ---- State


class Hand(Record, kw_only=True):
    """A hand, from raised to lowered; `by` is whose it is. One person has one up at most."""

    kind: ClassVar[str] = "hand"
    wish: Wish
    at: float
    speaking: bool = False
    lowered: bool = False


class Queue(Record, kw_only=True):
    """The order in which hands are called. There is one, from the first hand on; its seq is 1."""

    kind: ClassVar[str] = "queue"
    order: Order = "fewest_turns"


RECORDS = (Hand, Queue)


# ---- Commands


@command("hand.raise", open_to=EVERYONE)
class RaiseHand(Command):
    """Raise one's hand; a facilitator may do so for somebody who cannot."""

    kind: Wish = "speak"
    person: int | None = None


@command("hand.lower", open_to=EVERYONE)
class LowerHand(Command):
    """Lower one's hand; a facilitator may lower anybody's. Who speaks ends their turn so."""

    person: int | None = None


@command("hand.call", open_to=FACILITATORS)
class CallHand(Command):
    """Give somebody the floor; whoever had it is done."""

    person: int


@command("hand.order", open_to=FACILITATORS)
class OrderHands(Command):
    order: Order


# ---- Events


@event("hand.raised")
class HandRaised(Event):
    person: int
    kind: Wish = "speak"


@event("hand.lowered")
class HandLowered(Event):
    person: int


@event("hand.called")
class HandCalled(Event):
    person: int


@event("hand.ordered")
class HandsOrdered(Event):
    order: Order


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case RaiseHand(kind, number):
            ensure_running(state)
            whose = whose_hand(state, number, person)
            hand = hand_of(state, whose)
            if hand and hand.speaking:
                raise Refused("This person is already speaking. Lower the hand first.", "speaking")
            if hand is None or hand.wish != kind:
                yield HandRaised(whose, kind)
        case LowerHand(number):
            whose = whose_hand(state, number, person, must_be_here=False)
            if hand_of(state, whose):
                yield HandLowered(whose)
        case CallHand(number):
            hand = hand_of(state, number)
            if hand is None:
                raise Refused("This hand is no longer up. Call another person.", "not-raised")
            if not hand.speaking:
                yield HandCalled(number)
        case OrderHands(order):
            queue = state.get(Queue, 1)
            if order != (queue.order if queue else "fewest_turns"):
                yield HandsOrdered(order)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the queue; everybody in it hears of their place."""
    match entry.event:
        case HandRaised(person, kind):
            hand = hand_of(state, person)
            if hand:
                state.change(hand, wish=kind)
            else:
                state.add(Hand(seq=entry.seq, by=person, wish=kind, at=entry.at))
        case HandLowered(person):
            lower(state, hand_of(state, person))
        case PersonRemoved(person) if hand := hand_of(state, person):
            lower(state, hand)
        case HandCalled(person):
            call(state, person)
        case HandsOrdered(order):
            state.change(the_queue(state), order=order)
        case _:
            return
    state.touch(the_queue(state), *hands_up(state))


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing."""
    match record:
        case Hand(lowered=False):
            return show_hand(state, record, eyes)
        case Queue():
            speakers = [state.find(Person, hand.by or 0) for hand in hands_up(state) if hand.speaking]
            return {
                "order": record.order,
                "waiting": len(waiting(state)),
                "speaking": {"sector": speakers[0].sector} if speakers else None,
            }
    return None


def show_hand(state: State, hand: Hand, eyes: Eyes) -> dict[str, Any] | None:
    """A hand, to facilitators and to whose it is. Places count from 1; who speaks has place 0."""
    queue = waiting(state)
    place = 0 if hand.speaking else queue.index(hand) + 1
    shown: dict[str, Any] = {"kind": hand.wish, "place": place, "speaking": hand.speaking}
    if eyes.facilitate:
        person = state.find(Person, hand.by or 0)
        return shown | {"person": person.seq, "turns": person.turns, "at": int(hand.at)}
    if eyes.person is not None and eyes.person == hand.by:
        return shown | {"of": len(queue)}
    return None


# ---- Helpers


def whose_hand(state: State, number: int | None, person: Person, must_be_here: bool = True) -> int:
    """Whose hand is meant: one's own, or, to a facilitator, anybody's who may speak."""
    if number is None or number == person.seq:
        return person.seq
    if person.role is not Role.FACILITATOR:
        raise Refused("You can raise and lower only your own hand.", "not-yours")
    found = state.find(Person, number)
    if must_be_here and (not found.is_here or found.role is Role.OBSERVER):
        raise Refused("That person is not in the workshop. Choose another person.", "unknown-person")
    return number


def hands_up(state: State) -> list[Hand]:
    return [hand for hand in state.all(Hand) if not hand.lowered]


def hand_of(state: State, person: int) -> Hand | None:
    """The hand a person has up, if they do."""
    return next((hand for hand in hands_up(state) if hand.by == person), None)


def waiting(state: State) -> list[Hand]:
    """The hands that wait, in the order in which they are to be called."""
    queue = state.get(Queue, 1)
    fairness = ORDERS[queue.order if queue else "fewest_turns"]
    turns = turns_by_sector(state)

    def place(hand: Hand) -> tuple[Any, ...]:
        person = state.find(Person, hand.by or 0)
        fair = fairness(person.turns, turns.get(person.sector, 0))
        return (URGENT.get(hand.wish, len(URGENT)), *fair, hand.at, hand.seq)

    return sorted((hand for hand in hands_up(state) if not hand.speaking), key=place)


# What comes before the time of raising: from the turns of a person and those of their sector.
ORDERS: dict[str, Callable[[int, int], tuple[int, ...]]] = {
    "fewest_turns": lambda own, sector: (own, sector),
    "first_come": lambda own, sector: (),
    "sectors": lambda own, sector: (sector,),
}


def turns_by_sector(state: State) -> dict[str, int]:
    turns: dict[str, int] = {}
    for person in state.all(Person):
        turns[person.sector] = turns.get(person.sector, 0) + person.turns
    return turns


def the_queue(state: State) -> Queue:
    if state.get(Queue, 1) is None:
        state.add(Queue(seq=1))
    return state.find(Queue, 1)


def lower(state: State, hand: Hand | None) -> None:
    if hand is not None:
        state.change(hand, lowered=True, speaking=False)


def call(state: State, number: int) -> None:
    """Give the floor to one hand and end the turn of the one before."""
    for other in hands_up(state):
        if other.speaking:
            lower(state, other)
    person = state.find(Person, number)
    state.change(person, turns=person.turns + 1)
    if hand := hand_of(state, number):
        state.change(hand, speaking=True)
