"""The register of workshops that this server holds: their codes, their links, and the live ones."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import sqlalchemy as sa

from dialogue import log
from dialogue.activities import show
from dialogue.database import Database, Taken, Unavailable, workshops
from dialogue.kernel import Audience, Eyes, Refused
from dialogue.live import LiveWorkshop, Shell
from dialogue.logs import logger
from dialogue.people import People, new_code, plain
from dialogue.workshop import the_workshop
from dialogue.workshop_file import WorkshopFile, history_of


class Listed(NamedTuple):
    """A workshop as the register knows it."""

    id: int
    code: str
    salt: str
    title: str
    entry: str
    passphrase: str
    account: int | None
    created_at: float
    identity: str
    imported_at: float | None
    partnership: int | None
    keep: str
    keep_days: int
    flag_days: int


BREATH = 50
"""So many workshops are told in short before others get a turn."""
KEPT_UNUSED = 30 * 60
"""Seconds for which a workshop stays in memory that nobody is connected to."""


class Register:
    """Finds, makes and opens workshops.

    A workshop is in memory once, as long as somebody holds it: a connection, a request, or we
    ourselves for a while after it was used.
    """

    def __init__(self, database: Database, people: People, shell: Shell) -> None:
        self.database = database
        self.people = people
        self.shell = shell
        self._live: WeakValueDictionary[str, LiveWorkshop] = WeakValueDictionary()
        self._used: OrderedDict[str, tuple[LiveWorkshop, float]] = OrderedDict()
        self._using = threading.Lock()
        self._listed: dict[str, Listed] = {}
        self._opening = threading.Lock()
        self._wanted: dict[str, int] = {}
        self._hearing = threading.Lock()

    def find(self, code: str) -> Listed:
        """The workshop with this code, however it was typed. Refuses a code that is nobody's."""
        code = plain(code)
        if code not in self._listed:
            with self.database.reading() as connection:
                row = connection.execute(sa.select(workshops).where(workshops.c.code == code)).first()
            if row is None:
                raise Refused(
                    "There is no workshop with this code. Check it on the screen or in your invitation.",
                    "unknown-code",
                )
            self._listed[code] = Listed(*row)
        return self._listed[code]

    def all(self) -> list[Listed]:
        """Every workshop, the latest first."""
        with self.database.reading() as connection:
            rows = connection.execute(sa.select(workshops).order_by(workshops.c.id.desc()))
            return [Listed(*row) for row in rows]

    def in_short(self) -> list[tuple[Listed, dict[str, Any]]]:
        """Every workshop, the latest first, and how it stands, without its run sheet. None is opened."""
        shown: dict[int, dict[str, Any]] = {}
        with self.database.reading() as connection:
            for id, state in log.read_in_short(connection):
                shown[id] = show(state, the_workshop(state), Eyes(Audience.SCREEN)) or {}
                if len(shown) % BREATH == 0:
                    self.shell.sleep(0)
        return [(listed, shown[listed.id]) for listed in self.all() if listed.id in shown]

    def create(self, file: WorkshopFile, account: int | None = None, now: float | None = None) -> Listed:
        """Make a workshop from a checked file, all of it in one commit."""
        now = now or time.time()
        identity = secrets.token_hex(16)
        history = history_of(file, now, identity)
        values: dict[str, Any] = {
            "identity": identity,
            "salt": secrets.token_hex(16),
            "title": file.title,
            "entry": file.entry,
            "passphrase": file.passphrase,
            "account": account,
            "created_at": now,
        }

        def work(connection: sa.Connection) -> str:
            code = new_code()
            made = connection.execute(workshops.insert().values(code=code, **values))
            log.write(connection, made.inserted_primary_key[0], history)
            return code

        while True:
            try:
                return self.find(self.database.write(work))
            except Taken:
                # The code was taken by another workshop: there are millions, so draw again.
                continue

    def open(self, code: str) -> LiveWorkshop:
        """The live workshop with this code, as it is now, whichever process wrote last."""
        listed = self.find(code)
        if live := self._live.get(listed.code):
            live.keep_up()
        else:
            # Reading a long log takes a while; those whose workshop is open must not wait for it.
            with self._opening:
                live = self._live.get(listed.code) or LiveWorkshop(
                    listed.id, listed.code, self.database, self.people, self.shell
                )
                self._live[listed.code] = live
        self.keep(live)
        return live

    def keep(self, live: LiveWorkshop) -> None:
        """Hold a workshop that was just used, and let go of those that nobody used for a while."""
        now = time.monotonic()
        with self._using:
            self._used[live.code] = (live, now)
            self._used.move_to_end(live.code)
            while self._used:
                code, (_, used) = next(iter(self._used.items()))
                if now - used < KEPT_UNUSED:
                    break
                del self._used[code]

    @property
    def held(self) -> list[LiveWorkshop]:
        """The workshops that this process holds in memory."""
        return list(self._live.values())

    def live(self, code: str) -> LiveWorkshop | None:
        """The workshop with this code, if it is live here already."""
        return self._live.get(code)

    # ---- What other processes write

    def heard(self, code: str, seq: int) -> None:
        """Another process has written as far as `seq`: bring the workshop up to it, if it is live here."""
        live = self._live.get(code)
        if live is None or live.knows(seq):
            return
        with self._hearing:
            is_at_it = code in self._wanted
            self._wanted[code] = max(seq, self._wanted.get(code, 0))
        if not is_at_it:
            self.shell.spawn(lambda: self._hear(live))

    def _hear(self, live: LiveWorkshop) -> None:
        """Read on until nobody has written more in the meantime."""
        while True:
            wanted = self._wanted[live.code]
            try:
                live.hear(wanted)
            except Unavailable:
                # Whoever looks into the database next makes up for it.
                pass
            except Exception:
                logger.exception("what another process wrote was not taken in", code=live.code)
            with self._hearing:
                if self._wanted[live.code] == wanted:
                    del self._wanted[live.code]
                    return

    def look(self) -> None:
        """Find in the database what other processes wrote and nobody told us."""
        live = {each.id: each for each in list(self._live.values())}
        if not live:
            return
        try:
            with self.database.reading() as connection:
                last = log.last_seqs(connection, live)
        except Unavailable:
            return
        for id, seq in last.items():
            self.heard(live[id].code, seq)

    def links(self, listed: Listed, base: str) -> dict[str, str]:
        """The links to each role, with the secret that opens it once."""

        def link(path: str, role: str) -> str:
            return f"{base}/w/{listed.code}{path}?key={self.people.role_key(listed.code, listed.salt, role)}"

        return {
            "join": f"{base}/join/{listed.code}",
            "facilitator": link("/facilitate", "facilitator"),
            "observer": link("", "observer"),
            "screen": link("/screen", "screen"),
        }
