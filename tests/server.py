"""A real server in a process of its own, and clients that keep every byte they receive.

`Server` starts `wsgi.py` with a data directory of its own; it can be killed and started again on
the same port and data. A `Browser` speaks HTTP, a `Wire` speaks Socket.IO without a library in
between, so it may send whatever an attacker may send.
"""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import uuid
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests
import socketio
import websocket

from dialogue.config import database_url_of
from dialogue.database import Database
from dialogue.live import Shell
from dialogue.people import People
from dialogue.register import Register
from dialogue.workshop_file import read_workshop_file
from tests.services import IS_POSTGRESQL, database_setting, database_url, free_port, shared_postgresql

ROOT = Path(__file__).parent.parent
SECRET = "a secret for the servers of tests"
PATIENCE = 15
"""Seconds after which whatever is waited for is said not to come."""

Shown = dict[str, Any]
UNUSED = Shell(*[lambda *_: None] * 4, render=str)


def new_id() -> str:
    return uuid.uuid4().hex


class Server:
    """`python wsgi.py`, and beside it a register on the same database, with which tests make workshops."""

    program = ("wsgi.py",)

    def __init__(self, directory: Path, mode: str = "eventlet", **settings: str) -> None:
        """`settings` are other environment variables, like DIALOGUE_REDIS_URL."""
        self.directory = directory
        self.mode = mode
        self.settings = settings
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.said: list[str] = []
        self.process: subprocess.Popen[str] | None = None
        self.database: Database | None = None

    @property
    def database_url(self) -> str:
        given = self.settings.get("DIALOGUE_DATABASE_URL")
        return database_url_of(given, self.directory) if given else database_url(self.directory)

    def __enter__(self) -> Server:
        self.start()
        self.database = Database(self.database_url)
        people = People(self.database, SECRET)
        self.register = Register(self.database, people, UNUSED)
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    # ---- The process

    @property
    def environ(self) -> dict[str, str]:
        """What it is started with."""
        return os.environ | {
            "DIALOGUE_DATA_DIR": str(self.directory),
            "DIALOGUE_PORT": str(self.port),
            "DIALOGUE_HOST": "127.0.0.1",
            "DIALOGUE_ASYNC_MODE": self.mode,
            "DIALOGUE_SECRET_KEY": SECRET,
            "DIALOGUE_DATABASE_URL": database_setting(self.directory),
            "DIALOGUE_REDIS_URL": "",
            "DIALOGUE_BASE_URL": self.url,
            **self.settings,
        }

    def start(self) -> None:
        """Start it, or start it again, and return when it answers."""
        self.process = subprocess.Popen(
            [sys.executable, *self.program],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        # A pipe that nobody reads would stop the server when it is full.
        self._listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self._listener.start()
        # One that stopped says so at once; on a busy machine a start may take its time.
        wait_until(self.is_ready, "The server does not start.", 90)

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        for line in process.stdout:
            self.said.append(line)

    def is_ready(self) -> bool:
        assert self.process
        assert self.process.poll() is None, f"The server has stopped:\n{self.log}"
        try:
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        except requests.ConnectionError:
            return False

    def is_well(self) -> bool:
        return requests.get(f"{self.url}/readyz", timeout=PATIENCE).json() == {"status": "ready"}

    def kill(self) -> None:
        """End it in the middle of whatever it does, as a power cut would."""
        if self.database:
            # Nobody else holds the file open, so the next to open it finds what a crash leaves.
            self.database.close()
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self._listener.join()
            if self.process.stdout:
                self.process.stdout.close()
            self.process = None

    @property
    def log(self) -> str:
        """All that it has printed."""
        return "".join(self.said)

    def fill_disk(self, is_full: bool) -> None:
        """Nothing can be written any more, or everything again."""
        if IS_POSTGRESQL:
            shared_postgresql().fill(self.database_url, is_full)
            return
        assert self.process
        _, most = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (0 if is_full else most, most))

    # ---- What happens on it

    def workshop(self, plan: dict[str, Any], *, opened: bool = True) -> Workshop:
        """A new workshop with Fay facilitating."""
        listed = self.register.create(read_workshop_file(plan))
        return Workshop(self, listed.code, self.register.links(listed, self.url), opened)


class Browser:
    """Somebody's browser: its cookies, and every byte that came to it over HTTP or a socket."""

    def __init__(self, url: str, code: str, name: str = "") -> None:
        self.url, self.code, self.name = url, code, name
        self.session = requests.Session()
        self.session.hooks["response"].append(self._keep)
        self.person = 0
        self.received: list[bytes] = []
        self.wires: list[Wire] = []

    def _keep(self, response: requests.Response, **_: object) -> None:
        """Keep what came, with what was packed in it unpacked."""
        self.received.append(f"{response.status_code} {response.headers}".encode() + response.content)
        if response.content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
                self.received.extend(packed.read(name) for name in packed.namelist())

    def get(self, path: str = "", **options: Any) -> requests.Response:
        return self.session.get(f"{self.url}/w/{self.code}{path}", timeout=PATIENCE, **options)

    def enter(self, link: str) -> Browser:
        """Open a link with a secret in it, which becomes a seat."""
        answered = self.session.get(link, timeout=PATIENCE, allow_redirects=False)
        assert answered.status_code == 302, answered.text
        self.person = self.view()["you"]["person"] or 0
        return self

    def join(self, sector: str = "", organisation: str = "") -> Browser:
        body = {"name": self.name, "sector": sector, "organisation": organisation}
        answered = self.session.post(f"{self.url}/join/{self.code}", json=body, timeout=PATIENCE)
        assert answered.ok, answered.text
        self.person = answered.json()["person"]
        return self

    def view(self, **query: str) -> Shown:
        answered = self.get("/view", headers={"Accept": "application/json"}, params=query)
        shown: Shown = answered.json()
        return shown

    def records(self, kind: str) -> dict[int, Shown]:
        """The records of one kind as this browser may see them now, by seq."""
        found = self.view()["records"].items()
        return {int(key.split("/")[1]): shown for key, shown in found if key.startswith(f"{kind}/")}

    def do(self, name: str, data: Shown | None = None, id: str | None = None) -> int:
        """A command that must be done; the seq it led to."""
        answered = self.ask(name, data, id)
        assert "seq" in answered, (name, data, answered)
        return int(answered["seq"])

    def ask(self, name: str, data: Shown | None = None, id: str | None = None) -> Shown:
        body = {"name": name, "data": data or {}, "id": id or new_id()}
        answered: Shown = self.session.post(
            f"{self.url}/w/{self.code}/command", json=body, timeout=PATIENCE
        ).json()
        return answered

    @property
    def cookie(self) -> str:
        return "; ".join(f"{each.name}={each.value}" for each in self.session.cookies)

    def wire(self, code: str | None = None, **query: str) -> Wire:
        """A connection with this browser's cookie."""
        wire = Wire(self.url, self.code if code is None else code, self.cookie, **query)
        self.wires.append(wire)
        return wire

    @property
    def bytes(self) -> bytes:
        """Everything it ever received."""
        return b"\n".join(self.received + [frame for wire in self.wires for frame in wire.frames])


class Workshop:
    """A workshop on a server: its code, its links, and Fay, who facilitates it."""

    def __init__(self, server: Server, code: str, links: dict[str, str], opened: bool) -> None:
        self.server, self.code, self.links = server, code, links
        self.browsers: list[Browser] = []
        self.fay = self.browser("Fay").enter(links["facilitator"])
        if opened:
            self.fay.do("workshop.open")

    def browser(self, name: str = "") -> Browser:
        """A browser that has no seat yet."""
        self.browsers.append(Browser(self.server.url, self.code, name))
        return self.browsers[-1]

    def join(self, name: str, sector: str = "", organisation: str = "") -> Browser:
        return self.browser(name).join(sector, organisation)

    def enter(self, role: str) -> Browser:
        """An observer or a screen."""
        return self.browser(role).enter(self.links[role])

    def stage(self, activity: str) -> int:
        """The seq of the first stage with this activity."""
        stages = self.fay.records("stage")
        return min(seq for seq, stage in stages.items() if stage["activity"] == activity)

    def first(self, kind: str) -> int:
        return min(self.fay.records(kind))

    def begin(self, activity: str) -> int:
        """Open the first stage with this activity; its seq."""
        stage = self.stage(activity)
        self.fay.do("stage.open", {"stage": stage})
        return stage

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        for browser in self.browsers:
            for wire in browser.wires:
                wire.close()
            browser.session.close()


class Wire:
    """A Socket.IO connection over a WebSocket. Keeps every frame; sends anything, well-formed or not."""

    def __init__(self, url: str, code: str, cookie: str, **query: str) -> None:
        asked = "".join(f"&{key}={value}" for key, value in query.items())
        address = f"{url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&w={code}{asked}"
        self.frames: list[bytes] = []
        self.heard: list[tuple[float, str, Any]] = []
        self.answers: dict[int, Any] = {}
        self.refused: Shown | None = None
        self.is_in = False
        self.is_over = False
        self.is_cut = False
        self._asked = 0
        self._news = threading.Condition()
        self._socket = websocket.create_connection(
            address, cookie=cookie or None, timeout=PATIENCE, enable_multithread=True
        )
        self._line = self._socket.sock
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.raw("40")
        self.wait(lambda: self.is_in or self.refused or self.is_over, "No answer to a connection.")

    def _read(self) -> None:
        try:
            while True:
                _, frame = self._socket.recv_data_frame(control_frame=True)
                if frame.opcode == websocket.ABNF.OPCODE_CLOSE:
                    break
                self._take(frame.data)
        except (OSError, websocket.WebSocketException):
            pass
        finally:
            self._socket.shutdown()
            with self._news:
                self.is_over = self.is_cut = True
                self._news.notify_all()

    def _take(self, data: bytes) -> None:
        text = data.decode()
        with self._news:
            self.frames.append(data)
            if text == "2":
                self.raw("3")
            elif text.startswith("40"):
                self.is_in = True
            elif text.startswith("41"):
                self.is_over = True
            elif text.startswith("44{"):
                self.refused = json.loads(text[2:])
            elif text.startswith("42"):
                event, *arguments = json.loads(text[2:])
                self.heard.append((time.monotonic(), event, arguments[0] if arguments else None))
            elif text.startswith("43"):
                number, _, rest = text[2:].partition("[")
                [*answer] = json.loads(f"[{rest}")
                self.answers[int(number)] = answer[0] if answer else None
            self._news.notify_all()

    def listen_for(self, seconds: float) -> None:
        """Stay though nothing is said for so long; otherwise a silence of `PATIENCE` counts as the end."""
        self._socket.settimeout(seconds)

    # ---- Sending

    def raw(self, text: str) -> None:
        self._socket.send(text)

    def raw_bytes(self, data: bytes) -> None:
        self._socket.send_binary(data)

    def raw_frame(self, frame: bytes) -> None:
        """Bytes as they are, also where no frame may look like that. Raises OSError."""
        if self.is_cut:
            raise ConnectionResetError
        self._line.sendall(frame)

    def emit(self, event: str, *arguments: Any) -> int:
        """Send an event without waiting; the number under which its answer comes."""
        self._asked += 1
        self.raw(f"42{self._asked}{json.dumps([event, *arguments])}")
        return self._asked

    def answer(self, number: int) -> Any:
        self.wait(lambda: number in self.answers or self.is_over, f"No answer to {number}.")
        return self.answers.get(number)

    def ask(self, event: str, *arguments: Any) -> Any:
        return self.answer(self.emit(event, *arguments))

    def post(self, name: str, data: Any, id: str | None = None) -> int:
        """Send a command without waiting for its answer."""
        return self.emit("command", {"name": name, "data": data, "id": id or new_id()})

    def command(self, name: str, data: Any = None, id: str | None = None) -> Any:
        return self.answer(self.post(name, {} if data is None else data, id))

    # ---- Hearing

    def wait(self, is_there: Callable[[], Any], what: str = "It does not come.") -> None:
        with self._news:
            assert self._news.wait_for(is_there, PATIENCE), what

    def of(self, event: str) -> list[Any]:
        """The payloads of one kind of event, in the order they came."""
        return [payload for _, name, payload in list(self.heard) if name == event]

    def wait_for(self, event: str, count: int = 1) -> Any:
        self.wait(lambda: len(self.of(event)) >= count or self.is_over, f"No {event}.")
        assert len(self.of(event)) >= count, f"The connection ended before {event} came."
        return self.of(event)[count - 1]

    def wait_for_seq(self, seq: int) -> None:
        """Until the patches have come as far as `seq`."""
        self.wait(lambda: any(patch["seq"] >= seq for patch in self.of("patch")), f"No patch with {seq}.")

    def close(self) -> None:
        """Say goodbye, as a browser does whose page is closed; or find that the server did already."""
        with suppress(OSError, websocket.WebSocketException):
            if not self.is_cut:
                self._socket.send_close()
        self._reader.join(PATIENCE)


class Polled:
    """A connection by long polling, for those whose network lets no WebSocket through."""

    def __init__(self, browser: Browser) -> None:
        self.heard: list[tuple[str, Any]] = []
        self._news = threading.Condition()
        self.client = socketio.Client(http_session=browser.session, reconnection=False)
        for event in ("patch", "presence", "ended"):
            self.client.on(event, self._listener(event))
        self.client.connect(f"{browser.url}?w={browser.code}", transports=["polling"], wait_timeout=PATIENCE)

    def _listener(self, event: str) -> Callable[[Any], None]:
        def hear(payload: Any) -> None:
            with self._news:
                self.heard.append((event, payload))
                self._news.notify_all()

        return hear

    def command(self, name: str, data: Shown, id: str | None = None) -> Any:
        return self.client.call(
            "command", {"name": name, "data": data, "id": id or new_id()}, timeout=PATIENCE
        )

    def wait_for_seq(self, seq: int) -> None:
        def is_there() -> bool:
            return any(event == "patch" and patch["seq"] >= seq for event, patch in self.heard)

        with self._news:
            assert self._news.wait_for(is_there, PATIENCE), f"No patch with {seq}."

    def __enter__(self) -> Polled:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.disconnect()
        self.client.eio.wait()


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """For what announces itself to nobody: look again until it is so."""
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, what
        time.sleep(0.02)
