"""Who does what by when, what was parked, and what comes next."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Item, Listing, Section
from dialogue.exports.document import ActionLine, ParkedLine
from dialogue.exports.phrases import action_facts
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.trail import footnote_of
from dialogue.exports.tongue import gettext as _


def actions_section(draft: Draft) -> Section:
    items = [action_item(draft, action) for action in draft.minutes.actions]
    blocks: list[Block] = [Listing(items, ordered=True)] if items else []
    return Section("actions", _("Actions and commitments"), blocks)


def action_item(draft: Draft, action: ActionLine) -> Item:
    source = action.from_cluster or action.from_note
    return Item(
        action.text,
        list(action_facts(action)),
        anchor=f"action-{action.action}",
        footnote=footnote_of(draft, source) if source else None,
        items=[Item(action.outcome, label=_("Outcome"))] if action.outcome else [],
    )


def parking_section(draft: Draft) -> Section:
    items = [parked_item(item) for item in draft.minutes.parked]
    blocks: list[Block] = [Listing(items)] if items else []
    return Section("parking-lot", _("Parking lot"), blocks)


def parked_item(item: ParkedLine) -> Item:
    facts = [item.sector, "" if item.status == "resolved" else _("open")]
    if item.text and item.note:
        facts.append(f"¶{item.note}")
    return Item(
        item.text or _("The note ¶%(note)d", note=item.note),
        [fact for fact in facts if fact],
        anchor=f"parked-{item.item}",
        items=[Item(item.outcome, label=_("Outcome"))] if item.outcome else [],
    )


def next_section(draft: Draft) -> Section:
    return Section("next", _("Next steps"))
