"""The pages: how people come in, who may see what, and what each page may hold."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import brotli
import pytest

from dialogue import App, edge
from dialogue.holders import Holding
from dialogue.limits import Pace
from dialogue.stopping import staying
from tests.organisers import account_of, sign_in
from tests.organisers import organiser as organiser_of
from tests.visits import Held, Page, Visitor

PLAN: dict[str, Any] = {
    "title": "Partnerships",
    "purpose": "To agree how we work.",
    "sectors": ["public", "private"],
    "stages": [
        {"activity": "ground_rules", "title": "How we work", "rules": ["Listen."]},
        {"activity": "board", "title": "Ideas", "questions": ["Why?"]},
    ],
}


@pytest.fixture
def held(app: App) -> Held:
    """A workshop that has not begun."""
    return Held(app, PLAN)


@pytest.fixture
def organiser(app: App) -> Visitor:
    visitor = Visitor(app)
    sign_in(app, visitor.client)
    return visitor


# ---- The code and the door


def test_a_code_leads_to_its_door_however_it_is_typed(app: App, held: Held) -> None:
    typed = f"{held.code[:4].lower()} - {held.code[4:].lower()}"
    page = Visitor(app).goes(f"/join?code={typed}")
    assert page.path == f"/join/{held.code}"
    assert page.says("Partnerships")
    assert page.says("To agree how we work.")


def test_a_wrong_code_stays_in_its_field_with_a_sentence(app: App) -> None:
    page = Visitor(app).goes("/join?code=K7M-4QP")
    assert page.status == 404
    assert page.form_to("/join").get("code") == "K7M-4QP"
    assert page.says("There is no workshop with this code.")


def test_somebody_joins_by_form_and_comes_to_their_phone(app: App, held: Held) -> None:
    ana = Visitor(app)
    door = f"/join/{held.code}"
    page = ana.sends(ana.goes(door).form_to(door), name="Ana", sector="public", organisation="Roads")
    assert page.path == f"/w/{held.code}"
    [person] = [each for each in held.records("person").values() if each["role"] == "participant"]
    assert (person["name"], person["sector"], person["organisation"]) == ("Ana", "public", "Roads")
    assert ana.goes(door).path == f"/w/{held.code}", "Who is in is not asked again."


def test_who_joins_a_server_that_stops_keeps_what_they_filled_in(
    app: App, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = Visitor(app)
    door = f"/join/{held.code}"
    form = ana.goes(door).form_to(door)
    with monkeypatch.context() as stopping:
        stopping.setattr(staying, "_signals", 1)
        page = ana.sends(form, name="Ana", sector="public", organisation="Roads")
    assert page.status == 503
    assert page.says("The server is starting again.")
    assert not joined(held)
    page = ana.sends(page.form_to(door))
    assert page.path == f"/w/{held.code}"
    [person] = joined(held)
    assert (person["name"], person["sector"], person["organisation"]) == ("Ana", "public", "Roads")


def joined(held: Held) -> list[dict[str, Any]]:
    return [each for each in held.records("person").values() if each["role"] == "participant"]


def test_a_script_joins_with_json_and_without_a_token(app: App, held: Held) -> None:
    ana = Visitor(app)
    answer = ana.posts(f"/join/{held.code}", name="Ana", sector="private")
    assert answer.status_code == 200
    assert answer.get_json()["role"] == "participant"
    assert ana.client.get(f"/w/{held.code}/view").get_json()["you"]["person"] == answer.get_json()["person"]


def test_json_is_refused_in_json(app: App, held: Held) -> None:
    answer = Visitor(app).posts(f"/join/{held.code}", name="Ana", sector="the moon")
    assert answer.status_code == 400
    assert answer.get_json()["reason"] == "unknown-sector"
    assert answer.get_json()["field"] == "sector"
    assert Visitor(app).posts("/join/XXXXXX", name="Ana").status_code == 404
    assert Visitor(app).posts(f"/join/{held.code}", nickname="Ana").get_json()["reason"] == "wrong-data"


def test_an_unknown_sector_is_said_beside_the_sectors(app: App, held: Held) -> None:
    page = joins(app, held, name="Ana", sector="the moon")
    assert page.status == 400
    assert "sector-wrong" in page.ids
    assert page.form_to(f"/join/{held.code}").get("name") == "Ana"


def test_a_name_that_is_too_long_is_kept_to_be_shortened(app: App, held: Held) -> None:
    page = joins(app, held, name="A" * 61, sector="public")
    assert page.status == 400
    assert page.says("This is 1 character too long. The limit is 60. Make it shorter.")
    form = page.form_to(f"/join/{held.code}")
    assert (form.get("name"), form.get("sector")) == ("A" * 61, "public")


def test_a_wrong_passphrase_keeps_the_rest(app: App) -> None:
    held = Held(app, PLAN | {"entry": "passphrase", "passphrase": "grüne Tür"})
    page = joins(app, held, name="Ana", sector="public", passphrase="green door")
    assert page.status == 400
    assert "passphrase-wrong" in page.ids
    form = page.form_to(f"/join/{held.code}")
    assert (form.get("name"), form.get("passphrase")) == ("Ana", "")
    assert joins(app, held, name="Ana", sector="public", passphrase=" grüne Tür ").path == f"/w/{held.code}"


def test_a_closed_workshop_lets_nobody_in_and_offers_its_minutes_to_those_who_took_part(
    app: App, held: Held
) -> None:
    held.does("workshop.open")
    ana = Visitor(app)
    form = ana.goes(f"/join/{held.code}").form_to(f"/join/{held.code}")
    held.does("workshop.close")
    minutes = f"/w/{held.code}/archive"
    for page in (ana.goes(f"/join/{held.code}"), ana.sends(form, name="Ana", sector="public")):
        assert page.status == 410
        assert page.says("This workshop is over. Nobody can join it now.")
        assert minutes not in page.links, "They are for those who took part."
    assert minutes in held.fay.goes(f"/join/{held.code}").links
    assert held.fay.goes(minutes).status == 200
    answer = ana.posts(f"/join/{held.code}", name="Ana", sector="public")
    assert answer.get_json()["reason"] == "workshop-closed"


def test_somebody_comes_back_on_another_device(app: App, held: Held) -> None:
    ana = held.joined("Ana")
    known = ana.client.get(f"/w/{held.code}/view").get_json()["you"]
    phone = Visitor(app)
    door = phone.goes(f"/join/{held.code}")
    again = next(form for form in door.forms if "rejoin" in dict(form.fields))
    assert phone.sends(again, rejoin="ÄÖÜ-1").says("This rejoin code is wrong.")
    assert phone.sends(again, rejoin=known["rejoin"].lower()).path == f"/w/{held.code}"
    assert phone.client.get(f"/w/{held.code}/view").get_json()["you"] == known


def test_only_wrong_codes_are_counted_p3(app: App, held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hall of people behind one router comes in; whoever guesses does not."""
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(3, seconds=3600))
    for _ in range(9):
        assert Visitor(app).goes(f"/join?code={held.code}").path == f"/join/{held.code}"
    statuses = [Visitor(app).goes("/join?code=XXXXXX").status for _ in range(5)]
    assert statuses == [404, 404, 404, 429, 429]


WAYS = ["/join?code={}", "/join/{}", "/w/{}", "/w/{}/view", "/w/{}/screen", "/w/{}/plain", "/w/{}/archive"]


@pytest.mark.parametrize("way", WAYS)
def test_no_page_tells_whoever_tries_many_codes_which_are_right(
    way: str, app: App, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(3, seconds=3600))
    ana = held.joined("Ana")
    statuses = [Visitor(app).goes(way.format(f"XXXX{n}")).status for n in "ABCDE"]
    assert statuses == [404, 404, 404, 429, 429]
    assert Visitor(app).goes(way.format(held.code)).status == 429, "It would tell what is right."
    assert Visitor(app).posts("/join/XXXXXX", name="Eve").status_code == 429
    assert ana.goes(f"/w/{held.code}").status == 200, "Who is in stays in."


def test_a_passphrase_cannot_be_guessed_by_trying(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(3, seconds=3600))
    held = Held(app, PLAN | {"entry": "passphrase", "passphrase": "green door"})
    other = Held(app, PLAN | {"entry": "passphrase", "passphrase": "green door"})

    def tries(where: Held, passphrase: str) -> str:
        answer = Visitor(app).posts(f"/join/{where.code}", sector="public", passphrase=passphrase)
        return str(answer.get_json().get("reason", "in"))

    assert [tries(held, "green door") for _ in range(5)] == ["in"] * 5
    reasons = [tries(held, str(n)) for n in range(5)]
    assert reasons == ["wrong-passphrase"] * 3 + ["slow-down"] * 2
    assert tries(held, "green door") == "slow-down"
    assert tries(other, "green door") == "in", "It is counted by workshop."


# ---- Forms and tokens


def test_a_form_without_its_token_is_refused_with_a_sentence(held: Held) -> None:
    ana = held.joined("Ana")
    answer = ana.client.post(f"/w/{held.code}/command", data={"name": "hand.raise"})
    assert answer.status_code == 400
    assert Page(answer).says("Go back, load the page again, then send again.")


def test_json_commands_need_no_token(held: Held) -> None:
    ana = held.joined("Ana")
    held.does("workshop.open")
    answer = ana.posts(f"/w/{held.code}/command", name="hand.raise", data={"kind": "speak"})
    assert answer.status_code == 200
    assert answer.get_json()["seq"] > 0


def test_json_values_are_not_guessed(held: Held) -> None:
    ana = held.joined("Ana")
    held.begins(1)
    [board] = held.records("board")
    answer = ana.posts(f"/w/{held.code}/command", name="note.add", data={"board": str(board), "text": "x"})
    assert answer.get_json()["reason"] == "wrong-data"


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b"[]", b"null", b'{"name": ["Ana"]}', b"\xff"])
@pytest.mark.parametrize("path", ["/w/{code}/command", "/w/{code}/me", "/join/{code}"])
def test_json_that_cannot_be_read_is_answered_with_a_sentence(held: Held, path: str, body: bytes) -> None:
    visitor = held.joined("Ana") if path.startswith("/w/") else Visitor(held.app)
    answer = visitor.client.post(path.format(code=held.code), data=body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert answer.get_json()["reason"] == "wrong-data"


def test_a_name_is_changed_no_faster_than_anything_else_p3(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "COMMANDS", Pace(3, seconds=3600))
    ana = held.joined("Ana")
    statuses = [ana.posts(f"/w/{held.code}/me", name=f"Ana {n}").status_code for n in range(5)]
    assert statuses == [200, 200, 200, 429, 429]


def test_a_session_that_was_tampered_with_is_nobody(app: App, held: Held) -> None:
    ana = held.joined("Ana")
    value = ana.client.get_cookie("dialogue").value  # type: ignore[union-attr]
    thief = Visitor(app)
    thief.client.set_cookie("dialogue", value[:-4] + "AAAA")
    assert thief.client.get(f"/w/{held.code}/view").status_code == 403


# ---- Who may do and see what


def test_the_cookie_of_one_workshop_opens_no_other(app: App, held: Held) -> None:
    other = Held(app, PLAN)
    ana = held.joined("Ana")
    assert ana.client.get(f"/w/{held.code}/view").status_code == 200
    refused = ana.client.get(f"/w/{other.code}/view", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.get_json()["reason"]) == (403, "not-joined")
    answer = ana.posts(f"/w/{other.code}/command", name="hand.raise", data={})
    assert answer.get_json()["reason"] == "not-joined"
    assert ana.goes(f"/w/{other.code}/plain").path == f"/join/{other.code}"


def test_a_removed_person_is_told_so(held: Held) -> None:
    ana = held.joined("Ana")
    held.does("workshop.open")
    [person] = [n for n, each in held.records("person").items() if each["name"] == "Ana"]
    form = held.plain(ana).form("hand.raise")
    held.does("person.remove", person=person)
    answer = ana.posts(f"/w/{held.code}/command", name="hand.raise", data={})
    assert (answer.status_code, answer.get_json()["reason"]) == (403, "removed")
    for page in (ana.sends(form), held.plain(ana), ana.goes(f"/w/{held.code}")):
        assert page.status == 403
        assert page.says(
            "You were removed from this workshop, so you cannot send anything. Speak to a facilitator."
        )


@pytest.mark.parametrize("role", ["facilitator", "observer", "screen"])
def test_the_key_of_a_link_becomes_a_cookie_and_leaves_the_address(app: App, held: Held, role: str) -> None:
    visitor = Visitor(app)
    answer = visitor.client.get(held.links[role])
    assert answer.status_code == 302
    assert "key" not in answer.headers["Location"]
    seen = visitor.client.get(f"/w/{held.code}/view").get_json()
    assert seen["you"]["role"] == role


@pytest.mark.parametrize(("role", "path"), [("screen", "/screen"), ("observer", "")])
def test_a_facilitator_stays_one_who_opens_another_link(held: Held, role: str, path: str) -> None:
    """The console and the projector's page are often open in one browser."""
    page = held.fay.goes(held.links[role])
    assert (page.status, page.path) == (200, f"/w/{held.code}{path}")
    assert held.fay.goes(f"/w/{held.code}/facilitate").status == 200


@pytest.mark.parametrize("key", ["", "wrong", "schlüssel", "x" * 26])
def test_a_wrong_key_opens_nothing(app: App, held: Held, key: str) -> None:
    visitor = Visitor(app)
    page = visitor.goes(f"/w/{held.code}/facilitate?key={key}")
    assert page.status == 403
    assert page.says("This link does not work. Ask the organiser for a new one.")
    assert visitor.client.get(f"/w/{held.code}/view").status_code == 403


def test_the_key_of_another_workshop_opens_nothing(app: App, held: Held) -> None:
    key = Held(app, PLAN).links["facilitator"].partition("?")[2]
    assert Visitor(app).goes(f"/w/{held.code}/facilitate?{key}").status == 403


def test_a_participant_does_not_come_into_the_console(held: Held) -> None:
    ana = held.joined("Ana")
    assert ana.goes(f"/w/{held.code}/facilitate").status == 403
    assert ana.goes(f"/w/{held.code}/screen").status == 403
    answer = ana.posts(f"/w/{held.code}/command", name="workshop.open", data={})
    assert (answer.status_code, answer.get_json()["reason"]) == (403, "not-allowed")


@pytest.mark.parametrize("role", ["observer", "screen"])
def test_who_only_looks_sends_nothing(app: App, held: Held, role: str) -> None:
    held.does("workshop.open")
    visitor = Visitor(app)
    visitor.client.get(held.links[role])
    for name in ("hand.raise", "workshop.close"):
        answer = visitor.posts(f"/w/{held.code}/command", name=name, data={})
        assert (answer.status_code, answer.get_json()["reason"]) == (403, "not-allowed")
    assert not held.plain(visitor).has_form("hand.raise")


# ---- The view


def test_an_unchanged_view_is_not_sent_again(held: Held) -> None:
    ana = held.joined("Ana")
    first = ana.client.get(f"/w/{held.code}/view")
    etag = first.headers["ETag"]
    again = ana.client.get(f"/w/{held.code}/view", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    held.does("workshop.open")
    changed = ana.client.get(f"/w/{held.code}/view", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_one_persons_view_is_not_anothers(held: Held) -> None:
    ana, ben = held.joined("Ana"), held.joined("Ben")
    etag = ana.client.get(f"/w/{held.code}/view").headers["ETag"]
    answer = ben.client.get(f"/w/{held.code}/view", headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]


def test_a_view_is_compressed(held: Held) -> None:
    ana = held.joined("Ana")
    plain = ana.client.get(f"/w/{held.code}/view").get_json()["records"]
    for encoding, opened in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = ana.client.get(f"/w/{held.code}/view", headers={"Accept-Encoding": encoding})
        assert answer.headers["Content-Encoding"] == encoding
        assert b"Partnerships" in opened(answer.data)
        etag = answer.headers["ETag"]
        headers = {"Accept-Encoding": encoding, "If-None-Match": etag}
        assert ana.client.get(f"/w/{held.code}/view", headers=headers).status_code == 304
    assert plain["workshop/1"]["title"] == "Partnerships"


# ---- What every page keeps to


def pages_of(app: App, held: Held, organiser: Visitor) -> list[Page]:
    """Every kind of page, each as somebody who may see it."""
    ana, nobody = held.joined("Ana"), Visitor(app)
    held.begins(1)
    screen = Visitor(app)
    screen.client.get(held.links["screen"])
    pages = [nobody.goes(path) for path in ("/", "/nothing", "/join?code=X", f"/join/{held.code}")]
    pages += [organiser.goes(path) for path in ("/workshops", "/workshops/new", f"/workshops/{held.code}")]
    pages += [ana.goes(f"/w/{held.code}"), held.plain(ana), held.plain(ana, "?park=yes")]
    pages += [held.fay.goes(f"/w/{held.code}/facilitate"), held.plain(held.fay)]
    pages += [screen.goes(f"/w/{held.code}/screen")]
    return pages


def test_no_page_holds_a_script_or_a_style_of_its_own(app: App, held: Held, organiser: Visitor) -> None:
    pages = pages_of(app, held, organiser)
    assert len({page.source for page in pages}) == len(pages)
    for page in pages:
        for tag, given in page.tags:
            assert tag != "style", page.path
            assert tag != "script" or "src" in given or given["type"] == "application/json", page.path
            wrong = [name for name in given if name == "style" or name.startswith("on")]
            assert not wrong, f"{page.path}: {tag} {wrong}"
            assert not given.get("href", "").startswith("javascript:")


def test_every_page_says_what_it_is_and_in_which_language(app: App, held: Held, organiser: Visitor) -> None:
    for page in pages_of(app, held, organiser):
        tags = [tag for tag, _ in page.tags]
        assert dict(page.tags)["html"]["lang"] == "en"
        assert tags.count("h1") == 1 or page.path.startswith(f"/w/{held.code}"), page.path
        ids = [given["id"] for _, given in page.tags if "id" in given]
        assert len(ids) == len(set(ids)), f"{page.path}: an id stands twice in {sorted(ids)}"
        labelled = {given["for"] for tag, given in page.tags if tag == "label" and "for" in given}
        assert labelled <= set(ids), f"{page.path}: a label of nothing"


def test_every_answer_carries_the_policy(app: App, held: Held) -> None:
    ana = held.joined("Ana")
    for path in ("/", "/nothing", f"/w/{held.code}", f"/w/{held.code}/plain", f"/w/{held.code}/view"):
        headers = ana.client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
    cookie = Visitor(app).client.get("/").headers.get("Set-Cookie", "")
    assert not cookie or ("HttpOnly" in cookie and "SameSite=Lax" in cookie)


def test_what_people_write_is_never_markup(app: App) -> None:
    held = Held(
        app, PLAN | {"title": "<script>alert(1)</script>", "purpose": '"><img src=x onerror=alert(1)>'}
    )
    ana = held.joined("<b>Ana</b>")
    for page in (Visitor(app).goes(f"/join/{held.code}"), held.plain(ana)):
        assert "<script>alert" not in page.source
        assert "<img" not in page.source
        assert "<b>Ana" not in page.source


# ---- The organiser


def test_only_who_is_signed_in_sees_workshops(app: App) -> None:
    nobody = Visitor(app)
    for path in ("/workshops", "/workshops/new", "/workshops/import", "/workshops/XXXXXX"):
        answer = nobody.client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in?next={path}")
    assert nobody.client.post("/workshops", json={}).headers["Location"] == "/sign-in"
    assert "/workshops" in nobody.goes("/").links


def test_nobody_sees_a_workshop_that_is_not_theirs(app: App, held: Held, organiser: Visitor) -> None:
    """To another account it looks like a code that is nobody's."""
    paul = organiser_of(app, "Paul")
    held.does("workshop.open")
    assert held.code in organiser.goes("/workshops").source
    assert held.code not in paul.goes("/workshops").source
    assert not paul.goes("/workshops?q=part").says(held.listed.title)
    assert organiser.goes("/workshops?q=part").says(held.listed.title)
    for path in ("", "/console", "/people", "/seed"):
        there, nowhere = (paul.goes(f"/workshops/{code}{path}") for code in (held.code, "XXXXXX"))
        assert (there.status, there.words) == (404, nowhere.words)
    again = paul.goes(f"/workshops/new?again={held.code}")
    assert again.status == 404
    assert paul.client.get(f"/w/{held.code}/export/markdown").status_code == 403
    assert organiser.client.get(f"/w/{held.code}/export/markdown").status_code == 200


def test_who_holds_a_workshop_has_a_role_in_it(app: App, held: Held, organiser: Visitor) -> None:
    paul, rita = organiser_of(app, "Paul"), organiser_of(app, "Rita")
    numbers = {name: account_of(app.database, name).id for name in ("Paul", "Rita")}
    app.holders.give(held.listed.id, numbers["Paul"], Holding.FACILITATOR)
    app.holders.give(held.listed.id, numbers["Rita"], Holding.OBSERVER)
    people = f"/workshops/{held.code}/people"
    assert [each.goes(people).status for each in (organiser, paul, rita)] == [200, 403, 403]
    assert paul.goes(f"/workshops/{held.code}/console").path == f"/w/{held.code}/facilitate"
    assert rita.goes(f"/workshops/{held.code}/console").path == f"/w/{held.code}"
    assert "key=" in paul.goes(f"/workshops/{held.code}").source
    assert "key=" not in rita.goes(f"/workshops/{held.code}").source, "Nobody leads who was asked to watch."
    role = rita.client.get(f"/w/{held.code}/view").get_json()["you"]["role"]
    assert role == "observer"


def test_an_account_is_one_facilitator_on_every_device(app: App, held: Held) -> None:
    """P2: and it goes by the account's name."""
    console = f"/workshops/{held.code}/console"
    laptop, tablet = organiser_of(app), organiser_of(app)
    laptop.goes(console), tablet.goes(console), laptop.goes(console)
    you = [each.client.get(f"/w/{held.code}/view").get_json()["you"] for each in (laptop, tablet)]
    assert you[0]["person"] == you[1]["person"]
    assert held.records("person")[you[0]["person"]]["name"] == "Olga"


def test_whoever_only_fetches_a_facilitators_link_is_nobody(app: App, held: Held) -> None:
    """Programs that draw a preview of a link open it, and do not come back."""
    before = held.records("person").keys()
    app.test_client().get(held.links["facilitator"])
    assert held.records("person").keys() == before
    faye = Visitor(app)
    faye.goes(held.links["facilitator"])
    assert len(held.records("person")) == len(before) + 1


def test_links_that_were_made_anew_end_the_old_ones_and_the_seats_taken_by_them(app: App, held: Held) -> None:
    observer, late = Visitor(app), Visitor(app)
    before = held.records("person")
    assert observer.goes(held.links["observer"]).status == 200
    app.register.renew_links(held.code)
    assert observer.client.get(f"/w/{held.code}/view").status_code == 403
    assert late.goes(held.links["facilitator"]).says("This link does not work")
    assert before and held.records("person") == before
    new = app.register.links(app.register.find(held.code), "")
    assert late.goes(new["observer"]).status == 200


def test_an_organiser_makes_a_workshop_from_a_changed_run_sheet(app: App, organiser: Visitor) -> None:
    page = organiser.goes("/workshops/new")
    form = page.form_to("/workshops")
    shown = organiser.sends(form, press=("pick", "priorities"), title="Trees")
    form = shown.form_to("/workshops")
    assert (form.get("title"), form.get("shown")) == ("Trees", "priorities")
    form.fields = [each for each in form.fields if each[0] != "in-2"]
    changes = {"place-3": "0", "title-0": "Which trees?", "minutes-0": "12", "lines-0": "Oak?\n\nElm?"}
    page = organiser.sends(form, press=("do", "create"), sectors="town\nland\ntown", **changes)
    assert page.says("Trees")
    assert page.says("Participants")
    live = app.register.open(page.path.rpartition("/")[2])
    stages = sorted((each.seq, each) for each in live.state if each.kind == "stage")
    order = live.state.at("workshop/1").stages  # type: ignore[union-attr]
    assert order == [seq for seq, _ in stages]
    assert [each.title for _, each in stages] == ["Who does what", "Which trees?", "What belongs together"]
    assert stages[1][1].settings.minutes == 12
    assert [each.question for each in live.state if each.kind == "board"] == ["Oak?", "Elm?"]
    assert live.state.at("workshop/1").sectors == ["town", "land"]  # type: ignore[union-attr]


def test_another_starter_is_shown_before_anything_is_made(app: App, organiser: Visitor) -> None:
    before = len(app.register.all())
    form = organiser.goes("/workshops/new").form_to("/workshops")
    page = organiser.sends(form, press=("do", "create"), title="Trees", starter="rules")
    assert page.form_to("/workshops").get("shown") == "rules"
    assert page.form_to("/workshops").get("title-1") == "How we work together"
    assert len(app.register.all()) == before


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "  ", "Give the workshop a title first."),
        ("title", "T" * 161, "This is 1 character too long. The limit is 160."),
        ("purpose", "P" * 2001, "This is 1 character too long. The limit is 2,000."),
        ("sectors", "a\nb\nc\nd\ne\nf\ng", "There can be 6 sectors at most. Remove 1 sector."),
    ],
)
def test_what_is_wrong_with_a_workshop_is_said_beside_its_field(
    organiser: Visitor, field: str, value: str, sentence: str
) -> None:
    form = organiser.goes("/workshops/new").form_to("/workshops")
    page = organiser.sends(form, press=("do", "create"), **({"title": "Trees"} | {field: value}))
    assert page.status == 400
    assert f"{field}-wrong" in page.ids
    assert page.says(sentence)
    assert page.form_to("/workshops").get(field) == value


def test_minutes_that_are_no_number_keep_the_changed_run_sheet(organiser: Visitor) -> None:
    form = organiser.goes("/workshops/new").form_to("/workshops")
    typed = {"title": "Trees", "minutes-0": "a while", "title-1": "Rules of ours"}
    page = organiser.sends(form, press=("do", "create"), **typed)
    assert page.status == 400
    assert "sheet-wrong" in page.ids
    kept = page.form_to("/workshops")
    assert (kept.get("minutes-0"), kept.get("title-1")) == ("a while", "Rules of ours")


def test_clusters_without_a_board_are_refused_beside_the_run_sheet(organiser: Visitor) -> None:
    form = organiser.goes("/workshops/new?starter=priorities").form_to("/workshops")
    form.fields = [each for each in form.fields if each[0] != "in-0"]
    typed = {"title": "Trees", "starter": "priorities", "shown": "priorities"}
    page = organiser.sends(form, press=("do", "create"), **typed)
    assert (page.status, "sheet-wrong" in page.ids) == (400, True)
    assert page.says("This stage needs")


def test_the_list_leads_to_the_console_and_says_where_each_workshop_stands(
    app: App, organiser: Visitor
) -> None:
    held = Held(app, PLAN | {"title": "Rivers"})
    held.joined("Ana")
    page = organiser.goes("/workshops")
    assert page.says("Rivers")
    assert re.search(r"Rivers [A-Z0-9]{4}-[A-Z0-9]{4} 1 person Not yet open", page.words)
    console = f"/workshops/{held.code}/console"
    assert console in page.links
    assert organiser.goes(console).path == f"/w/{held.code}/facilitate"
    assert organiser.goes(f"/workshops/{held.code}").says("Observers")


def joins(app: App, held: Held, **typed: str) -> Page:
    visitor = Visitor(app)
    door = f"/join/{held.code}"
    return visitor.sends(visitor.goes(door).form_to(door), **typed)


def test_no_text_holds_the_sign_that_no_database_takes(app: App, held: Held, organiser: Visitor) -> None:
    """PostgreSQL fails at it, and all that waits for the same commit would fail too."""
    for language in ("e\0", "<b>", "x" * 13):
        answer = Visitor(app).posts(f"/join/{held.code}", name="Ana", sector="public", language=language)
        assert answer.status_code == 400
    assert organiser.goes("/workshops?q=a%00b").status == 400
    ana = Visitor(app)
    form = ana.goes(f"/join/{held.code}").form_to(f"/join/{held.code}")
    assert ana.sends(form, name="A\0a", sector="public").status == 400


def test_a_join_that_is_sent_again_seats_one_person(app: App, held: Held) -> None:
    """A phone that lost the answer has no cookie yet; its id says that it is the same one. L5, P2"""
    joining = {"name": "Ana", "sector": "public", "id": "the-same-join-sent-twice"}
    answers = [Visitor(app).posts(f"/join/{held.code}", **joining).get_json() for _ in range(2)]
    assert answers[0]["person"] == answers[1]["person"]
    other = Visitor(app).posts(f"/join/{held.code}", **joining | {"id": "another-join-altogether"}).get_json()
    assert other["person"] != answers[0]["person"]


# ---- On a home screen


def test_an_app_is_described_in_the_language_of_its_page(app: App, held: Held) -> None:
    ana = Visitor(app)
    [link] = [each for tag, each in ana.goes("/").tags if each.get("rel") == "manifest"]
    described = ana.client.get(link["href"]).get_json()
    assert described["lang"] == "en"
    for icon in described["icons"]:
        assert ana.client.get(icon["src"]).status_code == 200, icon
    assert "maskable" in {icon.get("purpose") for icon in described["icons"]}
    arabic = ana.client.get("/app/ar.webmanifest").get_json()
    assert (arabic["lang"], arabic["dir"]) == ("ar", "rtl")
    assert arabic["id"] == described["id"], "It is the same app in another language."


def test_an_app_begins_in_the_workshop_that_was_joined_last_and_is_not_over(app: App, held: Held) -> None:
    ana = Visitor(app)
    assert ana.goes("/w/").path == "/"
    later = Held(app, PLAN)
    for each in (held, later):
        ana.posts(f"/join/{each.code}", name="Ana", sector="public")
    assert ana.goes("/w/").path == f"/w/{later.code}"
    later.does("workshop.open")
    later.does("workshop.close")
    assert ana.goes("/w/").path == f"/w/{held.code}"


def test_the_worker_is_looked_for_anew(app: App) -> None:
    answer = Visitor(app).client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/sw.js", "/app/ar.webmanifest", "/healthz"])
def test_no_cookie_comes_with_what_is_the_same_for_all(app: App, path: str) -> None:
    answer = Visitor(app).client.get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_a_browser_paints_its_edge_in_the_colour_of_the_page(app: App) -> None:
    tokens = Path("static/css/tokens.css").read_text()
    painted = [each for tag, each in Visitor(app).goes("/").tags if each.get("name") == "theme-color"]
    assert [each["media"] for each in painted] == [
        "(prefers-color-scheme: light)",
        "(prefers-color-scheme: dark)",
    ]
    assert all(f"--paper: {each['content']};" in tokens for each in painted)
