"""The first page: what this is, and one field for the code."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dialogue.callers import Caller
from dialogue.edge import guessing, sentence_of
from dialogue.kernel import Refused
from dialogue.pages.doors import open_to
from dialogue.pages.errors import STATUS
from dialogue.pages.here import app
from dialogue.pages.signed import account

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@open_to(Caller.ANYONE)
def home() -> ResponseReturnValue:
    return home_page({}, {})


@blueprint.get("/join")
@open_to(Caller.ANYONE)
def find() -> ResponseReturnValue:
    """From a typed code to the page where one joins; a wrong code stays in the field."""
    code = request.args.get("code", "")
    try:
        with guessing():
            listed = app().register.find(code)
    except Refused as refused:
        return home_page({"code": code}, {"code": sentence_of(refused)}), STATUS.get(refused.reason, 404)
    return redirect(url_for("join.page", code=listed.code))


def home_page(form: dict[str, str], errors: dict[str, str]) -> str:
    is_organiser = account() is not None
    return render_template("pages/home.html", form=form, errors=errors, is_organiser=is_organiser)
