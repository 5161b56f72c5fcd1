"""The minutes hold every word once, where it belongs, and no more than each level may know."""

from dialogue.activities.actions import AcceptAction, AddAction, CloseAction
from dialogue.activities.board import AddNote, HideNote, RemoveNote
from dialogue.activities.clusters import AddCluster, MoveNotes
from dialogue.activities.ground_rules import AdoptRule, AmendRule, ProposeRule, RespondToRule, SetRuleAside
from dialogue.activities.parking_lot import ParkItem
from dialogue.activities.vote import CastVote
from dialogue.exports.document import Level, Minutes, plain
from dialogue.exports.minutes import minutes_of
from dialogue.kernel import Role
from dialogue.workshop import CloseStage, OpenStage, ReopenStage, RevealStage
from tests.table import Table, ana, ben, cleo, fay


def held(identity: str = "sector") -> tuple[Table, list[int]]:
    """A table with two questions, and three notes under the first: the second builds on the first."""
    table = Table()
    stage = table.begin("board", questions=["What works?", "What does not?"], identity=identity)
    board = stage + 1
    first = table.do(ana, AddNote(board, "More trees"))
    second = table.do(ben, AddNote(board, "and benches beneath them", on=first))
    third = table.do(cleo, AddNote(board, "A place to talk"))
    return table, [stage, board, first or 0, second or 0, third or 0]


def texts(minutes: Minutes) -> list[str]:
    return [line.text for line in minutes.notes()]


def test_every_note_stands_once_under_its_question_and_its_cluster():
    table, [stage, _, first, second, third] = held()
    table.do(fay, RevealStage(stage))
    sorting = table.begin("clusters")
    cluster = table.do(fay, AddCluster(sorting, "Outdoors", [first, second]))
    minutes = minutes_of(table.state)
    [one, other] = minutes.boards[0].questions
    assert one.question == "What works?"
    [place] = one.clusters
    assert (place.cluster, place.title) == (cluster, "Outdoors")
    assert [line.note for line in place.notes] == [first]
    assert [line.note for line in place.notes[0].built] == [second]
    assert [line.note for line in one.ungrouped] == [third]
    assert (other.question, other.notes, other.clusters) == ("What does not?", 0, [])
    assert sorted(texts(minutes)) == sorted(["More trees", "and benches beneath them", "A place to talk"])
    assert minutes.clusters[0].notes == 2


def test_a_note_that_builds_on_one_in_another_cluster_stands_in_its_own():
    table, [_, _, first, second, _] = held()
    sorting = table.begin("clusters")
    table.do(fay, AddCluster(sorting, "Green", [first]))
    places = table.do(fay, AddCluster(sorting, "Seats"))
    table.do(fay, MoveNotes([second], places))
    [green, seats] = minutes_of(table.state).boards[0].questions[0].clusters
    assert green.notes[0].built == []
    assert (seats.notes[0].note, seats.notes[0].on) == (second, first)


def test_removed_notes_are_gone_and_hidden_ones_are_counted():
    table, [_, _, first, _, third] = held()
    table.do(cleo, RemoveNote(third))
    table.do(fay, HideNote(first, "Names somebody"))
    question = minutes_of(table.state).boards[0].questions[0]
    assert (question.notes, question.hidden) == (1, 1)
    assert texts(minutes_of(table.state)) == ["and benches beneath them"]
    assert question.withheld == []
    [withheld] = minutes_of(table.state, Level.FULL).boards[0].questions[0].withheld
    assert (withheld.text, withheld.reason) == ("More trees", "Names somebody")


def test_what_is_not_revealed_is_counted_but_not_told_to_participants():  # V1
    table = Table()
    board = table.begin("board", questions=["What works?"], visibility="own") + 1
    for person, text in [(ana, "More trees"), (ben, "Benches"), (cleo, "A place to talk")]:
        table.do(person, AddNote(board, text))
    question = minutes_of(table.state, Level.PARTICIPANTS).boards[0].questions[0]
    assert (question.notes, question.unrevealed) == (0, 3)
    assert len(texts(minutes_of(table.state, Level.ORGANISER))) == 3


def test_names_are_in_no_level_where_the_stage_shows_sectors_only():  # V1
    table, _ = held(identity="sector")
    for level in (Level.PUBLIC, Level.PARTICIPANTS, Level.ORGANISER):
        assert "Ana" not in str(plain(minutes_of(table.state, level)))
    assert {line.sector for line in minutes_of(table.state).notes()} == {
        "public",
        "private",
        "civil society",
    }


def test_a_public_record_holds_no_name_where_others_do():  # V1
    table, _ = held(identity="named")
    table.do(fay, AddAction("Plant them", owner=ben))
    table.begin("ground_rules")
    named = str(plain(minutes_of(table.state, Level.PARTICIPANTS)))
    assert all(name in named for name in ("Ana", "Ben", "Fay"))
    public = minutes_of(table.state, Level.PUBLIC)
    assert not any(name in str(plain(public)) for name in ("Ana", "Ben", "Cleo", "Fay", "office"))
    assert public.actions[0].is_owned
    assert {line.sector for line in public.notes()} == {""}


def test_only_the_full_record_says_who_was_there():
    table, _ = held()
    assert minutes_of(table.state, Level.ORGANISER).attendance == []
    names = [person.name for person in minutes_of(table.state, Level.FULL).attendance]
    assert names == ["Fay", "Ana", "Ben", "Cleo"]


def test_people_are_counted_by_sector_in_the_order_offered():
    table, _ = held()
    table.admit(Role.PARTICIPANT, "civil society")
    counts = [(each.sector, each.people) for each in minutes_of(table.state).sectors]
    assert counts == [("public", 1), ("private", 1), ("civil society", 2)]
    assert minutes_of(table.state).numbers.people == 4


def test_rules_are_told_by_what_became_of_them_with_counts_and_reasons():
    table = Table()
    stage = table.begin("ground_rules", rules=["Listen"], accept_facilitators=False)
    listen = stage + 1
    proposed = table.do(ana, ProposeRule(stage, "Phones away")) or 0
    for person in (ana, ben):
        table.do(person, RespondToRule(listen, "agree"))
        table.do(person, RespondToRule(proposed, "object", "We join by phone"))
    table.do(fay, AdoptRule(listen))
    table.do(fay, SetRuleAside(proposed))
    [agreement] = minutes_of(table.state).agreements
    assert [(rule.text, rule.agree) for rule in agreement.adopted] == [("Listen", 2)]
    [aside] = agreement.set_aside
    assert (aside.object, aside.reasons) == (2, ["We join by phone", "We join by phone"])


def test_priorities_have_points_voters_ranks_and_ties_once_revealed():  # B2, B3
    table, [_, _, first, second, third] = held()
    sorting = table.begin("clusters")
    green = table.do(fay, AddCluster(sorting, "Green", [first])) or 0
    seats = table.do(fay, AddCluster(sorting, "Seats", [second])) or 0
    talk = table.do(fay, AddCluster(sorting, "Talk", [third])) or 0
    stage = table.add("vote", dots=3, per_item=2)
    table.do(fay, OpenStage(stage))
    for person, target, points in [(ana, green, 2), (ana, seats, 1), (ben, green, 1), (ben, talk, 1)]:
        table.do(person, CastVote(stage, target, points))
    assert not minutes_of(table.state).priorities[0].is_counted
    table.do(fay, RevealStage(stage))
    [part] = minutes_of(table.state).priorities
    assert (part.voted, part.people, part.spent) == (2, 3, 5)
    rows = [(row.title, row.points, row.voters, row.rank, row.tied) for row in part.rows]
    assert rows == [("Green", 3, 2, 1, False), ("Seats", 1, 1, 2, True), ("Talk", 1, 1, 2, True)]


def test_an_action_and_a_parked_note_refer_to_words_without_repeating_them():
    table, [_, _, first, _, _] = held()
    table.do(fay, AddAction("Buy saplings", owner=ana, due="2027-03-01", source=first))
    table.do(ben, ParkItem(note=first))
    minutes = minutes_of(table.state)
    [action] = minutes.actions
    assert (action.owner, action.due, action.from_note) == ("Ana", "2027-03-01", first)
    assert minutes.parked[0].note == first
    assert str(plain(minutes)).count("More trees") == 1


def test_making_minutes_changes_nothing():
    table, _ = held()
    before = (table.state.seq, dict(table.state.touched))
    assert minutes_of(table.state) == minutes_of(table.state)
    assert (table.state.seq, table.state.touched) == before


def test_with_its_history_the_minutes_say_when_things_were_made():
    table, [stage, _, first, second, _] = held()
    table.do(fay, CloseStage(stage))
    table.wait(60)
    sorting = table.begin("clusters")
    table.do(fay, AddCluster(sorting, "Outdoors", [first, second]))
    table.wait(60)
    action = table.do(fay, AddAction("Plant them", owner=ben)) or 0
    table.wait(60)
    table.do(ben, AcceptAction(action))
    table.do(fay, CloseAction(action, "Done"))
    minutes = minutes_of(table.state, history=table.log)
    begun = minutes.stages[0].opened or 0
    assert minutes.clusters[0].at == begun + 60
    assert minutes.actions[0].at == begun + 120
    assert minutes.actions[0].accepted == minutes.actions[0].closed == begun + 180
    assert minutes_of(table.state).clusters[0].at is None, "The state alone does not know."


def test_it_is_told_how_many_wrote_in_a_cluster_unless_nobody_can_know():  # P5
    for identity, expected in (("sector", 2), ("anonymous", 0)):
        table, [stage, _, first, second, _] = held(identity)
        table.do(fay, CloseStage(stage))
        sorting = table.begin("clusters")
        table.do(fay, AddCluster(sorting, "Outdoors", [first, second]))
        minutes = minutes_of(table.state)
        assert minutes.clusters[0].writers == expected
        assert minutes.boards[0].questions[0].clusters[0].writers == expected


def test_a_round_that_was_voted_on_before_keeps_how_many_took_part():
    table, [_, _, first, _, _] = held()
    sorting = table.begin("clusters")
    green = table.do(fay, AddCluster(sorting, "Green", [first])) or 0
    vote = table.begin("vote")
    table.do(ana, CastVote(vote, green, 1))
    table.do(ben, CastVote(vote, green, 1))
    table.do(fay, RevealStage(vote))
    table.do(fay, ReopenStage(vote))
    table.do(ana, CastVote(vote, green, 2))
    table.do(fay, RevealStage(vote))
    rounds = minutes_of(table.state, history=table.log).priorities
    assert [(part.round, part.voted, part.people, part.spent) for part in rounds] == [
        (1, 2, 3, 2),
        (2, 1, 3, 2),
    ]
    assert all(part.ended for part in rounds)


def test_an_earlier_wording_of_a_rule_is_in_the_full_record_only():  # V1
    table = Table()
    stage = table.begin("ground_rules")
    rule = table.do(ana, ProposeRule(stage, "Phones away")) or 0
    table.do(fay, AmendRule(rule, "Phones on silent"))
    for level in (Level.PUBLIC, Level.PARTICIPANTS, Level.ORGANISER):
        assert "Phones away" not in str(plain(minutes_of(table.state, level)))
    assert "Phones away" in str(plain(minutes_of(table.state, Level.FULL)))
