"""What is held of a deleted workshop opens no other one, and writes into none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command as alembic
from alembic.config import Config

from dialogue import App, create_app, log
from dialogue.config import read_settings
from dialogue.database import MIGRATIONS, Database, metadata, workshops
from dialogue.database.engines import unreferenced
from dialogue.holders import Holders, Holding
from dialogue.kernel import Refused
from dialogue.search.words import terms_of
from dialogue.workshop_file import read_workshop_file
from tests.house import House, first, people_of
from tests.services import environment

ONE = {
    "title": "One",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "questions": ["?"]}],
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = create_app(read_settings(environment(tmp_path)))
    app.database.migrate()
    yield app
    app.database.close()


def test_the_number_of_a_deleted_workshop_is_not_given_out_again(house: House) -> None:
    gone = house.workshop()
    house.register.delete(gone.code)
    assert house.workshop().id > gone.id


def test_whoever_still_holds_a_deleted_workshop_writes_nowhere(house: House) -> None:
    gone = house.workshop()
    house.register.delete(gone.code)
    other = house.workshop()
    with pytest.raises(Refused) as refused:
        gone.submit("workshop.open", {}, None, None)
    assert refused.value.reason == "unknown-code"
    assert [entry.seq for entry in log.read(house.database, other.id)] == list(range(1, other.seq + 1))


@pytest.mark.parametrize("is_shared", [False, True])
def test_what_was_decided_for_one_workshop_is_not_written_into_another(house: House, is_shared: bool) -> None:
    """As where somebody put an older copy of the database in its place."""
    live = house.workshop()
    live.shell = live.shell._replace(is_shared=is_shared)
    seq = live.seq
    chosen = workshops.update().where(workshops.c.id == live.id).values(identity="0" * 32)
    house.database.write(lambda connection: connection.execute(chosen))
    with pytest.raises(Refused) as refused:
        live.submit("workshop.open", {}, None, None)
    assert refused.value.reason == "unknown-code"
    with house.database.reading() as connection:
        assert log.last_seqs(connection, [live.id]) == {live.id: seq}


def test_a_rejoin_code_ends_with_its_workshop(app: App) -> None:
    """Whatever number the next one has, Ana's code does not make her Zoe."""
    listed = app.register.create(read_workshop_file(ONE))
    joined = {"name": "Ana", "sector": "public"}
    ana = app.test_client().post(f"/join/{listed.code}", json=joined).json
    assert app.test_client().post(f"/join/{listed.code}", json={"rejoin": ana["rejoin"]}).json == ana
    app.register.delete(listed.code)
    other = app.register.create(read_workshop_file(ONE))
    app.test_client().post(f"/join/{other.code}", json={"name": "Zoe", "sector": "public"})
    again = app.test_client().post(f"/join/{other.code}", json={"rejoin": ana["rejoin"]})
    assert (again.status_code, again.json["reason"]) == (400, "wrong-rejoin")
    codes = {app.people.rejoin_code(each.salt, ana["person"]) for each in (listed, other)}
    assert len(codes) == 2


# ---- A database that was made before

BEFORE = ("partnerships", "workshops", "entries", "people", "found", "indexed")
TABLES = [table for table in metadata.sorted_tables if table.name in BEFORE]
"""The tables with what the workshop of before is made of; they may have got more columns since."""


def migrate_to(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writer.connect() as connection, unreferenced(connection):
        config.attributes["connection"] = connection
        alembic.upgrade(config, revision)


@pytest.mark.sqlite
def test_a_database_of_before_keeps_all_it_holds(tmp_path: Path) -> None:
    """A workshop with people, notes and an index was made with the tables of before."""
    before = Database(f"sqlite:///{tmp_path / 'dialogue.sqlite3'}")
    migrate_to(before, "0006")
    before.close()
    (tmp_path / "held").mkdir()
    held = House(tmp_path / "held")
    fill(held)
    copy_all(held, before)
    with before.reading() as connection:
        columns = {table.name: columns_in(connection, table) for table in TABLES}
    own_it(before)
    rows = rows_in(before, columns)
    assert {"workshops", "entries", "people", "found", "indexed"} <= {
        name for name, its in rows.items() if its
    }
    before.migrate()
    assert rows_in(before, columns) == rows
    assert Holders(before).role_of(1, 1) is Holding.OWNER
    with before.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'workshops'").scalar()
    assert "AUTOINCREMENT" in made and "UNIQUE (code)" in made and "partnerships" in made
    before.close()
    held.close()


def fill(house: House) -> None:
    live = house.workshop(ONE | {"partnership": "Alpha"})
    fay, ana, _ = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    live.submit("note.add", {"board": first(live, "board"), "text": "Plant willows"}, None, ana)
    house.register.search.catch_up()
    assert house.register.search.find(terms_of("willows"))


def copy_all(house: House, other: Database) -> None:
    """Copy what the other's tables have a column for."""
    with house.database.reading() as connection:
        rows = {table: connection.execute(sa.select(table)).mappings().all() for table in TABLES}

    def work(connection: sa.Connection) -> None:
        for table, its in rows.items():
            known = columns_in(connection, table)
            there = sa.table(table.name, *map(sa.column, known))
            for row in its:
                connection.execute(there.insert().values({name: row[name] for name in known}))

    other.write(work)


def own_it(database: Database) -> None:
    """As it was said before whose a workshop is."""

    def work(connection: sa.Connection) -> None:
        connection.exec_driver_sql("INSERT INTO accounts (name, salt, created_at) VALUES ('Olga', '', 0)")
        connection.exec_driver_sql("UPDATE workshops SET account = 1")

    database.write(work)


def columns_in(connection: sa.Connection, table: sa.Table) -> list[str]:
    """The columns that a table has here, of those it has by now."""
    there = {each["name"] for each in sa.inspect(connection).get_columns(table.name)}
    return [column.name for column in table.columns if column.name in there]


def rows_in(database: Database, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as connection:
        return {
            table.name: sorted(
                map(tuple, connection.execute(sa.select(*table.c[*columns[table.name]]))), key=repr
            )
            for table in TABLES
        }


@pytest.mark.sqlite
def test_entries_of_no_workshop_are_still_refused_once_the_tables_are_up_to_date(house: House) -> None:
    """References are not looked at while tables are made anew; afterwards they are."""
    house.database.migrate()
    with house.database.writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
