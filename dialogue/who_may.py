"""The tables of docs/security.md, read from the code: who gets what from every route and every command,
and how often.

The cells are what `no_to` and the commands themselves say of each actor. tests/test_adversaries.py asks a
server the same, one request after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from dialogue.activities import COMMANDS
from dialogue.callers import Caller, Callers, No, Opening, no_to
from dialogue.kernel import Command, Role
from dialogue.limits import Pace
from dialogue.reference import Row, filled

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
    No.WAITING: "waiting room",
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


# ---- How often, and how much

LIMITS = {
    "dialogue.edge.COMMANDS": "Commands of one person",
    "dialogue.edge.CATCHING_UP": "Catching up, and views, of one person; of a connection that is nobody's",
    "dialogue.edge.LOOKING_ON": "The same over HTTP, by those who only look, from one address",
    "dialogue.pages.export.EXPORTS": "New exports of one person",
    "dialogue.pages.flags.FLAGS": "Remarks on the minutes, of one person",
    "dialogue.pages.about.LOOKS": "Looks at what is kept about oneself, of one person",
    "dialogue.edge.JOINING": "Newcomers from one address",
    "dialogue.edge.WRONG_CODES": "Wrong codes, keys and passphrases from one address",
    "dialogue.pages.sign_in.WRONG_BY_STRANGERS": "Wrong passwords of an account, by browsers new to it",
    "dialogue.pages.sign_in.WRONG_BY_KNOWN": "Wrong passwords of an account, by browsers it knows",
    "dialogue.pages.sign_in.WRONG_BY_ADDRESS": "Wrong passwords from one address",
    "dialogue.pages.sign_in.TRIES_BY_ADDRESS": "Passwords from one address, right or wrong",
    "dialogue.pages.sign_in.WRONG_CODES": "Wrong codes of a second factor, of one account",
    "dialogue.pages.keys.ASKED_FOR": "Links to a new password, for one account",
    "dialogue.pages.keys.ASKED_BY": "Links to a new password, asked for from one address",
    "dialogue.pages.elsewhere.ATTEMPTS": "Ways in by an account elsewhere, begun from one address",
    "dialogue.limits.MOST_PEOPLE": "People in one workshop",
    "dialogue.limits.MOST_ENTRIES": "Entries in the log of one workshop",
    "dialogue.limits.MOST_CONNECTIONS": "Connections at once",
    "dialogue.workshop.door.MOST_WAITING": "People in one waiting room",
    "dialogue.guests.MOST_GUESTS": "Guests on one list",
    "dialogue.sockets.LARGEST_MESSAGE": "Bytes of one message over the live connection",
    "dialogue.outlines.LARGEST": "Bytes of an outline that is brought along",
    "dialogue.pages.bring.LARGEST": "Bytes of a bundle that is brought here",
}
"""Where the limits stand in the code, and what they are about. A test fails where a pace is missing."""


def limit_rows() -> Iterator[Row]:
    for path, words in LIMITS.items():
        module, _, name = path.rpartition(".")
        yield words, amount(getattr(import_module(module), name)), f"`{name}` in `{module}`"


def amount(limit: Pace | int) -> str:
    return f"{limit.most:,} in {in_words(limit.seconds)}" if isinstance(limit, Pace) else f"{limit:,}"


def in_words(seconds: float) -> str:
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= size:
            return f"{seconds / size:g} {unit}" + ("s" if seconds > size else "")
    return f"{seconds:g} seconds"


# ---- The page

PAGE = Path(__file__).parent.parent / "docs" / "security.md"


def written(page: str, openings: dict[str, Opening]) -> str:
    """The page with its tables as the code has them now."""
    page = filled(page, "routes", ("Route", *ACTORS), route_rows(openings))
    page = filled(page, "commands", ("Command", *TAKES_PART), command_rows())
    return filled(page, "limits", ("What", "At most", "Where"), limit_rows())


def main() -> None:
    from dialogue import create_app
    from dialogue.config import read_settings
    from dialogue.pages.doors import openings

    with TemporaryDirectory() as directory:
        app = create_app(read_settings({"DIALOGUE_DATA_DIR": directory, "DIALOGUE_ASYNC_MODE": "threading"}))
        PAGE.write_text(written(PAGE.read_text(), openings(app)))
    print(f"{PAGE} says what the code says.")


if __name__ == "__main__":
    main()
