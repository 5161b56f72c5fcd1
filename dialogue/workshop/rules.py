"""What a workshop refuses, whoever asks and whatever the activity."""

from __future__ import annotations

from typing import Any

import msgspec

from dialogue.kernel import N_, Command, Person, Refused, Role, State
from dialogue.workshop.door import ensure_not_waiting
from dialogue.workshop.records import Stage, StageState, Workshop, WorkshopState, the_workshop

NOT_WHILE_WORKSHOP = {
    WorkshopState.DRAFT: N_("The workshop is not open yet. Open it first."),
    WorkshopState.OPEN: N_("This is not possible now: the workshop is open."),
    WorkshopState.PAUSED: N_("This is not possible now: the workshop is paused."),
    WorkshopState.CLOSED: N_("This is not possible any more: the workshop is closed."),
}
NOT_WHILE_STAGE = {
    StageState.DRAFT: N_("This stage is not open yet. Open it first."),
    StageState.OPEN: N_("This is not possible now: the stage is open."),
    StageState.LOCKED: N_("This is not possible now: the stage is locked."),
    StageState.REVEALED: N_("This is not possible any more: the results of this stage are shown."),
    StageState.CLOSED: N_("This is not possible any more: the stage is closed."),
    StageState.REMOVED: N_("This stage was removed. Choose another stage."),
}


def ensure_allowed(state: State, command: Command, person: Person) -> None:
    """Refuse what this person's role, or the state of the workshop, does not permit (P1)."""
    ensure_not_waiting(person)
    if not person.is_here:
        raise Refused(
            "You were removed from this workshop, so you cannot send anything. Speak to a facilitator.",
            "removed",
        )
    if person.role not in command.open_to:
        raise Refused("Your role in this workshop does not allow this. Ask a facilitator.", "not-allowed")
    ensure_not_muted(command, person)
    workshop = state.get(Workshop, 1)
    if workshop is None or command.any_time:
        return
    ensure_not_over(state)
    if person.role is Role.PARTICIPANT and workshop.state is WorkshopState.PAUSED:
        raise Refused("The workshop is paused. Wait until it continues.", "workshop-paused")
    if person.role is Role.PARTICIPANT and workshop.state is WorkshopState.DRAFT:
        raise Refused("The workshop has not begun yet. Wait for the facilitator.", "workshop-draft")


def ensure_not_over(state: State) -> None:
    """Whoever acts at any time is asked here as well, and so is the server: nothing else stops them."""
    if the_workshop(state).state is WorkshopState.CLOSED:
        raise Refused(
            "The workshop is closed, so nothing can be changed. You can read the minutes.", "workshop-closed"
        )


def ensure_not_muted(command: Command, person: Person) -> None:
    """Refuse words that others are to read. What has none, like a vote or a step of a scale, goes on."""
    said = getattr(command, command.words) if command.words else ""
    if person.muted and isinstance(said, str) and said.strip():
        raise muted()


def muted() -> Refused:
    return Refused(
        "A facilitator has muted you, so you cannot write now. You can still vote, answer scales and raise "
        "your hand.",
        "muted",
    )


def ensure_state(workshop: Workshop, *allowed: WorkshopState) -> None:
    if workshop.state not in allowed:
        raise Refused(NOT_WHILE_WORKSHOP[workshop.state], "workshop-state")


def ensure_running(state: State) -> None:
    if the_workshop(state).state is WorkshopState.DRAFT:
        raise Refused("The workshop is not open yet. Open it first.", "workshop-draft")


def find_stage(state: State, number: int) -> Stage:
    """The stage, or a refusal: also when it was taken off the run sheet."""
    stage = state.find(Stage, number)
    if stage.state is StageState.REMOVED:
        raise Refused("This stage was removed. Choose another stage.", "not-found")
    return stage


def ensure_stage(stage: Stage, *allowed: StageState) -> None:
    if stage.state not in allowed:
        raise Refused(NOT_WHILE_STAGE[stage.state], "stage-state")


def ensure_open(stage: Stage, now: float) -> None:
    """Refuse what comes before a stage opens, after it is locked, or after the bell and its grace."""
    if stage.is_open(now):
        return
    if stage.state is StageState.OPEN:
        raise Refused("The time for this stage is over. Ask a facilitator for more time.", "time-over")
    if stage.state is StageState.DRAFT:
        raise Refused("This stage has not begun yet. Wait for the facilitator.", "stage-draft")
    if stage.state is StageState.LOCKED:
        raise Refused("This stage is locked at the moment. Wait until it is open again.", "stage-locked")
    raise Refused("This stage is over. You cannot add anything to it.", "stage-closed")


def is_changed(stage: Stage, settings: dict[str, Any], field: str) -> bool:
    """Would these settings, which have been read before, give a stage another value of a field?"""
    if field not in settings:
        return False
    wanted = msgspec.convert({field: settings[field]}, type(stage.settings))
    return bool(getattr(wanted, field) != getattr(stage.settings, field))


def ensure_not_frozen(state: State, *numbers: int) -> None:
    """Refuse to change what people are voting on (B3)."""
    if state.frozen.intersection(numbers):
        raise Refused("People are voting on this. Wait until the vote is over.", "frozen")
