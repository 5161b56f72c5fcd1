"""The map in the report on paper: where it can be read, with what its level may know, and nowhere else."""

from __future__ import annotations

import pytest

from dialogue.exports.document import Level
from dialogue.exports.html import html_of
from dialogue.exports.markdown import markdown_of
from dialogue.exports.report import drawn, report_of
from tests.paper import WORDS, Held, source_of


@pytest.fixture(scope="module")
def held() -> Held:
    return Held()


def test_the_map_of_a_workshop_stands_in_its_report(held: Held) -> None:
    report = drawn.with_map(source_of(held.table), Level.ORGANISER)
    assert report.map is not None
    assert WORDS["Arabic"] in report.map.svg
    assert "Findings" in report.map.alt
    assert "Findings" in [section.title for section in report.sections], "The words it sends people to."


def test_what_was_hidden_is_not_on_it(held: Held) -> None:  # V1
    for level in (Level.PUBLIC, Level.PARTICIPANTS, Level.ORGANISER):
        report = drawn.with_map(source_of(held.table), level)
        assert report.map is not None
        assert "A secret word" not in report.map.svg


def test_of_more_notes_than_a_page_can_show_there_is_none(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn, "MOST_ON_A_PAGE", 5)
    assert drawn.with_map(source_of(held.table), Level.ORGANISER).map is None


def test_other_forms_have_it_beside_them_and_not_within(held: Held) -> None:
    source = source_of(held.table)
    drawn.with_map(source, Level.ORGANISER)
    report = report_of(source, Level.ORGANISER)
    assert report.map is None, "The report that other forms are drawn from is not changed."
    assert "The map" not in markdown_of(report)
    assert '<h2 id="map-title"' not in html_of(report)
