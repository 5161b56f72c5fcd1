"""What facilitators did about people and notes, and what was told to them alone.

Every level learns how much there was, as far as that tells nobody apart; who did what to whom, why,
and what was told in confidence, only those who answer for the workshop (V1, V8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dialogue.activities.board import (
    Note,
    NoteHidden,
    NoteReleased,
    NotesQuarantined,
    NotesReadmitted,
    NoteState,
)
from dialogue.activities.concerns import (
    Concern,
    ConcernRaised,
    ConcernReopened,
    ConcernSettled,
)
from dialogue.exports.document import ConcernLine, Level, Moderation, ModerationAct
from dialogue.exports.look import Look
from dialogue.exports.sectors import FEWEST
from dialogue.kernel import Entry, Event, Person
from dialogue.workshop import PersonMuted, PersonReadmitted, PersonRemoved, PersonUnmuted

CONFIDENTIAL = (PersonMuted, PersonUnmuted, ConcernRaised, ConcernSettled, ConcernReopened)
"""What others were never told while it happened, and are not told afterwards: not even when."""


def moderation_of(look: Look, history: Iterable[Entry]) -> Moderation:
    """What was moderated, as far as one level may know. Without its history, as it stands now."""
    entries = list(history)
    notes = look.state.all(Note)
    concerns = look.state.all(Concern)
    fewest = FEWEST[look.level]
    found = Moderation(
        hidden=sum(note.state is NoteState.HIDDEN for note in notes),
        held=sum(note.state is NoteState.HELD for note in notes),
        muted=few_or(len(muted_in(look, entries)), fewest),
        removed=few_or(len(removed_in(look, entries)), fewest),
        concerns=few_or(len(concerns), fewest),
        settled=few_or(sum(not concern.is_open for concern in concerns), fewest),
        fewest=fewest,
    )
    if look.level in (Level.ORGANISER, Level.FULL):
        found.quarantined = sum(note.quarantined is not None for note in notes)
        found.acts = list(acts_in(look, entries))
        found.told = [told(look, concern) for concern in concerns]
    return found


def few_or(number: int, fewest: int) -> int | None:
    """A number; nothing where it is of so few that one could tell who they are (B4)."""
    return None if 0 < number < fewest else number


def muted_in(look: Look, entries: list[Entry]) -> set[int]:
    """Everybody who was ever muted."""
    once = {entry.event.person for entry in entries if isinstance(entry.event, PersonMuted)}
    return once | {person.seq for person in look.state.all(Person) if person.muted}


def removed_in(look: Look, entries: list[Entry]) -> set[int]:
    """Everybody whom a facilitator or the organiser ever removed; not who left by themselves."""
    once = {e.event.person for e in entries if isinstance(e.event, PersonRemoved) and not e.event.left}
    gone = (person for person in look.state.all(Person) if person.was_in and not person.is_here)
    return once | {person.seq for person in gone if not person.left}


def acts_in(look: Look, entries: list[Entry]) -> Iterator[ModerationAct]:
    """What was done, in its order. That a held note was let through is no act about anybody."""
    hidden: Counter[int] = Counter()
    for seq, at, by, event in entries:
        match event:
            case PersonMuted(person) | PersonUnmuted(person) | PersonReadmitted(person):
                yield act(look, seq, at, by, event, person=person)
            case PersonRemoved(person, left=False):
                yield act(look, seq, at, by, event, person=person)
            case NotesQuarantined(person, notes) | NotesReadmitted(person, notes):
                hidden.update(notes if isinstance(event, NotesQuarantined) else dict.fromkeys(notes, -1))
                yield act(look, seq, at, by, event, person=person, notes=len(notes))
            case NoteHidden(note, reason):
                hidden[note] = 1
                yield act(look, seq, at, by, event, note=note, reason=reason)
            case NoteReleased(note) if hidden.pop(note, 0) > 0:
                yield act(look, seq, at, by, event, note=note)


def act(
    look: Look,
    seq: int,
    at: float,
    by: int | None,
    event: Event,
    person: int | None = None,
    note: int | None = None,
    notes: int = 0,
    reason: str = "",
) -> ModerationAct:
    return ModerationAct(
        entry=seq,
        at=at,
        act=event.name,
        by=look.name(by),
        person=look.name(person),
        is_server=by is None,
        note=note,
        notes=notes,
        reason=reason,
    )


def told(look: Look, concern: Concern) -> ConcernLine:
    """A concern; whose it is stands in the full record alone, and of an anonymous stage nowhere (P5)."""
    rule = look.records.get("rule", {}).get(concern.rule or 0, {})
    return ConcernLine(
        concern=concern.seq,
        at=concern.at,
        note=concern.note,
        rule=concern.rule,
        rule_text=rule.get("text", ""),
        text=concern.text,
        status=str(concern.status),
        outcome=concern.outcome,
        erased=concern.erased,
        by=look.name(concern.by) if look.level is Level.FULL else "",
    )
