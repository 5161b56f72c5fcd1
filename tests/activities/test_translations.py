"""A facilitator puts a note into another language, beside its words and never over them."""

import pytest

from dialogue.activities.board import AddNote, EditNote, HideNote, RemoveNote, TranslateNote
from dialogue.activities.board.rules import MOST_TRANSLATIONS
from dialogue.kernel import Audience
from dialogue.workshop import CloseWorkshop, EditStage, PauseWorkshop
from tests.table import Table, ana, ben, fay

ARABIC = "لا تخططوا من أجلنا"


@pytest.fixture
def table() -> Table:
    return Table()


def wrote(table: Table, text: str = ARABIC, language: str = "ar", **settings: object) -> int:
    """A note by Ana on a board of its own."""
    board = table.begin("board", questions=["Why?"], **settings) + 1
    return table.do(ana, AddNote(board, text, language=language)) or 0


def board_of(table: Table, note: int) -> int:
    return int(table.own(fay).at("note", note)["board"])


def test_a_note_says_its_language_and_keeps_it_in_the_log(table):
    note = wrote(table)
    assert table.own(ben).at("note", note)["language"] == "ar"
    assert table.events("note.added")[0].event.language == "ar"


def test_a_language_that_the_letters_contradict_is_not_kept(table):
    note = wrote(table, language="en")
    assert "language" not in table.own(ben).at("note", note)


def test_other_words_may_be_in_another_language(table):
    note = wrote(table)
    table.do(ana, EditNote(note, "Do not plan for us", language="en"))
    assert table.own(ben).at("note", note)["language"] == "en"


def test_in_an_anonymous_stage_no_language_is_kept_for_it_can_name_its_author_p5(table):
    note = wrote(table, identity="anonymous")
    table.do(ana, EditNote(note, f"{ARABIC}!", language="ar"))
    assert "language" not in table.sees(Audience.FACILITATOR).at("note", note)
    assert [entry.event.language for entry in table.log if "language" in dir(entry.event)] == ["", ""]


def test_where_a_stage_turns_anonymous_the_letters_alone_speak_p5(table):
    note = wrote(table, "Trees, please", "sw", identity="named")
    board = board_of(table, note)
    khmer = table.do(ana, AddNote(board, "ដើមឈើ", language="km")) or 0
    assert table.own(ben).at("note", note)["language"] == "sw"
    stage = table.own(ben).at("board", board)["stage"]
    table.do(fay, EditStage(stage, settings={"identity": "anonymous"}))
    assert "language" not in table.own(ben).at("note", note)
    assert table.own(ben).at("note", khmer)["language"] == "km"


def test_a_translation_stands_beside_the_words_for_whoever_sees_them_v1(table):
    note = wrote(table, visibility="own")
    table.do(fay, TranslateNote(note, "en", "Do not plan for us"))
    for eyes in (table.own(ana), table.sees(Audience.FACILITATOR)):
        shown = eyes.at("note", note)
        assert shown["text"] == ARABIC, "The original is never replaced."
        assert shown["translations"] == {"en": "Do not plan for us"}
    assert f"note/{note}" not in table.own(ben)


def test_a_translation_is_replaced_and_taken_away(table):
    note = wrote(table)
    table.do(fay, TranslateNote(note, "EN", "Do not plan for us"))
    table.do(fay, TranslateNote(note, "fr", "Sans nous, pas de plan"))
    table.do(fay, TranslateNote(note, "en", "Do not make plans for us"))
    assert table.own(ben).at("note", note)["translations"] == {
        "fr": "Sans nous, pas de plan",
        "en": "Do not make plans for us",
    }
    assert table.do(fay, TranslateNote(note, "en", "Do not make plans for us")) is None
    for language in ("en", "fr", "pt"):
        table.do(fay, TranslateNote(note, language, " "))
    assert "translations" not in table.own(ben).at("note", note)


def test_an_earlier_wording_is_not_read_on_in_its_translation(table):
    note = wrote(table)
    table.do(fay, TranslateNote(note, "en", "Do not plan for us"))
    table.do(ana, EditNote(note, ARABIC, language="ar"))
    assert table.own(ben).at("note", note)["translations"], "The words are the same."
    table.do(ana, EditNote(note, "خططوا معنا", language="ar"))
    assert "translations" not in table.sees(Audience.FACILITATOR).at("note", note)


def test_what_nobody_reads_or_reads_already_is_not_translated(table):
    note = wrote(table)
    board = board_of(table, note)

    def reason(number: int, language: str, text: str = "Words") -> str:
        return table.refuses(fay, TranslateNote(number, language, text)).reason

    assert reason(999, "en") == "not-found"
    assert reason(note, "english") == "bad-language"
    assert reason(note, "") == "no-language"
    assert reason(note, "en", "x" * 1_001) == "too-long"
    assert table.refuses(ana, TranslateNote(note, "en", "Words")).reason == "not-allowed"
    table.do(fay, TranslateNote(note, "en", "Do not plan for us"))
    table.do(fay, HideNote(note))
    assert reason(note, "fr") == "hidden"
    table.do(fay, TranslateNote(note, "en", ""))
    khmer = table.do(ana, AddNote(board, "ដើមឈើ")) or 0
    assert reason(khmer, "km") == reason(khmer, "km-KH") == "own-language"
    other = table.do(ana, AddNote(board, "Trees")) or 0
    table.do(ana, RemoveNote(other))
    assert reason(other, "fr") == "not-found"


def test_whoever_translates_knows_better_which_language_a_note_is_in(table):
    """Somebody wrote in Portuguese on a page in English."""
    note = wrote(table, "Mais árvores", "en")
    assert table.own(ben).at("note", note)["language"] == "en"
    table.do(fay, TranslateNote(note, "en", "More trees"))
    shown = table.own(ben).at("note", note)
    assert (shown.get("language"), shown["translations"]) == (None, {"en": "More trees"})


def test_a_note_has_room_for_some_translations(table):
    note = wrote(table)
    for n in range(MOST_TRANSLATIONS):
        table.do(fay, TranslateNote(note, f"x{chr(ord('a') + n)}", "Words"))
    assert table.refuses(fay, TranslateNote(note, "en", "Words")).reason == "too-many"
    table.do(fay, TranslateNote(note, "xa", "Other words"))


def test_a_facilitator_translates_at_any_time_until_the_workshop_is_closed(table):
    note = wrote(table)
    table.do(fay, PauseWorkshop())
    table.do(fay, TranslateNote(note, "en", "Do not plan for us"))
    table.do(fay, CloseWorkshop())
    assert table.refuses(fay, TranslateNote(note, "fr", "Words")).reason == "workshop-closed"
