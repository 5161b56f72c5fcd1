"""The socket edge: who is this, which workshop, and pass it on. No rules here.

One client's messages are handled one after the other (V6).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple

import engineio.socket
import msgspec
from flask import current_app, request, session
from flask_socketio import ConnectionRefusedError, SocketIO
from socketio import Manager
from socketio.packet import CONNECT, DISCONNECT, EVENT, Packet

from dialogue import limits, metrics
from dialogue.database import Unavailable
from dialogue.doorman import Doorman
from dialogue.edge import (
    Speaking,
    answer,
    ensure_may_catch_up,
    guessing,
    politely,
    sentence_of,
    speaking_as,
)
from dialogue.fanout import Fanout
from dialogue.kernel import Refused
from dialogue.lasting import Lasting
from dialogue.lines import Line
from dialogue.live import LiveWorkshop, Shell
from dialogue.logs import guarded
from dialogue.neighbours import Neighbours
from dialogue.presence import Presence
from dialogue.register import Register
from dialogue.seats import Seat, ensure_seat, lasts, looking
from dialogue.stopping import staying

LARGEST_MESSAGE = 64 * 1024

ASKED = ("command", "catch_up")

# At a lower level it would print what passes, hidden words too (V1).
logger = logging.getLogger("dialogue.sockets")
logger.setLevel(logging.ERROR)


def loads(text: str, **_: Any) -> Any:
    try:
        return msgspec.json.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


json = SimpleNamespace(dumps=lambda value, **_: msgspec.json.encode(value).decode(), loads=loads)


class TextPacket(Packet):  # type: ignore[misc]
    """Text only, and nothing but what we ask for; the rest becomes an event that nobody hears.

    A client that announces binary parts would have us wait for them in memory, one that sends
    `connect` as an event would be counted twice, and none is worth a traceback in the log.
    """

    uses_binary_events = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.packet_type == EVENT and not self.data:
            self.data = [""]

    def decode(self, encoded_packet: str) -> None:
        try:
            super().decode(encoded_packet)
            is_ours = self.packet_type in (CONNECT, DISCONNECT)
            is_ours = is_ours or (self.packet_type == EVENT and self.data[0] in ASKED)
        except Exception:
            is_ours = False
        if not is_ours:
            self.packet_type, self.namespace, self.id, self.data = EVENT, None, None, [""]


class Clients(Manager):  # type: ignore[misc]
    """Who is connected. The rooms are the fan-out's, so whoever goes is looked for in none but their own.

    Otherwise each of ten thousand who go would be looked for in twenty thousand rooms.
    """

    def basic_disconnect(self, sid: str, namespace: str, **_: Any) -> None:
        if namespace in self.rooms:
            for room in (None, sid):
                self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            if sid in pending.get(namespace, []):
                pending[namespace].remove(sid)


class Here(NamedTuple):
    """One connection: the workshop it listens to, and the seat it has there."""

    live: LiveWorkshop
    seat: Seat
    speaking: Speaking


def make_socketio(async_mode: str, line: type[Line]) -> SocketIO:
    # Engine.IO makes its connections from this name.
    engineio.socket.Socket = line
    return SocketIO(
        async_mode=async_mode,
        async_handlers=False,
        manage_session=False,
        serializer=TextPacket,
        json=json,
        max_http_buffer_size=LARGEST_MESSAGE,
        client_manager=Clients(),
        logger=logger,
        engineio_logger=logger,
    )


def make_shell(
    socketio: SocketIO, fanout: Fanout, neighbours: Neighbours, render: Callable[[str], str], is_shared: bool
) -> Shell:
    """How live workshops reach the sockets and the other processes."""

    def end(room: str, reason: str) -> None:
        fanout.send("ended", {"reason": reason}, room)
        fanout.end(room)

    return Shell(
        emit=fanout.send,
        spawn=lambda work: socketio.start_background_task(guarded(work)),
        sleep=socketio.sleep,
        end=end,
        render=render,
        is_shared=is_shared,
        news=neighbours.tell,
    )


def attach(
    socketio: SocketIO, fanout: Fanout, register: Register, neighbours: Neighbours, presence: Presence
) -> None:
    """Let phones, consoles and screens in."""
    here: dict[str, Here] = {}
    doorman = Doorman(socketio)
    lasting = Lasting(socketio.start_background_task, socketio.sleep, socketio.server.disconnect)

    def counted(code: str) -> None:
        if live := register.live(code):
            presence.changed(live)

    neighbours.listen(register.heard, register.look, counted)

    @socketio.on("connect")
    def connect(_auth: Any = None) -> None:
        doorman.listens(request.sid, is_speaking=True)
        try:
            staying.ensure()
            code = request.args.get("w", "")
            with nullcontext() if code in session.get("seats", {}) else guessing():
                register.find(code)
            live = register.open(code)
            taken = ensure_seat(session, live)
            seat = looking(taken, request.args.get("as", ""))
            if fanout.count(live.room()) >= limits.MOST_CONNECTIONS:
                raise Refused("This workshop is full at the moment. Try again in a minute.", "slow-down")
            live.attend(seat.audience, seat.person)
        except Refused as refused:
            raise turned_away(sentence_of(refused), refused.reason) from None
        except Unavailable:
            raise turned_away("", "not-saved") from None
        finally:
            doorman.listens(request.sid, is_speaking=False)
        here[request.sid] = Here(
            live, seat, partial(speaking_as, current_app.request_context, live, request.environ)
        )
        metrics.connections.set(len(here))
        is_there = fanout.enter(request.sid, *rooms_of(live, seat))
        if not is_there or not live.is_seated(seat.eyes):
            # They hung up, or were removed, while they waited to be let in.
            leave(request.sid)
            raise turned_away("", "removed" if is_there else "gone")
        if taken.holder or taken != seat:
            application = current_app._get_current_object()
            lasting.watch(request.sid, partial(lasts, application, session.get("organiser"), live, taken))
        if oldest := doorman.knows(request.sid, live.code, seat.person):
            socketio.server.disconnect(oldest)
        presence.changed(live)

    # These come all the time, or all at once, and need nothing of a request, whose making costs more
    # than they do.

    @socketio.server.on("disconnect")
    def leave(sid: str, _reason: Any = None) -> None:
        left = here.pop(sid, None)
        lasting.goes(sid)
        metrics.connections.set(len(here))
        if left:
            doorman.goes(sid, left.live.code, left.seat.person)
            fanout.leave(sid, *rooms_of(left.live, left.seat))
            register.keep(left.live)
        if left and left.seat.person is not None:
            left.live.leave(left.seat.person)
            presence.changed(left.live)

    @socketio.server.on("command")
    def command(sid: str, *payload: Any) -> dict[str, Any]:
        known = here.get(sid)
        if known is None:
            socketio.server.disconnect(sid)
            return {"refused": "", "reason": "not-joined"}
        return answer(known.live, known.seat, payload[0] if len(payload) == 1 else payload, known.speaking)

    @socketio.server.on("catch_up")
    def catch_up(sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        known = here.get(sid)
        asked = payload if isinstance(payload, dict) else {}
        since = asked.get("since")
        now = {"now": time.time()}
        if known is None or not isinstance(since, int) or not known.live.is_seated(known.seat.eyes):
            return {"reload": True} | now

        def missed() -> dict[str, Any]:
            ensure_may_catch_up(known.live, known.seat, line=sid)
            if asked.get("person", known.seat.person) != known.seat.person:
                # Somebody else took a seat in this browser: what the page shows is not theirs.
                return {"reload": True}
            return known.live.catch_up(known.seat.eyes, since)

        return politely(missed, known.speaking) | now


def rooms_of(live: LiveWorkshop, seat: Seat) -> list[str]:
    """Where a seat hears of a workshop: everybody's room, its audience's, its own."""
    own = [live.room(seat.person)] if seat.person is not None else []
    return [live.room(), live.room(seat.audience), *own]


def turned_away(sentence: str, reason: str) -> ConnectionRefusedError:
    """A no to a connection, counted."""
    metrics.refusal_count(reason).inc()
    return ConnectionRefusedError(sentence, {"reason": reason})
