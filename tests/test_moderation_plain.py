"""Moderation as a participant without scripts meets it: muted, hidden, removed, telling the facilitators."""

from __future__ import annotations

from typing import Any

import pytest

from dialogue import App
from tests.visits import Held, Visitor

PLAN: dict[str, Any] = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [
        {"activity": "board", "title": "Ideas", "questions": ["Why?"], "identity": "named"},
        {"activity": "board", "title": "Worries", "questions": ["What hurts?"], "identity": "anonymous"},
        {"activity": "ground_rules", "rules": ["Listen."], "quorum": 0, "accept_facilitators": False},
    ],
}
IDEAS, WORRIES, RULES = range(3)


@pytest.fixture
def held(app: App) -> Held:
    return Held(app, PLAN)


@pytest.fixture
def ana(held: Held) -> Visitor:
    return held.joined("Ana")


@pytest.fixture
def ben(held: Held) -> Visitor:
    return held.joined("Ben", "private")


def person(held: Held, name: str) -> int:
    [number] = [n for n, each in held.records("person").items() if each["name"] == name]
    return number


def test_who_is_muted_finds_a_calm_line_where_they_would_write(
    held: Held, ana: Visitor, ben: Visitor
) -> None:
    held.begins(IDEAS)
    [why, _] = held.records("board")
    form = held.plain(ana).form("note.add", f"board-{why}")
    note = held.plain(ana)
    ana.sends(note.form("note.add", f"board-{why}"), text="Before")
    held.does("person.mute", person=person(held, "Ana"))

    page = held.plain(ana)
    assert page.says("A facilitator has muted you, so you cannot write now.")
    for name in ("note.add", "note.edit", "park.add", "person.rename"):
        assert not page.has_form(name), name
    assert not page.says("Keep something for later")
    assert page.has_form("note.remove"), "She may take back what she wrote."
    assert page.has_form("hand.raise") and page.has_form("stage.done")
    page = ana.sends(form, text="A form that was open before")
    assert page.says("A facilitator has muted you") and page.says("A form that was open before")
    assert not held.plain(ben).says("muted"), "Nobody else learns it (V8)."
    held.does("person.unmute", person=person(held, "Ana"))
    assert held.plain(ana).has_form("note.add")


def test_a_note_is_flagged_and_the_answer_is_for_whoever_flagged_it(
    held: Held, ana: Visitor, ben: Visitor
) -> None:
    held.begins(IDEAS)
    [why, _] = held.records("board")
    ben.sends(held.plain(ben).form("note.add", f"board-{why}"), text="You people")
    [note] = held.records("note")
    page = held.plain(ana)
    assert page.says("Flag this note")
    page = held.plain(ana, f"?flag={note}")
    assert page.says("Only the facilitators read this, and see that it is from you.")
    page = ana.sends(page.form("concern.raise"), text="This is about my village")
    assert ana.at == "concerns"
    assert page.says("This is about my village") and page.says("no answer yet")
    assert page.says("flagged, only for the facilitators")
    [concern] = held.records("concern")
    assert held.records("concern")[concern]["note"] == note
    held.does("concern.settle", concern=concern, outcome="We spoke with them")
    assert held.plain(ana).says("They answered: We spoke with them")
    assert not held.plain(ben).says("village") and not held.plain(ben).says("We spoke")


def test_about_an_anonymous_note_it_is_said_that_nothing_is_recorded_p5(
    held: Held, ana: Visitor, ben: Visitor
) -> None:
    held.begins(WORRIES)
    [_, hurts] = held.records("board")
    ben.sends(held.plain(ben).form("note.add", f"board-{hurts}"), text="You people")
    [note] = held.records("note")
    page = held.plain(ana, f"?flag={note}")
    assert page.says("It is not recorded that it is from you.")
    ana.sends(page.form("concern.raise"), text="")
    [concern] = held.records("concern").values()
    assert (concern["note"], concern["person"]) == (note, None)


def test_an_adopted_rule_is_invoked_and_what_is_refused_keeps_its_words(held: Held, ana: Visitor) -> None:
    held.begins(RULES)
    [rule] = held.records("rule")
    ana.sends(held.plain(ana).form("rule.respond", f"rule-{rule}"), press=("response", "agree"))
    held.does("rule.adopt", rule=rule)
    page = held.plain(ana, f"?invoke={rule}")
    page = ana.sends(page.form("concern.raise"), text="x" * 300)
    assert page.says("20 characters too long") and page.form("concern.raise").get("text") == "x" * 300
    page = ana.sends(page.form("concern.raise"), text="They shout")
    [concern] = held.records("concern").values()
    assert (concern["rule"], concern["text"]) == (rule, "They shout")


def test_who_is_removed_comes_back_to_the_same_seat_when_readmitted(held: Held, ana: Visitor) -> None:
    held.begins(IDEAS)
    [why, _] = held.records("board")
    ana.sends(held.plain(ana).form("note.add", f"board-{why}"), text="Mine")
    number = person(held, "Ana")
    held.does("person.remove", person=number, notes="quarantine")
    assert held.plain(ana).status == 403
    held.does("person.readmit", person=number)
    page = held.plain(ana)
    assert page.says("Mine") and page.has_form("note.edit") is False
    ana.sends(page.form("note.add", f"board-{why}"), text="Back again")
    assert {each["by"] for each in held.records("note").values()} == {number}


def test_why_a_note_was_hidden_is_told_to_its_author_also_as_news(
    held: Held, ana: Visitor, ben: Visitor
) -> None:
    held.begins(IDEAS)
    [why, _] = held.records("board")
    page = ana.sends(held.plain(ana).form("note.add", f"board-{why}"), text="Call 0123")
    [note] = held.records("note")
    held.does("note.hide", note=note, reason="This is a telephone number.")
    page = held.plain(ana)
    assert page.says("The facilitator gives this reason: This is a telephone number.")
    assert not held.plain(ben).says("telephone")
