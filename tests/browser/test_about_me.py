"""Somebody erases themselves on their phone: it forgets what it kept, and their other tab knows (P4, P5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_network import is_connected, join, write
from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["What works?"]}],
}
MINE = "(code) => Object.keys(localStorage).filter((key) => key.includes(code))"


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def test_a_phone_forgets_whoever_erased_themselves_on_it(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    phone = join(open_page("about:blank", **PHONE), workshop, "Ana")
    write(phone, "Plant willows")
    other = phone.context.new_page()
    other.goto(phone.url)
    is_connected(other, "Connected")
    other.get_by_label("Your idea").fill("not sent yet")
    assert phone.evaluate(MINE, workshop.code), "What is not sent is kept on the phone."
    phone.get_by_role("button", name="Menu").click()
    phone.get_by_role("link", name="What is kept about me").click()
    expect(phone.get_by_text("Plant willows")).to_be_visible()
    phone.get_by_label("Also erase what I wrote").check()
    phone.get_by_role("button", name="Go on to erase me").click()
    phone.get_by_role("button", name="Erase my name and my words for good").click()
    expect(phone.get_by_role("heading", name="You were erased")).to_be_visible()
    expect(other.get_by_text("Your name was erased, as you asked.")).to_be_visible()
    assert phone.evaluate(MINE, workshop.code) == []
    assert [note["text"] for note in workshop.fay.records("note").values()] == [""]
    phone.goto(f"{workshop.server.url}/w/{workshop.code}")
    expect(phone.get_by_role("button", name="Join the workshop")).to_be_visible()
