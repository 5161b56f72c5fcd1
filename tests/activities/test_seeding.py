"""Seeding: what an earlier day left is brought along, and is never taken for somebody's words."""

from typing import Any

import pytest

from dialogue import activities
from dialogue.activities.board import AddNote, Board, EditNote, HideNote, Note, NoteAdded
from dialogue.activities.clusters import Cluster
from dialogue.kernel import Audience, Refused, State
from dialogue.workshop import CloseStage, CloseWorkshop, LockStage, OpenStage, RevealStage
from tests.table import SERVER, Table, ana, ben, fay

WELLS = {
    "question": "Who looks after the wells?",
    "clusters": [
        {"title": "Villages", "notes": [{"text": "A committee", "built": ["of four, two of them women"]}]},
        {"title": "Districts", "notes": [{"text": "One engineer"}]},
    ],
    "notes": [{"text": "Nobody yet"}],
}
MONEY = {
    "question": "Who pays?",
    "clusters": [{"title": "Villages", "notes": [{"text": "A little each month"}]}],
}


def seed(table: Table, stage: int, *questions: dict[str, Any], **more: Any) -> int | None:
    return table.do(fay, read(stage, *questions, **more))


def read(stage: int, *questions: dict[str, Any], **more: Any) -> Any:
    return activities.read("board.seed", {"stage": stage, "questions": list(questions), **more})


def notes(state: State) -> dict[str, Note]:
    return {note.text: note for note in state.all(Note)}


def titles(state: State) -> list[str]:
    return [cluster.title for cluster in state.all(Cluster)]


def test_questions_come_with_their_notes_and_what_builds_on_them(table: Table) -> None:
    stage = table.begin("board")
    table.add("clusters")
    seed(table, stage, WELLS)
    [board] = table.state.all(Board)
    found = notes(table.state)
    assert board.question == "Who looks after the wells?"
    assert set(found) == {"A committee", "of four, two of them women", "One engineer", "Nobody yet"}
    assert found["of four, two of them women"].on == found["A committee"].seq


def test_a_cluster_holds_the_notes_of_two_questions(table: Table) -> None:
    stage = table.begin("board")
    table.begin("clusters")
    seed(table, stage, WELLS, MONEY)
    found = notes(table.state)
    villages = next(cluster for cluster in table.state.all(Cluster) if cluster.title == "Villages")
    lies = {found[text].seq for text in ("A committee", "of four, two of them women", "A little each month")}
    assert villages.notes == lies
    assert found["Nobody yet"].cluster is None
    assert sorted(titles(table.state)) == ["Districts", "Villages"]


def test_clusters_are_made_in_an_order_that_each_question_agrees_with(table: Table) -> None:
    stage = table.begin("board")
    table.begin("clusters")
    first = {"question": "One?", "clusters": [{"title": "C", "notes": [{"text": "c"}]}]}
    second = {"question": "Two?", "clusters": [{"title": each, "notes": []} for each in ("A", "B", "C")]}
    seed(table, stage, first, second)
    assert titles(table.state) == ["A", "B", "C"]


def test_it_goes_on_where_two_questions_disagree_about_the_order(table: Table) -> None:
    stage = table.begin("board")
    table.begin("clusters")
    orders = {"One?": "AB", "Two?": "BA"}
    seed(
        table,
        stage,
        *({"question": q, "clusters": [{"title": t} for t in order]} for q, order in orders.items()),
    )
    assert titles(table.state) == ["A", "B"]


def test_it_is_nobodys_words_and_says_so_to_everybody(table: Table) -> None:  # V1
    stage = table.begin("board", identity="named")
    seq = seed(table, stage, {"question": "Who pays?", "notes": [{"text": "The district"}]})
    assert seq is not None
    for audience in Audience:
        [shown] = table.sees(audience).notes()
        assert shown["seeded"] is True
        assert not {"by", "sector"} & set(shown)
        [board] = table.sees(audience).of("board")
        assert (board["notes"], board["writers"]) == (1, 0)


def test_the_log_of_an_anonymous_stage_names_nobody_who_brought_notes_along(table: Table) -> None:  # V1
    stage = table.begin("board", identity="anonymous")
    seed(table, stage, {"question": "Who pays?", "notes": [{"text": "The district", "built": ["or both"]}]})
    notes = [entry for entry in table.log if isinstance(entry.event, NoteAdded)]
    assert [entry.by for entry in notes] == [None, None]
    [board] = table.sees(Audience.PARTICIPANT).of("board")
    assert (board["notes"], board["writers"]) == (2, 0), "Whoever brought them along did not write them."
    assert not any("mine" in note for note in table.own(fay).notes())
    table.do(ana, AddNote(table.state.all(Board)[0].seq, "The users"))
    table.do(fay, CloseStage(stage))
    [shown] = table.sees(Audience.PARTICIPANT).of("stage")
    assert shown["writers"] == 1, "Nor are they counted once it is closed."


@pytest.mark.parametrize("visibility", ["own", "facilitators"])
def test_everybody_sees_it_where_notes_of_others_are_hidden(table: Table, visibility: str) -> None:
    stage = table.begin("board", visibility=visibility)
    seed(table, stage, {"question": "Who pays?", "notes": [{"text": "The district"}]})
    board = table.state.all(Board)[0].seq
    table.do(ana, AddNote(board, "The users"))
    assert [note["text"] for note in table.own(ben).notes()] == ["The district"]
    assert [note["text"] for note in table.own(ana).notes()] == ["The district", "The users"]


def test_a_board_that_was_only_seeded_may_still_become_one_of_own_notes(table: Table) -> None:
    stage = table.begin("board")
    seed(table, stage, {"question": "Who pays?", "notes": [{"text": "The district"}]})
    table.do(fay, activities.read("stage.edit", {"stage": stage, "visibility": "own"}))
    assert [note["text"] for note in table.own(ben).notes()] == ["The district"]


def test_people_build_on_it_and_nobody_rewords_it(table: Table) -> None:
    stage = table.begin("board")
    seed(table, stage, {"question": "Who pays?", "notes": [{"text": "The district"}]})
    [note] = table.state.all(Note)
    for person in (ana, ben):
        assert table.refuses(person, EditNote(note.seq, "Nobody")).reason == "not-yours"
    assert table.do(ana, AddNote(note.board, "with a fee", on=note.seq))
    table.do(fay, HideNote(note.seq))
    assert [shown["text"] for shown in table.own(ben).notes()] == ["with a fee"]


def test_a_stage_can_be_seeded_before_anybody_sees_it() -> None:
    table = Table(opened=False)
    stage, sorting = table.add("board"), table.add("clusters")
    seed(table, stage, WELLS)
    assert table.own(ana).notes() == []
    assert len(table.own(fay).notes()) == 4
    assert {cluster.stage for cluster in table.state.all(Cluster)} == {sorting}


def test_a_question_and_a_cluster_that_are_there_take_it_in(table: Table) -> None:
    stage = table.begin("board", questions=["Who pays?"])
    table.begin("clusters")
    seed(table, stage, WELLS)
    seed(table, stage, MONEY)
    assert [board.question for board in table.state.all(Board)] == ["Who pays?", WELLS["question"]]
    assert sorted(titles(table.state)) == ["Districts", "Villages"]
    villages = next(cluster for cluster in table.state.all(Cluster) if cluster.title == "Villages")
    assert notes(table.state)["A little each month"].cluster == villages.seq


def test_clusters_without_a_stage_for_them_are_refused(table: Table) -> None:
    other = table.begin("board")
    elsewhere = table.begin("clusters")
    stage = table.begin("board")
    refused = table.refuses(fay, read(stage, WELLS))
    assert refused.reason == "no-clusters"
    assert "“Clusters”" in str(refused)
    assert table.refuses(fay, read(stage, WELLS, sorting=elsewhere)).reason == "no-clusters"
    sorting = table.add("clusters", of=other)
    seed(table, other, WELLS, sorting=sorting)
    assert {cluster.stage for cluster in table.state.all(Cluster)} == {sorting}


def test_a_text_that_is_too_long_leaves_nothing_half_done(table: Table) -> None:
    stage = table.begin("board")
    long = {"question": "Who pays?", "notes": [{"text": "Short"}, {"text": "x" * 281}]}
    assert table.refuses(fay, read(stage, long)).reason == "too-long"
    assert table.state.all(Board) == []


def test_what_is_voted_on_takes_nothing_in(table: Table) -> None:  # B3
    stage = table.begin("board", questions=["Who pays?"])
    table.begin("clusters")
    seed(table, stage, MONEY)
    table.begin("vote")
    assert table.refuses(fay, read(stage, MONEY)).reason == "frozen"


def test_participants_and_what_is_over_cannot_be_seeded(table: Table) -> None:  # P1
    stage = table.begin("board")
    assert table.refuses(ana, read(stage, MONEY)).reason == "not-allowed"
    assert table.refuses(fay, read(stage)).reason == "empty"
    many = {"question": "Who?", "notes": [{"text": "x", "built": ["y"]}] * 2_501}
    assert table.refuses(fay, read(stage, many)).reason == "too-many"
    table.do(fay, LockStage(stage))
    seed(table, stage, {"question": "Who pays?"})
    table.do(fay, RevealStage(stage))
    assert table.refuses(fay, read(stage, {"question": "Who else?"})).reason == "stage-state"


def test_a_closed_workshop_takes_nothing_in_from_the_organisers_page_either() -> None:
    table = Table()
    stage = table.add("board")
    table.do(fay, CloseWorkshop())
    with pytest.raises(Refused, match="You can read the minutes"):
        table.submit(SERVER, read(stage, {"question": "Who pays?"}))


def test_it_is_there_again_when_the_log_is_read(table: Table) -> None:  # L1
    stage = table.add("board")
    table.do(fay, OpenStage(stage))
    table.begin("clusters")
    seed(table, stage, WELLS, MONEY)
    assert table.refolded_for(ana) == table.own(ana).records
