"""The inspector: visits surfaces side by side, and writes down what axe finds and the HTML it is given.

The table of surfaces is the one pictures are made from, so whatever gets a picture is inspected, in
English and Arabic, each in light and dark. A page is the same in both colours but for its contrast, so
the other rules are asked in one of them: in English in light, in Arabic in dark.
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

from playwright.async_api import Browser, Page, Route, async_playwright

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
MODULE = '<script type="module"'
REFRESH = re.compile(r'<meta http-equiv="refresh"[^>]*>')
SETTLED = """() => Promise.all([document.fonts.ready, ...document.getAnimations().filter(
  (each) => each.effect?.getTiming().iterations !== Infinity).map((each) => each.finished.catch(() => 0))])"""


class Inspector:
    """Looks at surfaces in a language, some side by side."""

    def __init__(self, house: House, folder: Path, at_once: int = 4) -> None:
        self.house, self.folder, self.url = house, folder, house.server.url
        self.turns = asyncio.Semaphore(at_once)
        self.found: list[str] = []
        self.looked: set[tuple[str, str]] = set()
        self.kept: set[str] = set()

    async def inspect(self, surfaces: Iterable[Surface], language: str) -> None:
        path = next((path for name in ON_THE_MACHINE if (path := shutil.which(name))), None)
        flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=path, args=flags)
            seats: dict[tuple[Any, ...], list[Surface]] = {}
            for each in surfaces:
                seats.setdefault((each.who, each.moment, each.sizes[0]), []).append(each)
            await asyncio.gather(*(self._visit(browser, each, language) for each in seats.values()))
            await browser.close()

    async def _visit(self, browser: Browser, surfaces: list[Surface], language: str) -> None:
        """Everything one person sees at one moment, in one browser that keeps what it has loaded."""
        async with self.turns:
            width, height = surfaces[0].sizes[0]
            context = await browser.new_context(
                viewport={"width": width, "height": height}, reduced_motion="reduce", service_workers="block"
            )
            context.set_default_timeout(60_000)
            await context.route("**/plain**", hold_still)
            path = await self.house.enter(context, surfaces[0])
            await context.request.get(f"{self.url}/?language={language}")
            for surface in surfaces:
                page = await context.new_page()
                try:
                    await self._look(page, surface, path, language)
                except Exception as error:
                    self.found.append(f"{surface.name} {language}: {str(error).splitlines()[0]}")
                # Some surfaces cut the line, or hold an answer back.
                await context.set_offline(False)
                await page.unroute_all(behavior="ignoreErrors")
                await page.close()
            await context.close()

    async def _look(self, page: Page, surface: Surface, seat: str, language: str) -> None:
        page.on("pageerror", lambda error: self.found.append(f"{surface.name} {language}: {error}"))
        colours = ("light", "dark") if language == "en" else ("dark", "light")
        await page.emulate_media(color_scheme=colours[0])
        path = surface.path.format(code=self.house.codes.get(surface.moment, ""))
        response = await page.goto(f"{self.url}{path or seat}")
        served = await response.text() if response else ""
        await page.locator(surface.ready).first.wait_for(state="attached")
        if surface.do:
            await surface.do(page)
        assert await page.evaluate("() => document.documentElement.lang") == language
        await self._ask_axe(page, f"{surface.name} {language} {colours[0]}", EVERYTHING)
        if language == "en":
            await self._keep(surface, page, served)
        await page.emulate_media(color_scheme=colours[1])
        await self._ask_axe(page, f"{surface.name} {language} {colours[1]}", CONTRAST)
        self.looked.add((surface.name, language))

    async def _ask_axe(self, page: Page, where: str, options: dict[str, Any]) -> None:
        await page.evaluate(SETTLED)
        await page.evaluate(f"() => {{ if (!window.axe) {{ {AXE} }} }}")
        self.found += [f"{where}: {each}" for each in await page.evaluate(RUN, options)]

    async def _keep(self, surface: Surface, page: Page, served: str) -> None:
        """The HTML as it came, once where a script draws the rest, and as it stands there now."""
        is_drawn = MODULE in served
        if not is_drawn or surface.path not in self.kept:
            self.kept.add(surface.path)
            (self.folder / f"{surface.name}.served.html").write_text(served)
        if is_drawn or surface.do:
            # What Lit leaves behind is no part of the page.
            drawn = re.sub("<!--.*?-->", "", await page.content())
            (self.folder / f"{surface.name}.drawn.html").write_text(drawn)


async def hold_still(route: Route) -> None:
    """A page that loads itself again would do so while it is looked at."""
    response = await route.fetch()
    await route.fulfill(response=response, body=REFRESH.sub("", await response.text()))


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
