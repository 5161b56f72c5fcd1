"""Runs and paragraphs of a Word document, as XML. Words come in as they are and leave escaped."""

from __future__ import annotations

import re
from html import escape

from dialogue.exports.paper import REFERENCE, direction_of, language_of
from dialogue.exports.word.scripts import parts_of

RUN_STYLE = re.compile("(<w:rStyle [^>]*>)?(.*)")
BREAKS = re.compile("([\n\t])")
NAME_LENGTH = 40


def bookmark_of(anchor: str) -> str:
    """An anchor as Word names places: letters, digits, low lines, and not many."""
    return re.sub(r"\W", "_", anchor)[:NAME_LENGTH]


def place(anchor: str, number: int) -> str:
    """Where a link can lead."""
    name = bookmark_of(anchor)
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'
        if anchor
        else ""
    )


def run(text: str, properties: str = "") -> str:
    """Words in one manner; their line breaks and tabs stay."""
    if not text:
        return ""
    said = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    parts = (
        said.get(part) or f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>'
        for part in BREAKS.split(text)
        if part
    )
    manner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{manner}{''.join(parts)}</w:r>"


def spoken(text: str, language: str, before: str = "", known: str = "") -> str:
    """Words in their own direction and in fonts that have them, in the voice of their own language where
    they are read aloud: a run for each script. `before` are properties the standard wants first, `known`
    is their language, where somebody said so.
    """
    said = []
    for part in parts_of(text, direction_of(text)):
        own = language_of(part.text, known or language)
        voice = f'<w:lang w:val="{own}" w:bidi="{own}"/>' if own != language else ""
        style, rest = RUN_STYLE.match(before).groups()  # type: ignore[union-attr]
        said.append(run(part.text, (style or "") + part.manner + rest + part.turn + voice))
    return "".join(said)


def linked(text: str, targets: dict[str, str], language: str, before: str = "") -> str:
    """Words of ours: ¶63 in them leads to what stands there."""
    said, end = [], 0
    for found in REFERENCE.finditer(text):
        if found[1] in targets:
            said.append(spoken(text[end : found.start()], language, before))
            said.append(link(found[0], targets[found[1]], before or styled("Hyperlink")))
            end = found.end()
    return "".join([*said, spoken(text[end:], language, before)])


def link(text: str, anchor: str, manner: str = "") -> str:
    """Words that lead to a place in the document."""
    return f'<w:hyperlink w:anchor="{bookmark_of(anchor)}" w:history="1">{run(text, manner)}</w:hyperlink>'


def styled(name: str) -> str:
    return f'<w:rStyle w:val="{name}"/>'


def paragraph(
    style: str,
    inside: str,
    direction: str = "ltr",
    keep: bool = False,
    numbered: str = "",
    begins: bool = False,
    at_end: bool = False,
) -> str:
    """A paragraph in a style. `keep`: never parted from what follows; `begins`: on a new page; `at_end`:
    set against the side where lines end.
    """
    said = [
        f'<w:pStyle w:val="{style}"/>' if style else "",
        "<w:keepNext/>" if keep else "",
        "<w:pageBreakBefore/>" if begins else "",
        numbered,
        "<w:bidi/>" if direction == "rtl" else "",
        '<w:jc w:val="right"/>' if at_end else "",
    ]
    return f"<w:p><w:pPr>{''.join(said)}</w:pPr>{inside}</w:p>"


def field(instruction: str, shown: str, properties: str = "") -> str:
    """Something Word counts by itself, with what it shows until then."""
    return f"{field_begin(instruction)}{run(shown, properties)}{field_mark('end')}"


def field_begin(instruction: str) -> str:
    asked = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return f"{field_mark('begin')}{asked}{field_mark('separate')}"


def field_mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
