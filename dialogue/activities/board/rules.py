"""What people may not do on a board, and what each is told."""

from __future__ import annotations

from typing import Any

from dialogue.activities.board.records import Board, Note, NoteState, Settings, notes_of, visibility_of
from dialogue.activities.board.shown import may_see, show_note
from dialogue.activities.identity import is_loosened
from dialogue.kernel import Audience, Eyes, Person, Refused, State
from dialogue.workshop import Stage, StageState, ensure_not_frozen, ensure_open, ensure_stage, is_changed


def ensure_same_questions(stage: Stage, settings: dict[str, Any]) -> None:
    """The setting says what a board begins with; from then on each question is a record."""
    if is_changed(stage, settings, "questions"):
        raise Refused(
            "Questions are changed one by one: use board.add, board.edit or board.remove.", "one-by-one"
        )


def ensure_may_add(stage: Stage) -> None:
    if not isinstance(stage.settings, Settings):
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
