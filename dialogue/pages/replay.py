"""The data of the replay on the archive page, for whoever may read that page."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from dialogue.callers import LEADING, READING
from dialogue.pages.doors import open_to
from dialogue.pages.export import opened, unpacked_there, wanted_of
from dialogue.pages.here import app, live_workshop
from dialogue.pages.readers import permitted
from dialogue.stopping import staying

blueprint = Blueprint("replay", __name__, url_prefix="/w/<code>/archive")


@blueprint.get("/replay.json")
@open_to(*LEADING, after_the_end=READING)
def data(code: str) -> ResponseReturnValue:
    """What `exports/replay` makes. The ETag says for which seq, level and language; nothing is sent twice."""
    live = live_workshop(code)
    live.hear()
    level = permitted(live, request.args.get("level", ""))
    wanted = wanted_of(live, "replay", level)
    if wanted.id in request.if_none_match:
        return Response(status=304, headers={"ETag": f'"{wanted.id}"'})
    made = app().jobs.opened(lambda: wanted_of(live, "replay", level), ensure=staying.ensure)
    response = unpacked_there(Response(opened(made.file), mimetype="application/json"))
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(made.wanted.id)
    return response
