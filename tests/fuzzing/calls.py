"""Commands, made from the commands that there are: right, nearly right, and not at all."""

from __future__ import annotations

import enum
import json
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

import msgspec
from hypothesis import strategies as st

from dialogue.activities import ACTIVITIES, COMMANDS
from tests.fuzzing.words import anything, numbers, words

Known = Mapping[str, list[int]]
"""The seqs of a workshop by the kind of record that is there."""

NAMED_OTHERWISE = {
    "on": "note",
    "notes": "note",
    "from": "note",
    "target": "note",
    "after": "stage",
    "of": "stage",
    "into": "cluster",
    "owner": "person",
    "people": "person",
    "item": "parked",
}
"""Fields that hold the seq of a record whose kind is called otherwise."""

ENDS = {"workshop.close"}
"""What a facilitator would end the workshop with, for everybody who still tries the rest."""


MEANT = frozenset(COMMANDS) - ENDS


def calls(known: Known, names: typing.Collection[str] = frozenset(COMMANDS)) -> st.SearchStrategy[Any]:
    """What `command` takes: mostly a command that is nearly right, now and then anything at all."""
    return st.one_of(*[call_of(name, known) for name in sorted(names)], anything, st.builds(dict, name=words))


def call_of(name: str, known: Known) -> st.SearchStrategy[Any]:
    """One command, with data that it may have, in which perhaps something is wrong."""
    data = data_of(COMMANDS[name], known)
    if COMMANDS[name].gathers:
        settings = [data_of(activity.Settings, known) for activity in ACTIVITIES]
        data = st.tuples(data, st.one_of(settings)).map(lambda parts: parts[1] | parts[0])
    return st.builds(
        lambda data, id: {"name": name, "data": data} | ({"id": id} if id is not None else {}),
        st.one_of(data, data, data, spoilt(data)),
        st.one_of(st.none(), st.uuids().map(lambda id: id.hex), st.sampled_from(["", "short", "12345678"])),
    )


def data_of(kind: type, known: Known) -> st.SearchStrategy[dict[str, Any]]:
    """The fields of a struct as their types say; those with a default are left out now and then."""
    hints = typing.get_type_hints(kind, include_extras=True)
    gathers = getattr(kind, "gathers", "")
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in msgspec.structs.fields(kind):
        if field.name == gathers:
            continue
        given = of_type(hints[field.name], field.encode_name, known)
        (required if field.required else optional)[field.encode_name] = given
    return st.fixed_dictionaries(required, optional=optional)


def of_type(hint: Any, name: str, known: Known) -> st.SearchStrategy[Any]:
    """Values that a field of this type and name may have."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is typing.Annotated:
        return bounded(args[0], args[1], name, known)
    if origin is Literal:
        return st.sampled_from(args)
    if origin is list:
        return st.lists(of_type(args[0], name, known), max_size=5)
    if origin in (dict, tuple) or hint is dict:
        return st.dictionaries(words, anything, max_size=3)
    if origin in (types.UnionType, typing.Union):
        kinds = [each for each in args if each is not msgspec.UnsetType]
        return st.one_of([of_type(each, name, known) for each in kinds])
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return st.sampled_from([each.value for each in hint])
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return data_of(hint, known)
    if hint is bool:
        return st.booleans()
    if hint is int:
        return seqs(name, known)
    if hint is type(None):
        return st.none()
    if hint is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    return named_words(name) if hint is str else anything


def bounded(hint: Any, meta: msgspec.Meta, name: str, known: Known) -> st.SearchStrategy[Any]:
    """At its bounds, within them, and just outside."""
    if hint is int and meta.ge is not None and meta.le is not None:
        low, high = int(meta.ge), int(meta.le)
        return st.one_of(st.integers(low, high), st.sampled_from([low - 1, low, high, high + 1]))
    return st.one_of(of_type(hint, name, known), st.sampled_from(["en", "sw", "zz", "ar"]))


def named_words(name: str) -> st.SearchStrategy[str]:
    """Words for a field: mostly any; where only a few mean something, mostly one of those."""
    meant = {"activity": [each.NAME for each in ACTIVITIES], "due": ["2027-01-01", "2027-02-30"]}
    return st.one_of(words, st.sampled_from(meant[name])) if name in meant else words


def seqs(name: str, known: Known) -> st.SearchStrategy[int]:
    """The seq of a record: mostly of the kind that is meant, else of any other, or of none."""
    kind = NAMED_OTHERWISE.get(name, name)
    meant = known.get(kind, [])
    others = sorted({seq for seqs in known.values() for seq in seqs})
    either = [st.sampled_from(meant)] * 4 if meant else []
    return st.one_of(*either, st.sampled_from(others) if others else numbers, st.integers(1, 600), numbers)


@st.composite
def spoilt(draw: st.DrawFn, data: st.SearchStrategy[dict[str, Any]]) -> Any:
    """Data in which one field is of another type, missing or too many; or that is none."""
    found = dict(draw(data))
    match draw(st.integers(0, 3)):
        case 0 if found:
            found[draw(st.sampled_from(sorted(found)))] = draw(anything)
        case 1 if found:
            del found[draw(st.sampled_from(sorted(found)))]
        case 2:
            found[draw(words)] = draw(anything)
        case _:
            return draw(anything)
    return found


def as_json(value: Any) -> str:
    """JSON as a client may send it, half characters and numbers that are none included."""
    return json.dumps(value)
