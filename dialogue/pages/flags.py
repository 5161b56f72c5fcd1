"""“This is not what I meant”: for some days after the end, everybody who took part may say so of a
passage or a note. Only those who hold the workshop read it.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.beside import flag, flag_days_of, flags_until
from dialogue.callers import Caller
from dialogue.edge import sentence_of
from dialogue.exports.when import day
from dialogue.kernel import Refused, worded
from dialogue.limits import Pace
from dialogue.live import LiveWorkshop
from dialogue.pages.doors import open_to
from dialogue.pages.here import app, live_workshop
from dialogue.pages.meant import UNSPOKEN, Meant, is_nobodys, meant_at
from dialogue.pages.passages import passages_of
from dialogue.pages.readers import ensure_witness, may_flag
from dialogue.pages.said import remember
from dialogue.workshop import the_workshop

blueprint = Blueprint("flags", __name__, url_prefix="/w/<code>/archive/flag")

took_part = open_to(after_the_end=[Caller.PARTICIPANT, Caller.READER])

LENGTH = 500
FLAGS = Pace(20, seconds=60)


@blueprint.get("")
@took_part
def page(code: str) -> ResponseReturnValue:
    live = live_workshop(code)
    ensure_may_flag(live)
    return page_of(live, find_meant(live, request.args.get("at", "")))


@blueprint.post("")
@took_part
def say(code: str) -> ResponseReturnValue:
    """Keep what somebody says; what was refused comes back with their words still in it."""
    live = live_workshop(code)
    meant = find_meant(live, request.form.get("at", ""))
    try:
        person = ensure_may_flag(live)
        text = worded(request.form.get("text", ""), LENGTH)
        if not FLAGS.allows(live.code, person):
            raise Refused(
                "You sent too many things too fast. Wait a minute, then send it again.", "slow-down"
            )
        unnamed = "unnamed" in request.form or is_nobodys(live, meant.place)
        remember(live, flag(app().database, live.id, meant.place, None if unnamed else person, text))
    except Refused as refused:
        return page_of(live, meant, sentence_of(refused)), 400
    return render_template(
        "pages/message.html",
        title=_("Your message has arrived"),
        sentence=_(
            "The organisers see it next to this part of the minutes. You will see their "
            "answer there. Nobody else sees it."
        ),
        link={
            "href": url_for("archive.page", code=live.code, _anchor=meant.place),
            "text": _("Back to the minutes"),
        },
    )


def ensure_may_flag(live: LiveWorkshop) -> int:
    """Who speaks. Refuses those who did not take part, and everybody when the days are over."""
    witness = ensure_witness(live)
    if witness.person is None or not may_flag(live, witness):
        raise Refused(
            "The time for messages about these minutes is over. Write to the organiser instead.",
            "not-allowed",
        )
    return witness.person


def find_meant(live: LiveWorkshop, place: str) -> Meant:
    """A passage, an outcome or a note that everybody reads. Refuses what is not in the minutes."""
    if meant := meant_at(live, place):
        return meant
    for passage in passages_of(live):
        if passage.name == place and place not in UNSPOKEN and (passage.text or passage.automatic):
            return Meant(passage.name, passage.title, passage.text or passage.automatic)
    raise Refused(
        "This is not in the minutes. Go back, load the minutes again, then choose there.", "not-found"
    )


def page_of(live: LiveWorkshop, meant: Meant, wrong: str = "") -> str:
    until = flags_until(the_workshop(live.state).closed_at, flag_days_of(app().database, live.id))
    return render_template(
        "pages/flag.html",
        code=live.code,
        title=the_workshop(live.state).title,
        meant=meant,
        is_nobodys=is_nobodys(live, meant.place),
        until=day(until) if until else "",
        form=request.form,
        errors={"text": wrong} if wrong else {},
        length=LENGTH,
    )
