"""Real Chromium: the one on this machine, or the one Playwright installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.server import wait_until

ON_THE_MACHINE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

expect.set_options(timeout=15_000)


# For this folder only: Playwright runs an event loop, in which other tests could not run theirs.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser. Where there is none this fails: a browser test is never passed over."""
    found = next((path for name in ON_THE_MACHINE if (path := shutil.which(name))), None)
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a browser of its own; a script error on any page fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(address: str, **options: Any) -> Page:
        context = chromium.new_context(**{**LAPTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


def until(page: Page, claim: str) -> None:
    """Wait for a script's claim. Playwright's own waiting is refused by our policy where the claim is not
    true at once: the page itself would have to make code of text.
    """
    wait_until(lambda: bool(page.evaluate(claim)), claim)
