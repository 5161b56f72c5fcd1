"""Who holds a workshop: an owner shares it, changes that, hands it over, makes its links anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from dialogue import App
from dialogue.holders import Holding
from dialogue.register import Listed
from dialogue.workshop import CloseWorkshop, OpenWorkshop, the_workshop
from dialogue.workshop_file import read_workshop_file
from tests.organisers import account_of, fresh_app, organiser
from tests.visits import Form, Page, Visitor

OF_ACCOUNTS = re.compile(r"\b(accounts|account_sessions|account_links|holders|handovers)\b")

PLAN: dict[str, Any] = {
    "title": "Water",
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["Why?"]}],
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """Olga administers it."""
    app = fresh_app(tmp_path)
    account_of(app.database)
    yield app
    app.database.close()


@pytest.fixture
def water(app: App) -> Listed:
    """A workshop of Olga's."""
    return app.register.create(read_workshop_file(PLAN), account_of(app.database).id)


def holders(visitor: Visitor, water: Listed) -> Page:
    return visitor.goes(f"/workshops/{water.code}/holders")


def adds(olga: Visitor, water: Listed, **typed: str) -> Page:
    return olga.sends(holders(olga, water).form_to(f"/workshops/{water.code}/holders"), **typed)


def act(page: Page, account: int, what: str) -> Form:
    return next(
        form
        for form in page.forms
        if form.action.endswith(f"/holders/{account}") and ("act", what) in form.buttons
    )


def test_an_owner_shares_a_workshop_and_the_page_tells_how_that_changed(app: App, water: Listed) -> None:
    paul, olga = account_of(app.database, "Paul"), organiser(app)
    page = adds(olga, water, email="PAUL@example.org", role="facilitator")
    assert page.says("Olga made Paul a facilitator.")
    shared = organiser(app, "Paul")
    assert shared.goes("/workshops").says("Water")
    assert shared.goes("/workshops").says("Facilitator")
    page = shared.goes(f"/workshops/{water.code}")
    assert page.says("Water")
    assert not any(form.action == f"/workshops/{water.code}/links" for form in page.forms)
    people = f"/workshops/{water.code}/people"
    assert people in olga.goes(f"/workshops/{water.code}").links, "An owner may erase people."
    assert people not in page.links and not page.says("Erase people")
    assert page.says("Read and download what was said and what came of it.")
    assert holders(shared, water).says("The owner decides who holds this workshop.")
    page = holders(olga, water)
    assert page.says("Change… Paul Observer: sees what participants see, and writes nothing")
    page = olga.sends(act(page, paul.id, "observer"), press=("act", "observer"))
    assert page.says("Olga made Paul an observer.")
    page = shared.goes(f"/workshops/{water.code}")
    assert page.says("You observe this workshop.")
    assert "key=" not in page.source
    page = olga.sends(act(holders(olga, water), paul.id, "take"), press=("act", "take"))
    assert page.says("Olga took away the role of Paul.")
    assert shared.goes(f"/workshops/{water.code}").status == 404
    assert not shared.goes("/workshops").says("Water")


@pytest.mark.parametrize("name", ["Olga", "Paul"])
def test_every_way_on_from_the_page_of_a_workshop_is_open_to_whoever_sees_it(
    app: App, water: Listed, name: str
) -> None:
    account_of(app.database, "Paul")
    adds(organiser(app), water, email="paul@example.org", role="facilitator")
    visitor = organiser(app, name)
    links = visitor.goes(f"/workshops/{water.code}").links
    ways = [link for link in links if link.startswith("/") and not link.startswith(("/w/", "/?", "/static"))]
    assert any(link.endswith("/guests") for link in ways)
    for link in [*ways, f"/w/{water.code}/archive"]:
        assert visitor.goes(link).status == 200, link


def test_nobody_is_invited_into_a_workshop_that_is_over(app: App, water: Listed) -> None:
    olga = organiser(app)
    page = olga.goes(f"/workshops/{water.code}")
    assert "link-join" in page.ids and "made-code" in page.source and page.says("Put it into the invitation.")
    app.register.open(water.code).act(OpenWorkshop())
    app.register.open(water.code).act(CloseWorkshop())
    page = olga.goes(f"/workshops/{water.code}")
    assert page.says("nobody can join it any more")
    assert "link-join" not in page.ids and "made-code" not in page.source
    assert 'class="qr"' not in page.source and not page.says("Put it into the invitation.")
    assert "link-screen" in page.ids, "The wall may still show what came of it."


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "nobody@example.org", "role": "observer"}, "email"),
        ({"email": "olga@example.org", "role": "observer"}, "email"),
        ({"email": "x", "role": "observer"}, "email"),
        ({"email": "paul@example.org", "role": "owner"}, "role"),
        ({"email": "paul@example.org", "role": ""}, "role"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    app: App, water: Listed, typed: dict[str, str], field: str
) -> None:
    account_of(app.database, "Paul")
    page = adds(organiser(app), water, **typed)
    assert page.status == 400
    assert f"{field}-wrong" in page.ids
    assert page.form_to(f"/workshops/{water.code}/holders").get("email") == typed["email"]
    assert [each.name for each in app.holders.of(water.id)] == ["Olga"]


def test_who_leads_no_longer_leaves_the_workshop_at_once(app: App, water: Listed) -> None:
    paul, olga, shared = account_of(app.database, "Paul"), organiser(app), organiser(app, "Paul")
    adds(olga, water, email="paul@example.org", role="facilitator")
    assert shared.goes(f"/workshops/{water.code}/console").path == f"/w/{water.code}/facilitate"
    assert shared.client.get(f"/w/{water.code}/view").status_code == 200
    before = app.holders.person_of(water.id, paul.id)
    olga.sends(act(holders(olga, water), paul.id, "take"), press=("act", "take"))
    assert shared.client.get(f"/w/{water.code}/view").status_code == 403
    assert shared.posts(f"/w/{water.code}/command", name="workshop.open", data={}).status_code == 403
    assert shared.goes(f"/workshops/{water.code}/console").status == 404
    adds(olga, water, email="paul@example.org", role="facilitator")
    assert shared.goes(f"/workshops/{water.code}/console").path == f"/w/{water.code}/facilitate"
    assert app.holders.person_of(water.id, paul.id) not in (None, before), "Paul is there again."


def test_ownership_is_handed_over_when_that_was_confirmed(app: App, water: Listed) -> None:
    paul, olga = account_of(app.database, "Paul"), organiser(app)
    adds(olga, water, email="paul@example.org", role="observer")
    page = olga.sends(act(holders(olga, water), paul.id, "hand_over"), press=("act", "hand_over"))
    assert page.says("Hand it over to Paul?")
    assert app.holders.role_of(water.id, paul.id) is Holding.OBSERVER
    form = next(form for form in page.forms if ("sure", "1") in form.buttons)
    page = olga.sends(form, press=("sure", "1"))
    assert page.says("Olga made Paul the owner.")
    assert page.says("Olga made Olga a facilitator.")
    assert app.holders.role_of(water.id, account_of(app.database).id) is Holding.FACILITATOR
    assert not any("/holders" in form.action for form in page.forms)


def test_new_links_end_the_old_ones(app: App, water: Listed) -> None:
    olga = organiser(app)
    before = app.register.links(water, "")
    watching = Visitor(app)
    assert watching.goes(before["observer"]).status == 200
    page = olga.sends(olga.goes(f"/workshops/{water.code}").form_to(f"/workshops/{water.code}/links"))
    assert page.says("The links are new.")
    after = app.register.links(app.register.find(water.code), "")
    for role in ("facilitator", "observer", "screen"):
        assert Visitor(app).goes(before[role]).status == 403, role
        assert after[role] in page.source.replace("&amp;", "&")
    assert before["join"] == after["join"]
    assert watching.client.get(f"/w/{water.code}/view").status_code == 403


POSTS = ["/workshops/{code}/holders", "/workshops/{code}/holders/{olga}", "/workshops/{code}/links"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(("role", "status"), [(None, 404), ("facilitator", 403), ("observer", 403)])
def test_only_the_owner_changes_any_of_it(
    app: App, water: Listed, path: str, role: str | None, status: int
) -> None:
    paul, olga = account_of(app.database, "Paul"), account_of(app.database)
    if role:
        app.holders.give(water.id, paul.id, Holding(role))
    held = app.holders.of(water.id)
    shared = organiser(app, "Paul")
    token = shared.goes("/workshops").form_to("/sign-out").get("csrf_token")
    data = {
        "csrf_token": token,
        "email": "paul@example.org",
        "role": "facilitator",
        "act": "take",
        "sure": "1",
    }
    answer = shared.client.post(path.format(code=water.code, olga=olga.id), data=data)
    assert answer.status_code == status
    assert app.holders.of(water.id) == held
    assert app.register.find(water.code).key_round == 0


def test_nobody_is_made_something_that_is_not_given(app: App, water: Listed) -> None:
    """Not by a form that was crafted either: there is one owner, and no holder is made by a number."""
    paul, cem, olga = account_of(app.database, "Paul"), account_of(app.database, "Cem"), organiser(app)
    app.holders.give(water.id, paul.id, Holding.OBSERVER)
    token = holders(olga, water).form_to("/sign-out").get("csrf_token")
    for account, act_ in (
        (paul.id, "owner"),
        (paul.id, "king"),
        (paul.id, ""),
        (cem.id, "facilitator"),
        (999, "take"),
    ):
        path = f"/workshops/{water.code}/holders/{account}"
        assert olga.client.post(path, data={"csrf_token": token, "act": act_}).status_code == 400
    own = account_of(app.database).id
    path = f"/workshops/{water.code}/holders/{own}"
    assert olga.client.post(path, data={"csrf_token": token, "act": "take"}).status_code == 400
    assert [(each.name, each.role) for each in app.holders.of(water.id)] == [
        ("Olga", Holding.OWNER),
        ("Paul", Holding.OBSERVER),
    ]


def test_a_session_that_ended_leads_no_workshop_and_its_connections_end(
    app: App, water: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga, stolen = organiser(app), organiser(app)
    for visitor in (olga, stolen):
        assert visitor.goes(f"/workshops/{water.code}/console").path == f"/w/{water.code}/facilitate"
        assert visitor.client.get(f"/w/{water.code}/view").status_code == 200
    ended: list[str] = []
    monkeypatch.setattr(app.fanout, "end", ended.append)
    page = olga.goes("/account")
    olga.sends(next(form for form in page.forms if ("others", "1") in form.buttons), press=("others", "1"))
    live = app.register.open(water.code)
    assert ended == [live.room(app.holders.person_of(water.id, account_of(app.database).id))]
    assert stolen.client.get(f"/w/{water.code}/view").status_code == 403
    assert stolen.posts(f"/w/{water.code}/command", name="workshop.open", data={}).status_code == 403
    assert olga.client.get(f"/w/{water.code}/view").status_code == 200


def test_who_never_came_in_takes_nobody_along(
    app: App, water: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.register.open(water.code)
    olga, ended = organiser(app), list[str]()
    monkeypatch.setattr(app.fanout, "end", ended.append)
    olga.sends(olga.goes("/workshops").form_to("/sign-out"))
    assert ended == []


def test_an_observer_whose_role_was_taken_sees_nothing_more(app: App, water: Listed) -> None:
    paul, olga, shared = account_of(app.database, "Paul"), organiser(app), organiser(app, "Paul")
    app.holders.give(water.id, paul.id, Holding.OBSERVER)
    assert shared.goes(f"/workshops/{water.code}/console").path == f"/w/{water.code}"
    assert shared.client.get(f"/w/{water.code}/view").status_code == 200
    olga.sends(act(holders(olga, water), paul.id, "take"), press=("act", "take"))
    assert shared.client.get(f"/w/{water.code}/view").status_code == 403


def test_nobody_takes_the_id_with_which_an_account_comes_in(app: App, water: Listed) -> None:
    """Ana sends commands with the ids that she can guess before Olga opens her console."""
    ana, olga, live = Visitor(app), organiser(app), app.register.open(water.code)
    sector = the_workshop(live.state).sectors[0]
    ana.posts(f"/join/{water.code}", name="Ana", sector=sector)
    mine, times = account_of(app.database).id, len(app.holders.handovers(water.id))
    said = {"name": "concern.raise", "data": {"text": "I was here first."}}
    for n in range(times + 1):
        answer = ana.posts(f"/w/{water.code}/command", **said, id=f"account:{mine}:0:{n}")
        assert "seq" in (answer.json or {})
    assert olga.goes(f"/workshops/{water.code}/console").path == f"/w/{water.code}/facilitate"


def test_who_signs_out_leaves_no_console_behind(app: App, water: Listed) -> None:
    olga = organiser(app)
    olga.goes(f"/workshops/{water.code}/console")
    olga.sends(olga.goes("/workshops").form_to("/sign-out"))
    assert olga.client.get(f"/w/{water.code}/view").status_code == 403


def test_accounts_and_holders_cost_whoever_takes_part_nothing(app: App, water: Listed) -> None:
    """A thousand phones ask at once, and few of them belong to an organiser."""
    ana = Visitor(app)
    sector = the_workshop(app.register.open(water.code).state).sectors[0]
    assert ana.posts(f"/join/{water.code}", name="Ana", sector=sector).status_code == 200
    olga = organiser(app)
    olga.goes(f"/workshops/{water.code}/console")
    for visitor, most in ((ana, 0), (olga, 4)):
        with statements() as asked:
            assert visitor.client.get(f"/w/{water.code}/view").status_code == 200
        assert len([each for each in asked if OF_ACCOUNTS.search(each)]) <= most
    with statements() as asked:
        ana.posts(f"/w/{water.code}/command", name="hand.raise", data={})
    assert not [each for each in asked if OF_ACCOUNTS.search(each)]


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)
