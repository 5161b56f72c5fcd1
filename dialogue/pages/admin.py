"""The page of an administrator: accounts, and how the server does. What is in workshops is not theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_datetime, format_decimal

from dialogue import metrics
from dialogue.accounts import addressed
from dialogue.accounts.links import Kind
from dialogue.callers import Caller
from dialogue.edge import sentence_of
from dialogue.kernel import Refused
from dialogue.leaving import leave_all
from dialogue.mails import mail_invitation
from dialogue.overview import last_backup, owned_count, owners, sizes, storage_of, versions_of
from dialogue.pages.doors import open_to
from dialogue.pages.forms import Wrong, belongs_to, number_of
from dialogue.pages.here import app, base_url
from dialogue.pages.holders import rooms_of
from dialogue.pages.keys import link_to
from dialogue.pages.signed import ensure_account
from dialogue.people import spelled

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

ON_A_PAGE = 50
UNITS = ("B", "KB", "MB", "GB", "TB")


@blueprint.get("")
@open_to(Caller.ADMIN)
def page() -> ResponseReturnValue:
    return admin_page({}, {})


@blueprint.post("/invite")
@open_to(Caller.ADMIN)
def invite() -> ResponseReturnValue:
    """Invite somebody to have an account. The link is shown now, and never again."""
    mine, form = ensure_account(), request.form.to_dict()
    try:
        email = belongs_to("email", addressed, form.get("email", ""))
        key = belongs_to("email", app().accounts.links.invite, email, "is_admin" in form, mine.id)
    except Wrong as wrong:
        return admin_page(form, {wrong.field: sentence_of(wrong)}), 400
    link = link_to(Kind.INVITE, key)
    if app().mail:
        mail_invitation(app(), email, link, mine.name, base_url())
    return admin_page({}, {}, made={"email": email, "link": link, "is_sent": app().mail is not None})


@blueprint.post("/withdraw")
@open_to(Caller.ADMIN)
def withdraw() -> ResponseReturnValue:
    """End an invitation that nobody has used."""
    app().accounts.links.withdraw(request.form.get("invitation", ""))
    return redirect(url_for(".page", _anchor="accounts"))


@blueprint.post("/accounts/<int:account>/end")
@open_to(Caller.ADMIN)
def end(account: int) -> ResponseReturnValue:
    """End somebody's account, when it was said what becomes of their workshops."""
    mine = ensure_account()
    if account == mine.id:
        raise Refused("You cannot end your own account. Ask another administrator.", "not-allowed")
    known = app().accounts.find(account)
    if "sure" not in request.form:
        return admin_page({}, {}, ending=known)
    rooms = rooms_of(account)
    persons = app().accounts.end(account, mine.id, mine.id)
    leave_all(app().register, persons)
    for room in rooms:
        app().fanout.end(room)
    return redirect(url_for(".page", _anchor="accounts"))


def admin_page(
    form: Mapping[str, str],
    errors: dict[str, str],
    made: Mapping[str, Any] | None = None,
    ending: Any = None,
) -> str:
    database, mine = app().database, ensure_account()
    backup = last_backup(database)
    storage = storage_of(database, app().dialogue.data_dir)
    number = max(number_of(request.args.get("page", ""), 1), 1)
    listed = app().register.all()
    return render_template(
        "pages/admin.html",
        form=form,
        errors=errors,
        made=made,
        ending=ending,
        own=mine.id,
        accounts=[(each, day_of(each.created_at)) for each in app().accounts.all()],
        owned=owned_count(database),
        invitations=[(each, moment_of(each.ends_at)) for each in app().accounts.links.invitations()],
        workshops=workshops_in([each.id for each in listed[(number - 1) * ON_A_PAGE :][:ON_A_PAGE]]),
        workshop_count=len(listed),
        number=number,
        has_more=number * ON_A_PAGE < len(listed),
        directory=str(storage.directory),
        database_size=in_bytes(storage.database),
        free=in_bytes(storage.free),
        is_sqlite=database.is_sqlite,
        connections=metrics.value_of(metrics.connections),
        held=len(app().register.held),
        versions=versions_of(database, app().dialogue.async_mode),
        backup=backup,
        backup_at=moment_of(backup.at) if backup else "",
        backup_size=in_bytes(backup.size) if backup else "",
    )


def workshops_in(ids: list[int]) -> list[dict[str, Any]]:
    """How much is kept of some workshops, and whose they are: never what they are about."""
    known, named = sizes(app().database, ids), owners(app().database)
    return [
        {
            "code": spelled(listed.code),
            "owner": named.get(listed.id, ""),
            "state": shown["state"],
            "people": shown["people"],
            "entries": known[listed.id].entries,
            "size": in_bytes(known[listed.id].bytes),
            "changed": moment_of(known[listed.id].changed_at),
        }
        for listed, shown in app().register.in_short(ids)
        if listed.id in known
    ]


def day_of(at: float) -> str:
    return str(format_date(datetime.fromtimestamp(at, UTC), "medium"))


def moment_of(at: float) -> str:
    return str(format_datetime(datetime.fromtimestamp(at, UTC), "short"))


def in_bytes(size: int) -> str:
    """A size as people say it."""
    unit = 0
    shown = float(size)
    while shown >= 1_000 and unit < len(UNITS) - 1:
        shown, unit = shown / 1_000, unit + 1
    return f"{format_decimal(round(shown, 1 if unit else 0))} {UNITS[unit]}"
