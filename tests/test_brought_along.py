"""What was brought along is counted for itself in every written form, and never as somebody's sorting."""

import pytest

from dialogue.activities.board import AddNote
from dialogue.activities.clusters import AddCluster, MoveNotes
from dialogue.exports.document import Level, Minutes
from dialogue.exports.map_picture import map_svg_of
from dialogue.exports.minutes import minutes_of
from dialogue.exports.phrases import counts_line, numbers_line
from dialogue.exports.report import passages_in, report_of
from dialogue.exports.tables import sheets_of
from dialogue.kernel import Role
from tests.activities.test_seeding import MONEY, WELLS, read
from tests.paper import section_of, source_of, tables_in
from tests.table import Table, ana, ben, fay


@pytest.fixture
def table() -> Table:
    """Two questions with five notes and two clusters brought along, and three notes of Ana and Ben, one
    of which Fay put into a cluster of its own.
    """
    table = Table()
    table.admit(Role.PARTICIPANT, "public")
    stage = table.begin("board", questions=["Who looks after the wells?", "Who has no water?"])
    sorting = table.begin("clusters")
    table.wait(60)
    table.do(fay, read(stage, WELLS, MONEY))
    table.wait(60)
    pump = table.do(ana, AddNote(stage + 1, "The pump first")) or 0
    table.do(ana, AddNote(stage + 1, "Then the pipes"))
    table.do(ben, AddNote(stage + 2, "The prison"))
    table.wait(60)
    table.do(fay, AddCluster(sorting, "Pumps", [pump]))
    return table


def minutes(table: Table) -> Minutes:
    return minutes_of(table.state, Level.ORGANISER, table.log)


def said(table: Table, name: str) -> str:
    passages = {each.name: each for each in passages_in(source_of(table), Level.ORGANISER)}
    return passages[name].automatic


def test_the_summary_counts_what_was_sorted_and_names_what_was_brought(table):
    assert said(table, "summary.findings").endswith(
        "Sorted into 1 cluster: 1 note. 2 notes are in no cluster. Brought along: 5 notes and 2 clusters."
    )
    assert said(table, "summary.findings").startswith(
        "Written under 3 questions: 3 notes from 2 people. Most of"
    )


def test_each_question_says_how_much_was_sorted(table):
    boards = [question.board for question in minutes(table).boards[0].questions]
    assert said(table, f"question.{boards[0]}") == (
        "2 notes from 1 person. Sorted into 1 cluster: 1 note. 1 note is in no cluster."
    )
    assert said(table, f"question.{boards[1]}") == "1 note from 1 person. No note was sorted into a cluster."
    section = section_of(report_of(source_of(table), Level.ORGANISER), f"question-{boards[0]}")
    assert section and "Brought along: 4 notes and 2 clusters." in str(section.blocks)


def test_a_cluster_that_somebody_made_was_not_brought(table):
    found = {each.title: (each.is_seeded, each.written, each.seeded) for each in minutes(table).clusters}
    assert found == {"Villages": (True, 0, 3), "Districts": (True, 0, 1), "Pumps": (False, 1, 0)}


def test_a_note_that_is_put_into_a_brought_cluster_was_sorted(table):
    villages = next(each.cluster for each in minutes(table).clusters if each.title == "Villages")
    [prison] = [line.note for line in minutes(table).notes() if line.text == "The prison"]
    table.do(fay, MoveNotes([prison], villages))
    assert "Sorted into 2 clusters: 2 notes. 1 note is in no cluster." in said(table, "summary.findings")


def test_every_number_of_notes_says_what_was_brought(table):
    found = minutes(table)
    assert "3 notes, and 5 brought along" in numbers_line(found)
    assert counts_line(found.boards[0].questions[0]) == "2 notes from 1 person, and 4 brought along."
    assert "Map of 3 notes, and 5 brought along" in map_svg_of(found)
    [clusters] = [
        each for each in tables_in(report_of(source_of(table), Level.ORGANISER)) if "Clusters" in each.caption
    ]
    assert clusters.total and clusters.total.cells[-3:] == [1, None, 4]
    [sheet] = [sheet for sheet in sheets_of(found) if sheet.name == "clusters"]
    assert [(row[3], row[5], row[6]) for row in sheet.rows] == [(3, 3, "yes"), (1, 1, "yes"), (1, 0, "")]


def test_nothing_is_said_of_sorting_where_nothing_was_sorted():
    table = Table()
    board = table.begin("board", questions=["Why?"]) + 1
    table.do(ana, AddNote(board, "Because"))
    assert said(table, "summary.findings") == "Written under 1 question: 1 note from 1 person."
