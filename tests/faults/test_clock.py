"""Somebody sets the clock of the server's machine while a workshop is held.

The order of the log is that of its seqs, so nothing else depends on the clock but timers, which end at
a time on it: set back, they end later; set ahead, earlier, and a facilitator gives more time.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from dialogue import log
from dialogue.kernel import Entry
from tests.server import Browser, Server, Wire, Workshop, wait_until

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}
MINUTES = 60
HOUR = 60 * MINUTES


class Clocked(Server):
    """A server on a machine whose clock somebody sets."""

    program = ("-m", "tests.faults.clock")

    def set_clock(self, ahead: bool) -> None:
        assert self.process
        self.process.send_signal(signal.SIGUSR2 if ahead else signal.SIGUSR1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clocked]:
    with Clocked(tmp_path_factory.mktemp("clocked")) as server:
        yield server


class Held:
    """A workshop with Fay, Ana and Ben on the line, on a clock that is set."""

    def __init__(self, server: Clocked, workshop: Workshop) -> None:
        self.server, self.workshop, self.fay = server, workshop, workshop.fay
        self.stage, self.board = workshop.begin("board"), workshop.first("board")
        self.ana, self.ben = workshop.join("Ana"), workshop.join("Ben")
        self.wires = {browser: browser.wire() for browser in (self.fay, self.ana, self.ben)}
        self.views = {browser: browser.view() for browser in self.wires}

    def now(self) -> float:
        """What time it is on the server, as a phone learns it."""
        asked: dict[str, Any] = self.wires[self.ana].ask("catch_up", {"since": 1})
        return float(asked["now"])

    def sets(self, ahead: bool) -> None:
        """Somebody sets the clock by an hour."""
        before = self.now()
        self.server.set_clock(ahead)
        wait_until(lambda: abs(self.now() - before) > HOUR / 2, "The clock stays as it is.")

    def timer(self) -> float:
        """When the stage's timer ends, as everybody is shown it."""
        ends: float = self.fay.records("stage")[self.stage]["timer"]["ends"]
        return ends

    def writes(self, browser: Browser, text: str) -> int:
        answer = self.wires[browser].command("note.add", {"board": self.board, "text": text})
        assert "seq" in answer, answer
        return int(answer["seq"])

    @property
    def log(self) -> list[Entry]:
        register = self.server.register
        return list(log.read(register.database, register.find(self.workshop.code).id))

    def assert_all_are_equal(self, notes: list[str]) -> None:
        """Everybody has what they would see anew, and the log has these notes in this order, each once."""
        entries = self.log
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert [entry.event.text for entry in entries if entry.event.name == "note.added"] == notes
        for browser, wire in self.wires.items():
            wire.wait_for_seq(entries[-1].seq)
            # What is a person's own comes before the answer to what they ask behind it.
            wire.ask("catch_up", {"since": entries[-1].seq})
            assert added_up(self.views[browser], wire) == browser.view()["records"], browser.name
            assert not wire.is_over


def all_patches(wire: Wire) -> list[dict[str, Any]]:
    """Everybody's; somebody's own come with the same time."""
    patches = {patch["seq"]: patch for patch in reversed(wire.of("patch"))}
    return [patches[seq] for seq in sorted(patches)]


def added_up(view: dict[str, Any], wire: Wire) -> dict[str, Any]:
    seq, records = view["seq"], dict(view["records"])
    for patch in wire.of("patch"):
        assert patch["from"] <= seq, "A patch was missed (V2)."
        seq = max(seq, patch["seq"])
        records.update(patch["records"])
    return {key: shown for key, shown in records.items() if shown is not None}


@pytest.fixture
def held(server: Clocked) -> Iterator[Held]:
    with server.workshop(PLAN) as workshop:
        yield Held(server, workshop)


def test_a_clock_that_is_set_back_loses_and_refuses_nothing(held: Held) -> None:
    held.fay.do("stage.timer", {"stage": held.stage, "seconds": 10 * MINUTES})
    ends, before = held.timer(), held.now()
    held.writes(held.ana, "before")
    held.sets(ahead=False)
    held.writes(held.ben, "an hour earlier")
    held.writes(held.ana, "and after that")
    assert held.timer() == ends, "It ends when it was to end, which is an hour later now."
    held.fay.do("stage.timer", {"stage": held.stage, "seconds": 10 * MINUTES})
    assert 0 < held.timer() - held.now() <= 10 * MINUTES
    held.writes(held.ben, "in time")
    held.assert_all_are_equal(["before", "an hour earlier", "and after that", "in time"])
    for wire in held.wires.values():
        [told] = [patch["now"] for patch in all_patches(wire) if "now" in patch]
        assert abs(told - held.now()) < MINUTES, "Who shows a timer has to know."
    times = [entry.at for entry in held.log if entry.event.name == "note.added"]
    assert times[0] >= before > times[1], "Each entry says what time it was on the clock."


def test_who_comes_back_after_a_clock_was_set_back_still_has_their_seat_p2(held: Held) -> None:
    """Their cookie says that it was signed in an hour's time."""
    cleo, rejoin = held.workshop.join("Cleo"), held.ana.view()["you"]["rejoin"]
    held.sets(ahead=False)
    held.wires[held.ana].close()
    held.wires[held.ana] = held.ana.wire()
    assert held.wires[held.ana].is_in
    assert held.ana.view()["you"] == {"role": "participant", "person": held.ana.person, "rejoin": rejoin}
    assert cleo.do("note.add", {"board": held.board, "text": "from the form"})
    dan = held.workshop.join("Dan")
    assert dan.wire().is_in


def test_a_clock_that_is_set_ahead_ends_timers_and_a_facilitator_gives_more_time(held: Held) -> None:
    held.fay.do("stage.timer", {"stage": held.stage, "seconds": 10 * MINUTES})
    held.writes(held.ana, "in time")
    held.sets(ahead=True)
    late = held.wires[held.ana].command("note.add", {"board": held.board, "text": "late"})
    assert late["reason"] == "time-over"
    held.fay.do("stage.timer", {"stage": held.stage, "seconds": 10 * MINUTES})
    held.writes(held.ana, "in time again")
    held.assert_all_are_equal(["in time", "in time again"])


@pytest.mark.parametrize("ahead", [False, True])
def test_a_pause_gives_timers_back_what_it_took_whatever_the_clock_says(held: Held, ahead: bool) -> None:
    held.fay.do("stage.timer", {"stage": held.stage, "seconds": 10 * MINUTES})
    left = held.timer() - held.now()
    held.fay.do("workshop.pause")
    held.sets(ahead)
    held.fay.do("workshop.resume")
    assert left - MINUTES < held.timer() - held.now() <= left + 1
    held.writes(held.ana, "in time")
    held.assert_all_are_equal(["in time"])


@pytest.mark.parametrize("ahead", [False, True])
def test_minutes_are_written_whatever_the_clock_said(held: Held, ahead: bool) -> None:
    held.writes(held.ana, "before it was set")
    held.sets(ahead)
    held.writes(held.ben, "after it was set")
    held.fay.do("workshop.close")
    for wire in held.wires.values():
        assert wire.wait_for("ended") == {"reason": "closed"}
    text = held.fay.get("/export/markdown").text
    assert text.index("before it was set") < text.index("after it was set")
    record = held.fay.get("/export/json").json()
    assert [entry["seq"] for entry in record["history"]] == list(range(1, len(held.log) + 1))
    assert "raceback" not in held.server.log
