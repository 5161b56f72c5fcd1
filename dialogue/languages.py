"""Languages: which there are, which one a person reads, and the words their page needs.

A language is one file, `translations/<language>/LC_MESSAGES/messages.po`; nothing else names it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import request, session
from flask_babel import get_locale

TRANSLATIONS = Path(__file__).parent / "translations"
SOURCE = "en"


@cache
def languages() -> dict[str, str]:
    """The languages this server speaks, each by its own name."""
    found = sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo"))
    names = {code: Locale.parse(code).display_name or code for code in [SOURCE, *found]}
    return {code: name[:1].upper() + name[1:] for code, name in names.items()}


def chosen_language() -> str:
    """The language a person chose, or the best their browser asks for."""
    chosen = session.get("language")
    return chosen if chosen in languages() else request.accept_languages.best_match(languages()) or SOURCE


def page_language() -> dict[str, Any]:
    """What a page says of its language, and the words that its scripts need."""
    locale = get_locale() or Locale.parse(SOURCE)
    return {
        "locale": str(locale).replace("_", "-"),
        "direction": locale.text_direction,
        "words": words_of(str(locale)),
    }


@cache
def words_of(language: str) -> dict[str, str | list[str]]:
    """A catalogue as scripts read it: a text, or its plural forms in the order of the language."""
    found = Translations.load(TRANSLATIONS, [language])
    if type(found) is NullTranslations:
        return {}
    words: dict[str, Any] = {}
    for key, text in found._catalog.items():
        if isinstance(key, tuple):
            words.setdefault(key[0], []).insert(key[1], text)
        elif key:
            words[key] = text
    return words
