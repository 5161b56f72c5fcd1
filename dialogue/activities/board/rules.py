"""What people may not do on a board, and what each is told."""

from __future__ import annotations

from typing import Any

from dialogue.activities.board.records import Board, Note, NoteState, Settings, notes_of, visibility_of
from dialogue.activities.board.shown import may_see, show_note
from dialogue.activities.tongues import is_same, told_by_letters
from dialogue.kernel import Audience, Eyes, Person, Refused, State
from dialogue.workshop import Stage, StageState, ensure_not_frozen, ensure_open, ensure_stage, is_changed

MOST_TRANSLATIONS = 12


def ensure_same_questions(stage: Stage, settings: dict[str, Any]) -> None:
    """The setting says what a board begins with; from then on each question is a record."""
    if is_changed(stage, settings, "questions"):
        raise Refused(
            "Questions are changed one by one. Use board.add, board.edit or board.remove.", "one-by-one"
        )


def ensure_may_add(stage: Stage) -> None:
    if not isinstance(stage.settings, Settings):
        raise Refused(
            "People cannot write under questions in this stage. Choose a stage of the kind “Question board”.",
            "wrong-stage",
        )
    ensure_stage(stage, StageState.DRAFT, StageState.OPEN, StageState.LOCKED)


def ensure_hides_nothing(state: State, stage: Stage, settings: dict[str, Any]) -> None:
    """What people have seen is never hidden again by a change of settings."""
    if settings.get("visibility", visibility_of(stage)) == visibility_of(stage):
        return
    everyone = Eyes(Audience.PARTICIPANT)
    fresh = [n for n in notes_of(state, stage.seq) if n.round > stage.revealed_round and not n.seeded]
    if any(may_see(state, note, everyone) for note in fresh):
        raise Refused(
            "People have already seen these notes, so you cannot hide them again. Add a new "
            "question board instead.",
            "seen-already",
        )


def ensure_can_build_on(state: State, on: int | None, board: Board, person: Person) -> None:
    """A note builds on one that its author can see, on the same board, one level deep."""
    if on is None:
        return
    note = state.get(Note, on)
    shown = show_note(state, note, person.eyes) if note else None
    if note is None or shown is None or note.board != board.seq:
        raise Refused("The note you want to build on is no longer here. Write a separate note.", "not-found")
    if note.on is not None:
        raise Refused(
            "That note already builds on another note. Build on the first note instead.", "too-deep"
        )


def ensure_may_translate(note: Note, language: str, text: str) -> None:
    """Refuse translating what nobody reads, or what by its letters is in that language already. Taking a
    translation away is never refused.
    """
    if note.state is NoteState.REMOVED:
        raise Refused("This is no longer here. The page now shows the newest state.", "not-found")
    if not language:
        raise Refused("Choose the language of the translation first.", "no-language")
    if not text:
        return
    if note.state is NoteState.HIDDEN:
        raise Refused("This note is hidden. Show it again before you translate it.", "hidden")
    if note.erased:
        raise Refused("The words of this note were erased, so nobody can translate them.", "erased")
    # Not by what the author's page was in: people write in one language on a page in another.
    own = told_by_letters(note.text)
    if own and is_same(own, language):
        raise Refused("This note is in this language already. Choose another language.", "own-language")
    if language not in note.translations and len(note.translations) >= MOST_TRANSLATIONS:
        raise Refused(
            "A note can have {most} translations. Remove one of them first.",
            "too-many",
            most=MOST_TRANSLATIONS,
        )


def ensure_author(state: State, note: Note, person: Person) -> None:
    """Refuse everybody but the author, without saying whether the note is there at all."""
    if state.owner_of(note) == person.seq:
        return
    if may_see(state, note, Eyes(Audience.PARTICIPANT)):
        raise Refused(
            "You did not write this note, so you cannot change it. Write a new note instead.", "not-yours"
        )
    raise Refused("This is no longer here. The page now shows the newest state.", "not-found")


def ensure_may_change(state: State, note: Note, person: Person, now: float) -> Stage:
    ensure_author(state, note, person)
    stage = state.find(Stage, note.stage)
    ensure_open(stage, now)
    ensure_not_frozen(state, note.seq)
    if note.state is NoteState.REMOVED:
        raise Refused("You removed this note. Restore it first.", "removed")
    return stage


def ensure_may_restore(state: State, note: Note, person: Person, now: float) -> Stage:
    ensure_author(state, note, person)
    stage = state.find(Stage, note.stage)
    ensure_open(stage, now)
    if note.state is not NoteState.REMOVED:
        raise Refused("This note was not removed. You do not need to restore it.", "not-removed")
    return stage
