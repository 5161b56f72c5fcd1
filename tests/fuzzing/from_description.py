"""Requests that schemathesis makes of our description: what it holds for right, and for wrong.

It makes them, and we send them: as bytes, like all others, so that they can be printed and pasted.
"""

from __future__ import annotations

from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.fuzzing.asked import ACTORS, Asked
from tests.fuzzing.described import Route, openapi_of


def described(routes: list[Route]) -> st.SearchStrategy[Asked | None]:
    """A request to any operation of the description, or nothing where it cannot be written down."""
    schema = schemathesis.openapi.from_dict(openapi_of(routes))
    operations: list[Any] = list(schema.get_all_operations())
    cases = [each.ok().as_strategy(generation_mode=mode) for each in operations for mode in GenerationMode]
    return st.builds(as_bytes, st.sampled_from(ACTORS), st.one_of(cases))


def as_bytes(actor: str, case: Any) -> Asked | None:
    """A case as it is sent."""
    try:
        given = case.as_transport_kwargs(base_url="http://~host~")
        given.pop("timeout", None)
        made = requests.Request(**{key: given[key] for key in TAKEN if given.get(key) is not None}).prepare()
    except (ValueError, TypeError, requests.RequestException):
        # What no header or address can hold.
        return None
    body = made.body or b""
    whole = body if isinstance(body, bytes) else str(body).encode()
    head: dict[str, Any] = {"Host": "~host~", "Cookie": "~cookie~", "Connection": "close"}
    head |= {name: value for name, value in made.headers.items() if name not in ("Cookie", "Content-Length")}
    if made.method == "POST":
        head["Content-Length"] = "~length~"
    lines = [
        f"{made.method} {made.path_url} HTTP/1.1",
        *(f"{name}: {text_of(value)}" for name, value in head.items()),
    ]
    return Asked(actor, "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + whole)


TAKEN = ("method", "url", "params", "headers", "cookies", "data", "json", "files")


def text_of(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
