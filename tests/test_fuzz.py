"""Frames and requests that nobody would mean: a few of each kind at every run, the same ones each time.

`python -m bench fuzz` sends a hundred thousand. What it finds is printed as it stands in `FOUND` here.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator

import pytest

from dialogue import App
from tests.fuzzing import runs
from tests.fuzzing.asked import ACTORS, Asked
from tests.fuzzing.described import Route, openapi_of, routes_of
from tests.fuzzing.runs import Tally
from tests.fuzzing.sent import Answered, Place, fault_in, place_on, send
from tests.fuzzing.words import MARK
from tests.server import Server, Workshop

START = 6
"""Where the choice begins; the bench begins elsewhere."""

FOUND = [
    # An address that is no UTF-8, also without percents.
    Asked("organiser", b"GET /w/~code~/view?key=a.html%22%3\x9fB HTTP/1.1\r\nHost: ~host~\r\n\r\n"),
    Asked("stranger", b"GET /healthz?look=\xff\xfe HTTP/1.1\r\nHost: ~host~\r\n\r\n"),
    Asked("stranger", b"GET /join?code=\xed\xa0\x80 HTTP/1.1\r\nHost: ~host~\r\n\r\n"),
    Asked("stranger", b"GET /socket.io/?EIO=4&transport=polling&w=\xff HTTP/1.1\r\nHost: ~host~\r\n\r\n"),
]


@pytest.fixture(scope="module")
def tried(server_in: Callable[[str], Server]) -> Iterator[tuple[Server, Place, Workshop]]:
    """A workshop in which everything is tried, by everybody."""
    server = server_in("eventlet")
    place, workshop = place_on(server)
    with workshop:
        yield server, place, workshop


@pytest.fixture
def place(tried: tuple[Server, Place, Workshop]) -> Iterator[Place]:
    """Where it is tried; afterwards the server is well, and has printed no traceback."""
    server, place, _ = tried
    before = len(server.said)
    yield place
    assert server.is_well()
    assert not re.search("traceback", "".join(server.said[before:]), re.IGNORECASE), server.log[-3000:]


@pytest.fixture(scope="module")
def routes(app: App) -> list[Route]:
    return routes_of(app)


def assert_nothing_happened(tally: Tally, least: int) -> None:
    assert tally.count >= least, "Too little was sent."
    assert not tally.faults, "\n".join(tally.faults)


def test_packets_that_nobody_means_are_answered_or_ignored(place: Place) -> None:
    tally = runs.talking(place, 600, START)
    assert_nothing_happened(tally, 600)
    assert {"done", "wrong-data", "not-found", "not-allowed"} <= set(tally.kinds), "It tries too little."


def test_frames_that_are_none_end_their_own_connection_alone(place: Place) -> None:
    assert_nothing_happened(runs.bursting(place, 120, START), 120)


def test_no_request_to_any_route_is_a_mistake_of_the_server(place: Place, routes: list[Route]) -> None:
    tally = runs.asking(place, routes, 300, START)
    assert_nothing_happened(tally, 300)
    assert {"2xx", "3xx", "4xx"} <= set(tally.kinds), "It tries too little."


def test_nor_is_any_that_schemathesis_makes(place: Place, routes: list[Route]) -> None:
    with warnings.catch_warnings():
        # What it works with warns of what is none of ours.
        warnings.simplefilter("ignore")
        tally = runs.asking_as_described(place, routes, 150, START)
    assert_nothing_happened(tally, 140)
    assert {"2xx", "4xx"} <= set(tally.kinds), "It tries too little."


@pytest.mark.parametrize("asked", FOUND, ids=lambda asked: repr(asked.data[:40]))
def test_what_was_found_stays_mended(place: Place, asked: Asked) -> None:
    answered = send(place, asked)
    assert 200 <= answered.status < 500 and fault_in(answered) == ""


def test_afterwards_the_workshop_goes_on(tried: tuple[Server, Place, Workshop]) -> None:
    """Whoever has the link comes in, and whatever became of it, it can be ended and read."""
    _, _, workshop = tried
    grace = workshop.browser("Grace").enter(workshop.links["facilitator"])
    if grace.view()["records"]["workshop/1"]["state"] == "paused":
        grace.do("workshop.resume")
    if grace.view()["records"]["workshop/1"].get("door") == "locked":
        grace.do("door.unlock")
    board = grace.do("stage.add", {"activity": "board", "questions": ["Still here?"]})
    grace.do("stage.open", {"stage": board})
    note = workshop.join("Ben", "public").do(
        "note.add", {"board": max(grace.records("board")), "text": "Yes."}
    )
    assert grace.records("note")[note]["text"] == "Yes."
    grace.do("workshop.close", {"anyway": True})
    minutes = grace.get("/archive")
    assert minutes.status_code == 200 and "Yes." in minutes.text


# ---- It finds what is there


def test_every_route_is_described_and_tried(app: App, routes: list[Route]) -> None:
    described = openapi_of(routes)["paths"]
    rules = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    assert len(rules) > 30 and rules | {"/socket.io/"} == set(described)
    command = described["/w/{code}/command"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"name", "data", "id"} <= set(command["anyOf"][0]["properties"])
    assert {"bundle"} <= set(
        described["/workshops/import"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"][
            "properties"
        ]
    )


def test_everybody_is_who_they_are(place: Place) -> None:
    """Otherwise most of what is tried would end at the door."""
    path = b"GET /w/~code~/view HTTP/1.1\r\nHost: ~host~\r\nCookie: ~cookie~\r\n\r\n"
    answered = {actor: send(place, Asked(actor, path)) for actor in ACTORS}
    inside = {actor for actor, answer in answered.items() if answer.status == 200}
    assert inside == {"ana", "fay", "observer", "screen"} or inside == {"fay", "observer", "screen"}
    assert b'"removed"' in answered["removed"].body
    shown = send(place, Asked("organiser", path.replace(b"/w/~code~/view", b"/workshops/~code~")))
    assert shown.status == 200


@pytest.mark.parametrize(
    ("answered", "fault"),
    [
        (Answered(500, "HTTP/1.1 500", b"", 0.1), "500"),
        (Answered(503, "HTTP/1.1 503", b"", 0.1), "503"),
        (Answered(200, "Content-Type: text/html", f"<p>{MARK}</p>".encode(), 0.1), "tag"),
        (Answered(200, "Server: x\r\nSet-Cookie: owned=1", b"", 0.1), "header"),
        (Answered(404, "", b"Traceback (most recent call last)", 0.1), "traceback"),
    ],
)
def test_a_mistake_would_be_seen(answered: Answered, fault: str) -> None:
    assert fault in fault_in(answered)


def test_words_that_were_made_harmless_are_no_mistake() -> None:
    shown = f"<p>{MARK.replace('<', '&lt;')}</p>".encode()
    assert fault_in(Answered(200, "Content-Type: text/html", shown, 0.1)) == ""
    assert fault_in(Answered(503, "Retry-After: 5", b"", 0.1)) == ""
