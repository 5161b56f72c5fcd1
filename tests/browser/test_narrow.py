"""A participant's whole workshop where there is little room: at 320 pixels, enlarged four times, in Arabic.

`Hand` presses only what can be seen and is large enough for a finger; after every step it looks
whether anything stands outside the page. The facilitator and the others act without a browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from babel.support import Translations
from playwright.sync_api import Locator, Page, expect

from dialogue.languages import TRANSLATIONS
from tests.browser.conftest import until
from tests.server import Browser, Server, Workshop

PLAN: dict[str, Any] = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Civil society and faith groups"],
    "stages": [
        {
            "activity": "check_in",
            "title": "Good morning",
            "questions": [
                {"text": "One word: how are you?", "form": "word"},
                {"text": "Do you know the others?", "form": "scale", "low": "not yet", "high": "very well"},
            ],
        },
        {
            "activity": "ground_rules",
            "title": "How we work",
            "rules": ["One person speaks at a time.", "Phones stay away."],
        },
        {
            "activity": "board",
            "title": "Our questions",
            "questions": ["What works?", "What is missing?", "Who decides?", "Who pays?", "What next?"],
            "visibility": "own",
        },
        {"activity": "clusters", "title": "What belongs together", "open_to": "everyone"},
        {"activity": "vote", "title": "What comes first", "dots": 3, "per_item": 2},
        {"activity": "actions", "title": "Who does what"},
    ],
}
THEIRS = [
    *[stage["title"] for stage in PLAN["stages"]],
    *[words for stage in PLAN["stages"] for words in stage.get("rules", [])],
    *PLAN["stages"][2]["questions"],
    *("The well at the gate", "The new pump", "The new pmup", "A mistake", "More taps"),
    *("Water for two schools", "Near the water", "Ana", "Ben", "Fay", "Schools", "Dialogue"),
    *("Tab", "Enter", "Escape", "Ctrl", "Shift"),
]
"""What people wrote, a name, and names of keys: these stay as they are in every language."""
SMALL: dict[str, Any] = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
ENLARGED: dict[str, Any] = {"viewport": {"width": 320, "height": 180}, "device_scale_factor": 4}
"""1280 by 720 pixels, of which each is drawn four times as wide and as high."""
ARABIC: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
CONSOLE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

FINE, TOUCH = 24, 44
"""CSS pixels: the least for anything, and for what a step is about."""

OUTSIDE = """() => {
  const found = [];
  const wide = document.scrollingElement.scrollWidth;
  if (wide > innerWidth) found.push(`the page is ${wide} wide`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const it = node.parentElement;
    if (!node.data.trim() || !it.checkVisibility({ visibilityProperty: true })) continue;
    if (it.closest(".unseen, script, style, template, option, textarea")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = it.closest("button, .button, .tab, h1, h2, p, summary, td, th, label") ?? it;
    const around = box.getBoundingClientRect();
    const isCut = getComputedStyle(box).textOverflow === "ellipsis";
    for (const { left, right, width } of range.getClientRects()) {
      const words = `“${node.data.trim().slice(0, 40)}” goes from ${left} to ${right}`;
      if (width && (left < -1 || right > innerWidth + 1)) found.push(words);
      // What ends in three dots says that there is more; what runs out of its box does not.
      if (width && !isCut && (left < around.left - 1 || right > around.right + 1))
        found.push(`${words}, its box from ${around.left} to ${around.right}`);
    }
  }
  return [...new Set(found)];
}"""
ROOM = """(it) => {
  const own = it.matches("input[type=radio], input[type=checkbox]") ? (it.closest("label") ?? it) : it;
  const { left, right, top, bottom } = own.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const isIn = (x, y) => own.contains(document.elementFromPoint(x, y));
  const reach = (dx, dy) => {
    let n = 0;
    while (n < 30 && isIn(x + dx * (n + 1), y + dy * (n + 1))) n++;
    return n;
  };
  if (!isIn(x, y)) return [0, 0];
  // What is around a small thing may belong to it too.
  return [
    Math.max(right - left, reach(-1, 0) + reach(1, 0) + 1),
    Math.max(bottom - top, reach(0, -1) + reach(0, 1) + 1),
  ];
}"""
CARET = """(it) => {
  const { left, right, top } = it.getBoundingClientRect();
  const isIn = (x, y) => document.elementFromPoint(x, y) === it;
  const x = getComputedStyle(it).direction === "rtl" ? right - 14 : left + 14;
  return document.activeElement === it && isIn(x, top + 14);
}"""
LATIN = """(theirs) => {
  const found = [];
  const own = "[dir=auto], [dir=ltr], bdi, q, code, kbd, .code, [lang]:not(html), script, style, textarea";
  const look = (words, it, name = "") => {
    const isTheirs = it.closest(name ? "[lang]:not(html)" : own);
    if (isTheirs || !it.checkVisibility({ visibilityProperty: true })) return;
    // An address within a sentence stands apart from it, in its own direction.
    const apart = words.replace(/\\u2066[^\\u2069]*\\u2069/g, "");
    const ours = theirs.reduce((rest, each) => rest.replaceAll(each, ""), apart);
    if (/[A-Za-z]{2}/.test(ours)) found.push(`${name} ${words.trim()}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) look(node.data, node.parentElement);
  for (const name of ["aria-label", "placeholder", "title"])
    for (const it of document.querySelectorAll(`[${name}]`)) look(it.getAttribute(name), it, name);
  return found;
}"""
TURNED = "(it) => getComputedStyle(it).transform.startsWith('matrix(-1')"


class Hand:
    """A page in one language, and a finger that presses only what it can hit."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language
        self._words = Translations.load(TRANSLATIONS, [language])

    def says(self, text: str) -> str:
        return self._words.ugettext(text)

    def button(self, text: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=self.says(text), exact=True)

    @property
    def main(self) -> int:
        """A mouse hits what a thumb does not."""
        return TOUCH if self.page.evaluate("matchMedia('(pointer: coarse)').matches") else FINE

    def press(self, wanted: Locator, least: int = TOUCH) -> None:
        expect(wanted).to_be_enabled()
        # Something may be coming up still, so what is there to press is measured when it holds still.
        wanted.click(trial=True)
        wide, high = wanted.evaluate(ROOM)
        assert round(min(wide, high)) >= min(least, self.main), f"{wanted} is {wide} by {high}"
        wanted.click()

    def choose(self, wanted: Locator) -> None:
        """A radio button or a checkbox, which is pressed on its words."""
        self.press(wanted.locator("xpath=ancestor::label"))
        expect(wanted).to_be_checked()

    def write(self, field: Locator, text: str) -> None:
        field.click()
        field.press_sequentially(text)
        expect(field).to_have_value(re.compile(re.escape(text) + "$"))
        assert field.evaluate(CARET), f"{field} cannot be seen while it is written in"
        self.fits()

    def fits(self) -> None:
        """Nothing needs sideways scrolling, and the page speaks its reader's language."""
        outside = self.page.evaluate(OUTSIDE)
        assert not outside, "\n".join(outside)
        if self.language == "ar":
            expect(self.page.locator("html")).to_have_attribute("dir", "rtl")
            latin = self.page.evaluate(LATIN, THEIRS)
            assert not latin, "\n".join(latin)

    def is_at(self, title: str) -> None:
        expect(self.page.get_by_role("heading", name=title).first).to_be_visible()
        self.fits()


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        yield workshop


@pytest.mark.parametrize(
    ("language", "options"),
    [
        pytest.param("en", SMALL, id="320 pixels"),
        pytest.param("en", ENLARGED, id="400 %"),
        pytest.param("ar", ARABIC, id="Arabic"),
    ],
)
def test_a_participant_does_everything_where_there_is_little_room(
    language: str, options: dict[str, Any], workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ben = workshop.join("Ben", "Schools")
    page = open_page(f"{workshop.server.url}/join/{workshop.code}?language={language}", **options)
    ana = Hand(page, language)
    join(ana)
    check_in(ana, workshop)
    agree(ana, workshop)
    contribute(ana, ben, workshop)
    sort(ana, workshop)
    vote(ana, workshop)
    accept(ana, workshop)
    park_and_raise_a_hand(ana)
    end(ana, workshop)


def join(ana: Hand) -> None:
    ana.is_at("Water for two schools")
    ana.write(ana.page.get_by_label(ana.says("Your name")), "Ana")
    ana.choose(ana.page.get_by_role("radio", name="Schools"))
    ana.press(ana.button("Join the workshop"))
    expect(ana.page.locator("connection-dot")).to_contain_text(ana.says("Connected"))
    ana.fits()


def check_in(ana: Hand, workshop: Workshop) -> None:
    stage = workshop.begin("check_in")
    ana.is_at("Good morning")
    word, scale = (ana.page.locator(".ask-card", has_text=words) for words in ("One word", "Do you know"))
    ana.write(word.get_by_role("textbox"), "Curious")
    ana.press(ana.button("Answer", word))
    expect(word.get_by_text(ana.says("Answered"))).to_be_visible()
    ana.choose(scale.get_by_role("radio").nth(3))
    workshop.fay.do("stage.reveal", {"stage": stage})
    expect(ana.page.locator("dl.counts")).to_be_visible()
    ana.fits()
    workshop.fay.do("stage.close", {"stage": stage})


def agree(ana: Hand, workshop: Workshop) -> None:
    stage = workshop.begin("ground_rules")
    ana.is_at("How we work")
    speaks, phones = (ana.page.locator(".rule", has_text=words) for words in ("One person", "Phones stay"))
    ana.choose(speaks.get_by_role("radio", name=ana.says("I agree")))
    ana.choose(phones.get_by_role("radio", name=ana.says("I object")))
    ana.write(phones.get_by_role("textbox"), "Mine is my eyes.")
    ana.press(ana.button("Send my objection", phones))
    expect(phones.locator(".reasons")).to_have_text("Mine is my eyes.")
    ana.fits()
    workshop.fay.do("rule.adopt", {"rule": workshop.first("rule")})
    workshop.fay.do("stage.close", {"stage": stage})


def contribute(ana: Hand, ben: Browser, workshop: Workshop) -> None:
    page, stage = ana.page, workshop.begin("board")
    ana.is_at("What works?")
    ana.press(page.get_by_role("tab").nth(1))
    ana.is_at("What is missing?")
    idea, saved = page.get_by_label(ana.says("Your idea")), ana.says("Saved")
    if ana.language == "ar":
        assert page.locator(".composer .icon--turns").evaluate(TURNED), "It points to where the text goes."
        assert page.locator(".pilcrow").first.evaluate(TURNED)
    for text in ("The well at the gate", "The new pmup", "A mistake"):
        ana.write(idea, text)
        ana.press(ana.button("Post"))
        expect(page.locator(".note", has_text=text).get_by_text(saved)).to_be_visible()
    ana.press(ana.button("Edit", page.locator(".note", has_text="pmup")), FINE)
    editor = page.locator("note-editor")
    editor.get_by_role("textbox").press("ControlOrMeta+a")
    editor.get_by_role("textbox").press_sequentially("The new pump")
    assert editor.get_by_role("textbox").evaluate(CARET)
    ana.fits()
    ana.press(ana.button("Save", editor))
    expect(page.locator(".note", has_text="The new pump").get_by_text(ana.says("changed"))).to_be_visible()
    ana.press(ana.button("Edit", page.locator(".note", has_text="A mistake")), FINE)
    ana.press(ana.button("Remove"))
    expect(page.locator("phone-toast .toast")).to_contain_text(ana.says("Note removed."))
    expect(page.locator("phone-toast .toast")).to_be_in_viewport(ratio=1)
    ana.fits()
    board = sorted(workshop.fay.records("board"))[1]
    ben.do("note.add", {"board": board, "text": "More taps"})
    expect(page.locator(".veil")).to_be_visible()
    workshop.fay.do("stage.reveal", {"stage": stage})
    expect(page.locator("other-notes .note", has_text="More taps")).to_be_visible()
    ana.fits()
    workshop.fay.do("stage.close", {"stage": stage})


def sort(ana: Hand, workshop: Workshop) -> None:
    page, stage = ana.page, workshop.begin("clusters")
    ana.is_at("What belongs together")
    for text in ("The well at the gate", "The new pump"):
        ana.choose(page.get_by_role("checkbox", name=text))
    ana.press(ana.button("Move to…"))
    sheet = page.get_by_role("dialog")
    ana.write(sheet.get_by_label(ana.says("A new cluster")), "Near the water")
    ana.press(ana.button("Add it", sheet))
    expect(page.locator(".cluster", has_text="Near the water").locator(".lane-count")).to_have_text("2")
    ana.choose(page.get_by_role("checkbox", name="More taps"))
    ana.press(ana.button("Move to…"))
    ana.press(sheet.get_by_role("button", name="Near the water"))
    expect(page.locator(".cluster", has_text="Near the water").locator(".lane-count")).to_have_text("3")
    ana.fits()
    workshop.fay.do("stage.close", {"stage": stage})


def vote(ana: Hand, workshop: Workshop) -> None:
    page, stage = ana.page, workshop.begin("vote")
    ana.is_at("What comes first")
    water = page.get_by_role("group", name="Near the water")
    for given in (1, 2):
        ana.press(ana.button("Give one dot", water))
        expect(water.locator(".dot.is-spent")).to_have_count(given)
    ana.press(ana.button("Take one dot back", water))
    ana.fits()
    until(page, "() => !Object.keys(localStorage).some((key) => key.startsWith('outbox/'))")
    workshop.fay.do("stage.reveal", {"stage": stage})
    expect(page.locator(".result", has_text="Near the water")).to_be_visible()
    ana.fits()
    workshop.fay.do("stage.close", {"stage": stage})


def accept(ana: Hand, workshop: Workshop) -> None:
    stage = workshop.begin("actions")
    owner = next(seq for seq, person in workshop.fay.records("person").items() if person.get("name") == "Ana")
    action = {"text": "Ask for two more taps", "owner": owner, "due": "2030-05-17"}
    action["from"] = workshop.first("cluster")
    workshop.fay.do("action.add", action)
    ana.is_at("Who does what")
    ana.press(ana.button("I will do it"))
    expect(ana.button("Say what happened with it")).to_be_visible()
    ana.fits()
    workshop.fay.do("stage.close", {"stage": stage})


def park_and_raise_a_hand(ana: Hand) -> None:
    page = ana.page
    sheet = page.get_by_role("dialog")
    ana.press(ana.button("Menu"), FINE)
    ana.fits()
    ana.press(ana.button("Keep something for later", sheet))
    ana.write(sheet.get_by_role("textbox"), "Who owns the land?")
    ana.press(ana.button("Keep it for later", sheet))
    expect(page.locator("phone-toast .toast")).to_be_in_viewport(ratio=1)
    ana.fits()
    ana.press(ana.button("Raise your hand"), FINE)
    ana.press(sheet.get_by_role("button", name=re.compile(ana.says("I want to speak"))))
    expect(page.locator(".hand-button[aria-pressed=true]")).to_be_visible()
    ana.fits()


def end(ana: Hand, workshop: Workshop) -> None:
    workshop.fay.do("park.resolve", {"item": workshop.first("parked"), "outcome": "The council looks it up."})
    workshop.fay.do("workshop.close")
    ana.is_at(ana.says("The workshop is closed"))
    ana.press(ana.page.get_by_role("link", name=ana.says("Read the minutes")))
    expect(ana.page.get_by_text("Ask for two more taps").locator("visible=true").first).to_be_attached()
    assert ana.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_a_console_in_arabic_is_worked_by_keys_and_clips_nothing(
    server: Server, open_page: Callable[..., Page]
) -> None:
    with server.workshop(PLAN, opened=False) as workshop:
        page = open_page(f"{workshop.links['facilitator']}&language=ar", **CONSOLE)
        fay = Hand(page, "ar")
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("textbox").press_sequentially("Fay")
        page.keyboard.press("Enter")
        expect(page.locator("welcome-dialog")).to_have_count(0)
        workshop.fay.do("workshop.open")
        for activity in ("check_in", "ground_rules"):
            workshop.fay.do("stage.close", {"stage": workshop.begin(activity)})
        go_on(fay, "Our questions")
        board = {"stage": workshop.stage("board")}
        workshop.join("Ben", "Schools").do(
            "note.add", {"board": workshop.first("board"), "text": "More taps"}
        )
        expect(page.get_by_role("button", name="More taps")).to_be_visible()
        fay.fits()
        for state in ("locked", "open"):
            page.keyboard.press("l")
            expect(page.locator(f".bar .stage-pill.is-{state}")).to_be_visible()
            fay.fits()
        go_on(fay)
        expect(page.locator(".bar .button--now")).to_contain_text("What belongs together")
        assert workshop.fay.records("stage")[board["stage"]]["state"] == "revealed"
        go_on(fay, "What belongs together")
        page.keyboard.press("?")
        expect(dialog).to_be_visible()
        fay.fits()


def go_on(fay: Hand, title: str = "") -> None:
    """Press the one red button by its key."""
    now = fay.page.locator(".bar .button--now")
    expect(now).to_contain_text(title)
    expect(now).not_to_have_attribute("aria-disabled", "true")
    fay.page.keyboard.press("g")
    expect(now).to_be_focused()
    fay.page.keyboard.press("Enter")
    if title:
        fay.is_at(title)
