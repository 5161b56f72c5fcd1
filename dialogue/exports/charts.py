"""Charts as SVG: calm, in one colour, with every number printed, and told apart without colour.

A picture is 640 units wide for 16 cm of paper, so letters of 14 units are ten points high. Nothing in
it has an id, so any number of pictures may stand in one page. A page may colour what has a class.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from flask_babel import gettext as _

from dialogue.exports.blocks import Chart
from dialogue.exports.wrapping import width_of, wrapped

WIDTH = 640
SIZE = 14
LINE = 18
INK, PAPER = "#1b1a17", "#ffffff"
FAMILY = "'Noto Sans', system-ui, 'Segoe UI', Roboto, sans-serif"

LABELS = 232
BAR = 20
GAP = 14
NUMBERS = 52
COLUMNS = 120
# A page is seen in other fonts too where ours are missing, and most of them are wider.
SPARE = 1.1


def chart_svg(chart: Chart) -> str:
    """A chart as an SVG that needs nothing beside itself."""
    draw = {"bars": bars, "stacked": stacked, "columns": columns}[chart.kind]
    shapes, height = draw(chart)
    n = _("n = %(count)s", count=chart.counted or chart.n)
    foot = text(WIDTH, height + LINE, n, anchor="end", kind="small")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {WIDTH} '
        f'{number(height + LINE + 6)}" width="{WIDTH}" height="{number(height + LINE + 6)}" '
        f'direction="ltr" font-family="{FAMILY}" font-size="{SIZE}">'
        f"<title>{escape(chart.caption)}</title><desc>{escape(chart.alt)}</desc>"
        f"{''.join(shapes)}{foot}</svg>"
    )


# ---- The kinds of charts


def bars(chart: Chart) -> tuple[list[str], float]:
    """One bar that lies beside each label, its number at its end."""
    values = chart.series[0].values
    most = max([value for value in values if value is not None], default=0) or 1
    start = start_of(chart)
    room = WIDTH - start - room_for(values)
    shapes: list[str] = []
    top = 0.0
    for label, value in zip(chart.labels, values, strict=True):
        row, middle, height = labelled(label, start, top)
        shapes += row
        length = room * (value or 0) / most
        shapes += filled(0, start, middle - BAR / 2, length, BAR)
        shapes.append(text(start + length + 6, middle + SIZE * 0.36, said(value), kind="value"))
        top += height + GAP
    shapes.append(line(start, 0, start, top - GAP))
    return shapes, top - GAP


def stacked(chart: Chart) -> tuple[list[str], float]:
    """One bar beside each label, made of a part for each series; what the parts mean is above."""
    start = start_of(chart)
    shapes, top = legend(chart, start)
    totals = [sum(series.values[n] or 0 for series in chart.series) for n in range(len(chart.labels))]
    most = max(totals, default=0) or 1
    room = WIDTH - start - room_for(totals)
    begin = top
    for n, label in enumerate(chart.labels):
        row, middle, height = labelled(label, start, top)
        shapes += row
        left = start
        for place, series in enumerate(chart.series):
            length = room * (series.values[n] or 0) / most
            shapes += filled(place, left, middle - BAR / 2, length, BAR)
            if series.values[n] and length >= 16:
                shapes += on_paper(left + length / 2, middle, said(series.values[n]))
            left += length
        shapes.append(text(left + 6, middle + SIZE * 0.36, said(totals[n]), kind="value"))
        top += height + GAP
    shapes.append(line(start, begin, start, top - GAP))
    return shapes, top - GAP


def columns(chart: Chart) -> tuple[list[str], float]:
    """One column that stands on each label, its number on its head."""
    values = chart.series[0].values
    most = max([value for value in values if value is not None], default=0) or 1
    share = WIDTH / max(len(values), 1)
    wide = min(share - 6, 56)
    floor = float(COLUMNS + LINE)
    shapes: list[str] = []
    for n, value in enumerate(values):
        middle = share * (n + 0.5)
        height = COLUMNS * (value or 0) / most
        shapes += filled(0, middle - wide / 2, floor - height, wide, height)
        at = within(middle, width_at(said(value)) / 2)
        shapes.append(text(at, floor - height - 5, said(value), anchor="middle", kind="value"))
    shapes.append(line(0, floor, WIDTH, floor))
    under, deep = column_labels(chart.labels, share, floor)
    return [*shapes, *under], floor + deep


def column_labels(labels: list[str], share: float, floor: float) -> tuple[list[str], float]:
    """As many labels as stand beside each other, the first of them always; and how deep they are."""
    room = min(max((width_at(label) for label in labels), default=0), WIDTH / 6) + 8
    every = next((step for step in range(1, len(labels)) if room <= share * step), max(len(labels), 1))
    shapes: list[str] = []
    deepest = 1
    for n, label in list(enumerate(labels))[::every]:
        words = wrapped(label, room / SPARE, SIZE, 2)
        deepest = max(deepest, len(words))
        middle = within(share * (n + 0.5), max(width_at(part) for part in words) / 2)
        for row, part in enumerate(words):
            shapes.append(text(middle, floor + LINE * (row + 1), part, anchor="middle"))
    return shapes, LINE * deepest


# ---- What charts are made of


def start_of(chart: Chart) -> float:
    """Where bars begin: behind the widest label, as far as there is room for it."""
    widest = max((width_at(label) for label in chart.labels), default=0)
    return min(max(widest + 14, 60), LABELS)


def room_for(values: Sequence[float | None]) -> float:
    """How much is left for the numbers at the ends of bars."""
    return max([NUMBERS, *(width_at(said(value)) + 10 for value in values)])


def width_at(words: str) -> float:
    """How wide words are here at most, whatever they are set in."""
    return width_of(words, SIZE) * SPARE


def within(middle: float, half: float) -> float:
    """The middle of something that wide, moved as far as it takes to lie on the picture."""
    return min(max(middle, half), WIDTH - half)


def labelled(label: str, start: float, top: float) -> tuple[list[str], float, float]:
    """A label on up to three lines; the middle of its row, and how high it is."""
    words = wrapped(label, (start - 12) / SPARE, SIZE, 3)
    height = max(BAR, LINE * len(words))
    middle = top + height / 2
    first = middle - LINE * (len(words) - 1) / 2 + SIZE * 0.36
    shapes = [text(start - 10, first + LINE * n, part, anchor="end") for n, part in enumerate(words)]
    return shapes, middle, height


def legend(chart: Chart, start: float) -> tuple[list[str], float]:
    """Which part is which, by its filling."""
    shapes: list[str] = []
    left, top = start, 0.0
    for place, series in enumerate(chart.series):
        title = wrapped(series.title, (WIDTH - start - 20) / SPARE, SIZE, 1)[0]
        wide = 20 + width_at(title) + 18
        if left + wide - 18 > WIDTH and left > start:
            left, top = start, top + LINE
        shapes += filled(place, left, top + 2, 13, 13)
        shapes.append(text(left + 19, top + 13.5, title))
        left += wide
    return shapes, top + LINE + GAP


def filled(place: int, left: float, top: float, wide: float, high: float) -> list[str]:
    """A bar: full, empty, hatched or dotted by its place, so that grey paper tells them apart."""
    if wide <= 0 or high <= 0:
        return []
    kind = place % 4
    box = (
        f'x="{number(left)}" y="{number(top)}" width="{number(wide)}" height="{number(high)}" '
        f'stroke="{INK}" stroke-width="1"'
    )
    if kind == 0:
        return [f'<rect class="bar" {box} fill="{INK}" fill-opacity=".72"/>']
    empty = f'<rect class="bar-empty" {box} fill="{PAPER}"/>'
    if kind == 1:
        return [empty]
    marks = hatched(left, top, wide, high) if kind == 2 else dotted(left, top, wide, high)
    return [empty, *marks]


def hatched(left: float, top: float, wide: float, high: float, step: float = 6) -> list[str]:
    """Slanting lines that end where the bar does."""
    path = []
    at = step
    while at < wide + high:
        x1, y1 = left + min(at, wide), top + max(0.0, at - wide)
        x2, y2 = left + max(0.0, at - high), top + min(at, high)
        path.append(f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}")
        at += step
    return [f'<path class="marks" d="{"".join(path)}" stroke="{INK}" fill="none"/>'] if path else []


def dotted(left: float, top: float, wide: float, high: float, step: float = 5) -> list[str]:
    """Dots in rows, all of them within the bar."""
    path = []
    for row in range(1, int(high // step) + 1):
        for place in range(1, int(wide // step) + 1):
            x, y = left + place * step - step / 2, top + row * step - step / 2
            path.append(f"M{number(x - 0.8)} {number(y)}h1.6")
    return [f'<path class="marks" d="{"".join(path)}" stroke="{INK}" stroke-width="1.6"/>'] if path else []


def on_paper(middle: float, y: float, words: str) -> Iterator[str]:
    """A number on a bar, on a piece of paper of its own, so that no filling hides it."""
    wide = width_of(words, SIZE) + 6
    yield (
        f'<rect class="plate" x="{number(middle - wide / 2)}" y="{number(y - 8)}" width="{number(wide)}" '
        f'height="16" fill="{PAPER}"/>'
    )
    yield text(middle, y + SIZE * 0.36, words, anchor="middle", kind="value")


def text(x: float, y: float, words: str, anchor: str = "start", kind: str = "label") -> str:
    placed = f'x="{number(x)}" y="{number(y)}" text-anchor="{anchor}" class="{kind}" fill="{INK}"'
    return f"<text {placed}>{escape(words)}</text>"


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f'<line class="axis" {ends} stroke="{INK}"/>'


def said(value: float | None) -> str:
    """A number as it is printed; a dash where it is not told."""
    return "–" if value is None else number(value)


def number(value: float) -> str:
    """A number as short as it goes."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
