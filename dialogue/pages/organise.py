"""The organiser's pages: their workshops, a new one, and its links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from dialogue.edge import sentence_of
from dialogue.kernel import DETAIL_LENGTH, TITLE_LENGTH, Refused, each_worded, worded, worded_or_empty
from dialogue.pages.forms import Wrong, belongs_to
from dialogue.pages.here import app, base_url, card, card_of, is_only_here, live_workshop
from dialogue.pages.run_sheet import rows_in, rows_of, stages_from
from dialogue.people import spelled
from dialogue.qr import qr_of
from dialogue.starters import STARTERS, starter
from dialogue.workshop_file import DEFAULT_SECTORS, WorkshopFile, read_workshop_file

blueprint = Blueprint("organise", __name__)

SECTOR_LENGTH = 60
MOST_SECTORS = 6


def for_organisers(page: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Show a page to the organiser; to anybody else, how one becomes that."""

    @wraps(page)
    def guarded(**values: Any) -> ResponseReturnValue:
        if "organiser" in session:
            return page(**values)
        sentence = _("Open your organiser link once more: it lets you in, and stays valid.")
        return message(_("This page is for the organiser"), sentence)

    return guarded


@blueprint.get("/organise")
def enter() -> ResponseReturnValue:
    """The organiser's link: its key becomes a cookie and leaves the address."""
    account = app().people.organiser_of(request.args.get("key", ""))
    if account is not None:
        session["organiser"] = account
    elif "key" in request.args:
        return message(
            _("This organiser link does not open"),
            _("Check that it was copied whole. The server prints the right one each time it starts."),
        )
    return redirect(url_for(".workshops"))


@blueprint.get("/workshops")
@for_organisers
def workshops() -> ResponseReturnValue:
    cards = [card(*each) for each in app().register.in_short()]
    listed = [
        each | {"when": when(each), "archive": url_for("archive.page", code=each["plain"])} for each in cards
    ]
    return render_template("pages/workshops.html", workshops=listed)


@blueprint.get("/workshops/new")
@for_organisers
def new() -> ResponseReturnValue:
    form = {"sectors": "\n".join(_(sector) for sector in DEFAULT_SECTORS)}
    return new_page(form, rows_of(starter(request.args.get("starter", "")).stages))


@blueprint.post("/workshops")
@for_organisers
def create() -> ResponseReturnValue:
    """Make a workshop from the form. Another starter shows its stages first; what is wrong is said
    beside its field.
    """
    form = request.form.to_dict()
    stages = starter(form.get("starter", "")).stages
    if form.get("do") == "show" or form.get("starter") != form.get("shown"):
        return new_page(form, rows_of(stages))
    rows = rows_in(form, stages)
    try:
        file = file_from(form, belongs_to("sheet", stages_from, rows, stages))
        listed = belongs_to("sheet", app().register.create, file, session["organiser"])
    except Wrong as wrong:
        return new_page(form, rows, {wrong.field: sentence_of(wrong)}), 400
    return redirect(url_for(".links", code=listed.code))


@blueprint.get("/workshops/<code>")
@for_organisers
def links(code: str) -> ResponseReturnValue:
    live = live_workshop(code)
    addresses = app().register.links(app().register.find(code), base_url())
    context = {"workshop": card_of(live), "links": addresses, "qr": qr_of(addresses["join"])}
    context["only_here"] = is_only_here(addresses["join"])
    return render_template("pages/workshop_links.html", **context, code=spelled(live.code))


@blueprint.get("/workshops/<code>/console")
@for_organisers
def console(code: str) -> ResponseReturnValue:
    """Into the workshop as its facilitator, by the same link that others are given."""
    return redirect(app().register.links(app().register.find(code), "")["facilitator"])


def file_from(form: Mapping[str, str], stages: list[dict[str, Any]]) -> WorkshopFile:
    """A checked workshop file. Raises Wrong with the field that needs another look."""
    passphrase = form.get("passphrase", "").strip()
    return belongs_to(
        "sheet",
        read_workshop_file,
        {
            "title": belongs_to("title", titled, form.get("title", "")),
            "purpose": belongs_to("purpose", worded_or_empty, form.get("purpose", ""), DETAIL_LENGTH),
            "sectors": belongs_to("sectors", sectors_of, form.get("sectors", "")),
            "entry": "passphrase" if passphrase else "open",
            "passphrase": passphrase,
            "stages": stages,
        },
    )


def titled(text: str) -> str:
    if not text.strip():
        raise Refused("Give the workshop a title first.", "empty")
    return worded(text, TITLE_LENGTH)


def sectors_of(text: str) -> list[str]:
    """One sector a line, none of them twice."""
    sectors = list(dict.fromkeys(each_worded((line.strip() for line in text.splitlines()), SECTOR_LENGTH)))
    if len(sectors) > MOST_SECTORS:
        raise Refused(
            "There are shapes for {most} sectors. Leave {over} out.",
            "too-many",
            most=MOST_SECTORS,
            over=len(sectors) - MOST_SECTORS,
        )
    return sectors


def when(card: dict[str, Any]) -> str:
    """The day a workshop was opened, or made, in the organiser's language."""
    return format_date(datetime.fromtimestamp(card["opened"] or card["created"], UTC), "medium")


def new_page(form: Mapping[str, str], rows: list[Any], errors: dict[str, str] | None = None) -> str:
    chosen = starter(form.get("starter", ""))
    return render_template(
        "pages/workshop_new.html", form=form, errors=errors or {}, starters=STARTERS, chosen=chosen, rows=rows
    )


def message(title: str, sentence: str) -> ResponseReturnValue:
    return render_template("pages/message.html", title=title, sentence=sentence), 403
