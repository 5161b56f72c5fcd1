"""Starters: each becomes a workshop as it stands, and every step of it can be opened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dialogue.activities import BY_NAME
from dialogue.activities.board import NoteState
from dialogue.kernel import TITLE_LENGTH, Audience, Eyes, Refused
from dialogue.live import LiveWorkshop
from dialogue.starters import STARTERS, Starter, starter
from dialogue.workshop import Stage
from dialogue.workshop_file import file_of, read_workshop_file
from tests.house import House, people_of

RUN_SHEETS = [each for each in STARTERS if each.stages]


def named(each: Starter) -> str:
    return each.id


def file_from(each: Starter) -> dict[str, object]:
    return {"title": str(each.id), "sectors": ["public", "private"], "stages": each.stages}


def test_there_are_enough_to_choose_from_and_no_two_are_alike() -> None:
    assert len(RUN_SHEETS) >= 8
    for values in zip(*((each.id, each.title, each.about) for each in STARTERS), strict=True):
        assert len({str(value) for value in values}) == len(STARTERS)
    assert {"questions", "rules", "priorities", "review"} <= {each.id for each in RUN_SHEETS}
    assert starter("review").id == "review"
    assert starter("no such starter") is STARTERS[0]


def test_the_readme_promises_only_what_a_stage_brings() -> None:
    """A newcomer looks for a stage of that name."""
    readme = (Path(__file__).parent.parent / "README.md").read_text()
    [promised] = re.findall(r"without an account; (.+?) appear live", readme)
    comes_of = {"ideas": "board", "votes": "vote"}
    for what in re.split(", | and ", promised):
        assert comes_of.get(what, what.replace(" ", "_")) in BY_NAME, what
    assert "No stage is called a decision" in readme and "decision" not in BY_NAME


@pytest.mark.parametrize("each", RUN_SHEETS, ids=named)
def test_each_step_has_a_title_and_takes_some_time(each: Starter) -> None:
    for stage in each.stages:
        assert 0 < len(stage["title"]) <= TITLE_LENGTH
        assert stage["activity"] in BY_NAME
        assert stage["minutes"] > 0
    assert 30 <= each.minutes <= 120
    assert 0 < len(str(each.about)) <= 120


@pytest.mark.parametrize("each", RUN_SHEETS, ids=named)
def test_every_step_opens_is_revealed_and_closes(house: House, each: Starter) -> None:
    live = house.register.open(house.register.create(read_workshop_file(file_from(each))).code)
    fay, ana, ben = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    stages = list(live.state.at("workshop/1").stages)  # type: ignore[union-attr]
    assert len(stages) == len(each.stages)
    for number in stages:
        live.submit("stage.open", {"stage": number}, None, fay)
        take_part(live, number, fay, ana, ben)
        for name in ("stage.reveal", "stage.close"):
            try:
                live.submit(name, {"stage": number}, None, fay)
            except Refused as refused:
                # What shows everything from the beginning has nothing to reveal.
                assert name == "stage.reveal", (each.id, number, refused)
    live.submit("workshop.close", {}, None, fay)
    assert {str(live.state.find(Stage, number).state) for number in stages} == {"closed"}


def take_part(live: LiveWorkshop, stage: int, fay: int, *people: int) -> None:
    """Each writes under every question, so that the steps which come after have something to work on."""
    boards = [
        board.seq for board in live.state if board.kind == "board" and getattr(board, "stage", 0) == stage
    ]
    for board in boards:
        for person in people:
            live.submit("note.add", {"board": board, "text": f"An idea of {person}"}, None, person)
    if boards:
        notes = [note for note in live.state if note.kind == "note" and getattr(note, "board", 0) in boards]
        for note in notes:
            if getattr(note, "state", None) is NoteState.HELD:
                live.submit("note.release", {"note": note.seq}, None, fay)
    if live.state.find(Stage, stage).activity == "clusters":
        live.submit("cluster.add", {"stage": stage, "title": "What belongs together"}, None, fay)


@pytest.mark.parametrize("each", RUN_SHEETS, ids=named)
def test_a_workshop_gives_back_the_file_it_was_made_from(house: House, each: Starter) -> None:
    """Created, written down and created again it is the same."""
    made = house.register.create(read_workshop_file(file_from(each)))
    live = house.register.open(made.code)
    once = file_of(live.state, made)
    again = house.register.create(read_workshop_file(once))
    other = house.register.open(again.code)
    assert file_of(other.state, again) == once
    assert shown_of(other) == shown_of(live)
    wanted = [stage.get("title") for stage in each.stages]
    assert [stage["title"] for stage in once["stages"]] == wanted


def shown_of(live: LiveWorkshop) -> dict[str, object]:
    return dict(live.view(Eyes(Audience.FACILITATOR))["records"])


# ---- The file of a workshop that was held


def test_the_file_of_a_workshop_that_was_held_has_its_rules_and_nobodys_words(house: House) -> None:
    plan = {
        "title": "Rivers",
        "purpose": "Plan the dry season.",
        "entry": "passphrase",
        "passphrase": "willow tree",
        "partnership": "Water board",
        "keep": {"days": 400},
        "sectors": ["public", "private"],
        "stages": [
            {"activity": "ground_rules", "rules": ["Listen.", "Be brief."], "accept_facilitators": True},
            {"activity": "board", "title": "Ideas", "questions": ["Why?"], "instruction": "One at a time."},
            {"activity": "clusters", "open_to": "everyone"},
        ],
    }
    listed = house.register.create(read_workshop_file(plan))
    live = house.register.open(listed.code)
    fay, ana, ben = people_of(live)
    stages = live.state.at("workshop/1").stages  # type: ignore[union-attr]
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": stages[0]}, None, fay)
    listen, *_ = (r.seq for r in live.state if r.kind == "rule" and getattr(r, "text", "") == "Listen.")
    for person in (ana, ben):
        live.submit("rule.respond", {"rule": listen, "response": "agree"}, None, person)
    live.submit("rule.adopt", {"rule": listen}, None, fay)
    live.submit("stage.open", {"stage": stages[1]}, None, fay)
    board = next(record.seq for record in live.state if record.kind == "board")
    live.submit("note.add", {"board": board, "text": "Ana's own words"}, None, ana)
    file = file_of(live.state, listed, house.register.partnership_name(listed.partnership))
    assert file.pop("stages") == [
        {"activity": "ground_rules", "rules": ["Listen."]},
        {"activity": "board", "title": "Ideas", "instruction": "One at a time.", "questions": ["Why?"]},
        {"activity": "clusters", "open_to": "everyone", "of": 1},
    ]
    assert file == {name: value for name, value in plan.items() if name not in ("stages", "passphrase")}


def test_a_stage_that_was_moved_before_its_source_finds_another(house: House) -> None:
    plan = {
        "title": "Rivers",
        "sectors": ["public", "private"],
        "stages": [
            {"activity": "board", "questions": ["Why?"]},
            {"activity": "board", "questions": ["How?"]},
            {"activity": "clusters"},
        ],
    }
    live = house.workshop(plan)
    fay, *_ = people_of(live)
    _, second, clusters = live.state.at("workshop/1").stages  # type: ignore[union-attr]
    live.submit("stage.move", {"stage": second, "after": clusters}, None, fay)
    stages = file_of(live.state, house.register.find(live.code))["stages"]
    assert [stage["activity"] for stage in stages] == ["board", "clusters", "board"]
    assert "of" not in stages[1]
    assert house.register.create(read_workshop_file({"title": "Again", "stages": stages}))


# ---- What belongs to a workshop beside its log


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"keep": {"people_dayz": 3}}, "unknown field `people_dayz` - at `$.keep`"),
        ({"keep": {"days": 0}}, "Expected `int` >= 1 - at `$.keep.days`"),
        ({"keep": {"days": 3, "people_days": 2}}, "people_days or days, not both - at `$.keep`"),
        ({"keep": "forever"}, "Expected `object`, got `str` - at `$.keep`"),
        ({"partnership": 3}, "Expected `str`, got `int` - at `$.partnership`"),
        ({"partnership": "P" * 161}, "length <= 160 - at `$.partnership`"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_path(wrong: dict[str, object], path: str) -> None:
    with pytest.raises(Refused) as refused:
        read_workshop_file({"title": "Rivers"} | wrong)
    assert path in str(refused.value)


def test_workshops_of_one_partnership_are_made_with_its_name(house: House) -> None:
    named = [{"title": "One", "partnership": "Water  board "}, {"title": "Two", "partnership": "Water board"}]
    one, two = (house.register.create(read_workshop_file(file)) for file in named)
    none = house.register.create(read_workshop_file({"title": "Three"}))
    assert one.partnership == two.partnership is not None
    assert house.register.partnership_name(one.partnership) == "Water board"
    assert none.partnership is None
    assert house.register.partnership_name(None) == ""
    assert list(house.register.partnerships().values()) == ["Water board"]
