"""Every answer over HTTP is counted, and logged by the route it took: its address may hold a key.

A server that is about to stop begins nothing here.
"""

from __future__ import annotations

import time

from flask import Flask, Response, g, request

from dialogue import metrics
from dialogue.logs import logger
from dialogue.stopping import staying

SLOW = 1.0


def attach(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(end)


def begin() -> None:
    g.began = time.perf_counter()
    if request.method == "POST":
        staying.ensure()


def end(response: Response) -> Response:
    metrics.response_count(response.status_code).inc()
    seconds = time.perf_counter() - g.began
    ms = round(seconds * 1000, 1)
    say, event = (logger.info, "a slow request") if seconds >= SLOW else (logger.debug, "a request")
    say(event, method=request.method, route=route_of(), status=response.status_code, ms=ms)
    return response


def route_of() -> str:
    return request.url_rule.rule if request.url_rule else "none"
