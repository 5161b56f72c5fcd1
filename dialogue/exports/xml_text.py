"""What XML can hold of a text, and one way to write XML down."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, indent, tostring

# XML 1.0 can hold no other character, whichever way it is written.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """A text without the characters that XML forbids; they cannot be seen either."""
    return FORBIDDEN.sub("", text)


def xml_of(root: Element) -> bytes:
    """A document in UTF-8, an element a line. Line breaks in attributes stay what they are."""
    indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8") + b"\n"
