"""Moderation: how much there was of it, and for those who answer for the workshop each act and why."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Column, Item, Listing, Row, Section, Table
from dialogue.exports.document import ConcernLine, ModerationAct
from dialogue.exports.phrases import act_by, act_words, concern_about, concern_words, moderation_lines
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _

MOST_LISTED = 1_000
"""Acts. Of more the tables have the rest."""


def moderation_section(draft: Draft) -> Section:
    moderation = draft.minutes.moderation
    lines = moderation_lines(moderation)
    blocks: list[Block] = [Listing([Item(line) for line in lines])] if lines else []
    if moderation.acts:
        columns = [Column(_("When")), Column(_("What")), Column(_("Who")), Column(_("Reason"))]
        rows = [act_row(draft, act) for act in moderation.acts[:MOST_LISTED]]
        blocks.append(Table(_("What facilitators did"), columns, rows))
    if moderation.told:
        blocks.append(Listing([concern_item(draft, concern) for concern in moderation.told]))
    return Section("moderation", _("Moderation"), blocks)


def act_row(draft: Draft, act: ModerationAct) -> Row:
    return Row([draft.clock(act.at), act_words(act), act_by(act), act.reason])


def concern_item(draft: Draft, concern: ConcernLine) -> Item:
    """What was told to the facilitators, about what, and what came of it."""
    about = concern_about(concern) if concern.text else []
    facts = [
        draft.clock(concern.at),
        concern.by,
        *about,
        "" if concern.status == "settled" else _("Waits for an answer"),
    ]
    return Item(
        concern_words(concern),
        [fact for fact in facts if fact],
        label=_("Concern"),
        anchor=f"concern-{concern.concern}",
        items=[Item(concern.outcome, label=_("Outcome"))] if concern.outcome else [],
    )
