"""Words as they are kept."""

from __future__ import annotations

import pytest

from dialogue.kernel import Refused, worded


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
    assert str(refused.value) == "This has 281 characters and 280 fit. Shorten it by 1."
