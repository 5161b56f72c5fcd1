"""A workshop to write down: what tests of reports and other written forms draw from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dialogue.activities.actions import AcceptAction, AddAction
from dialogue.activities.board import AddNote, HideNote
from dialogue.activities.clusters import AddCluster
from dialogue.activities.ground_rules import AdoptRule, ProposeRule, RespondToRule, SetRuleAside
from dialogue.activities.parking_lot import ParkItem
from dialogue.activities.questions import AnswerQuestion
from dialogue.activities.vote import CastVote
from dialogue.database import Database
from dialogue.exports import blocks
from dialogue.exports.blocks import Block, Chart, Footnote, Item, Listing, Report, Row, Section
from dialogue.exports.forms import Source
from dialogue.kernel import Role
from dialogue.workshop import CloseStage, CloseWorkshop, OpenStage, RevealStage
from tests.table import Table, ana, ben, cleo, fay

# What must come through every form unchanged.
WORDS = {
    "Arabic": "لا تخططوا من أجلنا، بل خططوا معنا",
    "Amharic": "የአካባቢው ሰዎች ከመጀመሪያው ቀን ይሳተፉ",
    "Khmer": "ប្រជាជនក្នុងតំបន់ត្រូវចូលរួមតាំងពីដំបូង",
    "Hindi": "शुरू से ही स्थानीय लोगों को शामिल करें",
    "emoji": "Families first 👩‍👩‍👧 🇰🇪 👍🏾",
    "marks": '<b>1 < 2</b> & "two" | three\n# no heading',
}


def source_of(table: Table, **passages: str) -> Source:
    """The workshop of a table as it stands. No database is behind it, and none may be asked."""
    named = {name.replace("__", "."): text for name, text in passages.items()}
    return Source("TABLE2", table.state, list(table.log), cast(Database, None), 0, named)


class Held:
    """A workshop with everything in it, closed: two questions, of which one stayed empty, six notes in as
    many scripts, two clusters, a vote with a tie, rules, actions, something parked, an evaluation.
    """

    def __init__(self, identity: str = "sector") -> None:
        self.table = table = Table()
        self.others = [table.admit(Role.PARTICIPANT, sector) for sector in ("public",) * 4 + ("private",) * 2]
        self.people = [ana, ben, cleo, *self.others]
        self.rules()
        stage = table.begin(
            "board", title="Ideas", questions=["What works?", "What does not?"], identity=identity
        )
        self.board = stage + 1
        self.notes = []
        for person, words in zip(self.people, WORDS.values(), strict=False):
            table.wait(60)
            self.notes.append(table.do(person, AddNote(self.board, words)) or 0)
        self.hidden = table.do(cleo, AddNote(self.board, "A secret word")) or 0
        table.do(fay, HideNote(self.hidden, "Names somebody"))
        table.do(fay, CloseStage(stage))
        self.sort_and_vote()
        self.finish()

    def rules(self) -> None:
        stage = self.table.begin("ground_rules", title="How we work", rules=["Listen"], identity="sector")
        self.agreed = self.first("rule")
        self.contested = self.table.do(ana, ProposeRule(stage, "Phones away")) or 0
        for person in self.people:
            self.table.do(person, RespondToRule(self.agreed, "agree"))
        for person in (ana, ben):
            self.table.do(person, RespondToRule(self.contested, "object", "We join by phone"))
        self.table.do(fay, AdoptRule(self.agreed))
        self.table.do(fay, SetRuleAside(self.contested))
        self.table.do(fay, CloseStage(stage))

    def sort_and_vote(self) -> None:
        table = self.table
        sorting = table.begin("clusters", title="Sorting")
        self.near = table.do(fay, AddCluster(sorting, "Near | home", self.notes[:2])) or 0
        self.far = table.do(fay, AddCluster(sorting, "Far away", self.notes[2:4])) or 0
        self.vote = table.begin("vote", title="What comes first", dots=3, per_item=2)
        for person in self.people[:4]:
            table.do(person, CastVote(self.vote, self.near, 2))
            table.do(person, CastVote(self.vote, self.far, 1))
        for person in self.people[4:8]:
            table.do(person, CastVote(self.vote, self.far, 1))
        table.do(fay, RevealStage(self.vote))

    def finish(self) -> None:
        table = self.table
        self.action = (
            table.do(fay, AddAction("Ask the elders", owner=ben, due="2027-03-01", source=self.near)) or 0
        )
        table.do(ben, AcceptAction(self.action))
        self.parked = table.do(cleo, ParkItem("Who pays?")) or 0
        asked = table.add(
            "evaluation", title="Looking back", questions=[{"text": "Was it worth it?", "form": "scale"}]
        )
        table.do(fay, OpenStage(asked))
        for n, person in enumerate(self.people):
            table.do(person, AnswerQuestion(asked, asked + 1, 1 + n % 5))
        table.do(fay, RevealStage(asked))
        table.do(fay, CloseWorkshop(anyway=True))

    def first(self, kind: str) -> int:
        return next(record.seq for record in self.table.state if record.kind == kind)


# ---- Walking a report


def sections_in(report: Report) -> Iterator[Section]:
    """Every section, those beneath others too, in order."""

    def walk(sections: list[Section]) -> Iterator[Section]:
        for section in sections:
            yield section
            yield from walk(section.sections)

    yield from walk(report.sections)


def blocks_in(report: Report) -> list[Block]:
    return [block for section in sections_in(report) for block in section.blocks]


def tables_in(report: Report) -> list[blocks.Table]:
    return [block for block in blocks_in(report) if isinstance(block, blocks.Table)]


def charts_in(report: Report) -> list[Chart]:
    return [block for block in blocks_in(report) if isinstance(block, Chart)]


def items_in(report: Report) -> list[Item]:
    def walk(items: list[Item]) -> Iterator[Item]:
        for item in items:
            yield item
            yield from walk(item.items)

    return [item for block in blocks_in(report) if isinstance(block, Listing) for item in walk(block.items)]


def footnotes_in(report: Report) -> list[Footnote]:
    bearers: list[Item | Row] = [
        *items_in(report),
        *(row for table in tables_in(report) for row in table.rows),
    ]
    return [bearer.footnote for bearer in bearers if bearer.footnote]


def section_of(report: Report, anchor: str) -> Section | None:
    return next((section for section in sections_in(report) if section.anchor == anchor), None)
