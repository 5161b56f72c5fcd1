"""Whoever reads a form in another language finds there what they typed before."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.organisers import cookie_of
from tests.server import SECRET, Server


def test_what_was_typed_is_still_there_in_another_language(
    server: Server, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank")
    cookie = cookie_of(server.register.database, SECRET)
    page.context.add_cookies([{"name": "dialogue", "value": cookie, "url": server.url}])
    page.goto(f"{server.url}/workshops/new")
    page.get_by_label("Title", exact=True).fill("Water for all")
    sheet = page.locator("#sheet")
    as_it_came = sheet.get_by_role("textbox").first.input_value()
    sheet.get_by_role("checkbox").first.uncheck()

    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", name="Nouvel atelier")).to_be_visible()
    expect(page.locator("#title")).to_have_value("Water for all")
    expect(sheet.get_by_role("checkbox").first).not_to_be_checked()
    expect(sheet.get_by_role("checkbox").nth(1)).to_be_checked()
    assert sheet.get_by_role("textbox").first.input_value() == as_it_came

    page.goto(page.url)
    expect(page.locator("#title")).to_have_value("")
