"""Slow, stalled, half-closed and dying clients beside good ones, on every kind of server (V2, V5)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from string import ascii_letters

import pytest
import socketio

from dialogue.kernel import NOTE_LENGTH
from tests.faults.ear import Ear, all_answered, all_equal, all_in, listen, turn
from tests.faults.poller import Poller
from tests.server import PATIENCE, Browser, Server, Shown, Workshop, wait_until

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}
WRITERS = 20
AT_ONCE = 10
"""Notes that each of them sends without waiting for anybody."""

ONE_BY_ONE = 100
"""Notes that are told before the next is written: more than a line that nobody reads may hold."""

LITTLE = 4_096


class Narrow(Server):
    """A server whose system holds little for each connection."""

    program = ("-m", "tests.faults.narrow")


@pytest.fixture(scope="module", params=["eventlet", "plain", "gevent", "threading"])
def anywhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    is_plain = request.param == "plain"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PLAIN", "yes" if is_plain else "")
        mode = "eventlet" if is_plain else request.param
        with Narrow(tmp_path_factory.mktemp(request.param), mode) as server:
            yield server


@pytest.fixture
def workshop(anywhere: Server) -> Iterator[Workshop]:
    with anywhere.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


@pytest.fixture
def ears() -> Iterator[list[Ear]]:
    """All who are to be closed in the end."""
    ears: list[Ear] = []
    yield ears
    for ear in ears:
        ear.close()


def text(chance: random.Random) -> str:
    """As long as a note may be, and of words that nobody said before, so that little is gained by packing."""
    return "".join(chance.choices(ascii_letters, k=NOTE_LENGTH))


def test_a_bad_line_costs_the_others_nothing_and_itself_a_question(
    workshop: Workshop, ears: list[Ear]
) -> None:
    chance, board = random.Random(3), workshop.first("board")

    def come(browser: str | Browser, **how: int) -> Ear:
        browser = workshop.join(browser) if isinstance(browser, str) else browser
        ears.append(Ear(browser, deflates=len(ears) % 2 == 0, **how))
        return ears[-1]

    writers = [come(f"Writer {n}") for n in range(WRITERS)]
    fast = [come(browser) for browser in ("Ana", "Ben", workshop.fay, workshop.enter("screen"))]
    slow = [come(f"Slow {n}", pace=1_000, room=LITTLE) for n in range(2)]
    stalled = [come(f"Stalled {n}", room=LITTLE) for n in range(4)]
    half = [come(f"Half {n}", room=LITTLE) for n in range(2)]
    dying = [come(f"Dying {n}", pace=500, room=LITTLE) for n in range(4)]
    all_in(ears)
    for ear in stalled:
        ear.pace = 0
    for ear in half:
        ear.half_close()

    said = []
    for _ in range(AT_ONCE):
        for writer in writers:
            said.append(text(chance))
            writer.do("note.add", {"board": board, "text": said[-1]})
        turn(ears)
    for n in range(ONE_BY_ONE):
        writer = writers[n % WRITERS]
        said.append(text(chance))
        id = writer.do("note.add", {"board": board, "text": said[-1]})
        listen(
            ears,
            lambda writer=writer, id=id: id in writer.answers and fast[0].seq >= writer.answers[id]["seq"],
        )
        if dying and n % 20 == 0:
            dying.pop().die()
    all_answered(writers, ears)
    done = {answer["seq"] for writer in writers for answer in writer.answers.values()}
    assert len(done) == len(said)
    for ear in stalled:
        ear.pace = 65_536

    all_equal([*writers, *fast, *slow, *stalled])
    assert sorted(fast[0].notes().values()) == sorted(said), "Something was lost, or is there twice."
    for ear in [*writers, *fast]:
        assert (ear.name, ear.asked, ear.came_back) == (ear.name, 0, 0), "Others were in its way."
    for ear in stalled:
        assert ear.asked > 0, "So much would have waited for it that the server keeps it for nobody."
        assert ear.came_back == 0
    for ear in half:
        assert ear.is_over
    for ear in ears:
        seqs = [patch["seq"] for patch in ear.of("patch") if patch["records"]]
        assert seqs == sorted(seqs), f"{ear.name} was told things in another order."


def test_who_polls_and_who_comes_over_misses_and_doubles_nothing(workshop: Workshop, ears: list[Ear]) -> None:
    """What is told while a client comes over goes one way or the other."""
    chance, board = random.Random(5), workshop.first("board")
    for n in range(4):
        ears.append(Ear(workshop.join(f"Writer {n}"), deflates=n % 2 == 0))
    writers = ears[:]
    pollers = [Poller(workshop.join(f"Poller {n}"), deflates=n % 2 == 0) for n in range(6)]
    ears.extend(pollers)
    all_in(ears)
    heard = {poller: len(poller.of("patch")) for poller in pollers}
    comers, said = pollers[:4], []
    for n in range(60):
        for writer in writers:
            said.append(text(chance))
            writer.do("note.add", {"board": board, "text": said[-1]})
        if n % 12 == 6 and comers:
            comers.pop().upgrade()
        turn(ears)
    all_answered(writers, ears)
    all_equal(ears)
    assert sorted(pollers[0].notes().values()) == sorted(said)
    assert [poller.is_polling for poller in pollers] == [False] * 4 + [True] * 2
    for poller in pollers:
        assert poller.asked == poller.came_back == 0
        patches = poller.of("patch")[heard[poller] :]
        # Nothing here is anybody's own, so each patch follows on the one before it.
        begins, ends = [each["from"] for each in patches], [each["seq"] for each in patches]
        assert begins[1:] == ends[:-1], poller.name


def test_the_library_that_polls_first_hears_everything_once(workshop: Workshop, ears: list[Ear]) -> None:
    """python-socketio as it is by default, which comes over at once."""
    ana, board = workshop.join("Ana"), workshop.first("board")
    heard: list[Shown] = []
    client = socketio.Client(http_session=workshop.join("Ben").session, reconnection=False)
    client.on("patch", heard.append)
    client.connect(f"{ana.url}?w={ana.code}", wait_timeout=PATIENCE)
    try:
        assert client.transport() == "websocket"
        ears.append(Ear(ana))
        all_in(ears)
        for n in range(50):
            ears[0].do("note.add", {"board": board, "text": f"note {n}"})
            turn(ears)
        all_answered(ears)
        last = ana.view()["seq"]
        wait_until(lambda: any(patch["seq"] >= last for patch in heard), "It does not hear the last.")
    finally:
        client.disconnect()
    told = [note["text"] for patch in heard for key, note in patch["records"].items() if key[:5] == "note/"]
    assert sorted(told) == sorted(f"note {n}" for n in range(50))
    # It hears each in a thread of its own.
    begins, ends = sorted(patch["from"] for patch in heard), sorted(patch["seq"] for patch in heard)
    assert begins[1:] == ends[:-1]


@pytest.mark.parametrize("reason", ["removed", "closed"])
def test_the_last_thing_anybody_hears_is_why_it_ends(
    workshop: Workshop, ears: list[Ear], reason: str
) -> None:
    ana, board, chance = workshop.join("Ana"), workshop.first("board"), random.Random(7)
    polling, over, slow = Poller(ana), Poller(ana), Ear(ana, room=LITTLE)
    ended = [Ear(ana), Ear(ana, deflates=True), over, slow, polling]
    other = Ear(workshop.join("Ben"))
    ears.extend([*ended, other])
    all_in(ears)
    over.upgrade()
    listen(ears, lambda: not over.is_polling)
    slow.pace = 0
    for _ in range(90):
        id = other.do("note.add", {"board": board, "text": text(chance)})
        listen(ears, lambda id=id: id in other.answers and ended[0].seq >= other.answers[id]["seq"])
    if reason == "removed":
        workshop.fay.do("person.remove", {"person": ana.person})
    else:
        workshop.fay.do("workshop.close")
        ended.append(other)
    slow.pace = 65_536
    listen(ears, lambda: all(ear.is_over for ear in ended), "Somebody's connection stays open.")
    if reason == "removed":
        id = other.do("note.add", {"board": board, "text": "the others go on"})
        listen([other], lambda: id in other.answers)
    for ear in ended:
        assert ear.heard[-1] == ("ended", {"reason": reason})
        assert ear.of("ended") == [{"reason": reason}]
        if ear is not polling:
            ear.socket.setblocking(False)
            ear.read()
        assert ear.after == [], "Something came behind the end."
