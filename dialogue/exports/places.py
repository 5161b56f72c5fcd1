"""Where in a report the things stand that it refers to by their place in the record, as ¶63."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.exports.blocks import Item, Listing, Report, Section, Table

OF_ENTRY = re.compile(r"(?:note|cluster|vote|rule|action|parked)-(\d+)")


def anchors_of(report: Report) -> dict[int, str]:
    """The anchor of everything that is an entry of the record, by its seq."""
    found = (OF_ENTRY.fullmatch(anchor) for section in report.sections for anchor in every_anchor(section))
    return {int(match[1]): match[0] for match in found if match}


def every_anchor(section: Section) -> Iterator[str]:
    """The anchors in a section, in order."""
    yield section.anchor
    for block in section.blocks:
        if isinstance(block, Listing):
            yield from of_items(block.items)
        elif isinstance(block, Table):
            yield from (row.anchor for row in block.rows if row.anchor)
    for each in section.sections:
        yield from every_anchor(each)


def of_items(items: list[Item]) -> Iterator[str]:
    for item in items:
        if item.anchor:
            yield item.anchor
        yield from of_items(item.items)
