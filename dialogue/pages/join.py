"""Joining: a name, a sector, and a seat. What will be kept is said before (P4)."""

from __future__ import annotations

import secrets
import time
from typing import Annotated, Any

import msgspec
from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from msgspec import Meta

from dialogue.edge import guessing, read_as, sentence_of
from dialogue.kernel import Audience, Refused, Role, worded_or_empty
from dialogue.languages import languages
from dialogue.live import LiveWorkshop
from dialogue.looks import chosen_look
from dialogue.pages.forms import Wrong, belongs_to
from dialogue.pages.here import app, card_of, json_body, live_workshop, rejoin_code, wants_json
from dialogue.people import NAME_LENGTH, Name, is_same
from dialogue.seats import Seat, ensure_not_removed, seat_in, take_seat
from dialogue.workshop import WorkshopState, the_workshop

blueprint = Blueprint("join", __name__)

FRESH_FOR = 1.0
MOST_KEPT = 1_000
STANDS_IN = ("the-token-of-whoever-asks", "the-id-of-whoever-asks")

Short = Annotated[str, Meta(max_length=400)]


class Joining(msgspec.Struct, forbid_unknown_fields=True):
    """What a person says of themselves. All of it may be empty, unless the workshop has sectors.

    `id` is the client's: a join whose answer was lost is sent again and does not seat a second person.
    """

    name: Short = ""
    sector: Short = ""
    organisation: Short = ""
    language: Annotated[str, Meta(max_length=12)] = ""
    passphrase: Short = ""
    rejoin: Annotated[str, Meta(max_length=20)] = ""
    id: Annotated[str, Meta(max_length=58, pattern=r"^([\w.:-]{16,})?$")] = ""


@blueprint.get("/join/<code>")
def page(code: str) -> ResponseReturnValue:
    live = live_workshop(code)
    if code != live.code:
        return redirect(url_for(".page", code=live.code))
    seat = seat_in(session, live)
    if seat and seat.audience is Audience.PARTICIPANT:
        return redirect(url_for("room.phone", code=live.code))
    if is_over(live):
        return over_page(live)
    ensure_not_removed(session, live)
    return form_page(live, {}, {})


@blueprint.post("/join/<code>")
def join(code: str) -> ResponseReturnValue:
    """Take a seat. A form is answered with a page, JSON with JSON."""
    live = live_workshop(code)
    comes_back = bool(request.form.get("rejoin", "").strip())
    if is_over(live) and not wants_json() and not comes_back:
        return over_page(live)
    given = json_body() if request.is_json else form_values()
    try:
        seat = seated(live, belongs_to("name", read_as, Joining, given))
    except Wrong as wrong:
        if wants_json():
            return {"refused": sentence_of(wrong), "reason": wrong.reason, "field": wrong.field}, 400
        if is_over(live):
            return lost_page(live, {wrong.field: sentence_of(wrong)}), 400
        return form_page(live, given, {wrong.field: sentence_of(wrong)}), 400
    take_seat(session, live.code, seat)
    if wants_json():
        rejoin = rejoin_code(live, seat.person or 0)
        return {"code": live.code, "person": seat.person, "role": seat.audience, "rejoin": rejoin}
    return redirect(url_for("archive.page" if is_over(live) else "room.phone", code=live.code))


def seated(live: LiveWorkshop, joining: Joining) -> Seat:
    """The seat a person gets: their old one, or a new one when the door is open to them."""
    if is_over(live) and not joining.rejoin.strip():
        raise Refused("This workshop is over. Nobody can join it now.", "workshop-closed")
    kept = seat_in(session, live)
    if kept and kept.audience is Audience.PARTICIPANT:
        return kept
    ensure_not_removed(session, live)
    if joining.rejoin.strip():
        return rejoined(live, joining)
    belongs_to("passphrase", ensure_passphrase, live, joining.passphrase)
    sectors = the_workshop(live.state).sectors
    if joining.sector not in sectors and (sectors or joining.sector):
        raise Wrong("sector", Refused("Choose your sector from the list.", "unknown-sector"))
    name = belongs_to("name", worded_or_empty, joining.name, NAME_LENGTH)
    organisation = belongs_to("organisation", worded_or_empty, joining.organisation, NAME_LENGTH)
    if joining.language in languages():
        session["language"] = joining.language
    language = joining.language or str(get_locale() or "")
    who = Name(name, organisation, language)
    number = live.admit(Role.PARTICIPANT, joining.sector, who, f"join:{joining.id}" if joining.id else None)
    return Seat(Audience.PARTICIPANT, number)


def rejoined(live: LiveWorkshop, joining: Joining) -> Seat:
    """The seat of somebody who comes back on another device (P2)."""
    try:
        with guessing("rejoin", live.code):
            salt = app().register.find(live.code).salt
            person = live.person(app().people.rejoining(live.id, salt, joining.rejoin))
    except Refused as refused:
        raise Wrong("rejoin", refused) from None
    if person is None or not person.is_here:
        raise Wrong(
            "rejoin", Refused("This person was removed from the workshop. Speak to a facilitator.", "removed")
        )
    return Seat(Audience(person.role), person.seq)


def ensure_passphrase(live: LiveWorkshop, given: str) -> None:
    listed = app().register.find(live.code)
    if listed.entry != "passphrase":
        return
    with guessing("passphrase", live.code):
        if not is_same(listed.passphrase.strip(), given.strip()):
            raise Refused(
                "This passphrase is wrong. You find the right one in your invitation.", "wrong-passphrase"
            )


def is_over(live: LiveWorkshop) -> bool:
    return the_workshop(live.state).state is WorkshopState.CLOSED


def over_page(live: LiveWorkshop) -> ResponseReturnValue:
    """Nobody can join any more, but those who took part can read the minutes."""
    archive = url_for("archive.page", code=live.code) if seat_in(session, live) else ""
    said = {
        "title": the_workshop(live.state).title,
        "sentence": _("This workshop is over. Nobody can join it now."),
        "link": {"href": archive, "text": _("Read the minutes")} if archive else None,
    }
    return render_template("pages/message.html", **said), 410


def lost_page(live: LiveWorkshop, errors: dict[str, str] | None = None) -> str:
    """For whoever took part and comes without their link: the rejoin code opens the minutes too."""
    title = the_workshop(live.state).title
    return render_template(
        "pages/lost.html", code=live.code, title=title, form=request.form, errors=errors or {}
    )


def form_values() -> dict[str, str]:
    return {key: value for key, value in request.form.items() if key != "csrf_token"}


def form_page(live: LiveWorkshop, form: dict[str, Any], errors: dict[str, str]) -> Any:
    context = {"form": {"id": secrets.token_hex(16)} | form, "errors": errors}
    return make_response(
        form_of(live, context) if form or errors or request.args else fresh_form(live, context)
    )


def form_of(live: LiveWorkshop, context: dict[str, Any]) -> str:
    return render_template("pages/join.html", workshop=card_of(live), **context)


def fresh_form(live: LiveWorkshop, context: dict[str, Any]) -> str:
    """The empty form. A thousand may ask for it at once, so it is made once a second for all of them
    who read the same language in the same colours; only its token and its id are each one's own.
    """
    kept = app().fresh_forms
    key = (live.code, str(get_locale()), chosen_look())
    made_at, page = kept.get(key, (0.0, ""))
    if not page or time.monotonic() - made_at > FRESH_FOR:
        # What stands in for theirs is no secret and appears nowhere else.
        page = form_of(live, {"form": {"id": STANDS_IN[1]}, "errors": {}, "csrf_token": lambda: STANDS_IN[0]})
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = time.monotonic(), page
    return page.replace(STANDS_IN[0], generate_csrf()).replace(STANDS_IN[1], context["form"]["id"])
