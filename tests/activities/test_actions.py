"""Actions: who may add, own, accept, change and close them (P1, V8)."""

import pytest

from dialogue import activities
from dialogue.activities.actions import AcceptAction, AddAction, CloseAction, EditAction
from dialogue.activities.board import AddNote, RemoveNote
from dialogue.activities.clusters import AddCluster, RemoveCluster
from dialogue.kernel import Audience, Role
from dialogue.workshop import CloseStage, LockStage, PauseWorkshop, RemovePerson, ReopenStage
from tests.table import Table, ana, ben, cleo, fay


def action(table: Table, seq: int | None) -> dict[str, object]:
    return table.sees(Audience.SCREEN).at("action", seq or 0)


def test_a_facilitator_adds_an_action_at_any_time_and_everyone_sees_it(table: Table) -> None:
    seq = table.do(fay, AddAction("Plant ten trees", ana, "2026-12-01"))
    for audience in Audience:
        assert table.sees(audience).at("action", seq or 0) == {
            "stage": None,
            "text": "Plant ten trees",
            "owner": ana,
            "due": "2026-12-01",
            "status": "proposed",
            "from": None,
            "outcome": "",
        }
    table.do(fay, PauseWorkshop())
    assert table.do(fay, AddAction("Water them"))


def test_an_action_is_of_the_stage_that_is_open_for_actions(table: Table) -> None:
    stage = table.begin("actions")
    assert action(table, table.do(fay, AddAction("Plant")))["stage"] == stage
    table.do(fay, LockStage(stage))
    assert action(table, table.do(fay, AddAction("Water")))["stage"] is None


def test_no_action_is_added_before_the_workshop_begins() -> None:
    assert Table(opened=False).refuses(fay, AddAction("Plant")).reason == "workshop-draft"


def test_participants_add_actions_only_where_an_open_stage_lets_everyone(table: Table) -> None:
    """P1."""
    assert table.refuses(ana, AddAction("Plant")).reason == "not-allowed"
    table.begin("actions")
    assert table.refuses(ana, AddAction("Plant")).reason == "not-allowed"
    stage = table.begin("actions", open_to="everyone")
    assert action(table, table.do(ana, AddAction("Plant")))["stage"] == stage
    table.do(fay, CloseStage(stage))
    assert table.refuses(ana, AddAction("Plant")).reason == "not-allowed"
    ola = table.admit(Role.OBSERVER)
    table.do(fay, ReopenStage(stage))
    assert table.refuses(ola, AddAction("Plant")).reason == "not-allowed"


def test_only_its_owner_accepts_an_action_and_only_they_are_asked_to(table: Table) -> None:
    seq = table.do(fay, AddAction("Plant", ana)) or 0
    assert table.own(ana).at("action", seq)["may_accept"] is True
    assert "may_accept" not in table.own(ben).at("action", seq)
    assert "may_accept" not in table.own(fay).at("action", seq)
    for person in (ben, fay):
        assert table.refuses(person, AcceptAction(seq)).reason == "not-yours"
    table.do(ana, AcceptAction(seq))
    assert action(table, seq)["status"] == "accepted"
    assert "may_accept" not in table.own(ana).at("action", seq)
    assert table.do(ana, AcceptAction(seq)) is None


def test_other_words_or_another_owner_must_be_accepted_again(table: Table) -> None:
    seq = table.do(fay, AddAction("Plant", ana)) or 0
    table.do(ana, AcceptAction(seq))
    table.do(fay, EditAction(seq, due="2026-12-01"))
    assert action(table, seq)["status"] == "accepted", "A day alone changes nothing about it."
    table.do(fay, EditAction(seq, text="Plant a hundred"))
    assert action(table, seq)["status"] == "proposed"
    table.do(ana, AcceptAction(seq))
    table.do(fay, EditAction(seq, owner=ben))
    assert (action(table, seq)["status"], action(table, seq)["owner"]) == ("proposed", ben)
    assert "may_accept" not in table.own(ana).at("action", seq)
    assert table.own(ben).at("action", seq)["may_accept"] is True
    assert table.refuses(ana, AcceptAction(seq)).reason == "not-yours"
    table.do(fay, EditAction(seq, owner=None))
    assert action(table, seq)["owner"] is None
    assert table.do(fay, EditAction(seq, text="Plant a hundred", due="2026-12-01")) is None


def test_an_owner_is_named_to_everyone_for_as_long_as_they_own_it(table: Table) -> None:
    """V8."""
    assert f"person/{ana}" not in table.own(ben)
    seq = table.do(fay, AddAction("Plant", ana)) or 0
    assert table.own(ben).at("person", ana)["name"] == "Ana"
    table.do(fay, EditAction(seq, owner=cleo))
    assert f"person/{ana}" not in table.own(ben)
    assert table.sees(Audience.SCREEN).at("person", cleo)["name"] == "Cleo"


def test_a_participant_learns_no_names_by_guessing_at_owners(table: Table) -> None:
    """V8: a crafted client that makes strangers owners would have their names shown."""
    table.begin("actions", open_to="everyone")
    assert table.refuses(ana, AddAction("Plant", ben)).reason == "unknown-person"
    mine = table.do(ana, AddAction("Plant", ana)) or 0
    assert table.refuses(ana, EditAction(mine, owner=ben)).reason == "unknown-person"
    table.do(fay, AddAction("Water", ben))
    table.do(ana, EditAction(mine, owner=ben))
    assert action(table, mine)["owner"] == ben


def test_an_owner_is_somebody_who_is_here_to_do_it(table: Table) -> None:
    ola = table.admit(Role.OBSERVER)
    table.do(fay, RemovePerson(cleo))
    for nobody in (ola, cleo, 1, 9_999):
        assert table.refuses(fay, AddAction("Plant", nobody)).reason == "unknown-person"
    assert table.do(fay, AddAction("Plant", fay))


def test_editing_is_for_facilitators_and_for_who_added_it_while_that_is_open(table: Table) -> None:
    stage = table.begin("actions", open_to="everyone")
    seq = table.do(ana, AddAction("Plant")) or 0
    table.do(ana, EditAction(seq, text="Plant ten"))
    assert table.refuses(ben, EditAction(seq, text="Nothing")).reason == "not-yours"
    table.do(fay, LockStage(stage))
    assert table.refuses(ana, EditAction(seq, text="Plant nine")).reason == "not-allowed"
    table.do(fay, EditAction(seq, text="Plant eight"))
    assert action(table, seq)["text"] == "Plant eight"


def test_owning_an_action_is_no_right_to_reword_it(table: Table) -> None:
    table.begin("actions", open_to="everyone")
    seq = table.do(fay, AddAction("Plant a hundred", ana)) or 0
    assert table.refuses(ana, EditAction(seq, text="Plant one")).reason == "not-yours"


def test_a_facilitator_or_its_owner_closes_an_action_and_says_what_came_of_it(table: Table) -> None:
    first, second = table.do(fay, AddAction("Plant", ana)) or 0, table.do(fay, AddAction("Water")) or 0
    assert table.refuses(ben, CloseAction(first, "done")).reason == "not-yours"
    assert table.refuses(ana, CloseAction(second, "done")).reason == "not-yours"
    assert table.refuses(ana, CloseAction(first, " ")).reason == "empty"
    table.do(ana, CloseAction(first, "Twelve stand"))
    table.do(fay, CloseAction(second, "It rained"))
    assert (action(table, first)["status"], action(table, first)["outcome"]) == ("closed", "Twelve stand")
    for wish in (AcceptAction(first), EditAction(first, text="More"), CloseAction(first, "again")):
        assert table.refuses(ana, wish).reason == "action-closed"


def test_an_action_comes_from_a_note_or_a_cluster_that_can_be_seen(table: Table) -> None:
    board = table.begin("board", questions=["How?"], visibility="own")
    note = table.do(ana, AddNote(board + 1, "trees")) or 0
    sort = table.begin("clusters")
    cluster = table.do(fay, AddCluster(sort, "Green")) or 0
    table.begin("actions", open_to="everyone")
    assert action(table, table.do(ana, AddAction("Plant", source=note)))["from"] == note
    assert action(table, table.do(ben, AddAction("Plant", source=cluster)))["from"] == cluster
    assert table.refuses(ben, AddAction("Plant", source=note)).reason == "not-found"
    table.do(fay, RemoveCluster(cluster))
    table.do(ana, RemoveNote(note))
    for gone in (cluster, note, sort, 9_999):
        assert table.refuses(fay, AddAction("Plant", source=gone)).reason == "not-found"


def test_clients_say_from_and_the_log_says_from(table: Table) -> None:
    read = activities.read("action.add", {"text": "Plant", "from": 7})
    assert read == AddAction("Plant", source=7)
    board = table.begin("board", questions=["How?"])
    note = table.do(ana, AddNote(board + 1, "trees"))
    seq = table.do(fay, AddAction("Plant", ana, "2026-12-01", note)) or 0
    table.do(fay, EditAction(seq, text="Plant ten"))
    for person in (fay, ana, ben):
        assert table.refolded_for(person) == table.own(person).records


@pytest.mark.parametrize("due", ["tomorrow", "2026-13-01", "20261201", "2026-W49-2", "01.12.2026", " "])
def test_a_day_that_is_none_is_refused(table: Table, due: str) -> None:
    assert table.refuses(fay, AddAction("Plant", due=due)).reason == "not-a-day"


def test_an_action_is_short_and_says_something(table: Table) -> None:
    assert table.refuses(fay, AddAction("x" * 281)).reason == "too-long"
    assert table.refuses(fay, AddAction("\n")).reason == "empty"
    seq = table.do(fay, AddAction("x" * 280)) or 0
    assert table.refuses(fay, EditAction(seq, text="x" * 281)).reason == "too-long"
