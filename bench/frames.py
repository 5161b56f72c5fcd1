"""WebSocket frames as a client sends and takes them, and the Socket.IO packets in them.

What went to many clients is decoded once.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

TAIL = b"\x00\x00\xff\xff"
CLOSE = 0x88


class Patch(NamedTuple):
    """News for whoever knows everything up to `since`."""

    since: int
    seq: int
    records: dict[str, Any]


class Said(NamedTuple):
    """One packet: its text, and what it says where it says it to a whole room."""

    text: bytes
    patch: Patch | None = None
    is_for_all: bool = False


def masked(text: bytes) -> bytes:
    """One frame from a client; a mask of zeros leaves the bytes as they are."""
    size = len(text)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + text


def whole_in(data: bytes) -> tuple[list[bytes], bytes]:
    """The whole frames that data begins with, heads included, and the rest."""
    found, at, end = [], 0, len(data)
    while end - at >= 2:
        size, start = data[at + 1], at + 2
        if size == 126:
            size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
        elif size == 127:
            size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
        if end < start + size or end < start:
            break
        found.append(data[at : start + size])
        at = start + size
    return found, data[at:]


@lru_cache(maxsize=8192)
def read(frame: bytes) -> Said:
    """What a frame says. Whoever gets the same frame gets the same answer, already decoded."""
    if frame[0] == CLOSE:
        return Said(b"1")
    text = text_of(frame)
    if text.startswith(b'42["patch",'):
        patch = msgspec.json.decode(text[2:])[1]
        return Said(text, Patch(patch["from"], patch["seq"], patch["records"]), True)
    return Said(text, None, text.startswith(b'42["presence",'))


def text_of(frame: bytes) -> bytes:
    start = {126: 4, 127: 10}.get(frame[1], 2)
    if frame[0] & 0x40:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(frame[start:] + TAIL)
    return frame[start:]
