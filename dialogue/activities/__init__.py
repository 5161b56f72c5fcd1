"""The list of activities, by hand, in menu order, and the three functions that reach them all.

Adding an activity is a file and a line in this list.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any, cast

import msgspec

from dialogue import workshop
from dialogue.activities import (
    actions,
    board,
    check_in,
    clusters,
    concerns,
    evaluation,
    ground_rules,
    hands,
    parking_lot,
    questions,
    seeding,
    vote,
)
from dialogue.kernel import (
    Activity,
    Command,
    Entry,
    Event,
    Eyes,
    Part,
    Person,
    Record,
    Refused,
    State,
    Unsigned,
    unreadable,
)
from dialogue.workshop import (
    AddStage,
    CloseStage,
    CloseWorkshop,
    PersonErased,
    PersonRemoved,
    ReadmitPerson,
    RemovePerson,
    Stage,
    ongoing,
    opening,
    run_sheet,
    show_record,
    stages,
)

ACTIVITIES: list[ModuleType] = [
    check_in,
    ground_rules,
    board,
    clusters,
    vote,
    actions,
    parking_lot,
    evaluation,
]
"""What can run in a stage, in the order of the menu."""

PARTS: list[ModuleType] = [*workshop.PARTS, questions, hands, concerns, seeding, *ACTIVITIES]
"""Everything that decides, evolves and shows. What runs at any time stands beside the stages."""


def classes_of(module: ModuleType, base: type) -> Iterator[Any]:
    """The classes of this kind that a module itself defines, or where it is a folder its files."""
    for _, cls in inspect.getmembers(module, inspect.isclass):
        if f"{cls.__module__}.".startswith(f"{module.__name__}.") and issubclass(cls, base):
            yield cls


COMMANDS: dict[str, type[Command]] = {c.name: c for part in PARTS for c in classes_of(part, Command)}
EVENTS: dict[str, type[Event]] = {e.name: e for part in PARTS for e in classes_of(part, Event)}
BY_NAME = cast("dict[str, Activity]", {a.NAME: a for a in ACTIVITIES})
HOMES = cast(
    "dict[type, Part]",
    {cls: part for part in PARTS for base in (Command, Event) for cls in classes_of(part, base)}
    | {record: part for part in PARTS for record in part.RECORDS},
)
OF_STAGES = (run_sheet, stages)
"""The parts whose commands and events are about a stage as such."""
HEAR: dict[type[Event], tuple[ModuleType, ...]] = {
    PersonRemoved: (hands,),
    PersonErased: (board, parking_lot, concerns),
}
"""The parts that hear of what happened to somebody: a hand goes down, words go."""
FOLLOW: dict[type[Command], tuple[ModuleType, ...]] = {RemovePerson: (board,), ReadmitPerson: (board,)}
"""The parts that have something to add to what is decided about somebody: what becomes of their notes."""


def new_state() -> State:
    """A workshop before its first event."""
    return State(BY_NAME, HOMES)


def read(name: str, data: Any) -> Command:
    """Turn a name and plain data into a command, or refuse it with what is wrong and where."""
    kind = COMMANDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise Refused("The server did not understand this page. Load the page again.", "unknown-command")
    if kind.gathers and isinstance(data, dict):
        own = set(kind.__struct_fields__) - {kind.gathers}
        rest = {key: value for key, value in data.items() if key not in own}
        data = {key: value for key, value in data.items() if key in own} | {kind.gathers: rest}
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise unreadable(error) from None


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to: for a stage, also what its activity adds."""
    yield from HOMES[type(command)].decide(state, command, person, now)
    for part in FOLLOW.get(type(command), ()):
        yield from part.decide(state, command, person, now)
    activity = activity_of(state, command)
    if activity is not None and is_of_stage(command):
        yield from activity.decide(state, run_sheet.settled(state, command), person, now)
    if isinstance(command, CloseWorkshop):
        for stage in ongoing(state):
            yield from BY_NAME[stage.activity].decide(state, CloseStage(stage.seq), person, now)
        yield from opening.finish(state, command)


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the state; its stage's activity hears of it too."""
    state.seq, state.last_at = entry.seq, entry.at
    home = HOMES[type(entry.event)]
    activity = activity_of(state, entry.event) if home in OF_STAGES else None
    home.evolve(state, entry)
    if activity is not None:
        activity.evolve(state, entry)
    for part in HEAR.get(type(entry.event), ()):
        part.evolve(state, entry)


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing. Nothing else decides."""
    return show_record(state, record, eyes)


def is_of_stage(message: Command | Event) -> bool:
    """Is this about a stage as such, so that its activity may have something to add?"""
    return HOMES[type(message)] in OF_STAGES


def activity_of(state: State, message: Command | Event) -> Activity | None:
    """The activity of the stage that a command or an event is about."""
    if isinstance(message, AddStage):
        return BY_NAME.get(message.activity)
    stage = state.get(Stage, getattr(message, "stage", None))
    return BY_NAME[stage.activity] if stage else None
