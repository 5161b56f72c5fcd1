"""What for, what was asked, and how it was run."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Column, Item, Listing, Paragraph, Row, Section, Table
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _


def method_section(draft: Draft) -> Section:
    blocks: list[Block] = [Paragraph(draft.minutes.purpose)] if draft.minutes.purpose else []
    if draft.questions:
        blocks.append(Listing([Item(question.question) for question in draft.questions], ordered=True))
    return Section("method", _("Purpose, questions and method"), [*blocks, *agenda(draft)])


def agenda(draft: Draft) -> list[Block]:
    """The steps as they were run, beside the time that was planned."""
    ran = [stage for stage in draft.minutes.stages if stage.opened]
    if not ran:
        return []
    columns = [
        Column(_("Step")),
        Column(_("From")),
        Column(_("To")),
        Column(_("Minutes planned"), is_number=True),
    ]
    rows = [
        Row([stage.title, draft.clock(stage.opened), draft.clock(stage.closed), stage.minutes or None])
        for stage in ran
    ]
    return [Table(_("How the workshop ran"), columns, rows)]
