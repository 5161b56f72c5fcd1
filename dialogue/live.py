"""A workshop while it runs: one lock, one state, commands in, patches out.

A command is answered when its entries are on the disk. Commands that arrive while the disk
is busy share the next commit. What an audience sees is kept beside the state as a `Sight`,
so a patch holds only what looks different to that audience, and nothing else leaves.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from dialogue import log, metrics
from dialogue.activities import decide, new_state, read, show
from dialogue.database import Database, Taken, Unavailable
from dialogue.kernel import Audience, Command, Entry, Eyes, Person, Refused, Role, State
from dialogue.logs import logger, turned
from dialogue.people import Name, People
from dialogue.sight import Sight
from dialogue.workshop import (
    AdmitPerson,
    PersonJoined,
    PersonRemoved,
    PersonRenamed,
    RenamePerson,
    StageClosed,
    WorkshopClosed,
    ensure_allowed,
)

SYSTEM = Person(seq=0, role=Role.FACILITATOR)
"""Who acts when nobody in the workshop does: the command line, a timer, the organiser's page."""

REMEMBERED_REFUSALS = 2_000
REMEMBERED_ROUNDS = 2_000
MOST_TOGETHER = 500
LONGEST_PAUSE = 0.1
BREATH = 2_000
"""Entries of a long log that are folded before others get a turn."""


class Shell(NamedTuple):
    """What the outside lends: how to send to a room, to start work in the background, to wait,
    to end the connections of a room with a reason, and to turn Markdown into clean HTML.
    `is_shared`: other processes write to the same log, and `news` tells them that we have.
    """

    emit: Callable[[str, Any, str], None]
    spawn: Callable[[Callable[[], None]], Any]
    sleep: Callable[[float], None]
    end: Callable[[str, str], None]
    render: Callable[[str], str]
    is_shared: bool = False
    news: Callable[[str, int], None] = lambda _code, _seq: None


class Answered(NamedTuple):
    """A command that was done: the seq it led to, and whose it was, where known."""

    seq: int
    by: int | None


class Waiting:
    """A command that waits for its turn, and later its answer."""

    __slots__ = ("also", "answer", "command", "error", "id", "is_done", "person")

    def __init__(self, command: Command, id: str | None, person: int | None, also: Any = None) -> None:
        self.command = command
        self.id = id
        self.person = person
        self.also = also
        self.answer = 0
        self.error: Exception | None = None
        self.is_done = False


class LiveWorkshop:
    """One workshop that this process holds.

    `edition` tells views of this process from those of another, perhaps older one.
    """

    def __init__(self, id: int, code: str, database: Database, people: People, shell: Shell) -> None:
        self.id = id
        self.code = code
        self.database = database
        self.people = people
        self.shell = shell
        self.present: Counter[int] = Counter()
        self.edition = secrets.token_hex(4)
        self._turn = threading.Lock()
        self._queue: deque[Waiting] = deque()
        self._refused: OrderedDict[str, tuple[int | None, Refused]] = OrderedDict()
        self._answers: dict[str, Answered] = {}
        self._unsigned: dict[int, list[str]] = {}
        self._sights: dict[Audience, Sight] = {}
        self._untold: dict[int, set[str]] = {}
        self._endings: list[tuple[str, str]] = []
        self._noted = 0
        self._told = 0
        self._rounds: OrderedDict[int, int] = OrderedDict()
        self._saved_at = 0.0
        self._is_telling = False
        self._is_stale = True
        self.state = State()
        with self._turn:
            self._freshen()

    # Commands in

    def submit(self, name: str, data: Any, id: str | None, person: int | None) -> int:
        """Do what a client asks, once for each id, and return the seq it led to.

        Raises Refused with a sentence, or Unavailable when it could not be saved; then
        nothing happened and the same command may be sent again.
        """
        return self.act(read(name, data), person, id)

    def act(
        self, command: Command, person: int | None = None, id: str | None = None, also: Any = None
    ) -> int:
        """Do a command that has been read. Without a person the server itself acts."""
        waiting = Waiting(command, id, person, also)
        self._queue.append(waiting)
        with self._turn:
            while not waiting.is_done:
                self._work()
        self.tell()
        if waiting.error:
            raise waiting.error
        return waiting.answer

    def admit(self, role: Role, sector: str, name: Name, id: str | None = None) -> int:
        """Let somebody in, once for each id; their name is written beside the log in the same commit."""
        return self.act(AdmitPerson(role, sector), id=id, also=self.people.keeping(self.id, name))

    def rename(self, person: int, name: str) -> None:
        """Give a person another name. The log knows that it changed, never what it is (L7)."""
        self.act(RenamePerson(person), also=self.people.renaming(self.id, person, name))

    def _work(self) -> None:
        """Take what waits, decide it in order, write it in one commit, answer it."""
        batch = [self._queue.popleft() for _ in range(min(len(self._queue), MOST_TOGETHER))]
        try:
            written = self._write_together(batch) if self.shell.is_shared else self._write(batch)
        except Taken:
            self._is_stale = True
            self._queue.extendleft(reversed(batch))
            for waiting in batch:
                waiting.error = None
        except Exception as error:
            self._give_up(batch, error)
        except BaseException:
            # The server is being stopped. Whoever waits for this must not wait for ever.
            self._give_up(batch, Unavailable("the server is being stopped"))
            raise
        else:
            self._settle(batch, written)

    def _write(self, batch: list[Waiting]) -> list[log.Written]:
        """Decide by what this process knows: nobody else writes to this log."""
        self._freshen()
        written = self._decide(batch)
        if written:
            log.append(self.database, self.id, written)
        return written

    def _write_together(self, batch: list[Waiting]) -> list[log.Written]:
        """Be the only process that writes to this workshop, know what the others wrote, and decide then."""

        def turn(connection: sa.Connection) -> list[log.Written]:
            log.take_turn(connection, self.id)
            self._freshen(connection)
            self._keep_up(connection)
            # Until this is saved the state runs ahead of the log, also for a second try.
            self._is_stale = True
            written = self._decide(batch)
            if written:
                log.write(connection, self.id, written)
            return written

        written = self.database.write(turn)
        self._is_stale = False
        return written

    def _give_up(self, batch: list[Waiting], error: Exception) -> None:
        """Nothing was written, so the state has run ahead of the log, which is read again."""
        self._is_stale = True
        for waiting in batch:
            waiting.error = error
            waiting.is_done = True

    def _settle(self, batch: list[Waiting], written: list[log.Written]) -> None:
        """What was decided holds: only now is a refusal remembered, and an end an end."""
        for each in written:
            self._note_ends(each.entry)
            turned(self.code, each.entry.event.name, each.entry.seq)
        if written:
            metrics.commit_commands.observe(len(batch))
            self._saved_at = self._saved_at or time.perf_counter()
            self.shell.news(self.code, self.state.seq)
        for waiting in batch:
            if waiting.id and isinstance(waiting.error, Refused):
                self._remember(waiting.id, waiting.person, waiting.error)
            waiting.is_done = True

    def _decide(self, batch: list[Waiting]) -> list[log.Written]:
        return [entry for waiting in batch for entry in self._decided(waiting)]

    def _decided(self, waiting: Waiting) -> list[log.Written]:
        """What one command leads to, already folded into the state; empty where it was done or refused."""
        waiting.answer, waiting.error = self.state.seq, None
        try:
            if waiting.id and self._knows(waiting):
                return []
            person = self._person(waiting.person)
            if waiting.person is not None:
                ensure_allowed(self.state, waiting.command, person)
            now = time.time()
            events = list(decide(self.state, waiting.command, person, now))
        except Exception as error:
            # Nothing was changed yet, so one command that fails takes no other with it.
            waiting.error = error
            return []
        written = [log.happen(self.state, event, waiting.person, now) for event in events]
        if written:
            written[0] = written[0]._replace(command=waiting.id, also=waiting.also)
            waiting.answer = written[0].entry.seq
            self._note_answer(log.Found(*written[0][:3]))
        return written

    def _note_answer(self, found: log.Found) -> None:
        """Remember which command led here, and whose it was as long as that may be known."""
        if found.command is None:
            return
        by = found.entry.by
        if found.owner is not None:
            stage, by = found.owner
            self._unsigned.setdefault(stage, []).append(found.command)
        self._answers[found.command] = Answered(found.entry.seq, by)

    def _note_ends(self, entry: Entry) -> None:
        """Some events end something for those who listen. Each is noted once, in the order of the log."""
        self._noted = entry.seq
        match entry.event:
            case StageClosed(stage, answered):
                if answered:
                    self._forgot_owners_at = entry.seq
                for command in self._unsigned.pop(stage, []):
                    self._answers[command] = self._answers[command]._replace(by=None)
            case PersonRemoved(person):
                self._endings.append((self.room(person), "removed"))
            case WorkshopClosed():
                self._endings.append((self.room(), "closed"))

    def _knows(self, waiting: Waiting) -> bool:
        """Was this command answered before? Then give the first answer (L5)."""
        id = waiting.id or ""
        if id in self._refused:
            person, refused = self._refused[id]
            if person == waiting.person:
                waiting.error = refused
                return True
        answered = self._answers.get(id)
        if answered is None:
            return False
        if answered.by is not None and answered.by != waiting.person:
            raise Refused("This was sent with an id that is taken. Send it again.", "id-taken")
        waiting.answer = answered.seq
        return True

    def _remember(self, id: str, person: int | None, refused: Refused) -> None:
        self._refused.setdefault(id, (person, refused))
        if len(self._refused) > REMEMBERED_REFUSALS:
            self._refused.popitem(last=False)

    def _person(self, number: int | None) -> Person:
        if number is None:
            return SYSTEM
        person = self.state.get(Person, number)
        if person is None:
            raise Refused("You have not joined this workshop. Join it with its code first.", "not-joined")
        return person

    def _freshen(self, connection: sa.Connection | None = None) -> None:
        """Fold the log anew at the start, and when the state ran ahead of what could be saved."""
        if not self._is_stale:
            return
        began = time.perf_counter()
        if connection is not None:
            self._read(connection)
        else:
            with self.database.reading() as reading:
                self._read(reading, self.shell.sleep)
        self._forgot_owners_at = self.state.seq
        self._told = self._told or self.state.seq
        self.state.touched.clear()
        for sight in self._sights.values():
            gone = [key for key in sight.records if self.state.at(key) is None]
            self.state.touched.update(dict.fromkeys(gone))
            self.state.touch(*self.state)
        self._is_stale = False
        seconds = time.perf_counter() - began
        metrics.opening_seconds.observe(seconds)
        logger.info(
            "a workshop was taken into memory",
            code=self.code,
            entries=self.state.seq,
            ms=round(seconds * 1000),
        )

    def _read(self, connection: sa.Connection, sleep: Callable[[float], None] | None = None) -> None:
        """Fold the whole log. With `sleep`, others get a turn now and then."""
        state = new_state()
        state.names = self.people.read_again(self.id)
        state.render = self.shell.render
        self._answers, self._unsigned = {}, {}
        with state.unheard():
            for found in log.read_found(connection, self.id):
                log.take_in(state, found)
                self._note_answer(found)
                if 0 < self._noted < state.seq:
                    # Written by another process, or by us when the answer was lost.
                    self._note_ends(found.entry)
                if sleep and state.seq % BREATH == 0:
                    sleep(0)
        self.state = state
        self._noted = state.seq

    def keep_up(self, seq: int | None = None) -> None:
        """Know what other processes have written, all of it or as far as `seq`."""
        if not self.shell.is_shared:
            return
        with self._turn:
            if seq is None or not self.knows(seq):
                self._freshen()
                with self.database.reading() as connection:
                    self._keep_up(connection)

    def knows(self, seq: int) -> bool:
        """Is all that was written up to `seq` in the state already?"""
        return not self._is_stale and self.state.seq >= seq

    def hear(self, seq: int | None = None) -> None:
        """Another process has written something: know it, and tell those who listen here."""
        self.keep_up(seq)
        self.tell()

    def _keep_up(self, connection: sa.Connection) -> None:
        """Fold what other processes have written since."""
        added = list(log.read_found(connection, self.id, after=self.state.seq))
        named = [number for found in added for number in named_in(found.entry)]
        if named:
            self.people.read_again(self.id, *named)
        for found in added:
            log.take_in(self.state, found)
            self._note_answer(found)
            self._note_ends(found.entry)

    # Views and patches out

    @property
    def seq(self) -> int:
        """How far the log goes that views are made of."""
        with self._turn:
            self._freshen()
            return self.state.seq

    def person(self, number: int) -> Person | None:
        return self.state.get(Person, number)

    def view(self, eyes: Eyes) -> dict[str, Any]:
        """Everything one pair of eyes sees, and the seq it is true for."""
        with self._turn:
            self._look()
            own = self._own_seen(eyes)
            return {"seq": self.state.seq, "records": self._sight(eyes.audience).records | own}

    def look_at(self, key: str, audience: Audience) -> dict[str, Any] | None:
        """One record as an audience sees it now."""
        with self._turn:
            self._look()
            return self._sight(audience).records.get(key)

    def packed_view(self, eyes: Eyes, you: dict[str, Any]) -> bytes:
        """The same as a gzip stream of JSON; most of it is packed once for everybody."""
        with self._turn:
            self._look()
            first = {"seq": self.state.seq, "you": you}
            return self._sight(eyes.audience).pages.stream(first, self._own_seen(eyes))

    def attend(self, audience: Audience, person: int | None = None) -> None:
        """From now on this audience is told what changes, and this person also what is theirs alone."""
        with self._turn:
            self._look()
            self._sight(audience)
            if person is not None:
                self.present[person] += 1

    def leave(self, person: int) -> None:
        """One connection of a person is gone; they may have others."""
        with self._turn:
            self.present[person] -= 1

    @property
    def connected(self) -> list[int]:
        """The people who are connected now."""
        return [person for person, count in list(self.present.items()) if count > 0]

    def catch_up(self, eyes: Eyes, since: int) -> dict[str, Any]:
        """What changed behind `since`, or the advice to fetch the whole view."""
        with self._turn:
            self._look()
            sight = self._sight(eyes.audience)
            lost = eyes.person is not None and since < self._forgot_owners_at
            if since < sight.since or since > self.state.seq or lost:
                return {"reload": True}
            records = sight.changed_since(since)
            # The line may have ended between everybody's patch and their own, which begin at one seq.
            records.update(self._own(eyes, self._rounds.get(since, 0)))
            return {"seq": self.state.seq, "records": records}

    def tell(self) -> None:
        """Have everyone told what changed: at once when quiet, soon when busy."""
        if not self._is_telling and self._has_news:
            self._is_telling = True
            self.shell.spawn(self._keep_telling)

    def _keep_telling(self) -> None:
        try:
            while self._has_news:
                began = time.thread_time()
                saved_at, self._saved_at = self._saved_at, 0.0
                for room, patch in self._patches():
                    self.shell.emit("patch", patch, room)
                if saved_at:
                    metrics.lag_seconds.observe(time.perf_counter() - saved_at)
                endings, self._endings = self._endings, []
                for room, reason in endings:
                    self.shell.end(room, reason)
                # Telling takes a third of a core at most; what it only waited for does not count.
                self.shell.sleep(min(LONGEST_PAUSE, 2 * (time.thread_time() - began)))
        except Unavailable:
            # The log could not be read again. Whoever comes next tries, and then all are told.
            return
        finally:
            self._is_telling = False
        self.tell()

    @property
    def is_told(self) -> bool:
        """Has everybody who is connected here been told all there is?"""
        return not self._is_telling and not self._has_news

    @property
    def _has_news(self) -> bool:
        return self._told < self.state.seq or bool(self.state.touched or self._untold)

    def _look(self) -> None:
        """Bring every sight up to the state, and keep what is new to it until it is told."""
        self._freshen()
        touched, self.state.touched = self.state.touched, {}
        named = {person for sight in self._sights.values() for person in sight.look(self.state, touched)}
        for person in named:
            # What others see of somebody goes to them as well; what they see of themselves follows.
            touched[f"person/{person}"] = person
            self.state.changed_at[f"person/{person}"] = self.state.seq
        for key, owner in touched.items():
            if owner is not None:
                self._untold.setdefault(owner, set()).add(key)

    def _patches(self) -> list[tuple[str, dict[str, Any]]]:
        """One patch a room: each audience's, then each person's own."""
        with self._turn:
            self._look()
            since, self._told = self._told, self.state.seq
            self._remember_round(since)
            untold, self._untold = self._untold, {}
            shared = [(self.room(audience), sight.take()) for audience, sight in self._sights.items()]
            own = [
                (self.room(person), self._own_among(person, keys))
                for person, keys in untold.items()
                if self.present[person]
            ]
            rooms = shared + [(room, records) for room, records in own if records]
            return [(room, {"from": since, "seq": self._told, "records": each}) for room, each in rooms]

    def _remember_round(self, since: int) -> None:
        """Where this round of telling began. Behind an older one a client gets more than it has missed."""
        self._rounds.setdefault(self._told, since)
        if len(self._rounds) > REMEMBERED_ROUNDS:
            self._rounds.popitem(last=False)

    def _own_among(self, person: int, keys: Iterable[str]) -> dict[str, Any]:
        """Some of a person's own records as they see them; None for what is theirs no longer."""
        found = self.state.get(Person, person)
        if found is None:
            return {}
        return {key: show(self.state, record, found.eyes) for key in keys if (record := self.state.at(key))}

    def _own(self, eyes: Eyes, since: int) -> dict[str, Any]:
        """A person's own records that changed behind a seq."""
        if eyes.person is None:
            return {}
        owned = self.state.owned_by(eyes.person)
        keys = [record.key for record in owned if self.state.is_changed(record, since)]
        return self._own_among(eyes.person, keys)

    def _own_seen(self, eyes: Eyes) -> dict[str, Any]:
        return {key: shown for key, shown in self._own(eyes, since=0).items() if shown is not None}

    def _sight(self, audience: Audience) -> Sight:
        if audience not in self._sights:
            self._sights[audience] = Sight(self.state, audience)
        return self._sights[audience]

    def room(self, whose: Audience | int | None = None) -> str:
        """The Socket.IO room of an audience, of one person, or of everyone here."""
        return f"workshop/{self.code}/{whose or 'all'}"


def named_in(entry: Entry) -> list[int]:
    """Whose name was written beside an entry."""
    match entry.event:
        case PersonJoined():
            return [entry.seq]
        case PersonRenamed(person):
            return [person]
    return []
