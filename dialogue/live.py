"""A workshop while it runs: one lock, one state, commands in, patches out.

A command is answered when its entries are on the disk. Commands that arrive while the disk
is busy share the next commit. What an audience sees is kept beside the state as a `Sight`,
so a patch holds only what looks different to that audience, and nothing else leaves.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import sqlalchemy as sa

from dialogue import log, metrics
from dialogue.activities import decide, read
from dialogue.answers import Answers
from dialogue.database import Database, Taken, Unavailable
from dialogue.kernel import Audience, Command, Entry, Eyes, Person, Refused, Role, State
from dialogue.logs import logger, turned
from dialogue.people import Name, People
from dialogue.views import Patch, Views
from dialogue.workshop import (
    AdmitPerson,
    ErasePerson,
    PersonErased,
    PersonJoined,
    PersonRemoved,
    PersonRenamed,
    PersonTurnedAway,
    RenamePerson,
    StageClosed,
    WorkshopClosed,
    ensure_allowed,
)

SYSTEM = Person(seq=0, role=Role.FACILITATOR)
"""Who acts when nobody in the workshop does: the command line, a timer, the organiser's page."""

MOST_TOGETHER = 500
PAUSE = 4
"""Times what the last telling cost, so that telling takes a fifth of a core: a thousand people who
have thirty ideas a second hear of one or two at a time, a hundred of each at once.
"""
LONGEST_PAUSE = 0.1
"""Seconds. Ten thousand people wait no longer for the next, and telling them may take half a core."""
MOST_TRIES = 3
"""In a row, before everybody who waits is told that nothing can be saved."""
TIDY_AGAIN = (0.2, 1, 5, *[30] * 120)
"""Seconds until it is tried again to clean up behind what was forgotten: for about an hour."""
BREATH = 500
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


class Coming(NamedTuple):
    """How somebody comes: `waits` before the door, `first` who they were when they asked for the first
    time. `also` writes what is known beside the log of somebody who was invited.
    """

    waits: bool = False
    first: int | None = None
    invited: bool = False
    also: Callable[[sa.Connection, int], None] = lambda _connection, _person: None


AS_USUAL = Coming()


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

    def take_error(self) -> Exception:
        """The error, which nobody else holds on to: it holds on to all that led to it."""
        assert self.error
        error, self.error = self.error, None
        return error


class LiveWorkshop:
    """One workshop that this process holds.

    `edition` tells views of this process from those of another, perhaps older one. `key_round` is that
    of the links to roles that work now; the register brings it.
    """

    def __init__(self, id: int, code: str, database: Database, people: People, shell: Shell) -> None:
        self.id = id
        self.code = code
        self.database = database
        self.people = people
        self.shell = shell
        self.present: Counter[int] = Counter()
        self.glimpsed: dict[int, float] = {}
        self.key_round = 0
        self.edition = secrets.token_hex(4)
        self._turn = threading.Lock()
        self._queue: deque[Waiting] = deque()
        self._answers = Answers()
        self._views = Views()
        self._endings: list[tuple[str, str]] = []
        self._noted = 0
        self._saved_at = 0.0
        self._failures = 0
        self._failed_at = 0.0
        self._clock = clock()
        self._forgot_owners_at = 0
        self._is_to_forget = False
        self._teller = threading.Lock()
        self._is_stale = True
        self.state = State()
        with self._turn:
            self._freshen()

    # ---- Commands in

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
        if self._is_to_forget:
            self._is_to_forget = False
            self._forgot()
        if waiting.error:
            raise waiting.take_error()
        return waiting.answer

    def admit(
        self, role: Role, sector: str, name: Name, id: str | None = None, coming: Coming = AS_USUAL
    ) -> int:
        """Let somebody in, or into the waiting room, once for each id; their name is written beside the log
        in the same commit.
        """
        keep = self.people.keeping(self.id, name)

        def also(connection: sa.Connection, person: int) -> None:
            keep(connection, person)
            coming.also(connection, person)

        command = AdmitPerson(role, sector, coming.waits, coming.first, coming.invited)
        return self.act(command, id=id, also=also)

    def rename(self, person: int, name: str) -> None:
        """Give a person another name. The log knows that it changed, never what it is (L7)."""
        self.act(RenamePerson(person), also=self.people.renaming(self.id, person, name))

    def erase(self, person: int, words: bool, leaves: bool = False) -> None:
        """Erase a name, and where `words` also what its owner said; the log says that it was done (L6).
        `leaves`: they ask for it themselves, and are out of the workshop with it.
        """
        remains = self._words_of(person) if words else {}
        forget = self.people.erasing(self.id, person)

        def also(connection: sa.Connection, seq: int) -> None:
            log.erase(connection, self.id, remains)
            forget(connection, seq)

        self.act(ErasePerson(person, remains, leaves), also=also)
        self._forgot()
        if words and self._words_of(person):
            # Meanwhile one of their notes was translated, or came before they left; now that is refused.
            self.erase(person, words)

    def _words_of(self, person: int) -> dict[int, str]:
        with self.database.reading() as connection:
            return log.words_of(connection, self.id, person)

    def _forgot(self) -> None:
        """Something was forgotten for good, and is to be in no file either."""
        self.database.forgot()
        self.shell.spawn(self._tidy)

    def _tidy(self) -> None:
        """Whatever is left in the end is done when the search next looks for news, or at the next start."""
        for pause in TIDY_AGAIN:
            with suppress(Unavailable):
                if self.database.tidy():
                    return
            self.shell.sleep(pause)
        logger.warning("what was forgotten is still in a file of the database", code=self.code)

    def _work(self) -> None:
        """Take what waits, decide it in order, write it in one commit, answer it."""
        batch = [self._queue.popleft() for _ in range(min(len(self._queue), MOST_TOGETHER))]
        try:
            self._ensure_may_try()
            written = self._write_together(batch) if self.shell.is_shared else self._write(batch)
        except Taken as taken:
            self._is_stale = True
            self._failures += 1
            if self._failures > MOST_TRIES:
                self._give_up(batch, Unavailable(str(taken)))
                return
            self._queue.extendleft(reversed(batch))
        except Exception as error:
            self._failures += 1
            self._failed_at = time.monotonic()
            self._give_up(batch, error)
        except BaseException:
            # The server is being stopped. Whoever waits for this must not wait for ever.
            self._give_up(batch, Unavailable("the server is being stopped"))
            raise
        else:
            self._failures = 0
            self._settle(batch, written)

    def _ensure_may_try(self) -> None:
        """Where nothing can be saved, every try costs reading the log again: so one a second is enough."""
        if self._failures > MOST_TRIES and time.monotonic() - self._failed_at < 1:
            raise Unavailable("nothing could be saved a moment ago")

    def _write(self, batch: list[Waiting]) -> list[log.Written]:
        """Decide by what this process knows: nobody else writes to this log."""
        self._freshen()
        written = self._decide(batch)
        if written:
            log.append(self.database, self.id, written, self.state.identity)
        return written

    def _write_together(self, batch: list[Waiting]) -> list[log.Written]:
        """Be the only process that writes to this workshop, know what the others wrote, and decide then."""

        def turn(connection: sa.Connection) -> list[log.Written]:
            log.take_turn(connection, self.id, self.state.identity)
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
            self._is_to_forget |= is_forgetting(each.entry)
            turned(self.code, each.entry.event.name, each.entry.seq)
        if written:
            metrics.commit_commands.observe(len(batch))
            self._saved_at = self._saved_at or time.perf_counter()
            self.shell.news(self.code, self.state.seq)
            if self.shell.is_shared:
                self._views.glance(self.state)
        for waiting in batch:
            if waiting.id and isinstance(waiting.error, Refused):
                self._answers.refuse(waiting.id, waiting.person, waiting.error)
            waiting.is_done = True

    def _decide(self, batch: list[Waiting]) -> list[log.Written]:
        return [entry for waiting in batch for entry in self._decided(waiting)]

    def _decided(self, waiting: Waiting) -> list[log.Written]:
        """What one command leads to, already folded into the state; empty where it was done or refused."""
        waiting.error = None
        try:
            before = self._answers.to(waiting.id, waiting.person)
            waiting.answer = self.state.seq if before is None else before
            if before is not None:
                return []
            ensure_may_change(self.state, waiting.command)
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
            written = [self._with_erasing(each) for each in written]
            waiting.answer = written[0].entry.seq
            self._answers.note(log.Found(written[0].entry, waiting.id, written[0].owner))
        return written

    def _with_erasing(self, written: log.Written) -> log.Written:
        """Of whoever was never in, no name is kept: it goes in the commit that turns them away."""
        if not isinstance(written.entry.event, PersonTurnedAway):
            return written
        return written._replace(also=self.people.erasing(self.id, written.entry.event.person))

    def _note_ends(self, entry: Entry) -> None:
        """Some events end something for those who listen. Each is noted once, in the order of the log."""
        self._noted = entry.seq
        match entry.event:
            case StageClosed():
                self._forget_owners(entry.seq, entry.event)
            case PersonRemoved(person, left):
                self._endings.append((self.room(person), "left" if left else "removed"))
            case WorkshopClosed():
                self._endings.append((self.room(), "closed"))

    def _person(self, number: int | None) -> Person:
        if number is None:
            return SYSTEM
        person = self.state.get(Person, number)
        if person is None:
            raise Refused("You have not joined this workshop. Enter its code to join.", "not-joined")
        return person

    # ---- The log

    def _freshen(self, connection: sa.Connection | None = None) -> None:
        """Fold the log at the start, and anew when the state ran ahead of what could be saved."""
        if not self._is_stale:
            return
        began = time.perf_counter()
        if connection is not None:
            self._read(connection)
        else:
            with self.database.reading() as reading:
                self._read(reading, self.shell.sleep)
        if not self._noted:
            self._opened(time.perf_counter() - began)
        self._noted = self.state.seq
        self._is_stale = False

    def _opened(self, seconds: float) -> None:
        """The workshop has just been taken into memory, and nobody was told anything yet."""
        self._views.told = self._views.opened = self.state.seq
        metrics.opening_seconds.observe(seconds)
        ms = round(seconds * 1000)
        logger.info("a workshop was taken into memory", code=self.code, entries=self.state.seq, ms=ms)

    def _read(self, connection: sa.Connection, sleep: Callable[[float], None] | None = None) -> None:
        """Fold the whole log; what was known here before is news to nobody. With `sleep`, others
        get a turn now and then.
        """
        state = log.begin(connection, self.id, self.state.identity)
        state.render = self.shell.render
        state.names = self.people.names(self.id)
        self._answers.read_anew()
        with state.unheard():
            for found in log.read_found(connection, self.id, to=self._noted or None):
                self._take(state, found)
                if sleep and state.seq % BREATH == 0:
                    sleep(0)
        for found in log.read_found(connection, self.id, after=state.seq):
            # Written by another process, or by us when the answer was lost.
            self._take(state, found)
            self._note_ends(found.entry)
            if self.shell.is_shared:
                self._views.glance(state)
        # Behind the entries, or somebody who has just joined would have no name, and a command of a stage
        # that was closed meanwhile would be done twice.
        self.people.read_again(self.id, connection=connection)
        self._answers.spent |= log.read_spent(connection, self.id)
        self._views.read_anew(self.state, state)
        self.state = state

    def _take(self, state: State, found: log.Found) -> None:
        log.take_in(state, found)
        self._answers.note(found)
        if isinstance(found.entry.event, StageClosed):
            self._forget_owners(found.entry.seq, found.entry.event)

    def _forget_owners(self, seq: int, closed: StageClosed) -> None:
        """What was unsigned in a stage that closed is nobody's any more (P5, B5)."""
        if closed.answered or closed.responded:
            self._forgot_owners_at = seq
        self._answers.forget_owners(closed.stage, seq)

    def keep_up(self, seq: int | None = None) -> None:
        """Know what other processes have written, all of it or as far as `seq`.

        Where there is only one, a command on the same machine may still have erased somebody.
        """
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
            self.people.read_again(self.id, *named, connection=connection)
        for found in added:
            self._take(self.state, found)
            self._note_ends(found.entry)
            self._views.glance(self.state)
        if any(isinstance(found.entry.event, StageClosed) for found in added):
            # Whoever wrote and closed elsewhere left no ids with the entries.
            self._answers.spent |= log.read_spent(connection, self.id)

    # ---- Views and patches out

    @property
    def seq(self) -> int:
        """How far the log goes that views are made of."""
        with self._turn:
            self._freshen()
            return self.state.seq

    def person(self, number: int) -> Person | None:
        return self.state.get(Person, number)

    def is_seated(self, eyes: Eyes) -> bool:
        """May these eyes still look? Those of a person who was removed may not."""
        person = self.state.get(Person, eyes.person)
        return eyes.person is None or (person is not None and person.is_here)

    def view(self, eyes: Eyes) -> dict[str, Any]:
        """Everything one pair of eyes sees, and the seq it is true for."""
        with self._turn:
            self._look()
            return {"seq": self.state.seq, "records": self._views.records(self.state, eyes)}

    def packed_view(self, eyes: Eyes, you: dict[str, Any]) -> bytes:
        """The same as a gzip stream of JSON; most of it is packed once for everybody."""
        with self._turn:
            self._look()
            return self._views.packed(self.state, eyes, {"seq": self.state.seq, "you": you})

    def record(self, key: str, audience: Audience) -> dict[str, Any] | None:
        """One record as an audience sees it now."""
        with self._turn:
            self._look()
            return self._views.sight(self.state, audience).records.get(key)

    def attend(self, audience: Audience, person: int | None = None) -> None:
        """From now on this audience is told what changes, and this person also what is theirs alone."""
        with self._turn:
            self._look()
            self._views.sight(self.state, audience)
            if person is not None:
                self.present[person] += 1

    def leave(self, person: int) -> None:
        """One connection of a person is gone; they may have others."""
        with self._turn:
            self.present[person] -= 1

    @property
    def connected(self) -> list[int]:
        """The people who are connected now, and who asked for something without a connection lately."""
        connected = [person for person, count in list(self.present.items()) if count > 0]
        return list(dict.fromkeys([*connected, *self.glimpsed]))

    def glimpse(self, person: int, seconds: float) -> bool:
        """Somebody without a connection is here for so many seconds more. True where that is new."""
        is_new = person not in self.glimpsed
        self.glimpsed[person] = time.monotonic() + seconds
        return is_new

    def forget_glimpses(self) -> bool:
        """Forget those whose time is over. True where there were some."""
        gone = [person for person, ends in list(self.glimpsed.items()) if ends < time.monotonic()]
        for person in gone:
            self.glimpsed.pop(person, None)
        return bool(gone)

    def catch_up(self, eyes: Eyes, since: int, whole: int | None = None) -> dict[str, Any]:
        """What changed behind `since`, or the advice to fetch the whole view.

        `whole`: up to where a client surely knows its own records too; without it, that is guessed.
        """
        with self._turn:
            self._look()
            begins = self._views.begin_of_round(since) if whole is None else min(whole, since)
            is_forgotten = eyes.person is not None and begins < self._forgot_owners_at
            if is_forgotten or since > self.state.seq:
                return {"reload": True}
            changed = self._views.changed_since(self.state, eyes, since, whole)
            return {"reload": True} if changed is None else {"seq": self.state.seq, "records": changed}

    def tell(self) -> None:
        """Have everyone told what changed: at once when quiet, soon when busy."""
        if self._views.has_news(self.state) and self._teller.acquire(blocking=False):
            try:
                self.shell.spawn(self._keep_telling)
            except BaseException:
                self._teller.release()
                raise

    def _keep_telling(self) -> None:
        try:
            while self._views.has_news(self.state):
                began = time.thread_time()
                patches, saved_at = self._patches()
                for patch in patches:
                    self.shell.emit("patch", patch.data, self.room(patch.to))
                if saved_at:
                    metrics.lag_seconds.observe(time.perf_counter() - saved_at)
                endings, self._endings = self._endings, []
                for room, reason in endings:
                    self.shell.end(room, reason)
                # What it only waited for does not count.
                self.shell.sleep(min(LONGEST_PAUSE, PAUSE * (time.thread_time() - began)))
        except (Unavailable, Refused):
            # The log could not be read again, or is no longer kept. Whoever comes next tries, and
            # then all are told.
            return
        finally:
            self._teller.release()
        self.tell()

    @property
    def is_told(self) -> bool:
        """Has everybody who is connected here been told all there is?"""
        return not self._teller.locked() and not self._views.has_news(self.state)

    def _patches(self) -> tuple[list[Patch], float]:
        """What everybody is to be told, and since when the oldest of it is saved."""
        with self._turn:
            self._freshen()
            saved_at, self._saved_at = self._saved_at, 0.0
            patches = self._views.patches(self.state, self.present)
            if abs(clock() - self._clock) > 1:
                # Somebody set it, so whoever shows a timer has to set theirs.
                self._clock = clock()
                for patch in patches:
                    patch.data["now"] = time.time()
            return patches, saved_at

    def _look(self) -> None:
        self._freshen()
        self._views.look(self.state)

    def room(self, whose: Audience | int | None = None) -> str:
        """The Socket.IO room of an audience, of one person, or of everyone here."""
        return f"workshop/{self.code}/{whose or 'all'}"


def ensure_may_change(state: State, command: Command) -> None:
    """Nothing but an erasure changes what was brought here from elsewhere."""
    if state.is_archive and not isinstance(command, ErasePerson):
        raise Refused(
            "This workshop is a copy from another server. You can read it, but you cannot change it.",
            "read-only",
        )


def named_in(entry: Entry) -> list[int]:
    """Whose name was written beside an entry."""
    match entry.event:
        case PersonJoined():
            return [entry.seq]
        case PersonRenamed(person) | PersonErased(person) | PersonTurnedAway(person):
            return [person]
    return []


def is_forgetting(entry: Entry) -> bool:
    """Does something go for good with this entry: whose others were, or a name?"""
    match entry.event:
        case StageClosed() | PersonTurnedAway():
            return True
    return False


def clock() -> float:
    """How far the clock on the wall is ahead of one that nobody sets."""
    return time.time() - time.monotonic()
