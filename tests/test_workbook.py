"""The workbook opens in a second program, and holds every word as a word."""

import re
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from openpyxl import load_workbook

from dialogue.exports.document import Level
from dialogue.exports.minutes import minutes_of
from dialogue.exports.tables import COLUMNS, Sheet, sheets_of
from dialogue.exports.workbook import xlsx_of
from tests.held import WORDS, held_minutes, held_workshop


def opened(content: bytes):
    return load_workbook(BytesIO(content))


def test_every_note_is_there_word_for_word_and_none_is_a_formula():
    page = opened(xlsx_of(sheets_of(held_minutes())))["Notes"]
    place = COLUMNS["notes"].index("text")
    cells = [row[place] for row in page.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    texts = {cell.value for cell in cells}
    assert texts == {*WORDS, "and in the mornings", "Who pays for the batteries?"}


def test_a_sheet_begins_with_its_columns_which_stay_in_view_and_can_be_filtered():
    sheets = sheets_of(held_minutes(Level.FULL))
    book = opened(xlsx_of(sheets))
    assert len(book.worksheets) == len(sheets) >= 9
    for sheet, page in zip(sheets, book.worksheets, strict=True):
        assert tuple(cell.value for cell in page[1]) == sheet.columns
        assert page.max_row == len(sheet.rows) + 1
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref == page.dimensions


def test_numbers_are_numbers_and_nothing_is_an_empty_cell():
    page = opened(xlsx_of(sheets_of(held_minutes())))["Notes"]
    ids = [cell.value for cell in page["A"][1:]]
    assert all(isinstance(each, int) for each in ids)
    dots = page.cell(2, COLUMNS["notes"].index("dots") + 1)
    assert dots.value is None


def test_its_sums_are_those_of_the_minutes():
    minutes = held_minutes()
    book = opened(xlsx_of(sheets_of(minutes)))
    assert sum(cell.value for cell in book["Participation"]["B"][1:]) == minutes.numbers.people
    place = COLUMNS["priorities"].index("dots")
    dots = [row[place] for row in book["Priorities"].iter_rows(min_row=2, values_only=True)]
    assert sum(dots) == minutes.numbers.votes == 5


def test_what_xml_forbids_is_left_out_and_what_only_looks_odd_is_not():
    rows = [["a\x00\x0b\x1fb\ufffe\uffffc"], ["_x0041_"], [" spaced "], ["x" * 32_767]]
    page = opened(xlsx_of([Sheet("odd", "Odd: [a]/b*?", ("text",), rows)])).worksheets[0]
    assert page.title == "Odd   a  b"
    assert [cell.value for cell in page["A"][1:]] == ["abc", "_x0041_", " spaced ", "x" * 32_767]


@pytest.mark.parametrize("sign", ["x", "ع", "🌳"])
def test_what_does_not_fit_into_a_cell_says_so_at_its_end(sign):
    page = opened(xlsx_of([Sheet("long", "Long", ("text",), [[sign * 40_000]])])).worksheets[0]
    cell = page["A2"].value
    assert cell.startswith(sign * 16_000) and cell.endswith("The CSV and JSON files have all of it.]")
    assert 32_760 <= len(cell.encode("utf-16-le")) // 2 <= 32_767


def test_two_sheets_of_one_title_both_open():
    sheets = [Sheet(name, "Title " * 9, ("a",), [["b"]]) for name in ("one", "two")]
    assert opened(xlsx_of(sheets)).sheetnames == [("Title " * 9)[:31], "two"]


def test_its_properties_say_which_workshop_and_name_nobody():  # V1
    table = held_workshop(identity="named")
    minutes = minutes_of(table.state, Level.PUBLIC)
    content = xlsx_of(sheets_of(minutes), minutes.title, minutes.opened)
    properties = opened(content).properties
    assert (properties.title, properties.creator, properties.lastModifiedBy) == ("Partnerships", None, None)
    assert properties.created == datetime.fromtimestamp(1_800_000_000, UTC).replace(tzinfo=None)
    with ZipFile(BytesIO(content)) as archive:
        written = b"".join(archive.read(name) for name in archive.namelist())
    assert b"What works?" in written
    assert not re.search(rb"\b(Ana|Ben|Cleo|Fay)\b|office<", written)


def test_the_same_sheets_are_the_same_bytes():
    sheets = sheets_of(held_minutes())
    assert xlsx_of(sheets, "A", 1.0) == xlsx_of(sheets, "A", 1.0)


@pytest.mark.parametrize(("language", "turned"), [("ar", True), ("en", False)])
def test_sheets_are_read_from_the_right_where_the_language_is(language, turned):
    app = Flask("sheets")
    Babel(app)
    with app.app_context(), force_locale(language):
        content = xlsx_of([Sheet("one", "One", ("a",), [["b"]])])
    assert bool(opened(content).worksheets[0].sheet_view.rightToLeft) is turned
