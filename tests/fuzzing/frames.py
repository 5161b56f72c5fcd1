"""What may stand on a WebSocket: packets of Engine.IO and Socket.IO, and frames that are none."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.fuzzing.calls import as_json
from tests.fuzzing.words import anything, mutated, words

HEADS = [
    "",
    "4",
    "42",
    "420",
    "421",
    "42999999999999999999",
    "40",
    "41",
    "43",
    "430",
    "44",
    "45",
    "451-",
    "46",
]
HEADS += [
    "461-",
    "459999999999-",
    "47",
    "49",
    "0",
    "1",
    "2",
    "2probe",
    "3",
    "5",
    "6",
    "b",
    "40/admin,",
    "42/x,",
]


def packets(calls: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    """Text packets: commands and questions as they are meant, the same mutated, and any others."""
    meant = meant_packets(calls)
    return st.one_of(
        meant,
        mutated(meant.map(lambda text: text.encode(errors="surrogatepass"))).map(
            lambda data: data.decode(errors="replace")
        ),
        st.builds(
            lambda head, rest: head + rest,
            st.sampled_from(HEADS),
            st.one_of(st.just(""), words, anything.map(as_json)),
        ),
        st.builds(
            lambda number, payload: f"42{number}{as_json(payload)}",
            st.integers(0, 99),
            st.lists(st.one_of(st.sampled_from(["command", "catch_up", "connect", "disconnect"]), anything)),
        ),
    )


def meant_packets(calls: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    asked = st.fixed_dictionaries(
        {"since": st.one_of(st.integers(-1, 500), anything)}, optional={"person": anything}
    )
    return st.one_of(
        calls.map(lambda call: f"421{as_json(['command', call])}"),
        asked.map(lambda what: f"422{as_json(['catch_up', what])}"),
    )


@st.composite
def frames(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> bytes:
    """A few frames on one connection: any opcode, any length, masked or not, whole or in pieces."""
    return b"".join(draw(st.lists(frame(texts), min_size=1, max_size=4)))


@st.composite
def frame(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> bytes:
    payload = draw(
        st.one_of(
            texts.map(lambda text: text.encode(errors="surrogatepass")),
            st.binary(max_size=200),
            st.sampled_from(
                [b"", b"\xff", b"4\xc3", b"\xed\xa0\x80", b"4" * 126, b"4" * 65_536, b"4" * 70_000]
            ),
        )
    )
    opcode = draw(st.sampled_from([1, 1, 1, 0, 2, 8, 9, 10, 3, 7, 11, 15]))
    flags = draw(st.sampled_from([0x80, 0x80, 0x80, 0x00, 0xC0, 0xA0, 0x90, 0xF0, 0x40]))
    mask = draw(st.one_of(st.none(), st.binary(min_size=4, max_size=4), st.just(b"\0\0\0\0")))
    claimed = draw(st.one_of(st.just(len(payload)), st.just(len(payload)), st.sampled_from(LENGTHS)))
    form = draw(st.sampled_from([0, 0, 0, 2, 8]))
    return head_of(flags | opcode, claimed, form, mask) + with_mask(payload, mask)


LENGTHS = [0, 1, 125, 126, 127, 65_535, 65_536, 2**31, 2**63 - 1, 2**63, 2**64 - 1]


def head_of(first: int, length: int, form: int, mask: bytes | None) -> bytes:
    """The head of a frame; `form` is how many bytes tell the length, though fewer may do."""
    bit = 0x80 if mask is not None else 0
    if form == 8 or length > 0xFFFF:
        size = bytes([bit | 127]) + length.to_bytes(8, "big")
    elif form == 2 or length > 125:
        size = bytes([bit | 126]) + length.to_bytes(2, "big")
    else:
        size = bytes([bit | length])
    return bytes([first]) + size + (mask or b"")


def with_mask(payload: bytes, mask: bytes | None) -> bytes:
    if not mask:
        return payload
    key = (mask * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(len(payload), "big")


def a_text(text: str) -> bytes:
    """A frame as every browser sends it."""
    payload = text.encode(errors="surrogatepass")
    return head_of(0x81, len(payload), 0, b"mask") + with_mask(payload, b"mask")
