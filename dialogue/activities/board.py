"""Board: people add notes under a question.

The log knows who wrote each note, unless the stage is anonymous. Whether anyone else may
see a note, or its author, is decided in `show`, and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import msgspec
from msgspec import Meta

from dialogue.activities.identity import Identity, bylined, identity_of, is_loosened, signed
from dialogue.kernel import (
    FACILITATORS,
    PARTICIPANTS,
    Audience,
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
from dialogue.kernel import Settings as BaseSettings
from dialogue.workshop import (
    ONGOING,
    AddStage,
    EditStage,
    PersonErased,
    Stage,
    StageEdited,
    StageRevealed,
    StageState,
    ensure_not_frozen,
    ensure_open,
    ensure_stage,
    is_changed,
    participants_here,
)

NAME = "board"

Visibility = Literal["all", "own", "facilitators"]
QUESTION_LENGTH = 200


# ---- State


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
    """A note. One that is `seeded` was brought along by whoever led: it is nobody's words here."""

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


RECORDS = (Board, Note)


# ---- Commands


@command("board.add", open_to=FACILITATORS)
class AddBoard(Command):
    stage: int
    question: str


@command("board.edit", open_to=FACILITATORS)
class EditBoard(Command):
    board: int
    question: str


@command("board.remove", open_to=FACILITATORS)
class RemoveBoard(Command):
    """Take away a question nobody has written under."""

    board: int


@command("note.add", open_to=PARTICIPANTS)
class AddNote(Command):
    board: int
    text: str
    on: int | None = None


@command("note.edit", open_to=PARTICIPANTS)
class EditNote(Command):
    note: int
    text: str


@command("note.remove", open_to=PARTICIPANTS)
class RemoveNote(Command):
    note: int


@command("note.restore", open_to=PARTICIPANTS)
class RestoreNote(Command):
    note: int


@command("note.hide", open_to=FACILITATORS)
class HideNote(Command):
    note: int
    reason: str = ""


@command("note.release", open_to=FACILITATORS)
class ReleaseNote(Command):
    note: int


# ---- Events


@event("board.added")
class BoardAdded(Event):
    stage: int
    question: str


@event("board.edited")
class BoardEdited(Event):
    board: int
    question: str


@event("board.removed")
class BoardRemoved(Event):
    board: int


@event("note.added", words="text")
class NoteAdded(Event):
    board: int
    text: str
    on: int | None = None
    seeded: bool = False


@event("note.edited", words="text")
class NoteEdited(Event):
    note: int
    text: str


@event("note.removed")
class NoteRemoved(Event):
    note: int


@event("note.restored")
class NoteRestored(Event):
    note: int


@event("note.hidden")
class NoteHidden(Event):
    note: int
    reason: str = ""


@event("note.released")
class NoteReleased(Event):
    note: int


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case AddStage(settings=settings):
            for question in each_worded(settings.get("questions", []), QUESTION_LENGTH):
                yield BoardAdded(state.next, question)
        case EditStage(number, settings=settings):
            ensure_same_questions(state.find(Stage, number), settings)
            ensure_may_loosen(state, state.find(Stage, number), settings)
            ensure_hides_nothing(state, state.find(Stage, number), settings)
        case AddBoard(number, question):
            ensure_may_add(state.find(Stage, number))
            yield BoardAdded(number, worded(question, QUESTION_LENGTH))
        case EditBoard(number, question):
            ensure_stage(stage_of(state, find_board(state, number)), StageState.DRAFT, *ONGOING)
            yield BoardEdited(number, worded(question, QUESTION_LENGTH))
        case RemoveBoard(number):
            ensure_stage(stage_of(state, find_board(state, number)), StageState.DRAFT, *ONGOING)
            if find_board(state, number).notes:
                raise Refused("People have written under this question. Reword it instead.", "not-empty")
            yield BoardRemoved(number)
        case AddNote(number, text, on):
            board = find_board(state, number)
            stage = state.find(Stage, board.stage)
            ensure_open(stage, now)
            ensure_can_build_on(state, on, board, person)
            yield signed(stage, NoteAdded(number, worded(text), on))
        case EditNote(number, text):
            stage = ensure_may_change(state, state.find(Note, number), person, now)
            yield signed(stage, NoteEdited(number, worded(text)))
        case RemoveNote(number):
            stage = ensure_may_change(state, state.find(Note, number), person, now)
            yield signed(stage, NoteRemoved(number))
        case RestoreNote(number):
            stage = ensure_may_restore(state, state.find(Note, number), person, now)
            yield signed(stage, NoteRestored(number))
        case HideNote(number, reason):
            if state.find(Note, number).state in (NoteState.SHOWN, NoteState.HELD):
                yield NoteHidden(number, worded_or_empty(reason))
        case ReleaseNote(number):
            if state.find(Note, number).state in (NoteState.HELD, NoteState.HIDDEN):
                yield NoteReleased(number)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the boards and their notes."""
    match entry.event:
        case BoardAdded(stage, question):
            state.add(Board(seq=entry.seq, stage=stage, question=question))
            state.touch(state.find(Stage, stage))
        case BoardEdited(number, question):
            state.change(state.find(Board, number), question=question)
        case BoardRemoved(number):
            state.change(state.find(Board, number), removed=True)
        case NoteAdded():
            add_note(state, entry, entry.event)
        case NoteEdited(number, text):
            note = state.find(Note, number)
            state.change(note, text=text, edited=True, state=edited_state(state, note))
        case NoteRemoved(number):
            note = state.find(Note, number)
            state.change(note, state=NoteState.REMOVED, was_hidden=note.state is NoteState.HIDDEN)
            recount(state, note)
        case NoteRestored(number):
            note = state.find(Note, number)
            state.change(note, state=restored_state(state, note))
            recount(state, note)
        case NoteHidden(number, reason):
            note = state.find(Note, number)
            state.change(note, state=NoteState.HIDDEN, reason=reason)
            recount(state, note)
        case NoteReleased(number):
            note = state.find(Note, number)
            state.change(note, state=NoteState.SHOWN, reason="")
            recount(state, note)
        case PersonErased(_, remains):
            for note in filter(None, (state.get(Note, seq) for seq in remains)):
                state.change(note, text="", erased=True)
        case StageEdited(number) | StageRevealed(number):
            for note in notes_of(state, number):
                state.touch(note)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing."""
    match record:
        case Board():
            return show_board(state, record, eyes)
        case Note():
            return show_note(state, record, eyes)
    return None


def show_stage(state: State, stage: Stage, eyes: Eyes) -> dict[str, Any]:
    """How many wrote; to facilitators also how many of each sector have not."""
    count = count_of(state, stage.seq)
    # Whose anonymous notes are is forgotten at the close; how many wrote is not.
    writers = max(len(count.wrote), stage.responded)
    shown: dict[str, Any] = {"writers": writers, "notes": sum(map(len, count.notes.values()))}
    if eyes.facilitate and stage.state in ONGOING and identity_of(stage) != "anonymous":
        quiet = Counter(p.sector for p in participants_here(state) if p.seq not in count.wrote)
        shown["quiet"] = dict(sorted(quiet.items()))
    return shown


def show_board(state: State, board: Board, eyes: Eyes) -> dict[str, Any] | None:
    if board.removed:
        return None
    authors = count_of(state, board.stage).notes.get(board.seq, [])
    return {
        "stage": board.stage,
        "question": board.question,
        "notes": len(authors),
        "writers": len(set(authors) - {None}),
    }


def show_note(state: State, note: Note, eyes: Eyes) -> dict[str, Any] | None:
    """A note: its author always sees it, others when the stage and its state allow."""
    mine = eyes.person is not None and not note.seeded and state.owner_of(note) == eyes.person
    if not mine and not may_see(state, note, eyes):
        return None
    shown: dict[str, Any] = {"board": note.board, "text": note.text, "at": int(note.at)}
    if note.cluster is not None:
        shown["cluster"] = note.cluster
    if note.on is not None:
        shown["on"] = note.on
    if note.edited:
        shown["edited"] = True
    if note.erased:
        shown["erased"] = True
    if note.seeded:
        shown["seeded"] = True
    if note.state is not NoteState.SHOWN:
        shown["state"] = note.state
        shown["reason"] = note.reason
    if mine:
        shown["mine"] = True
    return shown | bylined(state, state.find(Stage, note.stage), note.identity, note.by)


def may_see(state: State, note: Note, eyes: Eyes) -> bool:
    """May somebody who did not write it see this note? What was brought along, everybody may."""
    if note.state is NoteState.REMOVED:
        return False
    if eyes.facilitate:
        return True
    if note.state is not NoteState.SHOWN:
        return False
    stage = state.find(Stage, note.stage)
    return note.seeded or visibility_of(stage) != "own" or note.round <= stage.revealed_round


# ---- Helpers


def find_board(state: State, number: int) -> Board:
    board = state.find(Board, number)
    if board.removed:
        raise Refused("This question was taken away. Choose another one.", "not-found")
    return board


def stage_of(state: State, board: Board) -> Stage:
    return state.find(Stage, board.stage)


def notes_of(state: State, stage: int) -> list[Note]:
    return [note for note in state.all(Note) if note.stage == stage]


def is_counted(note: Note) -> bool:
    return note.state in (NoteState.SHOWN, NoteState.HELD)


class Count(NamedTuple):
    """Who wrote in a stage, and for each board the author of every note that counts, where known."""

    wrote: set[int]
    notes: dict[int, list[int | None]]


def count_of(state: State, stage: int) -> Count:
    return state.once(f"{NAME}/{stage}", lambda: counted(state, stage))


def counted(state: State, stage: int) -> Count:
    count, owners = Count(set(), {}), state.owners.of(stage)
    for note in notes_of(state, stage):
        author = owners.get(note.seq) if note.by is None and not note.seeded else note.by
        if author is not None and note.state is not NoteState.REMOVED:
            count.wrote.add(author)
        if is_counted(note):
            count.notes.setdefault(note.board, []).append(author)
    return count


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


def add_note(state: State, entry: Entry, added: NoteAdded) -> None:
    board = state.find(Board, added.board)
    stage = state.find(Stage, board.stage)
    note = Note(
        seq=entry.seq,
        by=None if added.seeded else entry.by,
        at=entry.at,
        stage=stage.seq,
        board=board.seq,
        text=added.text,
        on=added.on,
        round=stage.round,
        identity=identity_of(stage),
        state=NoteState.SHOWN if added.seeded else first_state(stage),
        seeded=added.seeded,
    )
    state.add(note)
    board.notes.add(note.seq)
    recount(state, note)


def recount(state: State, note: Note) -> None:
    """Touch all that counts a note: its board, its cluster, its stage and those working on it."""
    stages = [s for s in state.all(Stage) if note.stage in (s.seq, getattr(s.settings, "of", None))]
    cluster = state.at(f"cluster/{note.cluster}") if note.cluster else None
    state.touch(state.find(Board, note.board), cluster, *stages)


def ensure_same_questions(stage: Stage, settings: dict[str, Any]) -> None:
    """The setting says what a board begins with; from then on each question is a record."""
    if is_changed(stage, settings, "questions"):
        raise Refused(
            "Questions are changed one by one: use board.add, board.edit or board.remove.", "one-by-one"
        )


def ensure_may_add(stage: Stage) -> None:
    if stage.activity != NAME:
        raise Refused("People do not write under questions in this stage. Choose a board.", "wrong-stage")
    ensure_stage(stage, StageState.DRAFT, StageState.OPEN, StageState.LOCKED)


def ensure_may_loosen(state: State, stage: Stage, settings: dict[str, Any]) -> None:
    """Identity may only be tightened once notes exist."""
    if notes_of(state, stage.seq) and is_loosened(stage, settings):
        raise Refused(
            "People wrote here trusting that less would be shown of them. It can only be tightened.",
            "identity-loosened",
        )


def ensure_hides_nothing(state: State, stage: Stage, settings: dict[str, Any]) -> None:
    """What people have seen is never hidden again by a change of settings."""
    if settings.get("visibility", visibility_of(stage)) == visibility_of(stage):
        return
    everyone = Eyes(Audience.PARTICIPANT)
    fresh = [n for n in notes_of(state, stage.seq) if n.round > stage.revealed_round and not n.seeded]
    if any(may_see(state, note, everyone) for note in fresh):
        raise Refused(
            "People have seen notes here, so they cannot be hidden again. Add another board instead.",
            "seen-already",
        )


def ensure_can_build_on(state: State, on: int | None, board: Board, person: Person) -> None:
    """A note builds on one that its author can see, on the same board, one level deep."""
    if on is None:
        return
    note = state.get(Note, on)
    shown = show_note(state, note, person.eyes) if note else None
    if note is None or shown is None or note.board != board.seq:
        raise Refused("The note you build on is not here. Write yours as a note of its own.", "not-found")
    if note.on is not None:
        raise Refused("That note builds on another already. Build on the first one.", "too-deep")


def ensure_author(state: State, note: Note, person: Person) -> None:
    """Refuse everybody but the author, without saying whether the note is there at all."""
    if state.owner_of(note) == person.seq:
        return
    if may_see(state, note, Eyes(Audience.PARTICIPANT)):
        raise Refused("Only the person who wrote a note can change it.", "not-yours")
    raise Refused("That is no longer here. The page has been brought up to date.", "not-found")


def ensure_may_change(state: State, note: Note, person: Person, now: float) -> Stage:
    ensure_author(state, note, person)
    stage = state.find(Stage, note.stage)
    ensure_open(stage, now)
    ensure_not_frozen(state, note.seq)
    if note.state is NoteState.REMOVED:
        raise Refused("You have removed this note. Restore it first.", "removed")
    return stage


def ensure_may_restore(state: State, note: Note, person: Person, now: float) -> Stage:
    ensure_author(state, note, person)
    stage = state.find(Stage, note.stage)
    ensure_open(stage, now)
    if note.state is not NoteState.REMOVED:
        raise Refused("This note is still there.", "not-removed")
    return stage
