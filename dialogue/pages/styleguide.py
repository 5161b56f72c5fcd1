"""The style guide: what pages are made of, in every state, and every text they say. For development only."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.pofile import read_po
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_translations

from dialogue.callers import Caller
from dialogue.languages import TRANSLATIONS
from dialogue.pages.doors import open_to
from dialogue.pages.here import app
from dialogue.qr import qr_of

blueprint = Blueprint("styleguide", __name__, url_prefix="/styleguide")

SECTORS = ["Public", "Private", "Civil society", "Schools", "Communities", "Research"]
STAGE_STATES = ["draft", "open", "paused", "locked", "revealed", "closed"]

# Where a text stands, as a surface: the first that fits.
SURFACES = [
    ("static/phone|static/activities|templates/pages/phone", "Phone"),
    ("static/console|templates/pages/console", "Console"),
    ("static/screen|templates/pages/screen", "Screen"),
    ("static/archive|static/map|static/replay|static/viewer|templates/archive", "Archive"),
    ("static/", "Parts of several surfaces"),
    ("templates/pages/plain|templates/activities|templates/forms", "Plain pages"),
    ("templates/", "Pages"),
    ("dialogue/exports", "Exports"),
    ("dialogue/starters", "Starters"),
    ("dialogue/activities|dialogue/workshop", "Refusals and names of activities"),
    ("dialogue/", "Server"),
]


class Words(NamedTuple):
    """A text: in English, in its plural, in the language of the page, and where it stands."""

    one: str
    many: str
    others: list[str]
    places: list[str]


in_development = open_to(Caller.DEVELOPER, proof=lambda: app().dialogue.is_development)


@blueprint.get("")
@in_development
def page() -> str:
    context = {
        "sectors": SECTORS,
        "states": STAGE_STATES,
        "qr": qr_of("https://dialogue.example.org/join/K7M4QX"),
    }
    return render_template("pages/styleguide/page.html", is_mirrored="mirrored" in request.args, **context)


@blueprint.get("/words")
@in_development
def words() -> ResponseReturnValue:
    """Every text on one page. They are as new as the last `make languages`."""
    template = TRANSLATIONS / "messages.pot"
    surfaces = surfaces_in(template) if template.exists() else {}
    return render_template("pages/styleguide/words.html", surfaces=surfaces)


def surfaces_in(template: Path) -> dict[str, list[Words]]:
    """The texts of a template of catalogues by the surface they stand on, in the order of their places."""
    with template.open("rb") as file:
        catalogue = read_po(file)
    found: dict[str, list[Words]] = defaultdict(list)
    for message in catalogue:
        if not message.id:
            continue
        one, many = message.id if isinstance(message.id, tuple | list) else (message.id, "")
        places = [path.replace("static/built/texts/", "static/") for path, _ in message.locations]
        for surface in dict.fromkeys(surface_of(place) for place in places):
            here = [place for place in places if surface_of(place) == surface]
            found[surface].append(Words(one, many, translated(one, many), here))
    order = [name for _, name in SURFACES]
    return {name: sorted(found[name], key=lambda words: words.places) for name in order if name in found}


def surface_of(place: str) -> str:
    return next(name for starts, name in SURFACES if place.startswith(tuple(starts.split("|"))))


def translated(one: str, many: str) -> list[str]:
    """A text in the language of the page, in each of its plural forms; nothing where it has none."""
    catalogue: dict[Any, str] = getattr(get_translations(), "_catalog", {})
    if not many:
        return [catalogue[one]] if catalogue.get(one) else []
    return [text for n in range(6) if (text := catalogue.get((one, n)))]
