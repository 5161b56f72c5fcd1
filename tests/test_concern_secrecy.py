"""What is told to the facilitators alone reaches nobody else, and neither does it that somebody is muted:
every byte that others receive is kept and searched (V1, V8, P5).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import Server
from tests.test_secrecy import Room, named, number


@pytest.fixture
def signed(server: Server) -> Iterator[Room]:
    """A board on which everybody sees every note with its author's name."""
    board = {"activity": "board", "questions": ["Why?"], "visibility": "all", "identity": "named"}
    with Room(server, board) as room:
        room.workshop.begin("board")
        yield room


def test_a_concern_is_for_the_facilitators_and_whoever_raised_it_v1(signed: Room) -> None:
    board = signed.workshop.first("board")
    note = signed.ben.do("note.add", {"board": board, "text": "quokkas are rude"})
    concern = signed.ana.do("concern.raise", {"note": note, "text": "pangolins were mocked"})
    signed.assert_told_at_once(["pangolins were mocked"], signed.fay)
    signed.fay.do("concern.settle", {"concern": concern, "outcome": "narwhals apologised"})
    signed.assert_told(["pangolins", "narwhals", number("concern", concern)], signed.ana, signed.fay)
    signed.assert_told([named(signed.ana.person)], signed.fay)

    secrets = ["pangolin", "narwhal", r"\bconcern[/-]\d", "Anastasia", number("person", signed.ana.person)]
    signed.assert_hidden(secrets, signed.ben, *signed.watching)
    late = signed.workshop.join("Late Comer", "public")
    late.wire()
    signed.assert_hidden(secrets, late)
    signed.fay.do("workshop.close")
    signed.assert_hidden(secrets[:3], signed.ben, signed.cleo, signed.screen, signed.observer)
    signed.assert_told(["Fewer than 3 concerns"], signed.cleo)
    assert "pangolins" not in signed.workshop.server.log


def test_who_told_about_an_anonymous_note_nobody_can_say_p5(server: Server) -> None:
    board = {"activity": "board", "questions": ["Why?"], "visibility": "all", "identity": "anonymous"}
    with Room(server, board) as room:
        stage = room.workshop.begin("board")
        note = room.ben.do("note.add", {"board": room.workshop.first("board"), "text": "quokkas are rude"})
        concern = room.ana.do("concern.raise", {"note": note, "text": "pangolins were mocked"})
        room.assert_told(["pangolins were mocked"], room.fay, room.ana)
        assert room.fay.records("concern")[concern]["person"] is None
        assert room.ana.records("concern")[concern]["mine"]
        room.assert_hidden([rf'"person": ?{room.ana.person}(?!\d)'], room.fay)
        room.fay.do("stage.close", {"stage": stage})
        assert room.fay.records("stage")[stage]["writers"] == 1, "She wrote no note, and is not counted."
        room.assert_hidden(["pangolin", r"\bconcern[/-]\d"], room.ben, *room.watching)
        assert not room.ana.records("concern"), "Whose it was is forgotten."


def test_nobody_else_learns_that_somebody_is_muted_v8(signed: Room) -> None:
    board = signed.workshop.first("board")
    signed.ana.do("note.add", {"board": board, "text": "quokkas are kind"})
    signed.assert_told(["Anastasia"], signed.ben, *signed.watching)
    signed.fay.do("person.mute", {"person": signed.ana.person})
    refused = signed.ana.wires[0].command("note.add", {"board": board, "text": "quokkas again"})
    assert refused["reason"] == "muted"
    signed.assert_told(['"muted": ?true'], signed.ana, signed.fay)
    signed.assert_hidden(['"muted": ?true', "person.muted", "quokkas again"], signed.ben, *signed.watching)
    signed.fay.do("workshop.close")
    signed.assert_hidden(['"muted": ?true', "person.muted"], signed.ben, signed.cleo, signed.observer)
    signed.assert_told(["Fewer than 3 people were muted"], signed.cleo)


def test_what_a_removal_hid_is_gone_for_everybody_else_and_comes_back_v1(signed: Room) -> None:
    board = signed.workshop.first("board")
    note = signed.ben.do("note.add", {"board": board, "text": "quokkas carry umbrellas"})
    signed.assert_told(["umbrellas"], signed.ana, signed.screen)
    signed.fay.do("person.remove", {"person": signed.ben.person, "notes": "quarantine"})
    late = signed.workshop.join("Late Comer", "public")
    late.wire()
    signed.assert_hidden(["umbrella", "Benedict"], late)
    signed.fay.do("person.readmit", {"person": signed.ben.person})
    signed.assert_told_at_once(["umbrellas"], late)
    assert signed.ben.records("note")[note]["mine"], "His browser has its seat again."
