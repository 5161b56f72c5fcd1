"""Parking lot: nothing that matters is lost, and it is answered before the end (B15)."""

from dialogue.activities.board import AddNote, HideNote
from dialogue.activities.parking_lot import ParkItem, ResolveItem
from dialogue.kernel import Audience, Role
from dialogue.workshop import CloseWorkshop, PauseWorkshop
from tests.table import Table, ana, ben, fay


def test_anybody_parks_a_thought_in_any_stage_and_only_the_sector_is_told(table: Table) -> None:
    stage = table.begin("board", questions=["How?"])
    seq = table.do(ana, ParkItem("Who pays for it?")) or 0
    shown = {
        "stage": stage,
        "text": "Who pays for it?",
        "note": None,
        "status": "open",
        "outcome": "",
        "at": int(table.clock),
        "sector": "public",
    }
    for audience in Audience:
        assert table.sees(audience).at("parked", seq) == shown
    assert table.own(ana).at("parked", seq) == {**shown, "mine": True}
    assert f"person/{ana}" not in table.own(ben)


def test_a_thought_is_parked_before_any_stage_begins(table: Table) -> None:
    seq = table.do(fay, ParkItem("Lunch")) or 0
    assert table.sees(Audience.SCREEN).at("parked", seq)["stage"] is None


def test_a_parked_note_brings_no_copy_of_its_words(table: Table) -> None:
    """V1: a note that is hidden later is hidden in the parking lot too."""
    board = table.begin("board", questions=["How?"])
    note = table.do(ana, AddNote(board + 1, "rude words")) or 0
    seq = table.do(ben, ParkItem(note=note)) or 0
    assert table.own(ben).at("parked", seq)["note"] == note
    table.do(fay, HideNote(note))
    assert "rude words" not in str(table.own(ben).records)


def test_nobody_parks_a_note_they_cannot_see(table: Table) -> None:
    board = table.begin("board", questions=["How?"], visibility="own")
    note = table.do(ana, AddNote(board + 1, "not shown yet")) or 0
    assert table.refuses(ben, ParkItem(note=note)).reason == "not-found"
    assert table.refuses(ben, ParkItem("look at this", 9_999)).reason == "not-found"
    table.do(fay, ParkItem(note=note))
    assert table.refuses(ana, ParkItem(note=note)).reason == "already-parked"


def test_a_note_can_be_parked_again_once_the_first_parking_is_answered(table: Table) -> None:
    board = table.begin("board", questions=["How?"])
    note = table.do(ana, AddNote(board + 1, "money")) or 0
    table.do(fay, ResolveItem(table.do(ana, ParkItem(note=note)) or 0, "Next session"))
    assert table.do(ben, ParkItem("It still matters", note))


def test_nothing_written_is_nothing_parked(table: Table) -> None:
    assert table.refuses(ana, ParkItem("  ")).reason == "empty"
    assert table.refuses(ana, ParkItem("x" * 281)).reason == "too-long"


def test_only_facilitators_say_once_what_becomes_of_it(table: Table) -> None:
    """P1."""
    seq = table.do(ana, ParkItem("Who pays?")) or 0
    assert table.refuses(ana, ResolveItem(seq, "I do")).reason == "not-allowed"
    assert table.refuses(fay, ResolveItem(seq, "")).reason == "empty"
    table.do(fay, ResolveItem(seq, "The fund pays"))
    shown = table.sees(Audience.SCREEN).at("parked", seq)
    assert (shown["status"], shown["outcome"]) == ("resolved", "The fund pays")
    assert table.refuses(fay, ResolveItem(seq, "Nobody")).reason == "resolved"
    assert table.refuses(fay, ResolveItem(9_999, "Nobody")).reason == "not-found"


def test_parking_waits_for_the_workshop_and_is_not_for_observers(table: Table) -> None:
    assert Table(opened=False).refuses(fay, ParkItem("Early")).reason == "workshop-draft"
    ola = table.admit(Role.OBSERVER)
    assert table.refuses(ola, ParkItem("Who pays?")).reason == "not-allowed"
    table.do(fay, PauseWorkshop())
    assert table.refuses(ana, ParkItem("Who pays?")).reason == "workshop-paused"
    assert table.do(fay, ParkItem("Who pays?"))


def test_the_workshop_does_not_close_over_what_is_parked(table: Table) -> None:
    """B15."""
    seq = table.do(ana, ParkItem("Who pays?")) or 0
    assert table.refuses(fay, CloseWorkshop()).reason == "still-parked"
    table.do(fay, ResolveItem(seq, "The fund"))
    table.do(fay, CloseWorkshop())


def test_a_stage_can_be_given_to_what_is_parked(table: Table) -> None:
    table.begin("parking_lot", title="What is left?")
    table.do(ana, ParkItem("Who pays?"))
    assert table.refolded_for(ana) == table.own(ana).records
