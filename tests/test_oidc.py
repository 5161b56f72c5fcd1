"""Signing in with an account that organisers have elsewhere, against a server that signs with real keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc.jwk import OctKey

from dialogue import App
from dialogue.config import BadSetting, read_settings
from tests.organisers import PASSWORD, account_of, fresh_app, with_password
from tests.provider import CLIENT, SECRET, Provider, new_key
from tests.services import environment
from tests.visits import Page, Visitor


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture
def app(tmp_path: Path, provider: Provider) -> Iterator[App]:
    """A server that has an administrator, Olga."""
    app = fresh_app(tmp_path, **provider.settings)
    account_of(app.database)
    yield app
    app.database.close()


def goes(visitor: Visitor, next: str = "") -> str:
    """Press the button; the address of the other server."""
    page = visitor.goes(f"/sign-in?next={next}" if next else "/sign-in")
    assert page.says("Sign in with the ministry")
    [link] = [each for each in page.links if each.startswith("/sign-in/elsewhere")]
    answer = visitor.client.get(link)
    assert answer.status_code == 302
    return answer.headers["Location"]


def comes_back(visitor: Visitor, said: dict[str, str]) -> Page:
    return visitor.goes(f"/sign-in/elsewhere/back?{urlencode(said)}")


def signs_in(app: App, provider: Provider, next: str = "") -> tuple[Visitor, Page]:
    visitor = Visitor(app)
    return visitor, comes_back(visitor, provider.signs_in(goes(visitor, next)))


@pytest.mark.parametrize("kind", ["RS256", "ES256"])
def test_who_is_invited_gets_their_account_and_comes_back_to_it(tmp_path: Path, kind: str) -> None:
    with Provider(kind) as provider:
        app = fresh_app(tmp_path, **provider.settings)
        account_of(app.database)
        app.accounts.links.invite("ben@example.org", is_admin=False)
        ben, page = signs_in(app, provider, "/workshops/new")
        assert page.path == "/workshops/new"
        assert ben.goes("/account").says("You can sign in with your account at the ministry.")
        provider.claims = {"email": "ben@elsewhere.example"}
        _, page = signs_in(app, provider)
        assert page.path == "/workshops"
        assert [each.email for each in app.accounts.all()] == ["olga@example.org", "ben@example.org"]
        app.database.close()


def test_an_account_here_is_found_by_an_address_that_the_other_server_made_sure_of(
    app: App, provider: Provider
) -> None:
    account, _ = with_password(app)
    provider.claims = {"email": "OLGA@example.org"}
    olga, page = signs_in(app, provider)
    assert page.path == "/workshops"
    assert olga.goes("/admin").status == 200
    assert app.accounts.find(account.id).oidc == f"{provider.issuer}|person-17"


@pytest.mark.parametrize("verified", [False, None, "false", 0, "yes", ["true"]])
def test_an_address_that_nobody_made_sure_of_is_none(app: App, provider: Provider, verified: Any) -> None:
    provider.claims = {"email": "olga@example.org", "email_verified": verified}
    _, page = signs_in(app, provider)
    assert page.status == 400
    assert page.says("You have no account on this server.")


def test_another_person_there_does_not_take_over_an_account_by_its_address(
    app: App, provider: Provider
) -> None:
    provider.claims = {"email": "olga@example.org"}
    assert signs_in(app, provider)[1].path == "/workshops"
    provider.claims["sub"] = "person-18"
    assert signs_in(app, provider)[1].says("You have no account on this server.")


def test_nobody_else_gets_an_account_unless_the_server_is_open(
    app: App, provider: Provider, tmp_path: Path
) -> None:
    assert signs_in(app, provider)[1].says("Ask an administrator of this server to invite you.")
    assert len(app.accounts.all()) == 1
    (tmp_path / "open").mkdir()
    opened = fresh_app(tmp_path / "open", **provider.settings, DIALOGUE_OIDC_OPEN="1")
    assert signs_in(opened, provider)[1].status == 400, "Nobody is the first by it."
    account_of(opened.database)
    assert signs_in(opened, provider)[1].path == "/workshops"
    assert [(each.name, each.is_admin) for each in opened.accounts.all()] == [("Olga", True), ("Ben", False)]
    opened.database.close()


def test_who_came_without_an_address_keeps_none_when_they_change_their_name(
    provider: Provider, tmp_path: Path
) -> None:
    """Nobody's address is no address that only one may have."""
    app = fresh_app(tmp_path, **provider.settings, DIALOGUE_OIDC_OPEN="1")
    account_of(app.database)
    for sub in ("person-17", "person-18"):
        provider.claims = {"sub": sub, "email_verified": False}
        visitor, page = signs_in(app, provider)
        assert page.path == "/workshops"
        page = visitor.goes("/account")
        form = next(each for each in page.forms if each.get("what") == "who")
        assert visitor.sends(form, name=f"I am {sub}").says("Saved.")
    assert [each.name for each in app.accounts.all()] == ["Olga", "I am person-17", "I am person-18"]
    app.database.close()


def test_an_account_that_ended_does_not_come_back(app: App, provider: Provider) -> None:
    app.accounts.links.invite("ben@example.org", is_admin=False)
    ben, _ = signs_in(app, provider)
    olga, known = app.accounts.all()
    app.accounts.end(known.id, olga.id)
    assert ben.goes("/workshops").path == "/sign-in"
    assert signs_in(app, provider)[1].status == 400


def test_a_second_factor_is_asked_for_all_the_same(app: App, provider: Provider) -> None:
    account, _ = with_password(app)
    app.accounts.factors._change(account.id, totp="00" * 16)
    provider.claims = {"email": "olga@example.org"}
    olga, page = signs_in(app, provider)
    assert page.path == "/sign-in/code"
    assert olga.goes("/workshops").path == "/sign-in"


# ---- What is not believed


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("another issuer", {"iss": "https://evil.example"}),
    ("meant for another", {"aud": "another-client"}),
    ("got by another", {"aud": [CLIENT, "another-client"], "azp": "another-client"}),
    ("over", {"exp": int(time.time()) - 3_600}),
    ("another attempt", {"nonce": "of another time"}),
    ("not yet", {"nbf": int(time.time()) + 3_600}),
]


@pytest.mark.parametrize("claims", [each for _, each in WRONG], ids=[name for name, _ in WRONG])
def test_a_token_that_is_not_for_this_attempt_is_not_believed(
    app: App, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = {"email": "olga@example.org"} | claims
    visitor, page = signs_in(app, provider)
    assert page.says("The other server does not answer, or not as it should.")
    assert visitor.goes("/workshops").path == "/sign-in"


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "nonce"])
def test_a_token_that_leaves_something_out_is_not_believed(app: App, provider: Provider, name: str) -> None:
    provider.claims, provider.left_out = {"email": "olga@example.org"}, {name}
    assert signs_in(app, provider)[1].status == 400


def test_a_token_that_somebody_else_signed_is_not_believed(app: App, provider: Provider) -> None:
    provider.claims = {"email": "olga@example.org"}
    shared = OctKey.import_key(SECRET.encode() * 3)
    for signing in (("RS256", new_key("RS256")), ("HS256", shared), ("none", None)):
        provider.signing = signing
        assert signs_in(app, provider)[1].status == 400, signing[0]
    provider.signing = None
    assert signs_in(app, provider)[1].path == "/workshops"


def test_keys_may_change(app: App, provider: Provider) -> None:
    provider.claims = {"email": "olga@example.org"}
    assert signs_in(app, provider)[1].path == "/workshops"
    provider.key = new_key("RS256")
    assert signs_in(app, provider)[1].path == "/workshops"


def test_nobody_comes_back_who_did_not_go_from_this_browser(app: App, provider: Provider) -> None:
    provider.claims = {"email": "olga@example.org"}
    mallory, olga = Visitor(app), Visitor(app)
    said = provider.signs_in(goes(mallory))
    for page in (comes_back(olga, said), comes_back(mallory, said | {"state": "guessed"})):
        assert page.says("This is not what was asked for here.")
    goes(olga)
    assert comes_back(olga, said).says("This is not what was asked for here.")
    assert olga.goes("/workshops").path == "/sign-in"


def test_a_code_is_worth_nothing_the_second_time(app: App, provider: Provider) -> None:
    provider.claims = {"email": "olga@example.org"}
    visitor = Visitor(app)
    said = provider.signs_in(goes(visitor))
    assert comes_back(visitor, said).path == "/workshops"
    assert comes_back(visitor, said).says("This is not what was asked for here.")


def test_who_signed_in_nowhere_is_told_so(app: App, provider: Provider) -> None:
    visitor = Visitor(app)
    said = provider.signs_in(goes(visitor))
    page = comes_back(visitor, {"error": "access_denied", "state": said["state"]})
    assert page.says("You did not sign in there.")


def test_the_way_on_leads_to_no_other_server(app: App, provider: Provider) -> None:
    provider.claims = {"email": "olga@example.org"}
    assert signs_in(app, provider, "//evil.example")[1].path == "/workshops"


@pytest.mark.parametrize(
    "about", [{"issuer": "https://evil.example"}, {"token_endpoint": 7}, {"jwks_uri": None}]
)
def test_what_it_says_of_itself_has_to_make_sense(
    app: App, provider: Provider, about: dict[str, Any]
) -> None:
    provider.about = about
    visitor = Visitor(app)
    answer = visitor.client.get("/sign-in/elsewhere")
    if answer.status_code == 302:
        assert comes_back(visitor, provider.signs_in(answer.headers["Location"])).status == 400
    else:
        assert answer.status_code == 400


def test_while_it_is_away_one_signs_in_here(app: App, provider: Provider) -> None:
    account, _ = with_password(app)
    provider.is_down = True
    assert Visitor(app).goes("/sign-in/elsewhere").says("Try again in a minute.")
    visitor = Visitor(app)
    form = visitor.goes("/sign-in").form_to("/sign-in")
    assert visitor.sends(form, email=account.email, password=PASSWORD).path == "/workshops"


# ---- Settings


def test_where_none_is_set_there_are_no_such_pages(tmp_path: Path) -> None:
    app = fresh_app(tmp_path)
    assert "elsewhere" not in Visitor(app).goes("/sign-in").source
    for path in ("/sign-in/elsewhere", "/sign-in/elsewhere/back?code=x&state=y"):
        assert Visitor(app).goes(path).status == 404
    app.database.close()


@pytest.mark.parametrize("missing", ["ISSUER", "CLIENT_ID", "CLIENT_SECRET"])
def test_half_of_it_stops_the_start_with_one_line(tmp_path: Path, missing: str) -> None:
    settings = {
        "DIALOGUE_OIDC_ISSUER": "https://id.example.org",
        "DIALOGUE_OIDC_CLIENT_ID": CLIENT,
        "DIALOGUE_OIDC_CLIENT_SECRET": SECRET,
    }
    del settings[f"DIALOGUE_OIDC_{missing}"]
    with pytest.raises(BadSetting, match=rf"^DIALOGUE_OIDC_{missing} is not set") as stopped:
        read_settings(environment(tmp_path) | settings)
    assert SECRET not in str(stopped.value)


@pytest.mark.parametrize(
    "issuer", ["http://id.example.org", "id.example.org", "https://", "ftp://x", "https://[x"]
)
def test_the_other_server_is_reached_over_https(tmp_path: Path, issuer: str) -> None:
    settings = {
        "DIALOGUE_OIDC_ISSUER": issuer,
        "DIALOGUE_OIDC_CLIENT_ID": CLIENT,
        "DIALOGUE_OIDC_CLIENT_SECRET": SECRET,
    }
    with pytest.raises(BadSetting, match=r"^DIALOGUE_OIDC_ISSUER is"):
        read_settings(environment(tmp_path) | settings)
