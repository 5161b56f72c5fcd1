"""The camera: one browser, some pages side by side, each surface in every colour and size."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, FloatRect, Page, async_playwright

from dialogue.languages import languages
from tests.browser.conftest import FLAGS, ON_THE_MACHINE
from tests.shots.surfaces import Surface

LOOKS = {
    "light": {"theme": "light", "contrast": "normal"},
    "dark": {"theme": "dark", "contrast": "normal"},
    "contrast": {"theme": "light", "contrast": "more"},
}
RTL = "rtl"
"""The page in Arabic; while there is no catalogue, in English and mirrored."""

NARROW = 400
LONGEST = 4_000
"""Pixels of a page that are taken: what follows in a long archive looks the same."""

STYLE = """<!doctype html><meta charset="utf-8"><style>
body { margin: 4px; display: flex; flex-wrap: wrap; gap: 6px; background: #777; font: 12px sans-serif }
figure { margin: 0; width: %dpx }
img { width: 100%%; max-height: %.0fpx; object-fit: cover; object-position: top }
</style>"""
FIGURE = "<figure><img src='{0}'><figcaption>{1}</figcaption></figure>"

Enters = Callable[[BrowserContext, Surface], Awaitable[str]]

WEAR = "look => Object.assign(document.documentElement.dataset, look)"
SETTLED = """() => Promise.all([document.fonts.ready, ...document.getAnimations().filter(
  (each) => each.effect?.getTiming().iterations !== Infinity).map((each) => each.finished.catch(() => 0))])"""


class Camera:
    def __init__(self, folder: Path, url: str, enters: Enters, looks: list[str], at_once: int = 4) -> None:
        self.folder, self.url, self.enters, self.looks = folder, url, enters, looks
        self.turns = asyncio.Semaphore(at_once)
        self.failed: list[str] = []
        self.taken: list[Path] = []

    async def take(self, surfaces: Iterable[Surface]) -> None:
        found = next((path for name in ON_THE_MACHINE if (path := shutil.which(name))), None)
        flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=found, args=flags)
            await asyncio.gather(
                *(self._visit(browser, surface, rtl) for surface, rtl in self._visits(surfaces))
            )
            await self._contact_sheets(browser)
            await browser.close()

    def _visits(self, surfaces: Iterable[Surface]) -> Iterator[tuple[Surface, bool]]:
        for surface in surfaces:
            if any(look in LOOKS for look in self.looks):
                yield surface, False
            if RTL in self.looks:
                yield surface, True

    async def _visit(self, browser: Browser, surface: Surface, rtl: bool) -> None:
        async with self.turns:
            width, height = surface.sizes[0]
            context = await browser.new_context(
                viewport={"width": width, "height": height},
                java_script_enabled=not surface.without_script,
                reduced_motion="reduce",
                service_workers="block",
            )
            try:
                await self._visit_in(context, surface, rtl)
            except Exception as error:
                self.failed.append(f"{surface.name}{' rtl' if rtl else ''}: {str(error).splitlines()[0]}")
            finally:
                await context.close()

    async def _visit_in(self, context: BrowserContext, surface: Surface, rtl: bool) -> None:
        context.set_default_timeout(30_000)
        path = await self.enters(context, surface)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.failed.append(f"{surface.name}: {error}"))
        if rtl and "ar" in languages():
            await page.goto(f"{self.url}/?language=ar")
        await page.goto(self.url + path)
        await page.locator(surface.ready).first.wait_for(state="attached")
        if surface.do:
            await surface.do(page)
        if rtl and "ar" not in languages():
            await page.evaluate("() => (document.documentElement.dir = 'rtl')")
        for look in [RTL] if rtl else [look for look in self.looks if look in LOOKS]:
            await page.evaluate(WEAR, LOOKS.get(look, LOOKS["light"]))
            # The first size is seen in every colour, the others in light.
            for width, height in surface.sizes if look == "light" else surface.sizes[:1]:
                await page.set_viewport_size({"width": width, "height": height})
                await self._shoot(page, surface, f"{surface.name}-{width}-{look}.png")

    async def _shoot(self, page: Page, surface: Surface, name: str) -> None:
        await page.evaluate(SETTLED)
        wide = await page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            self.failed.append(f"{name}: {wide} px too wide")
        height = await page.evaluate("() => document.documentElement.scrollHeight")
        width = page.viewport_size["width"] if page.viewport_size else 0
        clip = FloatRect(x=0, y=0, width=width, height=min(height, LONGEST)) if surface.is_whole else None
        await page.screenshot(path=self.folder / name, full_page=surface.is_whole, clip=clip)
        self.taken.append(self.folder / name)

    async def _contact_sheets(self, browser: Browser) -> None:
        """All pictures small, side by side: what is looked at first."""
        page = await browser.new_page(viewport={"width": 1800, "height": 1000})
        wide = [path for path in sorted(self.taken) if int(path.stem.split("-")[-2]) > NARROW]
        small = [path for path in sorted(self.taken) if path not in wide]
        for kind, paths, each, width in [("wide", wide, 12, 440), ("small", small, 21, 245)]:
            for n in range(0, len(paths), each):
                figures = [FIGURE.format(path.name, path.stem) for path in paths[n : n + each]]
                sheet = self.folder / f"sheet-{kind}-{n // each + 1:02}.html"
                sheet.write_text(STYLE % (width, 2.06 * width) + "".join(figures))
                await page.goto(sheet.as_uri())
                await page.screenshot(path=sheet.with_suffix(".png"), full_page=True)
                sheet.unlink()
