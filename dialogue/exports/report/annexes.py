"""The annexes: every note, who was there, how votes were set, and by what the record is proof."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Column, Paragraph, Row, Section, Table
from dialogue.exports.phrases import roles
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _


def notes_section(draft: Draft) -> Section:
    """Every note of the findings once more, in the order in which they were written."""
    lines = sorted(draft.minutes.notes(), key=lambda line: line.note)
    sectors = any(line.sector for line in lines)
    columns = [Column("¶"), Column(_("Question")), Column(_("Cluster")), Column(_("Note")), Column(_("Time"))]
    columns += [Column(_("Sector"))] if sectors else []
    numbers = {question.board: n for n, question in enumerate(draft.questions, 1)}
    rows = []
    for line in lines:
        place = draft.places[line.note]
        cells: list[str | int | float | None] = [
            f"¶{line.note}",
            str(numbers[place.question.board]),
            place.cluster,
            line.text,
            draft.clock(line.at),
        ]
        rows.append(Row([*cells, line.sector] if sectors else cells))
    table = Table(_("All notes"), columns, rows)
    return Section("notes", _("Annex: all notes"), [table] if rows else [])


def attendance_section(draft: Draft) -> Section:
    people = draft.minutes.attendance
    columns = [Column(_("Name")), Column(_("Organisation")), Column(_("Sector")), Column(_("Role"))]
    rows = [
        Row([p.name or _("Somebody without a name"), p.organisation, p.sector, roles().get(p.role, p.role)])
        for p in people
    ]
    blocks: list[Block] = [Table(_("Who was there"), columns, rows)] if rows else []
    return Section("attendance", _("Annex: who was there"), blocks)


def votes_section(draft: Draft) -> Section:
    return Section("votes", _("Annex: vote data and settings"))


def integrity_section(draft: Draft) -> Section:
    minutes = draft.minutes
    words = _(
        "Drawn from the record of the workshop, %(count)d entries. "
        "A number like ¶%(example)d is a place in it.",
        count=minutes.seq,
        example=minutes.seq,
    )
    return Section("integrity", _("Annex: integrity"), [Paragraph(words)])
