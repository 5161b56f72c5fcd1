"""The report as Markdown: CommonMark with tables and footnotes, and people's words as they wrote them.

A note is one line of a list; a number like ¶63 after it is its place in the record. What a chart
shows is in the table that follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogue.exports import escape
from dialogue.exports.blocks import (
    Block,
    Chart,
    Footnote,
    Item,
    Listing,
    Paragraph,
    Report,
    Row,
    Section,
    Table,
)
from dialogue.exports.phrases import figure
from dialogue.exports.tongue import gettext as _

DEEPEST = 6


def markdown_of(report: Report) -> str:
    """The report as one text that most tools read."""
    return "\n".join(Text().lines(report)).rstrip("\n") + "\n"


class Text:
    """A report while it is written as Markdown, and its footnotes so far."""

    def __init__(self) -> None:
        self.footnotes: list[Footnote] = []

    def lines(self, report: Report) -> Iterator[str]:
        yield f"# {escape.heading(report.title)}\n"
        for name, words in report.facts:
            yield f"- {name}: {escape.block(words, '  ')}"
        yield ""
        for section in report.sections:
            yield from self.section(section, 2)
        for n, footnote in enumerate(self.footnotes, 1):
            yield f"[^{n}]: {escape.block(footnote.text, '    ')}"

    def section(self, section: Section, depth: int) -> Iterator[str]:
        yield f"{'#' * min(depth, DEEPEST)} {escape.heading(section.title)}\n"
        for block in section.blocks:
            yield from self.block(block)
        for each in section.sections:
            yield from self.section(each, depth + 1)

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph(text):
                yield f"{escape.block(text)}\n"
            case Listing(items, ordered):
                for n, item in enumerate(items, 1):
                    yield from self.item(item, f"{n}." if ordered else "-", "")
                yield ""
            case Table():
                yield from self.table(block)
            case Chart():
                # Its numbers, all of them, are in the table behind it.
                return

    # ---- Lists

    def item(self, item: Item, mark: str, indent: str) -> Iterator[str]:
        """A list line; what follows it is set as far in as its words, and so belongs to it."""
        inside = f"{indent}{' ' * len(mark)} "
        label = f"{item.label}: " if item.label else ""
        words = f"{label}{escape.block(item.text, inside)}"
        yield f"{indent}{mark} {words}{self.reference(item.footnote)}{suffix(item.facts)}"
        for each in item.items:
            yield from self.item(each, "-", inside)

    # ---- Tables

    def table(self, table: Table) -> Iterator[str]:
        yield f"**{escape.cell(table.caption)}**\n"
        yield drawn(escape.cell(column.title) for column in table.columns)
        yield drawn("---:" if column.is_number else "---" for column in table.columns)
        for row in table.rows:
            yield self.row(row, self.about(table))
        if table.total:
            yield self.row(table.total, self.about(table), strong=True)
        yield ""

    def about(self, table: Table) -> int:
        """The column that says what a row is about: the first that holds no number."""
        return next((n for n, column in enumerate(table.columns) if not column.is_number), 0)

    def row(self, row: Row, about: int, strong: bool = False) -> str:
        cells = [escape.cell(figure(cell)) for cell in row.cells]
        if strong:
            cells = [f"**{cell}**" if cell else "" for cell in cells]
        cells[about] += self.reference(row.footnote)
        return drawn(cells)

    # ---- Footnotes

    def reference(self, footnote: Footnote | None) -> str:
        """The mark of a footnote, which is kept for the end."""
        if footnote is None:
            return ""
        self.footnotes.append(footnote)
        return f"[^{len(self.footnotes)}]"


def suffix(about: Iterable[str]) -> str:
    """What is known about somebody's words, set apart from them."""
    said = _(", ").join(escape.cell(each) for each in about if each)
    return f" — *{said}*" if said else ""


def drawn(cells: Iterable[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"
