"""A phone that loses its connection: what is written meanwhile waits, and arrives once and in order."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE
from tests.server import PATIENCE, Server, Workshop
from tests.services import locked

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["What works?"], "visibility": "own"}],
}
LISTEN_TO_THE_DOT = """() => {
  window.words = [];
  const look = () => {
    const word = document.querySelector("connection-dot")?.textContent.trim();
    if (word && word !== window.words.at(-1)) window.words.push(word);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  look();
}"""


COUNT_NOTES = """() => {
  window.counts = [];
  const look = () => {
    const count = document.querySelectorAll("own-notes .note").length;
    if (count !== window.counts.at(-1)) window.counts.push(count);
  };
  // Elements within elements are drawn one after the other; what counts is what stands when all are.
  const drawn = new MessageChannel();
  drawn.port1.onmessage = look;
  const observer = new MutationObserver(() => drawn.port2.postMessage(""));
  observer.observe(document.body, { subtree: true, childList: true });
  look();
}"""
NEVER_BY_ITSELF = """() => {
  const real = window.setTimeout;
  window.setTimeout = (act, ms = 0) => real(act, window.isPatient && ms >= 400 ? 3_600_000 : ms);
}"""


NO_SOCKETS = """() => {
  const Real = WebSocket;
  const open = new Set();
  window.WebSocket = class extends Real {
    constructor(address, ...rest) {
      // Where nothing listens for sockets, opening one fails as it does on a network that lets none through.
      super(localStorage.getItem("cut") ? new URL("/nothing", address) : address, ...rest);
      open.add(this);
    }
  };
  window.cut = () => {
    localStorage.setItem("cut", "yes");
    for (const socket of open) socket.close();
  };
}"""


class Line:
    """What is live between a page and the server. Cut, pages still load."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._polls = True
        page.add_init_script(f"({NO_SOCKETS})()")
        page.route(re.compile("/socket.io/"), self._poll)

    def _poll(self, route: Route) -> None:
        if self._polls:
            route.continue_()
        else:
            route.abort()

    def cut(self, *, polls: bool = False) -> None:
        self._polls = polls
        self._page.evaluate("cut()")

    def mend(self) -> None:
        self._polls = True
        self._page.evaluate("localStorage.removeItem('cut')")


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def join(page: Page, workshop: Workshop, name: str) -> Page:
    page.goto(f"{workshop.server.url}/join/{workshop.code}")
    page.get_by_label("Your name").fill(name)
    page.get_by_role("radio", name="Schools").check()
    page.get_by_role("button", name="Join the workshop").click()
    is_connected(page, "Connected")
    return page


def is_connected(page: Page, word: str) -> None:
    expect(page.locator("connection-dot")).to_have_text(word, timeout=20_000)


def write(page: Page, text: str, state: str = "Saved") -> None:
    page.get_by_label("Your idea").fill(text)
    page.get_by_role("button", name="Post").click()
    stands(page, text, state)


def stands(page: Page, text: str, state: str) -> None:
    expect(page.locator(".note", has_text=text).locator(".note-state")).to_have_text(state)


def texts_of(workshop: Workshop) -> list[str]:
    """Every note there is, in the order in which they arrived."""
    return [note["text"] for note in workshop.fay.records("note").values()]


def sees(page: Page, texts: list[str]) -> None:
    """It shows these notes, each once."""
    expect(page.locator(".note .note-text")).to_have_text(texts)


def waiting_on(page: Page, workshop: Workshop) -> list[str]:
    """The texts this device keeps for the server, in the order in which they were written."""
    kept = page.evaluate("() => ({ ...localStorage })")
    items = [json.loads(text) for key, text in kept.items() if key.startswith(f"outbox/{workshop.code}")]
    waiting = [item for item in items if item["state"] != "saved"]
    return [item["data"]["text"] for item in sorted(waiting, key=lambda item: item["at"])]


def test_what_is_written_offline_arrives_once_and_in_order(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ben = join(open_page("about:blank", **PHONE), workshop, "Ben")
    write(ana, "one")
    ana.evaluate(LISTEN_TO_THE_DOT)
    ana.context.set_offline(True)
    is_connected(ana, "Offline")
    for text in ("two", "three", "four"):
        write(ana, text, "Waiting for the connection")
    expect(ana.get_by_text("1 saved, 3 waiting")).to_be_visible()
    write(ben, "between")
    assert texts_of(workshop) == ["one", "between"]

    ana.context.set_offline(False)
    is_connected(ana, "Connected")
    expect(ana.get_by_text("4 saved")).to_be_visible()
    assert ana.evaluate("words") == ["Connected", "Offline", "Loading", "Connected"]
    assert texts_of(workshop) == ["one", "between", "two", "three", "four"]
    assert waiting_on(ana, workshop) == []
    sees(ana, ["four", "three", "two", "one"])
    sees(ben, ["between"])
    workshop.fay.do("stage.reveal", {"stage": workshop.stage("board")})
    expect(ben.locator("other-notes .note")).to_have_count(4)
    for text in ("one", "two", "three", "four"):
        expect(ben.locator("other-notes").get_by_text(text, exact=True)).to_have_count(1)


def test_twenty_notes_written_in_a_tunnel_arrive_once_and_in_order_v7(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    """Meanwhile others write, and the stage is locked and opened again."""
    page = open_page("about:blank", **PHONE)
    line = Line(page)
    ana, ben = join(page, workshop, "Ana"), workshop.join("Ben", "Schools")
    write(ana, "before the tunnel")
    line.cut()
    is_connected(ana, "No connection")
    written = [f"written in the tunnel {n}" for n in range(20)]
    for text in written:
        ana.get_by_label("Your idea").fill(text)
        ana.get_by_label("Your idea").press("Enter")
    expect(ana.get_by_text("1 saved, 20 waiting")).to_be_visible()
    board = workshop.first("board")
    meanwhile = [f"Ben writes {n}" for n in range(20)]
    for text in meanwhile:
        ben.do("note.add", {"board": board, "text": text})
    stage = {"stage": workshop.stage("board")}
    workshop.fay.do("stage.lock", stage)
    workshop.fay.do("stage.open", stage)
    assert waiting_on(ana, workshop) == written

    line.mend()
    is_connected(ana, "Connected")
    expect(ana.get_by_text("21 saved")).to_be_visible()
    assert texts_of(workshop) == ["before the tunnel", *meanwhile, *written]
    assert waiting_on(ana, workshop) == []
    sees(ana, [*reversed(written), "before the tunnel"])
    workshop.fay.do("stage.reveal", stage)
    expect(ana.locator("other-notes .note")).to_have_count(len(meanwhile))
    assert sorted(ana.locator("other-notes .note-text").all_inner_texts()) == sorted(meanwhile)


def test_a_server_that_is_killed_gets_every_note_once_when_it_is_back(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ben = join(open_page("about:blank", **PHONE), workshop, "Ben")
    write(ana, "one")
    # Nobody knows whether this one still arrives: it is under way when the server dies.
    ana.get_by_label("Your idea").fill("two")
    ana.get_by_label("Your idea").press("Enter")
    server.kill()
    try:
        is_connected(ana, "No connection")
        is_connected(ben, "No connection")
        for text in ("three", "four"):
            write(ana, text, "Waiting for the connection")
        write(ben, "five", "Waiting for the connection")
    finally:
        server.start()
    for phone in (ana, ben):
        is_connected(phone, "Connected")
    expect(ana.get_by_text("4 saved")).to_be_visible()
    stands(ben, "five", "Saved")
    arrived = texts_of(workshop)
    assert [text for text in arrived if text != "five"] == ["one", "two", "three", "four"]
    assert arrived.count("five") == 1
    workshop.fay.do("stage.reveal", {"stage": workshop.stage("board")})
    expect(ana.locator("other-notes .note-text")).to_have_text(["five"])
    expect(ben.locator("other-notes .note")).to_have_count(4)


def test_a_phone_comes_back_by_itself_to_a_server_that_was_restarted(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank", **PHONE)
    page.clock.install()
    ana = join(page, workshop, "Ana")
    ben = join(open_page("about:blank", **PHONE), workshop, "Ben")
    write(ana, "one")
    ana.evaluate(LISTEN_TO_THE_DOT)
    assert server.process
    server.process.send_signal(signal.SIGTERM)
    try:
        assert server.process.wait(PATIENCE) == 0
        write(ana, "two", "Waiting for the connection")
        ana.get_by_label("Your idea").fill("a thought that is not fin")
        assert ana.evaluate("words")[:2] == ["Connected", "Restarting"], "A restart is no alarm."
        ana.clock.fast_forward(60_000)
        is_connected(ana, "No connection")
        expect(ana.get_by_text("No answer from the server since")).to_be_visible()
    finally:
        server.kill()
        server.start()
    for phone in (ana, ben):
        is_connected(phone, "Connected")
    stands(ana, "two", "Saved")
    expect(ana.get_by_label("Your idea")).to_have_value("a thought that is not fin")
    assert texts_of(workshop) == ["one", "two"]
    workshop.fay.do("stage.reveal", {"stage": workshop.stage("board")})
    expect(ben.locator("other-notes .note")).to_have_count(2)


def test_who_looks_at_a_phone_again_waits_for_no_other_try(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank", **PHONE)
    page.add_init_script(f"({NEVER_BY_ITSELF})()")
    ana = join(page, workshop, "Ana")
    ana.evaluate("() => { window.isPatient = true; }")
    server.kill()
    try:
        is_connected(ana, "No connection")
    finally:
        server.start()
    is_connected(ana, "No connection")
    ana.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    is_connected(ana, "Connected")
    write(ana, "one")


def test_a_reload_keeps_what_waits_and_what_was_being_written(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank", **PHONE)
    line = Line(page)
    ana = join(page, workshop, "Ana")
    write(ana, "one")
    line.cut()
    is_connected(ana, "No connection")
    for text in ("two", "three"):
        write(ana, text, "Waiting for the connection")
    ana.get_by_label("Your idea").fill("a thought that is not fin")
    ana.reload()
    for text in ("two", "three"):
        stands(ana, text, "Waiting for the connection")
    stands(ana, "one", "Saved")
    expect(ana.get_by_label("Your idea")).to_have_value("a thought that is not fin")
    is_connected(ana, "No connection")
    assert waiting_on(ana, workshop) == ["two", "three"]
    assert texts_of(workshop) == ["one"]

    line.mend()
    is_connected(ana, "Connected")
    expect(ana.get_by_text("3 saved")).to_be_visible()
    assert texts_of(workshop) == ["one", "two", "three"]
    ana.reload()
    sees(ana, ["three", "two", "one"])
    assert texts_of(workshop) == ["one", "two", "three"]
    expect(ana.get_by_label("Your idea")).to_have_value("a thought that is not fin")


def test_what_is_refused_afterwards_stays_until_it_is_sent_again_or_discarded(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ana.context.set_offline(True)
    is_connected(ana, "Offline")
    for text in ("better late", "never mind"):
        write(ana, text, "Waiting for the connection")
    board = {"stage": workshop.stage("board")}
    workshop.fay.do("stage.lock", board)
    ana.context.set_offline(False)
    is_connected(ana, "Connected")
    late, never = (ana.locator(".note", has_text=text) for text in ("better late", "never mind"))
    for note in (late, never):
        expect(note.locator(".note-state")).to_have_text("Not posted")
        expect(note.get_by_text("This stage is locked at the moment.")).to_be_visible()
    expect(ana.get_by_text("2 not posted")).to_be_visible()
    late.get_by_role("button", name="Send again").click()
    expect(late.locator(".note-state")).to_have_text("Not posted")
    ana.reload()
    expect(late.get_by_text("This stage is locked at the moment.")).to_be_visible()

    workshop.fay.do("stage.open", board)
    expect(ana.get_by_label("Your idea")).to_be_editable()
    late.get_by_role("button", name="Send again").click()
    stands(ana, "better late", "Saved")
    never.get_by_role("button", name="Delete").click()
    sees(ana, ["better late"])
    assert texts_of(workshop) == ["better late"]
    assert waiting_on(ana, workshop) == []
    ana.get_by_role("button", name="Restore it").click()
    expect(ana.get_by_label("Your idea")).to_have_value("never mind")
    assert texts_of(workshop) == ["better late"]


def test_a_line_that_only_seemed_lost_is_live_again(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ana.evaluate("() => dispatchEvent(new Event('offline'))")
    is_connected(ana, "No connection")
    ana.evaluate("() => dispatchEvent(new Event('online'))")
    is_connected(ana, "Connected")
    write(ana, "one")


def test_where_no_websocket_gets_through_a_phone_polls(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank", **PHONE)
    line = Line(page)
    ana = join(page, workshop, "Ana")
    line.cut(polls=True)
    ana.reload()
    is_connected(ana, "Connected")
    write(ana, "one")
    workshop.fay.do("stage.lock", {"stage": workshop.stage("board")})
    expect(ana.get_by_text("This stage is locked at the moment.")).to_be_visible()
    assert texts_of(workshop) == ["one"]


def test_what_is_written_stays_in_sight_until_it_is_saved(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ana.evaluate(COUNT_NOTES)
    texts = [f"note {n}" for n in range(8)]
    for text in texts:
        write(ana, text)
    counts = ana.evaluate("counts")
    assert counts == list(range(len(texts) + 1)), "A note was gone for a moment."


def test_while_nothing_can_be_saved_a_note_says_why_it_waits_and_is_sent_again(
    server: Server, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    note = ana.locator(".note", has_text="one")
    with locked(server.database_url):
        ana.get_by_label("Your idea").fill("one")
        ana.get_by_role("button", name="Post").click()
        expect(note.get_by_text("The server cannot save at the moment.")).to_be_visible(timeout=20_000)
        expect(note.locator(".note-state")).to_have_text("It is sent again automatically.")
    expect(note.locator(".note-state")).to_have_text("Saved", timeout=20_000)
    expect(note.get_by_text("The server cannot save at the moment.")).to_have_count(0)
    assert texts_of(workshop) == ["one"]
