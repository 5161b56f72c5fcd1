"""Every page of every surface in every state: axe finds nothing, and its HTML is valid."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browser.inspector import Inspector, invalid
from tests.browser.surfaces import MORE
from tests.server import Server
from tests.shots.__main__ import House
from tests.shots.surfaces import all_surfaces

# A thousand notes are the same cards as thirty.
SURFACES = [each for each in [*all_surfaces(), *MORE] if "thousand" not in each.name]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server with a workshop at each moment, and the pages for development."""
    with Server(tmp_path_factory.mktemp("every"), DIALOGUE_DEVELOPMENT="1") as server:
        yield House(server, SURFACES)


def inspected(house: House, folder: Path, language: str) -> Inspector:
    """Look at every surface; in a thread of its own, where no other loop runs."""
    inspector = Inspector(house, folder)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, inspector.inspect(SURFACES, language)).result()
    return inspector


@pytest.mark.timeout(900)
def test_every_page_can_be_used_by_everybody_and_is_valid_html(house: House, tmp_path: Path) -> None:
    inspector = inspected(house, tmp_path, "en")
    assert not inspector.found, "\n".join(inspector.found)
    assert len(inspector.looked) == len(SURFACES)
    wrong = invalid(tmp_path)
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(900)
def test_every_page_can_be_used_by_everybody_in_arabic(house: House, tmp_path: Path) -> None:
    inspector = inspected(house, tmp_path, "ar")
    assert not inspector.found, "\n".join(inspector.found)
    assert len(inspector.looked) == len(SURFACES)
