"""The archive as people use it in a browser: the phone at the end, the link that is kept, ways through
the record, an export that is followed and stopped.
"""

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
        {"activity": "board", "title": "Ideas", "questions": ["What works?", "What lacks?", "Who helps?"]},
        {"activity": "clusters", "title": "What belongs together"},
        {"activity": "actions", "title": "Who does what"},
    ],
}


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    """Ana wrote a note, Fay put it into a cluster and an action came of that."""
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        ana = workshop.join("Ana", "Schools")
        note = ana.do("note.add", {"board": workshop.first("board"), "text": "The well at the gate"})
        stage = workshop.begin("clusters")
        cluster = workshop.fay.do("cluster.add", {"stage": stage, "title": "Wells", "notes": [note]})
        workshop.fay.do("action.add", {"text": "Mend the pump", "due": "2027-01-31", "from": cluster})
        yield workshop


def test_the_end_on_a_phone_and_the_link_that_is_kept(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank", **PHONE)
    page.clock.install()
    page.goto(f"{server.url}/join/{workshop.code}")
    page.get_by_label("Your name").fill("Ben")
    page.get_by_role("radio", name="Public").check()
    page.get_by_role("button", name="Join the workshop").click()
    expect(page.get_by_text("Connected")).to_be_visible()
    workshop.fay.do("workshop.close")
    expect(page.get_by_role("heading", name="The workshop is closed")).to_be_visible()
    expect(page.get_by_text("Mend the pump")).to_be_visible()
    expect(page.get_by_text("Nobody yet · by January 31, 2027")).to_be_visible()
    field = page.get_by_label("Keep this link")
    expect(field).not_to_have_value("…")
    link = field.input_value()
    assert "/archive?key=" in link
    page.clock.fast_forward(60_000)
    expect(page.get_by_text("No answer from the server")).to_have_count(0)

    later = open_page(link, java_script_enabled=False)
    expect(later).to_have_url(f"{server.url}/w/{workshop.code}/archive")
    expect(later.get_by_role("heading", name="Water for two schools")).to_be_visible()
    later.get_by_role("group").filter(has_text="¶").locator("summary").first.click()
    later.get_by_role("link", name="This is not what I meant").last.click()
    later.get_by_label("What is wrong?").fill("It was the other well.")
    later.get_by_role("button", name="Send").click()
    expect(later.get_by_role("heading", name="Your message has arrived")).to_be_visible()


def test_ways_through_the_record_by_keyboard(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    workshop.fay.do("workshop.close")
    page = open_page(workshop.links["facilitator"])
    page.goto(f"{server.url}/w/{workshop.code}/archive")
    outcome = page.locator("a.outcome", has_text="Mend the pump")
    outcome.focus()
    page.keyboard.press("Enter")
    way = page.get_by_role("complementary", name="Where this came from")
    expect(way.get_by_text("The well at the gate")).to_be_visible()
    expect(way.get_by_text("Wells", exact=True)).to_be_visible()
    way.get_by_role("link", name="Close").focus()
    page.keyboard.press("Enter")
    expect(way).to_be_hidden()
    number = page.locator(".leaf-note summary").first
    number.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaf-note").get_by_role("link", name="Mend the pump")).to_be_visible()


def test_an_export_says_how_far_it_is_and_comes_by_itself(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    workshop.fay.do("workshop.close")
    page = open_page(workshop.links["facilitator"], accept_downloads=True)
    page.goto(f"{server.url}/w/{workshop.code}/archive")
    row = page.locator(".export", has_text="Minutes, records and history")
    with page.expect_download() as coming:
        row.get_by_role("link", name="for the public").click()
    assert coming.value.suggested_filename.endswith(f"-{workshop.code}-public.json")
    expect(row.get_by_text("Ready. You find it in your downloads.")).to_be_visible()
    page.route("**/exports", lambda route: route.fulfill(json={"id": "a", "state": "running", "done": 40}))
    page.route("**/exports/a", lambda route: route.fulfill(json={"id": "a", "state": "running", "done": 40}))
    row.get_by_role("link", name="for the public").click()
    expect(row.get_by_text("40 %")).to_be_visible()
    # It may go on for others, which is nothing to whoever wants it no more.
    page.route(
        "**/exports/a/cancel", lambda route: route.fulfill(json={"id": "a", "state": "cancelled", "done": 40})
    )
    row.get_by_role("button", name="Cancel").click()
    expect(row.get_by_text("Stopped.")).to_be_visible()


def test_escape_closes_where_this_came_from_and_the_reader_is_where_they_were(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    workshop.fay.do("workshop.close")
    page = open_page(workshop.links["facilitator"], **PHONE)
    page.goto(f"{server.url}/w/{workshop.code}/archive")
    outcome = page.locator("a.outcome", has_text="Mend the pump")
    outcome.click()
    trace = page.get_by_label("Where this came from")
    expect(trace).to_be_in_viewport()
    place = page.evaluate("scrollY")
    page.keyboard.press("Escape")
    expect(trace).not_to_be_visible()
    expect(outcome).to_be_focused()
    assert page.evaluate("scrollY") == place
    outcome.click()
    trace.get_by_role("link", name="Close").click()
    expect(outcome).to_be_focused()
    theme = page.locator("archive-map .theme")
    theme.scroll_into_view_if_needed()
    assert page.evaluate("document.querySelector('.map-scroll').scrollLeft") > 0
    expect(page.get_by_text("Slide it sideways")).to_be_visible()
