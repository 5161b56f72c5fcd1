"""A workshop that was held, with words in many scripts: what every written form is tried on."""

from __future__ import annotations

from dialogue.activities.actions import AddAction
from dialogue.activities.board import AddNote
from dialogue.activities.clusters import AddCluster
from dialogue.activities.ground_rules import AdoptRule, RespondToRule
from dialogue.activities.parking_lot import ParkItem
from dialogue.activities.vote import CastVote
from dialogue.exports.document import Level, Minutes
from dialogue.exports.minutes import minutes_of
from dialogue.workshop import OpenStage, RevealStage
from tests.table import Table, ana, ben, cleo, fay

ARABIC = "نحتاج إلى إذاعة محلية، كل يوم!"
AMHARIC = "እያንዳንዱ ወረዳ አንድ ሰው ይመድብ።"
KHMER = "យើងត្រូវការគ្រូបង្រៀនជាភាសាខ្មែរ"
HINDI = "हर गाँव में एक प्रशिक्षित व्यक्ति"
EMOJI = "Radio first 📻, then phones 👩🏽‍🌾🇰🇪"
SCRIPTS = [ARABIC, AMHARIC, KHMER, HINDI, EMOJI]
HARD = ["=1+1", "-5 % of what it costs", "@all: \"quoted\", and; 'more'", "'=already", "<b>&amp;</b> ]]>"]
LINES = "First line\nand a second one"
WORDS = [*SCRIPTS, *HARD, LINES]


def held_workshop(identity: str = "sector") -> Table:
    """Two questions; under the first every text there is, two clusters, a note that builds on one."""
    table = Table()
    rules = table.begin("ground_rules", rules=["Listen", "=Be brief"], accept_facilitators=False)
    for person in (ana, ben):
        table.do(person, RespondToRule(rules + 1, "agree"))
    table.do(fay, AdoptRule(rules + 1))
    stage = table.begin("board", questions=["What works?", "ماذا بعد؟"], identity=identity)
    writers = [ana, ben, cleo]
    notes = [table.do(writers[n % 3], AddNote(stage + 1, text)) or 0 for n, text in enumerate(WORDS)]
    table.do(ben, AddNote(stage + 1, "and in the mornings", on=notes[0]))
    table.do(cleo, AddNote(stage + 2, "Who pays for the batteries?"))
    table.do(fay, RevealStage(stage))
    sorting = table.begin("clusters")
    heard = table.do(fay, AddCluster(sorting, "To be heard", notes[:3])) or 0
    named = table.do(fay, AddCluster(sorting, AMHARIC, notes[3:5])) or 0
    vote = table.add("vote", dots=3, per_item=2)
    table.do(fay, OpenStage(vote))
    for person, target, points in [(ana, heard, 2), (ben, heard, 1), (cleo, named, 2)]:
        table.do(person, CastVote(vote, target, points))
    table.do(fay, RevealStage(vote))
    table.do(fay, AddAction("Ask the regulator", owner=ben, due="2027-03-01"))
    table.do(ana, ParkItem("+ a budget line"))
    return table


def held_minutes(level: Level = Level.ORGANISER) -> Minutes:
    return minutes_of(held_workshop().state, level)
