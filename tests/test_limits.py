"""Limits in layers: who is counted as whom, and that a crowd behind one router is no attack (P3)."""

from __future__ import annotations

import pytest

from dialogue import App, edge, limits
from dialogue.limits import Pace, counted_as, is_this_machine
from tests.visits import Held, Visitor

PLAN = {
    "title": "Partnerships",
    "sectors": ["public"],
    "stages": [{"activity": "board", "questions": ["Why?"]}],
}


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("not an address", "not an address"),
    ],
)
def test_a_network_of_ipv6_is_one_address(address: str, counted: str) -> None:
    """Whoever has one of them has all 2⁶⁴, and would never be slowed down."""
    assert counted_as(address) == counted


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_nobody_in_particular(address: str) -> None:
    assert is_this_machine(address)


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.1", "2001:db8::1", "", "localhost"])
def test_everybody_else_comes_from_somewhere(address: str) -> None:
    assert not is_this_machine(address)


def test_each_is_counted_alone() -> None:
    pace = Pace(2, seconds=3600)
    assert [pace.allows("ana"), pace.allows("ana"), pace.allows("ana")] == [True, True, False]
    assert pace.allows("ben") and pace.is_over("ana") and not pace.is_over("ben")


def test_everybody_is_counted_anew_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    pace = Pace(1, seconds=10)
    assert pace.allows("ana") and not pace.allows("ana")
    now[0] += 10.5
    assert pace.allows("ana")


def test_a_crowd_that_is_counted_takes_no_more_memory_than_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEPT", 50)
    pace = Pace(1, seconds=3600)
    assert all(pace.allows(f"somebody {n}") for n in range(500))
    assert len(pace._counts) <= 50


# ---- In layers


def at(app: App, address: str) -> Visitor:
    visitor = Visitor(app)
    visitor.client.environ_base["REMOTE_ADDR"] = address
    return visitor


def joins(held: Held, address: str, name: str) -> int:
    """Somebody comes from an address; the status of the answer."""
    answer = at(held.app, address).posts(f"/join/{held.code}", name=name, sector="public")
    return int(answer.status_code)


def test_three_hundred_phones_behind_one_router_all_get_in_p3(app: App) -> None:
    held = Held(app, PLAN)
    assert {joins(held, "203.0.113.9", f"Phone {n}") for n in range(300)} == {200}
    assert edge.JOINING.most > 3 * 300


def test_who_sends_newcomers_without_end_is_slowed_down_and_nobody_else(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(app, PLAN)
    monkeypatch.setattr(edge, "JOINING", Pace(3, seconds=3600))
    ana = at(app, "2001:db8:1:2::1")
    assert ana.posts(f"/join/{held.code}", name="Ana", sector="public").status_code == 200
    assert [joins(held, f"2001:db8:1:2::{n}", "Eve") for n in range(2, 6)] == [200, 200, 429, 429]
    assert joins(held, "2001:db8:1:3::1", "Ben") == 200
    assert {joins(held, "127.0.0.1", f"Load {n}") for n in range(5)} == {200}
    again = ana.posts(f"/join/{held.code}", name="Ana", sector="public")
    assert again.status_code == 200, "Who is in is a person, and counted as one."
    held.begins(0)
    board = min(held.records("board"))
    note = ana.posts(f"/w/{held.code}/command", name="note.add", data={"board": board, "text": "More trees"})
    assert "seq" in note.get_json()


def test_a_workshop_that_is_full_says_so_and_can_be_brought_to_its_end(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(app, PLAN)
    ana = held.joined("Ana")
    held.begins(0)
    board = min(held.records("board"))
    monkeypatch.setattr(limits, "MOST_PEOPLE", 2)
    ben = at(app, "203.0.113.9").posts(f"/join/{held.code}", name="Ben", sector="public")
    assert ben.get_json()["reason"] == "full"
    monkeypatch.setattr(limits, "MOST_ENTRIES", held.live.seq)
    call = {"name": "note.add", "data": {"board": board, "text": "One more"}}
    answer = ana.posts(f"/w/{held.code}/command", **call).get_json()
    assert answer["reason"] == "full" and len(answer["refused"].split()) > 3
    assert held.does("workshop.close")
