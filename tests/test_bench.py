"""The bench must not be wrong: what its clients are said to know is what they were told."""

import json
import struct
import zlib

import pytest

from bench.client import apart
from bench.crowd import Crowd
from bench.delivery import come, delivered, different
from bench.frames import read, whole_in
from bench.known import Known, Room, arrivals
from bench.restart import gone_wrong
from bench.servers import Dialogue, Node


def frame(text: str, deflate: bool = False) -> bytes:
    """A message from a server."""
    data = text.encode()
    if deflate:
        packer = zlib.compressobj(wbits=-15)
        data = (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff")
    head = 0xC1 if deflate else 0x81
    return (bytes((head, len(data))) if len(data) < 126 else struct.pack("!BBH", head, 126, len(data))) + data


def patch(since: int, seq: int, deflate: bool = False, **records: object) -> bytes:
    named = {key.replace("_", "/"): record for key, record in records.items()}
    return frame("42" + json.dumps(["patch", {"from": since, "seq": seq, "records": named}]), deflate)


def walk(known: Known, *chunks: bytes) -> Known:
    for chunk in chunks:
        way = known.ways.get(chunk) or known.learn(chunk)
        assert way
        known = way[0]
    return known


ONE = patch(5, 6, note_6={"text": "Trees"}, board_1={"notes": 1})
TWO = patch(6, 7, deflate=True, note_7={"text": "Rain, " * 40}, board_1={"notes": 2})
GONE = patch(7, 8, note_6=None)


def test_whoever_was_told_the_same_knows_the_same_however_it_was_cut():
    told = ONE + TWO + GONE
    whole = walk(Room().known(5, {}), told)
    assert (whole.seq, set(whole.records), whole.rest) == (8, {"note/7", "board/1"}, b"")
    for cut in range(1, len(told)):
        begin = Room().known(5, {})
        assert walk(begin, told[:cut], told[cut:]) is walk(begin, ONE, TWO, GONE)
        assert walk(begin, told).records == whole.records


def test_whoever_was_told_something_else_stands_elsewhere():
    begin = Room().known(5, {})
    other = patch(5, 6, note_6={"text": "Tree"}, board_1={"notes": 1})
    assert walk(begin, ONE) is not walk(begin, other)


@pytest.mark.parametrize(
    "chunk", [frame('431[{"seq":6}]'), frame("2"), patch(6, 7), patch(4, 5), ONE + frame("2")]
)
def test_what_is_for_one_client_or_does_not_follow_is_learned_by_nobody_else(chunk):
    known = Room().known(5, {})
    assert known.learn(chunk) is None
    assert not known.ways


def test_the_last_to_hear_of_it_says_when_it_arrived():
    room = Room()
    begin = room.known(5, {})
    for chunk, count, at in ((ONE, 9, 1.0), (ONE + TWO, 1, 4.0)):
        way = begin.learn(chunk)
        assert way
        way[1].count, way[1].at = count, at
    assert arrivals(room.steps) == {6: (10, 4.0), 7: (1, 4.0)}


def test_a_frame_of_any_length_is_found_whole_and_read():
    for size in (0, 125, 126, 65_535):
        text = "42" + "x" * size
        for deflate in (False, True):
            if len(text) < 65_536:
                frames, rest = whole_in(frame(text, deflate) + b"\x81")
                assert ([read(each).text for each in frames], rest) == ([text.encode()], b"\x81")


def test_of_what_one_person_sees_it_is_known_what_everybody_sees():
    seen = {
        "note/6": {"text": "Trees", "mine": True},
        "note/7": {"text": "Rain"},
        "person/3": {"name": "Ana"},
    }
    shared, own = apart(seen, 3)
    assert shared == {"note/6": {"text": "Trees"}, "note/7": {"text": "Rain"}}
    assert set(own) == {"note/6", "person/3"}


@pytest.mark.parametrize("start", [Dialogue, Node])
def test_ideas_reach_everybody_and_all_end_with_the_same(start):
    with start() as server:
        found = delivered(server, 20, 20, 1)
    assert (found.ideas, len(found.took), found.missing, found.lost, found.different) == (20, 20, 0, 0, 0)
    assert min(found.took) > 0
    assert found.server_cpu > 0


def test_a_client_that_shows_something_else_is_counted():
    with Dialogue() as server, Crowd() as crowd:
        held = server.hold(5)
        clients = come(crowd, held, held.known())
        assert different(crowd, held, clients) == 0
        ana, ben, *_ = clients
        ana.stands_at(held.room.known(ana.known.seq, ana.known.records | {"note/1": {"text": "Trees"}}))
        ben.own["note/2"] = {"text": "Rain", "mine": True}
        assert different(crowd, held, clients) == 2
        assert gone_wrong(held, 1) == (1, 0)
