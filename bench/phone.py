"""A participant's phone on a thin network: what its first load weighs and takes, and what an hour costs.

The workshop is that of the demo: 29 people, 77 notes. The first load is measured in a real browser on
slow 3G with a processor four times slower. What a whole workshop costs is counted on the wire while
simulated people hold one in a few minutes, on three phones at once: one over a WebSocket, one whose
network lets none through, one in light mode.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import requests
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as NeverCame

from bench.console import browser
from bench.rows import Row
from bench.servers import Dialogue
from bench.tap import Tap
from dialogue.demo import STORY, make_demo
from dialogue.kernel import Audience, Eyes
from dialogue.languages import languages
from dialogue.workbench import Workbench
from tests.browser.conftest import PHONE
from tests.server import PATIENCE, ROOT, Server, Workshop

HEADINGS = ("A participant's phone", "measured", "allowed", "left", "share")

SLOW_3G = {"latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SLOWER = 4
KB = 1024
MOST, MOST_SCRIPT, MOST_AN_HOUR = 90 * KB, 40 * KB, 1024 * KB
USABLE_WITHIN = 5.0

MOST_QUESTIONS = 3600 / 8
"""In an hour of light mode, where something happens all the time; see `static/light-line.js`."""

NOT_ENGLISH = "fr"

WHEN_USABLE = """() => {
  const look = () => {
    const field = document.querySelector("note-composer textarea");
    const page = document.documentElement;
    if (field && !field.disabled) page.dataset.usable ??= performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
}"""
NO_SOCKETS = """() => {
  const Real = WebSocket;
  window.WebSocket = class extends Real {
    constructor(address, ...rest) { super(new URL("/nothing", address), ...rest); }
  };
}"""
LIGHT = """() => localStorage.setItem("light", "on")"""
WAYS = {"over a WebSocket": "", "by long polling": NO_SOCKETS, "light mode": LIGHT}


class Load(NamedTuple):
    """One first load: the bytes of each kind of file, and seconds until somebody can write."""

    files: dict[str, int]
    usable: float


class Loads(NamedTuple):
    """Several in a row, and as many at the processor's own speed: that is nearly the network alone."""

    slow: list[Load]
    fast: list[Load]


def rows(quick: bool) -> list[Row]:
    try:
        return all_rows(quick)
    except NeverCame as error:
        raise TimeoutError(f"A phone waited in vain: {error}") from None


def all_rows(quick: bool) -> list[Row]:
    times = 1 if quick else 5
    with Dialogue() as server, browser() as chromium:
        code, cookie = reference(server)
        found = rows_of_load("English", first_load(server, chromium, code, cookie, "en", times))
        if NOT_ENGLISH in languages():
            found += rows_of_load("French", first_load(server, chromium, code, cookie, NOT_ENGLISH, times))
        return found + rows_of_hour(server, chromium, code, 0.3 if quick else 1)


# ---- The first load


def reference(server: Server) -> tuple[str, str]:
    """The demo's workshop with its board open again, and the cookie of somebody who joined."""
    bench = SimpleNamespace(register=server.register, database=server.database, people=server.register.people)
    listed = make_demo(cast(Workbench, bench), tomllib.loads(STORY.read_text()))
    held = Workshop(server, listed.code, server.register.links(listed, server.url), opened=False)
    held.fay.do("stage.reopen", {"stage": held.stage("board")})
    assert len(held.fay.records("note")) == 77
    return listed.code, held.join("Ana", "Schools").cookie


def first_load(server: Server, chromium: Browser, code: str, cookie: str, language: str, times: int) -> Loads:
    """Some first loads, each in a browser that has never been here."""
    return Loads(
        *(
            [load(server, chromium, code, cookie, language, rate) for _ in range(times)]
            for rate in (SLOWER, 1)
        )
    )


def load(server: Server, chromium: Browser, code: str, cookie: str, language: str, rate: int) -> Load:
    with phone(chromium, server.url, cookie, locale=language) as page:
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_3G})
        line.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        kinds: dict[str, str] = {}
        files: dict[str, int] = {}

        def finished(event: dict[str, Any]) -> None:
            kind = kinds.get(event["requestId"], "other")
            files[kind] = files.get(kind, 0) + int(event["encodedDataLength"])

        line.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: kind_of(e)}))
        line.on("Network.loadingFinished", finished)
        line.on("Network.webSocketHandshakeResponseReceived", lambda e: add(files, "socket", e))
        line.on("Network.webSocketFrameReceived", lambda e: add(files, "socket", e))
        line.on("Network.webSocketFrameSent", lambda e: add(files, "socket", e))
        page.add_init_script(f"({WHEN_USABLE})()")
        page.goto(f"{server.url}/w/{code}", wait_until="commit", timeout=60_000)
        page.wait_for_selector("[data-usable]", timeout=60_000)
        page.wait_for_selector(".connection.is-live", timeout=60_000)
        page.wait_for_load_state("networkidle")
        return Load(files, float(page.get_attribute("html", "data-usable") or 0) / 1000)


def kind_of(event: dict[str, Any]) -> str:
    address = event["response"]["url"].split("?")[0]
    if address.endswith("/view"):
        return "view"
    for kind, ending in (("script", ".js"), ("CSS", ".css")):
        if address.endswith(ending):
            return kind
    return "HTML" if event["type"] == "Document" else "other"


def add(files: dict[str, int], kind: str, event: dict[str, Any]) -> None:
    """What came and went over a WebSocket: a frame, or the two heads with which it began."""
    said = event["response"]
    parts = ("payloadData", "headersText", "requestHeadersText")
    files[kind] = files.get(kind, 0) + sum(len(said.get(part, "")) for part in parts)


def rows_of_load(language: str, found: Loads) -> list[Row]:
    files = found.slow[0].files
    sizes = [
        row(f"   {kind}", files.get(kind, 0), MOST_SCRIPT if kind == "script" else 0)
        for kind in ("HTML", "CSS", "script", "view", "socket", "other")
    ]
    slow, fast = ([each.usable for each in loads] for loads in found)
    return [
        Row(f"First load in {language}, slow 3G, CPU x{SLOWER}", ""),
        *sizes,
        row("   all of it", sum(files.values()), MOST),
        wait("   until one can write", median(slow)),
        wait("      at best", min(slow)),
        wait("      with CPU x1", median(fast)),
    ]


def wait(what: str, seconds: float) -> Row:
    share = f"{100 * seconds / USABLE_WITHIN:.0f} %"
    return Row(what, f"{seconds:.1f} s", f"{USABLE_WITHIN:.0f} s", f"{USABLE_WITHIN - seconds:.1f} s", share)


def row(what: str, size: float, allowed: float = 0) -> Row:
    if not allowed:
        return Row(what, kb(size))
    return Row(what, kb(size), kb(allowed), kb(allowed - size), f"{100 * size / allowed:.0f} %")


def kb(size: float) -> str:
    return f"{size / KB:,.1f} KB"


# ---- An hour


def rows_of_hour(server: Server, chromium: Browser, quiet_code: str, pace: float) -> list[Row]:
    """What a whole workshop costs three phones, and what they cost while nothing happens."""
    idle = 30 if pace < 1 else 60
    with phones(server, chromium, quiet_code) as (taps, page):
        # What comes with the first seconds belongs to the load.
        page.wait_for_timeout(5000)
        asked = listen(page)
        quiet = counted(taps, lambda: page.wait_for_timeout(1000 * idle))
        questions = len(asked)
    with reference_held(server, pace) as held, phones(server, chromium, held.code) as (taps, _):
        began = time.monotonic()
        busy = counted(taps, held.go_on)
        minutes = (time.monotonic() - began) / 60
    found = [Row(f"A workshop held in {minutes:.1f} min; an hour of it", "")]
    for way in WAYS:
        waiting = quiet[way] * 3600 / idle
        if way == "light mode":
            # People who act faster than real ones are asked about more seldom, so the questions of an
            # hour in which something always happens are counted instead.
            waiting = quiet[way] / questions * MOST_QUESTIONS
        found += [
            row(f"   {way}", busy[way] + waiting, MOST_AN_HOUR),
            row("      of that what happens", busy[way]),
            row("      of that waiting for it", waiting),
        ]
    return found


@contextmanager
def phones(server: Server, chromium: Browser, code: str) -> Iterator[tuple[dict[str, Tap], Page]]:
    """A phone for each way, in this workshop, and a tap on its wire; the last is the page in light mode."""
    with ExitStack() as stack:
        taps = {}
        for way, script in WAYS.items():
            tap = taps[way] = stack.enter_context(Tap(server.port))
            page = stack.enter_context(phone(chromium, tap.url, joined(server, code, way)))
            if script:
                page.add_init_script(f"({script})()")
            page.goto(f"{tap.url}/w/{code}")
            page.wait_for_selector(".connection.is-live", timeout=60_000)
        yield taps, page


def listen(page: Page) -> list[str]:
    """What it asks from here on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def counted(taps: dict[str, Tap], do: Callable[[], object]) -> dict[str, int]:
    """The bytes that come and go meanwhile."""
    before = {way: tap.bytes for way, tap in taps.items()}
    do()
    return {way: tap.bytes - before[way] for way, tap in taps.items()}


def joined(server: Server, code: str, name: str) -> str:
    """The cookie of somebody who came in."""
    session = requests.Session()
    sector = server.register.open(code).view(Eyes(Audience.SCREEN))["records"]["workshop/1"]["sectors"][0]
    session.post(
        f"{server.url}/join/{code}", json={"name": name, "sector": sector}, timeout=PATIENCE
    ).raise_for_status()
    return "; ".join(f"{each.name}={each.value}" for each in session.cookies)


class Simulated:
    """A workshop as large as the reference that simulated people hold."""

    def __init__(self, server: Server, pace: float, description: Path) -> None:
        self.process = subprocess.Popen(
            [
                Path(sys.executable).with_name("dialogue"),
                "demo",
                "--from",
                str(description),
                "--pace",
                str(pace),
            ],
            cwd=ROOT,
            env=server.environ,
            stdout=subprocess.PIPE,
            # It says that more people came than it sent: the phones.
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.code = self._code()
        # They wait until the phones are there.
        self.process.send_signal(signal.SIGSTOP)

    def _code(self) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            if found := re.search(r"/w/([A-Z0-9]+)/screen", line):
                return found[1]
        raise TimeoutError("The simulated people do not come.")

    def go_on(self) -> None:
        """Until it is over."""
        self.process.send_signal(signal.SIGCONT)
        self.process.communicate()


@contextmanager
def reference_held(server: Server, pace: float) -> Iterator[Simulated]:
    story = tomllib.loads(STORY.read_text())
    questions = [
        {"question": question["text"], "notes": [words for _, words in question["notes"]]}
        for question in story["questions"]
    ]
    described = {"title": story["title"], "participants": len(story["people"]), "questions": questions}
    with NamedTemporaryFile("w", suffix=".json") as file:
        file.write(json.dumps(described))
        file.flush()
        held = Simulated(server, pace, Path(file.name))
        yield held
        held.process.kill()
        held.process.wait()


@contextmanager
def phone(chromium: Browser, url: str, cookie: str, locale: str = "en") -> Iterator[Page]:
    """A page with the seat of whoever has this cookie, in a browser that has never been here."""
    context: BrowserContext = chromium.new_context(**PHONE, locale=locale)
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": url}])
    yield context.new_page()
    context.close()
