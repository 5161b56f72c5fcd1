"""What happens to a note: it is written, reworded, translated, and counted where it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogue.activities.board.records import Board, Note, NoteState, edited_state, first_state
from dialogue.activities.identity import identity_of, is_anonymous
from dialogue.activities.tongues import agreed, code_of, is_same
from dialogue.kernel import Entry, State, worded
from dialogue.workshop import Stage

if TYPE_CHECKING:
    from dialogue.activities.board import NoteAdded, NoteEdited


def worded_in(stage: Stage, text: str, language: str) -> tuple[str, str]:
    """Words as they are kept, with the language their author says they are in. In an anonymous stage that
    is not kept: it could tell whose they are (P5).
    """
    text, language = worded(text), code_of(language)
    return text, "" if is_anonymous(stage) else agreed(text, language)


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
        language=added.language,
    )
    state.add(note)
    board.notes.add(note.seq)
    recount(state, note)


def edit_note(state: State, note: Note, edited: NoteEdited) -> None:
    """Give a note other words. What was taken back with the old ones must not be read on in translations."""
    kept = note.translations if edited.text == note.text else {}
    state.change(note, text=edited.text, edited=True, state=edited_state(state, note))
    state.change(note, language=edited.language, translations=kept)


def translate_note(state: State, note: Note, language: str, text: str) -> None:
    """Put a translation beside a note, in the place of an older one; without a text none.

    Whoever translates into the language that a note was said to be in knows better: it is in another.
    """
    if text and note.language and is_same(note.language, language):
        state.change(note, language="")
    others = {other: words for other, words in note.translations.items() if other != language}
    state.change(note, translations=others | ({language: text} if text else {}))


def recount(state: State, note: Note) -> None:
    """Touch all that counts a note: its board, its cluster, its stage and those working on it."""
    stages = [s for s in state.all(Stage) if note.stage in (s.seq, getattr(s.settings, "of", None))]
    cluster = state.at(f"cluster/{note.cluster}") if note.cluster else None
    state.touch(state.find(Board, note.board), cluster, *stages)
