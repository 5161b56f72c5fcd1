"""Frames that no client of ours sends: they harm at most whoever sends them, and nobody else notices."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.faults.ear import (
    BINARY,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Ear,
    all_equal,
    all_in,
    listen,
    masked,
    packed,
)
from tests.faults.green import CLOSE
from tests.server import Server, Shown, Workshop, new_id

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}
LARGEST = 64 * 1024
MEGABYTE = 1024 * 1024
MOST_GROWTH = 100 * MEGABYTE


@pytest.fixture(scope="module", params=["eventlet", "gevent", "threading"])
def anywhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp(request.param), request.param) as server:
        yield server


@pytest.fixture
def held(anywhere: Server) -> Iterator[Held]:
    with anywhere.workshop(PLAN) as workshop:
        held = Held(anywhere, workshop)
        yield held
        for ear in held.ears:
            ear.close()


class Held:
    """Ana, who sends what she should not, and Ben, who must not notice."""

    def __init__(self, server: Server, workshop: Workshop) -> None:
        self.server, self.workshop = server, workshop
        workshop.begin("board")
        self.board = workshop.first("board")
        self.ana, self.ben = workshop.join("Ana"), workshop.join("Ben")
        self.ears: list[Ear] = []
        self.other = self.come(self.ben)
        self.said: list[str] = []
        self.weigh()

    def come(self, browser: object = None, *, deflates: bool = False) -> Ear:
        ear = Ear(browser or self.ana, deflates=deflates)  # type: ignore[arg-type]
        self.ears.append(ear)
        all_in([ear])
        return ear

    def weigh(self) -> None:
        """From now on the most that the server takes is what it takes from now on."""
        assert self.server.process
        self.place = Path(f"/proc/{self.server.process.pid}")
        (self.place / "clear_refs").write_text("5")
        self.weight = self.most()

    def most(self) -> int:
        """The most bytes that the server has taken."""
        [line] = [line for line in (self.place / "status").read_text().splitlines() if "VmHWM" in line]
        return int(line.split()[1]) * 1024

    def command(self, text: str, number: int = 7, id: str | None = None) -> bytes:
        """What a client sends to add a note, before it is put into a frame."""
        data = {"board": self.board, "text": text}
        call = {"name": "note.add", "data": data, "id": id or new_id()}
        return f"42{number}{json.dumps(['command', call])}".encode()

    def nobody_notices(self) -> None:
        """Ben writes as before, all are equal, the log is quiet, and the server has not grown."""
        self.said.append(f"Ben writes {len(self.said)}")
        id = self.other.do("note.add", {"board": self.board, "text": self.said[-1]})
        listen([self.other], lambda: id in self.other.answers)
        here = [ear for ear in self.ears if not ear.is_over]
        assert self.other in here
        all_equal(here)
        assert sorted(self.other.notes().values()) == sorted(self.said), "Nothing is done that was not said."
        assert self.other.came_back == self.other.asked == 0
        assert self.server.is_well()
        assert "raceback" not in self.server.log, self.server.log[-3000:]
        assert self.most() - self.weight < MOST_GROWTH


def ends(ear: Ear) -> None:
    """The server ends this connection, and no other."""
    ear.comes_back = False
    listen([ear], lambda: ear.is_over, "It was taken.")


# ---- What is unusual and allowed


def test_a_command_that_arrives_twice_is_done_once_l5(held: Held) -> None:
    ana = held.come()
    frame = masked(held.command("once"))
    held.said.append("once")
    for _ in range(3):
        ana.raw(frame)
    heard = replies(ana, 3)
    assert len({json.dumps(answer) for answer in heard}) == 1
    assert "seq" in heard[0][1]
    held.nobody_notices()


def test_answers_find_their_questions_in_whatever_order_those_were_numbered(held: Held) -> None:
    ana, chance = held.come(), random.Random(11)
    numbers = chance.sample(range(1_000, 2_000), 20)
    for number in numbers:
        held.said.append(f"note {number}")
        ana.raw(masked(held.command(held.said[-1], number, id=f"id-{2_000 - number:08}")))
    answered = {number: answer["seq"] for number, answer in replies(ana, 20)}
    assert sorted(answered) == sorted(numbers)
    assert [answered[number] for number in numbers] == sorted(answered.values()), "In the order sent (V6)."
    all_equal([held.other])
    notes = held.other.notes()
    assert {number: notes[seq] for number, seq in answered.items()} == {n: f"note {n}" for n in numbers}
    held.nobody_notices()


@pytest.mark.parametrize("deflates", [False, True])
def test_fragments_with_control_frames_between_them_are_one_command(held: Held, deflates: bool) -> None:
    ana = held.come(deflates=deflates)
    # The library of the threading mode loses its way where such a message is packed, too.
    is_packed = ana.deflates and held.server.mode != "threading"
    held.said.append("in " + "many " * 40 + "pieces")
    whole = packed(held.command(held.said[-1])) if is_packed else held.command(held.said[-1])
    pieces = [whole[n : n + 20] for n in range(0, len(whole), 20)]
    for n, piece in enumerate(pieces):
        first, last = n == 0, n == len(pieces) - 1
        kind = TEXT if first else CONTINUATION
        ana.raw(masked(piece, kind, final=last, packed=first and is_packed))
        ana.raw(masked(b"are you there?", PING) + masked(b"", PONG))
    [(_, answer)] = replies(ana, 1)
    assert "seq" in answer
    assert not ana.is_over
    held.nobody_notices()


def replies(ear: Ear, count: int) -> list[tuple[int, Shown]]:
    """The answers to what was sent as bare bytes, with their numbers, in the order they came."""
    listen([ear], lambda: len(ear.strange) >= count, "No answer.")
    return ear.strange


# ---- What is not


@pytest.mark.parametrize("dies", [False, True])
def test_a_frame_that_is_cut_off_is_none(held: Held, dies: bool) -> None:
    """Wherever it is cut, and whether the line ends politely or not. Sent again it is done."""
    frame, id = masked(held.command("cut off", id="id-of-the-cut-one")), "id-of-the-cut-one"
    for cut in (1, 2, 3, 5, 8, 20, len(frame) // 2, len(frame) - 1):
        ana = held.come()
        ana.raw(frame[:cut])
        ana.die() if dies else ana.close()
    held.nobody_notices()
    ana = held.come()
    ana.do("note.add", {"board": held.board, "text": "cut off"}, id)
    listen([ana], lambda: id in ana.answers)
    held.said.append("cut off")
    held.nobody_notices()


BAD: dict[str, bytes] = {
    "not masked": b"\x81\x02" + b"2x",
    "a frame of exabytes": b"\x81\xff" + struct.pack("!Q", 2**62) + bytes(4) + b"4" * 60 * MEGABYTE,
    "a frame of a hundred megabytes": b"\x81\xff"
    + struct.pack("!Q", 100 * MEGABYTE)
    + bytes(4)
    + b"4" * 60 * MEGABYTE,
    "a length beyond what there is": b"\x81\xff" + struct.pack("!Q", 2**64 - 1) + bytes(4),
    "a megabyte": masked(b"4" + b"x" * MEGABYTE),
    "a megabyte of bytes": masked(b"4" + b"x" * MEGABYTE, BINARY),
    "a megabyte in pieces": masked(b"4", final=False)
    + masked(b"x" * 50_000, CONTINUATION, final=False) * 20
    + masked(b"x", CONTINUATION),
    "an unknown kind": masked(b"4", 0x3),
    "an unknown control frame": masked(b"", 0xB),
    "a ping in pieces": masked(b"x", PING, final=False),
    "a ping that is too long": masked(b"x" * 126, PING),
    "a piece of nothing": masked(b"x", CONTINUATION),
    "a message within another": masked(b"4", final=False) + masked(b"4"),
    "packed without asking": masked(packed(b"42[]"), packed=True),
    "no text": masked(b"4\xff\xfe\xfd"),
    "a goodbye that is too short": masked(b"x", CLOSE),
    "a goodbye for no reason there is": masked(struct.pack("!H", 999), CLOSE),
    "a goodbye that is no text": masked(struct.pack("!H", 1000) + b"\xff\xfe", CLOSE),
}


@pytest.mark.parametrize("what", BAD)
def test_a_frame_that_may_not_be_ends_only_its_senders_connection(held: Held, what: str) -> None:
    ana = held.come()
    # It may say no more than that it has heard enough, and leave the rest to us.
    ana.socket.settimeout(1)
    ana.raw(BAD[what])
    if what == "not masked":
        # Not every library minds; none takes harm.
        ana.die()
    else:
        ends(ana)
    held.nobody_notices()
    assert held.come().is_in


def test_garbage_ends_only_its_senders_connection(held: Held) -> None:
    chance = random.Random(13)
    for deflates in (False, True) * 15:
        ana = held.come(deflates=deflates)
        ana.raw(chance.randbytes(chance.choice([3, 20, 200, 2_000])))
        # What looks like the begin of a long frame is waited for, so this is its end.
        ana.half_close()
        ends(ana)
    held.nobody_notices()


BOMBS = ["in one frame", "in two", "larger than may be sent", "no end of pieces", "cannot be unpacked"]


@cache
def bombs() -> dict[str, bytes]:
    """Small to send, and many megabytes to keep."""
    large = packed(b"4" + b"x" * 60 * MEGABYTE)
    half = len(large) // 2
    assert len(large) < LARGEST
    huge = packed(b"4" + b"x" * 120 * MEGABYTE)
    pieces = [huge[n : n + 60_000] for n in range(60_000, len(huge), 60_000)]
    return {
        "in one frame": masked(large, packed=True),
        "in two": masked(large[:half], final=False, packed=True) + masked(large[half:], CONTINUATION),
        "larger than may be sent": masked(huge, packed=True),
        "no end of pieces": masked(huge[:60_000], final=False, packed=True)
        + b"".join(masked(piece, CONTINUATION, final=False) for piece in pieces),
        "cannot be unpacked": masked(b"\xff" * 100, packed=True),
    }


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_ends_only_its_senders_connection(held: Held, what: str) -> None:
    """Several at once, so that it would show if each were unpacked."""
    bomb = bombs()[what]
    senders = [held.come(deflates=True) for _ in range(4)]
    for ana in senders:
        ana.raw(bomb)
    for ana in senders:
        ends(ana)
    held.nobody_notices()
