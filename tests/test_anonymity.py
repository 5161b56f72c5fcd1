"""Once an anonymous stage is closed nothing tells whose a note, a vote or an answer was (P5, B5).

The same workshop is held in two worlds that differ only in who wrote what. While the stages are open
they can be told apart. Afterwards every row, every byte of the database's files, of a backup, of every
export and of what the process remembers is the same in both: so whatever anybody asks of them, in
whatever way they join them, the answer does not depend on who wrote.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from dialogue import App
from dialogue.activities import BY_NAME
from dialogue.activities.board import AddNote, Note
from dialogue.activities.ground_rules import ProposeRule
from dialogue.activities.identity import identity_of
from dialogue.backup import back_up
from dialogue.database import metadata
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, source_of, unheard
from dialogue.kernel import Audience, Eyes, Role
from dialogue.people import Name
from dialogue.workshop import (
    CloseStage,
    EditStage,
    LockStage,
    MoveStage,
    OpenStage,
    PauseWorkshop,
    ReopenStage,
    ResumeWorkshop,
    RevealStage,
    Stage,
)
from tests.house import House
from tests.table import Table, ana, fay

PLAN: dict[str, Any] = {
    "title": "Partnerships",
    "sectors": ["public", "private", "civil society"],
    "stages": [
        {
            "activity": "check_in",
            "title": "Hello",
            "questions": [
                {"text": "In one word?", "form": "word"},
                {"text": "How well do you know the others?", "form": "scale"},
            ],
        },
        {"activity": "ground_rules", "title": "Rules", "rules": ["Listen"], "identity": "anonymous"},
        {"activity": "board", "title": "Ideas", "questions": ["Why?"], "identity": "anonymous"},
        {"activity": "vote", "title": "First", "target": "notes", "dots": 3, "per_item": 3},
        {"activity": "evaluation", "title": "Goodbye"},
    ],
}
NUTS = ("A walnut", "A hazelnut", "An almond")
WORDS = ("plums in the market", "quinces for the school", "medlars on the hill")


class World:
    """A workshop of three who are asked for the same things in the same order. `turn` is who is first.

    Each phone numbers its commands by itself, so what a phone knows of them differs as well.
    """

    present: World

    def __init__(self, directory: Path, turn: int) -> None:
        directory.mkdir()
        self.now, self.dice = 1_790_000_000.0, Random(7)
        self.enter()
        self.house = House(directory)
        self.live = live = self.house.workshop(PLAN)
        self.fay = live.admit(Role.FACILITATOR, "", Name("Fay"))
        names = ("Anastasia Mwangi", "Benedict Okello", "Cleopatra Silva")
        self.people = [
            live.admit(Role.PARTICIPANT, sector, Name(name), id=f"phone-of-{name[:4]}-joins")
            for name, sector in zip(names, PLAN["sectors"], strict=True)
        ]
        self.slots = self.people[turn:] + self.people[:turn]
        self.told: dict[int, str] = dict(zip(self.people, ("anas", "bene", "cleo"), strict=True))
        self.sent = dict.fromkeys(self.people, 0)
        self.lead("workshop.open")

    def lead(self, name: str, **data: Any) -> int:
        return self.live.submit(name, data, None, self.fay)

    def say(self, slot: int, name: str, wait: float = 7.3, **data: Any) -> int:
        """Whoever has this slot sends a command from their phone."""
        self.wait(wait)
        person = self.slots[slot]
        self.sent[person] += 1
        return self.live.submit(name, data, f"{self.told[person]}-{self.sent[person]:06}", person)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def enter(self) -> None:
        """From now on time and chance are those of this world."""
        World.present = self

    def all(self, kind: str) -> list[int]:
        return [record.seq for record in self.live.state if record.kind == kind]

    def hold(self) -> None:
        """Everything that people do without their name."""
        hello, rules, ideas, vote, goodbye = self.all("stage")
        self.stages = [hello, rules, ideas, vote, goodbye]
        for stage in (hello, rules, ideas, goodbye):
            self.lead("stage.open", stage=stage)
        [board], word, scale = self.all("board"), *self.all("question")[:2]
        listen = self.all("rule")[0]
        for slot in range(3):
            self.say(
                slot, "question.answer", stage=hello, question=word, answer=("red", "blue", "grey")[slot]
            )
        for slot in range(3):
            self.say(slot, "question.answer", stage=hello, question=scale, answer=2 + slot)
        for slot in range(3):
            self.say(slot, "question.answer", stage=hello, question=scale, answer=(5, 1, 2)[slot])
        for slot in range(3):
            self.say(slot, "rule.propose", stage=rules, text=f"Rule of {WORDS[slot]}")
        for slot in range(3):
            self.say(
                slot,
                "rule.respond",
                rule=listen,
                response=("agree", "live_with", "object")[slot],
                reason="No" if slot == 2 else "",
            )
        for slot in range(3):
            self.say(slot, "note.add", board=board, text=WORDS[slot])
        self.notes = self.all("note")
        for slot in range(3):
            self.say(slot, "note.edit", note=self.notes[slot], text=f"{WORDS[slot]}, and soon")
        for slot in range(3):
            self.say(slot, "note.remove", note=self.notes[slot])
        for slot in range(3):
            self.say(slot, "note.restore", note=self.notes[slot])
        for slot in range(3):
            self.say(slot, "note.add", board=board, text=NUTS[slot], on=self.notes[1])
        self.lead("stage.lock", stage=ideas)
        self.lead("stage.open", stage=vote)
        for slot in range(3):
            self.say(slot, "vote.cast", stage=vote, target=self.notes[0], points=1 + slot)
        for slot in range(3):
            self.say(slot, "vote.cast", stage=vote, target=self.notes[0], points=2 - slot)
        for slot in range(3):
            self.say(
                slot,
                "question.answer",
                stage=goodbye,
                question=self.all("question")[-1],
                answer=("glad", "sad", "fine")[slot],
            )

    def close_stages(self) -> None:
        self.enter()
        hello, vote = self.stages[0], self.stages[3]
        self.wait(61)
        self.lead("stage.reveal", stage=hello)
        self.lead("stage.reveal", stage=vote)
        for stage in self.stages:
            self.lead("stage.close", stage=stage)

    def close(self) -> None:
        self.close_stages()
        self.wait(61)
        self.lead("workshop.close", anyway=True)

    # ---- What is left

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        with self.house.database.reading() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
                for table in metadata.sorted_tables
            }

    def files(self) -> dict[str, bytes]:
        """Every byte in the data directory, except what a reader needs for itself."""
        return {
            path.name: path.read_bytes()
            for path in sorted(self.house.directory.iterdir())
            if not path.name.endswith("-shm")
        }

    def exports(self, app: App, level: Level) -> dict[str, bytes]:
        with app.test_request_context():
            source = source_of(self.house.database, self.house.people, self.live.id, self.live.code)
            return {
                name: form.write(source, level, unheard) for name, form in FORMS.items() if name != "bundle"
            } | {"bundle": FORMS["bundle"].write(source, level, unheard)}

    def remembered(self) -> str:
        """What the process that held it still has in memory of answers, owners and views."""
        answers, state = self.live._answers, self.live.state
        eyes = [Eyes(audience) for audience in Audience]
        eyes += [Eyes(Audience.PARTICIPANT, person) for person in self.people]
        return repr(
            [
                sorted(answers.done.items()),
                sorted(answers.spent.items()),
                answers._unsigned,
                state.owners.by_stage,
                [sorted(state.owners.by_person.get(person, ())) for person in self.people],
                [self.live.view(each) for each in eyes],
                [[record.key for record in state.owned_by(person)] for person in self.people],
            ]
        )


@pytest.fixture
def worlds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[World]]:
    """The same workshop twice, with the same dice and the same clock; in the second everybody writes what
    somebody else wrote in the first.
    """
    held: list[World] = []
    try:
        monkeypatch.setattr(os, "urandom", lambda n: World.present.dice.randbytes(n))
        monkeypatch.setattr(secrets, "token_hex", lambda n=32: World.present.dice.randbytes(n).hex())
        monkeypatch.setattr(secrets, "choice", lambda some: World.present.dice.choice(some))
        monkeypatch.setattr(time, "time", lambda: World.present.now)
        for turn in (0, 1):
            held.append(World(tmp_path / str(turn), turn))
            held[-1].hold()
        yield held
    finally:
        for each in held:
            each.house.close()


def each_of(worlds: list[World], what: Callable[[World], Any]) -> tuple[Any, Any]:
    one, other = map(what, worlds)
    return one, other


def test_while_its_stages_are_open_the_two_worlds_differ_only_beside_the_log(worlds: list[World]) -> None:
    """So what is compared below can tell who wrote what, as long as that is kept."""
    one, other = each_of(worlds, World.rows)
    differing = {name for name in one if one[name] != other[name]}
    assert differing == {"owners"}
    assert len(one["owners"]) == len(other["owners"]) > 30
    assert len(set(each_of(worlds, World.remembered))) == 2


def test_after_the_close_no_row_tells_who_wrote_what_p5_b5(worlds: list[World]) -> None:
    for world in worlds:
        world.close()
    one, other = each_of(worlds, World.rows)
    assert one == other
    assert one["owners"] == []
    assert len(one["spent"]) > 30


@pytest.mark.sqlite
def test_after_the_close_no_byte_of_the_files_tells_who_wrote_what_p5(
    worlds: list[World], tmp_path: Path
) -> None:
    one, other = each_of(worlds, World.files)
    assert {name for name in one if one[name] != other[name]} >= {"dialogue.sqlite3-wal"}
    for world in worlds:
        world.close_stages()
        back_up(world.house.database.url, tmp_path / f"backup {world.slots[0]}")
    one, other = each_of(worlds, World.files)
    assert one == other
    assert one["dialogue.sqlite3-wal"] == b"", "Nothing of what was there before is left beside the file."
    copies = [(tmp_path / f"backup {world.slots[0]}").read_bytes() for world in worlds]
    assert copies[0] == copies[1] and WORDS[0].encode() in copies[0]


def test_after_the_close_the_process_remembers_no_more_than_its_database(worlds: list[World]) -> None:
    for world in worlds:
        world.close()
    one, other = each_of(worlds, World.remembered)
    assert one == other


@pytest.mark.parametrize("level", Level)
def test_after_the_close_every_export_is_the_same_whoever_wrote(
    worlds: list[World], app: App, level: Level
) -> None:
    for world in worlds:
        world.close()
    one, other = each_of(worlds, lambda world: world.exports(app, level))
    assert {name for name in one if one[name] != other[name]} == set()
    assert b"walnut" in one["json"], "There is something to tell."


# ---- Nobody can take it back


WITH_IDENTITY = {name for name, each in BY_NAME.items() if "identity" in each.Settings.__struct_fields__}


def opened(table: Table, activity: str) -> int:
    """An anonymous stage in which nobody has written yet."""
    return table.begin(activity, identity="anonymous", **{"board": {"questions": ["Why?"]}}.get(activity, {}))


def test_every_activity_that_says_whose_words_are_is_looked_at_here() -> None:
    assert {"board", "ground_rules"} == WITH_IDENTITY


@pytest.mark.parametrize("activity", sorted(WITH_IDENTITY))
def test_what_was_promised_when_a_stage_opened_is_never_loosened_p5(table: Table, activity: str) -> None:
    """A note that was written on a phone without a network comes later, and was promised the same."""
    stage = opened(table, activity)
    steps = [
        LockStage(stage),
        OpenStage(stage),
        RevealStage(stage),
        ReopenStage(stage),
        PauseWorkshop(),
        ResumeWorkshop(),
        MoveStage(stage, None),
        CloseStage(stage),
        ReopenStage(stage),
    ]
    for step in steps:
        table.do(fay, step)
        for wanted in ("named", "sector"):
            refused = table.refuses(fay, EditStage(stage, settings={"identity": wanted}))
            assert refused.reason == "identity-loosened", step
    table.do(fay, EditStage(stage, title="Another title"))
    assert identity_of(table.state.find(Stage, stage)) == "anonymous"


def test_whoever_takes_a_stage_as_a_pattern_takes_no_words_with_it(table: Table) -> None:
    """A run sheet that is used again has its settings changed freely: nothing is in it."""
    stage = opened(table, "board")
    table.do(ana, AddNote(stage + 1, "a plum"))
    again = table.add("board", questions=["Why?"], identity="named")
    assert [note.stage for note in table.state.all(Note)] == [stage]
    assert identity_of(table.state.find(Stage, again)) == "named"


@pytest.mark.parametrize("activity", sorted(WITH_IDENTITY))
def test_a_facilitator_sees_nothing_move_but_what_was_written_p5(table: Table, activity: str) -> None:
    """Nothing of the author changes in the moment in which an unsigned entry comes."""
    stage = opened(table, activity)
    before = dict(table.sees(Audience.FACILITATOR).records)
    command = AddNote(stage + 1, "a plum") if activity == "board" else ProposeRule(stage, "a plum")
    seq = table.do(ana, command)
    after = table.sees(Audience.FACILITATOR).records
    changed = {key for key in after if after[key] != before.get(key)}
    assert f"{'note' if activity == 'board' else 'rule'}/{seq}" in changed
    assert not {key for key in changed if key.startswith("person/")}
    assert "by" not in str(after[f"{'note' if activity == 'board' else 'rule'}/{seq}"])
