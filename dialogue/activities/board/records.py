"""Boards and the notes under them, and what can be asked of either."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from dialogue.activities.identity import Identity, is_anonymous
from dialogue.kernel import Record, Refused, State
from dialogue.kernel import Settings as BaseSettings
from dialogue.workshop import Stage

Visibility = Literal["all", "own", "facilitators"]


class Settings(BaseSettings):
    """`visibility`: who sees a note while the board is open. `own` is until it is revealed,
    `facilitators` until a facilitator releases it. `identity`: what a note says of its author.
    """

    questions: Annotated[list[str], Meta(max_length=20)] = msgspec.field(default_factory=list)
    visibility: Visibility = "all"
    identity: Identity = "sector"


class NoteState(StrEnum):
    SHOWN = "shown"
    HELD = "held"
    HIDDEN = "hidden"
    REMOVED = "removed"


class Board(Record, kw_only=True):
    kind: ClassVar[str] = "board"
    stage: int
    question: str
    notes: set[int] = msgspec.field(default_factory=set)
    removed: bool = False


class Note(Record, kw_only=True):
    """A note. One that is `seeded` was brought along by whoever led: it is nobody's words here.

    `language`: of its words, as their author says. `translations`: its words in other languages, by the
    code of each; of an earlier wording there are none, for whoever rewords a note may want it gone.
    `quarantined`: the state it had when it was hidden because its author was removed.
    """

    kind: ClassVar[str] = "note"
    stage: int
    board: int
    text: str
    at: float
    round: int
    identity: Identity
    on: int | None = None
    cluster: int | None = None
    state: NoteState = NoteState.SHOWN
    reason: str = ""
    edited: bool = False
    erased: bool = False
    was_hidden: bool = False
    seeded: bool = False
    quarantined: NoteState | None = None
    language: str = ""
    translations: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def is_aside(self) -> bool:
        return self.seeded


def find_board(state: State, number: int) -> Board:
    board = state.find(Board, number)
    if board.removed:
        raise Refused("This question was removed. Choose another one.", "not-found")
    return board


def stage_of(state: State, board: Board) -> Stage:
    return state.find(Stage, board.stage)


def notes_of(state: State, stage: int) -> list[Note]:
    return [note for note in state.all(Note) if note.stage == stage]


def is_counted(note: Note) -> bool:
    return note.state in (NoteState.SHOWN, NoteState.HELD)


def visibility_of(stage: Stage) -> Visibility:
    return getattr(stage.settings, "visibility", "all")


def first_state(stage: Stage) -> NoteState:
    return NoteState.HELD if visibility_of(stage) == "facilitators" else NoteState.SHOWN


def edited_state(state: State, note: Note) -> NoteState:
    """A facilitator released one wording; another is read again first."""
    return first_state(state.find(Stage, note.stage)) if note.state is NoteState.SHOWN else note.state


def restored_state(state: State, note: Note) -> NoteState:
    """What a facilitator hid does not come back by being removed and restored."""
    return NoteState.HIDDEN if note.was_hidden else first_state(state.find(Stage, note.stage))


def to_quarantine(state: State, person: int) -> list[int]:
    """The notes that a removal may hide: signed ones. To hide those of an anonymous stage would tell whose
    they are (P5).
    """
    return sorted(
        note.seq
        for note in state.signed.get(person, {}).values()
        if isinstance(note, Note)
        and is_counted(note)
        and not is_anonymous(state.find(Stage, note.stage), note.identity)
    )


def in_quarantine(state: State, person: int) -> list[int]:
    """The notes that the removal of somebody hid, and that nobody has shown again since."""
    notes = state.signed.get(person, {}).values()
    return sorted(note.seq for note in notes if isinstance(note, Note) and note.quarantined)
