"""The report: every section that can be filled and no other, and each outcome with its way back."""

import re
from itertools import pairwise

import pytest

from dialogue.activities.actions import AddAction
from dialogue.activities.board import AddNote
from dialogue.activities.ground_rules import AdoptRule, RespondToRule
from dialogue.exports import blocks
from dialogue.exports.blocks import Chart, Paragraph, Report
from dialogue.exports.document import Level
from dialogue.exports.forms import source_of as read_source
from dialogue.exports.html import html_of
from dialogue.exports.json_export import json_of
from dialogue.exports.markdown import markdown_of
from dialogue.exports.minutes import minutes_of
from dialogue.exports.places import anchors_of, every_anchor
from dialogue.exports.report import annexes, passages_in, report_of, trail
from dialogue.workshop import CloseStage, ErasePerson, RemovePerson
from tests.house import House
from tests.large import workshop_of_events
from tests.paper import (
    WORDS,
    Held,
    blocks_in,
    charts_in,
    footnotes_in,
    items_in,
    section_of,
    sections_in,
    source_of,
    tables_in,
)
from tests.table import SERVER, Table, ana, ben, cleo, fay


@pytest.fixture(scope="module")
def held() -> Held:
    return Held()


def report(held: Held, level: Level = Level.ORGANISER, **passages: str) -> Report:
    return report_of(source_of(held.table, **passages), level)


def texts_of(report: Report) -> str:
    """Every word of a report, in one text."""
    words = [f"{section.title}" for section in sections_in(report)]
    words += [block.text for block in blocks_in(report) if isinstance(block, Paragraph)]
    words += [f"{item.text} {item.facts} {item.label}" for item in items_in(report)]
    words += [f"{row.cells}" for table in tables_in(report) for row in table.rows]
    return "\n".join([*words, *(footnote.text for footnote in footnotes_in(report)), f"{report.facts}"])


def test_a_full_workshop_has_every_section_in_order(held):
    assert [section.anchor for section in report(held).sections] == [
        *("summary", "participation", "method", "agreements", "findings", "priorities", "divergence"),
        *("actions", "parking-lot", "answers", "next", "notes", "votes", "moderation", "integrity"),
    ]


def test_what_cannot_be_filled_is_not_there():
    table = Table([{"activity": "board", "questions": ["Why?"]}], opened=False)
    anchors = [section.anchor for section in report_of(source_of(table), Level.ORGANISER).sections]
    assert set(anchors) <= {"summary", "participation", "method", "findings", "integrity"}
    for section in sections_in(report_of(source_of(table), Level.ORGANISER)):
        assert section.blocks or section.sections


def test_nothing_is_said_of_nobody():
    table = Table(opened=False)
    table.add("board", questions=["Why?"])
    written = texts_of(report_of(source_of(table), Level.ORGANISER))
    assert "Nobody wrote under this question." in written
    assert not re.search(r"\b0 \w+", written)


def test_the_summary_says_in_few_sentences_what_came_of_it(held):
    [summary] = [section for section in report(held).sections if section.anchor == "summary"]
    said = {block.passage: block.text for block in summary.blocks if isinstance(block, Paragraph)}
    assert said == {
        "summary.participation": "9 people took part. They came from these sectors: "
        "public, private, and civil society.",
        "summary.findings": "Written under 2 questions: 6 notes from 6 people. All of them are under "
        "“What works?”. Nobody wrote under “What does not?”. Sorted into 2 clusters: 4 notes. "
        "2 notes are in no cluster.",
        "summary.priorities": "“Near | home” and “Far away” share the first place in the vote. "
        "Each has 8 dots.",
        "summary.decisions": "1 ground rule was agreed. Nobody objected. 1 rule was set aside.",
        "summary.next": "1 action was written down. 1 is accepted by the person who does it. "
        "The first day is March 1, 2027.",
    }


def test_no_fewer_people_took_part_than_wrote():
    table = Table()
    stage = table.begin("board", questions=["Why?"])
    for person in (ana, ben, cleo):
        table.do(person, AddNote(stage + 1, "more trees"))
    for person in (ana, ben):
        table.do(fay, RemovePerson(person))
    written = report_of(source_of(table), Level.ORGANISER)
    said = texts_of(written)
    assert "1 question: 3 notes from 3 people" in said
    assert "3 people took part." in said and "2 people left before the end." in said
    assert "1 person took part." not in said


# ---- What an organiser writes instead


def test_an_organiser_writes_passages_anew_and_the_report_says_so(held):
    before = {each.name: each for each in passages_in(source_of(held.table), Level.ORGANISER)}
    assert {"summary.findings", f"question.{held.board}", "next.steps"} <= set(before)
    written = report(held, summary__findings="We learned a lot.")
    text = texts_of(written)
    assert "We learned a lot." in text
    assert before["summary.findings"].automatic not in text
    integrity = section_of(written, "integrity")
    assert integrity and "1 paragraph was written by the organiser" in texts_of(written)
    assert "written by the organiser" not in texts_of(report(held))


def test_a_passage_can_be_written_where_none_was(held):
    assert "We meet again in May." in texts_of(report(held, next__steps="We meet again in May."))
    [named] = [
        each for each in passages_in(source_of(held.table), Level.ORGANISER) if each.name == "next.steps"
    ]
    assert (named.automatic, named.text) == ("", "")


# ---- Outcomes and their way back


def test_every_outcome_tells_its_way_back(held):
    written = report(held)
    with_footnotes = [item for item in items_in(written) if item.footnote]
    assert {item.text for item in with_footnotes} >= {"Listen", "Ask the elders"}
    [action] = [item for item in with_footnotes if item.text == "Ask the elders"]
    assert action.footnote
    row = next(option for option in held.table.state if option.kind == "vote" and option.target == held.near)
    assert action.footnote.seqs == [held.action, row.seq, held.near]
    assert "Cluster “Near | home”, " in action.footnote.text and "with 2 notes" in action.footnote.text
    assert "Vote “What comes first”" in action.footnote.text
    assert "place 1 of 2, tied, with 8 dots from 4 people" in action.footnote.text
    table = next(table for table in tables_in(written) if table.rows[0].anchor.startswith("vote-"))
    assert all(row.footnote and len(row.footnote.seqs) == 2 for row in table.rows)


def test_the_notes_of_a_cluster_are_listed_once_where_the_cluster_stands(held):
    written = report(held)
    listing = [footnote for footnote in footnotes_in(written) if set(held.notes[:2]) & set(footnote.seqs)]
    table = next(table for table in tables_in(written) if table.caption == "Clusters, the largest first")
    [row] = [row for row in table.rows if row.anchor == f"cluster-{held.near}"]
    assert [row.footnote] == listing
    assert row.footnote and row.footnote.seqs == held.notes[:2]


@pytest.mark.parametrize("level", list(Level))
def test_every_place_a_footnote_names_is_in_the_record_and_every_note_in_the_list(held, level):
    written = report(held, level)
    anchors = anchors_of(written)
    section = section_of(written, "notes")
    assert section
    [table] = [block for block in section.blocks if isinstance(block, blocks.Table)]
    listed = {int(str(row.cells[0])[1:]) for row in table.rows}
    notes = {record.seq for record in held.table.state if record.kind == "note"}
    adopted = {entry.seq for entry in held.table.events("rule.adopted")}
    for footnote in footnotes_in(written):
        assert [int(seq) for seq in re.findall(r"¶(\d+)", footnote.text)] == footnote.seqs
        assert set(footnote.seqs) & notes <= listed
        assert set(footnote.seqs) <= set(anchors) | adopted
    assert listed == notes - {held.hidden}


def test_no_anchor_stands_twice(held):
    found = [anchor for section in report(held, Level.FULL).sections for anchor in every_anchor(section)]
    assert len(found) == len(set(found))


# ---- Numbers


@pytest.mark.parametrize("level", list(Level))
def test_a_table_with_the_same_numbers_follows_every_chart(held, level):
    written = report(held, level)
    assert len(charts_in(written)) >= 4
    for chart, table in pairwise(blocks_in(written)):
        if isinstance(chart, Chart):
            assert isinstance(table, blocks.Table)
            assert [
                str(cell) for row in table.rows for cell in row.cells if cell in chart.labels
            ] == chart.labels
            numbers = {float(cell) for row in table.rows for cell in row.cells if isinstance(cell, int)}
            assert {value for series in chart.series for value in series.values} <= numbers
            assert 0 < chart.n <= sum(value or 0 for series in chart.series for value in series.values)
            assert chart.counted.split()[0] == str(chart.n)
            assert chart.counted.split()[1] in ("people", "notes")
            assert len(chart.labels) > 1


@pytest.mark.parametrize("level", list(Level))
def test_the_sums_of_tables_are_the_sums_of_their_rows(held, level):
    written = report(held, level)
    summed = [table for table in tables_in(written) if table.total]
    assert summed
    for table in summed:
        assert table.total
        for n, column in enumerate(table.columns):
            total = table.total.cells[n]
            if column.is_number and isinstance(total, int):
                assert total == sum(row.cells[n] or 0 for row in table.rows)  # type: ignore[misc]


def test_every_row_has_a_cell_for_every_column(held):
    for table in tables_in(report(held, Level.FULL)):
        assert {len(row.cells) for row in [*table.rows, *([table.total] if table.total else [])]} == {
            len(table.columns)
        }


def test_notes_over_time_are_all_counted(held):
    written = report(held)
    [chart] = [chart for chart in charts_in(written) if chart.kind == "columns"]
    assert sum(value or 0 for value in chart.series[0].values) == len(held.notes)
    assert len(chart.labels) <= 16


# ---- Who may read what


def test_every_note_stands_in_the_findings_word_for_word(held):
    items = {item.anchor: item.text for item in items_in(report(held, Level.PUBLIC))}
    for note, words in zip(held.notes, WORDS.values(), strict=True):
        assert items[f"note-{note}"] == words


@pytest.mark.parametrize("level", [Level.PUBLIC, Level.PARTICIPANTS, Level.ORGANISER])
def test_words_that_were_held_back_are_in_the_full_report_only(held, level):  # V1
    assert "A secret word" not in texts_of(report(held, level))
    assert "A secret word" in texts_of(report(held, Level.FULL))
    assert "1 note was hidden by the facilitators." in texts_of(report(held, level))


def test_the_public_report_names_nobody_and_no_small_sector(held):  # V1, B4
    written = texts_of(report(held, Level.PUBLIC))
    assert not any(name in written for name in ("Ana", "Ben", "Cleo", "Fay"))
    assert "civil society" not in written
    assert "are not shown separately" in written


def test_names_stand_in_footnotes_where_the_stage_shows_them():
    held = Held(identity="named")
    assert any(f"¶{held.notes[0]} (Ana)" in footnote.text for footnote in footnotes_in(report(held)))
    public = texts_of(report(held, Level.PUBLIC))
    assert "Ana" not in public


def test_only_the_full_report_says_who_was_there(held):
    assert section_of(report(held, Level.ORGANISER), "attendance") is None
    attendance = section_of(report(held, Level.FULL), "attendance")
    assert attendance and "Cleo" in texts_of(report(held, Level.FULL))


def test_what_was_erased_is_named_by_its_place_and_nothing_more():  # L6
    held = Held()
    assert WORDS["Arabic"] in texts_of(report(held))
    held.table.submit(SERVER, ErasePerson(ana, {held.notes[0]: ""}))
    written = texts_of(report(held))
    assert WORDS["Arabic"] not in written
    assert "It shows every note as it was written. A number" not in written
    assert "It shows every note as it was written, except where words were erased." in written
    assert f"The words of 1 note were erased at its writer's request: ¶{held.notes[0]}." in written


def test_the_seal_and_what_came_after_it_are_in_the_integrity_statement(held):  # L6
    written = report(held)
    assert written.seal in texts_of(written)
    [table] = [table for table in tables_in(written) if table.caption == "The record"]
    rows = {str(row.cells[0]): str(row.cells[1]) for row in table.rows}
    assert rows["Entries after the seal"] == "0"
    assert rows["Sealed by the entry"] == f"¶{len(held.table.log)}"


def test_where_people_differ_is_told_with_their_reasons(held):
    divergence = section_of(report(held), "divergence-lines")
    assert divergence
    words = texts_of(Report("", "", "", "en", "ltr", 0, "", [], [divergence]))
    for expected in ("Phones away", "We join by phone", "share the first place"):
        assert expected in words
    assert "cluster" not in words, "What was not sorted is told under the findings, and is no difference."


def test_a_rule_that_many_can_only_live_with_is_told_as_a_difference():
    table = Table()
    stage = table.begin("ground_rules", rules=["Listen", "Phones away"])
    listen, phones = [record.seq for record in table.state if record.kind == "rule"][:2]
    for person, answer in ((ana, "agree"), (ben, "agree"), (cleo, "live_with")):
        table.do(person, RespondToRule(listen, "agree"))
        table.do(person, RespondToRule(phones, answer))
    table.do(fay, AdoptRule(listen))
    table.do(fay, AdoptRule(phones))
    table.do(fay, CloseStage(stage))
    section = section_of(report_of(source_of(table), Level.ORGANISER), "divergence-lines")
    assert section and isinstance(section.blocks[0], blocks.Listing)
    [item] = section.blocks[0].items
    assert (item.text, item.facts) == ("Phones away", ["1 of 3 can live with it"])


# ---- Size


def test_a_long_report_says_where_the_rest_stands(monkeypatch):
    """A footnote names some notes of a large cluster, and thousands are listed once, in the findings."""
    held = Held()
    monkeypatch.setattr(trail, "MOST_NAMED", 1)
    monkeypatch.setattr(annexes, "MOST_LISTED", 3)
    short = report_of(source_of(held.table), Level.PARTICIPANTS)
    assert any(" more." in footnote.text for footnote in footnotes_in(short))
    [annex] = section_of(short, "notes").blocks
    assert isinstance(annex, Paragraph) and "CSV" in annex.text
    notes = minutes_of(held.table.state, Level.PARTICIPANTS).notes()
    assert {note.text for note in notes} <= {item.text for item in items_in(short)}


def test_a_large_workshop_is_written_down(tmp_path):
    house = House(tmp_path)
    making = workshop_of_events(house.register, 5_000)
    live = making.save()
    source = read_source(house.database, house.people, live.id, live.code)
    written = report_of(source, Level.PARTICIPANTS)
    made = [markdown_of(written), html_of(written), json_of(live.code, source.state, source.history)]
    house.close()
    assert all(len(each) > 100_000 for each in made)


def test_an_action_from_nowhere_has_its_own_footnote():
    table = Table()
    board = table.begin("board", questions=["Why?"]) + 1
    table.do(ana, AddNote(board, "Because"))
    table.do(fay, AddAction("Write to everybody"))
    [item] = [item for item in items_in(report_of(source_of(table), Level.ORGANISER)) if "Write" in item.text]
    assert item.footnote and item.footnote.text.startswith("Written down, ")


def test_the_report_says_of_each_stage_what_was_shown_of_people_p5() -> None:
    """Also of votes and answers, which name nobody, and that times were blurred for their sake."""
    for identity, told in (("named", "with names"), ("anonymous", "anonymous")):
        report = report_of(source_of(Held(identity).table), Level.ORGANISER)
        words = markdown_of(report)
        assert told in words
        assert "secret; 3 dots each" in words
        assert "times were recorded only to 5 minutes" in words


def test_the_chart_of_notes_over_time_has_no_stretch_shorter_than_a_blurred_time() -> None:
    def caption(identity: str) -> str:
        table = Table()
        stage = table.begin("board", questions=["Why?"], identity=identity)
        for n in range(12):
            table.wait(60)
            table.do(ana, AddNote(stage + 1, f"plum {n}"))
        table.do(fay, CloseStage(stage))
        [chart] = [
            each for each in charts_in(report_of(source_of(table), Level.ORGANISER)) if each.kind == "columns"
        ]
        return chart.caption

    assert caption("named") == "Notes in each minute"
    assert caption("anonymous") == "Notes in each 5 minutes"
