"""Is the process alive, and can it work?"""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from dialogue.pages.here import app

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    if app().database.is_well():
        return {"status": "ready"}
    return {"status": "the database does not answer"}, 503
