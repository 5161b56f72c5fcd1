"""A phone that is opened without a network, in two tabs, by two people, or with nowhere to store anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import PHONE
from tests.browser.test_network import (
    is_connected,
    join,
    sees,
    stands,
    texts_of,
    waiting_on,
    write,
)
from tests.server import Server, Workshop, wait_until

PLAN = {
    "title": "Water for two schools",
    "sectors": ["Schools", "Public"],
    "stages": [
        {"activity": "board", "title": "Ideas", "questions": ["What works?"], "visibility": "own"},
        {"activity": "actions"},
    ],
}
KEPT = "async () => (await (await caches.match(location.pathname + '/last'))?.json()) ?? null"
ALL_KEPT = """async () => {
  const names = await caches.keys();
  const caches_ = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return caches_.flat().map(({ url }) => new URL(url).pathname);
}"""
NO_STORAGE = """() => {
  Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def is_kept(page: Page, text: str) -> dict[str, Any]:
    """What the device keeps of the workshop, once it holds a note with this text."""
    kept: list[Any] = []

    def holds() -> bool:
        kept.append(page.evaluate(KEPT))
        return kept[-1] is not None and text in str(kept[-1])

    wait_until(holds, "It is not kept.")
    found: dict[str, Any] = kept[-1]
    return found


def test_a_phone_opened_without_a_network_shows_what_it_knew_and_sends_what_was_written(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    """V7, also where the page itself cannot be loaded."""
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    write(ana, "one")
    kept = is_kept(ana, "one")
    assert set(kept["you"]) == {"role", "person"}, "What opens her seat elsewhere is not kept."

    ana.context.set_offline(True)
    is_connected(ana, "Offline")
    for text in ("two", "three"):
        write(ana, text, "Waiting for the connection")
    ana.get_by_label("Your idea").fill("a thought that is not fin")
    ana.reload(wait_until="commit")
    sees(ana, ["three", "two", "one"])
    is_connected(ana, "Offline")
    expect(ana.get_by_text(re.compile(r"^Offline since .*\d"))).to_be_visible()
    expect(ana.get_by_label("Your idea")).to_have_value("a thought that is not fin")
    write(ana, "four", "Waiting for the connection")
    assert texts_of(workshop) == ["one"]

    ana.context.set_offline(False)
    is_connected(ana, "Connected")
    expect(ana.get_by_text("4 saved")).to_be_visible()
    expect(ana.get_by_text("Offline since")).to_have_count(0)
    assert texts_of(workshop) == ["one", "two", "three", "four"]
    assert waiting_on(ana, workshop) == []


def test_two_tabs_of_one_phone_lose_nothing_and_keep_the_order(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    first = join(open_page("about:blank", **PHONE), workshop, "Ana")
    second = first.context.new_page()
    second.goto(first.url)
    is_connected(second, "Connected")
    first.context.set_offline(True)
    for page in (first, second):
        is_connected(page, "Offline")
    for page, text in ((first, "one"), (second, "two"), (first, "three"), (second, "four")):
        write(page, text, "Waiting for the connection")
    for page in (first, second):
        sees(page, ["four", "three", "two", "one"])
    first.close()
    second.context.set_offline(False)
    expect(second.get_by_text("4 saved")).to_be_visible()
    assert texts_of(workshop) == ["one", "two", "three", "four"]
    assert waiting_on(second, workshop) == []


def test_what_the_server_stumbles_over_holds_nothing_else_up(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank", **PHONE)
    stumbles = [True]

    def between(phone: WebSocketRoute) -> None:
        server = phone.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            asked = re.match(r'42(\d+)\["command".*a hard one', str(message))
            if asked and stumbles:
                phone.send(f'43{asked[1]}[{{"refused": "The server made a mistake.", "reason": "failed"}}]')
            else:
                server.send(message)

        phone.on_message(pass_on)

    page.route_web_socket(re.compile("/socket.io/"), between)
    ana = join(page, workshop, "Ana")
    write(ana, "a hard one", "It is sent again automatically.")
    expect(ana.locator(".note", has_text="a hard one")).to_contain_text("The server made a mistake.")
    write(ana, "an easy one")
    assert texts_of(workshop) == ["an easy one"]
    stumbles.clear()
    stands(ana, "a hard one", "Saved")
    assert texts_of(workshop) == ["an easy one", "a hard one"]


def test_a_phone_that_can_store_nothing_says_so_and_still_sends(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank", **PHONE)
    page.add_init_script(f"({NO_STORAGE})()")
    ana = join(page, workshop, "Ana")
    ana.context.set_offline(True)
    is_connected(ana, "Offline")
    write(ana, "one", "Waiting for the connection")
    expect(ana.get_by_text("Leave this page open until it is sent.")).to_be_visible()
    ana.context.set_offline(False)
    stands(ana, "one", "Saved")
    expect(ana.get_by_text("Leave this page open until it is sent.")).to_have_count(0)


def test_nothing_of_one_person_is_left_on_a_phone_for_the_next(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    """V1: neither what she wrote, nor the last state, which holds what only she may see."""
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    write(ana, "mine alone")
    is_kept(ana, "mine alone")
    ana.get_by_label("Your idea").fill("a thought that is not fin")
    ana.context.clear_cookies()
    ben = join(ana, workshop, "Ben")
    expect(ben.get_by_label("Your idea")).to_have_value("")
    write(ben, "Ben's own")
    assert "mine alone" not in str(is_kept(ben, "Ben's own"))

    [number] = [n for n, person in workshop.fay.records("person").items() if person["name"] == "Ben"]
    workshop.fay.do("person.remove", {"person": number})
    expect(ben.get_by_text("You are no longer in this workshop")).to_be_visible()
    wait_until(lambda: not any(path.startswith("/w/") for path in ben.evaluate(ALL_KEPT)), "It is kept.")


def test_a_tab_whose_browser_is_somebody_elses_by_now_sends_nothing_in_their_name(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    """P2: what Ana wrote waits for Ana, and Ben sees what is Ben's."""
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    write(ana, "hers alone")
    ana.context.clear_cookies()
    ben = join(ana.context.new_page(), workshop, "Ben")
    write(ben, "Ben's own")
    ana.context.set_offline(True)
    is_connected(ana, "Offline")
    write(ana, "for later", "Waiting for the connection")
    ana.context.set_offline(False)
    is_connected(ana, "Connected")
    sees(ana, ["Ben's own"])
    assert texts_of(workshop) == ["hers alone", "Ben's own"]
    assert "for later" in waiting_on(ana, workshop), "She finds it again when she is back."


def test_a_phone_keeps_the_last_three_workshops_and_one_build(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    write(ana, "alpha")
    is_kept(ana, "alpha")
    assert not any("join" in path for path in ana.evaluate(ALL_KEPT)), "No form is kept."
    [shell] = [name for name in ana.evaluate("caches.keys()") if name.startswith("shell")]

    ana.evaluate(
        """() => {
          const worker = navigator.serviceWorker.controller;
          const needs = ["/static/icons/favicon.svg"];
          for (const path of ["/w/1", "/w/2", "/w/3"]) worker.postMessage({ keep: path, needs, state: {} });
        }"""
    )
    three = {"/w/1/last", "/w/2/last", "/w/3/last"}
    wait_until(
        lambda: {p for p in ana.evaluate(ALL_KEPT) if p.startswith("/w/")} == three, "Others are kept."
    )
    assert shell not in ana.evaluate("caches.keys()"), "Another build takes the place of the one before."


def test_what_was_being_written_when_its_stage_closed_can_still_be_read(
    workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    ana = join(open_page("about:blank", **PHONE), workshop, "Ana")
    ana.get_by_label("Your idea").fill("a thought that is not fin")
    workshop.begin("actions")
    # She goes on writing where she is. Hearing of both at once she would be taken along instead.
    expect(ana.get_by_text("The workshop is now here:")).to_be_visible()
    workshop.fay.do("stage.close", {"stage": workshop.stage("board")})
    expect(ana.get_by_role("textbox", name="Not posted yet")).to_have_value("a thought that is not fin")
    ana.get_by_role("button", name="Actions").click()
    ana.get_by_role("button", name="1 text of yours was not sent").click()
    left = ana.get_by_role("textbox", name="Not sent")
    expect(left).to_have_value("a thought that is not fin")

    workshop.fay.do("workshop.close")
    ana.reload()
    expect(left).to_have_value("a thought that is not fin")
    ana.get_by_role("button", name="Discard").click()
    expect(left).to_have_count(0)
