"""The library: past workshops are found by what was said in them, and lend their run sheets to the next."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from dialogue import App, create_app
from dialogue.config import read_settings
from dialogue.keeping import DAY, Keep
from dialogue.pages import library
from dialogue.pages.library import ON_A_PAGE
from dialogue.register import Listed
from dialogue.starters import STARTERS
from dialogue.workshop_file import read_workshop_file
from tests.organisers import organiser as organiser_of
from tests.organisers import sign_in
from tests.services import environment
from tests.visits import Held, Page, Visitor

PLAN: dict[str, Any] = {
    "title": "Rivers",
    "sectors": ["public", "private"],
    "stages": [
        {"activity": "ground_rules", "rules": ["Listen."]},
        {"activity": "board", "title": "Ideas", "questions": ["Where does the water go?"]},
        {"activity": "clusters"},
    ],
}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """A server of our own, on which there is nothing yet, and time to wait for what is new."""
    monkeypatch.setattr(library, "WAITS", 60)
    app = create_app(read_settings(environment(tmp_path)))
    app.database.migrate()
    yield app
    app.database.close()


@pytest.fixture
def organiser(app: App) -> Visitor:
    visitor = Visitor(app)
    sign_in(app, visitor.client)
    return visitor


def held(app: App, title: str = "Rivers", note: str = "Repair the canal", **plan: Any) -> Held:
    """A workshop in which somebody of the public sector wrote a note, and that is over."""
    workshop = Held(app, PLAN | {"title": title} | plan)
    workshop.begins(1)
    ana = workshop.joined("Ana", "public")
    board = next(iter(workshop.records("board")))
    assert (
        "seq"
        in ana.posts(
            f"/w/{workshop.code}/command", name="note.add", data={"board": board, "text": note}
        ).get_json()
    )
    workshop.does("workshop.close")
    return workshop


def made(app: App, n: int = 0, **plan: Any) -> Listed:
    file = read_workshop_file({"title": f"Workshop {n}"} | plan)
    return app.register.create(file, now=time.time() - n * DAY)


def found_by(page: Page) -> list[str]:
    """The words of the passages that a page shows."""
    rows = re.findall(r'<p class="found-words[^>]*>(.*?)</p>', page.source, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", "", row).split()) for row in rows]


def titles(page: Page) -> list[str]:
    return re.findall(r'<h2 class="workshop-title"[^>]*><a[^>]*>(.*?)</a>', page.source)


# ---- Searching


def test_a_search_leads_to_the_place_where_it_was_said(app: App, organiser: Visitor) -> None:
    workshop = held(app)
    held(app, "Roads", "Plant willows")
    page = organiser.goes("/workshops?q=canal")
    assert found_by(page) == ["Repair the canal"]
    assert "<mark>canal</mark>" in page.source
    assert page.says("1 passage.")
    note = next(iter(workshop.records("note")))
    place = f"/w/{workshop.code}/archive#note-{note}"
    assert place in page.links
    assert f"note-{note}" in organiser.goes(f"/w/{workshop.code}/archive").ids


def test_the_form_searches_without_a_script(app: App, organiser: Visitor) -> None:
    held(app)
    form = organiser.goes("/workshops").form_to("/workshops")
    assert form.method == "get"
    query = "&".join(f"{name}={quote(values[0])}" for name, values in form.filled(q="CANAL rep").items())
    assert found_by(organiser.goes(f"/workshops?{query}")) == ["Repair the canal"]


def test_titles_and_questions_are_found_beside_notes(app: App, organiser: Visitor) -> None:
    workshop = held(app, "Water for the north", "More water")
    page = organiser.goes("/workshops?q=water")
    assert found_by(page) == ["Water for the north", "Where does the water go?", "More water"]
    board = next(iter(workshop.records("board")))
    assert f"/w/{workshop.code}/archive#question-{board}" in page.links


def test_what_runs_is_found_as_soon_as_it_is_written(app: App, organiser: Visitor) -> None:
    workshop = Held(app, PLAN)
    workshop.begins(1)
    assert found_by(organiser.goes("/workshops?q=willow")) == []
    board = next(iter(workshop.records("board")))
    ana = workshop.joined("Ana")
    ana.posts(f"/w/{workshop.code}/command", name="note.add", data={"board": board, "text": "Plant willows"})
    assert found_by(organiser.goes("/workshops?q=willow")) == ["Plant willows"]


def test_a_workshop_that_closes_is_indexed_by_itself(app: App) -> None:
    workshop = held(app)
    deadline = time.monotonic() + 10
    while workshop.live.id in app.register.search.behind():
        assert time.monotonic() < deadline, "It is not indexed."
        time.sleep(0.02)


@pytest.mark.parametrize("asked", ['"', "a* OR", "<script>", "'; --", "%00", "x" * 300])
def test_whatever_is_asked_is_answered_with_a_page(app: App, organiser: Visitor, asked: str) -> None:
    held(app)
    page = organiser.goes(f"/workshops?q={quote(asked)}")
    assert page.status == 200
    assert page.says("Nothing was found for")
    assert "<script>" not in page.source.replace("<script type", "")


def test_peoples_words_are_shown_as_words(app: App, organiser: Visitor) -> None:
    held(app, note="<b>canal</b> & wells")
    page = organiser.goes("/workshops?q=canal")
    assert "&lt;b&gt;<mark>canal</mark>&lt;/b&gt; &amp; wells" in page.source


def test_nobody_else_searches(app: App) -> None:
    held(app)
    organiser_of(app)
    for visitor in (Visitor(app), organiser_of(app, "Paul")):
        page = visitor.goes("/workshops?q=canal")
        assert not page.says("Repair the canal")
    assert page.status == 200


# ---- Only some


def test_workshops_are_narrowed_down(app: App, organiser: Visitor) -> None:
    held(app, "Rivers", "the canal", partnership="Water board")
    held(app, "Roads", "a canal bridge", partnership="Road board")
    made(app, 40, title="Wells", partnership="Water board")
    numbers = {name: id for id, name in app.register.partnerships().items()}
    water = f"partnership={numbers['Water board']}"
    assert titles(organiser.goes("/workshops")) == ["Wells", "Roads", "Rivers"]
    assert titles(organiser.goes(f"/workshops?{water}")) == ["Wells", "Rivers"]
    assert titles(organiser.goes("/workshops?sector=public")) == ["Roads", "Rivers"]
    assert titles(organiser.goes("/workshops?sector=private")) == []
    assert titles(organiser.goes("/workshops?state=closed")) == ["Roads", "Rivers"]
    assert titles(organiser.goes(f"/workshops?state=draft&{water}")) == ["Wells"]
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 20 * DAY))
    assert titles(organiser.goes(f"/workshops?from={day}")) == ["Roads", "Rivers"]
    assert titles(organiser.goes(f"/workshops?to={day}")) == ["Wells"]
    assert found_by(organiser.goes(f"/workshops?q=canal&{water}")) == ["the canal"]
    assert len(found_by(organiser.goes("/workshops?q=canal"))) == 2


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=99999999999", "from=soon", "state=gone", "partnership=x"]
)
def test_what_makes_no_sense_is_not_asked(app: App, organiser: Visitor, query: str) -> None:
    made(app, title="Rivers")
    page = organiser.goes(f"/workshops?{query}")
    assert page.status == 200
    assert titles(page) == ["Rivers"] or page.says("There is nothing more.")


def test_hundreds_come_a_page_at_a_time(app: App, organiser: Visitor) -> None:
    for n in range(ON_A_PAGE + 3):
        made(app, n)
    page = organiser.goes("/workshops")
    assert len(titles(page)) == ON_A_PAGE
    assert "/workshops?page=2" in page.links
    last = organiser.goes("/workshops?page=2")
    assert len(titles(last)) == 3
    assert "/workshops" in last.links
    assert "/workshops?page=3" not in last.links
    found = organiser.goes("/workshops?q=workshop")
    assert len(found_by(found)) == ON_A_PAGE
    assert len(found_by(organiser.goes("/workshops?q=workshop&page=2"))) == 3


def test_where_there_is_nothing_there_is_a_way_to_begin(app: App, organiser: Visitor) -> None:
    page = organiser.goes("/workshops")
    assert page.says("No workshop yet.")
    assert f"/workshops/new?starter={STARTERS[0].id}" in page.links
    made(app, title="Rivers")
    assert organiser.goes("/workshops?state=closed").says("No workshop fits these choices.")


# ---- Once more


def test_a_run_sheet_is_used_again_with_its_rules_and_nobodys_words(app: App, organiser: Visitor) -> None:
    workshop = Held(
        app, PLAN | {"purpose": "The dry season.", "partnership": "Water board", "keep": {"days": 9}}
    )
    workshop.begins(0)
    stage = workshop.records("workshop")[1]["stages"][0]
    ana, ben = workshop.joined("Ana"), workshop.joined("Ben", "private")
    command = f"/w/{workshop.code}/command"
    seq = ana.posts(command, name="rule.propose", data={"stage": stage, "text": "Be brief."}).get_json()[
        "seq"
    ]
    for person in (ana, ben):
        person.posts(command, name="rule.respond", data={"rule": seq, "response": "agree"})
    workshop.does("rule.adopt", rule=seq)
    link = f"/workshops/new?again={workshop.code}"
    assert link in organiser.goes("/workshops").links
    assert link in organiser.goes(f"/workshops/{workshop.code}").links
    form = organiser.goes(link).form_to("/workshops")
    assert form.get("title") == "Rivers"
    assert form.get("purpose") == "The dry season."
    assert form.get("sectors").split() == ["public", "private"]
    assert (form.get("partnership"), form.get("keep"), form.get("keep_days")) == (
        "Water board",
        "delete",
        "9",
    )
    assert form.get("lines-0") == "Be brief."
    page = organiser.sends(form, press=("do", "create"), title="Rivers, again")
    assert page.says("Rivers, again")
    listed = app.register.find(page.path.rpartition("/")[2])
    assert listed.kept == Keep(days=9)
    live = app.register.open(listed.code)
    assert [r.text for r in live.state if r.kind == "rule"] == ["Be brief."]  # type: ignore[attr-defined]
    assert not [record for record in live.state if record.kind in ("person", "note")]


def test_a_run_sheet_that_has_changed_meanwhile_is_shown_first(app: App, organiser: Visitor) -> None:
    workshop = Held(app, PLAN)
    form = organiser.goes(f"/workshops/new?again={workshop.code}").form_to("/workshops")
    workshop.does("stage.add", activity="actions", title="Who does what")
    before = len(app.register.all())
    page = organiser.sends(form, press=("do", "create"), title="Rivers, again")
    assert page.form_to("/workshops").get("title-3") == "Who does what"
    assert len(app.register.all()) == before
    page = organiser.sends(page.form_to("/workshops"), press=("do", "create"))
    assert len(app.register.all()) == before + 1


def test_what_people_read_at_a_step_is_changed_before_it_is_made(app: App, organiser: Visitor) -> None:
    form = organiser.goes("/workshops/new?starter=priorities").form_to("/workshops")
    assert "In silence" in form.get("instruction-0")
    changed = {"title": "Trees", "instruction-0": "Two minutes.\r\nThen stop."}
    page = organiser.sends(form, press=("do", "create"), **changed)
    live = app.register.open(page.path.rpartition("/")[2])
    stages = [record for record in live.state if record.kind == "stage"]
    assert stages[0].instruction == "Two minutes.\nThen stop."  # type: ignore[attr-defined]


@pytest.mark.parametrize("each", STARTERS, ids=lambda each: each.id)
def test_every_starter_is_offered_and_makes_a_workshop(app: App, organiser: Visitor, each: Any) -> None:
    form = organiser.goes("/workshops/new").form_to("/workshops")
    assert ("pick", each.id) in form.buttons
    page = organiser.sends(form, press=("pick", each.id), title="Trees", keep="erase", keep_days="30")
    kept = page.form_to("/workshops")
    assert (kept.get("title"), kept.get("keep"), kept.get("keep_days")) == ("Trees", "erase", "30")
    made = organiser.sends(kept, press=("do", "create"))
    assert made.says("Open the facilitator console")
    assert app.register.find(made.path.rpartition("/")[2]).kept == Keep(people_days=30)


# ---- What belongs to a workshop


def test_how_long_it_is_kept_and_where_it_belongs_are_changed_later(app: App, organiser: Visitor) -> None:
    listed = made(app, title="Rivers", partnership="Water board")
    path = f"/workshops/{listed.code}"
    form = organiser.goes(path).form_to(path)
    assert (form.get("partnership"), form.get("keep")) == ("Water board", "forever")
    page = organiser.sends(form, partnership=" Road  board ", keep="delete", keep_days="400")
    assert page.says("Saved.")
    kept = page.form_to(path)
    values = [kept.get(name) for name in ("partnership", "keep", "keep_days")]
    assert values == ["Road board", "delete", "400"]
    assert organiser.goes("/workshops").says("Road board")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("keep_days", {"keep": "erase", "keep_days": "soon"}, "Write the days as a whole number"),
        ("keep_days", {"keep": "delete", "keep_days": "0"}, "Write the days as a whole number"),
        ("partnership", {"partnership": "P" * 161}, "The limit is 160"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    app: App, organiser: Visitor, field: str, typed: dict[str, str], sentence: str
) -> None:
    path = f"/workshops/{made(app).code}"
    page = organiser.sends(organiser.goes(path).form_to(path), **typed)
    assert (page.status, f"{field}-wrong" in page.ids, page.says(sentence)) == (400, True, True)
    form = organiser.goes("/workshops/new").form_to("/workshops")
    page = organiser.sends(form, press=("do", "create"), title="Trees", **typed)
    assert (page.status, f"{field}-wrong" in page.ids, page.says(sentence)) == (400, True, True)


def test_somebody_was_told_so_it_is_not_kept_for_longer(app: App, organiser: Visitor) -> None:
    workshop = held(app, keep={"people_days": 30})
    path = f"/workshops/{workshop.code}"
    page = organiser.sends(organiser.goes(path).form_to(path), keep="forever")
    assert page.status == 400
    assert page.says("People have already joined.")


@pytest.mark.parametrize(
    ("keep", "sentences"),
    [
        ({}, ["No date is set to erase it", "The people who run the server can erase it"]),
        (
            {"people_days": 30},
            [
                "Your name is erased 30 days after the end",
                "Your name and organisation are erased 30 days after",
            ],
        ),
        (
            {"days": 1},
            ["All of it is deleted 1 day after the end", "All of it is deleted here 1 day after the end"],
        ),
    ],
)
def test_what_is_kept_and_for_how_long_is_said_before_joining(
    app: App, keep: dict[str, int], sentences: list[str]
) -> None:
    """P4"""
    listed = made(app, keep=keep)
    page = Visitor(app).goes(f"/join/{listed.code}")
    for sentence in sentences:
        assert page.says(sentence), sentence
    others = {"this server. No date is set", "Your name is erased", "All of it is deleted"}
    assert sum(page.says(other) for other in others) == 1
