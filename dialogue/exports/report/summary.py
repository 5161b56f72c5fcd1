"""One page for whoever reads no more: three to five sentences, each of which can be written anew."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Section
from dialogue.exports.document import Priorities, Priority, QuestionNotes
from dialogue.exports.phrases import brought_line, from_people, listed, quoted, sorted_line
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext
from dialogue.exports.when import due_day


def summary_section(draft: Draft) -> Section:
    named = [
        ("summary.participation", _("Summary: who took part"), participation_words(draft)),
        ("summary.findings", _("Summary: what was found"), findings_words(draft)),
        ("summary.priorities", _("Summary: what comes first"), priorities_words(draft)),
        ("summary.decisions", _("Summary: what was agreed"), decisions_words(draft)),
        ("summary.next", _("Summary: what happens next"), next_words(draft)),
    ]
    blocks: list[Block] = [passage for each in named if (passage := draft.passage(*each))]
    return Section("summary", _("Summary"), blocks)


def participation_words(draft: Draft) -> str:
    minutes = draft.minutes
    if not minutes.numbers.took_part:
        return ""
    said = ngettext("%(num)d person took part.", "%(num)d people took part.", minutes.numbers.took_part)
    sectors = [each.sector for each in minutes.sectors if each.sector]
    if len(sectors) > 1:
        said += " " + _("They came from these sectors: %(sectors)s.", sectors=listed(sectors))
    return said


def findings_words(draft: Draft) -> str:
    """How much was written under how many questions, where most of it, and where nothing."""
    numbers, clusters = draft.minutes.numbers, draft.minutes.clusters
    brought = brought_line(numbers.seeded, sum(cluster.is_seeded for cluster in clusters))
    if not numbers.notes:
        return brought
    questions = ngettext("%(num)d question", "%(num)d questions", numbers.questions)
    notes = from_people(numbers.notes, numbers.wrote)
    sentences = [_("Written under %(questions)s: %(notes)s.", questions=questions, notes=notes)]
    most = max(question.notes for question in draft.questions)
    first = [quoted(question.question) for question in draft.questions if question.notes == most]
    if len(draft.questions) > 1 and most == numbers.notes:
        sentences.append(_("All of them are under %(first)s.", first=first[0]))
    elif len(draft.questions) > 1 and len(first) == 1:
        sentences.append(_("Most of them (%(most)d) are under %(first)s.", most=most, first=first[0]))
    empty = [quoted(question.question) for question in draft.questions if is_empty(question)]
    if empty:
        sentences.append(_("Nobody wrote under %(questions)s.", questions=listed(empty)))
    if clusters:
        placed = sum(question.sorted for question in draft.questions)
        used = sum(cluster.written > 0 for cluster in clusters)
        sentences.append(sorted_line(numbers.notes, placed, used))
    if brought:
        sentences.append(brought)
    return " ".join(sentences)


def is_empty(question: QuestionNotes) -> bool:
    return not any((question.notes, question.seeded, question.unrevealed, question.held, question.hidden))


def priorities_words(draft: Draft) -> str:
    """What came first in the latest vote, and what followed; ties as ties."""
    counted = draft.counted()
    part = counted[-1] if counted else None
    if part is None or not part.spent:
        return ""
    ranks = sorted({row.rank or 0 for row in part.rows if row.points})
    first = placed(draft, part, ranks[0])
    if len(first) > 4:
        return ngettext(
            "In the vote %(num)d thing shares the first place.",
            "In the vote %(num)d things share the first place.",
            len(first),
        )
    points = next(row for row in part.rows if row.rank == ranks[0]).points or 0
    dots = ngettext("%(num)d dot", "%(num)d dots", points)
    if len(first) > 1:
        said = _(
            "%(what)s share the first place in the vote. Each has %(dots)s.", what=listed(first), dots=dots
        )
    else:
        said = _("First in the vote is %(what)s, with %(dots)s.", what=first[0], dots=dots)
    second = placed(draft, part, ranks[1]) if len(ranks) > 1 else []
    if len(first) == 1 and 0 < len(second) <= 3:
        said += " " + _("Next is %(what)s.", what=listed(second))
    return said


def placed(draft: Draft, part: Priorities, rank: int) -> list[str]:
    rows: list[Priority] = [row for row in part.rows if row.rank == rank]
    return [quoted(draft.words(row)) for row in rows]


def decisions_words(draft: Draft) -> str:
    """How many rules were agreed, with how much objection, and how many were not."""
    adopted = [
        rule for each in draft.minutes.agreements for rule in each.adopted if not rule.accepts_facilitator
    ]
    aside = draft.minutes.numbers.rules_set_aside
    if not adopted:
        return ""
    said = [ngettext("%(num)d ground rule was agreed.", "%(num)d ground rules were agreed.", len(adopted))]
    contested = sum(bool(rule.object) for rule in adopted)
    if not contested:
        said.append(_("Nobody objected."))
    else:
        said.append(
            ngettext("%(num)d of them has objections.", "%(num)d of them have objections.", contested)
        )
    if aside:
        said.append(ngettext("%(num)d rule was set aside.", "%(num)d rules were set aside.", aside))
    return " ".join(said)


def next_words(draft: Draft) -> str:
    """How many actions there are, how many somebody accepted, and which day comes first."""
    numbers = draft.minutes.numbers
    if not numbers.actions:
        return ""
    said = [
        ngettext("%(num)d action was written down.", "%(num)d actions were written down.", numbers.actions)
    ]
    if numbers.actions_accepted:
        said.append(
            ngettext(
                "%(num)d is accepted by the person who does it.",
                "%(num)d are accepted by the people who do them.",
                numbers.actions_accepted,
            )
        )
    days = [action.due for action in draft.minutes.actions if action.due and action.status != "closed"]
    if days:
        said.append(_("The first day is %(day)s.", day=due_day(min(days))))
    return " ".join(said)
