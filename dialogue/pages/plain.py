"""The plain pages: everything a participant does, with forms and no script.

What was refused comes back with a sentence beside its form and the person's words still in it.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.database import Unavailable
from dialogue.kernel import Audience
from dialogue.live import LiveWorkshop
from dialogue.pages.errors import STATUS, again_page
from dialogue.pages.forms import Tried, new_id, place_of
from dialogue.pages.here import live_workshop, rejoin_code
from dialogue.pages.readers import kept_link
from dialogue.pages.seen import Seen
from dialogue.people import spelled
from dialogue.seats import Seat, ensure_seat, looking, seat_in

blueprint = Blueprint("plain", __name__, url_prefix="/w/<code>/plain")

LOOKS_AGAIN_AFTER = 15
"""Seconds after which a page on which nothing can be written loads itself again."""


@blueprint.get("")
def page(code: str) -> ResponseReturnValue:
    """The workshop as it stands. What is to be opened on it (`on`, `edit`, `amend`, `park`) is asked
    for in the address.
    """
    live = live_workshop(code)
    if code != live.code:
        return redirect(url_for(".page", code=live.code))
    if live.code not in session.get("seats", {}):
        return redirect(url_for("join.page", code=live.code))
    return plain_page(live, ensure_seat(session, live))


def after_form(live: LiveWorkshop, answered: dict[str, Any]) -> ResponseReturnValue:
    """Back to where the form stood; or the page as it is now, with what was not done and why."""
    if "seq" in answered:
        return redirect(url_for("plain.page", code=live.code, _anchor=place_of(request.form)), 303)
    status = STATUS.get(answered["reason"], 409)
    tried = Tried(request.form, sentence_for(answered))
    seat = seat_in(session, live)
    try:
        return (plain_page(live, seat, tried) if seat else again_page(live.code, tried)), status
    except Unavailable:
        return again_page(live.code, tried), 503


def sentence_for(answered: dict[str, Any]) -> str:
    """Why it was refused. A form that lacks something is said so in words, not in names of fields."""
    if answered["reason"] == "wrong-data":
        return _("Something was left out. Choose or write it, then send it once more.")
    return str(answered["refused"])


def plain_page(live: LiveWorkshop, seat: Seat, tried: Tried | None = None) -> str:
    seen = Seen(live, looking(seat, Audience.PARTICIPANT))
    tried = tried or Tried(request.form, "")
    opened = {} if tried.sentence else request.args
    is_quiet = seen.waits and not tried.sentence and not opened
    return render_template(
        "pages/plain.html",
        code=live.code,
        code_shown=spelled(live.code),
        seen=seen,
        tried=tried,
        opened=opened,
        new_id=new_id,
        archive=url_for("archive.page", code=live.code),
        keep=kept_link(live, seat),
        looks_again_after=LOOKS_AGAIN_AFTER if is_quiet else 0,
        words={},
        rejoin=rejoin_code(live, seat.person) if seat.person else "",
    )
