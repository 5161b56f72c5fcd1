"""Exports as jobs: one process beside this one writes them, one after the other, and whoever waits
holds up nobody. The same export is made once for all who may have it, and kept for an hour.

How a job stands is in the database, so that any process of the server can say it; the files are
with the process that made them. What was made before something was erased is given to nobody.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, NamedTuple

from dialogue.database import Database, Unavailable
from dialogue.exports.child import Child, Gone
from dialogue.exports.files import remove
from dialogue.exports.overtaken import Overtaken, ensure_not_overtaken
from dialogue.exports.standings import GOING, JobState, Standing, Standings
from dialogue.exports.wanted import Wanted
from dialogue.kernel import Refused
from dialogue.logs import logger

LONGEST = 10 * 60
"""Seconds that an export may take."""

KEPT = 60 * 60
"""Seconds for which its file is kept."""

LISTEN_FOR = 0.2
BEAT = 2.0
LOOK_EVERY = 0.05
LOOK_ELSEWHERE_EVERY = 0.5
SWEEP_EVERY = 60.0
MOST_WAITING = 100
MOST_TRIES = 3


class Made(NamedTuple):
    """An export that is there, its file open: it may be swept away while it is read."""

    wanted: Wanted
    file: BinaryIO

    def read(self) -> bytes:
        with self.file:
            return self.file.read()


class Job:
    """An export that this process makes, or will."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.id = wanted.id
        self.state = JobState.WAITING
        self.share = 0.0

    @property
    def standing(self) -> Standing:
        return Standing.of(self.wanted, self.state, int(100 * self.share))


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
        self.standings = Standings(database)
        self.directory = directory
        self.settings = settings
        self._spawn, self._sleep = spawn, sleep
        # A page is read by a room that waits for it, so no long file stands in its way.
        self._pages, self._files = Lane(), Lane()
        self._asking = Lock()
        self._sweeps = False

    # ---- Asking

    def ask(self, wanted: Wanted, who: str = "") -> Standing:
        """See to it that this export is made, by whom ever, as `who` wishes. Raises Unavailable."""
        with self._asking:
            if self.has(wanted.id):
                return Standing.of(wanted, JobState.DONE, 100)
            here, known = self._here(wanted.id), self.standing(wanted.id)
            if known and known.is_going and self.standings.wish(wanted.id, who):
                return known
            lane = self._lane(wanted)
            if len(lane.waiting) >= MOST_WAITING:
                raise Refused("Many exports are being made. Try again in a few minutes.", "slow-down")
            self.standings.begin(wanted, who)
            if here:
                return here.standing
            job = Job(wanted)
            lane.waiting.append(job)
            if not lane.is_busy:
                lane.is_busy = True
                self._spawn(lambda: self._work(lane))
        return job.standing

    def standing(self, id: str) -> Standing | None:
        """How a job stands, whoever is at it; nothing if there is none."""
        if here := self._here(id):
            return here.standing
        return self.standings.find(id)

    def opened(
        self, ask: Callable[[], Wanted], who: str = "", ensure: Callable[[], None] = lambda: None
    ) -> Made:
        """An export, when it is there. `ask` says what is wanted as things are now: it is asked again
        where something was erased while it was made, or its file was swept away in between.
        """
        for _ in range(MOST_TRIES):
            wanted = ask()
            with suppress(FileNotFoundError, Overtaken):
                return Made(wanted, self.wait(wanted, who, ensure).open("rb"))
        raise Refused("Something was erased while this was made. Ask for it once more.", "overtaken")

    def wait(self, wanted: Wanted, who: str = "", ensure: Callable[[], None] = lambda: None) -> Path:
        """The file of an export, when it is there. `ensure` is asked now and then whether to go on.

        Raises Overtaken.
        """
        while (standing := self.ask(wanted, who)).state is not JobState.DONE:
            while standing.is_going:
                ensure()
                here = self._here(wanted.id)
                self._sleep(LOOK_EVERY if here else LOOK_ELSEWHERE_EVERY)
                standing = here.standing if here else self.standings.find(wanted.id) or standing
            self.ensure_current(wanted)
            if standing.state is JobState.CANCELLED:
                raise Refused("This export was stopped. Ask for it once more.", "stopped")
            if standing.state is JobState.FAILED:
                raise Refused("This export could not be made. It has been noted.", "failed")
        self.ensure_current(wanted)
        return self.file(wanted.id)

    def ensure_current(self, wanted: Wanted) -> None:
        """Was nothing erased since what this is made of? Raises Overtaken."""
        ensure_not_overtaken(self.database, wanted.workshop, wanted.code, wanted.seq)

    def cancel(self, id: str, who: str = "") -> bool:
        """Take back the wish of somebody. Where it was the last the job is stopped, whoever is at it:
        they notice within seconds. Was it?
        """
        with self._asking:
            if not self.standings.withdraw(id, who):
                return False
            if here := self._here(id):
                self._stop(here)
        return True

    def file(self, id: str) -> Path:
        return self.directory / id

    def has(self, id: str) -> bool:
        """Is its file here?"""
        return self.file(id).exists()

    def _lane(self, wanted: Wanted) -> Lane:
        return self._pages if wanted.is_page else self._files

    @property
    def _going(self) -> list[Job]:
        """What this process makes or will make, and nobody has stopped."""
        return [job for lane in (self._pages, self._files) for job in lane.jobs if job.state in GOING]

    def _here(self, id: str) -> Job | None:
        return next((job for job in self._going if job.id == id), None)

    def _stop(self, job: Job) -> None:
        """Nobody wants this any more. What waits makes room at once."""
        job.state = JobState.CANCELLED
        with suppress(ValueError):
            self._lane(job.wanted).waiting.remove(job)

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
            self._remove_parts(job.id)
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
        """Write down how a job ended, unless somebody has already asked for the same again."""
        logger.info("an export", code=job.wanted.code, form=job.wanted.form, state=job.state)
        with self._asking:
            if not self._here(job.id):
                self.standings.end(job.standing)

    def _beat(self) -> None:
        """Say that somebody is at the jobs of this process, and hear which of them others stopped."""
        with suppress(Unavailable):
            stopped = self.standings.beat([job.standing for job in self._going])
            with self._asking:
                for job in self._going:
                    if job.id in stopped:
                        self._stop(job)

    # ---- What is left behind

    def clean(self) -> None:
        """At the start: go on sweeping where whoever was here before has stopped."""
        self._sweep()
        self._spawn(self._keep_sweeping)

    def forget(self, workshop: int) -> None:
        """Remove the files of a workshop in which something was erased, and make none of before."""
        ids = self.standings.stop(workshop)
        with self._asking:
            for job in self._going:
                if job.wanted.workshop == workshop:
                    self._stop(job)
        remove(self.directory, ids)

    def _remove_parts(self, id: str) -> None:
        for path in self.directory.glob(f"{id}.*.part"):
            path.unlink(missing_ok=True)

    def _keep_sweeping(self) -> None:
        """Go on looking for what is old until nothing is left."""
        if self._sweeps:
            return
        self._sweeps = True
        try:
            while self.directory.exists() and any(self.directory.iterdir()):
                self._sleep(SWEEP_EVERY)
                self._sweep()
                for lane in (self._pages, self._files):
                    if lane.child and not lane.is_busy and not lane.child.is_there:
                        self._drop(lane)
        finally:
            self._sweeps = False

    def _sweep(self) -> None:
        """Remove what is too old to be fetched or finished, and no more: others may share the folder."""
        now = time.time()
        for path in self.directory.glob("*"):
            age = LONGEST if path.suffix == ".part" else KEPT
            with suppress(OSError):
                if path.stat().st_mtime < now - age:
                    path.unlink()
        self.standings.drop(now - KEPT)
