"""What is somebody else's: their notes, name, cookie, command ids, links and files (P1, P2).

The actors of tests/test_adversaries.py, each with the role that a request takes, reach for what is another's.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from werkzeug.test import TestResponse

from dialogue import App
from dialogue.accounts.sessions import hashed
from dialogue.activities import COMMANDS
from dialogue.callers import no_to
from dialogue.guests import Invited
from dialogue.holders import Holders, Holding
from dialogue.pages.doors import openings
from dialogue.who_may import ACTORS, COMMAND_ROUTE, YES, answers_to
from tests.adversaries import IS, Cast
from tests.house import PLAN
from tests.organisers import PASSWORD, account_of, cookie_of, fresh_app
from tests.server import SECRET, Browser, Server, Workshop


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = fresh_app(tmp_path_factory.mktemp("of-others"))
    yield app
    app.database.close()


@pytest.fixture(scope="module")
def kept(app: App) -> Cast:
    """The same workshop for all to whom nothing happens in it."""
    return begun(app)


@pytest.fixture
def cast(app: App) -> Cast:
    """One in which something ends."""
    return begun(app)


def begun(app: App) -> Cast:
    """A workshop in which Ana has a note, a rule, a hand, an action and a concern."""
    cast = Cast(app)
    cast.does("fay", "stage.add", {"activity": "ground_rules"}, "rules")
    cast.does(
        "fay", "stage.add", {"activity": "board", "questions": ["Who pays?"], "identity": "named"}, "board"
    )
    cast.does("fay", "stage.add", {"activity": "actions", "open_to": "everyone"}, "actions")
    cast.does("fay", "workshop.open")
    for stage in ("@rules", "@board", "@actions"):
        cast.does("fay", "stage.open", {"stage": stage})
    cast.does("ana", "rule.propose", {"stage": "@rules", "text": "Listen"}, "rule")
    cast.does("ana", "note.add", {"board": "@board+1", "text": "The district"}, "note")
    cast.does("ana", "action.add", {"text": "Ask the mayor", "owner": "@ana"}, "action")
    cast.does("ana", "concern.raise", {"note": "@note", "text": "Somebody laughs"}, "concern")
    cast.does("ana", "hand.raise")
    return cast


def refused(answer: TestResponse, status: int, reason: str) -> None:
    assert (answer.status_code, answer.get_json().get("reason")) == (status, reason)


# ---- What somebody made


@pytest.mark.parametrize(
    ("command", "data"),
    [
        ("note.edit", {"note": "@note", "text": "The village"}),
        ("note.remove", {"note": "@note"}),
        ("note.restore", {"note": "@note"}),
        ("rule.amend", {"rule": "@rule", "text": "Talk"}),
        ("hand.lower", {"person": "@ana"}),
        ("hand.raise", {"person": "@ana"}),
        ("action.accept", {"action": "@action"}),
        ("action.edit", {"action": "@action", "text": "Ask nobody"}),
        ("action.close", {"action": "@action", "outcome": "Never"}),
    ],
)
def test_ben_does_nothing_to_what_is_anas_p1(kept: Cast, command: str, data: dict[str, Any]) -> None:
    before = kept.live.seq
    assert kept.sends("ben", command, data).get_json()["reason"] == "not-yours"
    assert kept.live.seq == before


def test_nobody_else_learns_of_a_concern_v1(kept: Cast) -> None:
    key = f"concern/{kept.seqs['concern']}"
    sees = {
        name: key in kept.clients[name].get(f"/w/{kept.code}/view").get_json()["records"]
        for name in ("ana", "ben", "mia", "observer", "screen", "fay")
    }
    assert {name for name, does in sees.items() if does} == {"ana", "fay"}


def test_a_name_is_changed_by_whom_it_is(kept: Cast) -> None:
    """There is no field in which to say whose."""
    ben = kept.clients["ben"]
    answer = ben.post(f"/w/{kept.code}/me", json={"name": "Nobody", "person": kept.people["ana"]})
    refused(answer, 400, "wrong-data")
    assert (
        ben.post(f"/w/{kept.code}/me?person={kept.people['ana']}", json={"name": "Benjamin"}).status_code
        == 200
    )
    names = kept.app.people.names(kept.live.id)
    assert (names[kept.people["ana"]].name, names[kept.people["ben"]].name) == ("ana", "Benjamin")


def test_who_asks_to_be_erased_is_erased_and_nobody_else(cast: Cast) -> None:
    form = {"sure": "1", "words": "1", "person": str(cast.people["ana"])}
    assert cast.asks("ben", "POST /w/<code>/me/erase", form).status_code == 200
    ana, ben = (cast.live.person(cast.people[name]) for name in ("ana", "ben"))
    assert ana and ben and (ana.erased, ben.erased) == (False, True)


# ---- Who somebody says they are


def test_a_forged_person_in_the_address_sends_nothing_p2(kept: Cast) -> None:
    before, path = kept.live.seq, f"/w/{kept.code}/command?person={kept.people['ana']}"
    answer = kept.clients["ben"].post(path, json={"name": "hand.raise"})
    assert (answer.status_code, answer.get_json()) == (409, {"reload": True})
    since = kept.clients["ben"].get(f"/w/{kept.code}/since?seq=1&person={kept.people['ana']}").get_json()
    assert since["reload"] and "records" not in since
    assert kept.live.seq == before


@pytest.mark.parametrize("name", ["ana", "observer", "screen"])
@pytest.mark.parametrize("eyes", ["facilitator", "participant", "screen"])
def test_only_facilitators_look_with_other_eyes_v1(kept: Cast, name: str, eyes: str) -> None:
    own, other = (
        kept.clients[name].get(f"/w/{kept.code}/view{query}").get_json() for query in ("", f"?as={eyes}")
    )
    assert own == other


@pytest.mark.parametrize("path", ["/view", "/archive", "/export/json", "/facilitate", "/me.json"])
def test_no_other_method_opens_what_is_closed(kept: Cast, path: str) -> None:
    for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"):
        answer = kept.clients["stranger"].open(f"/w/{kept.code}{path}", method=method)
        shown = answer.get_data(as_text=True)
        assert answer.status_code >= 400 or (method, shown) == ("OPTIONS", ""), (method, answer.status_code)


def test_the_token_of_a_form_is_of_one_browser(kept: Cast) -> None:
    form = {"what": "who", "name": "Another", "csrf_token": kept.token_of(kept.clients["nora"])}
    answer = kept.clients["otto"].post("/account", data=form, headers={"Accept": "application/json"})
    refused(answer, 400, "old-page")


def test_the_id_of_a_command_is_whose_it_was_l5(kept: Cast) -> None:
    """Ben learns neither that it was done nor to what it led, and does nothing with it himself."""
    data = {"board": "@board+1", "text": "The village"}
    first = kept.sends("ana", "note.add", data, id="ana-and-her-note").get_json()
    before = kept.live.seq
    refused(kept.sends("ben", "note.add", data, id="ana-and-her-note"), 409, "id-taken")
    assert kept.sends("ana", "note.add", data, id="ana-and-her-note").get_json() == first
    assert kept.live.seq == before


# ---- Links and cookies that are over


def test_the_cookie_of_a_workshop_that_was_deleted_opens_nothing(cast: Cast) -> None:
    cast.app.register.delete(cast.code)
    routes = (
        "GET /w/<code>",
        "GET /w/<code>/view",
        "GET /w/<code>/archive",
        "POST /w/<code>/command",
        "GET /join/<code>",
    )
    for name in ("ana", "fay", "observer", "reader", "otto"):
        for route in routes:
            refused(cast.asks(name, route, {"as": "json", "name": "hand.raise"}), 404, "unknown-code")
    refused(cast.asks("otto", "GET /workshops/<code>"), 404, "unknown-code")


def test_a_kept_link_ends_with_whose_it_was(cast: Cast) -> None:
    keys = {who: cast.app.people.reader_key(cast.listed, cast.people[who]) for who in ("ana", "ben")}
    cast.does("fay", "person.remove", {"person": "@ben"})
    cast.does("fay", "workshop.close")
    cast.live.erase(cast.people["ana"], words=False)
    assert cast.asks("stranger", "GET /w/<code>/archive", query=f"?key={keys['ana']}").status_code == 403
    stranger = cast.app.test_client()
    stranger.get(f"/w/{cast.code}/archive?key={keys['ben']}")
    for path in ("archive", "export/json", "archive/replay.json"):
        answer = stranger.get(f"/w/{cast.code}/{path}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.get_json()["reason"]) == (403, "removed")
    refused(cast.asks("reader", "GET /w/<code>/archive"), 403, "erased")


@pytest.mark.parametrize("key", ["", "wrong", "0", "%00", "é", "a" * 5_000])
@pytest.mark.parametrize("path", ["", "/facilitate", "/screen", "/archive"])
def test_a_wrong_key_opens_no_more_than_none(kept: Cast, path: str, key: str) -> None:
    for name in ("stranger", "ana"):
        with_key = kept.asks(name, f"GET /w/<code>{path}", query=f"?key={key}")
        without = kept.asks(name, f"GET /w/<code>{path}")
        assert with_key.status_code in (without.status_code, 302, 400, 403), (name, with_key.status_code)
        assert with_key.status_code >= 300, name
    assert kept.asks("stranger", "GET /w/<code>/view").status_code == 403


def test_old_links_and_the_seats_taken_by_them_end_when_new_ones_are_made(cast: Cast) -> None:
    old = cast.app.register.links(cast.listed, "")
    assert cast.asks("observer", "GET /w/<code>/view").status_code == 200
    assert cast.asks("otto", "POST /workshops/<code>/links", {}).status_code == 302
    for name in ("observer", "screen"):
        refused(cast.asks(name, "GET /w/<code>/view"), 403, "not-joined")
    for role in ("facilitator", "observer", "screen"):
        refused(
            cast.app.test_client().get(old[role], headers={"Accept": "application/json"}),
            403,
            "wrong-key",
        )
    assert cast.asks("fay", "GET /w/<code>/view").status_code == 200, "A person stays until they are removed."


def test_the_personal_link_of_another_workshop_is_nobodys_here(kept: Cast) -> None:
    guests = kept.app.guests
    for id in (kept.listed.id, kept.elsewhere.id):
        guests.add(id, [Invited("Gus", "", "", "")])
    [gus] = guests.of(kept.elsewhere.id)
    key = guests.key(kept.app.register.find(kept.elsewhere.code), gus)
    before = kept.live.seq
    answer = kept.asks("stranger", "GET /join/<code>", query=f"?invite={key}")
    assert answer.status_code in (400, 403, 404)
    assert kept.live.seq == before


def test_an_export_is_told_to_whom_it_belongs(cast: Cast) -> None:
    """Not by its id to those of another workshop, nor to whoever may have less of this one."""
    asked = cast.clients["fay"].post(f"/w/{cast.code}/exports", json={"format": "json", "level": "full"})
    job, elsewhere = asked.get_json()["id"], cast.elsewhere.code
    for path in ("", "/file"):
        answer = cast.clients["gerd"].get(f"/w/{elsewhere}/exports/{job}{path}")
        assert answer.status_code == 404
        assert cast.clients["gerd"].get(f"/w/{cast.code}/exports/{job}{path}").status_code == 403
    cancel = cast.clients["gerd"].post(f"/w/{elsewhere}/exports/{job}/cancel", json={})
    assert cancel.status_code == 404
    cast.does("fay", "workshop.close")
    for name in ("ana", "observer", "reader"):
        for path in ("", "/file"):
            answer = cast.clients[name].get(f"/w/{cast.code}/exports/{job}{path}")
            assert answer.status_code in (403, 404), name


def test_whoever_does_not_lead_has_no_more_of_the_record_than_they_saw(cast: Cast) -> None:
    cast.does("fay", "workshop.close")
    leads = ("fay", "lena", "otto")
    levels = {"public": False, "participants": False, "organiser": True, "full": True}
    everybody = ("ana", "observer", "screen", "reader", "wim", *leads)
    for (level, whole), name in product(levels.items(), everybody):
        answer = cast.clients[name].post(f"/w/{cast.code}/exports", json={"format": "json", "level": level})
        assert answer.status_code == (403 if whole and name not in leads else 202), name
        bundle = cast.clients[name].post(f"/w/{cast.code}/exports", json={"format": "bundle", "level": level})
        assert bundle.status_code == (403 if whole and name != "otto" else 202), name


def test_whoever_only_watched_reads_no_longer_than_the_links_of_observers_work(cast: Cast) -> None:
    key = cast.app.people.reader_key(cast.listed, None)
    cast.does("fay", "workshop.close")
    cast.asks("stranger", "GET /w/<code>/archive", query=f"?key={key}")
    assert cast.asks("stranger", "GET /w/<code>/archive").status_code == 200
    cast.app.register.renew_links(cast.code)
    assert cast.asks("stranger", "GET /w/<code>/archive").status_code == 403
    assert cast.asks("stranger", "GET /w/<code>/archive", query=f"?key={key}").status_code == 403


@pytest.mark.parametrize("role", ["facilitator", "observer", "screen"])
def test_a_browser_that_was_removed_does_not_come_back_by_another_link(cast: Cast, role: str) -> None:
    link = cast.app.register.links(cast.listed, "")[role]
    before = cast.live.seq
    refused(cast.clients["rudi"].get(link, headers={"Accept": "application/json"}), 403, "removed")
    refused(cast.asks("rudi", "GET /w/<code>/view"), 403, "removed")
    assert cast.live.seq == before


# ---- Accounts


def test_a_session_that_was_ended_elsewhere_is_over(cast: Cast) -> None:
    otto = cast.clients["otto"]
    assert cast.asks("otto", "GET /workshops/<code>").status_code == 200
    with otto.session_transaction() as session:
        token = session["organiser"]
    cast.app.accounts.sessions.end(cast.otto.id, hashed(token))
    assert cast.asks("otto", "GET /workshops/<code>").headers["Location"].startswith("/sign-in")
    assert cast.asks("otto", "POST /workshops/<code>/links", {}).headers["Location"].startswith("/sign-in")
    refused(cast.asks("otto", "GET /w/<code>/archive"), 403, "not-joined")


def test_a_role_that_was_taken_away_is_over_and_so_is_the_seat_it_gave(cast: Cast) -> None:
    assert cast.asks("lena", "GET /workshops/<code>/console").status_code == 302
    assert cast.asks("lena", "GET /w/<code>/facilitate").status_code == 200
    takes(cast, "lena")
    refused(cast.asks("lena", "GET /workshops/<code>"), 404, "unknown-code")
    assert cast.asks("lena", "GET /w/<code>/facilitate").status_code == 403
    assert cast.sends("lena", "workshop.pause", {}).status_code == 403


def test_a_workshop_of_another_account_is_not_made_again(kept: Cast) -> None:
    """Nor does the form of a new one tell whether there is one with this code."""
    for code in (kept.code, "NOSUCH22"):
        again = kept.clients["nora"].get(
            f"/workshops/new?again={code}", headers={"Accept": "application/json"}
        )
        refused(again, 404, "unknown-code")
        sent = kept.asks("nora", "POST /workshops", {"starter": f"again-{code}-00000000", "title": "Mine"})
        refused(sent, 404, "unknown-code")
    for name, finds in (("nora", False), ("otto", True)):
        found = kept.asks(name, "GET /workshops", query="?q=district").get_data(as_text=True)
        assert (f"/w/{kept.code}/archive" in found) == finds, name


def test_nobody_ends_the_session_of_another_account(kept: Cast) -> None:
    with kept.clients["otto"].session_transaction() as session:
        otto = hashed(session["organiser"])
    kept.asks("nora", "POST /account", {"what": "sessions", "session": otto})
    assert kept.asks("otto", "GET /account").status_code == 200


def test_a_link_that_was_sent_opens_what_it_was_sent_for_and_once(kept: Cast) -> None:
    key = kept.app.accounts.links.invite("zoe@example.org", False, kept.olga.id)
    for path in ("reset", "first"):
        assert kept.asks("stranger", f"GET /{path}", query=f"?key={key}").status_code in (400, 403)
    zoe = kept.app.test_client()
    assert zoe.get(f"/invite?key={key}").status_code == 302
    form = {"name": "Zoe", "password": PASSWORD, "csrf_token": kept.token_of(zoe)}
    assert zoe.post("/invite", data=form).status_code == 302
    assert kept.asks("stranger", "GET /invite", query=f"?key={key}").status_code == 403
    assert zoe.get("/account").status_code == 200
    assert zoe.get("/admin").status_code == 404, "She was not invited to look after the server."


def test_so_is_the_seat_of_an_account_that_observes(cast: Cast) -> None:
    """Nobody is removed with it: whoever observes is nobody in the workshop."""
    assert cast.asks("wim", "GET /workshops/<code>/console").status_code == 302
    assert cast.asks("wim", "GET /w/<code>/view").status_code == 200
    takes(cast, "wim")
    refused(cast.asks("wim", "GET /w/<code>/view"), 403, "not-joined")


@pytest.mark.parametrize("name", ["otto", "lena", "wim"])
def test_a_seat_that_an_account_took_ends_with_its_session(cast: Cast, name: str) -> None:
    """A laptop that was stolen with its console open is nobody when its session is ended elsewhere."""
    assert cast.asks(name, "GET /workshops/<code>/console").status_code == 302
    assert cast.asks(name, "GET /w/<code>/view").status_code == 200
    cast.app.accounts.sessions.end_others(account_of(cast.app.database, name.capitalize()).id)
    before = cast.live.seq
    refused(cast.asks(name, "GET /w/<code>/view"), 403, "not-joined")
    refused(cast.sends(name, "workshop.pause", {}), 403, "not-joined")
    assert cast.live.seq == before


def takes(cast: Cast, name: str) -> None:
    """Otto takes somebody's role away."""
    account = account_of(cast.app.database, name.capitalize())
    path = f"POST /workshops/{cast.code}/holders/{account.id}"
    assert cast.asks("otto", path, {"act": "take"}).status_code == 302


# ---- The live connection

TRIED = {
    "workshop.pause": {},
    "note.add": {"board": "board", "text": "From the wire"},
    "park.add": {"text": "Also from the wire"},
}
"""Something of facilitators, of participants, and of both."""


def test_the_live_connection_takes_from_everybody_what_the_tables_say(server: Server, app: App) -> None:
    """Over a real server, each with the cookie they really have (P1)."""
    table = openings(app)
    with server.workshop(PLAN) as held, server.workshop(PLAN) as other:
        board = held.begin("board") + 1
        everybody = come(server, held, other)
        held.fay.do("person.remove", {"person": everybody["rudi"].person})
        held.fay.do("person.mute", {"person": everybody["mia"].person})
        for name, browser in everybody.items():
            who = ACTORS[IS[name]]
            wire, no = browser.wire(held.code), no_to(table["GET /w/<code>/view"], who)
            if no:
                assert wire.refused and wire.refused["data"]["reason"] == no.value.split()[-1], name
                continue
            assert wire.is_in, name
            for command, data in TRIED.items():
                before = held.fay.view()["seq"]
                given = {key: board if value == "board" else value for key, value in data.items()}
                answer = wire.command(command, given)
                expected = reason_for(table, name, command)
                assert answer.get("reason", YES) == expected, (name, command)
                assert (held.fay.view()["seq"] > before) == (expected == YES), (name, command)


def test_no_connection_has_other_eyes_by_asking_for_them_v1(server: Server) -> None:
    with server.workshop(PLAN) as held:
        others = [held.join("Ana", "public"), held.enter("observer"), held.enter("screen")]
        wires = [other.wire(**{"as": "facilitator"}) for other in others]
        fays = held.fay.wire()
        planned = {"board": held.first("board"), "question": "A plan of the facilitators"}
        held.fay.do("board.edit", planned)
        seen = held.fay.do("workshop.edit", {"purpose": "What everybody may know"})
        for wire in (*wires, fays):
            wire.wait_for_seq(seen)
        for other in others:
            assert b"What everybody may know" in other.bytes
            assert b"A plan of the facilitators" not in other.bytes
        assert b"A plan of the facilitators" in held.fay.bytes


def come(server: Server, held: Workshop, other: Workshop) -> dict[str, Browser]:
    """Everybody with a browser. Fay is last: she pauses the workshop."""
    paul, gerd = other.join("Paul", "public"), other.fay
    rudi, ana, mia = (held.join(name, "public") for name in ("Rudi", "Ana", "Mia"))
    assert server.database
    nora, lena = (held.browser(name) for name in ("Nora", "Lena"))
    for browser, role in ((nora, None), (lena, Holding.FACILITATOR)):
        cookie = cookie_of(server.database, SECRET, browser.name)
        browser.session.cookies.set("dialogue", cookie)
        if role:
            listed = server.register.find(held.code)
            Holders(server.database).give(listed.id, account_of(server.database, browser.name).id, role)
    return {
        "stranger": held.browser("Stranger"),
        "paul": paul,
        "gerd": gerd,
        "rudi": rudi,
        "nora": nora,
        "lena": lena,
        "observer": held.enter("observer"),
        "screen": held.enter("screen"),
        "mia": mia,
        "ana": ana,
        "fay": held.fay,
    }


def reason_for(table: dict[str, Any], name: str, command: str) -> str:
    if no := no_to(table[COMMAND_ROUTE], ACTORS[IS[name]]):
        return no.value.split()[-1]
    participant, muted, facilitator = answers_to(COMMANDS[command])
    return {"mia": muted, "fay": facilitator}.get(name, participant)
