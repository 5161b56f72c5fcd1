"""Nothing that another site has a browser send is done, and nobody is led to another site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.test import TestResponse

from dialogue import App, create_app, edge
from dialogue.config import read_settings
from dialogue.limits import Pace
from dialogue.origins import is_known
from dialogue.pages.sign_in import HOME, way_on
from tests.organisers import organiser
from tests.services import environment
from tests.visits import Held, Visitor

PLAN = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["Why?"]}],
}
ELSEWHERE = [
    {"Origin": "https://evil.example.org"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example.org"},
    {"Origin": "http://localhost@evil.example.org"},
    {"Origin": "http://localhost:8001"},
    {"Origin": "nonsense"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
]
OWN = [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]

OTHER = "evil.example.org"
NASTY = [
    f"//{OTHER}",
    f"///{OTHER}",
    f"////{OTHER}",
    f"/\\{OTHER}",
    f"\\\\{OTHER}",
    f"/\t/{OTHER}",
    f"/\r\n/{OTHER}",
    f"https://{OTHER}",
    f"HtTpS:{OTHER}",
    f"https:/{OTHER}",
    f"javascript:alert(1)//{OTHER}",
    f"data:text/html,{OTHER}",
    f"/%2f%2f{OTHER}",
    f"/%5c{OTHER}",
    f"/.//{OTHER}",
    f"\x00//{OTHER}",
    f" //{OTHER}",
    f"@{OTHER}",
    f".{OTHER}",
    f":80@{OTHER}",
    f"/x\r\nLocation: https://{OTHER}",
    f"。{OTHER}",
]


@pytest.fixture(autouse=True)
def nobody_is_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried here is not how often."""
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(1_000_000, seconds=3600))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = create_app(read_settings(environment(tmp_path_factory.mktemp("home"))))
    app.database.migrate()
    yield app
    app.database.close()


@pytest.fixture
def held(home: App) -> Held:
    return Held(home, PLAN)


def routes(app: App, held: Held, method: str) -> list[str]:
    """An address of every route that takes this method."""
    filled = {"code": held.code, "language": "en", "name": "markdown", "filename": "built"}
    rules = [rule.rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    found = {re.sub(r"<(?:\w+:)?(\w+)>", lambda found: filled.get(found[1], "1"), rule) for rule in rules}
    return sorted(found - {"/workshops/import"})


def crowd(app: App, held: Held) -> dict[str, Visitor]:
    return {"stranger": Visitor(app), "ana": held.joined("Ana"), "fay": held.fay, "olga": organiser(app)}


# ---- What is sent from elsewhere


def test_no_form_is_taken_without_its_token(home: App, held: Held) -> None:
    people, paths = crowd(home, held), routes(home, held, "POST")
    assert len(paths) > 12
    before = held.live.seq
    for name, visitor in people.items():
        for path in paths:
            for body in (
                {"data": {"name": "note.add", "title": "x"}},
                {"data": {"csrf_token": "guessed", "name": "note.add"}},
                {"data": b'{"name": "workshop.open"}', "content_type": "text/plain"},
                {"data": b"", "content_type": "multipart/form-data; boundary=x"},
            ):
                answer = visitor.client.post(path, **body)
                assert answer.status_code == 400, (name, path, body, answer.status_code)
    assert held.live.seq == before


@pytest.mark.parametrize("said", ELSEWHERE, ids=str)
def test_nothing_is_taken_that_another_site_has_a_browser_send(
    home: App, held: Held, said: dict[str, str]
) -> None:
    people, before = crowd(home, held), held.live.seq
    for path in routes(home, held, "POST"):
        for name, visitor in people.items():
            answer = visitor.client.post(path, json={"name": "workshop.open", "data": {}}, headers=said)
            assert answer.status_code == 403, (name, path)
            assert answer.get_json()["reason"] == "other-site"
    assert held.live.seq == before


@pytest.mark.parametrize("said", OWN, ids=str)
def test_what_our_own_pages_and_scripts_send_is_taken(held: Held, said: dict[str, str]) -> None:
    call = {"name": "workshop.open", "data": {}}
    answer = held.fay.client.post(f"/w/{held.code}/command", json=call, headers=said)
    assert "seq" in answer.get_json()


def test_a_form_with_its_token_is_not_taken_from_elsewhere_either(held: Held) -> None:
    ana, door = Visitor(held.app), f"/join/{held.code}"
    form = ana.goes(door).form_to(door)
    data = form.filled(name="Ana", sector="public")
    assert ana.client.post(door, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert ana.client.post(door, data=data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


# ---- Names of this server


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A server that people reach under one name, over https."""
    environ = environment(tmp_path_factory.mktemp("named"))
    app = create_app(read_settings(environ | {"DIALOGUE_BASE_URL": "https://dialogue.example.org"}))
    app.database.migrate()
    yield app
    app.database.close()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("dialogue.example.org", 200),
        ("DIALOGUE.example.org:443", 200),
        ("127.0.0.1:8001", 200),
        ("[::1]:8001", 200),
        ("localhost:8001", 200),
        ("evil.example.org", 421),
        ("dialogue.example.org.evil.example.org", 421),
        ("dialogue.example.org@evil.example.org", 421),
        ("[", 421),
    ],
)
def test_a_server_with_a_name_answers_to_no_other(named: App, host: str, status: int) -> None:
    """A name of somebody else's that leads here would make their page one of the same origin."""
    for path in ("/", "/healthz", "/socket.io/?EIO=4&transport=polling"):
        answer = Visitor(named).client.get(path, environ_overrides={"HTTP_HOST": host})
        assert answer.status_code == status, path
        if status == 421:
            assert "https://dialogue.example.org" in answer.text and host not in answer.text


def test_no_link_is_made_from_a_name_that_was_forged(named: App) -> None:
    held = Held(named, PLAN)
    olga = organiser(named)
    for headers in ({"X-Forwarded-Host": OTHER}, {"Forwarded": f"host={OTHER}"}, {"X-Host": OTHER}):
        for path in ("/", f"/join/{held.code}", "/workshops", f"/workshops/{held.code}"):
            answer = olga.client.get(path, headers=headers, base_url="https://dialogue.example.org")
            assert answer.status_code in (200, 302)
            assert OTHER not in answer.text + str(answer.headers)


def test_an_empty_name_is_none() -> None:
    assert not is_known("", "dialogue.example.org")


# ---- Where people are led


def leads_away(answer: TestResponse, asked: str) -> bool:
    """Would a browser that asked for this go to another server?"""
    if not 300 <= answer.status_code < 400 or "Location" not in answer.headers:
        return False
    # Browsers take backslashes for slashes, and drop what is no sign at all.
    location = re.sub(r"[\t\r\n]", "", answer.headers["Location"]).replace("\\", "/").strip()
    going = urlsplit(urljoin(f"http://localhost{asked}", location))
    return going.scheme not in {"http", "https"} or going.netloc != "localhost"


def test_nobody_is_led_away_by_an_address(home: App, held: Held) -> None:
    people, led = crowd(home, held), 0
    for nasty in NASTY:
        for path in [*routes(home, held, "GET"), "/sign-in"]:
            query = dict.fromkeys(("next", "at", "back", "key", "code", "invite", "look"), nasty)
            for given in (query, query | {"language": "fr"}, query | {"language": nasty}, {"look": "dark"}):
                for visitor in (people["stranger"], people["olga"]):
                    answer = visitor.client.get(path, query_string=given)
                    led += answer.status_code == 302
                    assert not leads_away(answer, path), (path, given, answer.headers["Location"])
    assert led > 100, "Hardly anybody was led anywhere."


def test_nobody_is_led_away_by_a_path(home: App) -> None:
    for nasty in NASTY:
        for before in ("", "/", "/w", "/join"):
            for query in ("", "?language=fr", "?look=dark"):
                # As a server hands on the bytes of a path.
                path = f"{before}{nasty}".encode().decode("latin-1")
                visitor = Visitor(home)
                answer = visitor.client.get(
                    "/", query_string=query[1:], environ_overrides={"PATH_INFO": path}
                )
                assert not leads_away(answer, "/"), (path, answer.headers.get("Location"))


def test_nobody_is_led_away_by_a_form(held: Held) -> None:
    """Whatever place a form says it stood at, it leads to one on a page of ours."""
    ana, led = held.joined("Ana"), 0
    held.begins(0)
    for nasty in NASTY:
        form = held.plain(ana).form("note.add")
        answer = ana.client.post(form.action, data=form.filled(text="More trees", at=nasty))
        led += answer.status_code in (302, 303)
        assert not leads_away(answer, form.action), answer.headers["Location"]
    # A form with the sign that is none is refused as a whole.
    assert led == len([nasty for nasty in NASTY if "\0" not in nasty])


@pytest.mark.parametrize("nasty", NASTY)
def test_whoever_signs_in_goes_on_to_a_page_of_this_server(nasty: str) -> None:
    going = way_on(nasty)
    assert going == HOME or (nasty.startswith(("/%", "/.")) and going == nasty)
    assert urlsplit(urljoin("http://localhost/sign-in", going)).netloc == "localhost"


def test_whoever_signs_in_goes_on_to_where_they_wanted_to() -> None:
    assert way_on("/workshops/K7MQ2P?page=2") == "/workshops/K7MQ2P?page=2"


# ---- What stands in an address


def test_a_key_leaves_the_address_with_the_first_request(held: Held) -> None:
    for role in ("facilitator", "observer", "screen"):
        link = held.links[role]
        key = link.partition("key=")[2]
        assert len(key) > 20
        visitor = Visitor(held.app)
        answer = visitor.client.get(link)
        assert answer.status_code == 302
        while answer.status_code == 302:
            going = answer.headers["Location"]
            assert key not in going
            answer = visitor.client.get(going)
        assert answer.status_code == 200
        # A facilitator may pass their link on, so their console shows it.
        assert role == "facilitator" or key not in answer.text, "A page holds the key it was opened with."
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_no_key_stays_in_an_address_wherever_it_is_given(home: App, held: Held) -> None:
    """Also where it opens nothing, or opens another page."""
    keys = {role: link.partition("key=")[2] for role, link in held.links.items() if "key=" in link}
    for path in routes(home, held, "GET"):
        if not path.startswith(f"/w/{held.code}"):
            continue
        for key in keys.values():
            visitor = Visitor(home)
            answer = visitor.client.get(path, query_string={"key": key})
            assert key not in answer.headers.get("Location", ""), path
            assert key not in answer.text, path
