"""The rows of a table of guests, also where some of its lines are uneven.

What cannot be read is refused by its line. It is never taken for something else: a table that is divided
wrongly makes a guest of every line.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from io import StringIO
from typing import NamedTuple

from dialogue.kernel import Refused

SEPARATORS = "\t;,"
"""What may stand between columns. Of two that divide a table as well, the one that is rarer in words."""

QUOTED = re.compile(r'"[^"]*"')
AROUND = ' "\r\n'
"""What may stand around the name of a column."""


class Row(NamedTuple):
    """What one line says, or several where a text in it has line breaks; `line` is where it begins."""

    line: int
    cells: list[str]


def rows_of(text: str, columns_in: Callable[[Sequence[str]], dict[str, int]]) -> list[Row]:
    """The rows that are not empty. Refuses a quotation mark that is not closed, or closed too early.

    `columns_in` says which columns a first row names.
    """
    separator = separator_of(text, columns_in)
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=separator != "\t"
    )
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(line, cells))
            line = reader.line_num + 1
    except csv.Error:
        raise uneven(line) from None
    return rows


def separator_of(text: str, columns_in: Callable[[Sequence[str]], dict[str, int]]) -> str:
    """What divides the first row into names of columns, or else most of the rows into equally many.

    Every line counts for itself, so one that is uneven is outvoted and says nothing about the others.
    """
    lines = [line for line in StringIO(text, newline="") if line.strip(AROUND + SEPARATORS)]

    def score(separator: str) -> tuple[int, int]:
        named = columns_in([cell.strip(AROUND) for cell in lines[0].split(separator)]) if lines else {}
        widths = Counter(QUOTED.sub("", line).count(separator) for line in lines)
        return len(named), max((more * often for more, often in widths.items()), default=0)

    return max(SEPARATORS, key=score)


def ensure_even(row: Row, width: int) -> None:
    """Refuse a row with more than the table has columns, or a lone text that another sign divides."""
    lone = row.cells[0] if len(row.cells) == 1 else ""
    # A name may have one comma in it: Mensah, Ama.
    is_whole_line = "\t" in lone or ";" in lone or lone.count(",") > 1
    if is_whole_line or any(cell.strip() for cell in row.cells[width:]):
        raise uneven(row.line)


def uneven(line: int) -> Refused:
    return Refused(
        "Line {line} cannot be read: it has too many columns, or a quotation mark that is not closed.",
        "uneven-line",
        line=line,
    )
