"""What the server counts, for Prometheus. Nobody else learns that it is there."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from dialogue.callers import Caller
from dialogue.limits import is_this_machine
from dialogue.pages.doors import open_to
from dialogue.pages.here import app

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@open_to(Caller.MONITOR, proof=lambda: may_read(app().dialogue.metrics_token))
def metrics() -> ResponseReturnValue:
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def may_read(token: str) -> bool:
    """Whoever has the token; where there is none, this machine itself, and not through a proxy."""
    if token:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())
    return is_this_machine(request.remote_addr or "") and "X-Forwarded-For" not in request.headers
