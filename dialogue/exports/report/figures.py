"""A picture and the table with the same numbers, which always come together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dialogue.exports.blocks import Block, Chart, Column, Row, Series, Table
from dialogue.exports.phrases import figure
from dialogue.exports.tongue import gettext as _


def counted(
    caption: str,
    what: str,
    unit: str,
    counts: Sequence[tuple[str, int]],
    all_of_them: str,
    kind: Literal["bars", "columns"] = "bars",
) -> list[Block]:
    """How many of something there were of each of some things, and of all together, in words too. Of one
    thing alone no picture is drawn: it would say nothing.
    """
    labels, numbers = [label for label, _count in counts], [count for _label, count in counts]
    total = sum(numbers)
    series = [Series(unit, list(numbers))]
    chart = Chart(kind, caption, described(caption, counts), labels, series, total, all_of_them)
    is_drawn = len(counts) > 1
    table = Table(
        in_numbers(caption) if is_drawn else caption,
        [Column(what), Column(unit, is_number=True)],
        [Row([label, number]) for label, number in counts],
        Row([_("All"), total]),
    )
    return [chart, table] if is_drawn else [table]


def in_numbers(caption: str) -> str:
    """What the table behind a picture is called."""
    return _("%(caption)s, in numbers", caption=caption)


def described(caption: str, counts: Sequence[tuple[str, int]]) -> str:
    """A picture in words, for those who do not see it."""
    said = _(", ").join(f"{label} {figure(count)}" for label, count in counts)
    return _("%(caption)s: %(said)s.", caption=caption, said=said)
