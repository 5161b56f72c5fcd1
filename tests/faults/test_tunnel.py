"""A phone in a tunnel so long that the server gives it up, with twenty notes in its outbox (V7)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dialogue import log
from tests.faults.ear import Ear, all_answered, all_equal, all_in, listen
from tests.server import Server, Workshop

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}


class Impatient(Server):
    """A server that gives up whoever is silent, very soon."""

    program = ("-m", "tests.faults.impatient")


@pytest.fixture(scope="module", params=["eventlet", "gevent", "threading"])
def anywhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Impatient(tmp_path_factory.mktemp(request.param), request.param) as server:
        yield server


@pytest.fixture
def workshop(anywhere: Server) -> Iterator[Workshop]:
    with anywhere.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def test_twenty_notes_come_out_of_a_tunnel_once_and_in_order_v7(workshop: Workshop) -> None:
    board = workshop.first("board")
    ana, ben, fay = Ear(workshop.join("Ana")), Ear(workshop.join("Ben"), deflates=True), Ear(workshop.fay)
    ears = [ana, ben, fay]
    all_in(ears)
    ana.do("note.add", {"board": board, "text": "before the tunnel"})
    all_answered(ears)
    listen(ears, lambda: fay.of("presence")[-1:] != [] and fay.of("presence")[-1]["online"] == 2)

    ana.is_in, ana.pace = False, 0
    written = [f"written in the tunnel {n}" for n in range(20)]
    for text in written:
        ana.do("note.add", {"board": board, "text": text})
    # Nothing came from her, not even what says that she is there.
    listen([ben, fay], lambda: fay.of("presence")[-1]["online"] == 1, "She is never given up.")
    for n in range(20):
        ben.do("note.add", {"board": board, "text": f"Ben writes {n}"})
    all_answered([ben, fay])
    workshop.fay.do("stage.lock", {"stage": workshop.stage("board")})
    workshop.fay.do("stage.open", {"stage": workshop.stage("board")})

    ana.pace = 65_536
    all_answered(ears)
    all_equal(ears)
    register = workshop.server.register
    entries = list(log.read(register.database, register.find(workshop.code).id))
    notes = [entry.event.text for entry in entries if entry.event.name == "note.added"]
    assert notes == ["before the tunnel", *[f"Ben writes {n}" for n in range(20)], *written]
    assert ana.came_back > 0, "She never lost the line, so nothing was tested."
    for ear in ears:
        ear.close()
