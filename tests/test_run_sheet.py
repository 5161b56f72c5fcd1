"""The run sheet: what a stage says of when it ran, and what is left of one that was taken off."""

from __future__ import annotations

from typing import Any

import pytest

from dialogue.activities import read
from dialogue.kernel import Audience
from dialogue.workshop import CloseStage, OpenStage, RemoveStage, ReopenStage
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


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("stage.add", {"activity": "board", "after": "gone"}),
        ("stage.add", {"activity": "clusters", "after": "gone"}),
        ("stage.add", {"activity": "clusters", "of": "gone"}),
        ("stage.edit", {"stage": "gone", "title": "Again"}),
        ("stage.move", {"stage": "gone"}),
        ("stage.move", {"stage": "there", "after": "gone"}),
        ("stage.remove", {"stage": "gone"}),
        ("stage.open", {"stage": "gone"}),
        ("stage.timer", {"stage": "gone", "seconds": 60}),
        ("board.add", {"stage": "gone", "question": "And now?"}),
        ("screen.show", {"view": "stage", "stage": "gone"}),
    ],
)
def test_a_stage_that_was_taken_off_takes_part_in_nothing(
    table: Table, name: str, data: dict[str, Any]
) -> None:
    numbers = {"there": table.add("board"), "gone": table.add("board", questions=["What works?"])}
    table.do(fay, RemoveStage(numbers["gone"]))
    assert not table.sees(Audience.FACILITATOR).of("board"), "Its question is gone with it."
    asked = {field: numbers.get(value, value) for field, value in data.items()}
    assert table.refuses(fay, read(name, asked)).reason in {"not-found", "stage-state"}


def test_a_stage_can_go_once_what_worked_on_it_has_gone(table: Table) -> None:
    board = table.add("board")
    sorting = table.add("clusters", of=board)
    table.refuses(fay, RemoveStage(board))
    table.do(fay, RemoveStage(sorting))
    table.do(fay, RemoveStage(board))
    assert table.sees(Audience.FACILITATOR).at("workshop", 1)["stages"] == []
