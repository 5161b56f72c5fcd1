"""Exports as jobs: made once, in turn, in a process beside this one; told of, stopped, swept away."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from dialogue import App, create_app
from dialogue.beside import flag, flags_of, mark_of_beside, set_flag_days, settle
from dialogue.config import read_settings
from dialogue.database import jobs, passages
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, Progress, Source, source_of, unheard
from dialogue.exports.jobs import KEPT, LONGEST, Jobs
from dialogue.exports.overtaken import Overtaken
from dialogue.exports.standings import LOST_AFTER, JobState
from dialogue.exports.wanted import Wanted
from dialogue.exports.worker import Order, write
from dialogue.keeping import Keep
from dialogue.kernel import Refused, Role
from dialogue.people import Name
from dialogue.workshop import RemovePerson
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


def test_whoever_waits_is_told_when_it_is_stopped(app: App, wanted: Wanted) -> None:
    def stop() -> None:
        if app.jobs._files.at:
            app.jobs.cancel(wanted.id)

    with pytest.raises(Refused, match="was stopped"):
        app.jobs.wait(wanted, ensure=stop)


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


def test_who_starts_beside_others_sweeps_away_what_is_old_and_nothing_else(app: App, wanted: Wanted) -> None:
    path = app.jobs.wait(wanted)
    part = path.with_name(f"{path.name}.1.part")
    part.touch()

    def start() -> None:
        Jobs(app.database, app.jobs.directory, {}, lambda _work: None, time.sleep).clean()

    start()
    assert path.exists() and part.exists()
    standing = app.jobs.standing(wanted.id)
    assert standing and standing.state is JobState.DONE
    for each, age in ((path, KEPT), (part, LONGEST)):
        os.utime(each, (time.time() - age - 1,) * 2)
        start()
        assert not each.exists()


def test_who_starts_goes_on_sweeping_where_others_stopped(app: App, wanted: Wanted) -> None:
    path = app.jobs.wait(wanted)
    asleep: list[float] = []

    def sleep(seconds: float) -> None:
        asleep.append(seconds)
        os.utime(path, (time.time() - KEPT - 1,) * 2)

    Jobs(app.database, app.jobs.directory, {}, lambda work: work(), sleep).clean()
    assert asleep and not path.exists()


def test_what_an_older_edition_wrote_is_not_taken_for_this_ones(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = wanted.id
    monkeypatch.setattr("dialogue.exports.wanted.edition", lambda: "another")
    assert wanted.id != before


def test_what_is_erased_is_erased_from_what_was_made_too(app: App, wanted: Wanted) -> None:
    path = app.jobs.wait(wanted)
    app.jobs.forget(wanted.workshop + 1)
    assert path.exists()
    app.jobs.forget(wanted.workshop)
    assert not path.exists()


# ---- What is erased while it is made (L6)


def erase(app: App, wanted: Wanted) -> None:
    """Ana comes, is removed, and is erased: all behind what is wanted."""
    live = app.register.open(wanted.code)
    ana = live.admit(Role.PARTICIPANT, "", Name("Ana Mwangi"))
    live.act(RemovePerson(ana))
    live.erase(ana, words=False)


def order_of(app: App, wanted: Wanted) -> Order:
    facts = wanted._asdict() | {"path": str(app.jobs.file(wanted.id)), "is_packed": True}
    del facts["beside"]
    return msgspec.convert(facts, Order)


def left(app: App) -> list[Path]:
    return list(app.jobs.directory.iterdir()) if app.jobs.directory.exists() else []


def test_what_was_erased_before_it_is_made_is_never_made_l6(app: App, wanted: Wanted) -> None:
    erase(app, wanted)
    with pytest.raises(Overtaken):
        app.jobs.wait(wanted)
    assert not left(app)


def test_what_is_erased_while_it_is_written_leaves_no_file_l6(
    app: App, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(_source: Source, _level: Level, _progress: Progress) -> bytes:
        erase(app, wanted)
        app.jobs.forget(wanted.workshop)
        return b"Ana Mwangi"

    app.jobs.directory.mkdir()
    monkeypatch.setattr("dialogue.exports.worker.writer_of", lambda _form: written)
    with pytest.raises(Overtaken):
        write(app, order_of(app, wanted))
    assert not left(app)


def test_what_is_deleted_while_it_is_written_leaves_no_file_p4(
    app: App, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(_source: Source, _level: Level, _progress: Progress) -> bytes:
        app.register.delete(wanted.code)
        return b"Ana Mwangi"

    app.jobs.directory.mkdir()
    monkeypatch.setattr("dialogue.exports.worker.writer_of", lambda _form: written)
    with pytest.raises(Overtaken):
        write(app, order_of(app, wanted))
    assert not left(app)


def test_what_was_made_before_somebody_was_erased_is_given_to_nobody_l6(app: App, wanted: Wanted) -> None:
    app.jobs.wait(wanted)
    erase(app, wanted)
    with pytest.raises(Overtaken):
        app.jobs.wait(wanted)


def test_what_is_erased_meanwhile_is_asked_for_as_it_is_then_l6(app: App, wanted: Wanted) -> None:
    live = app.register.open(wanted.code)
    asked: list[Wanted] = []

    def ask() -> Wanted:
        asked.append(wanted._replace(seq=live.seq))
        if len(asked) == 1:
            erase(app, wanted)
        return asked[-1]

    with app.jobs.opened(ask).file as file:
        assert b"1 name was erased" in gzip.decompress(file.read())
    assert [each.seq for each in asked] == [wanted.seq, live.seq]


def test_what_is_swept_away_before_it_is_opened_is_made_once_more(
    app: App, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait, found = app.jobs.wait, []

    def and_sweep(*asked: Any) -> Path:
        found.append(wait(*asked))
        if len(found) == 1:
            found[0].unlink()
        return found[-1]

    monkeypatch.setattr(app.jobs, "wait", and_sweep)
    with app.jobs.opened(lambda: wanted).file as file:
        assert b"Water" in gzip.decompress(file.read())
    assert len(found) == 2


def test_an_erasure_stops_what_is_made_and_what_waits_and_leaves_no_part(app: App, wanted: Wanted) -> None:
    second = wanted._replace(level="public")
    app.jobs.ask(wanted)
    app.jobs.ask(second)
    pid = child_of(app.jobs)
    os.kill(pid, signal.SIGSTOP)
    part = app.jobs.file(wanted.id).with_name(f"{wanted.id}.1.part")
    part.touch()
    app.jobs.forget(wanted.workshop)
    assert not part.exists()
    for each in (wanted, second):
        standing = app.jobs.standing(each.id)
        assert standing and standing.state is JobState.CANCELLED
    assert not app.jobs._files.waiting
    until(lambda: not app.jobs._files.is_busy)
    assert not left(app)


def test_a_process_hears_that_others_erased_somebody(app: App, wanted: Wanted) -> None:
    elsewhere = Jobs(app.database, app.jobs.directory, {}, lambda _work: None, time.sleep)
    app.jobs.ask(wanted)
    os.kill(child_of(app.jobs), signal.SIGSTOP)
    elsewhere.forget(wanted.workshop)
    until(lambda: not app.jobs._files.is_busy)
    assert not left(app)


def test_no_bundle_is_made_whose_log_holds_what_a_later_entry_erased_l6(app: App, wanted: Wanted) -> None:
    source = source_of(app.database, app.people, wanted.workshop, wanted.code, wanted.seq)
    erase(app, wanted)
    with app.test_request_context(), pytest.raises(Refused, match="Something was erased"):
        FORMS["bundle"].write(source, Level.FULL, unheard)


# ---- Who wishes for it


def test_nobody_stops_what_another_waits_for(app: App, wanted: Wanted) -> None:
    app.jobs.ask(wanted, "ana")
    app.jobs.ask(wanted, "ben")
    os.kill(child_of(app.jobs), signal.SIGSTOP)
    assert not app.jobs.cancel(wanted.id, "eve"), "Eve never asked for it."
    assert not app.jobs.cancel(wanted.id, "ana")
    assert not app.jobs.cancel(wanted.id, "ana"), "Twice is once."
    standing = app.jobs.standing(wanted.id)
    assert standing and standing.is_going
    assert app.jobs.cancel(wanted.id, "ben")
    until(lambda: not app.jobs._files.is_busy)
    standing = app.jobs.standing(wanted.id)
    assert standing and standing.state is JobState.CANCELLED


def test_what_is_cancelled_while_it_waits_can_be_asked_for_at_once(app: App, wanted: Wanted) -> None:
    first = wanted._replace(level="public")
    app.jobs.ask(first)
    pid = child_of(app.jobs)
    os.kill(pid, signal.SIGSTOP)
    app.jobs.ask(wanted)
    app.jobs.cancel(wanted.id)
    assert not app.jobs._files.waiting
    assert app.jobs.ask(wanted).state is JobState.WAITING
    os.kill(pid, signal.SIGCONT)
    assert app.jobs.wait(wanted).exists()


def test_what_is_cancelled_while_it_is_made_and_asked_for_at_once_is_made(app: App, wanted: Wanted) -> None:
    app.jobs.ask(wanted)
    os.kill(child_of(app.jobs), signal.SIGSTOP)
    app.jobs.cancel(wanted.id)
    assert app.jobs.ask(wanted).is_going
    assert app.jobs.wait(wanted).exists()
    until(lambda: (standing := app.jobs.standing(wanted.id)) and standing.state is JobState.DONE)


def test_a_worker_whose_server_goes_first_says_nothing(app: App, wanted: Wanted, tmp_path: Path) -> None:
    app.jobs.directory.mkdir()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker = subprocess.Popen(
            [sys.executable, "-m", "dialogue.exports.worker"],
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=subprocess.PIPE,
            env=os.environ | environment(tmp_path),
        )
        ours.sendall(msgspec.json.encode(order_of(app, wanted)) + b"\n")
    _, said = worker.communicate(timeout=60)
    assert (worker.returncode, said) == (0, b"")


# ---- What is kept beside the log


def test_what_is_kept_beside_the_log_counts(app: App, wanted: Wanted) -> None:
    before = mark_of_beside(app.database, wanted.workshop)
    row = {"workshop": wanted.workshop, "passage": "summary", "text": "In short.", "at": 1.0}
    app.database.write(lambda connection: connection.execute(passages.insert().values(**row)))
    assert mark_of_beside(app.database, wanted.workshop) != before


def test_what_the_cover_says_of_a_workshop_counts(app: App, wanted: Wanted) -> None:
    marks = [mark_of_beside(app.database, wanted.workshop)]
    for partnership, keep in (("Alpha", Keep()), ("Beta", Keep()), ("Beta", Keep(people_days=3))):
        app.register.edit(wanted.code, partnership, keep)
        marks.append(mark_of_beside(app.database, wanted.workshop))
    set_flag_days(app.database, wanted.workshop, 3)
    marks.append(mark_of_beside(app.database, wanted.workshop))
    assert len(set(marks)) == 5


def test_a_flag_that_is_opened_again_comes_back(app: App, wanted: Wanted) -> None:
    for words in ("I said less.", "I said more."):
        flag(app.database, wanted.workshop, "summary", None, words)
    marks = [mark_of_beside(app.database, wanted.workshop)]
    first, second = (each.id for each in flags_of(app.database, wanted.workshop))
    for id, is_settled in ((second, True), (first, True), (second, False)):
        settle(app.database, wanted.workshop, id, "Mended.", is_settled)
        marks.append(mark_of_beside(app.database, wanted.workshop))
    assert len(set(marks)) == 4


def test_no_secret_is_on_the_command_line(app: App, wanted: Wanted) -> None:
    app.jobs.ask(wanted)
    pid = child_of(app.jobs)
    line = Path(f"/proc/{pid}/cmdline").read_bytes()
    assert b"dialogue.exports.worker" in line
    assert app.dialogue.secret_key.encode() not in line
    until(lambda: os.getpriority(os.PRIO_PROCESS, pid) == 10)
