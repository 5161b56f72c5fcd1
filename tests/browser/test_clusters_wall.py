"""The wall of clusters in a real browser: by mouse, by finger and by keyboard, alone and beside others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.browser.conftest import PHONE
from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [
        {"activity": "board", "title": "Ideas", "questions": ["What works?", "What is missing?"]},
        {"activity": "clusters", "title": "Sorting"},
        {"activity": "vote", "title": "Dots", "dots": 2, "per_item": 1},
    ],
}
NOTES = 24


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    """24 notes under two questions, and sorting has begun."""
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        ana = workshop.join("Ana", "Schools")
        boards = sorted(workshop.fay.records("board"))
        for n in range(NOTES):
            ana.do("note.add", {"board": boards[n % 2], "text": f"Thought {n:02}"})
        workshop.begin("clusters")
        yield workshop


class Wall:
    """The wall as somebody at a console sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.get_by_label("Your name").fill("Gil")
        page.get_by_role("button", name="That is me").click()
        expect(self.tray).to_be_visible()

    @property
    def tray(self) -> Locator:
        return self.page.locator(".tray")

    @property
    def field(self) -> Locator:
        return self.page.locator(".lane-input")

    def notes(self, place: Locator) -> Locator:
        return place.get_by_role("option", name=re.compile("Thought"))

    def note(self, n: int) -> Locator:
        return self.page.locator("wall-note", has_text=f"Thought {n:02}")

    def lane(self, title: str) -> Locator:
        return self.page.locator(".lane", has=self.page.get_by_role("heading", name=title, exact=True))

    def has(self, title: str, count: int) -> None:
        expect(self.lane(title).locator(".lane-count")).to_have_text(str(count))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.press("Enter")

    def make(self, title: str, *notes: int) -> None:
        """A new cluster of some notes, by mouse and key."""
        for n in notes:
            self.note(n).click(modifiers=["Control"])
        self.press("n")
        expect(self.field).to_be_focused()
        self.type(title)
        self.has(title, len(notes))

    def lift(self, n: int) -> None:
        self.note(n).hover()
        self.page.mouse.down()

    def carry(self, to: Locator) -> None:
        box = to.bounding_box()
        assert box
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40, steps=6)

    def choose(self, title: str, act: str) -> None:
        """Something in the menu of a cluster."""
        self.lane(title).get_by_role("button", name=f"What can be done with “{title}”").click()
        self.page.get_by_role("menuitem", name=act).click()


@pytest.fixture
def wall(workshop: Workshop, open_page: Callable[..., Page]) -> Wall:
    return Wall(open_page(workshop.links["facilitator"]))


def placed(workshop: Workshop) -> dict[str, int]:
    """How many notes lie in each cluster, as the server has it."""
    return {cluster["title"]: cluster["notes"] for cluster in workshop.fay.records("cluster").values()}


def test_a_drag_takes_all_that_is_chosen_along(wall: Wall, workshop: Workshop) -> None:
    wall.make("Taps", 0, 1)
    for n in (4, 6, 8):
        wall.note(n).click(modifiers=["Control"])
    wall.lift(6)
    wall.carry(wall.lane("Taps"))
    expect(wall.lane("Taps")).to_have_class(re.compile("is-target"))
    expect(wall.page.locator(".drag-picture")).to_contain_text("3 notes")
    wall.page.mouse.up()
    wall.has("Taps", 5)
    expect(wall.page.locator(".drag-picture, .is-selected")).to_have_count(0)
    assert placed(workshop) == {"Taps": 5}


def test_escape_puts_back_what_was_lifted(wall: Wall, workshop: Workshop) -> None:
    wall.make("Taps", 0)
    wall.lift(3)
    wall.carry(wall.lane("Taps"))
    expect(wall.page.locator(".drag-picture")).to_be_visible()
    wall.press("Escape")
    wall.page.mouse.up()
    expect(wall.page.locator(".drag-picture")).to_have_count(0)
    assert placed(workshop) == {"Taps": 1}


def test_a_drop_where_a_cluster_begins_asks_for_its_title(wall: Wall, workshop: Workshop) -> None:
    wall.lift(3)
    wall.carry(wall.lane("New cluster"))
    wall.page.mouse.up()
    expect(wall.field).to_be_focused()
    assert placed(workshop) == {}
    wall.type("Wells")
    wall.has("Wells", 1)


def test_a_click_with_shift_chooses_all_between(wall: Wall) -> None:
    order = wall.notes(wall.tray)
    order.nth(2).click()
    order.nth(7).click(modifiers=["Shift"])
    expect(wall.page.locator(".selection")).to_contain_text("6 chosen")
    wall.press("Escape")
    expect(wall.page.locator(".selection")).to_have_count(0)


def test_all_notes_are_sorted_without_a_mouse(wall: Wall, workshop: Workshop) -> None:
    titles = ["Taps", "Wells", "Pipes"]
    expect(wall.notes(wall.tray)).to_have_count(NOTES)
    wall.page.locator("#find").focus()
    for _ in range(12):
        if wall.page.locator("wall-note:focus").count():
            break
        wall.press("Tab")
    for n in range(NOTES):
        expect(wall.page.locator(".tray wall-note:focus"), f"note {n}").to_have_count(1)
        wall.press("m")
        # The first time the title is new; later its first letters are enough.
        wall.type(titles[n % 3] if n < 3 else titles[n % 3][:2].lower())
        expect(wall.notes(wall.tray)).to_have_count(NOTES - 1 - n)
    expect(wall.page.get_by_text("Every note has a place.")).to_be_visible()
    expect(wall.page.locator("[role=status].unseen")).to_contain_text("None left ungrouped.")
    for title in titles:
        wall.has(title, NOTES // 3)
    assert placed(workshop) == dict.fromkeys(titles, NOTES // 3)


def test_clusters_are_split_merged_renamed_taken_away_and_all_of_it_undone(
    wall: Wall, workshop: Workshop
) -> None:
    wall.make("Taps", 0, 2, 4, 6)
    wall.make("Wells", 1, 3)
    wall.choose("Taps", "Split…")
    expect(wall.page.locator(".selection")).to_contain_text("4 chosen")
    wall.press("Space", "n")
    wall.type("Pumps")
    wall.has("Pumps", 3)
    wall.has("Taps", 1)
    wall.choose("Pumps", "Merge into…")
    wall.type("wel")
    wall.has("Wells", 5)
    wall.choose("Wells", "Rename")
    wall.type("Water")
    wall.has("Water", 5)
    wall.choose("Water", "Remove the cluster")
    wall.has("Ungrouped", NOTES - 1)
    expect(wall.page.get_by_role("button", name="Undo removing a cluster")).to_be_visible()
    wall.press("Control+z")
    wall.has("Water", 5)
    expect(wall.page.get_by_role("button", name="Undo new title")).to_be_visible()
    wall.press("Control+z")
    wall.has("Wells", 5)
    wall.page.get_by_role("button", name="Undo merge of 3 notes").click()
    wall.has("Wells", 2)
    wall.has("Pumps", 3)


def test_what_others_do_takes_neither_the_title_nor_the_place_of_the_keyboard(
    wall: Wall, workshop: Workshop
) -> None:
    stage = workshop.stage("clusters")
    wall.note(0).click()
    wall.press("n")
    wall.page.keyboard.type("Half a ti")
    other = workshop.fay.do("cluster.add", {"stage": stage, "title": "By Fay"})
    expect(wall.lane("By Fay")).to_be_visible()
    workshop.fay.do("cluster.remove", {"cluster": other})
    expect(wall.lane("By Fay")).to_have_count(0)
    expect(wall.field).to_be_focused()
    expect(wall.field).to_have_value("Half a ti")
    wall.type("tle")
    wall.has("Half a title", 1)
    # Fay moves the note on which the keyboard is: it goes on with the one that takes its place.
    focused = wall.page.locator(".tray wall-note:focus")
    moved = int(focused.get_attribute("data-note") or 0)
    [cluster] = workshop.fay.records("cluster")
    workshop.fay.do("note.move", {"notes": [moved], "cluster": cluster})
    wall.has("Half a title", 2)
    expect(focused).to_have_count(1)
    assert focused.get_attribute("data-note") != str(moved)


def test_what_is_refused_is_said_and_nothing_is_lost(wall: Wall, workshop: Workshop) -> None:
    wall.make("Taps", 0, 1)
    workshop.begin("vote")
    wall.page.locator(".run").get_by_role("button", name=re.compile("Sorting")).click()
    expect(wall.page.get_by_text("People are voting on these clusters.")).to_be_visible()
    wall.note(0).click()
    wall.press("0")
    expect(wall.page.get_by_role("alert")).to_contain_text("People are voting on this.")
    wall.has("Taps", 2)
    wall.lane("Taps").get_by_role("heading").click()
    wall.type("Another title")
    expect(wall.field).to_have_value("Another title")
    expect(wall.field).to_be_focused()
    assert placed(workshop) == {"Taps": 2}


def test_a_cluster_whose_answer_was_lost_is_made_once_l5(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank")
    lost: list[str] = []

    def between(console: WebSocketRoute) -> None:
        server = console.connect_to_server()

        def pass_back(message: str | bytes) -> None:
            if not lost and asked and str(message).startswith(f"43{asked[0]}"):
                lost.append(str(message))
                console.close()
            else:
                console.send(message)

        def pass_on(message: str | bytes) -> None:
            if found := re.match(r'42(\d+)\["command".*cluster\.add', str(message)):
                asked.append(found[1])
            server.send(message)

        asked: list[str] = []
        console.on_message(pass_on)
        server.on_message(pass_back)

    page.route_web_socket(re.compile("/socket.io/"), between)
    page.goto(workshop.links["facilitator"])
    wall = Wall(page)
    wall.note(0).click(modifiers=["Control"])
    wall.press("n")
    wall.type("Taps")
    expect(page.get_by_role("alert")).to_contain_text("The server did not answer.")
    assert lost
    expect(page.locator("connection-dot")).to_have_text("Connected")
    wall.field.focus()
    wall.press("Enter")
    expect(wall.field).to_have_count(0)
    assert [cluster["title"] for cluster in workshop.fay.records("cluster").values()] == ["Taps"]


def test_a_finger_that_rests_lifts_and_one_that_moves_scrolls(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    wall = Wall(open_page(workshop.links["facilitator"], **PHONE))
    workshop.fay.do("cluster.add", {"stage": workshop.stage("clusters"), "title": "Taps"})
    wall.has("Taps", 0)
    for n in (0, 2):
        wall.note(n).tap()
    expect(wall.page.locator(".selection")).to_contain_text("2 chosen")
    finger = wall.page.context.new_cdp_session(wall.page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y, "id": 1} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    def middle_of(place: Locator) -> tuple[float, float]:
        box = place.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + 14

    carried = wall.page.locator(".drag-picture")
    x, y = middle_of(wall.note(2))
    touch("touchStart", (x, y))
    for step in range(4):
        touch("touchMove", (x, y - 12 * step))
    wall.page.wait_for_timeout(500)
    expect(carried).to_have_count(0)
    touch("touchEnd")
    wall.note(2).scroll_into_view_if_needed()
    x, y = middle_of(wall.note(2))
    touch("touchStart", (x, y))
    expect(carried).to_contain_text("2 notes")
    # At the foot of the page it scrolls, until the lane is under the finger.
    for _ in range(200):
        _, top = middle_of(wall.lane("Taps"))
        if top < 600:
            break
        touch("touchMove", (x, 735))
        wall.page.wait_for_timeout(20)
    touch("touchMove", middle_of(wall.lane("Taps")))
    expect(wall.lane("Taps")).to_have_class(re.compile("is-target"))
    touch("touchEnd")
    wall.has("Taps", 2)
    assert placed(workshop) == {"Taps": 2}


def test_a_vote_shows_no_tally_before_the_reveal_and_ties_after_it(wall: Wall, workshop: Workshop) -> None:
    taps, wells, pumps = [
        workshop.fay.do("cluster.add", {"stage": workshop.stage("clusters"), "title": title, "notes": []})
        for title in ("Taps", "Wells", "Pumps")
    ]
    vote = workshop.begin("vote")
    for name, targets in (("Ben", (taps, wells)), ("Cleo", (wells, pumps)), ("Dee", (wells,))):
        voter = workshop.join(name, "Public")
        for target in targets:
            voter.do("vote.cast", {"stage": vote, "target": target, "points": 1})
    shown = wall.page.locator("console-vote")
    expect(shown).to_contain_text("Each person has 2 dots. At most 1 on one cluster.")
    expect(shown.locator(".ballot-turnout")).to_contain_text("3 of 4 people voted")
    expect(shown.locator(".result")).to_have_count(0)
    workshop.fay.do("stage.reveal", {"stage": vote})
    expect(shown.locator(".result-title")).to_have_text(["Wells", "Taps", "Pumps"])
    expect(shown.locator(".result.is-tied")).to_have_count(2)
    expect(shown).to_contain_text("Dots set priorities. They do not decide.")
    shown.get_by_role("button", name="Run-off: vote once more").click()
    expect(shown).to_contain_text("3 clusters are in the vote")
    expect(shown).to_contain_text("Round 1, as it was shown")
