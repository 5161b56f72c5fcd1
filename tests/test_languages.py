"""A language is one file: pages, refusals and scripts find their words in it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dialogue import languages

SWAHILI = b"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Live"
msgstr "Hewani"

msgid "one note"
msgid_plural "{n} notes"
msgstr[0] "dokezo moja"
msgstr[1] "madokezo {n}"
"""


@pytest.fixture
def swahili(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "sw" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, read_po(BytesIO(SWAHILI), locale="sw"))
    monkeypatch.setattr(languages, "TRANSLATIONS", tmp_path)
    forget()
    yield
    forget()


def forget() -> None:
    languages.languages.cache_clear()
    languages.words_of.cache_clear()


@pytest.mark.usefixtures("swahili")
def test_a_file_is_a_language() -> None:
    assert languages.languages() == {"en": "English", "sw": "Kiswahili"}


@pytest.mark.usefixtures("swahili")
def test_scripts_get_texts_and_plural_forms() -> None:
    assert languages.words_of("sw") == {"Live": "Hewani", "one note": ["dokezo moja", "madokezo {n}"]}


def test_english_needs_no_catalogue() -> None:
    assert languages.words_of("en") == {}
