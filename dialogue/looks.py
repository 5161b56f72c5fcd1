"""How pages look to one person: as their device asks, light, dark, or black and white.

`?look=dark` on any page is kept on the device, in a cookie of its own, and goes from the address. The
page is sent with the colours that were chosen, so nobody sees others first.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

COOKIE = "look"
KEPT = 60 * 60 * 24 * 365

# What tokens.css reads on <html>; the first says nothing, so the device is asked.
LOOKS: dict[str, dict[str, str]] = {
    "device": {},
    "light": {"data-theme": "light", "data-contrast": "normal"},
    "dark": {"data-theme": "dark", "data-contrast": "normal"},
    "black-on-white": {"data-theme": "light", "data-contrast": "more"},
    "white-on-black": {"data-theme": "dark", "data-contrast": "more"},
}


def attach(app: Flask) -> None:
    @app.before_request
    def choose() -> ResponseReturnValue | None:
        asked = request.args.get("look")
        if asked not in LOOKS or request.method != "GET":
            return None
        rest = urlencode(other_arguments())
        answer = redirect(f"{request.path}?{rest}" if rest else request.path)
        # A script changes it too, when the page is there already; it says nothing of anybody.
        answer.set_cookie(COOKIE, asked, max_age=KEPT, samesite="Lax", secure=request.is_secure)
        return answer

    app.context_processor(page_look)


def page_look() -> dict[str, Any]:
    """What a page says of its look: the one chosen, and the attributes of <html> that make it so."""
    look = request.cookies.get(COOKIE, "")
    return {
        "look": look if look in LOOKS else "device",
        "look_attributes": LOOKS.get(look, {}),
        "look_link": look_link,
    }


def look_link(look: str) -> str:
    """The way to the same page with another look."""
    return "?" + urlencode([*other_arguments(), ("look", look)])


def other_arguments() -> list[tuple[str, str]]:
    return [(key, value) for key, value in request.args.items(multi=True) if key != "look"]
