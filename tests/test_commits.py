"""Commits that wait at the same time are one; what fails in it fails alone (L3, L4)."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dialogue import commits
from dialogue.database import Database, Taken, Unavailable, accounts
from tests.server import ROOT, wait_until


class Disk:
    """A disk that takes its time: what is to be written waits until it is let go."""

    def __init__(self) -> None:
        self.is_asked = threading.Event()
        self.may_write = threading.Event()
        self.commits = 0

    def __call__(self, write: Callable[[], Any]) -> Any:
        self.is_asked.set()
        assert self.may_write.wait(10)
        return write()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def database(tmp_path: Path, disk: Disk) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'dialogue.sqlite3'}", disk)
    disk.may_write.set()
    database.migrate()

    def count(_: object) -> None:
        disk.commits += 1

    sa.event.listen(database.writer, "commit", count)
    disk.is_asked.clear()
    disk.may_write.clear()
    yield database
    database.close()


def keeping(name: str) -> Callable[[sa.Connection], str]:
    """Write an account; its name is what comes back."""

    def keep(connection: sa.Connection) -> str:
        connection.execute(accounts.insert().values(name=name, salt="", created_at=0))
        return name

    return keep


def taking(number: int) -> Callable[[sa.Connection], None]:
    """Write an account in a place that may be taken."""

    def take(connection: sa.Connection) -> None:
        connection.execute(accounts.insert().values(id=number, name="taken", salt="", created_at=0))

    return take


def names(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(sa.select(accounts.c.name).order_by(accounts.c.id)).scalars())


class Writers:
    """Everybody writes at once: the first holds the disk, and the others wait behind."""

    def __init__(self, database: Database, disk: Disk) -> None:
        self.database, self.disk = database, disk
        self.threads: list[threading.Thread] = []
        self.answers: dict[int, Any] = {}

    def write(self, *works: Callable[[sa.Connection], Any]) -> None:
        for work in works:
            number, waiting = len(self.threads), len(self.database._commits._waiting)
            self.threads.append(threading.Thread(target=self._write, args=(number, work)))
            self.threads[-1].start()
            if number == 0:
                assert self.disk.is_asked.wait(10)
            else:
                wait_until(lambda n=waiting: len(self.database._commits._waiting) > n, "It does not wait.")

    def _write(self, number: int, work: Callable[[sa.Connection], Any]) -> None:
        try:
            self.answers[number] = self.database.write(work)
        except Exception as error:
            self.answers[number] = error

    def finish(self) -> list[Any]:
        self.disk.may_write.set()
        for thread in self.threads:
            thread.join(10)
            assert not thread.is_alive(), "Somebody waits for ever."
        return [self.answers[number] for number in range(len(self.threads))]


@pytest.fixture
def writers(database: Database, disk: Disk) -> Writers:
    return Writers(database, disk)


def test_those_who_wait_share_a_commit_and_each_gets_its_own_answer_l3(
    writers: Writers, database: Database, disk: Disk
) -> None:
    everybody = [f"person {n}" for n in range(20)]
    writers.write(*map(keeping, everybody))
    assert writers.finish() == everybody
    assert names(database) == everybody
    assert disk.commits == 2, "One for the first, and one for all who waited meanwhile."


def test_no_more_share_a_commit_than_is_good(
    writers: Writers, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "MOST_TOGETHER", 5)
    writers.write(*[keeping(str(n)) for n in range(1 + 12)])
    assert writers.finish() == [str(n) for n in range(13)]
    assert disk.commits == 1 + 3


def test_one_that_fails_takes_no_other_with_it(writers: Writers, database: Database) -> None:
    def broken(connection: sa.Connection) -> None:
        keeping("half")(connection)
        raise ZeroDivisionError

    writers.write(taking(1), keeping("Ana"), broken, taking(1), keeping("Ben"))
    _, ana, failed, taken, ben = writers.finish()
    assert (ana, ben) == ("Ana", "Ben")
    assert isinstance(failed, ZeroDivisionError)
    assert isinstance(taken, Taken)
    assert names(database) == ["taken", "Ana", "Ben"]


def test_what_the_database_cannot_do_it_is_not_asked_for_once_each(
    writers: Writers, database: Database, disk: Disk
) -> None:
    """Each waits two seconds for a lock: fifty, one after the other, would keep everybody."""
    asked: list[str] = []

    def locked(name: str) -> Callable[[sa.Connection], None]:
        def fail(connection: sa.Connection) -> None:
            asked.append(name)
            raise sa.exc.OperationalError("insert", {}, Exception("database is locked"))

        return fail

    writers.write(keeping("Ana"), locked("Ben"), locked("Cleo"), keeping("Dan"))
    ana, *others = writers.finish()
    assert ana == "Ana"
    assert [str(each) for each in others] == ["database is locked"] * 3
    assert all(isinstance(each, Unavailable) for each in others)
    assert asked == ["Ben"]
    assert database.write(keeping("Eli")) == "Eli"


def test_a_mistake_in_a_row_is_not_a_lost_race(writers: Writers, database: Database) -> None:
    """Whoever lost a race tries again at once, and would do so for ever."""

    def nameless(connection: sa.Connection) -> None:
        connection.execute(accounts.insert().values(name=None, salt="", created_at=0))

    writers.write(nameless)
    [failed] = writers.finish()
    assert isinstance(failed, Unavailable)


def test_where_no_thread_can_be_had_everybody_is_told_so(
    writers: Writers, database: Database, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    writers.write(keeping("Ana"), keeping("Ben"), keeping("Cleo"))

    def none(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(database._commits, "blocking", none)
    ana, *others = writers.finish()
    assert ana == "Ana"
    assert [str(each) for each in others] == ["can't start new thread"] * 2


@pytest.mark.parametrize("victim", ["who waits", "who writes"])
def test_whoever_is_killed_leaves_nobody_waiting(victim: str, tmp_path: Path) -> None:
    """Green threads can be killed wherever they wait, also while a real thread writes for them."""
    script = f"""
import warnings
warnings.filterwarnings("ignore", message=r"\\s*Eventlet is deprecated")
import eventlet
eventlet.monkey_patch()
import eventlet.tpool
from tests.test_commits import keeping, names
from dialogue.database import Database

database = Database({f"sqlite:///{tmp_path / 'dialogue.sqlite3'}"!r}, eventlet.tpool.execute)
database.migrate()
began, may_end = [], []
sleep = eventlet.patcher.original("time").sleep

def slow(connection):
    began.append(True)
    while not may_end:
        sleep(0.001)
    return keeping("slow")(connection)

first = eventlet.spawn(database.write, slow)
while not began:
    eventlet.sleep(0.001)
others = [eventlet.spawn(database.write, keeping(name)) for name in ("Ana", "Ben", "Cleo")]
eventlet.sleep(0.01)
victim = first if {victim == "who writes"} else others[1]
eventlet.spawn(victim.kill)
eventlet.sleep(0.01)
may_end.append(True)
with eventlet.Timeout(10):
    answers = [each.wait() for each in [first, *others] if each is not victim]
    again = database.write(keeping("Dan"))
print(answers, again, names(database))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    expected = {
        "who waits": "['slow', 'Ana', 'Cleo'] Dan ['slow', 'Ana', 'Cleo', 'Dan']",
        "who writes": "['Ana', 'Ben', 'Cleo'] Dan ['slow', 'Ana', 'Ben', 'Cleo', 'Dan']",
    }
    assert done.stdout.strip() == expected[victim], done.stderr
