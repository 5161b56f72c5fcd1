"""Where people agree and where they do not, as far as what was recorded tells."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Item, Listing, Section
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.rules import said
from dialogue.exports.tongue import gettext as _


def divergence_section(draft: Draft) -> Section:
    blocks: list[Block] = []
    rules = [
        rule
        for each in draft.minutes.agreements
        for rule in (*each.adopted, *each.set_aside, *each.undecided)
    ]
    contested = [rule for rule in rules if rule.object]
    if contested:
        items = [Item(said(rule), [_("%(count)d object", count=rule.object)]) for rule in contested]
        blocks.append(Listing(items))
    return Section("divergence", _("Common ground and divergence"), blocks)
