"""What every page asks for: the application, the live workshop, and who is looking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import msgspec
from flask import current_app, g, request, session

from dialogue.edge import guessing
from dialogue.kernel import Audience, unreadable
from dialogue.languages import prefer
from dialogue.live import LiveWorkshop
from dialogue.people import plain, spelled
from dialogue.register import Listed
from dialogue.seats import account_in
from dialogue.workshop import WorkshopState, the_workshop

if TYPE_CHECKING:
    from dialogue import App


def app() -> App:
    return cast("App", current_app)


def live_workshop(code: str) -> LiveWorkshop:
    """The live workshop with this code, in whose language the page is from here on, unless its
    reader has another.

    It is looked for once a request. Refuses a code that is nobody's, and whoever tries many.
    Who has a seat there does not guess, and who is signed in is counted as that account, so nobody at the
    same address can keep them out.
    """
    known = g.get("live")
    if isinstance(known, LiveWorkshop) and known.code == plain(code):
        return known
    if plain(code) in session.get("seats", {}):
        app().register.find(code)
    else:
        mine = account_in(session)
        with guessing(account=mine.id if mine else None):
            app().register.find(code)
    g.live = live = app().register.open(code)
    prefer(the_workshop(live.state).languages)
    return live


def is_over(live: LiveWorkshop) -> bool:
    return the_workshop(live.state).state is WorkshopState.CLOSED


def rejoin_code(live: LiveWorkshop, person: int) -> str:
    """The code with which somebody of this workshop moves to another device."""
    return app().people.rejoin_code(app().register.find(live.code).salt, person)


ALWAYS_JSON = {"room.view", "room.since"}
"""What nobody reads as a page. A page that has the first of them loaded early cannot say what it accepts."""


def wants_json() -> bool:
    return (
        request.is_json
        or request.endpoint in ALWAYS_JSON
        or request.accept_mimetypes.best == "application/json"
    )


def json_body() -> Any:
    """What was sent as JSON. Refuses what is not."""
    try:
        return msgspec.json.decode(request.get_data())
    except (msgspec.DecodeError, RecursionError) as error:
        raise unreadable(error) from None


def base_url() -> str:
    """Where people reach this server: as set, or as this request reached it."""
    return app().dialogue.base_url if app().dialogue.has_base_url else request.host_url.rstrip("/")


def is_only_here(address: str) -> bool:
    """Does an address lead no further than this machine, so that no phone can open it?"""
    host = urlsplit(address).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def card_of(live: LiveWorkshop) -> dict[str, Any]:
    """A workshop in a few words, as a page shows it before somebody is in."""
    shown = live.record("workshop/1", Audience.SCREEN) or {}
    return card(app().register.find(live.code), shown) | {"here": len(live.connected)}


def card(listed: Listed, shown: dict[str, Any]) -> dict[str, Any]:
    """The same of a workshop that need not be open."""
    return shown | {
        "code": spelled(listed.code),
        "plain": listed.code,
        "entry": listed.entry,
        "asks": listed.asks,
        "created": listed.created_at,
        "id": listed.id,
        "belongs": listed.partnership,
        "keep": listed.kept,
        "imported": listed.imported_at is not None,
    }
