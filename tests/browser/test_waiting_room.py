"""The waiting room, on a phone and on a console: one asks, the other answers, and no page is loaded again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_network import is_connected
from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "entry": "approval",
    "sectors": ["Schools", "Public"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["What works?"]}],
}


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def asks(page: Page, name: str) -> Page:
    page.get_by_label("Your name").fill(name)
    page.get_by_role("radio", name="Schools").check()
    page.get_by_role("button", name="Ask to come in").click()
    expect(page.get_by_role("heading", name=f"Hello, {name}.")).to_be_visible()
    return page


def test_who_waits_on_a_phone_is_let_in_on_the_console_or_turned_away(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    console = open_page(workshop.links["facilitator"])
    is_connected(console, "Connected")
    console.locator("welcome-dialog").get_by_role("dialog").press("Escape")
    door = f"{server.url}/join/{workshop.code}"
    ana, ben = (asks(open_page(door, **PHONE), name) for name in ("Ana", "Ben"))
    room = console.locator("console-waiting")
    expect(room.get_by_role("listitem")).to_have_count(2)
    room.get_by_role("button", name="Let in: Ana").click()
    is_connected(ana, "Connected")
    expect(ana.get_by_label("Your idea")).to_be_visible()
    expect(room.get_by_role("listitem")).to_have_count(1)
    room.get_by_role("button", name="Turn away: Ben").click()
    console.get_by_role("dialog").get_by_role("button", name="Turn away").click()
    expect(ben.get_by_role("heading", name="You were not let in")).to_be_visible()
    expect(room.get_by_role("listitem")).to_have_count(0)
    ben.get_by_role("link", name="Ask again").click()
    asks(ben, "Benjamin")
    expect(room.get_by_text("Benjamin")).to_be_visible()

    console.get_by_role("button", name="More").last.click()
    console.get_by_role("menuitem", name="Lock the door").click()
    expect(room.get_by_role("heading", name="The door is locked")).to_be_visible()
    cleo = open_page(door, **PHONE)
    expect(cleo.get_by_text("The door is locked.")).to_be_visible()
    room.get_by_role("button", name="Unlock the door").click()
    expect(room.get_by_role("heading", name="The door is locked")).to_have_count(0)
    cleo.reload()
    asks(cleo, "Cleo")
