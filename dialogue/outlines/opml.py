"""OPML, as outliners and mind maps write it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from dialogue.exports.opml import NAMESPACE
from dialogue.exports.outline import Outline
from dialogue.outlines.limits import Counter, with_one_root
from dialogue.outlines.words import kind_of, number_in
from dialogue.outlines.xml_nodes import read_xml


def read_opml(content: bytes) -> Outline:
    """The outline of an OPML file. A line without words counts as not there."""
    root = read_xml(content, "opml")
    counter = Counter()
    body = root.find("body")
    roots = [] if body is None else read_lines(body, counter, 1)
    return with_one_root(roots, root.findtext("head/title") or "")


def read_lines(parent: Element, counter: Counter, depth: int) -> list[Outline]:
    found: list[Outline] = []
    for element in parent.findall("outline"):
        counter.one_more(depth)
        children = read_lines(element, counter, depth + 1)
        text = element.get("text") or element.get("title") or ""
        if text.strip():
            kind = kind_of(element.get(f"{{{NAMESPACE}}}kind", ""))
            seq = number_in(element.get(f"{{{NAMESPACE}}}id", ""))
            found.append(
                Outline(
                    text,
                    kind,
                    seq,
                    children,
                    element.get("_note", ""),
                )
            )
        else:
            found += children
    return found
