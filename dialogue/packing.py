"""Views as gzip streams, in which what everybody sees is packed once and shared.

A gzip stream may be put together from parts that were deflated apart, as long as none refers
to another (RFC 1951: each part ends on a byte) and the checksum at the end is that of the whole
(RFC 1952). So the records of an audience are kept packed in pages; what is a person's own, and
what changes at every turn, is packed for each who asks and goes first.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

PAGE = 200
"""Records. One that changes has its page packed again: about a millisecond."""

OFTEN = ("workshop/", "stage/", "board/")
"""They hold counts, so they change with every note and everybody who joins."""

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
END = b"}}"

Shown = dict[str, Any]

encode = msgspec.json.Encoder().encode


class Packed(NamedTuple):
    """A part of a stream: what it says, and that deflated."""

    plain: bytes
    deflated: bytes


class Pages:
    """The records of an audience, packed in pages. `records` is the audience's own dict."""

    def __init__(self, records: Mapping[str, Shown]) -> None:
        self.records = records
        self._keys: list[dict[str, None]] = []
        self._place: dict[str, int] = {}
        self._packed: dict[int, Packed] = {}

    def look(self, key: str) -> None:
        """A record looks different now, or is new, or gone."""
        if key.startswith(OFTEN):
            return
        if key not in self._place:
            if not self._keys or len(self._keys[-1]) >= PAGE:
                self._keys.append({})
            self._place[key] = len(self._keys) - 1
        page = self._place[key]
        self._packed.pop(page, None)
        if key in self.records:
            self._keys[page][key] = None
        else:
            del self._keys[page][key], self._place[key]

    def stream(self, first: Shown, own: Mapping[str, Shown]) -> bytes:
        """A whole view as a gzip stream: the fields of `first`, and `records` with `own` among them."""
        often = {key: shown for key, shown in self.records.items() if key.startswith(OFTEN)}
        head = encode(first)[:-1] + b',"records":' + encode(often | dict(own))[:-1]
        parts = [packed(head), *self._parts(own), packed(END, zlib.Z_FINISH)]
        check = size = 0
        for part in parts:
            check = zlib.crc32(part.plain, check)
            size += len(part.plain)
        return b"".join([HEAD, *(part.deflated for part in parts), struct.pack("<LL", check, size)])

    def _parts(self, own: Iterable[str]) -> Iterable[Packed]:
        """The pages, and without what `own` has instead."""
        replaced: dict[int, set[str]] = {}
        for key in own:
            if key in self._place:
                replaced.setdefault(self._place[key], set()).add(key)
        for page, keys in enumerate(self._keys):
            if page in replaced:
                yield self._pack(key for key in keys if key not in replaced[page])
            elif keys:
                if page not in self._packed:
                    self._packed[page] = self._pack(keys)
                yield self._packed[page]

    def _pack(self, keys: Iterable[str]) -> Packed:
        shown = {key: self.records[key] for key in keys}
        return packed(b"," + encode(shown)[1:-1] if shown else b"")


def packed(plain: bytes, flush: int = zlib.Z_SYNC_FLUSH) -> Packed:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return Packed(plain, packer.compress(plain) + packer.flush(flush))
