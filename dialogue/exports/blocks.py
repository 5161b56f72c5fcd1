"""What a report is made of, whatever it is written in: sections of blocks.

People's words are as they wrote them; a writer escapes what its format needs escaped, and nothing
here is marked up. A writer that meets a block it does not know fails: none is left out silently.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import field


class Footnote(msgspec.Struct):
    """Where an outcome came from, in a sentence: its vote, its cluster, its notes. `seqs` are the
    places in the record that it names as ¶63, in that order.
    """

    text: str
    seqs: list[int] = field(default_factory=list)


class Paragraph(msgspec.Struct, tag=True):
    """Words of ours or of an organiser. `passage` is the name by which it can be written anew, and
    empty where it cannot; `tool` is small print.
    """

    text: str
    passage: str = ""
    tool: bool = False


class Item(msgspec.Struct):
    """Words in a list, and what is known of them, set apart. `anchor` is like `note-63`. `items` lie
    beneath it: notes that build on a note, objections to a rule, the outcome of an action.
    `label` says what it is where that is not plain, like "Objection". `language` is that of the words,
    where it is known.
    """

    text: str
    facts: list[str] = field(default_factory=list)
    label: str = ""
    anchor: str = ""
    footnote: Footnote | None = None
    items: list[Item] = field(default_factory=list)
    language: str = ""


class Listing(msgspec.Struct, tag=True):
    """Items, in an order that counts (`ordered`) or not."""

    items: list[Item]
    ordered: bool = False


class Column(msgspec.Struct):
    """`is_number`: set to the right, and summed where the table has a total."""

    title: str
    is_number: bool = False


class Row(msgspec.Struct):
    """One cell a column. A number is written as the reader's language writes it."""

    cells: list[str | int | float | None]
    anchor: str = ""
    footnote: Footnote | None = None


class Table(msgspec.Struct, tag=True):
    """A table with a caption and a head. `total` is its last row, where one makes sense."""

    caption: str
    columns: list[Column]
    rows: list[Row]
    total: Row | None = None


class Series(msgspec.Struct):
    """One value for each label of a chart; None where a small group keeps it secret."""

    title: str
    values: list[float | None]


class Chart(msgspec.Struct, tag=True):
    """A picture of the table that follows it. `n` is how many people or things were counted, `counted`
    the same with what they are, like "28 people".

    `bars` lie, one for each label; `columns` stand, for time; `stacked` bars add up their series.
    """

    kind: Literal["bars", "columns", "stacked"]
    caption: str
    alt: str
    labels: list[str]
    series: list[Series]
    n: int
    counted: str = ""


Block = Paragraph | Listing | Table | Chart


class Section(msgspec.Struct):
    """A heading and what stands under it. `anchor` is unique in the report, like `priorities`."""

    anchor: str
    title: str
    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


class Picture(msgspec.Struct):
    """A drawing for a page of its own. All its words stand in the report too; `alt` says where."""

    title: str
    svg: str
    alt: str


class Report(msgspec.Struct):
    """A workshop on paper for one level and in one language. `facts` stand on the cover, each with
    its name. `seal` is the hash that closed it, or empty. `map` is for paper: elsewhere it is at hand.
    """

    title: str
    purpose: str
    level: str
    language: str
    direction: Literal["ltr", "rtl"]
    created: float
    seal: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    map: Picture | None = None
