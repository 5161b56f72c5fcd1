"""Guessing: whoever tries codes one after the other tries for over a year, and keeps nobody else out."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from dialogue import App, edge, guesses
from dialogue.asking import SHORTEST_PASSPHRASE
from dialogue.edge import EVERYBODY, WRONG_CODES
from dialogue.guesses import DAY, Everybody
from dialogue.limits import Pace
from dialogue.people import ALPHABET, CODE_LENGTH, FORMER_LENGTH, new_code, spelled
from tests.organisers import organiser
from tests.visits import Held, Visitor

YEAR = 365.25 * DAY
WORKSHOPS = 100
PEOPLE = 300
PROCESSES = 4

ONE_ADDRESS = WRONG_CODES.most / WRONG_CODES.seconds
"""Tries in a second that one address may make for long."""

ALL_TOGETHER = EVERYBODY.pace.most / EVERYBODY.pace.seconds + EVERYBODY.marks / DAY
"""And all of them, however many they are: within the pace, and one more a day for each mark."""

PLAN: dict[str, Any] = {
    "title": "Rivers",
    "sectors": ["public"],
    "stages": [{"activity": "board", "questions": ["Why?"]}],
}


def years_to_hit(space: int, right: int, rate: float) -> float:
    """The expected time until one of the right secrets is found, by somebody who tries none twice.

    Of n secrets, k of them right, the first right one is expected at try (n + 1) / (k + 1).
    """
    return (space + 1) / (right + 1) / rate / YEAR


def test_a_code_is_hit_in_more_than_a_year_by_one_address_and_by_all_together() -> None:
    codes = len(ALPHABET) ** CODE_LENGTH
    assert years_to_hit(codes, WORKSHOPS, ONE_ADDRESS) > 80
    assert years_to_hit(codes, WORKSHOPS, ALL_TOGETHER) > 5
    assert years_to_hit(codes, WORKSHOPS, PROCESSES * ALL_TOGETHER) > 1, "Each process counts for itself."
    assert years_to_hit(len(ALPHABET) ** FORMER_LENGTH, WORKSHOPS, ONE_ADDRESS) < 1, "Six were too few."


def test_so_are_a_rejoin_code_a_passphrase_and_a_personal_link(app: App) -> None:
    rejoin = len(app.people.rejoin_code("salt", 1))
    assert years_to_hit(len(ALPHABET) ** rejoin, PEOPLE, ONE_ADDRESS) > 25
    assert years_to_hit(len(ALPHABET) ** rejoin, PEOPLE, 4 * ALL_TOGETHER) > 1, "Also with four processes."
    # One in small letters drawn at random; what people choose is up to them, so the form asks for more.
    assert years_to_hit(26**SHORTEST_PASSPHRASE, 1, ALL_TOGETHER) > 100
    key = app.people.guest_key(app.register.find(Held(app, PLAN).code), 1, "salt").partition(".")[2]
    assert years_to_hit(32 ** len(key), PEOPLE * WORKSHOPS, ALL_TOGETHER) > 10**20


# ---- What is counted


def tries(app: App, code: str, address: str, path: str = "/join/{}") -> TestResponse:
    return app.test_client().get(path.format(code), environ_base={"REMOTE_ADDR": address})


def test_an_address_that_was_wrong_often_waits_and_no_other_does(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(app, PLAN)
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(3, seconds=3600))
    for _ in range(3):
        assert tries(app, new_code(), "203.0.113.1").status_code == 404
    assert tries(app, held.code, "203.0.113.1").status_code == 429, "A right one tells nothing either."
    assert tries(app, held.code, "203.0.113.2").status_code == 200
    for path in ("/w/{}", "/w/{}/view", "/join?code={}", "/w/{}/archive", "/w/{}/export/json"):
        assert tries(app, new_code(), "203.0.113.1", path).status_code == 429, path


def test_tries_that_come_at_once_learn_no_more_than_one_after_the_other(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(5, seconds=3600))
    looked = app.register.find

    def all_look_before_any_is_counted(code: str) -> Any:
        try:
            return looked(code)
        finally:
            for _ in range(5):
                edge.WRONG_CODES.count("203.0.113.3")

    monkeypatch.setattr(app.register, "find", all_look_before_any_is_counted)
    assert tries(app, new_code(), "203.0.113.3").status_code == 429


def test_when_too_much_is_guessed_only_addresses_that_were_wrong_before_wait(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(app, PLAN)
    ana = held.joined("Ana")
    monkeypatch.setattr(edge, "EVERYBODY", Everybody(10, seconds=3600))
    for n in range(10):
        assert tries(app, new_code(), f"198.51.100.{n}").status_code == 404
    assert tries(app, held.code, "198.51.100.3").status_code == 429
    assert tries(app, held.code, "203.0.113.9").status_code == 200, "Whoever was never wrong comes in."
    assert ana.goes(f"/w/{held.code}").path == f"/w/{held.code}", "Whoever is in is not kept out."
    assert tries(app, new_code(), "203.0.113.9").status_code == 404
    assert tries(app, held.code, "203.0.113.9").status_code == 429


def test_addresses_of_one_network_are_one(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(3, seconds=3600))
    answers = [tries(app, new_code(), f"2001:db8:1:2::{n}").status_code for n in range(1, 6)]
    assert answers == [404, 404, 404, 429, 429]


def test_whoever_is_signed_in_is_counted_as_that_account(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    held, olga = Held(app, PLAN), organiser(app)
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(3, seconds=3600))
    for _ in range(4):
        tries(app, new_code(), "127.0.0.1")
    assert olga.goes(f"/join/{held.code}").status == 200, "Nobody at the same address keeps Olga out."
    answers = [olga.goes(f"/w/{new_code()}/archive").status for _ in range(4)]
    assert answers == [404, 404, 404, 429], "And an account is no way to guess for ever."


def test_marks_take_no_more_room_and_go_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr(guesses.time, "monotonic", lambda: now[0])
    everybody = Everybody(1, seconds=3600, marks=64)
    for n in range(1_000):
        everybody.was_wrong(f"somebody {n}")
    assert len(everybody._marked) == 8 and everybody.keeps_out("anybody"), "Then all wait, and none for long."
    now[0] += DAY + 1
    everybody.pace.count()
    assert not everybody.keeps_out("somebody 1")


# ---- Codes


def test_a_code_has_eight_signs_and_is_shown_in_two_halves() -> None:
    code = new_code()
    assert len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
    assert spelled("K7M4QP2X") == "K7M4-QP2X"
    assert spelled("K7M4QP") == "K7M-4QP", "One that was given out before still reads as it did."


def test_a_workshop_with_a_former_code_is_found(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    former = new_code()[:FORMER_LENGTH]
    with monkeypatch.context() as before:
        before.setattr("dialogue.register.new_code", lambda: former)
        held = Held(app, PLAN)
    assert held.code == former
    assert Visitor(app).goes(f"/join?code={spelled(former).lower()}").path == f"/join/{former}"


def test_a_rejoin_code_is_tried_no_oftener(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(app, PLAN)
    held.joined("Ana")
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(3, seconds=3600))
    door = f"/join/{held.code}"
    reasons = [Visitor(app).posts(door, rejoin="2222-2222").get_json()["reason"] for _ in range(4)]
    assert reasons == ["wrong-rejoin"] * 3 + ["slow-down"]
