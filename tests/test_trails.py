"""Ways back through the record say the same on the page and in the report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from dialogue.activities.board import AddNote
from dialogue.activities.clusters import AddCluster
from dialogue.activities.vote import CastVote
from dialogue.exports.document import Level
from dialogue.exports.minutes import minutes_from
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
