"""What two vandals wrote, in a real browser: nothing of it runs, leads away, or turns a page round.

It would call `owned()`, which every page here has; and whatever is asked of another server is noted.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
from flask import Flask
from flask_babel import Babel
from playwright.sync_api import Browser, Page, expect

from dialogue.exports.document import Level
from dialogue.exports.forms import find_form, source_of, unheard
from dialogue.kernel import Audience, Eyes, Role, worded
from dialogue.people import Name
from dialogue.workshop_file import read_workshop_file
from tests.browser.conftest import LAPTOP, PHONE, until
from tests.hostile.vandals import NAME, ORGANISATION, PLAN, Vandals
from tests.hostile.words import MARK, TAGS, TURNING
from tests.organisers import cookie_of
from tests.server import PATIENCE, SECRET, Server

WATCHING = """
window.was = [];
window.owned = (what) => window.was.push(`ran: ${what}`);
window.alert = window.confirm = window.prompt = (what) => window.was.push(`asked: ${what}`);
document.addEventListener("securitypolicyviolation", (event) =>
  window.was.push(`stopped by the policy alone: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Vandalised(NamedTuple):
    """The workshop, while it is open and when it is over, and how each of them comes in."""

    server: Server
    code: str
    over: str
    cookies: dict[str, str]
    viewer: Path


@pytest.fixture(scope="module")
def vandalised(server_in: Callable[[str], Server], tmp_path_factory: pytest.TempPathFactory) -> Vandalised:
    server = server_in("eventlet")
    code, cookies = written(server, ends=False)
    over, later = written(server, ends=True)
    cookies |= {f"{who} later": cookie for who, cookie in later.items()}
    register = server.register
    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        source = source_of(register.database, register.people, register.find(over).id, over)
        made = find_form("viewer").write(source, Level.ORGANISER, unheard)
    viewer = tmp_path_factory.mktemp("viewer") / "viewer.html"
    viewer.write_bytes(made)
    return Vandalised(server, code, over, cookies, viewer)


def written(server: Server, ends: bool) -> tuple[str, dict[str, str]]:
    """A workshop with all that they write, done before the server opens it; and who comes in how."""
    register = server.register
    listed = register.create(read_workshop_file(PLAN))
    live = register.open(listed.code)
    # As the doors would have it; a name is asked for there and not here.
    who = Name(worded(NAME), worded(ORGANISATION))
    people = {"fay": live.admit(Role.FACILITATOR, "", who)}

    def records(kind: str) -> dict[int, dict[str, Any]]:
        shown = live.view(Eyes(Audience.FACILITATOR))["records"].items()
        return {int(key.split("/")[1]): each for key, each in shown if key.startswith(f"{kind}/")}

    sector = records("workshop")[1]["sectors"][0]
    people["ana"] = live.admit(Role.PARTICIPANT, sector, who)
    vandals = Vandals(lambda who, name, data: live.submit(name, data, None, people[who]), records)
    vandals.begin()
    vandals.write()
    if ends:
        vandals.end()
    else:
        # Phones show what was opened last.
        for name in ("stage.lock", "stage.open"):
            vandals.do("fay", name, stage=vandals.stages()[0])
    cookies = {"olga": cookie_of(register.database, SECRET)}
    back = register.people.rejoin_code(register.find(listed.code).salt, people["ana"])
    came = requests.post(f"{server.url}/join/{listed.code}", json={"rejoin": back}, timeout=PATIENCE)
    cookies["ana"] = came.cookies["dialogue"]
    for role, link in register.links(listed, server.url).items():
        if role != "join":
            entered = requests.get(link, timeout=PATIENCE, allow_redirects=False)
            cookies[role] = entered.cookies["dialogue"]
    return listed.code, cookies


class Watched:
    """Somebody's browser, in which it is seen what runs and where anything is asked for."""

    def __init__(self, chromium: Browser, vandalised: Vandalised, who: str, **options: Any) -> None:
        self.at = vandalised.server.url
        self.elsewhere: list[str] = []
        self.context = chromium.new_context(**{**LAPTOP, **options})
        self.context.add_init_script(WATCHING)
        if who:
            cookie = {"name": "dialogue", "value": vandalised.cookies[who], "url": self.at}
            self.context.add_cookies([cookie])  # type: ignore[list-item]
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("pageerror", lambda error: self.elsewhere.append(f"error: {error}"))

    def _note(self, url: str) -> None:
        if not url.startswith((self.at, self.at.replace("http", "ws"), "data:", "blob:", "file:", "about:")):
            self.elsewhere.append(url)

    def goes(self, path: str) -> Page:
        self.page.goto(self.at + path if path.startswith("/") else path)
        return self.page

    def assert_harmless(self) -> None:
        """It shows what they wrote, and did nothing of it."""
        page = self.page
        assert MARK in page.inner_text("body")
        # Whatever would run late has run by then: an image that fails, a frame that loads.
        until(page, "document.readyState === 'complete'")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
        assert page.evaluate("window.was") == []
        assert self.elsewhere == []
        content = page.content()
        assert not set(TURNING) & set(content)
        found = page.evaluate(FOREIGN)
        assert found == [], found
        assert page.url.startswith((self.at, "file:"))


# Elements that only they would have made, wherever they are, in templates and shadows too.
FOREIGN = """() => {
  const found = [];
  const look = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.content instanceof DocumentFragment) look(each.content);
      if (each.shadowRoot) look(each.shadowRoot);
      const attributes = [...each.attributes].filter((one) =>
        one.name.startsWith("on") || /^\\s*(javascript|data:text|vbscript)/i.test(one.value));
      if (attributes.length || /evil|srcdoc/.test(each.getAttribute("src") ?? "") || each.srcdoc
          || ["MATH", "OBJECT", "EMBED", "BASE"].includes(each.tagName))
        found.push(each.outerHTML.slice(0, 200));
    }
  };
  look(document);
  return found;
}"""


@pytest.fixture
def watched(chromium: Browser, vandalised: Vandalised) -> Iterator[Callable[..., Watched]]:
    opened: list[Watched] = []

    def watched(who: str, **options: Any) -> Watched:
        opened.append(Watched(chromium, vandalised, who, **options))
        return opened[-1]

    yield watched
    for each in opened:
        each.context.close()


SENT = "</p><img src=x onerror=owned('sent')> vandal"


def assert_fits(page: Page) -> None:
    """A word that never ends makes no page wider than its window."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_phone_shows_it_and_what_is_written_on_it(
    watched: Callable[..., Watched], vandalised: Vandalised
) -> None:
    ana = watched("ana", **PHONE)
    page = ana.goes(f"/w/{vandalised.code}")
    page.locator("board-note").first.wait_for()
    page.locator(".composer textarea").fill(SENT)
    page.locator(".composer .button--now").click()
    expect(page.locator("board-note").get_by_text(SENT)).to_be_visible()
    ana.assert_harmless()
    assert_fits(page)


@pytest.mark.parametrize(
    ("who", "path", "shows"),
    [
        ("", "/join/{code}", "form"),
        ("ana", "/w/{code}/plain", "form"),
        ("facilitator", "/w/{code}/facilitate", "console-stage"),
        ("screen", "/w/{code}/screen", "main"),
        ("observer", "/w/{code}", "board-note"),
        ("olga", "/workshops", "main"),
        ("olga", "/workshops/{code}", "main"),
        ("olga", "/workshops/{code}/people", "main"),
        ("olga", "/workshops?q=vandal", "main"),
        ("ana later", "/w/{over}/archive", "main"),
        ("facilitator later", "/w/{over}/archive/summary", "form"),
    ],
)
def test_every_surface_shows_it_and_is_not_harmed(
    watched: Callable[..., Watched], vandalised: Vandalised, who: str, path: str, shows: str
) -> None:
    here = watched(who)
    page = here.goes(path.format(code=vandalised.code, over=vandalised.over))
    page.locator(shows).first.wait_for()
    expect(page.locator("body")).to_contain_text(MARK)
    here.assert_harmless()
    assert_fits(page)


def test_the_file_that_is_opened_offline_does_nothing_of_it(
    watched: Callable[..., Watched], vandalised: Vandalised
) -> None:
    """No server stands behind it that could send a policy."""
    reader = watched("")
    page = reader.goes(vandalised.viewer.as_uri())
    page.locator("main").first.wait_for()
    reader.assert_harmless()


def test_this_would_be_seen(watched: Callable[..., Watched], tmp_path: Path) -> None:
    """The same words on a page that takes no care."""
    bare = tmp_path / "bare.html"
    bare.write_text("<body><img src='http://127.0.0.1:9/evil.png'>" + "\n".join(TAGS))
    victim = watched("")
    page = victim.goes(bare.as_uri())
    until(page, "window.was.length > 0")
    assert victim.elsewhere
    assert page.evaluate(FOREIGN)
    assert urllib.parse.urlsplit(page.url).scheme == "file"
