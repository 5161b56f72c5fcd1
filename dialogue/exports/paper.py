"""What every report on paper needs: words that can be set, places to point at, numbers as they are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from babel import numbers
from flask_babel import gettext as _

from dialogue.activities.tongues import LANGUAGES
from dialogue.exports.blocks import Listing, Report, Section, Table
from dialogue.exports.document import Level

AUTHOR = "Dialogue"

# Signs that neither XML nor PDF takes: control characters, halves of a pair, and what is no character.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
PLACE = re.compile(r"[a-z-]+?-(\d+)(?:-\d+)?")
REFERENCE = re.compile(r"¶(\d+)")


def prepared(report: Report) -> Report:
    """The report with words that can be set, and each anchor once: where it stands first."""
    seen: set[str] = set()

    def fit(part: Any) -> Any:
        if isinstance(part, str):
            return UNFIT.sub("", part.replace("\r\n", "\n").replace("\r", "\n"))
        if isinstance(part, list):
            return [fit(each) for each in part]
        if not isinstance(part, dict):
            return part
        if anchor := part.get("anchor"):
            part = part | {"anchor": "" if anchor in seen else anchor}
            seen.add(anchor)
        return {name: fit(each) for name, each in part.items()}

    return msgspec.convert(fit(msgspec.to_builtins(report)), Report)


def targets_of(report: Report) -> dict[str, str]:
    """Which anchor ¶63 means: that of the words themselves before that of a section about them."""
    within: dict[str, str] = {}
    sections: dict[str, str] = {}
    for section in sections_in(report.sections):
        note(sections, section.anchor)
        for anchor in anchors_in(section):
            note(within, anchor)
    return sections | within


def note(places: dict[str, str], anchor: str) -> None:
    if found := PLACE.fullmatch(anchor):
        places.setdefault(found[1], anchor)


def sections_in(sections: list[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from sections_in(section.sections)


def anchors_in(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, Table):
            yield from (row.anchor for row in block.rows)
        elif isinstance(block, Listing):
            waiting = list(block.items)
            while waiting:
                item = waiting.pop(0)
                yield item.anchor
                waiting[:0] = item.items


def said_in(language: str) -> Callable[[str | int | float | None], str]:
    """How a cell is written in a language: a number with its signs, nothing as nothing."""
    locale = language.replace("-", "_")

    def said(value: str | int | float | None) -> str:
        if value is None:
            return ""
        return value if isinstance(value, str) else numbers.format_decimal(value, locale=locale)

    return said


def own_place(facts: list[str], anchor: str) -> tuple[str, list[str]]:
    """The ¶63 of words that say their own place last, and the facts without it."""
    if facts and anchor and (found := REFERENCE.fullmatch(facts[-1])) and anchor.endswith(f"-{found[1]}"):
        return facts[-1], facts[:-1]
    return "", facts


def readers_of(level: str) -> str:
    """For whom a report is, as the foot of each of its pages says."""
    said = {
        Level.PUBLIC: _("For the public"),
        Level.PARTICIPANTS: _("For those who took part"),
        Level.ORGANISER: _("For the organiser"),
        Level.FULL: _("For the archive, with what was held back"),
    }
    return said[Level(level)]


RIGHT_TO_LEFT = {"R", "AL"}


def direction_of(text: str, otherwise: str = "ltr") -> str:
    """`rtl` or `ltr`, by the first letter; `otherwise` where there is none."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next(
        ("rtl" if kind in RIGHT_TO_LEFT else "ltr" for kind in kinds if kind in {"L", *RIGHT_TO_LEFT}),
        otherwise,
    )


def language_of(text: str, page: str) -> str:
    """The language words are probably in, if it is not that of the page: it chooses the voice that reads
    them aloud.
    """
    first = next((sign for sign in text if unicodedata.category(sign).startswith("L")), " ")
    likely = LANGUAGES.get(unicodedata.name(first, "").partition(" ")[0], ())
    return page if not likely or page.split("-")[0] in likely else likely[0]
