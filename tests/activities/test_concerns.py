"""Concerns: told to the facilitators alone, and to nobody else, not even that there are some."""

import pytest

from dialogue.activities.board import AddNote, HideNote, RemoveNote
from dialogue.activities.concerns import RaiseConcern, ReopenConcern, SettleConcern
from dialogue.activities.ground_rules import AdoptRule, ProposeRule, RespondToRule
from dialogue.kernel import Audience, Role
from dialogue.workshop import (
    CloseStage,
    CloseWorkshop,
    MutePerson,
    PauseWorkshop,
    ReopenStage,
)
from tests.table import Table, ana, ben, cleo, fay


@pytest.fixture
def board(table: Table) -> int:
    """A question under which everybody's notes are seen by everybody."""
    return table.begin("board", questions=["How?"]) + 1


def adopted(table: Table) -> int:
    """A ground rule that everybody agreed to."""
    stage = table.begin("ground_rules", accept_facilitators=False)
    rule = table.do(ana, ProposeRule(stage, "Nobody is mocked.")) or 0
    for person in (ana, ben, cleo):
        table.do(person, RespondToRule(rule, "agree"))
    table.do(fay, AdoptRule(rule))
    return rule


def others_than(table: Table, *those: int) -> str:
    """All that everybody else gets to see."""
    views = [table.sees(audience) for audience in Audience if audience is not Audience.FACILITATOR]
    views += [table.own(person) for person in (ana, ben, cleo) if person not in those]
    return str([view.records for view in views])


def test_a_note_is_flagged_to_the_facilitators_who_see_by_whom(table: Table, board: int) -> None:
    note = table.do(ben, AddNote(board, "You people are all the same")) or 0
    concern = table.do(ana, RaiseConcern(note=note, text="This is about my village")) or 0
    shown = {
        "note": note,
        "rule": None,
        "text": "This is about my village",
        "status": "open",
        "outcome": "",
        "at": int(table.clock),
    }
    assert table.own(fay).at("concern", concern) == shown | {"person": ana}
    assert table.own(ana).at("concern", concern) == shown | {"mine": True}


def test_nobody_else_ever_learns_that_there_is_a_concern(table: Table, board: int) -> None:
    """V1, V8: not by a record, a count, or a name. Ben, whose note it is, does not either."""
    note = table.do(ben, AddNote(board, "You people")) or 0
    before = others_than(table, ana)
    concern = table.do(ana, RaiseConcern(note=note, text="Please look")) or 0
    assert others_than(table, ana) == before
    table.do(fay, SettleConcern(concern, "We spoke with them"))
    assert others_than(table, ana) == before
    assert table.own(ana).at("concern", concern)["outcome"] == "We spoke with them"


def test_an_adopted_rule_is_invoked_with_or_without_a_note(table: Table, board: int) -> None:
    rule = adopted(table)
    note = table.do(ben, AddNote(board, "You people")) or 0
    table.do(ana, RaiseConcern(rule=rule))
    table.do(cleo, RaiseConcern(note=note, rule=rule))
    assert [(c["note"], c["rule"], c["person"]) for c in table.own(fay).of("concern")] == [
        (None, rule, ana),
        (note, rule, cleo),
    ]


def test_only_what_was_adopted_binds(table: Table) -> None:
    stage = table.begin("ground_rules")
    rule = table.do(ana, ProposeRule(stage, "Nobody is mocked.")) or 0
    assert table.refuses(ben, RaiseConcern(rule=rule)).reason == "not-adopted"
    draft = table.add("ground_rules", rules=["Not yet seen."])
    hidden, absent = (table.refuses(ben, RaiseConcern(rule=seq)) for seq in (draft + 1, 9_999))
    assert (hidden.reason, str(hidden)) == (absent.reason, str(absent))
    assert hidden.reason == "not-found"


def test_a_concern_is_about_something_or_says_something(table: Table) -> None:
    assert table.refuses(ana, RaiseConcern()).reason == "empty"
    assert table.refuses(ana, RaiseConcern(text=" ")).reason == "empty"
    assert table.refuses(ana, RaiseConcern(text="x" * 281)).reason == "too-long"
    assert table.do(ana, RaiseConcern(text="Somebody films us"))


def test_a_hidden_note_is_answered_for_as_one_that_is_absent_v1(table: Table) -> None:
    board = table.begin("board", questions=["How?"], visibility="own") + 1
    note = table.do(ben, AddNote(board, "mine alone")) or 0
    hidden, absent = (table.refuses(ana, RaiseConcern(note=seq)) for seq in (note, 9_999))
    assert (hidden.reason, str(hidden)) == ("not-found", str(absent))
    assert table.do(ben, RaiseConcern(note=note)), "Its author sees it, and may be unhappy with it."
    table.do(ben, RemoveNote(note))
    assert table.refuses(ben, RaiseConcern(note=note, text="again")).reason == "not-found"


def test_about_an_anonymous_note_a_concern_is_unsigned_also_for_facilitators_p5(table: Table) -> None:
    stage = table.begin("board", questions=["How?"], identity="anonymous")
    note = table.do(ben, AddNote(stage + 1, "You people")) or 0
    concern = table.do(ana, RaiseConcern(note=note, text="This hurts")) or 0
    assert table.own(fay).at("concern", concern)["person"] is None
    assert [entry.by for entry in table.events("concern.raised")] == [None]
    assert table.own(ana).at("concern", concern)["mine"], "She reads what comes of it while the stage runs."
    assert f"concern/{concern}" not in table.own(cleo)

    table.do(fay, CloseStage(stage))
    assert f"concern/{concern}" not in table.own(ana), "Nobody knows any more whose it was."
    assert table.state.owners.by_stage.get(stage) is None
    assert table.own(fay).at("concern", concern)["text"] == "This hurts"


def test_a_concern_does_not_count_among_those_who_wrote_p5(table: Table) -> None:
    """Otherwise the number of writers would tell everybody that somebody raised one."""
    stage = table.begin("board", questions=["How?"], identity="anonymous")
    note = table.do(ben, AddNote(stage + 1, "You people")) or 0
    table.do(ana, RaiseConcern(note=note))
    table.do(fay, CloseStage(stage))
    assert table.sees(Audience.SCREEN).at("stage", stage)["writers"] == 1
    [closed] = table.events("stage.closed")
    assert closed.event == type(closed.event)(stage, [], 1)


def test_after_an_anonymous_stage_closed_nothing_new_is_kept_about_its_notes_p5(table: Table) -> None:
    stage = table.begin("board", questions=["How?"], identity="anonymous")
    note = table.do(ben, AddNote(stage + 1, "You people")) or 0
    table.do(fay, CloseStage(stage))
    assert table.refuses(ana, RaiseConcern(note=note)).reason == "stage-closed"
    assert table.do(ana, RaiseConcern(text="A note of the first stage hurt me"))


def test_facilitators_settle_a_concern_once_and_can_undo_it(table: Table) -> None:
    """P1."""
    concern = table.do(ana, RaiseConcern(text="It is too loud")) or 0
    assert table.refuses(ana, SettleConcern(concern, "Done")).reason == "not-allowed"
    assert table.refuses(fay, SettleConcern(concern, " ")).reason == "empty"
    table.do(fay, SettleConcern(concern, "We closed the door"))
    assert table.own(ana).at("concern", concern)["status"] == "settled"
    assert table.refuses(fay, SettleConcern(concern, "Again")).reason == "settled"
    table.do(fay, ReopenConcern(concern))
    assert table.own(ana).at("concern", concern)["status"] == "open"
    assert table.own(ana).at("concern", concern)["outcome"] == ""
    assert table.do(fay, ReopenConcern(concern)) is None
    assert table.refuses(fay, SettleConcern(9_999, "Nothing")).reason == "not-found"


def test_the_same_is_not_said_twice_while_it_waits(table: Table, board: int) -> None:
    note = table.do(ben, AddNote(board, "You people")) or 0
    concern = table.do(ana, RaiseConcern(note=note)) or 0
    assert table.refuses(ana, RaiseConcern(note=note)).reason == "raised-already"
    assert table.do(cleo, RaiseConcern(note=note)), "What ana told is no reason to refuse cleo."
    table.do(fay, SettleConcern(concern, "It stays"))
    assert table.do(ana, RaiseConcern(note=note, text="They did it again"))


def test_one_person_does_not_bury_the_facilitators(table: Table) -> None:
    for n in range(10):
        table.do(ana, RaiseConcern(text=f"And {n}"))
    assert table.refuses(ana, RaiseConcern(text="And more")).reason == "too-many"
    assert table.do(ben, RaiseConcern(text="I have one too"))


def test_who_is_muted_or_waits_in_a_pause_may_raise_one_and_facilitators_need_not(table: Table) -> None:
    table.do(fay, MutePerson(ana))
    assert table.do(ana, RaiseConcern(text="Why may I not write?"))
    table.do(fay, PauseWorkshop())
    assert table.do(ben, RaiseConcern(text="I was shouted at in the break"))
    assert table.refuses(fay, RaiseConcern(text="Me")).reason == "not-allowed"
    ola = table.admit(Role.OBSERVER)
    assert table.refuses(ola, RaiseConcern(text="Me")).reason == "not-allowed"
    table.do(fay, CloseWorkshop())
    assert table.refuses(ben, RaiseConcern(text="Late")).reason == "workshop-closed"


def test_a_concern_stays_when_its_note_is_hidden(table: Table, board: int) -> None:
    note = table.do(ben, AddNote(board, "You people")) or 0
    concern = table.do(ana, RaiseConcern(note=note)) or 0
    table.do(fay, HideNote(note, "It hurts people"))
    assert table.own(ana).at("concern", concern)["note"] == note
    assert f"note/{note}" not in table.own(ana)
    assert table.refolded_for(ana) == table.own(ana).records
    assert table.refolded_for(fay) == table.own(fay).records


def test_a_reopened_stage_takes_concerns_again(table: Table) -> None:
    stage = table.begin("board", questions=["How?"], identity="anonymous")
    note = table.do(ben, AddNote(stage + 1, "You people")) or 0
    table.do(fay, CloseStage(stage))
    table.do(fay, ReopenStage(stage))
    assert table.do(ana, RaiseConcern(note=note))
