"""Signing in and out, and the first account of a server.

Whoever tries passwords is slowed down, by account and by address, and told so; nobody is locked out. A
browser in which an account was signed in before is counted apart, so that strangers cannot keep its
organiser out.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from dialogue.accounts import EMAIL_LENGTH, Account, addressed, folded
from dialogue.accounts.passwords import ensure_good
from dialogue.accounts.sessions import hashed
from dialogue.callers import Caller
from dialogue.edge import guessing, sentence_of
from dialogue.kernel import Refused, worded
from dialogue.limits import Pace, address_of
from dialogue.pages.doors import open_to
from dialogue.pages.forms import Wrong, belongs_to
from dialogue.pages.here import app
from dialogue.pages.holders import hang_up
from dialogue.pages.signed import account
from dialogue.people import NAME_LENGTH
from dialogue.seats import forget_seats

blueprint = Blueprint("sign_in", __name__)

HOME = "/workshops"
MOST_DEVICES = 5
"""Accounts that a browser is known to have been signed in with."""

WRONG_BY_STRANGERS = Pace(20, seconds=10 * 60)
WRONG_BY_KNOWN = Pace(20, seconds=10 * 60)
WRONG_BY_ADDRESS = Pace(100, seconds=10 * 60)
TRIES_BY_ADDRESS = Pace(300, seconds=10 * 60)
"""Right ones too, counted before they are compared: each comparison costs memory and time."""

WRONG_CODES = Pace(6, seconds=10 * 60)
"""Of an account, by whoever has its password. Three of a million are right at a time."""

HALF_WAY_FOR = 10 * 60
"""Seconds for which a password that was right is remembered until the code is."""


# ---- The first account


@blueprint.get("/first")
@open_to(Caller.BEARER)
def first() -> ResponseReturnValue:
    """The form for the first account, for whoever started the server. The key leaves the address at once."""
    if key := request.args.get("key"):
        with guessing("first"):
            ensure_first(key)
        session["first"] = key
        return redirect("/first")
    ensure_first(session.get("first", ""))
    return first_page({}, {})


@blueprint.post("/first")
@open_to(Caller.BEARER)
def make_first() -> ResponseReturnValue:
    ensure_first(session.get("first", ""))
    form = request.form.to_dict()
    try:
        name, email, password = described(form)
        made = belongs_to("email", app().accounts.make_first, name, email, password)
    except Wrong as wrong:
        return first_page(form, {wrong.field: sentence_of(wrong)}), 400
    session.pop("first")
    begin_session(made)
    return redirect(HOME)


def first_page(form: Mapping[str, str], errors: dict[str, str]) -> str:
    return render_template("pages/first.html", form=form, errors=errors)


def ensure_first(key: object) -> None:
    """Refuse a key that does not make the first account."""
    if isinstance(key, str) and app().accounts.is_first_key(key):
        return
    if app().accounts.first_key():
        raise Refused(
            "This link does not work. Open the link that the server prints when it starts.", "wrong-key"
        )
    raise Refused("This server has its first account already. Sign in instead.", "not-first")


def described(form: Mapping[str, str], email: str = "") -> tuple[str, str, str]:
    """The name, the address and the password of a new account. Raises Wrong with the field."""
    name = belongs_to("name", named, form.get("name", ""))
    address = email or belongs_to("email", addressed, form.get("email", ""))
    password = form.get("password", "")
    belongs_to("password", ensure_good, password, name, address)
    return name, address, password


def named(text: str) -> str:
    """A name in one line."""
    if not text.strip():
        raise Refused("Write your name.", "empty")
    return worded(" ".join(text.split()), NAME_LENGTH)


# ---- In


@blueprint.get("/sign-in")
@open_to(Caller.ANYONE)
def page() -> ResponseReturnValue:
    if account():
        return redirect(way_on(request.args.get("next", "")))
    return sign_in_page({"next": way_on(request.args.get("next", ""))}, {})


@blueprint.post("/sign-in")
@open_to(Caller.ANYONE)
def sign_in() -> ResponseReturnValue:
    form = request.form.to_dict()
    try:
        found = belongs_to("form", proved, form.get("email", ""), form.get("password", ""))
    except Wrong as wrong:
        status = 429 if wrong.reason == "slow-down" else 400
        return sign_in_page(form, {wrong.field: sentence_of(wrong)}), status
    if found.totp:
        return go_half_way(found, way_on(form.get("next", "")))
    begin_session(found)
    return redirect(way_on(form.get("next", "")))


# ---- The second factor


def go_half_way(found: Account, on: str) -> ResponseReturnValue:
    """The password was right, and a code is asked for. Nobody is signed in yet."""
    session["half"] = [found.id, int(time.time()), app().accounts.password_mark_of(found.id), on]
    return redirect("/sign-in/code")


@blueprint.get("/sign-in/code")
@open_to(Caller.ANYONE)
def code() -> ResponseReturnValue:
    return code_page({}) if half_way() else redirect("/sign-in")


@blueprint.post("/sign-in/code")
@open_to(Caller.ANYONE)
def second() -> ResponseReturnValue:
    """The rest of the way in, by a code from the app or a recovery code."""
    found = half_way()
    if found is None:
        return redirect("/sign-in")
    try:
        belongs_to("code", ensure_code, found, request.form.get("code", ""))
    except Wrong as wrong:
        return code_page({wrong.field: sentence_of(wrong)}), 429 if wrong.reason == "slow-down" else 400
    on = way_on(session["half"][3])
    begin_session(found)
    return redirect(on)


def half_way() -> Account | None:
    """Who gave the right password in this browser a moment ago, and has not changed it since."""
    match session.get("half"):
        case [int(number), int(at), str(mark), str(_)] if 0 <= time.time() - at < HALF_WAY_FOR:
            found = app().accounts.known_by(str(number))
            is_still = found is not None and hmac.compare_digest(
                app().accounts.password_mark_of(number), mark
            )
            return found if is_still else None
    return None


def ensure_code(found: Account, code: str) -> None:
    if WRONG_CODES.is_over(found.id):
        raise Refused("Too many wrong codes were entered. Wait ten minutes, then try again.", "slow-down")
    if found.totp and not app().accounts.factors.passes(found.id, found.totp, code):
        WRONG_CODES.count(found.id)
        raise Refused("This code is wrong, or it was used already. Enter another one.", "wrong-code")


def code_page(errors: dict[str, str]) -> str:
    return render_template("pages/sign_in_code.html", errors=errors)


# ---- Out


@blueprint.post("/sign-out")
@open_to(Caller.ANYONE)
def sign_out() -> ResponseReturnValue:
    """End this browser's session, and forget the seats that its account took."""
    if found := account():
        app().accounts.sessions.end(found.id, hashed(session["organiser"]))
        hang_up(found.id)
        held = app().holders.held_by(found.id)
        forget_seats(session, [each.code for each in app().register.all() if each.id in held])
    session.pop("organiser", None)
    session.pop("csrf_token", None)
    return redirect("/sign-in")


def sign_in_page(form: Mapping[str, str], errors: dict[str, str]) -> str:
    return render_template(
        "pages/sign_in.html",
        form=form,
        errors=errors,
        has_first=not app().accounts.first_key(),
        sends_mail=app().mail is not None,
        elsewhere=app().dialogue.oidc,
    )


def proved(email: str, password: str) -> Account:
    """The account with this address and password, or one sentence for whatever of it is wrong.

    A browser in which it was signed in before is counted as that account's, and not by its address.
    """
    # What is counted stays small, whatever somebody sends as an address.
    whose = folded(email)[:EMAIL_LENGTH]
    known = app().accounts.device_of(email) in session.get("devices", [])
    pace, where = (WRONG_BY_KNOWN, whose) if known else (WRONG_BY_STRANGERS, address_of(request))

    def ensure_may_try() -> None:
        if pace.is_over(whose) or (not known and WRONG_BY_ADDRESS.is_over(where)):
            raise too_many_wrong()

    ensure_may_try()
    if not TRIES_BY_ADDRESS.allows(where):
        raise Refused("Too many people sign in from here. Wait ten minutes, then try again.", "slow-down")
    found = app().accounts.proved(email, password)
    # Many tries may have come at once, and looked while none was counted: they learn nothing either.
    ensure_may_try()
    if found is None:
        pace.count(whose)
        if not known:
            WRONG_BY_ADDRESS.count(where)
        raise Refused("The e-mail address or the password is wrong.", "wrong-password")
    return found


def ensure_password(mine: Account, password: str) -> None:
    """Refuse what whoever is signed in says is their password, when it is not."""
    if WRONG_BY_KNOWN.is_over(mine.email):
        raise too_many_wrong()
    is_theirs = app().accounts.proved(mine.email, password) is not None
    if WRONG_BY_KNOWN.is_over(mine.email):
        raise too_many_wrong()
    if not is_theirs:
        WRONG_BY_KNOWN.count(mine.email)
        raise Refused("This is not your password.", "wrong-password")


def too_many_wrong() -> Refused:
    return Refused("Too many wrong passwords were entered. Wait ten minutes, then try again.", "slow-down")


def begin_session(found: Account) -> None:
    """Sign this browser in. What was in its cookie before says nothing of who it is now."""
    sessions = app().accounts.sessions
    before = session.pop("organiser", None)
    if isinstance(before, str) and (whose := sessions.whose(before)) is not None:
        sessions.end(whose, hashed(before))
    for name in ("csrf_token", "half"):
        session.pop(name, None)
    session["organiser"] = sessions.begin(found.id, request.headers.get("User-Agent", ""))
    device = app().accounts.device_of(found.email)
    devices = [each for each in session.get("devices", []) if each != device]
    session["devices"] = [*devices, device][-MOST_DEVICES:]


def way_on(path: str) -> str:
    """Where somebody wanted to go, if that is a page of ours; else their workshops.

    Browsers read a backslash as a slash, drop tabs and line breaks, and take two slashes for a server.
    """
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not is_plain(path):
        return HOME
    return HOME if path.startswith(("/sign-", "/first")) else path


def is_plain(path: str) -> bool:
    return path.isascii() and path.isprintable()
