"""Retention: what was promised before people joined is done, once, and said before it is done (P4)."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from click.testing import CliRunner

from dialogue import log, register
from dialogue.cli import main
from dialogue.database import (
    flags,
    guests,
    jobs,
    metadata,
    passages,
    people,
    spent,
    workshops,
)
from dialogue.keeping import DAY, Keep
from dialogue.kernel import Person, Refused
from dialogue.live import LiveWorkshop
from dialogue.register import Listed
from dialogue.retention import carry_out, due_in
from dialogue.search.words import terms_of
from dialogue.workshop import the_workshop
from dialogue.workshop_file import read_workshop_file
from tests.house import House, first, people_of
from tests.organisers import account_of
from tests.server import PATIENCE, SECRET, Server, Workshop, wait_until
from tests.services import database_setting

FILE = {
    "title": "Rivers",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "questions": ["Where does the water go?"]}],
}
PROMISES: dict[str, dict[str, int]] = {"erase": {"people_days": 90}, "delete": {"days": 90}, "forever": {}}


def held(house: House, keep: str = "forever", title: str = "Rivers", closes: bool = True) -> LiveWorkshop:
    """A workshop in which Ana wrote a note and somebody asked for exports."""
    plan = FILE | {"title": title, "keep": PROMISES[keep], "partnership": f"Partners of {title}"}
    live = house.workshop(plan)
    fay, ana, _ = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    live.submit("note.add", {"board": first(live, "board"), "text": "Plant willows"}, None, ana)
    if closes:
        live.submit("workshop.close", {}, None, fay)
    house.register.search.catch_up()
    return live


def later(days: float) -> float:
    return time.time() + days * DAY


def told(house: House, now: float) -> list[tuple[str, str]]:
    return [(due.title, due.what) for due in due_in(house.register, now)]


def rows_of(house: House, workshop: int) -> dict[str, int]:
    """How many rows there are of a workshop, by table."""
    found = {}
    with house.database.reading() as connection:
        for table in metadata.sorted_tables:
            if "workshop" in table.c:
                count = sa.select(sa.func.count()).select_from(table).where(table.c.workshop == workshop)
                found[table.name] = connection.execute(count).scalar() or 0
    return {name: count for name, count in found.items() if count}


# ---- When


def test_nothing_is_due_before_its_day_and_nothing_that_is_kept_for_ever(house: House) -> None:
    for keep, title in (("forever", "Roads"), ("erase", "Rivers"), ("delete", "Wells")):
        held(house, keep, title)
    assert told(house, later(89.9)) == []
    assert told(house, later(90.1)) == [("Rivers", "erase"), ("Wells", "delete")]


def test_what_never_closed_counts_from_the_last_thing_that_was_done(house: House) -> None:
    """Also a workshop that nobody ever opened."""
    held(house, "delete", "Wells", closes=False)
    old = read_workshop_file(FILE | {"title": "Roads", "keep": {"days": 10}})
    house.register.create(old, now=later(-30))
    assert told(house, later(0)) == [("Roads", "delete")]
    assert told(house, later(91)) == [("Roads", "delete"), ("Wells", "delete")]
    [due, _] = due_in(house.register, later(91))
    assert due.since == pytest.approx(later(-20), abs=60)


# ---- Erasing people


def test_names_go_words_stay_and_the_chain_holds(house: House, tmp_path: Path) -> None:
    live = held(house, "erase")
    before = live.state.head
    [due] = due_in(house.register, later(91))
    assert rows_of(house, live.id)["people"] == 3
    carry_out(house.register, due, tmp_path)
    assert "people" not in rows_of(house, live.id)
    assert dict(house.people.names(live.id)) == {}
    assert all(person.erased for person in live.state.all(Person))
    assert house.register.search.find(terms_of("willows")) != []
    state = log.load(house.database, live.id)
    assert state.head not in (b"", before)
    assert [e.event.name for e in log.read(house.database, live.id)].count("person.erased") == 3


def test_erasing_is_done_once(house: House, tmp_path: Path) -> None:
    live = held(house, "erase")
    [due] = due_in(house.register, later(91))
    carry_out(house.register, due, tmp_path)
    seq = live.seq
    assert told(house, later(1_000)) == []
    carry_out(house.register, due, tmp_path)
    assert live.seq == seq


def test_a_workshop_that_nobody_closed_is_closed_before_its_people_are_erased(
    house: House, tmp_path: Path
) -> None:
    live = held(house, "erase", closes=False)
    fay = next(person.seq for person in live.state.all(Person))
    live.submit("park.add", {"text": "Who pays?"}, None, fay)
    [due] = due_in(house.register, later(91))
    carry_out(house.register, due, tmp_path)
    assert str(the_workshop(live.state).state) == "closed"
    assert "people" not in rows_of(house, live.id)


def test_who_was_invited_is_erased_with_them_also_who_never_came(house: House, tmp_path: Path) -> None:
    live = held(house, "erase")
    _fay, ana, _ben = numbers(live)
    invite(house, live.id, 1, "Ana Mwangi", ana)
    invite(house, live.id, 2, "Cleo, who never came", None)
    [due] = due_in(house.register, later(91))
    carry_out(house.register, due, tmp_path)
    assert not {"guests", "people"} & rows_of(house, live.id).keys()
    assert told(house, later(1_000)) == []


def test_a_list_of_guests_alone_is_something_to_erase(house: House, tmp_path: Path) -> None:
    """Nobody came, and still there are names."""
    plan = read_workshop_file(FILE | {"keep": {"people_days": 10}})
    listed = house.register.create(plan, now=later(-30))
    assert told(house, later(0)) == []
    invite(house, listed.id, 1, "Cleo", None)
    [due] = due_in(house.register, later(0))
    carry_out(house.register, due, tmp_path)
    assert "guests" not in rows_of(house, listed.id)
    assert told(house, later(1_000)) == []


def numbers(live: LiveWorkshop) -> list[int]:
    return [person.seq for person in live.state.all(Person)]


def invite(house: House, workshop: int, guest: int, name: str, person: int | None) -> None:
    row = {"guest": guest, "name": name, "person": person, "salt": "a salt", "invited_at": 1.0}
    write = guests.insert().values(workshop=workshop, **row)
    house.database.write(lambda connection: connection.execute(write))


# ---- Deleting


def test_of_a_deleted_workshop_nothing_is_left_in_any_table(house: House, tmp_path: Path) -> None:
    live, other = held(house, "delete"), held(house, "forever", "Roads")
    leave_beside(house, live.id, tmp_path)
    kept = rows_of(house, other.id)
    tables = {table.name for table in metadata.sorted_tables if "workshop" in table.c}
    # Whose unsigned entries are is forgotten when a stage closes, and all of them are closed.
    assert rows_of(house, live.id).keys() == tables - {"owners"}, "A new table is to be filled here too."
    [due] = due_in(house.register, later(91))
    carry_out(house.register, due, tmp_path)
    assert rows_of(house, live.id) == {}
    assert rows_of(house, other.id) == kept
    assert [listed.title for listed in house.register.all()] == ["Roads"]
    assert list(house.register.partnerships().values()) == ["Partners of Roads"]
    assert not (tmp_path / "a-job").exists()
    assert [hit.workshop for hit in house.register.search.find(terms_of("willows"))] == [other.id]
    assert told(house, later(1_000)) == []
    with pytest.raises(Refused) as refused:
        house.register.find(live.code)
    assert refused.value.reason == "unknown-code"


def leave_beside(house: House, workshop: int, exports: Path) -> None:
    """What others keep beside the log, and a file that was exported a moment ago."""
    # The first account takes over what nobody holds.
    account_of(house.database)
    (exports / "a-job").write_text("Plant willows")

    def work(connection: sa.Connection) -> None:
        connection.execute(
            passages.insert().values(workshop=workshop, passage="summary", text="Trees", at=1.0)
        )
        flag = {"workshop": workshop, "passage": "note-1", "person": 3, "text": "No.", "at": 1.0}
        connection.execute(flags.insert().values(**flag))
        guest = {"guest": 1, "name": "Cleo", "salt": "a salt", "invited_at": 1.0}
        connection.execute(guests.insert().values(workshop=workshop, **guest))
        connection.execute(spent.insert().values(workshop=workshop, command=b"x", seq=1))
        columns = {column.name: 0 for column in jobs.columns if not column.nullable}
        texts = {column.name: "x" for column in jobs.columns if isinstance(column.type, sa.String)}
        connection.execute(jobs.insert().values(**columns | texts | {"id": "a-job", "workshop": workshop}))

    house.database.write(work)


@pytest.mark.sqlite
def test_no_word_of_a_deleted_workshop_stays_in_the_files(house: House, tmp_path: Path) -> None:
    """The index of words would keep them in parts that nobody looks at any more."""
    held(house, "delete")
    assert b"willows" in contents(house.directory)
    [due] = due_in(house.register, later(91))
    carry_out(house.register, due, tmp_path)
    assert b"willows" not in contents(house.directory).lower()


def contents(directory: Path) -> bytes:
    """What is in the files of the database, once what was written has reached the first of them."""
    with closing(sqlite3.connect(next(directory.glob("*.sqlite3")), isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(file.read_bytes() for file in directory.iterdir() if file.is_file())


@pytest.mark.sqlite
def test_words_that_were_erased_leave_the_index_and_the_files(house: House) -> None:
    live = held(house)
    ana = [person.seq for person in live.state.all(Person)][1]
    live.erase(ana, words=True)
    assert house.register.search.find(terms_of("willows")) == []
    house.register.search.catch_up()
    assert house.register.search.find(terms_of("willows")) == []
    assert b"willows" not in contents(house.directory).lower()


# ---- What was promised


def test_nobody_is_kept_for_longer_than_they_were_told(house: House) -> None:
    """P4: once somebody has joined, it can only become less."""
    live = held(house, "erase")
    for keep in (Keep(), Keep(people_days=91), Keep(days=91), Keep(days=365)):
        with pytest.raises(Refused) as refused:
            house.register.edit(live.code, "", keep)
        assert refused.value.reason == "told-otherwise"
    for keep in (Keep(people_days=30), Keep(days=30)):
        assert house.register.edit(live.code, "", keep).kept == keep
    assert house.register.find(live.code).kept == Keep(days=30)


def test_before_anybody_has_joined_it_may_become_anything(house: House) -> None:
    listed = house.register.create(read_workshop_file(FILE | {"keep": {"days": 3}}))
    changed = house.register.edit(listed.code, "Water board", Keep())
    assert (changed.kept, house.register.partnership_name(changed.partnership)) == (Keep(), "Water board")


def test_a_change_of_another_process_is_noticed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    live = held(house, "erase")
    house.register.find(live.code)
    change = workshops.update().where(workshops.c.id == live.id).values(keep="delete", keep_days=3)
    house.database.write(lambda connection: connection.execute(change))
    monkeypatch.setattr(register, "BELIEVED", -1)
    assert house.register.find(live.code).kept == Keep(days=3)


# ---- The command


class Place:
    """A data directory, and the command line there."""

    def __init__(self, house: House) -> None:
        unset = {name: None for name in os.environ if name.startswith("DIALOGUE_")}
        where = {
            "DIALOGUE_DATA_DIR": str(house.directory),
            "DIALOGUE_DATABASE_URL": database_setting(house.directory),
        }
        self.env: dict[str, str | None] = unset | where

    def says(self, *words: str) -> str:
        ran = CliRunner().invoke(main, ["retain", *words], env=self.env)
        assert ran.exit_code == 0, ran.output
        return ran.output


@pytest.fixture
def old(house: House) -> list[Listed]:
    """Three workshops that nobody opened, made a hundred days ago."""
    found = []
    for title, keep in (("Roads", {}), ("Wells", {"days": 10}), ("Rivers", {"people_days": 10})):
        file = read_workshop_file(FILE | {"title": title, "keep": keep})
        found.append(house.register.create(file, now=later(-100)))
    write = people.insert().values(workshop=found[2].id, person=99, name="Ana", organisation="", language="")
    house.database.write(lambda connection: connection.execute(write))
    return found


def test_it_says_what_it_would_do_and_does_it_only_when_told(house: House, old: list[Listed]) -> None:
    place = Place(house)
    _, wells, rivers = old
    said = place.says()
    assert said.count("due since") == 2
    assert "all of it" in said
    assert "Wells" in said
    assert "Nothing was done. With --do it is." in said
    assert place.says() == said
    rows: list[dict[str, Any]] = json.loads(place.says("--json"))
    assert [(row["title"], row["what"], row["done"]) for row in rows] == [
        ("Wells", "delete", False),
        ("Rivers", "erase", False),
    ]
    assert rows[0]["code"].replace("-", "") == wells.code
    assert rows_of(house, wells.id)
    house.database.write(lambda c: c.execute(sa.delete(people).where(people.c.workshop == rivers.id)))
    assert "This was done." in place.says("--do")
    assert not rows_of(house, wells.id)
    assert place.says("--do") == place.says() == "Nothing is due.\n"


# ---- A server that holds it


def test_a_running_server_forgets_what_a_command_beside_it_deleted(server: Server) -> None:
    with Workshop(server, *made(server), True) as workshop:
        ana = workshop.join("Ana", "public")
        wire = ana.wire()
        assert ana.get("/view").status_code == 200
        server.register.delete(workshop.code)
        wait_until(lambda: ana.get("/view").status_code == 404, "The server still shows it.")
        answer = requests.get(f"{server.url}/join/{workshop.code}", timeout=PATIENCE)
        assert answer.status_code == 404
        assert "There is no workshop with this code." in answer.text
        wire.wait(lambda: wire.is_over, "The phone is still connected.")
        assert ana.ask("stage.done", {"stage": 2, "done": True})["reason"] == "unknown-code"
    assert SECRET not in answer.text


def made(server: Server) -> tuple[str, dict[str, str]]:
    listed = server.register.create(read_workshop_file(FILE | {"keep": {"days": 3}}))
    return listed.code, server.register.links(listed, server.url)
