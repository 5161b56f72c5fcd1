"""Surfaces: every page somebody may see, at which moment, as whom, and what is done there first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, Page

from tests.shots.moments import MOMENTS

PHONE = (360, 740)
NARROW = (320, 640)
LAPTOP = (1280, 800)
HALL = (1920, 1080)
TABLET = (820, 1100)

Act = Callable[[Page], Awaitable[object]]


@dataclass(frozen=True)
class Surface:
    """One page at one moment. `who` is a person's name, or a role that has a link, or nobody.

    `{code}` in `path` is the workshop of the moment. The first size is taken in every colour.
    """

    name: str
    path: str
    who: str = ""
    moment: str = ""
    sizes: tuple[tuple[int, int], ...] = (LAPTOP,)
    ready: str = "body"
    do: Act | None = None
    is_whole: bool = False
    without_script: bool = False
    looks: tuple[str, ...] = field(default=())


ANA = "Hala Mansour"
FAY = "Wambui Njoroge"
ORGANISER = "organiser"


def pressing(*selectors: str) -> Act:
    """Click one thing after the other."""

    async def press(page: Page) -> None:
        for selector in selectors:
            await page.locator(selector).first.click()

    return press


def typing(selector: str, text: str, then: str = "") -> Act:
    async def write(page: Page) -> None:
        await page.locator(selector).first.fill(text)
        if then:
            await page.locator(then).first.click()

    return write


def running(script: str) -> Act:
    async def run(page: Page) -> None:
        await page.evaluate(script)

    return run


def key(name: str) -> Act:
    async def press(page: Page) -> None:
        await page.keyboard.press(name)

    return press


def sheet(name: str) -> Act:
    return running(f"() => document.querySelector('{name}').open()")


def sliding() -> Act:
    """Play the workshop to its end, where what was parked stands."""

    async def slide(page: Page) -> None:
        await page.locator("#replay-title").scroll_into_view_if_needed()
        await page.locator("workshop-replay .slider").focus()
        await page.keyboard.press("End")

    return slide


def offline(after: Act | None = None) -> Act:
    """Cut the line, and wait until the page has noticed."""

    async def cut(page: Page) -> None:
        context: BrowserContext = page.context
        await context.set_offline(True)
        await page.evaluate("() => dispatchEvent(new Event('offline'))")
        await page.locator(".connection.is-offline, .connection.is-catching-up").first.wait_for(timeout=9000)
        if after:
            await after(page)

    return cut


PHONES = (PHONE, NARROW)
LIVE = ".connection.is-live"
WRITE = ".composer textarea"
SEND = ".composer .button--now"


def of_moments() -> list[Surface]:
    """At each moment: a phone, a plain page, the console, the projector."""
    found = []
    for moment in MOMENTS:
        at = moment.name
        if not at.endswith("-shown"):
            found += [
                Surface(f"phone-{at}", "/w/{code}", ANA, at, PHONES, ".phone-main > *"),
                Surface(
                    f"plain-{at}", "/w/{code}/plain", ANA, at, PHONES, is_whole=True, without_script=True
                ),
                Surface(f"console-{at}", "/w/{code}/facilitate", FAY, at, (LAPTOP, HALL), LIVE),
            ]
        found.append(Surface(f"screen-{at}", "/w/{code}/screen", "screen", at, (HALL,), "the-screen *"))
    return found


PAGES = [
    Surface("home", "/", sizes=(LAPTOP, PHONE, NARROW), is_whole=True),
    Surface("home-wrong", "/join?code=ABC123", sizes=(LAPTOP, PHONE), is_whole=True),
    Surface("join", "/join/{code}", "", "board", (PHONE, LAPTOP, NARROW), is_whole=True),
    Surface("join-over", "/join/{code}", "", "closed", (PHONE, LAPTOP)),
    Surface("join-not-yet", "/join/{code}", "", "draft", (PHONE, LAPTOP), is_whole=True),
    Surface("not-found", "/w/ABCDEF", "", "", (PHONE, LAPTOP)),
    Surface("archive-not-yours", "/w/{code}/archive", "", "closed", (PHONE, LAPTOP)),
    Surface("archive", "/w/{code}/archive", FAY, "closed", (LAPTOP, PHONE), is_whole=True),
    Surface(
        "archive-replay",
        "/w/{code}/archive",
        FAY,
        "closed",
        (LAPTOP, PHONE),
        "workshop-replay",
        sliding(),
    ),
    Surface("archive-participant", "/w/{code}/archive", ANA, "closed", (PHONE, NARROW), is_whole=True),
    Surface("archive-early", "/w/{code}/archive", FAY, "board", (LAPTOP, PHONE), is_whole=True),
    Surface("library", "/workshops", ORGANISER, sizes=(LAPTOP, PHONE), is_whole=True),
    Surface("library-found", "/workshops?q=parents", ORGANISER, sizes=(LAPTOP, PHONE), is_whole=True),
    Surface("library-nothing", "/workshops?q=submarine", ORGANISER, sizes=(LAPTOP, PHONE), is_whole=True),
    Surface("library-stranger", "/workshops", sizes=(LAPTOP, PHONE)),
    Surface("new", "/workshops/new", ORGANISER, sizes=(LAPTOP, PHONE), is_whole=True),
    Surface("links", "/workshops/{code}", ORGANISER, "draft", (LAPTOP, PHONE), is_whole=True),
    Surface("links-closed", "/workshops/{code}", ORGANISER, "closed", (LAPTOP, PHONE), is_whole=True),
    Surface("people", "/workshops/{code}/people", ORGANISER, "closed", (LAPTOP, PHONE), is_whole=True),
    Surface("summary", "/w/{code}/archive/summary", FAY, "closed", (LAPTOP, PHONE), is_whole=True),
    Surface("seed", "/workshops/{code}/seed", ORGANISER, "draft", (LAPTOP, PHONE), is_whole=True),
    Surface("bring", "/workshops/import", ORGANISER, "", (LAPTOP, PHONE), is_whole=True),
    Surface(
        "flag",
        "/w/{code}/archive",
        ANA,
        "closed",
        (PHONE, LAPTOP),
        do=pressing("a[href*='/flag']"),
        is_whole=True,
    ),
    Surface("styleguide", "/styleguide", "", "", (LAPTOP, PHONE), is_whole=True),
    Surface("styleguide-words", "/styleguide/words", "", "", (LAPTOP,), is_whole=True),
]

PHONE_STATES = [
    ("more", "board", sheet("more-sheet")),
    ("rules-sheet", "vote", sheet("rules-sheet")),
    ("hand", "board", sheet("hand-sheet")),
    ("park", "board", sheet("park-sheet")),
    ("actions-sheet", "vote", sheet("actions-sheet")),
    ("typing", "board", typing(WRITE, "A short idea, not sent yet")),
    ("sent", "board", typing(WRITE, "Ask the caretaker before you choose a room", SEND)),
    ("offline", "board", offline()),
    ("offline-sent", "board", offline(typing(WRITE, "Written while the line was cut", SEND))),
    ("offline-vote", "vote", offline()),
]

CONSOLE_STATES = [
    ("invite", "board", running("() => document.getElementById('invite').showModal()")),
    ("colours", "board", running("() => document.getElementById('colours').showModal()")),
    ("more-menu", "board", pressing(".bar-rest menu-button:last-of-type button")),
    ("screen-menu", "board", pressing(".bar-rest menu-button button")),
    (
        "keys",
        "board",
        running("() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '?', bubbles: true}))"),
    ),
    ("note", "board-revealed", pressing(".board .note")),
    ("offline", "board", offline()),
]


async def never(page: Page) -> None:
    """Load the page again, while what it shows does not come."""
    await page.route("**/view*", lambda route: None)
    await page.reload()


def all_surfaces() -> list[Surface]:
    phone = [
        Surface(f"phone-{name}", "/w/{code}", ANA, at, PHONES, LIVE, do) for name, at, do in PHONE_STATES
    ]
    console = [
        Surface(f"console-{name}", "/w/{code}/facilitate", FAY, at, (LAPTOP,), LIVE, do)
        for name, at, do in CONSOLE_STATES
    ]
    loading = [
        Surface("phone-loading", "/w/{code}", ANA, "board", PHONES, ".phone-main", never),
        Surface("console-loading", "/w/{code}/facilitate", FAY, "board", (LAPTOP,), ".stage", never),
        Surface("screen-loading", "/w/{code}/screen", "screen", "board", (HALL,), "the-screen", never),
    ]
    narrow = [
        Surface(f"console-narrow-{at}", "/w/{code}/facilitate", FAY, at, (PHONE, TABLET), LIVE)
        for at in ("board", "clusters", "rules", "vote-revealed")
    ]
    thousand = [
        Surface("console-thousand", "/w/{code}/facilitate", "facilitator", "thousand", (LAPTOP, HALL), LIVE),
        Surface("phone-thousand", "/w/{code}", "observer", "thousand", (PHONE,), ".phone-main > *"),
        Surface("screen-thousand", "/w/{code}/screen", "screen", "thousand", (HALL,), "the-screen *"),
    ]
    return PAGES + of_moments() + phone + console + loading + narrow + thousand
