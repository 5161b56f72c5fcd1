"""The tables of docs/security.md, read from the code: who gets what from every route and every command,
and how often.

The cells are what `no_to` and the commands themselves say of each actor. tests/test_adversaries.py asks a
server the same, one request after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dialogue.activities import COMMANDS
from dialogue.callers import Caller, Callers, No, Opening, no_to
from dialogue.kernel import Command, Role

if TYPE_CHECKING:
    from dialogue import App

Row = tuple[str, ...]

YES = "yes"
LATER = "after the end"

SIGNED_IN = frozenset({Caller.ACCOUNT})
ACTORS: dict[str, Callers] = {
    "Stranger": frozenset(),
    "Waiting": frozenset({Caller.WAITING}),
    "Removed": frozenset({Caller.REMOVED}),
    "Participant": frozenset({Caller.PARTICIPANT}),
    "Observer": frozenset({Caller.OBSERVER}),
    "Screen": frozenset({Caller.SCREEN}),
    "Facilitator": frozenset({Caller.FACILITATOR}),
    "Kept link": frozenset({Caller.READER}),
    "Other account": SIGNED_IN,
    "Administrator": SIGNED_IN | {Caller.ADMIN},
    "Account: observes": SIGNED_IN | {Caller.WATCHER},
    "Account: facilitates": SIGNED_IN | {Caller.LEADER},
    "Account: owns": SIGNED_IN | {Caller.OWNER},
}
"""Who asks, and all that they are. Whoever takes part in or leads another workshop is a stranger here."""

SHORT = {
    No.SIGN_IN: "sign in",
    No.JOIN: "join",
    No.NOT_YET: No.NOT_ALLOWED.value,
}
COMMAND_ROUTE = "POST /w/<code>/command"


# ---- Routes


def route_rows(openings: dict[str, Opening]) -> Iterator[Row]:
    """The routes that answer everybody alike stand together."""
    alike: dict[Row, list[str]] = {}
    for route, opening in openings.items():
        alike.setdefault(cells_of(opening), []).append(route)
    for cells, routes in alike.items():
        yield "<br>".join(f"`{route}`" for route in sorted(routes, key=by_path)), *cells


def by_path(route: str) -> tuple[str, str]:
    method, _, path = route.partition(" ")
    return path, method


def cells_of(opening: Opening) -> Row:
    if Caller.BEARER in opening.to:
        return ("with its key",) * len(ACTORS)
    if opening.named <= {Caller.MONITOR, Caller.DEVELOPER}:
        return (No.NO_SUCH_PAGE.value,) * len(ACTORS)
    return tuple(cell_of(opening, who) for who in ACTORS.values())


def cell_of(opening: Opening, who: Callers) -> str:
    """What one actor gets from a route."""
    before, after = (no_to(opening, who, is_over) for is_over in (False, True))
    if before is None:
        return YES
    return LATER if after is None else SHORT.get(after, after.value)


# ---- Commands

TAKES_PART = ("Participant", "Muted participant", "Facilitator")


def command_rows() -> Iterator[Row]:
    alike: dict[Row, list[str]] = {}
    for name, kind in COMMANDS.items():
        alike.setdefault(answers_to(kind), []).append(name)
    for cells, names in sorted(alike.items(), key=lambda each: each[0]):
        yield ", ".join(f"`{name}`" for name in sorted(names)), *cells


def answers_to(kind: type[Command]) -> Row:
    """What participants, those who are muted, and facilitators get when they send a command."""
    participant, facilitator = (
        YES if role in kind.open_to else "not-allowed" for role in (Role.PARTICIPANT, Role.FACILITATOR)
    )
    muted = "muted" if participant == YES and kind.words else participant
    return participant, muted, facilitator


HEADS: dict[str, Row] = {
    "routes": ("Route", *ACTORS),
    "commands-by-role": ("Command", *TAKES_PART),
}


def tables(app: App) -> dict[str, tuple[Row, list[Row]]]:
    """The tables by their names, each with its head."""
    from dialogue.pages.doors import openings

    return {
        "routes": (HEADS["routes"], list(route_rows(openings(app)))),
        "commands-by-role": (HEADS["commands-by-role"], list(command_rows())),
    }
