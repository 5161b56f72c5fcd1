"""A blurred time says in which five minutes something was, and nothing more (P5)."""

from hypothesis import given
from hypothesis import strategies as st

from dialogue.activities.board import AddNote
from dialogue.activities.hands import Hand, RaiseHand
from dialogue.activities.questions import AnswerQuestion
from dialogue.blur import GRAIN, blurred
from dialogue.workshop import CloseStage, PauseWorkshop, ResumeWorkshop, SetTimer, Stage
from tests.table import Table, ana, ben, cleo, fay

TIMES = st.floats(1.5e9, 2.5e9)
WITHIN = st.integers(0, GRAIN * 1_000_000 - 1).map(lambda microseconds: microseconds / 1e6)


@given(st.integers(5_000_000, 8_000_000), WITHIN, WITHIN, TIMES)
def test_within_its_five_minutes_a_time_says_nothing_p5(number, one, other, before):
    begins = number * GRAIN
    assert blurred(begins + one, before) == blurred(begins + other, before)


@given(TIMES, TIMES)
def test_a_blurred_time_is_never_before_the_entry_before_it(at, before):
    assert blurred(at, before) >= before


@given(TIMES, TIMES)
def test_a_blurred_time_is_at_most_five_minutes_early_and_never_late(at, before):
    told = blurred(at, min(at, before))
    assert at - GRAIN < told <= at


@given(st.lists(TIMES, min_size=1))
def test_blurred_times_never_go_back_whatever_the_clock_does(times):
    told = [0.0]
    for at in times:
        told.append(blurred(at, told[-1]))
    assert told == sorted(told)


# ---- In a log


def at_of(table: Table, seq: int | None) -> float:
    return next(entry.at for entry in table.log if entry.seq == seq)


def anonymous(table: Table) -> int:
    """The question of an anonymous board."""
    return table.begin("board", questions=["Why?"], identity="anonymous") + 1


def test_while_it_is_known_whose_unsigned_notes_are_no_entry_has_an_exact_time_p5(table: Table) -> None:
    signed = table.begin("board", questions=["Who?"]) + 1
    table.wait(17)
    exact = at_of(table, table.do(ana, AddNote(signed, "under my sector")))
    board = anonymous(table)
    table.wait(GRAIN + 31)
    hers = at_of(table, table.do(ana, AddNote(board, "a plum")))
    table.wait(2)
    beside = at_of(table, table.do(ben, AddNote(signed, "just after her")))
    table.wait(3)
    his = at_of(table, table.do(ben, AddNote(board, "a pear")))
    assert exact % GRAIN and hers > exact
    assert hers == beside == his and hers % GRAIN == 0


def test_with_the_last_close_times_are_exact_again(table: Table) -> None:
    board = anonymous(table)
    asked = table.begin("check_in", questions=[{"text": "One word?", "form": "word"}])
    table.wait(GRAIN + 31)
    table.do(ana, AddNote(board, "a plum"))
    table.do(ana, AnswerQuestion(asked, asked + 1, "blue"))
    table.wait(5)
    one = at_of(table, table.do(fay, CloseStage(board - 1)))
    last = at_of(table, table.do(fay, CloseStage(asked)))
    signed = table.begin("board", questions=["Who?"]) + 1
    later = at_of(table, table.do(ben, AddNote(signed, "a pear")))
    assert one % GRAIN == 0
    assert last == later == table.clock > one


def test_in_a_stage_that_names_people_times_stay_exact(table: Table) -> None:
    board = table.begin("board", questions=["Who?"], identity="named") + 1
    table.wait(GRAIN + 31)
    assert at_of(table, table.do(ana, AddNote(board, "a plum"))) % GRAIN


def test_a_timer_loses_nothing_to_a_pause_whose_time_is_blurred(table: Table) -> None:
    asked = table.begin("check_in", questions=[{"text": "One word?", "form": "word"}])
    table.do(fay, SetTimer(asked, 600))
    table.wait(100)
    table.do(ana, AnswerQuestion(asked, asked + 1, "blue"))
    table.do(fay, PauseWorkshop())
    table.wait(1_000)
    table.do(fay, ResumeWorkshop())
    stage = table.state.find(Stage, asked)
    assert stage.timer_ends == table.clock + 500


def test_hands_keep_their_order_where_their_times_are_blurred(table: Table) -> None:
    asked = table.begin("check_in", questions=[{"text": "One word?", "form": "word"}])
    table.do(ana, AnswerQuestion(asked, asked + 1, "blue"))
    for person in (cleo, ana, ben):
        table.wait(2)
        table.do(person, RaiseHand())
    hands = table.state.all(Hand)
    assert [hand.by for hand in hands] == [cleo, ana, ben]
    assert [hand.at for hand in hands] == sorted(hand.at for hand in hands)
