"""Board: people add notes under a question.

The log knows who wrote each note, unless the stage is anonymous. Whether anyone else may
see a note, or its author, is decided in `show`, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from dialogue.activities.board.notes import add_note, edit_note, recount, translate_note, worded_in
from dialogue.activities.board.records import (
    Board,
    Note,
    NoteState,
    Settings,
    find_board,
    in_quarantine,
    notes_of,
    restored_state,
    stage_of,
    to_quarantine,
    visibility_of,
)
from dialogue.activities.board.rules import (
    ensure_can_build_on,
    ensure_hides_nothing,
    ensure_may_add,
    ensure_may_change,
    ensure_may_restore,
    ensure_may_translate,
    ensure_same_questions,
)
from dialogue.activities.board.shown import may_see, show_board, show_note, show_stage
from dialogue.activities.identity import ensure_not_loosened, signed
from dialogue.activities.tongues import code_of
from dialogue.kernel import (
    FACILITATORS,
    PARTICIPANTS,
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
from dialogue.workshop import (
    ONGOING,
    AddStage,
    EditStage,
    PersonErased,
    ReadmitPerson,
    RemovePerson,
    Stage,
    StageEdited,
    StageRevealed,
    StageState,
    ensure_open,
    ensure_stage,
)

__all__ = [
    "NAME",
    "QUESTION_LENGTH",
    "RECORDS",
    "AddBoard",
    "AddNote",
    "Board",
    "BoardAdded",
    "BoardEdited",
    "BoardRemoved",
    "EditBoard",
    "EditNote",
    "HideNote",
    "Note",
    "NoteAdded",
    "NoteEdited",
    "NoteHidden",
    "NoteReleased",
    "NoteRemoved",
    "NoteRestored",
    "NoteState",
    "NoteTranslated",
    "NotesQuarantined",
    "NotesReadmitted",
    "ReleaseAll",
    "ReleaseNote",
    "RemoveBoard",
    "RemoveNote",
    "RestoreNote",
    "Settings",
    "TranslateNote",
    "decide",
    "ensure_may_add",
    "evolve",
    "may_see",
    "notes_of",
    "show",
    "show_note",
    "show_stage",
    "visibility_of",
]

NAME = "board"

QUESTION_LENGTH = 200

TRANSLATION_LENGTH = 1_000
"""Some languages need three times the letters of others."""

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


@command("note.add", open_to=PARTICIPANTS, words="text")
class AddNote(Command):
    """`language`: the one that the author's page is in, kept where the letters of the text agree."""

    board: int
    text: str
    on: int | None = None
    language: str = ""


@command("note.edit", open_to=PARTICIPANTS, words="text")
class EditNote(Command):
    note: int
    text: str
    language: str = ""


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


@command("note.release_all", open_to=FACILITATORS)
class ReleaseAll(Command):
    """Show every note that is held, of one stage or of all."""

    stage: int | None = None


@command("note.translate", open_to=FACILITATORS)
class TranslateNote(Command):
    """Put a note into another language, beside its own words. An empty text takes a translation away."""

    note: int
    language: str
    text: str


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
    language: str = ""


@event("note.edited", words="text")
class NoteEdited(Event):
    note: int
    text: str
    language: str = ""


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


@event("note.quarantined")
class NotesQuarantined(Event):
    """The signed notes of somebody who was removed are hidden until they are readmitted."""

    person: int
    notes: list[int]


@event("note.readmitted")
class NotesReadmitted(Event):
    """What was hidden with its author's removal, and was not shown again meanwhile, is as it was before."""

    person: int
    notes: list[int]


@event("note.translated", words="text", of="note")
class NoteTranslated(Event):
    """Without a text, the translation into this language was taken away."""

    note: int
    language: str
    text: str


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case AddStage(settings=settings):
            for question in each_worded(settings.get("questions", []), QUESTION_LENGTH):
                yield BoardAdded(state.next, question)
        case EditStage(number, settings=settings):
            ensure_same_questions(state.find(Stage, number), settings)
            ensure_not_loosened(state.find(Stage, number), settings)
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
                raise Refused(
                    "There are notes under this question, so it cannot be removed. Change its words instead.",
                    "not-empty",
                )
            yield BoardRemoved(number)
        case AddNote(number, text, on, language):
            board = find_board(state, number)
            stage = state.find(Stage, board.stage)
            ensure_open(stage, now)
            ensure_can_build_on(state, on, board, person)
            text, language = worded_in(stage, text, language)
            yield signed(stage, NoteAdded(number, text, on, language=language))
        case EditNote(number, text, language):
            note = state.find(Note, number)
            stage = ensure_may_change(state, note, person, now)
            edited = NoteEdited(number, *worded_in(stage, text, language))
            if (edited.text, edited.language) != (note.text, note.language):
                yield signed(stage, edited)
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
        case ReleaseAll(number):
            for note in state.all(Note):
                if note.state is NoteState.HELD and number in (None, note.stage):
                    yield NoteReleased(note.seq)
        case RemovePerson(number, "quarantine"):
            if notes := to_quarantine(state, number):
                yield NotesQuarantined(number, notes)
        case ReadmitPerson(number):
            if notes := in_quarantine(state, number):
                yield NotesReadmitted(number, notes)
        case TranslateNote(number, language, text):
            note, language = state.find(Note, number), code_of(language)
            text = worded_or_empty(text, TRANSLATION_LENGTH)
            ensure_may_translate(note, language, text)
            if note.translations.get(language, "") != text:
                yield NoteTranslated(number, language, text)


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
        case NoteEdited():
            edit_note(state, state.find(Note, entry.event.note), entry.event)
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
            state.change(note, state=NoteState.SHOWN, reason="", quarantined=None)
            recount(state, note)
        case NotesQuarantined(_, notes):
            for note in map(partial(state.find, Note), notes):
                state.change(note, state=NoteState.HIDDEN, quarantined=note.state)
                recount(state, note)
        case NotesReadmitted(_, notes):
            for note in map(partial(state.find, Note), notes):
                state.change(note, state=note.quarantined or note.state, quarantined=None)
                recount(state, note)
        case NoteTranslated(number, language, text):
            translate_note(state, state.find(Note, number), language, text)
        case PersonErased(_, remains):
            for note in filter(None, (state.get(Note, seq) for seq in remains)):
                state.change(note, text="", erased=True, language="", translations={})
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
