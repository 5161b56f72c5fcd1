"""One client: it comes in, keeps up, posts, and comes back when the connection is lost.

It does what the browser does: patches over the socket, `catch_up` where one does not follow on what
it has, the whole view where it is told so, and a command keeps its id until it is answered.
"""

from __future__ import annotations

import random
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from bench.frames import masked, read, whole_in
from bench.known import NOTHING, Known, Records, Room, Step, merged
from bench.line import Answer, Line, Lost, Talk, header

if TYPE_CHECKING:
    from bench.crowd import Crowd

OFFERED = "permessage-deflate; client_max_window_bits"
"""What every browser asks for."""

# As Socket.IO's client does it, with the settings of static/socket.js.
FIRST_PAUSE, LONGEST_PAUSE, SPREAD = 2.0, 10.0, 0.75
NOT_YET = {"not-saved", "failed", "slow-down", "restarting"}
AGAIN = 1.0


class Seat(NamedTuple):
    """What one client needs to come in: where, and as whom."""

    port: int
    code: str = ""
    board: int = 0
    cookie: str = ""
    person: int = 0


class Sent:
    """A command: when it was sent, and what came of it."""

    __slots__ = ("answered", "at", "seq", "text")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.at = time.perf_counter()
        self.answered = 0.0
        self.seq = 0


class Client(Line):
    """One person. `own` is what only they are sent, laid over what everybody knows.

    Where it stands is in `crowd.known` while it is connected, and in `left_at` while it is not.
    """

    def __init__(self, crowd: Crowd, seat: Seat, room: Room, known: Known | None = None) -> None:
        super().__init__(crowd)
        self.seat = seat
        self.room = room
        self.left_at = known
        self.own: dict[str, Any] = {}
        self.is_live = self.is_over = self._is_behind = False
        self._unanswered: dict[int, Sent] = {}
        self._early: list[bytes] | None = None
        self._asked = 0
        self._told_to_wait = 0.0

    # ---- Coming in, and coming back

    def life(self) -> Talk:
        pauses = 0
        while not self.is_over:
            try:
                yield from self.connect()
                pauses = 0
                while True:
                    self.take((yield) or b"")
            except Lost:
                self.crowd.lost += self.is_live
                self.lose()
            if not self.is_over:
                told, self._told_to_wait = self._told_to_wait, 0.0
                yield from self.rest(told + pause_of(pauses))
                pauses += 1

    def connect(self) -> Talk:
        """A WebSocket, and on it a Socket.IO connection; then ask for what was missed."""
        yield from self.dial(self.seat.port)
        lines = [
            f"GET /socket.io/?EIO=4&transport=websocket&w={self.seat.code} HTTP/1.1",
            f"Host: 127.0.0.1:{self.seat.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            f"Sec-WebSocket-Extensions: {OFFERED}",
            f"Cookie: {self.seat.cookie}",
        ]
        self.send("\r\n".join([*lines, "", ""]).encode())
        came = b""
        while b"\r\n\r\n" not in came:
            came += yield from self.more()
        head, _, came = came.partition(b"\r\n\r\n")
        ensure_upgraded(head)
        self.send(masked(b"40"))
        is_in = False
        while not is_in:
            frames, came = whole_in(came)
            texts = [read(frame).text for frame in frames]
            if any(text.startswith((b"44", b"41", b"1")) for text in texts):
                raise Lost("turned away")
            is_in = any(text.startswith(b"40") for text in texts)
            early = [f for f, t in zip(frames, texts, strict=True) if not t.startswith((b"0", b"40"))]
            if not is_in:
                came += yield from self.more()
        assert self.left_at
        self.stands_at(self.left_at)
        self.left_at = None
        self.catch_up()
        self.take_frames(early, came)

    def lose(self) -> None:
        """Keep what is known; what was not answered waits for another line."""
        if self.left_at is None:
            known = self.known
            self.left_at = known.room.known(known.seq, known.records)
        self.is_live, self._early, self._asked = False, None, 0
        self.hang_up()

    def leave(self) -> None:
        self.is_over = True
        self.lose()

    # ---- Knowing

    @property
    def known(self) -> Known:
        return self.left_at or self.crowd.known[self.fd]

    @property
    def records(self) -> Records:
        """All that this client shows."""
        return merged(self.known.records, self.own)

    def stands_at(self, known: Known) -> None:
        self.crowd.known[self.fd] = known

    def take(self, chunk: bytes) -> None:
        """What nobody who stands here was sent before."""
        if not chunk:
            raise Lost("ended")
        if self._early is not None:
            self._early.append(chunk)
            return
        known = self.known
        way = known.learn(chunk)
        if way:
            self.go(*way)
            return
        frames, rest = whole_in(known.rest + chunk)
        if known.rest:
            self.stands_at(known.room.known(known.seq, known.records))
        self.take_frames(frames, rest)

    def take_frames(self, frames: list[bytes], rest: bytes) -> None:
        for at, frame in enumerate(frames):
            if self._early is not None:
                self._early.append(b"".join(frames[at:]) + rest)
                return
            self.hear(frame)
        if self._early is not None:
            self._early.append(rest)
        elif rest:
            known = self.known
            self.stands_at(known.room.known(known.seq, known.records, rest))

    def go(self, next: Known, step: Step) -> None:
        self.stands_at(next)
        step.count += 1
        step.at = time.perf_counter()

    def hear(self, frame: bytes) -> None:
        """One packet, to everybody or to this client alone."""
        said, known = read(frame), self.known
        way = known.ways.get(frame) or known.learn(frame)
        if way:
            self.go(*way)
            return
        self.crowd.personal_bytes += len(frame)
        if said.patch and said.patch.since > known.seq:
            self.catch_up()
        elif said.patch and said.patch.seq >= known.seq:
            self.learn_mine(known.seq, known.seq, known.records, said.patch.records)
        elif said.text.startswith(b"43"):
            start = said.text.index(b"[")
            self.answered(int(said.text[2:start]), msgspec.json.decode(said.text[start:])[0])
        elif said.text == b"2":
            self.send(masked(b"3"))
        elif said.text.startswith(b'42["restarting",'):
            self._told_to_wait = float(msgspec.json.decode(said.text[2:])[1]["in"])
        elif said.text.startswith((b"41", b"1")):
            raise Lost("ended")

    def catch_up(self) -> None:
        """Ask for what was missed, once at a time, and once more where something was missed meanwhile."""
        self._is_behind = bool(self._asked)
        if not self._asked:
            self._asked = self.crowd.next_number()
            self.ask(self._asked, ["catch_up", {"since": self.known.seq}])

    def caught_up(self, answer: dict[str, Any]) -> None:
        self._asked = 0
        if "records" in answer:
            known = self.known
            is_overtaken = answer["seq"] < known.seq
            if not is_overtaken:
                self.learn_mine(known.seq, answer["seq"], known.records, answer["records"])
                self.come_live()
            if is_overtaken or self._is_behind:
                self.catch_up()
        elif answer.get("reload"):
            self._early, self.left_at = [], self.known
            self.stands_at(NOTHING)
            line = Line(self.crowd)
            line.begin(self._look(line))
        else:
            self.crowd.after(AGAIN, self.catch_up)

    def learn_mine(self, since: int, seq: int, records: Records, news: dict[str, Any]) -> None:
        """Take in what was said to this client alone: what is everybody's, and what is its own.

        Its own follows on what everybody was told, and what everybody was told may come once more.
        """
        shared, own = apart(news, self.seat.person)
        self.own |= own
        if since < seq or any(records.get(key) != record for key, record in shared.items()):
            self.go(self.room.known(seq, merged(records, shared)), self.room.step(since, seq, 0))

    def _look(self, line: Line) -> Talk:
        """Fetch the whole view; patches that come meanwhile wait for it."""
        try:
            answer = yield from line.fetch(self.seat.port, f"GET /w/{self.seat.code}/view", self.seat.cookie)
        except Lost:
            line.hang_up()
            answer = None
        if self._early is None:
            return
        early, self._early = self._early, None
        self.stands_at(self.known)
        self.left_at = None
        if answer and answer.status == 200:
            self.replace(answer)
            self.come_live()
        else:
            self.crowd.after(AGAIN, self.catch_up)
        try:
            for chunk in filter(None, early):
                self.take(chunk)
        except Lost:
            self.resume(b"")

    def replace(self, answer: Answer) -> None:
        """Take a whole view."""
        view = answer.json
        self.crowd.personal_bytes += answer.size
        self.own = {}
        self.learn_mine(self.known.seq, view["seq"], {}, view["records"])

    def come_live(self) -> None:
        if not self.is_live:
            self.is_live = True
            for number in list(self._unanswered):
                self._send(number)

    # ---- Doing

    def post(self, text: str, event: str = "command") -> Sent:
        """Write a note; it stays in the outbox until it is answered."""
        number = self.crowd.next_number()
        call = {"name": "note.add", "data": {"board": self.seat.board, "text": text}, "id": f"bench-{number}"}
        sent = Sent(msgspec.json.encode([event, call]))
        self._unanswered[number] = sent
        if self.is_live:
            self._send(number)
        return sent

    @property
    def waiting(self) -> int:
        return len(self._unanswered)

    def answered(self, number: int, answer: dict[str, Any]) -> None:
        if number == self._asked:
            self.caught_up(answer)
        elif sent := self._unanswered.get(number):
            if "seq" in answer:
                sent.seq, sent.answered = answer["seq"], time.perf_counter()
                del self._unanswered[number]
                self.crowd.answered(self, sent)
            elif answer["reason"] in NOT_YET:
                self.crowd.after(AGAIN, lambda: self._send(number))
            else:
                self.crowd.refused[answer["reason"]] += 1
                del self._unanswered[number]

    def _send(self, number: int) -> None:
        if sent := self._unanswered.get(number):
            self.ask(number, sent.text)

    def ask(self, number: int, call: bytes | list[Any]) -> None:
        text = call if isinstance(call, bytes) else msgspec.json.encode(call)
        # Where the line does not take it any more, reading from it will end it.
        with suppress(Lost):
            self.send(masked(b"42%d" % number + text))


def ensure_upgraded(head: bytes) -> None:
    """Raises Lost where the server does not take the connection as it was asked for."""
    if not head.startswith(b"HTTP/1.1 101"):
        raise Lost(head.split(b"\r\n")[0].decode())
    agreed = header(head, "sec-websocket-extensions")
    assert not agreed or "server_no_context_takeover" in agreed, f"Frames refer to earlier ones: {agreed}"


def apart(records: dict[str, Any], person: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of what one person sees: what everybody sees of it, and what only they see."""
    shared: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for key, record in records.items():
        if key == f"person/{person}":
            own[key] = record
        elif record and "mine" in record:
            own[key] = record
            shared[key] = {field: value for field, value in record.items() if field != "mine"}
        else:
            shared[key] = record
    return shared, own


def pause_of(times: int) -> float:
    """How long to wait before trying again, different for everybody."""
    pause = FIRST_PAUSE * 2**times
    return min(LONGEST_PAUSE, pause * (1 + SPREAD * random.uniform(-1, 1)))
