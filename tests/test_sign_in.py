"""Signing in and out, and the first account of a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogue import App
from dialogue.limits import Pace
from dialogue.pages import sign_in as signing
from dialogue.workshop_file import read_workshop_file
from tests.organisers import PASSWORD, fresh_app
from tests.visits import Page, Visitor

OLGA: dict[str, str] = {"name": "Olga", "email": "olga@example.org", "password": PASSWORD}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A server that nobody has an account on."""
    app = fresh_app(tmp_path)
    yield app
    app.database.close()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test is counted anew."""
    for name in ("WRONG_BY_STRANGERS", "WRONG_BY_KNOWN", "WRONG_BY_ADDRESS", "WRONG_CODES"):
        monkeypatch.setattr(signing, name, Pace(5, seconds=600))


def first_of(app: App, **typed: str) -> tuple[Visitor, Page]:
    """Olga opens the link that was printed, and fills in the form."""
    olga = Visitor(app)
    page = olga.goes(f"/first?key={app.accounts.first_key()}")
    return olga, olga.sends(page.form_to("/first"), **OLGA | typed)


def signs_in(visitor: Visitor, next: str = "", **typed: str) -> Page:
    page = visitor.goes(f"/sign-in?next={next}" if next else "/sign-in")
    given = {"email": OLGA["email"], "password": OLGA["password"]} | typed
    return visitor.sends(page.form_to("/sign-in"), **given)


# ---- The first account


def test_the_printed_link_makes_the_first_account_which_owns_what_was_there(app: App) -> None:
    listed = app.register.create(read_workshop_file({"title": "Made before", "stages": []}))
    _, page = first_of(app)
    assert page.path == "/workshops"
    assert page.says("Made before")
    [account] = app.accounts.all()
    assert (account.name, account.email, account.is_admin) == ("Olga", "olga@example.org", True)
    assert app.holders.role_of(listed.id, account.id) == "owner"
    assert app.accounts.first_key() == ""


def test_the_key_leaves_the_address_at_the_first_request(app: App) -> None:
    answer = Visitor(app).client.get(f"/first?key={app.accounts.first_key()}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/first"


def test_nobody_makes_the_first_account_without_the_key(app: App) -> None:
    stranger = Visitor(app)
    for path in ("/first", "/first?key=", "/first?key=guessed", "/first?key=%F0%9F%94%91"):
        page = stranger.goes(path)
        assert (page.status, page.forms) == (403, [])
        assert page.says("This link does not work.")
    form = Visitor(app).goes("/").forms[0]
    form.action, form.fields = "/first", [("csrf_token", token_of(stranger))]
    assert stranger.sends(form, **OLGA).status == 403
    assert app.accounts.all() == []


def token_of(visitor: Visitor) -> str:
    return visitor.goes("/sign-in").forms[0].get("csrf_token")


def test_the_link_is_worth_nothing_once_it_was_used(app: App) -> None:
    key = app.accounts.first_key()
    ana = Visitor(app)
    form = ana.goes(f"/first?key={key}").form_to("/first")
    first_of(app)
    assert ana.sends(form, **OLGA | {"name": "Ana", "email": "ana@example.org"}).says("first account already")
    assert Visitor(app).goes(f"/first?key={key}").says("This server has its first account already.")
    assert [each.name for each in app.accounts.all()] == ["Olga"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "O" * 61}, "name"),
        ({"email": "olga"}, "email"),
        ({"email": "olga@example.org\r\nBcc: ben@example.org"}, "email"),
        ({"password": "short one"}, "password"),
        ({"password": "Password2026!"}, "password"),
        ({"password": "Olga1950spring!"}, "password"),
    ],
)
def test_a_form_that_is_refused_keeps_all_but_the_password(
    app: App, typed: dict[str, str], field: str
) -> None:
    _, page = first_of(app, **typed)
    assert page.status == 400
    assert f"{field}-wrong" in page.ids
    form = page.form_to("/first")
    assert form.get("name") == (OLGA | typed)["name"]
    assert form.get("password") == ""
    assert (OLGA | typed)["password"] not in page.source
    assert app.accounts.all() == []


# ---- In and out


def test_who_signs_in_comes_to_the_page_they_wanted(app: App) -> None:
    first_of(app)
    olga = Visitor(app)
    assert olga.goes("/workshops/new").path == "/sign-in"
    page = olga.sends(olga.goes("/workshops/new?starter=x").form_to("/sign-in"), **signed())
    assert page.path == "/workshops/new"
    assert olga.goes("/sign-in").path == "/workshops", "Who is signed in is not asked again."


def signed() -> dict[str, str]:
    return {name: OLGA[name] for name in ("email", "password")}


def test_an_address_is_one_in_capital_letters_too(app: App) -> None:
    first_of(app)
    assert signs_in(Visitor(app), email=" OLGA@Example.ORG ").path == "/workshops"


EVIL = [
    *("//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"),
    *("", "javascript:alert(1)", "/\r\nLocation: x", "workshops/new", "///evil.example", "http://[::1"),
    *("/sign-in?next=//evil.example", "/sign-out", "http:evil.example", "/﹒evil"),
]


@pytest.mark.parametrize("path", EVIL)
def test_the_way_on_leads_to_no_other_server(path: str) -> None:
    assert signing.way_on(path) == "/workshops"


def test_a_crafted_form_leads_to_no_other_server_either(app: App) -> None:
    first_of(app)
    for path in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        crafted = Visitor(app)
        form = crafted.goes("/sign-in").form_to("/sign-in")
        answer = crafted.client.post("/sign-in", data=form.filled(**signed(), next=path))
        assert (answer.status_code, answer.headers["Location"]) == (302, "/workshops")


def test_a_wrong_password_and_an_unknown_address_are_told_in_the_same_words(app: App) -> None:
    first_of(app)
    wrong = signs_in(Visitor(app), password="not the right one")
    unknown = signs_in(Visitor(app), email="nobody@example.org")
    assert (wrong.status, unknown.status) == (400, 400)
    for page in (wrong, unknown):
        assert page.says("The e-mail address or the password is wrong.")
        assert page.form_to("/sign-in").get("password") == ""
    assert wrong.form_to("/sign-in").get("email") == "olga@example.org"


def test_an_unknown_address_costs_as_much_as_a_known_one(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    first_of(app)
    app.accounts.passwords.fits("", "so that nobody's hash is there")
    compared: list[Any] = []
    apart = app.accounts.passwords._apart
    monkeypatch.setattr(app.accounts.passwords, "_apart", lambda do: compared.append(do) or apart(do))
    signs_in(Visitor(app), password="not the right one")
    signs_in(Visitor(app), email="nobody@example.org")
    assert len(compared) == 2


def test_signing_out_ends_the_session_also_for_a_copy_of_its_cookie(app: App) -> None:
    olga, page = first_of(app)
    copied = Visitor(app)
    with olga.client.session_transaction() as kept, copied.client.session_transaction() as session:
        session.update(kept)
    assert copied.goes("/workshops").path == "/workshops"
    page = olga.sends(form_out(olga))
    assert page.path == "/sign-in"
    for visitor in (olga, copied):
        assert visitor.goes("/workshops").path == "/sign-in"


def form_out(visitor: Visitor) -> Any:
    return visitor.goes("/workshops").form_to("/sign-out")


def test_signing_in_begins_a_session_of_its_own(app: App) -> None:
    """What was in the cookie before, and whoever knew it, is not signed in with it."""
    first_of(app)
    olga = Visitor(app)
    signs_in(olga)
    with olga.client.session_transaction() as session:
        before = session["organiser"]
    token = form_out(olga).get("csrf_token")
    again = olga.client.post("/sign-in", data={**signed(), "csrf_token": token})
    assert again.status_code == 302
    with olga.client.session_transaction() as session:
        assert session["organiser"] != before
    assert app.accounts.signed_in(before) is None
    assert form_out(olga).get("csrf_token").split(".")[0] != token.split(".")[0]


# ---- Who tries passwords


def test_who_tries_passwords_is_slowed_down_and_told(app: App) -> None:
    first_of(app)
    mallory = Visitor(app)
    for _ in range(5):
        assert signs_in(mallory, password="not the right one").status == 400
    page = signs_in(mallory)
    assert page.status == 429
    assert page.says("Too many wrong passwords were entered. Wait ten minutes, then try again.")


def test_strangers_cannot_keep_an_organiser_out_of_a_browser_she_used_before(app: App) -> None:
    """Nor can they from the same address: they may be behind the same router."""
    olga, _ = first_of(app)
    olga.sends(form_out(olga))
    mallory = Visitor(app)
    for _ in range(6):
        signs_in(mallory, password="not the right one")
    for address in ("olga@example.org", "nobody@example.org"):
        assert signs_in(mallory, email=address).status == 429
    assert signs_in(olga).path == "/workshops"


def test_who_floods_the_form_costs_no_comparisons(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    first_of(app)
    monkeypatch.setattr(signing, "TRIES_BY_ADDRESS", Pace(2, seconds=600))
    compared: list[str] = []
    proved = app.accounts.proved
    monkeypatch.setattr(app.accounts, "proved", lambda *given: compared.append("") or proved(*given))
    answers = [signs_in(Visitor(app)).status for _ in range(4)]
    assert (answers, len(compared)) == ([200, 200, 429, 429], 2)


def test_who_tries_many_passwords_at_once_learns_no_more_than_one_after_the_other(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them looked while none was counted, and the right one was compared last."""
    olga, _ = first_of(app)
    proved = app.accounts.proved

    def others_were_wrong(email: str, password: str) -> Any:
        for pace in (signing.WRONG_BY_STRANGERS, signing.WRONG_BY_KNOWN):
            for _ in range(pace.most):
                pace.count(email)
        return proved(email, password)

    monkeypatch.setattr(app.accounts, "proved", others_were_wrong)
    guesser = Visitor(app)
    assert signs_in(guesser).status == 429
    assert guesser.goes("/workshops").path == "/sign-in"
    page = olga.goes("/account")
    form = next(form for form in page.forms if form.get("what") == "password")
    page = olga.sends(form, now=OLGA["password"], password="another good one")
    assert page.status == 429


def test_what_is_counted_of_whoever_was_wrong_stays_small(app: App) -> None:
    first_of(app)
    signs_in(Visitor(app), email="x" * 100_000)
    [(whose,)] = signing.WRONG_BY_STRANGERS._counts
    assert len(str(whose)) <= 254


def test_what_a_browser_keeps_of_whoever_signed_in_does_not_tell_who_it_was(app: App) -> None:
    olga, _ = first_of(app)
    olga.sends(form_out(olga))
    with olga.client.session_transaction() as session:
        assert session["devices"] == [app.accounts.device_of("OLGA@example.org")]
        assert "olga" not in str(dict(session))


def test_the_wait_is_over_after_a_while(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    first_of(app)
    monkeypatch.setattr(signing, "WRONG_BY_STRANGERS", pace := Pace(1, seconds=600))
    signs_in(Visitor(app), password="not the right one")
    assert signs_in(Visitor(app)).status == 429
    pace._began -= 601
    assert signs_in(Visitor(app)).path == "/workshops"


# ---- Cookies that are not whole, or old


def test_a_cookie_of_before_or_of_nobody_is_nobody(app: App) -> None:
    first_of(app)
    for kept in (1, "1", "", None, ["x"], {"id": 1}, "x" * 5_000, True, "💥"):
        visitor = Visitor(app)
        with visitor.client.session_transaction() as session:
            session["organiser"] = kept
        assert visitor.goes("/workshops").path == "/sign-in", kept
        assert signs_in(visitor).path == "/workshops", kept


def test_a_cookie_that_was_changed_is_nobody(app: App) -> None:
    olga, _ = first_of(app)
    cookie = olga.client.get_cookie("dialogue")
    assert cookie
    whole = cookie.value
    assert whole
    for forged in (whole[:-1], whole[:-2] + "AA", whole.split(".", 1)[1], "", "..", whole.swapcase()):
        visitor = Visitor(app)
        visitor.client.set_cookie("dialogue", forged)
        assert visitor.goes("/workshops").path == "/sign-in", forged
