"""Both kinds of lines: whatever a socket takes and when, what is sent comes whole and in order (V2)."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue import lines
from dialogue.lines import MISSED, DirectLine, Line
from tests.faults.green import EVERYTHING, Talk

KINDS = [DirectLine, Line]
SAID = ["tell", "count", "answer", "ping"]
A_MISSED = f"4{MISSED.data}"

# Short ones, such as are deflated, and one for each way in which a frame says its length.
SIZES = st.sampled_from([0, 100, 150, 1_000, 70_000])
SAYING = st.tuples(st.sampled_from(SAID), SIZES)
READING = st.tuples(st.just("read"), st.sampled_from([0, 1, 2, 3, 120, 5_000, EVERYTHING]))
TURNING = st.tuples(st.just("turn"), st.integers(1, 3))
STEP = st.one_of(SAYING, READING, TURNING)
SHORT = st.lists(STEP, max_size=lines.MOST_WAITING - 1)
LONG = st.lists(STEP, min_size=40, max_size=120)


def held(kind: type[Line], deflates: bool, schedule: list[tuple[str, int]]) -> Talk:
    """What comes of a schedule."""
    talk = Talk(kind, deflates)
    for step, size in schedule:
        getattr(talk, step)(size)
    talk.finish()
    return talk


@settings(max_examples=100, deadline=None, derandomize=True)
@given(schedule=SHORT, deflates=st.booleans())
def test_everything_arrives_whole_and_in_order_on_either_line(
    schedule: list[tuple[str, int]], deflates: bool
) -> None:
    """So few messages are never too many, so that both lines say the same."""
    direct, plain = [held(kind, deflates, schedule) for kind in KINDS]
    assert direct.client.messages == plain.client.messages == direct.said
    assert not direct.left_out and not plain.left_out


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=100, deadline=None, derandomize=True)
@given(schedule=LONG, deflates=st.booleans())
def test_who_is_too_slow_misses_patches_hears_of_it_and_ends_equal(
    kind: type[Line], schedule: list[tuple[str, int]], deflates: bool
) -> None:
    """Where only three may wait, many are left out. What must come comes, and in the end all is known."""
    with mock.patch.object(lines, "MOST_WAITING", 3):
        talk = held(kind, deflates, schedule)
    assert talk.client.seq == talk.seq, "It was never told that it missed something."
    own = [text for text in talk.client.messages if text != A_MISSED and not text.startswith("439")]
    assert own == talk.said
    assert (A_MISSED in talk.client.messages) == bool(talk.left_out)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stalled_client_is_told_once_that_it_missed_something(kind: type[Line]) -> None:
    talk = Talk(kind)
    for _ in range(500):
        talk.tell(1_000)
        talk.turn(1)
    for _ in range(20):
        talk.answer(10)
    assert talk.line.backlog <= lines.MOST_WAITING + 1 + 20
    assert len(talk.left_out) >= 500 - 2 * lines.MOST_WAITING
    talk.finish()
    assert talk.client.messages.count(A_MISSED) == 1
    assert [text for text in talk.client.messages if "refused" in text] == talk.said[-20:]
    assert talk.client.seq == talk.seq


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_out_while_an_answer_is_on_its_way_is_heard_of_too(kind: type[Line]) -> None:
    """The client has read that it missed something and asks; the answer is long, and takes its time."""
    talk = Talk(kind)
    for _ in range(2 * lines.MOST_WAITING + 10):
        talk.tell(1_000)
        talk.turn(1)
    assert talk.left_out
    # An answer waits behind what says that something was missed.
    talk.answer(100_000)
    while A_MISSED not in talk.client.messages:
        talk.read(500)
        talk.turn(1)
    talk.tell(10)
    talk.finish()
    assert talk.client.seq == talk.seq, "It was never told that it missed something."


@pytest.mark.parametrize("kind", KINDS)
def test_who_asks_and_never_reads_is_answered_within_bounds(kind: type[Line]) -> None:
    """Answers are not left out, so questions wait until there is room for theirs."""
    talk = Talk(kind)
    for n in range(10_000):
        talk.client.ask(n)
        talk.turn(1)
    assert talk.line.backlog <= lines.MOST_UNREAD
    talk.finish()
    assert sum(text.startswith("439") for text in talk.client.messages) == 10_000
