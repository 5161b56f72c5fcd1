"""What somebody said of the minutes, beside the passage of which they said it: that it is open, or
what was answered. The page itself is the same for everybody; this is put into it on its way.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import render_template, session

from dialogue.beside import Flag, flags_of
from dialogue.live import LiveWorkshop
from dialogue.pages.here import app

SAID = "said"
"""Where the cookie says what was said from this browser, with or without a name."""

MOST = 40


def remember(live: LiveWorkshop, id: int) -> None:
    """Keep in the cookie that this was said here, so that its answer is read here."""
    known = dict(session.get(SAID, {}))
    ids = [each for each in known.pop(live.code, []) if each != id]
    known[live.code] = [*ids, id][-MOST:]
    session[SAID] = dict(list(known.items())[-MOST:])


def said_by(live: LiveWorkshop, person: int | None) -> list[Flag]:
    """What this person said under their name, and what was said from this browser."""
    ids = session.get(SAID, {}).get(live.code, [])
    if person is None and not ids:
        return []
    return [
        flag
        for flag in flags_of(app().database, live.id)
        if (flag.person is not None and flag.person == person) or flag.id in ids
    ]


def with_said(page: bytes, said: Iterable[Flag]) -> bytes:
    """The page with what its reader said of it, at the places that it leaves for that."""
    places: dict[str, list[Flag]] = {}
    for flag in said:
        places.setdefault(flag.passage, []).append(flag)
    for place, flags in places.items():
        shown = render_template("archive/said.html", flags=flags)
        page = page.replace(f"<!--said:{place}-->".encode(), shown.encode())
    return page
