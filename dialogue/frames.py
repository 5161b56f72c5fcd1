"""Messages as the bytes that go over a WebSocket, made once however many people they are for.

RFC 6455 says how a message is framed, RFC 7692 how it is deflated. Nothing here knows a socket.
"""

from __future__ import annotations

import struct
import zlib
from functools import cached_property

from engineio.packet import MESSAGE, Packet

WORTH_DEFLATING = 200
"""Below so many bytes deflating costs more than it saves."""

TEXT, DEFLATED = 0x81, 0xC1
TAIL = b"\x00\x00\xff\xff"


class Message(Packet):  # type: ignore[misc]
    """A Socket.IO message for many. Whoever polls gets its text; lines get one of its frames."""

    def __init__(self, text: str) -> None:
        super().__init__(MESSAGE, text)

    @cached_property
    def bytes(self) -> bytes:
        return str(self.encode()).encode()

    @cached_property
    def plain(self) -> bytes:
        return framed(self.bytes)

    @cached_property
    def deflated(self) -> bytes:
        return deflated(self.bytes)


def framed(text: bytes, head: int = TEXT) -> bytes:
    """One whole message from a server, which masks nothing."""
    size = len(text)
    if size < 126:
        return struct.pack("!BB", head, size) + text
    if size < 65_536:
        return struct.pack("!BBH", head, 126, size) + text
    return struct.pack("!BBQ", head, 127, size) + text


def deflated(text: bytes) -> bytes:
    """The same, deflated where that is worth it.

    Without context takeover: it refers to nothing sent before, so it is the same for everybody,
    and no connection keeps the 300 KB that a compressor takes.
    """
    if len(text) < WORTH_DEFLATING:
        return framed(text)
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)
    return framed(packed.removesuffix(TAIL), DEFLATED)
