"""What changed, asked now and then over HTTP: the same as over a socket, under the same rules."""

from __future__ import annotations

from typing import Any

import pytest

from dialogue import App, edge
from dialogue.kernel import Audience, Eyes
from dialogue.limits import Pace
from tests.visits import Held, Visitor

PLAN: dict[str, Any] = {
    "title": "Partnerships",
    "sectors": ["public"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["Why?"], "visibility": "own"}],
}


@pytest.fixture
def held(app: App) -> Held:
    return Held(app, PLAN)


def since(held: Held, visitor: Visitor, seq: int) -> dict[str, Any]:
    """What somebody is told who knows everything up to here, their own included."""
    answer = visitor.client.get(f"/w/{held.code}/since?seq={seq}&whole={seq}")
    found: dict[str, Any] = answer.get_json()
    return found | {"status": answer.status_code}


def view(held: Held, visitor: Visitor) -> dict[str, Any]:
    found: dict[str, Any] = visitor.client.get(f"/w/{held.code}/view").get_json()
    return found


def test_a_view_and_what_changed_since_add_up_to_the_view_of_now_v2(held: Held) -> None:
    ana, ben = held.joined("Ana"), held.joined("Ben")
    stage = held.begins(0)
    [board] = held.records("board")
    before = view(held, ana)
    for somebody in (ana, ben):
        somebody.posts(f"/w/{held.code}/command", name="note.add", data={"board": board, "text": "Trees"})
    held.does("stage.reveal", stage=stage)
    changed = since(held, ana, before["seq"])
    assert changed["records"]
    together = before["records"] | changed["records"]
    now = view(held, ana)
    assert {key: record for key, record in together.items() if record is not None} == now["records"]
    assert changed["seq"] == now["seq"]
    assert since(held, ana, now["seq"])["records"] == {}, "Nothing comes twice."
    unsure = ana.client.get(f"/w/{held.code}/since?seq={now['seq']}").get_json()["records"]
    assert [key for key, record in unsure.items() if record.get("mine")], "Unless somebody is not sure of it."


def test_a_page_whose_browser_is_somebody_elses_by_now_needs_another_view_p2(held: Held) -> None:
    ana, ben = held.joined("Ana"), held.joined("Ben")
    before = view(held, ana)
    numbers = [view(held, each)["you"]["person"] for each in (ana, ben)]
    assert len(set(numbers)) == 2, numbers
    since = f"/w/{held.code}/since?seq={before['seq']}&person="
    assert "reload" not in ana.client.get(f"{since}{numbers[0]}").get_json()
    for other in (numbers[1], ""):
        changed = ana.client.get(f"{since}{other}").get_json()
        assert changed["reload"] and "records" not in changed, other


def test_nothing_is_sent_in_the_name_of_who_has_the_seat_by_now_p2(held: Held) -> None:
    ana, ben = held.joined("Ana"), held.joined("Ben")
    held.begins(0)
    [board] = held.records("board")
    numbers = [view(held, each)["you"]["person"] for each in (ana, ben)]
    call = {"name": "note.add", "data": {"board": board, "text": "More trees"}, "id": "id-000001"}
    path = f"/w/{held.code}/command?person="
    refused = ben.client.post(f"{path}{numbers[0]}", json=call)
    assert (refused.status_code, refused.get_json()) == (409, {"reload": True})
    assert not held.records("note")
    assert "seq" in ana.client.post(f"{path}{numbers[0]}", json=call).get_json()
    assert len(held.records("note")) == 1


def test_what_others_wrote_is_not_told_before_all_see_it_v1(held: Held) -> None:
    ana, ben = held.joined("Ana"), held.joined("Ben")
    held.begins(0)
    [board] = held.records("board")
    before = view(held, ana)["seq"]
    ben.posts(f"/w/{held.code}/command", name="note.add", data={"board": board, "text": "A secret well"})
    changed = since(held, ana, before)
    assert changed["seq"] > before, "Everybody gets every seq."
    assert "A secret well" not in str(changed)
    assert "A secret well" in str(since(held, ben, before))


def test_who_has_no_seat_gets_a_reason_as_json(app: App, held: Held) -> None:
    answer = since(held, Visitor(app), 0)
    assert (answer["status"], answer["reason"]) == (403, "not-joined")
    ana = held.joined("Ana")
    [person] = held.records("person").keys() - facilitators(held)
    held.does("person.remove", person=person)
    answer = since(held, ana, 0)
    assert (answer["status"], answer["reason"]) == (403, "removed")


def facilitators(held: Held) -> set[int]:
    return {number for number, each in held.records("person").items() if each["role"] == "facilitator"}


def test_whoever_asks_is_present(held: Held) -> None:
    ana = held.joined("Ana")
    held.begins(0)
    [person] = held.records("person").keys() - facilitators(held)
    assert person not in held.live.connected
    since(held, ana, 0)
    assert person in held.live.connected


def test_a_seq_that_is_none_leads_to_the_whole_view(held: Held) -> None:
    ana = held.joined("Ana")
    assert since(held, ana, 10**8)["reload"]
    eyes = Eyes(Audience.PARTICIPANT)
    assert held.live.catch_up(eyes, 10**8) == {"reload": True}


def test_whoever_asks_is_answered_where_no_thread_can_be_had(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next who asks sees to it that their presence ends."""
    presence, started = held.app.presence, []
    ana = held.joined("Ana")

    def start(work: object, *_args: object) -> None:
        if not started:
            started.append(None)
            raise RuntimeError("no thread")
        started.append(work)

    monkeypatch.setattr(presence, "changed", lambda _live: None)
    monkeypatch.setattr(presence.socketio, "start_background_task", start)
    held.live.glimpsed.clear()
    presence.waiting.clear()
    since(held, ana, 0)
    assert started == [None]
    since(held, ana, 0)
    assert len(started) == 2


# ---- How often


def test_who_asks_without_end_is_slowed_down_and_nobody_else_p3(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor do they get whole views instead."""
    monkeypatch.setattr(edge, "CATCHING_UP", Pace(3, seconds=3600))
    ana, ben = held.joined("Ana"), held.joined("Ben")
    seq = view(held, ana)["seq"]
    answers = [since(held, ana, seq) for _ in range(4)]
    assert [answer["status"] for answer in answers] == [200, 200, 429, 429]
    assert answers[-1]["reason"] == "slow-down" and len(answers[-1]["refused"].split()) > 3
    assert view(held, ana)["reason"] == "slow-down"
    assert since(held, ben, seq)["status"] == 200, "They come from the same address."


def test_a_view_that_is_known_already_is_no_view_too_many(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "CATCHING_UP", Pace(1, seconds=3600))
    ana = held.joined("Ana")
    path = f"/w/{held.code}/view"
    tag = {"If-None-Match": ana.client.get(path).headers["ETag"]}
    assert [ana.client.get(path, headers=tag).status_code for _ in range(3)] == [304, 304, 304]
    assert ana.client.get(path).status_code == 429


def test_a_facilitator_who_looks_with_other_eyes_is_still_one_person(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    seq = view(held, held.fay)["seq"]
    monkeypatch.setattr(edge, "CATCHING_UP", Pace(3, seconds=3600))
    path = f"/w/{held.code}/since?seq={seq}&as="
    eyes = ["screen", "participant", "", "screen", "participant", ""]
    assert [held.fay.client.get(path + each).status_code for each in eyes] == [200] * 3 + [429] * 3


def looking_on(held: Held, role: str, address: str) -> Visitor:
    """Somebody with a link to look, which makes them nobody in particular."""
    visitor = Visitor(held.app)
    visitor.client.environ_base["REMOTE_ADDR"] = address
    visitor.client.get(held.links[role])
    return visitor


def test_who_only_looks_is_counted_as_their_address_p3(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "LOOKING_ON", Pace(4, seconds=3600))
    here = [looking_on(held, role, "203.0.113.9") for role in ("observer", "screen", "observer")]
    assert [since(held, each, 1)["status"] for each in here] == [200, 200, 200]
    assert "records" in view(held, here[0])
    assert [since(held, each, 1)["status"] for each in here] == [429, 429, 429]
    assert since(held, looking_on(held, "observer", "203.0.113.10"), 1)["status"] == 200
    other = Held(held.app, PLAN)
    assert since(other, looking_on(other, "observer", "203.0.113.9"), 1)["status"] == 200
    machine = looking_on(held, "observer", "127.0.0.1")
    assert {since(held, machine, 1)["status"] for _ in range(9)} == {200}, "This machine is nobody's address."
    ana = held.joined("Ana")
    ana.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert since(held, ana, 1)["status"] == 200, "Who takes part is counted as themselves."


def test_three_hundred_behind_one_router_ask_as_often_as_light_mode_does_p3(held: Held) -> None:
    """A view each at the same moment, and what they missed; then again after eight seconds."""
    answers = []
    for n in range(300):
        visitor = looking_on(held, "screen" if n % 100 == 0 else "observer", "203.0.113.9")
        seq = view(held, visitor)["seq"]
        answers += [since(held, visitor, seq)["status"] for _ in range(2)]
    assert set(answers) == {200}
    assert edge.LOOKING_ON.most > 1.5 * (300 + len(answers))
