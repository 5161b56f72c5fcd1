"""The run sheet: which stages there are, in which order, and how each is set.

How a stage then runs stands in `stages`, what happens in it belongs to its activity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec
from msgspec import UNSET, UnsetType

from dialogue.kernel import (
    DETAIL_LENGTH,
    FACILITATORS,
    N_,
    TITLE_LENGTH,
    Command,
    Entry,
    Event,
    Person,
    Record,
    Refused,
    Settings,
    State,
    Unsigned,
    command,
    event,
    unturned,
    worded,
    worded_or_empty,
)
from dialogue.workshop.records import Stage, StageState, the_workshop
from dialogue.workshop.rules import ensure_stage, find_stage
from dialogue.workshop.stages import show

__all__ = ["RECORDS", "decide", "evolve", "show"]

RECORDS: tuple[type[Record], ...] = ()


# ---- Commands


@command("stage.add", open_to=FACILITATORS)
class AddStage(Command):
    gathers: ClassVar[str] = "settings"
    activity: str
    title: str = ""
    instruction: str = ""
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    after: int | None = None


@command("stage.edit", open_to=FACILITATORS)
class EditStage(Command):
    gathers: ClassVar[str] = "settings"
    stage: int
    title: str | UnsetType = UNSET
    instruction: str | UnsetType = UNSET
    settings: dict[str, Any] = msgspec.field(default_factory=dict)


@command("stage.move", open_to=FACILITATORS)
class MoveStage(Command):
    """Put a stage behind another; behind nothing is first."""

    stage: int
    after: int | None = None


@command("stage.remove", open_to=FACILITATORS)
class RemoveStage(Command):
    """Take a stage that was never opened off the run sheet."""

    stage: int


# ---- Events


@event("stage.added")
class StageAdded(Event):
    activity: str
    title: str
    instruction: str = ""
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    after: int | None = None


@event("stage.edited")
class StageEdited(Event):
    stage: int
    title: str
    instruction: str = ""
    settings: dict[str, Any] = msgspec.field(default_factory=dict)


@event("stage.moved")
class StageMoved(Event):
    stage: int
    after: int | None = None


@event("stage.removed")
class StageRemoved(Event):
    stage: int


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case AddStage(activity, title, instruction, settings, after):
            ensure_after(state, after)
            kept = settings_of(state, activity, settings, before=after)
            yield StageAdded(
                activity,
                worded_or_empty(title, TITLE_LENGTH),
                worded_or_empty(instruction, DETAIL_LENGTH),
                kept,
                after,
            )
        case EditStage(number, title, instruction, settings):
            stage = find_stage(state, number)
            merged = {**msgspec.to_builtins(stage.settings), **settings}
            yield StageEdited(
                number,
                stage.title if title is UNSET else worded(title, TITLE_LENGTH),
                stage.instruction if instruction is UNSET else worded_or_empty(instruction, DETAIL_LENGTH),
                settings_of(state, stage.activity, merged, before=None),
            )
        case MoveStage(number, after):
            find_stage(state, number)
            ensure_after(state, after)
            if after == number:
                raise Refused("A stage cannot come after itself. Choose another place.", "not-allowed")
            yield StageMoved(number, after)
        case RemoveStage(number):
            ensure_stage(state.find(Stage, number), StageState.DRAFT)
            others = [state.find(Stage, other) for other in the_workshop(state).stages]
            if any(getattr(other.settings, "of", None) == number for other in others):
                raise Refused("Another stage uses this stage. Remove the other stage first.", "not-allowed")
            yield StageRemoved(number)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the run sheet."""
    match entry.event:
        case StageAdded(activity, title, instruction, settings, after):
            module = state.activities[activity]
            stage = Stage(
                seq=entry.seq,
                activity=activity,
                title=title,
                instruction=instruction,
                settings=msgspec.convert(settings, module.Settings),
            )
            state.add(stage)
            place(state, entry.seq, the_workshop(state).stages[-1:] if after is None else [after])
        case StageEdited(number, title, instruction, settings):
            stage = state.find(Stage, number)
            kept = msgspec.convert(settings, type(stage.settings))
            state.change(stage, title=title, instruction=instruction, settings=kept)
        case StageMoved(number, after):
            place(state, number, [] if after is None else [after])
        case StageRemoved(number):
            # A new list: whoever was shown the old one would not see that it changed.
            stages = [seq for seq in the_workshop(state).stages if seq != number]
            state.change(the_workshop(state), stages=stages)
            state.change(state.find(Stage, number), state=StageState.REMOVED)
            state.touch(*(r for r in state if getattr(r, "stage", None) == number))


# ---- Helpers


def ensure_after(state: State, after: int | None) -> None:
    if after is not None:
        find_stage(state, after)


NEEDS = {
    "board": N_("This stage needs notes. First add an earlier stage of the kind “Question board”."),
    "clusters": N_("This stage needs clusters. First add an earlier stage of the kind “Clusters”."),
}
"""What is missing, by the activity that a stage works on."""


def settings_of(state: State, activity: str, given: dict[str, Any], before: int | None) -> dict[str, Any]:
    """Settings as they are kept: known, of the right type, and with `of` filled in."""
    module = state.activities.get(activity)
    if module is None:
        raise Refused(
            "There is no kind of stage called “{activity}”. Choose another kind.",
            "unknown-activity",
            activity=activity,
        )
    unknown = sorted(set(given) - set(module.Settings.__struct_fields__))
    if unknown:
        raise Refused(
            "There is no setting called “{key}” here. Leave it out.", "unknown-setting", key=unknown[0]
        )
    try:
        settings: Settings = msgspec.convert(given, module.Settings)
    except msgspec.ValidationError as error:
        raise Refused(
            "A setting has a wrong value. Correct it. Technical detail: {error}", "wrong-setting", error=error
        ) from None
    if settings.fits():
        settings = msgspec.structs.replace(settings, of=source_of(state, settings, before))
    kept: dict[str, Any] = each_unturned(msgspec.to_builtins(settings))
    return kept


def each_unturned(given: Any) -> Any:
    """The words in settings: who made the stage sees them, also where they became questions or rules."""
    if isinstance(given, str):
        return unturned(given)
    if isinstance(given, list):
        return [each_unturned(each) for each in given]
    return {key: each_unturned(each) for key, each in given.items()} if isinstance(given, dict) else given


def source_of(state: State, settings: Settings, before: int | None) -> int:
    """The stage this one works on: the one named, or the nearest earlier one that fits."""
    order = the_workshop(state).stages
    earlier = order[: order.index(before) + 1] if before is not None else order
    named = getattr(settings, "of", None)
    for number in [named] if named is not None else reversed(earlier):
        stage = find_stage(state, number)
        if stage.activity in settings.fits():
            return number
    raise Refused(NEEDS[settings.fits()[0]], "nothing-to-work-on")


def place(state: State, number: int, after: list[int]) -> None:
    workshop = the_workshop(state)
    stages = [s for s in workshop.stages if s != number]
    stages.insert(stages.index(after[0]) + 1 if after else 0, number)
    state.change(workshop, stages=stages)
