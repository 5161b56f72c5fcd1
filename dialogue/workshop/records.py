"""What a workshop is made of: the workshop itself and the stages of its run sheet.

Here are the records alone, so that every part of a workshop can speak of every other.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal

import msgspec

from dialogue.kernel import Person, Record, Role, Settings, State

# A phone on a slow network may still deliver what was written before the bell.
GRACE = 10

ScreenView = Literal["follow", "lobby", "stage", "rules", "map"]


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
    REMOVED = "removed"


ONGOING = (StageState.OPEN, StageState.LOCKED, StageState.REVEALED)


class Workshop(Record, kw_only=True):
    """What people attend. There is one, and its seq is 1."""

    kind: ClassVar[str] = "workshop"
    title: str
    purpose: str = ""
    sectors: list[str] = msgspec.field(default_factory=list)
    languages: list[str] = msgspec.field(default_factory=list)
    state: WorkshopState = WorkshopState.DRAFT
    stages: list[int] = msgspec.field(default_factory=list)
    current: int | None = None
    screen: ScreenView = "follow"
    screen_stage: int | None = None
    opened_at: float | None = None
    paused_at: float | None = None
    closed_at: float | None = None
    seal: str = ""
    sealed: int = 0
    entry: str = "open"
    door: Literal["open", "locked"] = "open"


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


def the_workshop(state: State) -> Workshop:
    return state.find(Workshop, 1)


def participants_here(state: State) -> list[Person]:
    """Those who take part and were not removed, whether or not they are connected."""
    return [p for p in state.all(Person) if p.is_here and p.role is Role.PARTICIPANT]


def ongoing(state: State) -> list[Stage]:
    """The stages that run. Only these may show a number that depends on who is here."""
    return [stage for stage in state.all(Stage) if stage.state in ONGOING]
