"""A no, as a page or as JSON, always with a sentence that says what to do."""

from __future__ import annotations

from flask import Flask, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.exceptions import HTTPException

from dialogue import metrics
from dialogue.database import Unavailable
from dialogue.edge import sentence_of
from dialogue.kernel import Refused
from dialogue.logs import logger
from dialogue.pages.forms import Tried
from dialogue.pages.here import wants_json
from dialogue.stopping import COME_BACK_IN

STATUS = {
    "unknown-code": 404,
    "not-found": 404,
    "not-joined": 403,
    "removed": 403,
    "waiting": 403,
    "turned-away": 403,
    "door-locked": 403,
    "invited-only": 403,
    "erased": 403,
    "not-allowed": 403,
    "wrong-key": 403,
    "other-site": 403,
    "slow-down": 429,
    "not-saved": 503,
    "restarting": 503,
    "failed": 500,
}

PASSING = {"slow-down", "not-saved", "restarting", "failed"}
"""Refusals that are about the moment: what was sent may be sent again as it is."""

NOT_IN_YET = {"waiting", "turned-away"}
"""Refusals of those who have a page of their own, which says how it stands with them."""

FORMS = {"room.command": "/w/{code}/plain", "room.me": "/w/{code}/plain", "join.join": "/join/{code}"}
"""Whose words come back to be sent again, and the page where they were written."""


TO_AN_ACCOUNT = {"keys.invited", "keys.forgotten"}
"""Pages to which links that work once lead."""


def attach(app: Flask) -> None:
    app.register_error_handler(Refused, refused)
    app.register_error_handler(Unavailable, unavailable)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, failed)
    app.after_request(tell_when)


def refused(error: Refused) -> ResponseReturnValue:
    metrics.refusal_count(error.reason).inc()
    if error.reason in NOT_IN_YET and not wants_json() and "code" in (request.view_args or {}):
        return redirect(url_for("waiting.page", code=(request.view_args or {})["code"]), 303)
    title = _("Please wait") if error.reason == "restarting" else _("This is not possible")
    return said(title, sentence_of(error), error.reason, STATUS.get(error.reason, 400))


def unavailable(error: Unavailable) -> ResponseReturnValue:
    metrics.refusal_count("not-saved").inc()
    logger.warning("the database did not answer", error=str(error))
    sentence = _("The server cannot read its data at the moment. Try again in a minute.")
    return said(_("Please wait"), sentence, "not-saved", 503)


def forged(error: CSRFError) -> ResponseReturnValue:
    sentence = _("This page was open for too long. Go back, load the page again, then send again.")
    return said(_("The page is too old"), sentence, "old-page", 400)


def failed(error: HTTPException) -> ResponseReturnValue:
    if error.code == 404:
        return said(
            _("There is no such page"), _("Check the address, or enter your workshop code."), "not-found", 404
        )
    if error.code == 413:
        return said(_("Too large"), _("You sent too much at once. Send less."), "too-large", 413)
    if error.code and error.code >= 500:
        metrics.refusal_count("failed").inc()
        sentence = _("The server made a mistake. The mistake was recorded. Try again in a minute.")
        return said(_("That did not work"), sentence, "failed", error.code)
    if error.response is not None or not error.code or error.code < 400:
        return error
    sentence = _("The server cannot do this. Go back, load the page again, then try once more.")
    return said(_("This is not possible"), sentence, "not-possible", error.code)


def said(title: str, sentence: str, reason: str, status: int) -> ResponseReturnValue:
    if wants_json():
        return {"refused": sentence, "reason": reason}, status
    if reason in PASSING and request.endpoint in FORMS and is_own():
        return again_page(Tried(request.form, sentence)), status
    link = way_again(status) or way_to_oneself(reason) or way_in(reason)
    page = render_template("pages/message.html", title=title, sentence=sentence, link=link)
    return page, status


def way_again(status: int) -> dict[str, str] | None:
    """A link to where somebody was, when that is only away for a moment."""
    if status != 503 or "GET" not in current_app.url_map.bind("").allowed_methods(request.path):
        return None
    return {"href": request.path, "text": _("Try again")}


def way_to_oneself(reason: str) -> dict[str, str] | None:
    """Whoever was removed may still see what is kept about them, and have it erased."""
    code = (request.view_args or {}).get("code")
    if reason != "removed" or not code:
        return None
    return {"href": url_for("about.page", code=code), "text": _("What is kept about me")}


def way_in(reason: str) -> dict[str, str] | None:
    """Whoever comes by a link to an account that was used may have that account."""
    if reason != "not-first" and request.endpoint not in TO_AN_ACCOUNT:
        return None
    return {"href": "/sign-in", "text": _("Sign in")}


def tell_when(response: Response) -> Response:
    """Whoever comes too early is told how long it takes."""
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", str(COME_BACK_IN))
    return response


def is_own() -> bool:
    """Does what was sent come from a form of ours? Only then its words may come back in one."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValueError:
        return False
    return True


def again_page(tried: Tried) -> str:
    """What was written, ready to be sent once more with the same id."""
    back = FORMS[request.endpoint or ""].format(**request.view_args or {})
    return render_template("pages/again.html", address=request.path, back=back, tried=tried)
