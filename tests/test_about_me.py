"""What is kept about somebody: theirs to see and to have erased, whoever they are by now (P4, P5, L6)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from dialogue import App, create_app
from dialogue.about import COUNTS, PERSON_FIELDS, TELLS
from dialogue.activities import EVENTS
from dialogue.config import read_settings
from dialogue.database import entries, flags, guests, metadata
from dialogue.guests import Invited
from dialogue.kernel import Person
from dialogue.search.words import terms_of
from tests.organisers import sign_in
from tests.services import environment
from tests.visits import Held, Page, Visitor

PLAN = {
    "title": "Rivers",
    "sectors": ["public", "private"],
    "stages": [
        {"activity": "board", "title": "Ideas", "questions": ["What works?"], "identity": "named"},
        {"activity": "board", "title": "In secret", "questions": ["What hurts?"], "identity": "anonymous"},
        {"activity": "evaluation", "title": "Looking back", "questions": [{"text": "Was it worth it?"}]},
        {"activity": "actions", "title": "What now"},
    ],
}

NO_PERSON = {
    "account_links": "an account's",
    "account_sessions": "an account's",
    "accounts": "an account is nobody's person; who is in a workshop with one is in `holders`",
    "backups": "nobody's",
    "found": "the words of the log once more, without a number",
    "handovers": "accounts'",
    "indexed": "nobody's",
    "jobs": "who asked for a file stands there as a hash, as long as it is being made",
    "partnerships": "nobody's",
    "passages": "the organiser's words",
    "spent": "hashes of what was sent, of nobody any more",
    "workshops": "nobody's",
}
"""The tables without anybody's number, and why."""

OTHER_NUMBERS = {
    *("act", "action", "after", "answer", "answered", "back", "board", "cluster", "concern", "into", "item"),
    *("left_parked", "note", "notes", "on", "points", "question", "remains", "replaces", "round", "rule"),
    *("source", "stage", "steps", "target", "version", "voted"),
}
"""The fields of events that hold numbers, and no person's."""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = create_app(read_settings(environment(tmp_path)))
    app.database.migrate()
    yield app
    app.database.close()


@pytest.fixture
def held(app: App) -> Held:
    return Held(app, PLAN)


@pytest.fixture
def ana(held: Held) -> Visitor:
    """Ana, who wrote a note, kept a thought for later, and wrote in secret where it is still open."""
    ana = held.joined("Ana Mwangi")
    held.begins(0)
    first, secret = sorted(held.records("board"))
    says(held, ana, "note.add", board=first, text="quokkas carry umbrellas")
    says(held, ana, "park.add", text="who pays for quokkas")
    held.begins(1)
    says(held, ana, "note.add", board=secret, text="quokkas are lonely")
    return ana


def says(held: Held, who: Visitor, name: str, **data: Any) -> int:
    answer = who.posts(f"/w/{held.code}/command", name=name, data=data).get_json()
    assert "seq" in answer, answer
    seq: int = answer["seq"]
    return seq


def sees(held: Held, who: Visitor) -> Page:
    return who.goes(f"/w/{held.code}/me")


def has(held: Held, who: Visitor) -> dict[str, Any]:
    answer = who.client.get(f"/w/{held.code}/me.json")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def number_of(held: Held, name: str) -> int:
    [number] = [seq for seq, each in held.live.state.names.items() if each.name == name]
    return number


def erases(held: Held, who: Visitor, words: bool = False) -> Page:
    """Through both pages, as somebody without a script does it."""
    asked = who.goes(f"/w/{held.code}/me/erase" + ("?words=on" if words else ""))
    assert asked.says("This cannot be undone.")
    return who.sends(asked.form_to(f"/w/{held.code}/me/erase"))


# ---- Seeing it


def test_somebody_sees_all_that_is_kept_about_them_in_plain_words(held: Held, ana: Visitor) -> None:
    page = sees(held, ana)
    assert page.status == 200
    for words in ("Ana Mwangi", "public", "quokkas carry umbrellas", "who pays for quokkas"):
        assert page.says(words), words
    assert page.says("These stages are still open.") and page.says("quokkas are lonely")
    assert f"/w/{held.code}/me.json" in page.links


def test_the_file_holds_the_same_and_opens_for_nobody_else(held: Held, ana: Visitor) -> None:
    ben = held.joined("Ben Okello", "private")
    mine, his = has(held, ana), has(held, ben)
    assert mine["person"]["name"] == "Ana Mwangi" and his["person"]["name"] == "Ben Okello"
    assert {each["kind"] for each in mine["written"]} == {"note", "parked"}
    assert "quokka" not in json.dumps(his) and "Ana" not in json.dumps(his)
    assert (
        json.loads(ana.client.get(f"/w/{held.code}/me", headers={"Accept": "application/json"}).text) == mine
    )


def test_what_was_written_in_secret_is_linked_to_nobody_once_its_stage_is_closed(
    held: Held, ana: Visitor
) -> None:
    """P5, B5: nor does the file that somebody kept say which entry was theirs."""
    [unsigned] = has(held, ana)["unsigned"]
    assert unsigned["text"] == "quokkas are lonely" and "seq" not in unsigned and "number" not in unsigned
    held.does("stage.close", stage=held.records("workshop")[1]["stages"][1])
    assert has(held, ana)["unsigned"] == []
    page = sees(held, ana)
    assert page.says("Nothing is linked to you any more.") and not page.says("quokkas are lonely")


def test_what_became_of_a_note_is_said_beside_it(held: Held, ana: Visitor) -> None:
    note = next(each["number"] for each in has(held, ana)["written"] if each["kind"] == "note")
    held.does("note.hide", note=note, reason="It names a child")
    assert sees(held, ana).says("A facilitator hid it: It names a child")
    held.does("note.release", note=note)
    says(held, ana, "note.remove", note=note)
    assert sees(held, ana).says("You removed it.")


def test_every_table_and_every_event_that_names_a_person_is_told() -> None:
    """A new one fails here until somebody says whether it names a person, and tells it."""
    assert set(metadata.tables) == {*TELLS, *NO_PERSON}
    naming = {table.name for table in metadata.sorted_tables if "person" in table.c or "by" in table.c}
    assert naming - set(NO_PERSON) == set(TELLS) and naming & set(NO_PERSON) == {"handovers"}
    numbers = {
        field.name
        for kind in EVENTS.values()
        for field in msgspec.structs.fields(kind)
        if "int" in str(field.type)
    }
    assert numbers == OTHER_NUMBERS | set(PERSON_FIELDS)
    assert len(COUNTS) == 1


def test_what_stands_in_each_table_is_in_the_file_and_goes_when_they_are_erased(
    held: Held, ana: Visitor
) -> None:
    """L6: also how they were invited, what they said of the minutes, and who they are to an account."""
    person, olga = number_of(held, "Ana Mwangi"), Visitor(held.app)
    account = sign_in(held.app, olga.client).id
    rows = {
        flags: {"passage": "note-1", "person": person, "text": "Not what Mwangi meant", "at": time.time()},
        guests: {
            **{"guest": 1, "name": "Mwangi, Ana", "contact": "mwangi@example.org", "salt": "a salt"},
            **{"person": person, "invited_at": time.time()},
        },
    }
    for table, row in rows.items():
        insert = table.insert().values(workshop=held.live.id, **row)
        held.app.database.write(lambda connection, insert=insert: connection.execute(insert))
    held.app.holders.sit(held.live.id, account, person)
    mine = has(held, ana)
    assert mine["messages_about_the_minutes"][0]["text"] == "Not what Mwangi meant"
    assert mine["invitation"]["contact"] == "mwangi@example.org" and "salt" not in mine["invitation"]
    assert mine["holds_the_workshop"]["role"] == "owner"
    page = sees(held, ana)
    assert page.says("Not what Mwangi meant") and page.says("mwangi@example.org") and page.says("owner")
    erases(held, ana, words=True)
    left = everything_in(held.app)
    assert "Mwangi" not in left and "mwangi" not in left
    assert "quokkas carry" not in left and "who pays" not in left
    assert "quokkas are lonely" in left, "It is nobody's: to take it out would tell whose it was (P5)."
    assert held.app.holders.person_of(held.live.id, account) is None


def everything_in(app: App) -> str:
    with app.database.reading() as connection:
        return "".join(
            repr(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(sa.select(table))
        )


# ---- Erasing oneself


def test_somebody_erases_themselves_while_the_workshop_runs(held: Held, ana: Visitor) -> None:
    person = number_of(held, "Ana Mwangi")
    gone = erases(held, ana)
    assert gone.says("You were erased") and gone.says("Your name is erased from “Rivers”.")
    found = held.live.person(person)
    assert found is not None and found.erased and found.left and not found.is_here
    assert "quokkas carry umbrellas" in str(held.records("note")), "Her words stay unless she wants it."
    assert held.records("person")[person]["erased"]
    assert sees(held, ana).status == 403
    assert ana.client.get(f"/w/{held.code}/view").status_code == 403
    assert ana.goes(f"/join/{held.code}").form_to(f"/join/{held.code}"), "She is a stranger here now."


def test_nothing_is_erased_by_one_press(held: Held, ana: Visitor) -> None:
    """Neither by the first page nor by what does not say that it is sure."""
    page = sees(held, ana)
    form = page.form_to(f"/w/{held.code}/me/erase")
    assert form.method == "get"
    asked = ana.sends(page.form_to(f"/w/{held.code}/me/erase"))
    assert asked.status == 400 or asked.says("This cannot be undone.")
    token = ana.goes(f"/w/{held.code}/me/erase").form_to(f"/w/{held.code}/me/erase").get("csrf_token")
    answer = ana.client.post(f"/w/{held.code}/me/erase", data={"csrf_token": token})
    assert answer.status_code == 400 and "This cannot be undone." in answer.text
    assert ana.client.post(f"/w/{held.code}/me/erase", json={"sure": "yes"}).status_code == 400
    assert ana.client.post(f"/w/{held.code}/me/erase", data={"sure": "yes"}).status_code == 400, "No token."
    assert has(held, ana)["person"]["name"] == "Ana Mwangi"


def test_the_page_before_says_what_stays(held: Held, ana: Visitor) -> None:
    names = ana.goes(f"/w/{held.code}/me/erase")
    assert names.says("You leave the workshop at once, on all your devices.")
    assert names.says("Your own words in 2 entries of the record, without your name.")
    words = ana.goes(f"/w/{held.code}/me/erase?words=on")
    assert words.says("Your own words in 2 entries of the record: your notes in every version")
    for page in (names, words):
        assert page.says("Older backups of this server") and page.says("anonymous notes")


def test_the_chain_holds_and_the_minutes_say_that_somebody_was_erased(held: Held, ana: Visitor) -> None:
    held.does("workshop.close", anyway=True)
    erases(held, ana, words=True)
    export = held.fay.client.get(f"/w/{held.code}/export/json?level=full").text
    assert '"erased": 1' in export and "quokkas carry" not in export and "Mwangi" not in export
    told = held.fay.client.get(f"/w/{held.code}/export/markdown").text
    assert "1 name was erased because its owner asked for it." in told


def test_the_link_that_was_kept_leads_there_after_the_end_and_no_longer_once_used(
    held: Held, ana: Visitor
) -> None:
    held.does("workshop.close", anyway=True)
    kept = ana.client.get(f"/w/{held.code}/archive/link").get_json()["keep"]
    elsewhere = Visitor(held.app)
    path = kept.partition("/w/")[2]
    assert elsewhere.goes(f"/w/{path}").status == 200
    assert sees(held, elsewhere).says("Ana Mwangi")
    erases(held, elsewhere)
    assert sees(held, elsewhere).status == 403
    for visitor in (Visitor(held.app), ana):
        answer = visitor.goes(f"/w/{path}")
        assert answer.status == 403 and answer.says("erased"), "The link and her old browser open nothing."
    assert ana.client.get(f"/w/{held.code}/view").status_code == 403


def test_where_a_name_stands_in_the_words_of_others_the_organiser_is_told(held: Held, ana: Visitor) -> None:
    action = held.does("action.add", text="Ask Mwangi about the river.")
    erases(held, ana, words=True)
    with held.app.database.reading() as connection:
        [flag] = connection.execute(sa.select(flags)).all()
    assert (flag.passage, flag.person) == (f"action-{action}", None)
    assert "Mwangi" not in flag.text and "still stands in these words" in flag.text


# ---- Whoever asks


def test_a_removed_person_still_sees_and_erases_what_is_kept_and_comes_back_as_nobody(
    held: Held, ana: Visitor
) -> None:
    held.does("person.remove", person=number_of(held, "Ana Mwangi"))
    assert ana.client.get(f"/w/{held.code}/view").status_code == 403
    page = sees(held, ana)
    assert page.says("A facilitator removed you.") and page.says("quokkas carry umbrellas")
    assert erases(held, ana, words=True).says("You were erased")
    assert "quokkas carry" not in everything_in(held.app)
    assert ana.goes(f"/join/{held.code}").status == 403, "She does not come back as somebody else."


def test_nobody_else_gets_there(held: Held, ana: Visitor) -> None:
    """A stranger, a person of another workshop, an observer, a screen, an organiser of another account."""
    other, paths = Held(held.app, PLAN), (f"/w/{held.code}/me", f"/w/{held.code}/me.json")
    stranger, ben = Visitor(held.app), other.joined("Ben Okello")
    observer, screen, olga = (Visitor(held.app) for _ in range(3))
    observer.client.get(held.links["observer"])
    screen.client.get(held.links["screen"])
    sign_in(held.app, Visitor(held.app).client)
    sign_in(held.app, olga.client, "Otto")
    for visitor in (stranger, ben, observer, screen, olga):
        for path in (*paths, f"/w/{held.code}/me/erase"):
            answer = visitor.client.get(path)
            assert answer.status_code == 403 and "Mwangi" not in answer.text and "quokka" not in answer.text
    assert "nothing about you is kept on this server" in observer.client.get(paths[0]).text
    assert sees(other, ben).says("Ben Okello")


def test_a_forged_cookie_opens_nothing(held: Held, ana: Visitor) -> None:
    forged = Visitor(held.app)
    value = ana.client.get_cookie(held.app.config["SESSION_COOKIE_NAME"])
    assert value is not None
    forged.client.set_cookie(value.key, value.value[:-2] + ("AA" if value.value[-2:] != "AA" else "BB"))
    assert sees(held, forged).status == 403


def test_a_facilitator_sees_and_erases_themselves(held: Held, ana: Visitor) -> None:
    assert sees(held, held.fay).says("facilitator")
    before = [person.seq for person in held.live.state.all(Person) if not person.erased]
    assert erases(held, held.fay).says("You were erased")
    after = [person.seq for person in held.live.state.all(Person) if not person.erased]
    assert len(before) - len(after) == 1 and number_of(held, "Ana Mwangi") in after
    assert held.fay.client.get(f"/w/{held.code}/facilitate").status_code == 403


def test_whoever_leaves_of_their_own_accord_is_recorded_so(held: Held, ana: Visitor) -> None:
    person = number_of(held, "Ana Mwangi")
    erases(held, ana)
    with held.app.database.reading() as connection:
        chosen = sa.select(entries.c["by", "data"]).where(entries.c.name == "person.removed")
        [entry] = connection.execute(chosen).all()
    assert entry.by is None and json.loads(entry.data) == {"person": person, "left": True}


# ---- Waiting, watching, elsewhere


def test_whoever_waits_sees_what_is_kept_and_takes_it_back(app: App) -> None:
    """They were never in, so nobody counts them among those who were."""
    held = Held(app, PLAN | {"entry": "approval"})
    held.does("workshop.open")
    cleo = held.joined("Cleo Adeyemi")
    person = number_of(held, "Cleo Adeyemi")
    assert f"/w/{held.code}/me" in cleo.goes(f"/w/{held.code}/waiting/plain").links
    page = sees(held, cleo)
    assert page.says("Cleo Adeyemi") and page.says("You are in the waiting room.")
    assert not page.says("You leave the workshop.")
    assert erases(held, cleo).says("You were erased")
    found = held.live.person(person)
    assert found is not None and found.turned_away and not found.was_in
    assert "Adeyemi" not in everything_in(app)
    assert sees(held, cleo).status == 403


def test_somebody_who_was_invited_is_told_what_was_written_of_them_and_their_link_ends(app: App) -> None:
    held = Held(app, PLAN)
    app.guests.add(held.live.id, [Invited("Dan Reyes", "River Board", contact="dan@example.org")])
    [guest] = app.guests.of(held.live.id)
    link = f"/join/{held.code}?invite={app.guests.key(held.listed, guest)}"
    dan = Visitor(app)
    dan.sends(dan.goes(link).form_to(f"/join/{held.code}"), name="Dan", sector="public")
    assert sees(held, dan).says("dan@example.org") and sees(held, dan).says("Dan Reyes")
    erases(held, dan)
    assert app.guests.of(held.live.id) == [] and "dan@" not in everything_in(app)
    again = Visitor(app).goes(link)
    assert not again.says("Dan"), "His link is nobody's any more."


def test_a_refusal_to_somebody_who_was_removed_leads_there(held: Held, ana: Visitor) -> None:
    held.does("person.remove", person=number_of(held, "Ana Mwangi"))
    refused = ana.goes(f"/w/{held.code}/plain")
    assert refused.status == 403 and f"/w/{held.code}/me" in refused.links
    assert ana.goes(f"/w/{held.code}/me").status == 200


def test_it_is_on_the_plain_page_and_above_the_minutes(held: Held, ana: Visitor) -> None:
    assert f"/w/{held.code}/me" in held.plain(ana).links
    held.does("workshop.close", anyway=True)
    assert f"/w/{held.code}/me" in ana.goes(f"/w/{held.code}/archive").links
    assert f"/w/{held.code}/me" not in held.fay.goes(f"/w/{held.code}/archive").links


def test_her_other_browser_has_no_place_either_and_may_join_anew(held: Held, ana: Visitor) -> None:
    rejoin = ana.client.get(f"/w/{held.code}/view").get_json()["you"]["rejoin"]
    tablet = Visitor(held.app)
    door = f"/join/{held.code}"
    back = next(form for form in tablet.goes(door).forms if "rejoin" in dict(form.fields))
    tablet.sends(back, rejoin=rejoin)
    assert has(held, tablet)["person"]["name"] == "Ana Mwangi"
    erases(held, ana)
    assert tablet.client.get(f"/w/{held.code}/view").status_code == 403
    assert sees(held, tablet).status == 403
    tablet.sends(tablet.goes(door).form_to(door), name="Somebody new", sector="public")
    assert has(held, tablet)["written"] == []
    assert Visitor(held.app).posts(door, rejoin=rejoin).status_code == 400, "Her code opens nothing."


def test_what_was_exported_and_what_is_found_forget_her_too(held: Held, ana: Visitor) -> None:
    held.does("workshop.close", anyway=True)
    exports = held.app.dialogue.data_dir / "exports"
    assert "quokkas" in held.fay.client.get(f"/w/{held.code}/export/markdown").text
    held.app.register.search.catch_up()
    assert held.app.register.search.find(terms_of("umbrellas"))
    erases(held, ana, words=True)
    held.app.register.search.catch_up()
    assert held.app.register.search.find(terms_of("umbrellas")) == []
    assert all(b"umbrellas" not in file.read_bytes() for file in exports.iterdir() if file.is_file())


def test_a_concern_is_hers_to_see_and_goes_with_her_words(held: Held, ana: Visitor) -> None:
    says(held, ana, "concern.raise", text="Somebody shouts at me")
    assert sees(held, ana).says("Somebody shouts at me")
    erases(held, ana, words=True)
    assert "shouts" not in everything_in(held.app)


def test_what_she_said_of_the_minutes_without_her_name_goes_from_this_browser_too(
    held: Held, ana: Visitor
) -> None:
    held.does("workshop.close", anyway=True)
    note = next(each["number"] for each in has(held, ana)["written"] if each["kind"] == "note")
    page = ana.goes(f"/w/{held.code}/archive/flag?at=note-{note}")
    ana.sends(page.form_to(f"/w/{held.code}/archive/flag"), text="It was irony", unnamed="on")
    assert sees(held, ana).says("It was irony")
    [said] = has(held, ana)["messages_without_your_name"]
    assert said["text"] == "It was irony" and has(held, ana)["messages_about_the_minutes"] == []
    person = number_of(held, "Ana Mwangi")
    assert "irony" not in held_by_owner(held, person), "The owner may not know whose it was."
    erases(held, ana)
    assert "irony" not in everything_in(held.app)


def held_by_owner(held: Held, person: int) -> str:
    olga = Visitor(held.app)
    sign_in(held.app, olga.client)
    answer = olga.client.get(f"/workshops/{held.code}/people/{person}.json")
    assert answer.status_code == 200
    return answer.text


def test_the_owner_gets_no_secret_of_hers(held: Held, ana: Visitor) -> None:
    """P5, B5: not while the stage is open either."""
    person = number_of(held, "Ana Mwangi")
    assert "quokkas are lonely" in json.dumps(has(held, ana))
    given = held_by_owner(held, person)
    assert "quokkas carry umbrellas" in given and "lonely" not in given


def test_a_place_in_the_words_of_others_is_shown_to_the_organiser_wherever_it_is(
    held: Held, ana: Visitor
) -> None:
    """Also what was parked, which nobody else may speak of there; and nobody else reads it."""
    ben = held.joined("Ben Okello")
    says(held, ben, "park.add", text="Mwangi knows the river")
    erases(held, ana)
    held.does("workshop.close", anyway=True)
    olga = Visitor(held.app)
    sign_in(held.app, olga.client)
    shown = olga.goes(f"/w/{held.code}/archive/summary")
    assert shown.says("still stands in these words") and shown.says("Mwangi knows the river")
    assert not ben.goes(f"/w/{held.code}/archive").says("still stands in these words")
