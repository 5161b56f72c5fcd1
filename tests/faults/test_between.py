"""A round of telling is two patches for somebody: what all may see, and what is theirs alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue.kernel import Audience, Eyes
from tests.house import Client, House, first, people_of


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


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
