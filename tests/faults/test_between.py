"""A round of telling is two patches for somebody: what all may see, and what is theirs alone."""

from __future__ import annotations

import pytest

from dialogue.kernel import Audience, Eyes
from dialogue.live import LiveWorkshop
from dialogue.people import People
from tests.house import Client, House, first, people_of

OPEN_BOARD = {"activity": "board", "questions": ["Why?"], "identity": "named"}


@pytest.mark.parametrize("crash", [False, True])
def test_who_got_only_the_first_half_of_a_round_catches_up_with_the_other_v2(
    house: House, crash: bool
) -> None:
    live = house.workshop()
    fay, ana, _ = people_of(live)
    stage, board = first(live, "stage"), first(live, "board")
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": stage}, None, fay)
    client = Client(live, Eyes(Audience.PARTICIPANT, ana))
    house.sent.clear()
    note = live.submit("note.add", {"board": board, "text": "more trees"}, "id-000001", ana)
    [everyones] = house.patches(live.room(Audience.PARTICIPANT))
    [own] = house.patches(live.room(ana))
    assert f"note/{note}" in own["records"]
    assert everyones["seq"] == own["seq"]
    client.seq = everyones["seq"]
    client.take(everyones["records"])
    if crash:
        house.close()
        house.open()
        client.live = house.register.open(live.code)
    client.catch_up()
    assert client.records == client.live.view(client.eyes)["records"]


@pytest.mark.parametrize("heard", ["nothing", "the first half"])
def test_whose_a_note_was_is_forgotten_also_by_who_was_away_when_its_stage_closed_p5(
    house: House, heard: str
) -> None:
    """Nobody owns it any more, so it is among nobody's own records that changed."""
    stage = {"activity": "board", "questions": ["Why?"], "identity": "anonymous"}
    live = house.workshop({"title": "Partnerships", "sectors": ["public", "private"], "stages": [stage]})
    fay, ana, _ = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    note = live.submit("note.add", {"board": first(live, "board"), "text": "more trees"}, None, ana)
    client = Client(live, Eyes(Audience.PARTICIPANT, ana))
    assert client.records[f"note/{note}"]["mine"]
    house.sent.clear()
    live.submit("stage.close", {"stage": first(live, "stage")}, None, fay)
    [everyones] = house.patches(live.room(Audience.PARTICIPANT))
    [own] = house.patches(live.room(ana))
    assert f"note/{note}" in own["records"]
    if heard == "the first half":
        client.seq = everyones["seq"]
        client.take(everyones["records"])
    client.catch_up()
    assert "mine" not in client.records[f"note/{note}"]
    assert client.records == live.view(client.eyes)["records"]


def test_whose_a_note_was_is_forgotten_also_where_the_server_died_in_the_middle_of_saying_so_p5(
    house: House,
) -> None:
    stage = {"activity": "board", "questions": ["Why?"], "identity": "anonymous"}
    live = house.workshop({"title": "Partnerships", "sectors": ["public", "private"], "stages": [stage]})
    fay, ana, _ = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    note = live.submit("note.add", {"board": first(live, "board"), "text": "more trees"}, None, ana)
    client = Client(live, Eyes(Audience.PARTICIPANT, ana))
    house.sent.clear()
    live.submit("stage.close", {"stage": first(live, "stage")}, None, fay)
    [everyones] = house.patches(live.room(Audience.PARTICIPANT))
    client.seq = everyones["seq"]
    client.take(everyones["records"])
    house.close()
    house.open()
    client.live = house.register.open(live.code)
    client.catch_up()
    assert "mine" not in client.records[f"note/{note}"]
    assert client.records == client.live.view(client.eyes)["records"]


def test_what_came_and_went_between_two_looks_of_one_process_is_gone_for_who_saw_it_in_another_l4(
    house: House,
) -> None:
    """Ben saw a note through one process; the other hears of its coming and its going at once."""
    here = house.workshop({"title": "Partnerships", "sectors": ["public", "private"], "stages": [OPEN_BOARD]})
    fay, ana, ben = people_of(here)
    here.submit("workshop.open", {}, None, fay)
    here.submit("stage.open", {"stage": first(here, "stage")}, None, fay)
    here.shell = here.shell._replace(is_shared=True)
    there = LiveWorkshop(here.id, here.code, house.database, People(house.database, "a secret"), here.shell)
    eyes = Eyes(Audience.PARTICIPANT, ben)
    Client(there, eyes)
    note = here.submit("note.add", {"board": first(here, "board"), "text": "more trees"}, None, ana)
    seen = Client(here, eyes)
    assert f"note/{note}" in seen.records
    assert f"person/{ana}" in seen.records, "The note bears her name."
    moving, looking = Client(here, eyes), Client(here, eyes)
    here.submit("note.remove", {"note": note}, None, ana)
    house.sent.clear()
    moving.live = looking.live = there
    there.hear()
    moving.catch_up()
    looking.hear(house.sent)
    fresh = there.view(eyes)["records"]
    assert f"note/{note}" not in fresh
    assert moving.records == looking.records == fresh


def test_what_changed_and_changed_back_between_two_looks_is_told_l4(house: House) -> None:
    here = house.workshop({"title": "Partnerships", "sectors": ["public", "private"], "stages": [OPEN_BOARD]})
    fay, _, ben = people_of(here)
    stage = {"stage": first(here, "stage")}
    here.submit("workshop.open", {}, None, fay)
    here.submit("stage.open", stage, None, fay)
    here.shell = here.shell._replace(is_shared=True)
    there = LiveWorkshop(here.id, here.code, house.database, People(house.database, "a secret"), here.shell)
    eyes = Eyes(Audience.PARTICIPANT, ben)
    Client(there, eyes)
    here.submit("stage.lock", stage, None, fay)
    moving, looking = Client(here, eyes), Client(here, eyes)
    here.submit("stage.open", stage, None, fay)
    house.sent.clear()
    moving.live = looking.live = there
    there.hear()
    moving.catch_up()
    looking.hear(house.sent)
    assert moving.records == looking.records == there.view(eyes)["records"]
