"""The register: a list of hundreds opens none, and what nobody uses leaves the memory."""

from __future__ import annotations

import importlib
import re
import weakref
from typing import Any

import pytest
import sqlalchemy as sa

from dialogue import log, register
from dialogue.activities import EVENTS, HOMES
from dialogue.database import Unavailable, is_in_short
from dialogue.kernel import Audience, Eyes, Refused
from dialogue.live import LiveWorkshop
from dialogue.workshop import admission, door, opening
from tests.house import House, first, people_of


class Clock:
    """The time, which passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(register.time, "monotonic", clock)
    return clock


def hold(live: LiveWorkshop, *names: str) -> None:
    """People come, one is removed, a note is written, and the facilitator does these things."""
    fay, ana, ben = people_of(live)
    live.submit("person.remove", {"person": ben}, None, fay)
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    board = first(live, "board")
    notes = [live.submit("note.add", {"board": board, "text": f"idea {n}"}, None, ana) for n in range(3)]
    live.submit("note.remove", {"note": notes[0]}, None, ana)
    live.submit("workshop.edit", {"title": f"Partnerships, {names[-1] if names else 'open'}"}, None, fay)
    for name in names:
        live.submit(name, {}, None, fay)


def test_a_list_says_how_every_workshop_stands_and_opens_none(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of_them = [house.workshop() for _ in range(5)]
    for live, names in zip(
        all_of_them[1:],
        ([], ["workshop.pause"], ["workshop.pause", "workshop.resume"], ["workshop.close"]),
        strict=True,
    ):
        hold(live, *names)
    expected = [live.view(Eyes(Audience.SCREEN))["records"]["workshop/1"] for live in all_of_them]
    assert len({str(shown["state"]) for shown in expected}) == 4
    house.close()
    house.open()
    monkeypatch.setattr(register, "LiveWorkshop", None)
    listed = house.register.in_short()
    assert [each.code for each, _ in listed] == [live.code for live in reversed(all_of_them)]
    for (_, shown), whole in zip(listed, reversed(expected), strict=True):
        for field in ("title", "state", "people", "opened", "closed", "paused", "purpose", "sectors"):
            assert shown[field] == whole[field], field
    with house.database.reading() as connection:
        assert log.count_notes(connection) == {live.id: 2 for live in all_of_them[1:]}


def test_what_is_read_in_short_is_all_that_says_how_a_workshop_stands() -> None:
    """Also in a version to come: an event that is new in these two files belongs into the index."""
    without = {"person.erased", "person.muted", "person.renamed", "person.unmuted", "screen.shown"}
    without |= {"door.locked", "door.set", "door.unlocked", "person.turned_away"}
    named = {name for name, event in EVENTS.items() if HOMES[event] in (admission, door, opening)}
    assert without < named
    assert set(re.findall(r"'([\w.]+)'", str(is_in_short))) == named - without
    migration = importlib.import_module("dialogue.migrations.versions.0008_strangers")
    assert str(migration.IN_SHORT) == str(is_in_short)


@pytest.mark.sqlite
def test_a_list_reads_no_more_than_that(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.workshop()
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    sa.event.listen(house.database.reader, "before_cursor_execute", note)
    house.register.in_short()
    [(statement, values)] = [each for each in asked if "entries" in each[0]]
    with house.database.reading() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert all("USING INDEX entries_in_short" in row[-1] for row in plan), plan


def test_what_nobody_uses_leaves_the_memory_and_comes_back_as_it_was(house: House, clock: Clock) -> None:
    live = house.workshop()
    hold(live)
    code, fay = live.code, Eyes(Audience.FACILITATOR)
    before, gone = live.view(fay), weakref.ref(live)
    del live
    clock.now += register.KEPT_UNUSED - 1
    other = house.workshop()
    assert house.register.live(code) is gone(), "It is still kept."
    clock.now += 2
    house.register.open(other.code)
    assert gone() is None
    assert house.register.held == [other]
    again = house.register.open(code)
    assert again.view(fay) == before
    assert {name.name for name in house.people.names(again.id).values()} == {
        "Fay",
        "Ana Mwangi",
        "Ben Okello",
    }


def test_what_somebody_holds_is_handed_out_and_not_another(house: House, clock: Clock) -> None:
    """A connection holds its workshop, and says so once more when it ends."""
    live, names = house.workshop(), house.people.names
    fay, ana, _ = people_of(live)
    clock.now += register.KEPT_UNUSED + 1
    other = house.workshop()
    assert house.register._used.keys() == {other.code}
    assert house.register.open(live.code) is live
    live.rename(ana, "Anastasia")
    assert names(live.id) is live.state.names
    assert names(live.id)[ana].name == "Anastasia"
    clock.now += register.KEPT_UNUSED + 1
    house.register.keep(live)
    assert house.register._used.keys() == {live.code}
    assert house.register.open(live.code).person(fay) is live.person(fay)


def test_what_is_known_is_found_while_the_database_does_not_answer(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = house.workshop()
    known = house.register.find(live.code)
    clock.now += register.BELIEVED + 1

    def reading() -> None:
        raise Unavailable("the connection was lost")

    with monkeypatch.context() as broken:
        broken.setattr(house.database, "reading", reading)
        assert house.register.find(live.code) == known
        with pytest.raises(Unavailable):
            house.register.find("ZZZZZZ")
    clock.now += register.BELIEVED + 1
    house.database.write(lambda connection: log.delete(connection, live.id))
    with pytest.raises(Refused):
        house.register.find(live.code)
    assert house.register.live(live.code) is None


def test_links_made_anew_elsewhere_end_the_connections_of_those_who_came_by_the_old_ones(
    house: House, clock: Clock
) -> None:
    live = house.workshop()
    other = register.Register(house.database, house.people, house.register.shell)
    assert other.renew_links(live.code).key_round == 1
    assert not house.ended
    clock.now += 2 * register.BELIEVED
    house.register.find(live.code)
    assert live.key_round == 1
    rooms = [live.room(Audience.OBSERVER), live.room(Audience.SCREEN)]
    assert house.ended == [(room, "links-renewed") for room in rooms]
    clock.now += 2 * register.BELIEVED
    house.register.find(live.code)
    assert len(house.ended) == 2
