"""The tables say what the minutes say, in an order that stays, and no spreadsheet computes them."""

import csv
import re
from datetime import datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.exports.csv_tables import csv_of, guarded, unguarded
from dialogue.exports.document import Answers, Asked, Level, Minutes, Numbers
from dialogue.exports.minutes import minutes_of
from dialogue.exports.tables import COLUMNS, Sheet, sheets_of
from tests.held import WORDS, held_minutes, held_workshop


def read(minutes: Minutes) -> dict[str, list[dict[str, str]]]:
    """Every table of the zip, by name, as a second program reads it."""
    found = {}
    with ZipFile(BytesIO(csv_of(sheets_of(minutes)))) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8-sig")
            found[name] = list(csv.DictReader(StringIO(text, newline="")))
    return found


def test_the_columns_stay_as_they_are_for_those_who_wrote_programs_for_them():
    assert list(COLUMNS) == [
        *("workshop", "participation", "stages", "rules", "notes", "withheld", "clusters", "priorities"),
        *("actions", "parked", "answers", "attendance", "translations"),
        *("moderation", "concerns"),
    ]
    assert " ".join(COLUMNS["notes"]) == (
        "id question_id question cluster_id cluster text builds_on time sector by edited erased dots voters "
        "brought_along language"
    )
    assert " ".join(COLUMNS["participation"]) == "sector people notes"
    assert " ".join(COLUMNS["stages"]) == "id activity title state planned_minutes opened closed done"
    assert " ".join(COLUMNS["rules"]) == (
        "id stage_id stage status text wording before agree live_with object reasons sector by "
        "about_facilitator facilitator"
    )
    assert " ".join(COLUMNS["withheld"]) == (
        "id question_id question text builds_on time sector by reason language"
    )
    assert " ".join(COLUMNS["clusters"]) == (
        "id stage_id title notes question_ids notes_brought_along brought_along"
    )
    assert " ".join(COLUMNS["priorities"]) == (
        "stage_id stage round rank tied target_id target text dots voters"
    )
    assert " ".join(COLUMNS["actions"]) == (
        "id text status due is_owned owner outcome from_cluster_id from_cluster from_note_id"
    )
    assert " ".join(COLUMNS["moderation"]) == "id time act by person note_id notes reason"
    assert " ".join(COLUMNS["concerns"]) == ("id time note_id rule_id rule text status outcome by erased")
    assert " ".join(COLUMNS["parked"]) == "id text status outcome note_id sector"
    assert " ".join(COLUMNS["answers"]) == (
        "question_id stage_id stage activity question form answer count mean"
    )
    assert " ".join(COLUMNS["attendance"]) == "name organisation sector role"
    assert " ".join(COLUMNS["translations"]) == "note_id language text"
    assert COLUMNS["workshop"] == ("fact", "value")


@pytest.mark.parametrize("level", Level)
def test_every_row_has_a_cell_for_each_column(level):
    sheets = sheets_of(held_minutes(level))
    assert {"workshop", "participation", "notes", "clusters", "priorities"} <= {s.name for s in sheets}
    assert all(len(row) == len(sheet.columns) for sheet in sheets for row in sheet.rows)


def test_every_note_is_there_word_for_word_in_every_script():
    rows = read(held_minutes())["notes.csv"]
    texts = [unguarded(row["text"]) for row in rows]
    assert sorted(texts) == sorted([*WORDS, "and in the mornings", "Who pays for the batteries?"])
    assert [int(row["id"]) for row in rows] == sorted(int(row["id"]) for row in rows)


def test_a_note_says_where_it_lies_and_what_it_builds_on():
    minutes = held_minutes()
    rows = {unguarded(row["text"]): row for row in read(minutes)["notes.csv"]}
    first, built = rows[WORDS[0]], rows["and in the mornings"]
    assert (first["question"], first["cluster"], first["builds_on"]) == ("What works?", "To be heard", "")
    assert (built["builds_on"], built["cluster"]) == (first["id"], "")
    assert first["cluster_id"] == str(minutes.clusters[0].cluster)


def test_times_are_iso_8601_with_their_offset():
    [row, *_] = read(held_minutes())["notes.csv"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", row["time"])
    assert datetime.fromisoformat(row["time"]).timestamp() == 1_800_000_000


def test_files_begin_with_a_mark_and_their_lines_end_as_spreadsheets_want_them():
    with ZipFile(BytesIO(csv_of(sheets_of(held_minutes())))) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert content.startswith(b"\xef\xbb\xbf")
            assert content.endswith(b"\r\n")


def test_the_same_sheets_are_the_same_bytes():
    sheets = sheets_of(held_minutes())
    assert csv_of(sheets) == csv_of(sheets)


def test_no_cell_is_a_formula():
    found = 0
    for rows in read(held_minutes()).values():
        for cell in (cell for row in rows for cell in row.values()):
            assert not re.match("[=+@\t\r]|-(?!\\d+$)", cell), cell
            found += cell.startswith("'")
    assert found >= 5


def test_numbers_stay_numbers():
    assert [guarded(cell) for cell in (-5, 2.5, 0, None)] == [-5, 2.5, 0, None]
    assert guarded("-5") == "'-5"


@given(st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠a ")))
def test_an_apostrophe_that_was_put_there_can_be_taken_off(text):
    assert unguarded(str(guarded(text))) == text
    assert not re.match("[=+\\-@\t\r\n＝＋－＠]", str(guarded(text)))


@pytest.mark.parametrize("level", Level)
def test_the_sectors_add_up_to_everybody_also_where_none_is_told(level):  # B4
    minutes = held_minutes(level)
    rows = read(minutes)["participation.csv"]
    assert sum(int(row["people"]) for row in rows) == minutes.numbers.people == 3
    told = level in (Level.ORGANISER, Level.FULL)
    assert {row["sector"] for row in rows} == (
        {"public", "private", "civil society"} if told else {"not told apart"}
    )
    assert sum(int(row["notes"]) for row in rows) == minutes.numbers.notes


def test_the_tables_add_up_to_the_numbers_of_the_minutes():
    minutes = held_minutes()
    tables = read(minutes)
    facts = {row["fact"]: row["value"] for row in tables["workshop.csv"]}
    assert int(facts["notes"]) == len(tables["notes.csv"]) == 13
    assert int(facts["clusters"]) == len(tables["clusters.csv"]) == 2
    in_clusters = sum(bool(row["cluster_id"]) for row in tables["notes.csv"])
    assert sum(int(row["notes"]) for row in tables["clusters.csv"]) == in_clusters == 5
    assert sum(int(row["dots"]) for row in tables["priorities.csv"]) == int(facts["votes"]) == 5
    assert (len(tables["actions.csv"]), len(tables["parked.csv"]), len(tables["rules.csv"])) == (1, 1, 2)


def test_an_evaluation_has_a_row_for_each_step_and_each_text():
    table = held_workshop()
    minutes = minutes_of(table.state)
    assert "answers" not in {sheet.name for sheet in sheets_of(minutes)}
    minutes.asked = [asked()]
    [sheet] = [sheet for sheet in sheets_of(minutes) if sheet.name == "answers"]
    assert [row[4:9] for row in sheet.rows] == [
        ["How was it?", "scale", "1", 0, 2.5],
        ["How was it?", "scale", "2", 1, 2.5],
        ["How was it?", "scale", "3", 1, 2.5],
        ["Where to?", "choice", "North", 2, None],
        ["Where to?", "choice", "South", 0, None],
        ["What else?", "text", "Shorter days", None, None],
    ]


def asked() -> Asked:
    return Asked(
        9,
        "Looking back",
        "evaluation",
        2,
        [
            Answers(10, "How was it?", "scale", counts=[0, 1, 1], mean=2.5),
            Answers(11, "Where to?", "choice", choices=["North", "South"], counts=[2, 0]),
            Answers(12, "What else?", "text", texts=["Shorter days"]),
        ],
    )


def test_a_public_table_names_nobody_and_no_sector_beside_a_note():  # V1
    table = held_workshop(identity="named")
    named, public = minutes_of(table.state), minutes_of(table.state, Level.PUBLIC)
    assert {row["by"] for row in read(named)["notes.csv"]} == {"Ana", "Ben", "Cleo"}
    assert {(row["by"], row["sector"]) for row in read(public)["notes.csv"]} == {("", "")}
    content = str(read(public))
    assert not any(name in content for name in ("Ana", "Ben", "Cleo", "Fay", "office"))


def test_only_the_full_record_says_who_was_there():
    full, organisers = read(held_minutes(Level.FULL)), read(held_minutes())
    assert [row["name"] for row in full["attendance.csv"]] == ["Fay", "Ana", "Ben", "Cleo"]
    assert "attendance.csv" not in organisers


def test_sheets_without_rows_are_left_out():
    minutes = Minutes("Nothing yet", "", Level.PUBLIC, "draft", 1, Numbers())
    assert [sheet.name for sheet in sheets_of(minutes)] == ["workshop"]
    assert isinstance(sheets_of(minutes)[0], Sheet)
