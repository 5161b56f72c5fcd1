"""What somebody hears who does not see the page: little, in time, and also over an open sheet.

The clock of the page is ours here, so nothing waits and every sentence is said when it is due.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools"],
    "stages": [
        {"activity": "board", "title": "Ideas", "questions": ["What works?", "What is missing?"]},
        {
            "activity": "board",
            "title": "For later",
            "questions": ["What else?"],
            "visibility": "facilitators",
        },
    ],
}
LISTEN = """() => {
  window.heard = [];
  const isRegion = (it) => it.matches(".unseen[aria-live]");
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes)
      if (isRegion(target)) heard.push(...[...addedNodes].map((each) => each.textContent));
  }).observe(document.body, { childList: true, subtree: true });
}"""
A_MOMENT = 200
A_WHILE = 6000
"""Milliseconds after which news have been said, whatever was said before."""


class Ears:
    """A page that is listened to."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page.locator(".connection.is-live")).to_be_attached()
        page.clock.install()
        page.clock.pause_at(time.time() + A_WHILE / 1000)
        page.evaluate(LISTEN)

    def hear(self, milliseconds: int = A_MOMENT) -> list[str]:
        """What is said while so much time passes."""
        self.page.clock.run_for(milliseconds)
        heard: list[str] = self.page.evaluate("() => heard.splice(0)")
        return heard


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        yield workshop


@pytest.fixture
def ana(workshop: Workshop, open_page: Callable[..., Page]) -> Page:
    """Ana's phone, at the first step."""
    workshop.begin("board")
    page = open_page(f"{workshop.server.url}/join/{workshop.code}", **PHONE)
    page.get_by_label("Your name").fill("Ana")
    page.get_by_role("radio", name="Schools").check()
    page.get_by_role("button", name="Join the workshop").click()
    expect(page.get_by_role("heading", name="What works?")).to_be_visible()
    return page


def test_sixty_notes_are_one_sentence_and_ones_own_comes_first(workshop: Workshop, ana: Page) -> None:
    ears = Ears(ana)
    ben = workshop.join("Ben", "Schools")
    works, missing = sorted(workshop.fay.records("board"))[:2]
    for n in range(30):
        ben.do("note.add", {"board": missing, "text": f"Tap {n}"})
    expect(ana.get_by_role("tab", name="Q2")).to_contain_text("30")
    ana.get_by_label("Your idea").fill("The well")
    ana.get_by_label("Your idea").press("Enter")
    expect(ana.get_by_text("Saved", exact=True)).to_be_visible()
    assert ears.hear() == ["Your note is saved."]
    assert ears.hear(1800) == []
    for n in range(30):
        ben.do("note.add", {"board": missing, "text": f"Pump {n}"})
    ben.do("note.add", {"board": works, "text": "The rain"})
    expect(ana.get_by_text("The rain")).to_be_visible()
    assert ears.hear(A_WHILE) == ["60 new notes on question 2.", "1 new note on question 1."]
    # What was said is gone, so that a sheet that closes has nothing to bring up again.
    ears.hear(A_WHILE)
    expect(ana.locator("[role=status].unseen")).to_be_empty()


def test_turns_and_clocks_are_said_at_once_and_over_an_open_sheet(workshop: Workshop, ana: Page) -> None:
    ears, fay = Ears(ana), workshop.fay
    stage = workshop.stage("board")
    ana.get_by_role("button", name="Menu").click()
    sheet = ana.get_by_role("dialog")
    expect(sheet).to_be_visible()
    for left, said in ((303, "5 minutes left."), (63, "One minute left."), (13, "10 seconds left.")):
        # The server's clock went on while this one stood still.
        ana.clock.set_system_time(time.time())
        fay.do("stage.timer", {"stage": stage, "seconds": left})
        expect(ana.locator("stage-timer")).to_contain_text(f"{left // 60}:")
        ears.hear()
        assert ears.hear(5000) == [said]
        expect(sheet.locator("[role=status].unseen")).to_contain_text(said)
    fay.do("stage.timer", {"stage": stage, "seconds": 180})
    expect(ana.locator("stage-timer")).to_contain_text(re.compile("[23]:"))
    assert ears.hear() == ["More time: 3 minutes left."]
    fay.do("workshop.pause")
    expect(ana.get_by_text("paused", exact=True)).to_be_attached()
    assert ears.hear() == ["The workshop is paused. It goes on in a moment."]
    fay.do("workshop.resume")
    expect(ana.get_by_text("paused", exact=True)).to_have_count(0)
    assert ears.hear() == ["The workshop goes on."]
    fay.do("stage.close", {"stage": stage})
    fay.do("stage.open", {"stage": max(fay.records("stage"))})
    expect(ana.get_by_role("heading", name="What else?", include_hidden=True)).to_be_attached()
    assert ears.hear() == ["Now open: For later."]
    expect(ana).to_have_title("For later · Water for two schools")


def test_a_facilitator_hears_sums_of_what_waits(workshop: Workshop, open_page: Callable[..., Page]) -> None:
    later = max(workshop.fay.records("stage"))
    workshop.fay.do("stage.open", {"stage": later})
    page = open_page(workshop.links["facilitator"])
    page.get_by_label("Your name").press("Escape")
    ears = Ears(page)
    ben, cem = workshop.join("Ben", "Schools"), workshop.join("Cem", "Schools")
    board = max(workshop.fay.records("board"))
    for person in (ben, cem):
        person.do("note.add", {"board": board, "text": f"{person.name} asks for time"})
        person.do("hand.raise", {"kind": "speak"})
    expect(page.locator(".hand")).to_have_count(2)
    assert sorted(ears.hear(A_WHILE)) == ["2 hands are up.", "2 new held notes.", "2 people joined."]
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("button", name="Unlock")).to_be_visible()
    assert ears.hear() == ["Locked: For later."]
