"""The tables of `docs/protocol.md` that come from the code: `python -m dialogue.reference`.

What each command refuses is found by reading its case in `decide` and every function that
this calls, so the list may hold what only some callers meet, and never lacks anything.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import typing
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, UNSET, Meta, UnsetType

from dialogue.activities import ACTIVITIES, COMMANDS, EVENTS, HOMES
from dialogue.kernel import EVERYONE, FACILITATORS, NOBODY, PARTICIPANTS, Command, Refused, State
from dialogue.workshop import CloseStage, CloseWorkshop, finish, run_sheet, stages

PAGE = Path(__file__).parent.parent / "docs" / "protocol.md"
WHO = {FACILITATORS: "facilitator", PARTICIPANTS: "participant", EVERYONE: "both", NOBODY: "the server"}
PLAIN = {str: "text", int: "int", float: "number", bool: "bool", dict: "{}", type(None): "null"}

Row = tuple[str, ...]


# ---- Tables


def command_rows() -> Iterator[Row]:
    for name, kind in by_family(COMMANDS):
        who = WHO[kind.open_to] + (", at any time" if kind.any_time and kind.open_to else "")
        slugs = ", ".join(f"`{slug}`" for slug in sorted({slug for slug, _ in refusals_of(kind)}))
        yield f"`{name}`", data_of(kind), who, about(kind), slugs


def event_rows() -> Iterator[Row]:
    for name, kind in by_family(EVENTS):
        yield f"`{name}`", data_of(kind), about(kind)


def setting_rows() -> Iterator[Row]:
    for module in ACTIVITIES:
        yield f"`{module.NAME}`", data_of(module.Settings), about(module.Settings)


def refusal_rows() -> Iterator[Row]:
    """Each reason with the sentences it stands for."""
    found: dict[str, set[str]] = {}
    for kind in COMMANDS.values():
        for slug, sentence in refusals_of(kind):
            found.setdefault(slug, set()).add(sentence)
    for slug in sorted(found):
        yield f"`{slug}`", " · ".join(sorted(found[slug]))


def by_family(named: dict[str, Any]) -> list[tuple[str, Any]]:
    """What is named alike together: all of `board.`, then all of `note.`."""
    families = list(dict.fromkeys(name.split(".")[0] for name in named))
    return sorted(named.items(), key=lambda item: families.index(item[0].split(".")[0]))


TABLES: dict[str, tuple[Row, Callable[[], Iterator[Row]]]] = {
    "commands": (("Name", "Data", "Who", "", "Reasons to refuse"), command_rows),
    "settings": (("Activity", "Settings", ""), setting_rows),
    "events": (("Name", "Data", ""), event_rows),
    "refusals": (("Reason", "Sentences"), refusal_rows),
}


def written(page: str) -> str:
    """The page with its tables as the code has them now."""
    for name, (head, rows) in TABLES.items():
        page = filled(page, name, head, rows())
    return page


def filled(page: str, name: str, head: Row, rows: Iterable[Row]) -> str:
    """The page with one table as it is now."""
    lines = [head, ("---",) * len(head), *rows]
    table = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)
    begin, end = f"<!-- {name}: made by `make docs` -->", f"<!-- end of {name} -->"
    assert begin in page and end in page, f"The page has no place for {name}."
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n{table}\n{end}{rest.partition(end)[2]}"


# ---- Structs as people read them


def about(kind: type) -> str:
    """The docstring of a class itself, as one paragraph."""
    return " ".join((kind.__dict__.get("__doc__") or "").split())


def data_of(kind: type[msgspec.Struct]) -> str:
    hints = typing.get_type_hints(kind, include_extras=True)
    gathers = getattr(kind, "gathers", "")
    fields = [
        f"...{each.name}" if each.name == gathers else field_of(each, hints[each.name])
        for each in msgspec.structs.fields(kind)
    ]
    return f"`{{{', '.join(fields)}}}`"


def field_of(field: msgspec.structs.FieldInfo, hint: Any) -> str:
    """`name: type`, with `?` and the default where it may be left out."""
    shown = f"{field.encode_name}{'' if field.required else '?'}: {type_of(hint)}"
    default = field.default_factory() if field.default_factory is not NODEFAULT else field.default
    if default in (NODEFAULT, UNSET, None, "", [], {}):
        return shown
    if isinstance(default, list):
        return f"{shown} = {len(default)} to begin with"
    return f"{shown} = {msgspec.json.encode(default).decode()}"


def type_of(hint: Any) -> str:
    origin, args = get_origin(hint), get_args(hint)
    if origin is typing.Annotated:
        return type_of(args[0]) + bounds_of(args[1])
    if origin is Literal:
        return " / ".join(f'"{value}"' for value in args)
    if origin is list:
        return f"[{type_of(args[0])}]"
    if origin is tuple:
        return f"[{', '.join(map(type_of, args))}]"
    if origin is dict:
        return "{...}"
    if args:
        return " / ".join(type_of(each) for each in args if each is not UnsetType)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return data_of(hint).strip("`")
    if isinstance(hint, type) and issubclass(hint, str) and hint is not str:
        return " / ".join(f'"{each.value}"' for each in hint)  # type: ignore[attr-defined]
    return PLAIN[hint]


def bounds_of(meta: Meta) -> str:
    if meta.ge is not None and meta.le is not None:
        return f" {meta.ge}–{meta.le}"
    return f" at most {meta.max_length}" if meta.max_length is not None else ""


# ---- Refusals, read from the code

Found = frozenset[tuple[str, str]]


def refusals_of(kind: type[Command]) -> Found:
    """The reason and the sentence of all that `decide` can refuse of this command."""
    found = refused_in(HOMES[kind].decide, kind)
    if HOMES[kind] in (run_sheet, stages):
        found |= refused_by_activities(kind)
    if kind is CloseWorkshop:
        found |= refused_by_activities(CloseStage) | refused_in(finish)
    return found


def refused_by_activities(kind: type[Command]) -> Found:
    return frozenset().union(*(refused_in(module.decide, kind) for module in ACTIVITIES))


def refused_in(function: Any, kind: type[Command] | None = None) -> Found:
    """What a function refuses, and what it calls; of `decide` only the case of one command."""
    return frozenset(refusals_in(function, kind, seen=set()))


def refusals_in(function: Any, kind: type[Command] | None, seen: set[Any]) -> Iterator[tuple[str, str]]:
    if function in seen:
        return
    seen.add(function)
    names = inspect.unwrap(function).__globals__
    for node in parts_of(tree_of(function), names, kind):
        if not isinstance(node, ast.Call):
            continue
        called = called_by(node.func, names)
        if called in (Refused, Refused.counted):
            # A number decides between two sentences; the second one is for most numbers.
            sentence, reason = node.args[:2] if called is Refused else (node.args[1], node.args[3])
            for each in sentences_of(sentence, names):
                yield ast.literal_eval(reason), each
        elif inspect.isfunction(called) and called.__module__.startswith("dialogue."):
            yield from refusals_in(called, None, seen)


def sentences_of(node: ast.expr, names: dict[str, Any]) -> Iterable[str]:
    """A literal, or every sentence of the table that it is looked up in."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        table: dict[Any, str] = names[node.value.id]
        return table.values()
    return [ast.literal_eval(node)]


@cache
def tree_of(function: Any) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def parts_of(tree: ast.Module, names: dict[str, Any], kind: type[Command] | None) -> Iterator[ast.AST]:
    """The nodes of a function, or of those cases in it that take a command of this kind."""
    if kind is None:
        yield from ast.walk(tree)
        return
    for case in (node for node in ast.walk(tree) if isinstance(node, ast.match_case)):
        patterns = [node for node in ast.walk(case.pattern) if isinstance(node, ast.MatchClass)]
        if any(called_by(pattern.cls, names) is kind for pattern in patterns):
            for statement in case.body:
                yield from ast.walk(statement)


def called_by(node: ast.expr, names: dict[str, Any]) -> Any:
    """What a name stands for in a module; `state.find` is that of a State."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "state":
        return getattr(State, node.attr, None)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Refused":
        return Refused.counted
    return None


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
    print(f"{PAGE} says what the code says.")
