"""On a home screen: what a phone needs to keep a workshop there, and to open it without a network.

The page itself, and the last state that was known, are kept by the service worker, static/sw.js.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Blueprint, Response, current_app, json, redirect, send_file, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from dialogue.callers import Caller
from dialogue.kernel import Audience, Refused
from dialogue.languages import SOURCE, languages
from dialogue.pages.doors import open_to
from dialogue.pages.here import app, is_over
from dialogue.seats import seat_in

blueprint = Blueprint("installed", __name__)

STATIC = Path(__file__).parent.parent.parent / "static"
HOUR = 60 * 60


@blueprint.get("/sw.js")
@open_to(Caller.ANYONE)
def worker() -> ResponseReturnValue:
    """The service worker. A browser looks often whether there is another, and must get the one that is."""
    built = STATIC / "built" / current_app.jinja_env.globals["asset"]("sw.js").rsplit("/", 1)[-1]  # type: ignore[operator]
    response = send_file(built, mimetype="text/javascript", etag=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/app/<language>.webmanifest")
@open_to(Caller.ANYONE)
def manifest(language: str) -> ResponseReturnValue:
    """What the app is called and looks like, in the language of the page it was installed from."""
    found = next((code for code in languages() if code.replace("_", "-") == language), SOURCE)
    with force_locale(found):
        body = json.dumps(described(found), ensure_ascii=False)
    response = Response(body, mimetype="application/manifest+json")
    response.headers["Cache-Control"] = f"max-age={HOUR}"
    return response


def described(language: str) -> dict[str, Any]:
    colours = theme_colours()
    return {
        # The same app in every language: whoever changes theirs has not installed another.
        "id": "/w/",
        "start_url": "/w/",
        "scope": "/",
        "display": "standalone",
        "name": "Dialogue",
        "short_name": "Dialogue",
        "description": _("Take part in workshops: write, sort and vote on your phone."),
        "lang": language.replace("_", "-"),
        "dir": Locale.parse(language).text_direction,
        "theme_color": colours["light"],
        "background_color": colours["light"],
        "icons": [
            icon("app.svg", "any", "image/svg+xml"),
            icon("app-192.png", "192x192"),
            icon("app-512.png", "512x512"),
            icon("maskable-512.png", "512x512") | {"purpose": "maskable"},
        ],
    }


def icon(name: str, sizes: str, kind: str = "image/png") -> dict[str, str]:
    asset: Any = current_app.jinja_env.globals["asset"]
    return {"src": asset(f"icons/{name}"), "sizes": sizes, "type": kind}


@blueprint.app_context_processor
def colours() -> dict[str, Any]:
    return {"theme_colours": theme_colours()}


@cache
def theme_colours() -> dict[str, str]:
    """What a browser paints around a page: the paper of its head, in light and in dark."""
    tokens = (STATIC / "css" / "tokens.css").read_text()
    light, dark = re.findall(r"--paper: (#[0-9a-f]{6});", tokens)[:2]
    return {"light": light, "dark": dark}


@blueprint.get("/w/")
@open_to(Caller.ANYONE)
def start() -> ResponseReturnValue:
    """Where an installed app begins: in the workshop that somebody joined last, while it lasts."""
    for code in reversed(session.get("seats", {})):
        if is_going_on(code):
            return redirect(url_for("room.phone", code=code))
    return redirect(url_for("home.home"))


def is_going_on(code: str) -> bool:
    """Does this browser take part in a workshop that is not over?"""
    try:
        live = app().register.open(code)
    except Refused:
        return False
    seat = seat_in(session, live)
    return seat is not None and seat.audience is Audience.PARTICIPANT and not is_over(live)
