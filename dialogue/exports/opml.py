"""An outline as OPML 2.0, which outliners and most mind maps open.

What a thing is and its place in the record are in a namespace of their own, as OPML asks for. `_note`
is what programs agree on for the words beside a line.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace

from dialogue.exports.outline import Outline
from dialogue.exports.xml_text import legal, xml_of

NAMESPACE = "urn:dialogue:outline"
register_namespace("dialogue", NAMESPACE)


def opml_of(outline: Outline, made: float | None = None) -> bytes:
    """The outline as a document: its theme is the title, and the one line at the top."""
    root = Element("opml", version="2.0")
    head = SubElement(root, "head")
    SubElement(head, "title").text = legal(outline.text)
    if made is not None:
        SubElement(head, "dateCreated").text = format_datetime(datetime.fromtimestamp(made, UTC))
    add(SubElement(root, "body"), outline)
    return xml_of(root)


def add(parent: Element, outline: Outline) -> None:
    line = SubElement(parent, "outline", text=legal(outline.text))
    if outline.note:
        line.set("_note", legal(outline.note))
    if outline.kind:
        line.set(f"{{{NAMESPACE}}}kind", outline.kind)
        line.set(f"{{{NAMESPACE}}}id", str(outline.seq))
    for child in outline.children:
        add(line, child)
