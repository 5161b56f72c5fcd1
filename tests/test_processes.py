"""Several processes of one server: PostgreSQL holds the log, Redis says that it has grown (L4, V2).

People reach any process with any request. Everybody sees everything once and in order, and
what was acknowledged is there, whichever process, Redis or PostgreSQL goes away meanwhile.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
import redis
import requests

from dialogue import log
from dialogue.activities.board import NoteAdded
from dialogue.kernel import Entry
from dialogue.simulation.phone import Phone
from tests.server import PATIENCE, Server, Wire, Workshop, new_id, wait_until
from tests.services import Postgresql, Redis

PLAN: dict[str, Any] = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "questions": ["Why?", "How?"], "identity": "named"}],
}
MANY = 20


class Several:
    """Processes that share a database and a Redis, as many as are asked for."""

    def __init__(self, directory: Path, postgresql: Postgresql, messages: Redis) -> None:
        self.directory = directory
        self.postgresql = postgresql
        self.redis = messages
        self.settings = {
            "DIALOGUE_DATABASE_URL": postgresql.database(),
            "DIALOGUE_REDIS_URL": messages.url,
        }
        self.all: list[Server] = []

    def add(self) -> Server:
        directory = self.directory / str(len(self.all))
        directory.mkdir()
        self.all.append(Server(directory, **self.settings).__enter__())
        return self.all[-1]

    def kill(self) -> None:
        for server in self.all:
            server.kill()


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Several]:
    directory = tmp_path_factory.mktemp("several")
    (directory / "redis").mkdir()
    with Postgresql() as postgresql, Redis(directory / "redis") as messages:
        several = Several(directory, postgresql, messages)
        try:
            for _ in range(3):
                several.add()
            yield several
        finally:
            several.kill()


@pytest.fixture
def processes(several: Several) -> list[Server]:
    """The three that are always there."""
    return several.all[:3]


@pytest.fixture
def workshop(processes: list[Server]) -> Iterator[Workshop]:
    """A workshop whose facilitator uses the first process."""
    with processes[0].workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


# ---- Who comes in where, and what is there in the end


class Crowd:
    """Phones that reach the processes in turn, and what they were told was kept."""

    def __init__(self, workshop: Workshop, processes: list[Server], size: int) -> None:
        self.workshop = workshop
        self.processes = processes
        self.board = workshop.first("board")
        self.phones = [Phone("", workshop.code, f"person {n}") for n in range(size)]
        self.acknowledged: dict[int, str] = {}
        self.progress = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def come_in(self) -> None:
        """Everybody joins through one process and connects to the next."""
        for n, phone in enumerate(self.phones):
            phone.base = self._process(n).url
            await phone.join(phone.label, PLAN["sectors"][n % 2])
            phone.base = self._process(n + 1).url
            await phone.connect()

    def _process(self, n: int) -> Server:
        return self.processes[n % len(self.processes)]

    async def write(self, notes: int) -> None:
        """Everybody writes so many notes, all at once."""
        await asyncio.gather(*(self._write(n, notes) for n in range(len(self.phones))))

    async def _write(self, n: int, notes: int) -> None:
        """Half of the notes go over the socket, half over HTTP to a process the phone is not connected to."""
        phone, elsewhere = self.phones[n], self._process(n + 2)
        for count in range(notes):
            await self.may_go_on.wait()
            text = f"{phone.label}, note {count}"
            if count % 2:
                seq = await asyncio.to_thread(self._post, phone, elsewhere, text)
            else:
                seq = await phone.do("note.add", board=self.board, text=text)
            assert seq not in self.acknowledged, "Two notes were told the same place."
            self.acknowledged[seq] = text
            self.progress.set()

    def _post(self, phone: Phone, server: Server, text: str) -> int:
        """Post a note, and again with the same id, there or elsewhere, until it is acknowledged."""
        call = {"name": "note.add", "data": {"board": self.board, "text": text}, "id": new_id()}
        answers: list[Any] = []
        for each in [server, *islice(cycle(self.processes), 1_000)]:
            with suppress(requests.ConnectionError):
                address = f"{each.url}/w/{self.workshop.code}/command"
                answered = requests.post(
                    address, json=call, headers={"Cookie": phone.cookie}, timeout=PATIENCE
                )
                answers.append(answered.json())
                if "seq" in answers[-1]:
                    return int(answers[-1]["seq"])
            time.sleep(0.02)
        raise AssertionError(f"It was never kept: {answers[-1:]}")

    async def until_written(self, share: float, notes: int) -> None:
        """Until a share of all notes is acknowledged."""
        while len(self.acknowledged) < share * notes * len(self.phones):
            self.progress.clear()
            await self.progress.wait()

    async def end_equal(self) -> None:
        """Everybody has everything, and what each process would show them is what they have."""
        entries = log_of(self.workshop)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1)), "The log has gaps."
        kept = {entry.seq: entry.event.text for entry in entries if entry.event.name == "note.added"}
        assert {seq: kept.get(seq) for seq in self.acknowledged} == self.acknowledged
        assert not [text for text, times in Counter(kept.values()).items() if times > 1]
        for phone in self.phones:
            await phone.until(len(entries))
            assert [seq for seq, _ in phone.arrivals] == sorted(seq for seq, _ in phone.arrivals)
            assert {seq: note["text"] for seq, note in phone.of("note").items()} == kept, phone.label
            mine = [seq for seq, note in phone.of("note", mine=True).items()]
            texts = [int(kept[seq].rpartition(" ")[2]) for seq in mine]
            assert texts == sorted(texts), "Somebody's notes came in another order than they wrote them."
        for phone in self.phones[:: len(self.phones) // 4 or 1]:
            for server in self.processes:
                assert records_of(server, phone) == phone.records, (server.url, phone.label)

    async def leave(self) -> None:
        for phone in self.phones:
            await phone.leave()


def records_of(server: Server, phone: Phone) -> dict[str, Any]:
    headers = {"Cookie": phone.cookie, "Accept": "application/json"}
    view = requests.get(f"{server.url}/w/{phone.code}/view", headers=headers, timeout=PATIENCE).json()
    records: dict[str, Any] = view["records"]
    return records


def log_of(workshop: Workshop) -> list[Entry]:
    register = workshop.server.register
    return list(log.read(register.database, register.find(workshop.code).id))


def hold(
    workshop: Workshop,
    processes: list[Server],
    meanwhile: Callable[[Crowd], Coroutine[Any, Any, None]] | None = None,
    size: int = MANY,
    notes: int = MANY,
) -> Crowd:
    """Everybody comes in and writes; `meanwhile` something happens; all are equal in the end."""

    async def run() -> Crowd:
        # Whoever waits for a database that is away must not be in the way of whoever starts it again.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4 * size))
        crowd = Crowd(workshop, processes, size)
        await crowd.come_in()
        await asyncio.gather(crowd.write(notes), *([meanwhile(crowd)] if meanwhile else []))
        assert len(crowd.acknowledged) == size * notes
        await crowd.end_equal()
        await crowd.leave()
        return crowd

    return asyncio.run(run())


def at(browser: Any, server: Server) -> Any:
    """The same browser, from now on at another process."""
    browser.url = server.url
    return browser


def test_whoever_reaches_whichever_process_gets_everything_once_and_in_order_l4_v2(
    workshop: Workshop, processes: list[Server]
) -> None:
    hold(workshop, processes)
    for server in processes:
        assert "error" not in server.log, server.log


# ---- What reaches those who are connected elsewhere


def test_everyone_is_counted_once_wherever_they_are_connected(
    workshop: Workshop, processes: list[Server]
) -> None:
    facilitator = workshop.fay.wire()
    people = [workshop.join(f"person {n}", PLAN["sectors"][n % 2]) for n in range(6)]
    wires = [at(person, server).wire() for person, server in zip(people, cycle(processes), strict=False)]
    # Somebody with pages on two processes is one person.
    wires.append(at(people[0], processes[1]).wire())
    everybody = sorted([workshop.fay.person, *(person.person for person in people)])

    def is_told(wire: Wire, online: int, **by_sector: int) -> bool:
        told = wire.of("presence")
        expected = {"online": online, "by_sector": by_sector}
        return bool(told) and {key: told[-1][key] for key in expected} == expected

    for wire in (facilitator, *wires):
        wait_until(lambda wire=wire: is_told(wire, 6, public=3, private=3), "They do not add up.")
    assert facilitator.of("presence")[-1]["people"] == everybody
    wires[2].close()
    for wire in (facilitator, wires[1], wires[3]):
        wait_until(lambda wire=wire: is_told(wire, 5, public=2, private=3), "Somebody who left is counted.")
    wires[0].close()
    wires[5].close()
    wait_until(lambda: is_told(facilitator, 4, public=2, private=2), "They do not add up.")


def test_a_changed_name_a_removal_and_the_end_reach_everybody(
    workshop: Workshop, processes: list[Server]
) -> None:
    ana, ben, cleo = (at(workshop.join(name, "public"), processes[0]) for name in ("Ana", "Ben", "Cleo"))
    wires = [at(each, server).wire() for each, server in zip((ana, ben, cleo), processes, strict=True)]
    note = at(ana, processes[1]).do("note.add", {"board": workshop.first("board"), "text": "more trees"})
    for wire in wires:
        wire.wait_for_seq(note)

    answer = at(ana, processes[2]).session.post(f"{ana.url}/w/{ana.code}/me", json={"name": "Anna"})
    assert answer.json() == {"name": "Anna"}
    key = f"person/{ana.person}"
    for wire in wires:
        wire.wait(
            lambda wire=wire: any(
                (patch["records"].get(key) or {}).get("name") == "Anna" for patch in wire.of("patch")
            ),
            "Somebody knows an old name.",
        )
    for server in processes:
        assert at(cleo, server).view()["records"][key]["name"] == "Anna"

    at(workshop.fay, processes[2]).do("person.remove", {"person": ben.person})
    assert wires[1].wait_for("ended") == {"reason": "removed"}
    wires[1].wait(lambda: wires[1].is_over, "The connection goes on.")
    assert at(ben, processes[0]).ask("note.add", {"board": 1, "text": "x"})["reason"] == "removed"

    at(workshop.fay, processes[1]).do("workshop.close")
    for wire in (wires[0], wires[2]):
        assert wire.wait_for("ended") == {"reason": "closed"}
        wire.wait(lambda wire=wire: wire.is_over, "The connection goes on.")


# ---- What goes away and comes back


def test_without_redis_everybody_still_gets_everything(several: Several, workshop: Workshop) -> None:
    """Every process looks into the database now and then; with Redis they hear at once again."""
    processes = several.all[:3]

    async def redis_goes(crowd: Crowd) -> None:
        await crowd.until_written(0.2, notes=MANY)
        await asyncio.to_thread(several.redis.kill)

    try:
        hold(workshop, processes, redis_goes)
        statuses = [requests.get(f"{server.url}/readyz", timeout=PATIENCE).json() for server in processes]
        assert statuses == [{"status": "Redis does not answer"}] * 3
    finally:
        several.redis.start()
    for server in processes:
        wait_until(server.is_ready, "It does not find Redis again.")
    # One after the other, these would take a minute if everyone only looked now and then.
    ana, ben = workshop.join("Ana", "public"), at(workshop.join("Ben", "public"), processes[1])
    board, wire = workshop.first("board"), ben.wire()
    wire.post("note.add", {"board": board, "text": "are you there?"})
    for n in range(20):
        wire.wait_for_seq(ana.do("note.add", {"board": board, "text": f"quickly, {n}"}))


def test_postgresql_is_restarted_while_everybody_writes_l3(several: Several, workshop: Workshop) -> None:
    processes = several.all[:3]
    refusals: list[dict[str, Any]] = []
    ana = at(workshop.join("Ana", "public"), processes[1])
    wire, id = ana.wire(), new_id()
    data = {"board": workshop.first("board"), "text": "Ana, note 0"}

    async def database_goes(crowd: Crowd) -> None:
        await crowd.until_written(0.2, notes=MANY)
        await asyncio.to_thread(several.postgresql.kill)
        refusals.append(await asyncio.to_thread(wire.command, "note.add", data, id))
        await asyncio.to_thread(several.postgresql.start)

    hold(workshop, processes, database_goes)
    assert [refused["reason"] for refused in refusals] == ["not-saved"]
    assert refusals[0]["refused"] == "The server cannot save at the moment. Keep this; it will be sent again."
    again = wire.command("note.add", data, id)
    assert again == wire.command("note.add", data, id), "It was done twice."
    assert [entry.seq for entry in log_of(workshop) if entry.event == NoteAdded(**data)] == [again["seq"]]


def test_a_process_is_added_and_another_is_killed_while_everybody_writes_l5(
    several: Several, workshop: Workshop
) -> None:
    """Whoever was connected to it comes to another, and sends again what was not answered."""
    doomed, others = several.add(), several.all[:3]

    async def process_goes(crowd: Crowd) -> None:
        await crowd.until_written(0.2, notes=MANY)
        # Starting one takes a while, and the others are to be still writing when one is killed.
        crowd.may_go_on.clear()
        late = await asyncio.to_thread(several.add)
        crowd.may_go_on.set()
        crowd.processes = [*others, late]
        await crowd.until_written(0.6, notes=MANY)
        moving = [phone for phone in crowd.phones if phone.base == doomed.url]
        assert moving, "Nobody is connected to it, so nothing is tested."
        for n, phone in enumerate(moving):
            phone.base = late.url if n % 2 else others[0].url
        await asyncio.to_thread(doomed.kill)
        assert len(crowd.acknowledged) < MANY * len(crowd.phones), "Everything was answered before."
        await crowd.until_written(1, notes=MANY)
        assert all(phone.reconnected for phone in moving)

    hold(workshop, [doomed, *others], process_goes)


# ---- What goes through Redis


def test_no_word_and_no_name_goes_through_redis_v1(
    several: Several, workshop: Workshop, processes: list[Server]
) -> None:
    """Everything that anybody says to Redis is looked at, while people write what is hidden."""
    plan = PLAN | {"stages": [PLAN["stages"][0] | {"visibility": "own", "identity": "anonymous"}]}
    secrets = ["Wilhelmina", "Thistlewood", "we are afraid of our minister", "nobody may know"]
    with processes[0].workshop(plan) as workshop, everything_said(several.redis) as said:
        stage, board = workshop.begin("board"), workshop.first("board")
        ana = workshop.join(secrets[0], "public", secrets[1])
        wires = [at(ana, server).wire() for server in processes]
        note = at(ana, processes[1]).do("note.add", {"board": board, "text": secrets[2]})
        at(ana, processes[2]).do("note.edit", {"note": note, "text": secrets[3]})
        ana.session.post(f"{ana.url}/w/{ana.code}/me", json={"name": secrets[0]})
        seq = workshop.fay.do("stage.reveal", {"stage": stage})
        for wire in wires:
            wire.wait_for_seq(seq)
            wire.wait_for("presence")
        wait_until(lambda: any('"counts"' in each for each in said), "Nobody is counted.")
    told = [each for each in said if workshop.code in each]
    assert any(f'"seq":{note}' in each for each in told), "Nothing was told, so nothing was tested."
    for secret in secrets:
        assert not [each for each in said if secret in each]
    assert max(map(len, told)) < 200, "More is told than that something is new."


@contextmanager
def everything_said(messages: Redis) -> Iterator[list[str]]:
    """Every command that anybody gives to Redis meanwhile."""
    said: list[str] = []

    def listen(monitor: Any) -> None:
        with suppress(redis.RedisError, OSError, ValueError, AttributeError):
            said.extend(each["command"] for each in monitor.listen())

    with redis.Redis.from_url(messages.url) as client, client.monitor() as monitor:
        thread = threading.Thread(target=listen, args=(monitor,))
        thread.start()
        yield said
        client.ping()
        wait_until(lambda: said[-1:] == ["PING"], "Nobody listens.")
        monitor.connection.disconnect()
        thread.join()
