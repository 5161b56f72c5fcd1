"""Behind a proxy that speaks https to the world: cookies, links, sockets and limits as without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dialogue import App, create_app, edge
from dialogue.config import read_settings
from dialogue.limits import Pace
from tests.visits import Held, Visitor

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}
PROXIES = [(0, "http"), (1, "https")]
"""How many there are, and what a server takes a request for that one says came over https."""


@pytest.fixture(scope="module")
def app_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], App]]:
    """The application behind so many proxies."""
    made: dict[int, App] = {}

    def app_behind(proxies: int) -> App:
        if proxies not in made:
            folder = str(tmp_path_factory.mktemp("proxied"))
            environ = {"DIALOGUE_DATA_DIR": folder, "DIALOGUE_ASYNC_MODE": "threading"}
            made[proxies] = create_app(read_settings(environ | {"DIALOGUE_PROXIES": str(proxies)}))
            made[proxies].database.migrate()
        return made[proxies]

    yield app_behind
    for app in made.values():
        app.database.close()


def through(app: App, address: str = "203.0.113.9", claimed: str = "") -> Visitor:
    """Somebody at an address, as the proxy passes them on; whatever they claimed stands before it."""
    visitor = Visitor(app)
    visitor.client.environ_base |= {
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_X_FORWARDED_FOR": f"{claimed}{address}",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_HOST": "elsewhere.example.org",
        "HTTP_REFERER": "https://localhost/",
    }
    return visitor


@pytest.mark.parametrize(("proxies", "scheme"), PROXIES)
def test_a_cookie_that_was_set_over_https_goes_back_over_https_only(
    app_behind: Callable[[int], App], proxies: int, scheme: str
) -> None:
    app = app_behind(proxies)
    door = f"/join/{Held(app, PLAN).code}"
    answer = through(app).posts(door, name="Ana")
    assert ("Secure" in answer.headers["Set-Cookie"].split("; ")) == (scheme == "https")
    assert "Secure" not in Visitor(app).posts(door, name="Ben").headers["Set-Cookie"]


@pytest.mark.parametrize(("proxies", "scheme"), PROXIES)
def test_links_begin_as_the_proxy_was_reached(
    app_behind: Callable[[int], App], proxies: int, scheme: str
) -> None:
    held = Held(app_behind(proxies), PLAN)
    console = through(held.app).goes(held.links["facilitator"])
    assert f"{scheme}://localhost/join/{held.code}" in console.source
    assert "elsewhere" not in console.source, "Anybody can say so; only the host of the request counts."


def test_a_form_is_sent_over_https(app_behind: Callable[[int], App]) -> None:
    """Over https it has to come from a page of ours as well."""
    held = Held(app_behind(1), PLAN)
    door = f"/join/{held.code}"
    ana, ben = through(held.app), through(held.app)
    assert ana.sends(ana.goes(door).form_to(door), name="Ana").path == f"/w/{held.code}"
    ben.client.environ_base["HTTP_REFERER"] = "https://elsewhere.example.org/"
    assert ben.sends(ben.goes(door).form_to(door), name="Ben").status == 400


def test_wrong_codes_are_counted_by_address_and_not_by_proxy(
    app_behind: Callable[[int], App], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who guesses locks nobody else out, and does not get away with another address."""
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(3, seconds=3600))
    app = app_behind(1)
    eve = [through(app, claimed=f"198.51.100.{n}, ").goes("/join?code=XXXXXX").status for n in range(5)]
    assert eve == [404, 404, 404, 429, 429]
    assert through(app, "203.0.113.10").goes("/join?code=XXXXXX").status == 404


def test_without_a_proxy_nobody_is_believed(
    app_behind: Callable[[int], App], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "WRONG_CODES", Pace(3, seconds=3600))
    app = app_behind(0)
    tried = [through(app, f"203.0.113.{n}").goes("/join?code=XXXXXX").status for n in range(5)]
    assert tried == [404, 404, 404, 429, 429]


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://localhost", 200), ("https://evil.example.org", 400), ("null", 400)],
)
def test_sockets_are_opened_from_our_own_pages_only(
    app_behind: Callable[[int], App], origin: str, status: int
) -> None:
    ana = through(app_behind(1))
    del ana.client.environ_base["HTTP_X_FORWARDED_HOST"]
    answer = ana.client.get("/socket.io/?EIO=4&transport=polling", headers={"Origin": origin})
    assert answer.status_code == status
