"""The chain: every entry's hash holds the one before it, and data can go without breaking it (L6)."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import sqlalchemy as sa

from dialogue import log
from dialogue.chain import NOTHING, digest_of, hash_of, seconds_of, time_of
from dialogue.database import entries, workshops
from dialogue.kernel import Audience
from dialogue.live import LiveWorkshop
from tests.house import House, first, people_of


def rows_of(house: House, id: int) -> list[Any]:
    with house.database.reading() as connection:
        chosen = sa.select(entries).where(entries.c.workshop == id).order_by(entries.c.seq)
        return list(connection.execute(chosen))


def identity_of(house: House, id: int) -> str:
    with house.database.reading() as connection:
        return str(connection.execute(sa.select(workshops.c.identity).where(workshops.c.id == id)).scalar())


def written(live: LiveWorkshop) -> tuple[int, int]:
    """The workshop and its board are open, and Ana wrote a note; Fay and Ana."""
    fay, ana, _ = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    live.submit("note.add", {"board": first(live, "board"), "text": "Les arbres d’abord"}, None, ana)
    return fay, ana


def test_every_entry_is_chained_to_the_one_before_it_l6(house: House, live: LiveWorkshop) -> None:
    """Computed here from what the docs say, and from nothing else."""
    written(live)
    rows = rows_of(house, live.id)
    assert len(rows) > 8
    workshop, previous = identity_of(house, live.id), bytes(32)
    for row in rows:
        digest = hashlib.sha256(row.salt + row.data.encode()).digest()
        by = "" if row.by is None else str(row.by)
        said = "".join(f"{field}\n" for field in (workshop, row.seq, time_of(row.at), by, row.name))
        previous = hashlib.sha256(previous + said.encode() + digest).digest()
        assert (row.digest, row.hash) == (digest, previous), row.seq
    assert len({row.salt for row in rows}) == len(rows)


def test_a_workshop_that_was_read_again_goes_on_with_its_chain_l6(house: House, live: LiveWorkshop) -> None:
    fay, _ = written(live)
    head = live.state.head
    house.close()
    house.open()
    again = house.register.open(live.code)
    assert again.state.head == head
    seq = again.submit("workshop.pause", {}, None, fay)
    last = rows_of(house, live.id)[-1]
    at, identity = time_of(last.at), identity_of(house, live.id)
    assert last.hash == hash_of(head, identity, seq, at, fay, "workshop.paused", last.digest) != NOTHING


def test_closing_seals_with_the_hash_of_the_last_entry_l6(house: House, live: LiveWorkshop) -> None:
    fay, _ = written(live)
    assert live.record("workshop/1", Audience.SCREEN)["seal"] is None  # type: ignore[index]
    live.submit("workshop.close", {}, None, fay)
    last = rows_of(house, live.id)[-1]
    assert last.name == "workshop.closed"
    for audience in Audience:
        seal = live.record("workshop/1", audience)["seal"]  # type: ignore[index]
        assert seal == {"seq": last.seq, "hash": last.hash.hex()}
    with house.database.reading() as connection:
        again = log.fold(log.read_found(connection, live.id), log.begin(connection, live.id))
    assert again.head == last.hash


def test_times_are_the_same_after_they_were_written_down() -> None:
    for at in (0.0, 1_800_000_000.0, 1_795_356_238.123456, 1_795_356_238.9999999, 2_000_000_000.5):
        time = time_of(at)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", time)
        assert time_of(seconds_of(time)) == time


def test_words_cannot_be_guessed_from_a_digest() -> None:
    assert digest_of(b"a" * 16, "yes") != digest_of(b"b" * 16, "yes")
