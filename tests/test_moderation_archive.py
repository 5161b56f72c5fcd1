"""What the archive says of moderation: everybody learns how much there was, those who answer for it all."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from dialogue.activities.board import AddNote, HideNote, ReleaseNote
from dialogue.activities.concerns import RaiseConcern, SettleConcern
from dialogue.exports.document import Level, Moderation
from dialogue.exports.json_export import json_of
from dialogue.exports.markdown import markdown_of
from dialogue.exports.minutes import minutes_of
from dialogue.exports.phrases import act_words, moderation_lines
from dialogue.exports.report import report_of
from dialogue.kernel import Role
from dialogue.workshop import MutePerson, ReadmitPerson, RemovePerson, UnmutePerson
from tests.paper import source_of
from tests.table import Table, ana, ben, cleo, fay

FOR_OTHERS = (Level.PUBLIC, Level.PARTICIPANTS)
SECRET = ("wombats", "axolotls", "pangolins", "narwhals")
"""Words of hidden notes, reasons, concerns and what came of them."""


@pytest.fixture
def held() -> SimpleNamespace:
    """Ana is muted for a while, ben removed with his notes; cleo tells the facilitators."""
    table = Table()
    board = table.begin("board", questions=["How?"], identity="named") + 1
    hidden = table.do(ana, AddNote(board, "wombats are liars")) or 0
    table.do(fay, HideNote(hidden, "axolotls are better"))
    shown = table.do(ana, AddNote(board, "said in anger")) or 0
    table.do(fay, HideNote(shown, "Let us talk first"))
    table.do(fay, ReleaseNote(shown))
    bens = table.do(ben, AddNote(board, "a note by ben")) or 0
    concern = table.do(cleo, RaiseConcern(note=shown, text="pangolins were mocked")) or 0
    table.do(fay, SettleConcern(concern, "narwhals apologised"))
    table.do(fay, MutePerson(ana))
    table.do(fay, UnmutePerson(ana))
    table.do(fay, RemovePerson(ben, "quarantine"))
    return SimpleNamespace(table=table, hidden=hidden, shown=shown, bens=bens, concern=concern)


def moderation(held: SimpleNamespace, level: Level) -> Moderation:
    return minutes_of(held.table.state, level, held.table.log).moderation


def written(held: SimpleNamespace, level: Level) -> str:
    return json_of("CODE", held.table.state, held.table.log, level).decode()


def test_every_act_is_there_with_who_and_why_for_those_who_answer_for_it(held: SimpleNamespace) -> None:
    found = moderation(held, Level.ORGANISER)
    said = [(act_words(act), act.by, act.reason) for act in found.acts]
    assert said == [
        (f"The note ¶{held.hidden} was hidden.", "Fay", "axolotls are better"),
        (f"The note ¶{held.shown} was hidden.", "Fay", "Let us talk first"),
        (f"The note ¶{held.shown} was shown again.", "Fay", ""),
        ("Ana was muted.", "Fay", ""),
        ("Ana may write again.", "Fay", ""),
        ("Ben was removed.", "Fay", ""),
        ("1 note by Ben was hidden with the removal.", "Fay", ""),
    ]
    [told] = found.told
    assert (told.text, told.outcome, told.note) == (
        "pangolins were mocked",
        "narwhals apologised",
        held.shown,
    )
    assert told.by == "", "Whoever told it in confidence is named in the full record alone."
    assert moderation(held, Level.FULL).told[0].by == "Cleo"


def paper(held: SimpleNamespace, level: Level) -> str:
    return markdown_of(report_of(source_of(held.table), level))


@pytest.mark.parametrize("level", FOR_OTHERS)
def test_others_learn_how_much_and_of_few_people_only_that_they_are_few_b4(
    held: SimpleNamespace, level: Level
) -> None:
    found = moderation(held, level)
    assert (found.hidden, found.held, found.quarantined) == (2, 0, 0)
    assert (found.muted, found.removed, found.concerns) == (None, None, None)
    assert (found.acts, found.told) == ([], [])
    fewest = 5 if level is Level.PUBLIC else 3
    assert f"Fewer than {fewest} people were muted." in moderation_lines(found)


def test_enough_people_are_counted(held: SimpleNamespace) -> None:
    table = held.table
    for _ in range(4):
        table.do(fay, MutePerson(table.admit(Role.PARTICIPANT, "public")))
    assert moderation(held, Level.PARTICIPANTS).muted == 5
    assert moderation(held, Level.PUBLIC).muted == 5


@pytest.mark.parametrize("level", FOR_OTHERS)
def test_nothing_of_it_is_in_what_others_get_v1(held: SimpleNamespace, level: Level) -> None:
    content = written(held, level)
    for word in (*SECRET, "concern.raised", "person.muted", "concern/", '"quarantined":true'):
        assert word not in content, word
    assert "a note by ben" not in content, "What was quarantined is hidden here too."
    full = written(held, Level.FULL)
    assert all(word in full for word in SECRET)
    history: list[dict[str, Any]] = json.loads(content)["history"]
    assert [each["seq"] for each in history] == list(range(1, len(history) + 1)), "No seq is left out."
    assert sum(each["name"] == "confidential" for each in history) == 4


def test_whoever_is_let_back_is_in_the_record_with_it(held: SimpleNamespace) -> None:
    held.table.do(fay, ReadmitPerson(ben))
    found = moderation(held, Level.ORGANISER)
    assert [act_words(act) for act in found.acts[-2:]] == [
        "Ben was let back.",
        "1 note by Ben was shown again.",
    ]
    assert (found.hidden, found.removed) == (1, 1), "That he was removed once is still true."


def test_a_workshop_without_moderation_says_nothing_of_it() -> None:
    table = Table()
    board = table.begin("board", questions=["How?"]) + 1
    table.do(ana, AddNote(board, "more trees"))
    found = minutes_of(table.state, Level.ORGANISER, table.log).moderation
    assert not found.is_any and moderation_lines(found) == []


def test_the_report_has_it_for_the_organiser_and_counts_for_the_public(held: SimpleNamespace) -> None:
    public = paper(held, Level.PUBLIC)
    assert "Fewer than 5 people were removed." in public
    assert not [word for word in SECRET if word in public]
    organiser = paper(held, Level.ORGANISER)
    assert "axolotls are better" in organiser and "narwhals apologised" in organiser
