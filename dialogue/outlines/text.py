"""Plain text: lines with more or less space in front, lists, and headings as in Markdown."""

from __future__ import annotations

import re
from typing import NamedTuple

from dialogue.exports.outline import Outline
from dialogue.outlines.limits import Counter, with_one_root

TAB = 4
HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
BULLET = re.compile(r"([ \t]*)([-*+•–]|\d{1,2}[.)])[ \t]+(?=\S)")


class Line(NamedTuple):
    """A line that says something. `depth` grows inwards: headings are outside of all other lines."""

    number: int
    depth: int
    words: list[str]
    is_listed: bool

    @property
    def text(self) -> str:
        return "\n".join(self.words)


def read_text(text: str) -> Outline:
    """The outline of a text: a line hangs on the last one above that begins further out.

    Beneath headings a list is notes. A line of a paragraph that goes on, inside a list, belongs to
    the item above.
    """
    counter = Counter()
    roots: list[Outline] = []
    open_: list[tuple[int, Outline]] = []
    lines = lines_of(text)
    has_headings = any(line.depth < 0 for line in lines)
    for line in lines:
        while open_ and open_[-1][0] >= line.depth:
            open_.pop()
        counter.one_more(len(open_) + 1)
        item = Outline(line.text, line=line.number)
        if has_headings and line.depth >= 0:
            item.kind = "note"
        (open_[-1][1].children if open_ else roots).append(item)
        open_.append((line.depth, item))
    return with_one_root(roots)


def lines_of(text: str) -> list[Line]:
    """The lines that say something; those that go on with an item of a list are part of it."""
    found: list[Line] = []
    is_over = True
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            is_over = True
            continue
        heading, bullet = HEADING.match(raw), BULLET.match(raw)
        indent = width_of(raw)
        if heading:
            found.append(Line(number, len(heading[1]) - 10, [unclosed(raw[heading.end() :])], False))
        elif bullet:
            found.append(Line(number, indent, [raw[bullet.end() :].strip()], True))
        elif found and not is_over and found[-1].is_listed and indent > found[-1].depth:
            found[-1].words.append(raw.strip())
        else:
            found.append(Line(number, indent, [raw.strip()], False))
        is_over = False
    return found


def unclosed(heading: str) -> str:
    """A heading without the signs that may close it, as in `# Wells #`."""
    words = heading.rstrip()
    bare = words.rstrip("#")
    return bare.rstrip() if bare.endswith((" ", "\t")) else words


def width_of(line: str) -> int:
    """How far in a line begins."""
    spread = line.expandtabs(TAB)
    return len(spread) - len(spread.lstrip())
