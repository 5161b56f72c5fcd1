"""Exports: the record of a workshop as a file, for those who may have it.

Each is made in a process beside this one; see `exports/jobs`. Whoever asks for the file waits for
it, and whoever asks for the job is told how far it is.
"""

from __future__ import annotations

import gzip
import os
from io import BytesIO
from typing import Any, BinaryIO

import msgspec
from flask import Blueprint, Response, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from dialogue.beside import mark_of_beside
from dialogue.callers import LEADING, READING
from dialogue.edge import read_as
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, find_form, find_level, name_of_file
from dialogue.exports.overtaken import Overtaken, ensure_not_overtaken, last_erasure
from dialogue.exports.standings import JobState, Standing
from dialogue.exports.wanted import Wanted
from dialogue.kernel import Refused
from dialogue.limits import Pace
from dialogue.live import LiveWorkshop
from dialogue.pages.doors import open_to
from dialogue.pages.here import app, json_body, live_workshop
from dialogue.pages.readers import is_owner, permitted, who
from dialogue.stopping import staying
from dialogue.workshop import the_workshop

blueprint = Blueprint("export", __name__, url_prefix="/w/<code>")

EXPORTS = Pace(60, seconds=60)
"""So many new files one person may have made. What is made already costs nothing."""

reads_the_record = open_to(*LEADING, after_the_end=READING)

WHOLE = "bundle"
"""The form that holds the whole log."""


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """Which export, and for whom; without a level it is the one that suits who asks."""

    format: str
    level: str = ""


@blueprint.get("/export/<name>")
@reads_the_record
def export(code: str, name: str) -> ResponseReturnValue:
    """The record in one form. `?level=` asks for less, or for facilitators also for more."""
    live = live_workshop(code)
    live.hear()
    wanted = allowed(live, name, request.args.get("level", ""))
    made = app().jobs.opened(lambda: as_now(live, wanted), wish_of(live), staying.ensure)
    return sent(live, wanted.form, wanted.level, made.file)


@blueprint.post("/exports")
@reads_the_record
def ask(code: str) -> ResponseReturnValue:
    """Have an export made; the answer says where to look how far it is."""
    live = live_workshop(code)
    live.hear()
    asked = read_as(Asked, json_body())
    wanted = allowed(live, asked.format, asked.level)
    return told(live, app().jobs.ask(wanted, wish_of(live))), 202


@blueprint.get("/exports/<id>")
@reads_the_record
def job(code: str, id: str) -> ResponseReturnValue:
    """How far it is."""
    live = live_workshop(code)
    return told(live, find_job(live, id))


@blueprint.get("/exports/<id>/file")
@reads_the_record
def file(code: str, id: str) -> ResponseReturnValue:
    live = live_workshop(code)
    found = find_job(live, id)
    try:
        if found.state is JobState.DONE:
            return sent(live, found.form, find_level(found.level), app().jobs.file(id).open("rb"))
    except FileNotFoundError:
        # It was swept away, or is with another process.
        pass
    raise gone()


@blueprint.post("/exports/<id>/cancel")
@reads_the_record
def cancel(code: str, id: str) -> ResponseReturnValue:
    """Wish for it no more. It is made to its end for those who still do, and stopped if nobody does."""
    live = live_workshop(code)
    app().jobs.cancel(find_job(live, id).id, wish_of(live))
    left = told(live, find_job(live, id))
    return left if "file" in left else left | {"state": JobState.CANCELLED}


# ---- Who may have what


def allowed(live: LiveWorkshop, name: str, asked: str) -> Wanted:
    """What is to be made, if this person may have it and has not just asked for very much."""
    level = permitted(live, asked)
    form = find_form(name).name
    ensure_may_have(live, form, level)
    wanted = wanted_of(live, form, level)
    if not app().jobs.has(wanted.id) and not EXPORTS.allows(live.code, *who(live)):
        raise Refused("You asked for many exports. Wait a minute, then ask again.", "slow-down")
    return wanted


def ensure_may_have(live: LiveWorkshop, form: str, level: Level) -> None:
    """The whole log is the organiser's, who answers for it; a facilitator's link may have been passed on."""
    if form == WHOLE and level in (Level.ORGANISER, Level.FULL) and not is_owner(live):
        raise Refused(
            "This bundle holds the whole record. Ask the owner of the workshop for it, or "
            "take the bundle for those who took part.",
            "not-allowed",
        )


def wanted_of(live: LiveWorkshop, form: str, level: Level) -> Wanted:
    """An export of the workshop as it is now, in the language of who asks.

    What was erased beside this process counts, though this process may not have heard of it yet.
    """
    mark = mark_of_beside(app().database, live.id)
    seq = max(live.seq, last_erasure(app().database, live.id, live.seq))
    return Wanted(live.id, live.code, form, level, str(get_locale() or "en"), seq, mark)


def as_now(live: LiveWorkshop, wanted: Wanted) -> Wanted:
    """The same of the workshop as it is by now."""
    return wanted_of(live, wanted.form, Level(wanted.level))


def wish_of(live: LiveWorkshop) -> str:
    """Who asks here, as jobs tell people apart."""
    return repr((live.code, *who(live)))


def find_job(live: LiveWorkshop, id: str) -> Standing:
    """A job of this workshop, for those who may have what it makes. Nobody may have what was erased (L6)."""
    found = app().jobs.standing(id)
    if found is None or found.workshop != live.id or found.form not in FORMS:
        raise gone()
    ensure_may_have(live, found.form, permitted(live, find_level(found.level)))
    try:
        ensure_not_overtaken(app().database, live.id, live.code, found.seq)
    except Overtaken:
        raise gone() from None
    return found


def gone() -> Refused:
    return Refused("This export is no longer here. Ask for it again.", "not-found")


# ---- Answers


def told(live: LiveWorkshop, standing: Standing) -> dict[str, Any]:
    """How a job stands, as scripts are told it."""
    known = {"id": standing.id, "state": standing.state, "done": standing.done}
    if standing.state is JobState.DONE:
        known["file"] = url_for(".file", code=live.code, id=standing.id)
    return known


def sent(live: LiveWorkshop, name: str, level: Level, file: BinaryIO) -> Response:
    """A file that was made, under a name that says which workshop it is, and for whom."""
    form = FORMS[name]
    is_packed = Wanted(live.id, live.code, name, "", "", 0).is_packed
    size = os.fstat(file.fileno()).st_size
    response = send_file(
        opened(file) if is_packed else file,
        mimetype=form.mimetype,
        as_attachment=True,
        download_name=name_of_file(the_workshop(live.state).title, live.code, form, level),
        max_age=0,
    )
    if is_packed:
        return unpacked_there(response)
    response.content_length = size
    return kept_by_nobody(response)


def opened(file: BinaryIO) -> BytesIO:
    """What was compressed when it was made, as this browser takes it; nearly all take it as it is."""
    with file:
        packed = file.read()
    return BytesIO(packed if takes_packed() else gzip.decompress(packed))


def takes_packed() -> bool:
    return "gzip" in request.accept_encodings


def unpacked_there(response: Response) -> Response:
    """An answer that the browser unpacks, if it takes that."""
    if takes_packed():
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return kept_by_nobody(response)


def kept_by_nobody(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response
