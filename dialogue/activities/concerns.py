"""Concerns: what somebody tells the facilitators alone about a note, a ground rule, or how it is going.

Facilitators and whoever raised it know of a concern, and nobody else ever learns that there is one.
About a note of an anonymous stage it is unsigned, as everything there. Concerns belong to no stage:
they can be raised at any time, also by somebody who is muted.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, ClassVar

from dialogue.activities.board import Note, NoteState
from dialogue.activities.ground_rules import Rule
from dialogue.activities.ground_rules.records import Status
from dialogue.activities.identity import is_anonymous
from dialogue.kernel import (
    FACILITATORS,
    PARTICIPANTS,
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
from dialogue.workshop import PersonErased, Stage, StageState, ensure_not_over, show_record

NAME = "concern"

MOST_OPEN = 10
"""Concerns of one person that wait for a facilitator."""


# ---- State


class Standing(StrEnum):
    OPEN = "open"
    SETTLED = "settled"


class Concern(Record, kw_only=True):
    """`stage` is that of the note it is about, if there is one."""

    kind: ClassVar[str] = "concern"
    at: float
    stage: int | None = None
    note: int | None = None
    rule: int | None = None
    text: str = ""
    status: Standing = Standing.OPEN
    outcome: str = ""
    erased: bool = False

    @property
    def is_open(self) -> bool:
        return self.status is Standing.OPEN

    @property
    def is_aside(self) -> bool:
        return True


RECORDS = (Concern,)


# ---- Commands


@command("concern.raise", open_to=PARTICIPANTS, any_time=True)
class RaiseConcern(Command):
    """Flag a note, invoke a ground rule that was adopted, or say what is wrong; or several of these."""

    note: int | None = None
    rule: int | None = None
    text: str = ""


@command("concern.settle", open_to=FACILITATORS)
class SettleConcern(Command):
    """`outcome`: what came of it. Whoever raised the concern reads it."""

    concern: int
    outcome: str


@command("concern.reopen", open_to=FACILITATORS)
class ReopenConcern(Command):
    """Undo a settling."""

    concern: int


# ---- Events


@event("concern.raised", words="text")
class ConcernRaised(Event):
    note: int | None = None
    rule: int | None = None
    text: str = ""


@event("concern.settled")
class ConcernSettled(Event):
    concern: int
    outcome: str


@event("concern.reopened")
class ConcernReopened(Event):
    concern: int


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case RaiseConcern(number, rule, text):
            ensure_not_over(state)
            note = find_note(state, number, person)
            ensure_adopted(state, rule, person)
            about = number is not None or rule is not None
            words = worded_or_empty(text) if about else worded(text)
            ensure_few(state, number, rule, person)
            raised = ConcernRaised(number, rule, words)
            yield Unsigned(raised, note.stage) if note and is_nobodys(state, note) else raised
        case SettleConcern(number, outcome):
            if not state.find(Concern, number).is_open:
                raise Refused("This concern is already settled. You do not need to do anything.", "settled")
            yield ConcernSettled(number, worded(outcome))
        case ReopenConcern(number):
            if not state.find(Concern, number).is_open:
                yield ConcernReopened(number)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the concerns."""
    match entry.event:
        case ConcernRaised(number, rule, text):
            note = state.get(Note, number)
            stage = note.stage if note else None
            state.add(
                Concern(
                    seq=entry.seq, by=entry.by, at=entry.at, stage=stage, note=number, rule=rule, text=text
                )
            )
        case ConcernSettled(number, outcome):
            state.change(state.find(Concern, number), status=Standing.SETTLED, outcome=outcome)
        case ConcernReopened(number):
            state.change(state.find(Concern, number), status=Standing.OPEN, outcome="")
        case PersonErased(_, remains):
            for concern in filter(None, (state.get(Concern, seq) for seq in remains)):
                state.change(concern, text="", erased=True)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A concern, to facilitators and to whoever raised it."""
    match record:
        case Concern():
            mine = eyes.person is not None and state.owner_of(record) == eyes.person
            if not (eyes.facilitate or mine):
                return None
            shown: dict[str, Any] = {
                "note": record.note,
                "rule": record.rule,
                "text": record.text,
                "status": record.status,
                "outcome": record.outcome,
                "at": int(record.at),
            }
            if record.erased:
                shown["erased"] = True
            return shown | ({"person": record.by} if eyes.facilitate else {"mine": True})
    return None


# ---- Helpers


def find_note(state: State, number: int | None, person: Person) -> Note | None:
    """The note that is flagged, if one is. Refuses one that this person cannot see as one that is absent."""
    if number is None:
        return None
    note = state.get(Note, number)
    if note is None or note.state is NoteState.REMOVED or show_record(state, note, person.eyes) is None:
        raise Refused("That note is no longer here. Tell the facilitators in your own words.", "not-found")
    if is_nobodys(state, note) and state.find(Stage, note.stage).state is StageState.CLOSED:
        # Whose it is would have to be kept, where nothing of the kind is kept any more (P5).
        raise Refused(
            "This stage was anonymous and is closed, so its notes can no longer be flagged. Tell the "
            "facilitators in your own words.",
            "stage-closed",
        )
    return note


def is_nobodys(state: State, note: Note) -> bool:
    return is_anonymous(state.find(Stage, note.stage), note.identity)


def ensure_adopted(state: State, number: int | None, person: Person) -> None:
    """Refuse a rule that nobody is bound by. One that this person cannot see is answered for as absent."""
    if number is None:
        return
    rule = state.get(Rule, number)
    shown = show_record(state, rule, person.eyes) if rule else None
    if rule is None or shown is None:
        raise Refused("This rule was removed. The page now shows the newest state.", "not-found")
    if rule.status is not Status.ADOPTED or rule.accepts is not None:
        raise Refused("Only a ground rule that was adopted can be invoked. Choose one.", "not-adopted")


def ensure_few(state: State, note: int | None, rule: int | None, person: Person) -> None:
    """Refuse the same once more while it waits, and more than facilitators can read."""
    mine = [c for c in state.all(Concern) if c.is_open and state.owner_of(c) == person.seq]
    if note is not None and any((c.note, c.rule) == (note, rule) for c in mine):
        raise Refused("You have already told the facilitators. They will read it.", "raised-already")
    if len(mine) >= MOST_OPEN:
        raise Refused(
            "You have told the facilitators {most} things that they have not answered yet. Speak to one of "
            "them.",
            "too-many",
            most=MOST_OPEN,
        )
