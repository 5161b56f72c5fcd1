"""How people get in, and what is asked of them, changed on the page of a workshop that is there."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from dialogue.callers import Caller
from dialogue.edge import sentence_of
from dialogue.pages.doors import open_to
from dialogue.pages.forms import Wrong, belongs_to
from dialogue.pages.here import app, live_workshop
from dialogue.pages.organise import links_page
from dialogue.pages.ways import ways_from

blueprint = Blueprint("ways_in", __name__, url_prefix="/workshops/<code>/ways-in")


@blueprint.post("")
@open_to(Caller.OWNER, Caller.LEADER)
def save(code: str) -> ResponseReturnValue:
    """Change it from now on. Whoever is in stays in."""
    live = live_workshop(code)
    form = request.form.to_dict()
    listed = app().register.find(code)
    try:
        ways = ways_from(form, listed.passphrase)
        belongs_to("entry", app().register.set_ways_in, code, *ways)
    except Wrong as wrong:
        return links_page(code, form, way_errors={wrong.field: sentence_of(wrong)}), 400
    app().register.keep(live)
    return redirect(url_for("organise.links", code=live.code, changed=1, _anchor="ways-in"))
