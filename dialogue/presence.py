"""Presence: who is connected to a workshop, here and elsewhere, told at most once a second, never stored."""

from __future__ import annotations

from collections import Counter
from weakref import WeakSet

from flask_socketio import SocketIO

from dialogue.fanout import Fanout
from dialogue.kernel import Audience
from dialogue.live import LiveWorkshop
from dialogue.logs import guarded
from dialogue.neighbours import Counts, Neighbours

MOST_NAMED_PRESENT = 500

GLIMPSED_FOR = 60
"""Seconds for which somebody without a connection counts as present after they asked for something."""


class Presence:
    """Counts those who are connected, and tells everybody soon after somebody came or went."""

    def __init__(self, socketio: SocketIO, fanout: Fanout, neighbours: Neighbours) -> None:
        self.socketio = socketio
        self.fanout = fanout
        self.neighbours = neighbours
        self.due: set[str] = set()
        self.waiting: WeakSet[LiveWorkshop] = WeakSet()

    def changed(self, live: LiveWorkshop) -> None:
        if live.code not in self.due:
            self.due.add(live.code)
            try:
                self.socketio.start_background_task(guarded(self._tell), live)
            except RuntimeError:
                # No thread can be had now. The next who comes or goes tries again.
                self.due.discard(live.code)

    def glimpse(self, live: LiveWorkshop, person: int | None) -> None:
        """Somebody without a connection has asked for something, so they are here for the next while."""
        if person is not None and live.glimpse(person, GLIMPSED_FOR):
            self.changed(live)
        if person is not None and live not in self.waiting:
            self.waiting.add(live)
            try:
                self.socketio.start_background_task(guarded(self._let_go), live)
            except RuntimeError:
                # No thread can be had now. Whoever asks next tries again.
                self.waiting.discard(live)

    def _let_go(self, live: LiveWorkshop) -> None:
        """Tell everybody when nobody has heard for a while of some who came without a connection."""
        try:
            while live.glimpsed:
                self.socketio.sleep(GLIMPSED_FOR / 6)
                if live.forget_glimpses():
                    self.changed(live)
        finally:
            self.waiting.discard(live)

    def _tell(self, live: LiveWorkshop) -> None:
        self.socketio.sleep(1)
        self.due.discard(live.code)
        own = counts_of(live, live.connected)
        self.neighbours.count(live.code, own)
        counts = together(live, own, self.neighbours.others(live.code))
        named = {"people": counts.pop("people")} if "people" in counts else {}
        for audience in Audience:
            known = named if audience is Audience.FACILITATOR else {}
            self.fanout.send("presence", counts | known, live.room(audience))


def counts_of(live: LiveWorkshop, present: list[int]) -> Counts:
    """How many of these people take part, by sector, and who they are unless they are too many."""
    people = [person for number in present if (person := live.person(number))]
    taking_part = [person for person in people if person.role == Audience.PARTICIPANT]
    by_sector = Counter(person.sector for person in taking_part if person.sector)
    named = {"people": present} if len(present) <= MOST_NAMED_PRESENT else {}
    return {"online": len(taking_part), "by_sector": by_sector} | named


def together(live: LiveWorkshop, own: Counts, others: list[Counts]) -> Counts:
    """The counts of all processes. Somebody with a page on two of them is one person, where all are named."""
    everyone = [own, *others]
    if all("people" in counts for counts in everyone):
        return counts_of(live, sorted({number for counts in everyone for number in counts["people"]}))
    by_sector = sum((Counter(counts["by_sector"]) for counts in everyone), Counter())
    return {"online": sum(counts["online"] for counts in everyone), "by_sector": by_sector}
