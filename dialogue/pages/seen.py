"""What one seat sees, in the order in which a page tells it. Nothing here knows more than the view."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from dialogue.exports.when import due_day
from dialogue.kernel import Audience
from dialogue.live import LiveWorkshop
from dialogue.pages.tongues import for_reader
from dialogue.seats import Seat

RUNNING = ("open", "locked")

Shown = dict[str, Any]


class Seen:
    """The records of a view by kind, each with its `seq`."""

    def __init__(self, live: LiveWorkshop, seat: Seat) -> None:
        self.seat = seat
        self.kinds: dict[str, dict[int, Shown]] = {}
        for key, record in live.view(seat.eyes)["records"].items():
            kind, _, seq = key.partition("/")
            self.kinds.setdefault(kind, {})[int(seq)] = {**record, "seq": int(seq)}

    def of(self, kind: str, **like: Any) -> list[Shown]:
        """The records of a kind with these values, oldest first."""
        found = sorted(self.kinds.get(kind, {}).values(), key=lambda record: record["seq"])
        return [each for each in found if all(each.get(field) == value for field, value in like.items())]

    def first(self, kind: str, **like: Any) -> Shown | None:
        return next(iter(self.of(kind, **like)), None)

    def at(self, kind: str, seq: int | None) -> Shown | None:
        return self.kinds.get(kind, {}).get(seq or 0)

    @property
    def workshop(self) -> Shown:
        return self.kinds["workshop"][1]

    @property
    def me(self) -> Shown | None:
        return self.at("person", self.seat.person)

    @property
    def may_write(self) -> bool:
        """Is this a participant in a workshop that runs?"""
        return (
            self.seat.audience is Audience.PARTICIPANT and bool(self.me) and self.workshop["state"] == "open"
        )

    @property
    def is_muted(self) -> bool:
        """May this person write nothing that others read?"""
        return bool(self.me and self.me.get("muted"))

    @property
    def may_tell(self) -> bool:
        """May this person tell the facilitators something that nobody else reads?"""
        is_over = self.workshop["state"] == "closed"
        return self.seat.audience is Audience.PARTICIPANT and bool(self.me) and not is_over

    def may_flag(self, note: Shown) -> bool:
        """Of an anonymous stage that is closed nothing more is kept, not even who flags a note."""
        is_gone = self.is_nobodys(note) and self.stage_of(note)["state"] == "closed"
        return self.may_tell and not note.get("mine") and not is_gone

    def is_nobodys(self, note: Shown) -> bool:
        """Is this a note of an anonymous stage?"""
        return bool(self.stage_of(note)["settings"].get("identity") == "anonymous")

    def stage_of(self, note: Shown) -> Shown:
        return self.kinds["stage"][self.kinds["board"][note["board"]]["stage"]]

    # ---- Stages

    @property
    def stages(self) -> list[Shown]:
        """The run sheet."""
        stages = [self.at("stage", seq) for seq in self.workshop["stages"]]
        return [{**stage, "number": n} for n, stage in enumerate(stages, 1) if stage]

    def stages_in(self, *states: str) -> list[Shown]:
        """The stages in one of these states, the current one first."""
        found = [stage for stage in self.stages if stage["state"] in states]
        return sorted(found, key=lambda stage: stage["seq"] != self.workshop["current"])

    @property
    def running(self) -> list[Shown]:
        return self.stages_in(*RUNNING)

    def is_open(self, stage: Shown) -> bool:
        """Can this person write here now?"""
        return self.may_write and stage["state"] == "open" and self.seconds_left(stage) != 0

    def is_done(self, stage: Shown) -> bool:
        return bool(self.me) and stage["seq"] in self.me["done"]  # type: ignore[index]

    def due_day(self, day: str) -> str:
        return due_day(day)

    def seconds_left(self, stage: Shown) -> int | None:
        clock = self.workshop["paused"] or time.time()
        return max(0, int(stage["timer"]["ends"] - clock)) if stage["timer"] else None

    @property
    def waits(self) -> bool:
        """Is there nothing to write in, so that the page may load itself again?"""
        return self.workshop["state"] != "closed" and not any(map(self.is_open, self.stages))

    # ---- Agreed rules

    @property
    def agreed(self) -> list[Shown]:
        """The ground rules that hold now."""
        return [rule for rule in self.of("rule", status="adopted") if not rule.get("accepts")]

    @property
    def unread(self) -> list[int]:
        """The stages whose rules were agreed before this person came, and which they have not read."""
        if not self.may_write or not self.me:
            return []
        before = [rule for rule in self.of("rule", status="adopted") if rule["adopted_seq"] < self.me["came"]]
        return sorted({rule["stage"] for rule in before} - set(self.me["acknowledged"]))

    @property
    def in_minutes(self) -> list[Shown]:
        """The notes that everybody reads in the minutes. Their author has them here also where they were
        hidden, not released, never revealed, or taken back.
        """
        return [note for note in self.of("note") if "state" not in note and not self.is_theirs_alone(note)]

    def is_theirs_alone(self, note: Shown) -> bool:
        stage = self.stage_of(note)
        is_veiled = stage["settings"].get("visibility") == "own" and not stage["revealed_round"]
        return bool(note.get("mine")) and is_veiled

    @property
    def first_places(self) -> list[tuple[str, int]]:
        """What came first in the votes whose results may be seen, with its dots."""
        first = [option for option in self.of("vote") if option.get("rank") == 1 and option.get("points")]
        words = [
            (option.get("title") or (self.at("note", option["target"]) or {}).get("text", ""), option)
            for option in first
        ]
        return [(text, option["points"]) for text, option in words if text]

    # ---- Small things

    translations = staticmethod(for_reader)

    def sector(self, name: str | None) -> int:
        """The place of a sector, from 1, by which its mark is chosen; 0 for none."""
        sectors = self.workshop["sectors"]
        return sectors.index(name) + 1 if name in sectors else 0

    def name(self, person: int | None) -> str:
        found = self.at("person", person)
        return found["name"] if found else ""

    def mixed(self, records: list[Shown]) -> list[Shown]:
        """Records in an order that stays, and differs from person to person: first is no advantage."""
        about = f"{self.seat.person}/"
        return sorted(records, key=lambda each: hashlib.sha256(f"{about}{each['seq']}".encode()).digest())
