"""Working agreements: which rules were adopted, who was accepted to facilitate, what was not agreed."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Item, Listing, Paragraph, Section
from dialogue.exports.document import Agreement, RuleLine
from dialogue.exports.lookups import said
from dialogue.exports.phrases import responses_line
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.trail import footnote_of_rule
from dialogue.exports.tongue import gettext as _


def agreements_section(draft: Draft) -> Section:
    opened = [each for each in draft.minutes.agreements if draft.is_opened(each.stage)]
    parts = [agreement_section(draft, agreement) for agreement in opened]
    section = Section("agreements", _("Working agreements"), sections=parts)
    if len(parts) == 1:
        # One stage of rules needs no heading of its own.
        section.blocks, section.sections = parts[0].blocks, parts[0].sections
    return section


def agreement_section(draft: Draft, agreement: Agreement) -> Section:
    rules = [rule for rule in agreement.adopted if not rule.accepts_facilitator]
    accepted = [rule for rule in agreement.adopted if rule.accepts_facilitator]
    if not (agreement.adopted or agreement.set_aside or agreement.undecided):
        return Section(f"agreement-{agreement.stage}", agreement.title)
    blocks: list[Block] = []
    if rules:
        blocks.append(Listing([rule_item(draft, rule, adopted=True) for rule in rules], ordered=True))
    else:
        blocks.append(Paragraph(_("No rule was adopted.")))
    section = Section(f"agreement-{agreement.stage}", agreement.title, blocks)
    for anchor, title, lines in (
        ("facilitators", _("Accepted to facilitate"), accepted),
        ("set-aside", _("Set aside"), agreement.set_aside),
        ("undecided", _("Not decided"), agreement.undecided),
    ):
        if lines:
            items = [rule_item(draft, rule, adopted=lines is accepted) for rule in lines]
            section.sections.append(Section(f"{anchor}-{agreement.stage}", title, [Listing(items)]))
    return section


def rule_item(draft: Draft, rule: RuleLine, adopted: bool = False) -> Item:
    """A rule with how people responded; why some object stands beneath it."""
    facts = [rule.by or rule.sector, responses_line(rule)]
    beneath = [Item(reason, label=_("Objection")) for reason in rule.reasons]
    if rule.before:
        beneath.insert(0, Item(rule.before, label=_("Earlier wording")))
    return Item(
        said(rule),
        [fact for fact in facts if fact],
        anchor=f"rule-{rule.rule}",
        footnote=footnote_of_rule(draft, rule) if adopted else None,
        items=beneath,
    )
