"""One's own account, the second factor at the door, and links that work once, as pages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from dialogue import App
from dialogue.accounts.factors import STEP
from dialogue.database import Unavailable
from dialogue.limits import Pace
from dialogue.pages import sign_in as signing
from dialogue.pages.account import browser_in_words
from tests.organisers import PASSWORD, account_of, fresh_app, organiser, with_password
from tests.visits import Form, Page, Visitor

OTHER = "other rivers bend north"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = fresh_app(tmp_path)
    yield app
    app.database.close()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WRONG_BY_STRANGERS", "WRONG_BY_KNOWN", "WRONG_BY_ADDRESS", "WRONG_CODES"):
        monkeypatch.setattr(signing, name, Pace(4, seconds=600))


def form_about(page: Page, what: str) -> Form:
    """The form of the account page that is about this."""
    return next(form for form in page.forms if form.get("what") == what)


def signs_in(visitor: Visitor, password: str = PASSWORD, email: str = "olga@example.org") -> Page:
    return visitor.sends(visitor.goes("/sign-in").form_to("/sign-in"), email=email, password=password)


# ---- Who one is


def test_olga_changes_her_name(app: App) -> None:
    account, olga = with_password(app)
    page = olga.sends(form_about(olga.goes("/account"), "who"), name="Olga Petrova")
    assert page.says("Saved.")
    assert app.accounts.find(account.id).name == "Olga Petrova"


def test_another_address_takes_the_password(app: App) -> None:
    account, olga = with_password(app)
    form = form_about(olga.goes("/account"), "who")
    page = olga.sends(form, email="mallory@example.org")
    assert page.status == 400
    assert "current-wrong" in page.ids
    assert form_about(page, "who").get("email") == "mallory@example.org"
    assert app.accounts.find(account.id).email == "olga@example.org"
    assert olga.sends(form, email="o@example.org", current=PASSWORD).says("Saved.")
    assert app.accounts.find(account.id).email == "o@example.org"


def test_nobody_takes_the_address_of_another(app: App) -> None:
    _, olga = with_password(app)
    account_of(app.database, "Ben")
    form = form_about(olga.goes("/account"), "who")
    page = olga.sends(form, email="BEN@example.org", current=PASSWORD)
    assert page.says("There is an account with this e-mail address already.")


def test_another_password_ends_every_other_session(app: App) -> None:
    account, olga = with_password(app)
    elsewhere = Visitor(app)
    signs_in(elsewhere)
    page = olga.sends(form_about(olga.goes("/account"), "password"), now=PASSWORD, password=OTHER)
    assert page.says("Every other browser is signed out.")
    assert elsewhere.goes("/account").path == "/sign-in"
    assert len(app.accounts.sessions.of(account.id)) == 1
    assert signs_in(Visitor(app), OTHER).path == "/workshops"


@pytest.mark.parametrize(
    ("now", "password", "field"),
    [
        ("not this one", OTHER, "now"),
        (PASSWORD, "short", "password"),
        (PASSWORD, "olga-olga-olga", "password"),
    ],
)
def test_a_password_is_changed_by_who_knows_it_into_a_good_one(
    app: App, now: str, password: str, field: str
) -> None:
    _, olga = with_password(app)
    page = olga.sends(form_about(olga.goes("/account"), "password"), now=now, password=password)
    assert page.status == 400
    assert f"{field}-wrong" in page.ids
    assert signs_in(Visitor(app)).path == "/workshops"


def test_who_sits_at_an_open_browser_cannot_try_passwords_for_long(app: App) -> None:
    _, olga = with_password(app)
    form = form_about(olga.goes("/account"), "password")
    for _ in range(4):
        assert olga.sends(form, now="not this one", password=OTHER).status == 400
    assert olga.sends(form, now=PASSWORD, password=OTHER).status == 429


# ---- Where one is signed in


def test_sessions_are_listed_in_words_and_can_be_ended(app: App) -> None:
    _, olga = with_password(app)
    elsewhere = Visitor(app)
    elsewhere.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    signs_in(elsewhere)
    page = olga.goes("/account")
    assert page.says("Firefox on Windows")
    [form] = [each for each in page.forms if each.get("session")]
    assert olga.sends(form).says("It is signed out.")
    assert elsewhere.goes("/workshops").path == "/sign-in"
    assert olga.goes("/workshops").path == "/workshops"


def test_all_others_end_at_once(app: App) -> None:
    _, olga = with_password(app)
    others = [Visitor(app) for _ in range(3)]
    for each in others:
        signs_in(each)
    page = olga.goes("/account")
    form = next(form for form in page.forms if ("others", "1") in form.buttons)
    olga.sends(form, press=("others", "1"))
    assert {each.goes("/account").path for each in others} == {"/sign-in"}
    assert olga.goes("/account").path == "/account"


def test_nobody_ends_the_session_of_another_account(app: App) -> None:
    account, olga = with_password(app)
    _, ben = with_password(app, "Ben")
    [session] = app.accounts.sessions.of(account.id)
    form = form_about(ben.goes("/account"), "who")
    ben.client.post("/account", data={**form.filled(), "what": "sessions", "session": session.id})
    assert olga.goes("/account").path == "/account"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/141.0 Mobile Safari/537.36", "Chrome on Android"),
        ("", "A browser that does not say its name"),
        ("<script>alert(1)</script>", "A browser that does not say its name"),
    ],
)
def test_a_browser_is_called_what_people_call_it(app: App, agent: str, words: str) -> None:
    with app.test_request_context():
        assert browser_in_words(agent) == words


# ---- The second factor


def turns_it_on(app: App, olga: Visitor, off: float = -STEP) -> tuple[str, Page]:
    """Olga scans the code; the secret in her app, and the page with her recovery codes."""
    page = olga.goes("/account/factor")
    with olga.client.session_transaction() as session:
        salt = session["totp"]
    account = app.accounts.known_by("olga@example.org")
    assert account
    secret = app.accounts.factors.secret_of(account.id, salt)
    assert secret in page.source.replace(" ", "")
    code = pyotp.TOTP(secret).at(int(time.time() + off))
    return secret, olga.sends(page.form_to("/account/factor"), code=code, current=PASSWORD)


def recovery_in(page: Page) -> list[str]:
    return page.source.split("readonly", 1)[1].split(">", 1)[1].split("</textarea>")[0].split()


def test_with_a_second_factor_the_password_alone_signs_nobody_in(app: App) -> None:
    _, olga = with_password(app)
    elsewhere = Visitor(app)
    signs_in(elsewhere)
    secret, page = turns_it_on(app, olga)
    recovery = recovery_in(page)
    assert len(recovery) == 8
    assert "data-language" not in page.source, "What answers a form has no link that loads it again."
    assert elsewhere.goes("/account").path == "/sign-in", "Who is in by the password alone is out."
    again = Visitor(app)
    page = signs_in(again)
    assert page.path == "/sign-in/code"
    assert again.goes("/workshops").path == "/sign-in"
    form = page.form_to("/sign-in/code")
    assert again.sends(form, code="000000").status == 400
    code = pyotp.TOTP(secret).now()
    assert again.sends(form, code=code).path == "/workshops"
    replayed = Visitor(app)
    signs_in(replayed)
    assert replayed.sends(replayed.goes("/sign-in/code").form_to("/sign-in/code"), code=code).status == 400
    lost = Visitor(app)
    assert lost.sends(signs_in(lost).form_to("/sign-in/code"), code=recovery[0]).path == "/workshops"
    page = lost.goes("/account")
    assert page.says("7 recovery codes are left.")
    twice = Visitor(app)
    page = twice.sends(signs_in(twice).form_to("/sign-in/code"), code=recovery[0])
    # There is no next one to wait for: a recovery code is from a list.
    assert page.status == 400 and page.says("This code is wrong, or it was used already. Enter another one.")
    page = lost.goes("/account")
    assert not any(each in page.source for each in recovery)


def test_the_way_on_is_kept_over_the_second_step(app: App) -> None:
    _, olga = with_password(app)
    secret, _ = turns_it_on(app, olga)
    again = Visitor(app)
    page = again.goes("/workshops/new")
    page = again.sends(page.form_to("/sign-in"), email="olga@example.org", password=PASSWORD)
    page = again.sends(page.form_to("/sign-in/code"), code=pyotp.TOTP(secret).now())
    assert page.path == "/workshops/new"


def test_codes_are_not_tried_for_long(app: App) -> None:
    _, olga = with_password(app)
    secret, _ = turns_it_on(app, olga)
    mallory = Visitor(app)
    form = signs_in(mallory).form_to("/sign-in/code")
    for _ in range(4):
        assert mallory.sends(form, code="000000").status == 400
    assert mallory.sends(form, code=pyotp.TOTP(secret).now()).status == 429


def test_who_is_half_way_in_is_not_any_more_when_the_password_changes_or_time_goes_by(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, olga = with_password(app)
    turns_it_on(app, olga)
    slow = Visitor(app)
    signs_in(slow)
    with monkeypatch.context() as later:
        later.setattr(signing, "HALF_WAY_FOR", -1)
        assert slow.goes("/sign-in/code").path == "/sign-in"
    assert slow.goes("/sign-in/code").path == "/sign-in/code"
    app.accounts.set_password(account.id, OTHER)
    assert slow.goes("/sign-in/code").path == "/sign-in"


@pytest.mark.parametrize(
    "half", [None, 1, [], [1], [1, 2, 3], ["1", 2, "x", "/"], [1, 9e9, "x", "/"], {"a": 1}]
)
def test_a_half_that_makes_no_sense_is_none(app: App, half: object) -> None:
    with_password(app)
    visitor = Visitor(app)
    with visitor.client.session_transaction() as session:
        session["half"] = half
    assert visitor.goes("/sign-in/code").path == "/sign-in"


def test_a_wrong_code_or_password_turns_nothing_on(app: App) -> None:
    account, olga = with_password(app)
    form = olga.goes("/account/factor").form_to("/account/factor")
    assert "code-wrong" in olga.sends(form, code="000000", current=PASSWORD).ids
    assert "current-wrong" in olga.sends(form, code="000000", current="not this one").ids
    assert app.accounts.find(account.id).totp == ""


def test_to_turn_it_off_takes_the_password(app: App) -> None:
    account, olga = with_password(app)
    turns_it_on(app, olga)
    form = form_about(olga.goes("/account"), "factor")
    assert "off-wrong" in olga.sends(form, off="not this one").ids
    assert app.accounts.find(account.id).totp
    assert olga.sends(form, off=PASSWORD).says("It is off.")
    assert signs_in(Visitor(app)).path == "/workshops"


# ---- Links that work once


def test_an_invitation_becomes_an_account_at_a_clean_address(app: App) -> None:
    account_of(app.database)
    key = app.accounts.links.invite("ben@example.org", is_admin=False)
    ben = Visitor(app)
    answer = ben.client.get(f"/invite?key={key}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/invite")
    page = ben.goes("/invite")
    assert key not in page.source
    form = page.form_to("/invite")
    assert form.get("email") == "ben@example.org"
    refused = ben.sends(form, name="Ben", password="short")
    assert refused.status == 400
    assert refused.form_to("/invite").get("name") == "Ben"
    page = ben.sends(form, name="Ben", password=PASSWORD, email="admin@example.org")
    assert page.path == "/workshops"
    known = app.accounts.known_by("ben@example.org")
    assert known
    assert not known.is_admin
    assert app.accounts.known_by("admin@example.org") is None
    for used in (ben.goes("/invite"), Visitor(app).goes(f"/invite?key={key}")):
        assert used.status == 403
        assert used.says("This link does not work any more.")
        assert 'href="/sign-in"' in used.source


def test_a_link_is_not_used_up_by_what_could_not_be_saved(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    account, _ = with_password(app)

    def fails(*_given: object) -> None:
        raise Unavailable("the disk is full")

    for path, key, typed in (
        ("/invite", app.accounts.links.invite("ben@example.org", is_admin=False), {"name": "Ben"}),
        ("/reset", app.accounts.links.reset(account.id), {}),
    ):
        visitor = Visitor(app)
        form = visitor.goes(f"{path}?key={key}").form_to(path)
        with monkeypatch.context() as broken:
            broken.setattr(app.database, "write", fails)
            assert visitor.sends(form, password=OTHER, **typed).status == 503
        assert visitor.sends(form, password=OTHER, **typed).path == "/workshops"


def test_a_reset_signs_in_here_and_out_everywhere_else(app: App) -> None:
    account, olga = with_password(app)
    key = app.accounts.links.reset(account.id)
    again = Visitor(app)
    form = again.goes(f"/reset?key={key}").form_to("/reset")
    assert again.sends(form, password="olga-olga-olga").status == 400
    assert again.sends(form, password=OTHER).path == "/workshops"
    assert olga.goes("/workshops").path == "/sign-in"
    replayed = Visitor(app)
    assert replayed.goes(f"/reset?key={key}").status == 403
    # The form is one of the session that ended with it.
    assert again.sends(form, password="third rivers bend east").status == 400
    assert signs_in(Visitor(app), OTHER).path == "/workshops"


def test_a_reset_does_not_pass_by_the_second_factor(app: App) -> None:
    account, olga = with_password(app)
    turns_it_on(app, olga)
    again = Visitor(app)
    form = again.goes(f"/reset?key={app.accounts.links.reset(account.id)}").form_to("/reset")
    assert again.sends(form, password=OTHER).path == "/sign-in/code"
    assert again.goes("/workshops").path == "/sign-in"


def test_without_a_mail_server_nobody_is_promised_a_mail(app: App) -> None:
    account_of(app.database)
    assert Visitor(app).goes("/forgot").status == 404
    assert "/forgot" not in Visitor(app).goes("/sign-in").links


@pytest.mark.parametrize("path", ["/account", "/account/factor"])
def test_an_account_is_shown_to_nobody_who_is_not_signed_in(app: App, path: str) -> None:
    organiser(app)
    assert Visitor(app).goes(path).path == "/sign-in"
    stranger = Visitor(app)
    token = stranger.goes("/sign-in").form_to("/sign-in").get("csrf_token")
    answer = stranger.client.post(path, data={"csrf_token": token, "what": "who", "name": "Mallory"})
    assert answer.headers["Location"].startswith("/sign-in")
