"""Kill -9 at any moment: nothing acknowledged is lost, nothing is there twice (L3, L5, V7)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
import socketio

from dialogue import log
from dialogue.kernel import Entry
from dialogue.simulation.phone import Phone
from tests.server import Server, Workshop, new_id, wait_until

PLAN = {"title": "Partnerships", "stages": [{"activity": "board", "questions": ["Why?", "How?"]}]}
PEOPLE = ["Ana", "Ben", "Cleo", "Dan", "Eli", "Flo", "Gus", "Hana", "Ivo", "June"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Not the server of the other tests: this one is killed."""
    with Server(tmp_path_factory.mktemp("killed")) as server:
        yield server


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN | {"sectors": []}) as workshop:
        workshop.begin("board")
        yield workshop


def log_of(workshop: Workshop) -> list[Entry]:
    return list(log.read(workshop.server.register.database, workshop.server.register.find(workshop.code).id))


def notes_in(entries: list[Entry]) -> dict[int, str]:
    return {entry.seq: entry.event.text for entry in entries if entry.event.name == "note.added"}


def assert_whole(workshop: Workshop) -> None:
    """The file is sound, and the log has every seq."""
    database = workshop.server.register.database
    if database.is_sqlite:
        with database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").fetchall() == [("ok",)]
    entries = log_of(workshop)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


def test_ten_people_write_while_the_server_is_killed_v7(workshop: Workshop) -> None:
    """Each has several notes under way at any time. They come back by themselves, and so do their notes."""
    texts = {name: [f"{name} writes {n}" for n in range(24)] for name in PEOPLE}
    acknowledged, phones = asyncio.run(hold(workshop, texts, kills=2))
    kept = notes_in(log_of(workshop))
    assert Counter(kept.values()) == Counter(text for each in texts.values() for text in each)
    assert {seq: kept.get(seq) for seq in acknowledged} == acknowledged
    assert_whole(workshop)
    seen = {seq: note["text"] for seq, note in workshop.fay.records("note").items()}
    assert seen == kept
    for phone in phones:
        assert phone.reconnected >= 1, "Nobody lost the connection, so nothing was tested."
        assert {seq: note["text"] for seq, note in phone.of("note").items()} == kept, phone.label


async def hold(
    workshop: Workshop, texts: dict[str, list[str]], kills: int
) -> tuple[dict[int, str], list[Phone]]:
    """Everybody writes, the server is killed on the way; the notes by the seq they were acknowledged with."""
    server, board = workshop.server, workshop.first("board")
    acknowledged: dict[int, str] = {}
    progress = asyncio.Condition()
    phones = [Phone(server.url, workshop.code, name) for name in texts]
    for phone in phones:
        await phone.join(phone.label, "")
        await phone.connect()

    async def write(phone: Phone, mine: list[str]) -> None:
        for text in mine:
            acknowledged[await phone.do("note.add", board=board, text=text)] = text
            async with progress:
                progress.notify_all()

    async def kill() -> None:
        whole = sum(len(mine) for mine in texts.values())
        for n in range(kills):
            async with progress:
                await progress.wait_for(lambda n=n: len(acknowledged) > whole * (n + 1) // (kills + 2))
            # Straight away: some commands are on their way in, some answers on their way out.
            server.kill()
            assert len(acknowledged) < whole, "Everything was answered before the crash."
            await asyncio.to_thread(server.start)

    hands = [write(phone, texts[phone.label][part::3]) for phone in phones for part in range(3)]
    await asyncio.gather(kill(), *hands)
    last = workshop.fay.view()["seq"]
    for phone in phones:
        await phone.until(last)
        await phone.leave()
    return acknowledged, phones


def test_whoever_lost_the_answer_sends_again_and_it_is_done_once_l5(workshop: Workshop) -> None:
    """Ninety commands are on their way when the server dies; nobody knows which were done."""
    ana, board, server = workshop.join("Ana"), workshop.first("board"), workshop.server
    calls = {new_id(): f"note {n}" for n in range(90)}
    wire = ana.wire()
    sent = {wire.post("note.add", {"board": board, "text": text}, id): id for id, text in calls.items()}
    wire.wait(lambda: len(wire.answers) >= 10)
    server.kill()
    wire.wait(lambda: wire.is_over)
    before = {sent[number]: answer["seq"] for number, answer in wire.answers.items()}
    server.start()
    done = notes_in(log_of(workshop))
    assert len(before) <= len(done)
    assert {done[seq] for seq in before.values()} == {calls[id] for id in before}

    again = ana.wire()
    seqs = {
        id: again.command("note.add", {"board": board, "text": text}, id)["seq"] for id, text in calls.items()
    }
    assert {id: seqs[id] for id in before} == before, "The first answer is the answer."
    assert Counter(notes_in(log_of(workshop)).values()) == Counter(calls.values())
    assert list(seqs.values()) == sorted(seqs.values()), "Also in the order they were sent (V6)."
    assert_whole(workshop)


def test_a_crash_keeps_seats_votes_and_what_is_hidden(server: Server) -> None:
    """Everything that is beside the log is there again too: names, and whose the secret votes are."""
    plan = {
        "title": "Partnerships",
        "stages": [
            {"activity": "board", "questions": ["Why?"], "visibility": "own", "identity": "anonymous"},
            {"activity": "vote", "target": "notes", "dots": 3, "per_item": 2},
        ],
        "sectors": [],
    }
    with server.workshop(plan) as workshop:
        stage, board = workshop.begin("board"), workshop.first("board")
        ana, ben = workshop.join("Ana"), workshop.join("Ben")
        note = ana.do("note.add", {"board": board, "text": "nobody's"})
        server.kill()
        server.start()
        ana.do("note.edit", {"note": note, "text": "still nobody's"})
        assert ben.records("note") == {}
        workshop.fay.do("stage.reveal", {"stage": stage})
        vote = workshop.begin("vote")
        cast = {"stage": vote, "target": note, "points": 2}
        ana.do("vote.cast", cast)
        views = [browser.view() for browser in (ana, ben, workshop.fay)]
        server.kill()
        server.start()
        for browser, view in zip((ana, ben, workshop.fay), views, strict=True):
            assert browser.view() | {"now": 0} == view | {"now": 0}
        assert ana.view()["records"][f"person/{ana.person}"]["name"] == "Ana"
        assert ana.ask("vote.cast", cast | {"target": board})["reason"] == "not-an-option"
        assert ana.do("vote.cast", cast | {"points": 1})
        workshop.fay.do("stage.reveal", {"stage": vote})
        [option] = ben.records("vote").values()
        assert (option["points"], option["voters"]) == (1, 1)


def test_a_browser_that_listens_comes_back_by_itself(workshop: Workshop) -> None:
    """The library that browsers use in Python: its connection is back, and hears what comes."""
    ana, ben, board = workshop.join("Ana"), workshop.join("Ben"), workshop.first("board")
    heard: list[dict[str, object]] = []
    client = socketio.Client(http_session=ana.session, reconnection_delay=0.05, reconnection_delay_max=0.2)
    client.on("patch", heard.append)
    client.connect(f"{ana.url}?w={ana.code}", transports=["websocket"])
    try:
        workshop.server.kill()
        wait_until(lambda: not client.connected, "The client did not notice.")
        workshop.server.start()
        wait_until(lambda: client.connected, "The client did not come back.")
        seq = ben.do("note.add", {"board": board, "text": "welcome back"})
        wait_until(lambda: any(patch["seq"] >= seq for patch in heard), "It hears nothing.")
    finally:
        client.disconnect()
