"""Which language words are in: what their author says, unless their letters are of another script."""

import pytest

from dialogue.activities.tongues import agreed, code_of, is_same, told_by_letters
from dialogue.kernel import Refused


@pytest.mark.parametrize(
    ("text", "claimed", "kept"),
    [
        ("More trees", "en", "en"),
        ("Des arbres, s'il vous plaît", "fr", "fr"),
        ("المزيد من الأشجار", "ar", "ar"),
        ("المزيد من الأشجار", "en", ""),
        ("More trees", "ar", ""),
        ("نستخدم DHIS2 في المدارس", "ar", "ar"),
        ("Више дрвећа", "sr", "sr"),
        ("Više drveća", "sr", "sr"),
        ("Больше деревьев", "pt-BR", ""),
        ("ተጨማሪ ዛፎች", "am", "am"),
        ("木をもっと", "ja", "ja"),
        ("👍 100", "sw", "sw"),
        ("More trees", "", ""),
    ],
)
def test_a_claim_is_kept_where_the_letters_agree(text, claimed, kept):
    assert agreed(text, claimed) == kept


def test_letters_tell_a_language_only_where_no_other_is_written_in_them():
    assert told_by_letters("ដើមឈើ") == "km"
    assert told_by_letters("المزيد من الأشجار") == ""
    assert told_by_letters("More trees") == ""
    assert told_by_letters("123") == ""


def test_a_code_is_kept_in_one_form_and_anything_else_is_refused():
    assert [code_of(each) for each in ("AR", "pt-br", "ZH-hant-tw", "es-419", "")] == [
        *("ar", "pt-BR", "zh-Hant-TW", "es-419", ""),
    ]
    for wrong in ("e", "english", "en_GB", "en-", "<b>", "ar ", "zh-Hant-TW-x"):
        with pytest.raises(Refused) as refused:
            code_of(wrong)
        assert refused.value.reason == "bad-language"


def test_a_language_is_the_same_as_one_of_its_regions_but_two_regions_differ():
    assert is_same("pt", "pt-BR")
    assert is_same("pt-BR", "pt")
    assert not is_same("pt-PT", "pt-BR")
    assert not is_same("pt", "ptx")
