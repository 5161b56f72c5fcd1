"""The organiser's pages: their workshops, a new one, and its links."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.edge import sentence_of
from dialogue.kernel import Refused
from dialogue.pages.here import app, base_url, card_of, live_workshop
from dialogue.people import spelled
from dialogue.qr import qr_of
from dialogue.starters import STARTERS, starter
from dialogue.workshop_file import DEFAULT_SECTORS, read_workshop_file

blueprint = Blueprint("organise", __name__)


@blueprint.get("/organise")
def enter() -> ResponseReturnValue:
    """The organiser's link: its key becomes a cookie and leaves the address."""
    account = app().people.organiser_of(request.args.get("key", ""))
    if account is None:
        ensure_organiser()
    else:
        session["organiser"] = account
    return redirect(url_for(".workshops"))


@blueprint.get("/workshops")
def workshops() -> ResponseReturnValue:
    ensure_organiser()
    register = app().register
    listed = [card_of(register.open(each.code)) for each in register.all()]
    return render_template("pages/workshops.html", workshops=listed)


@blueprint.get("/workshops/new")
def new() -> ResponseReturnValue:
    ensure_organiser()
    return new_page({"sectors": "\n".join(_(sector) for sector in DEFAULT_SECTORS)}, {})


@blueprint.post("/workshops")
def create() -> ResponseReturnValue:
    """Make a workshop from the form; what is wrong is said beside its field."""
    ensure_organiser()
    form = request.form.to_dict()
    if not form.get("title", "").strip():
        return new_page(form, {"title": _("Give the workshop a title first.")}), 400
    try:
        file = read_workshop_file(
            {
                "title": form["title"].strip(),
                "purpose": form.get("purpose", "").strip(),
                "sectors": [line.strip() for line in form.get("sectors", "").splitlines() if line.strip()],
                "stages": starter(form.get("starter", "")).stages,
            }
        )
        listed = app().register.create(file, session["organiser"])
    except Refused as refused:
        return new_page(form, {"title": sentence_of(refused)}), 400
    return redirect(url_for(".links", code=listed.code))


@blueprint.get("/workshops/<code>")
def links(code: str) -> ResponseReturnValue:
    ensure_organiser()
    live = live_workshop(code)
    addresses = app().register.links(app().register.find(code), base_url())
    context = {"workshop": card_of(live), "links": addresses, "qr": qr_of(addresses["join"])}
    return render_template("pages/workshop_links.html", **context, code=spelled(live.code))


def ensure_organiser() -> None:
    if "organiser" not in session:
        raise Refused("This page is for the organiser. Open your organiser link once more.", "not-allowed")


def new_page(form: dict[str, Any], errors: dict[str, str]) -> str:
    return render_template("pages/workshop_new.html", form=form, errors=errors, starters=STARTERS)
