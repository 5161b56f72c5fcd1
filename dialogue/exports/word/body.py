"""The body of a Word document: a cover, the contents, then section after section."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from flask_babel import gettext as _

from dialogue.exports.blocks import (
    Block,
    Chart,
    Column,
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
from dialogue.exports.paper import direction_of, own_place, readers_of, said_in, targets_of
from dialogue.exports.pictures import parted, png_of
from dialogue.exports.word.runs import (
    field,
    field_begin,
    field_mark,
    link,
    linked,
    paragraph,
    place,
    run,
    spoken,
    styled,
)
from dialogue.exports.word.styles import RUBRIC

# A4 in twentieths of a point, and in the units of pictures.
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
MARGIN, OUTER = 1814, 1247
TEXT_WIDTH = PAGE_WIDTH - MARGIN - OUTER
# What a map may fill of a page beneath its heading.
LYING = (PAGE_HEIGHT - 2 * OUTER, PAGE_WIDTH - 4500)
UPRIGHT = (PAGE_WIDTH - 2 * OUTER, PAGE_HEIGHT - 4500)
EMU = 635
PIXELS = 1500

BOLD = "<w:b/><w:bCs/>"
FACTS = styled("Facts")
LETTER, PADDING = 95, 250
SHORT, LONG = 14, (30, 90)
SHORT_TABLE = 12
# A sign that nobody sees: words on both sides of it keep their places.
MARKS = {"ltr": "\u200e", "rtl": "\u200f"}


class Body:
    """A report while it becomes a Word document: what it refers to is numbered as it is met."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.language = report.language
        self.said = said_in(report.language)
        self.targets = targets_of(report)
        self.footnotes: list[str] = []
        self.pictures: list[bytes] = []
        self.orders = 0
        self.places = 0
        self.counted = {"Figure": 0, "Table": 0}
        self.xml = "".join([*self.cover(), *self.contents(), *self.sections()])
        self.last = self.map()

    # ---- Words

    def direction(self, text: str) -> str:
        return direction_of(text, self.report.direction)

    def spoken(self, text: str, before: str = "", known: str = "") -> str:
        return spoken(text, self.language, before, known)

    def linked(self, text: str, before: str = "") -> str:
        return linked(text, self.targets, self.language, before)

    def place(self, anchor: str) -> str:
        self.places += 1
        return place(anchor, self.places)

    def footnote(self, note: Footnote | None) -> str:
        """The mark of a footnote; its words go to the foot of the page."""
        if note is None:
            return ""
        self.footnotes.append(
            paragraph(
                "FootnoteText",
                f"<w:r><w:rPr>{styled('FootnoteReference')}</w:rPr><w:footnoteRef/></w:r>"
                + run(" ")
                + self.linked(note.text),
                self.direction(note.text),
            )
        )
        mark = f'<w:footnoteReference w:id="{len(self.footnotes)}"/>'
        return f"<w:r><w:rPr>{styled('FootnoteReference')}</w:rPr>{mark}</w:r>"

    # ---- The cover and the contents

    def cover(self) -> list[str]:
        report = self.report
        said = [paragraph("Title", self.spoken(report.title), self.direction(report.title))]
        if report.purpose:
            said.append(paragraph("Subtitle", self.spoken(report.purpose), self.direction(report.purpose)))
        for name, words in report.facts:
            inside = self.spoken(name, styled("Label")) + run("\t") + self.linked(words)
            said.append(paragraph("CoverFact", inside, report.direction))
        return said

    def contents(self) -> list[str]:
        """A table of contents that is right as it is, and that Word can count anew."""
        entries = [
            (depth, section)
            for first in self.report.sections
            for depth, section in ((1, first), *((2, under) for under in first.sections))
        ]
        entries += [(1, Section("map", self.report.map.title))] if self.report.map else []
        if not entries:
            return []
        begin, end = field_begin('TOC \\o "1-2" \\n \\h'), field_mark("end")
        said = [paragraph("TOCHeading", self.spoken(_("Contents")), self.report.direction, begins=True)]
        for n, (depth, section) in enumerate(entries):
            inside = link(section.title, section.anchor) if section.anchor else self.spoken(section.title)
            inside = (begin if n == 0 else "") + inside + (end if n == len(entries) - 1 else "")
            said.append(paragraph(f"TOC{depth}", inside, self.direction(section.title)))
        return said

    # ---- Sections and blocks

    def sections(self) -> list[str]:
        said: list[str] = []
        for n, section in enumerate(self.report.sections):
            said += self.section(section, 1, begins=n == 0)
        return said

    def map(self) -> str:
        """The map on a page of its own, as large as it goes; nothing where there is none."""
        if self.report.map is None:
            return ""
        drawing = self.report.map
        inside = self.place("map") + self.spoken(drawing.title)
        room = LYING if self.is_wide else UPRIGHT
        picture = self.picture(drawing.svg, drawing.title, drawing.alt, *room)
        return paragraph("Heading1", inside, self.direction(drawing.title)) + paragraph(
            "Normal", picture, self.report.direction
        )

    @property
    def is_wide(self) -> bool:
        """Is the map larger on a page that lies?"""
        if self.report.map is None:
            return False
        size = parted(self.report.map.svg)
        lying, upright = (min(room[0] / size["width"], room[1] / size["height"]) for room in (LYING, UPRIGHT))
        return bool(lying > upright)

    def picture(self, svg: str, title: str, alt: str, wide: int, high: int) -> str:
        """A picture as large as goes into so much room."""
        size = parted(svg)
        share = min(wide / size["width"], high / size["height"]) * EMU
        self.pictures.append(png_of(svg, PIXELS if wide == TEXT_WIDTH else 2 * PIXELS))
        return PICTURE.format(
            n=len(self.pictures),
            wide=round(size["width"] * share),
            high=round(size["height"] * share),
            alt=escape(alt),
            title=escape(title),
        )

    def section(self, section: Section, depth: int, begins: bool = False) -> list[str]:
        inside = self.place(section.anchor) + self.spoken(section.title)
        style = f"Heading{min(depth, 6)}"
        said = [paragraph(style, inside, self.direction(section.title), begins=begins)]
        for n, block in enumerate(section.blocks):
            leads = n + 1 < len(section.blocks) and not isinstance(section.blocks[n + 1], Paragraph)
            said += self.block(block, leads or (n + 1 == len(section.blocks) and bool(section.sections)))
        for each in section.sections:
            said += self.section(each, depth + 1)
        return said

    def block(self, block: Block, leads: bool) -> list[str]:
        """A block on its own. Where it `leads` to a list, a table or more sections it stays with them."""
        match block:
            case Paragraph():
                style = "SmallPrint" if block.tool else "Normal"
                parts = [part for part in block.text.split("\n\n") if part.strip()]
                return [
                    paragraph(style, self.linked(part), self.direction(part), keep=leads) for part in parts
                ]
            case Listing():
                return self.listing(block)
            case Table():
                return self.table(block)
            case Chart():
                return self.chart(block)
        raise TypeError(f"Word has no way to write {type(block).__name__}.")

    def caption(self, kind: str, label: str, text: str, keep: bool) -> str:
        self.counted[kind] += 1
        number = field(f"SEQ {kind} \\* ARABIC", str(self.counted[kind]), BOLD)
        inside = run(f"{label} ", BOLD) + number + run("  ") + self.spoken(text)
        return paragraph("Caption", inside, self.direction(text), keep=keep)

    def chart(self, chart: Chart) -> list[str]:
        """A picture with words for those who do not see it, its caption beneath."""
        picture = self.picture(chart_svg(chart), chart.caption, chart.alt, TEXT_WIDTH, PAGE_HEIGHT)
        return [
            paragraph("Normal", picture, self.report.direction, keep=True),
            self.caption("Figure", _("Figure"), chart.caption, keep=False),
        ]

    def listing(self, listing: Listing) -> list[str]:
        numbered = ""
        if listing.ordered:
            self.orders += 1
            number = 2 + self.orders
            numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        style = "ListNumber" if listing.ordered else "ListBullet"
        return [line for item in listing.items for line in self.item(item, style, numbered, 1)]

    def item(self, item: Item, style: str, numbered: str, depth: int) -> list[str]:
        """Words in a list and what is known of them, on a line of its own where they run the other way;
        those beneath it follow, set in.
        """
        inside = [self.place(item.anchor) if item.anchor else ""]
        if item.label:
            inside += [self.spoken(f"{item.label}:", styled("Label")), run(" ")]
        inside += [self.spoken(item.text, known=item.language), self.footnote(item.footnote)]
        along = self.direction(item.text) == self.report.direction
        if item.facts and along:
            inside += [run("   "), self.facts(item)]
        keep = bool(item.facts) and not along
        said = [paragraph(style, "".join(inside), self.direction(item.text), keep=keep, numbered=numbered)]
        if keep:
            said.append(paragraph("SmallPrint", self.facts(item), self.report.direction, at_end=True))
        under = f"ListBullet{min(depth + 1, 3)}"
        for each in item.items:
            said += self.item(each, under, "", depth + 1)
        return said

    def facts(self, item: Item) -> str:
        """What is known of words, one after the other as our own words run, whichever way a name does."""
        own, facts = own_place(item.facts, item.anchor)
        known = [self.linked(fact, FACTS) for fact in facts] + ([run(own, FACTS)] if own else [])
        mixed = any(self.direction(fact) != self.report.direction for fact in facts)
        mark = MARKS[self.report.direction] if mixed else ""
        return run(mark) + run(f"{mark} · {mark}", FACTS).join(known)

    # ---- Tables

    def table(self, table: Table) -> list[str]:
        widths = widths_of(table, self.said)
        turned = "<w:bidiVisual/>" if self.report.direction == "rtl" else ""
        look = 'w:firstRow="1" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"'
        last = "1" if table.total else "0"
        caption = escape(table.caption)
        head = "".join(
            cell(width, self.head(column)) for width, column in zip(widths, table.columns, strict=True)
        )
        rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
        held = len(table.rows) <= SHORT_TABLE
        # A long one is parted, but no row of it is left alone.
        last_row = len(table.rows) - (0 if table.total else 1)
        rows += [
            self.row(row, table.columns, widths, keep=n < last_row and (held or n in {0, last_row - 1}))
            for n, row in enumerate(table.rows)
        ]
        if table.total:
            rows.append(self.row(table.total, table.columns, widths, BOLD))
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return [
            self.caption("Table", _("Table"), table.caption, keep=True),
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Report"/>{turned}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0620" {look} w:lastRow="{last}"/>'
            f'<w:tblCaption w:val="{caption}"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>",
            paragraph("SmallPrint", ""),
        ]

    def head(self, column: Column) -> str:
        style = "TableHeadNumber" if column.is_number else "TableHead"
        return paragraph(style, self.spoken(column.title), self.direction(column.title), keep=True)

    def row(
        self, row: Row, columns: list[Column], widths: list[int], manner: str = "", keep: bool = False
    ) -> str:
        """A row that no page parts. `keep`: the next one stands on the same page."""
        words = next((n for n, column in enumerate(columns) if not column.is_number), 0)
        cells = []
        for n, (value, column, width) in enumerate(zip(row.cells, columns, widths, strict=True)):
            text = self.said(value)
            inside = self.place(row.anchor) if n == 0 and row.anchor else ""
            inside += self.linked(text, manner) + (self.footnote(row.footnote) if n == words else "")
            style = "TableNumber" if column.is_number else "TableText"
            cells.append(cell(width, paragraph(style, inside, self.direction(text), keep=keep)))
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def cell(width: int, inside: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def widths_of(table: Table, said: Callable[[str | int | float | None], str]) -> list[int]:
    """Columns of numbers and of short words are as wide as those; the others share what is left."""
    widths, shares = [], []
    for n, column in enumerate(table.columns):
        cells = max((len(said(row.cells[n])) for row in table.rows), default=0)
        longest = max(cells, len(column.title))
        if column.is_number:
            word = max(len(word) for word in column.title.split(" "))
            longest = max(cells, word, longest * 3 // 5)
        is_short = column.is_number or longest <= SHORT
        widths.append(longest * LETTER + PADDING if is_short else 0)
        shares.append(0 if is_short else min(max(longest, LONG[0]), LONG[1]))
    left = max(TEXT_WIDTH - sum(widths), 0)
    return [width or max(round(left * shares[n] / sum(shares)), 600) for n, width in enumerate(widths)]


PICTURE = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
    '<wp:docPr id="{n}" name="Figure {n}" descr="{alt}" title="{title}"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
    '<pic:cNvPr id="{n}" name="figure{n}.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip r:embed="picture{n}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
    "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def document_xml(body: Body) -> str:
    """The main part: what is on the pages, and how big they are."""
    report = body.report
    turned = report.direction == "rtl"
    left, right = (OUTER, MARGIN) if turned else (MARGIN, OUTER)
    side = "right" if turned else "left"
    ends = "".join(f'<w:{end}Reference w:type="default" r:id="{end}"/>' for end in ("header", "footer"))
    around = 'w:top="1474" w:bottom="1474" w:header="794" w:footer="794" w:gutter="0"'
    bidi = "<w:bidi/>" if turned else ""
    page = (
        f'<w:sectPr>{ends}<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"/>'
        f'<w:pgMar w:right="{right}" w:left="{left}" {around}/><w:pgBorders w:offsetFrom="text">'
        f'<w:{side} w:val="single" w:sz="6" w:space="12" w:color="{RUBRIC}"/></w:pgBorders>'
        f"<w:titlePg/>{bidi}</w:sectPr>"
    )
    if body.last:
        wide, high = (PAGE_HEIGHT, PAGE_WIDTH) if body.is_wide else (PAGE_WIDTH, PAGE_HEIGHT)
        lies = ' w:orient="landscape"' if body.is_wide else ""
        last = (
            f'<w:sectPr>{ends}<w:pgSz w:w="{wide}" w:h="{high}"{lies}/>'
            f'<w:pgMar w:right="{OUTER}" w:left="{OUTER}" {around}/>{bidi}</w:sectPr>'
        )
        page = f"<w:p><w:pPr>{page}</w:pPr></w:p>{body.last}{last}"
    return f"<w:document {NAMESPACES}><w:body>{body.xml}{page}</w:body></w:document>"


def header_xml(body: Body) -> str:
    title = body.report.title.replace("\n", " ")
    inside = paragraph("Header", body.spoken(title), body.direction(title))
    return f"<w:hdr {NAMESPACES}>{inside}</w:hdr>"


def footer_xml(body: Body) -> str:
    """For whom this is, and which page of how many."""
    readers = body.spoken(readers_of(body.report.level)) + run("\t")
    inside = readers + field("PAGE", "1") + run(" / ") + field("NUMPAGES", "1")
    return f"<w:ftr {NAMESPACES}>{paragraph('Footer', inside, body.report.direction)}</w:ftr>"


def footnotes_xml(body: Body) -> str:
    lines = (("separator", -1, "separator"), ("continuationSeparator", 0, "continuationSeparator"))
    said = [
        f'<w:footnote w:type="{kind}" w:id="{id}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
        for kind, id, mark in lines
    ]
    said += [f'<w:footnote w:id="{n}">{inside}</w:footnote>' for n, inside in enumerate(body.footnotes, 1)]
    return f"<w:footnotes {NAMESPACES}>{''.join(said)}</w:footnotes>"


OFFICE = "http://schemas.openxmlformats.org"
NAMESPACES = (
    f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:r="{OFFICE}/officeDocument/2006/relationships" '
    f'xmlns:wp="{OFFICE}/drawingml/2006/wordprocessingDrawing" xmlns:a="{OFFICE}/drawingml/2006/main" '
    f'xmlns:pic="{OFFICE}/drawingml/2006/picture"'
)
