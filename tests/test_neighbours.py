"""Processes that share a Redis: they hear that something is new, and never what it is."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import redis

from dialogue import neighbours as neighbours_module
from dialogue.config import BadSetting
from dialogue.database import Unavailable
from dialogue.kernel import Audience
from dialogue.live import LiveWorkshop
from dialogue.neighbours import Neighbours, RedisNeighbours, neighbours_at
from dialogue.workshop import EditWorkshop
from tests.house import House
from tests.server import wait_until
from tests.services import Redis

CODE = "K7BQ2M"


class Process:
    """One process as its neighbours see it, and what it hears of them."""

    def __init__(self, url: str) -> None:
        self.heard: list[tuple[str, int]] = []
        self.counted: list[str] = []
        self.looks = 0
        self.is_over = False
        self.neighbours = RedisNeighbours(url, self.spawn, self.sleep)

    def spawn(self, work: Callable[[], None]) -> None:
        def run() -> None:
            with suppress(SystemExit):
                work()

        threading.Thread(target=run, daemon=True).start()

    def sleep(self, seconds: float) -> None:
        if self.is_over:
            raise SystemExit
        time.sleep(seconds)

    def look(self) -> None:
        self.looks += 1

    def listen(self) -> Process:
        self.neighbours.listen(lambda *heard: self.heard.append(heard), self.look, self.counted.append)
        wait_until(lambda: self.looks > 0, "It does not arrive at Redis.")
        return self


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with Redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def start(redis_server: Redis) -> Iterator[Callable[[], Process]]:
    """Another process, which ends with the test."""
    started: list[Process] = []

    def start() -> Process:
        started.append(Process(redis_server.url))
        return started[-1]

    yield start
    for process in started:
        process.is_over = True


@pytest.fixture
def ours(start: Callable[[], Process]) -> Process:
    return start().listen()


@pytest.fixture
def theirs(start: Callable[[], Process]) -> Process:
    return start().listen()


@pytest.fixture
def said(redis_server: Redis) -> Iterator[list[dict[str, Any]]]:
    """Everything that is said on the channel from now on."""
    messages: list[dict[str, Any]] = []
    with redis.Redis.from_url(redis_server.url) as client, client.pubsub() as line:
        line.subscribe(**{"dialogue/0": lambda message: messages.append(json.loads(message["data"]))})
        thread = line.run_in_thread(sleep_time=0.01)
        yield messages
        thread.stop()
        thread.join()


def test_what_one_process_writes_the_others_hear_and_not_itself(ours: Process, theirs: Process) -> None:
    ours.neighbours.tell(CODE, 812)
    wait_until(lambda: theirs.heard == [(CODE, 812)], "Nobody heard it.")
    theirs.neighbours.tell(CODE, 813)
    wait_until(lambda: ours.heard == [(CODE, 813)], "Nobody heard it.")
    assert theirs.heard == [(CODE, 812)]


def test_what_is_told_within_a_few_milliseconds_goes_out_once(
    ours: Process, theirs: Process, said: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours_module, "TOGETHER", 0.5)
    ours.neighbours.tell("FIRST2", 1)
    wait_until(lambda: bool(theirs.heard), "Nobody heard it.")
    for seq in (7, 9, 8):
        ours.neighbours.tell(CODE, seq)
    wait_until(lambda: len(theirs.heard) > 1, "Nobody heard it.")
    assert theirs.heard == [("FIRST2", 1), (CODE, 9)]
    assert [each for each in said if each.get("code") == CODE] == [
        {"from": ours.neighbours.name, "code": CODE, "seq": 9}
    ]


def test_everyone_counts_who_is_connected_elsewhere(ours: Process, theirs: Process) -> None:
    third = {"online": 1, "by_sector": {}, "people": [9]}
    ours.neighbours.count(CODE, third | {"people": [3]})
    wait_until(lambda: bool(theirs.counted), "Nobody heard it.")
    assert theirs.neighbours.others(CODE) == [third | {"people": [3]}]
    assert ours.neighbours.others(CODE) == [], "Our own are not elsewhere."
    ours.neighbours.count(CODE, third | {"people": [3]})
    ours.neighbours.count(CODE, third)
    wait_until(lambda: theirs.neighbours.others(CODE) == [third], "They count who was here before.")
    assert theirs.counted == [CODE] * 2, "What is the same is said once."
    ours.neighbours.count(CODE, {"online": 0, "by_sector": {}, "people": []})
    wait_until(lambda: theirs.neighbours.others(CODE) == [], "They still count who is gone.")


def test_who_comes_later_asks_who_is_here(ours: Process, start: Callable[[], Process]) -> None:
    counts = {"online": 2, "by_sector": {"public": 2}, "people": [3, 4]}
    ours.neighbours.count(CODE, counts)
    late = start().listen()
    wait_until(lambda: late.neighbours.others(CODE) == [counts], "Nobody answered.")
    ours.neighbours.leave()
    wait_until(lambda: late.neighbours.others(CODE) == [], "They still count who has left.")


def test_nobody_is_counted_whose_process_is_not_heard_any_more(
    ours: Process, theirs: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was killed says no goodbye."""
    monkeypatch.setattr(neighbours_module, "LOOK_EVERY", 0.05)
    ours.neighbours.count(CODE, {"online": 1, "by_sector": {}, "people": [3]})
    wait_until(lambda: bool(theirs.neighbours.others(CODE)), "Nobody heard it.")
    monkeypatch.setattr(ours.neighbours, "_announce", lambda hello=False: None)
    monkeypatch.setattr(neighbours_module, "GONE_AFTER", 0.5)
    wait_until(lambda: theirs.neighbours.others(CODE) == [], "They still count who is gone.")
    assert theirs.counted == [CODE] * 2


def test_without_redis_the_caller_does_not_wait_and_afterwards_everyone_looks(
    redis_server: Redis, ours: Process, theirs: Process
) -> None:
    redis_server.kill()
    for seq in range(1, 100):
        ours.neighbours.tell(CODE, seq)
    looks = theirs.looks
    redis_server.start()
    wait_until(lambda: theirs.looks > looks, "They do not look.")

    def is_heard() -> bool:
        ours.neighbours.tell(CODE, 100)
        return (CODE, 100) in theirs.heard

    wait_until(is_heard, "They do not hear each other again.")


def test_what_others_say_on_the_channel_breaks_nothing(
    redis_server: Redis, ours: Process, theirs: Process
) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        for said in (b"", b"{}", b"\xff", b"[1]", b'{"from": 1}', b'{"from": "x", "counts": 3}'):
            client.publish("dialogue/0", said)
    ours.neighbours.tell(CODE, 1)
    wait_until(lambda: theirs.heard == [(CODE, 1)], "They do not listen any more.")


def test_a_process_that_cannot_look_goes_on_listening(ours: Process, start: Callable[[], Process]) -> None:
    theirs = start()
    heard: list[int] = []

    def fail(_: str, seq: int) -> None:
        heard.append(seq)
        raise RuntimeError("the database is away")

    theirs.neighbours.listen(fail, lambda: heard.append(0), theirs.counted.append)
    wait_until(lambda: heard == [0], "It does not arrive at Redis.")
    for seq in (1, 2):
        ours.neighbours.tell(CODE, seq)
        wait_until(lambda seq=seq: heard[-1] == seq, "It does not listen any more.")


def test_a_process_that_is_alone_tells_nobody_and_counts_nobody() -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("Nothing is to run in the background.")

    alone = neighbours_at("", refuse, refuse)
    alone.listen(refuse, refuse, refuse)
    alone.tell(CODE, 1)
    alone.count(CODE, {"online": 1, "by_sector": {}})
    alone.leave()
    assert alone.others(CODE) == []
    assert type(alone) is Neighbours


@pytest.mark.parametrize("url", ["redis://:secret@here:many", "redis://:secret@["])
def test_an_address_that_is_none_stops_the_start_without_its_password(url: str) -> None:
    with pytest.raises(BadSetting, match="DIALOGUE_REDIS_URL") as bad:
        neighbours_at(url, print, print)
    assert "secret" not in str(bad.value)


# ---- What a process does about it


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[list[House]]:
    """Two processes on one database, which nobody connects."""
    houses = [House(tmp_path), House(tmp_path)]
    for house in houses:
        house.register.shell = house.register.shell._replace(is_shared=True)
    yield houses
    for house in houses:
        house.close()


def write(house: House, code: str, title: str) -> int:
    return house.register.open(code).act(EditWorkshop(title=title))


def titles(house: House, live: LiveWorkshop) -> list[str]:
    """The titles that everybody who is connected to a process was told, in order."""
    patches = house.patches(live.room(Audience.PARTICIPANT))
    return [patch["records"]["workshop/1"]["title"] for patch in patches]


def test_whoever_hears_of_something_new_tells_those_who_are_connected(houses: list[House]) -> None:
    first, second = houses
    live = first.workshop()
    there = second.register.open(live.code)
    there.attend(Audience.PARTICIPANT)
    seq = write(first, live.code, "Together")
    assert titles(second, there) == []
    second.register.heard(live.code, seq)
    assert titles(second, there) == ["Together"]
    second.register.heard(live.code, seq)
    second.register.heard("K7BQ2M", seq)
    assert titles(second, there) == ["Together"], "What is known or nobody's is not looked for."


def test_what_nobody_told_is_found_in_the_database(houses: list[House]) -> None:
    first, second = houses
    second.register.look()
    workshops = [first.workshop() for _ in range(3)]
    there = [second.register.open(live.code) for live in workshops]
    for each in there:
        each.attend(Audience.PARTICIPANT)
    for live in workshops[:2]:
        write(first, live.code, f"Now {live.code}")
    second.register.look()
    assert [titles(second, each) for each in there] == [
        *([f"Now {live.code}"] for live in workshops[:2]),
        [],
    ]


def test_what_is_told_while_one_reads_is_read_as_well(
    houses: list[House], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = houses
    live = first.workshop()
    there = second.register.open(live.code)
    there.attend(Audience.PARTICIPANT)
    hear = there.hear

    def hear_and_be_told(seq: int) -> None:
        hear(seq)
        if there.state.seq < 20:
            second.register.heard(live.code, write(first, live.code, f"Title {there.state.seq}"))

    monkeypatch.setattr(there, "hear", hear_and_be_told)
    second.register.heard(live.code, write(first, live.code, "Title"))
    assert there.state.seq == live.state.seq == 20


def test_a_database_that_is_away_is_asked_again(houses: list[House], monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = houses
    live = first.workshop()
    there = second.register.open(live.code)
    there.attend(Audience.PARTICIPANT)
    seq = write(first, live.code, "Together")
    with monkeypatch.context() as away:
        away.setattr(second.database, "reading", refuse_to_read)
        second.register.heard(live.code, seq)
        second.register.look()
    assert titles(second, there) == []
    second.register.look()
    assert titles(second, there) == ["Together"]


@contextmanager
def refuse_to_read() -> Iterator[None]:
    raise Unavailable("gone")
    yield
