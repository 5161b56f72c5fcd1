"""Headers: whatever answers, browsers are told what they may do with it, and nothing inline ever runs."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from dialogue import App, create_app
from dialogue.config import read_settings
from dialogue.headers import KEPT_AWAKE, PAGE_POLICY, missing
from dialogue.no_room import no_room
from tests.organisers import organiser
from tests.services import environment
from tests.visits import Held, Page, Visitor

ROOT = Path(__file__).parent.parent
PLAN = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["Why?"]}],
}
HALF_A_YEAR = 15_768_000


@pytest.fixture(scope="module")
def safe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A server that people reach over https."""
    environ = environment(tmp_path_factory.mktemp("safe")) | {"DIALOGUE_BASE_URL": "https://localhost"}
    app = create_app(read_settings(environ))
    # What asks here comes over https, as their cookies are for nothing else.
    app.config["PREFERRED_URL_SCHEME"] = "https"
    app.database.migrate()
    yield app
    app.database.close()


@pytest.fixture(scope="module")
def held(safe: App) -> Held:
    return Held(safe, PLAN)


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


def addresses(app: App, held: Held) -> list[str]:
    """An address of every route that can be asked for, and of what is no route."""
    filled = {"code": held.code, "language": "en", "name": "markdown", "filename": "back-soon.html"}

    def address(rule: str) -> str:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: filled.get(found[1], "1"), rule)

    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    found = sorted({address(rule) for rule in rules})
    assert len(found) > 30, "There are fewer routes than there were."
    beside = ["/nothing", "/static/nothing.css", "/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=3"]
    return [*found, *beside, f"/w/{held.code}?language=fr", f"/join/{held.code}?look=dark", "/w/%2f%2fx"]


def everybody(app: App, held: Held) -> dict[str, Visitor]:
    people = {"stranger": Visitor(app), "ana": Visitor(app), "fay": Visitor(app), "olga": organiser(app)}
    for visitor in people.values():
        visitor.client.environ_base["HTTP_REFERER"] = "https://localhost/"
    people["ana"].posts(f"/join/{held.code}", name="Ana", sector="public")
    return people


def answers(app: App, held: Held) -> Iterator[tuple[str, TestResponse]]:
    for name, visitor in everybody(app, held).items():
        for address in addresses(app, held):
            yield f"{name} at {address}", visitor.client.get(address)


def test_every_answer_to_everybody_says_what_may_be_done_with_it(safe: App, held: Held) -> None:
    seen: set[tuple[int, str]] = set()
    for what, answer in answers(safe, held):
        seen.add((answer.status_code, answer.mimetype))
        said = answer.headers
        assert said["X-Content-Type-Options"] == "nosniff", what
        assert said["Referrer-Policy"] == "same-origin", what
        assert said["Cross-Origin-Resource-Policy"] == "same-origin", what
        assert "max-age=31536000" in said["Strict-Transport-Security"], what
        policy = directives(said["Content-Security-Policy"])
        assert policy["default-src"] == ["'none'"], what
        assert "frame-ancestors" in policy or answer.mimetype == "application/json", what
        if answer.mimetype == "text/html":
            assert said["Content-Security-Policy"] == PAGE_POLICY, what
            assert said["Cross-Origin-Opener-Policy"] == "same-origin", what
            assert said["X-Frame-Options"] == "SAMEORIGIN", what
            assert f"{KEPT_AWAKE}=(self)" in said["Permissions-Policy"], what
            assert "camera=()" in said["Permissions-Policy"], what
        for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin"):
            assert name not in said, what
    statuses, kinds = {status for status, _ in seen}, {kind for _, kind in seen}
    assert {200, 302, 400, 403, 404} <= statuses, "Not every kind of answer was looked at."
    assert {"text/html", "text/javascript", "application/manifest+json", "text/plain"} <= kinds


def test_no_page_of_anybody_holds_anything_that_the_policy_forbids(safe: App, held: Held) -> None:
    pages = 0
    for what, answer in answers(safe, held):
        if answer.mimetype != "text/html" or "attachment" in answer.headers.get("Content-Disposition", ""):
            continue
        if "/static/" in what:
            # What nginx shows while no process answers has to bring its own style, and no script.
            assert "<script" not in answer.text
            continue
        pages += 1
        for tag, given in Page(answer).tags:
            assert tag not in {"style", "base", "object", "embed"}, what
            assert tag != "script" or "src" in given or given["type"] == "application/json", what
            assert not [name for name in given if name == "style" or name.startswith("on")], (what, tag)
            for name in ("src", "href", "action", "formaction"):
                assert not re.match(r"\s*(javascript|data|vbscript):", given.get(name, ""), re.I), (what, tag)
            for name in ("src", "action", "formaction"):
                assert not re.match(r"(\w+:)?//", given.get(name, "")), f"{what}: {tag} from elsewhere"
    assert pages > 60


@pytest.mark.parametrize("template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_holds_an_inline_script_or_style(template: Path) -> None:
    source = template.read_text()
    assert not re.search(r"<style|javascript:|<base\b|<object\b|<embed\b", source, re.I)
    assert not re.search(r"""\s(?:style|on[a-z]+)\s*=\s*["'{]""", source, re.I)
    for script in re.findall(r"<script\b[^>]*>", source):
        assert " src=" in script or 'type="application/json"' in script, script


def test_what_may_be_loaded_is_said_one_by_one() -> None:
    policy = directives(PAGE_POLICY)
    for kind in ("script", "style", "font", "connect", "worker", "manifest", "frame"):
        assert policy[f"{kind}-src"] == ["'self'"]
    assert policy["img-src"] == ["'self'", "data:"]
    assert policy["form-action"] == policy["frame-ancestors"] == ["'self'"]
    assert policy["base-uri"] == ["'none'"]
    assert "unsafe" not in PAGE_POLICY and "*" not in PAGE_POLICY and "http" not in PAGE_POLICY


def test_what_an_answer_says_itself_stays() -> None:
    own = [("content-type", "text/html"), ("content-security-policy", "default-src 'self'")]
    added = dict(missing(own, is_secure=False))
    assert "Content-Security-Policy" not in added
    assert added["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in added


def test_what_has_no_content_changes_nothing_that_a_browser_knows(safe: App, held: Held) -> None:
    """Headers of a 304 replace those of the page it stands for."""
    ana = everybody(safe, held)["ana"]
    first = ana.client.get("/sw.js")
    assert first.headers["Content-Security-Policy"] == PAGE_POLICY, "A worker has the policy of its script."
    again = ana.client.get("/sw.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again.headers


def test_over_plain_http_nothing_is_said_of_https(app: App) -> None:
    visitor = Visitor(app)
    assert "Strict-Transport-Security" not in visitor.client.get("/").headers
    secure = visitor.client.get("/", base_url="https://localhost")
    assert "max-age=31536000" in secure.headers["Strict-Transport-Security"]


def test_who_finds_no_room_is_protected_too() -> None:
    head = no_room(b"GET / HTTP/1.1\r\nAccept: text/html\r\n\r\n").partition(b"\r\n\r\n")[0].decode()
    said = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    assert "default-src 'none'" in said["Content-Security-Policy"]
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == "same-origin"


def test_the_page_that_nginx_shows_has_its_own_style_and_nothing_else() -> None:
    page = (ROOT / "static" / "back-soon.html").read_text()
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    found = base64.b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{found}'" in (ROOT / "docs" / "deploy" / "nginx.conf").read_text()
    assert "<script" not in page and "http:" not in page and "https:" not in page


# ---- Cookies


def test_cookies_are_for_this_server_over_https_and_for_no_script(safe: App, held: Held) -> None:
    visitor = everybody(safe, held)["stranger"]
    joined = visitor.posts(f"/join/{held.code}", name="Ben", sector="private")
    [cookie] = joined.headers.getlist("Set-Cookie")
    name, _, rest = cookie.partition("=")
    assert name == "__Host-dialogue", "Browsers take this name from this very server only."
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(rest.split("; "))
    assert "Domain" not in rest
    assert visitor.client.get(f"/w/{held.code}/view").status_code == 200, "And it is taken back."


def test_the_look_is_the_only_cookie_that_scripts_read(safe: App, held: Held) -> None:
    visitor = everybody(safe, held)["stranger"]
    cookies = visitor.client.get(f"/join/{held.code}?look=dark").headers.getlist("Set-Cookie")
    [look] = [cookie for cookie in cookies if cookie.startswith("look=")]
    assert {"Secure", "SameSite=Lax"} <= set(look.split("; "))
    assert all("HttpOnly" in cookie for cookie in cookies if cookie is not look)


# ---- As Mozilla's HTTP Observatory counts
#
# https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring: a site begins with 100; what is
# missing takes away, and what is more than needed adds where nothing is missing. 100 and more is an A+.


def counted_policy(said: Mapping[str, str]) -> int:
    if "Content-Security-Policy" not in said:
        return -25
    policy = directives(said["Content-Security-Policy"])

    def of(name: str) -> list[str]:
        return policy.get(name, policy.get("default-src", ["*"]))

    broad = {"*", "http:", "https:", "data:", "'unsafe-inline'", "'unsafe-eval'"}
    if broad & {*of("script-src"), *of("object-src")}:
        return -20
    if broad & set(of("style-src")):
        return 0
    is_closed = policy.get("default-src") == ["'none'"]
    is_ours = policy.get("form-action", ["*"])[0] in {"'none'", "'self'"}
    return 10 if is_closed and is_ours and "base-uri" in policy else 5


def counted_cookies(said: list[str]) -> int:
    for cookie in said:
        marks = {mark.strip().lower() for mark in cookie.split(";")[1:]}
        if "secure" not in marks:
            return -40
        if "httponly" not in marks:
            return -30
        if not {"samesite=lax", "samesite=strict"} & marks:
            return 0
    return 5 if said else 0


def counted_https(said: Mapping[str, str]) -> int:
    found = re.search(r"max-age=(\d+)", said.get("Strict-Transport-Security", ""))
    if not found:
        return -20
    return 0 if int(found[1]) >= HALF_A_YEAR else -10


def counted_others(said: Mapping[str, str]) -> int:
    private = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    ancestors = directives(said["Content-Security-Policy"]).get("frame-ancestors", ["*"])
    return (
        (5 if said.get("Referrer-Policy") in private else -5 if "Referrer-Policy" in said else 0)
        + (0 if said.get("X-Content-Type-Options") == "nosniff" else -5)
        + (5 if ancestors in (["'none'"], ["'self'"]) else -20)
        + (10 if said.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"} else 0)
        + (-50 if said.get("Access-Control-Allow-Origin") else 0)
    )


def score(answer: TestResponse) -> int:
    parts = [
        counted_policy(answer.headers),
        counted_cookies(answer.headers.getlist("Set-Cookie")),
        counted_https(answer.headers),
        counted_others(answer.headers),
    ]
    return 100 + sum(parts)


def test_the_observatory_has_nothing_to_take_away(safe: App, held: Held) -> None:
    """The most that can be had without being on the browsers' own list of https sites is 135."""
    people = everybody(safe, held)
    pages = {
        "the first page": people["stranger"].client.get("/"),
        "the door": Visitor(safe).client.get(f"/join/{held.code}"),
        "the phone": people["ana"].client.get(f"/w/{held.code}"),
        "the console": people["fay"].client.get(f"/w/{held.code}/facilitate"),
        "the workshops": people["olga"].client.get("/workshops"),
        "a page that is not there": people["stranger"].client.get("/nothing"),
    }
    for what, answer in pages.items():
        assert counted_cookies(answer.headers.getlist("Set-Cookie")) >= 0, what
        assert score(answer) >= 130, (what, score(answer))


def test_a_worse_server_would_score_worse(safe: App) -> None:
    """The rules above can take something away."""
    answer = Visitor(safe).client.get("/")
    best = score(answer)
    answer.headers["Set-Cookie"] = "session=1; Path=/"
    assert score(answer) <= best - 40
    answer.headers["Content-Security-Policy"] = "default-src *; script-src 'unsafe-inline'"
    del answer.headers["Strict-Transport-Security"]
    del answer.headers["Cross-Origin-Resource-Policy"]
    assert score(answer) < 25, "An F."
