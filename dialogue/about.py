"""About one person: everything that is kept in a workshop about somebody, in whatever table it is.

It is theirs to see. What nobody else may know, like a vote or an unsigned note of a stage that is open,
is told to them alone and never to an organiser who asks in their name (P5, B5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from dialogue.activities import EVENTS
from dialogue.database import entries, flags, guests, holders, people
from dialogue.kernel import Audience, Event, Eyes, Person, Record, State
from dialogue.live import LiveWorkshop
from dialogue.log import DECODERS
from dialogue.register import Listed
from dialogue.workshop import Stage, show_record, the_workshop

Kept = dict[str, Any]

PERSON_FIELDS = ("person", "owner", "responded", "people", "first")
"""The fields of events that hold people's numbers."""

COUNTS = {("vote.counted", "people")}
"""What is called like one of them, and is how many there were."""

TELLS = ("people", "entries", "owners", "flags", "guests", "holders")
"""The tables with somebody's number in them that are told here."""

SECRET = {"workshop", "person", "account", "salt"}
"""Of a row beside the log: what only the server needs, and what a link is derived from."""

NOT_THEIRS = {"seq", "by", "author", "stage", "responses", "replaced", "was_hidden"}
"""Of an unsigned record: places in the log, and what only the rules need."""


def kept_about(live: LiveWorkshop, listed: Listed, number: int, mine: bool) -> Kept:
    """All that is kept about a person of this workshop. `mine`: it is they who ask."""
    state, person = live.state, live.state.find(Person, number)
    with live.database.reading() as connection:
        about: Kept = {
            "workshop": workshop_of(state, listed),
            "person": person_of(connection, live.id, person),
            "written": [written(state, record, person, mine) for record in signed_by(state, number)],
            "entries": list(entries_about(connection, live.id, number)),
            "messages_about_the_minutes": rows(connection, flags, live.id, number),
            "invitation": next(iter(rows(connection, guests, live.id, number)), None),
            "holds_the_workshop": next(iter(rows(connection, holders, live.id, number)), None),
        }
    if mine:
        about["unsigned"] = unsigned_of(state, number)
    return about


def workshop_of(state: State, listed: Listed) -> Kept:
    workshop = the_workshop(state)
    return {
        "code": listed.code,
        "title": workshop.title,
        "state": workshop.state,
        "closed_at": workshop.closed_at,
        "keep": listed.keep,
        "keep_days": listed.keep_days,
    }


def person_of(connection: sa.Connection, workshop: int, person: Person) -> Kept:
    """Who they are here, and what became of them."""
    chosen = sa.select(people.c["name", "organisation", "language"])
    chosen = chosen.where(people.c.workshop == workshop, people.c.person == person.seq)
    named = connection.execute(chosen).first()
    at = sa.select(entries.c.at).where(entries.c.workshop == workshop, entries.c.seq == person.seq)
    return {
        "number": person.seq,
        "role": person.role,
        **(named._asdict() if named else {"name": "", "organisation": "", "language": ""}),
        "sector": person.sector,
        "came_at": connection.execute(at).scalar(),
        "standing": standing_of(person),
        "muted": person.muted,
        "turns_to_speak": person.turns,
        "stages_done": sorted(person.done),
        "rules_read_in_stages": sorted(person.acknowledged),
    }


def standing_of(person: Person) -> str:
    """Where somebody is: here, waiting, turned away, left, removed or erased."""
    if person.erased:
        return "erased"
    if person.is_here:
        return "here"
    if person.waiting:
        return "waiting"
    return "turned away" if person.turned_away else "left" if person.left else "removed"


# ---- What they wrote


def signed_by(state: State, number: int) -> list[Record]:
    """The records that bear their number: what they wrote, and what they were asked to do."""
    found = state.signed.get(number, {}).values()
    return sorted(found, key=lambda record: record.seq)


def written(state: State, record: Record, person: Person, mine: bool) -> Kept:
    """A record as they see it themselves, or as a facilitator does. What neither sees is in `entries`."""
    eyes = person.eyes if mine else Eyes(Audience.FACILITATOR)
    shown = show_record(state, record, eyes) or {}
    return {"kind": record.kind, "number": record.seq, "stage_title": stage_of(state, record)} | shown


def unsigned_of(state: State, number: int) -> list[Kept]:
    """What is theirs in stages that are open, and nobody's once each is closed. Its place in the log is not
    told, or a file that somebody kept would say for good whose it was (P5).
    """
    theirs = [record for record in state.owned_by(number) if record.by is None and record.seq != number]
    return [
        {"kind": record.kind, "stage_title": stage_of(state, record)} | plainly(record) for record in theirs
    ]


def plainly(record: Record) -> Kept:
    told: Kept = msgspec.to_builtins(record)
    return {name: value for name, value in told.items() if name not in NOT_THEIRS}


def stage_of(state: State, record: Record) -> str:
    stage = state.get(Stage, getattr(record, "stage", None))
    return stage.title if stage else ""


# ---- The log


def entries_about(connection: sa.Connection, workshop: int, number: int) -> Iterator[Kept]:
    """The entries that they signed, whole, and those of others that name them, by their kind."""
    chosen = sa.select(entries.c["seq", "at", "by", "name", "data", "command"]).where(
        entries.c.workshop == workshop,
        sa.or_(entries.c.by == number, entries.c.seq == number, entries.c.name.in_(NAMING)),
    )
    for seq, at, by, name, data, command in connection.execute(chosen.order_by(entries.c.seq)):
        entry = {"seq": seq, "at": at, "event": name}
        if by == number:
            yield entry | {"signed": True, "data": msgspec.json.decode(data), "sent_as": command}
        elif seq == number or number in people_in(DECODERS[name].decode(data)):
            yield entry | {"signed": False}


def people_in(event: Event) -> set[int]:
    """The people whose numbers are in an event."""
    found: set[int] = set()
    for field in PERSON_FIELDS:
        value = getattr(event, field, None)
        if value is None or (event.name, field) in COUNTS:
            continue
        found.update(value if isinstance(value, list) else [value])
    return found


def is_naming(kind: type[Event]) -> bool:
    return any(
        field in PERSON_FIELDS and (kind.name, field) not in COUNTS for field in kind.__struct_fields__
    )


NAMING = sorted(name for name, kind in EVENTS.items() if is_naming(kind))


# ---- Beside it


def rows(connection: sa.Connection, table: sa.Table, workshop: int, number: int) -> list[Kept]:
    """The rows of a table that are about somebody, without the numbers that only the server needs."""
    chosen = sa.select(*[each for each in table.c if each.name not in SECRET])
    chosen = chosen.where(table.c.workshop == workshop, table.c.person == number)
    return [dict(row._mapping) for row in connection.execute(chosen)]


def said_unnamed(live: LiveWorkshop, ids: Collection[int]) -> list[Kept]:
    """What was said of the minutes without a name, by the numbers that a browser kept of it."""
    chosen = sa.select(flags.c["id", "passage", "text", "at", "settled_at", "answer"]).where(
        flags.c.workshop == live.id, flags.c.id.in_(ids), flags.c.person.is_(None)
    )
    with live.database.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(chosen)]


def unsay(live: LiveWorkshop, ids: Collection[int]) -> None:
    """Take back what was said of the minutes without a name."""
    chosen = sa.delete(flags).where(
        flags.c.workshop == live.id, flags.c.id.in_(ids), flags.c.person.is_(None)
    )
    live.database.write(lambda connection: connection.execute(chosen))
