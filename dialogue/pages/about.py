"""What is kept about somebody in a workshop: theirs to see, to take along, and to have erased.

It works while the workshop runs and after it, without a script, and also for whoever waits or was
removed: a removal takes their place away, and not their right to this page.
"""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.about import kept_about, said_unnamed, standing_of, unsay
from dialogue.callers import Caller, No
from dialogue.erasing import put_to_the_organiser, words_by
from dialogue.kernel import Audience, Person, Refused
from dialogue.limits import Pace
from dialogue.live import LiveWorkshop
from dialogue.mentions import named_elsewhere
from dialogue.pages.doors import open_to
from dialogue.pages.here import app, live_workshop, wants_json
from dialogue.pages.notice import notice_of
from dialogue.pages.readers import READERS, ensure_not_forgotten, reader_in
from dialogue.pages.said import SAID
from dialogue.pages.signed import account
from dialogue.pages.told import told_of
from dialogue.seats import ensure_seat, forget_seats
from dialogue.workshop import TurnPersonAway, the_workshop

blueprint = Blueprint("about", __name__, url_prefix="/w/<code>")


def only_watching(live: LiveWorkshop, _no: No) -> None:
    """Tell those who only watch why there is nothing here."""
    if only_watches(live):
        raise Refused(
            "You only watch this workshop, so nothing about you is kept on this server. A cookie in your "
            "browser lets you in.",
            "not-allowed",
        )


to_oneself = open_to(
    *(Caller.PARTICIPANT, Caller.FACILITATOR, Caller.WAITING, Caller.REMOVED, Caller.READER),
    *(Caller.OWNER, Caller.LEADER, Caller.WATCHER),
    instead=only_watching,
)

MOST = 60
"""Places that are told of one name."""

LOOKS = Pace(20, seconds=60)
"""It is read from all that was ever done in a workshop."""


@blueprint.get("/me")
@to_oneself
def page(code: str) -> ResponseReturnValue:
    live = live_workshop(code)
    if code != live.code:
        return redirect(url_for(".page", code=live.code))
    person = ensure_somebody(live)
    kept = everything(live, person)
    if wants_json():
        return as_file(kept, f"about-me-{live.code}")
    return render_template(
        "pages/about.html",
        code=live.code,
        title=the_workshop(live.state).title,
        told=told_of(live, kept),
        notice=notice_of(live, is_in=person.was_in),
        is_inside=standing_of(person) == "here",
    )


@blueprint.get("/me.json")
@to_oneself
def file(code: str) -> ResponseReturnValue:
    """The same as a file."""
    live = live_workshop(code)
    return as_file(everything(live, ensure_somebody(live)), f"about-me-{live.code}")


@blueprint.get("/me/erase")
@to_oneself
def ask(code: str) -> ResponseReturnValue:
    """What goes and what stays, before anything is done: it is asked for twice."""
    live = live_workshop(code)
    return sure_page(live, ensure_somebody(live), "words" in request.args)


@blueprint.post("/me/erase")
@to_oneself
def erase(code: str) -> ResponseReturnValue:
    """Erase whoever asks, here and now; afterwards this browser is nobody in this workshop."""
    live = live_workshop(code)
    person = ensure_somebody(live)
    words = "words" in request.form
    if "sure" not in request.form:
        return sure_page(live, person, words), 400
    # Once it is erased, nobody knows any more what to look for.
    also = named_elsewhere(live, person.seq)
    was_removed = standing_of(person) in ("removed", "turned away")
    if person.waiting:
        live.act(TurnPersonAway(person.seq))
    else:
        live.erase(person.seq, words, leaves=True)
    unsay(live, said_here(live))
    put_to_the_organiser(live, also[:MOST], still_named())
    app().jobs.forget(live.id)
    app().register.index_soon()
    app().register.keep(live)
    forget_here(live, keeps_out=was_removed)
    return render_template(
        "pages/about_gone.html", code=live.code, title=the_workshop(live.state).title, words=words
    )


# ---- Who asks


def ensure_somebody(live: LiveWorkshop) -> Person:
    """The person whose browser this is. Refuses whoever is nobody here, and whoever was erased."""
    person = somebody(live)
    if person is None:
        only_watching(live, No.NOT_ALLOWED)
        ensure_seat(session, live)
        raise Refused("You have not joined this workshop. Enter its code to join.", "not-joined")
    ensure_not_forgotten(person)
    if not LOOKS.allows(live.code, person.seq):
        raise Refused("You sent too many things too fast. Wait a minute, then send it again.", "slow-down")
    return person


def somebody(live: LiveWorkshop) -> Person | None:
    """Who took a seat in this browser, whatever became of it; else who kept the link to the minutes, or
    who an account is.
    """
    audience, number, *_ = session.get("seats", {}).get(live.code) or (None, None)
    person = live.person(number) if number is not None else None
    if person is not None and person.role == audience:
        return person
    if number := reader_in(live):
        return live.person(number)
    mine = account()
    number = app().holders.person_of(live.id, mine.id) if mine else None
    return live.person(number) if number is not None else None


def only_watches(live: LiveWorkshop) -> bool:
    audience, *_ = session.get("seats", {}).get(live.code) or (None,)
    return audience in (Audience.OBSERVER, Audience.SCREEN) or reader_in(live) == 0


# ---- What is told


def everything(live: LiveWorkshop, person: Person) -> dict[str, Any]:
    """All that is kept about whoever asks, and what this browser says of them."""
    kept = kept_about(live, app().register.find(live.code), person.seq, mine=True)
    ids = said_here(live)
    kept["messages_without_your_name"] = said_unnamed(live, ids) if ids else []
    kept["cookie"] = {
        "seat": session.get("seats", {}).get(live.code),
        "reads_minutes_as": reader_in(live),
        "language": session.get("language"),
        "messages_about_the_minutes": ids,
        "ends_after_days": 30,
    }
    return kept


def said_here(live: LiveWorkshop) -> list[int]:
    """What was said of the minutes from this browser, with or without a name."""
    found: list[int] = session.get(SAID, {}).get(live.code, [])
    return found


def as_file(kept: dict[str, Any], name: str) -> Response:
    body = msgspec.json.format(msgspec.json.encode(kept), indent=2)
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


# ---- Erasing


def still_named() -> str:
    """What the organiser reads beside words in which a name still stands."""
    return _("Somebody had their name erased, and it still stands in these words. Look at whether it may.")


def sure_page(live: LiveWorkshop, person: Person, words: bool) -> str:
    return render_template(
        "pages/about_erase.html",
        code=live.code,
        title=the_workshop(live.state).title,
        words=words,
        entries=words_by(live, person.seq),
        is_inside=standing_of(person) == "here",
        standing=standing_of(person),
    )


def forget_here(live: LiveWorkshop, keeps_out: bool) -> None:
    """Take this workshop out of the cookie. Who was removed does not come back as somebody else."""
    if not keeps_out:
        forget_seats(session, [live.code])
    for place in (READERS, SAID):
        if live.code in session.get(place, {}):
            session[place] = {code: each for code, each in session[place].items() if code != live.code}
