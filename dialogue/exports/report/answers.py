"""What people answered at the check-in and in the evaluation."""

from __future__ import annotations

from collections import Counter

from dialogue.exports.blocks import (
    Block,
    Chart,
    Column,
    Item,
    Listing,
    Paragraph,
    Row,
    Section,
    Series,
    Table,
)
from dialogue.exports.document import Answers, Asked
from dialogue.exports.phrases import answered_line, labels_of
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.participation import alt_of
from dialogue.exports.tongue import gettext as _


def answers_section(draft: Draft) -> Section:
    asked = [each for each in draft.minutes.asked if draft.is_opened(each.stage) and each.answered]
    return Section("answers", _("Check-in and evaluation"), sections=[asked_section(each) for each in asked])


def asked_section(asked: Asked) -> Section:
    questions = [
        Section(f"answers-{question.question}", question.text, answers_of(question))
        for question in asked.questions
        if question.is_revealed
    ]
    return Section(f"asked-{asked.stage}", asked.title, [Paragraph(answered_line(asked))], questions)


def answers_of(question: Answers) -> list[Block]:
    """Counts with their labels as a picture and a table, or the words, in no order of writing."""
    if question.texts:
        times = Counter(question.texts).items()
        items = [Item(text, [_("%(count)d times", count=n)] if n > 1 else []) for text, n in times]
        return [Listing(items)]
    if not sum(question.counts):
        return []
    labels = labels_of(question)
    chart = Chart(
        "bars",
        question.text,
        alt_of(question.text, labels, question.counts),
        labels,
        [Series(_("Answers"), list(question.counts))],
        sum(question.counts),
    )
    table = Table(
        question.text,
        [Column(_("Answer")), Column(_("People"), is_number=True)],
        [Row([label, count]) for label, count in zip(labels, question.counts, strict=False)],
        Row([_("All"), sum(question.counts)]),
    )
    mean = []
    if question.mean is not None:
        words = _("Mean: %(mean)s of %(count)d answers", mean=question.mean, count=sum(question.counts))
        mean = [Paragraph(words)]
    return [chart, table, *mean]
