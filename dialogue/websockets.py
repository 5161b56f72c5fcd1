"""What the servers' WebSockets lack. Each of these closes a hole or saves everybody's time.

- A message in many fragments is gathered without end: `limit_messages`, `limited`.
- A message is unmasked byte by byte: `limit_messages`.
- Messages are taken in faster than they are dealt with, and hoarded: `patient`.
- Whoever sends the head of a request byte by byte, or its body, holds a place for good: `hasty`,
  `with_hasty_bodies`.
- Compression that refers to earlier frames makes each connection's bytes its own, and keeps a
  compressor for each: `with_shared_compression`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from engineio.exceptions import EngineIOError
from werkzeug.exceptions import ClientDisconnected

from dialogue.sockets import LARGEST_MESSAGE

Application = Callable[[Any, Any], Iterable[bytes]]

MOST_HOARDED = 50
"""Messages of one client that wait to be dealt with. The rest waits in the network."""

LOOK_EVERY = 0.05

NEXT_WITHIN = 75.0
"""Seconds until a connection that is kept has said what it asks for next."""

HEAD_WITHIN = 20.0
"""Seconds from there to the end of the head."""

BODY_WITHIN = 30.0
READ_AT_ONCE = 256 * 1024
MOST_THROWN_AWAY = 4 * 1024 * 1024

GIVEN_UP = "_chunked_input_error"
"""What one of the servers looks at before it waits for the rest of a body that nobody reads."""

SLOWEST = 8 * 1024
"""A body has so many seconds, and one more for each of so many bytes: 64 kilobits a second."""


def with_shared_compression(app: Application) -> Application:
    """Let browsers have deflated frames, but none that refer to earlier ones.

    So a room's frame is the same bytes for everybody, and no connection keeps a compressor.
    """

    def serve(environ: Any, start_response: Any) -> Iterable[bytes]:
        offered = environ.get("HTTP_SEC_WEBSOCKET_EXTENSIONS")
        if offered:
            alone = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            environ["HTTP_SEC_WEBSOCKET_EXTENSIONS"] = offered.replace("permessage-deflate", alone)
        return app(environ, start_response)

    return serve


class TooSlow(ClientDisconnected, EngineIOError, OSError):
    """A body came too slowly. For us that is as if its sender had left."""


def hasty(kind: Any, timeout: Any, line: str, head: str) -> Any:
    """Have what reads requests hang up on whoever takes too long to say one.

    `timeout` is that of the server, `line` and `head` are what its parts are called.
    """

    def read_line(self: Any) -> Any:
        with timeout(NEXT_WITHIN, False):
            return getattr(kind, line)(self)
        return ""

    def read_head(self: Any, *args: Any) -> Any:
        with timeout(HEAD_WITHIN, False):
            return getattr(kind, head)(self, *args)
        self.close_connection = True
        return False

    return type(kind.__name__, (kind,), {line: read_line, head: read_head})


def with_hasty_bodies(app: Application, timeout: Any, held_as: str = "") -> Application:
    """Have the body of a request come in time. A small one is read before anybody is asked what it is for,
    and what was not read of a large one is not waited for; `held_as` is where its server looks for that.
    """

    def serve(environ: Any, start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if environ.get("REQUEST_METHOD") != "POST":
            return app(environ, start_response)
        body = Body(environ["wsgi.input"], int(length) if length.isdecimal() else 0, timeout)
        if held := environ.get(held_as):
            held.discard = body.give_up
        environ["wsgi.input"] = body
        if 0 < body.length <= READ_AT_ONCE:
            try:
                environ["wsgi.input"] = BytesIO(body.read(body.length))
            except TooSlow:
                start_response("408 Request Timeout", [("Content-Length", "0"), ("Connection", "close")])
                return []
        return app(environ, start_response)

    return serve


class Body:
    """The body of a request, as long as it comes in time."""

    def __init__(self, given: Any, length: int, timeout: Any) -> None:
        self.given, self.length, self.timeout = given, length, timeout
        self.ends = time.monotonic() + BODY_WITHIN + length / SLOWEST

    def __getattr__(self, name: str) -> Any:
        return getattr(self.given, name)

    def __iter__(self) -> Any:
        return iter(self.readline, b"")

    def read(self, *args: Any) -> Any:
        return self._in_time(self.given.read, *args)

    def readline(self, *args: Any) -> Any:
        return self._in_time(self.given.readline, *args)

    def readlines(self, *args: Any) -> Any:
        return self._in_time(self.given.readlines, *args)

    def give_up(self, *_: Any) -> None:
        """Read on a little what nobody wanted, so that its sender hears why; then the connection ends."""
        for _ in range(MOST_THROWN_AWAY // READ_AT_ONCE):
            if not self.read(READ_AT_ONCE):
                return
        raise TooSlow

    def _in_time(self, read: Callable[..., Any], *args: Any) -> Any:
        try:
            with self.timeout(max(0.001, self.ends - time.monotonic()), TooSlow()):
                return read(*args)
        except TooSlow:
            if hasattr(self.given, GIVEN_UP):
                setattr(self.given, GIVEN_UP, True)
            raise


def limit_messages(frames: Any, too_big: Any) -> None:
    """Bound a message in all its fragments, and unmask it at once instead of byte by byte."""

    class Message(frames.Message):  # type: ignore[misc]
        total = 0

        def push(self, data: bytes, final: bool = False) -> None:
            # Pieces without anything in them cost memory too.
            self.total += len(data) or 1
            if self.total > self.max_frame_length:
                raise too_big(1009, "message too big")
            super().push(data, final)

    def unmasked(data: bytes, mask: bytes, length: int | None = None, offset: int = 0) -> bytes:
        turn = offset % 4
        key = bytes(mask[turn:] + mask[:turn]) * (len(data) // 4 + 1)
        mixed = int.from_bytes(data, "little") ^ int.from_bytes(key[: len(data)], "little")
        return mixed.to_bytes(len(data), "little")

    frames.Message = Message
    frames._apply_mask = staticmethod(unmasked)


def limited(kind: Any) -> Any:
    """Bound a message in all its fragments where the library knows no bound: the rest is not even read."""

    class WebSocket(kind):  # type: ignore[misc]
        left = 0

        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.raw_read = self.read_within

        def read_message(self) -> Any:
            self.left = LARGEST_MESSAGE
            return super().read_message()

        def read_within(self, size: int) -> Any:
            self.left -= size
            return self.stream.read(size) if self.left >= 0 else b""

    return WebSocket


def patient(kind: Any) -> Any:
    """Have the thread that reads wait until what it has read is dealt with."""

    class Server(kind):  # type: ignore[misc]
        def __init__(self, environ: Any, *args: Any, **kwargs: Any) -> None:
            # The time that a request may take ends here. With one, a frame may be sent in part only,
            # and the library would go on with the next.
            environ["werkzeug.socket"].settimeout(None)
            super().__init__(environ, *args, **kwargs)

        def _handle_events(self) -> bool:
            goes_on: bool = super()._handle_events()
            while goes_on and self.connected and len(self.input_buffer) >= MOST_HOARDED:
                time.sleep(LOOK_EVERY)
            return goes_on

    return Server
