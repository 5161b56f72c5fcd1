"""The door: it can be locked, and whoever waits before it counts nowhere until they are let in."""

from __future__ import annotations

import pytest

from dialogue.activities.board import AddNote
from dialogue.kernel import Audience, Person, Refused, Role
from dialogue.workshop import (
    AdmitPerson,
    CloseWorkshop,
    LetPeopleIn,
    LockDoor,
    MutePerson,
    ReadmitPerson,
    SetWay,
    TurnPersonAway,
    UnlockDoor,
    participants_here,
)
from dialogue.workshop.door import MOST_ASKED
from tests.table import SERVER, Table, ana, fay


def asks(table: Table, first: int | None = None) -> int:
    """Somebody asks to come in; their seq."""
    seq = table.submit(SERVER, AdmitPerson(Role.PARTICIPANT, "public", waits=True, first=first))
    assert seq is not None
    return seq


def refused(table: Table, command: AdmitPerson) -> str:
    with pytest.raises(Refused) as caught:
        table.submit(SERVER, command)
    return caught.value.reason


def test_whoever_waits_counts_nowhere_and_is_shown_to_facilitators_alone(table: Table) -> None:
    before = table.sees(Audience.PARTICIPANT).at("workshop", 1)["people"]
    dora = asks(table)
    assert not table.state.find(Person, dora).is_here
    assert dora not in {person.seq for person in participants_here(table.state)}
    assert table.sees(Audience.PARTICIPANT).at("workshop", 1)["people"] == before
    assert table.sees(Audience.FACILITATOR).at("person", dora)["waiting"] is True
    for audience in (Audience.PARTICIPANT, Audience.OBSERVER, Audience.SCREEN):
        assert f"person/{dora}" not in table.sees(audience)


def test_whoever_waits_can_send_nothing(table: Table) -> None:
    stage = table.begin("board", questions=["Why?"])
    dora = asks(table)
    assert table.refuses(dora, AddNote(stage + 1, "let me in")).reason == "waiting"
    table.do(fay, LetPeopleIn([dora]))
    assert table.do(dora, AddNote(stage + 1, "here I am"))


def test_facilitators_let_in_one_some_or_all(table: Table) -> None:
    dora, emil, gita = (asks(table) for _ in range(3))
    people = table.sees(Audience.SCREEN).at("workshop", 1)["people"]
    assert table.refuses(ana, LetPeopleIn()).reason == "not-allowed"
    table.do(fay, LetPeopleIn([dora]))
    assert table.sees(Audience.SCREEN).at("workshop", 1)["people"] == people + 1
    table.do(fay, LetPeopleIn())
    assert all(table.state.find(Person, each).is_here for each in (dora, emil, gita))
    assert "waiting" not in table.sees(Audience.FACILITATOR).at("person", gita)
    assert table.do(fay, LetPeopleIn([emil])) is None, "Whom another facilitator let in is in."


def test_who_came_is_told_by_when_they_were_let_in_and_not_by_when_they_asked(table: Table) -> None:
    dora = asks(table)
    let_in = table.do(fay, LetPeopleIn([dora]))
    assert table.state.find(Person, dora).came == let_in
    assert table.state.find(Person, ana).came == ana


def test_whoever_is_turned_away_never_was_in_and_may_ask_again_twice(table: Table) -> None:
    dora = asks(table)
    for time in range(1, MOST_ASKED):
        latest = max(person.seq for person in table.state.all(Person) if person.waiting)
        table.do(fay, TurnPersonAway(latest))
        assert table.state.find(Person, latest).erased and not table.state.find(Person, latest).was_in
        assert asks(table, first=dora), f"They ask again for the {time}. time."
    latest = max(person.seq for person in table.state.all(Person) if person.waiting)
    table.do(fay, TurnPersonAway(latest))
    again = AdmitPerson(Role.PARTICIPANT, "public", waits=True, first=dora)
    assert refused(table, again) == "turned-away"
    assert asks(table), "Another person may still ask."


def test_nobody_gets_in_by_being_readmitted_or_muted(table: Table) -> None:
    dora, emil = asks(table), asks(table)
    table.do(fay, TurnPersonAway(emil))
    assert table.do(fay, ReadmitPerson(dora)) is None
    assert table.refuses(fay, ReadmitPerson(emil)).reason == "erased"
    assert table.refuses(fay, MutePerson(dora)).reason == "not-allowed"
    assert not any(table.state.find(Person, each).is_here for each in (dora, emil))


def test_who_is_in_cannot_be_turned_away(table: Table) -> None:
    assert table.refuses(fay, TurnPersonAway(ana)).reason == "not-waiting"


def test_nobody_new_passes_a_locked_door(table: Table) -> None:
    assert table.refuses(ana, LockDoor()).reason == "not-allowed"
    table.do(fay, LockDoor())
    assert table.sees(Audience.SCREEN).at("workshop", 1)["door"] == "locked"
    assert table.do(fay, LockDoor()) is None
    assert refused(table, AdmitPerson(Role.PARTICIPANT, "public")) == "door-locked"
    assert refused(table, AdmitPerson(Role.PARTICIPANT, "public", waits=True)) == "door-locked"
    assert table.admit(Role.FACILITATOR), "Another facilitator still gets in, to help."
    table.do(fay, UnlockDoor())
    assert table.admit(Role.PARTICIPANT, "public")


def test_who_waited_before_the_door_was_locked_can_still_be_let_in(table: Table) -> None:
    dora = asks(table)
    table.do(fay, LockDoor())
    table.do(fay, LetPeopleIn([dora]))
    assert table.state.find(Person, dora).is_here


def test_who_still_waits_at_the_end_was_never_in(table: Table) -> None:
    dora = asks(table)
    table.do(fay, CloseWorkshop())
    assert [entry.event.name for entry in table.log][-2:] == ["person.turned_away", "workshop.closed"]
    assert not table.state.find(Person, dora).was_in


def test_how_people_get_in_is_everybody_s_to_know_and_the_organiser_s_to_change(table: Table) -> None:
    assert table.sees(Audience.SCREEN).at("workshop", 1)["entry"] == "open"
    table.submit(SERVER, SetWay("approval"))
    assert table.sees(Audience.SCREEN).at("workshop", 1)["entry"] == "approval"
    assert table.refuses(fay, SetWay("open")).reason == "not-allowed"
