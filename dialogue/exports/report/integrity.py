"""The integrity statement: what the report is drawn from, what changed since, and what is left out."""

from __future__ import annotations

from dialogue.blur import GRAIN
from dialogue.exports.blocks import Block, Column, Item, Listing, Paragraph, Row, Section, Table
from dialogue.exports.document import Level
from dialogue.exports.phrases import figure, quoted
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.method import is_blurred
from dialogue.exports.sectors import FEWEST
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext


def integrity_section(draft: Draft) -> Section:
    example = min(draft.notes, default=draft.minutes.seq)
    drawn = _(
        "This report is made from the record of the workshop. It shows every note as it was written. A "
        "number like ¶%(example)d is the place of a note in the record.",
        example=example,
    )
    if any(line.erased for line in draft.notes.values()):
        drawn = _(
            "This report is made from the record of the workshop. It shows every note as it was written, "
            "except where words were erased. A number like ¶%(example)d is the place of a note in the "
            "record.",
            example=example,
        )
    blocks: list[Block] = [Paragraph(drawn), record_table(draft)]
    lines = [*left_out(draft), *erasures(draft), *rewritten(draft)]
    blocks += [Listing([Item(line) for line in lines])] if lines else []
    return Section("integrity", _("Annex: integrity"), blocks)


def record_table(draft: Draft) -> Table:
    minutes = draft.minutes
    rows = [(_("Entries in the record"), figure(minutes.seq))]
    if minutes.seal:
        rows += [
            (_("Seal: the hash of the entry that closed it"), f"sha-256 {minutes.seal}"),
            (_("Sealed by the entry"), f"¶{minutes.sealed}"),
            (_("Entries after the seal"), figure(minutes.seq - minutes.sealed)),
        ]
    else:
        rows.append((_("Seal"), _("none: the workshop was not closed when this was written")))
    columns = [Column(_("What")), Column(_("State"))]
    return Table(_("The record"), columns, [Row([name, words]) for name, words in rows])


def left_out(draft: Draft) -> list[str]:
    """What whoever reads this does not see, so that nobody takes it for all there was."""
    said = []
    if any(map(is_blurred, draft.minutes.stages)):
        said.append(
            _(
                "While people voted, answered or wrote without their name, times were recorded only to "
                "%(minutes)d minutes, so that they do not tell who it was.",
                minutes=GRAIN // 60,
            )
        )
    if draft.level is Level.PUBLIC:
        said.append(
            _(
                "This report is for the public. It names nobody, and does not say which sector a note "
                "came from."
            )
        )
    if FEWEST[draft.level]:
        said.append(
            ngettext(
                "Sectors of fewer than %(num)d person are not shown separately.",
                "Sectors of fewer than %(num)d people are not shown separately.",
                FEWEST[draft.level],
            )
        )
    questions = draft.questions
    withheld = sum(question.hidden + question.held for question in questions)
    if withheld and draft.level is not Level.FULL:
        said.append(
            ngettext(
                "%(num)d note that facilitators hid or did not release is counted, and not shown.",
                "%(num)d notes that facilitators hid or did not release are counted, and not shown.",
                withheld,
            )
        )
    return said


def erasures(draft: Draft) -> list[str]:
    """What was taken out of the record at the request of people, and where the gap is."""
    said = []
    if draft.minutes.erased:
        said.append(
            ngettext(
                "%(num)d name was erased because its owner asked for it.",
                "%(num)d names were erased because their owners asked for it.",
                draft.minutes.erased,
            )
        )
    gone = [f"¶{note}" for note, line in sorted(draft.notes.items()) if line.erased]
    if gone:
        said.append(
            ngettext(
                "The words of %(num)d note were erased at its writer's request: %(notes)s.",
                "The words of %(num)d notes were erased at their writers' request: %(notes)s.",
                len(gone),
                notes=_(", ").join(gone),
            )
        )
    return said


def rewritten(draft: Draft) -> list[str]:
    """The paragraphs that are the organiser's words and not drawn from the record."""
    titles = [quoted(passage.title) for passage in draft.passages if passage.text]
    if not titles:
        return []
    return [
        ngettext(
            "%(num)d paragraph was written by the organiser, not made from the record: %(titles)s.",
            "%(num)d paragraphs were written by the organiser, not made from the record: %(titles)s.",
            len(titles),
            titles=_(", ").join(titles),
        )
    ]
