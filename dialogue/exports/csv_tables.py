"""Sheets as CSV, one file each in a zip: UTF-8 with a byte order mark, lines ending in CR LF.

A text that a spreadsheet would take for a formula gets an apostrophe in front, and so does one that
has apostrophes there already; `unguarded` takes one off again, so nobody's words are changed.
"""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dialogue.exports.tables import Cell, Sheet

ENDING = "\r\n"
# The wide forms are what a keyboard for Chinese or Japanese writes, and are taken for the others.
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


def csv_of(sheets: list[Sheet]) -> bytes:
    """A zip of one CSV a sheet. The same sheets are always the same bytes."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for sheet in sheets:
            name = ZipInfo(f"{sheet.name}.csv", LONG_AGO)
            name.compress_type, name.external_attr = ZIP_DEFLATED, READABLE
            archive.writestr(name, table_of(sheet).encode("utf-8-sig"))
    return packed.getvalue()


def table_of(sheet: Sheet) -> str:
    """One sheet as CSV, with its columns' names in the first line."""
    written = StringIO()
    writer = csv.writer(written, lineterminator=ENDING)
    writer.writerow(sheet.columns)
    writer.writerows([guarded(cell) for cell in row] for row in sheet.rows)
    return written.getvalue()


def guarded(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula. Numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def unguarded(text: str) -> str:
    """A text as it was before it was guarded."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
