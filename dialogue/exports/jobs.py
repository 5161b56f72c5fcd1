"""Exports as jobs: one process beside this one writes them, one after the other, and whoever waits
holds up nobody. The same export is made once for all who may have it, and kept for an hour.

How a job stands is in the database, so that any process of the server can say it; the files are
with the process that made them.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import sqlalchemy as sa

from dialogue.database import Database, Taken, Unavailable, jobs
from dialogue.exports.child import Child, Gone
from dialogue.exports.forms import FORMS
from dialogue.kernel import Refused
from dialogue.logs import logger

LONGEST = 10 * 60
"""Seconds that an export may take."""

KEPT = 60 * 60
"""Seconds for which its file is kept."""

LISTEN_FOR = 0.2
BEAT = 2.0
LOST_AFTER = 15.0
"""Seconds of silence after which nobody is at a job any more."""

LOOK_EVERY = 0.05
LOOK_ELSEWHERE_EVERY = 0.5
SWEEP_EVERY = 60.0
MOST_WAITING = 100

TEXT = ("text/", "application/json", "application/xml", "image/svg+xml")


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


GOING = (JobState.WAITING, JobState.RUNNING)


class Wanted(NamedTuple):
    """What is to be written down, by all that it depends on. `beside` stands for what is kept beside
    the log: passages that were written anew, and what was said against some.
    """

    workshop: int
    code: str
    form: str
    level: str
    language: str
    seq: int
    beside: str = ""

    @property
    def id(self) -> str:
        return sha256("\n".join(map(str, self)).encode()).hexdigest()[:32]

    @property
    def is_page(self) -> bool:
        return self.form not in FORMS

    @property
    def is_packed(self) -> bool:
        """Is it kept as it goes to browsers, compressed? What is not text is compressed already."""
        return self.is_page or FORMS[self.form].mimetype.startswith(TEXT)


class Standing(NamedTuple):
    """How a job stands; `done` is in percent."""

    id: str
    workshop: int
    form: str
    level: str
    state: JobState
    done: int

    @property
    def is_going(self) -> bool:
        return self.state in GOING


class Job:
    """An export that this process makes, or will."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.id = wanted.id
        self.state = JobState.WAITING
        self.share = 0.0

    @property
    def standing(self) -> Standing:
        wanted = self.wanted
        return Standing(
            self.id, wanted.workshop, wanted.form, wanted.level, self.state, int(100 * self.share)
        )


class Lane:
    """Jobs that wait for each other, and the process that does them."""

    def __init__(self) -> None:
        self.waiting: deque[Job] = deque()
        self.at: Job | None = None
        self.child: Child | None = None
        self.is_busy = False

    @property
    def jobs(self) -> list[Job]:
        return [*([self.at] if self.at else []), *self.waiting]


class Jobs:
    """The exports of a server. `settings` are those its child is started with; `spawn` and `sleep` are
    how this process does something in the background, and waits.
    """

    def __init__(
        self,
        database: Database,
        directory: Path,
        settings: Mapping[str, str],
        spawn: Callable[[Callable[[], None]], Any],
        sleep: Callable[[float], Any],
    ) -> None:
        self.database = database
        self.directory = directory
        self.settings = settings
        self._spawn, self._sleep = spawn, sleep
        # A page is read by a room that waits for it, so no long file stands in its way.
        self._pages, self._files = Lane(), Lane()
        self._asking = Lock()
        self._sweeps = False

    # ---- Asking

    def ask(self, wanted: Wanted) -> Standing:
        """See to it that this export is made, by whom ever. Raises Unavailable."""
        with self._asking:
            if self.has(wanted.id):
                return Standing(wanted.id, wanted.workshop, wanted.form, wanted.level, JobState.DONE, 100)
            if here := self._here(wanted.id):
                return here.standing
            elsewhere = self._elsewhere(wanted.id)
            if elsewhere and elsewhere.is_going:
                return elsewhere
            lane = self._lane(wanted)
            if len(lane.waiting) >= MOST_WAITING:
                raise Refused("Many exports are being made. Try again in a few minutes.", "slow-down")
            job = Job(wanted)
            with suppress(Taken):
                self.database.write(lambda connection: write_down(connection, job))
            lane.waiting.append(job)
            if not lane.is_busy:
                lane.is_busy = True
                self._spawn(lambda: self._work(lane))
        return job.standing

    def standing(self, id: str) -> Standing | None:
        """How a job stands, whoever is at it; nothing if there is none."""
        if here := self._here(id):
            return here.standing
        return self._elsewhere(id)

    def wait(self, wanted: Wanted, ensure: Callable[[], None] = lambda: None) -> Path:
        """The file of an export, when it is there. `ensure` is asked now and then whether to go on."""
        while (standing := self.ask(wanted)).state is not JobState.DONE:
            while standing.is_going:
                ensure()
                here = self._here(wanted.id)
                self._sleep(LOOK_EVERY if here else LOOK_ELSEWHERE_EVERY)
                standing = here.standing if here else self._elsewhere(wanted.id) or standing
            if standing.state is JobState.CANCELLED:
                raise Refused("This export was stopped. Ask for it once more.", "stopped")
            if standing.state is JobState.FAILED:
                raise Refused("This export could not be made. It has been noted.", "failed")
        return self.file(wanted.id)

    def cancel(self, id: str) -> None:
        """Stop a job, whoever is at it. They notice within seconds."""
        here = self._here(id)
        if here and here.state in GOING:
            here.state = JobState.CANCELLED
        chosen = jobs.update().where(jobs.c.id == id, jobs.c.state.in_(GOING))
        ended = chosen.values(state=JobState.CANCELLED, ended_at=time.time())
        self.database.write(lambda connection: connection.execute(ended))

    def file(self, id: str) -> Path:
        return self.directory / id

    def has(self, id: str) -> bool:
        """Is its file here?"""
        return self.file(id).exists()

    def _lane(self, wanted: Wanted) -> Lane:
        return self._pages if wanted.is_page else self._files

    def _here(self, id: str) -> Job | None:
        return next((job for lane in (self._pages, self._files) for job in lane.jobs if job.id == id), None)

    def _elsewhere(self, id: str) -> Standing | None:
        """What the database says. Who was not heard of for a while is not at it any more."""
        with self.database.reading() as connection:
            row = connection.execute(sa.select(jobs).where(jobs.c.id == id)).first()
        if row is None:
            return None
        state = JobState(row.state)
        if state in GOING and time.time() - row.heard_at > LOST_AFTER:
            state = JobState.FAILED
        return Standing(row.id, row.workshop, row.form, row.level, state, row.done)

    # ---- Doing

    def _work(self, lane: Lane) -> None:
        """Make what waits in a lane, in the order in which it was asked for."""
        while True:
            with self._asking:
                lane.at = lane.waiting.popleft() if lane.waiting else None
                if lane.at is None:
                    lane.is_busy = False
                    break
            try:
                self._make(lane, lane.at)
            except Exception:
                logger.exception("an export failed", form=lane.at.wanted.form)
                lane.at.state = JobState.FAILED
                self._drop(lane)
            self._note(lane.at)
        self._keep_sweeping()

    def _make(self, lane: Lane, job: Job) -> None:
        if job.state is not JobState.WAITING:
            return
        job.state = JobState.RUNNING
        self.directory.mkdir(mode=0o700, exist_ok=True)
        had_been_idle = lane.child is not None
        try:
            self._follow(job, self._asked(lane, job))
        except Gone:
            self._drop(lane)
            # It may have gone because nothing was asked of it, at the very moment it was asked.
            with suppress(Gone):
                if not had_been_idle:
                    raise
                self._follow(job, self._asked(lane, job))
        if job.state is not JobState.DONE:
            self._drop(lane)
            if job.state is JobState.RUNNING:
                job.state = JobState.FAILED

    def _asked(self, lane: Lane, job: Job) -> Child:
        """The process of a lane, which has been asked for this."""
        if lane.child is None or not lane.child.is_there:
            self._drop(lane)
            lane.child = Child(self.settings)
        wanted = job.wanted
        order = wanted._asdict() | {"path": str(self.file(job.id)), "is_packed": wanted.is_packed}
        del order["beside"]
        lane.child.ask(order)
        return lane.child

    def _follow(self, job: Job, child: Child) -> None:
        """Hear how far it is until it is over, cancelled, or takes too long. Raises Gone."""
        ends = time.monotonic() + LONGEST
        beat = 0.0
        while job.state is JobState.RUNNING and time.monotonic() < ends:
            told = child.listen(LISTEN_FOR)
            job.share = told.get("share", job.share)
            if "done" in told:
                job.state, job.share = JobState.DONE, 1.0
            elif "failed" in told:
                job.state = JobState.FAILED
            elif time.monotonic() - beat > BEAT:
                beat = time.monotonic()
                self._beat()

    def _drop(self, lane: Lane) -> None:
        if lane.child:
            lane.child.kill()
        lane.child = None

    # ---- What others can know of it

    def _note(self, job: Job) -> None:
        """Write down how a job ended."""
        logger.info("an export", code=job.wanted.code, form=job.wanted.form, state=job.state)
        ended = jobs.update().where(jobs.c.id == job.id)
        ended = ended.values(state=job.state, done=int(100 * job.share), ended_at=time.time())
        with suppress(Unavailable):
            self.database.write(lambda connection: connection.execute(ended))

    def _beat(self) -> None:
        """Say that somebody is at the jobs of this process, and hear which of them others cancelled."""
        mine = [job for lane in (self._pages, self._files) for job in lane.jobs if job.state in GOING]

        def beat(connection: sa.Connection) -> set[str]:
            for job in mine:
                going = jobs.update().where(jobs.c.id == job.id, jobs.c.state.in_(GOING))
                connection.execute(
                    going.values(state=job.state, done=int(100 * job.share), heard_at=time.time())
                )
            theirs = sa.select(jobs.c.id).where(
                jobs.c.id.in_([job.id for job in mine]), jobs.c.state == JobState.CANCELLED
            )
            return set(connection.execute(theirs).scalars())

        with suppress(Unavailable):
            cancelled = self.database.write(beat)
            for job in mine:
                if job.id in cancelled and job.state in GOING:
                    job.state = JobState.CANCELLED

    # ---- What is left behind

    def clean(self) -> None:
        """At the start: nothing that was made before is needed any more."""
        self._remove(0)

    def forget(self, workshop: int) -> None:
        """Remove the files of a workshop in which something was erased."""
        with self.database.reading() as connection:
            ids = connection.execute(sa.select(jobs.c.id).where(jobs.c.workshop == workshop)).scalars().all()
        for id in ids:
            self.file(id).unlink(missing_ok=True)

    def _keep_sweeping(self) -> None:
        """Go on looking for what is old until nothing is left."""
        if self._sweeps:
            return
        self._sweeps = True
        try:
            while self.directory.exists() and any(self.directory.iterdir()):
                self._sleep(SWEEP_EVERY)
                self._remove(KEPT)
                for lane in (self._pages, self._files):
                    if lane.child and not lane.is_busy and not lane.child.is_there:
                        self._drop(lane)
        finally:
            self._sweeps = False

    def _remove(self, age: float) -> None:
        """Remove files and jobs older than so many seconds."""
        before = time.time() - age
        for path in self.directory.glob("*"):
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    path.unlink()
        old = sa.delete(jobs).where(jobs.c.heard_at < before - LOST_AFTER)
        with suppress(Unavailable):
            self.database.write(lambda connection: connection.execute(old))


def write_down(connection: sa.Connection, job: Job) -> None:
    """A job that begins, in place of one that ended."""
    wanted, now = job.wanted, time.time()
    connection.execute(sa.delete(jobs).where(jobs.c.id == job.id))
    connection.execute(
        jobs.insert().values(
            id=job.id,
            workshop=wanted.workshop,
            form=wanted.form,
            level=wanted.level,
            language=wanted.language,
            seq=wanted.seq,
            state=JobState.WAITING,
            asked_at=now,
            heard_at=now,
        )
    )
