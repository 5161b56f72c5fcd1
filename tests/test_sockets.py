"""Raw clients that ignore the pages: every rule holds on the wire, and every no is a sentence."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_origin

import msgspec
import pytest
from websocket import ABNF

from dialogue import log
from dialogue.activities import COMMANDS, EVENTS
from dialogue.kernel import Entry, Role
from tests.server import Browser, Polled, Server, Wire, Workshop, new_id, wait_until
from tests.services import locked

MODES = ("eventlet", "gevent", "threading")

PLAN = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [
        {"activity": "ground_rules", "title": "How we work", "rules": ["Listen."]},
        {"activity": "board", "title": "Ideas", "questions": ["Why?", "How?"]},
        {"activity": "vote", "title": "Dots", "target": "notes", "of": 1, "dots": 3, "per_item": 2},
    ],
}


@pytest.fixture(params=MODES)
def workshop(request: pytest.FixtureRequest, server_in: Callable[[str], Server]) -> Iterator[Workshop]:
    """An open workshop, once on each kind of server."""
    with server_in(request.param).workshop(PLAN) as workshop:
        yield workshop


def opened_board(workshop: Workshop) -> int:
    """Open the board; the seq of its first question."""
    workshop.begin("board")
    return workshop.first("board")


def assert_refused(answer: Any, reason: str) -> None:
    assert answer.get("reason") == reason, answer
    assert len(answer["refused"].split()) > 3, "A refusal is a sentence."
    assert "{" not in answer["refused"], "Its values are filled in."


def assert_well(server: Server) -> None:
    """The server answers, and nothing went wrong in it that it had to print."""
    assert server.is_well()
    assert not re.search("traceback", server.log, re.IGNORECASE), server.log[-3000:]


def log_of(workshop: Workshop) -> list[Entry]:
    database = workshop.server.register.database
    return list(log.read(database, workshop.server.register.find(workshop.code).id))


# ---- Rules that a page would keep, and a crafted client does not


def test_nobody_spends_more_dots_than_they_have_b1(workshop: Workshop) -> None:
    ana, ben = workshop.join("Ana", "public").wire(), workshop.join("Ben", "private")
    board = opened_board(workshop)
    notes = [ben.do("note.add", {"board": board, "text": f"idea {n}"}) for n in range(4)]
    vote = workshop.begin("vote")

    def cast(target: Any, points: Any) -> Any:
        return ana.command("vote.cast", {"stage": vote, "target": target, "points": points})

    assert_refused(cast(notes[0], 3), "per-item")
    for wrong in (-1, 21, "2", 1.5, True, None, [2], {"points": 2}):
        assert_refused(cast(notes[0], wrong), "wrong-data")
    assert_refused(cast(board, 1), "not-an-option")
    assert "seq" in cast(notes[0], 2)
    assert_refused(cast(notes[1], 2), "no-dots")
    assert "seq" in cast(notes[1], 1)
    assert_refused(cast(notes[2], 1), "no-dots")
    workshop.fay.do("stage.reveal", {"stage": vote})
    assert_refused(cast(notes[3], 0), "stage-closed")
    points = {option["target"]: option["points"] for option in workshop.fay.records("vote").values()}
    assert points == {notes[0]: 2, notes[1]: 1, notes[2]: 0, notes[3]: 0}


def test_many_votes_at_once_from_two_devices_spend_one_budget_b1(workshop: Workshop) -> None:
    ana, ben = workshop.join("Ana", "public"), workshop.join("Ben", "private")
    board = opened_board(workshop)
    notes = [ben.do("note.add", {"board": board, "text": f"idea {n}"}) for n in range(10)]
    vote = workshop.begin("vote")
    devices = [ana.wire(), ana.wire()]
    sent = [
        (device, device.post("vote.cast", {"stage": vote, "target": note, "points": 1}))
        for note in notes
        for device in devices
    ]
    answers = [device.answer(number) for device, number in sent]
    assert {answer["reason"] for answer in answers if "reason" in answer} == {"no-dots"}
    workshop.fay.do("stage.reveal", {"stage": vote})
    assert sum(option["points"] for option in workshop.fay.records("vote").values()) == 3
    assert workshop.fay.records("stage")[vote]["voted"] == 1


def test_a_stage_takes_only_what_its_state_allows(workshop: Workshop) -> None:
    ana = workshop.join("Ana", "public").wire()
    stage, board, fay = workshop.stage("board"), workshop.first("board"), workshop.fay

    def add() -> Any:
        return ana.command("note.add", {"board": board, "text": "more trees"})

    assert_refused(add(), "stage-draft")
    fay.do("stage.open", {"stage": stage})
    note = add()["seq"]
    fay.do("stage.lock", {"stage": stage})
    assert_refused(add(), "stage-locked")
    fay.do("stage.open", {"stage": stage})
    fay.do("workshop.pause")
    assert_refused(add(), "workshop-paused")
    fay.do("workshop.resume")
    fay.do("stage.close", {"stage": stage})
    for name, data in (
        ("note.add", {"board": board, "text": "late"}),
        ("note.edit", {"note": note, "text": "late"}),
        ("note.remove", {"note": note}),
    ):
        assert_refused(ana.command(name, data), "stage-closed")
    assert [shown["text"] for shown in fay.records("note").values()] == ["more trees"]


def test_nothing_is_taken_before_the_workshop_opens_and_after_it_closes(server: Server) -> None:
    with server.workshop(PLAN, opened=False) as workshop:
        ana = workshop.join("Ana", "public").wire()
        board = workshop.first("board")
        assert_refused(ana.command("note.add", {"board": board, "text": "early"}), "workshop-draft")
        workshop.fay.do("workshop.open")
        workshop.fay.do("workshop.close")
        ana.wait(lambda: ana.is_over, "The connection of a closed workshop stays open.")
        again = workshop.browsers[-1].wire()
        assert_refused(again.command("note.add", {"board": board, "text": "late"}), "workshop-closed")
        with Polled(workshop.browsers[-1]) as polled:
            assert_refused(polled.command("hand.raise", {"kind": "speak"}), "workshop-closed")


def test_the_bell_holds_also_when_another_process_set_it_l4(workshop: Workshop) -> None:
    """The timer is written behind the server's back, so its own place in the log is taken first."""
    ana = workshop.join("Ana", "public").wire()
    board, stage = opened_board(workshop), workshop.stage("board")
    assert "seq" in ana.command("note.add", {"board": board, "text": "in time"})
    over = EVENTS["stage.timed"](stage, time.time() - 60)
    entry = Entry(log_of(workshop)[-1].seq + 1, time.time(), None, over)
    database = workshop.server.register.database
    id = workshop.server.register.find(workshop.code).id
    log.append(database, id, [log.linked(log.load(database, id), entry)])
    assert_refused(ana.command("note.add", {"board": board, "text": "too late"}), "time-over")
    assert [shown["text"] for shown in workshop.fay.records("note").values()] == ["in time"]


# ---- Roles


def an_example(kind: Any) -> Any:
    """Some value of a type, so that a command can be read and only its role be refused."""
    kind = get_args(kind)[0] if get_origin(kind) is not list and get_args(kind) else kind
    if isinstance(kind, str):
        return kind
    if isinstance(kind, type) and issubclass(kind, Role):
        return Role.FACILITATOR.value
    return {int: 1, str: "x", bool: True}.get(kind, [] if get_origin(kind) is list else {})


def example_of(name: str) -> dict[str, Any]:
    """The least data that a command can be read from."""
    needed = [field for field in msgspec.structs.fields(COMMANDS[name]) if field.required]
    return {field.encode_name: an_example(field.type) for field in needed}


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.FACILITATOR])
def test_a_role_may_send_only_what_is_open_to_it_p1(workshop: Workshop, role: Role) -> None:
    sender = workshop.join("Ana", "public") if role is Role.PARTICIPANT else workshop.fay
    closed = [name for name, command in COMMANDS.items() if role not in command.open_to]
    assert {"workshop.create", "person.admit"} < set(closed)
    assert ("stage.open" in closed) == (role is Role.PARTICIPANT)
    wire, before = sender.wire(), log_of(workshop)
    for name in closed:
        assert_refused(wire.command(name, example_of(name)), "not-allowed")
    assert log_of(workshop) == before


@pytest.mark.parametrize("role", ["observer", "screen"])
def test_whoever_only_looks_sends_nothing(workshop: Workshop, role: str) -> None:
    board = opened_board(workshop)
    looker = workshop.enter(role)
    wire, before = looker.wire(), log_of(workshop)
    for name in COMMANDS:
        assert_refused(wire.command(name, example_of(name)), "not-allowed")
    assert_refused(looker.ask("note.add", {"board": board, "text": "from the screen"}), "not-allowed")
    assert log_of(workshop) == before
    workshop.join("Ana", "public").do("note.add", {"board": board, "text": "seen by all"})
    wire.wait(lambda: b"seen by all" in b"".join(wire.frames), "Those who look hear nothing.")


def test_a_facilitator_who_looks_as_a_participant_is_one_who_only_looks(workshop: Workshop) -> None:
    workshop.join("Ana", "public")
    wire = workshop.fay.wire(**{"as": "participant"})
    assert_refused(wire.command("workshop.pause"), "not-allowed")
    ana = workshop.join("Amara", "public").wire(**{"as": "facilitator"})
    assert_refused(ana.command("workshop.pause"), "not-allowed")
    workshop.fay.do("workshop.edit", {"purpose": "for facilitators and everyone"})
    ana.wait_for("patch")
    assert b"Amara" not in b"".join(ana.frames), "The roll is the facilitators' (V8)."


def test_who_one_is_cannot_be_claimed(workshop: Workshop) -> None:
    ana, ben, fay = workshop.join("Ana", "public"), workshop.join("Ben", "private"), workshop.fay
    board, wire = opened_board(workshop), ana.wire()
    note = {"board": board, "text": "whose is this?"}
    for claim in (
        {"person": ben.person},
        {"by": ben.person},
        {"role": "facilitator"},
        {"person": fay.person},
    ):
        assert_refused(wire.command("note.add", note | claim), "wrong-data")
        call = {"name": "note.add", "data": note, "id": new_id(), **claim}
        assert_refused(wire.ask("command", call), "wrong-data")
    assert_refused(wire.command("hand.raise", {"kind": "speak", "person": ben.person}), "not-yours")
    other = ben.do("note.add", note)
    assert_refused(wire.command("note.edit", {"note": other, "text": "mine now"}), "not-yours")
    assert_refused(wire.command("note.remove", {"note": other}), "not-yours")
    assert [shown["text"] for shown in fay.records("note").values()] == ["whose is this?"]


# ---- Seats


def refusal(browser: Browser, code: str, reason: str) -> None:
    """A browser that gets no connection, and hears why."""
    wire = browser.wire(code)
    wire.wait(lambda: wire.refused or wire.is_over)
    assert wire.refused and not wire.is_in, wire.frames
    assert wire.refused["data"]["reason"] == reason
    assert len(wire.refused["message"].split()) > 3
    number = wire.post("note.add", {"board": 1, "text": "from outside"})
    wire.raw("2")
    assert number not in wire.answers


def test_nobody_comes_in_without_a_seat_of_this_workshop(workshop: Workshop, server_in: Any) -> None:
    server = server_in(workshop.server.mode)
    ana, stranger = workshop.join("Ana", "public"), workshop.browser("Stranger")
    with server.workshop(PLAN) as other:
        ben = other.join("Ben", "private")
        for browser in (ben, other.fay, stranger):
            refusal(browser, workshop.code, "not-joined")
            browser.code = workshop.code
            assert_refused(browser.ask("hand.raise", {"kind": "speak"}), "not-joined")
            assert browser.get("/view", headers={"Accept": "application/json"}).status_code == 403
    refusal(ana, "NOSUCHCODE", "unknown-code")
    refusal(ana, "", "unknown-code")


def test_a_cookie_that_was_changed_is_no_seat(workshop: Workshop) -> None:
    ana, mallory = workshop.join("Ana", "public"), workshop.browser("Mallory")
    [cookie] = list(ana.session.cookies)
    payload, _, signature = cookie.value.partition(".")
    for forged in (f"{payload}.{signature[::-1]}", f"{payload[:-2]}AA.{signature}", "nonsense", "a.b.c"):
        mallory.session.cookies.set("dialogue", forged)
        refusal(mallory, workshop.code, "not-joined")


def test_who_was_removed_hears_it_and_does_not_come_back(workshop: Workshop) -> None:
    ana, ben = workshop.join("Ana", "public"), workshop.join("Ben", "private")
    board, rejoin = opened_board(workshop), ana.view()["you"]["rejoin"]
    wires = [ana.wire(), ana.wire()]
    other = ben.wire()
    workshop.fay.do("person.remove", {"person": ana.person})
    for wire in wires:
        assert wire.wait_for("ended") == {"reason": "removed"}
        wire.wait(lambda wire=wire: wire.is_over, "The connection of somebody removed stays open.")
    refusal(ana, workshop.code, "removed")
    assert_refused(ana.ask("note.add", {"board": board, "text": "still here"}), "removed")
    assert ana.get("/view", headers={"Accept": "application/json"}).json()["reason"] == "removed"
    join = f"{ana.url}/join/{workshop.code}"
    for body in ({"name": "Ana", "sector": "public"}, {"rejoin": rejoin}):
        assert_refused(ana.session.post(join, json=body).json(), "removed")
    stranger = workshop.browser("Ana")
    assert_refused(stranger.session.post(join, json={"rejoin": rejoin}).json(), "removed")
    assert "seq" in other.command("note.add", {"board": board, "text": "the others go on"})
    assert other.of("ended") == []


def test_everyone_hears_that_the_workshop_is_closed(workshop: Workshop) -> None:
    wires = [
        workshop.join("Ana", "public").wire(),
        workshop.enter("screen").wire(),
        workshop.enter("observer").wire(),
    ]
    wires.append(workshop.fay.wire())
    workshop.fay.do("workshop.close")
    for wire in wires:
        assert wire.wait_for("ended") == {"reason": "closed"}
        [*_, last] = wire.of("patch")
        assert last["records"]["workshop/1"]["state"] == "closed", "The last news come before the end."
        wire.wait(lambda wire=wire: wire.is_over)


# ---- Ids


def test_a_command_that_is_sent_again_is_done_once_l5(workshop: Workshop) -> None:
    ana, board = workshop.join("Ana", "public"), opened_board(workshop)
    wire, again, id = ana.wire(), ana.wire(), new_id()
    note = {"board": board, "text": "once"}
    answers = [wire.answer(number) for number in [wire.post("note.add", note, id) for _ in range(5)]]
    answers += [again.command("note.add", note, id), ana.ask("note.add", note, id)]
    assert len({answer["seq"] for answer in answers}) == 1
    assert [shown["text"] for shown in workshop.fay.records("note").values()] == ["once"]


def test_an_id_is_its_senders_alone_l5(workshop: Workshop) -> None:
    ana, ben = workshop.join("Ana", "public").wire(), workshop.join("Ben", "private").wire()
    board, id = opened_board(workshop), new_id()
    assert "seq" in ana.command("note.add", {"board": board, "text": "mine"}, id)
    assert_refused(ben.command("note.add", {"board": board, "text": "mine too"}, id), "id-taken")
    assert "seq" in ben.command("note.add", {"board": board, "text": "mine too"})
    assert len(workshop.fay.records("note")) == 2


@pytest.mark.parametrize(
    "id", ["", "short", "x" * 65, "with spaces in it", "semi;colon;", "new\nline", 12345678, ["12345678"], {}]
)
def test_an_id_of_the_wrong_form_is_refused(workshop: Workshop, id: Any) -> None:
    ana, board = workshop.join("Ana", "public").wire(), opened_board(workshop)
    call = {"name": "note.add", "data": {"board": board, "text": "hello"}, "id": id}
    assert_refused(ana.ask("command", call), "wrong-data")
    assert not workshop.fay.records("note")


# ---- What cannot be meant


def test_words_must_be_there_and_fit(workshop: Workshop) -> None:
    ana, board = workshop.join("Ana", "public").wire(), opened_board(workshop)

    def add(text: Any) -> Any:
        return ana.command("note.add", {"board": board, "text": text})

    assert_refused(add("x" * 281), "too-long")
    assert_refused(add("é" * 281), "too-long")
    for empty in ("", "   ", "\n\t", "\u0000\u0007"):
        assert_refused(add(empty), "empty")
    for wrong in (5, None, True, ["x"], {"text": "x"}):
        assert_refused(add(wrong), "wrong-data")
    assert "seq" in add("x" * 280)
    # 280 characters as people count them, although they come as 560.
    assert "seq" in add("e\u0301" * 280)
    assert "seq" in add("<script>alert(1)</script> \u0000& more")
    texts = [shown["text"] for shown in workshop.fay.records("note").values()]
    assert texts == ["x" * 280, "é" * 280, "<script>alert(1)</script> & more"]


MALFORMED: list[Any] = [
    None,
    [],
    {},
    "note.add",
    17,
    True,
    [1, [2, [3]]],
    {"name": "note.add", "data": "text"},
    {"name": "note.add", "data": ["text"]},
    {"name": "note.add", "data": None},
    {"name": None, "data": {}},
    {"name": ["note.add"], "data": {}},
    {"name": "n" * 41, "data": {}},
    {"data": {"board": 1, "text": "no name"}},
    {"name": "note.add", "data": {}, "extra": 1},
    {"name": "note.add", "data": {"board": "1", "text": "x"}},
    {"name": "note.add", "data": {"board": 1.5, "text": "x"}},
    {"name": "note.add", "data": {"board": [1], "text": "x"}},
    {"name": "note.add", "data": {"board": 1}},
    {"name": "note.add", "data": {"text": "x"}},
    {"name": "note.add", "data": {"board": 1, "text": "x", "colour": "red"}},
    {"name": "note.add", "data": {"board": 1, "text": "x", "__class__": "x"}},
]


def test_whatever_cannot_be_read_is_answered_with_a_sentence(workshop: Workshop) -> None:
    wire, before = workshop.join("Ana", "public").wire(), log_of(workshop)
    for payload in MALFORMED:
        assert_refused(wire.ask("command", payload), "wrong-data")
    assert_refused(wire.ask("command"), "wrong-data")
    assert_refused(wire.ask("command", {"name": "note.add"}, {"board": 1}), "wrong-data")
    for unknown in ("", "note", "note.added", "__init__", "Note.Add", "note.add "):
        assert_refused(wire.ask("command", {"name": unknown}), "unknown-command")
    for nowhere in (0, -1, 10**6, 2**63, 10**30):
        assert_refused(wire.command("note.add", {"board": nowhere, "text": "x"}), "not-found")
    assert log_of(workshop) == before
    assert_well(workshop.server)


BROKEN = [
    "4",
    "42",
    "42[]",
    "42{}",
    "42null",
    '42"command"',
    "42[null]",
    '42[["command"]]',
    '421["command"',
    '42999999999999999999["command",{}]',
    '421["nobody.listens",{}]',
    '421["connect"]',
    '421["disconnect"]',
    '421["command",{"name":"note.add","data":{"text":"\\ud800"}}]',
    '421["command",{"name":"note.add","data":{"board":1e999}}]',
    '421["command",' + "[" * 20_000 + "]" * 20_000 + "]",
    "4" + "[" * 50_000,
    '451-["command",{"_placeholder":true,"num":0}]',
    '459999999999-["command"]',
    "461-0[{}]",
    '430["an answer that nobody asked for"]',
    '44{"message":"you are not connected"}',
    "45",
    "46",
    "49",
    "40/admin,",
    "40",
    '40{"token":"x"}',
    "6",
    "5",
]


def test_broken_frames_cost_nobody_anything(workshop: Workshop) -> None:
    """They have no answer to wait for. The same connection goes on, and the log stays quiet."""
    ana, ben = workshop.join("Ana", "public").wire(), workshop.join("Ben", "private").wire()
    board = opened_board(workshop)
    for n, frame in enumerate(BROKEN):
        ana.raw(frame)
        answer = ana.command("note.add", {"board": board, "text": f"after {n}"})
        assert answer and "seq" in answer, (frame[:60], answer)
    ana.raw_bytes(b"\x00\xff" * 1000)
    last = ana.command("note.add", {"board": board, "text": "after bytes"})["seq"]
    ben.wait_for_seq(last)
    assert len(workshop.fay.records("note")) == len(BROKEN) + 1
    assert_well(workshop.server)


def test_a_message_of_a_megabyte_ends_only_its_sender(workshop: Workshop) -> None:
    ana, ben = workshop.join("Ana", "public"), workshop.join("Ben", "private").wire()
    board = opened_board(workshop)
    wire = ana.wire()
    wire.post("note.add", {"board": board, "text": "x" * 1_000_000})
    wire.wait(lambda: wire.is_over, "It was taken.")
    assert "seq" in ben.command("note.add", {"board": board, "text": "undisturbed"})
    assert "seq" in ana.wire().command("note.add", {"board": board, "text": "back again"})
    too_large = ana.session.post(
        f"{ana.url}/w/{ana.code}/command", data=b"x" * 1_000_000, headers={"Content-Type": "application/json"}
    )
    assert_refused(too_large.json(), "too-large")
    assert [shown["text"] for shown in workshop.fay.records("note").values()] == ["undisturbed", "back again"]
    assert_well(workshop.server)


def test_a_message_in_endless_pieces_is_cut_off(workshop: Workshop) -> None:
    wire = workshop.join("Ana", "public").wire()
    piece = ABNF(0, 0, 0, 0, ABNF.OPCODE_TEXT, 1, b"4" + b"x" * 50_000).format()
    more = ABNF(0, 0, 0, 0, ABNF.OPCODE_CONT, 1, b"x" * 50_000).format()
    with pytest.raises(OSError):
        for n in range(10_000):
            wire.raw_frame(more if n else piece)
    wire.wait(lambda: wire.is_over)
    assert_well(workshop.server)


def test_who_floods_is_slowed_down_and_nobody_else_p3(workshop: Workshop) -> None:
    ana, ben = workshop.join("Ana", "public").wire(), workshop.join("Ben", "private").wire()
    board = opened_board(workshop)
    sent = [ana.post("note.add", {"board": board, "text": f"note {n}"}) for n in range(250)]
    assert "seq" in ben.command("note.add", {"board": board, "text": "in between"})
    answers = [ana.answer(number) for number in sent]
    refused = [answer for answer in answers if "reason" in answer]
    assert refused
    for answer in refused:
        assert_refused(answer, "slow-down")
    assert len(workshop.fay.records("note")) == len(answers) - len(refused) + 1


def test_who_catches_up_without_end_is_slowed_down_and_nobody_else_p3(workshop: Workshop) -> None:
    ana, ben = workshop.join("Ana", "public").wire(), workshop.join("Ben", "private").wire()
    answers = [ana.ask("catch_up", {"since": 1}) for _ in range(250)]
    refused = [answer for answer in answers if "reason" in answer]
    assert refused and len(refused) < len(answers)
    for answer in refused:
        assert answer.pop("now")
        assert_refused(answer, "slow-down")
    assert "reason" not in ben.ask("catch_up", {"since": 1})


# ---- Order, patches, presence


def test_what_one_client_sends_is_done_in_that_order_v6(workshop: Workshop) -> None:
    wires = [workshop.join(name, "public").wire() for name in ("Ana", "Ben")]
    board = opened_board(workshop)
    sent = [[wire.post("note.add", {"board": board, "text": f"{n}"}) for n in range(50)] for wire in wires]
    for wire, numbers in zip(wires, sent, strict=True):
        seqs = [wire.answer(number)["seq"] for number in numbers]
        assert seqs == sorted(seqs)
        notes = workshop.fay.records("note")
        assert [notes[seq]["text"] for seq in seqs] == [f"{n}" for n in range(50)]
    assert len(workshop.fay.records("note")) == 100


def add_up(view: dict[str, Any], patches: list[dict[str, Any]]) -> dict[str, Any]:
    """What a phone keeps: a view, and every patch that fits on it."""
    seq, records = view["seq"], dict(view["records"])
    for patch in patches:
        assert patch["from"] <= seq, "A patch was missed (V2)."
        seq = max(seq, patch["seq"])
        records.update(patch["records"])
    return {key: shown for key, shown in records.items() if shown is not None}


def test_patches_add_up_to_the_view_on_every_transport_v2(workshop: Workshop) -> None:
    ana, ben, cleo = (
        workshop.join("Ana", "public"),
        workshop.join("Ben", "private"),
        workshop.join("Cleo", "private"),
    )
    screen = workshop.enter("screen")
    board = opened_board(workshop)
    views = {browser: browser.view() for browser in (ana, ben, cleo, screen, workshop.fay)}
    wires = {browser: browser.wire() for browser in views if browser is not cleo}
    with Polled(cleo) as polled:
        for n in range(20):
            wires[ana].post("note.add", {"board": board, "text": f"note {n}"})
            wires[ben].post("note.add", {"board": board, "text": f"idea {n}"})
        last = polled.command("note.add", {"board": board, "text": "by long polling"})["seq"]
        last = max(
            last, *(wires[each].command("hand.raise", {"kind": "speak"})["seq"] for each in (ana, ben))
        )
        last = workshop.fay.do("stage.close", {"stage": workshop.stage("board")})
        polled.wait_for_seq(last)
        told = {cleo: [patch for event, patch in polled.heard if event == "patch"]}
    for browser, wire in wires.items():
        wire.wait_for_seq(last)
        # A command behind the last one: what a person's own room hears comes before its answer.
        wire.ask("catch_up", {"since": last})
        told[browser] = wire.of("patch")
    for browser, view in views.items():
        assert add_up(view, told[browser]) == browser.view()["records"], browser.name


def test_who_was_away_catches_up_v2(workshop: Workshop) -> None:
    ana, ben = workshop.join("Ana", "public"), workshop.join("Ben", "private")
    board, wire = opened_board(workshop), ana.wire()
    wire.command("note.add", {"board": board, "text": "before the tunnel"})
    view = ana.view()
    wire.close()
    others = [ben.do("note.add", {"board": board, "text": f"meanwhile {n}"}) for n in range(5)]
    back = ana.wire()
    missed = back.ask("catch_up", {"since": view["seq"]})
    assert missed["seq"] >= others[-1]
    assert {f"note/{seq}" for seq in others} <= set(missed["records"])
    assert add_up(view, [{"from": view["seq"], **missed}]) == ana.view()["records"]
    again = back.ask("catch_up", {"since": missed["seq"]})["records"]
    assert again.items() <= ana.view()["records"].items(), "At most what is one's own comes again."
    assert not {f"note/{seq}" for seq in others} & set(again)
    for nonsense in (missed["seq"] + 1000, -1, "1", None, [1], 1.5, 10**30):
        assert back.ask("catch_up", {"since": nonsense})["reload"]
    for payload in (None, [], "x", 5, {}):
        assert back.ask("catch_up", payload)["reload"]
    person = view["you"]["person"]
    assert "reload" not in back.ask("catch_up", {"since": missed["seq"], "person": person})
    for other in (person + 1, None):
        asked = {"since": missed["seq"], "person": other}
        assert back.ask("catch_up", asked)["reload"], "The page shows what somebody else saw in this browser."


def test_presence_is_told_at_most_once_a_second(workshop: Workshop) -> None:
    watcher = workshop.enter("screen").wire()
    began = time.monotonic()
    people = [workshop.join(f"Person {n}", "public") for n in range(12)]
    for _ in range(3):
        for wire in [person.wire() for person in people]:
            wire.close()
    stays = [person.wire() for person in people]

    def all_are_here() -> bool:
        return any(told["online"] == len(stays) for told in watcher.of("presence"))

    watcher.wait(all_are_here, "Nobody says who is here.")
    told = watcher.of("presence")
    assert told[-1] == {"online": 12, "by_sector": {"public": 12}}
    assert len(told) <= time.monotonic() - began + 1
    assert all(b"Person" not in frame for frame in watcher.frames), "Presence is counts, not the roll (V8)."
    stays[0].close()
    watcher.wait(lambda: watcher.of("presence")[-1]["online"] == 11, "Nobody says who left.")


def test_nobody_is_counted_twice(workshop: Workshop) -> None:
    watcher, ana = workshop.enter("screen").wire(), workshop.join("Ana", "public")
    wires = [ana.wire(), ana.wire()]
    for trick in ('421["connect"]', "40", '40{"as":"facilitator"}', '421["connect",{}]'):
        wires[0].raw(trick)
    assert "seq" in wires[0].command("hand.raise", {"kind": "speak"})
    assert watcher.wait_for("presence")["online"] == 1
    for wire in wires:
        wire.close()
    watcher.wait(lambda: watcher.of("presence")[-1]["online"] == 0, "Somebody who left is still counted.")


# ---- When nothing can be saved


def unsaved(workshop: Workshop) -> tuple[Wire, dict[str, Any], str]:
    """Ana is in, has saved one note, and is about to send another."""
    ana, board = workshop.join("Ana", "public").wire(), opened_board(workshop)
    assert "seq" in ana.command("note.add", {"board": board, "text": "saved"})
    return ana, {"board": board, "text": "confidential until it is saved"}, new_id()


def assert_recovered(
    workshop: Workshop, ana: Wire, note: dict[str, Any], id: str, before: list[Entry]
) -> None:
    """Nothing had happened; the same command is done now, once, and the log has no gap (L3, L4)."""
    assert log_of(workshop) == before
    wait_until(lambda: "seq" in ana.command("note.add", note, id), "It does not recover.")
    seq = ana.command("note.add", note, id)["seq"]
    assert ana.command("note.add", note, id)["seq"] == seq
    assert [shown["text"] for shown in workshop.fay.records("note").values()] == ["saved", note["text"]]
    assert [entry.seq for entry in log_of(workshop)] == list(range(1, seq + 1))
    assert "confidential" not in workshop.server.log, "What people wrote is in the server's log (V1)."
    assert_well(workshop.server)


def test_a_full_disk_refuses_and_recovers_l3(workshop: Workshop) -> None:
    ana, note, id = unsaved(workshop)
    before = log_of(workshop)
    workshop.server.fill_disk(True)
    try:
        assert_refused(ana.command("note.add", note, id), "not-saved")
        assert_refused(ana.command("note.add", note, id), "not-saved")
        assert workshop.fay.ask("workshop.pause")["reason"] == "not-saved"
        stranger = workshop.browser("Ben")
        answered = stranger.session.post(
            f"{workshop.server.url}/join/{workshop.code}", json={"name": "Ben", "sector": "private"}
        )
        assert answered.status_code == 503
        assert_refused(answered.json(), "not-saved")
        assert len(workshop.fay.records("note")) == 1, "What is there can still be read."
    finally:
        workshop.server.fill_disk(False)
    assert_recovered(workshop, ana, note, id, before)


def test_a_locked_database_refuses_and_recovers_l3(workshop: Workshop) -> None:
    ana, note, id = unsaved(workshop)
    before = log_of(workshop)
    with locked(workshop.server.database_url):
        assert_refused(ana.command("note.add", note, id), "not-saved")
        assert len(workshop.fay.records("note")) == 1, "What is there can still be read."
    assert_recovered(workshop, ana, note, id, before)


def test_secrets_in_links_are_not_in_the_log(workshop: Workshop) -> None:
    """Keys come in addresses, so addresses are not logged."""
    workshop.enter("observer")
    key = workshop.links["observer"].split("key=")[1]
    assert len(key) > 20
    assert key not in workshop.server.log
