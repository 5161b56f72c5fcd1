"""What a browser is told that came in when there was no room: what it sent comes back as a form, to be
sent again with one press.

It is read and made without the application, which has no room for it either.
"""

from __future__ import annotations

from contextlib import suppress
from email.parser import BytesParser
from functools import cache
from html import escape
from urllib.parse import parse_qsl

from babel.support import NullTranslations, Translations
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from dialogue.kernel import N_
from dialogue.languages import SOURCE, TRANSLATIONS, languages

COME_BACK_IN = 10
SENTENCE = N_("There is no room at the moment. Try again in a few seconds.")
AGAIN = N_("Try again")
PLAIN_FORM = "application/x-www-form-urlencoded"

PAGE = """<!doctype html>
<html lang="{language}" dir="auto"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{sentence}</title>
<form method="{method}" action="{address}"><p>{sentence}</p>
{fields}<button>{again}</button></form></html>
"""
FIELD = '<input type="hidden" name="{}" value="{}">\n'
POLICY = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"


def no_room(request: bytes) -> bytes:
    """The whole answer to a request, which may have been read in part only. A form of which a part is
    missing does not come back: what somebody wrote would be cut where they do not see it.
    """
    line, _, rest = request.partition(b"\r\n")
    head, _, body = rest.partition(b"\r\n\r\n")
    headers = BytesParser().parsebytes(head)
    method, address = (*line.decode("latin-1").split(" "), "", "")[:2]
    language = language_of(headers["Accept-Language"] or "")
    sentence, again = said(SENTENCE, language), said(AGAIN, language)
    if "text/html" not in (headers["Accept"] or ""):
        return answer("text/plain", f"{sentence}\n")
    is_whole = headers["Content-Length"] == str(len(body))
    is_form = method == "POST" and is_whole and (headers["Content-Type"] or "").startswith(PLAIN_FORM)
    address, _, query = address.partition("?")
    given = parse_qsl(body.decode("latin-1") if is_form else query, keep_blank_values=True)
    page = PAGE.format(
        language=language.replace("_", "-"),
        sentence=escape(sentence),
        again=escape(again),
        method="post" if is_form else "get",
        # One slash: two would lead to another server.
        address=escape("/" + address.lstrip("/")),
        fields="".join(FIELD.format(escape(name), escape(value)) for name, value in given),
    )
    return answer("text/html", page)


def language_of(accepted: str) -> str:
    return parse_accept_header(accepted, LanguageAccept).best_match(languages()) or SOURCE


def said(text: str, language: str) -> str:
    # Where there are no more files none can be opened for this.
    with suppress(OSError):
        return str(catalogue(language).gettext(text))
    return text


@cache
def catalogue(language: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [language])


def answer(kind: str, text: str) -> bytes:
    body = text.encode()
    head = (
        "HTTP/1.1 503 Service Unavailable\r\n"
        f"Retry-After: {COME_BACK_IN}\r\nConnection: close\r\nCache-Control: no-store\r\n"
        f"Content-Security-Policy: {POLICY}\r\n"
        "X-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n"
        f"Content-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
