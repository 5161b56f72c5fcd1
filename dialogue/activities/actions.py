"""Actions: who does what by when, and which words it came from.

Nobody is given a task behind their back: an action counts as accepted only when its owner
says so, and again after its words or its owner changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Literal

import msgspec
from msgspec import UNSET, UnsetType

from dialogue.activities.board import Note, show_note
from dialogue.activities.clusters import Cluster
from dialogue.kernel import (
    EVERYONE,
    NOTE_LENGTH,
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
    worded,
)
from dialogue.kernel import Settings as BaseSettings
from dialogue.workshop import Stage, StageState, ensure_running, show_person

NAME = "actions"


# ---- State


class Settings(BaseSettings):
    """`open_to`: who may add actions. Facilitators may at any time."""

    open_to: Literal["facilitators", "everyone"] = "facilitators"


class Status(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class Action(Record, kw_only=True):
    """`by` is the owner, whose name it bears; `author` is who added it."""

    kind: ClassVar[str] = "action"
    stage: int | None
    author: int | None
    text: str
    due: str = ""
    source: int | None = None
    status: Status = Status.PROPOSED
    outcome: str = ""


RECORDS = (Action,)


# ---- Commands


@command("action.add", open_to=EVERYONE, words="text")
class AddAction(Command):
    """`from`: the note or the cluster it came from. `due`: a day, as 2026-12-01."""

    text: str
    owner: int | None = None
    due: str = ""
    source: int | None = msgspec.field(default=None, name="from")


@command("action.edit", open_to=EVERYONE, words="text")
class EditAction(Command):
    action: int
    text: str | UnsetType = UNSET
    owner: int | UnsetType | None = UNSET
    due: str | UnsetType = UNSET


@command("action.accept", open_to=EVERYONE)
class AcceptAction(Command):
    action: int


@command("action.close", open_to=EVERYONE, words="outcome")
class CloseAction(Command):
    action: int
    outcome: str


# ---- Events


@event("action.added")
class ActionAdded(Event):
    """`stage`: the one it was added in, where one was open for actions."""

    text: str
    owner: int | None = None
    due: str = ""
    source: int | None = msgspec.field(default=None, name="from")
    stage: int | None = None


@event("action.edited")
class ActionEdited(Event):
    action: int
    text: str
    owner: int | None = None
    due: str = ""


@event("action.accepted")
class ActionAccepted(Event):
    action: int


@event("action.closed")
class ActionClosed(Event):
    action: int
    outcome: str


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case AddAction(text, owner, due, source):
            ensure_running(state)
            stage = stage_for(state, person, now)
            ensure_owner(state, owner, person)
            ensure_source(state, source, person)
            yield ActionAdded(worded(text), owner, dated(due), source, stage.seq if stage else None)
        case EditAction(number, text, owner, due):
            action = ensure_may_edit(state, number, person, now)
            edited = ActionEdited(
                number,
                action.text if text is UNSET else worded(text),
                action.by if owner is UNSET else owner,
                action.due if due is UNSET else dated(due),
            )
            if edited.owner != action.by:
                ensure_owner(state, edited.owner, person)
            if (edited.text, edited.owner, edited.due) != (action.text, action.by, action.due):
                yield edited
        case AcceptAction(number):
            action = find_unclosed(state, number)
            ensure_owns(action, person)
            if action.status is Status.PROPOSED:
                yield ActionAccepted(number)
        case CloseAction(number, outcome):
            action = find_unclosed(state, number)
            if person.role is not Role.FACILITATOR:
                ensure_owns(action, person)
            yield ActionClosed(number, worded(outcome, NOTE_LENGTH))


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the actions."""
    match entry.event:
        case ActionAdded(text, owner, due, source, stage):
            state.add(
                Action(
                    seq=entry.seq, by=owner, author=entry.by, stage=stage, text=text, due=due, source=source
                )
            )
        case ActionEdited():
            edit(state, entry.event)
        case ActionAccepted(number):
            state.change(state.find(Action, number), status=Status.ACCEPTED)
        case ActionClosed(number, outcome):
            state.change(state.find(Action, number), status=Status.CLOSED, outcome=outcome)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """An action, as everyone may see it; its owner also sees whether they are still asked."""
    match record:
        case Action():
            shown: dict[str, Any] = {
                "stage": record.stage,
                "text": record.text,
                "owner": record.by,
                "due": record.due,
                "status": record.status,
                "from": record.source,
                "outcome": record.outcome,
            }
            if eyes.person is not None and eyes.person == record.by and record.status is Status.PROPOSED:
                shown["may_accept"] = True
            return shown
    return None


def show_stage(state: State, stage: Stage, eyes: Eyes) -> dict[str, Any]:
    """Nothing more: actions outlive the stage they were added in."""
    return {}


# ---- Helpers


def stage_for(state: State, person: Person, now: float) -> Stage | None:
    """The stage an action is added in. Facilitators need none; refuses participants without one."""
    stages = [stage for stage in state.all(Stage) if stage.activity == NAME]
    if person.role is Role.FACILITATOR:
        going_on = [stage for stage in stages if stage.state is StageState.OPEN]
        return going_on[-1] if going_on else None
    allowed = [s for s in stages if s.is_open(now) and getattr(s.settings, "open_to", "") == "everyone"]
    if not allowed:
        raise Refused("Only facilitators can add actions in this stage. Tell them your idea.", "not-allowed")
    return allowed[-1]


def ensure_owner(state: State, owner: int | None, person: Person) -> None:
    """Refuse an owner who is not here, or whom the person could only be guessing at (V8)."""
    if owner is None or owner == person.seq:
        return
    found = state.get(Person, owner)
    is_known = found and found.is_here and found.role is not Role.OBSERVER
    if found and is_known and person.role is not Role.FACILITATOR:
        is_known = show_person(state, found, person.eyes) is not None
    if not is_known:
        raise Refused(
            "That person is not in the workshop. Choose another person, or “Nobody yet”.", "unknown-person"
        )


def ensure_source(state: State, source: int | None, person: Person) -> None:
    """Refuse an origin that is not there for this person to see."""
    if source is None:
        return
    note, cluster = state.get(Note, source), state.get(Cluster, source)
    if (note and show_note(state, note, person.eyes)) or (cluster and not cluster.removed):
        return
    raise Refused(
        "The note or cluster behind this action is no longer here. Choose another one.", "not-found"
    )


def dated(due: str) -> str:
    """A day as it is kept, year first; or nothing."""
    try:
        if not due or date.fromisoformat(due).isoformat() == due:
            return due
    except ValueError:
        pass
    raise Refused("Write the day as year, month and day, like this: 2026-12-01.", "not-a-day")


def find_unclosed(state: State, number: int) -> Action:
    action = state.find(Action, number)
    if action.status is Status.CLOSED:
        raise Refused("This action is already closed. Add a new action.", "action-closed")
    return action


def ensure_owns(action: Action, person: Person) -> None:
    if action.by != person.seq:
        raise Refused("Only the person who was asked to do this action can answer here.", "not-yours")


def ensure_may_edit(state: State, number: int, person: Person, now: float) -> Action:
    """Facilitators may edit; who added it may where participants still add actions."""
    action = find_unclosed(state, number)
    if person.role is not Role.FACILITATOR:
        if action.author != person.seq:
            raise Refused(
                "You did not add this action, so you cannot change it. Ask a facilitator.", "not-yours"
            )
        stage_for(state, person, now)
    return action


def edit(state: State, edited: ActionEdited) -> None:
    """Change an action; other words or another owner mean that it must be accepted again."""
    action = state.find(Action, edited.action)
    asks_again = (edited.text, edited.owner) != (action.text, action.by)
    status = Status.PROPOSED if asks_again else action.status
    state.change(action, text=edited.text, by=edited.owner, due=edited.due, status=status)
    if edited.owner is not None:
        state.sign(edited.owner, action)
