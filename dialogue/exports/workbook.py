"""Sheets as a workbook for spreadsheets (XLSX). A text is a text in it, whatever it begins with."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter
from flask_babel import get_locale
from flask_babel import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dialogue.exports.tables import Sheet
from dialogue.exports.xml_text import legal

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
NARROWEST, WIDEST = 8, 60
LONGEST_NAME = 31
LONGEST_CELL = 32_767
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)


def xlsx_of(sheets: list[Sheet], title: str = "", made: float | None = None) -> bytes:
    """A workbook of the sheets. Its properties say which workshop it is about, and nobody's name;
    as long as nothing is different it is the same bytes.
    """
    packed = BytesIO()
    book = xlsxwriter.Workbook(packed, OPTIONS)
    created = LONG_AGO if made is None else datetime.fromtimestamp(made, UTC)
    book.set_properties({"title": legal(title), "author": "", "created": created.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
    body = book.add_format({"valign": "top", "text_wrap": True})
    names: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(name_of(sheet, names))
        fill(page, sheet, head, body)
        if is_right_to_left():
            page.right_to_left()
    book.close()
    return packed.getvalue()


def fill(page: Worksheet, sheet: Sheet, head: Format, body: Format) -> None:
    """One sheet: its head stays in view, each column can be filtered and is as wide as its words."""
    for place, column in enumerate(sheet.columns):
        cells = [row[place] for row in sheet.rows]
        longest = max(len(line) for cell in [column, *cells] for line in str(cell or "").split("\n"))
        page.set_column(place, place, min(max(longest + 2, NARROWEST), WIDEST), body)
        page.write_string(0, place, column, head)
    for number, row in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, place, fitted(legal(cell)), body)
            elif cell is not None:
                page.write_number(number, place, cell, body)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def fitted(text: str) -> str:
    """A text that a cell can hold. Of a longer one, its end says where all of it stands."""
    if length(text) <= LONGEST_CELL:
        return text
    end = " " + _("[… The rest is too long for a cell. The CSV and JSON files have all of it.]")
    room = LONGEST_CELL - length(end)
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + end


def length(text: str) -> int:
    """How long a spreadsheet finds a text: it counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def name_of(sheet: Sheet, taken: set[str]) -> str:
    """A name that a spreadsheet takes for a sheet: short, without its own signs, and not twice."""
    title = sheet.title.translate(NOT_IN_NAMES).strip()[:LONGEST_NAME] or sheet.name
    name = sheet.name if title.casefold() in taken else title
    taken.add(name.casefold())
    return name


def is_right_to_left() -> bool:
    locale = get_locale()
    return locale is not None and locale.text_direction == "rtl"
