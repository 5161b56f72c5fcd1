"""The keys of the console: a crowded board is sorted with them alone, and whoever does not want them
switches them off.

Nothing here clicks on a note. Presses are counted, seconds are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [
        {"activity": "board", "title": "Ideas", "questions": ["What works?", "What is missing?"]},
        {"activity": "clusters", "title": "Sorting"},
    ],
}
NOTES = 77
TITLES = ["Taps", "Wells", "Pipes", "Money", "People"]
MOST = 2 * NOTES


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    """As many notes as the reference workshop had."""
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        people = [workshop.join(f"Person {n}", "Schools") for n in range(7)]
        boards = sorted(workshop.fay.records("board"))
        for n in range(NOTES):
            people[n % 7].do(
                "note.add", {"board": boards[n % 2], "text": f"{chr(97 + n % 26)} thought {n:02}"}
            )
        yield workshop


class Hands:
    """A console, and a count of every key that is pressed on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.get_by_label("Your name").fill("Gil")
        page.keyboard.press("Enter")
        expect(page.locator("welcome-dialog")).to_have_count(0)
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def write(self, text: str) -> None:
        self.press(*text)

    @property
    def focused(self) -> Locator:
        return self.page.locator("wall-note:focus, note-card:focus")

    def has_left(self, count: int) -> None:
        expect(self.page.locator(".tray .lane-count")).to_have_text(str(count))


@pytest.fixture
def hands(workshop: Workshop, open_page: Callable[..., Page]) -> Hands:
    return Hands(open_page(workshop.links["facilitator"]))


def test_77_notes_are_sorted_by_two_keys_a_note_at_most(hands: Hands, workshop: Workshop) -> None:
    workshop.begin("clusters")
    hands.has_left(NOTES)
    hands.press("j")
    for n in range(NOTES):
        expect(hands.page.locator(".tray wall-note:focus"), f"note {n}").to_have_count(1)
        if n < len(TITLES):
            hands.press("n")
            expect(hands.page.get_by_label("Title of the new cluster")).to_be_focused()
            hands.write(TITLES[n])
            hands.press("Enter")
            expect(hands.page.get_by_role("region", name=TITLES[n])).to_be_visible()
        elif n % 10 == 0:
            hands.press("m")
            hands.write("we")
            hands.press("Enter")
        else:
            hands.press(str(n % len(TITLES) + 1))
        hands.has_left(NOTES - 1 - n)
    expect(hands.page.locator("[role=status].unseen")).to_contain_text("None left ungrouped.")
    placed = {each["title"]: each["notes"] for each in workshop.fay.records("cluster").values()}
    assert sum(placed.values()) == NOTES
    assert sorted(placed) == sorted(TITLES)
    assert hands.pressed <= MOST, f"{hands.pressed} presses for {NOTES} notes"


def test_keys_rename_undo_put_back_and_search(hands: Hands, workshop: Workshop) -> None:
    page = hands.page
    workshop.begin("clusters")
    hands.has_left(NOTES)
    hands.press("j", "m")
    expect(page.get_by_role("combobox", name="Move to")).to_be_focused()
    hands.write("Taps")
    hands.press("Enter")
    taps = page.get_by_role("region", name="Taps")
    expect(taps.get_by_role("option")).to_have_count(1)
    hands.press("1")
    expect(taps.get_by_role("option")).to_have_count(2)
    hands.press("7")
    expect(page.locator("console-toasts")).to_contain_text("There is no cluster with the number 7.")
    hands.press("u")
    expect(taps.get_by_role("option")).to_have_count(1)
    hands.press("ArrowRight", "ArrowRight", "ArrowRight")
    expect(taps.locator("wall-note:focus")).to_have_count(1)
    hands.press("r", "ControlOrMeta+a")
    hands.write("Water")
    hands.press("Enter")
    water = page.get_by_role("region", name="Water")
    expect(water.locator("wall-note:focus")).to_have_count(1)
    hands.press("0")
    hands.has_left(NOTES)
    hands.press("/")
    # In a field a letter is a letter.
    hands.write("m thought 12")
    expect(page.locator("wall-note")).to_have_count(1)
    hands.press("Enter")
    expect(hands.focused).to_contain_text("m thought 12")
    hands.press("1", "/", "Escape")
    hands.has_left(NOTES - 1)
    expect(hands.focused).to_have_count(1)


def test_keys_of_one_letter_can_be_switched_off(hands: Hands, workshop: Workshop) -> None:
    page = hands.page
    hands.press("j")
    expect(hands.focused).to_have_attribute("aria-description", re.compile("Note 1 of 39 under"))
    hands.press("j")
    expect(hands.focused).to_have_attribute("aria-description", re.compile("Note 2 of 39 under"))
    second = hands.focused.get_attribute("aria-label") or ""
    hands.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    for place in ("Everywhere", "On a board", "While you sort", "On phones"):
        expect(dialog.get_by_role("heading", name=place)).to_be_visible()
    switch = dialog.get_by_role("checkbox", name=re.compile("one letter"))
    switch.focus()
    hands.press("Space")
    expect(switch).not_to_be_checked()
    hands.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(hands.focused).to_have_attribute("aria-label", second)
    hands.press("l", "?")
    # The letter that locked now leads to a note, and no list opens.
    expect(hands.focused).to_contain_text("l thought")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert workshop.fay.records("stage")[workshop.stage("board")]["state"] == "open"


def test_time_lock_and_the_next_thing_are_keys_too(hands: Hands, workshop: Workshop) -> None:
    page = hands.page
    board = workshop.stage("board")
    expect(page.locator("console-stage .phones-now")).to_contain_text("People write on their phones.")
    hands.press("l")
    expect(page.locator("console-stage .phones-now")).to_contain_text("Phones say that this stage is locked.")
    assert workshop.fay.records("stage")[board]["state"] == "locked"
    hands.press("l", "+")
    expect(page.locator("console-clock stage-timer")).to_be_visible()
    assert workshop.fay.records("stage")[board]["timer"]
    hands.press("g")
    expect(page.locator(".bar .button--now")).to_be_focused()
    hands.press("p")
    expect(page.get_by_role("dialog", name="What phones show")).to_be_visible()
    hands.press("Escape")
    expect(page.locator(".bar .button--now")).to_be_focused()
