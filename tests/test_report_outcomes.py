"""What the report says comes next, how the workshop ran, and what people answered."""

import pytest

from dialogue.activities.actions import AcceptAction, AddAction
from dialogue.activities.board import AddNote
from dialogue.activities.parking_lot import ParkItem
from dialogue.activities.questions import AnswerQuestion
from dialogue.exports.document import Level
from dialogue.exports.report import report_of
from dialogue.workshop import CloseWorkshop, ErasePerson, OpenStage, RevealStage
from tests.paper import Held, items_in, source_of, tables_in
from tests.table import SERVER, Table, ana, ben, cleo, fay
from tests.test_report import report, texts_of

TITLES = ["How we work", "Ideas", "Sorting", "What comes first", "Looking back"]
"""The stages of the workshop that is held, in the order of its run sheet."""


@pytest.fixture(scope="module")
def held() -> Held:
    return Held()


# ---- What comes next


def owned_actions() -> Table:
    table = Table()
    board = table.begin("board", questions=["Why?"]) + 1
    table.do(ana, AddNote(board, "Because"))
    for text, due in (("Call the ministry", ""), ("Buy pipes", "2027-05-01"), ("Ask", "2027-03-01")):
        table.do(ben, AcceptAction(table.do(fay, AddAction(text, owner=ben, due=due)) or 0))
    return table


def next_rows(table: Table, level: Level) -> list[list[str | int | float | None]]:
    found = tables_in(report_of(source_of(table), level))
    return [row.cells for each in found if each.caption == "What is to be done by when" for row in each.rows]


def test_an_action_without_a_day_is_among_the_next_steps_too():
    rows = next_rows(owned_actions(), Level.ORGANISER)
    assert [row[:3] for row in rows] == [
        ["March 1, 2027", "Ask", "Ben"],
        ["May 1, 2027", "Buy pipes", "Ben"],
        ["no date", "Call the ministry", "Ben"],
    ]


def test_an_owner_without_a_name_is_told_with_the_reason():  # V1, L6
    table = owned_actions()
    assert {row[2] for row in next_rows(table, Level.PUBLIC)} == {"owner not named here"}
    table.do(fay, CloseWorkshop(anyway=True))
    del table.state.names[ben]
    table.submit(SERVER, ErasePerson(ben, {}))
    assert {row[2] for row in next_rows(table, Level.ORGANISER)} == {"the owner's name was erased"}


# ---- How it ran


def test_stages_bear_the_numbers_of_the_run_sheet(held):
    stages = [f"{number}. {title}" for number, title in enumerate(TITLES, 1)]
    table = next(table for table in tables_in(report(held)) if table.caption.startswith("The stages"))
    assert [row.cells[0] for row in table.rows] == stages


def test_a_parking_lot_that_took_something_in_is_not_called_unopened():
    table = Table([{"activity": "parking_lot", "title": "Later"}, {"activity": "board", "title": "Ideas"}])
    never = "Planned, but never opened: "
    assert f"{never}1. Later, 2. Ideas." in texts_of(report_of(source_of(table), Level.ORGANISER))
    table.do(ana, ParkItem("Who pays?"))
    assert f"{never}2. Ideas." in texts_of(report_of(source_of(table), Level.ORGANISER))


def test_those_who_led_are_on_the_cover_where_names_may_be_known(held):  # V1
    assert dict(report(held).facts)["Facilitators"] == "Fay"
    assert "Facilitators" not in dict(report(held, Level.PUBLIC).facts)


# ---- Answers


def test_the_same_answer_stands_once_with_how_often_it_came():
    table = Table()
    asked = table.add(
        "evaluation",
        questions=[{"text": "In a word?", "form": "word"}, {"text": "What else?", "form": "text"}],
    )
    table.do(fay, OpenStage(asked))
    for person, word, text in (
        (ana, "long", "No."),
        (ben, "Hopeful", "Yes, a lot"),
        (cleo, "hopeful", "No."),
    ):
        table.do(person, AnswerQuestion(asked, asked + 1, word))
        table.do(person, AnswerQuestion(asked, asked + 2, text))
    table.do(fay, RevealStage(asked))
    items = items_in(report_of(source_of(table), Level.ORGANISER))
    # The last item says how exact the times are.
    assert [(item.text.casefold(), item.facts) for item in items[-5:-1]] == [
        ("hopeful", ["2 times"]),
        ("long", []),
        ("no.", ["2 times"]),
        ("yes, a lot", []),
    ]
