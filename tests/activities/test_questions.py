"""Questions: what check-in and evaluation ask, answered in secret and shown all at once."""

from typing import Any

import pytest

from dialogue.activities import check_in, evaluation, read
from dialogue.activities.questions import AddQuestion, AnswerQuestion, RemoveQuestion, shuffled
from dialogue.kernel import Audience, Refused, Role
from dialogue.workshop import (
    CloseStage,
    EditStage,
    LockStage,
    OpenStage,
    ReopenStage,
    RevealStage,
    SetTimer,
)
from tests.table import Table, ana, ben, cleo, fay

SCALE = {"text": "I was heard.", "form": "scale", "low": "no", "high": "yes", "steps": 5}
CHOICE = {"text": "When do we meet again?", "form": "choice", "choices": ["May", "June", "July"]}
WORD = {"text": "One word?", "form": "word"}
PLUS = {"text": "What should stay?", "form": "plus"}


def asking(table: Table, *asks: dict[str, Any], activity: str = "evaluation") -> tuple[int, int]:
    """An open stage that asks these; its seq and that of the first question."""
    stage = table.begin(activity, questions=list(asks))
    [first, *_] = [entry.seq for entry in table.events("question.added") if entry.event.stage == stage]
    return stage, first


def answers(table: Table, stage: int, question: int, **given: Any) -> None:
    people = {"ana": ana, "ben": ben, "cleo": cleo}
    for name, answer in given.items():
        table.do(people[name], AnswerQuestion(stage, question, answer))


def result(table: Table, question: int) -> dict[str, Any]:
    return table.sees(Audience.PARTICIPANT).at("question", question)["result"]


# ---- What is asked


@pytest.mark.parametrize("activity", [check_in, evaluation])
def test_each_purpose_has_questions_to_begin_with(table: Table, activity: Any) -> None:
    stage = table.begin(activity.NAME)
    questions = table.sees(Audience.PARTICIPANT).of("question")
    assert [q["text"] for q in questions] == [ask.text for ask in activity.QUESTIONS]
    assert {q["stage"] for q in questions} == {stage}


def test_an_evaluation_asks_what_should_stay_and_what_should_change(table: Table) -> None:
    """B17: two lists, one word, and scales about being heard."""
    table.begin("evaluation")
    forms = [q["form"] for q in table.sees(Audience.PARTICIPANT).of("question")]
    assert {"plus", "delta", "word"} <= set(forms)
    assert 3 <= forms.count("scale") <= 5


def test_a_run_sheet_brings_its_own_questions(table: Table) -> None:
    asking(table, SCALE, CHOICE)
    first, second = table.sees(Audience.SCREEN).of("question")
    assert (first["low"], first["high"], first["steps"], first["answers"]) == ("no", "yes", 5, 0)
    assert second["choices"] == ["May", "June", "July"]
    assert "result" not in first


def test_a_run_sheet_may_ask_nothing_yet(table: Table) -> None:
    table.begin("check_in", questions=[])
    assert table.sees(Audience.FACILITATOR).of("question") == []


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        ({"text": "Which?", "form": "choice", "choices": ["only one", " "]}, "wrong-choices"),
        ({"text": "Which?", "form": "choice", "choices": [str(n) for n in range(13)]}, "wrong-choices"),
        ({"text": " ", "form": "text"}, "empty"),
        ({"text": "x" * 201, "form": "text"}, "too-long"),
        ({"text": "How?", "form": "scale", "steps": 1}, "wrong-setting"),
        ({"text": "How?", "form": "scale", "steps": 11}, "wrong-setting"),
        ({"text": "How?", "form": "essay"}, "wrong-setting"),
        ({"text": "How?", "colour": "red"}, "wrong-setting"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(table: Table, ask: dict[str, Any], reason: str) -> None:
    adding = read("stage.add", {"activity": "check_in", "questions": [SCALE, ask]})
    assert table.refuses(fay, adding).reason == reason


def test_facilitators_add_and_remove_questions_until_somebody_answers(table: Table) -> None:
    stage, first = asking(table, WORD)
    added = table.do(fay, AddQuestion(stage, "Which month?", "choice", ["May", "June"]))
    assert added is not None
    table.do(fay, RemoveQuestion(first))
    assert f"question/{first}" not in table.sees(Audience.PARTICIPANT)
    assert table.refuses(ana, AnswerQuestion(stage, first, "hopeful")).reason == "not-found"
    answers(table, stage, added, ana=0)
    assert table.refuses(fay, RemoveQuestion(added)).reason == "not-empty"
    assert table.refuses(fay, AddQuestion(stage, "One more?")).reason == "not-empty"


def test_editing_a_stage_does_not_replace_what_it_asks(table: Table) -> None:
    stage = table.add("evaluation", questions=[WORD])
    table.do(fay, EditStage(stage, settings={"questions": [WORD], "minutes": 5}))
    refused = table.refuses(fay, EditStage(stage, settings={"questions": [PLUS]}))
    assert refused.reason == "one-by-one"
    assert "question.add" in str(refused)
    table.do(fay, RemoveQuestion(stage + 1))
    table.do(fay, AddQuestion(stage, "What should stay?", "plus"))
    table.do(fay, OpenStage(stage))
    assert [q["form"] for q in table.sees(Audience.PARTICIPANT).of("question")] == ["plus"]


def test_what_was_asked_stays_once_the_stage_is_closed(table: Table) -> None:
    stage, question = asking(table, WORD)
    table.do(fay, CloseStage(stage))
    assert table.refuses(fay, RemoveQuestion(question)).reason == "stage-state"


def test_questions_are_added_only_where_questions_are_asked(table: Table) -> None:
    board = table.begin("board", questions=["What works?"])
    assert table.refuses(fay, AddQuestion(board, "How?")).reason == "not-allowed"
    stage, _ = asking(table, WORD)
    table.do(fay, RevealStage(stage))
    assert table.refuses(fay, AddQuestion(stage, "How?")).reason == "stage-state"


def test_participants_do_not_change_what_is_asked(table: Table) -> None:
    """P1"""
    stage, question = asking(table, WORD)
    for command in (AddQuestion(stage, "Mine?"), RemoveQuestion(question)):
        assert table.refuses(ana, command).reason == "not-allowed"


# ---- Answering


@pytest.mark.parametrize(
    ("ask", "answer", "reason"),
    [
        (SCALE, 0, "wrong-answer"),
        (SCALE, 6, "wrong-answer"),
        (SCALE, "3", "wrong-answer"),
        (CHOICE, -1, "wrong-answer"),
        (CHOICE, 3, "wrong-answer"),
        (CHOICE, "May", "wrong-answer"),
        (WORD, 1, "wrong-answer"),
        (WORD, "two words", "too-many-words"),
        (WORD, "x" * 41, "too-long"),
        (WORD, " ", "empty"),
        (PLUS, "", "empty"),
        (PLUS, "x" * 281, "too-long"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    table: Table, ask: dict[str, Any], answer: int | str, reason: str
) -> None:
    """B1: a crafted client gains nothing."""
    stage, question = asking(table, ask)
    assert table.refuses(ana, AnswerQuestion(stage, question, answer)).reason == reason


@pytest.mark.parametrize(
    ("ask", "answer", "kept"),
    [
        (SCALE, 1, 1),
        (SCALE, 5, 5),
        (CHOICE, 0, 0),
        (CHOICE, 2, 2),
        (WORD, " hopeful\n", "hopeful"),
        (WORD, "x" * 40, "x" * 40),
        (PLUS, " the breaks ", "the breaks"),
    ],
)
def test_an_answer_that_fits_is_kept(
    table: Table, ask: dict[str, Any], answer: int | str, kept: int | str
) -> None:
    stage, question = asking(table, ask)
    answers(table, stage, question, ana=answer)
    [mine] = table.own(ana).of("answer")
    assert mine == {"stage": stage, "question": question, "answer": kept}


@pytest.mark.parametrize("answer", [True, 2.5, None, ["May"]])
def test_an_answer_is_a_number_or_words(answer: object) -> None:
    with pytest.raises(Refused):
        read("question.answer", {"stage": 7, "question": 8, "answer": answer})


def test_a_question_belongs_to_its_stage(table: Table) -> None:
    """B1: an open stage is no way into one that is not."""
    stage, question = asking(table, WORD)
    table.do(fay, LockStage(stage))
    other, _ = asking(table, WORD)
    assert table.refuses(ana, AnswerQuestion(other, question, "hopeful")).reason == "not-found"


def test_the_stage_must_be_open_to_answer(table: Table) -> None:
    stage = table.add("check_in", questions=[WORD])
    command = AnswerQuestion(stage, stage + 1, "hopeful")
    assert table.refuses(ana, command).reason == "stage-draft"
    table.do(fay, OpenStage(stage))
    table.do(fay, SetTimer(stage, 60))
    table.wait(71)
    assert table.refuses(ana, command).reason == "time-over"
    table.do(fay, LockStage(stage))
    assert table.refuses(ana, command).reason == "stage-locked"
    table.do(fay, RevealStage(stage))
    assert table.refuses(ana, command).reason == "stage-closed"


def test_only_participants_answer(table: Table) -> None:
    """P1"""
    stage, question = asking(table, WORD)
    watcher = table.admit(Role.OBSERVER)
    for person in (fay, watcher):
        assert table.refuses(person, AnswerQuestion(stage, question, "hopeful")).reason == "not-allowed"


def test_a_new_answer_replaces_the_earlier_one(table: Table) -> None:
    """B1: nobody counts twice."""
    stage, question = asking(table, SCALE)
    answers(table, stage, question, ana=1, ben=4)
    answers(table, stage, question, ana=5)
    assert table.sees(Audience.SCREEN).at("question", question)["answers"] == 2
    assert [mine["answer"] for mine in table.own(ana).of("answer")] == [5]
    table.do(fay, RevealStage(stage))
    assert result(table, question) == {"counts": [0, 0, 0, 1, 1], "mean": 4.5, "n": 2}


def test_the_same_answer_again_leads_to_nothing(table: Table) -> None:
    stage, question = asking(table, WORD)
    assert table.do(ana, AnswerQuestion(stage, question, "hopeful"))
    assert table.do(ana, AnswerQuestion(stage, question, " hopeful ")) is None


# ---- Before the reveal


def test_until_the_reveal_nobody_sees_an_answer_but_who_gave_it(table: Table) -> None:
    """V1, B2: facilitators neither; everyone sees how many answered."""
    stage, question = asking(table, PLUS)
    answers(table, stage, question, ana="the long breaks", ben="the maps")
    for audience in Audience:
        view = table.sees(audience)
        assert view.of("answer") == []
        assert "the long breaks" not in str(view.records)
        assert "result" not in view.at("question", question)
        assert view.at("question", question)["answers"] == 2
        assert view.at("stage", stage)["answered"] == 2
    for person in (fay, ben, cleo):
        assert "the long breaks" not in str(table.own(person).records)
    assert "the long breaks" in str(table.own(ana).records)


def test_locking_and_closing_reveal_nothing(table: Table) -> None:
    """V1"""
    stage, question = asking(table, PLUS)
    answers(table, stage, question, ana="the long breaks")
    for ending in (LockStage(stage), CloseStage(stage)):
        table.do(fay, ending)
        for audience in Audience:
            assert "the long breaks" not in str(table.sees(audience).records)


def test_the_log_does_not_know_whose_an_answer_is(table: Table) -> None:
    """B5, P5: what was answered stands without a name; who answered is told apart."""
    stage, question = asking(table, WORD)
    answers(table, stage, question, ben="hopeful", ana="tired")
    assert [entry.by for entry in table.events("question.answered")] == [None, None]
    table.do(fay, CloseStage(stage))
    [closing] = table.events("stage.closed")
    assert (closing.event.answered, closing.event.responded) == (2, [])
    assert not table.state.owners.of(stage)
    assert table.own(ana).of("answer") == []


def test_somebody_who_answered_several_questions_is_one_person(table: Table) -> None:
    stage, first = asking(table, WORD, SCALE)
    answers(table, stage, first, ana="hopeful")
    answers(table, stage, first + 1, ana=3, ben=4)
    assert table.sees(Audience.SCREEN).at("stage", stage)["answered"] == 2


def test_how_many_answered_outlives_the_close(table: Table) -> None:
    """P5: the number stays when the names go; here each answered something else."""
    stage, first = asking(table, WORD, SCALE)
    answers(table, stage, first, ana="hopeful")
    answers(table, stage, first + 1, ben=4)
    table.do(fay, RevealStage(stage))
    table.do(fay, CloseStage(stage))
    assert table.sees(Audience.FACILITATOR).at("stage", stage)["answered"] == 2
    assert result(table, first + 1)["n"] == 1


# ---- The reveal


def test_the_reveal_shows_the_results_to_all_at_once(table: Table) -> None:
    stage, scale = asking(table, SCALE, CHOICE, PLUS)
    answers(table, stage, scale, ana=2, ben=4, cleo=4)
    answers(table, stage, scale + 1, ana=1, ben=1)
    answers(table, stage, scale + 2, ana="the breaks", cleo="the maps")
    table.do(fay, RevealStage(stage))
    for audience in Audience:
        view = table.sees(audience)
        shown = [view.at("question", scale + n)["result"] for n in range(3)]
        assert shown[0] == {"counts": [0, 1, 0, 2, 0], "mean": 3.33, "n": 3}
        assert shown[1] == {"counts": [0, 2, 0], "n": 2}
        assert sorted(shown[2]["texts"]) == ["the breaks", "the maps"]
        assert view.of("answer") == []


def test_a_question_nobody_answered_has_an_empty_result(table: Table) -> None:
    stage, scale = asking(table, SCALE, CHOICE, WORD)
    table.do(fay, RevealStage(stage))
    assert result(table, scale) == {"counts": [0] * 5, "mean": None, "n": 0}
    assert result(table, scale + 1) == {"counts": [0, 0, 0], "n": 0}
    assert result(table, scale + 2) == {"texts": []}


def test_the_order_of_texts_does_not_say_who_wrote_first() -> None:
    """V1: whichever order people write in, the list is the same, and it is not that order."""
    texts = [f"idea {n}" for n in range(20)]
    assert shuffled(texts, 8) == shuffled(reversed(texts), 8)
    assert shuffled(texts, 8) not in (texts, texts[::-1])
    assert shuffled(texts, 8) != shuffled(texts, 9)
    assert shuffled(["same", "same"], 8) == ["same", "same"]


# ---- Another round


def test_a_new_round_asks_anew_and_hides_nothing_that_was_seen(table: Table) -> None:
    """B0: the earlier result stays in sight until the next reveal."""
    stage, question = asking(table, SCALE)
    answers(table, stage, question, ana=1, ben=1)
    table.do(fay, RevealStage(stage))
    table.do(fay, ReopenStage(stage))
    assert table.own(ana).of("answer") == []
    answers(table, stage, question, ana=5)
    view = table.sees(Audience.PARTICIPANT)
    assert view.at("question", question)["result"]["counts"] == [2, 0, 0, 0, 0]
    assert (view.at("question", question)["answers"], view.at("stage", stage)["answered"]) == (1, 1)
    table.do(fay, RevealStage(stage))
    assert result(table, question)["counts"] == [0, 0, 0, 0, 1]


def test_after_a_close_nobody_is_counted_twice(table: Table) -> None:
    """B1: whose the earlier answers are is not known any more, so a new round stands alone."""
    stage, question = asking(table, SCALE)
    answers(table, stage, question, ana=1)
    table.do(fay, CloseStage(stage))
    table.do(fay, ReopenStage(stage))
    answers(table, stage, question, ana=2)
    table.do(fay, RevealStage(stage))
    assert result(table, question)["n"] == 1


def test_what_was_closed_too_early_can_still_be_revealed(table: Table) -> None:
    stage, question = asking(table, SCALE)
    answers(table, stage, question, ana=4, ben=2)
    table.do(fay, CloseStage(stage))
    table.do(fay, ReopenStage(stage))
    table.do(fay, RevealStage(stage))
    assert result(table, question) == {"counts": [0, 1, 0, 1, 0], "mean": 3.0, "n": 2}


# ---- The log


def test_the_log_folds_to_the_same_questions_again(table: Table) -> None:
    """L1"""
    stage, question = asking(table, SCALE, WORD, PLUS)
    answers(table, stage, question, ana=1, ben=4)
    answers(table, stage, question, ana=5)
    answers(table, stage, question + 1, cleo="hopeful")
    for ending in (None, RevealStage(stage), ReopenStage(stage), CloseStage(stage)):
        if ending:
            table.do(fay, ending)
        for person in (fay, ana, ben, cleo):
            assert table.refolded_for(person) == table.own(person).records
