"""Parking lot: what matters but does not belong here now is kept, and answered before the end.

Things can be parked in every stage; they show the sector they came from and never the person.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, ClassVar

from dialogue.activities.board import Note, NoteState, show_note
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
    State,
    Unsigned,
    command,
    event,
    worded,
    worded_or_empty,
)
from dialogue.kernel import Settings as BaseSettings
from dialogue.workshop import PersonErased, Stage, ensure_running, the_workshop

NAME = "parking_lot"


# ---- State


class Settings(BaseSettings):
    """A stage only gives time to what is parked; parking needs none."""


class Status(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"


class Parked(Record, kw_only=True):
    """`stage`: what was going on when it was parked. `note`: the note that was parked, if one was."""

    kind: ClassVar[str] = "parked"
    stage: int | None
    text: str
    at: float
    note: int | None = None
    status: Status = Status.OPEN
    outcome: str = ""
    erased: bool = False

    @property
    def is_open(self) -> bool:
        return self.status is Status.OPEN


RECORDS = (Parked,)


# ---- Commands


@command("park.add", open_to=EVERYONE, words="text")
class ParkItem(Command):
    """Park a thought, or a note; a note's own words need not be repeated."""

    text: str = ""
    note: int | None = None


@command("park.resolve", open_to=FACILITATORS)
class ResolveItem(Command):
    item: int
    outcome: str


# ---- Events


@event("park.added", words="text")
class ItemParked(Event):
    text: str = ""
    note: int | None = None


@event("park.resolved")
class ItemResolved(Event):
    item: int
    outcome: str


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case ParkItem(text, note):
            ensure_running(state)
            ensure_can_park(state, note, person)
            yield ItemParked(worded(text) if note is None else worded_or_empty(text), note)
        case ResolveItem(number, outcome):
            if not state.find(Parked, number).is_open:
                raise Refused("This already has an answer. You do not need to do anything.", "resolved")
            yield ItemResolved(number, worded(outcome))


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change what is parked."""
    match entry.event:
        case ItemParked(text, note):
            stage = the_workshop(state).current
            state.add(Parked(seq=entry.seq, by=entry.by, at=entry.at, stage=stage, text=text, note=note))
        case ItemResolved(number, outcome):
            state.change(state.find(Parked, number), status=Status.RESOLVED, outcome=outcome)
        case PersonErased(_, remains):
            for item in filter(None, (state.get(Parked, seq) for seq in remains)):
                state.change(item, text="", erased=True)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """What is parked, with the sector it came from. A parked note is a number: its words have
    their own rules.
    """
    match record:
        case Parked():
            author = state.get(Person, record.by)
            shown: dict[str, Any] = {
                "stage": record.stage,
                "text": record.text,
                "note": record.note,
                "status": record.status,
                "outcome": record.outcome,
                "at": int(record.at),
                "sector": author.sector if author else "",
            }
            if record.erased:
                shown["erased"] = True
            if eyes.person is not None and eyes.person == record.by:
                shown["mine"] = True
            return shown
    return None


def show_stage(state: State, stage: Stage, eyes: Eyes) -> dict[str, Any]:
    """Nothing more: what is parked belongs to the whole workshop."""
    return {}


# ---- Helpers


def ensure_can_park(state: State, number: int | None, person: Person) -> None:
    """Refuse a note that this person cannot see, and one that is parked already."""
    if number is None:
        return
    note = state.get(Note, number)
    if note is None or note.state is NoteState.REMOVED or show_note(state, note, person.eyes) is None:
        raise Refused(
            "That note is no longer here. Write in your own words what to keep for later.", "not-found"
        )
    if any(item.note == number and item.is_open for item in state.all(Parked)):
        raise Refused("This note is already in the parking lot.", "already-parked")
