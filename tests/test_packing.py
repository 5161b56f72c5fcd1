"""Packed views: put together from parts, they unpack to what the view says."""

from __future__ import annotations

import gzip
from typing import Any

import msgspec
import pytest

from dialogue import packing
from dialogue.kernel import Audience, Eyes
from dialogue.live import LiveWorkshop
from tests.house import PLAN, House, first, people_of
from tests.server import Browser, Server


def unpacked(live: LiveWorkshop, eyes: Eyes) -> dict[str, Any]:
    view: dict[str, Any] = msgspec.json.decode(gzip.decompress(live.packed_view(eyes, {"role": "x"})))
    return view


def ensure_same(live: LiveWorkshop, *everyone: Eyes) -> None:
    for eyes in everyone:
        said = unpacked(live, eyes)
        assert said.pop("you") == {"role": "x"}
        assert said == msgspec.json.decode(msgspec.json.encode(live.view(eyes)))


def test_a_packed_view_says_what_the_view_says(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when records come, change, go, and are somebody's own on a page that others share."""
    monkeypatch.setattr(packing, "PAGE", 3)
    live = house.workshop()
    fay, ana, ben = people_of(live)
    everyone = [Eyes(Audience.FACILITATOR, fay), Eyes(Audience.SCREEN)]
    everyone += [Eyes(Audience.PARTICIPANT, ana), Eyes(Audience.PARTICIPANT, ben)]
    ensure_same(live, *everyone)
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    board = first(live, "board")
    notes = [
        live.submit("note.add", {"board": board, "text": f"note {n} — ideas, ünïcode"}, None, person)
        for n in range(5)
        for person in (ana, ben)
    ]
    ensure_same(live, *everyone)
    live.submit("note.remove", {"note": notes[0]}, None, ana)
    live.submit("note.edit", {"note": notes[3], "text": "reworded"}, None, ben)
    ensure_same(live, *everyone)
    live.submit("stage.reveal", {"stage": first(live, "stage")}, None, fay)
    assert len(live.view(everyone[-1])["records"]) > 10, "There is more than one page."
    ensure_same(live, *everyone)


def test_what_others_look_at_is_packed_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    live = house.workshop()
    _, ana, ben = people_of(live)
    unpacked(live, Eyes(Audience.PARTICIPANT, ana))
    packed: list[bytes] = []

    def counted(plain: bytes, *flush: int) -> packing.Packed:
        packed.append(plain)
        return pack(plain, *flush)

    pack = packing.packed
    monkeypatch.setattr(packing, "packed", counted)
    unpacked(live, Eyes(Audience.PARTICIPANT, ben))
    assert len(packed) == 2, "Only what goes before the pages, and the end."


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, br", "identity"])
def test_whoever_takes_what_gets_the_same_view_v3(server: Server, encoding: str) -> None:
    with server.workshop(PLAN) as held:
        ana: Browser = held.join("Ana", "public")
        takes = {"Accept-Encoding": encoding}
        answered = ana.get("/view", headers=takes)
        assert answered.headers.get("Content-Encoding", "identity") in encoding
        assert answered.json() == ana.view()
        again = ana.get("/view", headers=takes | {"If-None-Match": answered.headers["ETag"]})
        assert again.status_code == 304
