"""A browser that runs no script: join, respond to a rule, post a note, vote, and see what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [
        {"activity": "ground_rules", "title": "How we work", "rules": ["One person speaks at a time."]},
        {"activity": "board", "title": "Ideas", "questions": ["What works?"], "visibility": "own"},
        {"activity": "vote", "title": "What comes first", "target": "notes", "dots": 3, "per_item": 2},
    ],
}


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN, opened=False) as workshop:
        yield workshop


def test_a_workshop_without_a_script(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page(server.url, **PHONE, java_script_enabled=False)
    page.get_by_label("Your workshop code").fill(workshop.code)
    page.get_by_role("button", name="Join").click()
    page.get_by_label("Your name").fill("Ana")
    page.get_by_role("radio", name="Schools").check()
    page.get_by_role("button", name="Join the workshop").click()
    expect(page).to_have_url(f"{server.url}/w/{workshop.code}/plain")
    expect(page.get_by_text("The workshop has not begun yet.")).to_be_visible()

    workshop.fay.do("workshop.open")
    stage = workshop.begin("ground_rules")
    page.get_by_role("link", name="Update this page").click()
    rule = page.locator(".rule", has_text="One person speaks at a time.")
    rule.get_by_role("button", name="I agree").click()
    expect(rule.get_by_role("button", name="I agree")).to_have_attribute("aria-pressed", "true")
    workshop.fay.do("rule.adopt", {"rule": workshop.first("rule")})
    workshop.fay.do("stage.close", {"stage": stage})

    stage = workshop.begin("board")
    page.get_by_role("link", name="Update this page").click()
    page.get_by_label("Your idea").fill("x" * 281)
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("alert")).to_contain_text("This is 1 character too long. The limit is 280.")
    expect(page.get_by_label("Your idea")).to_have_value("x" * 281)
    page.get_by_label("Your idea").fill("The well at the gate")
    page.get_by_role("button", name="Post").click()
    note = page.locator(".note", has_text="The well at the gate")
    expect(note.get_by_text("Saved")).to_be_visible()
    [kept] = workshop.fay.records("note").values()
    assert kept["text"] == "The well at the gate"
    workshop.fay.do("stage.reveal", {"stage": stage})

    stage = workshop.begin("vote")
    page.get_by_role("link", name="Update this page").click()
    option = page.get_by_role("group", name="The well at the gate")
    for left in ("2 dots left", "1 dot left"):
        option.get_by_role("button", name="Give one dot").click()
        expect(page.get_by_text(left)).to_be_visible()
    expect(option.get_by_role("button", name="Give one dot")).to_be_disabled()
    workshop.fay.do("stage.reveal", {"stage": stage})
    page.get_by_role("link", name="Update this page").click()
    result = page.locator(".result", has_text="The well at the gate")
    expect(result.locator(".result-points")).to_have_text("2 dots")
    expect(result.get_by_text("1 person")).to_be_visible()
    workshop.fay.do("workshop.close")
    page.get_by_role("link", name="Update this page").click()
    expect(page.get_by_text("The workshop is closed.")).to_be_visible()
    page.get_by_text("The rules we adopted").click()
    expect(page.get_by_text("One person speaks at a time.").first).to_be_visible()
