"""The register of workshops that this server holds: their codes, their links, and the live ones."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Collection
from contextlib import suppress
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import msgspec
import sqlalchemy as sa

from dialogue import log
from dialogue.activities import show
from dialogue.asking import Asks
from dialogue.database import Database, Taken, Unavailable, partnerships, workshops
from dialogue.holders import owned_by
from dialogue.keeping import Keep
from dialogue.kernel import Audience, Eyes, Person, Refused, Role
from dialogue.live import LiveWorkshop, Shell
from dialogue.logs import logger
from dialogue.people import People, new_code, plain
from dialogue.search import Search
from dialogue.workshop import SetWay, participants_here, the_workshop
from dialogue.workshop.door import Way
from dialogue.workshop_file import WorkshopFile, history_of


class Listed(NamedTuple):
    """A workshop as the register knows it."""

    id: int
    code: str
    salt: str
    title: str
    entry: str
    passphrase: str
    created_at: float
    identity: str
    imported_at: float | None
    partnership: int | None
    keep: str
    keep_days: int
    flag_days: int
    key_round: int
    ask_name: str
    ask_sector: str
    ask_organisation: str

    @property
    def asks(self) -> Asks:
        """What is asked of people who join."""
        return msgspec.convert(
            {"name": self.ask_name, "sector": self.ask_sector, "organisation": self.ask_organisation}, Asks
        )

    @property
    def kept(self) -> Keep:
        """What becomes of it, and when."""
        return Keep.of(self.keep, self.keep_days)


BREATH = 50
"""So many workshops are told in short before others get a turn."""
KEPT_UNUSED = 30 * 60
"""Seconds for which a workshop stays in memory that nobody is connected to."""
BELIEVED = 1.0
"""Seconds for which nobody looks again whether a workshop is still kept, and how."""


class Register:
    """Finds, makes and opens workshops.

    A workshop is in memory once, as long as somebody holds it: a connection, a request, or we
    ourselves for a while after it was used.
    """

    def __init__(self, database: Database, people: People, shell: Shell) -> None:
        self.database = database
        self.people = people
        # A workshop that has ended is one to be found again.
        self._outside = shell
        self.shell = shell._replace(end=self._end)
        self.search = Search(database, shell.sleep)
        self._live: WeakValueDictionary[str, LiveWorkshop] = WeakValueDictionary()
        self._used: OrderedDict[str, tuple[LiveWorkshop, float]] = OrderedDict()
        self._using = threading.Lock()
        self._listed: dict[str, tuple[Listed, float]] = {}
        self._partnerships: dict[int, str] = {}
        self._opening = threading.Lock()
        self._wanted: dict[str, int] = {}
        self._hearing = threading.Lock()
        self._looked_at = 0.0
        self._is_looking = False

    def find(self, code: str) -> Listed:
        """The workshop with this code, however it was typed. Refuses a code that is nobody's."""
        code = plain(code)
        known, looked_at = self._listed.get(code, (None, 0.0))
        if known is None:
            return self._look_up(code)
        if time.monotonic() - looked_at > BELIEVED:
            # Nobody waits for it: what is in memory can be read while the database does not answer.
            self._listed[code] = known, time.monotonic()
            self._outside.spawn(lambda: self._look_again(code))
        known, _ = self._listed.get(code, (None, 0.0))
        return known or self._look_up(code)

    def _look_again(self, code: str) -> None:
        with suppress(Unavailable, Refused):
            self._look_up(code)

    def _look_up(self, code: str) -> Listed:
        """Look into the database: another process may have deleted it, or changed how it is kept."""
        with self.database.reading() as connection:
            row = connection.execute(sa.select(workshops).where(workshops.c.code == code)).first()
        if row is None:
            self._let_go(code)
            raise log.unknown_code()
        listed = Listed(*row)
        self._listed[code] = listed, time.monotonic()
        if live := self._live.get(code):
            self._end_old_seats(live, listed.key_round)
        return listed

    def _end_old_seats(self, live: LiveWorkshop, key_round: int) -> None:
        """End the connections of observers and screens that came by links which were made anew, here or
        by another process.
        """
        if live.key_round == key_round:
            return
        live.key_round = key_round
        for audience in (Audience.OBSERVER, Audience.SCREEN):
            self._outside.end(live.room(audience), "links-renewed")

    def _let_go(self, code: str) -> None:
        """Forget a workshop that is no longer kept."""
        self._listed.pop(code, None)
        with self._using:
            self._used.pop(code, None)
        if live := self._live.pop(code, None):
            self._outside.end(live.room(), "closed")

    def all(self) -> list[Listed]:
        """Every workshop, the latest first."""
        with self.database.reading() as connection:
            rows = connection.execute(sa.select(workshops).order_by(workshops.c.id.desc()))
            return [Listed(*row) for row in rows]

    def in_short(self, among: Collection[int] | None = None) -> list[tuple[Listed, dict[str, Any]]]:
        """Every workshop, or those of some numbers, the latest first, and how it stands, without its run
        sheet. None is opened.

        `took_part` are the sectors of those who came and stayed.
        """
        shown: dict[int, dict[str, Any]] = {}
        with self.database.reading() as connection:
            rows = log.rows_in_short(connection, among)
        # Nobody else waits for the connection while others get their turns.
        for id, state in log.in_short(rows):
            shown[id] = show(state, the_workshop(state), Eyes(Audience.SCREEN)) or {}
            shown[id]["took_part"] = sorted({person.sector for person in participants_here(state)} - {""})
            if len(shown) % BREATH == 0:
                self.shell.sleep(0)
        return [(listed, shown[listed.id]) for listed in self.all() if listed.id in shown]

    def create(self, file: WorkshopFile, account: int | None = None, now: float | None = None) -> Listed:
        """Make a workshop from a checked file, all of it in one commit. The account owns it; without one
        the first administrator does, as soon as there is one.
        """
        now = now or time.time()
        identity = secrets.token_hex(16)
        history = history_of(file, now, identity)
        values: dict[str, Any] = {
            "identity": identity,
            "salt": secrets.token_hex(16),
            "title": file.title,
            "entry": file.entry,
            "passphrase": file.passphrase,
            "created_at": now,
            "keep": file.keep.what,
            "keep_days": file.keep.after,
            **columns_of(file.asks),
        }

        def work(connection: sa.Connection) -> str:
            code = new_code()
            partnership = partnership_in(connection, file.partnership, now)
            made = connection.execute(workshops.insert().values(code=code, partnership=partnership, **values))
            log.write(connection, made.inserted_primary_key[0], history)
            owned_by(connection, made.inserted_primary_key[0], account)
            return code

        while True:
            try:
                return self.find(self.database.write(work))
            except Taken:
                # The code was taken by another workshop: there are millions, so draw again.
                continue

    # ---- Finding it again

    def _end(self, room: str, reason: str) -> None:
        self._outside.end(room, reason)
        if reason == "closed":
            self.index_soon()

    def index_soon(self) -> None:
        """Have the search take in what is new, in the background. It is no loss when that is cut short:
        whoever searches next makes up for it.
        """
        self._outside.spawn(self._index)

    def _index(self) -> None:
        try:
            self.search.catch_up(self.seen)
        except Unavailable:
            return

    # ---- What belongs to a workshop and not into its log

    def edit(self, code: str, partnership: str, keep: Keep) -> Listed:
        """Have a workshop belong to this partnership, or to none, and be kept like this.

        Refuses to keep longer what people were told would be kept for less.
        """
        listed = self.find(code)
        people = self.open(code).state.all(Person)
        if any(person.role is Role.PARTICIPANT for person in people) and not keep.holds(listed.kept):
            raise Refused(
                "People have already joined. They were told how long their words are kept. Choose "
                "the same time or less.",
                "told-otherwise",
            )

        def work(connection: sa.Connection) -> None:
            belongs = partnership_in(connection, partnership, time.time())
            values = {"partnership": belongs, "keep": keep.what, "keep_days": keep.after}
            connection.execute(workshops.update().where(workshops.c.id == listed.id).values(**values))

        while True:
            try:
                self.database.write(work)
                return self._look_up(listed.code)
            except Taken:
                # Somebody else has just named the same new partnership.
                continue

    def set_ways_in(self, code: str, entry: Way, passphrase: str, asks: Asks) -> Listed:
        """Have people get in like this from now on. Whoever is in stays in; whoever waits goes on waiting."""
        listed = self.find(code)
        values = {"entry": entry, "passphrase": passphrase, **columns_of(asks)}
        chosen = workshops.update().where(workshops.c.id == listed.id).values(**values)

        def also(connection: sa.Connection, _seq: int) -> None:
            connection.execute(chosen)

        self.open(code).act(SetWay(entry), also=also)
        return self._look_up(listed.code)

    def is_here_too(self, listed: Listed, among: Collection[int]) -> bool:
        """Is the same workshop here once more, among those of some numbers?"""
        is_same = sa.and_(workshops.c.identity == listed.identity, workshops.c.id != listed.id)
        chosen = sa.select(workshops.c.id).where(is_same, workshops.c.id.in_(among)).limit(1)
        with self.database.reading() as connection:
            return connection.execute(chosen).first() is not None

    def delete(self, code: str) -> None:
        """Delete a workshop and all that is kept of it, in one commit. It cannot be undone."""
        listed = self.find(code)
        self.database.write(lambda connection: log.delete(connection, listed.id))
        self._let_go(listed.code)
        self.index_soon()

    def partnerships(self, among: Collection[int] | None = None) -> dict[int, str]:
        """The partnerships that have workshops, or some of them, by their numbers, in the order of their
        names.
        """
        having = sa.select(workshops.c.partnership)
        if among is not None:
            having = having.where(workshops.c.id.in_(among))
        chosen = sa.select(partnerships.c.id, partnerships.c.name).where(partnerships.c.id.in_(having))
        with self.database.reading() as connection:
            names = {row.id: row.name for row in connection.execute(chosen)}
        self._partnerships.update(names)
        return dict(sorted(names.items(), key=lambda each: each[1].casefold()))

    def partnership_name(self, id: int | None) -> str:
        """The name of a partnership. A workshop that belongs to none has an empty one."""
        if id is None:
            return ""
        if id not in self._partnerships:
            self.partnerships()
        return self._partnerships.get(id, "")

    def renew_links(self, code: str) -> Listed:
        """Make the links to roles anew: those that were given out, and the seats of observers and screens
        that were taken with them, are worth nothing from then on.
        """
        listed = self.find(code)
        values = {"key_round": workshops.c.key_round + 1}
        chosen = workshops.update().where(workshops.c.id == listed.id).values(**values)
        self.database.write(lambda connection: connection.execute(chosen))
        return self._look_up(listed.code)

    # ---- The live ones

    def open(self, code: str) -> LiveWorkshop:
        """The live workshop with this code, as it is now, whichever process wrote last."""
        listed = self.find(code)
        if live := self._live.get(listed.code):
            self._keep_up(live)
        else:
            # Reading a long log takes a while; those whose workshop is open must not wait for it.
            with self._opening:
                live = self._live.get(listed.code) or LiveWorkshop(
                    listed.id, listed.code, self.database, self.people, self.shell
                )
                self._live[listed.code] = live
                live.key_round = listed.key_round
        self.keep(live)
        return live

    def _keep_up(self, live: LiveWorkshop) -> None:
        """Know what other processes wrote. Where none tells us it was a command on this machine, and it is
        looked for now and then, while nobody waits.
        """
        if self.shell.is_shared:
            live.keep_up()
            return
        with self._using:
            if self._is_looking or time.monotonic() - self._looked_at < BELIEVED:
                return
            self._is_looking = True
        self._outside.spawn(self._look_around)

    def _look_around(self) -> None:
        try:
            self.look()
        finally:
            self._looked_at, self._is_looking = time.monotonic(), False

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

    def seen(self, workshop: int) -> tuple[int, dict[str, dict[str, Any]]] | None:
        """What facilitators see of a workshop that is in memory here, and the seq it is true for."""
        live = next((each for each in self.held if each.id == workshop), None)
        if live is None:
            return None
        live.hear()
        view = live.view(Eyes(Audience.FACILITATOR))
        return view["seq"], view["records"]

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
            return f"{base}/w/{listed.code}{path}?key={self.people.role_key(listed, role)}"

        return {
            "join": f"{base}/join/{listed.code}",
            "facilitator": link("/facilitate", "facilitator"),
            "observer": link("", "observer"),
            "screen": link("/screen", "screen"),
        }


def columns_of(asks: Asks) -> dict[str, str]:
    """What is asked at the door, as it is kept."""
    return {f"ask_{name}": asked for name, asked in msgspec.to_builtins(asks).items()}


def partnership_in(connection: sa.Connection, name: str, now: float) -> int | None:
    """The partnership with this name, which is made where there is none."""
    if not name:
        return None
    known = connection.execute(sa.select(partnerships.c.id).where(partnerships.c.name == name)).scalar()
    if known is not None:
        return int(known)
    made = connection.execute(partnerships.insert().values(name=name, created_at=now))
    assert made.inserted_primary_key
    return int(made.inserted_primary_key[0])
