"""Clients that mean harm: they hoard, dawdle, flood and never say who they are. The server goes on, keeps
its memory, and its log tells of none of it.
"""

from __future__ import annotations

import json
import re
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket
from websocket import ABNF

from dialogue.doorman import INTRODUCED_WITHIN, MOST_OF_ONE, Doorman
from dialogue.websockets import BODY_WITHIN, HEAD_WITHIN, limit_messages
from tests.server import PATIENCE, Server, Workshop, wait_until
from tests.test_sockets import MODES, PLAN, assert_well, opened_board

MB = 1 << 20


@pytest.fixture(params=MODES)
def workshop(request: pytest.FixtureRequest, server_in: Callable[[str], Server]) -> Iterator[Workshop]:
    """An open workshop, once on each kind of server."""
    with server_in(request.param).workshop(PLAN) as workshop:
        yield workshop


@pytest.fixture
def servers(server_in: Callable[[str], Server]) -> list[Server]:
    return [server_in(mode) for mode in MODES]


def memory_of(server: Server) -> int:
    """The bytes that a server holds."""
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


def threads_of(server: Server) -> int:
    assert server.process
    return len(list(Path(f"/proc/{server.process.pid}/task").iterdir()))


def raw(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE + 30)


def ended(line: socket.socket) -> bool:
    """Wait until the other side hangs up, whatever it says before."""
    try:
        while line.recv(65_536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def polled(server: Server, code: str = "") -> str:
    """Open a session by polling, and say nothing more. Its id."""
    answer = requests.get(f"{server.url}/socket.io/?EIO=4&transport=polling&w={code}", timeout=PATIENCE)
    assert answer.ok, answer.text
    return str(json.loads(answer.text[1:])["sid"])


# ---- Who one is


@pytest.mark.parametrize("origin", ["https://evil.example.org", "null", "http://127.0.0.1:1"])
def test_sockets_are_for_pages_of_this_server(workshop: Workshop, origin: str) -> None:
    server, ana = workshop.server, workshop.join("Ana", "public")
    address = f"{server.url}/socket.io/?EIO=4&transport="
    live = f"{address.replace('http', 'ws', 1)}websocket&w={workshop.code}"
    # One server greets before it asks, and then hangs up without a word.
    with pytest.raises((websocket.WebSocketException, OSError)):
        theirs = websocket.create_connection(live, origin=origin, cookie=ana.cookie, timeout=PATIENCE)
        try:
            heard = theirs.recv()
        finally:
            # Its `close` leaves the socket to whoever collects the garbage, once the other side said goodbye.
            theirs.shutdown()
        assert heard == "", heard
        raise ConnectionResetError
    for headers in ({"Origin": origin}, {"Sec-Fetch-Site": "cross-site"}):
        answer = ana.session.get(f"{address}polling&w={workshop.code}", headers=headers, timeout=PATIENCE)
        assert answer.status_code == 400 and "sid" not in answer.text
    sid = polled(server)
    for headers in ({"Origin": origin}, {"Sec-Fetch-Site": "cross-site"}):
        sent = ana.session.post(f"{address}polling&sid={sid}", data="40", headers=headers, timeout=PATIENCE)
        assert sent.status_code == 400
    for own in (server.url, None):
        ours = websocket.create_connection(
            live, origin=own, suppress_origin=own is None, cookie=ana.cookie, timeout=PATIENCE
        )
        assert ours.recv().startswith("0{")
        ours.close()


def test_no_page_elsewhere_loads_a_session_as_a_script(server: Server) -> None:
    answer = requests.get(f"{server.url}/socket.io/?EIO=4&transport=polling&j=0", timeout=PATIENCE)
    assert answer.status_code == 400 and "___eio" not in answer.text


def test_whoever_does_not_say_who_they_are_is_gone_soon(servers: list[Server]) -> None:
    """By WebSocket, by polling, refused, or out of the workshop again: nobody stays who is nobody."""
    silent: list[tuple[Server, socket.socket]] = []
    sids: list[tuple[Server, str]] = []
    with ExitStack() as stack:
        for server in servers:
            workshop = stack.enter_context(server.workshop(PLAN))
            address = f"{server.url.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket"
            for says in ([], ["2"], ["40/admin,"], ["40"], ['42["command",{}]']):
                line = websocket.create_connection(f"{address}&w={workshop.code}", timeout=PATIENCE)
                for text in says:
                    line.send(text)
                silent.append((server, line.sock))
            sids.append((server, polled(server, workshop.code)))
            left = workshop.join("Ben", "public").wire()
            left.raw("41")
            silent.append((server, left._line))
        for server, line in silent:
            assert ended(line), f"{server.mode}: somebody who is nobody stays."
            line.close()
        for server, sid in sids:
            url = f"{server.url}/socket.io/?EIO=4&transport=polling&sid={sid}"
            wait_until(
                lambda url=url: requests.post(url, data="3", timeout=PATIENCE).status_code == 400,
                f"{server.mode}: a session that nobody uses stays.",
                INTRODUCED_WITHIN + PATIENCE,
            )
        for server in servers:
            assert_well(server)


def test_who_has_said_it_stays(workshop: Workshop) -> None:
    """The same seconds pass for somebody who is in; somebody who is nobody came after them, and went."""
    ana = workshop.join("Ana", "public").wire()
    board = opened_board(workshop)
    address = f"{workshop.server.url.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket"
    with closing(websocket.create_connection(address, timeout=PATIENCE)) as nobodys:
        assert ended(nobodys.sock)
    assert "seq" in ana.command("note.add", {"board": board, "text": "still here"})


def test_one_person_holds_only_so_many_connections(workshop: Workshop) -> None:
    """The oldest goes: it may be one that a phone lost in a tunnel."""
    ana, ben = workshop.join("Ana", "public"), workshop.join("Ben", "private").wire()
    board = opened_board(workshop)
    wires = [ana.wire() for _ in range(MOST_OF_ONE + 3)]
    for wire in wires[:3]:
        wire.wait(lambda wire=wire: wire.is_over, "The oldest stays.")
    assert not any(wire.is_over for wire in wires[3:])
    assert "seq" in wires[-1].command("note.add", {"board": board, "text": "from the last"})
    assert "seq" in ben.command("note.add", {"board": board, "text": "and from Ben"})


# ---- The doorman, with nobody there


class Eio:
    def __init__(self) -> None:
        self.sockets: dict[str, Any] = {}
        self.handlers: dict[str, Any] = {"connect": lambda sid, environ: None}

    def on(self, name: str, handler: Any) -> None:
        self.handlers[name] = handler


class Still:
    """Socket.IO as the doorman knows it. Nothing runs in the background."""

    def __init__(self) -> None:
        self.eio = Eio()
        self.server = self.manager = self

    def eio_sid_from_sid(self, sid: str, _namespace: str) -> str:
        return sid

    def start_background_task(self, _task: Any) -> None:
        pass


class Silent:
    closed = closing = False

    def __init__(self, sid: str) -> None:
        self.sid, self.is_introduced = sid, False

    def introduced(self) -> None:
        self.is_introduced = True


def comes(still: Still, sid: str, address: str) -> bool:
    still.eio.sockets[sid] = Silent(sid)
    return still.eio.handlers["connect"](sid, {"REMOTE_ADDR": address}) is None


def test_an_address_holds_only_so_many_who_are_nobody_p3(monkeypatch: pytest.MonkeyPatch) -> None:
    still = Still()
    doorman = Doorman(still)  # type: ignore[arg-type]
    # Three hundred phones behind one router, each of which tries a second time.
    assert all(comes(still, f"phone {n}", "203.0.113.9") for n in range(600))
    for n in range(300):
        doorman.knows(f"phone {n}", "K7MQ2P", n)
    assert all(comes(still, f"eve {n}", "203.0.113.9") for n in range(700))
    assert not comes(still, "eve once more", "203.0.113.9")
    assert not comes(still, "eve", "::ffff:203.0.113.9")
    assert comes(still, "ana", "203.0.113.10") and comes(still, "ben", "127.0.0.1")
    doorman.knows("eve 1", "K7MQ2P", 900)
    assert comes(still, "eve once more", "203.0.113.9"), "Whoever is known counts there no more."


def test_nobody_who_comes_and_goes_leaves_anything_behind() -> None:
    still = Still()
    doorman = Doorman(still)  # type: ignore[arg-type]
    for n in range(50):
        assert comes(still, f"ana {n}", "203.0.113.9")
        doorman.knows(f"ana {n}", "K7MQ2P", 3)
        still.eio.sockets.pop(f"ana {n}")
        doorman.goes(f"ana {n}", "K7MQ2P", 3)
    assert not doorman._unknown and not doorman._addresses and not doorman._of


# ---- What costs memory


def flooded(server: Server, flood: Callable[[], None]) -> int:
    """By how many bytes a server has grown when this was over."""
    flood()
    before = memory_of(server)
    flood()
    return memory_of(server) - before


def test_pieces_binaries_and_bombs_keep_no_memory(workshop: Workshop) -> None:
    """Each comes twice: the first time, the server may learn what it needs."""
    server, ana = workshop.server, workshop.join("Ana", "public")
    begins = ABNF(0, 0, 0, 0, ABNF.OPCODE_TEXT, 1, b"4").format()
    empty = ABNF(0, 0, 0, 0, ABNF.OPCODE_CONT, 1, b"").format() * 5_000
    whole = ABNF(1, 0, 0, 0, ABNF.OPCODE_BINARY, 1, b"\xff" * 60_000).format()
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = bomb.compress(b"4" + b" " * 40 * MB) + bomb.flush(zlib.Z_SYNC_FLUSH)
    deflated = ABNF(1, 1, 0, 0, ABNF.OPCODE_TEXT, 1, packed[:-4]).format()

    def flood() -> None:
        for frames in ([begins, *[empty] * 100], [b"459999999999-", *[whole] * 300], [deflated]):
            wire = ana.wire()
            with suppress(OSError):
                for frame in frames:
                    wire.raw_frame(frame)
            wire.close()

    assert flooded(server, flood) < 24 * MB
    assert "seq" in ana.wire().command("hand.raise", {"kind": "speak"})
    assert_well(server)


def test_whoever_reads_nothing_is_owed_only_so_much(workshop: Workshop) -> None:
    """Answers to pings, to questions and to commands all wait within bounds; the sender waits too."""
    server, ana = workshop.server, workshop.join("Ana", "public")
    opened_board(workshop)
    ping = ABNF(1, 0, 0, 0, ABNF.OPCODE_PING, 1, b"x" * 125).format() * 500
    question = ABNF(1, 0, 0, 0, ABNF.OPCODE_TEXT, 1, b'421["catch_up",{"since":0}]').format() * 500

    def flood() -> None:
        for frames in (ping, question):
            address = f"{server.url.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket"
            line = websocket.create_connection(
                f"{address}&w={workshop.code}", cookie=ana.cookie, timeout=PATIENCE
            )
            line.send("40")
            line.sock.settimeout(0.5)
            with suppress(OSError):
                # Until the network takes no more, or far more than the server may keep.
                for _ in range(600):
                    line.sock.sendall(frames)
            line.sock.close()

    assert flooded(server, flood) < 24 * MB
    assert server.is_well()


def test_sessions_that_nobody_uses_keep_neither_memory_nor_threads(servers: list[Server]) -> None:
    for server in servers:
        polled(server)
        before, threads = memory_of(server), threads_of(server)
        for _ in range(400):
            polled(server)
        assert memory_of(server) - before < 24 * MB, server.mode
        assert threads_of(server) - threads < 40, f"{server.mode}: each is asked whether it is there."


def test_pieces_with_nothing_in_them_are_counted() -> None:
    class Frames:
        class Message:
            def __init__(self, most: int) -> None:
                self.max_frame_length, self.data = most, []

            def push(self, data: bytes, final: bool = False) -> None:
                self.data.append(data)

    limit_messages(Frames, lambda *_: OverflowError())
    message = Frames.Message(100)
    with pytest.raises(OverflowError):
        for _ in range(101):
            message.push(b"")
    assert len(message.data) == 100


# ---- What is no request


NO_REQUESTS = [
    b"\x00" * 2_000,
    b"\xff\xfe\xfd\r\n\r\n" * 100,
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
    b"Connection: upgrade\r\n\r\n",
    b"GET /%ff%fe%00 HTTP/1.1\r\nHost: \xff\r\n\r\n",
    b"GET http://evil.example.org/ HTTP/1.1\r\nHost: evil.example.org\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + b"\x16\x03\x01\x02\x00" * 1_000,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]


def test_what_is_no_request_is_no_reason_to_stop(workshop: Workshop) -> None:
    server = workshop.server
    for bytes_ in NO_REQUESTS * 2:
        with raw(server) as line, suppress(OSError):
            line.sendall(bytes_)
            line.shutdown(socket.SHUT_WR)
            line.settimeout(PATIENCE)
            answer = b""
            while more := line.recv(65_536):
                answer += more
            assert not re.search(rb"^HTTP/1.[01] 5", answer), (bytes_[:60], answer[:200])
            assert b"Traceback" not in answer, bytes_[:60]
    wire = workshop.join("Ana", "public").wire()
    assert "seq" in wire.command("hand.raise", {"kind": "speak"})
    assert_well(server)


def test_who_says_a_request_byte_by_byte_is_not_waited_for(
    server_in: Callable[[str], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A head, and a body, each a little at a time. The servers that are made for it do not wait."""
    assert HEAD_WITHIN <= 20 and BODY_WITHIN <= 30
    lines = []
    for mode in ("eventlet", "gevent"):
        server = server_in(mode)
        head, body = raw(server), raw(server)
        head.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        body.sendall(b"POST /join HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        body.sendall(b"Content-Length: 500\r\n\r\n{")
        lines += [(mode, "head", head), (mode, "body", body)]
    waiting = {line.fileno(): (mode, what, line) for mode, what, line in lines}
    for _, _, line in lines:
        line.settimeout(0.2)
    until = time.monotonic() + BODY_WITHIN + PATIENCE
    while waiting and time.monotonic() < until:
        for number, (_, _, line) in list(waiting.items()):
            try:
                line.sendall(b" ")
                if not line.recv(4_096):
                    waiting.pop(number)
            except TimeoutError:
                continue
            except OSError:
                waiting.pop(number)
    assert not waiting, [(mode, what) for mode, what, _ in waiting.values()]
    for _, _, line in lines:
        line.close()
    for mode in ("eventlet", "gevent"):
        assert_well(server_in(mode))


def test_who_catches_up_all_the_time_is_slowed_down(workshop: Workshop) -> None:
    ana, ben = workshop.join("Ana", "public").wire(), workshop.join("Ben", "private").wire()
    seq = workshop.fay.view()["seq"]
    numbers = [ana.emit("catch_up", {"since": seq}) for _ in range(150)]
    answers = [ana.answer(number) for number in numbers]
    refused = [answer for answer in answers if "refused" in answer]
    assert refused and all(answer["reason"] == "slow-down" and "now" in answer for answer in refused)
    assert "records" in answers[0]
    assert "records" in ben.ask("catch_up", {"since": seq})


def test_what_strangers_write_begins_no_line_of_the_log(workshop: Workshop) -> None:
    server = workshop.server
    forged = "2026-01-01T00:00:00Z info a line that nobody wrote"
    for query in (
        f"sid=x%0A{forged}",
        f"transport=x%0A{forged}",
        f"EIO=4&transport=polling&sid=%0D%0A{forged}",
    ):
        requests.get(f"{server.url}/socket.io/?{query}", timeout=PATIENCE)
    requests.get(f"{server.url}/%0A{forged}", headers={"User-Agent": forged}, timeout=PATIENCE)
    assert not [line for line in server.said if line.startswith(forged)]
