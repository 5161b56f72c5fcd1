"""The waiting room: nobody in it learns anything of the workshop, and whoever is let in goes on (V1, P2)."""

from __future__ import annotations

from typing import Any

import pytest

from dialogue import App
from tests.organisers import organiser
from tests.visits import Held, Visitor

PLAN: dict[str, Any] = {
    "title": "Rivers",
    "entry": "approval",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "questions": ["Where is the dam?"]}],
}


@pytest.fixture
def held(app: App) -> Held:
    held = Held(app, PLAN)
    held.begins(0)
    return held


def asks(held: Held, name: str, visitor: Visitor | None = None) -> tuple[Visitor, int]:
    """Somebody asks to come in, by the form; the person they are."""
    visitor, door = visitor or Visitor(held.app), f"/join/{held.code}"
    page = visitor.sends(visitor.goes(door).form_to(door), name=name, sector="public")
    assert page.path == f"/w/{held.code}/waiting", page.words
    waiting = [seq for seq, each in held.records("person").items() if each.get("waiting")]
    return visitor, waiting[-1]


def test_the_door_says_that_people_are_let_in_before_anybody_writes(held: Held) -> None:
    page = Visitor(held.app).goes(f"/join/{held.code}")
    assert page.says("A facilitator lets people in.") and page.says("Ask to come in")


def test_whoever_waits_sees_their_name_and_a_page_that_looks_again(held: Held) -> None:
    ana, _ = asks(held, "Ana")
    page = ana.goes(f"/join/{held.code}")
    assert page.path == f"/w/{held.code}/waiting", "A reload keeps their place (P2)."
    assert page.says("Hello, Ana.") and page.says("You are in the waiting room.")
    assert page.looks_again, "Without a script it goes on to the page that loads itself again."
    assert ana.goes(f"/w/{held.code}/waiting/plain").looks_again
    told = ana.client.get(f"/w/{held.code}/waiting", headers={"Accept": "application/json"})
    assert told.get_json() == {"waiting": True}


def test_whoever_waits_gets_nothing_of_the_workshop_over_any_channel(held: Held) -> None:
    """V1"""
    ana, _ = asks(held, "Ana")
    at = f"/w/{held.code}"
    pages = ("", "/plain", "/plain/news", "/facilitate", "/screen", "/archive", "/waiting", "/me")
    pages += ("/view", "/since?seq=0", "/export/json", "/archive/replay.json", "/archive/link", "/me.json")
    for path in pages:
        for accept in ("text/html", "application/json"):
            answer = ana.client.get(at + path, headers={"Accept": accept}, follow_redirects=True)
            assert b"the dam" not in answer.data, path
    for name, data in (("note.add", {"board": 3, "text": "hi"}), ("person.let_in", {}), ("door.unlock", {})):
        answer = ana.posts(f"{at}/command", name=name, data=data)
        assert (answer.status_code, answer.get_json()["reason"]) == (403, "waiting")
    assert ana.posts(f"{at}/me", name="Ana the Great").status_code == 403
    told = held.app.socketio.test_client(
        held.app, query_string=f"?w={held.code}", flask_test_client=ana.client
    )
    assert not told.is_connected()


def test_whoever_is_let_in_goes_on_by_themselves_as_who_they_are(held: Held) -> None:
    ana, number = asks(held, "Ana")
    held.does("person.let_in", people=[number])
    told = ana.client.get(f"/w/{held.code}/waiting", headers={"Accept": "application/json"})
    assert told.get_json() == {"waiting": False}
    assert ana.goes(f"/w/{held.code}/waiting/plain").path == f"/w/{held.code}"
    assert held.plain(ana).says("Where is the dam?")
    assert ana.client.get(f"/w/{held.code}/view").get_json()["you"]["person"] == number


def test_a_rejoin_code_moves_the_place_in_the_waiting_room_to_another_device(held: Held) -> None:
    """P2"""
    phone, tablet = Visitor(held.app), Visitor(held.app)
    joined = phone.posts(f"/join/{held.code}", name="Ana", sector="public").get_json()
    assert joined["waiting"] is True
    moved = tablet.posts(f"/join/{held.code}", rejoin=joined["rejoin"]).get_json()
    assert (moved["person"], moved["waiting"]) == (joined["person"], True)
    again = phone.posts(f"/join/{held.code}", name="Ana", sector="public").get_json()
    assert again["person"] == joined["person"], "Whoever asks twice waits once."
    held.does("person.let_in")
    assert tablet.goes(f"/join/{held.code}").path == f"/w/{held.code}"


def test_whoever_is_turned_away_leaves_no_name_and_may_ask_again_twice(held: Held) -> None:
    ana, number = asks(held, "Ana")
    held.does("person.turn_away", person=number)
    assert number not in held.app.people.names(held.live.id)
    page = ana.goes(f"/w/{held.code}")
    assert page.says("The facilitator did not let you in.") and page.says("Ask to come in")
    first = ana.client.get_cookie("session") or next(iter(ana.client._cookies.values()))
    for _ in range(2):
        _, number = asks(held, "Ana", ana)
        held.does("person.turn_away", person=number)
    page = ana.goes(f"/join/{held.code}")
    assert page.says("You cannot ask again from this device.")
    assert ana.posts(f"/join/{held.code}", name="Ana", sector="public").get_json()["reason"] == "turned-away"
    old = Visitor(held.app)
    old.client.set_cookie(first.key, first.value)
    kept = old.posts(f"/join/{held.code}", name="Ana", sector="public").get_json()
    assert kept["reason"] == "turned-away", "A cookie that was kept from before counts as the same browser."


def test_a_turned_away_person_sends_and_sees_nothing(held: Held) -> None:
    ana, number = asks(held, "Ana")
    held.does("person.turn_away", person=number)
    at = f"/w/{held.code}"
    assert ana.posts(f"{at}/command", name="hand.raise", data={}).get_json()["reason"] == "turned-away"
    assert ana.client.get(f"{at}/view").get_json()["reason"] == "turned-away"


def test_nobody_who_waits_is_counted(held: Held) -> None:
    asks(held, "Ana")
    assert held.records("workshop")[1]["people"] == 0
    assert Visitor(held.app).goes(f"/join/{held.code}").says("Nobody has joined yet.")
    held.does("person.let_in")
    assert held.records("workshop")[1]["people"] == 1


def test_whoever_still_waits_at_the_end_is_told_and_no_name_of_theirs_stays(held: Held) -> None:
    ana, number = asks(held, "Ana")
    held.does("workshop.close", anyway=True)
    page = ana.goes(f"/w/{held.code}/waiting")
    assert page.says("This workshop is over") and "Rivers" not in page.source
    assert number not in held.app.people.names(held.live.id)
    assert not held.records("person")[number].get("waiting")


def test_a_rejoin_code_of_somebody_turned_away_opens_nothing(held: Held) -> None:
    ana = Visitor(held.app).posts(f"/join/{held.code}", name="Ana", sector="public").get_json()
    held.does("person.turn_away", person=ana["person"])
    refused = Visitor(held.app).posts(f"/join/{held.code}", rejoin=ana["rejoin"]).get_json()
    assert refused["reason"] in ("removed", "wrong-rejoin")


def test_the_library_counts_whoever_was_let_in_and_nobody_who_waits(held: Held) -> None:
    asks(held, "Ana")
    [(_, shown)] = held.app.register.in_short([held.live.id])
    assert shown["people"] == 0
    held.does("person.let_in")
    [(_, shown)] = held.app.register.in_short([held.live.id])
    assert (shown["people"], shown["took_part"]) == (1, ["public"])


def test_an_organiser_without_a_script_lets_people_in_turns_them_away_and_locks_the_door(app: App) -> None:
    olga, held = organiser(app), Held(app, PLAN)
    (_, ana), (_, ben), (_, cleo) = (asks(held, name) for name in ("Ana", "Ben", "Cleo"))
    at = f"/workshops/{held.code}/door"
    assert at in olga.goes(f"/workshops/{held.code}").links
    page = olga.goes(at)
    let_in, turn_away = (
        [form for form in page.forms if form.get("do") == do] for do in ("let_in", "turn_away")
    )
    assert len(let_in) == 4, "One for all, and one for each."
    assert not olga.sends(turn_away[1]).says("Ben")
    assert olga.sends(turn_away[1]).status == 200, "Pressed twice is pressed once."
    page = olga.sends(let_in[0])
    assert page.says("Nobody waits.")
    people = held.records("person")
    assert [people[each]["here"] for each in (ana, ben, cleo)] == [True, False, True]
    assert olga.sends(turn_away[0]).says("This person is not in the waiting room any more.")
    page = olga.sends(next(form for form in page.forms if form.get("do") == "lock"))
    assert page.says("The door is locked.") and held.records("workshop")[1]["door"] == "locked"
    page = olga.sends(next(form for form in page.forms if form.get("do") == "unlock"))
    assert held.records("workshop")[1]["door"] == "open"
    stale = next(form for form in page.forms if form.get("do") == "lock")
    held.does("workshop.close", anyway=True)
    late = olga.sends(stale)
    assert late.status == 400 and late.says("The workshop is closed, so nothing can be changed.")
    assert held.records("workshop")[1]["door"] == "open"


def test_nobody_but_those_who_lead_a_workshop_sees_who_waits(held: Held) -> None:
    ana, number = asks(held, "Ana")
    at = f"/workshops/{held.code}/door"
    token = organiser(held.app, "Otto").goes("/workshops/new").form_to("/workshops").get("csrf_token")
    for visitor in (Visitor(held.app), ana, organiser(held.app, "Otto")):
        assert b"Ana" not in visitor.client.get(at, follow_redirects=True).data
        said = {"do": "let_in", "person": str(number), "csrf_token": token}
        assert visitor.client.post(at, data=said).status_code in (302, 400, 404)
    assert held.records("person")[number]["waiting"]
