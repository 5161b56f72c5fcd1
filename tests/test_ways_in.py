"""How people get in: with the code, a passphrase, one by one, by invitation; and what they are asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import requests

from dialogue import App
from dialogue.asking import heard, is_long
from dialogue.kernel import Refused
from dialogue.pages.forms import Wrong
from dialogue.pages.ways import ways_from
from dialogue.people import new_code
from dialogue.workshop import participants_here
from dialogue.workshop_file import file_of, read_workshop_file
from tests.organisers import organiser
from tests.server import Server
from tests.visits import Held, Page, Visitor

PLAN: dict[str, Any] = {
    "title": "Rivers",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "questions": ["Why?"]}],
}


def joins(held: Held, visitor: Visitor | None = None, **said: str) -> Page:
    """Somebody fills in the form at the door."""
    visitor, door = visitor or Visitor(held.app), f"/join/{held.code}"
    return visitor.sends(visitor.goes(door).form_to(door), **said)


def people_in(held: Held) -> list[dict[str, Any]]:
    return [each for each in held.records("person").values() if each["role"] == "participant"]


# ---- What is asked


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"entry": "closed"}, "$.entry"),
        ({"entry": "passphrase"}, "$.passphrase"),
        ({"entry": "passphrase", "passphrase": "short"}, "$.passphrase"),
        ({"asks": {"name": "maybe"}}, "$.asks.name"),
        ({"asks": {"age": "required"}}, "$.asks"),
    ],
)
def test_a_file_with_an_unknown_way_in_is_refused_with_its_path(wrong: dict[str, Any], path: str) -> None:
    with pytest.raises(Refused) as caught:
        read_workshop_file(PLAN | wrong)
    assert f"`{path}`" in str(caught.value)


def test_what_is_required_is_asked_for_and_what_was_written_stays(app: App) -> None:
    held = Held(app, PLAN | {"asks": {"name": "required", "organisation": "required"}})
    page = joins(held, sector="public", organisation="Roads")
    assert page.status == 400 and "name-wrong" in page.ids
    assert page.form_to(f"/join/{held.code}").get("organisation") == "Roads"
    assert "organisation-wrong" in joins(held, name="Ana", sector="public").ids
    joins(held, name="Ana", sector="public", organisation="Roads")
    assert [each["name"] for each in people_in(held)] == ["Ana"]


def test_what_is_not_asked_is_not_kept_whatever_is_sent(app: App) -> None:
    held = Held(app, PLAN | {"asks": {"name": "no", "sector": "no", "organisation": "no"}})
    door = f"/join/{held.code}"
    form = Visitor(app).goes(door).form_to(door)
    assert {"name", "sector", "organisation"}.isdisjoint(dict(form.fields))
    answer = Visitor(app).posts(door, name="Ana", sector="public", organisation="Roads")
    assert answer.status_code == 200
    [ana] = people_in(held)
    assert (ana["name"], ana["sector"], ana["organisation"]) == ("", "", "")
    who = app.people.names(app.register.find(held.code).id)[answer.get_json()["person"]]
    assert (who.name, who.organisation) == ("", "")
    ben = held.joined("Ben", "")
    assert ben.posts(f"/w/{held.code}/me", name="Ben").get_json()["reason"] == "no-names"
    held.begins(0)
    assert "called" not in held.plain(ben).ids and "data-unnamed" in ben.goes(f"/w/{held.code}").source


def test_whoever_prefers_not_to_say_their_sector_need_not_where_it_is_optional(app: App) -> None:
    held = Held(app, PLAN | {"asks": {"sector": "optional"}})
    page = Visitor(app).goes(f"/join/{held.code}")
    assert page.says("I prefer not to say")
    ana = Visitor(app)
    assert joins(held, ana, name="Ana", sector="").path == f"/w/{held.code}"
    assert [each["sector"] for each in people_in(held)] == [""]
    held.begins(0)
    assert held.plain(ana).says("Why?")
    held.does("workshop.close", anyway=True)
    record = held.fay.client.get(f"/w/{held.code}/export/markdown").get_data(as_text=True)
    assert "| without a sector | 1 |" in record
    for form in ("html", "csv", "xlsx", "json", "opml", "mm", "svg", "docx"):
        for level in ("public", "participants", "organiser"):
            answer = held.fay.client.get(f"/w/{held.code}/export/{form}?level={level}")
            assert answer.status_code == 200, (form, level)


def test_a_sector_is_required_where_nothing_else_is_said(app: App) -> None:
    held = Held(app, PLAN)
    assert "sector-wrong" in joins(held, name="Ana").ids
    assert Visitor(app).posts(f"/join/{held.code}", name="Ana").get_json()["reason"] == "unknown-sector"


# ---- The door


def test_a_locked_door_lets_nobody_new_in_and_everybody_back(app: App) -> None:
    held = Held(app, PLAN)
    ana = Visitor(app)
    rejoin = ana.posts(f"/join/{held.code}", name="Ana", sector="public").get_json()["rejoin"]
    held.does("door.lock")
    page = Visitor(app).goes(f"/join/{held.code}")
    assert page.says("The door is locked.") and "name" not in page.ids
    refused = Visitor(app).posts(f"/join/{held.code}", name="Ben", sector="public").get_json()
    assert refused["reason"] == "door-locked"
    assert ana.goes(f"/join/{held.code}").path == f"/w/{held.code}", "Whoever is in comes back."
    assert joins(held, rejoin=rejoin).path == f"/w/{held.code}", "On another device too."
    held.does("door.unlock")
    assert joins(held, name="Ben", sector="public").path == f"/w/{held.code}"


def test_the_code_alone_opens_nothing_where_only_the_invited_come(app: App) -> None:
    held = Held(app, PLAN | {"entry": "invited"})
    page = Visitor(app).goes(f"/join/{held.code}")
    assert page.says("This workshop is for people who were invited.") and "name" not in page.ids
    refused = Visitor(app).posts(f"/join/{held.code}", name="Ben", sector="public").get_json()
    assert refused["reason"] == "invited-only"


# ---- Changing it


def test_an_organiser_changes_how_people_get_in_and_whoever_is_in_stays_in(app: App) -> None:
    olga = organiser(app)
    made = olga.goes("/workshops/new").form_to("/workshops")
    page = olga.sends(made, ("do", "create"), title="Rivers", entry="open")
    code = page.path.rpartition("/")[2]
    held = Held.__new__(Held)
    held.app, held.code = app, code
    [sector, *_] = app.register.open(code).state.at("workshop/1").sectors  # type: ignore[union-attr]
    ana = Visitor(app)
    joins(held, ana, name="Ana", sector=sector)
    form = page.form_to(f"/workshops/{code}/ways-in")
    short = olga.sends(form, entry="passphrase", passphrase="short")
    assert short.status == 400 and "passphrase-wrong" in short.ids
    unmeant = olga.sends(form, entry="open", passphrase="three green doors")
    assert unmeant.status == 400 and "passphrase-wrong" in unmeant.ids
    saved = olga.sends(form, entry="passphrase", passphrase="three green doors", ask_name="required")
    assert saved.says("Saved.") and "three green doors" not in saved.source
    assert ana.goes(f"/join/{code}").path == f"/w/{code}"
    listed = app.register.find(code)
    assert (listed.entry, listed.passphrase, listed.asks.name) == (
        "passphrase",
        "three green doors",
        "required",
    )
    assert "passphrase-wrong" in joins(held, name="Ben", sector=sector, passphrase="three red doors").ids
    again = olga.goes(f"/workshops/{code}").form_to(f"/workshops/{code}/ways-in")
    assert again.get("passphrase") == ""
    olga.sends(again, ask_organisation="no")
    assert app.register.find(code).passphrase == "three green doors", "An empty field keeps it."


@pytest.mark.parametrize(
    "given",
    [
        "River stone bread",
        " RIVER  STONE\u00a0BREAD ",
        "\uff52iver stone bread",  # A wide r, as a keyboard for Japanese writes it.
        "river\tstone bread",
    ],
)
@pytest.mark.parametrize("kept", ["river stone bread", "River  Stone bread"])
def test_a_passphrase_that_was_read_aloud_lets_people_in_however_they_write_it(
    app: App, kept: str, given: str
) -> None:
    held = Held(app, PLAN | {"entry": "passphrase", "passphrase": kept})
    assert joins(held, sector="public", passphrase=given).path == f"/w/{held.code}"
    for wrong in ("riverstonebread", "river stone", "river stone bread roll", ""):
        assert "passphrase-wrong" in joins(held, sector="public", passphrase=wrong).ids


def test_capitals_in_other_languages_are_not_heard_either() -> None:
    assert heard("Straße Und ÉTÉ") == heard("STRASSE und e\u0301te\u0301")
    assert heard("été") != heard("ete"), "Accents are."


@pytest.mark.parametrize("short", ["a       b", "ab  cd ef"[:8], "\ufdfa"])
def test_what_nobody_hears_makes_a_passphrase_no_longer(short: str) -> None:
    """So guessing it takes as long as tests/test_guessing.py has it."""
    assert not is_long(short)
    with pytest.raises(Refused):
        read_workshop_file(PLAN | {"entry": "passphrase", "passphrase": short})
    with pytest.raises(Wrong) as caught:
        ways_from({"entry": "passphrase", "passphrase": short})
    assert (caught.value.field, caught.value.reason) == ("passphrase", "too-short")


def test_the_file_and_the_form_for_another_workshop_hold_no_passphrase(app: App) -> None:
    plan = PLAN | {"entry": "passphrase", "passphrase": "three green doors", "asks": {"name": "required"}}
    listed = app.register.create(read_workshop_file(plan))
    file = file_of(app.register.open(listed.code).state, listed)
    assert (file["entry"], file["asks"]) == ("passphrase", {"name": "required"})
    assert "three green doors" not in str(file)


def test_the_log_knows_how_people_get_in_and_never_the_passphrase(app: App) -> None:
    held = Held(app, PLAN)
    shown = held.records("workshop")[1]
    assert (shown["entry"], shown["door"]) == ("open", "open")
    listed = app.register.find(held.code)
    app.register.set_ways_in(held.code, "passphrase", "three green doors", listed.asks)
    assert held.records("workshop")[1]["entry"] == "passphrase"
    assert "three green doors" not in str(held.records("workshop"))


# ---- The end


def test_a_code_is_dead_when_its_workshop_is_over(app: App) -> None:
    held = Held(app, PLAN)
    ana = held.joined("Ana")
    held.begins(0)
    held.does("workshop.close", anyway=True)
    for path in (
        f"/join/{held.code}",
        f"/w/{held.code}",
        f"/w/{held.code}/archive",
        f"/join?code={held.code}",
    ):
        page = Visitor(app).goes(path)
        assert page.says("This workshop is over"), path
        assert "Rivers" not in page.source, path
    answer = Visitor(app).posts(f"/join/{held.code}", name="Ben", sector="public")
    assert answer.get_json()["reason"] == "workshop-closed" and b"Rivers" not in answer.data
    assert ana.goes(f"/w/{held.code}/archive").says("Rivers"), "Who took part reads the minutes."


# ---- A crowd


def test_sixty_phones_behind_one_router_get_in_at_once_though_some_mistype(server: Server) -> None:
    """P3"""
    listed = server.register.create(read_workshop_file(PLAN))
    door = f"{server.url}/join/{listed.code}"
    together = Barrier(60, timeout=60)

    def phone(n: int) -> list[int]:
        session = requests.Session()
        together.wait()
        wrong = [session.get(f"{server.url}/join?code={new_code()}").status_code] if n < 20 else []
        page = session.get(door)
        said = {"name": f"Phone {n}", "sector": "public", "id": f"a-phone-at-the-door-{n}"}
        joined = session.post(door, json=said)
        view = session.get(f"{server.url}/w/{listed.code}/view")
        return [*wrong, page.status_code, joined.status_code, view.status_code]

    with ThreadPoolExecutor(60) as phones:
        answers = list(phones.map(phone, range(60)))
    assert answers == [[404, 200, 200, 200]] * 20 + [[200, 200, 200]] * 40
    assert len(participants_here(server.register.open(listed.code).state)) == 60
