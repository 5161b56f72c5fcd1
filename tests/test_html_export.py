"""The report as one HTML file: whole by itself, valid, and readable by everybody."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from dialogue.activities.board import AddNote
from dialogue.exports.blocks import Item, Listing, Report, Section
from dialogue.exports.document import Level
from dialogue.exports.html import html_of
from dialogue.exports.report import report_of
from tests.paper import WORDS, Held, source_of
from tests.table import Table, ana, ben

VOID = {"meta", "br", "hr", "img", "link", "input", "path", "rect", "line"}


class Outline(HTMLParser):
    """A page as it is built: a tag that is not closed in its turn fails."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open, f"Never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert len(found) == len(attrs), f"An attribute stands twice in <{tag}>."
        self.tags[tag] += 1
        self.attributes.append((tag, found))
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name == "href" and value]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes what is not open."

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def held() -> Held:
    return Held()


def page_of(held: Held, level: Level = Level.ORGANISER) -> str:
    return html_of(report_of(source_of(held.table), level))


@pytest.mark.parametrize("level", list(Level))
def test_every_tag_is_closed_and_every_id_stands_once(held, level):
    outline = Outline(page_of(held, level))
    assert outline.tags["main"] == outline.tags["h1"] == 1
    assert [each for each, times in Counter(outline.ids).items() if times > 1] == []


@pytest.mark.parametrize("level", list(Level))
def test_every_link_leads_to_something_on_the_page(held, level):
    outline = Outline(page_of(held, level))
    assert len(outline.links) > 40
    assert {link.removeprefix("#") for link in outline.links} <= set(outline.ids)


def test_headings_come_in_order_and_none_is_skipped(held):
    headings = Outline(page_of(held)).headings
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))


def test_it_needs_nothing_beside_itself(held):
    page = page_of(held)
    outline = Outline(page)
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(outline.tags)
    assert not re.search(r"https?:|//\w|url\(|@import", page)
    assert not any(name.startswith("on") for _, found in outline.attributes for name in found)


def test_tables_and_pictures_say_what_they_are(held):
    outline = Outline(page_of(held))
    assert outline.tags["table"] == outline.tags["caption"] > 5
    heads = [found for tag, found in outline.attributes if tag == "th"]
    assert all(found.get("scope") in ("col", "row") for found in heads)
    pictures = [found for tag, found in outline.attributes if tag == "svg"]
    assert len(pictures) == outline.tags["figure"] == outline.tags["figcaption"] >= 4
    assert all(found.get("role") == "img" for found in pictures)
    assert outline.tags["desc"] == len(pictures)


def test_every_footnote_leads_there_and_back(held):
    page = page_of(held)
    marks = re.findall(r'href="#fn-(\d+)" id="fnref-\1"', page)
    assert marks == [str(n) for n in range(1, len(marks) + 1)]
    assert re.findall(r'href="#fnref-(\d+)" role="doc-backlink"', page) == marks
    assert f'<a href="#note-{held.notes[0]}">¶{held.notes[0]}</a>' in page
    assert f'id="note-{held.notes[0]}"' in page


@pytest.mark.parametrize("script", WORDS)
def test_words_of_every_script_stand_there_as_they_were_written(held, script):
    outline = Outline(page_of(held, Level.PUBLIC))
    assert outline.words.count(WORDS[script]) >= 2, "Among the findings, and in the list of all notes."


def test_nobodys_words_become_structure():
    table = Table()
    board = table.begin("board", questions=["<script>alert(1)</script>?"]) + 1
    table.do(ana, AddNote(board, "</li></main><img src=x onerror=alert(1)>"))
    table.do(ben, AddNote(board, "&lt; \" ' <!--"))
    outline = Outline(html_of(report_of(source_of(table), Level.ORGANISER)))
    assert not {"script", "img"} & set(outline.tags)
    assert "&lt; \" ' <!--" in outline.words


def test_only_a_place_stands_in_the_margin_and_nothing_there_is_structure():
    odd = ["a<b>", "x63", "<63"]
    items = [Item("Words", [fact], anchor=f"note-{fact[1:]}") for fact in odd]
    section = Section("a", "A", [Listing([*items, Item("More", ["Ana", "¶63"], anchor="note-63")])])
    page = html_of(Report("T", "", Level.FULL, "en", "ltr", 0, "", sections=[section]))
    assert re.findall('class="place" href="([^"]+)">([^<]+)</a>', page) == [("#note-63", "¶63")]
    assert [fact for fact in odd if escape(fact) not in page] == []


def test_people_write_in_their_own_direction(held):
    page = page_of(held)
    for words in ("Arabic", "Hindi"):
        assert f'<span class="words" dir="auto">{WORDS[words]}</span>' in page


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("fr", "ltr")])
def test_the_page_says_its_language_and_its_direction(held, language, direction):
    app = Flask("a page")
    Babel(app)
    with app.test_request_context(), force_locale(language):
        page = page_of(held)
    assert f'<html lang="{language}" dir="{direction}">' in page


def test_what_is_extra_is_put_in_where_it_belongs(held):
    page = html_of(report_of(source_of(held.table), Level.PUBLIC), "<meta name=a>", "<aside>b</aside>")
    assert page.index("<meta name=a>") < page.index("</head>") < page.index("<aside>b</aside>")
    assert page.rstrip().endswith("<aside>b</aside></body>\n</html>")


def test_seventy_seven_notes_fit_into_an_e_mail():
    table = Table()
    board = table.begin("board", questions=["Why?"]) + 1
    for n in range(77):
        table.do(ana, AddNote(board, f"Note {n} " + "with some more words " * 11))
    page = html_of(report_of(source_of(table), Level.ORGANISER))
    assert page.count("Note 76 ") == 2
    assert len(page.encode()) < 1_000_000
