"""What comes first: each round of a vote, as a picture and as a table."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Chart, Column, Paragraph, Row, Section, Series, Table
from dialogue.exports.document import Priorities
from dialogue.exports.phrases import said_people, vote_line
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.figures import described, in_numbers
from dialogue.exports.report.trail import footnote_of_priority
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext

MOST_BARS = 20


def priorities_section(draft: Draft) -> Section:
    parts = [part for part in draft.minutes.priorities if draft.is_opened(part.stage)]
    sections = [vote_section(draft, part) for part in parts]
    section = Section("priorities", _("Priorities"), sections=sections)
    if len(sections) == 1:
        section.blocks, section.sections = sections[0].blocks, []
    return section


def vote_section(draft: Draft, part: Priorities) -> Section:
    """One round. Of notes nobody gave a dot to there may be hundreds, and no picture is drawn of them."""
    blocks: list[Block] = [Paragraph(vote_line(part))]
    if part.is_counted:
        blocks += [*vote_chart(draft, part), vote_table(draft, part)]
    return Section(f"vote-{part.stage}-{part.round}", part.title, blocks)


def vote_chart(draft: Draft, part: Priorities) -> list[Block]:
    drawn = [row for row in part.rows if row.points] if len(part.rows) > MOST_BARS else part.rows
    if not is_drawn(part):
        return []
    counts = [(draft.words(row), row.points or 0) for row in drawn[:MOST_BARS]]
    caption = caption_of(part)
    values: list[float | None] = [points for _label, points in counts]
    labels = [label for label, _points in counts]
    dots = [Series(_("Dots"), values)]
    n = part.voted or part.spent or 0
    who = said_people(n) if part.voted else ngettext("%(num)d dot", "%(num)d dots", n)
    return [Chart("bars", caption, described(caption, counts), labels, dots, n, who)]


def is_drawn(part: Priorities) -> bool:
    """Of one thing alone, or of no dots, a picture says nothing."""
    return bool(part.spent) and len(part.rows) > 1


def vote_table(draft: Draft, part: Priorities) -> Table:
    """Best first, with ties as ties; whoever voted may have given dots to several things."""
    share = bool(part.voted)
    columns = [
        Column(_("Place"), is_number=True),
        Column(_("What")),
        Column(_("Dots"), is_number=True),
        Column(_("People"), is_number=True),
    ]
    columns += [Column(_("Of those who voted"), is_number=True)] if share else []
    rows = []
    for row in part.rows:
        place = _("%(rank)d, tied", rank=row.rank) if row.rank and row.tied else str(row.rank or "")
        cells: list[str | int | float | None] = [place, draft.words(row), row.points or 0, row.voters or 0]
        if share:
            cells.append(f"{round(100 * (row.voters or 0) / (part.voted or 1))} %")
        rows.append(Row(cells, anchor=f"vote-{row.vote}", footnote=footnote_of_priority(draft, row, part)))
    cells = ["", _("All"), part.spent or 0, None]
    caption = in_numbers(caption_of(part)) if is_drawn(part) else caption_of(part)
    return Table(caption, columns, rows, Row([*cells, None] if share else cells))


def caption_of(part: Priorities) -> str:
    """What is drawn: the dots of a vote, of one of its rounds where it had several."""
    if part.round > 1:
        return _("%(title)s, round %(round)d: dots", title=part.title, round=part.round)
    return _("%(title)s: dots", title=part.title)
