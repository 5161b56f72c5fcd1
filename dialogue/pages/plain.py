"""The plain pages: everything a participant does, with forms and no script.

What was refused comes back with a sentence beside its form and the person's words still in it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.callers import SEATED, No
from dialogue.database import Unavailable
from dialogue.kernel import Audience
from dialogue.live import LiveWorkshop
from dialogue.pages.doors import open_to
from dialogue.pages.errors import STATUS, again_page
from dialogue.pages.forms import Tried, new_id, number_of, place_of
from dialogue.pages.here import app, live_workshop, rejoin_code
from dialogue.pages.news import News, where
from dialogue.pages.readers import kept_link
from dialogue.pages.seen import Seen
from dialogue.people import spelled
from dialogue.seats import Seat, ensure_seat, looking, seat_in

blueprint = Blueprint("plain", __name__, url_prefix="/w/<code>/plain")

LOOKS_AGAIN_AFTER = 15
"""Seconds after which a page on which nothing can be written loads itself again."""
READ_FOR = 45
"""Seconds after which the frame of news looks again where somebody reads new notes in it."""


@blueprint.get("")
@open_to(*SEATED, strangers=No.JOIN)
def page(code: str) -> ResponseReturnValue:
    """The workshop as it stands. What is to be opened on it (`on`, `edit`, `amend`, `park`) is asked
    for in the address.
    """
    live = live_workshop(code)
    if code != live.code:
        return redirect(url_for(".page", code=live.code))
    return plain_page(live, ensure_seat(session, live))


@blueprint.get("/news")
@open_to(*SEATED)
def news(code: str) -> ResponseReturnValue:
    """What is new since the page around it was made (`since`, and `at`, where the workshop stood).

    It loads itself again and holds nothing to write in, so the page around it can stay as it is.
    """
    live = live_workshop(code)
    seat = ensure_seat(session, live)
    app().presence.glimpse(live, seat.person)
    seen = Seen(live, looking(seat, Audience.PARTICIPANT))
    since, at = number_of(request.args.get("since", "")), request.args.get("at", "")
    found = News(seen, live.catch_up(seen.seat.eyes, since).get("records"), since, at)
    shows = bool(found.notes) and "show" in request.args
    return render_template(
        "pages/plain/news.html",
        code=live.code,
        news=found,
        shows=shows,
        here=f"{request.path}?{urlencode({'since': since, 'at': at})}",
        again_after=READ_FOR if shows else LOOKS_AGAIN_AFTER,
    )


def after_form(live: LiveWorkshop, answered: dict[str, Any]) -> ResponseReturnValue:
    """Back to where the form stood; or the page as it is now, with what was not done and why."""
    if "seq" in answered:
        return redirect(url_for("plain.page", code=live.code, _anchor=place_of(request.form)), 303)
    status = STATUS.get(answered["reason"], 409)
    tried = Tried(request.form, sentence_for(answered))
    seat = seat_in(session, live)
    try:
        return (plain_page(live, seat, tried) if seat else again_page(tried)), status
    except Unavailable:
        return again_page(tried), 503


def sentence_for(answered: dict[str, Any]) -> str:
    """Why it was refused. A form that lacks something is said so in words, not in names of fields."""
    if answered["reason"] == "wrong-data":
        return _("Something is missing. Choose it or write it, then send again.")
    return str(answered["refused"])


def plain_page(live: LiveWorkshop, seat: Seat, tried: Tried | None = None) -> str:
    # What comes while the page is made is news, rather than missed.
    since = live.seq
    seen = Seen(live, looking(seat, Audience.PARTICIPANT))
    app().presence.glimpse(live, seat.person)
    tried = tried or Tried(request.form, "")
    opened = {} if tried.sentence else request.args
    is_quiet = seen.waits and not tried.sentence and not opened
    is_over = seen.workshop["state"] == "closed"
    return render_template(
        "pages/plain.html",
        code=live.code,
        news=""
        if is_quiet or is_over
        else url_for("plain.news", code=live.code, since=since, at=where(seen)),
        code_shown=spelled(live.code),
        seen=seen,
        tried=tried,
        opened=opened,
        new_id=new_id,
        archive=url_for("archive.page", code=live.code),
        keep=kept_link(live, seat),
        asks=app().register.find(live.code).asks,
        looks_again_after=LOOKS_AGAIN_AFTER if is_quiet else 0,
        rejoin=rejoin_code(live, seat.person) if seat.person and not seat.holder else "",
    )
