"""Bringing along the outline of an earlier workshop: a mind map, a table or a list becomes questions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.callers import Caller
from dialogue.edge import sentence_of
from dialogue.kernel import Refused
from dialogue.outlines import LARGEST
from dialogue.outlines.bring import boards_of, bring
from dialogue.pages.doors import open_to
from dialogue.pages.forms import new_id, number_of
from dialogue.pages.here import app, card_of, live_workshop
from dialogue.pages.signed import account
from dialogue.people import spelled
from dialogue.workshop import Stage

blueprint = Blueprint("seed", __name__, url_prefix="/workshops/<code>/seed")

AROUND = 16 * 1024
"""Bytes of a form around its file."""
ID_LENGTH = 64


@blueprint.url_value_preprocessor
def let_in(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """An organiser may send a file, which is larger than any other form."""
    if account():
        request.max_content_length = request.max_form_memory_size = LARGEST + AROUND


@blueprint.get("")
@open_to(Caller.OWNER, Caller.LEADER)
def form(code: str) -> ResponseReturnValue:
    return page_of(code)


@blueprint.post("")
@open_to(Caller.OWNER, Caller.LEADER)
def seed(code: str) -> ResponseReturnValue:
    """Bring a file along, or what was written into the form; then say how much came."""
    live = live_workshop(code)
    given, text = request.files.get("file"), request.form.get("outline", "")
    is_written = bool(text.strip()) and not (given and given.filename)
    place, id = request.form.get("step", ""), request.form.get("id", "")[:ID_LENGTH] or None
    step = number_of(place) if place else None
    try:
        if given and given.filename:
            with given.stream as stream:
                plan = bring(live, stream.read(), given.filename, step, id)
        elif is_written:
            plan = bring(live, text.encode(), "", step, id)
        else:
            raise Refused("Choose a file, or write an outline.", "empty")
    except Refused as refused:
        return page_of(code, {"outline" if is_written else "file": sentence_of(refused)}), 400
    app().register.keep(live)
    counts = {"questions": len(plan.questions), "clusters": len(plan.clusters), "notes": plan.notes}
    return redirect(url_for(".form", code=live.code, **counts))


def page_of(code: str, errors: dict[str, str] | None = None) -> str:
    live = live_workshop(code)
    live.hear()
    came = {name: number_of(request.args.get(name, "")) for name in ("questions", "clusters", "notes")}
    return render_template(
        "pages/seed.html",
        code=live.code,
        spelled=spelled(live.code),
        workshop=card_of(live),
        boards=[(place, titled(stage)) for place, stage in boards_of(live.state)],
        id=new_id(),
        came=came if came["questions"] > 0 else None,
        form=request.form,
        errors=errors or {},
    )


def titled(stage: Stage) -> str:
    return stage.title or _("Question board")
