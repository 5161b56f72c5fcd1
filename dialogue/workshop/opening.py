"""The workshop itself: what it is called, its opening and closing, and what its screen shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from dialogue.kernel import (
    DETAIL_LENGTH,
    FACILITATORS,
    NOBODY,
    TITLE_LENGTH,
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
    each_worded,
    event,
    worded,
    worded_or_empty,
)
from dialogue.workshop.door import Way, turned_away_at_the_end
from dialogue.workshop.records import (
    ScreenView,
    Stage,
    Workshop,
    WorkshopState,
    ongoing,
    participants_here,
    the_workshop,
)
from dialogue.workshop.rules import ensure_state, find_stage
from dialogue.workshop.stages import closed

RECORDS = (Workshop,)

Code = Annotated[str, Meta(max_length=12, pattern=r"^[a-z]{2,3}([-_][A-Za-z]{2,4})*$")]
"""A language, as in `ar` or `pt_BR`."""

MOST_LANGUAGES = 2


# ---- Commands


@command("workshop.create", open_to=NOBODY, any_time=True)
class CreateWorkshop(Command):
    """`languages`: the one its pages are in, and a second one that the screen shows beside it."""

    title: str
    purpose: str = ""
    sectors: list[str] = msgspec.field(default_factory=list)
    languages: list[Code] = msgspec.field(default_factory=list)
    entry: Way = "open"


@command("workshop.edit", open_to=FACILITATORS)
class EditWorkshop(Command):
    title: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    languages: list[Code] | UnsetType = UNSET


@command("workshop.open", open_to=FACILITATORS, any_time=True)
class OpenWorkshop(Command):
    pass


@command("workshop.pause", open_to=FACILITATORS)
class PauseWorkshop(Command):
    pass


@command("workshop.resume", open_to=FACILITATORS)
class ResumeWorkshop(Command):
    pass


@command("workshop.close", open_to=FACILITATORS)
class CloseWorkshop(Command):
    """Closing is refused while something is parked and unanswered, unless `anyway`."""

    anyway: bool = False


@command("screen.show", open_to=FACILITATORS, any_time=True)
class ShowOnScreen(Command):
    """What the projector shows: `follow` the current stage, or one thing until told otherwise."""

    view: ScreenView
    stage: int | None = None


# ---- Events


@event("workshop.created")
class WorkshopCreated(Event):
    title: str
    purpose: str = ""
    sectors: list[str] = msgspec.field(default_factory=list)
    languages: list[str] = msgspec.field(default_factory=list)
    entry: str = "open"


@event("workshop.edited")
class WorkshopEdited(Event):
    """Without `languages` they stay as they are."""

    title: str
    purpose: str = ""
    languages: list[str] | None = None


@event("workshop.opened")
class WorkshopOpened(Event):
    pass


@event("workshop.paused")
class WorkshopPaused(Event):
    """`clock`: the exact time, where a timer runs and that of the entry is blurred."""

    clock: float | None = None


@event("workshop.resumed")
class WorkshopResumed(Event):
    """`clock`: as in `workshop.paused`."""

    clock: float | None = None


@event("workshop.closed")
class WorkshopClosed(Event):
    left_parked: int = 0


@event("screen.shown")
class ScreenShown(Event):
    view: ScreenView
    stage: int | None = None


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case CreateWorkshop(title, purpose, sectors, languages, entry):
            yield WorkshopCreated(
                worded(title, TITLE_LENGTH),
                worded_or_empty(purpose, DETAIL_LENGTH),
                each_worded(sectors, 60),
                spoken(languages),
                entry,
            )
        case EditWorkshop(title, purpose, languages):
            workshop = the_workshop(state)
            yield WorkshopEdited(
                workshop.title if title is UNSET else worded(title, TITLE_LENGTH),
                workshop.purpose if purpose is UNSET else worded_or_empty(purpose, DETAIL_LENGTH),
                None if languages is UNSET else spoken(languages),
            )
        case OpenWorkshop():
            ensure_state(the_workshop(state), WorkshopState.DRAFT)
            yield WorkshopOpened()
        case PauseWorkshop():
            ensure_state(the_workshop(state), WorkshopState.OPEN)
            yield WorkshopPaused(clock_for_timers(state, now))
        case ResumeWorkshop():
            ensure_state(the_workshop(state), WorkshopState.PAUSED)
            yield WorkshopResumed(clock_for_timers(state, now))
        case CloseWorkshop():
            for stage in ongoing(state):
                yield closed(state, stage)
        case ShowOnScreen(view, stage):
            if stage is not None:
                find_stage(state, stage)
            yield ScreenShown(view, stage)


def finish(state: State, command: CloseWorkshop) -> Iterator[Event]:
    """What follows when every activity agreed to the closing."""
    left = sum(record.kind == "parked" and getattr(record, "is_open", False) for record in state)
    if left and not command.anyway:
        raise Refused.counted(
            "{n} thing is still in the parking lot. Say what happens with it, or close anyway.",
            "{n} things are still in the parking lot. Say what happens with each, or close anyway.",
            left,
            "still-parked",
        )
    yield from turned_away_at_the_end(state)
    yield WorkshopClosed(left)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the workshop itself."""
    match entry.event:
        case WorkshopCreated(title, purpose, sectors, languages, way):
            made = Workshop(seq=entry.seq, title=title, purpose=purpose, sectors=sectors, languages=languages)
            made.entry = way
            state.add(made)
        case WorkshopEdited(title, purpose, languages):
            workshop = the_workshop(state)
            state.change(workshop, title=title, purpose=purpose)
            if languages is not None:
                state.change(workshop, languages=languages)
        case WorkshopOpened():
            state.change(the_workshop(state), state=WorkshopState.OPEN, opened_at=entry.at)
        case WorkshopPaused(clock):
            state.change(the_workshop(state), state=WorkshopState.PAUSED, paused_at=clock or entry.at)
        case WorkshopResumed(clock):
            resume(state, clock or entry.at)
        case WorkshopClosed():
            # Whatever was on the screen gives way to the end.
            state.change(the_workshop(state), state=WorkshopState.CLOSED, closed_at=entry.at)
            state.change(the_workshop(state), screen="follow", screen_stage=None)
            state.change(the_workshop(state), sealed=entry.seq, seal=state.head.hex())
        case ScreenShown(view, shown):
            state.change(the_workshop(state), screen=view, screen_stage=shown)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing."""
    match record:
        case Workshop():
            return show_workshop(state, record)
    return None


def show_workshop(state: State, workshop: Workshop) -> dict[str, Any]:
    return {
        "title": workshop.title,
        "purpose": workshop.purpose,
        "sectors": workshop.sectors,
        "languages": workshop.languages,
        "state": workshop.state,
        "stages": workshop.stages,
        "current": workshop.current,
        "people": len(participants_here(state)),
        "entry": workshop.entry,
        "door": workshop.door,
        "screen": {"view": workshop.screen, "stage": workshop.screen_stage},
        "opened": workshop.opened_at,
        "closed": workshop.closed_at,
        "seal": {"seq": workshop.sealed, "hash": workshop.seal} if workshop.seal else None,
        "paused": workshop.paused_at,
    }


# ---- Helpers


def spoken(languages: Sequence[str]) -> list[str]:
    """The languages of a workshop, each once. Refuses more than two."""
    each = list(dict.fromkeys(languages))
    if len(each) > MOST_LANGUAGES:
        raise Refused("A workshop has at most two languages of its own. Choose two.", "too-many")
    return each


def clock_for_timers(state: State, now: float) -> float | None:
    """The time that timers need and a blurred entry does not have (P5)."""
    runs = any(stage.timer_ends for stage in state.all(Stage))
    return round(now, 6) if runs and state.owners.by_stage else None


def resume(state: State, at: float) -> None:
    """Running timers get back the time that the pause took."""
    workshop = the_workshop(state)
    paused = at - (workshop.paused_at or at)
    for stage in state.all(Stage):
        if stage.timer_ends:
            state.change(stage, timer_ends=stage.timer_ends + paused)
    state.change(workshop, state=WorkshopState.OPEN, paused_at=None)
