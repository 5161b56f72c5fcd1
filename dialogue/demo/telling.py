"""Telling the story of the demo: every command decided by the same rules as in a live workshop."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from dialogue import activities, log
from dialogue.activities.actions import AcceptAction, AddAction
from dialogue.activities.board import AddNote, Board
from dialogue.activities.clusters import AddCluster, MoveNotes
from dialogue.activities.ground_rules import (
    AdoptRule,
    AmendRule,
    ProposeRule,
    RespondToRule,
    Rule,
    SetRuleAside,
)
from dialogue.activities.hands import RaiseHand
from dialogue.activities.parking_lot import ParkItem, ResolveItem
from dialogue.activities.questions import AnswerQuestion, Question
from dialogue.activities.vote import CastVote
from dialogue.kernel import Command, Person, Role, State
from dialogue.live import SYSTEM
from dialogue.people import Name
from dialogue.workshop import (
    AdmitPerson,
    CloseStage,
    LockStage,
    OpenStage,
    OpenWorkshop,
    ReopenStage,
    RevealStage,
    SayDone,
    ensure_allowed,
    the_workshop,
)

VOTERS = 24

# How much slower than the figures below people are; the story then takes a little over an hour.
SLOWNESS = 2.2


def stages_of(story: dict[str, Any]) -> list[dict[str, Any]]:
    """The run sheet of the demo."""
    halfway = [
        {"text": "I can say what I want to say.", "form": "scale", "low": "not at all", "high": "fully"},
        {"text": "People who stand where I stand are heard.", "form": "scale"},
        {"text": "What should stay as it is?", "form": "plus"},
        {"text": "What should we change for the second half?", "form": "delta"},
    ]
    return [
        {"activity": "check_in", "title": "Arriving", "minutes": 5},
        {
            "activity": "ground_rules",
            "title": "How we work together",
            "rules": story["rules"]["suggested"],
            "minutes": 10,
        },
        {
            "activity": "board",
            "title": "Five questions",
            "instruction": "Write **one idea at a time**, in any language. Look at every question.",
            "questions": [question["text"] for question in story["questions"]],
            "visibility": "own",
            "minutes": 20,
        },
        {"activity": "clusters", "title": "What belongs together", "open_to": "everyone", "minutes": 15},
        {"activity": "evaluation", "title": "Halfway", "questions": halfway, "minutes": 3},
        {"activity": "vote", "title": "What comes first", "dots": 3, "per_item": 2, "minutes": 5},
        {"activity": "actions", "title": "Who does what", "open_to": "everyone", "minutes": 20},
        {"activity": "parking_lot", "title": "What we parked", "minutes": 5},
        {"activity": "evaluation", "title": "Before we leave", "minutes": 5},
    ]


class Telling:
    """What happened so far, on its way into the log."""

    def __init__(
        self, story: dict[str, Any], state: State, began: float, keeping: Callable[[Name], Any]
    ) -> None:
        self.story = story
        self.state = state
        self.clock = began
        self.keeping = keeping
        self.written: list[log.Written] = []
        self.chance = random.Random(7)
        self.persons: dict[str, int] = {}
        self.notes: dict[str, list[int]] = {}
        self.clusters: dict[str, int] = {}

    def told(self) -> list[log.Written]:
        """The whole story, up to the moment in which the demo is left."""
        for act in (
            self.arrive,
            self.check_in,
            self.agree,
            self.write,
            self.sort,
            self.look_back,
            self.vote,
            self.act,
        ):
            act()
        return self.written

    # ---- Doing

    def do(self, command: Command, by: int | None = None, also: Any = None, after: float = 4) -> int:
        """Decide a command as the server would, a few seconds later; the seq it led to."""
        self.clock += SLOWNESS * after * (0.5 + self.chance.random())
        person = self.state.find(Person, by) if by else SYSTEM
        if by:
            ensure_allowed(self.state, command, person)
        first = self.state.next
        for event in list(activities.decide(self.state, command, person, self.clock)):
            written = log.happen(self.state, event, by, self.clock)
            self.written.append(written._replace(also=also if written.entry.seq == first else None))
        return first

    def lead(self, *commands: Command, after: float = 20) -> None:
        """Commands of the facilitator."""
        for command in commands:
            self.do(command, self.facilitator, after=after)

    @property
    def facilitator(self) -> int:
        return self.persons[self.story["facilitator"]]

    @property
    def people(self) -> list[int]:
        return list(self.persons.values())[1:]

    def stage(self, place: int) -> int:
        return the_workshop(self.state).stages[place]

    def in_turn(self) -> Iterator[int]:
        """Everybody once before anybody twice, in another order each time."""
        while True:
            yield from self.chance.sample(self.people, len(self.people))

    # ---- Acts

    def arrive(self) -> None:
        self.admit(Role.FACILITATOR, "", Name(self.story["facilitator"]))
        for name, sector, organisation in self.story["people"]:
            self.admit(Role.PARTICIPANT, sector, Name(name, organisation))
        self.lead(OpenWorkshop())

    def admit(self, role: Role, sector: str, name: Name) -> None:
        self.persons[name.name] = self.do(AdmitPerson(role, sector), also=self.keeping(name))

    def check_in(self) -> None:
        stage, told = self.stage(0), self.story["check_in"]
        self.lead(OpenStage(stage))
        word, scale, text = [q.seq for q in self.state.all(Question) if q.stage == stage]
        for n, person in enumerate(self.people):
            self.answer(person, stage, word, told["words"][n % len(told["words"])])
            self.answer(person, stage, scale, self.chance.choice([1, 1, 2, 2, 2, 3, 3, 4, 5]))
            if n < len(told["texts"]):
                self.answer(person, stage, text, told["texts"][n])
        self.lead(RevealStage(stage), CloseStage(stage))

    def answer(self, person: int, stage: int, question: int, answer: int | str) -> None:
        self.do(AnswerQuestion(stage, question, answer), person, after=1)

    def agree(self) -> None:
        """Ground rules: one amended, one objected to and set aside, the others adopted."""
        stage, told, turns = self.stage(1), self.story["rules"], self.in_turn()
        self.lead(OpenStage(stage))
        proposed = [self.do(ProposeRule(stage, text), next(turns), after=15) for text in told["proposed"]]
        self.lead(AmendRule(proposed[1], told["amended"]))
        rules = [rule.seq for rule in self.state.all(Rule) if rule.stage == stage]
        for n, person in enumerate(self.people):
            for rule in rules:
                if rule == proposed[2] and n < len(told["objections"]):
                    self.do(RespondToRule(rule, "object", told["objections"][n]), person, after=1)
                elif self.chance.random() < 0.9:
                    response = "live_with" if self.chance.random() < 0.25 else "agree"
                    self.do(RespondToRule(rule, response), person, after=0.5)
        for rule in rules:
            self.lead(SetRuleAside(rule) if rule == proposed[2] else AdoptRule(rule), after=4)
        self.lead(CloseStage(stage))

    def write(self) -> None:
        """Notes in silence; revealed; then a second round, in which people build on each other's."""
        stage, turns = self.stage(2), self.in_turn()
        self.lead(OpenStage(stage))
        boards = [board.seq for board in self.state.all(Board) if board.stage == stage]
        later: list[tuple[int, str, int, str]] = []
        for board, question in zip(boards, self.story["questions"], strict=True):
            latest, beside = 0, ""
            for key, text in question["notes"]:
                if key == "+":
                    later.append((board, text, latest, beside))
                    continue
                latest, beside = self.do(AddNote(board, text), next(turns), after=7), key
                self.notes.setdefault(key, []).append(latest)
        for person in self.people[:26]:
            self.do(SayDone(stage, True), person, after=1)
        self.lead(RevealStage(stage), ReopenStage(stage))
        for board, text, note, key in later:
            self.notes.setdefault(key, []).append(self.do(AddNote(board, text, note), next(turns), after=9))
        self.lead(RevealStage(stage))

    def sort(self) -> None:
        """The facilitator begins each cluster; people bring the other notes."""
        stage, turns = self.stage(3), self.in_turn()
        self.lead(OpenStage(stage))
        for key, title in self.story["clusters"].items():
            made = self.do(AddCluster(stage, title, self.notes[key][:2]), self.facilitator, after=15)
            self.clusters[key] = made
        for key, cluster in self.clusters.items():
            for note in self.notes[key][2:]:
                self.do(MoveNotes([note], cluster), next(turns), after=4)
        self.lead(LockStage(stage))

    def look_back(self) -> None:
        stage, told = self.stage(4), self.story["halfway"]
        self.lead(OpenStage(stage))
        say, heard, plus, delta = [q.seq for q in self.state.all(Question) if q.stage == stage]
        for n, person in enumerate(self.people[:27]):
            self.answer(person, stage, say, self.chance.choice([3, 4, 4, 5, 5]))
            self.answer(person, stage, heard, self.chance.choice([2, 3, 3, 4, 4, 5]))
            if n % 3 == 0 and n // 3 < len(told["plus"]):
                self.answer(person, stage, plus, told["plus"][n // 3])
            if n % 3 == 1 and n // 3 < len(told["delta"]):
                self.answer(person, stage, delta, told["delta"][n // 3])
        self.lead(RevealStage(stage), CloseStage(stage))

    def vote(self) -> None:
        """Most have voted; nobody knows yet for what."""
        stage = self.stage(5)
        self.lead(OpenStage(stage))
        dots = [key for key, points in self.story["dots"].items() for _ in range(points)]
        for n, person in enumerate(self.chance.sample(self.people, VOTERS)):
            given = [dots[2 * n], dots[2 * n + 1], dots[2 * VOTERS + n]]
            for key in dict.fromkeys(given):
                self.do(CastVote(stage, self.clusters[key], given.count(key)), person, after=2)

    def act(self) -> None:
        """What is written down already, what is parked, and who waits to speak."""
        for item in self.story["parked"]:
            parked = self.do(ParkItem(item["text"]), self.persons[item["by"]])
            if "outcome" in item:
                self.lead(ResolveItem(parked, item["outcome"]))
        for each in self.story["actions"]:
            owner = self.persons.get(each.get("owner", ""))
            due = (date.today() + timedelta(days=each["days"])).isoformat()
            source = self.clusters[each["cluster"]]
            action = self.do(AddAction(each["text"], owner, due, source), self.facilitator, after=20)
            if owner and each["accepted"]:
                self.do(AcceptAction(action), owner)
        for hand in self.story["hands"]:
            self.do(RaiseHand(hand["kind"]), self.persons[hand["by"]])
