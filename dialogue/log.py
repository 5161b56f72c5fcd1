"""The log: what happened, in order, and the only file that writes it.

What `append` returned from is on the disk. Seqs have no gaps; whoever loses the race for one
gets `Taken`, reads again, decides again, and tries again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dialogue import chain
from dialogue.activities import EVENTS, evolve, new_state
from dialogue.blur import blurred
from dialogue.database import (
    Database,
    entries,
    is_in_short,
    metadata,
    owners,
    partnerships,
    spent,
    unindex,
    workshops,
)
from dialogue.kernel import Entry, Event, Refused, State, Unsigned
from dialogue.workshop import StageClosed

DECODERS = {name: msgspec.json.Decoder(kind) for name, kind in EVENTS.items()}
encode = msgspec.json.Encoder().encode

READ_TOGETHER = 2_000

is_same_place = sa.and_(owners.c.workshop == entries.c.workshop, owners.c.seq == entries.c.seq)


class Written(NamedTuple):
    """An entry on its way into the log, with its data and its link as they will stand there.

    `command` is the id it answers. `owner` is (stage, person) where the entry is unsigned.
    `also` writes what belongs to the same commit but not into the log.
    """

    entry: Entry
    data: str
    link: chain.Link
    command: str | None = None
    owner: tuple[int, int] | None = None
    also: Callable[[sa.Connection, int], None] | None = None


class Found(NamedTuple):
    """An entry as it was read, the command it answers, and where it is unsigned whose it is.

    `owner` is (stage, person), and known only until the stage closes. `hash` is its place in the chain.
    """

    entry: Entry
    command: str | None = None
    owner: tuple[int, int] | None = None
    hash: bytes = b""


class Row(NamedTuple):
    """An entry with all that proves it. Without a salt its data was erased, and `data` is what remains."""

    seq: int
    at: float
    by: int | None
    name: str
    data: str
    salt: bytes | None
    digest: bytes
    hash: bytes


def happen(state: State, event: Event | Unsigned, by: int | None, at: float) -> Written:
    """Give what was decided its place and let it change the state; it is still to be written.

    Times are kept as exactly as the chain writes them, to the microsecond. As long as it is known whose
    unsigned entries are, they are blurred, also those of signed entries that stand between them.
    """
    owner = None
    if isinstance(event, Unsigned):
        owner = (event.stage, by or 0)
        state.owners.add(event.stage, state.next, by or 0)
        by, event = None, event.event
    if is_known_whose(state, event):
        at = blurred(at, state.last_at)
    written = linked(state, Entry(state.next, round(at, 6), by, event))._replace(owner=owner)
    state.head = written.link.hash
    evolve(state, written.entry)
    return written


def is_known_whose(state: State, event: Event) -> bool:
    """Is it known of any unsigned entry whose it is, also after this event?"""
    ends = event.stage if isinstance(event, StageClosed) else None
    return any(stage != ends for stage in state.owners.by_stage)


def linked(state: State, entry: Entry) -> Written:
    """An entry chained to the last one of a state."""
    data = data_of(entry.event)
    at = chain.time_of(entry.at)
    link = chain.link(
        state.head or chain.NOTHING, state.identity, entry.seq, at, entry.by, entry.event.name, data
    )
    return Written(entry, data, link)


def append(database: Database, workshop: int, written: list[Written], identity: str = "") -> None:
    """Write entries in one commit. Raises Taken or Unavailable, and then nothing is written.

    With an identity, refuses a workshop that is no longer the one they were decided for.
    """

    def work(connection: sa.Connection) -> None:
        take_turn(connection, workshop, identity)
        write(connection, workshop, written)

    database.write(work)


def write(connection: sa.Connection, workshop: int, written: list[Written]) -> None:
    """Write entries as part of somebody's transaction."""
    connection.execute(entries.insert(), [row_of(workshop, each) for each in written])
    secret = [owner_row_of(workshop, each) for each in written if each.owner]
    if secret:
        connection.execute(owners.insert(), secret)
    for each in written:
        if isinstance(each.entry.event, StageClosed):
            forget_owners(connection, workshop, each.entry.event.stage, each.entry.seq)
        if each.also:
            each.also(connection, each.entry.seq)


def take_turn(connection: sa.Connection, workshop: int, identity: str = "") -> None:
    """Be the only one who writes to this workshop until the transaction ends, whichever process asks.

    SQLite needs no lock here: it has one writer. Refuses a workshop that is no longer kept, or is
    another one by now.
    """
    chosen = sa.select(workshops.c.identity).where(workshops.c.id == workshop)
    found = connection.execute(chosen.with_for_update(key_share=True)).scalar()
    if found is None or (identity and found != identity):
        raise unknown_code()


def unknown_code() -> Refused:
    return Refused(
        "There is no workshop with this code. Compare it with the screen or with your invitation.",
        "unknown-code",
    )


def read_found(
    connection: sa.Connection, workshop: int, after: int = 0, to: int | None = None
) -> Iterator[Found]:
    """What is known of the entries behind `after`, up to and with `to`, in order.

    They are asked for some at a time: what is behind is never changed, and nobody waits for a long log.
    """
    chosen = (
        sa.select(
            entries.c["seq", "at", "by", "name", "data", "command", "hash"],
            owners.c["stage", "person", "command"],
        )
        .select_from(entries.outerjoin(owners, is_same_place))
        .where(entries.c.workshop == workshop, entries.c.seq > sa.bindparam("after"))
        .order_by(entries.c.seq)
        .limit(READ_TOGETHER)
    )
    if to is not None:
        chosen = chosen.where(entries.c.seq <= to)
    while True:
        rows = connection.execute(chosen, {"after": after}).all()
        for seq, at, by, name, data, command, hash, stage, person, unsigned in rows:
            entry = Entry(seq, at, by, DECODERS[name].decode(data))
            yield Found(entry, command or unsigned, None if stage is None else (stage, person), hash)
        if len(rows) < READ_TOGETHER:
            return
        after = rows[-1].seq


def read_rows(connection: sa.Connection, workshop: int, to: int) -> Iterator[Row]:
    """The entries up to and with `to`, as they stand there, asked for some at a time."""
    chosen = sa.select(entries.c["seq", "at", "by", "name", "data", "salt", "digest", "hash"])
    chosen = chosen.where(
        entries.c.workshop == workshop, entries.c.seq > sa.bindparam("after"), entries.c.seq <= to
    )
    chosen = chosen.order_by(entries.c.seq).limit(READ_TOGETHER)
    after = 0
    while rows := connection.execute(chosen, {"after": after}).all():
        yield from (Row(*row) for row in rows)
        after = rows[-1].seq


def write_rows(connection: sa.Connection, workshop: int, rows: Iterable[Row]) -> None:
    """Write entries that were proved elsewhere, as they stand there."""
    values = [{"workshop": workshop, **row._asdict()} for row in rows]
    connection.execute(entries.insert(), values)


def read(database: Database, workshop: int, after: int = 0, to: int | None = None) -> Iterator[Entry]:
    """The entries behind `after`, up to and with `to`, in order."""
    with database.reading() as connection:
        for found in read_found(connection, workshop, after, to):
            yield found.entry


def rows_in_short(connection: sa.Connection, among: Collection[int] | None = None) -> Sequence[sa.Row[Any]]:
    """The few entries that say how a workshop stands, of every one or of some."""
    chosen = sa.select(entries.c["workshop", "seq", "at", "by", "name", "data"]).where(is_in_short)
    if among is not None:
        chosen = chosen.where(entries.c.workshop.in_(among))
    return connection.execute(chosen.order_by(entries.c.workshop, entries.c.seq)).all()


def in_short(rows: Iterable[sa.Row[Any]]) -> Iterator[tuple[int, State]]:
    """Every workshop as its opening and closing and its people make it, without run sheet and notes."""
    for workshop, its in groupby(rows, itemgetter(0)):
        found = (Found(Entry(seq, at, by, DECODERS[name].decode(data))) for _, seq, at, by, name, data in its)
        yield workshop, fold(found)


def count_notes(connection: sa.Connection) -> dict[int, int]:
    """How many notes people wrote in each workshop and did not take back, hidden or not. What was
    brought along is nobody's: its entries name no person, and their data says so.
    """
    counts = {"note.added": 1, "note.restored": 1, "note.removed": -1}
    chosen = sa.select(entries.c.workshop, sa.func.sum(sa.case(counts, value=entries.c.name)))
    is_brought = sa.and_(entries.c.name == "note.added", entries.c.data.like('%"seeded":true}'))
    chosen = chosen.where(entries.c.name.in_(counts), ~is_brought).group_by(entries.c.workshop)
    return {workshop: int(count) for workshop, count in connection.execute(chosen)}


def begin(connection: sa.Connection, workshop: int, identity: str = "") -> State:
    """The state before the first entry. Refuses a workshop that is no longer kept, or no longer this one."""
    chosen = sa.select(workshops.c["identity", "imported_at"]).where(workshops.c.id == workshop)
    row = connection.execute(chosen).first()
    if row is None or (identity and row.identity != identity):
        raise unknown_code()
    state = new_state()
    state.identity, state.is_archive = row.identity, row.imported_at is not None
    return state


def fold(found: Iterable[Found], state: State | None = None) -> State:
    """The state that a history leads to."""
    state = state or new_state()
    with state.unheard():
        for each in found:
            take_in(state, each)
    return state


def load(database: Database, workshop: int, to: int | None = None) -> State:
    """A workshop as it is now, or as it was at a seq."""
    with database.reading() as connection:
        return fold(read_found(connection, workshop, to=to), begin(connection, workshop))


def take_in(state: State, found: Found) -> None:
    """Let an entry that was read change the state, which first learns whose it is."""
    if found.owner:
        stage, person = found.owner
        state.owners.add(stage, found.entry.seq, person)
    state.head = found.hash
    evolve(state, found.entry)


def data_of(event: Event) -> str:
    """The canonical text of an event's data."""
    return encode(event).decode()


def row_of(workshop: int, written: Written) -> dict[str, object]:
    entry = written.entry
    return {
        "workshop": workshop,
        "seq": entry.seq,
        "at": entry.at,
        "by": entry.by,
        "name": entry.event.name,
        "data": written.data,
        "command": None if written.owner else written.command,
        "salt": written.link.salt,
        "digest": written.link.digest,
        "hash": written.link.hash,
    }


def owner_row_of(workshop: int, written: Written) -> dict[str, object]:
    stage, person = written.owner or (0, 0)
    values = {"stage": stage, "person": person, "command": written.command}
    return {"workshop": workshop, "seq": written.entry.seq, **values}


def forget_owners(connection: sa.Connection, workshop: int, stage: int, closing: int) -> None:
    """Forget whose the unsigned entries of a stage are, up to its closing. Of the commands that led to them
    it stays known that they were done, and no longer what they led to (P5, L5).
    """
    theirs = sa.and_(owners.c.workshop == workshop, owners.c.stage == stage, owners.c.seq < closing)
    ids = connection.execute(
        sa.select(owners.c.command).where(theirs, owners.c.command.is_not(None))
    ).scalars()
    # In the order of the hashes, which is not the one in which they came.
    if digests := sorted(map(spent_mark, ids)):
        rows = [{"workshop": workshop, "command": digest, "seq": closing} for digest in digests]
        connection.execute(spent.insert(), rows)
    connection.execute(sa.delete(owners).where(theirs))


def spent_mark(command: str) -> bytes:
    """What stays of the id of a command whose entry nobody signed, once its stage is closed."""
    return sha256(command.encode()).digest()[:16]


def read_spent(connection: sa.Connection, workshop: int) -> dict[bytes, int]:
    """The commands that led to unsigned entries of stages that are closed, and when each stage was."""
    chosen = sa.select(spent.c["command", "seq"]).where(spent.c.workshop == workshop)
    return {row.command: row.seq for row in connection.execute(chosen)}


def words_of(connection: sa.Connection, workshop: int, person: int) -> dict[int, str]:
    """What would remain of each entry in which somebody's own words still are, by its seq: in those they
    wrote, and in those that put them into another language.
    """
    return {
        seq: data_of(msgspec.structs.replace(event, **{event.words: ""}))
        for seq, owner, event in spoken(connection, workshop)
        if owner == person
    }


def count_words(connection: sa.Connection, workshop: int) -> Counter[int]:
    """In how many entries the own words of each person still are."""
    return Counter(owner for _seq, owner, _event in spoken(connection, workshop))


def spoken(connection: sa.Connection, workshop: int) -> Iterator[tuple[int, int, Event]]:
    """Every entry that still holds somebody's own words, and whose they are. Words in another language are
    those of whoever wrote them first, not of whoever translated them.
    """
    names = [name for name, kind in EVENTS.items() if kind.words]
    chosen = sa.select(entries.c["seq", "by", "name", "data", "salt"])
    chosen = chosen.where(entries.c.workshop == workshop, entries.c.name.in_(names))
    writers: dict[int, int | None] = {}
    for seq, by, name, data, salt in connection.execute(chosen.order_by(entries.c.seq)):
        kind = EVENTS[name]
        event = DECODERS[name].decode(data)
        writers[seq] = owner = writers.get(getattr(event, kind.of)) if kind.of else by
        if owner is not None and salt is not None and getattr(event, kind.words):
            yield seq, owner, event


def erase(connection: sa.Connection, workshop: int, remains: Mapping[int, str]) -> None:
    """Leave of entries what remains. Their salt goes too, so nobody can guess what was there (L6)."""
    for seq, data in remains.items():
        chosen = entries.update().where(entries.c.workshop == workshop, entries.c.seq == seq)
        connection.execute(chosen.values(data=data, salt=None))
    if remains:
        unindex(connection, workshop)


def delete(connection: sa.Connection, workshop: int) -> None:
    """Delete all that is kept of a workshop, whatever table it is in."""
    unindex(connection, workshop)
    for table in reversed(metadata.sorted_tables):
        if "workshop" in table.c:
            connection.execute(sa.delete(table).where(table.c.workshop == workshop))
    connection.execute(sa.delete(workshops).where(workshops.c.id == workshop))
    others = sa.select(workshops.c.partnership).where(workshops.c.partnership.is_not(None))
    connection.execute(sa.delete(partnerships).where(partnerships.c.id.not_in(others)))


def is_erased_since(connection: sa.Connection, workshop: int, seq: int) -> bool:
    """Was anything erased behind a seq?"""
    chosen = sa.select(entries.c.seq).where(
        entries.c.workshop == workshop, entries.c.seq > seq, entries.c.name == "person.erased"
    )
    return connection.execute(chosen.limit(1)).first() is not None


def last_times(connection: sa.Connection, chosen: Iterable[int]) -> dict[int, float]:
    """When something was last done in some workshops."""
    last = (
        sa.select(entries.c.workshop, sa.func.max(entries.c.seq).label("seq"))
        .where(entries.c.workshop.in_(chosen))
        .group_by(entries.c.workshop)
        .subquery()
    )
    is_last = sa.and_(entries.c.workshop == last.c.workshop, entries.c.seq == last.c.seq)
    found = sa.select(entries.c["workshop", "at"]).join(last, is_last)
    return {row.workshop: row.at for row in connection.execute(found)}


def last_seqs(connection: sa.Connection, chosen: Iterable[int]) -> dict[int, int]:
    """How far the logs of some workshops go. One look into the index for each."""
    last = sa.select(sa.func.max(entries.c.seq)).where(entries.c.workshop == workshops.c.id)
    found = sa.select(workshops.c.id, last.scalar_subquery().label("last")).where(workshops.c.id.in_(chosen))
    return {row.id: row.last for row in connection.execute(found)}
