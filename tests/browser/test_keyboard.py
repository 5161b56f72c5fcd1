"""A small workshop held with the keyboard alone: from the code on the home page to the minutes.

Nothing here clicks, fills or focuses. `Keys` presses what a person presses, and looks at every
stop on the way: what has the keyboard can be seen, and shows that it has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import until
from tests.server import Server, Workshop

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [
        {
            "activity": "ground_rules",
            "title": "How we work",
            "rules": ["One person speaks at a time.", "Phones stay away."],
        },
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
MOST = 60
# In the minutes every outcome and every note leads somewhere.
MOST_IN_MINUTES = 300
"""Presses of Tab after which a thing counts as out of reach."""

TROUBLE = """async () => {
  const nameOf = (it) => (it.getAttribute("aria-label") || it.textContent.trim() || it.id).slice(0, 60);
  const trouble = () => {
    const it = document.activeElement;
    if (!it || it === document.body) return "";
    const what = `<${it.localName} class="${it.className}"> “${nameOf(it)}”`;
    const drawn = it.closest("label") ?? it;
    const asDrawn = { opacityProperty: true, visibilityProperty: true };
    if (!drawn.checkVisibility(asDrawn)) return `${what} is not drawn`;
    const { left, right, top, bottom } = drawn.getBoundingClientRect();
    if (right - left < 8 || bottom - top < 8) return `${what} has no size`;
    const rings = [it, drawn].some((each) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    });
    // A button inside a date field is the browser's, and so is its ring.
    if (!rings && it.matches(":focus") && it.tabIndex >= 0) return `${what} has no ring`;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const points = [[x, y], [left + 3, y], [right - 3, y], [x, top + 3], [x, bottom - 3]];
    const isSeen = points.some(([x, y]) => drawn.contains(document.elementFromPoint(x, y)));
    return isSeen ? "" : `${what} is out of sight, or something lies over it`;
  };
  for (let frames = 0; frames < 60 && trouble(); frames++) await new Promise(requestAnimationFrame);
  return trouble();
}"""

NOTHING_WAITS = "() => !Object.keys(localStorage).some((key) => key.startsWith('outbox/'))"


class Keys:
    """A page, and two hands on its keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, wanted: Locator, most: int = MOST, key: str = "Tab") -> int:
        """Press Tab until it has the keyboard; how many presses that took."""
        expect(wanted).to_have_count(1)
        for presses in range(most + 1):
            if wanted.evaluate("(it) => it === document.activeElement"):
                return presses
            self.press(key)
            trouble = self.page.evaluate(TROUBLE)
            assert not trouble, trouble
        raise AssertionError(f"{most} presses of {key} do not lead to {wanted}.")

    def press_on(self, role: Any, name: str, within: Locator | None = None) -> None:
        """Go to a button or a link, and press Enter."""
        wanted = (within or self.page).get_by_role(role, name=name, exact=True)
        expect(wanted).to_be_enabled()
        self.tab_to(wanted)
        self.press("Enter")

    def press_now(self, label: str) -> None:
        """The one red button of the console, which is the next thing to do."""
        now = self.page.locator(".bar .button--now")
        expect(now).to_have_text(re.compile(label))
        expect(now).not_to_have_attribute("aria-disabled", "true")
        self.tab_to(now)
        self.press("Enter")

    def walk(self) -> None:
        """Tab through the whole page, and look at every stop."""
        self.page.evaluate("() => { window.stops = new Set(); }")
        for stops in range(MOST_IN_MINUTES):
            self.press("Tab")
            trouble = self.page.evaluate(TROUBLE)
            assert not trouble, trouble
            if self.page.evaluate("() => stops.size === stops.add(document.activeElement).size"):
                assert stops > 3
                return
        raise AssertionError(f"{MOST_IN_MINUTES} presses of Tab do not lead round the page.")

    def has_focus(self, wanted: Locator) -> None:
        expect(wanted).to_be_focused()
        trouble = self.page.evaluate(TROUBLE)
        assert not trouble, trouble


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN, opened=False) as workshop:
        yield workshop


def test_a_workshop_is_held_with_the_keyboard_alone(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    fay, ana = Keys(open_page(workshop.links["facilitator"])), Keys(open_page(server.url))
    say_who_facilitates(fay)
    join(ana, workshop.code)
    agree_on_rules(fay, ana)
    write_and_reveal(fay, ana)
    sort(fay)
    vote(fay, ana)
    act_on_it(fay, ana)
    close_and_read(fay, ana)


def say_who_facilitates(fay: Keys) -> None:
    dialog = fay.page.get_by_role("dialog", name="Who facilitates?")
    fay.has_focus(dialog.get_by_label("Your name"))
    fay.write("Fay")
    fay.press("Enter")
    # A dialog that is shut may hold the keyboard until it is gone from the page.
    expect(fay.page.locator("welcome-dialog")).to_have_count(0)


def join(ana: Keys, code: str) -> None:
    page = ana.page
    ana.tab_to(page.get_by_label("Your workshop code"), most=5)
    ana.write(code.lower())
    ana.press("Enter")
    # The languages stand before the form: whoever needs another one needs it first.
    ana.tab_to(page.get_by_label("Your name"), most=9)
    ana.write("Ana")
    ana.press("Tab")
    ana.has_focus(page.get_by_role("radio", name="Schools"))
    ana.press("ArrowDown", "ArrowUp")
    expect(page.get_by_role("radio", name="Schools")).to_be_checked()
    ana.press_on("button", "Join the workshop")
    expect(page.get_by_text("Waiting for the facilitator.")).to_be_visible()


def agree_on_rules(fay: Keys, ana: Keys) -> None:
    fay.press_now("Open the workshop")
    now = fay.page.locator(".bar .button--now")
    expect(now).to_have_text("Open: How we work")
    fay.has_focus(now)
    fay.press_now("Open: How we work")
    speaks, phones, accepts = (
        ana.page.locator(".rule", has_text=words)
        for words in ("One person speaks", "Phones stay away", "We accept Fay")
    )
    ana.tab_to(speaks.get_by_role("radio", name="I agree"))
    ana.press("Space")
    ana.press("Tab", "ArrowRight", "ArrowRight")
    ana.has_focus(phones.get_by_role("radio", name="I object"))
    ana.tab_to(phones.get_by_label("What must change so that you can accept it?"), most=1)
    ana.write("Mine is my eyes.")
    ana.tab_to(phones.get_by_role("button", name="Send my objection"), most=1)
    ana.press("Enter")
    ana.tab_to(accepts.get_by_role("radio", name="I agree"))
    ana.press("ArrowRight")
    expect(accepts.get_by_role("radio", name="I can accept it")).to_be_checked()
    expect(ana.page.get_by_text("3 of 4 answered")).to_be_visible()

    rules = {words: fay.page.locator(".rule", has_text=words) for words in ("One person", "Phones", "Fay")}
    expect(rules["Phones"].get_by_text("Mine is my eyes.")).to_be_visible()
    fay.press_on("button", "Adopt", within=rules["One person"])
    fay.press_on("button", "Set this rule aside", within=rules["Phones"])
    fay.press_on("button", "Adopt", within=rules["Fay"])
    expect(speaks.get_by_text("Adopted")).to_be_visible()
    ana.press_on("button", "Ground rules")
    expect(ana.page.get_by_role("dialog").get_by_text("One person speaks")).to_be_visible()
    ana.press("Escape")
    ana.has_focus(ana.page.get_by_role("button", name="Ground rules"))


def write_and_reveal(fay: Keys, ana: Keys) -> None:
    fay.press_now("Close this stage")
    expect(fay.page.locator(".bar .button--now")).to_have_text("Open: Our questions")
    fay.press("]")
    expect(fay.page.get_by_role("heading", name="What belongs together")).to_be_visible()
    fay.press(".")
    fay.press_now("Open: Our questions")
    page = ana.page
    idea = page.get_by_label("Your idea")
    ana.tab_to(idea)
    for words in ("The well at the gate", "The new pmup"):
        ana.write(words)
        ana.press("Enter")
        expect(page.locator(".note", has_text=words).get_by_text("Saved")).to_be_visible()
    ana.has_focus(idea)
    pump = page.locator(".note", has_text="The new pmup")
    ana.tab_to(pump.get_by_role("button", name="Edit"), key="Shift+Tab")
    ana.press("Enter", "ControlOrMeta+a")
    ana.write("The new pump")
    ana.press_on("button", "Save")
    expect(page.locator(".note", has_text="The new pump").get_by_text("changed")).to_be_visible()
    ana.tab_to(page.get_by_role("tab").first, key="Shift+Tab")
    ana.press("ArrowRight")
    ana.has_focus(page.get_by_role("tab").nth(1))
    expect(page.get_by_role("heading", name="What is missing?")).to_be_visible()
    ana.tab_to(idea)
    ana.write("More taps")
    ana.press("Enter")
    expect(page.locator(".note", has_text="More taps").get_by_text("Saved")).to_be_visible()

    missing = fay.page.get_by_role("region", name="What is missing?")
    fay.tab_to(missing.get_by_role("button", name="More taps"))
    works = fay.page.get_by_role("region", name="What works?")
    fay.press("ArrowLeft")
    fay.has_focus(works.get_by_role("button", name="The new pump"))
    fay.press("ArrowDown")
    fay.has_focus(works.get_by_role("button", name="The well"))
    fay.press("Enter")
    expect(fay.page.get_by_role("dialog").get_by_text("The well at the gate")).to_be_visible()
    fay.press("Escape")
    fay.has_focus(fay.page.get_by_role("button", name="The well"))
    fay.press_now("Reveal to all")


def sort(fay: Keys) -> None:
    fay.press_now("Next: What belongs together")
    page = fay.page
    well, pump, taps = (
        page.get_by_role("option", name=re.compile(words)) for words in ("The well", "The new pump", "More")
    )
    fay.tab_to(well)
    fay.press("Space", "ArrowDown")
    fay.has_focus(pump)
    fay.press("Space")
    expect(page.get_by_role("toolbar").get_by_text("2 chosen")).to_be_visible()
    fay.press("n")
    fay.has_focus(page.get_by_label("Title of the new cluster"))
    fay.write("Near the water")
    fay.press("Enter")
    water = page.get_by_role("region", name="Near the water")
    expect(water.get_by_role("option")).to_have_count(2)

    fay.has_focus(taps)
    fay.press("m")
    fay.has_focus(page.get_by_role("combobox", name="Move to"))
    fay.write("near")
    fay.press("Enter")
    expect(water.get_by_role("option")).to_have_count(3)
    fay.press("ControlOrMeta+z")
    expect(water.get_by_role("option")).to_have_count(2)
    fay.tab_to(taps)
    fay.press("n")
    fay.write("Nearr the schools")
    fay.press("Enter")
    expect(page.get_by_role("region", name="Nearr the schools")).to_be_visible()
    fay.tab_to(taps)
    fay.press("F2", "ControlOrMeta+a")
    fay.write("Near the schools")
    fay.press("Enter")
    schools = page.get_by_role("region", name="Near the schools")
    expect(schools.get_by_role("option")).to_have_count(1)
    fay.has_focus(taps)
    fay.press("ArrowLeft")
    fay.has_focus(well)


def vote(fay: Keys, ana: Keys) -> None:
    fay.press_now("Close this stage")
    fay.press_now("Open: What comes first")
    water = ana.page.get_by_role("group", name="Near the water")
    ana.tab_to(water.get_by_role("button", name="Give one dot"))
    ana.press("Enter", "Enter")
    expect(ana.page.locator(".budget")).to_contain_text("1 dot left")
    expect(water.get_by_role("button", name="Give one dot")).to_be_disabled()
    ana.has_focus(water.get_by_role("button", name="Give one dot"))
    # Dots are shown before they are saved; one that comes after the reveal would be too late.
    until(ana.page, NOTHING_WAITS)
    fay.press_now("Reveal to all")
    expect(
        ana.page.locator(".result", has_text="Near the water").get_by_text("2 dots of yours")
    ).to_be_visible()


def act_on_it(fay: Keys, ana: Keys) -> None:
    fay.press_now("Next: Who does what")
    fay.press_on("button", "Add an action")
    dialog = fay.page.get_by_role("dialog", name="Add an action")
    fay.has_focus(dialog.get_by_label("What is to be done"))
    fay.write("Ask for two more taps")
    fay.press("Tab")
    fay.has_focus(dialog.get_by_label("Who"))
    fay.write("Ana")
    fay.press_on("button", "Add", within=dialog)
    fay.has_focus(fay.page.get_by_role("button", name="Add an action"))
    ana.press_on("button", "I will do it")
    expect(fay.page.get_by_role("cell", name="Accepted")).to_be_visible()


def close_and_read(fay: Keys, ana: Keys) -> None:
    fay.press_now("Close this stage")
    fay.press_now("Close the workshop")
    dialog = fay.page.get_by_role("dialog", name="Close the workshop?")
    expect(dialog).to_be_visible()
    fay.press_on("button", "Close the workshop", within=dialog)
    ana.press_on("link", "Read the minutes")
    for page in (ana.page, fay.page):
        if page is fay.page:
            fay.press_on("link", "Read the archive")
        expect(page).to_have_url(re.compile("/archive$"))
        for words in ("One person speaks", "The well at the gate", "Near the water", "Ask for two more taps"):
            expect(page.get_by_text(words).first).to_be_visible()
    ana.walk()


def test_the_keys_are_listed_and_escape_leads_back(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    fay = Keys(open_page(workshop.links["facilitator"]))
    say_who_facilitates(fay)
    page = fay.page
    fay.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    fay.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    fay.press_on("button", "Show on screen")
    fay.press("ArrowDown", "ArrowDown", "ArrowUp")
    fay.has_focus(page.get_by_role("menuitemradio", name="How to join"))
    fay.press("Escape")
    fay.has_focus(page.get_by_role("button", name="Show on screen"))
    for name in ("Invite", "More"):
        fay.press_on("button", name)
        fay.press("Escape")
        fay.has_focus(page.get_by_role("button", name=name, exact=True))


def test_every_stop_of_every_stage_can_be_seen(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    fay, ana = Keys(open_page(workshop.links["facilitator"])), Keys(open_page(server.url))
    say_who_facilitates(fay)
    ana.walk()
    join(ana, workshop.code)
    for keys in (fay, ana):
        keys.walk()
    workshop.fay.do("workshop.open")
    ben = workshop.join("Ben", "Public")
    for plan in PLAN["stages"]:
        stage = workshop.begin(plan["activity"])
        if plan["activity"] == "board":
            for words in ("The well at the gate", "More taps"):
                ben.do("note.add", {"board": workshop.first("board"), "text": words})
            workshop.fay.do("stage.reveal", {"stage": stage})
        if plan["activity"] == "clusters":
            notes = list(workshop.fay.records("note"))[:1]
            workshop.fay.do("cluster.add", {"stage": stage, "title": "Water", "notes": notes})
        for keys, heading in ((fay, plan["title"]), (ana, plan.get("questions", [plan["title"]])[0])):
            expect(keys.page.get_by_role("main").get_by_role("heading", level=1)).to_have_text(heading)
            keys.walk()
        workshop.fay.do("stage.close", {"stage": stage})
