"""What was found: under each question its clusters, and every note as it was written."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Column, Item, Listing, Paragraph, Row, Section, Table
from dialogue.exports.document import ClusterNotes, NoteLine, QuestionNotes
from dialogue.exports.phrases import from_people, quoted, said_notes
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext


def findings_section(draft: Draft) -> Section:
    sections = [question_section(draft, question) for question in draft.questions]
    return Section("findings", _("Findings"), sections=[*sections, clusters_section(draft)])


def question_section(draft: Draft, question: QuestionNotes) -> Section:
    intro = draft.passage(f"question.{question.board}", question.question, intro_words(question))
    blocks: list[Block] = [each for each in (intro, kept_back(question)) if each]
    section = Section(f"question-{question.board}", question.question, blocks)
    for cluster in question.clusters:
        anchor = f"cluster-{cluster.cluster}-{question.board}"
        counts = Paragraph(cluster_words(cluster), tool=True)
        section.sections.append(Section(anchor, cluster.title, [counts, notes_of(cluster.notes)]))
    if question.ungrouped and question.clusters:
        anchor = f"ungrouped-{question.board}"
        section.sections.append(Section(anchor, _("Not grouped"), [notes_of(question.ungrouped)]))
    elif question.ungrouped:
        section.blocks.append(notes_of(question.ungrouped))
    if question.withheld:
        title = _("Held back by the facilitators")
        section.sections.append(Section(f"withheld-{question.board}", title, [notes_of(question.withheld)]))
    return section


# ---- In words


def intro_words(question: QuestionNotes) -> str:
    """What came of a question, in a sentence or two."""
    if not question.notes:
        return "" if question.unrevealed or question.seeded else _("Nobody wrote under this question.")
    words = f"{from_people(question.notes, question.writers)}."
    sizes = {cluster.title: size_of(cluster) for cluster in question.clusters}
    if not sizes:
        return words
    said = ngettext("They lie in %(num)d cluster", "They lie in %(num)d clusters", len(sizes))
    largest = [title for title in sizes if sizes[title] == max(sizes.values())]
    if len(sizes) > 1 and len(largest) == 1:
        said = _(
            "%(said)s; the largest is %(title)s, with %(notes)s",
            said=said,
            title=quoted(largest[0]),
            notes=said_notes(sizes[largest[0]]),
        )
    return f"{words} {said}."


def kept_back(question: QuestionNotes) -> Paragraph | None:
    """What is not told of a question, and what people here did not write; nobody can write this anew."""
    said = []
    if question.seeded:
        said.append(
            ngettext("%(num)d note was brought along.", "%(num)d notes were brought along.", question.seeded)
        )
    if question.hidden:
        said.append(
            ngettext(
                "%(num)d note was hidden by the facilitators.",
                "%(num)d notes were hidden by the facilitators.",
                question.hidden,
            )
        )
    if question.held:
        said.append(
            ngettext("%(num)d note was not released.", "%(num)d notes were not released.", question.held)
        )
    if question.unrevealed:
        said.append(
            ngettext(
                "%(num)d note is not revealed yet.",
                "%(num)d notes are not revealed yet.",
                question.unrevealed,
            )
        )
    return Paragraph(" ".join(said), tool=True) if said else None


def cluster_words(cluster: ClusterNotes) -> str:
    return f"{from_people(size_of(cluster), cluster.writers)}."


def size_of(cluster: ClusterNotes) -> int:
    return sum(1 + len(line.built) for line in cluster.notes)


# ---- Notes


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
        words_of(line),
        [fact for fact in facts if fact],
        anchor=f"note-{line.note}",
        items=[note_item(each, beneath=True) for each in line.built],
    )


def words_of(line: NoteLine) -> str:
    """A note as it was written; or that its words were erased."""
    return erased_words() if line.erased and not line.text else line.text


def erased_words() -> str:
    return _("[erased at the writer's request]")


# ---- Clusters as a whole


def clusters_section(draft: Draft) -> Section:
    """Every cluster, whichever questions its notes answer."""
    clusters = draft.minutes.clusters
    columns = [
        Column(_("Cluster")),
        Column("¶"),
        Column(_("Made")),
        Column(_("Questions")),
        Column(_("Notes"), is_number=True),
        Column(_("People"), is_number=True),
    ]
    rows = []
    for cluster in sorted(clusters, key=lambda each: (-each.notes, each.cluster)):
        questions = ", ".join(str(draft.numbers[board]) for board in cluster.boards if board in draft.numbers)
        cells: list[str | int | float | None] = [
            cluster.title,
            f"¶{cluster.cluster}",
            draft.clock(cluster.at),
            questions,
            cluster.notes,
            cluster.writers or None,
        ]
        rows.append(Row(cells, anchor=f"cluster-{cluster.cluster}"))
    total = Row([_("All"), "", "", "", sum(cluster.notes for cluster in clusters), None])
    blocks: list[Block] = [Table(_("Clusters, the largest first"), columns, rows, total)] if rows else []
    return Section("clusters", _("All clusters"), blocks)
