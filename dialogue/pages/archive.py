"""The archive page: the minutes of a workshop, to be read, followed back, and taken along."""

from __future__ import annotations

import gzip

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.callers import LEADING, READING, SEATED, No
from dialogue.kernel import Audience
from dialogue.live import LiveWorkshop
from dialogue.looks import DEVICE, chosen_look, in_look
from dialogue.pages.doors import open_to
from dialogue.pages.export import kept_by_nobody, opened, unpacked_there, wanted_of
from dialogue.pages.here import app, is_over, live_workshop
from dialogue.pages.join import lost_page
from dialogue.pages.readers import (
    ensure_witness,
    is_holder,
    is_owner,
    kept_link,
    let_in,
    may_flag,
    permitted,
)
from dialogue.pages.said import said_by, with_said
from dialogue.pages.written import Reader
from dialogue.seats import ensure_seat, seat_in
from dialogue.stopping import staying

blueprint = Blueprint("archive", __name__, url_prefix="/w/<code>/archive")


def in_front(live: LiveWorkshop, no: No) -> ResponseReturnValue | None:
    """What somebody sees who may not read the minutes, where it is more than a refusal."""
    if no is No.NOT_YET:
        return not_yet(live)
    return (lost_page(live), 403) if no is No.NOT_JOINED and is_over(live) else None


@blueprint.get("")
@open_to(*LEADING, after_the_end=READING, by_key=True, instead=in_front)
def page(code: str) -> ResponseReturnValue:
    """The minutes, as far as this person may read them."""
    live = live_workshop(code)
    live.hear()
    key = request.args.get("key")
    if key is not None:
        let_in(live, key)
    if key is not None or code != live.code:
        return redirect(url_for(".page", code=live.code))
    level = permitted(live, "")
    made = app().jobs.opened(lambda: wanted_of(live, reader_of(live), level), ensure=staying.ensure)
    said = [] if is_holder(live) else said_by(live, ensure_witness(live).person)
    look = chosen_look()
    if said or look != DEVICE:
        page = in_look(with_said(gzip.decompress(made.read()), said), look)
        return kept_by_nobody(Response(page, mimetype="text/html"))
    return unpacked_there(Response(opened(made.file), mimetype="text/html"))


@blueprint.get("/link")
@open_to(*SEATED)
def link(code: str) -> ResponseReturnValue:
    """The link to the record that somebody who is here may keep, for phones that were open at the end."""
    live = live_workshop(code)
    return {"keep": kept_link(live, ensure_seat(session, live))}


def reader_of(live: LiveWorkshop) -> Reader:
    """For whom the page is written."""
    if is_holder(live):
        return Reader.ORGANISER if is_owner(live) else Reader.FACILITATOR
    return Reader.FLAGGING if may_flag(live, ensure_witness(live)) else Reader.ANY


def not_yet(live: LiveWorkshop) -> ResponseReturnValue | None:
    """A kind word to somebody who comes before the end, and has a place to go back to."""
    seat = seat_in(session, live)
    if seat is None:
        return None
    page = "room.screen" if seat.audience is Audience.SCREEN else "room.phone"
    return render_template(
        "pages/message.html",
        title=_("The minutes are not ready yet"),
        sentence=_(
            "The workshop is not over yet. When it is closed, you can read here what people "
            "wrote and what the results are."
        ),
        link={"href": url_for(page, code=live.code), "text": _("Back to the workshop")},
    ), 403
