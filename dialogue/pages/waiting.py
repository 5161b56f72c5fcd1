"""The waiting room, as those who wait see it. It shows nothing of the workshop (V1).

It looks again by itself, with and without a script, and whoever was let in goes on by themselves.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.callers import Caller
from dialogue.kernel import Person
from dialogue.live import LiveWorkshop
from dialogue.pages.doors import open_to
from dialogue.pages.here import app, is_over, live_workshop, rejoin_code, wants_json
from dialogue.pages.join import over_page
from dialogue.seats import ensure_not_removed, person_in, seat_in
from dialogue.workshop.door import may_ask_again

blueprint = Blueprint("waiting", __name__, url_prefix="/w/<code>/waiting")

LOOKS_AGAIN_AFTER = 8
"""Seconds after which the page without a script loads itself again."""


@blueprint.get("")
@open_to(Caller.ANYONE)
def page(code: str) -> ResponseReturnValue:
    """For scripts, only whether somebody still waits."""
    return shown(code, looks_again_after=0)


@blueprint.get("/plain")
@open_to(Caller.ANYONE)
def plain(code: str) -> ResponseReturnValue:
    return shown(code, looks_again_after=LOOKS_AGAIN_AFTER)


def shown(code: str, looks_again_after: int) -> ResponseReturnValue:
    live = live_workshop(code)
    person = person_in(session, live)
    if wants_json():
        return {"waiting": bool(person and person.waiting)}
    if is_over(live) and not seat_in(session, live):
        return over_page(live)
    if person is None or person.is_here:
        return redirect(url_for("join.page", code=live.code))
    if person.turned_away:
        return turned_away_page(live, may_ask_again(live.state, person.first or person.seq)), 403
    if not person.waiting:
        ensure_not_removed(session, live)
    return waiting_page(live, person, looks_again_after)


def waiting_page(live: LiveWorkshop, person: Person, looks_again_after: int) -> str:
    named = app().people.names(live.id).get(person.seq)
    return render_template(
        "pages/waiting.html",
        code=live.code,
        name=named.name if named else "",
        rejoin=rejoin_code(live, person.seq),
        looks_again_after=looks_again_after,
    )


def turned_away_page(live: LiveWorkshop, may_ask: bool) -> str:
    """A facilitator may have taken them for somebody else, so they may ask again, and not for ever."""
    told = _("The facilitator did not let you in. Your name was erased.")
    what_now = (
        _("If this is a mistake, speak to the facilitator, then ask again.")
        if may_ask
        else _("You cannot ask again from this device. Speak to the facilitator.")
    )
    return render_template(
        "pages/message.html",
        title=_("You were not let in"),
        sentence=f"{told} {what_now}",
        link={"href": url_for("join.page", code=live.code), "text": _("Ask again")} if may_ask else None,
    )
