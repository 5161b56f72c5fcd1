"""An outline as a FreeMind map (.mm), which Freeplane and most mind maps open.

A node's ID says what it is and where it stands in the record: `note_63`. A cluster hangs on every
question that has notes in it, so its ID names that too.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from dialogue.exports.outline import Outline
from dialogue.exports.xml_text import legal, xml_of


def mm_of(outline: Outline) -> bytes:
    """The outline as a map, with about as much on its left as on its right."""
    root = Element("map", version="1.0.1")
    theme = add(root, outline)
    sizes = [sum(1 for _ in branch.walk()) for branch in outline.children]
    for n, node in enumerate(theme.findall("node")):
        node.set("POSITION", "right" if sum(sizes[:n]) < sum(sizes) / 2 else "left")
    return xml_of(root)


def add(parent: Element, outline: Outline, question: int = 0) -> Element:
    node = SubElement(parent, "node", TEXT=legal(outline.text))
    if outline.kind:
        node.set("ID", id_of(outline, question))
    if outline.note:
        add_note(node, outline.note)
    for child in outline.children:
        add(node, child, outline.seq if outline.kind == "question" else question)
    return node


def id_of(outline: Outline, question: int) -> str:
    place = f"_in_{question}" if outline.kind == "cluster" else ""
    return f"{outline.kind}_{outline.seq}{place}"


def add_note(node: Element, text: str) -> None:
    """Words beside a node; FreeMind keeps them as a page of HTML."""
    page = SubElement(SubElement(node, "richcontent", TYPE="NOTE"), "html")
    SubElement(page, "head")
    body = SubElement(page, "body")
    for line in legal(text).split("\n"):
        SubElement(body, "p").text = line
