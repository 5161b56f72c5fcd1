"""The map as a picture (SVG) that needs nothing beside itself, and in which text stays text.

Every note is on it whole; as its title it stands there once more in one piece, so that it can be
searched. Sectors differ by shape and letter as well as by colour, so it can be printed in grey.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape

import msgspec
from flask_babel import get_locale
from flask_babel import gettext as _

from dialogue.exports.document import ClusterNotes, Minutes, NoteLine, QuestionNotes
from dialogue.exports.map_layout import LEADING, NOTE, WIDTHS, Branch, Layout, Text, layout_of
from dialogue.exports.phrases import said_with
from dialogue.exports.wrapping import width_of
from dialogue.exports.xml_text import legal

VOICE = "'Iowan Old Style','Palatino Linotype',Palatino,P052,'Noto Serif',Georgia,serif"
TOOL = "system-ui,'Segoe UI',Roboto,'Noto Sans','Noto Naskh Arabic',sans-serif"
DESK, INK, QUIET, EDGE, RUBRIC = "#fdfdfb", "#1b1a17", "#4d4b44", "#807d72", "#b32d16"
SECTORS = ["#23568f", "#7d5600", "#1a6656", "#7a3a83", "#586009", "#535864"]
# Around 0 0 and about 1 high: square, triangle, circle, diamond, cross, bars.
MARKS = [
    "M-.5-.5h1v1h-1z",
    "M0-.55l.56 1.05h-1.12z",
    "M-.5 0a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0z",
    "M0-.6l.6.6l-.6.6l-.6-.6z",
    "M-.17-.5h.34v.33h.33v.34h-.33v.33h-.34v-.33h-.33v-.34h.33z",
    "M-.5-.46h1v.36h-1zM-.5.1h1v.36h-1z",
]
MARGIN = 40.0
HEAD = 96.0
LARGER, MOST_DOTS = 1.5, 25_000_000
MOST_LEGIBLE = 1_000
SPARE = 1.06
"""Letters may be wider than they were thought to be."""

STYLES = {
    "theme": f'font-family="{VOICE}" font-weight="600" fill="#fdfdfb"',
    "question": f'font-family="{VOICE}" font-weight="600" fill="{INK}"',
    "cluster": f'font-family="{VOICE}" font-weight="600" fill="{INK}"',
    "ungrouped": f'font-family="{TOOL}" fill="{QUIET}"',
    "note": f'font-family="{VOICE}" fill="{INK}"',
    "erased": f'font-family="{TOOL}" font-style="italic" fill="{QUIET}"',
    "tool": f'font-family="{TOOL}" fill="{QUIET}"',
}
LINES = {"stem": (INK, 2.5), "branch": (QUIET, 1.5), "twig": (EDGE, 1.2)}


def map_svg_of(minutes: Minutes, sectors: Sequence[str] = ()) -> str:
    """The map of the minutes. `sectors` are all there were to choose from, in their order, so that
    each has the mark it had in the workshop.
    """
    is_mirrored = is_right_to_left()
    layout = layout_of(minutes, is_mirrored)
    marks = Marks(sectors or [each.sector for each in minutes.sectors], minutes)
    left, right = (layout.reach[side] * SPARE + MARGIN for side in (-1, 1))
    label = _("Map of %(notes)s", notes=said_with(minutes.numbers.notes, minutes.numbers.seeded))
    head = list(header(minutes.title, label, marks, is_mirrored))
    width = max(left + right, 2 * MARGIN + min(width_of(minutes.title, 24), 900))
    height = HEAD + layout.height + MARGIN
    view = f"{rounded(-left)} 0 {rounded(width)} {rounded(height)}"
    start = -left + (width - MARGIN if is_mirrored else MARGIN)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{rounded(width)}" ',
            f'height="{rounded(height)}" role="img" lang="{language()}">\n',
            f"<title>{words(minutes.title)}</title>\n<desc>{words(label)}</desc>\n",
            f'<rect x="{rounded(-left)}" y="0" width="{rounded(width)}" height="{rounded(height)}" ',
            f'fill="{DESK}"/>\n',
            f'<g transform="translate({rounded(start)} 0)">{"".join(head)}</g>\n',
            f'<g transform="translate(0 {rounded(HEAD)})">\n',
            *drawn(layout, marks),
            "</g>\n</svg>\n",
        ]
    )


def map_png_of(minutes: Minutes, sectors: Sequence[str] = ()) -> bytes:
    """The same as PNG, larger than it is, as far as memory goes. Of more notes than can be read on a
    picture it shows how many lie where, and the SVG has the words.
    """
    from dialogue.exports.pictures import png_of

    svg = map_svg_of(folded(minutes) if len(minutes.notes()) > MOST_LEGIBLE else minutes, sectors)
    width, height = (float(each) for each in re.findall(r' (?:width|height)="([\d.]+)"', svg)[:2])
    return png_of(svg, int(min(width * LARGER, math.sqrt(MOST_DOTS * width / height))))


def folded(minutes: Minutes) -> Minutes:
    """The minutes with a number in the place of the notes of each cluster."""

    def question(found: QuestionNotes) -> QuestionNotes:
        places = [*found.clusters, ClusterNotes(0, _("Not grouped"), found.ungrouped)]
        clusters = [
            ClusterNotes(place.cluster, f"{place.title} ({size_of(place.notes)})")
            for place in places
            if place.notes
        ]
        return msgspec.structs.replace(found, clusters=clusters, ungrouped=[])

    boards = [
        msgspec.structs.replace(board, questions=list(map(question, board.questions)))
        for board in minutes.boards
    ]
    return msgspec.structs.replace(minutes, boards=boards)


def size_of(notes: Sequence[NoteLine]) -> int:
    return sum(1 + len(note.built) for note in notes)


def drawn(layout: Layout, marks: Marks) -> Iterator[str]:
    yield from (curve(branch) for branch in layout.branches)
    for text in layout.texts:
        yield theme(text) if text.role == "theme" else block(text, marks)


# ---- Words


def block(text: Text, marks: Marks) -> str:
    """Words of a side with their title, and of a note also where it comes from."""
    name = f' id="note-{text.about.note}"' if text.about else ""
    role = "erased" if text.about and text.about.erased else text.role
    mark = marks.beside(text) if text.about else ""
    title = f"<title>{words(text.words)}</title>" if text.words else ""
    language = f' lang="{text.about.language}"' if text.about and text.about.language else ""
    return f"<g{name}{language}>{title}{mark}{spelled(text, role, *anchored(text))}</g>\n"


def anchored(text: Text) -> tuple[float, str]:
    """Where the lines of a block begin, and how: words are read from their own side, and lie close
    to the line that leads to them.
    """
    is_turned = is_read_from_right(text.words)
    if text.side > 0:
        return (text.out + text.width, TURNED) if is_turned else (text.out, "")
    return (-text.out, TURNED) if is_turned else (-text.out, ' text-anchor="end"')


TURNED = ' direction="rtl" text-anchor="start"'


def spelled(text: Text, role: str, x: float, manner: str) -> str:
    first = text.top + text.size
    step = text.size * LEADING
    lines = "".join(
        f'<tspan x="{rounded(x)}" y="{rounded(first + n * step)}">{words(line)}</tspan>'
        for n, line in enumerate(text.lines)
    )
    return f'<text font-size="{rounded(text.size)}" {STYLES[role]}{manner}>{lines}</text>'


def theme(text: Text) -> str:
    """What it is all about, light on dark in the middle."""
    width, height = WIDTHS["theme"], text.height + 24
    box = f'<rect x="{-width / 2}" y="{rounded(text.top - 12)}" width="{width}" height="{rounded(height)}"'
    turned = ' direction="rtl"' if is_read_from_right(text.words) else ""
    said = spelled(text, "theme", 0, f' text-anchor="middle"{turned}')
    return f'<g>{box} rx="3" fill="{INK}"/>{said}</g>\n'


def header(title: str, label: str, marks: Marks, is_mirrored: bool) -> Iterator[str]:
    """Title, number of notes and what the marks mean, from the side where reading begins."""
    sign = -1 if is_mirrored else 1
    for y, size, said, role in ((40, 24, title, "question"), (64, 15, label, "tool")):
        turned = is_read_from_right(said)
        anchor = "end" if turned != is_mirrored else "start"
        direction = ' direction="rtl"' if turned else ""
        yield (
            f'<text x="0" y="{y}" font-size="{size}" {STYLES[role]} text-anchor="{anchor}"{direction}>'
            f"{words(said)}</text>"
        )
    x = 0.0
    for sector, place in marks.places.items():
        turned = is_read_from_right(sector)
        anchor = "end" if turned != is_mirrored else "start"
        direction = ' direction="rtl"' if turned else ""
        yield marks.drawn(place, sign * (x + 7), 84)
        yield (
            f'<text x="{rounded(sign * (x + 20))}" y="89" font-size="14" {STYLES["tool"]} '
            f'text-anchor="{anchor}"{direction}>{words(f"{marks.letters[sector]}  {sector}")}</text>'
        )
        x += 20 + width_of(f"{marks.letters[sector]}  {sector}", 14) * SPARE + 24


def is_read_from_right(text: str) -> bool:
    """Is the first letter that has a direction one of a script that is written from the right?"""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each != "L" for each in directions if each in ("L", "R", "AL")), False)


def words(text: str) -> str:
    return escape(legal(text), quote=False)


# ---- Where people stand


class Marks:
    """The mark of each sector that stands beside a note: a shape with a colour, and a letter."""

    def __init__(self, sectors: Sequence[str], minutes: Minutes) -> None:
        there = {note.sector for note in minutes.notes()} - {""}
        order = [*sectors, *sorted(there - set(sectors))]
        self.places = {sector: n for n, sector in enumerate(order) if sector in there}
        firsts = [sector[:1].upper() for sector in self.places]
        is_plain = len(set(firsts)) == len(firsts)
        numbered = [chr(ord("A") + n % 26) for n in range(len(firsts))]
        self.letters = dict(zip(self.places, firsts if is_plain else numbered, strict=True))

    def beside(self, text: Text) -> str:
        """What stands between a note and the line that leads to it."""
        sector = text.about.sector if text.about else ""
        y = text.top + NOTE * LEADING / 2
        x = text.side * (text.out - 23)
        if sector not in self.places:
            return f'<circle cx="{rounded(x)}" cy="{rounded(y)}" r="3" fill="none" stroke="{EDGE}"/>'
        letter = words(self.letters[sector])
        at = f'x="{rounded(text.side * (text.out - 9))}" y="{rounded(y + 4)}"'
        return (
            f"{self.drawn(self.places[sector], x, y)}"
            f'<text {at} font-size="11" text-anchor="middle" {STYLES["tool"]}>{letter}</text>'
        )

    def drawn(self, place: int, x: float, y: float) -> str:
        n = place % len(MARKS)
        place_of = f'transform="translate({rounded(x)} {rounded(y)}) scale(11)"'
        return f'<path d="{MARKS[n]}" fill="{SECTORS[n]}" {place_of}/>'


# ---- Lines


def curve(branch: Branch) -> str:
    """An even bend from one place to another."""
    (x, y), (end_x, end_y) = branch.begin, branch.end
    colour, width = LINES[branch.role]
    x, end_x = branch.side * x, branch.side * end_x
    bend, begin, end = (rounded(each) for each in ((x + end_x) / 2, y, end_y))
    path = f"M{rounded(x)} {begin}C{bend} {begin} {bend} {end} {rounded(end_x)} {end}"
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>\n'


def rounded(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def is_right_to_left() -> bool:
    locale = get_locale()
    return locale is not None and locale.text_direction == "rtl"


def language() -> str:
    return str(get_locale() or "en").replace("_", "-")
