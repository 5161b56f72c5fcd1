"""The rows of the table, and how numbers are written in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One line: what, ours, ours one by one, the bare server's, and ours to the bare one's.

    Of two processes and one it is what both do, and two to one.
    """

    what: str
    ours: str
    one_by_one: str = ""
    bare: str = ""
    ratio: str = ""


HEADINGS = ("", "Dialogue", "one by one", "bare Node", "ratio")


def compared(what: str, form: Callable[[float], str], values: Sequence[float | None]) -> Row:
    """Ours, ours one by one and the bare server's, where they were measured, and a ratio."""
    ours, _, bare = values
    return beside(what, form, values)._replace(ratio=f"{ours / bare:.2f}" if ours and bare else "")


def beside(what: str, form: Callable[[float], str], values: Sequence[float | None]) -> Row:
    """The same of what is no better for being twice as much: how busy somebody was, what went wrong."""
    return Row(what, *("" if value is None else form(value) for value in values))


def ms(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms" if seconds >= 0.1 else f"{1000 * seconds:.1f} ms"


def us(seconds: float) -> str:
    return f"{1e6 * seconds:.1f} µs"


def kib(size: float) -> str:
    return f"{size / 1024:.0f} KiB"


def number(value: float) -> str:
    return f"{value:,.0f}"


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"
