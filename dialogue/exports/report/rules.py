"""Working agreements: the rules that were adopted, and those that were not."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Footnote, Item, Listing, Section
from dialogue.exports.document import Agreement, RuleLine
from dialogue.exports.phrases import responses_line
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _


def agreements_section(draft: Draft) -> Section:
    section = Section("agreements", _("Working agreements"))
    for agreement in draft.minutes.agreements:
        if draft.is_opened(agreement.stage):
            section.sections.append(agreement_section(draft, agreement))
    return section


def agreement_section(draft: Draft, agreement: Agreement) -> Section:
    blocks: list[Block] = []
    if agreement.adopted:
        items = [rule_item(rule, adopted=True) for rule in agreement.adopted]
        blocks.append(Listing(items, ordered=True))
    section = Section(f"agreement-{agreement.stage}", agreement.title, blocks)
    for anchor, title, rules in (
        ("set-aside", _("Set aside"), agreement.set_aside),
        ("undecided", _("Not decided"), agreement.undecided),
    ):
        if rules:
            items = [rule_item(rule) for rule in rules]
            section.sections.append(Section(f"{anchor}-{agreement.stage}", title, [Listing(items)]))
    return section


def rule_item(rule: RuleLine, adopted: bool = False) -> Item:
    footnote = Footnote(_("Proposed as ¶%(rule)d.", rule=rule.rule), [rule.rule]) if adopted else None
    facts = [rule.by or rule.sector, responses_line(rule)]
    return Item(
        said(rule),
        [fact for fact in facts if fact],
        anchor=f"rule-{rule.rule}",
        footnote=footnote,
        items=[Item(reason, label=_("Objection")) for reason in rule.reasons],
    )


def said(rule: RuleLine) -> str:
    """What a rule says; the question about a facilitator is put into words."""
    if not rule.accepts_facilitator:
        return rule.text
    return _("We accept %(who)s as facilitator.", who=rule.facilitator or _("this person"))
