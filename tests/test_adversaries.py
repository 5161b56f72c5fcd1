"""Everybody asks for everything, and gets exactly what the tables of docs/security.md say (P1, V1).

A route or a command that is new fails here until it is told who tries it, and with what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import dialogue
from dialogue import App, edge
from dialogue.activities import COMMANDS
from dialogue.callers import Caller, No, no_to
from dialogue.kernel import NOBODY, Role
from dialogue.limits import Pace
from dialogue.pages.doors import openings
from dialogue.who_may import ACTORS, COMMAND_ROUTE, LIMITS, PAGE, YES, answers_to, written
from dialogue.workshop import AdmitPerson
from tests.adversaries import IS, Cast
from tests.organisers import fresh_app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A server of their own: they try things so fast that they would disturb everybody else."""
    app = fresh_app(tmp_path_factory.mktemp("adversaries"))
    yield app
    app.database.close()


@pytest.fixture
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "COMMANDS", Pace(10_000, seconds=1))


# ---- The page


def test_the_page_says_what_the_code_says(app: App) -> None:
    page = PAGE.read_text()
    assert written(page, openings(app)) == page, "Run `make docs` and commit docs/security.md."


def test_every_pace_is_among_the_limits() -> None:
    code = Path(dialogue.__file__).parent
    found = set()
    for file in code.rglob("*.py"):
        module = ".".join(file.relative_to(code.parent).with_suffix("").parts).removesuffix(".__init__")
        found |= {
            f"{module}.{name}" for name in re.findall(r"^(\w+) = Pace\(", file.read_text(), re.MULTILINE)
        }
    assert len(found) > 10
    assert found <= set(LIMITS)


# ---- Commands

COMES = "comes by the facilitators' link"

Step = tuple[str, str, dict[str, Any], str]


def step(who: str, command: str, label: str = "", **data: Any) -> Step:
    return who, command, data, label


STORY = [
    # What is planned
    step("fay", "workshop.edit", purpose="To share a well"),
    step("fay", "stage.add", "rules", activity="ground_rules", rules=["One speaks at a time"]),
    step("fay", "stage.add", "board", activity="board", questions=["Who pays?"], identity="named"),
    step("fay", "stage.add", "sorting", activity="clusters", open_to="everyone"),
    step("fay", "stage.add", "vote", activity="vote", target="clusters"),
    step("fay", "stage.add", "check_in", activity="check_in"),
    step("fay", "stage.add", "actions", activity="actions", open_to="everyone"),
    step("fay", "stage.add", "spare", activity="board", questions=["Anything else?"]),
    step("fay", "stage.edit", stage="@board", title="Ideas"),
    step("fay", "stage.move", stage="@spare", after="@board"),
    step("fay", "stage.remove", stage="@spare"),
    step("fay", "workshop.open"),
    step("fay", "screen.show", view="lobby"),
    # The door
    step("fay", "door.lock"),
    step("fay", "door.unlock"),
    # Ground rules
    step("fay", "stage.open", stage="@rules"),
    step("ana", "rule.propose", "anas", stage="@rules", text="Listen"),
    step("fay", "rule.propose", "fays", stage="@rules", text="Be brief"),
    step("ana", "rule.amend", rule="@anas", text="Listen first"),
    step("fay", "rule.amend", rule="@anas", text="Listen first, then speak"),
    step("ana", "rule.respond", rule="@anas", response="agree"),
    step("ben", "rule.respond", rule="@anas", response="agree"),
    step("mia", "rule.respond", rule="@anas", response="live_with"),
    step("fay", "rule.adopt", rule="@anas"),
    step("fay", "rule.set_aside", rule="@fays"),
    step("gil", COMES),
    step("fay", "rule.nominate", stage="@rules", person="@gil"),
    step("ana", "rule.acknowledge", stage="@rules"),
    step("ana", "concern.raise", "concern", rule="@anas", text="It is not kept"),
    step("fay", "concern.settle", concern="@concern", outcome="We spoke"),
    step("fay", "concern.reopen", concern="@concern"),
    # Notes
    step("fay", "stage.open", stage="@board"),
    step("fay", "stage.timer", stage="@board", seconds=600),
    step("fay", "board.add", "question", stage="@board", question="And who mends it?"),
    step("fay", "board.edit", board="@question", question="And who keeps it?"),
    step("fay", "board.remove", board="@question"),
    step("fay", "board.seed", stage="@board", questions=[{"question": "Before", "notes": [{"text": "Old"}]}]),
    step("ana", "note.add", "note", board="@board+1", text="The district"),
    step("ben", "note.add", "bens", board="@board+1", text="The village"),
    step("ana", "note.edit", note="@note", text="The districts"),
    step("ana", "note.remove", note="@note"),
    step("ana", "note.restore", note="@note"),
    step("fay", "note.hide", note="@note", reason="Names somebody"),
    step("fay", "note.release", note="@note"),
    step("fay", "note.release_all", stage="@board"),
    step("fay", "note.translate", note="@note", language="fr", text="Les districts"),
    step("ana", "stage.done", stage="@board", done=True),
    step("fay", "stage.lock", stage="@board"),
    step("fay", "stage.reveal", stage="@board"),
    # Clusters
    step("fay", "stage.open", stage="@sorting"),
    step("fay", "cluster.add", "money", stage="@sorting", title="Money"),
    step("ana", "cluster.add", "hands", stage="@sorting", title="Hands"),
    step("fay", "cluster.rename", cluster="@money", title="Means"),
    step("ana", "cluster.rename", cluster="@money", title="Money"),
    step("fay", "note.move", notes=["@note"], cluster="@money"),
    step("ana", "note.move", notes=["@bens"], cluster="@hands"),
    step("ana", "cluster.undo", stage="@sorting"),
    step("fay", "cluster.merge", cluster="@hands", into="@money"),
    step("fay", "cluster.undo", stage="@sorting"),
    step("ana", "cluster.merge", cluster="@hands", into="@money"),
    step("fay", "cluster.add", "one", stage="@sorting", title="One"),
    step("fay", "cluster.add", "two", stage="@sorting", title="Two"),
    step("fay", "cluster.remove", cluster="@one"),
    step("ana", "cluster.remove", cluster="@two"),
    step("fay", "stage.close", stage="@sorting"),
    # Dots
    step("fay", "stage.open", stage="@vote"),
    step("ana", "vote.cast", stage="@vote", target="@money", points=1),
    step("mia", "vote.cast", stage="@vote", target="@money", points=1),
    step("fay", "stage.reveal", stage="@vote"),
    step("fay", "stage.reopen", stage="@vote"),
    # Questions
    step("fay", "question.add", "unasked", stage="@check_in", text="Why are you here?"),
    step("fay", "question.remove", question="@unasked"),
    step("fay", "question.add", "asked", stage="@check_in", text="What do you hope for?"),
    step("fay", "stage.open", stage="@check_in"),
    step("ana", "question.answer", stage="@check_in", question="@asked", answer="Rain"),
    # Hands
    step("ana", "hand.raise", kind="speak"),
    step("fay", "hand.raise", person="@ben"),
    step("fay", "hand.order", order="first_come"),
    step("fay", "hand.call", person="@ana"),
    step("ana", "hand.lower"),
    step("fay", "hand.lower", person="@ben"),
    # Actions and what is parked
    step("fay", "stage.open", stage="@actions"),
    step("ana", "action.add", "anas_action", text="Ask the mayor", owner="@ana"),
    step("fay", "action.add", "fays_action", text="Book the hall", owner="@fay"),
    step("ana", "action.edit", action="@anas_action", text="Ask the mayor again"),
    step("fay", "action.edit", action="@fays_action", text="Book the small hall"),
    step("ana", "action.accept", action="@anas_action"),
    step("fay", "action.accept", action="@fays_action"),
    step("ana", "action.close", action="@anas_action", outcome="She agrees"),
    step("fay", "action.close", action="@fays_action", outcome="It is booked"),
    step("ana", "park.add", "anas_item", text="Who owns the land?"),
    step("fay", "park.add", "fays_item", text="The other well"),
    step("fay", "park.resolve", item="@anas_item", outcome="Next time"),
    step("fay", "park.resolve", item="@fays_item", outcome="Next time"),
    # People
    step("fay", "person.let_in", people=["@yara"]),
    step("fay", "person.turn_away", person="@xaver"),
    step("fay", "person.unmute", person="@mia"),
    step("fay", "person.mute", person="@mia"),
    step("fay", "person.remove", person="@yara"),
    step("fay", "person.readmit", person="@yara"),
    # The end
    step("fay", "workshop.pause"),
    step("fay", "workshop.resume"),
    step("fay", "workshop.close"),
]
"""A workshop from its plan to its end, with every command there is. Before a step is taken by whoever may,
everybody tries it who may not.
"""

THE_SERVERS = {
    "workshop.create": {"title": "Mine"},
    "person.admit": {"role": "facilitator", "sector": "public"},
    "person.rename": {"person": "@ben"},
    "person.erase": {"person": "@ben"},
    "door.set": {"entry": "open"},
}
"""What nobody may send, with data that would do it."""


@pytest.fixture(scope="module")
def cast(app: App) -> Cast:
    return Cast(app)


def answer_to(cast: Cast, name: str, command: str) -> str:
    """What the tables say somebody gets who sends a command: `yes`, or the reason to refuse it."""
    if no := no_to(openings(cast.app)[COMMAND_ROUTE], ACTORS[IS[name]]):
        return told(no, cast)[1]
    participant, muted, facilitator = answers_to(COMMANDS[command])
    return {"mia": muted, "fay": facilitator}.get(name, participant)


@pytest.mark.usefixtures("in_haste")
@pytest.mark.parametrize("name", sorted(IS))
def test_what_only_the_server_does_nobody_sends(cast: Cast, name: str) -> None:
    assert set(THE_SERVERS) == {command for command, kind in COMMANDS.items() if kind.open_to is NOBODY}
    for command, data in THE_SERVERS.items():
        ensure_refused(cast, name, command, data)


def ensure_refused(cast: Cast, name: str, command: str, data: dict[str, Any]) -> None:
    """Somebody who may not sends a command: the reason is that of the table, and nothing happens."""
    before = cast.live.seq
    answer = cast.sends(name, command, data)
    reason = answer_to(cast, name, command)
    assert (answer.get_json().get("reason"), answer.status_code >= 400) == (reason, True), (name, command)
    assert cast.live.seq == before, (name, command)


@pytest.mark.usefixtures("in_haste")
def test_every_command_does_what_the_table_says_whoever_sends_it_p1(cast: Cast) -> None:
    done = set()
    for name in ("xaver", "yara"):
        cast.people[name] = cast.live.act(AdmitPerson(Role.PARTICIPANT, "public", waits=True))
    for who, command, data, label in STORY:
        if command == COMES:
            cast.opens(who, "facilitator", cast.code)
            continue
        for name in IS:
            if answer_to(cast, name, command) != YES:
                ensure_refused(cast, name, command, data)
        cast.does(who, command, data, label)
        done.add((command, Role.FACILITATOR if who == "fay" else Role.PARTICIPANT))
    asked = {(name, role) for name, kind in COMMANDS.items() for role in kind.open_to}
    assert asked - done == set(), "The story has no step for these."


# ---- Routes

Asked = tuple[dict[str, Any] | None, tuple[int, ...]]
"""What is sent along, and how those are answered to whom the route is open. Most forms are empty: whether
they are filled in well is looked at behind the door.
"""

ASKED: dict[str, Asked] = {
    # The server
    "GET /": (None, (200,)),
    "GET /healthz": (None, (200,)),
    "GET /readyz": (None, (200,)),
    "GET /metrics": (None, ()),
    "GET /styleguide": (None, ()),
    "GET /styleguide/words": (None, ()),
    "GET /sw.js": (None, (200,)),
    "GET /app/<language>.webmanifest": (None, (200,)),
    "GET /w/": (None, (302,)),
    "GET /join": (None, (404,)),
    # Accounts
    "GET /first": (None, (400, 403)),
    "POST /first": ({}, (400, 403)),
    "GET /invite": (None, (403,)),
    "POST /invite": ({}, (403,)),
    "GET /reset": (None, (403,)),
    "POST /reset": ({}, (403,)),
    "GET /forgot": (None, (404,)),
    "POST /forgot": ({}, (404,)),
    "GET /sign-in": (None, (200, 302)),
    "POST /sign-in": ({}, (400,)),
    "GET /sign-in/code": (None, (302,)),
    "POST /sign-in/code": ({}, (302,)),
    "GET /sign-in/elsewhere": (None, (404,)),
    "GET /sign-in/elsewhere/back": (None, (404,)),
    "GET /account": (None, (200,)),
    "POST /account": ({"what": "who"}, (400,)),
    "GET /account/factor": (None, (302,)),
    "POST /account/factor": ({}, (302,)),
    "GET /admin": (None, (200,)),
    "POST /admin/invite": ({}, (400,)),
    "POST /admin/withdraw": ({}, (302,)),
    "POST /admin/accounts/<int:account>/end": ({}, (200,)),
    "GET /workshops": (None, (200,)),
    "GET /workshops/new": (None, (200,)),
    "POST /workshops": ({}, (200,)),
    "GET /workshops/import": (None, (200,)),
    "POST /workshops/import": ({}, (400,)),
    # A workshop, for its holders
    "GET /workshops/<code>": (None, (200,)),
    "POST /workshops/<code>": ({}, (302,)),
    "GET /workshops/<code>/holders": (None, (200,)),
    "POST /workshops/<code>/holders": ({}, (400,)),
    "POST /workshops/<code>/holders/<int:account>": ({}, (400,)),
    "POST /workshops/<code>/ways-in": ({}, (302,)),
    "GET /workshops/<code>/door": (None, (200,)),
    "POST /workshops/<code>/door": ({}, (400,)),
    "GET /workshops/<code>/guests": (None, (200,)),
    "POST /workshops/<code>/guests": ({}, (400,)),
    "GET /workshops/<code>/guests/<int:guest>": (None, (404,)),
    "GET /workshops/<code>/guests/links.csv": (None, (200,)),
    "GET /workshops/<code>/people": (None, (200,)),
    "POST /workshops/<code>/people": ({}, (400,)),
    "POST /workshops/<code>/people/moderate": ({}, (400,)),
    "GET /workshops/<code>/people/<person>.json": (None, (200,)),
    "GET /workshops/<code>/seed": (None, (200,)),
    "POST /workshops/<code>/seed": ({}, (400,)),
    # The way in
    "GET /join/<code>": (None, (200, 302)),
    "POST /join/<code>": ({"sector": "nowhere"}, (200, 400)),
    "GET /w/<code>/waiting": (None, (200,)),
    "GET /w/<code>/waiting/plain": (None, (200,)),
    # A workshop, for those inside
    "GET /w/<code>": (None, (200,)),
    "GET /w/<code>/facilitate": (None, (200,)),
    "GET /w/<code>/screen": (None, (200,)),
    "GET /w/<code>/view": (None, (200,)),
    "GET /w/<code>/since": (None, (200,)),
    "POST /w/<code>/command": ({"as": "json", "name": "hand.lower"}, (200, 409)),
    "POST /w/<code>/me": ({"as": "json"}, (400,)),
    "GET /w/<code>/me": (None, (200,)),
    "GET /w/<code>/me.json": (None, (200,)),
    "GET /w/<code>/me/erase": (None, (200,)),
    "POST /w/<code>/me/erase": ({}, (400,)),
    "GET /w/<code>/plain": (None, (200,)),
    "GET /w/<code>/plain/news": (None, (200,)),
    # The record
    "GET /w/<code>/archive": (None, (200,)),
    "GET /w/<code>/archive/link": (None, (200,)),
    "GET /w/<code>/archive/replay.json": (None, (200,)),
    "GET /w/<code>/archive/flag": (None, (404,)),
    "POST /w/<code>/archive/flag": ({}, (404,)),
    "GET /w/<code>/archive/summary": (None, (200,)),
    "POST /w/<code>/archive/summary": ({}, (303,)),
    "GET /w/<code>/export/<name>": (None, (200,)),
    "POST /w/<code>/exports": ({"as": "json", "format": "json"}, (202,)),
    "GET /w/<code>/exports/<id>": (None, (200,)),
    "GET /w/<code>/exports/<id>/file": (None, (200,)),
    "POST /w/<code>/exports/<id>/cancel": ({}, (200,)),
    # What ends something for others
    "POST /workshops/<code>/links": ({}, (302,)),
    "GET /workshops/<code>/console": (None, (302,)),
    "POST /sign-out": ({}, (302,)),
}


ABOUT_ONESELF = [route for route in ASKED if "<code>/me" in route and route != "POST /w/<code>/me"]

BEHIND: dict[tuple[str, str], int] = {
    # Whoever was removed comes in again by a personal link, which is looked at behind the door.
    **{(f"{method} /join/<code>", "rudi"): 403 for method in ("GET", "POST")},
    # An account that never came into the workshop is nobody in it, of whom nothing is kept.
    **{(route, name): 403 for route in ABOUT_ONESELF for name in ("wim", "lena", "otto")},
}
"""Who is turned away by the page itself."""


def test_every_route_is_tried(app: App) -> None:
    assert set(openings(app)) == set(ASKED), "Say what is asked of it here."


def test_a_server_does_not_start_with_a_route_that_says_nothing() -> None:
    careless = Flask("careless")
    careless.add_url_rule("/open", "open", lambda: "everything")
    with pytest.raises(RuntimeError, match="/open"):
        openings(careless)


@pytest.fixture(scope="module")
def before(app: App) -> Cast:
    """A workshop that is going on."""
    return began(app)


@pytest.fixture(scope="module")
def after(app: App) -> Cast:
    """One that is over."""
    cast = began(app)
    cast.does("fay", "workshop.close")
    return cast


def began(app: App) -> Cast:
    cast = Cast(app)
    cast.does("fay", "stage.add", {"activity": "board", "questions": ["Who pays?"]}, "board")
    cast.does("fay", "workshop.open")
    cast.does("fay", "stage.open", {"stage": "@board"})
    cast.does("ana", "note.add", {"board": "@board+1", "text": "The district"}, "note")
    asked = cast.clients["fay"].post(f"/w/{cast.code}/exports", json={"format": "json", "level": "public"})
    cast.job = asked.get_json()["id"]
    return cast


@pytest.mark.usefixtures("in_haste")
@pytest.mark.parametrize("route", ASKED)
def test_everybody_gets_of_a_route_what_the_table_says(before: Cast, route: str) -> None:
    try_all(before, route, is_over=False)


@pytest.mark.usefixtures("in_haste")
@pytest.mark.parametrize("route", [route for route in ASKED if "/w/<code>" in route])
def test_and_what_it_says_of_a_workshop_that_is_over(after: Cast, route: str) -> None:
    try_all(after, route, is_over=True)


def try_all(cast: Cast, route: str, is_over: bool) -> None:
    """First those try to whom it is not open, and change nothing; then those to whom it is."""
    opening, (body, fine) = openings(cast.app)[route], ASKED[route]
    who = {name: ACTORS[is_who] for name, is_who in IS.items()}
    if is_over:
        # Whoever waited was turned away by the end.
        who["wanda"] = frozenset({Caller.TURNED_AWAY})
    answers = {name: no_to(opening, each, is_over) for name, each in who.items()}
    for name in sorted(IS, key=lambda name: answers[name] is None):
        before, no = cast.live.seq, answers[name]
        got = cast.asks(name, route, body)
        if no is None:
            turned = BEHIND.get((route, name))
            assert got.status_code in ((turned,) if turned else fine), (name, seen(got))
        else:
            assert seen(got) == told(no, cast), name
            assert cast.live.seq == before, name


def told(no: No, cast: Cast) -> tuple[int, str]:
    """A refusal as it arrives: where it leads, or the reason."""
    if no is No.SIGN_IN:
        return 302, "/sign-in"
    if no is No.JOIN:
        return 302, f"/join/{cast.code}"
    status, _, reason = no.value.partition(" ")
    return int(status), reason.partition(",")[0]


def seen(got: TestResponse) -> tuple[int, str]:
    if got.status_code in (302, 303):
        return got.status_code, got.headers["Location"].partition("?")[0]
    return got.status_code, (got.get_json(silent=True) or {}).get("reason", "")
