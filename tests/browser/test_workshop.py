"""A small workshop in real browsers: a facilitator, two phones and a screen, from joining to the minutes."""

from __future__ import annotations

import re
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
        {
            "activity": "board",
            "title": "Our questions",
            "questions": ["What works?", "What is missing?"],
            "visibility": "own",
        },
        {"activity": "clusters", "title": "What belongs together"},
        {"activity": "vote", "title": "What comes first", "dots": 3, "per_item": 2},
        {"activity": "actions", "title": "Who does what"},
    ],
}


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN, opened=False) as workshop:
        yield workshop


def join(page: Page, name: str, sector: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_role("radio", name=sector).check(force=True)
    page.get_by_role("button", name="Join the workshop").click()
    expect(page.get_by_text("Waiting for the facilitator.")).to_be_visible()


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name=re.compile("idea", re.I)).fill(text)
    page.get_by_role("button", name="Post").click()
    expect(page.locator(".note", has_text=text).get_by_text("Saved")).to_be_visible()


def press(page: Page, label: str) -> None:
    """Press the one red button, which is the next thing to do."""
    now = page.locator(".bar .button--now")
    expect(now).to_have_text(re.compile(label))
    now.click()


def test_a_workshop_from_joining_to_the_minutes(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    console = open_page(workshop.links["facilitator"])
    console.get_by_label("Your name").fill("Fay")
    console.get_by_role("button", name="That is me").click()
    screen = open_page(workshop.links["screen"])
    ana = open_page(server.url, **PHONE)
    ana.get_by_label("Your workshop code").fill(workshop.code.lower())
    ana.get_by_role("button", name="Join", exact=True).click()
    join(ana, "Ana", "Schools")
    ben = open_page(f"{server.url}/join/{workshop.code}", **PHONE)
    join(ben, "Ben", "Public")
    expect(screen.get_by_text("2 are here")).to_be_visible()

    agree_on_rules(console, screen, ana, ben)
    write_and_reveal(console, screen, ana, ben)
    sort(console, screen)
    vote(console, screen, ana, ben)
    act_on_it(console, ana)

    press(console, "Close this stage")
    press(console, "Close the workshop")
    console.get_by_role("dialog").get_by_role("button", name="Close the workshop").click()
    ana.get_by_role("link", name="Read the minutes").click()
    for words in (
        "The well at the gate",
        "More taps",
        "Near the water",
        "Ask for two more taps",
        "One person speaks",
    ):
        expect(ana.get_by_text(words).first).to_be_visible()
    exported = workshop.fay.get("/export/markdown").text
    assert exported.count("The well at the gate") >= 1
    assert exported.index("What works?") < exported.index("The well at the gate")


def agree_on_rules(console: Page, screen: Page, ana: Page, ben: Page) -> None:
    press(console, "Open the workshop")
    press(console, "Open: How we work")
    for phone in (ana, ben):
        rule = phone.locator(".rule", has_text="One person speaks at a time.")
        rule.get_by_role("radio", name="I agree").check()
        phone.locator(".rule", has_text="We accept Fay").get_by_role("radio", name="I can accept it").check()
    for words in ("One person speaks at a time.", "We accept Fay"):
        rule = console.locator(".rule, article", has_text=words).first
        rule.get_by_role("button", name="Adopt").click()
    expect(screen.get_by_text("One person speaks at a time.").first).to_be_visible()


def write_and_reveal(console: Page, screen: Page, ana: Page, ben: Page) -> None:
    press(console, "Close this stage")
    press(console, "Open: Our questions")
    write(ana, "The well at the gate")
    ben.get_by_role("tab", name=re.compile("^Q2")).click()
    write(ben, "More taps")
    expect(console.get_by_text("The well at the gate")).to_be_visible()
    expect(ben.get_by_text("The well at the gate")).to_have_count(0)
    assert "The well at the gate" not in screen.content() + ben.content()
    press(console, "Reveal to all")
    ben.get_by_role("tab", name=re.compile("^Q1")).click()
    expect(ben.get_by_text("The well at the gate")).to_be_visible()
    expect(screen.get_by_text("The well at the gate")).to_be_visible()


def sort(console: Page, screen: Page) -> None:
    press(console, "Next: What belongs together")
    console.get_by_role("option", name=re.compile("The well at the gate")).click()
    console.get_by_role("option", name=re.compile("More taps")).click(modifiers=["Control"])
    console.keyboard.press("n")
    console.keyboard.type("Near the water")
    console.keyboard.press("Enter")
    expect(screen.get_by_text("Near the water").first).to_be_visible()


def vote(console: Page, screen: Page, ana: Page, ben: Page) -> None:
    press(console, "Close this stage")
    press(console, "Open: What comes first")
    for phone, dots in ((ana, 2), (ben, 1)):
        option = phone.get_by_role("group", name="Near the water")
        for _ in range(dots):
            option.get_by_role("button", name="Give one dot").click()
        expect(phone.locator(".budget").get_by_text(re.compile(rf"^{3 - dots} dots? left"))).to_be_visible()
    expect(screen.get_by_text("of 2")).to_be_visible()
    press(console, "Reveal to all")
    expect(ben.get_by_text(re.compile(r"from 2 people"))).to_be_visible()


def act_on_it(console: Page, ana: Page) -> None:
    press(console, "Next: Who does what")
    console.get_by_role("button", name="Add an action").click()
    dialog = console.get_by_role("dialog")
    dialog.get_by_label("What is to be done").fill("Ask for two more taps")
    owner = dialog.locator("option", has_text="Ana").get_attribute("value")
    dialog.get_by_label("Who").select_option(owner)
    dialog.get_by_role("button", name="Add").click()
    ana.get_by_role("button", name="I will do it").click()
    expect(console.get_by_text("Accepted")).to_be_visible()


def test_any_stage_that_has_not_begun_can_be_opened(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    """Also where none goes on and the red button speaks of another one."""
    workshop.fay.do("workshop.open")
    console = open_page(workshop.links["facilitator"])
    console.locator("welcome-dialog").get_by_role("dialog").press("Escape")
    opens = console.get_by_role("button", name="Open this stage")
    expect(console.get_by_role("button", name="Open: How we work")).to_be_visible()
    expect(opens).to_have_count(0)
    console.locator(".run-open", has_text="Our questions").click()
    opens.click()
    expect(console.get_by_role("button", name="Reveal to all")).to_be_visible()
    assert workshop.fay.records("stage")[workshop.stage("board")]["state"] == "open"
    assert workshop.fay.records("stage")[workshop.stage("ground_rules")]["state"] == "draft"
    # While one goes on, each of the others can be opened too, the next one included.
    console.locator(".run-open", has_text="How we work").click()
    expect(console.get_by_role("button", name="Open this one too")).to_be_visible()
    expect(opens).to_have_count(0)
