"""The organiser's pages: their workshops, a new one, and what belongs to one: its links, how it is kept."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.accounts import Account
from dialogue.asking import Asks
from dialogue.callers import HOLDERS, Caller
from dialogue.edge import sentence_of
from dialogue.holders import LEADERS, Holding
from dialogue.keeping import DELETE, ERASE, Keep
from dialogue.kernel import (
    DETAIL_LENGTH,
    TITLE_LENGTH,
    Audience,
    Refused,
    Role,
    each_worded,
    worded,
    worded_or_empty,
)
from dialogue.languages import languages
from dialogue.live import LiveWorkshop
from dialogue.pages.doors import open_to
from dialogue.pages.forms import Wrong, belongs_to
from dialogue.pages.here import app, base_url, card_of, is_only_here, is_over, live_workshop
from dialogue.pages.library import asked_of, kind_in_words, library
from dialogue.pages.run_sheet import rows_in, rows_of, stages_from
from dialogue.pages.signed import ensure_account, ensure_holding, holding_of
from dialogue.pages.ways import fields_of, ways_from
from dialogue.people import NAME_LENGTH, Name, spelled
from dialogue.qr import qr_of
from dialogue.seats import Seat, take_seat
from dialogue.starters import STARTERS, Starter, starter
from dialogue.workshop_file import WorkshopFile, file_of, named, read_workshop_file

blueprint = Blueprint("organise", __name__)

SECTOR_LENGTH = 60
MOST_SECTORS = 6
LANGUAGES = ("language", "second_language")
"""The fields of the form with the languages of a workshop, in their order."""
OFFERED = 4
"""Starters that are offered where there is no workshop yet."""
AGAIN = "again-"
"""How the id of a run sheet begins that is another workshop's."""


@blueprint.get("/workshops")
@open_to(Caller.ACCOUNT)
def workshops() -> ResponseReturnValue:
    shown = library(asked_of(request.args))
    context = {"kind_in_words": kind_in_words, "starters": STARTERS[:OFFERED]}
    return render_template("pages/workshops.html", **shown, **context)


# ---- A new one


@blueprint.get("/workshops/new")
@open_to(Caller.ACCOUNT)
def new() -> ResponseReturnValue:
    """The form, with a starter's steps or, as `again`, with all that another workshop was made of."""
    form = {"sectors": "\n".join(usual_sectors())}
    if code := request.args.get("again", ""):
        file = file_again(code)
        form = form_of(file)
        chosen = starter_again(code, file)
    else:
        chosen = starter(request.args.get("starter", ""))
    return new_page(form, chosen, rows_of(chosen.stages))


def usual_sectors() -> list[str]:
    """The sectors of a workshop that names none, in the language of whoever plans it."""
    return [
        _("Public"),
        _("Private"),
        _("Civil society"),
        _("Schools"),
        _("Communities"),
        _("Research"),
    ]


@blueprint.post("/workshops")
@open_to(Caller.ACCOUNT)
def create() -> ResponseReturnValue:
    """Make a workshop from the form. Another starter that is picked shows its stages first; what is
    wrong is said beside its field.
    """
    form = request.form.to_dict()
    chosen = chosen_by(form)
    if "pick" in form or form.get("shown") != chosen.id:
        return new_page(form, chosen, rows_of(chosen.stages))
    rows = rows_in(form, chosen.stages)
    try:
        file = file_from(form, belongs_to("sheet", stages_from, rows, chosen.stages))
        listed = belongs_to("sheet", app().register.create, file, ensure_account().id)
    except Wrong as wrong:
        return new_page(form, chosen, rows, {wrong.field: sentence_of(wrong)}), 400
    return redirect(url_for(".links", code=listed.code))


def chosen_by(form: Mapping[str, str]) -> Starter:
    """The run sheet that a form was sent with. Another workshop's may have changed since; then it has
    another id, and is shown before anything is made of it.
    """
    id = form.get("pick") or form.get("starter", "")
    if id.startswith(AGAIN):
        code = id.removeprefix(AGAIN).partition("-")[0]
        return starter_again(code, file_again(code))
    return starter(id)


def file_again(code: str) -> dict[str, Any]:
    """The file from which another workshop could be made once more."""
    ensure_holding(code, *LEADERS)
    live = live_workshop(code)
    live.hear()
    listed = app().register.find(code)
    return file_of(live.state, listed, app().register.partnership_name(listed.partnership))


def starter_again(code: str, file: dict[str, Any]) -> Starter:
    mark = zlib.crc32(msgspec.json.encode(file["stages"]))
    about = _("The stages of that workshop, with its adopted rules. No notes are copied.")
    return Starter(
        f"{AGAIN}{code}-{mark:08x}", _("Like “%(title)s”", title=file["title"]), about, file["stages"]
    )


def form_of(file: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the form. A passphrase is not used twice."""
    keep = Keep(**file.get("keep", {}))
    return {
        "title": file["title"],
        "purpose": file.get("purpose", ""),
        "sectors": "\n".join(file["sectors"]),
        "partnership": file.get("partnership", ""),
        **dict(zip(LANGUAGES, file.get("languages", []), strict=False)),
        "keep": keep.what,
        "keep_days": str(keep.after or ""),
        **fields_of(file.get("entry", "open"), msgspec.convert(file.get("asks", {}), Asks)),
    }


def file_from(form: Mapping[str, str], stages: list[dict[str, Any]]) -> WorkshopFile:
    """A checked workshop file. Raises Wrong with the field that needs another look."""
    ways = ways_from(form)
    return belongs_to(
        "sheet",
        read_workshop_file,
        {
            "title": belongs_to("title", titled, form.get("title", "")),
            "purpose": belongs_to("purpose", worded_or_empty, form.get("purpose", ""), DETAIL_LENGTH),
            "sectors": belongs_to("sectors", sectors_of, form.get("sectors", "")),
            "partnership": belongs_to("partnership", named, form.get("partnership", "")),
            "keep": kept_by(belongs_to("keep_days", keep_of, form)),
            "languages": belongs_to("language", languages_of, form),
            **msgspec.to_builtins(ways._asdict()),
            "stages": stages,
        },
    )


def kept_by(keep: Keep) -> dict[str, Any]:
    return {name: days for name, days in msgspec.structs.asdict(keep).items() if days}


def keep_of(form: Mapping[str, str]) -> Keep:
    """How long a workshop is kept, as the form says it."""
    what = form.get("keep", "")
    if what not in (ERASE, DELETE):
        return Keep()
    try:
        field = "people_days" if what == ERASE else "days"
        return msgspec.convert({field: form.get("keep_days", "").strip()}, Keep, strict=False)
    except msgspec.ValidationError:
        raise Refused("Write the days as a whole number from 1 to 36500.", "wrong-days") from None


def languages_of(form: Mapping[str, str]) -> list[str]:
    """The languages of a workshop, in their order. Refuses a second one without a first."""
    first, second = (form.get(name, "") for name in LANGUAGES)
    if second and not first:
        raise Refused("Choose the language of the pages first.", "no-language")
    return [code for code in (first, second) if code in languages()]


def titled(text: str) -> str:
    if not text.strip():
        raise Refused("Give the workshop a title first.", "empty")
    return worded(text, TITLE_LENGTH)


def sectors_of(text: str) -> list[str]:
    """One sector a line, none of them twice."""
    sectors = list(dict.fromkeys(each_worded((line.strip() for line in text.splitlines()), SECTOR_LENGTH)))
    if len(sectors) > MOST_SECTORS:
        raise Refused.counted(
            "There can be {most} sectors at most. Remove {n} sector.",
            "There can be {most} sectors at most. Remove {n} sectors.",
            len(sectors) - MOST_SECTORS,
            "too-many",
            most=MOST_SECTORS,
        )
    return sectors


def new_page(
    form: Mapping[str, str], chosen: Starter, rows: list[Any], errors: dict[str, str] | None = None
) -> str:
    offered = [chosen, *STARTERS] if chosen.id.startswith(AGAIN) else STARTERS
    return render_template(
        "pages/workshop_new.html",
        form=form,
        errors=errors or {},
        starters=offered,
        chosen=chosen,
        rows=rows,
        is_fresh=not (form.get("shown") or request.args),
        partnerships=partnerships_of(ensure_account()),
    )


def partnerships_of(mine: Account) -> list[str]:
    """The names of the partnerships that an account has workshops of."""
    return list(app().register.partnerships(app().holders.held_by(mine.id)).values())


# ---- One that is there


@blueprint.get("/workshops/<code>")
@open_to(*HOLDERS)
def links(code: str) -> ResponseReturnValue:
    """The links of a workshop and what belongs to it. Whoever only observes it sees what they may open."""
    if holding_of(app().register.find(code).id) is Holding.OBSERVER:
        return render_template("pages/workshop_observed.html", workshop=card_of(live_workshop(code)))
    return links_page(code)


@blueprint.post("/workshops/<code>")
@open_to(Caller.OWNER)
def edit(code: str) -> ResponseReturnValue:
    """Change what belongs to a workshop and not into its record."""
    live_workshop(code)
    form = request.form.to_dict()
    try:
        partnership = belongs_to("partnership", named, form.get("partnership", ""))
        keep = belongs_to("keep_days", keep_of, form)
        listed = belongs_to("keep", app().register.edit, code, partnership, keep)
    except Wrong as wrong:
        return links_page(code, form, {wrong.field: sentence_of(wrong)}), 400
    return redirect(url_for(".links", code=listed.code, saved=1, _anchor="kept"))


@blueprint.get("/workshops/<code>/console")
@open_to(*HOLDERS)
def console(code: str) -> ResponseReturnValue:
    """Into the workshop: as one of its facilitators, the same person on every device; as an observer
    where the account only observes.
    """
    live, mine = live_workshop(code), ensure_account()
    role = ensure_holding(code, *Holding)
    if role is Holding.OBSERVER:
        take_seat(session, live.code, Seat(Audience.OBSERVER, holder=mine.id))
        return redirect(url_for("room.phone", code=live.code))
    take_seat(session, live.code, facilitator_seat(live, mine))
    return redirect(url_for("room.console", code=live.code))


def facilitator_seat(live: LiveWorkshop, mine: Account) -> Seat:
    """The seat of an account that leads a workshop. When it is over, nobody comes in any more."""
    person = app().holders.person_of(live.id, mine.id)
    known = live.person(person) if person is not None else None
    if known is None or not known.is_here:
        if is_over(live):
            return Seat(Audience.FACILITATOR, holder=mine.id)
        name = Name(worded_or_empty(mine.name, NAME_LENGTH))
        # Each time anew: whoever was taken away and given the workshop again is somebody else in it.
        times = len(app().holders.handovers(live.id))
        id = app().people.admission_id(app().register.find(live.code), mine.id, person, times)
        person = live.admit(Role.FACILITATOR, "", name, id)
        app().holders.sit(live.id, mine.id, person)
    return Seat(Audience.FACILITATOR, person, holder=mine.id)


def links_page(
    code: str,
    form: Mapping[str, str] | None = None,
    errors: dict[str, str] | None = None,
    way_errors: dict[str, str] | None = None,
) -> str:
    live, register = live_workshop(code), app().register
    listed = register.find(code)
    addresses, mine = register.links(listed, base_url()), ensure_account()
    is_brought = listed.imported_at is not None
    kept = {
        "partnership": register.partnership_name(listed.partnership),
        "keep": listed.keep,
        "keep_days": str(listed.keep_days or ""),
        **fields_of(listed.entry, listed.asks),
    }
    return render_template(
        "pages/workshop_links.html",
        workshop=card_of(live),
        links=addresses,
        qr=qr_of(addresses["join"]),
        only_here=is_only_here(addresses["join"]),
        code=spelled(live.code),
        form=kept | dict(form or {}),
        errors=errors or {},
        way_errors=way_errors or {},
        changed="changed" in request.args and not way_errors,
        invited=app().guests.count(listed.id),
        saved="saved" in request.args and not errors,
        kept_for_ever=is_brought and listed.kept == Keep(),
        here_too=is_brought and register.is_here_too(listed, app().holders.held_by(mine.id)),
        partnerships=partnerships_of(mine),
    )
