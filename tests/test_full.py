"""More people come than a process can hold: it says so, and lets in who comes when others have left."""

from __future__ import annotations

import errno
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
import requests
from werkzeug import Response
from werkzeug.test import Client, TestResponse

from dialogue import entrance
from dialogue.entrance import Entrance
from dialogue.no_room import no_room
from tests.server import PATIENCE, Server, wait_until
from tests.visits import Page

FILES = 200
TOO_MANY = 300
PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}
LIMITED = (
    "import resource, runpy;"
    f"resource.setrlimit(resource.RLIMIT_NOFILE, ({FILES}, {FILES}));"
    "runpy.run_path('wsgi.py', run_name='__main__')"
)


class Small(Server):
    """A server that is told from the beginning how few files it may have."""

    program = ("-c", LIMITED)


@contextmanager
def a_crowd(server: Server) -> Iterator[None]:
    """More connections than fit, which say nothing."""
    with ExitStack() as crowd:
        for _ in range(TOO_MANY):
            crowd.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE))
        yield


def answers(server: Server) -> bool:
    with suppress(requests.RequestException):
        return requests.get(f"{server.url}/healthz", timeout=2).ok
    return False


@pytest.mark.parametrize("mode", ["eventlet", "gevent"])
@pytest.mark.parametrize("knows", [True, False])
def test_a_full_server_lets_people_in_again_when_others_have_left(
    knows: bool, mode: str, tmp_path: Path
) -> None:
    with (Small if knows else Server)(tmp_path, mode) as server, server.workshop(PLAN) as workshop:
        assert server.process
        board = workshop.begin("board") and workshop.first("board")
        ana = workshop.join("Ana").wire()
        if not knows:
            _, most = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
            resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (FILES, most))
        with a_crowd(server):
            if mode == "eventlet":
                wait_until(lambda: "no more connections fit" in server.log, "It does not say so.")
            assert ana.command("note.add", {"board": board, "text": "we go on"})["seq"]
        wait_until(lambda: answers(server), "It is deaf.")
        ben = workshop.join("Ben").wire()
        assert ben.command("note.add", {"board": board, "text": "me too"})["seq"]
        assert server.log.count("no more connections fit") <= 1


def test_whoever_finds_no_room_is_told_so(tmp_path: Path) -> None:
    with Small(tmp_path) as server, a_crowd(server):
        wait_until(lambda: "no more connections fit" in server.log, "It does not say so.")

        def is_told() -> bool:
            with suppress(requests.ConnectionError):
                return requests.get(f"{server.url}/readyz", timeout=PATIENCE).status_code == 503
            return False

        wait_until(is_told, "Somebody waits without a word.")


# ---- Its parts


class Room:
    """A pool with room for everybody."""

    def free(self) -> int:
        return 1

    def running(self) -> int:
        return 7


class Listening:
    """A listening socket to which come, one after the other, connections and errors."""

    def __init__(self, *come: int | str) -> None:
        self.come = iter(come)

    def accept(self) -> tuple[str, str]:
        came = next(self.come)
        if isinstance(came, int):
            raise OSError(came, "not now")
        return came, "somewhere"


@pytest.mark.parametrize("passing", sorted(entrance.GONE | entrance.FULL))
def test_nobody_is_kept_out_because_somebody_else_could_not_get_in(
    passing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "TRY_AGAIN_AFTER", 0)
    inside = Entrance(Listening(passing, passing, "Ana"), Room(), None)
    assert inside.accept() == ("Ana", "somewhere")
    assert inside.is_open


def test_a_door_that_is_closed_for_good_is_known_to_be() -> None:
    inside = Entrance(Listening(errno.EBADF), Room(), None)
    with pytest.raises(OSError, match="not now"):
        inside.accept()
    assert not inside.is_open


POSTED = (
    b"POST /join/K7BQ2M HTTP/1.1\r\nHost: x\r\nAccept: text/html,*/*;q=0.8\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60\r\n\r\n"
    b"name=%D8%B3%D9%84%D9%85%D9%89&sector=Public&id=%3Cb%3E&note="
)


def test_who_sends_a_form_and_finds_no_room_gets_it_back_to_send_it_again() -> None:
    """Its head and its words may come one after the other."""
    ours, theirs = socket.socketpair()
    with theirs:
        for part in POSTED[:200], POSTED[200:]:
            theirs.sendall(part)
        entrance.turn_away(ours)
        answered = theirs.makefile("rb").read().decode()
    head, _, body = answered.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 503 ")
    assert "Retry-After: 10" in head
    page = Page(html_response(body))
    form = page.form_to("/join/K7BQ2M")
    assert form.method == "post"
    assert form.fields == [("name", "سلمى"), ("sector", "Public"), ("id", "<b>"), ("note", "")]
    assert page.says("There is no room at the moment. Try again in a few seconds.")


def test_a_form_that_came_in_part_does_not_come_back_cut() -> None:
    body = no_room(POSTED[:-20]).decode().partition("\r\n\r\n")[2]
    form = Page(html_response(body)).form_to("/join/K7BQ2M")
    assert (form.method, form.fields) == ("get", [])


def test_who_asks_for_a_page_and_finds_no_room_asks_again_for_the_same() -> None:
    answered = no_room(b"GET //evil.example/join?code=K7B HTTP/1.1\r\nAccept: text/html\r\n\r\n").decode()
    form = Page(html_response(answered.partition("\r\n\r\n")[2])).form_to("/evil.example/join")
    assert (form.method, form.fields) == ("get", [("code", "K7B")])


@pytest.mark.parametrize("request_", [b"", b"\r\n\r\n", b"GET /healthz HTTP/1.1\r\n\r\n", b"\xff\xfe" * 99])
def test_who_reads_no_pages_is_told_in_a_line(request_: bytes) -> None:
    head, _, body = no_room(request_).partition(b"\r\n\r\n")
    assert b"text/plain" in head
    assert body == b"There is no room at the moment. Try again in a few seconds.\n"


def html_response(body: str) -> TestResponse:
    return Client(Response(body)).get("/")
