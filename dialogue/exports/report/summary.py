"""One page for whoever reads no more: three to five sentences, each of which can be written anew."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Section
from dialogue.exports.phrases import listed
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext


def summary_section(draft: Draft) -> Section:
    named = [
        ("summary.participation", _("Summary: who took part"), participation_words(draft)),
        ("summary.findings", _("Summary: what was found"), findings_words(draft)),
        ("summary.priorities", _("Summary: what comes first"), priorities_words(draft)),
        ("summary.decisions", _("Summary: what was agreed"), decisions_words(draft)),
        ("summary.next", _("Summary: what happens next"), next_words(draft)),
    ]
    blocks: list[Block] = [
        draft.passage(*each) for each in named if each[2] or each[0] in draft.source.passages
    ]
    return Section("summary", _("Summary"), blocks)


def participation_words(draft: Draft) -> str:
    minutes = draft.minutes
    if not minutes.numbers.people:
        return ""
    people = ngettext("%(num)d person took part", "%(num)d people took part", minutes.numbers.people)
    sectors = [each.sector for each in minutes.sectors if each.sector]
    if len(sectors) < 2:
        return f"{people}."
    return _("%(people)s, from %(sectors)s.", people=people, sectors=listed(sectors))


def findings_words(draft: Draft) -> str:
    numbers = draft.minutes.numbers
    if not numbers.notes:
        return ""
    notes = ngettext("%(num)d note", "%(num)d notes", numbers.notes)
    questions = ngettext("%(num)d question", "%(num)d questions", numbers.questions)
    if not numbers.clusters:
        return _("They answered %(questions)s with %(notes)s.", questions=questions, notes=notes)
    clusters = ngettext("%(num)d cluster", "%(num)d clusters", numbers.clusters)
    return _(
        "They answered %(questions)s with %(notes)s, which were sorted into %(clusters)s.",
        questions=questions,
        notes=notes,
        clusters=clusters,
    )


def priorities_words(draft: Draft) -> str:
    counted = draft.counted()
    rows = [row for row in counted[-1].rows if row.points] if counted else []
    first = [f"“{draft.words(row)}”" for row in rows if row.rank == 1]
    if not first:
        return ""
    dots = ngettext("%(num)d dot", "%(num)d dots", rows[0].points or 0)
    if len(first) > 1:
        return _(
            "Tied for first place in the vote are %(what)s, with %(dots)s each.",
            what=listed(first),
            dots=dots,
        )
    return _("First in the vote is %(what)s, with %(dots)s.", what=first[0], dots=dots)


def decisions_words(draft: Draft) -> str:
    adopted = draft.minutes.numbers.rules_adopted
    if not adopted:
        return ""
    return ngettext("%(num)d ground rule was agreed.", "%(num)d ground rules were agreed.", adopted)


def next_words(draft: Draft) -> str:
    numbers = draft.minutes.numbers
    if not numbers.actions:
        return ""
    return ngettext("%(num)d action was written down.", "%(num)d actions were written down.", numbers.actions)
