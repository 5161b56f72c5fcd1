"""The workshop itself: its run sheet of stages, the people let in, opening and closing.

What happens inside a stage belongs to the stage's activity.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from dialogue.kernel import (
    DETAIL_LENGTH,
    FACILITATORS,
    NOBODY,
    PARTICIPANTS,
    TITLE_LENGTH,
    Command,
    Entry,
    Event,
    Eyes,
    Person,
    Record,
    Refused,
    Role,
    Settings,
    State,
    Unsigned,
    command,
    each_worded,
    event,
    worded,
    worded_or_empty,
)

NAME = "workshop"

# A phone on a slow network may still deliver what was written before the bell.
GRACE = 10

Seconds = Annotated[int, Meta(ge=0, le=24 * 3600)]
ScreenView = Literal["follow", "lobby", "stage", "rules", "map"]


# ---- State


class WorkshopState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class StageState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    LOCKED = "locked"
    REVEALED = "revealed"
    CLOSED = "closed"


class Workshop(Record, kw_only=True):
    """What people attend. There is one, and its seq is 1."""

    kind: ClassVar[str] = "workshop"
    title: str
    purpose: str = ""
    sectors: list[str] = msgspec.field(default_factory=list)
    state: WorkshopState = WorkshopState.DRAFT
    stages: list[int] = msgspec.field(default_factory=list)
    current: int | None = None
    screen: ScreenView = "follow"
    screen_stage: int | None = None
    opened_at: float | None = None
    paused_at: float | None = None
    closed_at: float | None = None


class Stage(Record, kw_only=True):
    """One step of the run sheet, in which one activity runs."""

    kind: ClassVar[str] = "stage"
    activity: str
    title: str
    instruction: str = ""
    settings: Settings
    state: StageState = StageState.DRAFT
    round: int = 1
    revealed_round: int = 0
    timer_ends: float | None = None
    done: set[int] = msgspec.field(default_factory=set)
    responded: int = 0
    opened_at: float | None = None
    closed_at: float | None = None

    @property
    def is_revealed(self) -> bool:
        """Has everything of the present round been seen by everyone?"""
        return self.revealed_round >= self.round

    def is_open(self, now: float) -> bool:
        return self.state is StageState.OPEN and not self.is_over(now)

    def is_over(self, now: float) -> bool:
        """Did the timer run out, with the grace for slow networks? A soft lock."""
        return self.timer_ends is not None and now > self.timer_ends + GRACE


RECORDS = (Workshop, Stage, Person)


# ---- Commands


@command("workshop.create", open_to=NOBODY, any_time=True)
class CreateWorkshop(Command):
    title: str
    purpose: str = ""
    sectors: list[str] = msgspec.field(default_factory=list)


@command("workshop.edit", open_to=FACILITATORS)
class EditWorkshop(Command):
    title: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET


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


@command("person.admit", open_to=NOBODY, any_time=True)
class AdmitPerson(Command):
    role: Role
    sector: str = ""


@command("person.remove", open_to=FACILITATORS)
class RemovePerson(Command):
    person: int


@command("screen.show", open_to=FACILITATORS, any_time=True)
class ShowOnScreen(Command):
    """What the projector shows: `follow` the current stage, or one thing until told otherwise."""

    view: ScreenView
    stage: int | None = None


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


# ---- Events


@event("workshop.created")
class WorkshopCreated(Event):
    title: str
    purpose: str = ""
    sectors: list[str] = msgspec.field(default_factory=list)


@event("workshop.edited")
class WorkshopEdited(Event):
    title: str
    purpose: str = ""


@event("workshop.opened")
class WorkshopOpened(Event):
    pass


@event("workshop.paused")
class WorkshopPaused(Event):
    pass


@event("workshop.resumed")
class WorkshopResumed(Event):
    pass


@event("workshop.closed")
class WorkshopClosed(Event):
    left_parked: int = 0


@event("person.joined")
class PersonJoined(Event):
    role: Role
    sector: str = ""


@event("person.removed")
class PersonRemoved(Event):
    person: int


@event("screen.shown")
class ScreenShown(Event):
    view: ScreenView
    stage: int | None = None


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
    """`responded`: who answered in secret. What they answered stands elsewhere, unsigned."""

    stage: int
    responded: list[int] = msgspec.field(default_factory=list)


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
        case CreateWorkshop(title, purpose, sectors):
            yield WorkshopCreated(
                worded(title, TITLE_LENGTH), worded_or_empty(purpose, DETAIL_LENGTH), each_worded(sectors, 60)
            )
        case EditWorkshop(title, purpose):
            workshop = the_workshop(state)
            yield WorkshopEdited(
                workshop.title if title is UNSET else worded(title, TITLE_LENGTH),
                workshop.purpose if purpose is UNSET else worded_or_empty(purpose, DETAIL_LENGTH),
            )
        case OpenWorkshop():
            ensure_state(the_workshop(state), WorkshopState.DRAFT)
            yield WorkshopOpened()
        case PauseWorkshop():
            ensure_state(the_workshop(state), WorkshopState.OPEN)
            yield WorkshopPaused()
        case ResumeWorkshop():
            ensure_state(the_workshop(state), WorkshopState.PAUSED)
            yield WorkshopResumed()
        case CloseWorkshop():
            for stage in state.all(Stage):
                if stage.state in ONGOING:
                    yield closed(state, stage)
        case AdmitPerson(role, sector):
            ensure_sector(state, sector)
            yield PersonJoined(role, sector)
        case RemovePerson(number):
            found = state.find(Person, number)
            if found.role is Role.FACILITATOR:
                raise Refused("A facilitator cannot be removed here. Ask the organiser.", "not-allowed")
            if found.is_here:
                yield PersonRemoved(number)
        case ShowOnScreen(view, stage):
            if stage is not None:
                state.find(Stage, stage)
            yield ScreenShown(view, stage)
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
            stage = state.find(Stage, number)
            merged = {**msgspec.to_builtins(stage.settings), **settings}
            yield StageEdited(
                number,
                stage.title if title is UNSET else worded(title, TITLE_LENGTH),
                stage.instruction if instruction is UNSET else worded_or_empty(instruction, DETAIL_LENGTH),
                settings_of(state, stage.activity, merged, before=None),
            )
        case MoveStage(number, after):
            state.find(Stage, number)
            ensure_after(state, after)
            if after == number:
                raise Refused("A stage cannot follow itself. Choose another place.", "not-allowed")
            yield StageMoved(number, after)
        case RemoveStage(number):
            ensure_stage(state.find(Stage, number), StageState.DRAFT)
            if any(getattr(other.settings, "of", None) == number for other in state.all(Stage)):
                raise Refused("Another stage works on this one. Remove that one first.", "not-allowed")
            yield StageRemoved(number)
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
            yield StageTimed(number, now + seconds if seconds else None)
        case SayDone(number, done):
            ensure_stage(state.find(Stage, number), StageState.OPEN, StageState.LOCKED)
            if done != (number in person.done):
                yield StageDone(number, done)


def finish(state: State, command: CloseWorkshop) -> Iterator[Event]:
    """What follows when every activity agreed to the closing."""
    left = sum(record.kind == "parked" and getattr(record, "is_open", False) for record in state)
    if left and not command.anyway:
        raise Refused(
            "{left} things are still parked. Say what becomes of each, or close anyway.",
            "still-parked",
            left=left,
        )
    yield WorkshopClosed(left)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event of the workshop change the state."""
    workshop = state.get(Workshop, 1)
    match entry.event:
        case WorkshopCreated(title, purpose, sectors):
            state.add(Workshop(seq=entry.seq, title=title, purpose=purpose, sectors=sectors))
        case WorkshopEdited(title, purpose):
            state.change(the_workshop(state), title=title, purpose=purpose)
        case WorkshopOpened():
            state.change(the_workshop(state), state=WorkshopState.OPEN, opened_at=entry.at)
        case WorkshopPaused():
            state.change(the_workshop(state), state=WorkshopState.PAUSED, paused_at=entry.at)
        case WorkshopResumed():
            resume(state, entry.at)
        case WorkshopClosed():
            state.change(the_workshop(state), state=WorkshopState.CLOSED, closed_at=entry.at)
        case PersonJoined(role, sector):
            state.add(Person(seq=entry.seq, role=role, sector=sector))
            state.touch(workshop, *ongoing(state))
        case PersonRemoved(number):
            state.change(state.find(Person, number), is_here=False)
            state.touch(workshop, *ongoing(state))
        case ScreenShown(view, shown):
            state.change(the_workshop(state), screen=view, screen_stage=shown)
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
            the_workshop(state).stages.remove(number)
            state.touch(workshop, state.find(Stage, number))
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
        case StageClosed(number, responded):
            close(state, state.find(Stage, number), entry.at, len(responded))
        case StageReopened(number):
            stage = state.find(Stage, number)
            state.change(stage, state=StageState.OPEN, round=stage.round + 1, timer_ends=None)
            state.change(the_workshop(state), current=number)
        case StageTimed(number, ends):
            state.change(state.find(Stage, number), timer_ends=ends)
        case StageDone(number, done):
            say_done(state, state.find(Stage, number), state.find(Person, entry.by or 0), done)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing."""
    match record:
        case Workshop():
            return show_workshop(state, record)
        case Stage():
            return show_stage(state, record, eyes)
        case Person():
            return show_person(state, record, eyes)
    return None


def show_workshop(state: State, workshop: Workshop) -> dict[str, Any]:
    return {
        "title": workshop.title,
        "purpose": workshop.purpose,
        "sectors": workshop.sectors,
        "state": workshop.state,
        "stages": workshop.stages,
        "current": workshop.current,
        "people": sum(p.is_here and p.role is Role.PARTICIPANT for p in state.all(Person)),
        "screen": {"view": workshop.screen, "stage": workshop.screen_stage},
        "opened": workshop.opened_at,
        "closed": workshop.closed_at,
    }


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
        "done": len(stage.done),
    }
    return shown | state.activities[stage.activity].show_stage(state, stage, eyes)


def settings_shown(stage: Stage, eyes: Eyes) -> dict[str, Any]:
    """How a stage is set; before it opens, others only see how long it is to take."""
    if stage.state is StageState.DRAFT and not eyes.facilitate:
        return {"minutes": stage.settings.minutes}
    shown: dict[str, Any] = msgspec.to_builtins(stage.settings)
    return shown


def show_person(state: State, person: Person, eyes: Eyes) -> dict[str, Any] | None:
    """A person: all to facilitators and themselves; to others only where their name is borne (V8)."""
    named = state.names.get(person.seq)
    shown: dict[str, Any] = {
        "name": named.name if named else "",
        "sector": person.sector,
        "role": person.role,
    }
    if eyes.person == person.seq:
        return shown | {
            "organisation": named.organisation if named else "",
            "done": sorted(person.done),
            "acknowledged": sorted(person.acknowledged),
            "here": person.is_here,
        }
    if eyes.facilitate:
        return shown | {
            "organisation": named.organisation if named else "",
            "here": person.is_here,
            "turns": person.turns,
        }
    return shown if is_named_to(state, person, eyes) else None


# ---- Helpers

ONGOING = (StageState.OPEN, StageState.LOCKED, StageState.REVEALED)


def the_workshop(state: State) -> Workshop:
    return state.find(Workshop, 1)


def ongoing(state: State) -> list[Stage]:
    """The stages that run. Only these may show a number that depends on who is here."""
    return [stage for stage in state.all(Stage) if stage.state in ONGOING]


def ensure_allowed(state: State, command: Command, person: Person) -> None:
    """Refuse what this person's role, or the state of the workshop, does not permit (P1)."""
    if not person.is_here:
        raise Refused("You were removed from this workshop, so nothing more can be sent.", "removed")
    if person.role not in command.open_to:
        raise Refused("Your role in this workshop does not include this.", "not-allowed")
    workshop = state.get(Workshop, 1)
    if workshop is None or command.any_time:
        return
    if workshop.state is WorkshopState.CLOSED:
        raise Refused("The workshop is closed. It can be read in its archive.", "workshop-closed")
    if person.role is Role.PARTICIPANT and workshop.state is WorkshopState.PAUSED:
        raise Refused("The workshop is paused. Wait until it goes on.", "workshop-paused")
    if person.role is Role.PARTICIPANT and workshop.state is WorkshopState.DRAFT:
        raise Refused("The workshop has not begun yet. Wait for the facilitator.", "workshop-draft")


def ensure_state(workshop: Workshop, *allowed: WorkshopState) -> None:
    if workshop.state not in allowed:
        raise Refused(
            "The workshop is {state} now, so this is not possible.", "workshop-state", state=workshop.state
        )


def ensure_running(state: State) -> None:
    if the_workshop(state).state is WorkshopState.DRAFT:
        raise Refused("The workshop is not open yet. Open it first.", "workshop-draft")


def ensure_stage(stage: Stage, *allowed: StageState) -> None:
    if stage.state not in allowed:
        raise Refused("This stage is {state} now, so this is not possible.", "stage-state", state=stage.state)


def ensure_open(stage: Stage, now: float) -> None:
    """Refuse what comes before a stage opens, after it is locked, or after the bell and its grace."""
    if stage.is_open(now):
        return
    if stage.state is StageState.OPEN:
        raise Refused("The time for this stage is over. Ask the facilitator for more.", "time-over")
    if stage.state is StageState.DRAFT:
        raise Refused("This stage has not begun yet. Wait for the facilitator.", "stage-draft")
    if stage.state is StageState.LOCKED:
        raise Refused("This stage is locked at the moment. Wait until it is open again.", "stage-locked")
    raise Refused("This stage is over, so nothing can be added to it.", "stage-closed")


def ensure_not_frozen(state: State, *numbers: int) -> None:
    """Refuse to change what people are voting on (B3)."""
    if state.frozen.intersection(numbers):
        raise Refused("People are voting on this. Wait until the vote is revealed or closed.", "frozen")


def ensure_after(state: State, after: int | None) -> None:
    if after is not None:
        state.find(Stage, after)


def ensure_sector(state: State, sector: str) -> None:
    if sector and sector not in the_workshop(state).sectors:
        raise Refused("Choose where you stand from the list.", "unknown-sector")


def settings_of(state: State, activity: str, given: dict[str, Any], before: int | None) -> dict[str, Any]:
    """Settings as they are kept: known, of the right type, and with `of` filled in."""
    module = state.activities.get(activity)
    if module is None:
        raise Refused("There is no activity called {activity}.", "unknown-activity", activity=activity)
    unknown = sorted(set(given) - set(module.Settings.__struct_fields__))
    if unknown:
        raise Refused("There is no setting called {key} here.", "unknown-setting", key=unknown[0])
    try:
        settings: Settings = msgspec.convert(given, module.Settings)
    except msgspec.ValidationError as error:
        raise Refused("A setting cannot be read: {error}.", "wrong-setting", error=error) from None
    if settings.fits():
        settings = msgspec.structs.replace(settings, of=source_of(state, settings, before))
    kept: dict[str, Any] = msgspec.to_builtins(settings)
    return kept


def source_of(state: State, settings: Settings, before: int | None) -> int:
    """The stage this one works on: the one named, or the nearest earlier one that fits."""
    order = the_workshop(state).stages
    earlier = order[: order.index(before) + 1] if before is not None else order
    named = getattr(settings, "of", None)
    for number in [named] if named is not None else reversed(earlier):
        stage = state.find(Stage, number)
        if stage.activity in settings.fits():
            return number
    raise Refused(
        "This stage needs an earlier one to work on: {kinds}. Add that first.",
        "nothing-to-work-on",
        kinds=", ".join(settings.fits()),
    )


def closed(state: State, stage: Stage) -> StageClosed:
    return StageClosed(stage.seq, sorted(state.responded(stage.seq)))


def resume(state: State, at: float) -> None:
    """Running timers get back the time that the pause took."""
    workshop = the_workshop(state)
    paused = at - (workshop.paused_at or at)
    for stage in state.all(Stage):
        if stage.timer_ends:
            state.change(stage, timer_ends=stage.timer_ends + paused)
    state.change(workshop, state=WorkshopState.OPEN, paused_at=None)


def place(state: State, number: int, after: list[int]) -> None:
    workshop = the_workshop(state)
    stages = [s for s in workshop.stages if s != number]
    stages.insert(stages.index(after[0]) + 1 if after else 0, number)
    state.change(workshop, stages=stages)


def close(state: State, stage: Stage, at: float, responded: int) -> None:
    """Close a stage, keep how many answered in secret, and forget whose the answers were."""
    for record in list(state):
        if getattr(record, "stage", None) == stage.seq and record.by is None:
            state.touch(record)
    # A fold begins with the owners of today, and those of a later round are still needed.
    owners = state.owners.pop(stage.seq, {})
    state.owners[stage.seq] = {seq: owner for seq, owner in owners.items() if seq > state.seq}
    state.change(stage, state=StageState.CLOSED, closed_at=at, timer_ends=None, responded=responded)


def say_done(state: State, stage: Stage, person: Person, done: bool) -> None:
    if done:
        stage.done.add(person.seq)
        person.done.add(stage.seq)
    else:
        stage.done.discard(person.seq)
        person.done.discard(stage.seq)
    state.touch(stage, person)


def is_named_to(state: State, person: Person, eyes: Eyes) -> bool:
    """Does anything this audience sees bear the person's name?"""
    for record in state.signed.get(person.seq, {}).values():
        shown = show_record(state, record, eyes)
        if shown and person.seq in (shown.get("by"), shown.get("owner"), shown.get("accepts")):
            return True
    return False


def show_record(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """Any record as one audience may see it, by the activity whose it is.

    What a stage holds is the facilitators' alone until the stage is first opened.
    """
    stage = state.get(Stage, getattr(record, "stage", None))
    if stage and stage.state is StageState.DRAFT and not eyes.facilitate:
        return None
    shown: dict[str, Any] | None = state.homes[type(record)].show(state, record, eyes)
    return shown
