"""Somebody sets the clock of the server's machine while phones show how long a stage has left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.faults.test_clock import PLAN, Clocked, Held


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
