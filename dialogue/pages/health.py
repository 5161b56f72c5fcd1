"""Is the process alive, and can it work?"""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from dialogue.callers import Caller
from dialogue.pages.doors import open_to
from dialogue.pages.here import app
from dialogue.stopping import staying

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@open_to(Caller.ANYONE)
def healthz() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/readyz")
@open_to(Caller.ANYONE)
def readyz() -> ResponseReturnValue:
    if staying.is_over:
        return {"status": "stopping"}, 503
    if not app().database.is_well():
        return {"status": "the database does not answer"}, 503
    if not app().neighbours.is_well():
        return {"status": "Redis does not answer"}, 503
    return {"status": "ready"}
