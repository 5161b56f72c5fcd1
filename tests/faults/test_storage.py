"""A disk that fills up and a database that somebody locks, while several people write and try again (L3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from dialogue import log
from tests.faults.ear import Ear, all_answered, all_equal, all_in, listen, turn
from tests.server import Server, Workshop
from tests.services import database_url, locked

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}
PEOPLE = ["Ana", "Ben", "Cleo", "Dan", "Eli", "Flo"]


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


@contextmanager
def full(server: Server) -> Iterator[None]:
    server.fill_disk(True)
    try:
        yield
    finally:
        server.fill_disk(False)


def closed(server: Server) -> AbstractContextManager[None]:
    return locked(database_url(server.directory))


@pytest.mark.parametrize("fails", [full, closed])
def test_who_writes_while_nothing_can_be_saved_is_saved_once_afterwards(
    server: Server, workshop: Workshop, fails: Callable[[Server], AbstractContextManager[None]]
) -> None:
    board = workshop.first("board")
    writers = [Ear(workshop.join(name), deflates=name < "D") for name in PEOPLE]
    ears = [*writers, Ear(workshop.fay), Ear(workshop.enter("screen"))]
    all_in(ears)
    texts: dict[str, str] = {}

    def write(n: int) -> None:
        for ear in writers:
            text = f"{ear.name} writes {n}"
            texts[ear.do("note.add", {"board": board, "text": text})] = text
        turn(ears)

    for n in range(5):
        write(n)
    with fails(server):
        refused = sum(ear.refused for ear in writers)
        for n in range(5, 8):
            write(n)
        listen(ears, lambda: sum(ear.refused for ear in writers) > refused, "Nobody is told.")
        assert ears[-1].browser.view()["seq"], "What is there can still be read."
    for n in range(8, 12):
        write(n)
    all_answered(writers, ears)
    all_equal(ears)
    kept = {entry.seq: entry for entry in log_of(workshop)}
    assert list(kept) == list(range(1, len(kept) + 1))
    answered = {id: answer["seq"] for ear in writers for id, answer in ear.answers.items()}
    assert {id: kept[seq].event.text for id, seq in answered.items()} == texts
    notes = [entry.event.text for entry in kept.values() if entry.event.name == "note.added"]
    assert Counter(notes) == Counter(texts.values()), "Something was lost, or is there twice."
    assert "raceback" not in server.log
    for ear in ears:
        assert ear.came_back == 0
        ear.close()


def log_of(workshop: Workshop) -> list[log.Entry]:
    register = workshop.server.register
    return list(log.read(register.database, register.find(workshop.code).id))
