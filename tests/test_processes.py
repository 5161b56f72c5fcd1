"""Several processes of one server: PostgreSQL holds the log, Redis says that it has grown (L4, V2).

People reach any process with any request. Everybody sees everything once and in order, and
what was acknowledged is there, whichever process, Redis or PostgreSQL goes away meanwhile.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from typing import Any

import pytest
import redis
import requests

from dialogue.activities.board import NoteAdded
from tests.server import PATIENCE, Server, Wire, Workshop, new_id, wait_until
from tests.services import Redis
from tests.several import MANY, PLAN, Crowd, Several, at, hold, log_of


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


def test_whoever_reaches_whichever_process_gets_everything_once_and_in_order_l4_v2(
    workshop: Workshop, processes: list[Server]
) -> None:
    said = [len(server.said) for server in processes]
    hold(workshop, processes)
    for server, before in zip(processes, said, strict=True):
        assert not [line for line in server.said[before:] if " error " in line]


def test_processes_in_all_async_modes_hold_a_workshop_together(several: Several, workshop: Workshop) -> None:
    modes = [several.all[0], several.add("gevent"), several.add("threading")]
    hold(workshop, modes, notes=10)
    for server in modes[1:]:
        server.kill()


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


def test_a_process_that_stops_is_not_counted_any_more(several: Several, workshop: Workshop) -> None:
    """Its people are with the others soon, and would be there twice."""
    facilitator, leaving = workshop.fay.wire(), several.add()
    wire = at(workshop.join("Ana", "public"), leaving).wire()

    def online() -> list[int]:
        return [told["online"] for told in facilitator.of("presence")][-1:]

    wait_until(lambda: online() == [1], "She is not counted.")
    assert leaving.process
    leaving.process.terminate()
    wire.wait(lambda: wire.is_over, "It does not stop.")
    wait_until(lambda: online() == [0], "She is still counted.")


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
    assert refusals[0]["refused"] == "The server cannot save at the moment. Nothing was changed."
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
        await crowd.until_back(moving)

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
