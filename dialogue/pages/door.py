"""The door without a script: who waits before it, letting them in or not, and locking it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dialogue.callers import Caller
from dialogue.edge import sentence_of
from dialogue.kernel import Command, Person, Refused
from dialogue.live import LiveWorkshop
from dialogue.pages.doors import open_to
from dialogue.pages.forms import number_of
from dialogue.pages.here import app, card_of, live_workshop
from dialogue.people import Name
from dialogue.workshop import LetPeopleIn, LockDoor, TurnPersonAway, UnlockDoor, ensure_not_over

blueprint = Blueprint("door", __name__, url_prefix="/workshops/<code>/door")

NAMELESS = Name("")


@blueprint.get("")
@open_to(Caller.OWNER, Caller.LEADER)
def page(code: str) -> ResponseReturnValue:
    return page_of(live_workshop(code))


@blueprint.post("")
@open_to(Caller.OWNER, Caller.LEADER)
def act(code: str) -> ResponseReturnValue:
    """Let in who is named, or turn them away; lock the door, or unlock it."""
    live = live_workshop(code)
    try:
        # The server acts for the organiser, and nothing stops it after the end but this.
        ensure_not_over(live.state)
        live.act(command_of())
    except Refused as refused:
        return page_of(live, sentence_of(refused)), 400
    app().register.keep(live)
    return redirect(url_for(".page", code=live.code), 303)


def command_of() -> Command:
    """What the form says."""
    people = [number_of(number) for number in request.form.getlist("person")]
    match request.form.get("do"):
        case "let_in" if people:
            return LetPeopleIn(people)
        case "turn_away" if people:
            return TurnPersonAway(people[0])
        case "lock":
            return LockDoor()
        case "unlock":
            return UnlockDoor()
    raise Refused("Something is missing. Choose it or write it, then send again.", "wrong-data")


def page_of(live: LiveWorkshop, wrong: str = "") -> str:
    live.hear()
    return render_template(
        "pages/door.html",
        code=live.code,
        workshop=card_of(live),
        waiting=waiting_in(live),
        wrong=wrong,
    )


def waiting_in(live: LiveWorkshop) -> list[dict[str, Any]]:
    """Who waits, in the order in which they came."""
    names = app().people.names(live.id)
    return [
        {"person": person.seq, "sector": person.sector, **names.get(person.seq, NAMELESS)._asdict()}
        for person in live.state.all(Person)
        if person.waiting
    ]
