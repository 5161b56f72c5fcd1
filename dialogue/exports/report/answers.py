"""What people answered at the check-in and in the evaluation."""

from __future__ import annotations

from dialogue.exports.blocks import (
    Block,
    Item,
    Listing,
    Paragraph,
    Section,
)
from dialogue.exports.document import Answers, Asked
from dialogue.exports.phrases import answered_line, figure, labels_of, said_people, tallied
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.figures import counted
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext


def answers_section(draft: Draft) -> Section:
    asked = [each for each in draft.minutes.asked if draft.is_opened(each.stage) and each.answered]
    return Section("answers", _("Check-in and evaluation"), sections=[asked_section(each) for each in asked])


def asked_section(asked: Asked) -> Section:
    questions = [
        Section(f"answers-{question.question}", question.text, answers_of(question))
        for question in asked.questions
        if question.is_revealed
    ]
    blocks: list[Block] = [Paragraph(answered_line(asked))]
    if len(questions) < len(asked.questions):
        blocks.append(Paragraph(_("Not revealed."), tool=True))
    return Section(f"asked-{asked.stage}", asked.title, blocks, questions)


def answers_of(question: Answers) -> list[Block]:
    """Counts with their labels as a picture and a table, or the words, in no order of writing."""
    if question.texts:
        times = tallied(question)
        items = [
            Item(text, [ngettext("%(num)d time", "%(num)d times", n)] if n > 1 else []) for text, n in times
        ]
        return [Listing(items)]
    if not sum(question.counts):
        return [Paragraph(_("Nobody answered this."), tool=True)]
    counts = list(zip(labels_of(question), question.counts, strict=False))
    people = said_people(sum(question.counts))
    blocks = counted(question.text, _("Choices"), _("Answers"), counts, people)
    if question.mean is not None:
        mean = figure(question.mean)
        words = ngettext(
            "Average: %(mean)s of %(num)d answer.",
            "Average: %(mean)s of %(num)d answers.",
            sum(question.counts),
            mean=mean,
        )
        blocks.insert(0, Paragraph(words))
    return blocks
