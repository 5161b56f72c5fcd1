"""The facilitator's console with a thousand notes, in a real browser on a processor four times slower.

Opened, sorted in and written to while it is looked at; beside it the same at the processor's own
speed. On a machine that others use too, waiting for a core counts in both. What does not is the time
the page's own thread used: the last column is that of its longest task, four times.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

from playwright.sync_api import Browser, Page, sync_playwright

from bench.rows import Row, ms, number
from bench.seating import cookie_of, with_name
from bench.servers import CORES, Dialogue, on_cores
from dialogue import log
from dialogue.kernel import Audience
from dialogue.register import Register
from tests.browser.conftest import FLAGS, LAPTOP, ON_THE_MACHINE
from tests.large import PLAN, Making
from tests.server import Server, Wire

HEADINGS = ("The facilitator's console", "CPU x4", "CPU x1", "ratio", "longest task, own time x4")
T = TypeVar("T")
NOTES = 1_000
BURST = 50
CLUSTERS = 12
WRITERS = 10
SLOW = 4
WATCH = (Path(__file__).parent / "watch.mjs").read_text()


class Console(NamedTuple):
    """A workshop, whose stage with notes is on the facilitator's page."""

    code: str
    board: int
    cookie: str
    writers: list[str]
    note: str
    """How a note is found on the page."""


class Found(NamedTuple):
    """Milliseconds, and of the last four what the longest task used of the processor."""

    first: float
    open: float
    all: float
    step: float
    key: float
    drop: float
    frame: float
    task: float
    used_open: float
    used_key: float
    used_drop: float
    used_burst: float


def rows(quick: bool) -> list[Row]:
    times = 1 if quick else 3
    with Dialogue() as server, browser() as chromium:
        found = []
        for name, is_sorting in (("board", False), ("clusters", True)):
            both = [
                middle([visit(server, chromium, is_sorting, slow) for _ in range(times)])
                for slow in (SLOW, 1)
            ]
            found += rows_of(name, *both)
        return found


def rows_of(name: str, slow: Found, fast: Found) -> list[Row]:
    def row(what: str, at: str, used: str = "") -> Row:
        x4, x1 = getattr(slow, at), getattr(fast, at)
        ratio = f"{x4 / x1:.1f}" if x1 else ""
        own = ms(SLOW * getattr(fast, used) / 1000) if used else ""
        return Row(what, ms(x4 / 1000), ms(x1 / 1000), ratio, own)

    moves = [
        row("   one key moves a note: it is painted there (100 ms)", "key", "used_key"),
        row("   a note is dropped: it is painted there (100 ms)", "drop", "used_drop"),
    ]
    return [
        row(f"{name}, {number(NOTES)} notes: the first is painted", "first"),
        row("   no task is long any more (2,000 ms)", "open", "used_open"),
        row("   every note is drawn, far down too", "all"),
        row("   an arrow key: the next note has the keyboard (100 ms)", "step"),
        *(moves if slow.key else []),
        row(f"   {BURST} notes arrive: the longest frame (100 ms)", "frame", "used_burst"),
        row("   the longest task in that time (none below 50 ms)", "task"),
    ]


def middle(all_found: list[Found]) -> Found:
    return Found(*(median(each) for each in zip(*all_found, strict=True)))


# ---- One visit


def visit(server: Server, chromium: Browser, is_sorting: bool, slow: int) -> Found:
    console = made(server.register, is_sorting)
    context = chromium.new_context(**LAPTOP)
    name, _, value = console.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    address = f"{server.url}/w/{console.code}/facilitate"

    def open_it() -> dict[str, float]:
        page.goto(address, wait_until="commit")
        found: dict[str, float] = page.evaluate("(note) => watch.opened(note)", console.note)
        return found

    opened, used_open = used(chromium, page, open_it)
    page.locator(".tray [data-note]" if is_sorting else "note-card").first.focus()
    step = median(watched(page, "watch.step()", lambda: page.keyboard.press("ArrowDown")) for _ in range(5))
    key = drop = used_key = used_drop = 0.0
    if is_sorting:
        key, used_key = used(chromium, page, lambda: median(moved_by_key(page, n) for n in range(5)))
        drop, used_drop = used(chromium, page, lambda: median(moved_by_mouse(page) for _ in range(3)))
    worst, used_burst = used(chromium, page, lambda: burst(server, page, console))
    context.close()
    begun = opened["first"], max(opened["first"], opened["busy"]), opened["all"]
    rest = worst["frame"], worst["task"], used_open, used_key, used_drop, used_burst
    return Found(*begun, step, key, drop, *rest)


def used(chromium: Browser, page: Page, act: Callable[[], T]) -> tuple[T, float]:
    """What it gave, and the processor time of the longest task of the page's main thread, in ms."""
    chromium.start_tracing(page=page, categories=["toplevel"])
    given = act()
    events = json.loads(chromium.stop_tracing())["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event.get("tdur", 0) / 1000
        for event in events
        if event["name"] == "ThreadControllerImpl::RunTask" and (event["pid"], event["tid"]) in mains
    ]
    return given, max(tasks, default=0.0)


def watched(page: Page, watch: str, act: Callable[[], None]) -> float:
    """How long something took that a hand does."""
    page.evaluate(f"() => {{ {watch}; }}")
    act()
    took: float = page.evaluate("() => watch.found")["took"]
    return took


def moved_by_key(page: Page, n: int) -> float:
    """Move the first note of the tray to one of the first clusters."""
    first = page.locator(".tray [data-note]").first
    note = first.get_attribute("data-note")
    first.focus()
    lanes = page.locator(".lane[data-place]:not(.tray, .lane--new)")
    places = sorted(int(place) for place in lanes.evaluate_all("(all) => all.map((it) => it.dataset.place)"))
    return watched(page, f"watch.move({note}, {places[n % 9]})", lambda: page.keyboard.press(str(n % 9 + 1)))


def moved_by_mouse(page: Page) -> float:
    first = page.locator(".tray [data-note]").first
    lane = page.locator(".lane[data-place]:not(.tray, .lane--new)").first
    note, place = first.get_attribute("data-note"), lane.get_attribute("data-place")
    first.hover()
    page.mouse.down()
    box = lane.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20, steps=4)
    return watched(page, f"watch.move({note}, {place})", page.mouse.up)


def burst(server: Server, page: Page, console: Console) -> dict[str, float]:
    """Fifty notes are written at once by ten people."""
    wires = [Wire(server.url, console.code, cookie) for cookie in console.writers]
    page.evaluate("([note, more]) => { watch.burst(note, more); }", [console.note, BURST])
    for n in range(BURST):
        text = f"{n} Somebody writes this while the others write too, all in the same moment."
        wires[n % WRITERS].post("note.add", {"board": console.board, "text": text})
    found: dict[str, float] = page.evaluate("() => watch.found")
    for wire in wires:
        wire.close()
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    found = next((path for name in ON_THE_MACHINE if (path := shutil.which(name))), None)
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    # A browser is many processes; on one core they would wait for each other.
    with on_cores(set(CORES)), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=flags)
        yield chromium
        chromium.close()


# ---- What is visited


def made(register: Register, is_sorting: bool) -> Console:
    """A workshop with a thousand notes; where they are sorted, half of them lie in clusters."""
    making = Making(register, PLAN | {"stages": PLAN["stages"][2:4]}, people=100)
    making.do("stage.open", making.fay, stage=making.stage("board"))
    boards = making.first("board")
    notes = [
        making.do(
            "note.add",
            making.people[n % len(making.people)],
            board=making.chance.choice(boards),
            text=making.text(),
        )
        for n in range(NOTES)
    ]
    if is_sorting:
        sorting = making.stage("clusters")
        making.do("stage.open", making.fay, stage=sorting)
        for n in range(CLUSTERS):
            some = notes[n * NOTES // 2 // CLUSTERS : (n + 1) * NOTES // 2 // CLUSTERS]
            made = making.do("cluster.add", making.fay, stage=sorting, title=f"What belongs here {n}")
            making.do("note.move", making.fay, notes=some, cluster=made)
    people = [making.fay, *making.people]
    names = {seq: f"Person {n}" for n, seq in enumerate(people)}
    listed = making.listed
    written = [with_name(register, listed.id, each, names) for each in making.written]
    log.append(register.database, listed.id, written)

    def cookie(audience: Audience, seq: int) -> str:
        return cookie_of(listed.code, audience, seq)

    return Console(
        listed.code,
        boards[0],
        cookie(Audience.FACILITATOR, making.fay),
        [cookie(Audience.PARTICIPANT, seq) for seq in making.people[:WRITERS]],
        "wall-note .note-text" if is_sorting else "note-card .note-text",
    )
