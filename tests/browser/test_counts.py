"""What pages say of how many people there are: never more than all, nothing before it is known."""

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

HEARD_OF_PEOPLE = """() => {
  window.said = new Set();
  const look = () => {
    const line = document.querySelector(".lobby-here");
    if (line) window.said.add(line.textContent.trim() || `empty, ${Math.round(line.offsetHeight)} high`);
    if (line?.textContent.trim()) window.high = Math.round(line.offsetHeight);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN, opened=False) as workshop:
        yield workshop


def test_no_more_people_have_written_than_there_are(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    workshop.fay.do("workshop.open")
    workshop.begin("board")
    screen, console = open_page(workshop.links["screen"]), open_page(workshop.links["facilitator"])
    for name in ("Ana", "Ben"):
        phone = join(open_page("about:blank", **PHONE), workshop, name)
        write(phone, f"More taps, says {name}")
    expect(console.locator(".stage-sum")).to_contain_text("2 notes from 2 of 2 people.")
    ana = min(seq for seq, each in workshop.fay.records("person").items() if each["name"] == "Ana")
    workshop.fay.do("person.remove", {"person": ana})
    expect(console.get_by_text("1 of 1 joined")).to_be_visible()
    expect(console.locator(".stage-sum")).to_contain_text("2 notes from 2 of 2 people.")
    expect(screen.get_by_text("of 2 have written")).to_be_visible()


def test_who_is_here_is_said_once_it_is_known(workshop: Workshop, open_page: Callable[..., Page]) -> None:
    for name in ("Ana", "Ben"):
        phone = open_page("about:blank", **PHONE)
        phone.add_init_script(f"({HEARD_OF_PEOPLE})()")
        join(phone, workshop, name)
        expect(phone.locator(".lobby-here")).not_to_have_text("")
    expect(phone.locator(".lobby-here")).to_have_text("2 people are here.")
    looking = open_page("about:blank", **PHONE)
    looking.add_init_script(f"({HEARD_OF_PEOPLE})()")
    looking.goto(workshop.links["observer"])
    expect(looking.locator(".lobby-here")).to_have_text("2 people are here.")
    for page in (phone, looking):
        high = page.evaluate("window.high")
        assert set(page.evaluate("[...window.said]")) == {f"empty, {high} high", "2 people are here."}
