"""Links that work once: an invitation to have an account, and another password for whoever forgot theirs.

A key is in the address of the first request only. It goes into the cookie, and the page is at a clean
address.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.accounts import Account, addressed
from dialogue.accounts.links import Kind, Link
from dialogue.accounts.passwords import ensure_good
from dialogue.callers import Caller
from dialogue.edge import guessing, sentence_of
from dialogue.kernel import Refused
from dialogue.limits import Pace, address_of
from dialogue.mails import mail_reset
from dialogue.pages.doors import open_to
from dialogue.pages.forms import Wrong, belongs_to
from dialogue.pages.here import app, base_url
from dialogue.pages.holders import hang_up
from dialogue.pages.sign_in import HOME, begin_session, described, go_half_way

blueprint = Blueprint("keys", __name__)

ASKED_FOR = Pace(3, seconds=60 * 60)
ASKED_BY = Pace(30, seconds=60 * 60)


def link_to(kind: Kind, key: str) -> str:
    """The address that is given away."""
    return f"{base_url()}/{kind.value}?key={key}"


def opened(kind: Kind) -> Link:
    """What the key in the cookie opens. Refuses one that does not work any more."""
    return app().accounts.links.find(kind, str(session.get(kind.value, "")))


def key_taken(kind: Kind) -> bool:
    """Take a key out of the address into the cookie. Refuses one that opens nothing."""
    key = request.args.get("key", "")
    if key:
        with guessing("links"):
            app().accounts.links.find(kind, key)
        session[kind.value] = key
    return bool(key)


# ---- An account for somebody who was invited


@blueprint.get("/invite")
@open_to(Caller.BEARER)
def invited() -> ResponseReturnValue:
    if key_taken(Kind.INVITE):
        return redirect("/invite")
    return invite_page(opened(Kind.INVITE), {}, {})


@blueprint.post("/invite")
@open_to(Caller.BEARER)
def accept() -> ResponseReturnValue:
    link, form = opened(Kind.INVITE), request.form.to_dict()
    try:
        name, _email, password = described(form, link.email)
    except Wrong as wrong:
        return invite_page(link, form, {wrong.field: sentence_of(wrong)}), 400
    made = app().accounts.accept(session[Kind.INVITE.value], name, password)
    # Only now: where nothing could be saved, the same form can be sent again.
    session.pop(Kind.INVITE.value)
    begin_session(made)
    return redirect(HOME)


def invite_page(link: Link, form: Mapping[str, str], errors: dict[str, str]) -> str:
    return render_template("pages/invite.html", form={**form, "email": link.email}, errors=errors)


# ---- Another password


@blueprint.get("/reset")
@open_to(Caller.BEARER)
def forgotten() -> ResponseReturnValue:
    if key_taken(Kind.RESET):
        return redirect("/reset")
    return reset_page(opened(Kind.RESET), {})


@blueprint.post("/reset")
@open_to(Caller.BEARER)
def reset() -> ResponseReturnValue:
    """Set the password, end all sessions, and sign in; where there is a second factor, half way."""
    link, password = opened(Kind.RESET), request.form.get("password", "")
    known = account_of(link)
    try:
        belongs_to("password", ensure_good, password, known.name, known.email)
    except Wrong as wrong:
        return reset_page(link, {wrong.field: sentence_of(wrong)}), 400
    found = app().accounts.reset(session[Kind.RESET.value], password)
    session.pop(Kind.RESET.value)
    hang_up(found.id)
    if found.totp:
        return go_half_way(found, HOME)
    begin_session(found)
    return redirect(HOME)


def account_of(link: Link) -> Account:
    assert link.account is not None
    return app().accounts.find(link.account)


def reset_page(link: Link, errors: dict[str, str]) -> str:
    return render_template("pages/reset.html", form={"email": account_of(link).email}, errors=errors)


# ---- Asking for that link


@blueprint.get("/forgot")
@open_to(Caller.ANYONE)
def forgot() -> ResponseReturnValue:
    """There is such a page only where this server can send mail."""
    ensure_mail()
    return forgot_page({}, {})


@blueprint.post("/forgot")
@open_to(Caller.ANYONE)
def send() -> ResponseReturnValue:
    """Send the link, if there is such an account. The answer is the same for every address, and as quick."""
    ensure_mail()
    form = request.form.to_dict()
    try:
        email = belongs_to("email", addressed, form.get("email", ""))
        belongs_to("form", ensure_unhurried, email)
    except Wrong as wrong:
        return forgot_page(
            form, {wrong.field: sentence_of(wrong)}
        ), 429 if wrong.reason == "slow-down" else 400
    mail_reset(app(), email, base_url())
    said = {
        "title": _("Look into your mail"),
        "sentence": _(
            "If there is an account with this address, a mail is on the way. "
            "Its link works once, within two days."
        ),
        "link": {"href": "/sign-in", "text": _("Sign in")},
    }
    return render_template("pages/message.html", **said)


def ensure_mail() -> None:
    if app().mail is None:
        abort(404)


def ensure_unhurried(email: str) -> None:
    """Nobody's mailbox is filled by strangers."""
    if not (ASKED_BY.allows(address_of(request)) and ASKED_FOR.allows(email)):
        raise Refused("You asked for this several times. Wait one hour, then try again.", "slow-down")


def forgot_page(form: Mapping[str, str], errors: dict[str, str]) -> str:
    return render_template("pages/forgot.html", form=form, errors=errors)
