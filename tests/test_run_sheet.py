"""The run sheet: what a stage says of when it ran, and what is left of one that was taken off."""

from __future__ import annotations

from typing import Any

import pytest

from dialogue.activities import read
from dialogue.activities.clusters import AddCluster
from dialogue.kernel import Audience
from dialogue.workshop import CloseStage, MoveStage, OpenStage, RemoveStage, ReopenStage
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


# ---- Changing a stage


def edited(table: Table, stage: int, **data: Any) -> dict[str, Any]:
    """The settings of a stage after it was changed as a client changes it."""
    table.do(fay, read("stage.edit", {"stage": stage, **data}))
    settings: dict[str, Any] = table.sees(Audience.FACILITATOR).at("stage", stage)["settings"]
    return settings


def test_what_is_left_out_of_an_edit_stays_as_it_was(table: Table) -> None:
    first, _second = table.add("board"), table.add("board")
    sorting = table.add("clusters", of=first, open_to="everyone", title="Sorting", minutes=10)
    assert edited(table, sorting, minutes=5) == {"minutes": 5, "of": first, "open_to": "everyone"}
    assert table.stage(sorting).title == "Sorting"


def test_a_setting_that_is_null_is_that_of_a_new_stage(table: Table) -> None:
    rules = table.add("ground_rules", quorum=80, minutes=10)
    shown = edited(table, rules, quorum=None, minutes=None)
    assert (shown["quorum"], shown["minutes"]) == (50, 0)
    table.add("clusters", of=table.add("board"))
    vote = table.add("vote", dots=9, per_item=9)
    assert edited(table, vote, dots=None, per_item=None).items() >= {"dots": 3, "per_item": 2}.items()
    assert table.refuses(fay, read("stage.edit", {"stage": vote, "speed": None})).reason == "unknown-setting"


@pytest.mark.parametrize(
    ("activity", "lists"),
    [
        ("board", "questions"),
        ("ground_rules", "rules"),
        ("check_in", "questions"),
        ("evaluation", "questions"),
    ],
)
def test_a_new_stage_takes_null_for_what_is_left_out(table: Table, activity: str, lists: str) -> None:
    left_out, null = table.add(activity), table.add(activity, minutes=None, **{lists: None})
    assert table.stage(null).settings == table.stage(left_out).settings


def test_the_nearest_stage_is_found_before_the_one_that_is_changed(table: Table) -> None:
    first, second = table.add("board"), table.add("board")
    sorting = table.add("clusters", of=first)
    after = table.add("board")
    assert edited(table, sorting, of=None)["of"] == second
    assert edited(table, sorting, of=after)["of"] == after, "Another one may still be named."
    table.do(fay, MoveStage(sorting, after=first))
    assert edited(table, sorting, of=None)["of"] == first
    table.do(fay, MoveStage(sorting))
    alone = table.refuses(fay, read("stage.edit", {"stage": sorting, "of": None}))
    assert alone.reason == "nothing-to-work-on"


@pytest.mark.parametrize("given", [{"target": "notes"}, {"target": "notes", "of": None}])
def test_a_vote_on_notes_leaves_the_clusters_for_the_board_before_it(
    table: Table, given: dict[str, Any]
) -> None:
    board = table.add("board")
    sorting = table.add("clusters")
    vote = table.add("vote")
    table.add("board")
    assert table.stage(vote).settings.of == sorting  # type: ignore[attr-defined]
    assert edited(table, vote, **given)["of"] == board
    assert edited(table, vote, target=None)["of"] == sorting
    named = table.refuses(fay, read("stage.edit", {"stage": vote, "target": "notes", "of": sorting}))
    assert named.reason == "nothing-to-work-on"


def test_null_that_changes_nothing_is_no_change_where_none_may_be(table: Table) -> None:
    board = table.begin("board", questions=["What works?"])
    sorting = table.begin("clusters")
    table.do(fay, AddCluster(sorting, "Green"))
    assert edited(table, sorting, of=None)["of"] == board, "It is sorted by now, and stays so."
    vote = table.begin("vote")
    assert edited(table, vote, of=None, dots=None, target=None, minutes=5)["of"] == sorting
    begun = table.refuses(fay, read("stage.edit", {"stage": table.begin("vote", dots=9), "dots": None}))
    assert begun.reason == "vote-begun"


@pytest.mark.parametrize("title", ["", "  "])
def test_a_title_can_be_taken_off_again(table: Table, title: str) -> None:
    board = table.add("board", title="Ideas")
    edited(table, board, title=title)
    assert table.stage(board).title == ""
    edited(table, board, title=" Ideas ")
    assert table.stage(board).title == "Ideas"
