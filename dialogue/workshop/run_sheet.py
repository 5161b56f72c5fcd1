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
    """What is left out stays as it is; a setting that is null is again what a new stage begins with."""

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
            yield StageAdded(
                activity,
                worded_or_empty(title, TITLE_LENGTH),
                worded_or_empty(instruction, DETAIL_LENGTH),
                new_settings(state, activity, settings, after),
                after,
            )
        case EditStage(number, title, instruction, settings):
            stage = find_stage(state, number)
            yield StageEdited(
                number,
                stage.title if title is UNSET else worded_or_empty(title, TITLE_LENGTH),
                stage.instruction if instruction is UNSET else worded_or_empty(instruction, DETAIL_LENGTH),
                changed_settings(state, stage, settings),
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


def settled(state: State, command: Command) -> Command:
    """The command with every setting as it will be kept: nobody else needs to know what null means."""
    match command:
        case AddStage(activity, settings=settings, after=after):
            return msgspec.structs.replace(command, settings=new_settings(state, activity, settings, after))
        case EditStage(number, settings=settings):
            kept = changed_settings(state, find_stage(state, number), settings)
            return msgspec.structs.replace(command, settings=kept)
    return command


def new_settings(state: State, activity: str, given: dict[str, Any], after: int | None) -> dict[str, Any]:
    order = the_workshop(state).stages
    earlier = order[: order.index(after) + 1] if after is not None else order
    return filled(state, read_settings(state, activity, given), earlier)


def changed_settings(state: State, stage: Stage, given: dict[str, Any]) -> dict[str, Any]:
    """The settings of a stage, some of them given anew."""
    settings = read_settings(state, stage.activity, {**msgspec.to_builtins(stage.settings), **given})
    if "of" not in given and settings.fits() != stage.settings.fits():
        # What it worked on until now was chosen for another kind of work.
        settings = msgspec.structs.replace(settings, of=None)
    order = the_workshop(state).stages
    return filled(state, settings, order[: order.index(stage.seq)])


def read_settings(state: State, activity: str, given: dict[str, Any]) -> Settings:
    """Settings that are known and of the right type. One that is null has its default."""
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
        settings: Settings = msgspec.convert(
            {key: value for key, value in given.items() if value is not None}, module.Settings
        )
    except msgspec.ValidationError as error:
        raise Refused(
            "A setting has a wrong value. Correct it. Technical detail: {error}", "wrong-setting", error=error
        ) from None
    return settings


def filled(state: State, settings: Settings, earlier: list[int]) -> dict[str, Any]:
    """Settings as they are kept: with `of` filled in, and their words unturned."""
    if settings.fits():
        settings = msgspec.structs.replace(settings, of=source_of(state, settings, earlier))
    kept: dict[str, Any] = each_unturned(msgspec.to_builtins(settings))
    return kept


def each_unturned(given: Any) -> Any:
    """The words in settings: who made the stage sees them, also where they became questions or rules."""
    if isinstance(given, str):
        return unturned(given)
    if isinstance(given, list):
        return [each_unturned(each) for each in given]
    return {key: each_unturned(each) for key, each in given.items()} if isinstance(given, dict) else given


def source_of(state: State, settings: Settings, earlier: list[int]) -> int:
    """The stage this one works on: the one named, or the nearest earlier one that fits."""
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
