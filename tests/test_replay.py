"""The replay: what each audience saw at each moment, and nothing that its level may not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue import activities
from dialogue.activities import ACTIVITIES
from dialogue.activities.actions import AddAction, CloseAction
from dialogue.activities.board import AddNote, EditNote, HideNote, RemoveNote
from dialogue.activities.clusters import AddCluster, MoveNotes, RemoveCluster
from dialogue.activities.ground_rules import AmendRule, ProposeRule
from dialogue.activities.questions import AnswerQuestion
from dialogue.activities.vote import CastVote
from dialogue.exports import replay
from dialogue.exports.document import Level
from dialogue.exports.forms import Source, source_of
from dialogue.exports.json_export import records_of
from dialogue.exports.minutes import Look
from dialogue.exports.replay import Watching, replay_of, watch
from dialogue.exports.sieve import OF_THE_MOMENT, Sieve
from dialogue.kernel import Audience, Entry, Eyes, Person, State
from dialogue.workshop import CloseStage, CloseWorkshop, RevealStage
from tests.house import House, first, people_of
from tests.table import SEATS, Table, ana, ben, cleo, fay, look
from tests.test_properties import ask_away, begun

PERSONAL = {"by", "owner", "accepts", "sector", "name", "organisation", "mine"}


class Played:
    """The replay of a table, or of what was read from a log, at one level, folded as a player does."""

    def __init__(self, held: Table | Source, level: Level = Level.FULL) -> None:
        if isinstance(held, Table):
            held = Source("code", held.state, held.log, None, 1, {})  # type: ignore[arg-type]
        self.level = level
        self.data = replay_of(held, level)
        self.ceiling = records_of(Look(held.state, level))

    def frames(self, audience: str) -> list[Any]:
        frames = self.data["frames"][audience]
        return self.frames(frames) if isinstance(frames, str) else frames

    def moments(self, audience: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """What an audience saw at each moment, with the seq of its last entry."""
        yield from folded(self.frames(audience), [seq for seq, _ in self.data["moments"]])

    def at(self, audience: str, seq: int) -> dict[str, Any]:
        """What an audience saw when this entry had happened."""
        return next(records for last, records in self.moments(audience) if last >= seq)

    def ever(self, audience: str, key: str) -> list[dict[str, Any]]:
        return [records[key] for _, records in self.moments(audience) if key in records]


def folded(frames: list[Any], seqs: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    records: dict[str, Any] = {}
    by_moment = dict(frames)
    assert len(by_moment) == len(frames), "A moment has two frames."
    for moment, seq in enumerate(seqs):
        for key, delta in by_moment.get(moment, {}).items():
            if delta is None:
                del records[key]
            else:
                gone = delta.get("-", ())
                kept = {field: each for field, each in records.get(key, {}).items() if field not in gone}
                records[key] = kept | {field: each for field, each in delta.items() if field != "-"}
        yield seq, dict(records)


def words_in(value: Any) -> Iterator[str]:
    """Every text in a record that is not the name of a state."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif isinstance(value, dict):
        yield from (word for each in value.values() for word in words_in(each))
    elif isinstance(value, list):
        yield from (word for each in value for word in words_in(each))


# ---- Frames add up


def unsifted(final: State, history: list[Entry], audience: Audience) -> list[list[Any]]:
    """The frames of one audience with nothing held back."""
    watching = Watching(audience, Sieve())
    watch(final, history, [watching])
    return watching.frames


@pytest.mark.parametrize("kind", [module.NAME for module in ACTIVITIES])
@settings(max_examples=8, deadline=None)
@given(random=st.randoms(use_true_random=True))
def test_frames_add_up_to_what_each_audience_saw(kind: str, random: Random) -> None:
    """L1: after every entry, folded frames are what `show` gives."""
    table = begun(kind)
    ask_away(table, random, kind)
    moments = list(replay.gathered(table.log))
    for audience in Audience:
        played = folded(unsifted(table.state, table.log, audience), [entries[-1].seq for entries in moments])
        again = replay.beginning(table.state)
        for entries, (_, records) in zip(moments, played, strict=True):
            for entry in entries:
                activities.evolve(again, entry)
            assert records == look(again, Eyes(audience)), (audience, entries)


@pytest.mark.parametrize("kind", [module.NAME for module in ACTIVITIES])
@settings(max_examples=8, deadline=None)
@given(random=st.randoms(use_true_random=True))
def test_no_moment_tells_what_its_level_may_not_know_v1(kind: str, random: Random) -> None:
    """V1, L7: every record, every word and everything about a person is one the ceiling has."""
    table = begun(kind)
    ask_away(table, random, kind)
    told = sum(assert_below_the_ceiling(Played(table, level)) for level in Level)
    assert told > 50, "Nothing was played."


def assert_below_the_ceiling(played: Played) -> int:
    """How many records of moments were looked at."""
    count = 0
    for audience in played.data["audiences"]:
        for seq, records in played.moments(audience):
            for key, shown in records.items():
                count += 1
                assert key in played.ceiling, (played.level, audience, seq, key)
                now = played.ceiling[key]
                for field, value in shown.items():
                    assert field in now or field in {"cluster", "state"}, (played.level, audience, key, field)
                    assert set(words_in(value)) <= {*words_in(now.get(field)), ""}, (key, field, value)
                    if field in PERSONAL:
                        assert value in (now[field], None, ""), (key, field)
                    if field in OF_THE_MOMENT:
                        assert not list(words_in(value)), (key, field, value)
    return count


def test_who_sees_the_same_is_sent_nothing_twice(table: Table) -> None:
    """Were there something that only the screen sees, a name for its frames would be a lie."""
    board = table.begin("board", questions=["Why?"], visibility="own")
    table.do(ana, AddNote(board + 1, "more trees"))
    table.do(fay, RevealStage(board))
    audiences = (Audience.PARTICIPANT, Audience.SCREEN, Audience.OBSERVER)
    assert len({str(unsifted(table.state, table.log, each)) for each in audiences}) == 1
    assert unsifted(table.state, table.log, Audience.FACILITATOR) != unsifted(
        table.state, table.log, Audience.SCREEN
    )


def test_each_level_has_the_audiences_it_may_play(table: Table) -> None:
    table.begin("board", questions=["Why?"])
    audiences = {level: Played(table, level).data["audiences"] for level in Level}
    assert audiences == {
        Level.PUBLIC: ["screen"],
        Level.PARTICIPANTS: ["participant", "screen"],
        Level.ORGANISER: ["facilitator", "participant", "screen"],
        Level.FULL: ["facilitator", "participant", "screen"],
    }


# ---- Words


def test_a_note_that_was_hidden_or_taken_back_was_never_there_v1(table: Table) -> None:
    board = table.begin("board", questions=["Why?"]) + 1
    kept, hidden, removed = (table.do(ana, AddNote(board, text)) for text in ("kept", "rude", "sorry"))
    table.do(fay, HideNote(hidden or 0))
    table.do(ana, RemoveNote(removed or 0))
    for level in Level:
        played = Played(table, level)
        for audience in played.data["audiences"]:
            assert played.ever(audience, f"note/{kept}")
            assert not played.ever(audience, f"note/{removed}")
            assert bool(played.ever(audience, f"note/{hidden}")) == (level is Level.FULL)
        assert "sorry" not in str(played.data)
        assert ("rude" in str(played.data)) == (level is Level.FULL)


def test_an_earlier_wording_is_never_shown_v1(table: Table) -> None:
    board = table.begin("board", questions=["Why?"]) + 1
    note = table.do(ana, AddNote(board, "Ben is wrong"))
    table.do(ana, EditNote(note or 0, "I see it otherwise"))
    stage = table.begin("ground_rules", rules=["Listen."], identity="named")
    rule = table.do(ana, ProposeRule(stage, "Shut up."))
    table.do(ana, AmendRule(rule or 0, "Let others finish."))
    for level in (Level.PUBLIC, Level.PARTICIPANTS, Level.ORGANISER):
        played = Played(table, level)
        assert {each["text"] for each in played.ever("screen", f"note/{note}")} == {"I see it otherwise"}
        assert {each["text"] for each in played.ever("screen", f"rule/{rule}")} == {"Let others finish."}
        assert "wrong" not in str(played.data["frames"])


def test_what_was_erased_is_said_to_be_at_every_moment_l6(house: House) -> None:
    """Ana asked for it after the close; her note is told as erased also where it was still read then."""
    live = house.workshop()
    fay, ana, ben = people_of(live)
    stage, board = first(live, "stage"), first(live, "board")
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": stage}, None, fay)
    gone = live.submit("note.add", {"board": board, "text": "quokkas"}, None, ana)
    live.submit("note.edit", {"note": gone, "text": "red quokkas"}, None, ana)
    kept = live.submit("note.add", {"board": board, "text": "zebras"}, None, ben)
    parked = live.submit("park.add", {"text": "who pays for quokkas"}, None, ana)
    live.submit("stage.reveal", {"stage": stage}, None, fay)
    live.submit("workshop.close", {"anyway": True}, None, fay)
    live.erase(live.state.all(Person)[1].seq, words=True)
    source = source_of(house.database, house.people, live.id, live.code)
    for level in Level:
        played = Played(source, level)
        assert_below_the_ceiling(played)
        assert "quokkas" not in str(played.data)
        for audience in played.data["audiences"]:
            for seq in (gone, parked):
                key = f"{'note' if seq == gone else 'parked'}/{seq}"
                shown = played.ever(audience, key)
                assert shown, (level, audience, key)
                assert all((each["text"], each["erased"]) == ("", True) for each in shown)
            assert all("erased" not in each for each in played.ever(audience, f"note/{kept}"))


def test_what_had_not_been_said_yet_is_empty(table: Table) -> None:
    action = table.do(fay, AddAction("Plant them")) or 0
    closed = table.do(fay, CloseAction(action, "Forty trees stand.")) or 0
    played = Played(table)
    assert played.at("participant", action)[f"action/{action}"]["outcome"] == ""
    assert played.at("participant", closed)[f"action/{action}"]["outcome"] == "Forty trees stand."


def test_in_public_nobody_stands_beside_their_words_v1(table: Table) -> None:
    board = table.begin("board", questions=["Why?"], identity="named") + 1
    note = table.do(ana, AddNote(board, "more trees"))
    played, inside = Played(table, Level.PUBLIC), Played(table, Level.PARTICIPANTS)
    assert inside.ever("participant", f"note/{note}")[0]["by"] == ana
    assert inside.ever("participant", f"person/{ana}")[0]["name"] == "Ana"
    for shown in played.ever("screen", f"note/{note}"):
        assert not PERSONAL & set(shown)
    assert not [key for _, records in played.moments("screen") for key in records if "person" in key]
    for name, *_ in SEATS.values():
        assert name not in str(played.data)


# ---- Numbers and states


def dotted(table: Table) -> tuple[int, int, int]:
    """Ana and Ben give dots to a cluster; the stage of the vote, its option, and the seq of the last dot."""
    board = table.begin("board", questions=["Why?"])
    note = table.do(ana, AddNote(board + 1, "more trees")) or 0
    sorting = table.begin("clusters")
    cluster = table.do(fay, AddCluster(sorting, "Outdoors", [note])) or 0
    vote = table.begin("vote")
    table.do(ana, CastVote(vote, cluster, 2))
    last = table.do(ben, CastVote(vote, cluster, 1)) or 0
    option = next(record.seq for record in table.state if record.kind == "vote")
    return vote, option, last


def test_dots_are_played_at_the_reveal_and_not_before_b2(table: Table) -> None:
    vote, option, last = dotted(table)
    revealed = table.do(fay, RevealStage(vote)) or 0
    table.do(fay, CloseStage(vote))
    for level in Level:
        played = Played(table, level)
        for audience in played.data["audiences"]:
            before = played.at(audience, last)[f"vote/{option}"]
            assert not {"points", "voters", "rank", "tied"} & set(before), (level, audience)
            assert "spent" not in played.at(audience, last)[f"stage/{vote}"]
            after = played.at(audience, revealed)[f"vote/{option}"]
            assert (after["points"], after["voters"]) == (3, 2), (level, audience)


def test_dots_that_were_never_revealed_are_never_played_b2(table: Table) -> None:
    vote, option, _ = dotted(table)
    table.do(fay, CloseStage(vote))
    for level in (Level.PUBLIC, Level.PARTICIPANTS):
        for shown in Played(table, level).ever("screen", f"vote/{option}"):
            assert "points" not in shown


def test_notes_move_from_cluster_to_cluster(table: Table) -> None:
    board = table.begin("board", questions=["Why?"])
    note = table.do(ana, AddNote(board + 1, "more trees")) or 0
    sorting = table.begin("clusters")
    lanes = [table.do(fay, AddCluster(sorting, title)) or 0 for title in ("Outdoors", "Indoors", "Gone")]
    moved = [table.do(fay, MoveNotes([note], lane)) or 0 for lane in (*lanes, None)]
    table.do(fay, RemoveCluster(lanes[2]))
    played = Played(table, Level.PARTICIPANTS)
    seen = [played.at("participant", seq)[f"note/{note}"].get("cluster") for seq in moved]
    # A lane that is not in the record leads nowhere, so a note there lies in none.
    assert seen == [lanes[0], lanes[1], None, None]
    assert "Gone" not in str(played.data)


def test_answers_are_played_once_they_are_the_last_ones(table: Table) -> None:
    stage = table.begin("check_in", questions=[{"text": "How do you feel?", "form": "word"}])
    question = next(record.seq for record in table.state if record.kind == "question")
    given = [
        table.do(p, AnswerQuestion(stage, question, word)) or 0 for p, word in ((ana, "well"), (ben, "so"))
    ]
    revealed = table.do(fay, RevealStage(stage)) or 0
    played = Played(table, Level.ORGANISER)
    before = played.at("facilitator", given[-1])[f"question/{question}"]
    assert "result" not in before
    assert before["answers"] == 2
    assert sorted(played.at("facilitator", revealed)[f"question/{question}"]["result"]["texts"]) == [
        "so",
        "well",
    ]


# ---- Moments


def test_every_entry_of_an_ordinary_workshop_is_a_moment_and_is_told(table: Table) -> None:
    vote, option, _ = dotted(table)
    table.do(fay, CloseWorkshop(anyway=True))
    data = Played(table).data
    seqs = [entry.seq for entry in table.log]
    opening = next(jump["seq"] for jump in data["stages"] if jump["stage"] == vote)
    assert opening == option - 1
    assert [seq for seq, _ in data["moments"]] == [seq for seq in seqs if seq != opening]
    assert [seq for seq, *_ in data["history"]] == seqs
    assert all(sentence for *_, sentence in data["history"])


def test_a_vote_opens_with_what_can_be_voted_on_and_without_a_dot_b2(table: Table) -> None:
    """Ana saw the option the moment Fay opened the vote, so nobody is played a vote about nothing."""
    vote, option, _ = dotted(table)
    table.do(fay, RevealStage(vote))
    for level in Level:
        played = Played(table, level)
        opening = next(jump["seq"] for jump in played.data["stages"] if jump["stage"] == vote)
        for audience in played.data["audiences"]:
            records = played.at(audience, opening)
            assert records[f"stage/{vote}"]["state"] == "open"
            assert records[f"vote/{option}"]["title"] == "Outdoors"
            assert not {"points", "voters", "rank", "tied"} & set(records[f"vote/{option}"])


def test_a_long_workshop_is_gathered_and_its_turns_stand_alone(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "MOST_MOMENTS", 12)
    board = table.begin("board", questions=["Why?"])
    for n in range(60):
        table.do((ana, ben, cleo)[n % 3], AddNote(board + 1, f"note {n}"))
    revealed = table.do(fay, RevealStage(board)) or 0
    played = Played(table, Level.PARTICIPANTS)
    seqs = [seq for seq, _ in played.data["moments"]]
    assert len(seqs) <= 12 + 3
    assert {revealed - 1, revealed, table.state.seq} <= set(seqs)
    *_, (_, last) = played.moments("participant")
    assert sum(key.startswith("note/") for key in last) == 60


def test_one_jumps_to_the_turns_of_the_workshop(table: Table) -> None:
    vote, *_ = dotted(table)
    table.do(fay, RevealStage(vote))
    table.do(fay, CloseWorkshop(anyway=True))
    jumps = Played(table, Level.PUBLIC).data["stages"]
    assert [jump["state"] for jump in jumps if jump["stage"] == vote] == ["opened", "revealed", "closed"]
    assert [jump["state"] for jump in jumps if jump["stage"] is None] == ["opened", "closed"]
    assert {jump["title"] for jump in jumps if jump["stage"] == vote} == {"Dot vote"}
    assert is_ordered(jump["seq"] for jump in jumps)


def is_ordered(seqs: Iterable[int]) -> bool:
    found = list(seqs)
    return found == sorted(found)
