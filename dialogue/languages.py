"""Languages: which there are, which one a page is in, and the words its scripts need.

A language is one file, `translations/<language>/LC_MESSAGES/messages.po`; nothing else names it.
A page is in the language a person chose for themselves; or the first of its workshop's languages;
or what their browser asks for; or English.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, refresh

from dialogue.addresses import this_page_with, this_page_without

TRANSLATIONS = Path(__file__).parent / "translations"
BUILT = Path(__file__).parent.parent / "static" / "built"
SOURCE = "en"


@cache
def languages() -> dict[str, str]:
    """The languages this server speaks, each by its own name."""
    found = sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo"))
    return {code: name_of(code) for code in [SOURCE, *found]}


def name_of(code: str) -> str:
    """A language by its own name, with a capital letter as in a list."""
    name = Locale.parse(code, sep="-" if "-" in code else "_").display_name or code
    return name[:1].upper() + name[1:]


def chosen_language() -> str:
    """The language of the page that is being made."""
    wanted = (session.get("language"), *g.get("languages", ()))
    return next((code for code in wanted if code in languages()), None) or asked_for()


def asked_for() -> str:
    """The best of our languages for what a browser asks for."""
    return request.accept_languages.best_match(languages()) or SOURCE


def prefer(codes: Sequence[str]) -> None:
    """From here on the page is in the first of a workshop's languages, unless its reader chose one, or is
    an organiser: their pages are in one language, whichever workshop they look into.
    """
    if "organiser" not in session and tuple(codes) != g.get("languages", ()):
        g.languages = tuple(codes)
        refresh()


def choose_language() -> ResponseReturnValue | None:
    """Take up a choice in the address (`?language=ar`), and go on without it."""
    chosen = request.args.get("language")
    if chosen is None or request.method != "GET":
        return None
    if chosen in languages():
        session["language"] = chosen
    return redirect(this_page_without("language"))


def page_language() -> dict[str, Any]:
    """What a page says of its language, and how to read it in another."""
    locale = get_locale() or Locale.parse(SOURCE)
    return {
        "locale": str(locale).replace("_", "-"),
        "direction": locale.text_direction,
        "all_languages": languages(),
        "in_language": partial(this_page_with, "language"),
    }


def words_for(surface: str) -> dict[str, str | list[str]]:
    """What the scripts of one surface say, in the language of the page. English needs none."""
    return words_of(str(get_locale() or SOURCE), surface)


@cache
def words_of(language: str, surface: str) -> dict[str, str | list[str]]:
    """The texts of a surface as scripts read them: a text, or its plural forms in their order."""
    found = Translations.load(TRANSLATIONS, [language])
    if type(found) is NullTranslations:
        return {}
    spoken = set(texts_of(surface))
    words: dict[str, Any] = {}
    for key, text in found._catalog.items():
        one, form = key if isinstance(key, tuple) else (key, None)
        if one not in spoken or not text:
            continue
        if form is None:
            words[one] = text
        else:
            words.setdefault(one, []).insert(form, text)
    return words


def texts_of(surface: str) -> list[str]:
    """Every text in the scripts of a surface, as the build found them."""
    found: list[str] = json.loads((BUILT / "words.json").read_text())[surface]
    return found
