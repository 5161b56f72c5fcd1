"""Three clients, one process or two that share a log, and whatever may happen to them, against a small model.

The machine tries what comes to its mind. Whenever all has settled everybody has what they would see if
they came anew, and the notes and dots are those that were acknowledged, each once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from dialogue import log
from dialogue.database import Unavailable
from dialogue.kernel import Audience, Eyes, Refused
from dialogue.live import MOST_TRIES, LiveWorkshop, Shell
from dialogue.people import People
from dialogue.register import Register
from tests.house import House, people_of

PLAN = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [
        {"activity": "board", "title": "Mine until then", "questions": ["Why?"], "visibility": "own"},
        {"activity": "board", "title": "Nobody's", "questions": ["How?"], "identity": "anonymous"},
        {"activity": "vote", "title": "Dots", "target": "notes", "of": 0, "dots": 3, "per_item": 2},
    ],
}
NAMES = ["fay", "ana", "ben"]
WRITERS = NAMES[1:]
MOVES = ["stage.open", "stage.open", "stage.lock", "stage.reveal", "stage.close", "stage.reopen"]
CHANCE = st.integers(0, 2**32 - 1).map(Random)

LIKELY = {
    "somebody_writes": 8,
    "somebody_rewords": 4,
    "somebody_takes_away_or_back": 3,
    "somebody_votes": 4,
    "fay_moves_a_stage": 1,
    "fay_begins_the_vote": 1,
    "somebody_hears": 9,
    "somebody_is_cut_off": 2,
    "somebody_comes_back": 4,
    "a_process_works": 6,
    "a_process_is_killed": 1,
    "the_next_commit_fails": 1,
}
"""What may happen, and how often it does while nobody looks."""


class Somebody:
    """A client: what it knows, what is on its way to it, and what it was not answered."""

    def __init__(self, name: str, eyes: Eyes) -> None:
        self.name = name
        self.eyes = eyes
        self.at: Process | None = None
        self.seq = 0
        self.records: dict[str, Any] = {}
        self.coming: list[dict[str, Any]] = []
        self.unanswered: tuple[str, str, dict[str, Any]] | None = None
        self.own: list[int] = []

    @property
    def live(self) -> LiveWorkshop:
        assert self.at
        return self.at.live

    def comes(self, process: Process, by_view: bool) -> None:
        """What is told from now on waits behind what it learns now."""
        if self.at is None:
            self.at = process
            self.live.keep_up()
            self.live.attend(*self.eyes)
            if by_view:
                self.fetch()
            else:
                self.catch_up()

    def goes(self) -> None:
        """What was on its way is lost."""
        if self.at and self.eyes.person:
            self.live.leave(self.eyes.person)
        self.at, self.coming = None, []

    def fetch(self) -> None:
        view = self.live.view(self.eyes)
        self.seq, self.records = view["seq"], dict(view["records"])

    def catch_up(self) -> None:
        answer = self.live.catch_up(self.eyes, self.seq)
        if "reload" in answer:
            self.fetch()
        else:
            self.take(answer)

    def hear(self) -> None:
        """The next patch, as docs/protocol.md says."""
        patch = self.coming.pop(0)
        if patch["from"] > self.seq:
            self.catch_up()
        elif patch["seq"] >= self.seq:
            self.take(patch)

    def take(self, news: dict[str, Any]) -> None:
        self.seq = max(self.seq, news["seq"])
        for key, shown in news["records"].items():
            if shown is None:
                self.records.pop(key, None)
            else:
                self.records[key] = shown


class Process:
    """A process that holds the workshop. `work` is what it does in the background, when it gets to it."""

    def __init__(self, machine: Machine) -> None:
        self.work: list[Callable[[], None]] = []
        shell = Shell(
            emit=partial(machine.sends, self),
            spawn=self.work.append,
            sleep=lambda _seconds: None,
            end=lambda _room, _reason: None,
            render=str,
            is_shared=machine.is_shared,
            news=lambda _code, _seq: machine.wakes(self),
        )
        people = People(machine.house.database, "a secret for tests")
        self.register = Register(machine.house.database, people, shell)
        self.live = self.register.open(machine.code)

    def do_its_work(self) -> None:
        while self.work:
            self.work.pop(0)()


class Machine(RuleBasedStateMachine):
    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.write = house.database.write
        house.database.write = self.commits  # type: ignore[method-assign]
        self.fault = ""
        self.in_a_row = 0
        self.notes: dict[int, tuple[str, bool]] = {}
        self.dots: dict[tuple[str, int], int] = {}
        self.count = 0

    @initialize(is_shared=st.booleans())
    def begin(self, is_shared: bool) -> None:
        self.is_shared = is_shared
        made = self.house.workshop(PLAN)
        self.code = made.code
        people = people_of(made)
        made.submit("workshop.open", {}, None, people[0])
        records = made.view(Eyes(Audience.FACILITATOR))["records"]
        self.stages = records["workshop/1"]["stages"]
        self.boards = sorted(int(key[6:]) for key in records if key.startswith("board/"))
        for stage in self.stages[:2]:
            made.submit("stage.open", {"stage": stage}, None, people[0])
        roles = [Audience.FACILITATOR, Audience.PARTICIPANT, Audience.PARTICIPANT]
        eyes = map(Eyes, roles, people)
        self.everybody = {name: Somebody(name, each) for name, each in zip(NAMES, eyes, strict=True)}
        self.processes: list[Process] = []
        for _ in range(1 + is_shared):
            self.processes.append(Process(self))
        for n, somebody in enumerate(self.everybody.values()):
            somebody.comes(self.processes[n % len(self.processes)], by_view=True)

    # ---- What goes on between clients, processes and the database

    def sends(self, process: Process, event: str, data: Any, room: str) -> None:
        for somebody in self.everybody.values():
            rooms = [process.live.room(whose) for whose in somebody.eyes]
            if event == "patch" and somebody.at is process and room in rooms:
                somebody.coming.append(data)

    def wakes(self, writer: Process) -> None:
        """The others learn that there is something new, some time."""
        for process in self.processes:
            if process is not writer:
                process.work.append(process.live.hear)

    def commits(self, work: Callable[[sa.Connection], Any]) -> Any:
        """What is written is saved, or not, or saved and the answer is lost."""
        fault, self.fault = self.fault, ""
        self.in_a_row = self.in_a_row + 1 if fault else 0
        if fault == "not saved":
            raise Unavailable("database or disk is full")
        result = self.write(work)
        if fault == "not answered":
            raise Unavailable("server closed the connection unexpectedly")
        return result

    def ask(self, somebody: Somebody, name: str, data: dict[str, Any], is_heard: bool) -> None:
        """Somebody who is on the line sends a command, behind the one that was not answered."""
        if somebody.at and somebody.unanswered:
            self.send(somebody)
        if somebody.at and not somebody.unanswered:
            self.count += 1
            somebody.unanswered = f"{self.code}-{self.count:06}", name, data
            self.send(somebody, is_heard)

    def send(self, somebody: Somebody, is_heard: bool = True) -> None:
        """Send what waits for an answer, perhaps again. Where the answer is lost, it waits on."""
        assert somebody.unanswered
        id, name, data = somebody.unanswered
        try:
            seq = somebody.live.submit(name, data, id, somebody.eyes.person)
        except Unavailable:
            return
        except Refused:
            somebody.unanswered = None
            return
        if is_heard:
            somebody.unanswered = None
            self.happened(somebody, name, data, seq)

    def happened(self, somebody: Somebody, name: str, data: dict[str, Any], seq: int) -> None:
        """What was acknowledged, in the model."""
        if name == "note.add":
            assert seq not in self.notes, "Two notes have one answer."
            self.notes[seq] = data["text"], True
            somebody.own.append(seq)
        elif name == "note.edit":
            self.notes[data["note"]] = data["text"], True
        elif name in ("note.remove", "note.restore"):
            self.notes[data["note"]] = self.notes[data["note"]][0], name == "note.restore"
        elif name == "vote.cast":
            self.dots[somebody.name, data["target"]] = data["points"]

    def one(self, chance: Random, names: list[str] = NAMES) -> Somebody:
        return self.everybody[chance.choice(names)]

    # ---- What people do

    def somebody_writes(self, chance: Random) -> None:
        data = {"board": chance.choice(self.boards), "text": f"note {self.count}"}
        self.ask(self.one(chance, WRITERS), "note.add", data, chance.random() < 0.8)

    def somebody_rewords(self, chance: Random) -> None:
        writer = self.one(chance, WRITERS)
        if writer.own:
            data = {"note": chance.choice(writer.own), "text": f"rather note {self.count}"}
            self.ask(writer, "note.edit", data, chance.random() < 0.8)

    def somebody_takes_away_or_back(self, chance: Random) -> None:
        writer = self.one(chance, WRITERS)
        if writer.own:
            name = chance.choice(["note.remove", "note.restore"])
            self.ask(writer, name, {"note": chance.choice(writer.own)}, chance.random() < 0.8)

    def somebody_votes(self, chance: Random) -> None:
        if self.notes:
            target, points = chance.choice(list(self.notes)), chance.randint(0, 2)
            data = {"stage": self.stages[2], "target": target, "points": points}
            self.ask(self.one(chance, WRITERS), "vote.cast", data, chance.random() < 0.8)

    def fay_moves_a_stage(self, chance: Random) -> None:
        data = {"stage": chance.choice(self.stages)}
        self.ask(self.everybody["fay"], chance.choice(MOVES), data, chance.random() < 0.8)

    def fay_begins_the_vote(self, chance: Random) -> None:
        fay = self.everybody["fay"]
        self.ask(fay, "stage.reveal", {"stage": self.stages[0]}, True)
        self.ask(fay, "stage.open", {"stage": self.stages[2]}, chance.random() < 0.8)

    # ---- What happens to them

    def somebody_hears(self, chance: Random) -> None:
        somebody = self.one(chance)
        for _ in range(chance.randint(1, 3)):
            if somebody.coming:
                somebody.hear()

    def somebody_is_cut_off(self, chance: Random) -> None:
        self.one(chance).goes()

    def somebody_comes_back(self, chance: Random) -> None:
        self.one(chance).comes(chance.choice(self.processes), by_view=chance.random() < 0.3)

    def a_process_works(self, chance: Random) -> None:
        chance.choice(self.processes).do_its_work()

    def a_process_is_killed(self, chance: Random) -> None:
        """And started again: it knows what is in the database."""
        killed = chance.choice(self.processes)
        for somebody in self.everybody.values():
            if somebody.at is killed:
                somebody.goes()
        self.processes[self.processes.index(killed)] = Process(self)

    def the_next_commit_fails(self, chance: Random) -> None:
        if self.in_a_row < MOST_TRIES:
            # After many the server waits for a second, and there is no second here.
            self.fault = chance.choice(["not saved", "not answered"])

    # ---- What is tried

    @rule(name=st.sampled_from(list(LIKELY)), chance=CHANCE)
    def something_happens(self, name: str, chance: Random) -> None:
        getattr(self, name)(chance)

    @rule(chance=CHANCE)
    def a_while_passes(self, chance: Random) -> None:
        """Much happens, and some of it more often."""
        for name in chance.choices(list(LIKELY), list(LIKELY.values()), k=25):
            getattr(self, name)(chance)

    @rule()
    def all_settles(self) -> None:
        """Everybody comes back, has all answers, and hears all there is to hear."""
        self.fault = ""
        for n, somebody in enumerate(self.everybody.values()):
            somebody.comes(self.processes[n % len(self.processes)], by_view=False)
            if somebody.unanswered:
                self.send(somebody)
            assert somebody.unanswered is None, "Nothing was wrong, and it was not answered."
        for process in self.processes:
            process.live.hear()
        for process in self.processes:
            process.do_its_work()
        for somebody in self.everybody.values():
            while somebody.coming:
                somebody.hear()
        self.assert_all_are_equal()
        self.assert_the_log_is_whole()
        self.assert_nothing_is_lost_or_doubled()

    def assert_all_are_equal(self) -> None:
        """Clients, processes, and a process that knows no more than what is in the database."""
        processes = [*self.processes, Process(self)]
        for name, somebody in self.everybody.items():
            for process in processes:
                view = process.live.view(somebody.eyes)
                assert (name, somebody.seq) == (name, view["seq"])
                assert somebody.records == view["records"], name

    def assert_the_log_is_whole(self) -> None:
        with self.house.database.reading() as connection:
            found = list(log.read_found(connection, self.processes[0].live.id))
        assert [each.entry.seq for each in found] == list(range(1, len(found) + 1))
        ids = [each.command for each in found if each.command]
        assert len(ids) == len(set(ids))

    def assert_nothing_is_lost_or_doubled(self) -> None:
        seen = self.everybody["fay"].records
        notes = {int(key[5:]): shown["text"] for key, shown in seen.items() if key.startswith("note/")}
        assert notes == {seq: text for seq, (text, is_there) in self.notes.items() if is_there}
        is_first = seen[f"stage/{self.stages[2]}"]["round"] == 1
        for key, shown in seen.items():
            # In another round everybody has their dots anew.
            if key.startswith("vote/") and "points" in shown and is_first:
                points = sum(n for (_, target), n in self.dots.items() if target == shown["target"])
                assert shown["points"] == points

    def teardown(self) -> None:
        if self.count:
            self.all_settles()
        self.house.database.write = self.write  # type: ignore[method-assign]


def test_whatever_happens_all_are_equal_and_nothing_is_lost(house: House) -> None:
    run_state_machine_as_test(
        partial(Machine, house),
        settings=settings(
            max_examples=100, stateful_step_count=15, deadline=None, derandomize=True, database=None
        ),
    )
