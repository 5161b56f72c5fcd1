"""Who was removed, and everybody when the workshop closes, is told so whatever happened just before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from dialogue.database import Unavailable
from dialogue.live import LiveWorkshop
from dialogue.people import People
from tests.house import House, first, people_of


def opened(house: House) -> tuple[LiveWorkshop, int, int]:
    live = house.workshop()
    fay, ana, _ = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    return live, fay, ana


def fails(house: House, monkeypatch: pytest.MonkeyPatch, keeps: bool) -> pytest.MonkeyPatch:
    """The next commit is not saved, or is saved and the line to the database is lost over the answer."""
    whole = house.database.write

    def write(work: Callable[[sa.Connection], Any]) -> Any:
        monkeypatch.setattr(house.database, "write", whole)
        if keeps:
            whole(work)
        raise Unavailable("server closed the connection unexpectedly")

    monkeypatch.setattr(house.database, "write", write)
    return monkeypatch


@pytest.mark.parametrize("is_shared", [False, True])
def test_an_end_that_was_saved_without_an_answer_is_one(
    house: House, monkeypatch: pytest.MonkeyPatch, is_shared: bool
) -> None:
    live, fay, ana = opened(house)
    live.shell = live.shell._replace(is_shared=is_shared)
    for name, data, id in (
        ("person.remove", {"person": ana}, "id-000001"),
        ("workshop.close", {}, "id-000002"),
    ):
        fails(house, monkeypatch, keeps=True)
        with pytest.raises(Unavailable):
            live.submit(name, data, id, fay)
        live.submit(name, data, id, fay)
    assert house.ended == [(live.room(ana), "removed"), (live.room(), "closed")]


def test_an_end_that_another_process_wrote_is_heard_by_one_that_could_not_save(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, fay, ana = opened(house)
    live.shell = live.shell._replace(is_shared=True)
    other = LiveWorkshop(live.id, live.code, house.database, People(house.database, "a secret"), live.shell)
    fails(house, monkeypatch, keeps=False)
    with pytest.raises(Unavailable):
        live.submit("stage.open", {"stage": first(live, "stage")}, "id-000001", fay)
    house.ended.clear()
    other.submit("person.remove", {"person": ana}, "id-000002", fay)
    other.submit("workshop.close", {}, "id-000003", fay)
    # Whoever indexes what was closed has looked at it here as well, perhaps already.
    live.hear()
    assert sorted(house.ended) == sorted([(live.room(ana), "removed"), (live.room(), "closed")] * 2)
