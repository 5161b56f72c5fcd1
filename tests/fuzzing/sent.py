"""Sending what was made up to a real server, and looking at what comes back.

Nothing here waits for longer than `BOUND`: what is not answered by then hangs, and that is a fault.
"""

from __future__ import annotations

import os
import re
import socket
import time
from collections import Counter
from collections.abc import Iterable
from itertools import count
from typing import Any, NamedTuple

import msgspec
import requests

from dialogue.holders import Holders, Holding
from tests.fuzzing.asked import Asked
from tests.fuzzing.frames import a_text
from tests.fuzzing.words import MARK
from tests.organisers import account_of, cookie_of
from tests.server import SECRET, Browser, Server, Workshop

BOUND = 30.0
"""Seconds within which everything is answered, also on a busy machine."""

NEEDS = {
    "title": "Fuzzed",
    "sectors": ["public", "private"],
    "stages": [
        {"activity": "check_in"},
        {"activity": "ground_rules", "rules": ["Listen."]},
        {"activity": "board", "questions": ["Why?", "How?"], "visibility": "all", "identity": "named"},
        {"activity": "board", "questions": ["Unsigned?"], "visibility": "own", "identity": "anonymous"},
        {"activity": "clusters", "of": 2, "open_to": "everyone"},
        {"activity": "vote", "target": "notes", "of": 2, "dots": 5, "per_item": 3},
        {"activity": "actions", "open_to": "everyone"},
        {"activity": "parking_lot"},
        {"activity": "evaluation"},
    ],
}
"""One stage of every kind, so that every command has something to be about."""

PEOPLE = 24
"""Participants beside the actors, so that nobody sends too much for one person."""


CALLERS = count(os.getpid() * 1_000)


class Actor(NamedTuple):
    """Somebody's cookie, and the token of their forms."""

    cookie: str
    token: str


class Place(NamedTuple):
    """A workshop on a server, and everybody who tries something there."""

    port: int
    fills: dict[str, str]
    actors: dict[str, Actor]
    people: list[str]
    facilitators: list[str]
    known: dict[str, list[int]]

    @property
    def code(self) -> str:
        return self.fills["code"]


class Answered(NamedTuple):
    """What came back: a status, or 0 where the connection was closed without a word."""

    status: int
    head: str
    body: bytes
    seconds: float


class Hangs(Exception):
    """It was not answered."""


# ---- A place to try things


def place_on(server: Server, closed: str = "") -> tuple[Place, Workshop]:
    """A workshop in which something of every kind is, with every actor; Fay is not one of them."""
    organiser = f"dialogue={cookie_of(server.register.database, SECRET)}"
    workshop = server.workshop(NEEDS)
    other = server.workshop(NEEDS)
    # Others may have made the first account here, who then owns what nobody else does.
    olga, its = account_of(server.register.database), server.register.find(workshop.code)
    Holders(server.register.database).give(its.id, olga.id, Holding.OWNER)
    ana, fred = workshop.join("Ana", "public"), workshop.browser("Fred").enter(workshop.links["facilitator"])
    rita = workshop.join("Rita", "private")
    people = [workshop.join(f"Person {n}", "public") for n in range(PEOPLE)]
    helpers = [workshop.browser(f"Helper {n}").enter(workshop.links["facilitator"]) for n in range(4)]
    furnish(workshop, people[0])
    workshop.fay.do("person.remove", {"person": rita.person})
    key = workshop.links["observer"].partition("key=")[2]
    fills = {
        "code": workshop.code,
        "other": other.code,
        "closed": closed or "NOSUCH",
        "over": workshop.code.lower(),
    }
    fills |= {"host": f"127.0.0.1:{server.port}", "id": "1", "key": key}
    browsers = {
        "stranger": workshop.browser(),
        "ana": ana,
        "fay": fred,
        "observer": workshop.enter("observer"),
        "screen": workshop.enter("screen"),
        "removed": rita,
        "other": other.join("Olu", "public"),
    }
    actors = {name: actor_of(browser, workshop.code) for name, browser in browsers.items()}
    actors["organiser"] = Actor(organiser, token_in(server.url, "/workshops/new", organiser)[1])
    known: dict[str, list[int]] = {}
    for key in workshop.fay.view()["records"]:
        kind, _, seq = key.partition("/")
        known.setdefault(kind, []).append(int(seq))
    participants, facilitators = (
        [each.cookie for each in group] for group in ([ana, *people], [fred, *helpers])
    )
    return Place(server.port, fills, actors, participants, facilitators, known), workshop


def furnish(workshop: Workshop, person: Browser) -> None:
    """Put something of every kind into a workshop, as people would."""
    fay, vote = workshop.fay, workshop.stage("vote")
    for stage in sorted({*fay.records("stage")} - {vote}):
        fay.do("stage.open", {"stage": stage})
    boards = sorted(fay.records("board"))
    notes = [person.do("note.add", {"board": boards[0], "text": f"Note {n}"}) for n in range(3)]
    person.do("note.add", {"board": boards[2], "text": "Nobody's"})
    sorting = workshop.stage("clusters")
    cluster = fay.do("cluster.add", {"stage": sorting, "title": "Lane", "notes": notes[:1]})
    fay.do("cluster.add", {"stage": sorting, "title": "Other lane"})
    fay.do("note.move", {"notes": [notes[1]], "cluster": cluster})
    person.do("rule.propose", {"stage": workshop.stage("ground_rules"), "text": "Be brief."})
    person.do("hand.raise", {"kind": "speak"})
    person.do("action.add", {"text": "Do it."})
    person.do("park.add", {"text": "Later."})
    fay.do("stage.open", {"stage": vote})


def actor_of(browser: Browser, code: str) -> Actor:
    """A browser's cookie, with the token that the forms of its pages hold."""
    for path in (f"/w/{code}/plain", f"/join/{code}", "/"):
        cookie, token = token_in(browser.url, path, browser.cookie)
        if token:
            return Actor(cookie, token)
    return Actor(browser.cookie, "")


def token_in(url: str, path: str, cookie: str) -> tuple[str, str]:
    """The cookie after a page was looked at, and the token in its forms, if it has any."""
    answered = requests.get(url + path, headers={"Cookie": cookie}, timeout=BOUND, allow_redirects=False)
    given = answered.cookies.get("dialogue")
    token = re.search(r'name="csrf_token" value="([^"]+)"', answered.text)
    return f"dialogue={given}" if given else cookie, token[1] if token else ""


# ---- Requests


def filled(place: Place, asked: Asked) -> bytes:
    """The bytes that are sent."""
    actor, stranger = place.actors[asked.actor], place.actors["fay"]
    value, foreign = (each.cookie.partition("=")[2] for each in (actor, stranger))
    fills = place.fills | {
        "cookie": actor.cookie or "none=1",
        "token": actor.token,
        "half": value[: len(value) // 2],
        "mixed": f"{value.rpartition('.')[0]}.{foreign.rpartition('.')[2]}",
    }
    data = asked.data
    for name, text in fills.items():
        data = data.replace(f"~{name}~".encode(), text.encode())
    head, end, body = data.partition(b"\r\n\r\n")
    return head.replace(b"~length~", str(len(body)).encode()) + end + body


def send(place: Place, asked: Asked) -> Answered:
    """Send one request, say that nothing more comes, and take all that is answered."""
    return exchange(place.port, filled(place, asked))


def exchange(port: int, data: bytes) -> Answered:
    began = time.monotonic()
    came = b""
    with connected(port) as line:
        try:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            while more := line.recv(65_536):
                came += more
        except TimeoutError:
            raise Hangs from None
        except OSError:
            # It was closed while it was still being sent, or read.
            pass
    while came.startswith((b"HTTP/1.1 100", b"HTTP/1.1 101")):
        came = came.partition(b"\r\n\r\n")[2]
    head, _, body = came.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/\d\.\d (\d{3})", head)
    return Answered(int(status[1]) if status else 0, head.decode("latin-1"), body, time.monotonic() - began)


def fault_in(answered: Answered) -> str:
    """What is wrong with an answer, whatever was asked; nothing where it is right."""
    if answered.status >= 500 and not is_documented(answered):
        return f"{answered.status}: {answered.body[:300]!r}"
    if b"Traceback (most recent" in answered.body:
        return "a traceback was sent"
    if "text/html" in answered.head.lower() and MARK.encode() in answered.body:
        return "words came back as a tag"
    if re.search(r"(?i)^set-cookie: owned", answered.head, re.MULTILINE):
        return "words became a header"
    return ""


def is_documented(answered: Answered) -> bool:
    """Only what is over in a moment may be answered with 503, and it says when."""
    return answered.status == 503 and "retry-after" in answered.head.lower()


# ---- Sockets


class Talker:
    """A WebSocket of one actor, on which anything is sent; it comes back where it was ended."""

    def __init__(self, place: Place, cookie: str) -> None:
        self.place, self.cookie = place, cookie
        self.lost = 0
        self.answers: Counter[str] = Counter()
        self._line: socket.socket | None = None
        self._rest = b""

    def talk(self, packets: Iterable[str]) -> str:
        """Send packets, and wait until all of them were taken. Returns what is wrong, or nothing."""
        sent = list(packets)
        try:
            line = self._line or self._connect()
            line.sendall(b"".join(map(a_text, [*sent, "5"])))
            return self._until(sum(text.startswith("5") for text in sent) + 1)
        except TimeoutError:
            self.close()
            return "no answer"
        except OSError:
            self.lost += 1
            self.close()
            return ""

    def _connect(self) -> socket.socket:
        self._line = connected(self.place.port)
        self._rest = opened(self._line, self.place, self.cookie)
        self._line.sendall(a_text("40"))
        return self._line

    def _until(self, noops: int) -> str:
        """Read until the server has said so often that it has nothing to say, which it does when asked."""
        wrong = ""
        while noops:
            for text in self._texts():
                if text == b"2":
                    assert self._line
                    self._line.sendall(a_text("3"))
                noops -= text == b"6"
                if text.startswith(b"43"):
                    answer = answer_in(text)
                    self.answers[kind_of(answer)] += 1
                    wrong = wrong or fault_of(answer)
        return wrong

    def _texts(self) -> list[bytes]:
        frames, self._rest = whole_frames(self._rest)
        while not frames:
            self._rest += self._more()
            frames, self._rest = whole_frames(self._rest)
        return frames

    def _more(self) -> bytes:
        assert self._line
        came = self._line.recv(65_536)
        if not came:
            raise ConnectionResetError
        return came

    def close(self) -> None:
        if self._line:
            self._line.close()
            self._line = None


def burst(place: Place, cookie: str, data: bytes) -> str:
    """Open a WebSocket, send bytes on it that may be no frames, hang up; what is wrong, or nothing."""
    with connected(place.port) as line:
        try:
            opened(line, place, cookie)
            line.sendall(a_text("40") + data)
            line.shutdown(socket.SHUT_WR)
            while line.recv(65_536):
                pass
        except TimeoutError:
            return "the connection does not end"
        except OSError:
            pass
    return ""


def connected(port: int) -> socket.socket:
    """A connection from the next of many addresses, so that none is held back for what others tried."""
    n = next(CALLERS)
    source = f"127.{2 + n // 62_500 % 250}.{n // 250 % 250}.{n % 250 + 1}"
    return socket.create_connection(("127.0.0.1", port), BOUND, (source, 0))


def opened(line: socket.socket, place: Place, cookie: str) -> bytes:
    """Make a connection a WebSocket; what came behind the answer."""
    line.sendall(handshake(place, cookie))
    came = b""
    while b"\r\n\r\n" not in came:
        more = line.recv(65_536)
        if not more:
            raise ConnectionResetError
        came += more
    head, _, rest = came.partition(b"\r\n\r\n")
    assert b" 101 " in head, head
    return rest


def handshake(place: Place, cookie: str) -> bytes:
    lines = [
        f"GET /socket.io/?EIO=4&transport=websocket&w={place.code} HTTP/1.1",
        f"Host: 127.0.0.1:{place.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        f"Cookie: {cookie}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def whole_frames(data: bytes) -> tuple[list[bytes], bytes]:
    """What the whole frames say that data of a server begins with, and the rest. Raises OSError at its
    goodbye.
    """
    found = []
    while len(data) >= 2:
        size, start = data[1], 2
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(data[2:start], "big")
        if len(data) < start + size:
            break
        if data[0] & 0x0F == 8:
            raise ConnectionResetError
        found.append(data[start : start + size])
        data = data[start + size :]
    return found, data


def answer_in(text: bytes) -> Any:
    """What a packet answers that answers something."""
    answer = msgspec.json.decode(text[text.index(b"[") :])
    return answer[0] if answer else None


def kind_of(answer: Any) -> str:
    """An answer in a word: done, told, or why not."""
    if not isinstance(answer, dict):
        return "nothing"
    return str(answer.get("reason") or ("told" if "now" in answer else "done"))


def fault_of(answer: Any) -> str:
    """What is wrong with an answer: it is a seq, records, or a no in a sentence."""
    if not isinstance(answer, dict):
        return f"an answer that says nothing: {answer!r}"
    if answer.get("reason") == "failed":
        return "a command failed"
    if "refused" in answer and not isinstance(answer["refused"], str):
        return f"a no without a sentence: {answer!r}"
    return ""
