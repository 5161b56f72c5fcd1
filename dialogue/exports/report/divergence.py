"""Where people agree and where they do not, as far as what was recorded tells."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Chart, Column, Item, Listing, Row, Section, Series, Table
from dialogue.exports.document import Answers, Priorities, RuleLine
from dialogue.exports.lookups import said
from dialogue.exports.phrases import labels_of, listed, quoted, said_people
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.figures import in_numbers
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext

# A third at each end of a scale is no agreement, whatever the mean says.
FAR = 1 / 3
MOST = 2 / 3


def divergence_section(draft: Draft) -> Section:
    rules = [
        rule
        for each in draft.minutes.agreements
        if draft.is_opened(each.stage)
        for rule in (*each.adopted, *each.set_aside, *each.undecided)
        if answered(rule)
    ]
    sections = [
        Section("common", _("Where people agree"), listing(common_lines(draft, rules))),
        Section("divergence-lines", _("Where they differ"), listing(differing_items(draft, rules))),
        Section(
            "responses",
            _("How people responded to each rule"),
            responses([rule for rule in rules if not rule.accepts_facilitator]),
        ),
    ]
    return Section("divergence", _("Common ground and divergence"), sections=sections)


def listing(items: list[Item]) -> list[Block]:
    return [Listing(items)] if items else []


def answered(rule: RuleLine) -> int:
    return rule.agree + rule.live_with + rule.object


# ---- Common ground


def common_lines(draft: Draft, rules: list[RuleLine]) -> list[Item]:
    """Rules that all agree with, what most of the voters gave dots to, and scales on which most are close."""
    items = []
    agreed = [rule for rule in rules if rule.status == "adopted" and not (rule.object or rule.live_with)]
    items += [
        Item(said(rule), [_("all %(people)s agree", people=said_people(rule.agree))]) for rule in agreed
    ]
    for part in draft.counted():
        for row in part.rows:
            if part.voted and (row.voters or 0) / part.voted >= MOST:
                people = _("dots from %(voters)d of %(voted)d who voted", voters=row.voters, voted=part.voted)
                items.append(Item(draft.words(row), [people]))
    return items


# ---- Divergence


def differing_items(draft: Draft, rules: list[RuleLine]) -> list[Item]:
    """Objections, rules that many can only live with, ties at the top, and answers far apart."""
    items = [contested(rule) for rule in rules if rule.object]
    items += [
        Item(said(rule), [_("%(some)d of %(all)d can live with it", some=rule.live_with, all=answered(rule))])
        for rule in rules
        if not rule.object and rule.live_with / answered(rule) >= FAR
    ]
    items += [tie for part in draft.counted() if (tie := tied_first(draft, part))]
    items += [
        far_apart(question)
        for asked in draft.minutes.asked
        for question in asked.questions
        if question.form == "scale" and is_far_apart(question)
    ]
    return items


def contested(rule: RuleLine) -> Item:
    """A rule somebody objects to, with what became of it and why they object."""
    became = {"adopted": _("adopted all the same"), "set_aside": _("set aside")}.get(
        rule.status, _("not decided")
    )
    objecting = ngettext("%(num)d person objects", "%(num)d people object", rule.object)
    reasons = [Item(reason, label=_("Objection")) for reason in rule.reasons]
    return Item(
        said(rule), [_("%(some)s of %(all)d", some=objecting, all=answered(rule)), became], items=reasons
    )


def tied_first(draft: Draft, part: Priorities) -> Item | None:
    """What shares the first place in a vote, if anything does."""
    first = [draft.words(row) for row in part.rows if row.rank == 1 and row.tied and row.points]
    if not first:
        return None
    words = _("%(what)s share the first place.", what=listed([quoted(each) for each in first]))
    return Item(words, [part.title])


def is_far_apart(question: Answers) -> bool:
    counts, all_answers = question.counts, sum(question.counts)
    third = max(len(counts) // 3, 1)
    ends = sum(counts[:third]), sum(counts[-third:])
    return all_answers >= 3 and min(ends) / all_answers >= FAR


def far_apart(question: Answers) -> Item:
    labels = labels_of(question)
    said_counts = _(", ").join(
        f"{label}: {n}" for label, n in zip(labels, question.counts, strict=False) if n
    )
    return Item(question.text, [said_counts])


# ---- All responses


def responses(rules: list[RuleLine]) -> list[Block]:
    """Every rule with how people responded, as a picture and as a table."""
    if not rules:
        return []
    titles = _("agree"), _("can live with it"), _("object")
    counts = [(rule.agree, rule.live_with, rule.object) for rule in rules]
    labels = [said(rule) for rule in rules]
    caption = _("Responses to the rules")
    alt = _(
        "%(caption)s: %(said)s.",
        caption=caption,
        said=_("; ").join(
            f"{label} " + _(", ").join(f"{title} {n}" for title, n in zip(titles, each, strict=True))
            for label, each in zip(labels, counts, strict=True)
        ),
    )
    series = [Series(title, [each[n] for each in counts]) for n, title in enumerate(titles)]
    people = max(map(sum, counts))
    chart = Chart("stacked", caption, alt, labels, series, people, said_people(people))
    columns = [Column(_("Rule")), *(Column(title, is_number=True) for title in titles)]
    rows = [Row([label, *each]) for label, each in zip(labels, counts, strict=True)]
    total = Row([_("All"), *(sum(each[n] for each in counts) for n in range(3))])
    return [chart, Table(in_numbers(caption), columns, rows, total)]
