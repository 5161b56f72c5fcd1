"""A language is one file: pages, refusals and scripts find their words in it."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import c2py
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dialogue import App, languages
from dialogue.kernel import Refused
from dialogue.workshop import the_workshop
from dialogue.workshop.opening import EditWorkshop
from dialogue.workshop_file import read_workshop_file
from tests.table import Table, fay
from tests.visits import Held, Page, Visitor

CATALOGUES = languages.TRANSLATIONS

SWAHILI = b"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Live"
msgstr "Hewani"

msgid "one note"
msgid_plural "{n} notes"
msgstr[0] "dokezo moja"
msgstr[1] "madokezo {n}"
"""


@pytest.fixture
def swahili(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "sw" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, read_po(BytesIO(SWAHILI), locale="sw"))
    monkeypatch.setattr(languages, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(
        languages, "texts_of", {"phone": ["Live", "one note"], "screen": ["Live"]}.__getitem__
    )
    forget()
    yield
    forget()


def catalogue_of(language: str) -> Catalog:
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    return read_po(BytesIO(path.read_bytes()), locale=language)


def forget() -> None:
    languages.languages.cache_clear()
    languages.words_of.cache_clear()


@pytest.mark.usefixtures("swahili")
def test_a_file_is_a_language() -> None:
    assert languages.languages() == {"en": "English", "sw": "Kiswahili"}


@pytest.mark.usefixtures("swahili")
def test_scripts_get_texts_and_plural_forms() -> None:
    assert languages.words_of("sw", "phone") == {
        "Live": "Hewani",
        "one note": ["dokezo moja", "madokezo {n}"],
    }


@pytest.mark.usefixtures("swahili")
def test_scripts_get_no_texts_but_their_own() -> None:
    assert languages.words_of("sw", "screen") == {"Live": "Hewani"}


def test_english_needs_no_catalogue() -> None:
    assert languages.words_of("en", "phone") == {}


# ---- Which language a page is in


@pytest.fixture
def held(app: App) -> Held:
    return Held(app, {"title": "Wells", "languages": ["sw", "en"], "stages": [{"activity": "board"}]})


def language_of(page: Page) -> str:
    return next(given["lang"] for tag, given in page.tags if tag == "html")


@pytest.mark.usefixtures("swahili")
def test_a_choice_in_the_address_is_kept_and_leaves_it(app: App) -> None:
    ana = Visitor(app)
    assert language_of(ana.goes("/")) == "en"
    gone = ana.client.get("/?language=sw&code=ABC").headers["Location"]
    assert gone == "/?code=ABC"
    assert language_of(ana.goes(gone)) == "sw"
    assert language_of(ana.goes("/")) == "sw"
    assert language_of(ana.goes("/?language=xx")) == "sw", "What we do not speak changes nothing."


@pytest.mark.usefixtures("swahili")
def test_a_choice_of_language_never_leads_to_another_server(app: App) -> None:
    answer = app.test_client().get("//elsewhere.example/?language=sw")
    assert not answer.headers.get("Location", "/").startswith(("//", "http"))


@pytest.mark.usefixtures("swahili")
def test_a_page_is_in_its_workshops_language_until_somebody_chooses(app: App, held: Held) -> None:
    ana = Visitor(app)
    assert language_of(ana.goes("/")) == "en"
    assert language_of(ana.goes(f"/join/{held.code}")) == "sw"
    assert language_of(ana.goes(f"/join/{held.code}?language=en")) == "en"


@pytest.mark.usefixtures("swahili")
def test_an_organisers_pages_stay_in_their_own_language(app: App, held: Held) -> None:
    ola = Visitor(app)
    ola.goes(f"/organise?key={app.people.first_organiser()}")
    assert language_of(ola.goes(f"/join/{held.code}")) == "en"


# ---- The languages of a workshop


def test_a_workshop_has_at_most_two_languages(table: Table) -> None:
    table.do(fay, EditWorkshop(languages=["ar", "fr", "ar"]))
    assert the_workshop(table.state).languages == ["ar", "fr"]
    assert table.refuses(fay, EditWorkshop(languages=["ar", "fr", "sw"])).reason == "too-many"


def test_a_new_title_leaves_the_languages_as_they_are(table: Table) -> None:
    table.do(fay, EditWorkshop(languages=["sw"]))
    table.do(fay, EditWorkshop(title="Wells and pumps"))
    assert the_workshop(table.state).languages == ["sw"]


@pytest.mark.parametrize("languages", [["Swahili"], ["en", "fr", "ar"], "en", [""]])
def test_a_file_with_no_such_language_is_refused_with_its_place(languages: object) -> None:
    with pytest.raises(Refused, match=r"\$\.languages"):
        read_workshop_file({"title": "Wells", "languages": languages})


# ---- Forms of a number


@pytest.mark.parametrize("language", sorted(path.name for path in CATALOGUES.iterdir() if path.is_dir()))
def test_scripts_and_server_choose_the_same_form_for_a_number(language: str) -> None:
    """`words.js` takes the forms in the order of Unicode's names; a catalogue's own rule must do the same."""
    locale, catalogue = Locale.parse(language), catalogue_of(language)
    known = [*locale.plural_form.tags, "other"]
    names = [name for name in ("zero", "one", "two", "few", "many", "other") if name in known]
    if catalogue.num_plurals < len(names):
        names.remove("many")
    form_of = c2py(catalogue.plural_expr)
    for n in range(201):
        assert form_of(n) == names.index(locale.plural_form(n)), (language, n)
