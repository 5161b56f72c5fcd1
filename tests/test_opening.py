"""The workshop itself: opening, pausing, closing, its screen, and who may do what when."""

from __future__ import annotations

import pytest

from dialogue.activities import read
from dialogue.activities.board import AddNote
from dialogue.activities.parking_lot import ParkItem, ResolveItem
from dialogue.kernel import Audience, Refused, Role
from dialogue.workshop import (
    AdmitPerson,
    CloseWorkshop,
    CreateWorkshop,
    EditWorkshop,
    OpenWorkshop,
    PauseWorkshop,
    RemovePerson,
    ReopenStage,
    ResumeWorkshop,
    RevealStage,
    SayDone,
    SetTimer,
    ShowOnScreen,
)
from tests.table import Table, ana, ben, fay


def test_phones_wait_in_a_lobby_until_the_workshop_opens() -> None:
    table = Table([{"activity": "board", "questions": ["Why?"]}], opened=False)
    assert table.sees(Audience.PARTICIPANT, ana).at("workshop", 1)["state"] == "draft"
    assert table.refuses(ana, AddNote(table.stages[0] + 1, "early")).reason == "workshop-draft"
    table.do(fay, OpenWorkshop())
    assert table.sees(Audience.PARTICIPANT, ana).at("workshop", 1)["state"] == "open"


def test_what_a_stage_holds_is_not_seen_before_it_opens_v1() -> None:
    table = Table([{"activity": "board", "questions": ["What went wrong?"]}])
    assert table.sees(Audience.FACILITATOR).of("board")
    for audience in (Audience.PARTICIPANT, Audience.SCREEN, Audience.OBSERVER):
        seen = table.sees(audience)
        assert not seen.of("board")
        assert "What went wrong?" not in str(seen.records)


def test_a_pause_stops_participants_and_gives_the_time_back(table: Table) -> None:
    stage = table.begin("board", questions=["Why?"])
    table.do(fay, SetTimer(stage, 60))
    ends = table.sees(Audience.PARTICIPANT).at("stage", stage)["timer"]["ends"]
    table.wait(30)
    table.do(fay, PauseWorkshop())
    assert table.refuses(ana, AddNote(stage + 1, "now")).reason == "workshop-paused"
    table.wait(300)
    table.do(fay, ResumeWorkshop())
    assert table.sees(Audience.PARTICIPANT).at("stage", stage)["timer"]["ends"] == ends + 300
    table.do(ana, AddNote(stage + 1, "in time"))


def test_time_set_during_a_pause_begins_when_the_workshop_goes_on(table: Table) -> None:
    stage = table.begin("board", questions=["Why?"])
    table.do(fay, PauseWorkshop())
    table.wait(300)
    table.do(fay, SetTimer(stage, 60))
    paused = table.sees(Audience.PARTICIPANT).at("workshop", 1)["paused"]
    assert table.sees(Audience.PARTICIPANT).at("stage", stage)["timer"]["ends"] == paused + 60
    table.wait(300)
    table.do(fay, ResumeWorkshop())
    table.wait(50)
    table.do(ana, AddNote(stage + 1, "in time"))
    table.wait(30)
    assert table.refuses(ana, AddNote(stage + 1, "too late")).reason == "time-over"


def test_nobody_is_done_when_a_new_round_begins(table: Table) -> None:
    stage = table.begin("board", questions=["Why?"])
    table.do(ana, SayDone(stage, True))
    table.do(fay, RevealStage(stage))
    assert table.sees(Audience.PARTICIPANT, ana).at("stage", stage)["done"] == 1
    table.do(fay, ReopenStage(stage))
    assert table.sees(Audience.PARTICIPANT, ana).at("stage", stage)["done"] == 0
    table.do(ana, SayDone(stage, True))
    assert table.sees(Audience.PARTICIPANT, ana).at("stage", stage)["done"] == 1


def test_the_bell_leaves_a_grace_and_then_locks_softly(table: Table) -> None:
    stage = table.begin("board", questions=["Why?"])
    table.do(fay, SetTimer(stage, 60))
    table.wait(69)
    table.do(ana, AddNote(stage + 1, "on a slow line"))
    table.wait(2)
    assert table.refuses(ana, AddNote(stage + 1, "too late")).reason == "time-over"
    table.do(fay, SetTimer(stage, 60))
    table.do(ana, AddNote(stage + 1, "more time"))


def test_a_workshop_with_something_parked_closes_only_when_asked_to_anyway(table: Table) -> None:
    item = table.do(ana, ParkItem("Who pays?"))
    assert table.refuses(fay, CloseWorkshop()).reason == "still-parked"
    table.do(fay, CloseWorkshop(anyway=True))
    assert table.log[-1].event.left_parked == 1
    assert item is not None


def test_a_workshop_closes_when_everything_parked_is_answered(table: Table) -> None:
    item = table.do(ana, ParkItem("Who pays?"))
    table.do(fay, ResolveItem(item or 0, "The ministry."))
    table.do(fay, CloseWorkshop())


def test_a_closed_workshop_takes_nothing_more_and_does_not_open_again(table: Table) -> None:
    stage = table.begin("board", questions=["Why?"])
    table.do(fay, CloseWorkshop())
    assert table.refuses(ana, AddNote(stage + 1, "late")).reason == "workshop-closed"
    assert table.refuses(fay, OpenWorkshop()).reason == "workshop-state"
    assert table.refuses(fay, EditWorkshop(title="Another")).reason == "workshop-closed"
    assert table.sees(Audience.SCREEN).at("stage", stage)["state"] == "closed"


def test_the_screen_shows_what_it_is_told_until_the_end(table: Table) -> None:
    stage = table.begin("board", questions=["Why?"])
    table.do(fay, ShowOnScreen("stage", stage))
    assert table.sees(Audience.SCREEN).at("workshop", 1)["screen"] == {"view": "stage", "stage": stage}
    table.do(fay, CloseWorkshop())
    assert table.sees(Audience.SCREEN).at("workshop", 1)["screen"] == {"view": "follow", "stage": None}


@pytest.mark.parametrize(
    "command",
    [
        OpenWorkshop(),
        PauseWorkshop(),
        CloseWorkshop(),
        RevealStage(6),
        RemovePerson(ben),
        ShowOnScreen("map"),
    ],
)
def test_participants_do_not_facilitate_p1(table: Table, command: object) -> None:
    assert table.refuses(ana, command).reason == "not-allowed"  # type: ignore[arg-type]


@pytest.mark.parametrize("command", [CreateWorkshop("Mine"), AdmitPerson(Role.FACILITATOR)])
def test_what_only_the_server_does_nobody_else_does(table: Table, command: object) -> None:
    for person in (fay, ana):
        assert table.refuses(person, command).reason == "not-allowed"  # type: ignore[arg-type]


def test_a_removed_person_sends_nothing_more(table: Table) -> None:
    stage = table.begin("board", questions=["Why?"])
    table.do(fay, RemovePerson(ana))
    assert table.refuses(ana, AddNote(stage + 1, "still here")).reason == "removed"
    assert table.refuses(fay, RemovePerson(fay)).reason == "not-allowed"


def test_a_person_is_named_to_others_only_where_something_bears_their_name_v8(table: Table) -> None:
    stage = table.begin("board", questions=["Why?"], identity="named", visibility="own")
    table.do(ana, AddNote(stage + 1, "signed"))
    assert not table.sees(Audience.PARTICIPANT, ben).of("person")[1:]
    table.do(fay, RevealStage(stage))
    assert table.sees(Audience.PARTICIPANT, ben).at("person", ana)["name"] == "Ana"
    assert f"person/{ben}" not in table.sees(Audience.SCREEN)


@pytest.mark.parametrize("name", ["nothing.there", "", None, 7])
def test_an_unknown_command_is_refused_with_a_sentence(name: object) -> None:
    with pytest.raises(Refused, match="Load the page again"):
        read(name, {})  # type: ignore[arg-type]
