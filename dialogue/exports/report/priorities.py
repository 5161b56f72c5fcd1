"""What comes first: each round of a vote, as a picture and as a table."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Chart, Column, Paragraph, Row, Section, Series, Table
from dialogue.exports.document import Priorities
from dialogue.exports.phrases import vote_line
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.participation import alt_of
from dialogue.exports.report.trail import footnote_of
from dialogue.exports.tongue import gettext as _


def priorities_section(draft: Draft) -> Section:
    parts = [part for part in draft.minutes.priorities if draft.is_opened(part.stage)]
    return Section("priorities", _("Priorities"), sections=[vote_section(draft, part) for part in parts])


def vote_section(draft: Draft, part: Priorities) -> Section:
    blocks: list[Block] = [Paragraph(vote_line(part))]
    if part.is_counted:
        blocks += [vote_chart(draft, part), vote_table(draft, part)]
    return Section(f"vote-{part.stage}-{part.round}", part.title, blocks)


def vote_chart(draft: Draft, part: Priorities) -> Chart:
    labels = [draft.words(row) for row in part.rows]
    points = [row.points or 0 for row in part.rows]
    caption = _("Dots")
    return Chart(
        "bars", caption, alt_of(caption, labels, points), labels, [Series(caption, list(points))], sum(points)
    )


def vote_table(draft: Draft, part: Priorities) -> Table:
    columns = [
        Column(_("Rank"), is_number=True),
        Column(_("What")),
        Column(_("Dots"), is_number=True),
        Column(_("People"), is_number=True),
    ]
    rows = []
    for row in part.rows:
        rank = _("%(rank)d, tied", rank=row.rank) if row.rank and row.tied else str(row.rank or "")
        cells: list[str | int | float | None] = [rank, draft.words(row), row.points or 0, row.voters or 0]
        rows.append(Row(cells, anchor=f"vote-{row.vote}", footnote=footnote_of(draft, row.target)))
    total = Row(["", _("All"), part.spent or 0, None])
    return Table(part.title, columns, rows, total)
