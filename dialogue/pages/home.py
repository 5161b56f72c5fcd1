"""The first page: what this is, and one field for the code."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from dialogue.edge import WRONG_CODES, limiter, sentence_of
from dialogue.kernel import Refused
from dialogue.pages.here import app

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    return render_template("pages/home.html", errors={}, form={}, is_organiser="organiser" in session)


@blueprint.get("/join")
def find() -> ResponseReturnValue:
    """From a typed code to the page where one joins; a wrong code stays in the field."""
    code = request.args.get("code", "")
    try:
        ensure_patient()
        listed = app().register.find(code)
    except Refused as refused:
        form = render_template("pages/home.html", errors={"code": sentence_of(refused)}, form={"code": code})
        return form, 404
    return redirect(url_for("join.page", code=listed.code))


def ensure_patient() -> None:
    """Slow down whoever tries one code after the other; a whole classroom stays below it."""
    if not limiter.hit(WRONG_CODES, request.remote_addr or ""):
        raise Refused("Too many codes were tried from here. Wait a minute, then try again.", "slow-down")
