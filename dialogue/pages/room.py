"""Inside a workshop: the phone, the console, the screen, and what scripts and plain forms use."""

from __future__ import annotations

import secrets
import time
from typing import Any

import msgspec
from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from dialogue import metrics
from dialogue.callers import SEATED, Caller, No
from dialogue.edge import answer, ensure_may_catch_up, ensure_may_send, politely, read_as
from dialogue.kernel import Audience, Refused, Role, worded
from dialogue.languages import languages
from dialogue.live import LiveWorkshop
from dialogue.pages.doors import by_seat, open_to
from dialogue.pages.errors import STATUS
from dialogue.pages.forms import call_of, number_of
from dialogue.pages.here import app, base_url, is_only_here, is_over, json_body, live_workshop, rejoin_code
from dialogue.pages.plain import after_form
from dialogue.pages.readers import kept_link
from dialogue.people import NAME_LENGTH, Name, spelled
from dialogue.qr import qr_of
from dialogue.seats import Seat, ensure_seat, looking, seat_in, take_seat
from dialogue.workshop import the_workshop

blueprint = Blueprint("room", __name__, url_prefix="/w/<code>")


class Renaming(msgspec.Struct, forbid_unknown_fields=True):
    """What a person wants to be called from now on."""

    name: str


@blueprint.get("")
@open_to(Caller.PARTICIPANT, Caller.OBSERVER, Caller.FACILITATOR, by_key=True, strangers=No.JOIN)
def phone(code: str) -> ResponseReturnValue:
    return surface(code, "pages/phone.html")


@blueprint.get("/facilitate")
@open_to(Caller.FACILITATOR, by_key=True)
def console(code: str) -> ResponseReturnValue:
    return surface(code, "pages/console.html")


@blueprint.get("/screen")
@open_to(Caller.SCREEN, Caller.FACILITATOR, by_key=True)
def screen(code: str) -> ResponseReturnValue:
    return surface(code, "pages/screen.html")


def second_language(live: LiveWorkshop) -> str:
    """The other language of a workshop that has two: the one this page is not in."""
    spoken = [code for code in the_workshop(live.state).languages if code in languages()]
    return next((code for code in spoken[:2] if code != str(get_locale())), "") if len(spoken) > 1 else ""


@blueprint.get("/view")
@open_to(*SEATED)
def view(code: str) -> ResponseReturnValue:
    """Everything this seat sees. The ETag says for which seq, so nothing is sent twice (V3)."""
    live = live_workshop(code)
    taken = ensure_in(live)
    seat = looking(taken, request.args.get("as", ""))
    etag = f"{live.seq}-{live.edition}-{seat.audience}-{seat.person or 0}"
    if etag in request.if_none_match:
        return Response(status=304, headers={"ETag": f'"{etag}"'})
    ensure_may_catch_up(live, taken)
    response = view_response(live, seat)
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept-Encoding")
    metrics.views.inc()
    metrics.view_bytes.inc(response.content_length or 0)
    return response


@blueprint.get("/since")
@open_to(*SEATED)
def since(code: str) -> ResponseReturnValue:
    """What changed behind a seq, as `catch_up` says it, for phones that ask now and then instead of
    keeping a line open (V1, V2). Whoever asks is present for a while. `whole`: up to where they know
    their own records too, which then are not sent once more. `person`: who they take themselves for;
    where somebody else took a seat in their browser, they need another view.
    """
    live = live_workshop(code)
    taken = ensure_in(live)
    ensure_may_catch_up(live, taken)
    seat = looking(taken, request.args.get("as", ""))
    app().presence.glimpse(live, seat.person)
    whole = request.args.get("whole")
    changed: dict[str, Any]
    if is_somebody_else(seat):
        changed = {"reload": True}
    else:
        changed = live.catch_up(
            seat.eyes, number_of(request.args.get("seq", "")), None if whole is None else number_of(whole)
        )
    # It comes every few seconds, so its head is kept short; nothing in it can run.
    shown = Response(msgspec.json.encode(changed | {"now": time.time()}), mimetype="application/json")
    shown.headers["Content-Security-Policy"] = "default-src 'none'"
    shown.headers["Cache-Control"] = "no-store"
    return shown


def is_somebody_else(seat: Seat) -> bool:
    """Does whoever asks take themselves for somebody who has no seat in this browser any more?"""
    person = request.args.get("person")
    return person is not None and (number_of(person) or None) != seat.person


def view_response(live: LiveWorkshop, seat: Seat) -> Response:
    """The view, packed already for whoever takes gzip: that is every browser."""
    if "gzip" in request.accept_encodings:
        packed = live.packed_view(seat.eyes, you(live, seat))
        return Response(packed, mimetype="application/json", headers={"Content-Encoding": "gzip"})
    shown = live.view(seat.eyes)
    body = {"seq": shown["seq"], "you": you(live, seat), "records": shown["records"]}
    return Response(msgspec.json.encode(body), mimetype="application/json")


@blueprint.post("/command")
@open_to(Caller.PARTICIPANT, Caller.FACILITATOR)
def command(code: str) -> ResponseReturnValue:
    """One command, as JSON from scripts or as a plain form, which goes back to its page.

    `person` in the address, as in `since`: nothing is sent in the name of somebody else (P2).
    """
    live = live_workshop(code)
    seat = ensure_in(live)
    if not request.is_json:
        return after_form(live, answer(live, seat, call_of(request.form)))
    if is_somebody_else(seat):
        return {"reload": True}, 409
    answered = answer(live, seat, json_body())
    return answered, 200 if "seq" in answered else STATUS.get(answered["reason"], 409)


@blueprint.post("/me")
@open_to(Caller.PARTICIPANT, Caller.FACILITATOR)
def me(code: str) -> ResponseReturnValue:
    """Change one's own name, as JSON or with the form of the plain page. It is kept beside the log,
    not in it (L7).
    """
    live = live_workshop(code)
    seat = ensure_in(live)
    if not request.is_json:
        wish = request.form.get("called", "")
        return after_form(live, politely(lambda: {"seq": renamed(live, seat, wish)}))
    person = renamed(live, seat, read_as(Renaming, json_body()).name)
    return {"name": app().people.names(live.id)[person].name}


def renamed(live: LiveWorkshop, seat: Seat, name: str) -> int:
    """The person, who is called so from now on."""
    person = ensure_may_send(live, seat)
    if seat.audience is Audience.PARTICIPANT and app().register.find(live.code).asks.name == "no":
        raise Refused("This workshop asks for no names, so none is kept.", "no-names")
    live.rename(person, worded(name, NAME_LENGTH))
    return person


def surface(code: str, template: str) -> ResponseReturnValue:
    """A page of the workshop; a key in the address becomes a seat."""
    live = live_workshop(code)
    if "key" in request.args or code != live.code:
        return keyed(live)
    seat = ensure_in(live)
    # Whoever still comes keeps their seat; what scripts load says nothing new about that.
    session.modified = True
    return render_template(template, **page_context(live, seat))


def keyed(live: LiveWorkshop) -> ResponseReturnValue:
    """Turn the key of a link into a seat, and go on without the key in the address."""
    listed = app().register.find(live.code)
    key = request.args.get("key")
    if key is not None:
        role = app().people.role_of(listed, key)
        if role is None:
            raise Refused("This link does not work. Ask the organiser for a new one.", "wrong-key")
        if Caller.REMOVED in by_seat(live):
            # Nor does a browser come back as somebody else by a link that its person still has.
            ensure_seat(session, live)
        kept = seat_in(session, live)
        # Facilitators see what screens and observers see; another seat would cost them their own.
        if kept is None or kept.audience not in (role, Audience.FACILITATOR):
            take_seat(session, live.code, seat_by_link(live, role))
    return redirect(url_for(request.endpoint or ".phone", code=live.code))


def seat_by_link(live: LiveWorkshop, role: str) -> Seat:
    """The seat that a link gives. Observers and screens only look; a facilitator is on the way in."""
    coming = secrets.token_hex(8) if role == Role.FACILITATOR else ""
    return Seat(Audience(role), key_round=live.key_round, coming=coming)


def ensure_in(live: LiveWorkshop) -> Seat:
    """The seat of whoever asks, or a refusal that says how to get one."""
    return come_in(live, ensure_seat(session, live))


def come_in(live: LiveWorkshop, seat: Seat) -> Seat:
    """Let a facilitator in who opened their link: they are a person of the workshop while it lasts.

    Not when the link itself is asked for: whoever only draws a preview of it does not come back with
    what they got. `coming` makes two pages that come at once one person.
    """
    if not seat.coming or is_over(live):
        return seat
    person = live.admit(Role.FACILITATOR, "", Name(""), f"coming:{seat.coming}")
    seat = Seat(Audience.FACILITATOR, person)
    take_seat(session, live.code, seat)
    return seat


def you(live: LiveWorkshop, seat: Seat) -> dict[str, Any]:
    """What a client knows of itself."""
    known: dict[str, Any] = {"role": seat.audience, "person": seat.person}
    if seat.person is not None and not seat.holder:
        # Whoever came by an account comes back by it, and a code would outlive their session.
        known["rejoin"] = rejoin_code(live, seat.person)
    if keep := kept_link(live, seat):
        known["keep"] = keep
    return known


def page_context(live: LiveWorkshop, seat: Seat) -> dict[str, Any]:
    listed = app().register.find(live.code)
    join_url = f"{base_url()}/join/{live.code}"
    links = app().register.links(listed, base_url()) if seat.audience is Audience.FACILITATOR else {}
    return {
        "code": live.code,
        "code_shown": spelled(live.code),
        "title": the_workshop(live.state).title,
        "seat": seat,
        "looks_as": "?as=participant" if request.args.get("as") == "participant" else "",
        "join_url": join_url,
        "join_host": base_url().split("://")[1],
        "qr": qr_of(join_url),
        "links": links,
        "invited": app().guests.count(live.id) if links else 0,
        "only_here": is_only_here(join_url),
        "second_language": second_language(live),
        "asks": listed.asks,
    }
