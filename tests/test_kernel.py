"""Words as they are kept, and what is heard of a change."""

from __future__ import annotations

import pytest

from dialogue import log
from dialogue.activities.board import AddNote, Board, EditNote, Note
from dialogue.kernel import Owners, Refused, worded
from tests.table import Table, ana


def test_words_are_kept_as_written_in_one_form() -> None:
    assert worded("  cafe\u0301 \n راديو  ") == "café \n راديو"


def test_a_family_of_emoji_and_joined_letters_stay_whole() -> None:
    for text in ("👩\u200d👩\u200d👧", "می\u200cخواهم"):
        assert worded(text) == text


def test_what_turns_the_writing_of_others_is_left_out() -> None:
    assert worded("abc\u202edef\u2066") == "abcdef"


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\u200d\u200c", "\x00", "\u202e"])
def test_what_nobody_can_see_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        worded(text)
    assert refused.value.reason == "empty"


def test_too_long_says_by_how_much() -> None:
    with pytest.raises(Refused) as refused:
        worded("x" * 281)
    assert str(refused.value) == "This is 1 character too long. The limit is 280. Make it shorter."


def test_what_was_folded_unheard_counts_as_changed_when_it_was_folded(table: Table) -> None:
    """Whoever comes back gets it once more rather than not at all; what comes later is heard of."""
    table.begin("board", questions=["Why?"])
    note = table.do(ana, AddNote(table.state.all(Board)[0].seq, "more trees")) or 0
    opened = log.fold(log.Found(entry) for entry in table.log)
    assert not opened.touched
    folded = opened.seq
    assert opened.is_changed(opened.find(Note, note), folded - 1)
    assert not opened.is_changed(opened.find(Note, note), folded)
    table.do(ana, EditNote(note, "fewer fences"))
    log.take_in(opened, log.Found(table.log[-1]))
    assert opened.is_changed(opened.find(Note, note), folded)
    assert f"note/{note}" in opened.touched


def test_a_stage_forgets_whose_its_entries_were_but_not_those_of_a_later_round() -> None:
    owners = Owners()
    for stage, seq, person in ((5, 10, ana), (6, 11, ana), (5, 12, ana + 1), (5, 20, ana)):
        owners.add(stage, seq, person)
    owners.forget(5, to=15)
    assert dict(owners.of(5)) == {20: ana}
    assert owners.entries_of(ana) == [11, 20]
    assert owners.entries_of(ana + 1) == []
    assert owners.copy().by_stage == owners.by_stage


def test_a_number_decides_which_sentence_refuses() -> None:
    one, many = (
        Refused.counted("{n} dot of {all}.", "{n} dots of {all}.", n, "no-dots", all=3) for n in (1, 2)
    )
    assert (str(one), str(many)) == ("1 dot of 3.", "2 dots of 3.")
    assert (one.reason, many.values) == ("no-dots", {"n": 2, "all": 3})
