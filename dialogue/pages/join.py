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

from dialogue.asking import heard
from dialogue.callers import Caller
from dialogue.edge import ensure_room, guessing, read_as, sentence_of
from dialogue.guests import Guest
from dialogue.kernel import Audience, Refused, Role, worded_or_empty
from dialogue.languages import languages
from dialogue.live import Coming, LiveWorkshop
from dialogue.looks import chosen_look
from dialogue.pages.doors import open_to
from dialogue.pages.forms import Wrong, belongs_to
from dialogue.pages.here import app, card_of, is_over, json_body, live_workshop, rejoin_code, wants_json
from dialogue.pages.invited import drop_invitation, guest_in, keep_invitation, seat_of_guest
from dialogue.pages.notice import notice_of
from dialogue.people import NAME_LENGTH, Name, is_same
from dialogue.seats import Seat, ensure_not_removed, person_in, seat_in, take_seat
from dialogue.workshop import TurnPersonAway, the_workshop
from dialogue.workshop.door import door_locked, may_ask_again

blueprint = Blueprint("join", __name__)

FRESH_FOR = 1.0
MOST_KEPT = 1_000
STANDS_IN = ("the-token-of-whoever-asks", "the-id-of-whoever-asks")

Short = Annotated[str, Meta(max_length=400)]


class Joining(msgspec.Struct, forbid_unknown_fields=True):
    """What a person says of themselves. What may be empty is the workshop's to say.

    `id` is the client's: a join whose answer was lost is sent again and does not seat a second person.
    """

    name: Short = ""
    sector: Short = ""
    organisation: Short = ""
    language: Annotated[str, Meta(max_length=12, pattern=r"^[A-Za-z0-9_-]*\Z")] = ""
    passphrase: Short = ""
    rejoin: Annotated[str, Meta(max_length=20)] = ""
    id: Annotated[str, Meta(max_length=58, pattern=r"^([\w.:-]{16,})?$")] = ""


@blueprint.get("/join/<code>")
@open_to(Caller.ANYONE)
def page(code: str) -> ResponseReturnValue:
    live = live_workshop(code)
    if "invite" in request.args:
        keep_invitation(live, request.args["invite"])
    if code != live.code or "invite" in request.args:
        return redirect(url_for(".page", code=live.code))
    guest = guest_in(live)
    if guest and (seat := seat_of_guest(live, guest)):
        return seated_at(live, seat)
    if guest is None:
        seat = seat_in(session, live)
        if seat and seat.audience is Audience.PARTICIPANT:
            return redirect(url_for("room.phone", code=live.code))
    if is_over(live):
        return over_page(live)
    if guest is None and (before := person_in(session, live)):
        is_asked_out = before.turned_away and not may_ask_again(live.state, before.first or before.seq)
        if before.waiting or is_asked_out:
            return redirect(url_for("waiting.page", code=live.code))
        if not before.turned_away:
            ensure_not_removed(session, live)
    return form_page(live, {}, {})


@blueprint.post("/join/<code>")
@open_to(Caller.ANYONE)
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
    return seated_at(live, seat)


def seated_at(live: LiveWorkshop, seat: Seat) -> ResponseReturnValue:
    """Into the workshop, or into its waiting room."""
    take_seat(session, live.code, seat)
    drop_invitation(live)
    person = live.person(seat.person) if seat.person else None
    waits = bool(person and person.waiting)
    if wants_json():
        rejoin = rejoin_code(live, seat.person or 0)
        known = {"code": live.code, "person": seat.person, "role": seat.audience, "rejoin": rejoin}
        return known | ({"waiting": True} if waits else {})
    if waits:
        return redirect(url_for("waiting.page", code=live.code))
    return redirect(url_for("archive.page" if is_over(live) else "room.phone", code=live.code))


def seated(live: LiveWorkshop, joining: Joining) -> Seat:
    """The seat a person gets: their old one, or a new one when the door is open to them."""
    if is_over(live) and not joining.rejoin.strip():
        raise Refused("This workshop is over. Nobody can join it now.", "workshop-closed")
    guest = guest_in(live)
    if guest and (seat := seat_of_guest(live, guest)):
        return seat
    before = person_in(session, live)
    if guest is None and (kept := kept_seat(live)):
        return kept
    if guest is None and not (before and before.turned_away):
        ensure_not_removed(session, live)
    if joining.rejoin.strip():
        return rejoined(live, joining)
    return newly_seated(live, joining, guest)


def kept_seat(live: LiveWorkshop) -> Seat | None:
    """The seat that this browser has, or the place in the waiting room."""
    kept = seat_in(session, live)
    if kept and kept.audience is Audience.PARTICIPANT:
        return kept
    before = person_in(session, live)
    return Seat(Audience.PARTICIPANT, before.seq) if before and before.waiting else None


def newly_seated(live: LiveWorkshop, joining: Joining, guest: Guest | None) -> Seat:
    """A seat for somebody who was never in. A personal link passes every way in, and no locked door."""
    listed, before = app().register.find(live.code), person_in(session, live)
    if the_workshop(live.state).door == "locked":
        raise door_locked()
    if guest is None and listed.entry == "invited":
        raise invited_only()
    if guest is None:
        belongs_to("passphrase", ensure_passphrase, live, joining.passphrase)
    sector, who = said_of_themselves(live, joining)
    id = f"join:{joining.id}" if joining.id else None
    coming = Coming(waits=listed.entry == "approval")
    if guest:
        id = f"guest:{guest.number}:{guest.salt}"
        coming = Coming(invited=True, also=app().guests.coming(live.id, guest))
    elif before and before.turned_away:
        coming = coming._replace(first=before.first or before.seq)
    ensure_room(live)
    number = live.admit(Role.PARTICIPANT, sector, who, id, coming)
    if guest and before and before.waiting:
        # They waited, and then found their own link.
        live.act(TurnPersonAway(before.seq))
    return Seat(Audience.PARTICIPANT, number)


def said_of_themselves(live: LiveWorkshop, joining: Joining) -> tuple[str, Name]:
    """The sector and the name, as the workshop asks for them. What is not asked is not kept."""
    asks, sectors = app().register.find(live.code).asks, the_workshop(live.state).sectors
    if asks.sector == "no":
        joining.sector = ""
    if joining.sector not in sectors and (joining.sector or (sectors and asks.sector == "required")):
        raise Wrong("sector", Refused("Choose your sector from the list.", "unknown-sector"))
    name = belongs_to("name", worded_or_empty, joining.name, NAME_LENGTH)
    organisation = belongs_to("organisation", worded_or_empty, joining.organisation, NAME_LENGTH)
    if asks.name == "required" and not name:
        raise Wrong("name", Refused("Write your name first.", "no-name"))
    if asks.organisation == "required" and not organisation:
        raise Wrong("organisation", Refused("Write your organisation first.", "no-organisation"))
    if joining.language in languages():
        session["language"] = joining.language
    language = joining.language or str(get_locale() or "")
    is_asked = (asks.name != "no", asks.organisation != "no")
    return joining.sector, Name(name if is_asked[0] else "", organisation if is_asked[1] else "", language)


def rejoined(live: LiveWorkshop, joining: Joining) -> Seat:
    """The seat of somebody who comes back on another device (P2), or their place in the waiting room."""
    try:
        with guessing("rejoin", live.code):
            salt = app().register.find(live.code).salt
            person = live.person(app().people.rejoining(live.id, salt, joining.rejoin))
    except Refused as refused:
        raise Wrong("rejoin", refused) from None
    if person is None or not (person.is_here or person.waiting):
        raise Wrong(
            "rejoin", Refused("This person was removed from the workshop. Speak to a facilitator.", "removed")
        )
    return Seat(Audience(person.role), person.seq)


def ensure_passphrase(live: LiveWorkshop, given: str) -> None:
    listed = app().register.find(live.code)
    if listed.entry != "passphrase":
        return
    with guessing("passphrase", live.code):
        if not is_same(heard(listed.passphrase), heard(given)):
            raise Refused(
                "This passphrase is wrong. You find the right one in your invitation.", "wrong-passphrase"
            )


def invited_only() -> Refused:
    return Refused(
        "This workshop is for people who were invited. Open your personal link: it is in your invitation.",
        "invited-only",
    )


def over_page(live: LiveWorkshop) -> ResponseReturnValue:
    """Nobody can join any more, but those who took part can read the minutes. A stranger learns nothing of
    the workshop.
    """
    archive = url_for("archive.page", code=live.code) if seat_in(session, live) else ""
    said = {
        "title": the_workshop(live.state).title if archive else _("This workshop is over"),
        "sentence": _("This workshop is over. Nobody can join it now."),
        "link": {"href": archive, "text": _("Read the minutes")} if archive else None,
    }
    return render_template("pages/message.html", **said), 410


def lost_page(live: LiveWorkshop, errors: dict[str, str] | None = None) -> str:
    """For whoever took part and comes without their link: the rejoin code opens the minutes too. Anybody
    may come here, so the workshop is not named.
    """
    return render_template("pages/lost.html", code=live.code, form=request.form, errors=errors or {})


def form_values() -> dict[str, str]:
    return {key: value for key, value in request.form.items() if key != "csrf_token"}


def form_page(live: LiveWorkshop, form: dict[str, Any], errors: dict[str, str]) -> Any:
    guest = guest_in(live)
    known = {"name": guest.name, "organisation": guest.organisation, "sector": guest.sector} if guest else {}
    before = person_in(session, live)
    was_turned_away = bool(before and before.turned_away)
    context = {"form": {"id": secrets.token_hex(16)} | known | form, "errors": errors}
    context |= {"guest": guest, "was_turned_away": was_turned_away}
    is_own = guest or was_turned_away or form or errors or request.args
    return make_response(form_of(live, context) if is_own else fresh_form(live, context))


def form_of(live: LiveWorkshop, context: dict[str, Any]) -> str:
    return render_template("pages/join.html", workshop=card_of(live), notice=notice_of(live), **context)


def fresh_form(live: LiveWorkshop, context: dict[str, Any]) -> str:
    """The empty form. A thousand may ask for it at once, so it is made once a second for all of them
    who read the same language in the same colours; only its token and its id are each one's own.
    """
    kept = app().fresh_forms
    listed, door = app().register.find(live.code), the_workshop(live.state).door
    key = (live.code, str(get_locale()), chosen_look(), door, listed.entry, listed.asks)
    made_at, page = kept.get(key, (0.0, ""))
    if not page or time.monotonic() - made_at > FRESH_FOR:
        # What stands in for theirs is no secret and appears nowhere else.
        page = form_of(live, {"form": {"id": STANDS_IN[1]}, "errors": {}, "csrf_token": lambda: STANDS_IN[0]})
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = time.monotonic(), page
    return page.replace(STANDS_IN[0], generate_csrf()).replace(STANDS_IN[1], context["form"]["id"])
