"""Search: finding workshops again by what was said in them.

The index is a fold of the log (L1): it can be thrown away and made anew, and knows of each
workshop how far it goes. It holds what organisers see and nothing else. SQLite looks it up with
FTS5, PostgreSQL with its full text search, and nobody who asks sees a difference.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from dialogue import log
from dialogue.activities import show
from dialogue.database import Database, entries, found, indexed, workshops
from dialogue.kernel import Audience, Eyes, Refused
from dialogue.search.passages import Passage, passages_of
from dialogue.search.words import Term, words_of

__all__ = ["Hit", "Search"]

VERSION = 1
"""Which rules the index was made by. With another number all of it is made anew."""
BREATH = 500
"""Entries that are folded before others get a turn."""
MOST_TRIES = 3
"""In a row, where people's words are erased meanwhile. Whoever searches next goes on."""
WEIGHTS = {"title": 8.0, "purpose": 2.0, "question": 2.0, "cluster": 2.0, "action": 2.0, "rule": 1.5}
"""How much more a passage counts than a note."""
LONGEST_VECTOR = 16_000
"""Words of one passage that PostgreSQL can tell the places of."""

Records = Mapping[str, Mapping[str, Any]]
Held = Callable[[int], tuple[int, Records] | None]
"""The view of a workshop that is in memory: how far it goes, and its records."""


class Hit(NamedTuple):
    """A passage that was found."""

    workshop: int
    kind: str
    seq: int
    words: str


class Search:
    """The index of one server, and what is found in it."""

    def __init__(self, database: Database, sleep: Callable[[float], None] = lambda _: None) -> None:
        self.database = database
        self.sleep = sleep
        self._turn = threading.Lock()
        self._is_asked = False

    # ---- Looking

    def find(
        self, terms: list[Term], among: Collection[int] | None = None, most: int = 50, skip: int = 0
    ) -> list[Hit]:
        """The passages that hold all of this, the best first; `among` some workshops or all."""
        if not terms or (among is not None and not among):
            return []
        columns = (found.c.workshop, found.c.kind, found.c.seq, found.c.words)
        chosen: sa.Select[Any] = sa.select(*columns).limit(most).offset(skip)
        if among is not None:
            chosen = chosen.where(found.c.workshop.in_(among))
        weight = sa.case(WEIGHTS, value=found.c.kind, else_=1.0)
        chosen = lite(chosen, terms, weight) if self.database.is_sqlite else postgres(chosen, terms, weight)
        with self.database.reading() as connection:
            return [Hit(*row) for row in connection.execute(chosen)]

    # ---- Indexing

    def catch_up(self, held: Held = lambda _: None, seconds: float | None = None) -> int:
        """Index what is new; how many workshops are left when the time is over.

        Only one at a time does this here. Whoever comes meanwhile waits as long as there is time;
        whoever has no end of it leaves it to the one who is at it, and who then looks once more.
        """
        self.database.tidy()
        ends = None if seconds is None else time.monotonic() + seconds
        left = self.behind()
        if not left:
            return 0
        if not self._turn.acquire(blocking=seconds is not None, timeout=-1 if seconds is None else seconds):
            self._is_asked = True
            return len(left)
        try:
            left = self.behind()
            while left and (ends is None or time.monotonic() < ends):
                self._index(left.pop(0), held)
                self.sleep(0)
                if self._is_asked and not left:
                    self._is_asked, left = False, self.behind()
            return len(left)
        finally:
            self._turn.release()

    def behind(self) -> list[int]:
        """The workshops whose logs go on behind what is indexed, the latest first."""
        last = sa.select(sa.func.max(entries.c.seq)).where(entries.c.workshop == workshops.c.id)
        chosen = (
            sa.select(workshops.c.id)
            .select_from(workshops.outerjoin(indexed, indexed.c.workshop == workshops.c.id))
            .where(
                sa.or_(
                    indexed.c.seq.is_(None),
                    indexed.c.version != VERSION,
                    indexed.c.seq < last.scalar_subquery(),
                )
            )
            .order_by(workshops.c.id.desc())
        )
        with self.database.reading() as connection:
            return list(connection.execute(chosen).scalars())

    def _index(self, workshop: int, held: Held) -> None:
        """Bring the passages of one workshop up to its log."""
        # Where it is no longer kept there is nothing to index.
        with suppress(Refused):
            for _ in range(MOST_TRIES):
                if self._is_indexed(workshop, *(held(workshop) or self._folded(workshop))):
                    return
                self.sleep(0)

    def _is_indexed(self, workshop: int, seq: int, records: Records) -> bool:
        passages = {(each.kind, each.seq): each for each in passages_of(records)}
        return self.database.write(lambda connection: write(connection, workshop, seq, passages))

    def _folded(self, workshop: int) -> tuple[int, Records]:
        """What facilitators see of a workshop that nobody holds, folded from its log."""
        with self.database.reading() as connection:
            state = log.begin(connection, workshop)
            with state.unheard():
                for each in log.read_found(connection, workshop):
                    log.take_in(state, each)
                    if state.seq % BREATH == 0:
                        self.sleep(0)
        eyes = Eyes(Audience.FACILITATOR)
        shown = {record.key: show(state, record, eyes) for record in state}
        return state.seq, {key: record for key, record in shown.items() if record is not None}


def write(
    connection: sa.Connection, workshop: int, seq: int, passages: Mapping[tuple[str, int], Passage]
) -> bool:
    """Have the index hold these passages of a workshop and no others. A later one is left as it is.

    False where they are to be read again: since they were, somebody had words erased. Refuses a
    workshop that is no longer kept.
    """
    log.take_turn(connection, workshop)
    if log.is_erased_since(connection, workshop, seq):
        return False
    kept = connection.execute(sa.select(indexed).where(indexed.c.workshop == workshop)).first()
    if kept and kept.version == VERSION and kept.seq > seq:
        return True
    before = connection.execute(sa.select(found).where(found.c.workshop == workshop)).all()
    as_before = {
        (row.kind, row.seq)
        for row in before
        if kept and kept.version == VERSION and is_same(row, passages.get((row.kind, row.seq)))
    }
    gone = [row.id for row in before if (row.kind, row.seq) not in as_before]
    if gone:
        connection.execute(
            sa.delete(found).where(found.c.id == sa.bindparam("gone")), [{"gone": id} for id in gone]
        )
    new = [each for place, each in passages.items() if place not in as_before]
    if new:
        dialect = connection.dialect.name
        connection.execute(found.insert(), [row_of(workshop, each, dialect) for each in new])
    connection.execute(sa.delete(indexed).where(indexed.c.workshop == workshop))
    connection.execute(indexed.insert().values(workshop=workshop, seq=seq, version=VERSION))
    return True


def is_same(row: Any, passage: Passage | None) -> bool:
    return passage is not None and bool(row.words == passage.words)


def row_of(workshop: int, passage: Passage, dialect: str) -> dict[str, object]:
    words = words_of(passage.words)
    folded = vector_of(words) if dialect == "postgresql" else " ".join(words)
    return {"workshop": workshop, **passage._asdict(), "folded": folded}


# ---- What the two databases understand. Words hold letters, figures and marks only, so nothing
# ---- in them means anything to either.


def lite(chosen: sa.Select[Any], terms: list[Term], weight: Any) -> sa.Select[Any]:
    """The better a passage fits, the further is its rank below nothing."""
    index = sa.table("found_words", sa.column("rowid"), sa.column("found_words"), sa.column("rank"))
    return (
        chosen.join_from(found, index, index.c.rowid == found.c.id)
        .where(index.c.found_words.op("MATCH")(lite_query(terms)))
        .order_by(index.c.rank * weight, found.c.id.desc())
    )


def lite_query(terms: Iterable[Term]) -> str:
    return " AND ".join(f'"{" ".join(term.words)}"{"*" if term.begins else ""}' for term in terms)


def postgres(chosen: sa.Select[Any], terms: list[Term], weight: Any) -> sa.Select[Any]:
    asked = sa.cast(postgres_query(terms), TSQUERY)
    rank = sa.func.ts_rank(found.c.folded, asked)
    return chosen.where(found.c.folded.op("@@")(asked)).order_by((rank * weight).desc(), found.c.id.desc())


def postgres_query(terms: Iterable[Term]) -> str:
    return " & ".join(postgres_term(term) for term in terms)


def postgres_term(term: Term) -> str:
    row = " <-> ".join(f"'{word}'" for word in term.words)
    return f"({row}{':*' if term.begins else ''})"


def vector_of(words: list[str]) -> str:
    return " ".join(f"'{word}':{n}" for n, word in enumerate(words[:LONGEST_VECTOR], 1))
