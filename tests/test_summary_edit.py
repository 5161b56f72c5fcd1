"""The summary in an organiser's words: kept beside the log, shown everywhere, never lost on the way."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa

from dialogue import App
from dialogue.database import passages
from tests.organisers import sign_in
from tests.test_archive import Workshop
from tests.visits import Page

WORDS = "Trees first; everything else can wait until the rains."


@pytest.fixture
def workshop(app: App) -> Workshop:
    workshop = Workshop(app)
    workshop.hold()
    workshop.does("workshop.close")
    return workshop


def summary(workshop: Workshop) -> str:
    return f"{workshop.address}/summary"


def findings(page: Page) -> str:
    """What the page says was found."""
    said = re.search(r'id="summary.findings".*?<p dir="auto">(.*?)</p>', page.source, re.DOTALL)
    assert said
    return html.unescape(said[1])


def write(workshop: Workshop, text: str, passage: str = "summary.findings", do: str = "save") -> Page:
    page = workshop.fay.goes(summary(workshop))
    form = page.form_to(summary(workshop))
    return workshop.fay.sends(form, ("do", do), **{passage: text})


def test_the_automatic_words_stand_there_until_somebody_writes_others(workshop: Workshop) -> None:
    automatic = findings(workshop.ana.goes(workshop.address))
    assert "3 notes" in automatic
    page = write(workshop, WORDS)
    assert page.says("Saved.")
    for visitor in (workshop.ana, workshop.fay):
        page = visitor.goes(workshop.address)
        assert page.says(WORDS)
        assert not page.says(automatic)
    assert write(workshop, WORDS, do="automatic:summary.findings").status == 200
    page = workshop.ana.goes(workshop.address)
    assert page.says(automatic)
    assert not page.says(WORDS)


@pytest.mark.parametrize("level", ["organiser", "participants", "public", "full"])
def test_exports_hold_the_organisers_words(workshop: Workshop, level: str) -> None:
    address = f"/w/{workshop.code}/export/markdown?level={level}"
    before = workshop.fay.client.get(address).get_data(as_text=True)
    write(workshop, WORDS)
    after = workshop.fay.client.get(address).get_data(as_text=True)
    assert (WORDS in before, WORDS in after) == (False, True)


def test_the_log_knows_nothing_of_it_l6(workshop: Workshop) -> None:
    seq, seal = workshop.live.state.seq, workshop.records("workshop")[1]["seal"]
    write(workshop, WORDS)
    assert workshop.live.state.seq == seq
    assert workshop.records("workshop")[1]["seal"] == seal


def test_what_was_typed_is_never_lost(workshop: Workshop) -> None:
    page = write(workshop, "z" * 2001)
    assert page.status == 400
    assert page.says("Make it shorter.")
    assert page.form_to(summary(workshop)).get("summary.findings") == "z" * 2001
    assert write(workshop, "z" * 2000).says("Saved.")


def test_all_paragraphs_are_saved_together_whichever_button_is_pressed(workshop: Workshop) -> None:
    """Fay writes two, saves, and takes one back while she is writing a third."""
    form = workshop.fay.goes(summary(workshop)).form_to(summary(workshop))
    typed = {"summary.findings": WORDS, "summary.decisions": "We listen."}
    page = workshop.fay.sends(form, ("do", "save"), **typed)
    assert page.says("Saved.")
    form = page.form_to(summary(workshop))
    assert (form.get("summary.findings"), form.get("summary.decisions")) == tuple(typed.values())
    pressed = ("do", "automatic:summary.findings")
    page = workshop.fay.sends(form, pressed, **{"summary.next": "Ana begins."})
    form = page.form_to(summary(workshop))
    assert "3 notes" in form.get("summary.findings")
    assert (form.get("summary.decisions"), form.get("summary.next")) == ("We listen.", "Ana begins.")


def test_what_is_refused_in_one_paragraph_loses_nothing_of_another(workshop: Workshop) -> None:
    form = workshop.fay.goes(summary(workshop)).form_to(summary(workshop))
    page = workshop.fay.sends(form, **{"summary.findings": "z" * 2001, "summary.next": "Ana begins."})
    assert page.status == 400
    assert page.form_to(summary(workshop)).get("summary.next") == "Ana begins."


def test_each_box_holds_the_words_that_stand_now_and_untouched_ones_stay_automatic(
    workshop: Workshop,
) -> None:
    form = workshop.fay.goes(summary(workshop)).form_to(summary(workshop))
    assert "3 notes" in form.get("summary.findings")
    workshop.fay.sends(form, ("do", "save"))
    with workshop.app.database.reading() as connection:
        assert not connection.execute(
            sa.select(passages).where(passages.c.workshop == workshop.live.id)
        ).all()


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(workshop: Workshop) -> None:
    form = workshop.fay.goes(summary(workshop)).form_to(summary(workshop))
    write(workshop, WORDS)
    page = workshop.fay.sends(form, ("do", "save"), **{"summary.next": "Ana begins."})
    assert page.form_to(summary(workshop)).get("summary.findings") == WORDS


def test_words_are_text_and_no_markup(workshop: Workshop) -> None:
    write(workshop, "<script>alert(1)</script> & done")
    page = workshop.ana.goes(workshop.address)
    assert page.says("<script>alert(1)</script> & done")
    assert "<script>alert(1)" not in page.source


def test_a_paragraph_that_is_not_there_is_refused(workshop: Workshop) -> None:
    page = workshop.fay.goes(summary(workshop))
    form = page.form_to(summary(workshop))
    answer = workshop.fay.sends(form, do="automatic:summary.nothing")
    assert answer.status == 400


def test_only_those_who_hold_the_workshop_write_it(app: App, workshop: Workshop) -> None:
    organiser = Workshop(app).ana
    sign_in(app, organiser.client)
    assert organiser.goes(summary(workshop)).status == 200
    form = organiser.goes(summary(workshop)).forms[0]
    assert workshop.ana.goes(summary(workshop)).status == 403
    answer = workshop.ana.client.post(form.action, data=form.filled(**{"summary.findings": WORDS}))
    assert answer.status_code in (400, 403)
    assert not workshop.fay.goes(workshop.address).says(WORDS)
