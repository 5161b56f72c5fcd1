"""The report as an HTML file in a real browser: opened from a disk, on a phone and on a laptop, printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from dialogue.exports.document import Level
from dialogue.exports.html import html_of
from dialogue.exports.report import report_of
from tests.browser.conftest import PHONE
from tests.paper import Held, source_of
from tests.server import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """async () => {
  const { violations } = await axe.run();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}"""


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A file with a report that has everything in it."""
    file = tmp_path / "report.html"
    file.write_text(html_of(report_of(source_of(Held().table), Level.ORGANISER)), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [{}, PHONE], ids=["laptop", "phone"])
def test_everybody_can_read_it(
    open_page: Callable[..., Page], address: str, scheme: str, options: dict[str, object]
) -> None:
    page = open_page(address, color_scheme=scheme, bypass_csp=True, **options)
    page.add_script_tag(path=AXE)
    assert page.evaluate(VIOLATIONS) == []


def test_it_fits_the_narrowest_phone(open_page: Callable[..., Page], address: str) -> None:
    page = open_page(address, **{**PHONE, "viewport": {"width": 320, "height": 640}})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_footnote_leads_there_and_back_and_on_to_the_words(
    open_page: Callable[..., Page], address: str
) -> None:
    page = open_page(address)
    mark = page.locator("[role=doc-noteref]").last
    mark.focus()
    page.keyboard.press("Enter")
    footnote = page.locator(":target")
    assert footnote.get_attribute("id") == str(mark.get_attribute("href")).removeprefix("#")
    footnote.locator("[role=doc-backlink]").click()
    assert page.locator(":target").get_attribute("id") == mark.get_attribute("id")
    last = page.locator(".footnotes a[href^='#note-']").last
    last.click()
    assert page.locator(":target .words").first.inner_text()
