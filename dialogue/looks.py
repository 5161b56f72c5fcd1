"""How pages look to one person: as their device asks, light, dark, or black and white.

`?look=dark` on any page is kept on the device, in a cookie of its own, and goes from the address. The
page is sent with the colours that were chosen, so nobody sees others first.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from dialogue.addresses import this_page_with, this_page_without

COOKIE = "look"
KEPT = 60 * 60 * 24 * 365

DEVICE = "device"

# What tokens.css reads on <html>; the first says nothing, so the device is asked.
LOOKS: dict[str, dict[str, str]] = {
    DEVICE: {},
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
        answer = redirect(this_page_without("look"))
        is_secure = request.is_secure or app.config["SESSION_COOKIE_SECURE"]
        # A script changes it too, when the page is there already; it says nothing of anybody.
        answer.set_cookie(COOKIE, asked, max_age=KEPT, samesite="Lax", secure=is_secure)
        return answer

    app.context_processor(page_look)


def page_look() -> dict[str, Any]:
    """What a page says of its look: the one chosen, and the attributes of <html> that make it so."""
    look = chosen_look()
    return {
        "look": look,
        "look_attributes": LOOKS[look],
        "look_link": partial(this_page_with, "look"),
    }


def chosen_look() -> str:
    """The look of the page that is being made."""
    look = request.cookies.get(COOKIE, "")
    return look if look in LOOKS else DEVICE


def in_look(page: bytes, look: str) -> bytes:
    """A page that was made once for everybody, as their devices ask, in the look of one of them.

    People's words are escaped, so none of them can stand in the place of what is changed here.
    """
    if look == DEVICE:
        return page
    worn = LOOKS[look]
    said = "".join(f' {name}="{value}"' for name, value in worn.items())
    current, link = b' aria-current="true"', f'?look={look}" data-look="{look}"'.encode()
    for then, now in (
        (b'data-look="device">', f'data-look="{look}"{said}>'.encode()),
        (b'content="light dark"', f'content="{worn["data-theme"]}"'.encode()),
        (b'data-look="device"' + current, b'data-look="device"'),
        (link, link + current),
    ):
        page = page.replace(then, now, 1)
    return page
