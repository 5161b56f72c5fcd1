"""Moments: the demo's workshop told as far as one state of one stage, and no further."""

from __future__ import annotations

import time
import tomllib
from dataclasses import dataclass
from typing import Any

from dialogue import activities, log
from dialogue.activities.ground_rules import AdoptRule
from dialogue.demo import STORY
from dialogue.demo.telling import Telling, stages_of
from dialogue.kernel import Command
from dialogue.register import Listed, Register
from dialogue.workshop import LockStage, OpenStage, OpenWorkshop, RevealStage
from dialogue.workshop_file import read_workshop_file

ARRIVING, RULES, BOARD, CLUSTERS, HALFWAY, VOTE, ACTIONS, PARKED, LEAVING = range(9)

LONG = (
    "Before anything is bought, somebody should spend a whole term in three schools that nobody visits, "
    "write down what teachers, parents and children do all day, read it back to them, and only then ask "
    "what it could make easier and for whom."
)
UNBROKEN = "Schulverwaltungsdigitalisierungsförderungsausschussvorsitzende" * 2

Extra = tuple[str, dict[str, Any]]


class Enough(Exception):
    """The moment is reached."""


@dataclass(frozen=True)
class Moment:
    """Where the telling stops: before `until` happens to the stage in that place, for the nth time.

    `then` are commands of the facilitator after that; in their data `STAGE` is the seq of the stage.
    """

    name: str
    place: int = 0
    until: type[Command] | None = None
    nth: int = 1
    is_empty: bool = False
    then: tuple[Extra, ...] = ()


STAGE = "stage"
HERE: dict[str, Any] = {"stage": STAGE}


def opened(*more: Extra) -> tuple[Extra, ...]:
    return (("stage.open", HERE), *more)


MOMENTS = [
    Moment("draft", until=OpenWorkshop),
    Moment("begun", until=OpenStage),
    Moment("waiting", until=OpenStage),
    Moment("locked", until=OpenStage, then=(("door.lock", {}),)),
    Moment("check-in-empty", ARRIVING, is_empty=True, then=opened()),
    Moment("check-in", ARRIVING, RevealStage, then=(("stage.timer", HERE | {"seconds": 1740}),)),
    Moment("check-in-revealed", BOARD, OpenStage, then=()),
    Moment("rules-empty", RULES, is_empty=True, then=opened()),
    Moment("rules", RULES, AdoptRule),
    Moment("board-empty", BOARD, is_empty=True, then=opened(("stage.timer", HERE | {"seconds": 1200}))),
    Moment("board", BOARD, RevealStage, then=(("stage.timer", HERE | {"seconds": 1752}),)),
    Moment("board-locked", BOARD, RevealStage, then=(("stage.lock", HERE),)),
    Moment("board-revealed", BOARD, RevealStage, 2, then=(("stage.reveal", HERE),)),
    Moment("paused", BOARD, RevealStage, then=(("workshop.pause", {}),)),
    Moment("clusters-empty", CLUSTERS, OpenStage, then=opened()),
    Moment("clusters", CLUSTERS, LockStage),
    Moment("halfway", HALFWAY, RevealStage),
    Moment("halfway-revealed", HALFWAY, RevealStage, then=(("stage.reveal", HERE),)),
    Moment("vote-empty", VOTE, OpenStage, then=opened()),
    Moment("vote", VOTE),
    Moment("vote-revealed", VOTE, then=(("stage.reveal", HERE),)),
    Moment("actions-empty", ACTIONS, is_empty=True, then=opened()),
    Moment("actions", ACTIONS, then=opened()),
    Moment("parked-empty", PARKED, is_empty=True, then=opened()),
    Moment("parked", PARKED, then=opened()),
    Moment("leaving", LEAVING, then=opened()),
    Moment("closed", PARKED, then=opened(("workshop.close", {"anyway": True}))),
    Moment("rules-shown", VOTE, OpenStage, then=(("screen.show", {"view": "rules"}),)),
    Moment("map-shown", VOTE, OpenStage, then=(("screen.show", {"view": "map"}),)),
    Moment("lobby-shown", VOTE, OpenStage, then=(("screen.show", {"view": "lobby"}),)),
]


def story_of_shots(is_hard: bool) -> dict[str, Any]:
    """The demo's story; as a hard one it holds what is hard to set, in as many notes."""
    story = tomllib.loads(STORY.read_text())
    if not is_hard:
        return story
    notes = story["questions"][0]["notes"]
    assert len(LONG) == 237
    notes[1][1], notes[5][1] = LONG, UNBROKEN
    return story


class Told(Telling):
    """A telling that stops where its moment is."""

    moment: Moment
    seen = 0

    def do(self, command: Command, by: int | None = None, also: Any = None, after: float = 4) -> int:
        until = self.moment.until
        if until and isinstance(command, until) and self._is_there(command):
            self.seen += 1
            if self.seen == self.moment.nth:
                raise Enough
        return super().do(command, by, also, after)

    def _is_there(self, command: Command) -> bool:
        return getattr(command, "stage", None) in (None, self.stage(self.moment.place))

    def told(self) -> list[log.Written]:
        try:
            if self.moment.is_empty:
                self.arrive()
            else:
                super().told()
                assert self.moment.until is None, f"{self.moment.name} is never reached."
        except Enough:
            pass
        self.clock = time.time()
        for name, data in self.moment.then:
            stage = self.stage(self.moment.place)
            given = {key: stage if value == STAGE else value for key, value in data.items()}
            self.do(activities.read(name, given), self.facilitator, after=0)
        return self.written


@dataclass(frozen=True)
class Held:
    """A workshop at its moment, and who is in it by name."""

    moment: Moment
    listed: Listed
    persons: dict[str, int]
    facilitator: int


def hold(register: Register, moment: Moment, account: int | None, is_hard: bool = True) -> Held:
    """Make the workshop of a moment."""
    story = story_of_shots(is_hard)
    began = time.time() - 71 * 60
    file = {key: story[key] for key in ("title", "purpose", "sectors")} | {"stages": stages_of(story)}
    listed = register.create(read_workshop_file(file), account, began)
    known = log.load(register.database, listed.id)
    telling = Told(story, known, began, lambda name: register.people.keeping(listed.id, name))
    telling.moment = moment
    log.append(register.database, listed.id, telling.told())
    return Held(moment, listed, telling.persons, telling.persons.get(story["facilitator"], 0))
