"""What an audience sees of boards and notes. Nothing else decides whether a note, or its author, is shown."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from dialogue.activities.board.records import Board, Note, NoteState, is_counted, notes_of, visibility_of
from dialogue.activities.identity import bylined, identity_of, is_anonymous
from dialogue.activities.tongues import told_by_letters
from dialogue.kernel import Eyes, State
from dialogue.workshop import ONGOING, Stage, participants_here


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
    if language := language_of(state, note):
        shown["language"] = language
    if note.translations:
        shown["translations"] = note.translations
    if note.state is not NoteState.SHOWN:
        shown["state"] = note.state
        shown["reason"] = note.reason
    if note.quarantined:
        shown["quarantined"] = True
    if mine:
        shown["mine"] = True
    return shown | bylined(state, state.find(Stage, note.stage), note.identity, note.by)


def language_of(state: State, note: Note) -> str:
    """The language of a note. Where nobody is to know whose it is, its letters alone speak: what an author
    said of it would tell them apart (P5).
    """
    if note.language and not is_anonymous(state.find(Stage, note.stage), note.identity):
        return note.language
    return told_by_letters(note.text)


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


# ---- Counting


class Count(NamedTuple):
    """Who wrote in a stage, and for each board the author of every note that counts, where known."""

    wrote: set[int]
    notes: dict[int, list[int | None]]


def count_of(state: State, stage: int) -> Count:
    return state.once(f"board/{stage}", lambda: counted(state, stage))


def counted(state: State, stage: int) -> Count:
    count, owners = Count(set(), {}), state.owners.of(stage)
    for note in notes_of(state, stage):
        author = owners.get(note.seq) if note.by is None and not note.seeded else note.by
        if author is not None and note.state is not NoteState.REMOVED:
            count.wrote.add(author)
        if is_counted(note):
            count.notes.setdefault(note.board, []).append(author)
    return count
