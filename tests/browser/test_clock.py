"""Somebody sets the clock of the server's machine while phones show how long a stage has left."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.faults.test_clock import PLAN, Clocked, Held
from tests.server import Server


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clocked]:
    with Clocked(tmp_path_factory.mktemp("clocked")) as server:
        yield server


def test_a_phone_shows_what_is_left_also_when_the_servers_clock_was_set(
    clocked: Clocked, open_page: Callable[..., Page]
) -> None:
    with clocked.workshop(PLAN) as workshop:
        held = Held(clocked, workshop)
        phone = open_page(f"{clocked.url}/join/{workshop.code}", **PHONE)
        phone.get_by_label("Your name").fill("Cleo")
        phone.get_by_role("button", name="Join the workshop").click()
        expect(phone.locator("connection-dot")).to_have_text("Connected")
        timer = phone.get_by_role("timer").first
        for ahead in (False, True):
            held.sets(ahead)
            held.fay.do("stage.timer", {"stage": held.stage, "seconds": 600})
            expect(timer).to_contain_text(re.compile("9:[0-5][0-9]|10:00"))


def test_what_is_being_typed_when_the_time_is_over_stays_and_is_sent_when_there_is_more(
    server: Server, open_page: Callable[..., Page]
) -> None:
    with server.workshop(PLAN) as workshop:
        stage = {"stage": workshop.begin("board")}
        phone = open_page(f"{server.url}/join/{workshop.code}", **PHONE)
        phone.get_by_label("Your name").fill("Cleo")
        phone.get_by_role("button", name="Join the workshop").click()
        expect(phone.locator("connection-dot")).to_have_text("Connected")
        phone.clock.install()
        phone.clock.pause_at(time.time() + 5)
        workshop.fay.do("stage.timer", {"stage": stage["stage"], "seconds": 60})
        expect(phone.get_by_role("timer").first).to_contain_text(re.compile("[0-9]"))
        phone.get_by_label("Your idea").press_sequentially("Two more ta")

        phone.clock.run_for(90_000)
        expect(
            phone.get_by_text("The time is over. Ask a facilitator if you need more time.")
        ).to_be_visible()
        expect(phone.get_by_label("Not posted yet")).to_have_value("Two more ta")
        expect(phone.get_by_text("Not posted. Your text is kept on this device.")).to_be_visible()
        phone.clock.resume()
        workshop.fay.do("stage.timer", {"stage": stage["stage"], "seconds": 600})
        phone.clock.run_for(1000)
        idea = phone.get_by_label("Your idea")
        expect(idea).to_have_value("Two more ta")
        idea.press("End")
        idea.press_sequentially("ps")
        idea.press("Enter")
        expect(phone.locator(".note", has_text="Two more taps").get_by_text("Saved")).to_be_visible()
