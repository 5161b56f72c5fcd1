"""What is for one person alone reaches their phone, whatever stage they look at."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.server import Server

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools"],
    "stages": [
        {"activity": "ground_rules", "rules": ["One at a time"]},
        {"activity": "board", "title": "Ideas", "questions": ["What works?"], "visibility": "own"},
    ],
}


def test_somebody_named_for_an_action_is_asked_and_keeps_what_is_theirs(
    server: Server, open_page: Callable[..., Page]
) -> None:
    with server.workshop(PLAN) as workshop:
        rules = workshop.begin("ground_rules")
        ben = workshop.join("Ben", "Schools")
        rule = next(iter(workshop.fay.records("rule")))
        ben.do("rule.respond", {"rule": rule, "response": "agree"})
        workshop.fay.do("rule.adopt", {"rule": rule})
        workshop.fay.do("stage.close", {"stage": rules})
        workshop.begin("board")

        ana = open_page(f"{server.url}/join/{workshop.code}", **PHONE)
        ana.get_by_label("Your name").fill("Ana")
        ana.get_by_role("radio", name="Schools").check()
        ana.get_by_label("Organisation").fill("Hilltop School")
        ana.get_by_role("button", name="Join the workshop").tap()
        expect(ana.get_by_role("heading", name="Rules that were adopted before you came")).to_be_visible()

        # Now others see her name. What only she sees of herself, such as what she has read, stays.
        person = max(workshop.fay.records("person"))
        workshop.fay.do("action.add", {"text": "Bring the map", "owner": person})
        expect(ana.get_by_role("banner").get_by_text("You are asked to do something.")).to_be_attached()
        ana.get_by_role("button", name="I have read them").tap()
        expect(ana.get_by_role("heading", name="Rules that were adopted before you came")).to_be_hidden()

        ana.get_by_role("button", name="See the action").tap()
        ana.get_by_role("button", name="I will do it").tap()
        expect(ana.get_by_role("button", name="I will do it")).to_be_hidden()
        ana.keyboard.press("Escape")
        expect(ana.get_by_role("banner").get_by_text("You are asked to do something.")).to_be_hidden()
        ana.get_by_role("button", name="Menu").tap()
        expect(ana.get_by_text("Hilltop School")).to_be_visible()


def test_a_new_round_shows_what_was_revealed_and_counts_what_is_new(
    server: Server, open_page: Callable[..., Page]
) -> None:
    with server.workshop(PLAN) as workshop:
        stage = workshop.begin("board")
        board = workshop.first("board")
        ben = workshop.join("Ben", "Schools")
        ben.do("note.add", {"board": board, "text": "Repair pumps here"})
        ana = open_page(f"{server.url}/join/{workshop.code}", **PHONE)
        ana.get_by_label("Your name").fill("Ana")
        ana.get_by_role("radio", name="Schools").check()
        ana.get_by_role("button", name="Join the workshop").tap()
        expect(ana.get_by_text("1 other person has written here. 1 note is still hidden.")).to_be_visible()

        workshop.fay.do("stage.reveal", {"stage": stage})
        expect(ana.get_by_text("Repair pumps here")).to_be_visible()
        workshop.fay.do("stage.reopen", {"stage": stage})
        ben.do("note.add", {"board": board, "text": "Pay on time"})
        expect(ana.get_by_text("1 note is still hidden.")).to_be_visible()
        expect(ana.get_by_text("Repair pumps here")).to_be_visible()

        workshop.fay.do("workshop.pause")
        expect(ana.locator("phone-head").get_by_text("Paused")).to_be_visible()
