"""What a page says beside a note in other languages, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dialogue.exports.phrases import translation_label
from dialogue.exports.when import locale


class Translation(NamedTuple):
    """`language` is a code, `label` says in the reader's words that this is a translation."""

    language: str
    label: str
    words: str


def every(translations: Mapping[str, str]) -> list[Translation]:
    return [Translation(code, translation_label(code), words) for code, words in sorted(translations.items())]


def for_reader(note: Mapping[str, Any]) -> list[Translation]:
    """What a reader needs: nothing where a note is in their language; the translation into it; or all there
    are. Authors always see what was put beside their words.
    """
    found = every(note.get("translations", {}))
    if note.get("mine"):
        return sorted(found, key=lambda each: not is_read(each.language))
    if is_read(note.get("language", "")):
        return []
    return [each for each in found if is_read(each.language)] or found


def is_read(code: str) -> bool:
    """Is this the language of the page?"""
    return code.partition("-")[0] == locale().partition("_")[0]
