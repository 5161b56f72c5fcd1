"""The log says what happened, and none of the words, names, keys or codes it happened with (V1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogue import App
from dialogue.database import Unavailable
from dialogue.edge import politely
from dialogue.logs import as_json, as_text, guarded, tell_error
from tests.server import Server, new_id

PLAN = {
    "title": "Quokka summit",
    "purpose": "To learn what quokkas need.",
    "sectors": ["quokka friends", "private"],
    "entry": "passphrase",
    "passphrase": "quokka door",
    "stages": [
        {"activity": "check_in", "title": "Quokka hello", "questions": [{"text": "Quokka?"}]},
        {"activity": "board", "title": "Quokka ideas", "questions": ["Why quokkas?"], "visibility": "own"},
    ],
}


def lines(server: Server) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.said if line.startswith("{")]


@pytest.fixture(params=["eventlet", "threading"])
def talkative(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """A server that logs all it can."""
    monkeypatch.setenv("DIALOGUE_LOG_LEVEL", "debug")
    monkeypatch.setenv("DIALOGUE_LOG_FORMAT", "json" if request.param == "eventlet" else "text")
    with Server(tmp_path, request.param) as server:
        yield server


def test_nothing_that_people_bring_is_in_the_log_v1(talkative: Server) -> None:
    server = talkative
    with server.workshop(PLAN) as workshop:
        ana, fay, url = workshop.browser("Anastasia Quokka"), workshop.fay, server.url
        door = f"{url}/join/{workshop.code}"
        body = {"name": ana.name, "sector": "quokka friends", "organisation": "Ministry of Quokkas"}
        assert ana.session.post(door, json=body | {"passphrase": "quokka?"}).status_code == 400
        assert ana.session.post(door, json=body | {"passphrase": "quokka door"}).ok
        rejoin = ana.view()["you"]["rejoin"]
        other = workshop.browser("Anastasia Quokka")
        assert other.session.post(door, json={"rejoin": "quokka"}).status_code >= 400
        assert other.session.post(door, json={"rejoin": rejoin, "passphrase": "quokka door"}).ok
        screen, wire = workshop.enter("screen"), ana.wire()
        workshop.begin("check_in"), workshop.begin("board")
        board, question = workshop.first("board"), workshop.first("question")
        note = wire.command("note.add", {"board": board, "text": "quokkas carry umbrellas"})["seq"]
        check_in = {"stage": workshop.stage("check_in"), "question": question}
        assert "seq" in wire.command("question.answer", check_in | {"answer": "quokka jam"})
        for wrong in ({"text": ["quokka"]}, {"quokka": 1}, {"text": "quokka" * 200}, {"board": "quokka"}):
            assert wire.command("note.add", {"board": board, "text": "x"} | wrong)["reason"]
        assert wire.command("quokka.feed", {"quokka": "quokka"})["reason"] == "unknown-command"
        for raw in ('42["command",{"name":"quokka"', "quokka", '42["quokka","quokka"]', '451-["quokka"]'):
            # Each on a line of its own: the server may hang up on any of them.
            ana.wire().raw(raw)
        assert ana.session.post(f"{url}/w/{workshop.code}/me", json={"name": "Quokkina"}).ok
        assert fay.ask("note.hide", {"note": note, "reason": "quokkas disagree"})["seq"]
        for path in ("", "/plain", "/view", "/archive", "/export/json", "/quokka", "/view?as=quokka"):
            for browser in (ana, fay, screen):
                browser.get(path)
        server.fill_disk(True)
        try:
            unsaved = {"board": board, "text": "quokkas on a full disk"}
            assert ana.ask("note.add", unsaved, new_id())["reason"] == "not-saved"
            assert ana.session.post(f"{url}/w/{workshop.code}/me", json={"name": "Quokko"}).status_code == 503
        finally:
            server.fill_disk(False)
        fay.do("workshop.close")
        secrets = [rejoin, *(link.split("key=")[1] for link in workshop.links.values() if "key=" in link)]
        secrets += [cookie.value or "" for browser in workshop.browsers for cookie in browser.session.cookies]
    said = "".join(line for line in server.said if "first?key=" not in line)
    assert "/w/<code>/command" in said and "note.add" in said, "It logs what happens."
    assert "wrong-data" in said and "did not save" in said
    assert not re.search("quokka|quokko|quokkina|umbrella|anastasia|ministry", said, re.IGNORECASE), said
    assert len(secrets) > 6
    for secret in secrets:
        assert len(secret) >= 6
        assert secret not in said


def test_every_line_is_one_event(talkative: Server) -> None:
    with talkative.workshop(PLAN | {"entry": "open"}) as workshop:
        workshop.fay.ask("quokka.feed")
        workshop.fay.do("workshop.close")
    form = r'\{"at":"\S+","level":"\w+","event":.*\}|\d{4}-\d\d-\d\dT\S+Z (debug|info|warning|error) .+'
    said = [line.rstrip("\n") for line in talkative.said[2:]]
    assert len(said) > 5
    for line in said:
        assert re.fullmatch(form, line), line


def test_an_error_is_told_by_its_kind_and_places(caplog: pytest.LogCaptureFixture) -> None:
    def inner() -> None:
        {}["quokkas carry umbrellas"]

    def outer() -> dict[str, Any]:
        try:
            inner()
        except KeyError as error:
            raise ValueError("quokkas again") from error
        return {}

    assert politely(outer)["reason"] == "failed"
    [record] = caplog.records
    said = record.getMessage()
    assert "a command failed" in said
    assert 'error="ValueError from KeyError"' in said
    assert "tests/test_logs.py" in said and "dialogue/edge.py" in said
    assert said.index("outer") < said.index("politely"), "The innermost place comes first."
    assert "quokka" not in said
    assert not record.exc_info, "The traceback of the standard library shows the message."


def test_that_nothing_is_saved_is_said_when_it_begins_and_when_it_ends(
    caplog: pytest.LogCaptureFixture, app: App
) -> None:
    def fails() -> dict[str, Any]:
        raise Unavailable("the disk is full")

    caplog.set_level("INFO", "dialogue")
    app.database.write(lambda connection: None)
    assert not caplog.records
    for _ in range(3):
        assert politely(fails)["reason"] == "not-saved"
    [record] = caplog.records
    assert 'the database did not save error="the disk is full"' in record.getMessage()
    for _ in range(3):
        app.database.write(lambda connection: None)
    [_, record] = caplog.records
    assert "the database saves again" in record.getMessage()


def test_what_fails_in_the_background_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def work(text: str) -> None:
        raise RuntimeError(text)

    guarded(work)("quokka")
    [record] = caplog.records
    assert "work in the background failed" in record.getMessage()
    assert "quokka" not in record.getMessage()


def test_an_error_whose_message_is_made_of_code_keeps_it() -> None:
    def said(error: Exception) -> str:
        return str(tell_error(None, "error", {"event": "failed", "exc_info": error})["error"])

    assert said(AttributeError("'NoneType' object has no attribute 'seq'")).endswith("'seq'")
    assert said(OSError(28, "No space left on device", "/quokka")) == "OSError: No space left on device"
    assert said(OSError("quokka")) == "OSError"
    assert said(KeyError("quokka")) == "KeyError"


def test_a_value_stays_on_its_line() -> None:
    def line() -> dict[str, Any]:
        return {
            "at": "now",
            "level": "info",
            "event": "a thing\nhappened",
            "text": 'two\nlines "here"',
            "n": 1,
        }

    assert as_text(None, "", line()) == r'now info a thing happened text="two\nlines \"here\"" n=1'
    assert json.loads(as_json(None, "", line())) == line()
    assert "\n" not in as_json(None, "", line())
