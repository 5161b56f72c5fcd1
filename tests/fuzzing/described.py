"""What the HTTP side takes, read from the code: every route, and the fields that its module asks for.

From this come our own requests, and the OpenAPI description that schemathesis works with. The names of
fields are read where they are asked for, so a new route, parameter or field is tried without a word here.
"""

from __future__ import annotations

import inspect
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from flask import Flask

from dialogue.edge import Call
from tests.server import ROOT

ASKS = r"request\.{}(?:\.get(?:list)?)?[(\[]\"([\w-]+)\""
NAMES = re.compile(r"\bname=\"([\w-]+)\"")
SECRET_ARGUMENTS = {"code": "~code~", "name": "json", "id": "~id~", "language": "en", "filename": "sw.js"}
"""What an argument of a route is where it is right; `~...~` is filled in when it is sent."""
CHOICES = ("language", "look")


class Route(NamedTuple):
    """One way to ask for something: a path with arguments, a method, and what the place reads."""

    path: str
    method: str
    endpoint: str
    arguments: tuple[str, ...]
    queries: tuple[str, ...]
    fields: tuple[str, ...]
    files: tuple[str, ...]
    bodies: tuple[type[msgspec.Struct], ...]

    @property
    def takes_words(self) -> bool:
        return self.method in ("POST", "PUT", "PATCH")


def routes_of(app: Flask) -> list[Route]:
    """Every route with every method that it takes, and that of the sockets, which stands beside them."""
    found = [
        route_of(app, rule.rule, method, rule.endpoint)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        for method in sorted(rule.methods or ())
    ]
    asked = ("EIO", "transport", "sid", "w", "as", "t", "j")
    found += [
        Route("/socket.io/", method, "socketio", (), asked, (), (), ())
        for method in ("GET", "POST", "OPTIONS")
    ]
    return found


def route_of(app: Flask, path: str, method: str, endpoint: str) -> Route:
    view = inspect.unwrap(app.view_functions[endpoint])
    module = sys.modules[view.__module__]
    source = inspect.getsource(module)
    fields = {*re.findall(ASKS.format("form"), source), *fields_in_templates()}
    structs = [each for each in vars(module).values() if is_body(each, view.__module__)]
    if endpoint.endswith(".command"):
        structs = [Call]
    return Route(
        path,
        method,
        endpoint,
        tuple(re.findall(r"<(?:\w+:)?(\w+)>", path)),
        # Another language or look is kept, and leads to the same address without it: tried at one place.
        tuple(sorted({*re.findall(ASKS.format("args"), source), *(CHOICES if path == "/" else ())})),
        tuple(sorted(fields)),
        tuple(sorted(re.findall(ASKS.format("files"), source))),
        tuple(structs),
    )


def is_body(thing: Any, module: str) -> bool:
    return isinstance(thing, type) and issubclass(thing, msgspec.Struct) and thing.__module__ == module


@cache
def fields_in_templates() -> frozenset[str]:
    """The names of the fields of all forms."""
    pages = Path(ROOT / "templates").rglob("*.html")
    return frozenset(name for page in pages for name in NAMES.findall(page.read_text()))


# ---- For programs that read such descriptions


def openapi_of(routes: list[Route]) -> dict[str, Any]:
    """The same as an OpenAPI description. Its paths hold the places to fill in as they are."""
    paths: dict[str, Any] = {}
    for route in routes:
        if route.method in ("HEAD", "OPTIONS"):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = operation_of(route)
    return {
        "openapi": "3.0.3",
        "info": {"title": "Dialogue", "version": "1"},
        "paths": paths,
    }


def operation_of(route: Route) -> dict[str, Any]:
    text = {"type": "string", "maxLength": 300}
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"anyOf": [{"enum": [SECRET_ARGUMENTS.get(name, "x")]}, text | {"minLength": 1}]},
        }
        for name in route.arguments
    ]
    parameters += [
        {"name": name, "in": "query", "schema": {"anyOf": [{"type": "integer"}, text]}}
        for name in route.queries
    ]
    operation: dict[str, Any] = {
        "operationId": f"{route.method}-{route.path}",
        "parameters": parameters,
        "responses": {"default": {"description": "a page, or what was asked for"}},
    }
    if route.takes_words:
        operation["requestBody"] = {"content": bodies_of(route)}
    return operation


def bodies_of(route: Route) -> dict[str, Any]:
    text = {"type": "string", "maxLength": 600}
    fields: dict[str, Any] = dict.fromkeys(route.fields, text) | {"csrf_token": {"enum": ["~token~"]}}
    bodies = {
        "application/x-www-form-urlencoded": {"schema": form_with(fields)},
        "application/json": {"schema": {"anyOf": [schema_of(kind) for kind in route.bodies] or [{}]}},
    }
    if route.files:
        fields |= {name: {"type": "string", "format": "binary"} for name in route.files}
        bodies["multipart/form-data"] = {"schema": form_with(fields)}
    return bodies


def form_with(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(fields), "required": ["csrf_token"]}


def schema_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON schema of a struct, with all that it is made of written out in it."""
    (schema,), parts = msgspec.json.schema_components([kind], ref_template="{name}")

    def written_out(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return written_out(parts[part["$ref"]])
            return {key: written_out(value) for key, value in part.items() if key not in ("title", "default")}
        return [written_out(each) for each in part] if isinstance(part, list) else part

    found: dict[str, Any] = written_out(schema)
    return found
