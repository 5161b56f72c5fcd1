"""Moderation of people: muting, removing, their notes, and the way back from each."""

from __future__ import annotations

import typing

import pytest

from dialogue.activities import COMMANDS
from dialogue.activities.actions import AcceptAction, AddAction, CloseAction, EditAction
from dialogue.activities.board import AddNote, EditNote, HideNote, ReleaseNote, RemoveNote, RestoreNote
from dialogue.activities.clusters import AddCluster
from dialogue.activities.ground_rules import ProposeRule, RespondToRule
from dialogue.activities.hands import RaiseHand
from dialogue.activities.parking_lot import ParkItem
from dialogue.activities.questions import AnswerQuestion
from dialogue.kernel import Audience, Role
from dialogue.workshop import (
    CloseStage,
    CloseWorkshop,
    EditStage,
    ErasePerson,
    MutePerson,
    ReadmitPerson,
    RemovePerson,
    RenamePerson,
    SayDone,
    UnmutePerson,
)
from tests.table import SERVER, Table, ana, ben, cleo, fay

# What is said to the facilitators alone, why somebody objects (nobody may know who did, B5), and codes.
NOT_FOR_ALL = {("concern.raise", "text"), ("rule.respond", "reason")}
NO_WORDS = {"language", "due"}


@pytest.fixture
def board(table: Table) -> int:
    return table.begin("board", questions=["How?"]) + 1


# ---- Muting


def test_whoever_is_muted_writes_no_notes_and_is_told_so(table: Table, board: int) -> None:
    note = table.do(ana, AddNote(board, "before")) or 0
    table.do(fay, MutePerson(ana))
    for command in (AddNote(board, "after"), EditNote(note, "reworded"), ParkItem("a thought")):
        refused = table.refuses(ana, command)
        assert refused.reason == "muted"
        assert "You can still vote" in str(refused)
    assert table.do(ben, AddNote(board, "ben may"))


def test_whoever_is_muted_still_takes_part(table: Table, board: int) -> None:
    rules = table.begin("ground_rules", rules=["Listen."], accept_facilitators=False)
    asking = table.begin("check_in", questions=[{"text": "How are you?", "form": "scale"}, {"text": "Why?"}])
    note = table.do(ana, AddNote(board, "before")) or 0
    table.do(fay, MutePerson(ana))
    assert table.do(ana, RespondToRule(rules + 1, "object", "It is too strict"))
    assert table.do(ana, AnswerQuestion(asking, asking + 1, 4))
    assert table.refuses(ana, AnswerQuestion(asking, asking + 2, "because")).reason == "muted"
    assert table.do(ana, SayDone(board - 1, True))
    assert table.do(ana, RaiseHand())
    assert table.do(ana, ParkItem(note=note)), "To park a note adds no words."
    assert table.do(ana, RemoveNote(note))
    assert table.do(ana, RestoreNote(note)), "What she had said already she may take back, and not take back."


def test_no_words_get_past_a_mute_by_another_door(table: Table, board: int) -> None:
    rules = table.begin("ground_rules")
    acting = table.begin("actions", open_to="everyone")
    sorting = table.begin("clusters", open_to="everyone")
    action = table.do(ana, AddAction("carry water", ana)) or 0
    table.do(fay, MutePerson(ana))
    for command in (
        ProposeRule(rules, "Be kind"),
        AddAction("speak"),
        EditAction(action, "speak"),
        CloseAction(action, "spoken"),
        AddCluster(sorting, "A title"),
    ):
        assert table.refuses(ana, command).reason == "muted", command
    assert table.do(ana, AcceptAction(action)), acting
    assert table.do(ana, EditAction(action, due="2027-01-31")), "A day is no words."
    with pytest.raises(Exception, match="muted you"):
        table.submit(SERVER, RenamePerson(ana))


def test_every_command_with_words_of_participants_says_which_a_mute_stops() -> None:
    """A new command cannot forget it: each of its texts is named, or stands in the list above."""
    open_to = [kind for kind in COMMANDS.values() if Role.PARTICIPANT in kind.open_to]
    assert len(open_to) > 15
    for kind in open_to:
        hints = typing.get_type_hints(kind)
        for field in kind.__struct_fields__:
            options = (hints[field], *typing.get_args(hints[field]))
            if str in options and field not in NO_WORDS and (kind.name, field) not in NOT_FOR_ALL:
                assert kind.words == field, (kind.name, field)
        assert not kind.words or kind.words in kind.__struct_fields__


def test_only_the_facilitators_and_whoever_is_muted_know_it_v8(table: Table) -> None:
    stage = table.begin("board", questions=["How?"], identity="named")
    table.do(ana, AddNote(stage + 1, "signed"))
    before = [table.sees(a).records for a in Audience if a is not Audience.FACILITATOR]
    bens = table.own(ben).records
    table.do(fay, MutePerson(ana))
    assert table.own(ana).at("person", ana)["muted"]
    assert table.own(fay).at("person", ana)["muted"]
    assert [table.sees(a).records for a in Audience if a is not Audience.FACILITATOR] == before
    assert table.own(ben).records == bens
    assert f"person/{ana}" in table.own(ben), "He does see her name."
    table.do(fay, UnmutePerson(ana))
    assert not table.own(ana).at("person", ana)["muted"], "It is said, or a phone would keep it."
    assert "muted" not in table.own(fay).at("person", ana)
    assert table.do(ana, AddNote(stage + 1, "again"))


def test_only_facilitators_mute_and_only_who_takes_part(table: Table) -> None:
    """P1."""
    assert table.refuses(ana, MutePerson(ben)).reason == "not-allowed"
    assert table.refuses(ana, UnmutePerson(ana)).reason == "not-allowed"
    assert table.refuses(fay, MutePerson(fay)).reason == "not-allowed"
    assert table.refuses(fay, MutePerson(table.admit(Role.OBSERVER))).reason == "not-allowed"
    assert table.refuses(fay, MutePerson(9_999)).reason == "not-found"
    table.do(fay, MutePerson(ana))
    assert table.do(fay, MutePerson(ana)) is None
    assert table.do(fay, UnmutePerson(ben)) is None


# ---- Removing, and the way back


def test_the_notes_of_whoever_is_removed_stay_unless_said_otherwise(table: Table, board: int) -> None:
    note = table.do(ana, AddNote(board, "stays")) or 0
    table.do(fay, RemovePerson(ana))
    assert f"note/{note}" in table.sees(Audience.SCREEN)
    assert not table.own(fay).at("person", ana)["here"]


def test_a_quarantine_hides_signed_notes_in_open_and_closed_stages(table: Table) -> None:
    named = table.begin("board", questions=["Who?"], identity="named")
    closed = table.begin("board", questions=["How?"])
    notes = [table.do(ana, AddNote(stage + 1, "hurts")) or 0 for stage in (named, closed)]
    bens = table.do(ben, AddNote(named + 1, "does not")) or 0
    table.do(fay, CloseStage(closed))
    table.do(fay, RemovePerson(ana, "quarantine"))
    for audience in (Audience.PARTICIPANT, Audience.SCREEN, Audience.OBSERVER):
        assert [f"note/{note}" in table.sees(audience) for note in (*notes, bens)] == [False, False, True]
    for note in notes:
        shown = table.own(fay).at("note", note)
        assert (shown["state"], shown["quarantined"]) == ("hidden", True)
    assert table.sees(Audience.SCREEN).at("board", named + 1)["notes"] == 1
    assert table.refolded_for(fay) == table.own(fay).records


def test_notes_of_an_anonymous_stage_are_never_quarantined_p5(table: Table) -> None:
    """To hide them would tell whose they are: while the stage runs, after it, and where it became so."""
    stage = table.begin("board", questions=["How?"], identity="anonymous")
    later = table.begin("board", questions=["How?"], identity="sector")
    notes = [table.do(ana, AddNote(each + 1, "nobody's")) or 0 for each in (stage, later)]
    table.do(fay, EditStage(later, settings={"identity": "anonymous"}))
    table.do(fay, RemovePerson(ana, "quarantine"))
    assert all(f"note/{note}" in table.sees(Audience.SCREEN) for note in notes)
    assert not table.events("note.quarantined")


def test_readmitting_shows_again_exactly_what_the_removal_hid(table: Table, board: int) -> None:
    inbox = table.begin("board", questions=["Why?"], visibility="facilitators") + 1
    shown, hidden, freed, gone = (table.do(ana, AddNote(board, f"note {n}")) or 0 for n in range(4))
    held = table.do(ana, AddNote(inbox, "waits")) or 0
    table.do(fay, HideNote(hidden, "It is not true"))
    table.do(ana, RemoveNote(gone))
    table.do(fay, RemovePerson(ana, "quarantine"))
    [quarantined] = table.events("note.quarantined")
    assert quarantined.event.notes == [shown, freed, held]
    table.do(fay, ReleaseNote(freed))
    table.do(fay, HideNote(freed, "On second thought"))

    table.do(fay, ReadmitPerson(ana))
    states = {note: table.own(fay).records.get(f"note/{note}", {}).get("state") for note in (shown, hidden)}
    assert states == {shown: None, hidden: "hidden"}
    assert table.own(fay).at("note", held)["state"] == "held"
    assert table.own(fay).at("note", freed)["reason"] == "On second thought"
    assert f"note/{gone}" not in table.own(fay)
    assert table.own(ana).at("person", ana)["here"]
    assert table.do(ana, AddNote(board, "I am back"))
    assert table.refolded_for(ana) == table.own(ana).records


def test_whoever_is_removed_sends_nothing_until_they_are_readmitted(table: Table, board: int) -> None:
    table.do(ana, RaiseHand())
    table.do(fay, RemovePerson(ana))
    assert table.refuses(ana, AddNote(board, "still")).reason == "removed"
    assert table.sees(Audience.SCREEN).at("workshop", 1)["people"] == 2
    table.do(fay, ReadmitPerson(ana))
    assert table.sees(Audience.SCREEN).at("workshop", 1)["people"] == 3
    assert table.do(fay, ReadmitPerson(ana)) is None


def test_notes_can_be_quarantined_after_the_removal_too(table: Table, board: int) -> None:
    note = table.do(ana, AddNote(board, "hurts")) or 0
    table.do(fay, RemovePerson(ana))
    assert table.do(fay, RemovePerson(ana, "quarantine"))
    assert f"note/{note}" not in table.sees(Audience.SCREEN)
    assert table.do(fay, RemovePerson(ana, "quarantine")) is None
    assert len(table.events("person.removed")) == 1


def test_a_mute_outlasts_a_removal(table: Table, board: int) -> None:
    table.do(fay, MutePerson(ana))
    table.do(fay, RemovePerson(ana))
    assert table.refuses(fay, MutePerson(ana)).reason == "not-allowed"
    table.do(fay, ReadmitPerson(ana))
    assert table.refuses(ana, AddNote(board, "hello")).reason == "muted"


def test_a_facilitator_is_removed_and_let_back_by_the_organiser_alone(table: Table) -> None:
    """For whom the server acts."""
    gil = table.admit(Role.FACILITATOR)
    assert table.refuses(fay, RemovePerson(gil)).reason == "not-allowed"
    table.submit(SERVER, RemovePerson(gil))
    assert not table.own(fay).at("person", gil)["here"]
    assert table.refuses(fay, ReadmitPerson(gil)).reason == "not-allowed"
    table.submit(SERVER, ReadmitPerson(gil))
    assert table.own(fay).at("person", gil)["here"]


def test_who_was_erased_does_not_come_back_as_who_they_were(table: Table) -> None:
    table.do(fay, RemovePerson(ana))
    table.submit(SERVER, ErasePerson(ana))
    assert table.refuses(fay, ReadmitPerson(ana)).reason == "erased"
    assert table.own(fay).at("person", ana)["erased"]


def test_after_the_end_nobody_is_moderated_any_more(table: Table) -> None:
    table.do(fay, CloseWorkshop())
    for command in (MutePerson(ana), RemovePerson(ana), ReadmitPerson(cleo), UnmutePerson(ana)):
        assert table.refuses(fay, command).reason == "workshop-closed"
