"""A list of guests as organisers have it: a table, by the names of its columns or by their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from babel.support import Translations

from dialogue.exports.csv_tables import unguarded
from dialogue.guest_rows import ensure_even, rows_of, uneven
from dialogue.guests import MOST_GUESTS, Invited
from dialogue.kernel import N_, Refused, worded_or_empty
from dialogue.languages import SOURCE, TRANSLATIONS, languages
from dialogue.people import NAME_LENGTH

LARGEST = 200 * 1024
"""Bytes of a table: room for a thousand guests."""

CONTACT_LENGTH = 200

COLUMNS = {
    "name": [N_("Name"), N_("Your name"), "guest", "full name"],
    "organisation": [N_("Organisation"), "organization", "org"],
    "sector": [N_("Sector"), N_("Your sector")],
    "contact": [N_("Contact"), "e-mail", "email", "mail", "phone", "address"],
}
"""What a column is called, in English; in the other languages it is found by that."""

ORDER = tuple(COLUMNS)

ON_ONE_LINE = ("name", "organisation", "sector")
"""Where one of these goes on in the next line, a quotation mark was closed too late. A contact may be a
postal address."""


class Table(NamedTuple):
    """The guests in a table, and whether it names sectors that the workshop does not have."""

    guests: list[Invited]
    has_other_sectors: bool


def guests_in(table: bytes, sectors: Sequence[str]) -> Table:
    """What is in a table. Refuses one that is too large or no text, and a row that is nobody's or uneven."""
    if len(table) > LARGEST:
        raise Refused("This table is too large. Divide it into smaller ones.", "too-large")
    try:
        text = table.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("This table is no text in UTF-8. Save it as CSV in UTF-8.", "unreadable-file") from None
    rows = rows_of(text.replace("\0", ""), places_in)
    if not rows:
        raise Refused("Choose a file, or write one guest on each line.", "empty")
    head = rows[0].cells
    places = places_in(head)
    if places:
        rows = rows[1:]
    else:
        head, places = list(ORDER), {name: n for n, name in enumerate(ORDER)}
    if len(rows) > MOST_GUESTS:
        raise Refused("A list can have {most} guests at most. Choose fewer.", "too-many", most=MOST_GUESTS)
    for row in rows:
        ensure_even(row, len(head))
    said = [said_in(row.cells, places) for row in rows]
    guests = [guest_of(row.line, each, sectors) for row, each in zip(rows, said, strict=True)]
    pairs = zip(said, guests, strict=True)
    return Table(guests, any(each.get("sector") and not guest.sector for each, guest in pairs))


def places_in(head: Sequence[str]) -> dict[str, int]:
    """Where each column is, if the first row says so in a language of ours."""
    cells = [cell.strip().casefold() for cell in head]
    found = {}
    for column, names in names_of_columns().items():
        place = next((n for n, cell in enumerate(cells) if cell in names), None)
        if place is not None:
            found[column] = place
    return found if "name" in found else {}


@cache
def names_of_columns() -> dict[str, frozenset[str]]:
    """What each column is called in all languages."""
    spoken = [Translations.load(TRANSLATIONS, [code]) for code in languages() if code != SOURCE]
    return {
        column: frozenset(
            said.casefold()
            for name in names
            for said in [name, *(each.gettext(name) for each in spoken), column]
        )
        for column, names in COLUMNS.items()
    }


def said_in(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """A row by the names of its columns."""
    return {name: unguarded(cells[at]).strip() for name, at in places.items() if at < len(cells)}


def guest_of(line: int, said: Mapping[str, str], sectors: Sequence[str]) -> Invited:
    if any("\n" in said.get(name, "") or "\r" in said.get(name, "") for name in ON_ONE_LINE):
        raise uneven(line)
    try:
        return read_guest(said, sectors)
    except Refused as refused:
        raise Refused(
            "Line {line} cannot be read: it has no name, or one that is too long.", refused.reason, line=line
        ) from None


def read_guest(said: Mapping[str, str], sectors: Sequence[str]) -> Invited:
    """One guest. A sector that the workshop does not have is left out: they choose one when they come."""
    name = worded_or_empty(said.get("name", ""), NAME_LENGTH)
    if not name:
        raise Refused("Write the name of the guest.", "no-name")
    known = {sector.casefold(): sector for sector in sectors}
    return Invited(
        name,
        worded_or_empty(said.get("organisation", ""), NAME_LENGTH),
        known.get(said.get("sector", "").strip().casefold(), ""),
        worded_or_empty(said.get("contact", ""), CONTACT_LENGTH),
    )
