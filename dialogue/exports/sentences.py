"""An entry of the log in words, for one level: what happened, with nothing in it that was hidden.

Titles, questions and names come from what that level sees now, never from the entry itself,
so words that were hidden, removed or given in secret are in no sentence (V1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from dialogue.activities import (
    actions,
    board,
    clusters,
    concerns,
    ground_rules,
    hands,
    parking_lot,
    questions,
    vote,
)
from dialogue.exports.minutes import Look, titled
from dialogue.exports.moderation import CONFIDENTIAL
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext
from dialogue.kernel import Entry, Event, Role
from dialogue.workshop import (
    DoorLocked,
    DoorUnlocked,
    PeopleLetIn,
    PersonErased,
    PersonJoined,
    PersonMuted,
    PersonReadmitted,
    PersonRemoved,
    PersonRenamed,
    PersonTurnedAway,
    PersonUnmuted,
    ScreenShown,
    StageAdded,
    StageClosed,
    StageDone,
    StageEdited,
    StageLocked,
    StageMoved,
    StageOpened,
    StageRemoved,
    StageReopened,
    StageRevealed,
    StageTimed,
    WaySet,
    WorkshopClosed,
    WorkshopCreated,
    WorkshopEdited,
    WorkshopOpened,
    WorkshopPaused,
    WorkshopResumed,
)

CONFIDENTIAL_NAME = "confidential"


class Told(NamedTuple):
    """One entry for people: its place, its time, what kind it is, and the sentence."""

    seq: int
    at: float
    name: str
    sentence: str


def told(entries: Iterable[Entry], look: Look) -> list[Told]:
    """Every entry in words. None is left out, so that the seqs have no gaps; of what is confidential
    others are told that it was, and not even its kind.
    """
    return [
        Told(entry.seq, entry.at, CONFIDENTIAL_NAME, _("Something that only the facilitators know."))
        if isinstance(entry.event, CONFIDENTIAL) and not look.says_who_came
        else Told(entry.seq, entry.at, entry.event.name, sentence_of(entry.seq, entry.event, look))
        for entry in entries
    ]


def sentence_of(seq: int, event: Event, look: Look) -> str:
    """What an event was, in one sentence."""
    kind = type(event)
    for family in (FAMILY_OF[kind],) if kind in FAMILY_OF else FAMILIES:
        if sentence := family(seq, event, look):
            FAMILY_OF[kind] = family
            return sentence
    return _("Something else happened: %(name)s.", name=event.name)


# ---- Families of events


def of_workshop(seq: int, event: Event, look: Look) -> str:
    match event:
        case WorkshopCreated():
            return _("The workshop was made.")
        case WorkshopEdited():
            return _("The title, the purpose or the languages of the workshop were changed.")
        case WorkshopOpened():
            return _("The workshop was opened.")
        case WorkshopPaused():
            return _("The workshop was paused.")
        case WorkshopResumed():
            return _("The workshop went on.")
        case WorkshopClosed(left):
            if left:
                return ngettext(
                    "The workshop was closed with %(num)d thing still parked.",
                    "The workshop was closed with %(num)d things still parked.",
                    left,
                )
            return _("The workshop was closed.")
        case PersonJoined(role, sector):
            who = _("A facilitator") if role is Role.FACILITATOR else _("Somebody")
            if look.says_who_came and sector:
                who = _("%(who)s (%(sector)s)", who=who, sector=sector)
            if event.waiting:
                return _("%(who)s asked to come in.", who=who)
            return _("%(who)s joined.", who=who)
        case PeopleLetIn(people):
            return ngettext("%(num)d person was let in.", "%(num)d people were let in.", len(people))
        case PersonTurnedAway():
            return _("Somebody was not let in.")
        case DoorLocked():
            return _("The door was locked.")
        case DoorUnlocked():
            return _("The door was unlocked.")
        case WaySet():
            return _("The organiser changed how people get in.")
        case PersonRenamed():
            return _("Somebody changed their name.")
        case PersonErased(_, remains):
            if remains:
                return _("A name was erased on request, and also what that person had written.")
            return _("A name was erased on request.")
        case PersonRemoved(left=True):
            return _("Somebody left the workshop.")
        case PersonRemoved():
            return _("Somebody was removed from the workshop.")
        case PersonReadmitted():
            return _("Somebody was let back into the workshop.")
        case PersonMuted():
            return _("Somebody was muted.")
        case PersonUnmuted():
            return _("Somebody who was muted may write again.")
        case ScreenShown():
            return _("The facilitator chose what the screen shows.")
    return ""


def of_stages(seq: int, event: Event, look: Look) -> str:
    match event:
        case StageAdded():
            return _("%(stage)s was added to the run sheet.", stage=stage(look, seq))
        case StageEdited(number):
            return _("%(stage)s was changed.", stage=stage(look, number))
        case StageMoved(number):
            return _("%(stage)s was moved on the run sheet.", stage=stage(look, number))
        case StageRemoved():
            return _("A stage was taken off the run sheet.")
        case StageOpened(number):
            return _("%(stage)s was opened.", stage=stage(look, number))
        case StageLocked(number):
            return _("%(stage)s was locked.", stage=stage(look, number))
        case StageRevealed(number):
            return _("%(stage)s was revealed.", stage=stage(look, number))
        case StageClosed(number):
            return _("%(stage)s was closed.", stage=stage(look, number))
        case StageReopened(number):
            return _("%(stage)s was opened again.", stage=stage(look, number))
        case StageTimed(number, None):
            return _("The timer of %(stage)s was stopped.", stage=stage(look, number))
        case StageTimed(number):
            return _("A timer was set for %(stage)s.", stage=stage(look, number))
        case StageDone(number, done):
            if done:
                return _("Somebody said they are done with %(stage)s.", stage=stage(look, number))
            return _("Somebody went back to %(stage)s.", stage=stage(look, number))
    return ""


def of_rules(seq: int, event: Event, look: Look) -> str:
    match event:
        case ground_rules.RuleSuggested():
            return _("A rule was suggested: %(rule)s.", rule=rule(look, seq))
        case ground_rules.RuleProposed():
            return _(
                "%(who)s proposed a rule: %(rule)s.", who=author(look, "rule", seq), rule=rule(look, seq)
            )
        case ground_rules.FacilitatorNominated():
            return _("People were asked if they accept the facilitator.")
        case ground_rules.RuleAmended(number):
            return _("A rule was reworded: %(rule)s.", rule=rule(look, number))
        case ground_rules.RuleResponded():
            return _("Somebody responded to a rule.")
        case ground_rules.RuleAdopted(number):
            return _("%(rule)s was adopted.", rule=rule(look, number))
        case ground_rules.RuleSetAside(number):
            return _("%(rule)s was set aside.", rule=rule(look, number))
        case ground_rules.RulesAcknowledged():
            return _("Somebody who joined later read the rules.")
    return ""


def of_boards(seq: int, event: Event, look: Look) -> str:
    match event:
        case board.BoardAdded():
            return _("A question was added: %(question)s", question=question(look, seq))
        case board.BoardEdited(number):
            return _("A question was reworded: %(question)s", question=question(look, number))
        case board.BoardRemoved():
            return _("A question was removed.")
        case board.NoteAdded(number, seeded=True):
            return _("A note was brought along, under %(question)s", question=question(look, number))
        case board.NoteAdded(number, _words, on):
            who, where = author(look, "note", seq), question(look, number)
            if on is not None:
                return _("%(who)s built on ¶%(on)d, under %(question)s", who=who, on=on, question=where)
            return _("%(who)s wrote a note under %(question)s", who=who, question=where)
        case board.NoteEdited(number):
            return _("The note ¶%(note)d was reworded.", note=number)
        case board.NoteRemoved(number):
            return _("The note ¶%(note)d was removed by its author.", note=number)
        case board.NoteRestored(number):
            return _("The note ¶%(note)d was put back by its author.", note=number)
        case board.NoteHidden(number):
            return _("The note ¶%(note)d was hidden by a facilitator.", note=number)
        case board.NoteTranslated(number, _language, text):
            if not text:
                # Taken away, or erased since.
                return _("A translation of the note ¶%(note)d was changed.", note=number)
            return _("A translation was added to the note ¶%(note)d.", note=number)
        case board.NoteReleased(number):
            return _("The note ¶%(note)d was released by a facilitator.", note=number)
        case board.NotesQuarantined(_person, notes):
            return ngettext(
                "%(num)d note was hidden because its author was removed.",
                "%(num)d notes were hidden because their author was removed.",
                len(notes),
            )
        case board.NotesReadmitted(_person, notes):
            return ngettext(
                "%(num)d note was shown again because its author was let back.",
                "%(num)d notes were shown again because their author was let back.",
                len(notes),
            )
    return ""


def of_clusters(seq: int, event: Event, look: Look) -> str:
    match event:
        case clusters.ClusterAdded(_stage, _title, notes):
            return _("%(cluster)s was made, %(notes)s.", cluster=cluster(look, seq), notes=counted(notes))
        case clusters.ClusterRenamed(number):
            return _("A cluster was given the title %(cluster)s.", cluster=cluster(look, number))
        case clusters.ClusterMerged(_number, into):
            return _("A cluster was merged into %(cluster)s.", cluster=cluster(look, into))
        case clusters.ClusterRemoved():
            return _("A cluster was removed.")
        case clusters.NotesMoved(_stage, notes, None):
            return _("%(notes)s were taken out of a cluster.", notes=counted(notes))
        case clusters.NotesMoved(_stage, notes, number):
            return _(
                "%(notes)s moved to %(cluster)s.", notes=counted(notes), cluster=cluster(look, number or 0)
            )
        case clusters.ActUndone():
            return _("A move of notes was undone.")
    return ""


def of_votes(seq: int, event: Event, look: Look) -> str:
    match event:
        case vote.OptionAdded(_stage, target):
            return _("A vote began on this: %(what)s.", what=target_of(look, target))
        case vote.VoteCast():
            return _("Somebody placed or took back dots.")
        case vote.VotesCounted(_stage, _round, voted, people):
            return _("The dots were counted: %(voted)d of %(people)d voted.", voted=voted, people=people)
    return ""


def of_questions(seq: int, event: Event, look: Look) -> str:
    match event:
        case questions.QuestionAdded():
            return _("A question for everybody was added.")
        case questions.QuestionRemoved():
            return _("A question for everybody was removed.")
        case questions.QuestionAnswered():
            return _("Somebody answered a question.")
    return ""


def of_actions(seq: int, event: Event, look: Look) -> str:
    match event:
        case actions.ActionAdded():
            return _("An action was written down: %(action)s", action=action(look, seq))
        case actions.ActionEdited(number):
            return _("An action was changed: %(action)s", action=action(look, number))
        case actions.ActionAccepted(number):
            return _("An action was accepted: %(action)s", action=action(look, number))
        case actions.ActionClosed(number):
            return _("An action was closed: %(action)s", action=action(look, number))
        case parking_lot.ItemParked():
            return _("Something was parked.")
        case parking_lot.ItemResolved():
            return _("Something parked got an answer.")
    return ""


def of_concerns(seq: int, event: Event, look: Look) -> str:
    match event:
        case concerns.ConcernRaised():
            return _("Somebody told the facilitators a concern.")
        case concerns.ConcernSettled():
            return _("A concern was settled.")
        case concerns.ConcernReopened():
            return _("A concern was opened again.")
    return ""


def of_hands(seq: int, event: Event, look: Look) -> str:
    match event:
        case hands.HandRaised():
            return _("A hand went up.")
        case hands.HandLowered():
            return _("A hand went down.")
        case hands.HandCalled():
            return _("Somebody was called to speak.")
        case hands.HandsOrdered():
            return _("The order in which hands are called was changed.")
    return ""


FAMILIES = (
    of_workshop,
    of_stages,
    of_rules,
    of_boards,
    of_clusters,
    of_votes,
    of_questions,
    of_actions,
    of_hands,
    of_concerns,
)

# Learned as they come: which family has the words for a kind of event, so that one is asked and not nine.
FAMILY_OF: dict[type[Event], Callable[[int, Event, Look], str]] = {}


# ---- What things are called at this level


def shown(look: Look, kind: str, seq: int) -> dict[str, Any]:
    return look.records.get(kind, {}).get(seq, {})


def quoted(words: str) -> str:
    return _("“%(words)s”", words=words)


def stage(look: Look, seq: int) -> str:
    found = shown(look, "stage", seq)
    return quoted(titled(found)) if found else _("A stage")


def question(look: Look, seq: int) -> str:
    found = shown(look, "board", seq)
    return quoted(found["question"]) if found else _("a question")


def rule(look: Look, seq: int) -> str:
    found = shown(look, "rule", seq)
    if "accepts" in found:
        return _("The facilitator")
    return quoted(found["text"]) if found else _("a rule")


def cluster(look: Look, seq: int) -> str:
    found = shown(look, "cluster", seq)
    return quoted(found["title"]) if found else _("a cluster that was removed")


def action(look: Look, seq: int) -> str:
    found = shown(look, "action", seq)
    return quoted(found["text"]) if found else _("an action")


def target_of(look: Look, seq: int) -> str:
    """What was voted on: a cluster by its title, a note by its number."""
    if shown(look, "cluster", seq):
        return cluster(look, seq)
    return _("The note ¶%(note)d", note=seq)


def author(look: Look, kind: str, seq: int) -> str:
    """Whose words: the person or the sector, as far as this level may know."""
    found = shown(look, kind, seq)
    return look.name(found.get("by")) or look.sector(found) or _("Somebody")


def counted(notes: list[int]) -> str:
    return ngettext("%(num)d note", "%(num)d notes", len(notes))
