"""Plain forms: how the fields of one become a call, and what of it to keep when it comes back.

A form that sends a command has the fields of its command, its `name`, an `id` that makes a second
press harmless, and `at`, the place on the page to go back to.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any, TypeVar, get_origin

import msgspec
from werkzeug.datastructures import MultiDict

from dialogue.activities import COMMANDS
from dialogue.kernel import Refused

T = TypeVar("T")

OURS = {"csrf_token", "name", "id", "at"}
WORDS = ("text", "reason", "answer", "title", "outcome", "called")
"""Fields in which somebody writes."""
MOST_DIGITS = 9
"""Of a number. No database takes many more, and none is needed."""
PLACE = re.compile(r"[a-z]+(-\d+)?")


class Wrong(Refused):
    """A refusal that belongs to one field of the form."""

    def __init__(self, field: str, refused: Refused) -> None:
        super().__init__(refused.sentence, refused.reason, **refused.values)
        self.many = refused.many
        self.field = field


def belongs_to(field: str, make: Callable[..., T], *given: Any) -> T:
    """What `make` makes; if it refuses, the refusal belongs to this field."""
    try:
        return make(*given)
    except Refused as refused:
        raise Wrong(field, refused) from None


class Tried:
    """A form that was refused: the sentence, and what the person had written in it."""

    def __init__(self, form: MultiDict[str, str], sentence: str) -> None:
        self.form = form
        self.sentence = sentence
        self.has_place = False

    def here(self, name: str, at: str) -> str:
        """The sentence, if it was the form of this command at this place; else nothing."""
        if (self.form.get("name"), self.form.get("at")) != (name, at):
            return ""
        self.has_place = True
        return self.sentence

    @property
    def words(self) -> str:
        """What would be lost if its form is not on the page any more."""
        return next((self.form[field] for field in WORDS if self.form.get(field)), "")


def call_of(form: MultiDict[str, str]) -> dict[str, Any]:
    """A form as a call: every field read as the type that its command takes.

    Where a command takes a number or words, a field named like `answer:number` is a number.
    What does not fit goes on as it came, and is refused where all calls are read.
    """
    command = COMMANDS.get(form.get("name", ""))
    types = {field.encode_name: field.type for field in msgspec.structs.fields(command)} if command else {}
    data = {}
    for field, values in form.lists():
        if field not in OURS:
            name, _, kind = field.partition(":")
            data[name] = taken(values, int if kind == "number" else types.get(name, str))
    return {"name": form.get("name", ""), "data": data, "id": form.get("id") or None}


def taken(values: list[str], kind: Any) -> Any:
    """All values of a list, one value of anything else, as the type that is wanted if they fit."""
    given: Any = values if get_origin(kind) is list else values[-1]
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError:
        return given


def number_of(text: str, otherwise: int = 0) -> int:
    """The whole number that somebody wrote into a field or an address, if it is one that can be meant."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else otherwise


def place_of(form: MultiDict[str, str]) -> str | None:
    """Where on the page the form stood, if it says so."""
    at = form.get("at", "")
    return at if PLACE.fullmatch(at) else None


def new_id() -> str:
    return uuid.uuid4().hex
