"""A copy made while people write, and a server started on it: what was acknowledged is there (L3, L4)."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dialogue import log
from dialogue.cli import main
from tests.server import ROOT, SECRET, Browser, Server, Workshop, wait_until
from tests.services import shared_postgresql

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}
PEOPLE = ["Ana", "Ben", "Cleo", "Dan"]
Acknowledged = dict[int, str]


def backup(*words: object, **environ: str) -> Result:
    env = {name: None for name in os.environ if name.startswith("DIALOGUE_")} | environ
    return CliRunner().invoke(main, ["backup", *map(str, words)], env=env)


@contextmanager
def writing(workshop: Workshop) -> Iterator[Acknowledged]:
    """Everybody writes, one note after the other; what was acknowledged, by seq."""
    board, acknowledged, is_over = workshop.first("board"), Acknowledged(), threading.Event()

    def write(browser: Browser) -> None:
        wire, n = browser.wire(), 0
        while not is_over.is_set():
            n += 1
            answer = wire.command("note.add", {"board": board, "text": f"{browser.name} writes {n}"})
            if "seq" in answer:
                acknowledged[answer["seq"]] = f"{browser.name} writes {n}"
            else:
                assert answer["reason"] == "slow-down"

    threads = [threading.Thread(target=write, args=(workshop.join(name),)) for name in PEOPLE]
    for thread in threads:
        thread.start()
    try:
        yield acknowledged
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def copied_by_us(server: Server, folder: Path) -> Server:
    """`dialogue backup`, in a process of its own, into the data directory of another server."""
    restored = folder / "restored"
    restored.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", "from dialogue.cli import main; main()", "backup", folder / "copy.sqlite3"],
        cwd=ROOT,
        env=os.environ | {"DIALOGUE_DATA_DIR": str(server.directory), "DIALOGUE_SECRET_KEY": SECRET},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    shutil.copy(folder / "copy.sqlite3", restored / "dialogue.sqlite3")
    return Server(restored, DIALOGUE_DATABASE_URL=f"sqlite:///{restored / 'dialogue.sqlite3'}")


def copied_by_postgresql(server: Server, folder: Path) -> Server:
    """As docs/backup.md says it."""
    postgresql, name, file = shared_postgresql(), f"restored_{os.getpid()}", folder / "copy.dump"
    source = server.settings["DIALOGUE_DATABASE_URL"]

    def run(program: str, *words: object) -> None:
        done = subprocess.run(
            [postgresql.find(program), *map(str, words)], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr

    run("pg_dump", "--format=custom", f"--file={file}", source)
    run("createdb", f"--maintenance-db={postgresql.url('postgres')}", name)
    run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={postgresql.url(name)}", file)
    return Server(folder, DIALOGUE_DATABASE_URL=postgresql.url(name))


@pytest.mark.parametrize("copied", [copied_by_us, copied_by_postgresql])
def test_a_copy_made_while_people_write_has_all_that_was_acknowledged_before(
    copied: Callable[[Server, Path], Server], tmp_path: Path
) -> None:
    (tmp_path / "first").mkdir()
    url = f"sqlite:///{tmp_path / 'first' / 'dialogue.sqlite3'}"
    if copied is copied_by_postgresql:
        url = shared_postgresql().database()
    with (
        Server(tmp_path / "first", DIALOGUE_DATABASE_URL=url) as server,
        server.workshop(PLAN) as workshop,
    ):
        workshop.begin("board")
        with writing(workshop) as acknowledged:
            wait_until(lambda: len(acknowledged) > 40, "Nobody writes.")
            before = dict(acknowledged)
            other = copied(server, tmp_path)
            meanwhile = len(acknowledged)
        assert meanwhile > len(before), "Nobody wrote while it was copied."
    with other:
        listed = other.register.find(workshop.code)
        entries = list(log.read(other.register.database, listed.id))
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        links = other.register.links(listed, other.url)
        with Workshop(other, workshop.code, links, opened=False) as again:
            notes = {seq: note["text"] for seq, note in again.fay.records("note").items()}
            assert notes.items() >= before.items()
            eli, board = again.join("Eli"), again.first("board")
            assert eli.do("note.add", {"board": board, "text": "we go on"}) > max(notes)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data directory with a workshop in it."""
    var = tmp_path / "var"
    (tmp_path / "file.json").write_text('{"title": "Partnerships"}')
    env = {name: None for name in os.environ if name.startswith("DIALOGUE_")}
    made = CliRunner().invoke(
        main, ["workshop", "create", str(tmp_path / "file.json")], env=env | {"DIALOGUE_DATA_DIR": str(var)}
    )
    assert made.exit_code == 0, made.output
    return var


def test_a_copy_is_for_its_owner_alone_and_names_what_else_to_keep(kept: Path) -> None:
    path = kept.parent / "copy.sqlite3"
    result = backup(path, DIALOGUE_DATA_DIR=str(kept))
    assert result.exit_code == 0, result.output
    assert str(kept / "secret.key") in result.stdout
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT title FROM workshops").fetchall() == [("Partnerships",)]
    connection.close()


def test_killed_before_it_was_checked_a_copy_has_no_name(kept: Path) -> None:
    path = kept.parent / "copy.sqlite3"
    script = f"""
import os, signal
from pathlib import Path
from dialogue import backup
backup.check = lambda part: os.kill(os.getpid(), signal.SIGKILL)
backup.back_up("sqlite:///{kept / "dialogue.sqlite3"}", Path("{path}"))
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert not path.exists()
    assert [left.suffix for left in kept.parent.glob("copy*")] == [".part"]
    assert backup(path, DIALOGUE_DATA_DIR=str(kept)).exit_code == 0, "What was left is in nobody's way."


def test_nothing_is_written_over(kept: Path) -> None:
    path = kept.parent / "copy.sqlite3"
    path.write_text("the copy of yesterday")
    result = backup(path, DIALOGUE_DATA_DIR=str(kept))
    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert path.read_text() == "the copy of yesterday"


def test_a_database_that_is_not_whole_is_not_copied_as_if_it_were(kept: Path) -> None:
    with sqlite3.connect(kept / "dialogue.sqlite3") as connection:
        connection.execute("UPDATE entries SET seq = seq + 1")
    connection.close()
    result = backup(kept.parent / "copy.sqlite3", DIALOGUE_DATA_DIR=str(kept))
    assert result.exit_code == 1
    assert "has a gap" in result.stderr
    assert not list(kept.parent.glob("copy*"))


def test_what_is_no_database_is_said_in_one_line(kept: Path) -> None:
    (kept / "dialogue.sqlite3").write_bytes(b"not a database " * 1_000)
    for path in (kept.parent / "copy.sqlite3", kept / "nowhere" / "copy.sqlite3"):
        result = backup(path, DIALOGUE_DATA_DIR=str(kept))
        assert result.exit_code == 1
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        assert not path.exists()
    (kept / "dialogue.sqlite3").unlink()
    assert "There is no database" in backup("copy", DIALOGUE_DATA_DIR=str(kept)).stderr


def test_for_postgresql_it_says_what_to_type_and_no_password(kept: Path) -> None:
    for url, address in (
        ("//dialogue:hush@db.example.org:5433/dialogue", "//dialogue@db.example.org:5433/dialogue"),
        ("//dialogue@/dialogue?host=/run/pg&port=5433&password=hush", "//dialogue@/dialogue?host="),
    ):
        settings = {"DIALOGUE_DATABASE_URL": f"postgresql:{url}", "DIALOGUE_DATA_DIR": str(kept)}
        result = backup("copy.dump", **settings)
        assert result.exit_code == 1
        assert "pg_dump --format=custom --file=" in result.stderr
        named = shlex.split(result.stderr)[-1]
        assert named.startswith(f"postgresql:{address}")
        assert ("port=5433" in named) or (":5433" in named)
        assert "hush" not in result.output
