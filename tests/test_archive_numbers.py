"""The page of a workshop's minutes numbers its steps as the run sheet does, and says an answer once."""

from dialogue.activities.board import AddNote
from dialogue.activities.parking_lot import ParkItem
from dialogue.exports.document import Answers, Level
from dialogue.exports.minutes import minutes_of
from dialogue.pages.reading import Reading
from tests.paper import source_of
from tests.table import Table, ana


def test_steps_bear_the_numbers_of_the_run_sheet_also_where_one_never_began():
    table = Table([{"activity": "check_in", "questions": [{"text": "How are you?", "form": "word"}]}])
    board = table.begin("board", title="Ideas", questions=["Why?"]) + 1
    table.add("parking_lot", title="Later")
    table.do(ana, AddNote(board, "Because"))
    table.do(ana, ParkItem("Who pays?"))
    reading = Reading(source_of(table), minutes_of(table.state, Level.ORGANISER, table.log))
    assert [(section.number, section.title) for section in reading.sections] == [(2, "Ideas"), (3, "Later")]


def test_an_answer_that_came_often_stands_first_and_once():
    said = Answers(9, "What else?", "text", texts=["Shorter", "No.", "No."])
    assert Reading.tallied(said) == [("No.", 2), ("Shorter", 1)]
