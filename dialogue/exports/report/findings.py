"""What was found: under each question its clusters, and every note as it was written."""

from __future__ import annotations

from dialogue.exports.blocks import Item, Listing, Section
from dialogue.exports.document import NoteLine, QuestionNotes
from dialogue.exports.phrases import counts_line
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext


def findings_section(draft: Draft) -> Section:
    sections = [question_section(draft, question) for question in draft.questions]
    return Section("findings", _("Findings"), sections=sections)


def question_section(draft: Draft, question: QuestionNotes) -> Section:
    name = f"question.{question.board}"
    intro = draft.passage(name, question.question, intro_words(question))
    section = Section(f"question-{question.board}", question.question, [intro])
    for cluster in question.clusters:
        anchor = f"cluster-{cluster.cluster}-{question.board}"
        section.sections.append(Section(anchor, cluster.title, [notes_of(cluster.notes)]))
    if question.ungrouped and question.clusters:
        anchor = f"ungrouped-{question.board}"
        section.sections.append(Section(anchor, _("Not grouped"), [notes_of(question.ungrouped)]))
    elif question.ungrouped:
        section.blocks.append(notes_of(question.ungrouped))
    if question.withheld:
        title = _("Held back by the facilitators")
        section.sections.append(Section(f"withheld-{question.board}", title, [notes_of(question.withheld)]))
    return section


def intro_words(question: QuestionNotes) -> str:
    """What came of a question, in a sentence or two."""
    if not any((question.notes, question.hidden, question.held, question.unrevealed)):
        return _("Nobody wrote under this question.")
    return counts_line(question)


def notes_of(lines: list[NoteLine]) -> Listing:
    return Listing([note_item(line) for line in lines])


def note_item(line: NoteLine, beneath: bool = False) -> Item:
    facts = [line.by, line.sector, _("brought along") if line.seeded else ""]
    if line.on is not None and not beneath:
        facts.append(_("builds on ¶%(note)d", note=line.on))
    if line.points is not None:
        facts.append(ngettext("%(num)d dot", "%(num)d dots", line.points))
    facts += [line.reason, f"¶{line.note}"]
    return Item(
        line.text,
        [fact for fact in facts if fact],
        anchor=f"note-{line.note}",
        items=[note_item(each, beneath=True) for each in line.built],
    )
