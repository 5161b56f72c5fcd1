"""The workshop in numbers, counted from its minutes."""

from __future__ import annotations

from dialogue.activities.board import Note, NoteState
from dialogue.exports.document import Minutes, Numbers
from dialogue.exports.look import Look


def wrote_in(look: Look) -> int:
    """How many people wrote a note. Where some stages are anonymous, as many as is known for sure."""
    known = {
        look.state.owner_of(note) for note in look.state.all(Note) if note.state is not NoteState.REMOVED
    }
    most = max((shown["writers"] for _, shown in look.stages("board")), default=0)
    return max(len(known - {None}), most)


def numbers_of(minutes: Minutes, people: int) -> Numbers:
    notes = minutes.notes()
    adopted = [rule for agreement in minutes.agreements for rule in agreement.adopted]
    rules = [rule for rule in adopted if not rule.accepts_facilitator]
    set_aside = [rule for agreement in minutes.agreements for rule in agreement.set_aside]
    aside = [rule for rule in set_aside if not rule.accepts_facilitator]
    return Numbers(
        people=people,
        notes=sum(not note.seeded for note in notes),
        seeded=sum(note.seeded for note in notes),
        built_on=sum(note.on is not None for note in notes),
        questions=sum(len(board.questions) for board in minutes.boards),
        clusters=len(minutes.clusters),
        rules_adopted=len(rules),
        rules_set_aside=len(aside),
        votes=sum(part.spent or 0 for part in minutes.priorities),
        voters=max((part.voted or 0 for part in minutes.priorities), default=0),
        actions=len(minutes.actions),
        actions_accepted=sum(action.status == "accepted" for action in minutes.actions),
        parked=len(minutes.parked),
        entries=minutes.seq,
    )
