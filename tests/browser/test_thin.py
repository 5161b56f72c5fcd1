"""Thin networks and old devices: light mode, no sockets, browsers that cannot run our scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE
from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["What works?"]}],
}
COUNT_SOCKETS = """() => {
  const Real = WebSocket;
  window.sockets = new Set();
  window.WebSocket = class extends Real {
    constructor(...how) {
      super(...how);
      window.sockets.add(this);
    }
  };
  window.openSockets = () => [...window.sockets].filter((each) => each.readyState < 2).length;
  window.cut = () => window.sockets.forEach((each) => each.close());
}"""
SILENT = """() => {
  window.WebSocket = class { static OPEN = 1; readyState = 0; send() {} close() {} };
}"""
SAVES_DATA = """() => {
  const said = Object.assign(new EventTarget(), { saveData: true });
  Object.defineProperty(navigator, "connection", { value: said });
}"""
LIGHT = "() => localStorage.setItem('light', 'on')"
OLD = "() => { delete window.structuredClone; }"


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


@pytest.fixture
def come(workshop: Workshop, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Ana's phone, in a browser in which a script has changed something before."""

    def come(before: str = "") -> Page:
        page = open_page("about:blank", **PHONE)
        if before:
            page.add_init_script(f"({before})()")
        ana = workshop.join("Ana", "Schools")
        name, _, value = ana.cookie.partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": workshop.server.url}])
        page.goto(f"{workshop.server.url}/w/{workshop.code}")
        return page

    return come


def stands(page: Page, word: str) -> None:
    expect(page.locator("connection-dot")).to_have_text(word, timeout=20_000)


def write(page: Page, text: str) -> None:
    page.get_by_label("Your idea").fill(text)
    page.get_by_role("button", name="Post").click()
    expect(page.locator(".note", has_text=text).locator(".note-state")).to_have_text("Saved")


def choose(page: Page, mode: str) -> None:
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("radio", name=mode).check()
    page.get_by_role("button", name="Close").click()


def test_light_mode_is_chosen_by_hand_and_needs_no_open_line(
    workshop: Workshop, come: Callable[..., Page]
) -> None:
    page = come(COUNT_SOCKETS)
    stands(page, "Connected")
    assert page.evaluate("openSockets()") == 1
    choose(page, "Always on")
    stands(page, "Light mode")
    assert page.evaluate("openSockets()") == 0
    write(page, "one")
    ben = workshop.join("Ben", "Public")
    ben.do("note.add", {"board": workshop.first("board"), "text": "two"})
    expect(page.locator("other-notes .note-text")).to_have_text(["two"])
    [ana] = [each for each in workshop.fay.records("person").values() if each["name"] == "Ana"]
    assert ana["here"], "Whoever asks now and then is here."

    page.reload()
    stands(page, "Light mode")
    assert page.evaluate("openSockets()") == 0
    page.context.set_offline(True)
    stands(page, "Offline")
    page.get_by_label("Your idea").fill("three")
    page.get_by_role("button", name="Post").click()
    page.context.set_offline(False)
    stands(page, "Light mode")
    expect(page.locator("own-notes .note-state").first).to_have_text("Saved")
    assert [note["text"] for note in workshop.fay.records("note").values()] == ["one", "two", "three"]
    choose(page, "Always off")
    stands(page, "Connected")
    assert page.evaluate("openSockets()") == 1


def test_a_phone_that_saves_data_is_in_light_mode_until_told_otherwise(come: Callable[..., Page]) -> None:
    page = come(SAVES_DATA)
    stands(page, "Light mode")
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#light-about")).to_contain_text("Light mode is on.")
    expect(page.get_by_role("radio", name="Automatic")).to_be_checked()
    page.get_by_role("radio", name="Always off").check()
    expect(page.locator("#light-about")).to_contain_text("Light mode is off.")
    page.reload()
    stands(page, "Connected")


def test_a_line_that_is_lost_again_and_again_makes_it_light_and_says_so(come: Callable[..., Page]) -> None:
    page = come(COUNT_SOCKETS)
    for _ in range(2):
        stands(page, "Connected")
        page.evaluate("cut()")
        stands(page, "No connection")
    stands(page, "Connected")
    page.evaluate("cut()")
    expect(page.locator("phone-toast")).to_contain_text("light mode is on")
    stands(page, "Light mode")
    write(page, "one")


def test_what_something_in_between_answers_is_no_yes_v7(
    workshop: Workshop, come: Callable[..., Page]
) -> None:
    """A proxy whose server is away may speak JSON too."""
    page = come(LIGHT)
    stands(page, "Light mode")
    asked: list[str] = []

    def away(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=502, json={"message": "Bad gateway"})

    page.route(re.compile("/(command|since)"), away)
    page.get_by_label("Your idea").fill("not lost")
    page.get_by_role("button", name="Post").click()
    expect(page.locator("own-notes .note-state")).to_have_text("Waiting for the connection")
    assert asked and not workshop.fay.records("note")
    page.unroute_all()
    expect(page.locator("own-notes .note-state")).to_have_text("Saved")
    assert [note["text"] for note in workshop.fay.records("note").values()] == ["not lost"]


def test_whoever_is_removed_in_light_mode_is_told(workshop: Workshop, come: Callable[..., Page]) -> None:
    page = come(SAVES_DATA)
    stands(page, "Light mode")
    [person] = [n for n, each in workshop.fay.records("person").items() if each["name"] == "Ana"]
    workshop.fay.do("person.remove", {"person": person})
    expect(page.get_by_text("You are no longer in this workshop")).to_be_visible()


def test_where_sockets_are_dropped_in_silence_one_writes_at_once_and_a_phone_polls(
    workshop: Workshop, come: Callable[..., Page]
) -> None:
    page = come(SILENT)
    page.get_by_label("Your idea").fill("one")
    page.get_by_role("button", name="Post").click()
    stands(page, "Connected")
    expect(page.locator("own-notes .note-state")).to_have_text("Saved")
    ben = workshop.join("Ben", "Public")
    ben.do("note.add", {"board": workshop.first("board"), "text": "two"})
    expect(page.locator("other-notes .note-text")).to_have_text(["two"])


def test_a_browser_that_is_too_old_goes_to_the_plain_page(
    workshop: Workshop, come: Callable[..., Page]
) -> None:
    page = come(OLD)
    expect(page).to_have_url(re.compile(f"/w/{workshop.code}/plain$"))
    expect(page.get_by_label("Your idea")).to_be_editable()
    assert page.locator("script").count() == 0
