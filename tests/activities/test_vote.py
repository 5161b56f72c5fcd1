"""Votes: budgets, secrecy, frozen options, rounds and ties (B1, B2, B3, B5)."""

import pytest

from dialogue import activities
from dialogue.activities.board import AddNote, EditNote, HideNote, RemoveNote
from dialogue.activities.clusters import AddCluster, RemoveCluster, RenameCluster
from dialogue.activities.vote import CastVote
from dialogue.kernel import Audience, Refused, Role
from dialogue.workshop import (
    CloseStage,
    CloseWorkshop,
    EditStage,
    LockStage,
    OpenStage,
    RemovePerson,
    ReopenStage,
    RevealStage,
    SetTimer,
)
from tests.table import Table, ana, ben, cleo, fay

TALLY = {"points", "voters", "rank", "tied"}


class Urn(Table):
    """A table with three clusters that are voted on."""

    def __init__(self, **settings: object) -> None:
        super().__init__()
        self.board = self.begin("board", questions=["How?"])
        self.notes = [self.do(ana, AddNote(self.board + 1, text)) or 0 for text in ("trees", "paths")]
        self.sort = self.begin("clusters")
        self.green, self.safe, self.fair = (
            self.do(fay, AddCluster(self.sort, title)) or 0 for title in ("Green", "Safe", "Fair")
        )
        self.vote = self.begin("vote", **settings)

    def cast(self, person: int, target: int, points: int = 1) -> int | None:
        return self.do(person, CastVote(self.vote, target, points))

    def options(self, audience: Audience = Audience.SCREEN, round: int = 1) -> dict[int, dict[str, object]]:
        """What an audience sees of the options, by target."""
        return {o["target"]: o for o in self.sees(audience).of("vote") if o["round"] == round}

    def shown(self, audience: Audience = Audience.SCREEN) -> dict[str, object]:
        return self.sees(audience).at("stage", self.vote)

    def ballot(self, person: int) -> dict[int, int]:
        return {cast["target"]: cast["points"] for cast in self.own(person).of("cast")}


@pytest.fixture
def urn() -> Urn:
    return Urn()


# ---- Options


def test_opening_a_vote_fixes_what_can_be_voted_on(urn: Urn) -> None:
    """B3."""
    assert {t: o["title"] for t, o in urn.options().items()} == {
        urn.green: "Green",
        urn.safe: "Safe",
        urn.fair: "Fair",
    }
    late = urn.do(fay, AddCluster(urn.sort, "Late")) or 0
    assert urn.refuses(ana, CastVote(urn.vote, late, 1)).reason == "not-an-option"
    urn.do(fay, LockStage(urn.vote))
    urn.do(fay, OpenStage(urn.vote))
    assert len(urn.events("vote.option_added")) == 3, "Opening a locked vote again adds nothing."
    assert urn.refuses(ana, CastVote(urn.vote, late, 1)).reason == "not-an-option"


def test_a_vote_on_nothing_does_not_open(table: Table) -> None:
    board = table.begin("board", questions=["How?"], visibility="own")
    table.begin("clusters")
    on_clusters, on_notes = table.add("vote"), table.add("vote", target="notes")
    assert table.refuses(fay, OpenStage(on_clusters)).reason == "nothing-to-vote-on"
    table.do(ana, AddNote(board + 1, "nobody else has seen this"))
    assert table.refuses(fay, OpenStage(on_notes)).reason == "nothing-to-vote-on"
    table.do(fay, RevealStage(board))
    table.do(fay, OpenStage(on_notes))


def test_only_notes_that_everyone_sees_are_voted_on(table: Table) -> None:
    board = table.begin("board", questions=["How?"])
    kept, removed, hidden = (table.do(ana, AddNote(board + 1, t)) or 0 for t in ("kept", "gone", "rude"))
    table.do(ana, RemoveNote(removed))
    table.do(fay, HideNote(hidden))
    table.begin("vote", target="notes")
    assert [o["target"] for o in table.own(ana).of("vote")] == [kept]


def test_a_note_on_the_ballot_is_not_reworded_and_its_words_stay_its_own(table: Table) -> None:
    """B3; V1: a note that is hidden while people vote leaves no copy of its words behind."""
    board = table.begin("board", questions=["How?"])
    note = table.do(ana, AddNote(board + 1, "trees and insults")) or 0
    vote = table.begin("vote", target="notes")
    assert table.refuses(ana, EditNote(note, "something else")).reason == "frozen"
    assert table.refuses(ana, RemoveNote(note)).reason == "frozen"
    table.do(fay, HideNote(note))
    assert "insults" not in str(table.sees(Audience.SCREEN).records)
    table.do(fay, CloseStage(vote))
    table.do(ana, EditNote(note, "trees"))


def test_a_vote_on_clusters_needs_clusters_to_work_on(table: Table) -> None:
    table.begin("board", questions=["How?"])
    assert activities.read("stage.add", {"activity": "vote"})
    with pytest.raises(Refused) as refused:
        table.add("vote")
    assert refused.value.reason == "nothing-to-work-on"


def test_results_keep_the_wording_people_voted_on(urn: Urn) -> None:
    urn.do(fay, RevealStage(urn.vote))
    urn.do(fay, RenameCluster(urn.green, "Greener"))
    assert urn.options()[urn.green]["title"] == "Green"


def test_two_votes_on_the_same_clusters_thaw_only_when_both_are_over(urn: Urn) -> None:
    second = urn.begin("vote")
    urn.do(fay, RevealStage(urn.vote))
    assert urn.refuses(fay, RemoveCluster(urn.fair)).reason == "frozen"
    urn.do(fay, LockStage(second))
    assert urn.refuses(fay, RemoveCluster(urn.fair)).reason == "frozen"
    urn.do(fay, CloseStage(second))
    urn.do(fay, RemoveCluster(urn.fair))


# ---- Budgets


def test_nobody_spends_more_dots_than_they_have(urn: Urn) -> None:
    """B1."""
    urn.cast(ana, urn.green, 2)
    refused = urn.refuses(ana, CastVote(urn.vote, urn.safe, 2))
    assert refused.reason == "no-dots"
    assert "You have 1 dot left." in str(refused)
    urn.cast(ana, urn.safe, 1)
    assert "You have 0 dots left." in str(urn.refuses(ana, CastVote(urn.vote, urn.fair, 1)))
    urn.cast(ben, urn.fair, 2)


def test_points_replace_earlier_ones_and_are_not_added_to_them(urn: Urn) -> None:
    for points in (2, 1, 2):
        urn.cast(ana, urn.green, points)
    assert urn.ballot(ana) == {urn.green: 2}
    urn.cast(ana, urn.safe, 1)
    urn.cast(ana, urn.green, 0)
    urn.cast(ana, urn.fair, 2)
    assert urn.ballot(ana) == {urn.safe: 1, urn.fair: 2}


def test_one_thing_takes_only_so_many_dots_of_a_person(urn: Urn) -> None:
    refused = urn.refuses(ana, CastVote(urn.vote, urn.green, 3))
    assert refused.reason == "per-item"
    assert "2" in str(refused)


@pytest.mark.parametrize("points", [-1, 21, 1.5, "2", None])
def test_points_that_are_no_number_of_dots_are_not_even_read(points: object) -> None:
    with pytest.raises(Refused) as refused:
        activities.read("vote.cast", {"stage": 1, "target": 1, "points": points})
    assert refused.value.reason == "wrong-data"


@pytest.mark.parametrize("settings", [{"dots": 0}, {"dots": 21}, {"per_item": 0}, {"target": "people"}])
def test_a_vote_has_one_to_twenty_dots(table: Table, settings: dict[str, object]) -> None:
    table.begin("board", questions=["How?"])
    table.begin("clusters")
    with pytest.raises(Refused) as refused:
        table.add("vote", **settings)
    assert refused.value.reason == "wrong-setting"


def test_forged_targets_and_stages_are_refused(urn: Urn) -> None:
    for target in (urn.notes[0], urn.sort, urn.vote, ana, 9_999, -1):
        assert urn.refuses(ana, CastVote(urn.vote, target, 1)).reason == "not-an-option"
    assert urn.refuses(ana, CastVote(urn.sort, urn.green, 1)).reason == "wrong-stage"
    assert urn.refuses(ana, CastVote(9_999, urn.green, 1)).reason == "not-found"


def test_facilitators_and_observers_do_not_vote(urn: Urn) -> None:
    ola = urn.admit(Role.OBSERVER)
    for person in (fay, ola):
        assert urn.refuses(person, CastVote(urn.vote, urn.green, 1)).reason == "not-allowed"


def test_voting_ends_with_the_lock_the_bell_and_the_reveal(urn: Urn) -> None:
    urn.do(fay, LockStage(urn.vote))
    assert urn.refuses(ana, CastVote(urn.vote, urn.green, 1)).reason == "stage-locked"
    urn.do(fay, OpenStage(urn.vote))
    urn.do(fay, SetTimer(urn.vote, 60))
    urn.wait(71)
    assert urn.refuses(ana, CastVote(urn.vote, urn.green, 1)).reason == "time-over"
    urn.do(fay, RevealStage(urn.vote))
    assert urn.refuses(ana, CastVote(urn.vote, urn.green, 1)).reason == "stage-closed"


def test_a_vote_that_changes_nothing_is_no_event(urn: Urn) -> None:
    assert urn.cast(ana, urn.green, 0) is None
    assert urn.cast(ana, urn.green, 2)
    assert urn.cast(ana, urn.green, 2) is None
    assert len(urn.events("vote.cast")) == 1


def test_the_rules_of_a_vote_do_not_change_once_it_has_begun(urn: Urn) -> None:
    """B1, B2: nor does a hidden tally become a live one."""
    for settings in ({"dots": 20}, {"per_item": 1}, {"live": True}, {"of": urn.board, "target": "notes"}):
        assert urn.refuses(fay, EditStage(urn.vote, settings=settings)).reason == "vote-begun"
    urn.do(fay, EditStage(urn.vote, title="What comes first?", settings={"minutes": 5, "dots": 3}))
    urn.do(fay, CloseStage(urn.vote))
    assert urn.refuses(fay, EditStage(urn.vote, settings={"live": True})).reason == "vote-begun"


# ---- Secrecy


def test_tallies_are_hidden_from_everyone_until_the_reveal(urn: Urn) -> None:
    """B2."""
    urn.cast(ana, urn.green, 2)
    urn.do(fay, LockStage(urn.vote))
    for audience in Audience:
        assert all(not TALLY & set(option) for option in urn.options(audience).values())
        assert urn.shown(audience)["voted"] == 1
        assert urn.shown(audience)["people"] == 3
        assert "spent" not in urn.shown(audience)
    urn.do(fay, RevealStage(urn.vote))
    for audience in Audience:
        assert urn.options(audience)[urn.green]["points"] == 2
        assert urn.shown(audience)["spent"] == 2


def test_a_live_vote_shows_points_as_they_come(urn: Urn) -> None:
    live = Urn(live=True)
    live.cast(ana, live.green, 2)
    live.cast(ben, live.green, 1)
    assert live.options()[live.green] == {
        "stage": live.vote,
        "round": 1,
        "target": live.green,
        "title": "Green",
        "points": 3,
        "voters": 2,
    }


def test_a_vote_closed_without_a_reveal_is_shown_to_facilitators_only(urn: Urn) -> None:
    """B2."""
    urn.cast(ana, urn.green, 2)
    urn.do(fay, CloseStage(urn.vote))
    assert urn.options(Audience.FACILITATOR)[urn.green]["points"] == 2
    assert urn.options(Audience.FACILITATOR)[urn.green]["rank"] == 1
    for audience in (Audience.PARTICIPANT, Audience.OBSERVER, Audience.SCREEN):
        assert all(not TALLY & set(option) for option in urn.options(audience).values())


def test_only_the_voter_sees_a_vote_and_no_entry_says_whose_it_is(urn: Urn) -> None:
    """B5."""
    urn.cast(ana, urn.green, 1)
    urn.cast(ana, urn.green, 2)
    assert urn.ballot(ana) == {urn.green: 2}
    assert urn.ballot(ben) == urn.ballot(fay) == {}
    for audience in Audience:
        assert urn.sees(audience).of("cast") == []
    first, second = urn.events("vote.cast")
    assert (first.by, second.by) == (None, None)
    assert (first.event.replaces, second.event.replaces) == (0, first.seq)


def test_whose_a_vote_was_is_forgotten_when_the_vote_is_closed_and_the_count_stays(urn: Urn) -> None:
    """B5."""
    urn.cast(ana, urn.green, 2)
    urn.cast(ben, urn.green, 1)
    urn.cast(cleo, urn.safe, 1)
    urn.cast(cleo, urn.safe, 0)
    urn.do(fay, RevealStage(urn.vote))
    revealed = urn.shown()
    assert revealed["voted"] == 2, "Cleo took hers back."
    urn.do(fay, CloseStage(urn.vote))
    assert not any(urn.state.owners.by_stage.values())
    assert urn.ballot(ana) == {}
    assert {**urn.shown(), "state": "revealed", "closed": None} == revealed
    assert (urn.options()[urn.green]["points"], urn.options()[urn.green]["voters"]) == (3, 2)


def test_closing_the_workshop_counts_the_vote_as_closing_the_stage_does(urn: Urn) -> None:
    urn.cast(ana, urn.green, 2)
    urn.cast(cleo, urn.safe, 1)
    urn.cast(cleo, urn.safe, 0)
    urn.do(fay, CloseWorkshop())
    assert (urn.shown()["voted"], urn.shown()["people"]) == (1, 3)


def test_more_people_than_there_are_have_never_voted(urn: Urn) -> None:
    for person in (ana, ben, cleo):
        urn.cast(person, urn.green, 1)
    assert (urn.shown()["voted"], urn.shown()["people"]) == (3, 3)
    urn.do(fay, RemovePerson(ana))
    assert (urn.shown()["voted"], urn.shown()["people"]) == (3, 3)


def test_who_votes_and_leaves_still_counts_among_the_people(urn: Urn) -> None:
    urn.cast(ana, urn.green, 2)
    urn.do(fay, RemovePerson(ana))
    urn.do(fay, RevealStage(urn.vote))
    assert (urn.shown()["voted"], urn.shown()["people"]) == (1, 3)
    urn.admit(Role.PARTICIPANT, "public")
    assert urn.shown()["people"] == 3, "The turnout is of those who were there."


# ---- Results


def test_results_count_points_and_distinct_voters_and_report_ties_as_ties(urn: Urn) -> None:
    """B3: competition ranking, 1 2 2 4."""
    more = Urn(dots=6)
    for person, target, points in [
        (ana, more.green, 2),
        (ben, more.green, 1),
        (ana, more.safe, 2),
        (ben, more.fair, 1),
        (cleo, more.fair, 1),
    ]:
        more.cast(person, target, points)
    more.do(fay, RevealStage(more.vote))
    results = [(o["points"], o["voters"], o["rank"], o.get("tied")) for o in more.options().values()]
    assert results == [(3, 2, 1, None), (2, 1, 2, True), (2, 2, 2, True)]

    urn.cast(ana, urn.green, 1)
    urn.cast(ben, urn.safe, 1)
    urn.do(fay, RevealStage(urn.vote))
    assert [o["rank"] for o in urn.options().values()] == [1, 1, 3]


def test_who_took_all_points_back_has_not_voted(urn: Urn) -> None:
    urn.cast(ana, urn.green, 2)
    assert urn.shown()["voted"] == 1
    urn.cast(ana, urn.green, 0)
    assert urn.shown()["voted"] == 0
    assert urn.state.responded(urn.vote) == {ana}
    urn.do(fay, RevealStage(urn.vote))
    assert (urn.options()[urn.green]["points"], urn.options()[urn.green]["voters"]) == (0, 0)
    assert (urn.shown()["voted"], urn.shown()["spent"]) == (0, 0)


# ---- Rounds


def test_a_new_round_has_new_options_and_a_fresh_budget_and_keeps_the_old_results(urn: Urn) -> None:
    urn.cast(ana, urn.green, 2)
    urn.do(fay, RevealStage(urn.vote))
    urn.do(fay, RemoveCluster(urn.fair))
    late = urn.do(fay, AddCluster(urn.sort, "Late")) or 0
    urn.do(fay, ReopenStage(urn.vote))
    assert set(urn.options(round=2)) == {urn.green, urn.safe, late}
    assert urn.options(round=1)[urn.green]["points"] == 2, "What people saw is not hidden again."
    assert urn.shown()["voted"] == 0
    assert urn.refuses(ana, CastVote(urn.vote, urn.fair, 1)).reason == "not-an-option"
    urn.cast(ana, late, 2)
    urn.cast(ana, urn.green, 1)
    assert urn.events("vote.cast")[-1].event.replaces == 0, "Votes of another round are not replaced."
    assert all(not TALLY & set(option) for option in urn.options(round=2).values())
    urn.do(fay, RevealStage(urn.vote))
    assert urn.options(round=1)[urn.green]["points"] == 2
    assert urn.options(round=2)[late]["points"] == 2


def test_a_round_closed_in_secret_stays_secret_when_a_later_one_is_revealed(urn: Urn) -> None:
    """B2."""
    urn.cast(ana, urn.green, 2)
    urn.do(fay, CloseStage(urn.vote))
    urn.do(fay, ReopenStage(urn.vote))
    urn.cast(ben, urn.safe, 1)
    urn.do(fay, RevealStage(urn.vote))
    assert urn.options(round=2)[urn.safe]["points"] == 1
    assert all(not TALLY & set(option) for option in urn.options(round=1).values())
    assert urn.options(Audience.FACILITATOR, round=1)[urn.green]["points"] == 2


def test_a_new_round_needs_something_to_vote_on(urn: Urn) -> None:
    urn.do(fay, CloseStage(urn.vote))
    for cluster in (urn.green, urn.safe, urn.fair):
        urn.do(fay, RemoveCluster(cluster))
    assert urn.refuses(fay, ReopenStage(urn.vote)).reason == "nothing-to-vote-on"


def test_the_log_alone_gives_the_same_vote(urn: Urn) -> None:
    """L1, and B1: a restart in a second round gives nobody their dots back."""
    urn.cast(ana, urn.green, 2)
    urn.cast(ana, urn.green, 1)
    urn.do(fay, CloseStage(urn.vote))
    urn.do(fay, ReopenStage(urn.vote))
    urn.cast(ana, urn.safe, 2)
    for person in (fay, ana, ben):
        assert urn.refolded_for(person) == urn.own(person).records
    assert urn.ballot(ana) == {urn.safe: 2}
    urn.do(fay, RevealStage(urn.vote))
    urn.do(fay, CloseStage(urn.vote))
    assert urn.refolded_for(ben) == urn.own(ben).records
