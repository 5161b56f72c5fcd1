"""Outlines that people bring along: mind maps, outliners' files, tables and plain indented text.

Whatever a file holds, reading it costs little, and what it may not hold is said in a sentence.
"""

from __future__ import annotations

from dialogue.exports.outline import Outline
from dialogue.kernel import Refused
from dialogue.outlines.freemind import read_mm
from dialogue.outlines.limits import LARGEST
from dialogue.outlines.opml import read_opml
from dialogue.outlines.plan import Plan, seed_of
from dialogue.outlines.rows import read_csv
from dialogue.outlines.text import read_text
from dialogue.outlines.words import decoded, notes_in_zip

__all__ = ["LARGEST", "Outline", "Plan", "read_outline", "seed_of"]


def read_outline(content: bytes, name: str = "") -> Outline:
    """The outline in a file, by the file's name and where that says nothing by what is in it."""
    if len(content) > LARGEST:
        raise Refused(
            "This file is larger than {most} MB. Remove its pictures, or use only a part of it.",
            "too-large",
            most=LARGEST // 1_000_000,
        )
    if content.startswith(b"PK"):
        return read_csv(decoded(notes_in_zip(content)))
    ending = name.rpartition(".")[2].casefold()
    begin = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:2_000]
    if ending == "opml" or b"<opml" in begin:
        return read_opml(content)
    if ending == "mm" or begin.startswith(b"<map"):
        return read_mm(content)
    if ending in ("csv", "tsv"):
        return read_csv(decoded(content))
    return read_text(decoded(content))
