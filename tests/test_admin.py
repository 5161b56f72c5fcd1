"""The page of an administrator: accounts, and how the server does. What is in workshops is not theirs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogue import App
from dialogue.database import backups
from dialogue.holders import Holding
from dialogue.overview import BACKUP_WITHIN, note_backup
from dialogue.workshop_file import read_workshop_file
from tests.organisers import PASSWORD, account_of, fresh_app, organiser, with_password
from tests.visits import Page, Visitor

PLAN: dict[str, Any] = {
    "title": "A title that is nobody else's",
    "purpose": "A purpose of theirs.",
    "stages": [{"activity": "board", "title": "Their ideas", "questions": ["Their question?"]}],
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """Olga administers it."""
    app = fresh_app(tmp_path)
    account_of(app.database)
    yield app
    app.database.close()


def test_an_administrator_sees_how_much_is_kept_and_no_word_of_it(app: App) -> None:
    ben = account_of(app.database, "Ben")
    listed = app.register.create(read_workshop_file(PLAN), ben.id)
    page = organiser(app).goes("/admin")
    assert page.status == 200
    code = f"{listed.code[:4]}-{listed.code[4:]}"
    for shown in (
        code,
        "Ben",
        "Not yet open",
        "SQLite" if app.database.is_sqlite else "PostgreSQL",
        "Python",
        "1 workshop on this server.",
    ):
        assert page.says(shown), shown
    for hidden in (PLAN["title"], PLAN["purpose"], "Their ideas", "Their question?"):
        assert hidden not in page.source
    assert organiser(app).goes(f"/workshops/{listed.code}").status == 404
    assert organiser(app, "Ben").goes(f"/workshops/{listed.code}").says(PLAN["title"])


ROUTES = [
    ("GET", "/admin"),
    ("POST", "/admin/invite"),
    ("POST", "/admin/withdraw"),
    ("POST", "/admin/accounts/1/end"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_for_anybody_else_there_is_no_such_page(app: App, method: str, path: str) -> None:
    ben = organiser(app, "Ben")
    data = {"csrf_token": token_of(ben), "email": "mallory@example.org", "sure": "1", "is_admin": "on"}
    answer = ben.client.open(path, method=method, data=data if method == "POST" else None)
    assert answer.status_code == 404
    assert "/admin" not in ben.goes("/workshops").links
    stranger = Visitor(app)
    data["csrf_token"] = stranger.goes("/sign-in").forms[0].get("csrf_token")
    answer = stranger.client.open(path, method=method, data=data if method == "POST" else None)
    assert (answer.status_code, answer.headers["Location"][:8]) == (302, "/sign-in")
    assert app.accounts.links.invitations() == []
    assert {each.name for each in app.accounts.all()} == {"Olga", "Ben"}


def token_of(visitor: Visitor) -> str:
    return visitor.goes("/workshops").form_to("/sign-out").get("csrf_token")


# ---- Accounts


def invited(olga: Visitor, email: str = "ben@example.org", **typed: str) -> Page:
    return olga.sends(olga.goes("/admin").form_to("/admin/invite"), email=email, **typed)


def link_on(page: Page) -> str:
    [link] = [each["value"] for tag, each in page.tags if each.get("id") == "link-invite"]
    return link


def test_an_invitation_is_shown_once_and_makes_an_account(app: App) -> None:
    olga = organiser(app)
    page = invited(olga)
    link = link_on(page)
    assert page.says("Give this link to ben@example.org.")
    again = olga.goes("/admin")
    assert again.says("Invited. The link works until")
    assert link.partition("key=")[2] not in again.source
    ben = Visitor(app)
    form = ben.goes(link.removeprefix("http://localhost")).form_to("/invite")
    assert ben.sends(form, name="Ben", password=PASSWORD).path == "/workshops"
    assert ben.goes("/admin").status == 404
    assert not olga.goes("/admin").says("Invited. The link works until")


def test_an_administrator_can_invite_another(app: App) -> None:
    link = link_on(invited(organiser(app), is_admin="on"))
    ben = Visitor(app)
    form = ben.goes(link.removeprefix("http://localhost")).form_to("/invite")
    ben.sends(form, name="Ben", password=PASSWORD)
    assert ben.goes("/admin").status == 200


@pytest.mark.parametrize("email", ["olga@example.org", "OLGA@example.org", "nobody", "a@b\r\nBcc: c@d"])
def test_an_invitation_that_makes_no_sense_is_refused_beside_its_field(app: App, email: str) -> None:
    page = invited(organiser(app), email)
    assert page.status == 400
    assert "email-wrong" in page.ids
    assert page.form_to("/admin/invite").get("email") == email


def test_an_invitation_is_withdrawn(app: App) -> None:
    olga = organiser(app)
    link = link_on(invited(olga))
    olga.sends(olga.goes("/admin").form_to("/admin/withdraw"))
    assert Visitor(app).goes(link.removeprefix("http://localhost")).status == 403


def test_an_account_ends_when_it_was_said_what_becomes_of_its_workshops(app: App) -> None:
    ben, browser = with_password(app, "Ben")
    cem = account_of(app.database, "Cem")
    owned = app.register.create(read_workshop_file(PLAN), ben.id)
    led = app.register.create(read_workshop_file(PLAN), cem.id)
    app.holders.give(led.id, ben.id, Holding.FACILITATOR)
    browser.goes(f"/workshops/{led.code}/console")
    person = app.holders.person_of(led.id, ben.id)
    live = app.register.open(led.code)
    known = live.person(person or 0)
    assert known
    assert known.is_here
    olga = organiser(app)
    path = f"/admin/accounts/{ben.id}/end"
    page = olga.sends(olga.goes("/admin").form_to(path))
    assert page.says("They own 1 workshop. It becomes yours.")
    assert app.accounts.find(ben.id)
    form = next(each for each in page.forms if each.action == path and ("sure", "1") in each.buttons)
    olga.sends(form, press=("sure", "1"))
    assert browser.goes("/workshops").path == "/sign-in"
    role = app.holders.role_of(owned.id, olga_of(app))
    assert role is Holding.OWNER
    assert [each.name for each in app.holders.of(led.id)] == ["Cem"]
    gone = live.person(person or 0)
    assert gone
    assert not gone.is_here, "Their console ends with their account."


def olga_of(app: App) -> int:
    return account_of(app.database).id


def test_nobody_ends_their_own_account(app: App) -> None:
    olga = organiser(app)
    data = {"csrf_token": token_of(olga), "sure": "1"}
    assert olga.client.post(f"/admin/accounts/{olga_of(app)}/end", data=data).status_code == 403
    assert olga.goes("/admin").status == 200


# ---- How it does


@pytest.mark.sqlite
def test_it_warns_until_there_is_a_backup_of_this_week(app: App) -> None:
    olga = organiser(app)
    assert olga.goes("/admin").says("There is no backup yet.")
    note_backup(app.database, 1_234_567)
    page = olga.goes("/admin")
    assert page.says("1.2 MB")
    assert not page.says("backup yet")
    long_ago = backups.update().values(at=time.time() - BACKUP_WITHIN - 1)
    app.database.write(lambda connection: connection.execute(long_ago))
    assert olga.goes("/admin").says("The last backup is older than a week.")


def test_many_workshops_are_on_several_pages(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dialogue.pages.admin.ON_A_PAGE", 2)
    for _ in range(3):
        app.register.create(read_workshop_file(PLAN))
    olga = organiser(app)
    first, second = olga.goes("/admin"), olga.goes("/admin?page=2")
    assert "/admin?page=2" in first.links
    assert [page.source.count('<bdi class="code">') for page in (first, second)] == [2, 1]
    for page in ("0", "-1", "x", "9" * 30):
        assert olga.goes(f"/admin?page={page}").status == 200
