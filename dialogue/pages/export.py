"""Exports: the record of a workshop as a file, for those who may have it."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, request, send_file, session
from flask.typing import ResponseReturnValue

from dialogue.exports.document import Level
from dialogue.exports.forms import file_name, find_form, find_level, source_of, unheard
from dialogue.kernel import Audience, Refused
from dialogue.live import LiveWorkshop
from dialogue.pages.here import app, live_workshop
from dialogue.pages.kept import written_down
from dialogue.seats import ensure_seat, seat_in
from dialogue.workshop import WorkshopState, the_workshop

blueprint = Blueprint("export", __name__, url_prefix="/w/<code>/export")


@blueprint.get("/<name>")
def export(code: str, name: str) -> ResponseReturnValue:
    """The record in one form. `?level=` asks for less, or for facilitators also for more."""
    live = live_workshop(code)
    live.hear()
    level = permitted(live, request.args.get("level", ""))
    form = find_form(name)

    def write(seq: int) -> tuple[bytes, str]:
        source = source_of(app().database, app().people, live.id, live.code, seq)
        return form.write(source, level, unheard), file_name(source, form)

    content, called = written_down(form.name, live, level, write)
    response = send_file(
        BytesIO(content),
        mimetype=form.mimetype,
        as_attachment=True,
        download_name=called,
        max_age=0,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def permitted(live: LiveWorkshop, asked: str) -> Level:
    """The level this person may have: those who hold the workshop any, the others what they saw."""
    if is_holder(live):
        return find_level(asked) if asked else Level.ORGANISER
    ensure_seat(session, live)
    if the_workshop(live.state).state is not WorkshopState.CLOSED:
        raise Refused("The minutes can be had when the workshop is closed.", "not-allowed")
    level = find_level(asked) if asked else Level.PARTICIPANTS
    if level not in (Level.PUBLIC, Level.PARTICIPANTS):
        raise Refused("Your role in this workshop does not include this.", "not-allowed")
    return level


def is_holder(live: LiveWorkshop) -> bool:
    """A facilitator of this workshop, or the organiser of this server."""
    seat = seat_in(session, live)
    return "organiser" in session or (seat is not None and seat.audience is Audience.FACILITATOR)
