"""A live workshop: what is acknowledged is durable, what is told adds up, what is hidden stays."""

from __future__ import annotations

import gc
import json
import threading
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa

from dialogue import log
from dialogue.activities import hands, read
from dialogue.database import Taken, Unavailable
from dialogue.kernel import Audience, Eyes, Refused, Role
from dialogue.live import LiveWorkshop, Waiting
from dialogue.people import Name, People
from dialogue.register import Register
from dialogue.workshop import PersonRenamed, the_workshop
from tests.house import PLAN, Client, House, first, people_of
from tests.services import locked


def begin(live: LiveWorkshop) -> tuple[int, int, int, int]:
    """Open the workshop and its first board; Fay, Ana, Ben and the board."""
    fay, ana, ben = people_of(live)
    board = first(live, "board")
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    return fay, ana, ben, board


def full(*_: object) -> None:
    """A database that takes nothing more."""
    raise Unavailable("database or disk is full")


def test_what_is_acknowledged_is_in_the_database_l3(house: House, live: LiveWorkshop) -> None:
    _, ana, _, board = begin(live)
    seq = live.submit("note.add", {"board": board, "text": "more trees"}, "id-000001", ana)
    [entry] = [each for each in log.read(house.database, live.id) if each.seq == seq]
    assert entry.event == log.EVENTS["note.added"](board, "more trees")
    assert entry.by == ana


def test_a_restart_loses_nothing_and_answers_as_before_l1_l5(house: House, live: LiveWorkshop) -> None:
    fay, ana, _, board = begin(live)
    seq = live.submit("note.add", {"board": board, "text": "more trees"}, "id-000001", ana)
    before = live.view(Eyes(Audience.FACILITATOR, fay))
    house.close()
    house.open()
    again = house.register.open(live.code)
    assert again is not live
    assert again.view(Eyes(Audience.FACILITATOR, fay)) == before
    assert again.submit("note.add", {"board": board, "text": "more trees"}, "id-000001", ana) == seq
    assert again.view(Eyes(Audience.FACILITATOR, fay)) == before


def test_a_repeated_command_is_done_once_l5(live: LiveWorkshop) -> None:
    _, ana, _, board = begin(live)
    answers = {
        live.submit("note.add", {"board": board, "text": "more trees"}, "id-000001", ana) for _ in range(3)
    }
    assert len(answers) == 1
    assert sum(key.startswith("note/") for key in live.view(Eyes(Audience.PARTICIPANT, ana))["records"]) == 1


def test_a_repeated_refusal_is_the_first_one_l5(live: LiveWorkshop) -> None:
    fay, ana, _, board = begin(live)
    stage = first(live, "stage")
    live.submit("stage.lock", {"stage": stage}, None, fay)
    with pytest.raises(Refused) as locked:
        live.submit("note.add", {"board": board, "text": "late"}, "id-000001", ana)
    live.submit("stage.open", {"stage": stage}, None, fay)
    with pytest.raises(Refused) as again:
        live.submit("note.add", {"board": board, "text": "late"}, "id-000001", ana)
    assert again.value.reason == locked.value.reason == "stage-locked"
    live.submit("note.add", {"board": board, "text": "late"}, "id-000002", ana)


def test_nobody_gets_an_answer_with_another_ones_id_l5(live: LiveWorkshop) -> None:
    _, ana, ben, board = begin(live)
    live.submit("note.add", {"board": board, "text": "mine"}, "id-000001", ana)
    with pytest.raises(Refused) as refused:
        live.submit("note.add", {"board": board, "text": "mine too"}, "id-000001", ben)
    assert refused.value.reason == "id-taken"


def test_seqs_have_no_gaps_also_when_many_write_at_once_l4(house: House, live: LiveWorkshop) -> None:
    _, ana, ben, board = begin(live)

    def write(person: int) -> None:
        for n in range(25):
            live.submit("note.add", {"board": board, "text": f"note {n}"}, f"id-{person}-{n:05}", person)

    threads = [threading.Thread(target=write, args=(person,)) for person in (ana, ben, ana, ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seqs = [entry.seq for entry in log.read(house.database, live.id)]
    assert seqs == list(range(1, len(seqs) + 1))
    assert sum(key.startswith("note/") for key in live.view(Eyes(Audience.FACILITATOR))["records"]) == 50


def test_whoever_loses_the_race_for_a_seq_decides_again_l4(house: House, live: LiveWorkshop) -> None:
    _, ana, ben, board = begin(live)
    other = LiveWorkshop(live.id, live.code, house.database, house.people, live.shell)
    other.submit("note.add", {"board": board, "text": "from the other process"}, "id-000001", ana)
    seq = live.submit("note.add", {"board": board, "text": "from here"}, "id-000002", ben)
    assert seq == other.state.seq + 1
    assert {"from the other process", "from here"} == {
        shown["text"]
        for key, shown in live.view(Eyes(Audience.FACILITATOR))["records"].items()
        if "note/" in key
    }


def test_what_could_not_be_saved_did_not_happen_and_can_be_sent_again_l3(
    house: House, live: LiveWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fay, ana, _, board = begin(live)
    before = live.view(Eyes(Audience.FACILITATOR, fay))
    with monkeypatch.context() as patched:
        patched.setattr(log, "append", full)
        with pytest.raises(Unavailable):
            live.submit("note.add", {"board": board, "text": "more trees"}, "id-000001", ana)
    assert live.view(Eyes(Audience.FACILITATOR, fay)) == before
    live.submit("note.add", {"board": board, "text": "more trees"}, "id-000001", ana)
    assert sum("note/" in key for key in live.view(Eyes(Audience.FACILITATOR))["records"]) == 1


@pytest.mark.sqlite
def test_a_full_disk_refuses_and_recovers_l3(house: House, live: LiveWorkshop) -> None:
    _, ana, _, board = begin(live)
    with house.database.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(Unavailable, match="full"):
        for n in range(200):
            live.submit("note.add", {"board": board, "text": "x" * 280}, f"id-full-{n}", ana)
    with house.database.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    live.submit("note.add", {"board": board, "text": "room again"}, "id-000002", ana)
    seqs = [entry.seq for entry in log.read(house.database, live.id)]
    assert seqs == list(range(1, len(seqs) + 1))


def test_a_locked_database_refuses_and_recovers_l3(house: House, live: LiveWorkshop) -> None:
    _, ana, _, board = begin(live)
    with locked(house.database.url), pytest.raises(Unavailable, match="lock"):
        live.submit("note.add", {"board": board, "text": "waits"}, "id-000001", ana)
    live.submit("note.add", {"board": board, "text": "waits"}, "id-000001", ana)
    texts = [s["text"] for k, s in live.view(Eyes(Audience.FACILITATOR))["records"].items() if "note/" in k]
    assert texts == ["waits"]
    seqs = [entry.seq for entry in log.read(house.database, live.id)]
    assert seqs == list(range(1, len(seqs) + 1))


def test_patches_add_up_to_the_view_for_everyone_v2(house: House, live: LiveWorkshop) -> None:
    fay, ana, ben = people_of(live)
    clients = [
        Client(live, Eyes(Audience.FACILITATOR, fay)),
        Client(live, Eyes(Audience.PARTICIPANT, ana)),
        Client(live, Eyes(Audience.PARTICIPANT, ben)),
        Client(live, Eyes(Audience.SCREEN)),
        Client(live, Eyes(Audience.OBSERVER)),
    ]
    house.sent.clear()
    hold(live, fay, ana, ben)
    for client in clients:
        client.hear(house.sent)
        fresh = live.view(client.eyes)
        assert (client.seq, client.records) == (fresh["seq"], fresh["records"]), client.eyes


def test_a_client_that_was_away_catches_up_to_the_same_v2(house: House, live: LiveWorkshop) -> None:
    fay, ana, ben = people_of(live)
    client = Client(live, Eyes(Audience.PARTICIPANT, ana))
    hold(live, fay, ana, ben, close=False)
    assert client.catch_up(), "Nothing was forgotten yet, so a patch must do."
    assert client.records == live.view(client.eyes)["records"]
    live.submit("stage.close", {"stage": first(live, "stage")}, None, fay)
    client.catch_up()
    assert client.records == live.view(client.eyes)["records"]


def hold(live: LiveWorkshop, fay: int, ana: int, ben: int, close: bool = True) -> None:
    """A short workshop: notes, a reveal, clusters, dots, and the closing."""
    board_stage, sorting, dots = live.view(Eyes(Audience.FACILITATOR))["records"]["workshop/1"]["stages"]
    board = first(live, "board")
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": board_stage}, None, fay)
    note = live.submit("note.add", {"board": board, "text": "more trees"}, None, ana)
    other = live.submit("note.add", {"board": board, "text": "fewer fences"}, None, ben)
    live.submit("note.edit", {"note": note, "text": "many more trees"}, None, ana)
    live.submit("stage.done", {"stage": board_stage, "done": True}, None, ben)
    live.submit("stage.reveal", {"stage": board_stage}, None, fay)
    live.submit("stage.open", {"stage": sorting}, None, fay)
    cluster = live.submit("cluster.add", {"stage": sorting, "title": "Green"}, None, fay)
    live.submit("note.move", {"notes": [note, other], "cluster": cluster}, None, fay)
    live.submit("stage.close", {"stage": sorting}, None, fay)
    live.submit("stage.open", {"stage": dots}, None, fay)
    live.submit("vote.cast", {"stage": dots, "target": cluster, "points": 2}, "id-vote-1", ana)
    live.submit("vote.cast", {"stage": dots, "target": cluster, "points": 1}, None, ana)
    live.submit("stage.reveal", {"stage": dots}, None, fay)
    if close:
        live.submit("workshop.close", {}, None, fay)


def test_no_hidden_word_author_or_name_is_sent_to_others_v1_v8(house: House, live: LiveWorkshop) -> None:
    fay, ana, ben, board = begin(live)
    Client(live, Eyes(Audience.PARTICIPANT, ben))
    Client(live, Eyes(Audience.SCREEN))
    Client(live, Eyes(Audience.FACILITATOR, fay))
    live.present[ana] += 1
    house.sent.clear()
    note = live.submit("note.add", {"board": board, "text": "unspeakable"}, "id-000001", ana)
    live.submit("note.edit", {"note": note, "text": "unspeakable still"}, "id-000002", ana)
    live.submit("note.remove", {"note": note}, "id-000003", ana)
    live.submit("note.restore", {"note": note}, "id-000004", ana)
    told = {room: json.dumps(house.patches(room)) for _, room, _ in house.sent}
    assert "unspeakable" in told[live.room(ana)]
    assert "unspeakable" in told[live.room(Audience.FACILITATOR)]
    for room in (live.room(Audience.PARTICIPANT), live.room(Audience.SCREEN)):
        for secret in ("unspeakable", f"note/{note}", f"person/{ana}", "Ana", "Ministry"):
            assert secret not in told[room], (room, secret)
    for eyes in (Eyes(Audience.PARTICIPANT, ben), Eyes(Audience.SCREEN), Eyes(Audience.OBSERVER)):
        seen = json.dumps([live.view(eyes), live.catch_up(eyes, live.state.seq - 1)])
        assert "unspeakable" not in seen
        assert "Mwangi" not in seen


def test_a_gap_means_fetch_the_view_again_v2(live: LiveWorkshop) -> None:
    people_of(live)
    assert live.catch_up(Eyes(Audience.SCREEN), live.state.seq + 1) == {"reload": True}
    assert live.catch_up(Eyes(Audience.SCREEN), 0) == {"reload": True}


def test_names_never_enter_the_log_l7(house: House, live: LiveWorkshop) -> None:
    _, ana, _, board = begin(live)
    live.submit("note.add", {"board": board, "text": "hello"}, "id-000001", ana)
    live.rename(ana, "Anastasia")
    with house.database.reading() as connection:
        kept = " ".join(row.data for row in connection.execute(sa.text("select data from entries")))
    assert "hello" in kept
    for word in ("Ana", "Mwangi", "Ministry", "Ben", "Fay"):
        assert word not in kept


def test_a_new_name_is_told_at_once(house: House, live: LiveWorkshop) -> None:
    fay, ana, _ = people_of(live)
    client = Client(live, Eyes(Audience.FACILITATOR, fay))
    house.sent.clear()
    live.rename(ana, "Anastasia")
    client.hear(house.sent)
    assert client.records[f"person/{ana}"]["name"] == "Anastasia"


def test_the_removed_and_the_closed_are_told_why(house: House, live: LiveWorkshop) -> None:
    fay, ana, _, _ = begin(live)
    live.submit("person.remove", {"person": ana}, None, fay)
    with pytest.raises(Refused) as refused:
        live.submit("note.add", {"board": first(live, "board"), "text": "still here"}, "id-000001", ana)
    assert refused.value.reason == "removed"
    live.submit("workshop.close", {}, None, fay)
    assert house.ended == [(live.room(ana), "removed"), (live.room(), "closed")]


def test_an_end_that_was_not_saved_ends_nothing(
    house: House, live: LiveWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fay, ana, _, board = begin(live)
    with monkeypatch.context() as patched:
        patched.setattr(log, "append", full)
        for name, data in (("workshop.close", {}), ("person.remove", {"person": ana})):
            with pytest.raises(Unavailable):
                live.submit(name, data, None, fay)
    live.submit("note.add", {"board": board, "text": "we go on"}, None, ana)
    assert house.ended == []


def test_a_refusal_that_rests_on_what_was_not_saved_is_not_kept_l5(
    live: LiveWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock and the note came together; the lock did not last, so the note may still come."""
    fay, ana, _, board = begin(live)
    lock = Waiting(read("stage.lock", {"stage": first(live, "stage")}), "id-000001", fay)
    note = Waiting(read("note.add", {"board": board, "text": "more trees"}), "id-000002", ana)
    with monkeypatch.context() as patched:
        patched.setattr(log, "append", full)
        live._queue.extend([lock, note])
        with live._turn:
            live._work()
    assert isinstance(lock.error, Unavailable)
    assert isinstance(note.error, Unavailable), "It may be sent again, with the same id."
    live.submit("note.add", {"board": board, "text": "more trees"}, "id-000002", ana)


def test_a_command_that_fails_takes_no_other_with_it(
    live: LiveWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ana, _, board = begin(live)
    broken = Waiting(read("hand.raise", {}), None, ana)
    note = Waiting(read("note.add", {"board": board, "text": "more trees"}), None, ana)

    def failing(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(hands, "decide", failing)
    live._queue.extend([broken, note])
    with live._turn:
        live._work()
    assert isinstance(broken.error, ZeroDivisionError)
    assert note.error is None
    assert live.state.at(f"note/{note.answer}")


def test_whoever_waits_is_answered_also_when_the_server_is_stopped(
    live: LiveWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ana, _, board = begin(live)

    def stopped(*_: object) -> None:
        raise SystemExit(0)

    note = Waiting(read("note.add", {"board": board, "text": "more trees"}), None, ana)
    with monkeypatch.context() as patched:
        patched.setattr(log, "append", stopped)
        live._queue.append(note)
        with live._turn, pytest.raises(SystemExit):
            live._work()
    assert note.is_done
    assert isinstance(note.error, Unavailable)
    live.submit("note.add", {"board": board, "text": "more trees"}, None, ana)


def test_what_others_see_of_somebody_never_replaces_what_they_see_of_themselves(house: House) -> None:
    plan = PLAN | {"stages": [{"activity": "board", "questions": ["Why?"], "identity": "named"}]}
    live = house.workshop(plan)
    _, ana, ben, board = begin(live)
    here, away = Client(live, Eyes(Audience.PARTICIPANT, ana)), Client(live, Eyes(Audience.PARTICIPANT, ana))
    other = Client(live, Eyes(Audience.PARTICIPANT, ben))
    house.sent.clear()
    note = live.submit("note.add", {"board": board, "text": "more trees"}, None, ana)
    away.catch_up()
    for client in (here, other):
        client.hear(house.sent)
    assert set(other.records[f"person/{ana}"]) == {"name", "sector", "role"}, "Ben sees who wrote it."
    house.sent.clear()
    live.submit("note.remove", {"note": note}, None, ana)
    for client in (here, other):
        client.hear(house.sent)
    assert f"person/{ana}" not in other.records
    own = live.view(here.eyes)["records"][f"person/{ana}"]
    assert here.records[f"person/{ana}"] == away.records[f"person/{ana}"] == own


def test_a_new_name_is_told_also_when_somebody_looks_first(house: House, live: LiveWorkshop) -> None:
    fay, ana, _ = people_of(live)
    client = Client(live, Eyes(Audience.FACILITATOR, fay))
    house.sent.clear()
    waits: list[Any] = []
    live.shell = live.shell._replace(spawn=waits.append)
    live.rename(ana, "Anastasia")
    live.view(Eyes(Audience.SCREEN))
    for work in waits:
        work()
    client.hear(house.sent)
    assert client.records[f"person/{ana}"]["name"] == "Anastasia"


def test_an_answer_that_was_lost_on_the_way_is_found_again_l5(
    house: House, live: LiveWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit was done; the connection broke before the database could say so."""
    _, ana, _, board = begin(live)
    dialect: Any = house.database.writer.dialect
    commit = dialect.do_commit

    def commit_and_break(connection: Any) -> None:
        commit(connection)
        raise dialect.loaded_dbapi.OperationalError("the connection was lost")

    with monkeypatch.context() as patched:
        patched.setattr(dialect, "do_commit", commit_and_break)
        with pytest.raises(Unavailable, match="lost"):
            live.submit("note.add", {"board": board, "text": "more trees"}, "id-000001", ana)
    seq = live.submit("note.add", {"board": board, "text": "more trees"}, "id-000001", ana)
    kept = list(log.read(house.database, live.id))
    assert [each.seq for each in kept if each.event.name == "note.added"] == [seq]
    assert sum("note/" in key for key in live.view(Eyes(Audience.FACILITATOR))["records"]) == 1


def test_only_one_place_in_the_log_is_ever_taken_l4(house: House, live: LiveWorkshop) -> None:
    people_of(live)
    [last] = list(log.read(house.database, live.id))[-1:]
    with pytest.raises(Taken):
        log.append(house.database, live.id, [log.linked(live.state, last)])


def test_the_log_knows_that_a_name_changed_and_not_to_what_l7(house: House, live: LiveWorkshop) -> None:
    """What is cached by seq brings no old name back."""
    _, ana, _ = people_of(live)
    seq = live.state.seq
    live.rename(ana, "Anastasia")
    assert live.state.seq == seq + 1
    [renamed] = log.read(house.database, live.id, after=seq)
    assert renamed.event == PersonRenamed(ana)
    assert live.view(Eyes(Audience.FACILITATOR))["records"][f"person/{ana}"]["name"] == "Anastasia"


def test_a_name_that_was_not_saved_is_not_shown(
    house: House, live: LiveWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ana, _ = people_of(live)

    def full_after(connection: sa.Connection, id: int, written: list[log.Written]) -> None:
        write(connection, id, written)
        raise Unavailable("database or disk is full")

    write = log.write
    with monkeypatch.context() as patched, pytest.raises(Unavailable):
        patched.setattr(log, "write", full_after)
        live.rename(ana, "Anastasia")
    assert live.view(Eyes(Audience.FACILITATOR))["records"][f"person/{ana}"]["name"] == "Ana Mwangi"


def test_a_closed_workshop_keeps_its_names(live: LiveWorkshop) -> None:
    fay, ana, _, _ = begin(live)
    live.submit("workshop.close", {}, None, fay)
    with pytest.raises(Refused) as refused:
        live.rename(ana, "Anastasia")
    assert refused.value.reason == "workshop-closed"


def test_whose_an_anonymous_note_was_is_nowhere_after_the_close_p5(house: House) -> None:
    plan = PLAN | {"stages": [{"activity": "board", "questions": ["Why?"], "identity": "anonymous"}]}
    live = house.workshop(plan)
    fay, ana, _, board = begin(live)
    live.submit("note.add", {"board": board, "text": "more trees"}, "id-000001", ana)
    owned = sa.text("select count(*) from owners")
    with house.database.reading() as connection:
        assert connection.execute(owned).scalar() == 1
    live.submit("stage.close", {"stage": first(live, "stage")}, None, fay)
    with house.database.reading() as connection:
        assert connection.execute(owned).scalar() == 0
    if house.database.is_sqlite:
        with house.database.writer.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1, "Nor in the free pages."
    [entry] = [each for each in log.read(house.database, live.id) if each.event.name == "note.added"]
    assert entry.by is None


def test_nobody_waits_for_another_workshop_to_be_read(house: House, live: LiveWorkshop) -> None:
    house.register._opening.acquire()
    assert house.register.open(live.code) is live


def test_processes_that_share_a_log_keep_up_with_each_other(house: House, live: LiveWorkshop) -> None:
    """L4, design section 6: which process a client reaches makes no difference."""
    live.shell = live.shell._replace(is_shared=True)
    other = LiveWorkshop(live.id, live.code, house.database, People(house.database, "a secret"), live.shell)
    fay, ana, ben, board = begin(live)
    watcher = Client(other, Eyes(Audience.FACILITATOR, fay))
    other.hear()
    note = other.submit("note.add", {"board": board, "text": "written there"}, "id-000001", ana)
    live.submit("note.edit", {"note": note, "text": "reworded here"}, "id-000002", ana)
    other.hear()
    assert other.view(watcher.eyes)["records"][f"note/{note}"]["text"] == "reworded here"
    assert other.view(watcher.eyes)["records"][f"person/{ben}"]["name"] == "Ben Okello"
    assert watcher.catch_up()
    assert watcher.records == live.view(watcher.eyes)["records"]
    assert other.submit("note.edit", {"note": note, "text": "again"}, "id-000002", ana) == live.state.seq


def test_who_joined_through_one_process_is_known_to_the_other(house: House, live: LiveWorkshop) -> None:
    """A seat is looked up in the workshop, so a stale one would say that somebody was removed. P2"""
    shared = live.shell._replace(is_shared=True)
    other = Register(house.database, People(house.database, "a secret for tests"), shared)
    other.open(live.code)
    fay, ana, _ = people_of(live)
    known = other.open(live.code).person(ana)
    assert known is not None
    assert known.is_here
    live.submit("person.remove", {"person": ana}, None, fay)
    known = other.open(live.code).person(ana)
    assert known is not None
    assert not known.is_here


def test_nothing_says_who_answered_in_secret_once_the_stage_is_closed_b5(
    house: House, live: LiveWorkshop
) -> None:
    fay, ana, ben = people_of(live)
    hold(live, fay, ana, ben, close=False)
    dots = live.view(Eyes(Audience.FACILITATOR))["records"]["workshop/1"]["stages"][-1]
    assert live.state.owners.of(dots)
    live.submit("stage.close", {"stage": dots}, None, fay)
    assert not live.state.owners.of(dots)
    with house.database.reading() as connection:
        assert not [each for each in log.read_found(connection, live.id) if each.owner]
    casts = [e.seq for e in log.read(house.database, live.id) if e.event.name == "vote.cast"]
    assert casts
    assert not [a for a in live._answers.done.values() if a.seq in casts and a.by is not None]


def test_a_disk_that_is_full_costs_one_reading_a_second_and_tells_nobody_anything(
    house: House, live: LiveWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every failed commit has the log read again, so what fails all the time is not tried all the time."""
    fay, ana, _, board = begin(live)
    live.submit("note.add", {"board": board, "text": "more trees"}, None, ana)
    readings: list[int] = []
    read_found = log.read_found

    def counted(*args: Any, **options: Any) -> Any:
        readings.append(1)
        return read_found(*args, **options)

    house.sent.clear()
    with monkeypatch.context() as patched:
        patched.setattr(log, "append", full)
        patched.setattr(log, "read_found", counted)
        for n in range(50):
            with pytest.raises(Unavailable):
                live.submit("note.add", {"board": board, "text": f"note {n}"}, None, ana)
    assert 0 < len(readings) < 20
    assert not [patch for _, _, patch in house.sent if patch["records"]], "Nothing looks different."
    monkeypatch.setattr(live, "_failed_at", 0.0)
    live.submit("note.add", {"board": board, "text": "saved again"}, None, ana)
    assert [
        shown["text"]
        for shown in live.view(Eyes(Audience.FACILITATOR, fay))["records"].values()
        if "text" in shown
    ][-1] == "saved again"


def test_a_refusal_holds_on_to_nothing_that_led_to_it(live: LiveWorkshop) -> None:
    _, ana, _, _ = begin(live)
    depths = []
    for _ in range(4):
        with pytest.raises(Refused) as refused:
            live.submit("note.add", {"board": 999, "text": "nowhere"}, "id-000009", ana)
        depths.append(len(refused.traceback))
    assert max(depths) == depths[0], "A refusal that is repeated grows."
    del refused
    gc.collect()
    gc.disable()
    try:
        for _ in range(5):
            with suppress(Refused):
                live.submit("note.add", {"board": 999, "text": "nowhere"}, None, ana)
        assert not [each for each in gc.get_objects() if isinstance(each, Refused)]
    finally:
        gc.enable()


def test_whoever_joins_while_another_process_opens_the_workshop_has_a_name(
    house: House, live: LiveWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.shell = live.shell._replace(is_shared=True)
    joined: list[int] = []
    read_found = log.read_found

    def joining(connection: Any, id: int, *args: Any, **options: Any) -> Any:
        if not joined:
            joined.append(0)
            joined[0] = live.admit(Role.PARTICIPANT, "public", Name("Ana Mwangi"))
        return read_found(connection, id, *args, **options)

    monkeypatch.setattr(log, "read_found", joining)
    people = People(house.database, "a secret")
    other = LiveWorkshop(live.id, live.code, house.database, people, live.shell)
    assert other.view(Eyes(Audience.FACILITATOR))["records"][f"person/{joined[0]}"]["name"] == "Ana Mwangi"


def test_whoever_looks_on_hears_that_a_stage_was_taken_off_the_run_sheet_v2(house: House) -> None:
    live = house.workshop()
    fay, *_ = people_of(live)
    client = Client(live, Eyes(Audience.PARTICIPANT))
    # Over a network nobody holds the server's own list.
    client.records = json.loads(json.dumps(client.records))
    *_, last = the_workshop(live.state).stages
    live.submit("stage.remove", {"stage": last}, "id-remove", fay)
    client.hear(house.sent)
    assert last not in client.records["workshop/1"]["stages"]


def test_the_list_of_workshops_counts_what_people_wrote(house: House, live: LiveWorkshop) -> None:
    """What was brought along is nobody's, also where somebody writes words that look like its mark."""
    fay, ana, _, board = begin(live)
    brought = [{"question": "Why?", "notes": [{"text": "An old one"}, {"text": "Another"}]}]
    live.submit("board.seed", {"stage": first(live, "stage"), "questions": brought}, None, fay)
    live.submit("note.add", {"board": board, "text": '"seeded":true}'}, None, ana)
    with house.database.reading() as connection:
        assert log.count_notes(connection) == {live.id: 1}
