"""Moderation between a phone and a console: nobody else sees it, and each act has its way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_network import join, write
from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [
        {"activity": "board", "title": "Ideas", "questions": ["What works?"], "identity": "named"},
    ],
}


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        yield workshop


def test_a_note_is_flagged_answered_and_its_author_muted_and_removed(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    workshop.begin("board")
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ben = join(open_page("about:blank", **PHONE), workshop, "Ben")
    write(ben, "You people are all the same")

    ana.get_by_role("button", name="Flag this note").click()
    ana.get_by_label("What is wrong?").fill("This is about my village")
    ana.get_by_role("dialog").get_by_role("button", name="Tell the facilitators").click()
    expect(ana.get_by_text("flagged, only for the facilitators")).to_be_visible()

    console = open_page("about:blank")
    console.goto(workshop.links["facilitator"])
    # It comes a moment after the page.
    console.locator("welcome-dialog").get_by_role("dialog").press("Escape")
    concern = console.locator("console-concerns .concern").first
    expect(concern).to_contain_text("This is about my village")
    expect(concern).to_contain_text("You people are all the same")
    concern.get_by_role("button", name="Settle").click()
    console.get_by_label("What came of it").fill("We spoke with him")
    console.get_by_role("dialog").get_by_role("button", name="Settle").click()
    expect(console.get_by_text("No concern waits for you.")).to_be_visible()
    ana.get_by_role("button", name="Menu").click()
    ana.get_by_role("button", name=re.compile("Tell the facilitators")).click()
    expect(ana.get_by_text("We spoke with him")).to_be_visible()

    console.get_by_role("button", name="See everyone").click()
    console.get_by_role("button", name="Mute Ben").click()
    expect(ben.get_by_text("A facilitator has muted you")).to_be_visible()
    expect(ben.get_by_label("Your idea")).to_have_count(0)
    console.get_by_role("button", name="Let Ben write again").click()
    expect(ben.get_by_label("Your idea")).to_be_visible()

    console.get_by_role("button", name="Remove Ben").click()
    console.get_by_label("Hide the notes until they are let back").check()
    console.get_by_role("dialog").get_by_role("button", name="Remove Ben").click()
    expect(ben.get_by_role("heading", name="You are no longer in this workshop")).to_be_visible()
    ana.keyboard.press("Escape")
    expect(ana.get_by_text("You people are all the same")).to_have_count(0)
    console.get_by_role("button", name="Undo").last.click()
    expect(ana.get_by_text("You people are all the same")).to_be_visible()
    ben.get_by_role("link", name="Open the page again").click()
    expect(ben.get_by_label("Your idea")).to_be_visible()


def test_what_is_refused_to_whoever_flags_is_said_and_their_words_stay(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    workshop.begin("board")
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ben = workshop.join("Ben", "Public")
    note = ben.do("note.add", {"board": workshop.first("board"), "text": "You people"})
    ana.get_by_role("button", name="Flag this note").click()
    ana.get_by_label("What is wrong?").fill("This is about my village")
    workshop.fay.do("note.hide", {"note": note})
    expect(ana.locator("board-note")).to_have_count(0)
    ana.get_by_role("dialog").get_by_role("button", name="Tell the facilitators").click()
    expect(ana.get_by_text("That note is no longer here.").first).to_be_visible()
    assert not workshop.fay.records("concern")
    ana.get_by_role("button", name="Menu").click()
    expect(ana.get_by_label("Not sent")).to_have_value("This is about my village")
