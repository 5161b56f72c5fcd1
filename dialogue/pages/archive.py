"""The archive page: the minutes of a workshop, to be read, followed back, and taken along."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, source_of
from dialogue.exports.minutes import minutes_of
from dialogue.kernel import Audience
from dialogue.live import LiveWorkshop
from dialogue.pages.export import is_holder, permitted
from dialogue.pages.here import app, live_workshop
from dialogue.pages.kept import written_down
from dialogue.pages.reading import Reading
from dialogue.seats import ensure_seat
from dialogue.workshop import WorkshopState, the_workshop

blueprint = Blueprint("archive", __name__, url_prefix="/w/<code>/archive")


@blueprint.get("")
def page(code: str) -> ResponseReturnValue:
    """The minutes, as far as this person may read them."""
    live = live_workshop(code)
    if code != live.code:
        return redirect(url_for(".page", code=live.code))
    live.hear()
    is_over = the_workshop(live.state).state is WorkshopState.CLOSED
    if not is_over and not is_holder(live):
        return not_yet(live)
    level, levels = permitted(live, ""), list(Level) if is_holder(live) else []

    def write(seq: int) -> str:
        source = source_of(app().database, app().people, live.id, live.code, seq)
        reading = Reading(minutes_of(source.state, level), the_workshop(source.state).sectors)
        return render_template(
            "pages/archive.html",
            code=live.code,
            reading=reading,
            minutes=reading.minutes,
            is_over=the_workshop(source.state).state is WorkshopState.CLOSED,
            forms=list(FORMS.values()),
            levels=levels,
        )

    return written_down("page with levels" if levels else "page", live, level, write)


def not_yet(live: LiveWorkshop) -> ResponseReturnValue:
    """A kind word to somebody who comes before the end."""
    seat = ensure_seat(session, live)
    page = "room.screen" if seat.audience is Audience.SCREEN else "room.phone"
    return render_template(
        "pages/message.html",
        title=_("The minutes come at the end"),
        sentence=_(
            "The workshop is still going on. When it closes, every word that was written and what came of it "
            "can be read here."
        ),
        link={"href": url_for(page, code=live.code), "text": _("Back to the workshop")},
    ), 403
