"""Translating tens of thousands of sentences: the catalogue is looked up once, not for each of them.

`gettext` and `ngettext` say what Flask-Babel's say.
"""

from __future__ import annotations

from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask_babel import get_domain, get_locale

# The language that was spoken last, and its catalogue. In one assignment, for threads and greenlets.
latest: tuple[Locale | None, NullTranslations] = (None, NullTranslations())


def catalogue() -> NullTranslations:
    """The texts in the language of whoever asks."""
    global latest
    spoken, found = latest
    locale = get_locale()
    if locale is None or locale is not spoken:
        found = get_domain().get_translations()
        latest = (locale, found)
    return found


def gettext(text: str, **values: Any) -> str:
    translated: str = catalogue().ugettext(text)
    return translated % values if values else translated


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    translated: str = catalogue().ungettext(one, many, number)
    return translated % {"num": number, **values}
