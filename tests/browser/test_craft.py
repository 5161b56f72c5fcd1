"""What a phone does by itself: nothing flickers or jumps, and the display stays on while it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, until
from tests.browser.test_network import is_connected, join, write
from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["What works?"], "visibility": "all"}],
}
WATCH_THE_OTHERS = """() => {
  window.most = 0;
  const look = () => {
    window.most = Math.max(window.most, document.querySelectorAll("other-notes .note").length);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
}"""
WAKE_LOCK = """() => {
  window.locks = 0;
  class Lock {
    released = false;
    constructor() { window.locks++; }
    release() { if (!this.released) window.locks--; this.released = true; }
  }
  Object.defineProperty(navigator, "wakeLock", { value: { request: async () => new Lock() } });
}"""
FIRST_IN_SIGHT = """() => {
  const notes = [...document.querySelectorAll("other-notes .note")];
  window.read = notes.find((note) => note.getBoundingClientRect().top > 300);
  return window.read.getBoundingClientRect().top;
}"""


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def test_ones_own_note_never_stands_among_those_of_others(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    """V5: what is everyone's comes in one message, that it is one's own in the next."""
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ana.evaluate(WATCH_THE_OTHERS)
    for n in range(6):
        write(ana, f"note {n}")
    assert ana.evaluate("most") == 0
    workshop.join("Ben", "Schools").do("note.add", {"board": workshop.first("board"), "text": "Ben's"})
    expect(ana.locator("other-notes .note")).to_have_count(1)
    assert ana.evaluate("most") == 1


@pytest.mark.parametrize("by", ["the browser", "us"])
def test_what_is_read_stays_in_place_when_notes_come_above_it(
    by: str, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ben = workshop.join("Ben", "Schools")
    for n in range(12):
        ben.do("note.add", {"board": workshop.first("board"), "text": f"a note to be read {n}"})
    page = open_page("about:blank", **PHONE)
    if by == "us":
        page.add_init_script("CSS.supports = () => false")
    ana = join(page, workshop, "Ana")
    if by == "us":
        ana.evaluate("document.querySelector('#main').style.overflowAnchor = 'none'")
    expect(ana.locator("other-notes .note")).to_have_count(12)
    ana.evaluate("() => { document.querySelector('#main').scrollTop = 500; }")
    before = ana.evaluate(FIRST_IN_SIGHT)
    second = ana.context.new_page()
    second.goto(ana.url)
    is_connected(second, "Connected")
    for text in ("one", "two"):
        write(second, text)
    expect(ana.locator("own-notes .note")).to_have_count(2)
    assert abs(ana.evaluate("read.getBoundingClientRect().top") - before) < 2


def test_the_display_stays_on_while_a_stage_is_open_and_no_longer(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank", **PHONE)
    page.add_init_script(f"({WAKE_LOCK})()")
    ana = join(page, workshop, "Ana")
    until(ana, "locks === 1")
    stage = {"stage": workshop.stage("board")}
    workshop.fay.do("stage.lock", stage)
    until(ana, "locks === 0")
    workshop.fay.do("stage.open", stage)
    until(ana, "locks === 1")
    workshop.fay.do("workshop.close")
    until(ana, "locks === 0")
