"""What is inspected and has no picture of its own: every dialog, menu, sheet and refused form."""

from __future__ import annotations

from playwright.async_api import Page

from tests.shots.surfaces import (
    ANA,
    FAY,
    LAPTOP,
    LIVE,
    ORGANISER,
    PHONE,
    SEND,
    WRITE,
    Act,
    Surface,
    pressing,
    sheet,
    typing,
)

OPEN = "dialog[open]"
MORE_MENU = "menu-button[icon=more] button"
EDIT = ".stage-head button:has(use[href$=edit])"
FOOT = "console-stage .stage-foot button"

DIALOGS: list[tuple[str, str, list[str]]] = [
    ("time", "board", ["console-clock .button--plain"]),
    ("add-stage", "board", [".run-next button"]),
    ("edit-board", "board", [EDIT]),
    ("edit-vote", "vote", [EDIT]),
    ("edit-rules", "rules", [EDIT]),
    ("edit-clusters", "clusters", [EDIT]),
    ("edit-evaluation", "leaving", [EDIT]),
    ("add-question", "board", [FOOT]),
    ("edit-question", "board", [".board-question"]),
    ("people", "board", ["console-people .side-act"]),
    ("suggest-rule", "rules", ["console-rules button:has(use[href$=plus])"]),
    ("add-action", "actions", [FOOT]),
    ("edit-action", "actions", ["console-actions .note-act"]),
    ("close-action", "actions", ["console-actions .note-act ~ .note-act"]),
    ("park", "parked", [FOOT]),
    ("ask", "leaving", [FOOT]),
    ("hide-note", "board-revealed", [".board note-card", ".dialog-more .button:nth-child(1)"]),
    ("close-workshop", "board", [MORE_MENU, "menu-button[icon=more] button.menu-item:last-of-type"]),
    ("title", "board", [MORE_MENU, "menu-button[icon=more] .menu-item:nth-of-type(4)"]),
    ("remove-stage", "draft", [".run-next button + button", ".run-moves button:last-child"]),
]
MENUS: list[tuple[str, str, list[str]]] = [
    ("move-stages", "draft", [".run-next button + button"]),
    ("actions-list", "vote", [".run-lists button"]),
    ("parked-list", "vote", [".run-lists button:last-child"]),
    ("scan", "board-revealed", [".switch button:last-child"]),
    ("lane-menu", "clusters", [".lane menu-button button"]),
]
SHEETS = [("late-rules", "vote"), ("hand-sheet", "clusters")]


def refused(form: str) -> Act:
    """Send a form as it came, without the browser's own checks; wait until it came back."""

    async def send(page: Page) -> None:
        async with page.expect_navigation():
            await page.evaluate(f"() => document.querySelector('{form}').submit()")

    return send


async def menu_of_name(page: Page) -> None:
    await page.evaluate("() => document.querySelector('more-sheet').open()")
    await page.locator("more-sheet me-card .note-act").click()


async def flag(page: Page) -> None:
    await page.locator(".leaf-flag").first.click()
    await refused("main form")(page)


async def renaming(page: Page) -> None:
    await page.locator("#name").fill("O" * 70)
    await refused("main form:has(#name)")(page)


async def play(page: Page) -> None:
    await page.locator("workshop-replay").scroll_into_view_if_needed()
    await page.locator("workshop-replay [role=slider], workshop-replay [type=range]").first.wait_for()


def console(name: str, at: str, presses: list[str], opens: str = OPEN) -> Surface:
    async def press(page: Page) -> None:
        await pressing(*presses)(page)
        await page.locator(opens).first.wait_for()

    return Surface(f"console-{name}", "/w/{code}/facilitate", FAY, at, (LAPTOP,), LIVE, press)


MORE = [
    *(console(*each) for each in DIALOGS),
    *(console(*each, opens="console-stage") for each in MENUS),
    Surface(
        "console-welcome", "/w/{code}/facilitate", "facilitator", "board", (LAPTOP,), "welcome-dialog [open]"
    ),
    *(Surface(f"phone-{name}", "/w/{code}", ANA, at, (PHONE,), LIVE, sheet(name)) for name, at in SHEETS),
    Surface("phone-name", "/w/{code}", ANA, "board", (PHONE,), LIVE, menu_of_name),
    Surface("phone-too-long", "/w/{code}", ANA, "board", (PHONE,), LIVE, typing(WRITE, "long " * 80, SEND)),
    Surface(
        "phone-edit", "/w/{code}", ANA, "board", (PHONE,), LIVE, pressing("own-notes .note-act:last-child")
    ),
    Surface("phone-observer", "/w/{code}", "observer", "board-revealed", (PHONE,), LIVE),
    Surface("join-refused", "/join/{code}", "", "board", (PHONE,), do=refused(".join-form form")),
    Surface("join-locked", "/join/{code}", "", "locked", (PHONE,)),
    Surface("join-approval", "/join/{code}", "", "waiting", (PHONE,)),
    Surface("waiting", "/w/{code}/waiting", "Dora", "waiting", (PHONE, LAPTOP), "#waiting"),
    Surface("screen-approval", "/w/{code}/screen", "screen", "waiting", (LAPTOP,)),
    Surface("guests", "/workshops/{code}/guests", ORGANISER, "waiting", (LAPTOP, PHONE)),
    Surface(
        "guests-refused", "/workshops/{code}/guests", ORGANISER, "waiting", do=refused("main form:has(#name)")
    ),
    Surface("guest", "/workshops/{code}/guests/1", ORGANISER, "waiting", (LAPTOP, PHONE)),
    Surface("door", "/workshops/{code}/door", ORGANISER, "waiting", (LAPTOP, PHONE)),
    Surface("rejoin-refused", "/join/{code}", "", "board", (PHONE,), do=refused(".before form")),
    Surface("lost-refused", "/w/{code}/archive", "", "closed", (PHONE,), do=refused("form")),
    Surface("about-me", "/w/{code}/me", ANA, "board-revealed", (PHONE, LAPTOP)),
    Surface("about-erase", "/w/{code}/me/erase?words=on", ANA, "board-revealed", (PHONE,)),
    Surface("about-people", "/workshops/{code}/people", ORGANISER, "board-revealed", (PHONE,)),
    Surface("new-refused", "/workshops/new", ORGANISER, do=refused("main form")),
    Surface("bring-refused", "/workshops/import", ORGANISER, do=refused("main form")),
    Surface("seed-refused", "/workshops/{code}/seed", ORGANISER, "draft", do=refused("main form")),
    Surface("flag-refused", "/w/{code}/archive", ANA, "closed", (PHONE,), do=flag),
    Surface("summary-written", "/w/{code}/archive/summary", FAY, "closed", do=refused("main form")),
    Surface("replay", "/w/{code}/archive", FAY, "closed", do=play),
    Surface("where-from", "/w/{code}/archive", FAY, "closed", do=pressing("a.outcome")),
    Surface("sign-in", "/sign-in", sizes=(PHONE, LAPTOP)),
    Surface("sign-in-refused", "/sign-in", sizes=(PHONE,), do=refused("main form")),
    Surface("account", "/account", ORGANISER, sizes=(PHONE, LAPTOP)),
    Surface("account-refused", "/account", ORGANISER, do=renaming),
    Surface("admin", "/admin", ORGANISER, sizes=(PHONE, LAPTOP)),
    Surface("admin-refused", "/admin", ORGANISER, do=refused("main form:has(#email)")),
    Surface("holders", "/workshops/{code}/holders", ORGANISER, "board", (PHONE, LAPTOP)),
    Surface(
        "holders-refused",
        "/workshops/{code}/holders",
        ORGANISER,
        "board",
        do=refused("main form:has(#email)"),
    ),
    # It stands in a frame of the plain pages.
    Surface("plain-news", "/w/{code}/plain/news?since=1&show=yes", ANA, "board-revealed", (PHONE,)),
]
