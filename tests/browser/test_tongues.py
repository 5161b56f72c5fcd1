"""A mixed board reads right: each note in its own language and direction, a translation beneath it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_network import join, write
from tests.server import Server

PLAN = {
    "title": "Tongues",
    "sectors": ["Schools", "Public"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["What works?"]}],
}
ARABIC = "لا تخططوا من أجلنا"
ENGLISH = "Do not plan for us"


def test_a_facilitator_puts_a_note_into_another_language_and_phones_show_both(
    server: Server, open_page: Callable[..., Page]
) -> None:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        amira = workshop.join("Amira", "Public")
        note = amira.do("note.add", {"board": workshop.first("board"), "text": ARABIC, "language": "ar"})
        chao = join(open_page("about:blank", **PHONE), workshop, "Chao")
        write(chao, "Meet at the market")
        [language] = [
            each["language"] for each in workshop.fay.records("note").values() if each["text"][0] == "M"
        ]
        assert language == "en", "A phone says which language its page is in."
        words = chao.get_by_text(ARABIC)
        expect(words).to_have_attribute("lang", "ar")
        expect(words).to_have_css("direction", "rtl")

        console = open_page(workshop.links["facilitator"])
        console.get_by_label("Your name").fill("Fay")
        console.get_by_role("button", name="That is me").click()
        console.get_by_role("button", name=ARABIC).click()
        console.get_by_role("button", name="Add a translation").click()
        console.get_by_label("Language of the translation").select_option("en")
        console.get_by_role("textbox", name="Translation").fill(ENGLISH)
        console.get_by_role("button", name="Save").click()

        card = chao.locator(".note", has_text=ARABIC)
        expect(card.locator(".note-translation")).to_have_text("Translation (English) Do not plan for us")
        expect(card.get_by_text(ENGLISH)).to_have_attribute("lang", "en")
        expect(card.locator(".note-text")).to_have_text(ARABIC)
        assert workshop.fay.records("note")[note]["text"] == ARABIC, "The original stays as it was."

        console.get_by_role("button", name=ARABIC).click()
        console.get_by_role("button", name="Remove the translation (English)").click()
        expect(card.locator(".note-translation")).to_have_count(0)


def test_a_screen_takes_the_languages_its_workshop_is_given_later(
    server: Server, open_page: Callable[..., Page]
) -> None:
    """Nobody goes to the projector to load its page again."""
    with server.workshop(PLAN) as workshop:
        screen = open_page(workshop.links["screen"])
        expect(screen.locator(".second")).to_have_count(0)
        expect(screen.get_by_text("Tongues").first).to_be_visible()
        workshop.fay.do("workshop.edit", {"languages": ["fr", "ar"]})
        expect(screen.locator("html")).to_have_attribute("lang", "fr")
        expect(screen.locator(".second").first).to_have_attribute("lang", "ar")
