"""Limits in layers: who is counted as whom, and that a crowd behind one router is no attack (P3)."""

from __future__ import annotations

import pytest

from dialogue import limits
from dialogue.limits import Pace, counted_as, is_this_machine


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
