"""A connection lasts no longer than the seat it was opened with, whoever ended that, and wherever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dialogue import lasting
from dialogue.accounts import Accounts
from dialogue.database import Database, Unavailable
from dialogue.holders import Holders, Holding
from dialogue.lasting import Lasting
from dialogue.workshop import RemovePerson
from tests.organisers import account_of, cookie_of
from tests.server import SECRET, Browser, Server, Wire, Workshop, wait_until

PLAN = {
    "title": "Water",
    "sectors": ["public"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["Why?"]}],
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """One of its own, whose first account, Olga's, owns what is made on it."""
    with Server(tmp_path) as server:
        account_of(database_of(server))
        yield server


def database_of(server: Server) -> Database:
    assert server.database
    return server.database


def sits(workshop: Workshop, name: str) -> Browser:
    """Somebody's browser that came in with their account."""
    browser = workshop.browser(name)
    browser.session.cookies.set(
        "dialogue", cookie_of(database_of(workshop.server), SECRET, name), domain="127.0.0.1"
    )
    path = f"{workshop.server.url}/workshops/{workshop.code}/console"
    assert browser.session.get(path, timeout=10).ok
    return browser


def is_cut(wire: Wire) -> bool:
    """Has the server hung up?"""
    return wire.is_over or any(frame.startswith(b"41") for frame in wire.frames)


def test_a_session_and_a_role_that_another_process_ends_end_their_connections(server: Server) -> None:
    database = database_of(server)
    olga, paul = account_of(database), account_of(database, "Paul")
    with server.workshop(PLAN, opened=False) as workshop:
        held = server.register.find(workshop.code).id
        Holders(database).give(held, paul.id, Holding.OBSERVER, olga.id)
        leading, watching = sits(workshop, "Olga"), sits(workshop, "Paul")
        wires = [leading.wire(), leading.wire(**{"as": "participant"}), watching.wire()]
        ana = workshop.join("ana", "public").wire()
        assert all(wire.is_in and not is_cut(wire) for wire in wires)
        # As if it was done in another process, or on the command line: nobody tells this one.
        Accounts(database, SECRET).sessions.end_others(olga.id)
        Holders(database).take(held, paul.id, olga.id)
        for wire in wires:
            wire.wait(lambda wire=wire: is_cut(wire), "It is still connected.")  # type: ignore[misc]
        assert not is_cut(ana)


def test_who_looks_with_the_eyes_of_others_stops_when_they_are_removed(server: Server) -> None:
    with server.workshop(PLAN) as workshop:
        fay = workshop.enter("facilitator")
        looking = fay.wire(**{"as": "participant"})
        server.register.open(workshop.code).act(RemovePerson(fay.person))
        wait_until(lambda: fay.get("/view").status_code == 403, "She is still in.")
        looking.wait(lambda: is_cut(looking), "It is still connected.")


def test_nobody_is_cut_off_while_the_database_does_not_answer() -> None:
    ended: list[str] = []
    rounds: list[Callable[[], bool]] = [no_answer, gone, gone]
    slept: list[float] = []

    def is_seated() -> bool:
        return rounds[len(slept) - 1]()

    watched = Lasting(lambda work: works.append(work), slept.append, ended.append)
    works: list[Callable[[], None]] = []
    watched.watch("ana", is_seated)
    watched.watch("ben", lambda: False)
    [work] = works
    work()
    assert ended == ["ben", "ana"]
    assert slept == [lasting.LOOK_EVERY] * 2


def no_answer() -> bool:
    raise Unavailable("it is locked")


def gone() -> bool:
    return False
