"""What the servers' WebSockets lack. Each of these closes a hole or saves everybody's time.

- A message in many fragments is gathered without end: `limit_messages`, `limited`.
- A message is unmasked byte by byte: `limit_messages`.
- Compression that refers to earlier frames makes each connection's bytes its own, and keeps a
  compressor for each: `with_shared_compression`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dialogue.sockets import LARGEST_MESSAGE

Application = Callable[[Any, Any], Iterable[bytes]]


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


def limit_messages(frames: Any, too_big: Any) -> None:
    """Bound a message in all its fragments, and unmask it at once instead of byte by byte."""

    class Message(frames.Message):  # type: ignore[misc]
        total = 0

        def push(self, data: bytes, final: bool = False) -> None:
            self.total += len(data)
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
