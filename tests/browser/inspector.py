"""The inspector: visits surfaces side by side, and writes down what axe finds and the HTML it is given.

The table of surfaces is the one pictures are made from, so whatever gets a picture is inspected. In
English a page is looked at in light with every rule and in dark for contrast; in Arabic in dark with
every rule: what a rule finds depends on the words or on the colours, and never on both at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser.conftest import FLAGS, ON_THE_MACHINE
from tests.server import ROOT
from tests.shots.__main__ import House
from tests.shots.surfaces import Surface

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
VALIDATE = ROOT / "node_modules/.bin/html-validate"
RULES = Path(__file__).with_name("html-validate.json")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING: dict[str, Any] = {"runOnly": TAGS}
CONTRAST: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
RUN = """async (options) => {
  const { violations } = await axe.run({ ...options, resultTypes: ["violations"], iframes: false });
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, target, any, all }) => {
      const why = [...any, ...all].map((it) => it.message).join("; ");
      return `${id}: ${html.slice(0, 160)} (${target}) ${why.slice(0, 200)}`;
    }));
}"""
SETTLED = """() => Promise.all([document.fonts.ready, ...document.getAnimations().filter(
  (each) => each.effect?.getTiming().iterations !== Infinity).map((each) => each.finished.catch(() => 0))])"""


class Inspector:
    """Looks at surfaces in a language, some side by side."""

    def __init__(self, house: House, folder: Path, at_once: int = 4) -> None:
        self.house, self.folder, self.url = house, folder, house.server.url
        self.turns = asyncio.Semaphore(at_once)
        self.found: list[str] = []
        self.looked: set[tuple[str, str]] = set()

    async def inspect(self, surfaces: Iterable[Surface], language: str) -> None:
        path = next((path for name in ON_THE_MACHINE if (path := shutil.which(name))), None)
        flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=path, args=flags)
            seats: dict[tuple[Any, ...], list[Surface]] = {}
            for each in surfaces:
                seats.setdefault((each.who, each.moment, each.sizes[0], each.without_script), []).append(each)
            await asyncio.gather(*(self._visit(browser, each, language) for each in seats.values()))
            await browser.close()

    async def _visit(self, browser: Browser, surfaces: list[Surface], language: str) -> None:
        """Everything one person sees at one moment, in one browser that keeps what it has loaded."""
        async with self.turns:
            width, height = surfaces[0].sizes[0]
            context = await browser.new_context(
                viewport={"width": width, "height": height},
                java_script_enabled=not surfaces[0].without_script,
                reduced_motion="reduce",
                service_workers="block",
            )
            context.set_default_timeout(20_000)
            path = await self.house.enter(context, surfaces[0])
            await context.request.get(f"{self.url}/?language={language}")
            for surface in surfaces:
                await self._look_again(context, surface, path, language)
            await context.close()

    async def _look_again(self, context: BrowserContext, surface: Surface, seat: str, language: str) -> None:
        """A plain page may go on to its next state while it is looked at; the next one stays."""
        for is_last in (False, False, False, True):
            try:
                return self.found.extend(await self._look(context, surface, seat, language))
            except Exception as error:
                if is_last:
                    self.found.append(f"{surface.name} {language}: {str(error).splitlines()[0]}")
            finally:
                # Some surfaces cut the line.
                await context.set_offline(False)

    async def _look(self, context: BrowserContext, surface: Surface, seat: str, language: str) -> list[str]:
        page = await context.new_page()
        page.on("pageerror", lambda error: self.found.append(f"{surface.name} {language}: {error}"))
        await page.emulate_media(color_scheme="light" if language == "en" else "dark")
        path = surface.path.format(code=self.house.codes.get(surface.moment, ""))
        response = await page.goto(f"{self.url}{path or seat}")
        if surface.without_script:
            # It would go on to its next state while it is looked at.
            await page.route("**/*", lambda route: route.fulfill(status=204))
        await page.locator(surface.ready).first.wait_for(state="attached")
        if surface.do:
            await surface.do(page)
        if language == "ar":
            assert await page.evaluate("() => document.documentElement.dir") == "rtl"
        await page.evaluate(SETTLED)
        found = await self._ask_axe(page, surface.name, language, EVERYTHING)
        if language == "en":
            # What Lit leaves behind is no part of the page.
            self._keep(surface.name, "drawn", re.sub("<!--.*?-->", "", await page.content()))
            if response and not surface.do:
                self._keep(surface.name, "served", await response.text())
            await page.emulate_media(color_scheme="dark")
            await page.evaluate(SETTLED)
            found += await self._ask_axe(page, surface.name, "en dark", CONTRAST)
        self.looked.add((surface.name, language))
        await page.unroute_all(behavior="ignoreErrors")
        await page.close()
        return found

    async def _ask_axe(self, page: Page, name: str, how: str, options: dict[str, Any]) -> list[str]:
        await page.evaluate(f"() => {{ if (!window.axe) {{ {AXE} }} }}")
        found = await page.evaluate(RUN, options)
        return [f"{name} {how}: {each}" for each in found]

    def _keep(self, name: str, kind: str, html: str) -> None:
        (self.folder / f"{name}.{kind}.html").write_text(html)


def invalid(folder: Path) -> list[str]:
    """What is not valid in the pages of a folder."""
    files = sorted(str(path) for path in folder.glob("*.html"))
    said = folder / "invalid.json"
    done = subprocess.run(
        [VALIDATE, "--config", RULES, "--formatter", f"json={said}", *files], capture_output=True, text=True
    )
    assert said.exists(), done.stderr
    return [
        f"{Path(page['filePath']).name}: {each['ruleId']}: {each['message']} ({each['selector']})"
        for page in json.loads(said.read_text())
        for each in page["messages"]
    ]
