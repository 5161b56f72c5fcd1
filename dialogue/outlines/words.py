"""Files as words."""

from __future__ import annotations

from io import BytesIO
from typing import cast, get_args
from zipfile import ZipFile

from dialogue.exports.outline import Kind
from dialogue.kernel import Refused
from dialogue.outlines.limits import LARGEST
from dialogue.zips import DAMAGED, ensure_known

MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def decoded(content: bytes) -> str:
    """The text of a file, with plain line breaks. Refuses what is not text in Unicode."""
    try:
        text = content.decode(MARKS.get(content[:2], "utf-8-sig"))
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Refused(
            "This file cannot be read as text. Save it as text in UTF-8, or as OPML.",
            "unreadable-file",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def notes_in_zip(content: bytes) -> bytes:
    """The table of notes in a zip of tables, as this server writes it."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            ensure_known(archive.infolist())
            with archive.open("notes.csv") as table:
                found = table.read(LARGEST + 1)
    except DAMAGED:
        raise Refused(
            "There is no table of notes in this file. Save your spreadsheet as CSV first.", "unreadable-file"
        ) from None
    if len(found) > LARGEST:
        raise Refused(
            "This file is larger than {most} MB. Remove its pictures, or use only a part of it.",
            "too-large",
            most=LARGEST // 1_000_000,
        )
    return found


def kind_of(name: str) -> Kind:
    """What a file says a thing is, if that is anything known."""
    return cast("Kind", name) if name in get_args(Kind) else ""


def number_in(text: str) -> int:
    """The number that a thing had where it was written; 0 where it had none that can be meant."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
