"""XML from elsewhere, read with nothing in it expanded, fetched or followed."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dialogue.kernel import Refused


def read_xml(content: bytes, root: str) -> Element:
    """The root of a document. Refuses entities and whatever is not well-formed or another document."""
    try:
        # Mind maps keep pages of HTML, and some write its one entity that XML does not know.
        found: Element = fromstring(content.strip().replace(b"&nbsp;", b"&#160;"))
    except DefusedXmlException:
        raise Refused(
            "This file defines XML entities. They can do harm. Save the file again without them.",
            "unsafe-file",
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(
            "This file cannot be read. Choose another file. Technical detail: {error}",
            "unreadable-file",
            error=error,
        ) from None
    if found.tag != root:
        raise Refused(
            "This file begins with <{tag}>. It is not OPML and not a FreeMind map. Choose another file.",
            "unreadable-file",
            tag=found.tag[:40],
        )
    return found
