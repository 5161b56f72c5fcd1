"""Maps of FreeMind and Freeplane (.mm)."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from dialogue.exports.outline import Outline
from dialogue.outlines.limits import Counter, with_one_root
from dialogue.outlines.words import kind_of
from dialogue.outlines.xml_nodes import read_xml

# How our own maps say what a node is.
OURS = re.compile(r"(theme|question|cluster|note)_(\d{1,9})(?:_in_\d+)?$")
BREAKS = {"p", "br", "li", "div", "tr"}
UNSEEN = {"head", "style", "title", "script"}


def read_mm(content: bytes) -> Outline:
    """The outline of a map: the node in its middle is the theme."""
    root = read_xml(content, "map")
    roots = read_nodes(root, Counter(), 1)
    if len(roots) == 1 and roots[0].children and not roots[0].kind:
        roots[0].kind = "theme"
    return with_one_root(roots)


def read_nodes(parent: Element, counter: Counter, depth: int) -> list[Outline]:
    found: list[Outline] = []
    for element in parent.findall("node"):
        counter.one_more(depth)
        children = read_nodes(element, counter, depth + 1)
        text = words_of(element, "NODE") or plain(element.get("TEXT", ""))
        if not text.strip():
            found += children
            continue
        ours = OURS.match(element.get("ID", ""))
        kind = kind_of(ours[1] if ours else "")
        seq = int(ours[2]) if ours else 0
        found.append(Outline(text, kind, seq, children, words_of(element, "NOTE")))
    return found


def words_of(node: Element, kind: str) -> str:
    """The words of a page of HTML that a node keeps as its text or beside it."""
    for page in node.findall("richcontent"):
        if page.get("TYPE", "").upper() == kind:
            return "\n".join(line for each in words_in(page).split("\n") if (line := " ".join(each.split())))
    return ""


def words_in(page: Element) -> str:
    """All words of a page, with a line break before each paragraph. However deep it is, it is read
    in one loop.
    """
    parts: list[str] = []
    waiting: list[Element | str] = [page]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            parts.append(each)
        elif each.tag not in UNSEEN:
            parts.append("\n" if each.tag in BREAKS else "")
            inside = [(child, one_line(child.tail)) for child in each]
            waiting += [piece for child, tail in reversed(inside) for piece in (tail, child)]
            waiting.append(one_line(each.text))
    return "".join(parts)


def one_line(text: str | None) -> str:
    """In a page of HTML a line break is a space."""
    return (text or "").replace("\n", " ")


def plain(text: str) -> str:
    """A text; what an old FreeMind wrote as HTML inside an attribute, without its tags."""
    if not text.lstrip().casefold().startswith("<html"):
        return text
    return " ".join(html.unescape(re.sub("<[^<>]*>", " ", text)).split())
