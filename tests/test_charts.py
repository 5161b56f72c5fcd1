"""Charts: every number printed, told apart without colour, and nothing that is not in the table."""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.exports.blocks import Chart, Series
from dialogue.exports.charts import WIDTH, chart_svg
from dialogue.exports.wrapping import width_of, wrapped
from tests.lettering import measured
from tests.paper import WORDS

SVG = "{http://www.w3.org/2000/svg}"
LABELS = ["Upkeep first", "Local people", "A word"]


def chart(kind: str, *series: list[float | None], labels: list[str] | None = None) -> Chart:
    titles = ["agree", "live with it", "object", "no answer"]
    parts = [Series(title, values) for title, values in zip(titles, series, strict=False)]
    total = sum(value or 0 for values in series for value in values)
    return Chart(kind, "Dots & more", "In words", labels or LABELS, parts, int(total))  # type: ignore[arg-type]


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(chart_svg(chart))


def texts(svg: ET.Element) -> list[str]:
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", ["bars", "columns", "stacked"])
def test_every_label_every_number_and_n_are_printed(kind):
    said = texts(drawn(chart(kind, [12, 7, 0])))
    assert set(LABELS) <= set(said)
    assert {"12", "7", "0", "n = 19"} <= set(said)


def test_it_is_a_picture_with_a_title_and_a_description():
    svg = drawn(chart("bars", [1, 2, 3]))
    assert svg.get("role") == "img"
    assert [svg[0].tag, svg[0].text] == [f"{SVG}title", "Dots & more"]
    assert [svg[1].tag, svg[1].text] == [f"{SVG}desc", "In words"]


def test_bars_are_as_long_as_their_numbers():
    bars = [float(rect.get("width", 0)) for rect in drawn(chart("bars", [12, 6, 3])).iter(f"{SVG}rect")]
    assert bars[0] / bars[1] == pytest.approx(2, abs=0.01)
    assert bars[1] / bars[2] == pytest.approx(2, abs=0.01)


def test_what_is_kept_secret_is_a_dash_and_no_bar():  # B4
    svg = drawn(chart("bars", [12, None, 3]))
    assert "–" in texts(svg)
    assert len(list(svg.iter(f"{SVG}rect"))) == 2


def test_the_parts_of_stacked_bars_differ_without_colour():
    svg = drawn(chart("stacked", [5, 5, 5], [4, 4, 4], [3, 3, 3], [2, 2, 2]))
    assert {"agree", "live with it", "object", "no answer"} <= set(texts(svg))
    kinds = {(rect.get("class"), rect.get("fill-opacity")) for rect in svg.iter(f"{SVG}rect")}
    marks = {path.get("stroke-width") for path in svg.iter(f"{SVG}path")}
    assert {("bar", ".72"), ("bar-empty", None)} <= kinds
    assert len(marks) == 2, "Hatched, and dotted."
    greys = set(re.findall(r"#[0-9a-f]{6}", chart_svg(chart("stacked", [1, 1, 1], [1, 1, 1]))))
    assert greys == {"#1b1a17", "#ffffff"}


@pytest.mark.parametrize(("kind", "script"), list(product(["bars", "columns", "stacked"], WORDS)))
def test_nothing_is_drawn_outside_the_picture(kind, script):
    svg = drawn(chart(kind, [3, 2, 1], [1, 2, 3], labels=[WORDS[script] * 3, "short", "x" * 90]))
    height = float(svg.get("height", 0))
    for rect in svg.iter(f"{SVG}rect"):
        x, y, wide, high = (float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= WIDTH + 0.01
        assert 0 <= y <= y + high <= height
    for element in svg.iter(f"{SVG}text"):
        share = {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor", "start")]
        left = float(element.get("x", 0)) - share * width_of(element.text or "", 14)
        assert left >= -0.01
        assert left + width_of(element.text or "", 14) <= WIDTH + 0.01


WIDE = ["North quarter", "MOUNTAIN HOMES WWW", "ООО «Южный район»", "மக்கள் தொடக்கத்திலிருந்தே", "Ágústsdóttir"]


@pytest.mark.parametrize("kind", ["bars", "columns", "stacked"])
@pytest.mark.parametrize("labels", [[word] for word in [*WIDE, *WORDS.values()]] + [WIDE, [*WORDS.values()]])
def test_no_letter_is_cut_off_in_the_fonts_it_is_set_in(kind, labels, tmp_path):
    values: list[float | None] = [100_000 + n for n in range(len(labels))]
    svg = drawn(chart(kind, values, values, labels=labels))
    placed = [element for element in svg.iter(f"{SVG}text") if element.text]
    for element, wide in zip(placed, measured(texts(svg), 14, tmp_path), strict=True):
        share = {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor", "start")]
        left = float(element.get("x", 0)) - share * wide
        assert 0 <= left <= left + wide <= WIDTH, element.text


def test_a_picture_on_a_page_that_runs_from_the_right_keeps_its_sides():
    assert drawn(chart("bars", [1, 2, 3])).get("direction") == "ltr"


@pytest.mark.parametrize("kind", ["bars", "columns", "stacked"])
def test_where_all_is_nothing_a_chart_can_be_drawn_still(kind):
    assert "n = 0" in texts(drawn(chart(kind, [0, 0, 0])))


@given(st.text(max_size=120), st.integers(20, 300), st.integers(1, 4))
def test_words_are_wrapped_and_none_is_lost_that_fits(text, width, most):
    lines = wrapped(text, width, 14, most)
    assert len(lines) <= most
    if not lines[-1].endswith("…") and "…" not in text:
        assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(alphabet="कख्िéàក្រ👩‍🇰🇪ab ", max_size=60), st.integers(16, 120))
def test_no_line_begins_with_a_mark_that_belongs_to_the_letter_before(text, width):
    for line in wrapped("x" + text, width, 14, 99)[1:]:
        assert not line or unicodedata.category(line[0])[0] != "M" or f" {line[0]}" in text
