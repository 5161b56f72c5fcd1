"""The run sheet: what a stage says of when it ran."""

from dialogue.kernel import Audience
from dialogue.workshop import CloseStage, OpenStage, ReopenStage
from tests.table import Table, fay


def test_a_stage_says_when_it_first_opened_and_when_it_closed(table: Table) -> None:
    stage = table.add("board", questions=["What works?"])
    seen = table.sees(Audience.FACILITATOR).at("stage", stage)
    assert (seen["opened"], seen["closed"]) == (None, None)
    table.do(fay, OpenStage(stage))
    opened = table.sees(Audience.FACILITATOR).at("stage", stage)["opened"]
    assert opened is not None
    table.wait(60)
    table.do(fay, CloseStage(stage))
    assert table.sees(Audience.FACILITATOR).at("stage", stage)["closed"] == opened + 60
    table.wait(60)
    table.do(fay, ReopenStage(stage))
    assert table.sees(Audience.FACILITATOR).at("stage", stage)["opened"] == opened
