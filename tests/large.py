"""Large workshops, made by the rules in no time: what tests of size and the bench open."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

from dialogue import activities, log
from dialogue.kernel import Command, Person, Role, State
from dialogue.live import LiveWorkshop
from dialogue.people import Name
from dialogue.register import Register
from dialogue.workshop import AdmitPerson, Stage
from dialogue.workshop_file import read_workshop_file

SECTORS = ["public", "private", "civil society", "schools"]
PLAN: dict[str, Any] = {
    "title": "A large workshop",
    "sectors": SECTORS,
    "stages": [
        {"activity": "check_in", "title": "Arriving"},
        {"activity": "ground_rules", "title": "How we work", "rules": ["Listen.", "Be brief.", "Be kind."]},
        {"activity": "board", "title": "Ideas", "questions": ["What?", "Why?", "How?", "Who?", "When?"]},
        {"activity": "clusters", "title": "Sorting", "open_to": "everyone"},
        {"activity": "vote", "title": "Dots"},
        {"activity": "actions", "title": "Who does what", "open_to": "everyone"},
    ],
}


def made_words(count: int) -> list[str]:
    """Words that compress as English does: a few are used often, most are rare."""
    chance = random.Random(count)
    heads, vowels, tails = "bcdfghklmnprstvw", "aeiou", ["", "n", "r", "s", "t", "l", "nd", "ck"]
    return [
        "".join(chance.choice(heads) + chance.choice(vowels) + chance.choice(tails) for _ in range(length))
        for length in chance.choices([1, 2, 3], [2, 3, 1], k=count)
    ]


WORDS = made_words(5_000)
OFTEN = list(accumulate(1 / (rank + 2) for rank in range(len(WORDS))))


class Making:
    """A workshop as it grows: commands go through the rules, entries are kept beside each other."""

    def __init__(self, register: Register, plan: dict[str, Any] | None = None, people: int = 300) -> None:
        self.register = register
        self.listed = register.create(read_workshop_file(plan or PLAN))
        self.state: State = log.load(register.database, self.listed.id)
        self.written: list[log.Written] = []
        self.chance = random.Random(20_000)
        self.fay = self.admit(Role.FACILITATOR, "")
        self.people = [self.admit(Role.PARTICIPANT, SECTORS[n % 4]) for n in range(people)]
        self.do("workshop.open", self.fay)

    def admit(self, role: Role, sector: str) -> int:
        return self._decide(AdmitPerson(role, sector), Person(seq=0, role=Role.FACILITATOR), None)

    def do(self, name: str, person: int, **data: Any) -> int:
        """A command of somebody; the seq it led to, 0 where it led to nothing."""
        return self._decide(activities.read(name, data), self.state.find(Person, person), person)

    def _decide(self, command: Command, person: Person, by: int | None) -> int:
        first = self.state.next
        for event in list(activities.decide(self.state, command, person, time.time())):
            written = log.happen(self.state, event, by, time.time())
            self.written.append(written._replace(command=f"command-{written.entry.seq}"))
        return first if self.state.next > first else 0

    def stage(self, activity: str) -> int:
        return next(stage.seq for stage in self.state.all(Stage) if stage.activity == activity)

    def first(self, kind: str) -> list[int]:
        return [record.seq for record in self.state if record.kind == kind]

    def text(self, least: int = 62, most: int = 120) -> str:
        """Some words, about as long as people's are (the reference: median 62, at most 237)."""
        length = self.chance.randint(least, most)
        words = " ".join(self.chance.choices(WORDS, cum_weights=OFTEN, k=length))
        return words[:length].strip().ljust(least, ".")

    def save(self) -> LiveWorkshop:
        """Write all of it, and open it as after a start."""
        log.append(self.register.database, self.listed.id, self.written)
        names = self.register.people
        for person in [self.fay, *self.people]:
            keep = names.keeping(self.listed.id, Name(f"Person {person}", "An organisation"))
            self.register.database.write(
                lambda connection, keep=keep, person=person: keep(connection, person)
            )
        return self.register.open(self.listed.code)


def workshop_of_notes(register: Register, notes: int, people: int = 100) -> LiveWorkshop:
    """One stage of five questions with that many notes, revealed."""
    board = PLAN["stages"][2] | {"visibility": "own"}
    making = Making(register, PLAN | {"stages": [board]}, people)
    stage = making.stage("board")
    making.do("stage.open", making.fay, stage=stage)
    boards = making.first("board")
    for n in range(notes):
        person = making.people[n % people]
        making.do("note.add", person, board=making.chance.choice(boards), text=making.text())
    making.do("stage.reveal", making.fay, stage=stage)
    return making.save()


def workshop_of_events(register: Register, events: int, most_notes: int | None = None) -> Making:
    """A long day of three hundred people with that many entries, not saved yet."""
    making = Making(register)
    for activity in ("check_in", "ground_rules", "board", "clusters", "actions"):
        making.do("stage.open", making.fay, stage=making.stage(activity))
    writing(making, events * 7 // 8, most_notes or events)
    voting(making, until=events)
    return making


def writing(making: Making, until: int, most_notes: int) -> None:
    """Notes, wordings, clusters, rules, answers and actions, all at once."""
    chance, people = making.chance, making.people
    boards, rules, sorting = making.first("board"), making.first("rule"), making.stage("clusters")
    asking, rules_stage = making.stage("check_in"), making.stage("ground_rules")
    questions = making.first("question")
    clusters = [making.do("cluster.add", making.fay, stage=sorting, title=f"Lane {n}") for n in range(40)]
    mine: dict[int, list[int]] = {person: [] for person in people}
    notes: list[int] = []
    while making.state.seq < until:
        person, kind = chance.choice(people), chance.random()
        if (kind < 0.3 or not notes) and len(notes) < most_notes:
            note = making.do("note.add", person, board=chance.choice(boards), text=making.text())
            mine[person].append(note)
            notes.append(note)
        elif kind < 0.4 and mine[person]:
            making.do("note.edit", person, note=chance.choice(mine[person]), text=making.text())
        elif kind < 0.65:
            making.do("note.move", person, notes=[chance.choice(notes)], cluster=chance.choice(clusters))
        elif kind < 0.8:
            making.do(
                "rule.respond",
                person,
                rule=chance.choice(rules),
                response=chance.choice(["agree", "live_with"]),
            )
        elif kind < 0.9:
            answer: Any = {"word": "curious", "scale": 3, "text": making.text()}
            question = chance.choice(questions)
            form = making.state.at(f"question/{question}").form  # type: ignore[union-attr]
            given = chance.randint(1, 5) if form == "scale" else answer[form]
            making.do("question.answer", person, stage=asking, question=question, answer=given)
        elif kind < 0.95:
            is_done = rules_stage in making.state.find(Person, person).done
            making.do("stage.done", person, stage=rules_stage, done=not is_done)
        else:
            making.do("action.add", person, text=making.text())


def voting(making: Making, until: int) -> None:
    """Everybody gives their dots, and changes their mind."""
    for activity in ("check_in", "ground_rules", "board", "clusters"):
        making.do("stage.close", making.fay, stage=making.stage(activity))
    vote = making.stage("vote")
    making.do("stage.open", making.fay, stage=vote)
    targets = making.first("vote")
    options = [making.state.at(f"vote/{seq}").target for seq in targets]  # type: ignore[union-attr]
    for person, target, points in endless_votes(making, options):
        if making.state.seq >= until - 2:
            break
        making.do("vote.cast", person, stage=vote, target=target, points=points)
    making.do("stage.reveal", making.fay, stage=vote)
    while making.state.seq < until:
        making.do("action.add", making.fay, text=making.text())


def endless_votes(making: Making, options: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    chosen = list(options)
    while True:
        for person in making.people:
            target = making.chance.choice(chosen)
            yield person, target, 1
            yield person, target, 0
