"""The people of a workshop, for its owner: whom one of them asks what is kept, or to be forgotten, and who
may remove anybody, also a facilitator.
"""

from __future__ import annotations

import re

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.about import kept_about
from dialogue.callers import Caller
from dialogue.edge import sentence_of
from dialogue.erasing import people_known
from dialogue.kernel import Command, Refused
from dialogue.mentions import everything_said, named_elsewhere
from dialogue.pages.about import MOST, as_file
from dialogue.pages.doors import open_to
from dialogue.pages.forms import number_of
from dialogue.pages.here import app, card_of, is_over, live_workshop
from dialogue.people import spelled
from dialogue.workshop import (
    MutePerson,
    ReadmitPerson,
    RemovePerson,
    UnmutePerson,
)

blueprint = Blueprint("erase", __name__, url_prefix="/workshops/<code>/people")

PLACE = re.compile(
    r"(note|action|rule|parked|cluster|concern)-(\d{1,9})|(summary|next|question)\.\w{1,40}", re.ASCII
)


@blueprint.get("")
@open_to(Caller.OWNER)
def people(code: str) -> ResponseReturnValue:
    return page_of(code)


@blueprint.post("")
@open_to(Caller.OWNER)
def erase(code: str) -> ResponseReturnValue:
    """Erase a name, and with `words` what its owner wrote. It cannot be undone, so it is asked for twice."""
    live = live_workshop(code)
    try:
        number = number_of(request.form.get("person", ""))
        # Once it is erased, nobody knows any more what to look for.
        also = named_elsewhere(live, number)
        live.erase(number, "words" in request.form)
        app().jobs.forget(live.id)
        app().register.index_soon()
    except Refused as refused:
        return page_of(code, sentence_of(refused)), 400
    app().register.keep(live)
    return redirect(url_for(".people", code=live.code, done=number, also=",".join(also[:MOST]) or None))


@blueprint.post("/moderate")
@open_to(Caller.OWNER)
def moderate(code: str) -> ResponseReturnValue:
    """Remove somebody, or mute them, and the way back from each. The server itself acts, so it may do so
    with a facilitator, and after the end too: whoever was removed reads no more.
    """
    live = live_workshop(code)
    try:
        number = number_of(request.form.get("person", ""))
        live.act(act_of(request.form.get("act", ""), number, request.form.get("notes", "")))
    except Refused as refused:
        return page_of(code, sentence_of(refused)), 400
    app().register.keep(live)
    return redirect(url_for(".people", code=live.code, _anchor=f"person-{number}"))


def act_of(name: str, person: int, notes: str) -> Command:
    """What a button of the page means."""
    match name:
        case "remove":
            return RemovePerson(person, "quarantine" if notes == "quarantine" else "stay")
        case "readmit":
            return ReadmitPerson(person)
        case "mute":
            return MutePerson(person)
        case "unmute":
            return UnmutePerson(person)
    raise Refused("Something is missing. Load the page again.", "wrong-data")


@blueprint.get("/<person>.json")
@open_to(Caller.OWNER)
def export(code: str, person: str) -> ResponseReturnValue:
    """What is kept about one person, to be given to them: what they see themselves, without what they chose
    or wrote in secret, which nobody else may know (P5, B5).
    """
    live = live_workshop(code)
    live.hear()
    number = number_of(person)
    kept = kept_about(live, app().register.find(code), number, mine=False)
    return as_file(kept, f"person-{number}-{live.code}")


def page_of(code: str, wrong: str = "") -> str:
    live = live_workshop(code)
    known, said = people_known(live), everything_said(live)
    return render_template(
        "pages/people.html",
        code=live.code,
        spelled=spelled(live.code),
        workshop=card_of(live),
        people=known,
        named={each.person: named_elsewhere(live, each.person, said) for each in known},
        also=[place for place in request.args.get("also", "").split(",") if PLACE.fullmatch(place)][:MOST],
        in_words=in_words,
        done=number_of(request.args.get("done", "")),
        wrong=wrong,
        roles={"facilitator": _("facilitator"), "observer": _("observer")},
        standings=standings(),
        is_archive=live.state.is_archive,
        is_over=is_over(live),
    )


def standings() -> dict[str, str]:
    """Where somebody is who is not simply here."""
    return {
        "waiting": _("in the waiting room"),
        "turned away": _("not let in"),
        "left": _("left the workshop"),
        "removed": _("removed"),
    }


def in_words(place: str) -> str:
    """A place of the minutes as it is read: action ¶54."""
    kind, _dash, seq = place.partition("-")
    names = {
        "note": _("note"),
        "action": _("action"),
        "rule": _("ground rule"),
        "parked": _("parking lot"),
        "cluster": _("cluster"),
        "concern": _("concern"),
    }
    return f"{names[kind]} ¶{seq}" if kind in names else _("the summary")
