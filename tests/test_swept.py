"""What was forgotten is swept out of the database's files, and no command of it is done again (P5, L5)."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command as alembic
from alembic.config import Config

from dialogue import live as live_module
from dialogue.answers import Answers
from dialogue.database import MIGRATIONS, Database, owners
from dialogue.database.engines import sqlite_engine
from dialogue.live import LiveWorkshop
from dialogue.log import spent_mark
from tests.house import House, first, people_of

PLAN = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["Why?"], "identity": "anonymous"}],
}
HERS = "anas-phone-000001"


class Held:
    """An anonymous board on which Ana wrote."""

    def __init__(self, house: House) -> None:
        self.live = live = house.workshop(PLAN)
        self.fay, self.ana, self.ben = people_of(live)
        self.stage, self.board = first(live, "stage"), first(live, "board")
        self.lead("workshop.open")
        self.lead("stage.open")
        self.note = self.write()

    def lead(self, name: str) -> int:
        data = {} if name.startswith("workshop") else {"stage": self.stage}
        return self.live.submit(name, data, None, self.fay)

    def write(self, live: LiveWorkshop | None = None) -> int:
        data = {"board": self.board, "text": "A plum"}
        return (live or self.live).submit("note.add", data, HERS, self.ana)

    def notes(self) -> list[int]:
        return [record.seq for record in self.live.state if record.kind == "note"]


@pytest.fixture
def held(house: House) -> Held:
    return Held(house)


# ---- A command that is sent again


def test_a_note_sent_again_after_the_close_is_answered_with_the_close_and_not_written_twice_l5(
    held: Held,
) -> None:
    assert held.write() == held.note
    closed = held.lead("stage.close")
    assert held.write() == closed != held.note, "Whoever has the id does not learn which note it was."
    assert held.notes() == [held.note]


def test_it_is_not_written_twice_either_when_the_stage_is_open_again_l5(held: Held) -> None:
    closed = held.lead("stage.close")
    held.lead("stage.reopen")
    assert held.write() == closed
    assert held.notes() == [held.note]


def test_whoever_opens_the_workshop_anew_knows_as_much_l5(held: Held, house: House) -> None:
    closed = held.lead("stage.close")
    held.lead("stage.reopen")
    house.close()
    house.open()
    again = house.register.open(held.live.code)
    assert again is not held.live
    assert held.write(again) == closed


def test_another_process_that_was_not_told_does_it_no_second_time_l5(held: Held, house: House) -> None:
    """It was written and closed elsewhere since this one last looked."""
    beside = House(house.directory)
    other = beside.register.open(held.live.code)
    later = {"board": held.board, "text": "A pear"}
    held.live.submit("note.add", later, "anas-phone-000002", held.ana)
    closed = held.lead("stage.close")
    held.lead("stage.reopen")
    other.keep_up()
    assert other.submit("note.add", later, "anas-phone-000002", held.ana) == closed
    beside.close()


def test_who_writes_after_the_close_in_the_same_moment_is_still_known(held: Held) -> None:
    """A facilitator closes and reopens and Ben writes, all in one commit: his note is his."""
    waiting = [
        (held.fay, "stage.close", {"stage": held.stage}),
        (held.fay, "stage.reopen", {"stage": held.stage}),
        (held.ben, "note.add", {"board": held.board, "text": "A pear"}),
    ]
    batch = [
        live_module.Waiting(live_module.read(name, data), f"a-moment-{n:06}", person)
        for n, (person, name, data) in enumerate(waiting)
    ]
    held.live._queue.extend(batch)
    held.live._work()
    assert [each.error for each in batch] == [None, None, None]
    with held.live.database.reading() as connection:
        rows = connection.execute(sa.select(owners.c["person", "command"])).all()
    assert [tuple(row) for row in rows] == [(held.ben, "a-moment-000002")]


def test_no_answer_holds_on_to_whose_it_was(held: Held) -> None:
    held.lead("stage.close")
    answers: Answers = held.live._answers
    assert HERS not in repr(vars(answers))
    assert spent_mark(HERS) in answers.spent


# ---- The files


def bytes_beside(house: House) -> bytes:
    return (house.directory / "dialogue.sqlite3-wal").read_bytes()


@pytest.mark.sqlite
def test_with_the_close_the_write_ahead_log_is_emptied(held: Held, house: House) -> None:
    assert HERS.encode() in bytes_beside(house)
    held.lead("stage.close")
    assert bytes_beside(house) == b""
    assert HERS.encode() not in (house.directory / "dialogue.sqlite3").read_bytes()


@pytest.mark.sqlite
def test_it_is_emptied_also_where_nobody_wrote_unsigned_but_a_concern(house: House) -> None:
    live = house.workshop({**PLAN, "stages": [{**PLAN["stages"][0], "identity": "sector"}]})
    fay, ana, ben = people_of(live)
    stage = first(live, "stage")
    for name, data in (("workshop.open", {}), ("stage.open", {"stage": stage})):
        live.submit(name, data, None, fay)
    note = live.submit("note.add", {"board": first(live, "board"), "text": "A plum"}, None, ana)
    live.submit("stage.edit", {"stage": stage, "identity": "anonymous"}, None, fay)
    live.submit("concern.raise", {"note": note, "text": "Ana is meant"}, HERS, ben)
    assert HERS.encode() in bytes_beside(house)
    live.submit("stage.close", {"stage": stage}, None, fay)
    assert bytes_beside(house) == b""


@pytest.mark.sqlite
def test_whoever_reads_meanwhile_delays_it_until_they_are_done(
    held: Held, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = sqlite3.connect(house.directory / "dialogue.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM owners").fetchall()
    waited: list[tuple[float, bool]] = []

    def sleep(seconds: float) -> None:
        waited.append((seconds, HERS.encode() in bytes_beside(house)))
        if len(waited) == 3:
            reader.execute("COMMIT")

    monkeypatch.setattr(held.live, "shell", held.live.shell._replace(sleep=sleep))
    closed = held.lead("stage.close")
    assert closed == held.live.state.seq, "Nobody who writes waits for the reader."
    pauses = [pause for pause in waited if pause[0] in live_module.TIDY_AGAIN]
    assert [is_there for _, is_there in pauses] == [True] * len(pauses)
    assert len(pauses) >= 1
    assert bytes_beside(house) == b""
    reader.close()


@pytest.mark.sqlite
def test_what_a_killed_server_left_is_swept_at_the_next_start(
    held: Held, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(LiveWorkshop, "_tidy", lambda _: None)
        held.lead("stage.close")
    assert HERS.encode() in bytes_beside(house)
    house.open()
    house.register.index_soon()
    assert HERS.encode() not in bytes_beside(house)


@pytest.mark.sqlite
def test_a_name_that_is_erased_goes_from_the_write_ahead_log_too_l6(held: Held, house: House) -> None:
    held.live.submit("person.remove", {"person": held.ana}, None, held.fay)
    assert b"Ana Mwangi" in bytes_beside(house)
    held.live.erase(held.ana, words=False)
    assert bytes_beside(house) == b""
    assert b"Ana Mwangi" not in (house.directory / "dialogue.sqlite3").read_bytes()


@pytest.mark.postgresql
def test_with_the_close_postgresql_gives_the_table_of_owners_a_new_file(held: Held, house: House) -> None:
    def size() -> int:
        with house.database.reading() as connection:
            return int(connection.exec_driver_sql("SELECT pg_relation_size('owners')").scalar() or 0)

    assert size() > 0
    held.lead("stage.close")
    assert size() == 0


@pytest.mark.postgresql
def test_whoever_locks_the_table_in_postgresql_only_delays_it(held: Held, house: House) -> None:
    beside = sa.create_engine(house.database.url)
    with beside.connect() as reader:
        reader.execute(sa.select(owners)).all()
        house.database.forgot()
        assert not house.database.tidy()
    assert house.database.tidy()
    beside.dispose()


# ---- Databases from before


@pytest.mark.sqlite
def test_ids_that_an_older_version_kept_with_unsigned_entries_go(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    migrated(url, "0007")
    old = sqlite3.connect(tmp_path / "old.sqlite3")
    old.execute(
        "INSERT INTO workshops (id, code, salt, title, entry, passphrase, created_at, identity) "
        "VALUES (1, 'OLDONE', '', '', 'open', '', 0, '')"
    )
    rows: list[tuple[Any, ...]] = [
        (1, None, "person.joined", "a-join-000001"),
        (2, 1, "note.added", "signed-000001"),
        (3, None, "note.added", "closed-000001"),
        (4, None, "vote.cast", "openly-000001"),
    ]
    entry = "INSERT INTO entries (workshop, seq, at, by, name, data, command, digest, hash) "
    old.executemany(f"{entry} VALUES (1, ?, 0, ?, ?, '{{}}', ?, x'', x'')", rows)
    old.execute("INSERT INTO owners (workshop, seq, stage, person) VALUES (1, 4, 9, 1)")
    old.commit()
    old.close()
    Database(url).migrate()
    new = sqlite3.connect(tmp_path / "old.sqlite3")
    kept = new.execute("SELECT seq, command FROM entries ORDER BY seq").fetchall()
    assert kept == [(1, "a-join-000001"), (2, "signed-000001"), (3, None), (4, None)]
    assert new.execute("SELECT seq, command FROM owners").fetchall() == [(4, "openly-000001")]
    assert new.execute("SELECT * FROM spent").fetchall() == [(1, spent_mark("closed-000001"), 4)]
    new.close()


def migrated(url: str, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = sqlite_engine(url, read_only=False)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        alembic.upgrade(config, to)
        connection.commit()
    engine.dispose()
