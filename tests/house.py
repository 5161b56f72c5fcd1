"""A house: a database, its people, and live workshops whose patches are kept instead of sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dialogue.database import Database
from dialogue.kernel import Audience, Eyes, Role
from dialogue.live import LiveWorkshop, Shell
from dialogue.people import Name, People
from dialogue.register import Register
from dialogue.workshop_file import read_workshop_file
from tests.services import database_url

PLAN = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [
        {"activity": "board", "title": "Ideas", "questions": ["Why?", "How?"], "visibility": "own"},
        {"activity": "clusters", "title": "Sorting"},
        {"activity": "vote", "title": "Dots"},
    ],
}


class House:
    """Everything behind the sockets, with a shell that runs background work at once."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.sent: list[tuple[str, str, Any]] = []
        self.ended: list[tuple[str, str]] = []
        self.open()

    def open(self) -> None:
        """Start, or start again after a crash: nothing is carried over but the database."""
        self.database = Database(database_url(self.directory))
        self.database.migrate()
        self.people = People(self.database, "a secret for tests")
        shell = Shell(
            emit=lambda event, data, room: self.sent.append((event, room, data)),
            spawn=lambda work: work(),
            sleep=lambda seconds: None,
            end=lambda room, reason: self.ended.append((room, reason)),
            render=lambda text: text,
        )
        self.register = Register(self.database, self.people, shell)

    def close(self) -> None:
        self.database.close()

    def workshop(self, plan: dict[str, Any] | None = None) -> LiveWorkshop:
        """A new workshop, live."""
        return self.register.open(self.register.create(read_workshop_file(plan or PLAN)).code)

    def patches(self, room: str) -> list[dict[str, Any]]:
        return [data for event, sent_to, data in self.sent if event == "patch" and sent_to == room]


class Client:
    """What a browser keeps: a view and the patches that fit it."""

    def __init__(self, live: LiveWorkshop, eyes: Eyes) -> None:
        self.live, self.eyes = live, eyes
        if eyes.person is not None:
            live.present[eyes.person] += 1
        self.fetch()

    def fetch(self) -> None:
        view = self.live.view(self.eyes)
        self.seq, self.records = view["seq"], dict(view["records"])

    def rooms(self) -> set[str]:
        own = {self.live.room(self.eyes.person)} if self.eyes.person is not None else set()
        return own | {self.live.room(self.eyes.audience)}

    def hear(self, sent: list[tuple[str, str, Any]]) -> None:
        """Take every patch that was sent to this client's rooms."""
        for event, room, patch in sent:
            if event == "patch" and room in self.rooms():
                assert patch["from"] <= self.seq, "A patch was missed."
                self.seq = max(self.seq, patch["seq"])
                self.take(patch["records"])

    def catch_up(self) -> bool:
        """Ask for what was missed; False where the whole view had to be fetched."""
        answer = self.live.catch_up(self.eyes, self.seq)
        if "reload" in answer:
            self.fetch()
            return False
        self.seq = answer["seq"]
        self.take(answer["records"])
        return True

    def take(self, records: dict[str, Any]) -> None:
        for key, record in records.items():
            if record is None:
                self.records.pop(key, None)
            else:
                self.records[key] = record


def people_of(live: LiveWorkshop) -> tuple[int, int, int]:
    """Fay, who facilitates, and Ana and Ben, who take part."""
    fay = live.admit(Role.FACILITATOR, "", Name("Fay"))
    ana = live.admit(Role.PARTICIPANT, "public", Name("Ana Mwangi", "Ministry of Roads"))
    ben = live.admit(Role.PARTICIPANT, "private", Name("Ben Okello"))
    return fay, ana, ben


def first(live: LiveWorkshop, kind: str, audience: Audience = Audience.FACILITATOR) -> int:
    """The seq of the first record of a kind that an audience sees."""
    keys = [key for key in live.view(Eyes(audience))["records"] if key.startswith(f"{kind}/")]
    return min(int(key.split("/")[1]) for key in keys)
