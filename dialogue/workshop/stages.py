"""A stage while it runs: open, locked, revealed, closed, opened again, its timer, who is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dialogue.kernel import (
    FACILITATORS,
    PARTICIPANTS,
    Command,
    Entry,
    Event,
    Eyes,
    Person,
    Record,
    State,
    Unsigned,
    command,
    event,
)
from dialogue.workshop.records import ONGOING, Stage, StageState, the_workshop
from dialogue.workshop.rules import ensure_running, ensure_stage

RECORDS = (Stage,)

Seconds = Annotated[int, Meta(ge=0, le=24 * 3600)]

# ---- Commands


@command("stage.open", open_to=FACILITATORS)
class OpenStage(Command):
    stage: int


@command("stage.lock", open_to=FACILITATORS)
class LockStage(Command):
    stage: int


@command("stage.reveal", open_to=FACILITATORS)
class RevealStage(Command):
    stage: int


@command("stage.close", open_to=FACILITATORS)
class CloseStage(Command):
    stage: int


@command("stage.reopen", open_to=FACILITATORS)
class ReopenStage(Command):
    stage: int


@command("stage.timer", open_to=FACILITATORS)
class SetTimer(Command):
    stage: int
    seconds: Seconds


@command("stage.done", open_to=PARTICIPANTS)
class SayDone(Command):
    stage: int
    done: bool


# Of fewer people, who answered may already say who answered what.
FEWEST_NAMED = 3


# ---- Events


@event("stage.opened")
class StageOpened(Event):
    stage: int


@event("stage.locked")
class StageLocked(Event):
    stage: int


@event("stage.revealed")
class StageRevealed(Event):
    stage: int


@event("stage.closed")
class StageClosed(Event):
    """`answered`: how many answered in secret; `responded`: who, where that many tell nothing of one.

    What they answered stands elsewhere, unsigned (B5).
    """

    stage: int
    responded: list[int] = msgspec.field(default_factory=list)
    answered: int = 0


@event("stage.reopened")
class StageReopened(Event):
    stage: int


@event("stage.timed")
class StageTimed(Event):
    """`ends`: seconds since 1970, or nothing where the timer was stopped."""

    stage: int
    ends: float | None = None


@event("stage.done")
class StageDone(Event):
    stage: int
    done: bool


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case OpenStage(number):
            ensure_running(state)
            ensure_stage(state.find(Stage, number), StageState.DRAFT, StageState.LOCKED)
            yield StageOpened(number)
        case LockStage(number):
            ensure_stage(state.find(Stage, number), StageState.OPEN)
            yield StageLocked(number)
        case RevealStage(number):
            ensure_stage(state.find(Stage, number), StageState.OPEN, StageState.LOCKED)
            yield StageRevealed(number)
        case CloseStage(number):
            ensure_stage(state.find(Stage, number), *ONGOING)
            yield closed(state, state.find(Stage, number))
        case ReopenStage(number):
            ensure_running(state)
            ensure_stage(state.find(Stage, number), StageState.REVEALED, StageState.CLOSED)
            yield StageReopened(number)
        case SetTimer(number, seconds):
            ensure_stage(state.find(Stage, number), StageState.DRAFT, *ONGOING)
            yield StageTimed(number, clock(state, now) + seconds if seconds else None)
        case SayDone(number, done):
            ensure_stage(state.find(Stage, number), StageState.OPEN, StageState.LOCKED)
            if done != (number in person.done):
                yield StageDone(number, done)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change a stage that runs."""
    match entry.event:
        case StageOpened(number):
            stage = state.find(Stage, number)
            state.touch(*(r for r in state if getattr(r, "stage", None) == number))
            state.change(stage, state=StageState.OPEN, opened_at=stage.opened_at or entry.at)
            state.change(the_workshop(state), current=number)
        case StageLocked(number):
            state.change(state.find(Stage, number), state=StageState.LOCKED, timer_ends=None)
        case StageRevealed(number):
            stage = state.find(Stage, number)
            state.change(stage, state=StageState.REVEALED, revealed_round=stage.round, timer_ends=None)
        case StageClosed(number, answered=answered):
            close(state, state.find(Stage, number), entry.at, answered)
        case StageReopened(number):
            stage = state.find(Stage, number)
            state.change(stage, state=StageState.OPEN, round=stage.round + 1, timer_ends=None)
            for person in [state.find(Person, seq) for seq in sorted(stage.done)]:
                say_done(state, stage, person, done=False)
            state.change(the_workshop(state), current=number)
        case StageTimed(number, ends):
            state.change(state.find(Stage, number), timer_ends=ends)
        case StageDone(number, done):
            say_done(state, state.find(Stage, number), state.find(Person, entry.by or 0), done)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing."""
    match record:
        case Stage():
            return show_stage(state, record, eyes)
    return None


def show_stage(state: State, stage: Stage, eyes: Eyes) -> dict[str, Any] | None:
    if stage.seq not in the_workshop(state).stages:
        return None
    shown: dict[str, Any] = {
        "activity": stage.activity,
        "title": stage.title,
        "instruction": stage.instruction,
        "instruction_html": state.render(stage.instruction) if stage.instruction else "",
        "settings": settings_shown(stage, eyes),
        "state": stage.state,
        "round": stage.round,
        "revealed_round": stage.revealed_round,
        "timer": {"ends": stage.timer_ends} if stage.timer_ends else None,
        "opened": stage.opened_at,
        "closed": stage.closed_at,
        "done": len(stage.done),
    }
    return shown | state.activities[stage.activity].show_stage(state, stage, eyes)


def settings_shown(stage: Stage, eyes: Eyes) -> dict[str, Any]:
    """How a stage is set; before it opens, others only see how long it is to take."""
    if stage.state is StageState.DRAFT and not eyes.facilitate:
        return {"minutes": stage.settings.minutes}
    shown: dict[str, Any] = msgspec.to_builtins(stage.settings)
    return shown


def show_record(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """Any record as one audience may see it, by the activity whose it is.

    What a stage holds is the facilitators' alone until the stage is first opened, and nobody's
    once the stage was taken off the run sheet.
    """
    stage = state.get(Stage, getattr(record, "stage", None))
    if stage and stage.state is StageState.REMOVED:
        return None
    if stage and stage.state is StageState.DRAFT and not eyes.facilitate:
        return None
    shown: dict[str, Any] | None = state.homes[type(record)].show(state, record, eyes)
    return shown


# ---- Helpers


def clock(state: State, now: float) -> float:
    """The time by which timers run: it stands still while the workshop is paused."""
    return the_workshop(state).paused_at or now


def closed(state: State, stage: Stage) -> StageClosed:
    """The closing of a stage. Of few, or of those who wrote a board, it does not say who they were."""
    who = sorted(state.responded(stage.seq))
    is_safe = len(who) >= FEWEST_NAMED and stage.activity != "board"
    return StageClosed(stage.seq, who if is_safe else [], len(who))


def close(state: State, stage: Stage, at: float, responded: int) -> None:
    """Close a stage, keep how many answered in secret, and forget whose the answers were."""
    for record in list(state):
        if getattr(record, "stage", None) == stage.seq and record.by is None:
            state.touch(record)
    # A fold begins with the owners of today, and those of a later round are still needed.
    state.owners.forget(stage.seq, to=state.seq)
    state.change(stage, state=StageState.CLOSED, closed_at=at, timer_ends=None, responded=responded)


def say_done(state: State, stage: Stage, person: Person, done: bool) -> None:
    if done:
        stage.done.add(person.seq)
        person.done.add(stage.seq)
    else:
        stage.done.discard(person.seq)
        person.done.discard(stage.seq)
    state.touch(stage, person)
