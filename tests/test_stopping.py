"""A server that is told to stop finishes what it began, tells everybody, and loses nothing (L3, V7)."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import Queue
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from websocket import WebSocketException

from dialogue import log, stopping
from dialogue.lines import DirectLine
from dialogue.simulation.phone import Phone
from dialogue.stopping import Door, Staying, holds, stop, waits
from tests.server import PATIENCE, Server, Wire, Workshop, new_id, wait_until

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}
MODES = ["eventlet", "gevent", "threading"]
PEOPLE = 50
ENOUGH = 300


@pytest.fixture(params=MODES)
def workshop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    """An open board on a server of its own, which will be stopped."""
    with Server(tmp_path, request.param) as server, server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def told_to_stop(server: Server) -> None:
    assert server.process
    server.process.send_signal(signal.SIGTERM)


def has_heard(server: Server) -> bool:
    """A signal is heard when the process has its turn, not when it is sent."""
    return not server.is_well()


def code_of(server: Server) -> int:
    """How the process ended."""
    assert server.process
    return server.process.wait(PATIENCE)


def notes_in(workshop: Workshop) -> dict[int, str]:
    database, code = workshop.server.register.database, workshop.code
    entries = log.read(database, workshop.server.register.find(code).id)
    return {entry.seq: entry.event.text for entry in entries if entry.event.name == "note.added"}


class Writer(threading.Thread):
    """Somebody who writes one note after the other until the connection is gone."""

    def __init__(self, wire: Wire, board: int, name: str) -> None:
        super().__init__(daemon=True)
        self.wire, self.board, self.label = wire, board, name
        self.texts: dict[str, str] = {}
        self.answers: dict[str, Any] = {}

    def run(self) -> None:
        for n in range(90):
            text, id = f"{self.label} writes {n}", new_id()
            self.texts[id] = text
            try:
                answer = self.wire.command("note.add", {"board": self.board, "text": text}, id)
            except (OSError, WebSocketException):
                return
            if answer is None:
                return
            self.answers[id] = answer

    @property
    def saved(self) -> dict[int, str]:
        return {answer["seq"]: self.texts[id] for id, answer in self.answers.items() if "seq" in answer}


def test_fifty_people_write_while_the_server_is_stopped_l3(workshop: Workshop) -> None:
    server, board = workshop.server, workshop.first("board")
    people = [workshop.join(f"Person {n}") for n in range(PEOPLE)]
    writers = [Writer(person.wire(), board, person.name) for person in people]
    for writer in writers:
        writer.start()
    wait_until(lambda: sum(len(writer.answers) for writer in writers) >= ENOUGH, "Nobody writes.")
    told_to_stop(server)
    assert code_of(server) == 0, server.log
    for writer in writers:
        writer.join(PATIENCE)
        assert not writer.is_alive()
    saved = {seq: text for writer in writers for seq, text in writer.saved.items()}
    refused = [answer for writer in writers for answer in writer.answers.values() if "seq" not in answer]
    assert {answer["reason"] for answer in refused} <= {"restarting"}
    for writer in writers:
        assert len(writer.wire.of("restarting")) == 1, "Somebody was not told."
        assert writer.wire.of("restarting")[0]["in"] > 0
        patches = [event for _, event, _ in writer.wire.heard if event in ("patch", "restarting")]
        assert patches[-1] == "restarting", "Patches come before."
        assert max(patch["seq"] for patch in writer.wire.of("patch")) >= max(saved)
        assert writer.wire.is_over

    server.kill()
    server.start()
    kept = notes_in(workshop)
    assert kept == saved, "What is in the log was acknowledged, and what was acknowledged is in the log."
    for person, writer in zip(people, writers, strict=True):
        again = person.wire()
        unanswered = [id for id in writer.texts if "seq" not in writer.answers.get(id, {})]
        for id in [*writer.answers][:3] + unanswered:
            text = writer.texts[id]
            seq = again.command("note.add", {"board": board, "text": text}, id)["seq"]
            assert kept.get(seq, text) == text
    written = Counter(text for writer in writers for text in writer.texts.values())
    assert Counter(notes_in(workshop).values()) == written, "Sent again, everything is there once (L5)."
    assert "Traceback" not in server.log and " error " not in server.log, server.log[-3000:]


class HalfSent:
    """A request whose body does not come, so that the server has begun something."""

    def __init__(self, workshop: Workshop) -> None:
        head = [
            f"POST /w/{workshop.code}/command HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Type: application/json",
            f"Cookie: {workshop.fay.cookie}",
            "Content-Length: 50",
        ]
        self.line = socket.create_connection(("127.0.0.1", workshop.server.port), timeout=PATIENCE)
        self.line.sendall("\r\n".join([*head, "", ""]).encode() + b"{")

    def finish(self) -> bytes:
        with self.line:
            self.line.sendall(b'"name":"workshop.pause"}'.ljust(49))
            return self.line.recv(12)


def test_while_it_stops_it_says_so_and_begins_nothing(workshop: Workshop) -> None:
    server, url = workshop.server, workshop.server.url
    ana, board = workshop.join("Ana"), workshop.first("board")
    wire, half = ana.wire(), HalfSent(workshop)
    # Behind it on the way, so that it has been begun when the signal comes.
    assert wire.command("hand.raise", {"kind": "speak"})["seq"]
    told_to_stop(server)
    wait_until(lambda: has_heard(server), "It does not stop.")
    told = requests.get(f"{url}/readyz", timeout=PATIENCE)
    assert (told.status_code, told.json()) == (503, {"status": "stopping"})
    assert requests.get(f"{url}/healthz", timeout=PATIENCE).ok

    note = {"board": board, "text": "too late"}
    refused = wire.command("note.add", note)
    assert refused["reason"] == "restarting" and len(refused["refused"].split()) > 5
    assert ana.ask("note.add", note)["reason"] == "restarting"
    assert ana.session.post(f"{url}/join/{workshop.code}", json={"name": "Ben"}).status_code == 503
    page = ana.session.post(f"{url}/join", data={"code": workshop.code})
    assert page.status_code == 503
    assert "is starting again" in page.text
    assert int(page.headers["Retry-After"]) > 0
    assert re.search(r'href="/join"[^>]*>Try again</a>', page.text)
    again = ana.wire()
    assert again.refused and again.refused["data"]["reason"] == "restarting"
    assert ana.view()["seq"], "Reading begins nothing."

    assert half.finish() == b"HTTP/1.1 503"
    assert code_of(server) == 0
    assert wire.of("restarting")
    assert notes_in(workshop) == {}
    assert "without waiting longer" not in server.log, server.log


def test_a_second_signal_stops_at_once(workshop: Workshop) -> None:
    half = HalfSent(workshop)
    wire = workshop.join("Ana").wire()
    told_to_stop(workshop.server)
    wait_until(lambda: has_heard(workshop.server), "It does not stop.")
    told_to_stop(workshop.server)
    assert code_of(workshop.server) == 1
    assert "Dialogue was told to stop a second time" in workshop.server.log
    assert not wire.of("restarting")
    half.line.close()


def test_phones_come_back_by_themselves_v7(workshop: Workshop) -> None:
    server, board = workshop.server, workshop.first("board")
    phones = [Phone(server.url, workshop.code, f"Phone {n}") for n in range(10)]

    async def restarted() -> list[int]:
        for phone in phones:
            await phone.join(phone.label, "")
            await phone.connect()
        told_to_stop(server)
        assert await asyncio.to_thread(code_of, server) == 0
        notes = [asyncio.create_task(phone.do("note.add", board=board, text=phone.label)) for phone in phones]
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        seqs = await asyncio.gather(*notes)
        for phone in phones:
            await phone.until(max(seqs))
            await phone.leave()
        return seqs

    seqs = asyncio.run(restarted())
    assert notes_in(workshop) == {seq: phone.label for seq, phone in zip(seqs, phones, strict=True)}
    for phone in phones:
        assert phone.reconnected == 1
        assert len(phone.of("note")) == len(phones)


# ---- Its parts


def test_a_workshop_that_is_opened_while_the_server_stops_is_told_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody who came just before the signal opens it while everybody else is finished."""
    staying, begun, said = Staying(), ExitStack(), []
    monkeypatch.setattr(stopping, "staying", staying)
    begun.enter_context(staying.while_doing())
    late = SimpleNamespace(tell=lambda: said.append("patch"), is_told=True, room=lambda: "late")
    held: list[Any] = []

    def sleep(_seconds: float) -> None:
        if not staying.is_idle:
            held.append(late)
            begun.close()

    class Held:
        @property
        def held(self) -> list[Any]:
            return list(held)

    app = SimpleNamespace(
        register=Held(),
        socketio=SimpleNamespace(sleep=sleep, server=SimpleNamespace(eio=SimpleNamespace(sockets={}))),
        fanout=SimpleNamespace(send=lambda event, data, room: said.append((event, room))),
        neighbours=SimpleNamespace(leave=lambda: None),
        database=SimpleNamespace(close=lambda: None),
    )
    stop(app, Door(lambda: True, lambda: None))
    assert said == ["patch", ("restarting", "late")]


def test_a_goodbye_that_both_sides_said_at_once_is_not_waited_for() -> None:
    line = DirectLine(SimpleNamespace(create_queue=lambda: Queue()), "sid")
    line.ws = SimpleNamespace(websocket_closed=False)
    line.waiting.append(b"goodbye")
    assert waits(line)
    line.ws.websocket_closed = True
    assert not waits(line)


def test_what_is_waited_for_must_hold_twice_in_a_row() -> None:
    looks = iter([False, True, False, True, True])
    assert holds(lambda: next(looks), within=PATIENCE, sleep=lambda _: None)
    assert next(looks, "none left") == "none left"


def test_nothing_is_waited_for_without_end() -> None:
    assert not holds(lambda: False, within=0.05, sleep=time.sleep)


def test_an_answer_is_finished_when_all_of_it_was_taken() -> None:
    staying, closed = Staying(), []

    class Answer:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"one", b"two"])

        def close(self) -> None:
            closed.append(True)

    parts = iter(staying.whole(lambda environ, start: Answer())({}, None))
    assert staying.is_idle
    assert next(parts) == b"one"
    assert not staying.is_idle
    assert list(parts) == [b"two"]
    assert staying.is_idle and closed
