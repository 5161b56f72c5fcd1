"""To the other server with which organisers sign in, and back. There are such pages only where one is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, request, session
from flask.typing import ResponseReturnValue

from dialogue.callers import Caller
from dialogue.kernel import Refused
from dialogue.limits import Pace, address_of
from dialogue.pages.doors import open_to
from dialogue.pages.here import app, base_url
from dialogue.pages.sign_in import begin_session, go_half_way, named, way_on

if TYPE_CHECKING:
    from dialogue.elsewhere import Elsewhere

blueprint = Blueprint("elsewhere", __name__, url_prefix="/sign-in/elsewhere")

ATTEMPTS = Pace(60, seconds=10 * 60)


@blueprint.get("")
@open_to(Caller.ANYONE)
def go() -> ResponseReturnValue:
    other = elsewhere()
    if not ATTEMPTS.allows(address_of(request)):
        raise Refused("Too many people sign in from here. Wait ten minutes, then try again.", "slow-down")
    address, attempt = other.way_in(way_back())
    session["elsewhere"] = [*attempt, way_on(request.args.get("next", ""))]
    return redirect(address)


@blueprint.get("/back")
@open_to(Caller.ANYONE)
def back() -> ResponseReturnValue:
    """Sign in whoever comes back, once for each time that somebody went."""
    from dialogue.elsewhere import Attempt, not_asked

    other, kept = elsewhere(), session.pop("elsewhere", None)
    if not (isinstance(kept, list) and len(kept) == 4 and all(isinstance(each, str) for each in kept)):
        raise not_asked()
    *attempt, on = kept
    who = other.who(Attempt(*attempt), request.args, way_back())
    name = named(who.name or who.email or "?")
    found = app().accounts.from_elsewhere(who.id, who.email, name, other.settings.is_open)
    if found.totp:
        return go_half_way(found, way_on(on))
    begin_session(found)
    return redirect(way_on(on))


def elsewhere() -> Elsewhere:
    found = app().elsewhere
    if found is None:
        abort(404)
    return found


def way_back() -> str:
    return f"{base_url()}/sign-in/elsewhere/back"
