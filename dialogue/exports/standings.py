"""How exports stand, written down where every process of the server can read it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

import sqlalchemy as sa

from dialogue.database import Database, Taken, Unavailable, jobs
from dialogue.exports.wanted import Wanted

LOST_AFTER = 15.0
"""Seconds of silence after which nobody is at a job any more."""


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


GOING = (JobState.WAITING, JobState.RUNNING)


class Standing(NamedTuple):
    """How a job stands, and of what seq; `done` is in percent."""

    id: str
    workshop: int
    form: str
    level: str
    seq: int
    state: JobState
    done: int

    @classmethod
    def of(cls, wanted: Wanted, state: JobState, done: int) -> Standing:
        return cls(wanted.id, wanted.workshop, wanted.form, wanted.level, wanted.seq, state, done)

    @property
    def is_going(self) -> bool:
        return self.state in GOING


class Standings:
    """The jobs in the database. Each also knows who wishes for it, by a mark that says nothing else."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def find(self, id: str) -> Standing | None:
        """What the database says. Who was not heard of for a while is not at it any more."""
        with self.database.reading() as connection:
            row = connection.execute(sa.select(jobs).where(jobs.c.id == id)).first()
        if row is None:
            return None
        state = JobState(row.state)
        if state in GOING and time.time() - row.heard_at > LOST_AFTER:
            state = JobState.FAILED
        return Standing(row.id, row.workshop, row.form, row.level, row.seq, state, row.done)

    def begin(self, wanted: Wanted, who: str) -> None:
        """A job that somebody wishes for, in place of one that ended. Raises Unavailable."""
        now = time.time()
        facts = wanted._asdict()
        values = {name: facts[name] for name in ("workshop", "form", "level", "language", "seq")}
        values |= {"id": wanted.id, "state": JobState.WAITING, "asked_at": now, "heard_at": now}

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(jobs).where(jobs.c.id == wanted.id))
            connection.execute(jobs.insert().values(**values, wishes=mark_of(who)))

        # Another process may have begun it at the same moment.
        with suppress(Taken):
            self.database.write(work)

    def wish(self, id: str, who: str) -> bool:
        """Wish for a job that others wished for already. Is somebody still at it? Raises Unavailable."""

        def work(connection: sa.Connection) -> bool:
            if (wishes := wishes_for(connection, id)) is None:
                return False
            if mark_of(who) not in wishes:
                put(connection, id, wishes=" ".join([*wishes, mark_of(who)]))
            return True

        return self.database.write(work)

    def withdraw(self, id: str, who: str) -> bool:
        """Take back a wish. Was it the last, so that the job is cancelled? Raises Unavailable."""

        def work(connection: sa.Connection) -> bool:
            wishes = wishes_for(connection, id) or []
            if mark_of(who) not in wishes:
                return False
            wishes.remove(mark_of(who))
            put(connection, id, wishes=" ".join(wishes))
            if not wishes:
                put(connection, id, state=JobState.CANCELLED, ended_at=time.time())
            return not wishes

        return self.database.write(work)

    def beat(self, going: list[Standing]) -> set[str]:
        """Say that somebody is at these jobs; which of them are not wanted any more. Raises Unavailable.

        Those of a workshop that was deleted are not there.
        """

        def work(connection: sa.Connection) -> set[str]:
            wanted = set()
            for job in going:
                chosen = jobs.update().where(jobs.c.id == job.id, jobs.c.state.in_(GOING))
                heard = chosen.values(state=job.state, done=job.done, heard_at=time.time())
                if connection.execute(heard).rowcount:
                    wanted.add(job.id)
            return {job.id for job in going} - wanted

        return self.database.write(work)

    def end(self, job: Standing) -> None:
        """Write down how a job ended, if that can be saved."""
        with suppress(Unavailable):
            self.database.write(
                lambda connection: put(
                    connection, job.id, state=job.state, done=job.done, ended_at=time.time()
                )
            )

    def stop(self, workshop: int) -> Iterable[str]:
        """Cancel all jobs of a workshop; the ids of these and of those that ended. Raises Unavailable."""

        def work(connection: sa.Connection) -> list[str]:
            going = jobs.update().where(jobs.c.workshop == workshop, jobs.c.state.in_(GOING))
            connection.execute(going.values(state=JobState.CANCELLED, ended_at=time.time()))
            chosen = sa.select(jobs.c.id).where(jobs.c.workshop == workshop)
            return list(connection.execute(chosen).scalars())

        return self.database.write(work)

    def drop(self, before: float) -> None:
        """Forget the jobs of which nobody has heard since then, if that can be saved."""
        old = sa.delete(jobs).where(jobs.c.heard_at < before - LOST_AFTER)
        with suppress(Unavailable):
            self.database.write(lambda connection: connection.execute(old))


def wishes_for(connection: sa.Connection, id: str) -> list[str] | None:
    """Who wishes for a job at which somebody is; nothing if nobody is."""
    chosen = sa.select(jobs.c.wishes).where(jobs.c.id == id, jobs.c.state.in_(GOING))
    wishes = connection.execute(chosen.with_for_update()).scalar()
    return None if wishes is None else wishes.split()


def put(connection: sa.Connection, id: str, **values: object) -> None:
    connection.execute(jobs.update().where(jobs.c.id == id).values(**values))


def mark_of(who: str) -> str:
    """Somebody as no more than is needed to tell them from others."""
    return sha256(who.encode()).hexdigest()[:16]
