"""The report with the map of the workshop, for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dialogue.exports.blocks import Picture, Report
from dialogue.exports.document import Level
from dialogue.exports.map_picture import map_svg_of
from dialogue.exports.minutes import minutes_from
from dialogue.exports.report import report_of
from dialogue.exports.tongue import gettext as _
from dialogue.workshop import the_workshop

if TYPE_CHECKING:
    from dialogue.exports.forms import Source

MOST_ON_A_PAGE = 150


def with_map(source: Source, level: Level) -> Report:
    """The report of a workshop, and its map where that can be read on one page."""
    report = report_of(source, level)
    minutes = minutes_from(source, level)
    if not 0 < len(minutes.notes()) <= MOST_ON_A_PAGE:
        return report
    svg = map_svg_of(minutes, the_workshop(source.state).sectors)
    alt = _("The questions, their clusters and the notes in them. “Findings” says the same in words.")
    return msgspec.structs.replace(report, map=Picture(_("The map"), svg, alt))
