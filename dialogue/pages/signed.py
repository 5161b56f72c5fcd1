"""Who is signed in, and what of a workshop is theirs. Nobody else learns that it is there."""

from __future__ import annotations

from urllib.parse import quote

from flask import redirect, request, session
from flask.typing import ResponseReturnValue

from dialogue.accounts import Account
from dialogue.holders import Holding
from dialogue.kernel import Refused
from dialogue.log import unknown_code
from dialogue.pages.here import app
from dialogue.seats import account_in


def account() -> Account | None:
    """The account that this browser is signed in with."""
    return account_in(session)


def ensure_account() -> Account:
    """The account, or a refusal that says how to have one here."""
    if found := account():
        return found
    raise Refused("Sign in first. Then open this page again.", "not-signed-in")


def holding_of(workshop: int) -> Holding | None:
    """The role in which whoever asks holds a workshop, or nothing."""
    found = account()
    return app().holders.role_of(workshop, found.id) if found else None


def ensure_holding(code: str, *roles: Holding) -> Holding:
    """The role in which whoever asks holds a workshop. Refuses a workshop that is not theirs as if there
    were none, and one that is theirs in another role.
    """
    role = holding_of(app().register.find(code).id)
    if role is None:
        raise unknown_code()
    if role not in roles:
        raise Refused("Only the owner of this workshop can do this. Ask the owner.", "not-allowed")
    return role


def to_sign_in() -> ResponseReturnValue:
    """To where one signs in, and from there back to a page that can be asked for again."""
    back = quote(request.full_path.rstrip("?")) if request.method == "GET" else ""
    return redirect(f"/sign-in?next={back}" if back else "/sign-in")
