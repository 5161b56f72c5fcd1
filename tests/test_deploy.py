"""What docs/deploy.md offers, tried: nginx with our configuration before real processes."""

from __future__ import annotations

import asyncio
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
import websocket

from dialogue.config import read_settings
from dialogue.simulation.phone import Phone
from dialogue.stopping import STOP_WITHIN
from tests.server import PATIENCE, ROOT, Browser, Polled, Server, Workshop, wait_until
from tests.services import Nginx, free_port
from tests.several import PLAN, Crowd, Several, hold

DEPLOY = ROOT / "docs" / "deploy"
MAIN = """
worker_processes 1;
events {{ worker_connections 4096; }}
http {{
    include {mime};
    include {site};
}}
"""
OPTIONS = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
OPTIONS += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]


class Process(NamedTuple):
    """All that nginx knows of one."""

    port: int


class Front:
    """nginx as docs/deploy/nginx.conf has it, but on ports, with a certificate and logs of the test."""

    def __init__(self, directory: Path, servers: Sequence[Server | Process]) -> None:
        self.directory = directory
        self.port, self.plain_port = free_port(), free_port()
        self.url = f"https://localhost:{self.port}"
        self.certificate = directory / "certificate.pem"
        self.nginx = Nginx(directory, "", self.port)
        make_certificate(directory)
        self.lead_to(servers)

    def lead_to(self, servers: Sequence[Server | Process]) -> None:
        """Write the configuration for these processes."""
        lines = "".join(f"server 127.0.0.1:{each.port} max_fails=1 fail_timeout=3s;" for each in servers)
        site = (DEPLOY / "nginx.conf").read_text()
        for pattern, replacement in (
            (r"\n *listen \[::\].*", ""),
            (r"listen 80;", f"listen 127.0.0.1:{self.plain_port};"),
            (r"listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;"),
            (r"/etc/letsencrypt/live/dialogue.example.org/fullchain.pem", str(self.certificate)),
            (r"/etc/letsencrypt/live/dialogue.example.org/privkey.pem", str(self.directory / "key.pem")),
            (r"/var/log/nginx", str(self.directory)),
            (r"/opt/dialogue", str(ROOT)),
            (r"server 127\.0\.0\.1:8001 .*\n *server 127\.0\.0\.1:8002 .*", lines),
        ):
            site, times = re.subn(pattern, replacement, site)
            assert times, f"There is no {pattern} any more."
        mime = "types { text/css css; text/javascript js; text/html html; }"
        (self.directory / "site.conf").write_text(site)
        (self.directory / "mime.conf").write_text(mime)
        main = MAIN.format(mime=self.directory / "mime.conf", site=self.directory / "site.conf")
        (self.directory / "nginx.conf").write_text(main)

    def reload(self, servers: list[Server]) -> None:
        self.lead_to(servers)
        command = [*self.nginx.command(), "-s", "reload"]
        subprocess.run(command, cwd=self.directory, check=True, capture_output=True)

    def __enter__(self) -> Front:
        self.nginx.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.nginx.stop()

    def logged(self) -> str:
        return "".join(path.read_text() for path in self.directory.glob("dialogue*.log"))


def make_certificate(directory: Path) -> None:
    """A certificate for this machine, which nobody else trusts."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.fail("The tests need openssl: install it (on Debian: apt install openssl).", False)
    subprocess.run(
        [openssl, *OPTIONS, "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=directory,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def trusted(front: Front, monkeypatch: pytest.MonkeyPatch) -> Front:
    """Every client of this test trusts the certificate of the test."""
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "WEBSOCKET_CLIENT_CA_BUNDLE"):
        monkeypatch.setenv(name, str(front.certificate))
    return front


# ---- One process


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A process with the settings of the example, as far as they can be those of a test."""
    settings = {"DIALOGUE_PROXIES": "1", "DIALOGUE_BASE_URL": ""}
    with Server(tmp_path_factory.mktemp("behind"), **settings) as server:
        yield server


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Front]:
    with Front(tmp_path_factory.mktemp("front"), [server]) as front:
        yield front


@pytest.fixture
def workshop(trusted: Front, server: Server) -> Iterator[Workshop]:
    """A workshop that everybody reaches over https."""
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def browser(front: Front, workshop: Workshop, name: str = "") -> Browser:
    workshop.browsers.append(Browser(front.url, workshop.code, name))
    return workshop.browsers[-1]


def test_people_join_and_write_over_https(trusted: Front, workshop: Workshop) -> None:
    ana = browser(trusted, workshop, "Ana").join("public")
    [cookie] = ana.session.cookies
    assert cookie.secure, "It would go over http as well."
    console = browser(trusted, workshop).enter(
        workshop.links["facilitator"].replace(workshop.server.url, trusted.url)
    )
    assert f"{trusted.url}/join/{workshop.code}" in console.get("/facilitate").text
    note = ana.do("note.add", {"board": workshop.first("board"), "text": "more trees"})
    assert ana.records("note")[note]["text"] == "more trees"


def test_what_is_new_comes_through_at_once_by_websocket_and_by_polling(
    trusted: Front, workshop: Workshop
) -> None:
    ana, ben = (browser(trusted, workshop, name).join("public") for name in ("Ana", "Ben"))
    wire = ana.wire()
    with Polled(ben) as polled:
        data = {"board": workshop.first("board"), "text": "more trees"}
        seq = polled.command("note.add", data)["seq"]
        wire.wait_for_seq(seq)
        again = wire.command("note.add", data)["seq"]
        polled.wait_for_seq(again)


def test_sockets_are_opened_from_our_own_pages_only(trusted: Front, workshop: Workshop) -> None:
    ana = browser(trusted, workshop, "Ana").join("public")
    address = f"{trusted.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&w={ana.code}"
    websocket.create_connection(address, cookie=ana.cookie, origin=trusted.url).close()
    for origin in ("https://evil.example.org", trusted.url.replace("https", "http")):
        with pytest.raises(websocket.WebSocketBadStatusException):
            websocket.create_connection(address, cookie=ana.cookie, origin=origin)


def test_what_is_for_whoever_runs_the_server_is_not_public(trusted: Front, server: Server) -> None:
    for path in ("/metrics", "/healthz", "/readyz"):
        assert requests.get(f"{server.url}{path}", timeout=PATIENCE).ok
        assert requests.get(f"{trusted.url}{path}", timeout=PATIENCE).status_code == 404


def test_a_link_over_http_leads_to_https(trusted: Front) -> None:
    answer = requests.get(
        f"http://127.0.0.1:{trusted.plain_port}/join/K7BQ2M?x=1", allow_redirects=False, timeout=PATIENCE
    )
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://127.0.0.1/join/K7BQ2M?x=1")


def test_bundles_come_packed_and_are_kept_for_ever(trusted: Front) -> None:
    page = requests.get(f"{trusted.url}/", timeout=PATIENCE).text
    bundles = re.findall(r'(?:href|src)="(/static/built/[^"]+[.](?:css|js))"', page)
    assert bundles
    for path in bundles:
        answer = requests.get(f"{trusted.url}{path}", timeout=PATIENCE)
        assert answer.headers["Content-Encoding"] == "gzip", path
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"].startswith(("text/css", "text/javascript"))
    manifest = requests.get(f"{trusted.url}/static/built/manifest.json", timeout=PATIENCE)
    assert "immutable" not in manifest.headers["Cache-Control"]


def test_no_secret_of_a_link_is_logged(trusted: Front, workshop: Workshop) -> None:
    link = workshop.links["screen"].replace(workshop.server.url, trusted.url)
    key = link.partition("key=")[2]
    browser(trusted, workshop).enter(link)
    requests.get(
        f"http://127.0.0.1:{trusted.plain_port}/w/{workshop.code}?key={key}",
        timeout=PATIENCE,
        allow_redirects=False,
    )
    for line in (f"GET /w/{workshop.code}/screen 302", f"GET /w/{workshop.code} 301"):
        wait_until(lambda line=line: line in trusted.logged(), "It is not logged.")
    assert key not in trusted.logged()
    assert key not in workshop.server.log


def test_nobody_is_somebody_else_by_saying_so(trusted: Front) -> None:
    """Wrong codes are counted by the address that nginx sees."""

    def tries(n: int) -> int:
        claimed = {"X-Forwarded-For": f"203.0.113.{n}"}
        found = requests.get(f"{trusted.url}/join?code=XXXXXX", headers=claimed, timeout=PATIENCE)
        return found.status_code

    statuses = [tries(n) for n in range(70)]
    assert set(statuses) == {404, 429}
    assert statuses[-1] == 429


# ---- Processes that do not serve


class Full(BaseHTTPRequestHandler):
    """Answers as a process does that has no room."""

    def do_GET(self) -> None:
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def full() -> Iterator[Process]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Full) as httpd:
        serving = threading.Thread(target=httpd.serve_forever)
        serving.start()
        yield Process(httpd.server_port)
        httpd.shutdown()
        serving.join()


def test_where_one_process_is_full_connections_come_in_at_another(
    trusted: Front, tmp_path: Path, server: Server, full: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Front(tmp_path, [full, server]) as both:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(both.certificate))
        for n in range(20):
            address = f"{both.url}/socket.io/?EIO=4&transport=polling&w=K7BQ{n:02}"
            assert requests.get(address, timeout=PATIENCE).status_code == 200


def test_while_no_process_answers_a_page_comes_back_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Front(tmp_path, [Process(free_port())]) as alone:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(alone.certificate))
        page = requests.get(f"{alone.url}/w/K7BQ2M", timeout=PATIENCE)
        assert (page.status_code, page.headers["Cache-Control"]) == (502, "no-store")
        assert '<meta http-equiv="refresh" content="5">' in page.text
        connection = requests.get(f"{alone.url}/socket.io/?w=K7BQ2M", timeout=PATIENCE)
        assert connection.status_code == 502
        assert "refresh" not in connection.text
        assert requests.get(f"{alone.url}/back-soon.html", timeout=PATIENCE).status_code == 404


# ---- Several processes


@pytest.fixture
def several_front(
    several: Several, front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Front]:
    """nginx before three processes."""
    with Front(tmp_path, several.all[:3]) as several_front:
        for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
            monkeypatch.setenv(name, str(several_front.certificate))
        yield several_front


def measured(servers: list[Server], name: str) -> list[int]:
    """What each process counts under a name."""
    found = []
    for server in servers:
        text = requests.get(f"{server.url}/metrics", timeout=PATIENCE).text
        found.append(int(float(re.findall(rf"^{name} (\S+)$", text, re.MULTILINE)[0])))
    return found


def test_all_that_belongs_to_a_workshop_goes_to_one_process(several: Several, several_front: Front) -> None:
    """Its pages, its views, its connections; and workshops are spread over all processes."""
    servers = several.all[:3]
    used: set[int] = set()
    names = ("dialogue_connections", "dialogue_views_total")

    async def come_in(code: str) -> list[Phone]:
        phones = [Phone(several_front.url, code, f"person {n}") for n in range(4)]
        for phone in phones:
            await phone.join(phone.label, "public")
            await phone.connect()
        after = [measured(servers, name) for name in names]
        for phone in phones:
            await phone.leave()
        counted.append(after)
        return phones

    while len(used) < len(servers):
        wait_until(lambda: not any(measured(servers, "dialogue_connections")), "Somebody stays.")
        workshop = servers[0].workshop(PLAN)
        counted: list[list[list[int]]] = []
        before = [measured(servers, name) for name in names]
        asyncio.run(come_in(workshop.code))
        gained = [[b - a for a, b in zip(*each, strict=True)] for each in zip(before, *counted, strict=True)]
        [process] = [n for n, connections in enumerate(gained[0]) if connections]
        assert gained == [[4 * (n == process) for n in range(3)]] * 2
        used.add(process)


def test_behind_nginx_a_process_is_killed_and_another_added_while_everybody_writes(
    several: Several, several_front: Front
) -> None:
    servers = [several.add(), several.add()]
    several_front.reload(servers)
    with servers[0].workshop(PLAN) as workshop:
        workshop.begin("board")

        async def process_goes(crowd: Crowd) -> None:
            await crowd.until_written(0.2, notes=20)
            crowd.may_go_on.clear()
            servers.append(await asyncio.to_thread(several.add))
            await asyncio.to_thread(several_front.reload, servers)
            crowd.may_go_on.set()
            await crowd.until_written(0.6, notes=20)
            [doomed] = [server for server in servers[:2] if measured([server], "dialogue_connections") != [0]]
            await asyncio.to_thread(doomed.kill)
            await crowd.until_written(1, notes=20)
            await crowd.until_back(crowd.phones)

        hold(workshop, [several_front], process_goes)


# ---- Settings and units


def test_the_example_of_settings_can_be_used(tmp_path: Path) -> None:
    """With and without what it leaves out."""
    text = (DEPLOY / "dialogue.env.example").read_text()
    here = {"DIALOGUE_DATA_DIR": str(tmp_path)}
    one = read_settings(here | lines_of(text))
    assert (one.host, one.proxies, one.redis_url) == ("127.0.0.1", 1, "")
    several = read_settings(here | lines_of(re.sub(r"^#(DIALOGUE_)", r"\1", text, flags=re.MULTILINE)))
    assert several.database_url == "postgresql+psycopg2://dialogue@/dialogue?host=/run/postgresql"
    assert several.redis_url == "redis://localhost:6379/0"


def lines_of(text: str) -> dict[str, str]:
    """A file of settings as systemd and a shell read it."""
    return dict(word.split("=", 1) for word in shlex.split(text, comments=True))


def test_the_example_names_only_settings_that_are_explained() -> None:
    explained = (ROOT / "README.md").read_text()
    for name in re.findall(
        r"^#?(DIALOGUE_\w+)=", (DEPLOY / "dialogue.env.example").read_text(), re.MULTILINE
    ):
        assert f"`{name}`" in explained, name


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    unit = (DEPLOY / "dialogue@.service").read_text()
    stopping = int(re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)[0])
    assert stopping > STOP_WITHIN, "It would be killed while it stops."
    command = re.findall(r"^ExecStart=/opt/dialogue/(\S+) (\S+)$", unit, re.MULTILINE)
    assert command == [(".venv/bin/python", "wsgi.py")]
    systemd = shutil.which("systemd-analyze")
    assert systemd or sys.platform != "linux", "Install systemd: the unit is checked by it."
    if not systemd:
        # Elsewhere there is none, and nobody runs the unit.
        return
    (tmp_path / "dialogue@8001.service").write_text(
        unit.replace("/opt/dialogue/.venv/bin/python", sys.executable)
    )
    checked = subprocess.run(
        [systemd, "verify", tmp_path / "dialogue@8001.service"], capture_output=True, text=True
    )
    assert (checked.returncode, checked.stderr) == (0, "")
