"""Ways back through the record say the same on the page and in the report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from dialogue.activities.board import AddNote, HideNote
from dialogue.activities.clusters import AddCluster
from dialogue.activities.vote import CastVote
from dialogue.exports.document import Level, ParkedLine
from dialogue.exports.map_picture import map_svg_of
from dialogue.exports.minutes import minutes_from
from dialogue.exports.opml import opml_of
from dialogue.exports.outline import outline_of
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.trail import footnote_of_priority
from dialogue.exports.when import clock
from dialogue.pages.reading import Reading
from dialogue.workshop import CloseStage, ReopenStage, RevealStage
from tests.paper import source_of
from tests.table import Table, ana, fay

HOUR = 3_600


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        yield


@pytest.fixture
def table() -> Table:
    """Two rounds of a vote, an hour for each, and an hour later its stage is closed."""
    table = Table()
    board = table.begin("board", questions=["Why?"]) + 1
    note = table.do(ana, AddNote(board, "more trees"))
    sorting = table.begin("clusters")
    cluster = table.do(fay, AddCluster(sorting, "Outdoors", [note])) or 0
    vote = table.begin("vote", target="clusters")
    for again in (True, False):
        table.do(ana, CastVote(vote, cluster, 1))
        table.wait(HOUR)
        table.do(fay, RevealStage(vote))
        if again:
            table.do(fay, ReopenStage(vote))
    table.wait(HOUR)
    table.do(fay, CloseStage(vote))
    return table


def test_a_vote_was_when_its_round_was_counted_on_the_page_and_in_the_report(table: Table) -> None:
    source = source_of(table)
    reading = Reading(source, minutes_from(source, Level.ORGANISER))
    draft = Draft(source, Level.ORGANISER)
    times = []
    for trail, part in zip(reading.ways.back, draft.counted(), strict=True):
        [vote] = [step for step in trail.steps if step.kind == "Vote"]
        footnote = footnote_of_priority(draft, part.rows[0], part)
        assert footnote and vote.at and f"”, {clock(vote.at)}: place 1" in footnote.text
        times.append(vote.at)
    first, second = times
    assert second - first == HOUR
    assert table.clock - second == HOUR


def test_what_is_not_told_or_was_erased_is_said_in_one_way_everywhere_v1() -> None:
    table = Table()
    board = table.begin("board", questions=["Why?"]) + 1
    hidden, erased = (table.do(ana, AddNote(board, words)) or 0 for words in ("a secret", "my own words"))
    vote = table.begin("vote", target="notes")
    for note in (hidden, erased):
        table.do(ana, CastVote(vote, note, 1))
    table.do(fay, RevealStage(vote))
    table.do(fay, HideNote(hidden, "Names somebody"))
    said = "[erased at the writer's request]"
    source = source_of(table)
    minutes = minutes_from(source, Level.PARTICIPANTS)
    for line in minutes.notes():
        line.text, line.erased = "", True
    reading, draft = Reading(source, minutes), Draft(source, Level.PARTICIPANTS)
    draft.notes = reading.notes
    for lookups in (reading, draft):
        [part] = lookups.counted()
        told = {row.target: lookups.words(row) for row in part.rows}
        assert told == {hidden: f"A note that is not shown here (¶{hidden})", erased: said}
        assert lookups.parked(ParkedLine(1, "", "open", note=hidden)) == told[hidden]
    assert said in opml_of(outline_of(minutes)).decode()
    assert said in map_svg_of(minutes)
