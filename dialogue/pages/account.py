"""One's own account: name, address, password, the second factor, and where one is signed in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from dialogue.accounts import Account, addressed
from dialogue.accounts.sessions import Session, hashed
from dialogue.callers import Caller
from dialogue.edge import sentence_of
from dialogue.kernel import Refused
from dialogue.pages.doors import open_to
from dialogue.pages.forms import Wrong, belongs_to
from dialogue.pages.here import app
from dialogue.pages.holders import hang_up
from dialogue.pages.sign_in import ensure_password, named
from dialogue.pages.signed import ensure_account
from dialogue.qr import qr_of

blueprint = Blueprint("account", __name__, url_prefix="/account")

PENDING = "totp"
"""In the cookie: the salt of a second factor that is not turned on yet. It opens nothing."""

# The first that a browser's own words hold. Most say that they are several others too.
BROWSERS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox")),
    *(("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari", "Safari"), ("curl", "curl")),
)
SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS")),
    *(("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")),
)

Change = Callable[[Account, Mapping[str, str]], None]


@blueprint.get("")
@open_to(Caller.ACCOUNT)
def page() -> ResponseReturnValue:
    return account_page(ensure_account(), "", {}, {})


@blueprint.post("")
@open_to(Caller.ACCOUNT)
def change() -> ResponseReturnValue:
    """Change what one form of the page is about."""
    mine, form = ensure_account(), request.form.to_dict()
    what = form.get("what", "")
    try:
        CHANGES.get(what, nothing)(mine, form)
    except Wrong as wrong:
        return account_page(mine, what, form, {wrong.field: sentence_of(wrong)}), status_of(wrong)
    return redirect(url_for(".page", done=what, _anchor=what))


def rename(mine: Account, form: Mapping[str, str]) -> None:
    """Another name or address. Whoever has the address can have another password, so it takes the old one."""
    name = belongs_to("name", named, form.get("name", ""))
    email = mine.email
    if mine.has_password:
        email = belongs_to("email", addressed, form.get("email", ""))
        if email != mine.email:
            belongs_to("current", ensure_password, mine, form.get("current", ""))
    belongs_to("email", app().accounts.rename, mine.id, name, email)


def set_password(mine: Account, form: Mapping[str, str]) -> None:
    """Another password. Every other session ends."""
    belongs_to("now", ensure_password, mine, form.get("now", ""))
    kept = hashed(session["organiser"])
    belongs_to("password", app().accounts.set_password, mine.id, form.get("password", ""), kept)
    hang_up(mine.id)


def end_session(mine: Account, form: Mapping[str, str]) -> None:
    sessions = app().accounts.sessions
    if "others" in form:
        sessions.end_others(mine.id, hashed(session["organiser"]))
    else:
        sessions.end(mine.id, form.get("session", ""))
    hang_up(mine.id)


def turn_off(mine: Account, form: Mapping[str, str]) -> None:
    belongs_to("off", ensure_password, mine, form.get("off", ""))
    app().accounts.factors.turn_off(mine.id)


def nothing(_mine: Account, _form: Mapping[str, str]) -> None:
    raise Refused(
        "The server cannot do this. Go back, load the page again, then try once more.", "not-possible"
    )


CHANGES: dict[str, Change] = {
    "who": rename,
    "password": set_password,
    "sessions": end_session,
    "factor": turn_off,
}


def status_of(wrong: Refused) -> int:
    return 429 if wrong.reason == "slow-down" else 400


def account_page(mine: Account, what: str, form: Mapping[str, str], errors: dict[str, str]) -> str:
    own = hashed(session["organiser"])
    known = {"name": mine.name, "email": mine.email}
    return render_template(
        "pages/account.html",
        mine=mine,
        form={**known, **(form if what == "who" else {})},
        what=what,
        errors=errors,
        done="" if errors else request.args.get("done", ""),
        sessions=[
            described(each) | {"is_own": each.id == own} for each in app().accounts.sessions.of(mine.id)
        ],
        recovery_left=app().accounts.factors.left(mine.id),
        elsewhere=app().dialogue.oidc if mine.oidc else None,
    )


def described(each: Session) -> dict[str, Any]:
    """A session as its owner knows it again."""
    return {
        "id": each.id,
        "browser": browser_in_words(each.agent),
        "since": format_datetime(datetime.fromtimestamp(each.created_at, UTC), "medium"),
        "seen": format_datetime(datetime.fromtimestamp(each.seen_at, UTC), "medium"),
    }


def browser_in_words(agent: str) -> str:
    """A browser by the names that people know: Firefox on Windows."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("A browser that does not say its name")


# ---- The second factor


@blueprint.get("/factor")
@open_to(Caller.ACCOUNT)
def factor() -> ResponseReturnValue:
    """The QR code for the app, and the field for its first code. Until that is right nothing changes."""
    mine = ensure_account()
    if mine.totp or not mine.has_password:
        return redirect(url_for(".page", _anchor="factor"))
    return factor_page(mine, {})


@blueprint.post("/factor")
@open_to(Caller.ACCOUNT)
def turn_on() -> ResponseReturnValue:
    """Turn it on. The recovery codes are shown now, and never again."""
    mine = ensure_account()
    if mine.totp or not mine.has_password:
        return redirect(url_for(".page", _anchor="factor"))
    try:
        belongs_to("current", ensure_password, mine, request.form.get("current", ""))
        code = re.sub(r"\s", "", request.form.get("code", ""))
        recovery = belongs_to("code", app().accounts.factors.turn_on, mine.id, pending(), code)
    except Wrong as wrong:
        return factor_page(mine, {wrong.field: sentence_of(wrong)}), status_of(wrong)
    session.pop(PENDING)
    app().accounts.sessions.end_others(mine.id, hashed(session["organiser"]))
    hang_up(mine.id)
    return render_template("pages/recovery.html", recovery=recovery)


def pending() -> str:
    """The salt that is not used yet; made when it is asked for first."""
    if not isinstance(session.get(PENDING), str):
        session[PENDING] = secrets.token_hex(16)
    return str(session[PENDING])


def factor_page(mine: Account, errors: dict[str, str]) -> str:
    factors, salt = app().accounts.factors, pending()
    secret = factors.secret_of(mine.id, salt)
    return render_template(
        "pages/factor.html",
        mine=mine,
        errors=errors,
        qr=qr_of(factors.address_of(mine.id, salt, mine.email)),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    )
