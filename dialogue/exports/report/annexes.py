"""The annexes: every note, who was there, and how votes were set."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Column, Paragraph, Row, Section, Table
from dialogue.exports.lookups import words_of
from dialogue.exports.phrases import roles
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext

MOST_LISTED = 1_000


def notes_section(draft: Draft) -> Section:
    """Every note of the findings once more, in the order in which they were written; of thousands the
    tables have that list, and a report would be twice as long for it.
    """
    lines = sorted(draft.minutes.notes(), key=lambda line: line.note)
    if len(lines) > MOST_LISTED:
        words = ngettext(
            "%(num)d note is listed under its question. The tables (CSV, XLSX) also say when it was written.",
            "All %(num)d notes are listed under their questions. The tables (CSV, XLSX) list them in the "
            "order in which they were written, with their times.",
            len(lines),
        )
        return Section("notes", _("Annex: all notes"), [Paragraph(words, tool=True)])
    names = any(line.by for line in lines)
    sectors = any(line.sector for line in lines)
    columns = [Column("¶"), Column(_("Question")), Column(_("Cluster")), Column(_("Note")), Column(_("Time"))]
    columns += [Column(_("Name"))] if names else []
    columns += [Column(_("Sector"))] if sectors else []
    rows = []
    for line in lines:
        place = draft.places[line.note]
        cells: list[str | int | float | None] = [
            f"¶{line.note}",
            str(draft.numbers[place.question.board]),
            place.cluster,
            words_of(line),
            draft.clock(line.at),
        ]
        cells += [line.by] if names else []
        cells += [line.sector] if sectors else []
        rows.append(Row(cells))
    blocks: list[Block] = [Table(_("All notes, in the order in which they were written"), columns, rows)]
    return Section("notes", _("Annex: all notes"), blocks if rows else [])


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
    """The rules of each vote, and how many took part."""
    columns = [
        Column(_("Vote")),
        Column(_("Counted")),
        Column(_("On")),
        Column(_("Dots each"), is_number=True),
        Column(_("Most on one"), is_number=True),
        Column(_("During the vote")),
        Column(_("People here"), is_number=True),
        Column(_("Voted"), is_number=True),
        Column(_("Dots given"), is_number=True),
    ]
    on = {"clusters": _("clusters"), "notes": _("notes")}
    rows = []
    for part in draft.minutes.priorities:
        if draft.is_opened(part.stage):
            title = (
                part.title
                if part.round == 1
                else _("%(title)s, round %(round)d", title=part.title, round=part.round)
            )
            meanwhile = _("results shown") if part.live else _("results hidden")
            cells: list[str | int | float | None] = [
                title,
                draft.clock(part.ended),
                on.get(part.target, part.target),
            ]
            rows.append(
                Row([*cells, part.dots, part.per_item, meanwhile, part.people, part.voted, part.spent])
            )
    blocks: list[Block] = [Table(_("How the votes were set"), columns, rows)] if rows else []
    return Section("votes", _("Annex: votes and their settings"), blocks)
