"""The library: the organiser's workshops, and what was said in them. What is asked stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from dialogue.beside import open_flags
from dialogue.pages.forms import number_of
from dialogue.pages.here import app, card
from dialogue.pages.signed import ensure_account
from dialogue.search import Hit
from dialogue.search.words import Piece, snippet_of, terms_of

ON_A_PAGE = 50
MOST_PAGES = 1_000
WAITS = 0.5
"""Seconds for which somebody who searches waits for what is new to be read."""

STATES = {"draft": {"draft"}, "open": {"open", "paused"}, "closed": {"closed"}}
"""What can be asked for, and the states that it means."""

ANCHORS = ("note", "cluster", "question", "rule", "action", "parked")
"""Passages that stand in the archive at a place of their own, named after them."""

Card = dict[str, Any]


class Asked(NamedTuple):
    """What somebody looks for. What makes no sense is as if it were not asked."""

    words: str = ""
    partnership: int = 0
    sector: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1

    @property
    def is_narrow(self) -> bool:
        """Are some workshops left out?"""
        return self[1:6] != Asked()[1:6]

    def leads_to(self, page: int) -> str:
        """The address of another page of the same."""
        fields = {
            "q": self.words,
            "partnership": self.partnership or "",
            "sector": self.sector,
            "state": self.state,
            "from": self.since or "",
            "to": self.until or "",
            "page": page if page > 1 else "",
        }
        query = urlencode({name: value for name, value in fields.items() if value})
        return url_for("organise.workshops") + (f"?{query}" if query else "")


class Found(NamedTuple):
    """A passage that was found, as the page shows it: where it stands, and in which workshop."""

    kind: str
    pieces: list[Piece]
    href: str
    workshop: Card


def asked_of(args: Mapping[str, str]) -> Asked:
    state = args.get("state", "")
    return Asked(
        words=args.get("q", "").strip(),
        partnership=number_of(args.get("partnership", "")),
        sector=args.get("sector", ""),
        state=state if state in STATES else "",
        since=day_of(args.get("from", "")),
        until=day_of(args.get("to", "")),
        page=min(max(number_of(args.get("page", ""), 1), 1), MOST_PAGES),
    )


def library(asked: Asked) -> dict[str, Any]:
    """All that the page shows."""
    register, held = app().register, app().holders.held_by(ensure_account().id)
    names = register.partnerships(held)
    remarks = open_flags(app().database)
    everything = [
        card_in(card(*each), names, remarks) | {"role": held[each[0].id]} for each in register.in_short(held)
    ]
    chosen = [each for each in everything if fits(each, asked)]
    shown = found_in(chosen, asked) if asked.words else listed_in(chosen, asked)
    return shown | {
        "asked": asked,
        "total": len(everything),
        "fitting": len(chosen),
        "partnerships": names,
        "sectors": sorted({sector for each in everything for sector in each["took_part"]}, key=str.casefold),
        "before": asked.leads_to(asked.page - 1) if asked.page > 1 else "",
        "after": asked.leads_to(asked.page + 1) if shown["has_more"] else "",
    }


def listed_in(chosen: list[Card], asked: Asked) -> dict[str, Any]:
    begin = (asked.page - 1) * ON_A_PAGE
    rows = chosen[begin : begin + ON_A_PAGE]
    return {"workshops": rows, "found": [], "unread": 0, "has_more": begin + ON_A_PAGE < len(chosen)}


def found_in(chosen: list[Card], asked: Asked) -> dict[str, Any]:
    """The passages that were found, after what is new was read as far as there was time for it."""
    register, terms = app().register, terms_of(asked.words)
    unread = register.search.catch_up(register.seen, WAITS)
    if unread:
        register.index_soon()
    cards = {each["id"]: each for each in chosen}
    hits = register.search.find(terms, cards.keys(), ON_A_PAGE + 1, (asked.page - 1) * ON_A_PAGE)
    shown = [
        Found(hit.kind, snippet_of(hit.words, terms), place_of(hit, cards[hit.workshop]), cards[hit.workshop])
        for hit in hits[:ON_A_PAGE]
        if hit.workshop in cards
    ]
    return {"workshops": [], "found": shown, "unread": unread, "has_more": len(hits) > ON_A_PAGE}


def card_in(each: Card, partnerships: Mapping[int, str], remarks: Mapping[int, int]) -> Card:
    """A workshop as the library shows it."""
    day = day_at(each["opened"] or each["created"])
    return each | {
        "day": day,
        "when": format_date(day, "medium"),
        "archive": url_for("archive.page", code=each["plain"]),
        "partnership": partnerships.get(each["belongs"], ""),
        "remarks": remarks.get(each["id"], 0),
    }


def place_of(hit: Hit, workshop: Card) -> str:
    """Where a passage can be read where it was said."""
    anchor = f"#{hit.kind}-{hit.seq}" if hit.kind in ANCHORS else ""
    return f"{workshop['archive']}{anchor}"


def fits(each: Card, asked: Asked) -> bool:
    """Is this one of the workshops that are asked for?"""
    return (
        (not asked.partnership or each["belongs"] == asked.partnership)
        and (not asked.sector or asked.sector in each["took_part"])
        and (not asked.state or each["state"] in STATES[asked.state])
        and (asked.since is None or each["day"] >= asked.since)
        and (asked.until is None or each["day"] <= asked.until)
    )


def kind_in_words(kind: str) -> str:
    """What a passage is."""
    names = {
        "title": _("Workshop"),
        "purpose": _("Purpose"),
        "question": _("Question"),
        "cluster": _("Cluster"),
        "note": _("Note"),
        "rule": _("Ground rule"),
        "action": _("Action"),
        "parked": _("In the parking lot"),
    }
    return names[kind]


def day_at(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).date()


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
