"""A browser that runs no script: somebody takes part in a whole workshop, and sees what came of it."""

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
        {
            "activity": "check_in",
            "title": "Arriving",
            "questions": [
                {"text": "How are you?", "form": "word"},
                {"text": "How far did you come?", "form": "scale", "steps": 3},
            ],
        },
        {"activity": "ground_rules", "title": "How we work", "rules": ["One person speaks at a time."]},
        {"activity": "board", "title": "Ideas", "questions": ["What works?"], "visibility": "own"},
        {"activity": "clusters", "title": "What belongs together", "open_to": "everyone"},
        {"activity": "vote", "title": "What comes first", "dots": 3, "per_item": 2},
        {"activity": "actions", "title": "Who does what", "open_to": "everyone"},
        {"activity": "parking_lot", "title": "What we kept"},
        {
            "activity": "evaluation",
            "title": "Before we leave",
            "questions": [{"text": "What was good?", "form": "plus"}],
        },
    ],
}
SETTLED = 30_000
"""Milliseconds in which the frame of news has loaded itself again."""


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN, opened=False) as workshop:
        yield workshop


def test_a_workshop_without_a_script(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    """In every stage; and with a new name, a raised hand and something kept for later."""
    page = open_page(server.url, **PHONE, java_script_enabled=False)
    page.get_by_label("Your workshop code").fill(workshop.code)
    page.get_by_role("button", name="Join").click()
    page.get_by_label("Your name").fill("Ana")
    page.get_by_role("radio", name="Schools").check()
    page.get_by_role("button", name="Join the workshop").click()
    expect(page).to_have_url(f"{server.url}/w/{workshop.code}/plain")
    expect(page.get_by_text("The workshop has not begun yet.")).to_be_visible()
    workshop.fay.do("workshop.open")

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()

    def opened(activity: str) -> int:
        """Fay opens a stage, and Ana sees it."""
        stage = workshop.begin(activity)
        page.get_by_role("link", name="Update this page").click()
        return stage

    def over(stage: int) -> None:
        workshop.fay.do("stage.close", {"stage": stage})

    # Arriving, and who I am
    stage = opened("check_in")
    page.get_by_role("textbox", name="How are you?").fill("curious")
    press("Save")
    expect(page.get_by_text("Saved")).to_have_count(1)
    page.get_by_role("group", name="How far did you come?").get_by_role("button", name="2").click()
    expect(page.get_by_text("Saved")).to_have_count(2)
    assert [each["answers"] for each in workshop.fay.records("question").values()][:2] == [1, 1]
    page.locator(".plain-me summary").click()
    page.get_by_label("Your name").fill("Ana Sofia")
    press("Save name")
    expect(page.locator(".plain-top").get_by_text("Ana Sofia")).to_be_visible()
    over(stage)

    # Ground rules
    stage = opened("ground_rules")
    rule = page.locator(".rule", has_text="One person speaks at a time.")
    rule.get_by_role("link", name="object").click()
    page.get_by_label("What must change").fill("Everyone may finish.")
    press("Send my objection")
    expect(rule.get_by_text("Everyone may finish.").first).to_be_visible()
    rule.get_by_role("button", name="I agree").click()
    expect(rule.get_by_role("button", name="I agree")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("What should we all do, or not do?").fill("We end on time.")
    press("Propose it")
    expect(page.locator(".rule", has_text="We end on time.")).to_be_visible()
    workshop.fay.do("rule.adopt", {"rule": workshop.first("rule")})
    over(stage)

    # Question board; what is new comes by itself and takes nothing away
    stage = opened("board")
    page.get_by_label("Your idea").fill("x" * 281)
    press("Post")
    expect(page.get_by_role("alert")).to_contain_text("This is 1 character too long. The limit is 280.")
    expect(page.get_by_label("Your idea")).to_have_value("x" * 281)
    page.get_by_label("Your idea").fill("The well at the gate")
    press("Post")
    note = page.locator(".note", has_text="The well at the gate")
    expect(note.get_by_text("Saved")).to_be_visible()
    ben = workshop.join("Ben", "Public")
    ben.do("note.add", {"board": workshop.first("board"), "text": "A tank on the roof"})
    assert "A tank on the roof" not in page.content(), "Nobody sees it before it is shown to all."
    page.get_by_label("Your idea").fill("Not yet thr")
    workshop.fay.do("stage.reveal", {"stage": stage})
    news = page.frame_locator(".plain-news")
    expect(news.get_by_text("This stage has changed.")).to_be_visible(timeout=SETTLED)
    expect(page.get_by_label("Your idea")).to_have_value("Not yet thr")
    news.get_by_role("link", name="Update this page").click()
    expect(page.locator(".note", has_text="A tank on the roof")).to_be_visible()

    # Clusters
    stage = opened("clusters")
    page.get_by_label("A new cluster").fill("Wells")
    press("Add it")
    page.get_by_role("checkbox", name="The well at the gate").check()
    press("Move them")
    cluster = page.locator(".plain-board", has_text="Wells").first
    expect(cluster.locator(".note", has_text="The well at the gate")).to_be_visible()
    cluster.get_by_text("Change this cluster").click()
    cluster.get_by_label("Another title").fill("Water near the gate")
    cluster.get_by_role("button", name="Rename it").click()
    expect(page.get_by_role("heading", name="Water near the gate")).to_be_visible()
    press("I have finished here")
    expect(page.get_by_text("You have finished here")).to_be_visible()
    over(stage)

    # Dot vote
    stage = opened("vote")
    option = page.get_by_role("group", name="Water near the gate")
    for left in ("2 dots left", "1 dot left"):
        option.get_by_role("button", name="Give one dot").click()
        expect(page.get_by_text(left)).to_be_visible()
    expect(option.get_by_role("button", name="Give one dot")).to_be_disabled()
    workshop.fay.do("stage.reveal", {"stage": stage})
    page.get_by_role("link", name="Update this page").click()
    result = page.locator(".result", has_text="Water near the gate")
    expect(result.locator(".result-points")).to_have_text("2 dots")
    expect(result.get_by_text("1 person")).to_be_visible()

    # Actions: mine to do, and done
    stage = opened("actions")
    page.get_by_label("What should be done?").fill("Clean the well")
    page.get_by_label("Who will do it?").select_option("I will do it myself")
    press("Add it")
    action = page.locator(".note", has_text="Clean the well")
    if action.get_by_role("button", name="I will do it").count():
        action.get_by_role("button", name="I will do it").click()
    action.get_by_role("link", name="Say what became of it").click()
    page.get_by_label("What became of it?").fill("It is clean")
    press("Save it and close the action")
    expect(action.get_by_text("It is clean")).to_be_visible()
    over(stage)

    # What is kept for later, and a wish to speak
    stage = opened("parking_lot")
    page.get_by_role("link", name="Keep something for later").click()
    page.get_by_label("What is important, but not for now?").fill("Insurance")
    press("Keep it for later")
    expect(page.locator(".note", has_text="Insurance")).to_be_visible()
    page.get_by_label("Why do you raise your hand?").select_option("I have a question")
    press("Raise my hand")
    expect(page.get_by_text("Your hand is up: number 1 of 1")).to_be_visible()
    press("Lower my hand")
    expect(page.get_by_role("button", name="Raise my hand")).to_be_visible()
    over(stage)

    # Before leaving
    opened("evaluation")
    page.get_by_label("What was good?").fill("That nobody was left out")
    press("Save")
    expect(page.get_by_text("Saved").first).to_be_visible()
    [parked] = workshop.fay.records("parked")
    workshop.fay.do("park.resolve", {"item": parked, "outcome": "Next time"})
    workshop.fay.do("workshop.close")
    page.get_by_role("link", name="Update this page").click()
    expect(page.get_by_text("The workshop is closed.")).to_be_visible()
    page.get_by_text("The rules we adopted").click()
    expect(page.get_by_text("One person speaks at a time.").first).to_be_visible()
    page.get_by_role("link", name="Read the minutes").click()
    expect(page.get_by_text("It is clean").first).to_be_visible()
