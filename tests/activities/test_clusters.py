"""Clusters: who may sort what, where notes lie, and undoing without disturbing others (B3)."""

import pytest

from dialogue.activities.board import AddNote, HideNote, Note, RemoveNote, RestoreNote
from dialogue.activities.clusters import (
    AddCluster,
    Cluster,
    MergeCluster,
    MoveNotes,
    RemoveCluster,
    RenameCluster,
    Sorting,
    UndoAct,
    history,
)
from dialogue.kernel import Audience, Role
from dialogue.workshop import CloseStage, EditStage, LockStage, OpenStage, RevealStage
from tests.table import Table, ana, ben, cleo, fay


class Wall(Table):
    """A table with four notes on a board, and a stage to sort them in."""

    def __init__(self, open_to: str = "everyone", **board: object) -> None:
        super().__init__()
        self.board = self.begin("board", questions=["How?", "Who?"], **board)
        texts = [(ana, "more trees"), (ana, "less noise"), (ben, "safe paths"), (cleo, "clean air")]
        self.notes = [self.do(who, AddNote(self.board + 1, text)) or 0 for who, text in texts]
        self.sort = self.begin("clusters", open_to=open_to)

    def cluster(self, title: str, *notes: int, by: int = fay) -> int:
        return self.do(by, AddCluster(self.sort, title, list(notes))) or 0

    def lies(self, note: int) -> int | None:
        return self.state.find(Note, note).cluster

    @property
    def shown(self) -> dict[str, object]:
        return self.sees(Audience.FACILITATOR).at("stage", self.sort)


@pytest.fixture
def wall() -> Wall:
    return Wall()


def test_a_cluster_gathers_chosen_notes_and_everyone_sees_where_they_lie(wall: Wall) -> None:
    trees, _, paths, air = wall.notes
    green = wall.cluster("Green", trees, air)
    for audience in Audience:
        view = wall.sees(audience)
        assert view.at("cluster", green) == {"stage": wall.sort, "title": "Green", "notes": 2}
        assert view.at("note", trees)["cluster"] == green
        assert "cluster" not in view.at("note", paths)
        assert (view.at("stage", wall.sort)["placed"], view.at("stage", wall.sort)["notes"]) == (2, 4)


def test_moving_goes_in_and_out_of_a_cluster_and_to_another(wall: Wall) -> None:
    trees, noise, *_ = wall.notes
    green, quiet = wall.cluster("Green", trees, noise), wall.cluster("Quiet")
    wall.do(ana, MoveNotes([noise], quiet))
    wall.do(ben, MoveNotes([trees], None))
    assert (wall.lies(trees), wall.lies(noise)) == (None, quiet)
    assert [wall.sees(Audience.SCREEN).at("cluster", c)["notes"] for c in (green, quiet)] == [0, 1]


def test_moving_notes_to_where_they_lie_is_no_event(wall: Wall) -> None:
    trees, noise, *_ = wall.notes
    green = wall.cluster("Green", trees)
    length = len(wall.log)
    assert wall.do(fay, MoveNotes([trees], green)) is None
    assert wall.do(fay, MoveNotes([noise], None)) is None
    assert wall.do(fay, RenameCluster(green, " Green ")) is None
    assert len(wall.log) == length
    wall.do(fay, MoveNotes([trees, noise, noise], green))
    assert wall.log[-1].event.notes == [noise], "Only what moves is said, and once."


def test_a_new_cluster_of_chosen_notes_splits_the_old_one(wall: Wall) -> None:
    green = wall.cluster("Green", *wall.notes)
    air = wall.cluster("Air", wall.notes[3])
    assert wall.state.find(Cluster, green).notes == set(wall.notes[:3])
    assert wall.state.find(Cluster, air).notes == {wall.notes[3]}


def test_merging_moves_every_note_and_takes_the_first_away(wall: Wall) -> None:
    trees, _, paths, _ = wall.notes
    green, safe = wall.cluster("Green", trees), wall.cluster("Safe", paths)
    wall.do(fay, MergeCluster(green, safe))
    assert wall.lies(trees) == safe
    assert f"cluster/{green}" not in wall.sees(Audience.PARTICIPANT)
    assert wall.refuses(fay, MoveNotes([paths], green)).reason == "not-found"


def test_notes_of_a_removed_cluster_are_ungrouped_again(wall: Wall) -> None:
    green = wall.cluster("Green", *wall.notes)
    wall.do(fay, RemoveCluster(green))
    assert {wall.lies(note) for note in wall.notes} == {None}
    assert wall.shown["placed"] == 0


def test_every_act_is_signed(wall: Wall) -> None:
    wall.cluster("Green", wall.notes[0], by=ben)
    assert wall.events("cluster.added")[0].by == ben


# ---- Who may


def test_participants_do_not_sort_where_only_facilitators_do() -> None:
    """P1."""
    wall = Wall("facilitators")
    green = wall.cluster("Green", wall.notes[0])
    for wish in [
        AddCluster(wall.sort, "Mine"),
        RenameCluster(green, "Mine"),
        RemoveCluster(green),
        MoveNotes([wall.notes[1]], green),
        MoveNotes([wall.notes[0]], None),
        UndoAct(wall.sort),
    ]:
        assert wall.refuses(ana, wish).reason == "not-allowed"


def test_participants_sort_while_the_stage_is_open_and_facilitators_until_it_is_closed(wall: Wall) -> None:
    green = wall.cluster("Green", by=ana)
    wall.do(fay, LockStage(wall.sort))
    assert wall.refuses(ana, RenameCluster(green, "Greener")).reason == "stage-locked"
    wall.do(fay, RenameCluster(green, "Greener"))
    wall.do(fay, RevealStage(wall.sort))
    wall.do(fay, MoveNotes([wall.notes[0]], green))
    wall.do(fay, CloseStage(wall.sort))
    assert wall.refuses(fay, MoveNotes([wall.notes[1]], green)).reason == "stage-state"


def test_nobody_sorts_before_the_stage_begins(table: Table) -> None:
    table.begin("board", questions=["How?"])
    sort = table.add("clusters", open_to="everyone")
    assert table.refuses(ana, AddCluster(sort, "Early")).reason == "stage-draft"
    assert table.refuses(fay, AddCluster(sort, "Early")).reason == "stage-state"


def test_observers_sort_nothing(wall: Wall) -> None:
    ola = wall.admit(Role.OBSERVER)
    assert wall.refuses(ola, AddCluster(wall.sort, "Mine")).reason == "not-allowed"


def test_a_participant_cannot_move_what_they_cannot_see() -> None:
    wall = Wall(visibility="own")
    green = wall.cluster("Green")
    assert wall.refuses(ben, MoveNotes([wall.notes[0]], green)).reason == "not-found"
    assert wall.refuses(ben, AddCluster(wall.sort, "Stolen", [wall.notes[0]])).reason == "not-found"
    wall.do(ana, MoveNotes([wall.notes[0]], green))
    assert wall.refuses(ben, MoveNotes([wall.notes[0]], None)).reason == "not-found"
    wall.do(fay, RevealStage(wall.board))
    wall.do(ben, MoveNotes([wall.notes[0]], None))


def test_a_hidden_and_a_held_note_are_not_sorted(wall: Wall) -> None:
    green = wall.cluster("Green")
    wall.do(fay, HideNote(wall.notes[0]))
    assert wall.refuses(fay, MoveNotes([wall.notes[0]], green)).reason == "not-shown"
    assert wall.refuses(ben, MoveNotes([wall.notes[0]], green)).reason == "not-found"


# ---- What may


def test_unknown_and_removed_notes_are_refused_and_then_nothing_moves(wall: Wall) -> None:
    green = wall.cluster("Green")
    wall.do(ana, RemoveNote(wall.notes[0]))
    for strange in (wall.notes[0], 9_999, wall.sort):
        assert wall.refuses(fay, MoveNotes([wall.notes[1], strange], green)).reason == "not-found"
    assert wall.lies(wall.notes[1]) is None
    assert wall.refuses(fay, MoveNotes([wall.notes[1]], 9_999)).reason == "not-found"


def test_notes_of_another_board_are_refused(wall: Wall) -> None:
    other = wall.begin("board", questions=["Elsewhere?"])
    note = wall.do(ana, AddNote(other + 1, "not here")) or 0
    green = wall.cluster("Green")
    assert wall.refuses(fay, MoveNotes([note], green)).reason == "wrong-board"
    assert wall.refuses(fay, AddCluster(other, "Green")).reason == "wrong-stage"


def test_no_more_than_two_hundred_notes_move_at_once(wall: Wall) -> None:
    green = wall.cluster("Green")
    many = list(range(1_000, 1_201))
    assert wall.refuses(fay, MoveNotes(many, green)).reason == "too-many"
    assert wall.refuses(fay, MoveNotes(many, None)).reason == "too-many"
    assert wall.refuses(fay, AddCluster(wall.sort, "All", many)).reason == "too-many"


def test_a_title_is_eighty_characters_at_most_and_never_empty(wall: Wall) -> None:
    wall.cluster("x" * 80)
    assert wall.refuses(fay, AddCluster(wall.sort, "x" * 81)).reason == "too-long"
    assert wall.refuses(fay, AddCluster(wall.sort, "  ")).reason == "empty"


def test_a_cluster_merges_only_with_another_of_its_stage(wall: Wall) -> None:
    green = wall.cluster("Green")
    again = wall.begin("clusters")
    other = wall.do(fay, AddCluster(again, "Other")) or 0
    assert wall.refuses(fay, MergeCluster(green, green)).reason == "not-allowed"
    assert wall.refuses(fay, MergeCluster(green, other)).reason == "wrong-stage"


def test_a_later_stage_takes_no_notes_out_of_one_that_is_over(wall: Wall) -> None:
    green = wall.cluster("Green", wall.notes[0])
    again = wall.begin("clusters")
    other = wall.do(fay, AddCluster(again, "Other")) or 0
    wall.do(fay, CloseStage(wall.sort))
    assert wall.refuses(fay, MoveNotes([wall.notes[0]], other)).reason == "stage-state"
    assert wall.lies(wall.notes[0]) == green


def test_the_board_stays_the_same_once_it_is_sorted(wall: Wall) -> None:
    other = wall.begin("board", questions=["Elsewhere?"])
    assert wall.do(fay, EditStage(wall.sort, settings={"of": other})), "Nothing is sorted yet."
    wall.do(fay, EditStage(wall.sort, settings={"of": wall.board}))
    wall.cluster("Green")
    assert wall.refuses(fay, EditStage(wall.sort, settings={"of": other})).reason == "not-empty"


def test_counts_follow_notes_that_are_added_removed_and_hidden(wall: Wall) -> None:
    green = wall.cluster("Green", *wall.notes[:2])
    wall.do(ben, AddNote(wall.board + 1, "one more"))
    wall.do(ana, RemoveNote(wall.notes[0]))
    wall.do(fay, HideNote(wall.notes[1]))
    assert wall.sees(Audience.PARTICIPANT).at("cluster", green)["notes"] == 0
    assert (wall.shown["notes"], wall.shown["placed"]) == (3, 0)
    wall.do(ana, RestoreNote(wall.notes[0]))
    assert wall.sees(Audience.PARTICIPANT).at("cluster", green)["notes"] == 1


# ---- While people vote


def test_what_is_voted_on_is_frozen_until_the_vote_is_over(wall: Wall) -> None:
    """B3."""
    trees, noise, *_ = wall.notes
    green, quiet = wall.cluster("Green", trees), wall.cluster("Quiet", noise)
    vote = wall.begin("vote")
    free = wall.cluster("Too late for this vote")
    for wish in [
        RenameCluster(green, "Greener"),
        RemoveCluster(green),
        MergeCluster(free, green),
        MergeCluster(green, free),
        MoveNotes([trees], None),
        MoveNotes([trees], free),
        MoveNotes([wall.notes[2]], quiet),
        AddCluster(wall.sort, "Split", [trees]),
    ]:
        assert wall.refuses(fay, wish).reason == "frozen"
    wall.do(fay, MoveNotes([wall.notes[2]], free))
    wall.do(fay, CloseStage(vote))
    wall.do(fay, RenameCluster(green, "Greener"))


def test_undoing_does_not_reach_into_what_is_voted_on(wall: Wall) -> None:
    wall.cluster("Green", wall.notes[0])
    vote = wall.begin("vote")
    assert wall.refuses(fay, UndoAct(wall.sort)).reason == "frozen"
    wall.do(fay, RevealStage(vote))
    assert wall.do(fay, UndoAct(wall.sort))


def test_notes_that_are_voted_on_do_not_move(wall: Wall) -> None:
    green = wall.cluster("Green")
    wall.begin("vote", target="notes")
    assert wall.refuses(fay, MoveNotes([wall.notes[0]], green)).reason == "frozen"


# ---- Undo


def test_undo_takes_acts_back_one_by_one_latest_first(wall: Wall) -> None:
    trees, _, paths, _ = wall.notes
    green = wall.cluster("Green", trees)
    wall.do(fay, RenameCluster(green, "Greener"))
    safe = wall.cluster("Safe")
    wall.do(fay, MoveNotes([paths, trees], safe))
    wall.do(fay, MergeCluster(safe, green))
    wall.do(fay, RemoveCluster(green))

    def acts() -> object:
        return wall.shown["can_undo"]

    assert acts() == {"act": "remove", "notes": 2}
    wall.do(fay, UndoAct(wall.sort))
    assert wall.state.find(Cluster, green).notes == {paths, trees}
    assert acts() == {"act": "merge", "notes": 2}
    wall.do(fay, UndoAct(wall.sort))
    assert (wall.lies(paths), wall.lies(trees)) == (safe, safe)
    assert acts() == {"act": "move", "notes": 2}
    wall.do(fay, UndoAct(wall.sort))
    assert (wall.lies(paths), wall.lies(trees)) == (None, green)
    assert acts() == {"act": "add", "notes": 0}
    wall.do(fay, UndoAct(wall.sort))
    assert f"cluster/{safe}" not in wall.sees(Audience.PARTICIPANT)
    assert acts() == {"act": "rename", "notes": 0}
    wall.do(fay, UndoAct(wall.sort))
    assert wall.sees(Audience.PARTICIPANT).at("cluster", green)["title"] == "Green"
    wall.do(fay, UndoAct(wall.sort))
    assert acts() is None
    assert wall.sees(Audience.PARTICIPANT).of("cluster") == []
    assert wall.refuses(fay, UndoAct(wall.sort)).reason == "nothing-to-undo"


def test_a_participant_undoes_only_their_own_acts(wall: Wall) -> None:
    trees, _, paths, _ = wall.notes
    green = wall.cluster("Green", trees, by=ana)
    wall.do(ben, MoveNotes([paths], green))
    assert wall.refuses(cleo, UndoAct(wall.sort)).reason == "nothing-to-undo"
    wall.do(ana, UndoAct(wall.sort))
    assert wall.lies(trees) is None
    assert wall.lies(paths) == green, "Ben's note is not turned out of Ana's cluster."
    assert f"cluster/{green}" in wall.sees(Audience.PARTICIPANT)
    assert wall.refuses(ana, UndoAct(wall.sort)).reason == "nothing-to-undo"


def test_undo_leaves_alone_what_somebody_moved_since(wall: Wall) -> None:
    trees, noise, *_ = wall.notes
    green, quiet = wall.cluster("Green"), wall.cluster("Quiet")
    wall.do(ana, MoveNotes([trees, noise], green))
    wall.do(ben, MoveNotes([noise], quiet))
    wall.do(ben, MoveNotes([noise], green))
    assert wall.lies(noise) == green, "Ben put it where Ana had: it is his act now."
    wall.do(ana, UndoAct(wall.sort))
    assert (wall.lies(trees), wall.lies(noise)) == (None, green)


def test_undo_passes_over_acts_of_which_nothing_is_left(wall: Wall) -> None:
    trees, noise, *_ = wall.notes
    green = wall.cluster("Green")
    wall.do(ana, MoveNotes([noise], green))
    wall.do(ana, MoveNotes([trees], green))
    wall.do(ben, MoveNotes([trees], None))
    wall.do(ana, UndoAct(wall.sort))
    assert (wall.lies(trees), wall.lies(noise)) == (None, None)


def test_undo_keeps_a_title_that_somebody_gave_since(wall: Wall) -> None:
    green = wall.cluster("Green", by=ana)
    wall.do(ana, RenameCluster(green, "Greener"))
    wall.do(ben, RenameCluster(green, "Greenest"))
    assert wall.refuses(ana, UndoAct(wall.sort)).reason == "nothing-to-undo"
    assert wall.state.find(Cluster, green).title == "Greenest"


def test_undo_puts_no_note_back_into_a_cluster_that_is_gone(wall: Wall) -> None:
    trees = wall.notes[0]
    green, quiet = wall.cluster("Green", trees), wall.cluster("Quiet")
    wall.do(ana, MoveNotes([trees], quiet))
    wall.do(fay, RemoveCluster(green))
    assert wall.refuses(ana, UndoAct(wall.sort)).reason == "nothing-to-undo"
    assert wall.lies(trees) == quiet


def test_what_can_be_undone_is_shown_to_facilitators_only(wall: Wall) -> None:
    wall.cluster("Green")
    assert wall.shown["can_undo"]
    for audience in (Audience.PARTICIPANT, Audience.OBSERVER, Audience.SCREEN):
        assert "can_undo" not in wall.sees(audience).at("stage", wall.sort)


def test_only_the_latest_acts_are_remembered(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    assert history.HISTORY <= 1_000
    monkeypatch.setattr(history, "HISTORY", 3)
    for number in range(5):
        wall.cluster(f"Cluster {number}")
    for _ in range(3):
        wall.do(fay, UndoAct(wall.sort))
    assert wall.refuses(fay, UndoAct(wall.sort)).reason == "nothing-to-undo"
    assert len(wall.state.find(Sorting, wall.sort).acts) == 3


def test_the_log_alone_gives_the_same_clusters_and_the_same_undo(wall: Wall) -> None:
    """L1."""
    green = wall.cluster("Green", *wall.notes[:2])
    wall.do(ana, MoveNotes([wall.notes[2]], green))
    wall.do(fay, UndoAct(wall.sort))
    assert wall.shown["can_undo"] == {"act": "add", "notes": 2}
    assert wall.refolded_for(fay) == wall.own(fay).records


def test_a_stage_that_was_never_opened_shows_what_waits_to_be_sorted(table: Table) -> None:
    board = table.begin("board", questions=["How?"])
    sort = table.add("clusters")
    table.do(ana, AddNote(board + 1, "more trees"))
    assert table.own(ana).at("stage", sort)["notes"] == 1
    table.do(fay, OpenStage(sort))
    assert table.own(ana).at("stage", sort)["placed"] == 0
