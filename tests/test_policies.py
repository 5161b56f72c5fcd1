"""Before anybody writes it is said what others see of them, and who could find out more (P4, P5).

Phones and pages without a script say the same sentences.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dialogue import App
from tests.visits import Held, Visitor

ROOT = Path(__file__).parent.parent

FORGETS = "When this stage closes, the server forgets it too."
FINDABLE = "The organisers can still find out who wrote what."
OF_NOTES = {
    "named": ["Your name is shown with your notes."],
    "sector": ["Your sector is shown with your notes, not your name.", FINDABLE],
    "anonymous": ["Nobody can see who wrote a note.", FORGETS],
}
OF_RULES = {
    "named": ["Your name is shown with it."],
    "sector": ["Your sector is shown with it, not your name.", FINDABLE],
    "anonymous": ["Nobody can see who wrote it.", FORGETS],
}
WHO_SEES = {
    "all": "Everyone sees your notes immediately.",
    "own": "Until all notes are shown together, only you and the facilitators see your notes.",
    "facilitators": "A facilitator reads your notes first. Then the others see them.",
}
OF_ANSWERS = ["Nobody sees who answered what.", FORGETS]
OF_VOTES = ["Nobody sees whose dots they are.", FORGETS]
OF_LIVE_VOTES = ["Everyone sees the results while you vote, but nobody sees whose dots they are.", FORGETS]


def held(app: App, *stages: dict[str, Any], asks: dict[str, str] | None = None) -> Held:
    plan = {"title": "Partnerships", "sectors": ["public", "private"], "stages": list(stages)}
    return Held(app, plan | ({"asks": asks} if asks else {}))


@pytest.mark.parametrize("identity", OF_NOTES)
@pytest.mark.parametrize("visibility", WHO_SEES)
def test_a_board_says_who_sees_a_note_and_what_it_says_of_its_author(
    app: App, identity: str, visibility: str
) -> None:
    stage = {"activity": "board", "questions": ["Why?"], "identity": identity, "visibility": visibility}
    workshop = held(app, stage)
    ana = workshop.joined("Ana")
    workshop.begins(0)
    page = workshop.plain(ana)
    assert page.form("note.add", "board-" + str(min(workshop.records("board"))))
    for sentence in (WHO_SEES[visibility], *OF_NOTES[identity]):
        assert page.says(sentence)
    for other in OF_NOTES.keys() - {identity}:
        assert not page.says(OF_NOTES[other][0])


def test_whoever_left_the_sector_out_is_told_that_nothing_is_shown_of_them(app: App) -> None:
    stage = {"activity": "board", "questions": ["Why?"], "identity": "sector"}
    workshop = held(app, stage, asks={"sector": "optional"})
    ana, ben = workshop.joined("Ana"), workshop.joined("Ben", "")
    workshop.begins(0)
    assert workshop.plain(ana).says("Your sector is shown with your notes, not your name.")
    page = workshop.plain(ben)
    assert page.says("Your name is not shown with your notes.") and page.says(FINDABLE)
    assert not page.says("Your sector is shown")


@pytest.mark.parametrize("identity", OF_RULES)
def test_whoever_proposes_a_rule_is_told_what_it_says_of_them(app: App, identity: str) -> None:
    workshop = held(app, {"activity": "ground_rules", "rules": ["Listen"], "identity": identity})
    ana = workshop.joined("Ana")
    workshop.begins(0)
    page = workshop.plain(ana)
    for sentence in (*OF_RULES[identity], "Your answer is secret."):
        assert page.says(sentence)


@pytest.mark.parametrize("activity", ["check_in", "evaluation"])
def test_whoever_answers_is_told_that_it_is_secret(app: App, activity: str) -> None:
    workshop = held(app, {"activity": activity})
    ana = workshop.joined("Ana")
    workshop.begins(0)
    for sentence in OF_ANSWERS:
        assert workshop.plain(ana).says(sentence)


@pytest.mark.parametrize("live", [False, True])
def test_whoever_votes_is_told_that_it_is_secret_also_where_the_results_are_shown(
    app: App, live: bool
) -> None:
    workshop = held(
        app,
        {"activity": "board", "questions": ["Why?"]},
        {"activity": "vote", "target": "notes", "live": live},
    )
    ana = workshop.joined("Ana")
    workshop.begins(0)
    board = min(workshop.records("board"))
    assert "seq" in says(workshop, ana, "note.add", board=board, text="a plum")
    workshop.begins(1)
    for sentence in OF_LIVE_VOTES if live else OF_VOTES:
        assert workshop.plain(ana).says(sentence)


def test_whoever_keeps_something_for_later_or_adds_an_action_is_told_who_sees_it(app: App) -> None:
    workshop = held(app, {"activity": "actions", "open_to": "everyone"})
    ana = workshop.joined("Ana")
    workshop.begins(0)
    page = ana.goes(f"/w/{workshop.code}/plain?park=yes")
    for sentence in ("Everyone sees it.", *OF_RULES["sector"]):
        assert page.says(sentence)
    assert page.says("Everyone sees it. Your name is shown if you do it yourself.")


def says(workshop: Held, visitor: Visitor, name: str, **data: Any) -> dict[str, Any]:
    answer: dict[str, Any] = visitor.posts(f"/w/{workshop.code}/command", name=name, data=data).get_json()
    return answer


def test_phones_say_the_same_sentences() -> None:
    """Each stands in the scripts word for word, in a file that phones load."""
    files = [*ROOT.glob("static/activities/**/*.js"), *ROOT.glob("static/phone/*.js")]
    said = {words for file in files for words in re.findall(r'_\(\s*"([^"]+)"', file.read_text())}
    told = [*OF_ANSWERS, *OF_VOTES, *OF_LIVE_VOTES, *WHO_SEES.values()]
    told += [sentence for each in (*OF_NOTES.values(), *OF_RULES.values()) for sentence in each]
    assert set(told) - said == set()
