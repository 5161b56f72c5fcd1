"""The pictures of the README: `python -m tests.shots.pictures` makes them again from the demo's story."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from dialogue.languages import languages
from tests.browser.conftest import FLAGS, ON_THE_MACHINE
from tests.server import ROOT, Server
from tests.shots.__main__ import House
from tests.shots.camera import LOOKS, SETTLED, WEAR
from tests.shots.surfaces import ANA, FAY, HALL, LAPTOP, LIVE, PHONE, Surface

FOLDER = ROOT / "docs" / "pictures"
MOST = 120 * 1024
"""Bytes of one picture: a page that is read on a thin network."""

CONSOLE = Surface("console", "/w/{code}/facilitate", FAY, "clusters", (LAPTOP,), LIVE)
SCREEN = Surface("screen", "/w/{code}/screen", "screen", "vote-revealed", (HALL,), "the-screen *")
ARCHIVE = Surface("archive", "/w/{code}/archive", FAY, "closed", (LAPTOP,))
PHONES = [
    (Surface("board", "/w/{code}", ANA, "board-revealed", (PHONE,), LIVE), "light", ""),
    (Surface("vote", "/w/{code}", ANA, "vote", (PHONE,), LIVE), "dark", ""),
    (Surface("rules", "/w/{code}", ANA, "rules", (PHONE,), LIVE), "light", "ar"),
]

SIDE_BY_SIDE = """<!doctype html><style>
body { margin: 0; display: flex; gap: 40px; padding: 30px 40px; background: #cfcec4; width: max-content }
img { width: 360px; height: 740px; box-shadow: 0 0 0 1px #807d72 }
</style>"""


async def visit(
    browser: Browser, house: House, surface: Surface, look: str = "light", language: str = ""
) -> Page:
    width, height = surface.sizes[0]
    context = await browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce", service_workers="block"
    )
    path = await house.enter(context, surface)
    page = await context.new_page()
    if language in languages():
        await page.goto(f"{house.server.url}/?language={language}")
    await page.goto(house.server.url + path)
    await page.locator(surface.ready).first.wait_for(state="attached")
    await page.evaluate(WEAR, LOOKS[look])
    await page.evaluate(SETTLED)
    return page


async def keep(page: Page, name: str) -> None:
    """Keep what is seen as WebP, as fine as its weight allows."""
    wire = await page.context.new_cdp_session(page)
    for quality in range(90, 30, -10):
        shot = await wire.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        content = base64.b64decode(shot["data"])
        if len(content) <= MOST:
            break
    (FOLDER / f"{name}.webp").write_bytes(content)
    print(f"{name}.webp: {len(content) // 1024} KB")


async def main(house: House) -> None:
    found = next((path for name in ON_THE_MACHINE if (path := shutil.which(name))), None)
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=flags)
        for surface in (CONSOLE, SCREEN, ARCHIVE):
            await keep(await visit(browser, house, surface), surface.name)
        phones = [await (await visit(browser, house, *each)).screenshot() for each in PHONES]
        page = await browser.new_page(viewport={"width": 1240, "height": 800})
        images = [f"<img src='data:image/png;base64,{base64.b64encode(each).decode()}'>" for each in phones]
        await page.set_content(SIDE_BY_SIDE + "".join(images))
        await keep(page, "phones")
        await browser.close()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, Server(Path(data)) as server:
        surfaces = [CONSOLE, SCREEN, ARCHIVE, *(surface for surface, _, _ in PHONES)]
        asyncio.run(main(House(server, surfaces, is_hard=False)))
