"""What people are refused, on the page: a sentence that says why, and nothing they wrote is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_network import is_connected, join, waiting_on, write
from tests.server import Browser, Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [
        {"activity": "board", "title": "Ideas", "questions": ["What works?"]},
        {"activity": "vote", "title": "What comes first", "target": "notes", "dots": 3, "per_item": 2},
    ],
}


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        yield workshop


def test_a_wrong_code_stays_in_its_field(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(server.url, **PHONE)
    code = page.get_by_label("Your workshop code")
    code.fill("K7M-4QP")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("There is no workshop with this code."))
    expect(code).to_have_value("K7M-4QP")
    expect(code).to_be_focused()


def test_a_name_over_the_limit_is_kept_to_be_shortened(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{server.url}/join/{workshop.code}", **PHONE)
    page.get_by_label("Your name").fill("A" * 61)
    page.get_by_role("radio", name="Public").check()
    page.get_by_role("button", name="Join the workshop").click()
    expect(
        page.get_by_text("This is 1 character too long. The limit is 60. Make it shorter.").first
    ).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("A" * 61)
    expect(page.get_by_role("radio", name="Public")).to_be_checked()
    page.get_by_label("Your name").fill("A" * 60)
    page.get_by_role("button", name="Join the workshop").click()
    is_connected(page, "Connected")

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Change name").click()
    page.get_by_label("Your name").fill("B" * 61)
    page.get_by_role("button", name="Save name").click()
    expect(page.get_by_role("alert")).to_have_text(
        "This is 1 character too long. The limit is 60. Make it shorter."
    )
    expect(page.get_by_label("Your name")).to_have_value("B" * 61)


def test_281_characters_stay_in_the_box_and_nothing_is_sent(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    workshop.begin("board")
    sent: list[str | bytes] = []
    page = open_page("about:blank", **PHONE)
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    ana = join(page, workshop, "Ana")
    idea = ana.get_by_label("Your idea")
    words = "wé" * 140 + "!"
    idea.fill(words)
    expect(ana.get_by_text("1 character too many")).to_be_visible()
    idea.press("Enter")
    ana.get_by_role("button", name="Post").click()
    expect(ana.get_by_role("status").filter(has_text="1 character too many")).to_be_attached()
    expect(idea).to_have_value(words)
    assert waiting_on(ana, workshop) == []

    idea.press("Backspace")
    expect(ana.get_by_text("280 of 280")).to_be_visible()
    idea.press("Enter")
    expect(ana.locator(".note-state")).to_have_text("Saved")
    expect(idea).to_have_value("")
    assert [note["text"] for note in workshop.fay.records("note").values()] == ["wé" * 140]
    assert len([frame for frame in sent if "note.add" in str(frame)]) == 1


def test_spent_dots_switch_the_plus_off(workshop: Workshop, open_page: Callable[..., Page]) -> None:
    first, second = begin_vote(workshop)
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    well, taps = (ana.get_by_role("group", name=name) for name in (first, second))
    add = well.get_by_role("button", name="Give one dot")
    for _ in range(2):
        add.click()
    expect(ana.locator(".budget")).to_contain_text("1 dot left")
    expect(add).to_be_disabled()
    expect(taps.get_by_role("button", name="Give one dot")).to_be_enabled()
    taps.get_by_role("button", name="Give one dot").click()
    expect(ana.locator(".budget")).to_contain_text("0 dots left")
    for each in (well, taps):
        expect(each.get_by_role("button", name="Give one dot")).to_be_disabled()
    taps.get_by_role("button", name="Give one dot").click(force=True)
    taps.get_by_role("button", name="Take one dot back").click()
    expect(ana.locator(".budget")).to_contain_text("1 dot left")


def test_dots_that_were_spent_elsewhere_are_refused_with_a_sentence(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    first, second = begin_vote(workshop)
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ana.context.set_offline(True)
    is_connected(ana, "Offline")
    well, taps = (ana.get_by_role("group", name=name) for name in (first, second))
    for _ in range(2):
        well.get_by_role("button", name="Give one dot").click()
    expect(ana.get_by_text("Waiting for the connection")).to_be_visible()
    # The same person holds a second phone, and votes with that one too.
    seqs = {note["text"]: seq for seq, note in workshop.fay.records("note").items()}
    elsewhere = Browser(workshop.server.url, workshop.code)
    for cookie in ana.context.cookies():
        elsewhere.session.cookies.set(cookie["name"], cookie["value"])
    elsewhere.do("vote.cast", {"stage": workshop.stage("vote"), "target": seqs[second], "points": 2})
    ana.context.set_offline(False)
    is_connected(ana, "Connected")
    expect(ana.locator(".refusal")).to_have_text(
        "You have 0 dots left. Give fewer dots, or first take some back."
    )
    expect(taps.get_by_role("img", name="2 of 2 dots")).to_be_visible()
    expect(well.get_by_role("img", name="1 of 2 dots")).to_be_visible()
    expect(ana.locator(".budget")).to_contain_text("0 dots left")


def test_somebody_who_is_removed_sees_why_and_comes_back_when_they_are_let(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    workshop.begin("board")
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    write(ana, "The well at the gate")
    [number] = [seq for seq, each in workshop.fay.records("person").items() if each["name"] == "Ana"]
    workshop.fay.do("person.remove", {"person": number})
    expect(ana.get_by_role("heading", name="You are no longer in this workshop")).to_be_visible()
    expect(ana.get_by_text("A facilitator removed you. If this is a mistake")).to_be_visible()
    expect(ana.get_by_label("Your idea")).to_have_count(0)
    ana.reload()
    expect(
        ana.get_by_text(
            "You were removed from this workshop, so you cannot send anything. Speak to a facilitator."
        )
    ).to_be_visible()
    workshop.fay.do("person.readmit", {"person": number})
    ana.reload()
    expect(ana.get_by_text("The well at the gate")).to_be_visible()
    write(ana, "A second tap")


def test_the_door_of_a_closed_workshop_says_so(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{server.url}/join/{workshop.code}", **PHONE)
    page.get_by_label("Your name").fill("Ana")
    page.get_by_role("radio", name="Public").check()
    workshop.fay.do("workshop.close")
    page.get_by_role("button", name="Join the workshop").click()
    expect(page.get_by_text("This workshop is over. Nobody can join it now.")).to_be_visible()
    page.goto(f"{server.url}/join/{workshop.code}")
    expect(page.get_by_text("This workshop is over. Nobody can join it now.")).to_be_visible()


def test_a_seat_in_another_workshop_leads_to_the_door(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    with server.workshop(PLAN | {"title": "Another one"}) as other:
        ana.goto(f"{server.url}/w/{other.code}")
        expect(ana).to_have_url(f"{server.url}/join/{other.code}")
        expect(ana.get_by_role("heading", name="Another one")).to_be_visible()
        expect(ana.get_by_label("Your name")).to_be_visible()


def begin_vote(workshop: Workshop) -> tuple[str, str]:
    """Two notes, put to the vote."""
    board = workshop.begin("board")
    texts = ("The well at the gate", "More taps")
    with_notes = workshop.join("Ben", "Public")
    for text in texts:
        with_notes.do("note.add", {"board": workshop.first("board"), "text": text})
    workshop.fay.do("stage.close", {"stage": board})
    workshop.begin("vote")
    return texts
