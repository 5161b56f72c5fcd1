"""The report as one HTML file that needs nothing beside itself: to send, to open anywhere, to print.

It runs no script and names no outside address. People's words go in as text, in whatever direction
they are written.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path

from flask_babel import gettext as _

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
from dialogue.exports.charts import chart_svg
from dialogue.exports.phrases import figure
from dialogue.exports.places import anchors_of

STYLE = Path(__file__).parent / "report.css"
PLACE = re.compile(r"¶(\d+)")
PLACES = re.compile(r"¶\d+(, ¶\d+)*")


def html_of(report: Report, extra_head: str = "", extra_body: str = "") -> str:
    """The report as a whole page. What is extra is put in as it is, at the end of head and body."""
    page = Page(report)
    body = page.body()
    return (
        "<!doctype html>\n"
        f'<html lang="{escape(report.language)}" dir="{report.direction}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{escape(report.title)}</title>\n"
        f"<style>\n{style()}</style>\n{extra_head}</head>\n"
        f"<body>\n{body}\n{extra_body}</body>\n</html>\n"
    )


@cache
def style() -> str:
    return STYLE.read_text(encoding="utf-8")


class Page:
    """A report while it is written as HTML: its footnotes so far, and what can be linked to."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.anchors = anchors_of(report)
        self.footnotes: list[Footnote] = []

    def body(self) -> str:
        report = self.report
        sections = "\n".join(self.section(section, 2) for section in report.sections)
        return (
            f'<main class="leaf" id="report">\n{self.head()}\n{self.contents()}\n'
            f"{sections}\n{self.endnotes()}</main>"
        )

    def head(self) -> str:
        report = self.report
        facts = "".join(
            f'<div><dt>{escape(name)}</dt><dd dir="auto">{escape(words)}</dd></div>\n'
            for name, words in report.facts
        )
        about = escape(_("Report, drawn from the record of the workshop"))
        return (
            f'<header>\n<p class="tool">{about}</p>\n'
            f'<h1 dir="auto">{escape(report.title)}</h1>\n<dl class="facts">\n{facts}</dl>\n</header>'
        )

    def contents(self) -> str:
        title = escape(_("Contents"))
        lines = "\n".join(
            f'<li><a href="#{section.anchor}">{escape(section.title)}</a></li>'
            for section in self.report.sections
        )
        return (
            f'<nav class="contents" aria-labelledby="contents">\n'
            f'<h2 id="contents">{title}</h2>\n'
            f"<ul>\n{lines}\n</ul>\n</nav>"
        )

    def section(self, section: Section, depth: int) -> str:
        level = min(depth, 6)
        parts = [f'<h{level} id="{section.anchor}-title" dir="auto">{escape(section.title)}</h{level}>']
        parts += [self.block(block) for block in section.blocks]
        parts += [self.section(each, depth + 1) for each in section.sections]
        inside = "\n".join(parts)
        return (
            f'<section id="{section.anchor}" aria-labelledby="{section.anchor}-title">\n{inside}\n</section>'
        )

    # ---- Blocks

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return self.paragraph(block)
            case Listing():
                return self.listing(block.items, "ol" if block.ordered else "ul", "items")
            case Table():
                return self.table(block)
            case Chart():
                return self.chart(block)

    def paragraph(self, paragraph: Paragraph) -> str:
        kind = ' class="tool"' if paragraph.tool else ""
        each = re.split(r"\n\s*\n", paragraph.text)
        return "\n".join(f'<p{kind} dir="auto">{escape(words)}</p>' for words in each)

    def listing(self, items: list[Item], tag: str, kind: str) -> str:
        inside = "\n".join(self.item(item) for item in items)
        # Where the style takes the marks away, some browsers forget that it is a list.
        return f'<{tag} class="{kind}" role="list">\n{inside}\n</{tag}>'

    def item(self, item: Item) -> str:
        """An item with its place in the margin, its words, and what is known of them behind them."""
        facts = list(item.facts)
        margin = ""
        if facts and item.anchor and is_place(facts[-1], item.anchor):
            margin = f'<a class="place" href="#{item.anchor}">{escape(facts.pop())}</a> '
        anchor = f' id="{item.anchor}"' if item.anchor else ""
        label = f'<span class="tool">{escape(item.label)}:</span> ' if item.label else ""
        known = _(", ").join(self.linked(fact) for fact in facts)
        known = f' <span class="tool" dir="auto">{known}</span>' if known else ""
        beneath = "\n" + self.listing(item.items, "ul", "beneath") if item.items else ""
        language = f' lang="{escape(item.language)}"' if item.language else ""
        words = f'<span class="words" dir="auto"{language}>{escape(item.text)}</span>'
        return f"<li{anchor}>{margin}{label}{words}{self.reference(item.footnote)}{known}{beneath}</li>"

    def table(self, table: Table) -> str:
        heads = "".join(
            f'<th scope="col"{numeric(column.is_number)}>{escape(column.title)}</th>'
            for column in table.columns
        )
        rows = "\n".join(self.row(table, row) for row in table.rows)
        foot = f"<tfoot>\n{self.row(table, table.total)}\n</tfoot>\n" if table.total else ""
        return (
            f'<div class="table" role="region" tabindex="0" aria-label="{escape(table.caption)}">\n<table>\n'
            f'<caption dir="auto">{escape(table.caption)}</caption>\n'
            f"<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n{foot}</table>\n</div>"
        )

    def row(self, table: Table, row: Row) -> str:
        """One row. The first of its cells that is no number says what the row is about."""
        about = next((n for n, column in enumerate(table.columns) if not column.is_number), 0)
        anchor = f' id="{row.anchor}"' if row.anchor else ""
        cells = []
        for n, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            words = figure(cell)
            inside = self.linked(words) if PLACES.fullmatch(words) else escape(words)
            if n == about:
                inside += self.reference(row.footnote)
            direction = "" if column.is_number else ' dir="auto"'
            tag, scope = ("th", ' scope="row"') if n == about else ("td", "")
            cells.append(f"<{tag}{scope}{numeric(column.is_number)}{direction}>{inside}</{tag}>")
        return f"<tr{anchor}>{''.join(cells)}</tr>"

    def chart(self, chart: Chart) -> str:
        picture = chart_svg(chart).replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)
        caption = escape(chart.caption)
        return f'<figure tabindex="0">\n<figcaption dir="auto">{caption}</figcaption>\n{picture}\n</figure>'

    # ---- Footnotes and places

    def reference(self, footnote: Footnote | None) -> str:
        """The mark of a footnote, which is kept for the end."""
        if footnote is None:
            return ""
        self.footnotes.append(footnote)
        n = len(self.footnotes)
        label = escape(_("Footnote %(number)d", number=n))
        return f'<sup><a href="#fn-{n}" id="fnref-{n}" role="doc-noteref" aria-label="{label}">{n}</a></sup>'

    def endnotes(self) -> str:
        if not self.footnotes:
            return ""
        lines = "\n".join(self.endnote(n, footnote) for n, footnote in enumerate(self.footnotes, 1))
        title = escape(_("Where this came from"))
        return (
            f'<section id="footnotes" role="doc-endnotes" aria-labelledby="footnotes-title">\n'
            f'<h2 id="footnotes-title">{title}</h2>\n'
            f'<ol class="footnotes" role="list">\n{lines}\n</ol>\n</section>\n'
        )

    def endnote(self, n: int, footnote: Footnote) -> str:
        back = escape(_("Back to footnote %(number)d in the text", number=n))
        return (
            f'<li id="fn-{n}"><span dir="auto">{self.linked(footnote.text)}</span> '
            f'<a href="#fnref-{n}" role="doc-backlink" aria-label="{back}">↩</a></li>'
        )

    def linked(self, words: str) -> str:
        """Words in which every ¶ that stands in this report leads there."""

        def link(found: re.Match[str]) -> str:
            anchor = self.anchors.get(int(found[1]))
            return f'<a href="#{anchor}">{found[0]}</a>' if anchor else found[0]

        return PLACE.sub(link, escape(words))


def is_place(fact: str, anchor: str) -> bool:
    """Is a fact the ¶ of the item that has this anchor?"""
    found = PLACE.fullmatch(fact)
    return found is not None and anchor.endswith(f"-{found[1]}")


def numeric(is_number: bool) -> str:
    return ' class="number"' if is_number else ""
