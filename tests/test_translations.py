"""A translation stands beside its note wherever notes are read or written down, and says what it is."""

from __future__ import annotations

import io
import json
import zipfile

import docx
import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from dialogue import App
from dialogue.activities.board import AddNote, EditNote, TranslateNote
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, unheard
from dialogue.exports.phrases import language_name, translation_label
from dialogue.exports.replay import replay_of
from dialogue.search.passages import passages_of
from dialogue.workshop import CloseWorkshop
from tests.paper import source_of
from tests.table import Table, ana, ben, fay
from tests.visits import Held

ARABIC = "لا تخططوا من أجلنا"
ENGLISH = "Do not plan for us"
FRENCH = "Ne planifiez pas pour nous"
PLAN = {"title": "Tongues", "sectors": ["public"], "stages": [{"activity": "board", "questions": ["Why?"]}]}


class Written:
    """Ana's Arabic note in English and French, and one of Ben's in no other language."""

    def __init__(self) -> None:
        self.table = table = Table()
        self.board = table.begin("board", questions=["Why?"]) + 1
        self.note = table.do(ana, AddNote(self.board, ARABIC, language="ar")) or 0
        table.do(ben, AddNote(self.board, "More trees", language="en"))
        table.do(fay, TranslateNote(self.note, "en", ENGLISH))
        table.do(fay, TranslateNote(self.note, "fr", FRENCH))

    def as_(self, form: str, level: Level = Level.ORGANISER) -> bytes:
        return FORMS[form].write(source_of(self.table), level, unheard)


@pytest.fixture(scope="module")
def written() -> Written:
    written = Written()
    written.table.do(fay, CloseWorkshop())
    return written


# ---- Written down


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("form", ["markdown", "html", "opml", "mm"])
def test_what_is_read_has_the_note_first_and_then_its_translation(
    written: Written, form: str, level: Level
) -> None:
    text = written.as_(form, level).decode()
    assert 0 < text.index(ARABIC) < text.index(ENGLISH) < text.index(FRENCH)
    assert text.index("Translation (French)") < text.index(FRENCH)


def test_a_page_says_the_language_of_each_of_its_words(written: Written) -> None:
    page = written.as_("html").decode()
    assert f'dir="auto" lang="ar">{ARABIC}<' in page
    assert f'dir="auto" lang="fr">{FRENCH}<' in page


def test_a_word_document_is_read_aloud_in_the_language_of_its_words(written: Written) -> None:
    document = docx.Document(io.BytesIO(written.as_("docx")))
    runs = {run.text: run._r.xml for each in document.paragraphs for run in each.runs}
    assert 'w:val="ar"' in runs[ARABIC]
    assert 'w:val="fr"' in runs[FRENCH]
    assert "<w:lang" not in runs["More trees"], "It is in the language of the document."


def test_tables_tell_the_language_and_have_a_sheet_of_translations(written: Written) -> None:
    with zipfile.ZipFile(io.BytesIO(written.as_("csv"))) as tables:
        rows = tables.read("translations.csv").decode("utf-8-sig").splitlines()
        notes = tables.read("notes.csv").decode("utf-8-sig").splitlines()
    assert rows == ["note_id,language,text", f"{written.note},en,{ENGLISH}", f"{written.note},fr,{FRENCH}"]
    assert [row.rpartition(",")[2] for row in notes] == ["language", "ar", "en"]


def test_the_data_holds_both(written: Written) -> None:
    record = json.loads(written.as_("json", Level.PARTICIPANTS))["records"][f"note/{written.note}"]
    assert (record["language"], record["text"]) == ("ar", ARABIC)
    assert record["translations"] == {"en": ENGLISH, "fr": FRENCH}


def test_the_public_learns_no_language_that_only_an_author_knew_p5(written: Written) -> None:
    levels = (Level.PUBLIC, Level.FULL)
    public, all_of_it = (json.loads(written.as_("json", level))["records"] for level in levels)
    assert "en" in {note.get("language") for key, note in all_of_it.items() if key.startswith("note/")}
    told = {note.get("language") for key, note in public.items() if key.startswith("note/")}
    assert "en" not in told
    with zipfile.ZipFile(io.BytesIO(written.as_("csv", Level.PUBLIC))) as tables:
        rows = tables.read("notes.csv").decode("utf-8-sig").splitlines()[1:]
    assert rows
    assert not [row for row in rows if row.endswith(",en")]


def test_a_language_is_called_as_its_reader_calls_it() -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("fr"):
        assert language_name("ar") == "arabe"
        assert "portugais" in translation_label("pt-BR")
        assert language_name("xa") == "xa"


def test_a_translation_is_found_by_its_words(written: Written) -> None:
    found = passages_of({f"note/{written.note}": written.table.own(fay).at("note", written.note)})
    assert [each.words.split("\n") for each in found] == [[ARABIC, ENGLISH, FRENCH]]


def test_a_replay_shows_each_translation_from_when_it_came(written: Written) -> None:
    key, seen, found = f"note/{written.note}", {}, []
    for _moment, delta in replay_of(source_of(written.table), Level.ORGANISER)["frames"]["participant"]:
        if key in delta:
            seen = seen | delta[key]
            found.append(list(seen.get("translations", {})))
    assert found == [[], ["en"], ["en", "fr"]]


def test_a_replay_tells_no_translation_of_an_earlier_wording_v1() -> None:
    written = Written()
    written.table.do(ana, EditNote(written.note, "خططوا معنا", language="ar"))
    written.table.do(fay, TranslateNote(written.note, "en", "Plan with us"))
    replay = json.dumps(replay_of(source_of(written.table), Level.FULL)["frames"], ensure_ascii=False)
    assert ENGLISH not in replay
    assert FRENCH not in replay
    assert "Plan with us" in replay


# ---- On pages without a script


def test_a_reader_finds_what_they_need_beneath_the_note(app: App) -> None:
    held = Held(app, PLAN)
    amira, chao = held.joined("Amira"), held.joined("Chao")
    held.begins(0)
    [board] = held.records("board")
    form = held.plain(chao).form("note.add", f"board-{board}")
    assert form.get("language") == "en", "A form says which language its page is in."
    amira.posts(
        f"/w/{held.code}/command", name="note.add", data={"board": board, "text": ARABIC, "language": "ar"}
    )
    [note] = held.records("note")
    for language, text in (("en", ENGLISH), ("fr", FRENCH)):
        held.does("note.translate", note=note, language=language, text=text)
    page = held.plain(chao)
    assert f'lang="ar">{ARABIC}</p>' in page.source
    assert ENGLISH in page.words
    assert FRENCH not in page.words, "One translation is enough for whoever reads it."
    assert ENGLISH in held.plain(amira).words, "Its author sees what stands beside her words."
    assert FRENCH in held.plain(amira).words
    held.does("workshop.close")
    archive = chao.goes(f"/w/{held.code}/archive")
    assert f'lang="ar">{ARABIC}</p>' in archive.source
    assert "Translation (English)" in archive.words
    assert FRENCH in archive.words, "The minutes hold all of them."
