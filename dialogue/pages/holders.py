"""Who holds a workshop: its owner adds others, changes what they may do, hands it over, ends old links."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from dialogue.accounts import Account, addressed
from dialogue.callers import HOLDERS, Caller
from dialogue.edge import sentence_of
from dialogue.holders import Handover, Holder, Holding
from dialogue.kernel import Audience, Refused
from dialogue.leaving import leave
from dialogue.pages.doors import open_to
from dialogue.pages.forms import Wrong, belongs_to
from dialogue.pages.here import app, live_workshop
from dialogue.pages.signed import ensure_account
from dialogue.workshop import the_workshop

blueprint = Blueprint("holders", __name__)

GIVEN = (Holding.FACILITATOR, Holding.OBSERVER)
"""What an owner gives. Ownership is handed over, which is a step of its own."""


@blueprint.get("/workshops/<code>/holders")
@open_to(*HOLDERS)
def page(code: str) -> ResponseReturnValue:
    return holders_page(code, {}, {})


@blueprint.post("/workshops/<code>/holders")
@open_to(Caller.OWNER)
def add(code: str) -> ResponseReturnValue:
    """Let another account hold the workshop."""
    form = request.form.to_dict()
    try:
        whose = belongs_to("email", account_by, form.get("email", ""))
        role = belongs_to("role", given_role, form.get("role", ""))
        belongs_to("email", ensure_new, code, whose)
    except Wrong as wrong:
        return holders_page(code, form, {wrong.field: sentence_of(wrong)}), 400
    app().holders.give(live_workshop(code).id, whose.id, role, ensure_account().id)
    return done(code)


@blueprint.post("/workshops/<code>/holders/<int:account>")
@open_to(Caller.OWNER)
def change(code: str, account: int) -> ResponseReturnValue:
    """Give somebody another role, take it away, or hand the workshop over to them.

    Whoever leads no longer leaves the workshop at once: their console ends.
    """
    live, mine, act = live_workshop(code), ensure_account(), request.form.get("act", "")
    if app().holders.role_of(live.id, account) is None:
        raise Refused("They do not hold this workshop any more. Load the page again.", "unknown-account")
    if act == "hand_over":
        if "sure" not in request.form:
            return holders_page(code, {}, {}, handing_to=app().accounts.find(account))
        app().holders.give(live.id, account, Holding.OWNER, mine.id)
        return done(code)
    person = app().holders.person_of(live.id, account)
    rooms = rooms_of(account)
    if act == "take":
        app().holders.take(live.id, account, mine.id)
    else:
        app().holders.give(live.id, account, given_role(act), mine.id)
    if act != Holding.FACILITATOR:
        leave(live, person)
    for room in rooms:
        app().fanout.end(room)
    return done(code)


@blueprint.post("/workshops/<code>/links")
@open_to(Caller.OWNER)
def renew(code: str) -> ResponseReturnValue:
    """Make new links to the roles; those before are worth nothing."""
    app().register.renew_links(live_workshop(code).code)
    return redirect(url_for("organise.links", code=live_workshop(code).code, renewed=1))


def hang_up(account: int) -> None:
    """End the connections that an account has to its workshops. Whoever may still look comes back at once;
    a browser in which its session ended does not.
    """
    for room in rooms_of(account):
        app().fanout.end(room)


def rooms_of(account: int) -> list[str]:
    """Where an account hears of the workshops that it holds. An observer's room is that of all observers."""
    held = app().holders.held_by(account)
    rooms = []
    for live in app().register.held:
        role = held.get(live.id)
        person = app().holders.person_of(live.id, account) if role else None
        if role is Holding.OBSERVER:
            rooms.append(live.room(Audience.OBSERVER))
        elif role and person is not None:
            rooms.append(live.room(person))
    return rooms


def done(code: str) -> ResponseReturnValue:
    return redirect(url_for(".page", code=live_workshop(code).code, done=1))


def account_by(email: str) -> Account:
    """The account with an address. Organisers of one server may know who has one."""
    if found := app().accounts.known_by(addressed(email)):
        return found
    raise Refused(
        "There is no account with this address. Ask an administrator of this server to invite them.",
        "unknown-account",
    )


def given_role(text: str) -> Holding:
    if text not in GIVEN:
        raise Refused("Choose what they may do.", "no-role")
    return Holding(text)


def ensure_new(code: str, whose: Account) -> None:
    if app().holders.role_of(live_workshop(code).id, whose.id) is not None:
        raise Refused(
            "They hold this workshop already. Change what they may do in the list.", "holds-already"
        )


def holders_page(
    code: str, form: Mapping[str, str], errors: dict[str, str], handing_to: Account | None = None
) -> str:
    live, mine = live_workshop(code), ensure_account()
    held = app().holders.of(live.id)
    return render_template(
        "pages/holders.html",
        code=live.code,
        title=the_workshop(live.state).title,
        holders=held,
        own=mine.id,
        is_owner=app().holders.role_of(live.id, mine.id) is Holding.OWNER,
        may_lead=app().holders.role_of(live.id, mine.id) is not Holding.OBSERVER,
        log=[told(each) for each in app().holders.handovers(live.id)],
        form=form,
        errors=errors,
        done="done" in request.args and not errors,
        handing_to=handing_to,
    )


class Here(NamedTuple):
    """What the page of a workshop says of who holds it."""

    holders: list[Holder]
    is_owner: bool


@blueprint.app_template_global("holding_here")
def holding_here(code: str) -> Here:
    """Who holds a workshop, for a page about it."""
    held, mine = app().holders.of(app().register.find(code).id), ensure_account()
    return Here(held, any(each.account == mine.id and each.role is Holding.OWNER for each in held))


@blueprint.app_template_global("role_in_words")
def role_in_words(role: Holding) -> str:
    """What a holder of a workshop is called."""
    names: dict[Any, str] = {
        Holding.OWNER: _("Owner"),
        Holding.FACILITATOR: _("Facilitator"),
        Holding.OBSERVER: _("Observer"),
    }
    return names[role]


def told(each: Handover) -> str:
    """One change of who holds a workshop, as a sentence with its day."""
    day = format_date(datetime.fromtimestamp(each.at, UTC), "medium")
    said = {"day": day, "by": each.by or _("The command line"), "whose": each.whose}
    if each.role is None:
        return _("%(day)s: %(by)s took away the role of %(whose)s.", **said)
    if each.role is Holding.OWNER:
        return _("%(day)s: %(by)s made %(whose)s the owner.", **said)
    if each.role is Holding.FACILITATOR:
        return _("%(day)s: %(by)s made %(whose)s a facilitator.", **said)
    return _("%(day)s: %(by)s made %(whose)s an observer.", **said)
