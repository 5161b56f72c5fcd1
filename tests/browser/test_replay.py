"""The replay in a real browser: on the archive page, and in the viewer, opened from a disk offline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import LAPTOP, PHONE
from tests.server import ROOT, Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [
        {"activity": "ground_rules", "rules": ["One at a time."], "title": "How we work"},
        {"activity": "board", "title": "Ideas", "questions": ["What works?", "What is missing?"]},
        {"activity": "clusters", "title": "What belongs together"},
        {"activity": "vote", "title": "What comes first", "dots": 3, "per_item": 2},
    ],
}
NOTES = 8
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """async (part) => {
  const { violations } = await axe.run(part);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}"""


@pytest.fixture
def held(server: Server) -> Iterator[Workshop]:
    """A workshop that is over: eight notes, one of them hidden by Fay, a cluster, a vote."""
    with server.workshop(PLAN) as workshop:
        workshop.begin("ground_rules")
        ana, ben = workshop.join("Ana", "Schools"), workshop.join("Ben", "Public")
        workshop.begin("board")
        boards = sorted(workshop.fay.records("board"))
        notes = [
            (ana, ben)[n % 2].do("note.add", {"board": boards[n % 2], "text": f"Idea {n}"})
            for n in range(NOTES)
        ]
        workshop.fay.do("note.hide", {"note": notes[-1]})
        sorting = workshop.begin("clusters")
        cluster = workshop.fay.do("cluster.add", {"stage": sorting, "title": "Wells", "notes": notes[:2]})
        vote = workshop.begin("vote")
        ana.do("vote.cast", {"stage": vote, "target": cluster, "points": 2})
        workshop.fay.do("stage.reveal", {"stage": vote})
        workshop.fay.do("workshop.close")
        yield workshop


class Player:
    """The replay on a page, and a hand on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.locator("workshop-replay").scroll_into_view_if_needed()
        self.slider = page.get_by_role("slider", name="Time of the workshop")
        expect(self.slider).to_be_visible()
        self.scene = page.locator(".replay-scene")
        self.notes = self.scene.locator(".note")

    def press(self, key: str) -> None:
        self.slider.press(key)

    def choose(self, name: str, option: str) -> None:
        self.page.get_by_role("combobox", name=name, exact=True).select_option(label=option)

    def jump(self, end: str) -> None:
        """To the turn whose name ends so."""
        menu = self.page.get_by_role("combobox", name="Jump to", exact=True)
        names = menu.locator("option").all_inner_texts()
        menu.select_option(label=next(name for name in names if name.endswith(end)))

    def says(self) -> str:
        return self.slider.get_attribute("aria-valuetext") or ""

    def at_every_moment(self, look: Callable[[], Any]) -> list[Any]:
        """What is seen from the first moment to the last."""
        self.press("Home")
        found, before = [], ""
        while before != (now := f"{self.slider.input_value()} {self.says()}"):
            found.append(look())
            before = now
            self.press("ArrowRight")
        return found


@pytest.fixture
def open_archive(held: Workshop, open_page: Callable[..., Page]) -> Callable[..., Player]:
    def open_archive(**options: Any) -> Player:
        page = open_page(held.links["facilitator"], **options)
        page.goto(f"{held.server.url}/w/{held.code}/archive")
        return Player(page)

    return open_archive


def test_from_start_to_end_notes_come_and_dots_wait_for_the_reveal_b2(
    open_archive: Callable[..., Player],
) -> None:
    player = open_archive()
    player.choose("Stage", "Ideas")
    counts = player.at_every_moment(player.notes.count)
    # The one that was hidden in the end was never there.
    assert (counts[0], counts[-1]) == (0, NOTES - 1)
    assert counts == sorted(counts)

    player.jump("What comes first: opened")
    expect(player.scene.get_by_role("heading")).to_contain_text("What comes first")
    player.press("ArrowRight")
    expect(player.scene.get_by_text("Wells")).to_be_visible()
    expect(player.scene.locator(".result-points")).to_have_count(0)
    player.jump("What comes first: revealed")
    expect(player.scene.locator(".result-points")).to_have_text("2 dots")


def test_a_vote_that_opens_shows_what_is_voted_on_and_no_dots_b2(open_archive: Callable[..., Player]) -> None:
    player = open_archive()
    for audience in ("Facilitators", "Participants", "The screen"):
        player.choose("As seen by", audience)
        player.jump("What comes first: opened")
        expect(player.scene.get_by_text("The dots were hidden until the reveal.")).to_be_visible()
        expect(player.scene.locator(".result-title")).to_have_text(["Wells"])
        expect(player.scene.locator(".result-points, .result-bar")).to_have_count(0)
        assert player.says().endswith("“What comes first” was opened.")


def test_words_that_were_erased_are_said_to_be_l6(
    held: Workshop, open_archive: Callable[..., Player]
) -> None:
    """Ana asked for it when it was over: her four notes stand in their places, and say what happened."""
    people = held.fay.records("person")
    ana = next(seq for seq, person in people.items() if person["name"] == "Ana")
    held.server.register.open(held.code).erase(ana, words=True)
    player = open_archive()
    for place, turn in (("Ideas", "Ideas: closed"), ("What belongs together", "What comes first: opened")):
        player.jump(turn)
        player.choose("Stage", place)
        expect(player.notes).to_have_count(NOTES - 1)
        expect(player.notes.get_by_text("[erased at the writer's request]")).to_have_count(NOTES // 2)
        expect(player.notes.get_by_text("Idea 1")).to_be_visible()


def test_it_plays_stops_and_says_where_it_is(open_archive: Callable[..., Player]) -> None:
    player = open_archive()
    page = player.page
    player.press("Home")
    aloud = page.locator("[role=status].unseen")
    expect(aloud).to_be_empty()
    player.choose("Speed", "60×")
    player.press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible(timeout=30_000)
    assert player.says().endswith("The workshop was closed.")
    expect(aloud).to_contain_text("The workshop was closed.")
    page.get_by_role("button", name="Go to the event before").click()
    expect(aloud.locator("p").last).not_to_contain_text("The workshop was closed.")


def test_notes_move_into_their_cluster(open_archive: Callable[..., Player]) -> None:
    player = open_archive()
    player.jump("What belongs together: opened")
    tray = player.scene.locator(".tray")
    expect(tray.locator(".note")).to_have_count(NOTES - 1)
    player.press("ArrowRight")
    expect(tray.locator(".note")).to_have_count(NOTES - 3)
    lane = player.scene.locator(".lane", has=player.page.get_by_role("heading", name="Wells"))
    expect(lane.locator(".note")).to_have_count(2)


def test_everybody_can_use_it_also_on_a_phone(open_archive: Callable[..., Player]) -> None:
    for options in (LAPTOP, PHONE, LAPTOP | {"color_scheme": "dark"}):
        player = open_archive(**options)
        player.choose("Stage", "Ideas")
        player.press("End")
        width = player.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, "The page is wider than its window."
        assert_usable(player.page, "#replay")


def assert_usable(page: Page, part: str) -> None:
    page.evaluate(AXE.read_text())
    assert page.evaluate(VIOLATIONS, part) == []


# ---- The viewer


@pytest.fixture
def open_viewer(held: Workshop, chromium: Chromium, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """The viewer, opened from a disk without a network: it asks for nothing and has no complaint."""
    said: list[str] = []
    contexts = []

    def open_viewer(level: str = "participants", **options: Any) -> Page:
        file = tmp_path / f"{level}.html"
        answer = held.fay.get(f"/export/viewer?level={level}")
        assert answer.ok, answer.text
        file.write_bytes(answer.content)
        context = chromium.new_context(**{**LAPTOP, **options}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if request.url != file.as_uri() else None)
        page.goto(file.as_uri())
        return page

    yield open_viewer
    for context in contexts:
        context.close()
    assert [each for each in said if not each.startswith("data:")] == []


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Parts of this file").get_by_role("link", name=name)


def test_the_viewer_opens_from_a_disk_and_shows_everything(
    held: Workshop, open_viewer: Callable[..., Page]
) -> None:
    page = open_viewer()
    expect(page.get_by_role("heading", name="Water for two schools")).to_be_visible()
    expect(page.get_by_role("heading", name="Replay")).to_be_hidden()
    part(page, "Results").click()
    expect(page.get_by_role("heading", name="Priorities", exact=True)).to_be_in_viewport()
    part(page, "Map").click()
    expect(page.locator("archive-map").get_by_text("Wells").first).to_be_visible()
    expect(page.get_by_role("heading", name="Priorities", exact=True)).to_be_hidden()
    part(page, "Proof").click()
    seal = held.fay.records("workshop")[1]["seal"]["hash"]
    expect(page.locator("#proof").get_by_text(seal)).to_be_visible()
    part(page, "Replay").click()
    player = Player(page)
    player.choose("Stage", "Ideas")
    player.press("End")
    expect(player.notes).to_have_count(NOTES - 1)
    assert_usable(page, "body")


def test_the_viewer_reads_without_a_script(open_viewer: Callable[..., Page]) -> None:
    page = open_viewer(java_script_enabled=False)
    expect(page.get_by_role("heading", name="Water for two schools")).to_be_visible()
    expect(page.get_by_text("Idea 0").first).to_be_visible()
    part(page, "Replay").click()
    expect(page.get_by_text("This needs JavaScript.").last).to_be_in_viewport()


def test_each_audience_is_shown_what_it_saw_v1(open_viewer: Callable[..., Page]) -> None:
    """Of what was hidden in the end the whole record knows when participants saw it."""
    page = open_viewer("full")
    part(page, "Replay").click()
    player = Player(page)
    player.choose("Stage", "Ideas")
    player.press("End")
    expect(player.notes).to_have_count(NOTES)
    expect(player.scene.locator(".note.is-hidden")).to_contain_text("Idea 7")
    player.choose("As seen by", "Participants")
    expect(player.notes).to_have_count(NOTES - 1)
    expect(player.scene.locator(".note.is-hidden")).to_have_count(0)
