"""Exports as jobs: made once, in turn, in a process beside this one; told of, stopped, swept away."""

from __future__ import annotations

import gzip
import os
import signal
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dialogue import App, create_app
from dialogue.beside import mark_of
from dialogue.config import read_settings
from dialogue.database import jobs, passages
from dialogue.exports.jobs import KEPT, LOST_AFTER, Jobs, JobState, Wanted
from dialogue.kernel import Refused
from dialogue.workshop_file import read_workshop_file
from tests.services import environment

PLAN = {"title": "Water", "stages": [{"activity": "board", "questions": ["What works?"]}]}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = create_app(read_settings(environment(tmp_path)))
    app.database.migrate()
    yield app
    app.database.close()


@pytest.fixture
def wanted(app: App) -> Wanted:
    listed = app.register.create(read_workshop_file(PLAN))
    live = app.register.open(listed.code)
    return Wanted(live.id, live.code, "markdown", "organiser", "en", live.seq)


def until(is_so: Callable[[], object], within: float = 20) -> None:
    ends = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < ends, "It does not come to pass."
        time.sleep(0.02)


def child_of(jobs: Jobs) -> int:
    """The process that makes files now."""
    until(lambda: jobs._files.child and jobs._files.at and jobs._files.at.state is JobState.RUNNING)
    assert jobs._files.child
    return jobs._files.child.pid


def test_the_same_export_is_made_once_for_all(app: App, wanted: Wanted) -> None:
    first, second = app.jobs.ask(wanted), app.jobs.ask(wanted)
    assert (first.id, first.state) == (second.id, JobState.WAITING) or second.is_going
    path = app.jobs.wait(wanted)
    made = path.stat()
    assert b"Water" in gzip.decompress(path.read_bytes())
    assert stat.S_IMODE(made.st_mode) == 0o600
    assert app.jobs.ask(wanted).state is JobState.DONE
    assert app.jobs.wait(wanted).stat().st_mtime_ns == made.st_mtime_ns
    standing = app.jobs.standing(wanted.id)
    assert standing
    assert (standing.state, standing.done) == (JobState.DONE, 100)


def test_another_level_language_or_moment_is_another_export(app: App, wanted: Wanted) -> None:
    others = [
        wanted._replace(level="public"),
        wanted._replace(language="fr"),
        wanted._replace(seq=wanted.seq - 1),
        wanted._replace(beside="1,2.5"),
    ]
    assert len({each.id for each in [wanted, *others]}) == 5


def test_what_is_cancelled_ends_and_can_be_asked_for_again(app: App, wanted: Wanted) -> None:
    app.jobs.ask(wanted)
    pid = child_of(app.jobs)
    app.jobs.cancel(wanted.id)
    until(lambda: (standing := app.jobs.standing(wanted.id)) and standing.state is JobState.CANCELLED)
    until(lambda: not Path(f"/proc/{pid}").exists())
    assert not app.jobs.has(wanted.id)
    assert app.jobs.wait(wanted).exists()


def test_whoever_waits_is_told_when_somebody_else_stops_it(app: App, wanted: Wanted) -> None:
    def stop() -> None:
        if app.jobs._files.at:
            app.jobs.cancel(wanted.id)

    with pytest.raises(Refused, match="was stopped"):
        app.jobs.wait(wanted, stop)


def test_others_wait_their_turn(app: App, wanted: Wanted) -> None:
    second = wanted._replace(level="public")
    app.jobs.ask(wanted)
    app.jobs.ask(second)
    assert app.jobs.ask(second).state is JobState.WAITING
    app.jobs.wait(second)
    assert app.jobs.has(wanted.id)


def test_a_page_does_not_wait_for_a_file(app: App, wanted: Wanted) -> None:
    app.jobs.ask(wanted)
    os.kill(child_of(app.jobs), signal.SIGSTOP)
    assert app.jobs.wait(wanted._replace(form="page")).exists()
    app.jobs.cancel(wanted.id)


def test_a_process_that_dies_takes_one_export_with_it(app: App, wanted: Wanted) -> None:
    app.jobs.ask(wanted)
    os.kill(child_of(app.jobs), signal.SIGKILL)
    until(lambda: (standing := app.jobs.standing(wanted.id)) and standing.state is JobState.FAILED)
    assert app.jobs.wait(wanted).exists()


def test_a_job_whose_server_died_has_failed_and_is_made_anew(app: App, wanted: Wanted) -> None:
    def at(heard: float) -> JobState | None:
        row = {
            "id": wanted.id,
            "workshop": wanted.workshop,
            "form": wanted.form,
            "level": wanted.level,
            "language": wanted.language,
            "seq": wanted.seq,
            "state": JobState.RUNNING,
            "asked_at": heard,
            "heard_at": heard,
        }
        app.database.write(lambda connection: connection.execute(sa.delete(jobs)))
        app.database.write(lambda connection: connection.execute(jobs.insert().values(**row)))
        standing = app.jobs.standing(wanted.id)
        return standing and standing.state

    assert at(time.time()) is JobState.RUNNING
    assert app.jobs.ask(wanted).state is JobState.RUNNING
    assert not app.jobs._files.jobs
    assert at(time.time() - LOST_AFTER - 1) is JobState.FAILED
    assert app.jobs.wait(wanted).exists()


def test_another_process_hears_that_a_job_was_cancelled(app: App, wanted: Wanted) -> None:
    elsewhere = Jobs(app.database, app.jobs.directory, {}, lambda _work: None, time.sleep)
    app.jobs.ask(wanted)
    os.kill(child_of(app.jobs), signal.SIGSTOP)
    assert elsewhere.ask(wanted).is_going
    elsewhere.cancel(wanted.id)
    until(lambda: not app.jobs._files.is_busy)
    standing = elsewhere.standing(wanted.id)
    assert standing
    assert standing.state is JobState.CANCELLED


def test_what_cannot_be_made_says_so(app: App, wanted: Wanted) -> None:
    with pytest.raises(Refused, match="could not be made"):
        app.jobs.wait(wanted._replace(form="nothing"))


def test_what_is_old_is_swept_away(app: App, wanted: Wanted) -> None:
    path = app.jobs.wait(wanted)
    app.jobs._remove(KEPT)
    assert path.exists()
    os.utime(path, (time.time() - KEPT - 1,) * 2)
    app.jobs._remove(KEPT)
    assert not path.exists()
    path = app.jobs.wait(wanted)
    app.jobs.clean()
    assert not path.exists()


def test_what_is_erased_is_erased_from_what_was_made_too(app: App, wanted: Wanted) -> None:
    path = app.jobs.wait(wanted)
    app.jobs.forget(wanted.workshop + 1)
    assert path.exists()
    app.jobs.forget(wanted.workshop)
    assert not path.exists()


def test_what_is_kept_beside_the_log_counts(app: App, wanted: Wanted) -> None:
    before = mark_of(app.database, wanted.workshop)
    row = {"workshop": wanted.workshop, "passage": "summary", "text": "In short.", "at": 1.0}
    app.database.write(lambda connection: connection.execute(passages.insert().values(**row)))
    assert mark_of(app.database, wanted.workshop) != before
    assert mark_of(app.database, wanted.workshop + 1) == before


def test_no_secret_is_on_the_command_line(app: App, wanted: Wanted) -> None:
    app.jobs.ask(wanted)
    pid = child_of(app.jobs)
    line = Path(f"/proc/{pid}/cmdline").read_bytes()
    assert b"dialogue.exports.worker" in line
    assert app.dialogue.secret_key.encode() not in line
    until(lambda: os.getpriority(os.PRIO_PROCESS, pid) == 10)
