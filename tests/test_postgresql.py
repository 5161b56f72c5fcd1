"""PostgreSQL under us: nobody waits for what others wait for, and a restart costs one no."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dialogue.config import database_url_of
from dialogue.database import Database, Taken, Unavailable, accounts, go_first
from tests.server import ROOT, Server, new_id
from tests.services import Postgresql, free_port

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Postgresql]:
    """Not the one of the other tests: this one is stopped."""
    with Postgresql() as server:
        yield server


@pytest.fixture
def database(postgresql: Postgresql) -> Iterator[Database]:
    database = Database(database_url_of(postgresql.database(), Path()))
    yield database
    database.close()


def keep(connection: sa.Connection, name: str = "Ana") -> None:
    connection.execute(accounts.insert().values(name=name, salt="", created_at=0))


def names(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(sa.select(accounts.c.name).order_by(accounts.c.id)).scalars())


@pytest.mark.parametrize("mode", ["eventlet", "gevent"])
@pytest.mark.parametrize("how", ["reading", "writing"])
def test_who_waits_for_postgresql_stops_nobody(mode: str, how: str, database: Database) -> None:
    """Somebody waits for a lock, which is let go behind their back: by a loop that stands, never."""
    script = f"""
import os
os.environ["DIALOGUE_ASYNC_MODE"] = {mode!r}
import wsgi
wsgi.share_postgresql()
import threading, time
import sqlalchemy as sa
from dialogue.database import Database

database = Database({database.url!r})
done = []

def wait(connection):
    connection.execute(sa.text("select pg_advisory_lock(1)"))
    done.append(True)

def read():
    with database.reading() as connection:
        wait(connection)

with database.writer.connect() as holder:
    holder.execute(sa.text("select pg_advisory_lock(1)"))
    other = threading.Thread(target=read if {how!r} == "reading" else lambda: database.write(wait))
    other.start()
    asleep = sa.text("select count(*) from pg_locks where locktype = 'advisory' and not granted")
    while not holder.execute(asleep).scalar():
        time.sleep(0.01)
    print("waits" if not done else "does not wait")
    holder.execute(sa.text("select pg_advisory_unlock(1)"))
    other.join()
print("done" if done else "lost")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert done.stdout.split("\n") == ["waits", "done", ""], done.stderr


@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_postgresql_stopped_refuses_and_started_again_goes_on_l3(
    mode: str, postgresql: Postgresql, tmp_path: Path
) -> None:
    with (
        Server(tmp_path, mode, DIALOGUE_DATABASE_URL=postgresql.database()) as server,
        server.workshop(PLAN) as workshop,
    ):
        workshop.begin("board")
        ana, note = workshop.join("Ana"), {"board": workshop.first("board"), "text": "more trees"}
        wire, id = ana.wire(), new_id()
        for end in (postgresql.stop, postgresql.kill):
            first = wire.command("note.add", note)["seq"]
            end()
            refused = wire.command("note.add", note, id)
            assert refused["reason"] == "not-saved"
            assert len(refused["refused"].split()) > 3, "A refusal is a sentence."
            assert not server.is_well()
            postgresql.start()
            seq = wire.command("note.add", note, id)["seq"]
            assert seq == first + 1
            assert wire.command("note.add", note, id)["seq"] == seq
            assert server.is_well()
            assert list(workshop.fay.records("note"))[-2:] == [first, seq]
            id = new_id()
        assert "more trees" not in server.log


@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_a_postgresql_that_takes_a_connection_and_says_nothing_is_not_waited_for(
    mode: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"postgresql://dialogue@127.0.0.1:{mute.getsockname()[1]}/dialogue"
        done = subprocess.run(
            [sys.executable, "wsgi.py"],
            cwd=ROOT,
            env=os.environ
            | {"DIALOGUE_ASYNC_MODE": mode, "DIALOGUE_DATABASE_URL": url, "DIALOGUE_DATA_DIR": str(tmp_path)}
            | {"DIALOGUE_PORT": str(free_port()), "DIALOGUE_REDIS_URL": ""},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr


def test_whose_connection_is_ended_in_the_middle_is_told_so_and_nobody_else(database: Database) -> None:
    def ended(connection: sa.Connection) -> None:
        keep(connection)
        connection.execute(sa.text("select pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(Unavailable):
        database.write(ended)
    database.write(keep)
    assert names(database) == ["Ana"]


def test_those_who_write_do_not_wait_for_each_other(database: Database) -> None:
    inside, may_end = threading.Event(), threading.Event()

    def slow(connection: sa.Connection) -> None:
        keep(connection, "slow")
        inside.set()
        assert may_end.wait(10)

    other = threading.Thread(target=database.write, args=(slow,))
    other.start()
    assert inside.wait(10)
    database.write(keep)
    assert names(database) == ["Ana"]
    may_end.set()
    other.join()
    assert set(names(database)) == {"Ana", "slow"}


def test_a_place_that_is_taken_is_not_a_mistake_in_a_row(database: Database) -> None:
    """Nothing but the first line of what PostgreSQL says is passed on: the next shows the row (V1)."""
    database.write(lambda connection: connection.execute(accounts.insert(), {"id": 1, **row("Ana")}))
    with pytest.raises(Taken):
        database.write(lambda connection: connection.execute(accounts.insert(), {"id": 1, **row("Ben")}))
    with pytest.raises(Unavailable) as failed:
        database.write(lambda connection: connection.execute(accounts.insert(), row("Cleo") | {"salt": None}))
    assert "Cleo" in str(failed.value.__cause__)
    assert "Cleo" not in str(failed.value)


def row(name: str) -> dict[str, object]:
    return {"name": name, "salt": "", "created_at": 0}


def test_processes_that_start_together_make_tables_and_the_first_account_once(postgresql: Postgresql) -> None:
    postgresql.do("CREATE DATABASE empty")
    url = database_url_of(postgresql.url("empty"), Path())
    script = f"""
from dialogue.accounts import Accounts
from dialogue.database import Database
from dialogue.kernel import Refused
database = Database({url!r})
database.migrate()
try:
    print(Accounts(database, "a secret").make_first("Olga", "olga@example.org").name)
except Refused as refused:
    print(refused.reason)
"""
    processes = [
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(3)
    ]
    said = [process.communicate(timeout=60)[0].decode().strip() for process in processes]
    assert sorted(said) == ["Olga", "not-first", "not-first"]
    assert [process.returncode for process in processes] == [0, 0, 0]
    database = Database(url)
    assert names(database) == ["Olga"]
    database.close()


def test_who_starts_waits_for_whoever_brings_the_tables_up_to_date(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dialogue.database.engines.WAIT_FOR_LOCK", "50ms")
    other, failed = Database(database.url), []

    def starts() -> None:
        try:
            other.migrate()
        except Unavailable as error:
            failed.append(error)

    with database.writer.connect() as holder:
        go_first(holder)
        starting = threading.Thread(target=starts)
        starting.start()
        starting.join(1)
        assert starting.is_alive(), failed
    starting.join(10)
    assert not starting.is_alive() and not failed
    other.close()


def test_a_process_that_hangs_keeps_nobody_for_ever(database: Database) -> None:
    with database.writer.connect() as connection:
        for name in ("lock_timeout", "idle_in_transaction_session_timeout"):
            assert connection.exec_driver_sql(f"SHOW {name}").scalar() not in (None, "0")
