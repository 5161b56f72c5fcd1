"""Guests: each has a link of their own, which leads to their own seat, on any device, and to no other's."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from dialogue import App
from dialogue.callers import Caller
from dialogue.guest_list import guests_in
from dialogue.guests import MOST_GUESTS, Guest, Invited
from dialogue.kernel import Refused
from dialogue.pages.doors import openings
from tests.organisers import organiser
from tests.visits import Held, Page, Visitor

PLAN: dict[str, Any] = {
    "title": "Rivers",
    "entry": "invited",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "questions": ["Why?"]}],
}


@pytest.fixture
def olga(app: App) -> Visitor:
    return organiser(app)


@pytest.fixture
def held(app: App, olga: Visitor) -> Held:
    """A workshop of Olga's, to which Ana and Ben are invited."""
    return invites(app, PLAN)


def invites(app: App, plan: dict[str, Any]) -> Held:
    held = Held(app, plan)
    app.guests.add(held.live.id, [Invited("Ana", "Roads", "public", "ana@example.org"), Invited("Ben")])
    return held


def link_of(held: Held, name: str) -> str:
    [guest] = [each for each in held.app.guests.of(held.live.id) if each.name == name]
    return f"/join/{held.code}?invite={held.app.guests.key(held.app.register.find(held.code), guest)}"


def guest_of(held: Held, name: str) -> Guest:
    return next(each for each in held.app.guests.of(held.live.id) if each.name == name)


def comes(held: Held, name: str, visitor: Visitor | None = None) -> tuple[Visitor, Page]:
    """A guest opens their link and joins with what stands in the form."""
    visitor = visitor or Visitor(held.app)
    form = visitor.goes(link_of(held, name)).form_to(f"/join/{held.code}")
    typed = {} if form.get("sector") else {"sector": "private"}
    return visitor, visitor.sends(form, **typed)


# ---- The link


def test_a_personal_link_leads_to_a_clean_address_and_a_form_that_is_filled_in(held: Held) -> None:
    ana = Visitor(held.app)
    answer = ana.client.get(link_of(held, "Ana"))
    assert answer.headers["Location"] == f"/join/{held.code}", "No key stays in the address."
    form = ana.goes(f"/join/{held.code}").form_to(f"/join/{held.code}")
    assert (form.get("name"), form.get("sector"), form.get("organisation")) == ("Ana", "public", "Roads")
    assert guest_of(held, "Ana").person is None, "Whoever only draws a preview of a link comes not in."


def test_the_same_link_on_another_device_is_the_same_person(held: Held) -> None:
    """P2"""
    phone, page = comes(held, "Ana")
    assert page.path == f"/w/{held.code}"
    tablet = Visitor(held.app)
    assert tablet.goes(link_of(held, "Ana")).path == f"/w/{held.code}"
    who = [each.client.get(f"/w/{held.code}/view").get_json()["you"]["person"] for each in (phone, tablet)]
    assert who[0] == who[1] == guest_of(held, "Ana").person
    assert held.records("person")[who[0]]["invited"] is True


def test_two_devices_that_join_at_once_are_one_person(held: Held) -> None:
    phone, tablet = Visitor(held.app), Visitor(held.app)
    forms = [each.goes(link_of(held, "Ana")).form_to(f"/join/{held.code}") for each in (phone, tablet)]
    for visitor, form in zip((phone, tablet), forms, strict=True):
        assert visitor.sends(form).path == f"/w/{held.code}"
    assert held.records("workshop")[1]["people"] == 1


@pytest.mark.parametrize("entry", ["open", "approval", "passphrase"])
def test_a_personal_link_passes_every_way_in(app: App, olga: Visitor, entry: str) -> None:
    held = invites(app, PLAN | {"entry": entry, "passphrase": "three green doors"})
    _, page = comes(held, "Ana")
    assert page.path == f"/w/{held.code}"


def test_a_locked_door_stops_guests_who_were_never_in_and_nobody_else(held: Held) -> None:
    comes(held, "Ana")
    held.does("door.lock")
    assert Visitor(held.app).goes(link_of(held, "Ben")).says("The door is locked.")
    assert Visitor(held.app).goes(link_of(held, "Ana")).path == f"/w/{held.code}"


def test_whoever_waits_and_then_opens_their_link_is_in_and_waits_no_more(app: App, olga: Visitor) -> None:
    held = invites(app, PLAN | {"entry": "approval"})
    ana, door = Visitor(app), f"/join/{held.code}"
    ana.sends(ana.goes(door).form_to(door), name="Ana", sector="public")
    comes(held, "Ana", ana)
    people = [each for each in held.records("person").values() if each["role"] == "participant"]
    assert [(each["here"], bool(each.get("waiting"))) for each in people] == [(False, False), (True, False)]


def test_a_link_that_is_not_ours_opens_nothing(held: Held, app: App, olga: Visitor) -> None:
    other = invites(app, PLAN | {"title": "Roads"})
    stranger = link_of(other, "Ana").partition("=")[2]
    own = link_of(held, "Ana").partition("=")[2]
    number, _, key = own.partition(".")
    forged = [stranger, f"2.{key}", f"{number}.{'a' * 26}", number, "", "9" * 40, f"{number}.é", f"²{own}"]
    for key in forged:
        page = Visitor(app).goes(f"/join/{held.code}?invite={key}")
        assert page.status == 403 and page.says("This personal link does not work any more."), key
    assert held.records("workshop")[1]["people"] == 0


def test_a_new_link_ends_the_old_one_and_so_does_leaving_the_list(held: Held, olga: Visitor) -> None:
    old, bens = link_of(held, "Ana"), link_of(held, "Ben")
    at = f"/workshops/{held.code}/guests"
    page = olga.goes(f"{at}/{guest_of(held, 'Ana').number}")
    assert olga.sends(page.form_to(at)).says("This link is new.")
    assert Visitor(held.app).goes(old).status == 403
    assert comes(held, "Ana")[1].path == f"/w/{held.code}"
    [remove] = [f for f in olga.goes(at).forms if f.get("do") == "remove" and f.get("guest") == "2"]
    assert olga.sends(remove).says("the link no longer works")
    assert Visitor(held.app).goes(bens).status == 403
    [remove] = [f for f in olga.goes(at).forms if f.get("do") == "remove"]
    assert olga.sends(remove).says("They are in the workshop and stay in.")


def test_whoever_was_removed_does_not_come_back_by_their_link(held: Held) -> None:
    comes(held, "Ana")
    held.does("person.remove", person=guest_of(held, "Ana").person)
    page = Visitor(held.app).goes(link_of(held, "Ana"))
    assert page.status == 403 and page.says("You were removed from this workshop")


def test_what_is_known_of_a_guest_goes_with_the_person(held: Held) -> None:
    comes(held, "Ana")
    link, number = link_of(held, "Ana"), guest_of(held, "Ana").person
    held.does("person.remove", person=number)
    held.live.erase(number or 0, words=False)
    rows = [tuple(each) for each in held.app.guests.of(held.live.id)]
    assert "Ana" not in str(rows) and "ana@example.org" not in str(rows) and "Ben" in str(rows)
    assert Visitor(held.app).goes(link).status == 403


def test_who_was_in_reads_the_minutes_by_their_link_and_others_learn_nothing(held: Held) -> None:
    comes(held, "Ana")
    held.begins(0)
    held.does("workshop.close", anyway=True)
    assert Visitor(held.app).goes(link_of(held, "Ana")).path == f"/w/{held.code}/archive"
    page = Visitor(held.app).goes(link_of(held, "Ben"))
    assert page.says("This workshop is over") and "Rivers" not in page.source


# ---- The list


def test_the_list_says_who_has_not_come_yet(held: Held, olga: Visitor) -> None:
    comes(held, "Ana")
    page = olga.goes(f"/workshops/{held.code}/guests")
    assert page.says("1 of 2 guests have come.")
    assert re.search(r"Ben .*Has not come yet.* Ana .*Is in", page.words)
    shown = olga.goes(f"/workshops/{held.code}/guests/1")
    assert shown.says("Ana") and "<svg" in shown.source and "invite=" in shown.source


def test_guests_are_added_one_by_one_and_from_a_table(held: Held, olga: Visitor) -> None:
    at = f"/workshops/{held.code}/guests"
    add, table = [form for form in olga.goes(at).forms if form.get("do") in ("add", "table")]
    assert olga.sends(add, name="Cleo", sector="private").says("1 guest was added.")
    wrong = olga.sends(add, name=" ")
    assert wrong.status == 400 and "name-wrong" in wrong.ids
    many = "Contact;Organisation;Name\ndora@example.org;School;Dora\n;;Emil\n;;Emil"
    assert olga.sends(table, table=many).says("2 guests were added.")
    names = [each.name for each in held.app.guests.of(held.live.id)]
    assert names == ["Ana", "Ben", "Cleo", "Dora", "Emil"]
    upload = {"do": "table", "csrf_token": table.get("csrf_token"), "table": ""}
    upload |= {"file": (io.BytesIO("\ufeffNom,Secteur\nFay,PUBLIC\n".encode()), "guests.csv")}
    olga.client.post(at, data=upload, content_type="multipart/form-data")
    assert guest_of(held, "Fay").sector == "public"


def test_a_table_with_sectors_of_others_says_that_they_are_left_out(held: Held, olga: Visitor) -> None:
    [table] = [
        form for form in olga.goes(f"/workshops/{held.code}/guests").forms if form.get("do") == "table"
    ]
    said = "Some sectors in the table are not sectors of this workshop."
    page = olga.sends(table, table="Dora,Roads,churches\nEmil,Roads,public")
    assert page.says("2 guests were added.") and page.says(said)
    assert (guest_of(held, "Dora").sector, guest_of(held, "Emil").sector) == ("", "public")
    page = olga.sends(table, table="Finn,Roads,Public\nGil")
    assert page.says("2 guests were added.") and not page.says(said)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "unreadable-file"),
        (b"Name,Contact\n,ana@example.org", "no-name"),
        (b"A" * 61, "too-long"),
        (b"x\n" * (MOST_GUESTS + 1), "too-many"),
        (b"x" * 300_000, "too-large"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(table: bytes, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        guests_in(table, ["public"])
    assert caught.value.reason == reason


def test_a_list_holds_so_many_and_no_more(held: Held) -> None:
    with pytest.raises(Refused) as caught:
        held.app.guests.add(held.live.id, [Invited(f"Guest {n}") for n in range(MOST_GUESTS - 1)])
    assert caught.value.reason == "too-many" and held.app.guests.count(held.live.id) == 2


def test_no_cell_of_the_table_of_links_is_a_formula(held: Held, olga: Visitor) -> None:
    held.app.guests.add(held.live.id, [Invited("=HYPERLINK(1)", "@SUM(A1)", "", "+1 555")])
    answer = olga.client.get(f"/workshops/{held.code}/guests/links.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["name", "organisation", "sector", "contact", "link"]
    assert rows[1][4].endswith(link_of(held, "Ana")) and len(rows) == 4
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    again = guests_in(answer.data, ["public"])
    assert again.guests[2] == Invited("=HYPERLINK(1)", "@SUM(A1)", "", "+1 555"), (
        "Nobody's words are changed."
    )


IN_WORDS = {Caller.OWNER: "the owner", Caller.LEADER: "accounts that facilitate the workshop"}


def test_operators_are_told_who_sees_the_guests_as_it_is(app: App, held: Held) -> None:
    page = (Path(__file__).parent.parent / "docs" / "operations.md").read_text()
    [row] = [line.split(" | ") for line in page.splitlines() if line.startswith("| table `guests` |")]
    opened = openings(app)
    for route in ("GET /workshops/<code>/guests", "GET /workshops/<code>/guests/links.csv"):
        said = [IN_WORDS[caller] for caller in Caller if caller in opened[route].to]
        assert row[2] == ", ".join([*said, "and each guest their own"]), route
    ana, _ = comes(held, "Ana")
    assert "ana@example.org" in ana.client.get(f"/w/{held.code}/me.json").text, "Each guest their own."


def test_the_form_says_who_sees_a_contact(held: Held, olga: Visitor) -> None:
    page = olga.goes(f"/workshops/{held.code}/guests")
    assert page.says("An address or a number, for those who lead this workshop. Dialogue sends nothing.")


def test_nobody_but_those_who_lead_a_workshop_sees_its_guests(held: Held, app: App) -> None:
    ana, _ = comes(held, "Ana")
    for path in ("", "/1", "/links.csv"):
        address = f"/workshops/{held.code}/guests{path}"
        for visitor in (Visitor(app), ana, organiser(app, "Otto"), held.fay):
            answer = visitor.client.get(address, follow_redirects=True)
            assert b"ana@example.org" not in answer.data and b"invite=" not in answer.data, address
