"""A language is one file: pages, refusals and scripts find their words in it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from gettext import c2py
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dialogue import App, languages
from dialogue.kernel import Refused
from dialogue.workshop import the_workshop
from dialogue.workshop.opening import EditWorkshop
from dialogue.workshop_file import read_workshop_file
from tests.organisers import sign_in
from tests.table import Table, fay
from tests.visits import Held, Page, Visitor

CATALOGUES = languages.TRANSLATIONS
ROOT = CATALOGUES.parent.parent
SAYING = {"_", "gettext", "lazy_gettext", "ngettext", "N_", "Refused", "counted"}
ALL = sorted(path.name for path in CATALOGUES.iterdir() if path.is_dir())

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


# ---- The catalogues


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every text that the code, the pages and the scripts hold now."""
    pot = tmp_path_factory.mktemp("texts") / "messages.pot"
    subprocess.run(["make", "--silent", "texts", f"POT={pot}"], check=True, cwd=ROOT)
    return read_po(BytesIO(pot.read_bytes()))


@pytest.mark.parametrize("language", ALL)
def test_every_text_is_translated_and_no_translation_is_left_over(language: str, texts: Catalog) -> None:
    catalogue = catalogue_of(language)
    wanted, found = {m.id for m in texts if m.id}, {m.id for m in catalogue if m.id}
    assert len(wanted) > 1_000
    assert wanted - found == set(), "Not in the catalogue: make languages"
    assert found - wanted == set(), "Nobody says this any more: make languages"
    missing = [m.id for m in catalogue if m.id and (m.fuzzy or not all(strings_of(m)))]
    assert missing == [], f"{len(missing)} to translate"


@pytest.mark.parametrize("language", ALL)
def test_a_translation_has_the_same_places_to_fill(language: str) -> None:
    """In a form for one, two or none the number may be said in words."""
    for message in catalogue_of(language):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = set.union(*(places_in(each) for each in ids))
        for string in strings_of(message):
            if string and message.pluralizable:
                assert places_in(string) <= wanted, (message.id, string)
                assert wanted - places_in(string) <= {"{n}", "%(num)s", "%(num)d"}, (message.id, string)
            elif string:
                assert places_in(string) == wanted, (message.id, string)


def test_the_catalogues_lose_no_text_of_the_code(texts: Catalog) -> None:
    """Extractors overlook calls inside f-strings and inside each other, each in some versions of Python."""
    found = {one for m in texts if m.id for one in ([m.id] if isinstance(m.id, str) else m.id)}
    said: set[str] = set()
    for path in (ROOT / "dialogue").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and name_of(node.func) in SAYING:
                said |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
    built = json.loads((ROOT / "static" / "built" / "words.json").read_text())
    said |= {text for surface in built.values() for text in surface}
    assert len(said) > 1_000
    assert said - found == set()


def name_of(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def strings_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def places_in(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}|%\(\w+\)[sd]", text))


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
    sign_in(app, ola.client)
    assert language_of(ola.goes(f"/join/{held.code}")) == "en"


@pytest.mark.usefixtures("swahili")
def test_a_kept_link_leads_to_the_minutes_in_the_language_its_reader_chose(app: App, held: Held) -> None:
    held.does("workshop.open")
    ana = Visitor(app)
    ana.posts(f"/join/{held.code}", name="Ana", sector="Public", language="sw")
    held.does("workshop.close")
    kept = ana.client.get(f"/w/{held.code}/archive/link").get_json()["keep"]
    elsewhere = Visitor(app)
    elsewhere.goes("/?language=en")
    assert language_of(elsewhere.goes("/w/" + kept.partition("/w/")[2])) == "sw"


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


@pytest.mark.parametrize("language", ALL)
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
