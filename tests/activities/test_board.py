"""Board: notes under questions, who sees them, and whose they are."""

import pytest

from dialogue.activities import EVENTS
from dialogue.activities.board import (
    AddBoard,
    AddNote,
    EditBoard,
    EditNote,
    HideNote,
    ReleaseAll,
    ReleaseNote,
    RemoveBoard,
    RemoveNote,
    RestoreNote,
)
from dialogue.kernel import Audience, Role
from dialogue.workshop import (
    GRACE,
    CloseStage,
    EditStage,
    LockStage,
    OpenStage,
    PauseWorkshop,
    RemovePerson,
    ReopenStage,
    RevealStage,
    SetTimer,
)
from tests.table import Table, ana, ben, cleo, fay

OTHERS = [Audience.PARTICIPANT, Audience.OBSERVER, Audience.SCREEN]


def board_of(table: Table, **settings: object) -> tuple[int, int]:
    """An open stage with one question; the seqs of both."""
    stage = table.begin("board", questions=["What would help?"], **settings)
    return stage, stage + 1


# ---- Questions


def test_each_question_of_the_run_sheet_becomes_a_board(table: Table) -> None:
    table.add("board", questions=["What works?", "  ", "What does not?"])
    boards = table.sees(Audience.FACILITATOR).of("board")
    assert [board["question"] for board in boards] == ["What works?", "What does not?"]


def test_participants_read_the_questions_once_the_stage_opens(table: Table) -> None:
    stage = table.add("board", questions=["What works?"])
    for audience in OTHERS:
        assert "What works?" not in str(table.sees(audience).records)
    table.do(fay, OpenStage(stage))
    for audience in OTHERS:
        assert len(table.sees(audience).of("board")) == 1


def test_a_facilitator_adds_and_rewords_a_question_while_people_write(table: Table) -> None:
    stage, _ = board_of(table)
    board = table.do(fay, AddBoard(stage, " And then? "))
    table.do(fay, EditBoard(board, "What comes then?"))
    assert table.sees(Audience.PARTICIPANT).at("board", board)["question"] == "What comes then?"


def test_a_question_cannot_be_added_once_the_stage_is_over(table: Table) -> None:
    stage, _ = board_of(table)
    table.do(fay, CloseStage(stage))
    assert table.refuses(fay, AddBoard(stage, "One more?")).reason == "stage-state"


def test_a_question_stays_as_it_is_once_the_stage_is_closed(table: Table) -> None:
    stage, board = board_of(table)
    table.do(fay, CloseStage(stage))
    for command in (EditBoard(board, "Something else?"), RemoveBoard(board)):
        assert table.refuses(fay, command).reason == "stage-state"


def test_questions_can_be_edited_before_the_stage_opens(table: Table) -> None:
    stage = table.add("board", questions=["What would help?", "What hinders?"])
    table.do(fay, EditBoard(stage + 1, "What helps?"))
    table.do(fay, RemoveBoard(stage + 2))
    table.do(fay, AddBoard(stage, "Who helps?"))
    table.do(fay, OpenStage(stage))
    boards = table.sees(Audience.PARTICIPANT).of("board")
    assert [board["question"] for board in boards] == ["What helps?", "Who helps?"]


def test_editing_a_stage_does_not_replace_its_questions(table: Table) -> None:
    stage = table.add("board", questions=["What would help?"])
    table.do(fay, EditStage(stage, settings={"questions": ["What would help?"], "visibility": "own"}))
    refused = table.refuses(fay, EditStage(stage, settings={"questions": ["Another?"]}))
    assert refused.reason == "one-by-one"
    assert "board.add" in str(refused)


def test_questions_are_added_only_to_a_board(table: Table) -> None:
    stage = table.begin("evaluation")
    assert table.refuses(fay, AddBoard(stage, "What would help?")).reason == "wrong-stage"


def test_a_question_is_taken_away_only_while_nobody_has_written_under_it(table: Table) -> None:
    stage, board = board_of(table)
    empty = table.do(fay, AddBoard(stage, "Anything else?"))
    table.do(ana, AddNote(board, "more trees"))
    assert table.refuses(fay, RemoveBoard(board)).reason == "not-empty"
    table.do(fay, RemoveBoard(empty))
    assert f"board/{empty}" not in table.sees(Audience.FACILITATOR)
    assert table.refuses(ana, AddNote(empty, "too late")).reason == "not-found"


def test_participants_do_not_change_questions(table: Table) -> None:
    """P1: roles sit on the command."""
    stage, board = board_of(table)
    for command in (AddBoard(stage, "Mine?"), EditBoard(board, "Mine?"), RemoveBoard(board)):
        assert table.refuses(ana, command).reason == "not-allowed"


# ---- Writing


def test_a_note_appears_under_its_question_for_everyone(table: Table) -> None:
    _, board = board_of(table)
    table.do(ana, AddNote(board, "  more trees\u0000 "))
    for audience in Audience:
        [note] = table.sees(audience).notes()
        assert (note["board"], note["text"]) == (board, "more trees")
        assert note["at"] == int(table.clock)


def test_only_participants_write_notes(table: Table) -> None:
    """P1"""
    _, board = board_of(table)
    watcher = table.admit(Role.OBSERVER)
    for person in (fay, watcher):
        assert table.refuses(person, AddNote(board, "I think")).reason == "not-allowed"


@pytest.mark.parametrize(("text", "reason"), [("", "empty"), (" \n ", "empty"), ("x" * 281, "too-long")])
def test_a_note_is_neither_empty_nor_longer_than_it_may_be(table: Table, text: str, reason: str) -> None:
    _, board = board_of(table)
    assert table.refuses(ana, AddNote(board, text)).reason == reason
    assert table.do(ana, AddNote(board, "x" * 280))


def test_the_stage_must_be_open_to_write(table: Table) -> None:
    stage = table.add("board", questions=["What would help?"])
    note = AddNote(stage + 1, "more trees")
    assert table.refuses(ana, note).reason == "stage-draft"
    table.do(fay, OpenStage(stage))
    table.do(fay, LockStage(stage))
    assert table.refuses(ana, note).reason == "stage-locked"
    table.do(fay, OpenStage(stage))
    assert table.do(ana, note)
    table.do(fay, RevealStage(stage))
    assert table.refuses(ana, note).reason == "stage-closed"


def test_a_note_may_come_a_little_after_the_bell_and_no_later(table: Table) -> None:
    stage, board = board_of(table)
    table.do(fay, SetTimer(stage, 60))
    table.wait(60 + GRACE)
    assert table.do(ana, AddNote(board, "just in time"))
    table.wait(1)
    assert table.refuses(ana, AddNote(board, "too late")).reason == "time-over"
    table.do(fay, SetTimer(stage, 60))
    assert table.do(ana, AddNote(board, "five minutes more"))


def test_nobody_writes_while_the_workshop_is_paused(table: Table) -> None:
    _, board = board_of(table)
    table.do(fay, PauseWorkshop())
    assert table.refuses(ana, AddNote(board, "more trees")).reason == "workshop-paused"


def test_a_removed_person_writes_no_more_and_their_notes_stay(table: Table) -> None:
    _, board = board_of(table)
    table.do(ana, AddNote(board, "more trees"))
    table.do(fay, RemovePerson(ana))
    assert table.refuses(ana, AddNote(board, "and bushes")).reason == "removed"
    assert len(table.sees(Audience.PARTICIPANT).notes()) == 1


# ---- Building on a note


def test_a_note_builds_on_another_one_level_deep(table: Table) -> None:
    _, board = board_of(table)
    first = table.do(ana, AddNote(board, "more trees"))
    second = table.do(ben, AddNote(board, "and benches under them", on=first))
    assert table.sees(Audience.SCREEN).at("note", second)["on"] == first
    assert table.refuses(cleo, AddNote(board, "painted ones", on=second)).reason == "too-deep"


def test_a_note_builds_only_on_one_that_its_author_can_see(table: Table) -> None:
    """V1: a refusal does not tell a hidden note from an absent one."""
    _, board = board_of(table, visibility="own")
    hidden = table.do(ana, AddNote(board, "more trees"))
    secret = table.refuses(ben, AddNote(board, "and benches", on=hidden))
    absent = table.refuses(ben, AddNote(board, "and benches", on=9_999))
    assert secret.reason == absent.reason == "not-found"
    assert table.do(ana, AddNote(board, "tall ones", on=hidden))


def test_a_note_builds_on_one_of_the_same_board(table: Table) -> None:
    stage, board = board_of(table)
    other = table.do(fay, AddBoard(stage, "Anything else?"))
    note = table.do(ana, AddNote(board, "more trees"))
    assert table.refuses(ana, AddNote(other, "see there", on=note)).reason == "not-found"


# ---- Whose a note is


def test_only_its_author_changes_a_note(table: Table) -> None:
    """P1"""
    _, board = board_of(table)
    note = table.do(ana, AddNote(board, "more trees"))
    for command in (EditNote(note, "fewer trees"), RemoveNote(note), RestoreNote(note)):
        assert table.refuses(ben, command).reason == "not-yours"
        assert table.refuses(fay, command).reason == "not-allowed"
    table.do(ana, EditNote(note, "many more trees"))
    [shown] = table.sees(Audience.PARTICIPANT).notes()
    assert (shown["text"], shown["edited"]) == ("many more trees", True)


def test_a_note_sent_with_the_words_it_has_is_not_edited(table: Table) -> None:
    _, board = board_of(table)
    note = table.do(ana, AddNote(board, "more trees"))
    assert table.do(ana, EditNote(note, " more trees ")) is None
    [shown] = table.sees(Audience.PARTICIPANT).notes()
    assert "edited" not in shown and shown["text"] == "more trees"


def test_changing_a_note_that_one_cannot_see_tells_nothing_of_it(table: Table) -> None:
    """V1"""
    _, board = board_of(table, visibility="own")
    note = table.do(ana, AddNote(board, "more trees"))
    secret, absent = table.refuses(ben, EditNote(note, "x")), table.refuses(ben, EditNote(9_999, "x"))
    assert (secret.reason, str(secret)) == (absent.reason, str(absent))


def test_a_removed_note_is_gone_for_others_and_comes_back_for_its_author(table: Table) -> None:
    _, board = board_of(table)
    note = table.do(ana, AddNote(board, "more trees"))
    table.do(ana, RemoveNote(note))
    for audience in Audience:
        assert table.sees(audience).notes() == []
    assert table.own(ana).at("note", note)["state"] == "removed"
    assert table.refuses(ana, EditNote(note, "fewer trees")).reason == "removed"
    assert table.refuses(ana, RemoveNote(note)).reason == "removed"
    table.do(ana, RestoreNote(note))
    assert table.refuses(ana, RestoreNote(note)).reason == "not-removed"
    assert len(table.sees(Audience.SCREEN).notes()) == 1


def test_a_person_sees_which_notes_are_theirs(table: Table) -> None:
    _, board = board_of(table)
    note = table.do(ana, AddNote(board, "more trees"))
    assert table.own(ana).at("note", note)["mine"] is True
    assert "mine" not in table.own(ben).at("note", note)


def test_notes_on_which_people_vote_do_not_change(table: Table) -> None:
    """B3"""
    _, board = board_of(table)
    note = table.do(ana, AddNote(board, "more trees"))
    table.state.frozen.add(note)
    for command in (EditNote(note, "fewer trees"), RemoveNote(note)):
        assert table.refuses(ana, command).reason == "frozen"


# ---- Who sees a note


def test_while_people_write_for_themselves_only_they_and_facilitators_see_it(table: Table) -> None:
    """V1: what an audience may not see never leaves."""
    stage, board = board_of(table, visibility="own")
    note = table.do(ana, AddNote(board, "more trees"))
    for audience in OTHERS:
        view = table.sees(audience)
        assert view.notes() == []
        assert "more trees" not in str(view.records)
    assert table.own(ben).notes() == []
    assert table.own(ana).at("note", note)["text"] == "more trees"
    assert len(table.sees(Audience.FACILITATOR).notes()) == 1
    table.do(fay, RevealStage(stage))
    for audience in OTHERS:
        assert len(table.sees(audience).notes()) == 1


def test_a_new_round_hides_nothing_that_was_seen(table: Table) -> None:
    """B0: revealed notes stay; what is new is hidden until the next reveal."""
    stage, board = board_of(table, visibility="own")
    table.do(ana, AddNote(board, "more trees"))
    table.do(fay, RevealStage(stage))
    table.do(fay, ReopenStage(stage))
    table.do(ben, AddNote(board, "more benches"))
    assert [note["text"] for note in table.sees(Audience.SCREEN).notes()] == ["more trees"]
    table.do(fay, RevealStage(stage))
    assert len(table.sees(Audience.SCREEN).notes()) == 2


def test_a_moderated_note_is_held_until_a_facilitator_releases_it(table: Table) -> None:
    _, board = board_of(table, visibility="facilitators")
    note = table.do(ana, AddNote(board, "more trees"))
    assert table.sees(Audience.PARTICIPANT).notes() == []
    assert table.own(ana).at("note", note)["state"] == "held"
    table.do(fay, ReleaseNote(note))
    [shown] = table.sees(Audience.PARTICIPANT).notes()
    assert "state" not in shown


def test_a_moderated_note_that_comes_back_is_held_again(table: Table) -> None:
    _, board = board_of(table, visibility="facilitators")
    note = table.do(ana, AddNote(board, "more trees"))
    table.do(fay, ReleaseNote(note))
    table.do(ana, RemoveNote(note))
    table.do(ana, RestoreNote(note))
    assert table.sees(Audience.PARTICIPANT).notes() == []


def test_a_moderated_note_that_is_reworded_is_held_again(table: Table) -> None:
    """What was released is the wording that a facilitator read."""
    _, board = board_of(table, visibility="facilitators")
    note = table.do(ana, AddNote(board, "more trees"))
    table.do(fay, ReleaseNote(note))
    table.do(ana, EditNote(note, "something nobody has read"))
    assert table.sees(Audience.PARTICIPANT).notes() == []
    table.do(fay, ReleaseNote(note))
    assert len(table.sees(Audience.PARTICIPANT).notes()) == 1


def test_a_hidden_note_shows_its_author_why(table: Table) -> None:
    _, board = board_of(table)
    note = table.do(ana, AddNote(board, "call 0123"))
    table.do(fay, HideNote(note, "This is a telephone number."))
    for audience in OTHERS:
        assert "0123" not in str(table.sees(audience).records)
    mine = table.own(ana).at("note", note)
    assert (mine["state"], mine["reason"]) == ("hidden", "This is a telephone number.")
    table.do(fay, ReleaseNote(note))
    [shown] = table.sees(Audience.PARTICIPANT).notes()
    assert "reason" not in shown


def test_an_author_does_not_bring_back_what_was_hidden(table: Table) -> None:
    """P1: removing and restoring is no way around a facilitator."""
    _, board = board_of(table)
    note = table.do(ana, AddNote(board, "call 0123"))
    table.do(fay, HideNote(note, "This is a telephone number."))
    table.do(ana, RemoveNote(note))
    assert table.own(ana).at("note", note)["state"] == "removed"
    table.do(ana, RestoreNote(note))
    assert table.own(ana).at("note", note)["state"] == "hidden"
    assert table.sees(Audience.PARTICIPANT).notes() == []


def test_hiding_twice_and_releasing_what_is_shown_leads_to_nothing(table: Table) -> None:
    _, board = board_of(table)
    note = table.do(ana, AddNote(board, "more trees"))
    assert table.do(fay, ReleaseNote(note)) is None
    assert table.do(fay, HideNote(note))
    assert table.do(fay, HideNote(note)) is None


def test_everything_that_is_held_is_released_at_once_of_one_stage_or_of_all(table: Table) -> None:
    first = table.begin("board", questions=["How?", "Why?"], visibility="facilitators")
    second = table.begin("board", questions=["Who?"], visibility="facilitators")
    notes = [table.do(ana, AddNote(board, "wait")) or 0 for board in (first + 1, first + 2, second + 1)]
    hidden = table.do(ben, AddNote(first + 1, "rude")) or 0
    table.do(fay, HideNote(hidden, "It hurts people."))
    assert table.refuses(ana, ReleaseAll()).reason == "not-allowed"
    table.do(fay, ReleaseAll(first))
    assert [f"note/{note}" in table.own(ben) for note in notes] == [True, True, False]
    table.do(fay, ReleaseAll())
    assert [f"note/{note}" in table.own(ben) for note in notes] == [True, True, True]
    assert f"note/{hidden}" not in table.own(ana), "What was hidden stays so."
    assert table.do(fay, ReleaseAll()) is None


def test_participants_neither_hide_nor_release(table: Table) -> None:
    """P1"""
    _, board = board_of(table)
    note = table.do(ana, AddNote(board, "more trees"))
    for command in (HideNote(note), ReleaseNote(note)):
        assert table.refuses(ben, command).reason == "not-allowed"


# ---- Who wrote it


def test_a_note_says_no_more_of_its_author_than_the_stage_allows(table: Table) -> None:
    _, board = board_of(table)
    table.do(ana, AddNote(board, "more trees"))
    for audience in OTHERS:
        [note] = table.sees(audience).notes()
        assert note["sector"] == "public"
        assert "by" not in note
        assert f"person/{ana}" not in table.sees(audience)


def test_a_named_note_brings_the_name_with_it(table: Table) -> None:
    """V8: a person's record reaches others when something they can see bears their name."""
    stage, board = board_of(table, identity="named", visibility="own")
    table.do(ana, AddNote(board, "more trees"))
    assert f"person/{ana}" not in table.sees(Audience.PARTICIPANT)
    table.do(fay, RevealStage(stage))
    view = table.sees(Audience.PARTICIPANT)
    assert view.notes()[0]["by"] == ana
    assert view.at("person", ana)["name"] == "Ana"
    assert f"person/{ben}" not in view


def test_a_name_goes_when_the_note_that_bears_it_goes(table: Table) -> None:
    """V8"""
    _, board = board_of(table, identity="named")
    note = table.do(ana, AddNote(board, "more trees"))
    assert f"person/{ana}" in table.sees(Audience.SCREEN)
    table.do(fay, HideNote(note))
    assert f"person/{ana}" not in table.sees(Audience.SCREEN)


def test_in_an_anonymous_stage_the_log_names_nobody(table: Table) -> None:
    """P5: empty from the start, also when the author comes back to it."""
    _, board = board_of(table, identity="anonymous")
    note = table.do(ana, AddNote(board, "more trees"))
    table.do(ana, EditNote(note, "many more trees"))
    table.do(ana, RemoveNote(note))
    table.do(ana, RestoreNote(note))
    written = [entry for entry in table.log if entry.event.name.startswith("note.")]
    assert len(written) == 4
    assert {entry.by for entry in written} == {None}
    for audience in Audience:
        [shown] = table.sees(audience).notes()
        assert {"by", "sector", "mine"}.isdisjoint(shown)


def test_nobody_knows_whose_an_anonymous_note_is_once_the_stage_is_closed(table: Table) -> None:
    """P5: the table beside the log is emptied, even for the author."""
    stage, board = board_of(table, identity="anonymous")
    note = table.do(ana, AddNote(board, "more trees"))
    assert table.own(ana).at("note", note)["mine"] is True
    assert table.refuses(ben, EditNote(note, "fewer trees")).reason == "not-yours"
    table.do(fay, CloseStage(stage))
    assert not table.state.owners.of(stage)
    assert "mine" not in table.own(ana).at("note", note)
    table.do(fay, ReopenStage(stage))
    assert table.refuses(ana, EditNote(note, "fewer trees")).reason == "not-yours"


def test_identity_is_only_tightened_once_people_have_read_what_is_shown(table: Table) -> None:
    stage = table.add("board", questions=["Why?"], identity="sector")
    table.do(fay, EditStage(stage, settings={"identity": "named"}))
    table.do(fay, EditStage(stage, settings={"identity": "sector"}))
    table.do(fay, OpenStage(stage))
    table.do(ana, AddNote(stage + 1, "more trees"))
    assert table.refuses(fay, EditStage(stage, settings={"identity": "named"})).reason == "identity-loosened"
    table.do(fay, EditStage(stage, settings={"identity": "anonymous"}))
    [note] = table.sees(Audience.PARTICIPANT).notes()
    assert "sector" not in note
    assert table.refuses(fay, EditStage(stage, settings={"identity": "sector"})).reason == "identity-loosened"


def test_tightening_takes_back_names_that_were_shown(table: Table) -> None:
    """V8: phones hear of it at once; the table compares them with a fresh look."""
    stage, board = board_of(table, identity="named")
    table.do(ana, AddNote(board, "more trees"))
    table.do(fay, EditStage(stage, settings={"identity": "sector"}))
    view = table.sees(Audience.PARTICIPANT)
    assert "by" not in view.notes()[0]
    assert f"person/{ana}" not in view


def test_a_change_of_visibility_reaches_the_notes_that_are_there(table: Table) -> None:
    stage, board = board_of(table, visibility="own")
    table.do(ana, AddNote(board, "more trees"))
    assert table.sees(Audience.PARTICIPANT).notes() == []
    table.do(fay, EditStage(stage, settings={"visibility": "all"}))
    assert len(table.sees(Audience.PARTICIPANT).notes()) == 1


def test_what_people_have_seen_is_not_hidden_again(table: Table) -> None:
    stage, board = board_of(table)
    table.do(ana, AddNote(board, "more trees"))
    for visibility in ("own", "facilitators"):
        refused = table.refuses(fay, EditStage(stage, settings={"visibility": visibility}))
        assert refused.reason == "seen-already"
    assert len(table.sees(Audience.PARTICIPANT).notes()) == 1


# ---- Counts


def test_a_board_counts_notes_and_writers(table: Table) -> None:
    stage, board = board_of(table)
    note = table.do(ana, AddNote(board, "more trees"))
    table.do(ana, AddNote(board, "more birds"))
    table.do(ben, AddNote(board, "more benches"))
    shown = table.sees(Audience.SCREEN)
    assert (shown.at("board", board)["notes"], shown.at("board", board)["writers"]) == (3, 2)
    table.do(fay, HideNote(note))
    table.do(ana, RemoveNote(note + 1))
    shown = table.sees(Audience.SCREEN)
    assert (shown.at("board", board)["notes"], shown.at("board", board)["writers"]) == (1, 1)
    assert shown.at("stage", stage)["notes"] == 1


def test_a_question_that_attracts_nobody_is_visible_as_such(table: Table) -> None:
    stage, board = board_of(table)
    empty = table.do(fay, AddBoard(stage, "Anything else?"))
    table.do(ana, AddNote(board, "more trees"))
    assert [b["notes"] for b in table.sees(Audience.FACILITATOR).of("board")] == [1, 0]
    assert table.sees(Audience.FACILITATOR).at("board", empty)["writers"] == 0


def test_facilitators_see_which_sectors_are_quiet_and_others_do_not(table: Table) -> None:
    stage, board = board_of(table)
    table.do(ana, AddNote(board, "more trees"))
    quiet = table.sees(Audience.FACILITATOR).at("stage", stage)["quiet"]
    assert quiet == {"private": 1, "civil society": 1}
    for audience in OTHERS:
        assert "quiet" not in table.sees(audience).at("stage", stage)


def test_who_comes_and_goes_changes_who_is_quiet(table: Table) -> None:
    stage, _ = board_of(table)
    table.admit(Role.PARTICIPANT, "private")
    table.do(fay, RemovePerson(cleo))
    assert table.sees(Audience.FACILITATOR).at("stage", stage)["quiet"] == {"public": 1, "private": 2}


def test_an_anonymous_stage_does_not_say_who_is_quiet(table: Table) -> None:
    """P5: whoever is not quiet wrote one of the few notes."""
    stage, _ = board_of(table, identity="anonymous")
    assert "quiet" not in table.sees(Audience.FACILITATOR).at("stage", stage)


# ---- The log


@pytest.mark.parametrize("identity", ["named", "sector", "anonymous"])
def test_the_log_folds_to_the_same_boards_again(table: Table, identity: str) -> None:
    """L1"""
    stage, board = board_of(table, identity=identity, visibility="facilitators")
    note = table.do(ana, AddNote(board, "more trees"))
    table.do(fay, ReleaseNote(note))
    table.do(ben, AddNote(board, "and benches", on=note))
    table.do(ben, EditNote(note + 2, "and tables"))
    table.do(fay, HideNote(note, "off topic"))
    table.do(fay, RevealStage(stage))
    for person in (fay, ana, ben):
        assert table.refolded_for(person) == table.own(person).records
    assert {entry.event.name for entry in table.log} <= EVENTS.keys()


def test_how_many_wrote_anonymously_is_known_after_the_close(table: Table) -> None:
    stage = table.begin("board", questions=["Why?"], identity="anonymous")
    for person in (ana, ben):
        table.do(person, AddNote(stage + 1, "something"))
    table.do(fay, CloseStage(stage))
    assert table.sees(Audience.SCREEN).at("stage", stage)["writers"] == 2
