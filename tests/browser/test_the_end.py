"""When a workshop is over: nothing invites or asks any more, and sums are those of the minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_network import join, write
from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["What works?"]}],
}


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def test_a_phone_sums_up_what_the_minutes_hold(workshop: Workshop, open_page: Callable[..., Page]) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ben = join(open_page("about:blank", **PHONE), workshop, "Ben")
    for text in ("The well at the gate", "More taps"):
        write(ana, text)
    write(ben, "A tank on the roof")
    workshop.fay.do("note.hide", {"note": workshop.first("note"), "reason": "It names somebody"})
    screen = open_page(workshop.links["screen"])
    workshop.fay.do("workshop.close")
    expect(ana.get_by_text("1 note of yours is in the minutes.")).to_be_visible()
    for phone in (ana, ben):
        expect(phone.locator(".closing-counts")).to_have_text("2 people · 2 notes")
    expect(screen.locator(".closing-numbers")).to_contain_text("2 notes")
    expect(screen.locator(".closing-where")).to_contain_text("Read the minutes")
    expect(screen.get_by_text("Every word")).to_have_count(0)


def test_what_stood_open_on_a_phone_goes_down_and_its_words_stay(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ben = join(open_page("about:blank", **PHONE), workshop, "Ben")
    ana.get_by_role("button", name="Raise your hand").click()
    ben.get_by_role("button", name="Menu").click()
    ben.get_by_role("button", name="Tell the facilitators").click()
    ben.locator("concern-sheet textarea").fill("I was not heard")
    for phone in (ana, ben):
        expect(phone.get_by_role("dialog")).to_be_visible()
    workshop.fay.do("workshop.close")
    for phone in (ana, ben):
        expect(phone.get_by_role("heading", name="The workshop is closed")).to_be_visible()
        expect(phone.get_by_role("dialog")).to_have_count(0)
        expect(phone.get_by_text("There is no connection")).to_have_count(0)
    expect(ben.locator(".left-over textarea")).to_have_value("I was not heard")
    # Whoever opens one now can read in it, and it stays.
    ana.get_by_role("button", name="Menu").click()
    ana.get_by_role("dialog").get_by_role("link", name="Read the minutes").wait_for()


def test_a_console_invites_nobody_any_more(workshop: Workshop, open_page: Callable[..., Page]) -> None:
    console = open_page(workshop.links["facilitator"])
    console.locator("welcome-dialog").get_by_role("dialog").press("Escape")
    expect(console.get_by_role("button", name="Invite", exact=True)).to_be_visible()
    console.get_by_role("button", name="More", exact=True).click()
    expect(console.get_by_role("menuitem", name="Links and QR code")).to_be_visible()
    console.keyboard.press("Escape")
    workshop.fay.do("workshop.close")
    expect(console.get_by_role("button", name="Invite", exact=True)).to_have_count(0)
    console.get_by_role("button", name="More", exact=True).click()
    expect(console.get_by_role("menuitem", name="Archive")).to_be_visible()
    expect(console.get_by_role("menuitem", name="Links and QR code")).to_have_count(0)
    console.keyboard.press("Escape")
    console.get_by_role("button", name="Show on screen").click()
    expect(console.get_by_role("menuitemradio", name="The map")).to_be_visible()
    expect(console.get_by_role("menuitemradio", name="How to join")).to_have_count(0)
