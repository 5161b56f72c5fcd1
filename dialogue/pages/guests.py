"""Who is invited: the list, how it is filled, each guest's own link, and who has not come yet."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dialogue.callers import Caller
from dialogue.edge import sentence_of
from dialogue.exports.csv_tables import table_of
from dialogue.exports.tables import Sheet
from dialogue.guest_list import LARGEST, guests_in, read_guest
from dialogue.guests import Guest
from dialogue.kernel import Refused
from dialogue.live import LiveWorkshop
from dialogue.pages.doors import open_to
from dialogue.pages.forms import number_of
from dialogue.pages.here import app, base_url, card_of, is_only_here, live_workshop
from dialogue.people import spelled
from dialogue.qr import qr_of
from dialogue.register import Listed
from dialogue.workshop import the_workshop

blueprint = Blueprint("guests", __name__, url_prefix="/workshops/<code>/guests")

FIELDS = ("name", "organisation", "sector", "contact")


class Row(NamedTuple):
    """A guest as the page shows them."""

    guest: Guest
    link: str
    state: str


@blueprint.get("")
@open_to(Caller.OWNER, Caller.LEADER)
def page(code: str) -> ResponseReturnValue:
    return list_page(code)


@blueprint.post("")
@open_to(Caller.OWNER, Caller.LEADER)
def change(code: str) -> ResponseReturnValue:
    """Put guests on the list, one from the form or many from a table; take one off; make a link anew."""
    live, do, field = live_workshop(code), request.form.get("do", ""), "form"
    known, sectors = app().guests, the_workshop(live.state).sectors
    try:
        if do == "add":
            field = "name"
            added = known.add(live.id, [read_guest(request.form, sectors)])
            return back(live, added=added)
        if do == "table":
            field = "table"
            table = guests_in(table_in_form(), sectors)
            more = {"other_sectors": 1} if table.has_other_sectors else {}
            return back(live, added=known.add(live.id, table.guests), **more)
        number = number_of(request.form.get("guest", ""))
        guest = known.find(live.id, number)
        if do == "remove":
            known.remove(live.id, number)
            return back(live, removed="in" if state_of(live, guest) == "in" else "off")
        if do == "renew":
            known.renew(live.id, number)
            return redirect(url_for(".one", code=live.code, guest=number, renewed=1))
        raise Refused("The server cannot do this. Go back, load the page again, then try once more.")
    except Refused as refused:
        return list_page(code, {field: sentence_of(refused)}), 400


@blueprint.get("/<int:guest>")
@open_to(Caller.OWNER, Caller.LEADER)
def one(code: str, guest: int) -> ResponseReturnValue:
    """One guest: the link, as QR too, to be shown or printed."""
    live = live_workshop(code)
    row = row_of(live, app().register.find(code), app().guests.find(live.id, number_of(str(guest))))
    return render_template(
        "pages/guest.html",
        code=live.code,
        workshop=card_of(live),
        row=row,
        qr=qr_of(row.link),
        only_here=is_only_here(row.link),
        renewed="renewed" in request.args,
    )


@blueprint.get("/links.csv")
@open_to(Caller.OWNER, Caller.LEADER)
def links(code: str) -> ResponseReturnValue:
    """All links as a table, for a letter to everyone. No cell of it is a formula."""
    live = live_workshop(code)
    rows: list[Any] = [[*(getattr(row.guest, field) for field in FIELDS), row.link] for row in rows_of(live)]
    table = table_of(Sheet("guests", "", (*FIELDS, "link"), rows))
    response = Response(table.encode("utf-8-sig"), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="guests-{live.code}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def table_in_form() -> bytes:
    """The table that was uploaded, or else written into the form."""
    given = request.files.get("file")
    if given and given.filename:
        with given.stream as stream:
            return stream.read(LARGEST + 1)
    return request.form.get("table", "").encode()


def back(live: LiveWorkshop, **said: Any) -> ResponseReturnValue:
    return redirect(url_for(".page", code=live.code, **said))


def rows_of(live: LiveWorkshop) -> list[Row]:
    listed = app().register.find(live.code)
    return [row_of(live, listed, guest) for guest in app().guests.of(live.id)]


def row_of(live: LiveWorkshop, listed: Listed, guest: Guest) -> Row:
    key = urlencode({"invite": app().guests.key(listed, guest)})
    return Row(guest, f"{base_url()}/join/{live.code}?{key}", state_of(live, guest))


def state_of(live: LiveWorkshop, guest: Guest) -> str:
    """Has a guest not come yet, are they in, or are they out again?"""
    person = live.person(guest.person) if guest.person else None
    if person is None:
        return "not-yet"
    if person.erased:
        return "erased"
    return "in" if person.is_here else "out"


def list_page(code: str, errors: dict[str, str] | None = None) -> str:
    live = live_workshop(code)
    live.hear()
    rows = rows_of(live)
    return render_template(
        "pages/guests.html",
        code=live.code,
        spelled=spelled(live.code),
        workshop=card_of(live),
        rows=rows,
        came=sum(row.guest.person is not None for row in rows),
        form=request.form if errors else {},
        errors=errors or {},
        said={name: request.args.get(name, "") for name in ("added", "removed", "other_sectors")},
    )
