"""What the server counts, for Prometheus. Nobody else learns that it is there."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from dialogue.callers import Caller
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
    return is_loopback(request.remote_addr) and "X-Forwarded-For" not in request.headers


def is_loopback(address: str | None) -> bool:
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    # A socket that listens to both families writes 127.0.0.1 as an address of version 6.
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
