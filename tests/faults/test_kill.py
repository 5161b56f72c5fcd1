"""Kill -9 between every two stages of a command (L3, L5, V7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from dialogue import log
from tests.faults.ear import Ear, all_answered, all_equal, all_in, listen
from tests.server import Server, Workshop

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}
WORDS = "These are my last words."
EARLY = ["read", "decided", "written"]
"""Before it is in the database, so nothing has happened."""

LATE = ["answered", "telling", "telling one"]
"""Whoever sent it has the answer, and it must be there."""


class Dying(Server):
    """A server that is killed where a test says."""

    program = ("-m", "tests.faults.dying")

    def dies(self, point: str) -> None:
        (self.directory / "dies").write_text(point)

    @property
    def is_dead(self) -> bool:
        return self.process is None or self.process.poll() is not None


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dying]:
    with Dying(tmp_path_factory.mktemp("dying")) as server:
        yield server


@pytest.fixture
def workshop(server: Dying) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def notes_in(workshop: Workshop) -> dict[int, str]:
    """Every note in the log, which has no gaps."""
    register = workshop.server.register
    entries = list(log.read(register.database, register.find(workshop.code).id))
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    return {entry.seq: entry.event.text for entry in entries if entry.event.name == "note.added"}


@pytest.mark.parametrize("point", [*EARLY, "saved", *LATE])
def test_a_command_is_done_once_wherever_the_server_dies_l3_l5(
    server: Dying, workshop: Workshop, point: str
) -> None:
    board = workshop.first("board")
    ana, ben, cleo = (Ear(workshop.join(name), deflates=name == "Ben") for name in ("Ana", "Ben", "Cleo"))
    lookers = [Ear(workshop.fay), Ear(workshop.enter("screen"))]
    ears = [ana, ben, cleo, *lookers]
    all_in(ears)
    server.dies(point)
    texts: dict[str, str] = {}
    for n in range(6):
        for ear in (ana, ben, cleo):
            text = WORDS if ear is ana and n == 3 else f"{ear.name} writes {n}"
            texts[ear.do("note.add", {"board": board, "text": text})] = text
    [last] = [id for id, text in texts.items() if text == WORDS]

    for ear in ears:
        ear.comes_back = False
    listen(ears, lambda: server.is_dead and all(ear.is_over for ear in ears), "Nobody has died.")
    before = {id: answer["seq"] for ear in ears for id, answer in ear.answers.items()}
    assert (last in before) == (point in LATE)
    kept = notes_in(workshop)
    assert {id: kept.get(seq) for id, seq in before.items()} == {id: texts[id] for id in before}
    assert (WORDS in kept.values()) == (point not in EARLY)

    server.kill()
    server.start()
    for ear in ears:
        ear.comes_back = True
    all_answered(ears)
    all_equal(ears)
    after = {id: answer["seq"] for ear in ears for id, answer in ear.answers.items()}
    assert after | before == after, "The first answer is the answer."
    kept = notes_in(workshop)
    assert {id: kept[seq] for id, seq in after.items()} == texts
    assert Counter(kept.values()) == Counter(texts.values()), "Something was lost, or is there twice."
    assert lookers[0].notes() == kept
    for ear in ears:
        assert ear.came_back == 1
        ear.close()
