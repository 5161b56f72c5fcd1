"""What was found: under each question its clusters, and every note as it was written."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Column, Item, Listing, Paragraph, Row, Section, Table
from dialogue.exports.document import ClusterNotes, NoteLine, QuestionNotes, written_in
from dialogue.exports.lookups import words_of
from dialogue.exports.phrases import (
    brought_line,
    from_people,
    quoted,
    said_notes,
    said_with,
    sorted_line,
    translation_label,
)
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.trail import footnote_of_notes
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext


def findings_section(draft: Draft) -> Section:
    sections = [question_section(draft, question) for question in draft.questions]
    return Section("findings", _("Findings"), sections=[*sections, clusters_section(draft)])


def question_section(draft: Draft, question: QuestionNotes) -> Section:
    intro = draft.passage(f"question.{question.board}", question.question, intro_words(draft, question))
    blocks: list[Block] = [each for each in (intro, kept_back(draft, question)) if each]
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


def intro_words(draft: Draft, question: QuestionNotes) -> str:
    """What came of a question, in a sentence or two."""
    if not question.notes:
        return "" if question.unrevealed or question.seeded else _("Nobody wrote under this question.")
    words = f"{from_people(question.notes, question.writers)}."
    if not draft.minutes.clusters:
        return words
    counts = [(cluster.title, written_in(cluster.lines)) for cluster in question.clusters]
    sizes = [(title, count) for title, count in counts if count]
    said = sorted_line(question.notes, question.sorted, len(sizes))
    most = max((count for _title, count in sizes), default=0)
    largest = [title for title, count in sizes if count == most]
    if len(sizes) > 1 and len(largest) == 1:
        biggest = _(
            "The largest cluster is %(title)s, with %(notes)s.",
            title=quoted(largest[0]),
            notes=said_notes(most),
        )
        return f"{words} {said} {biggest}"
    return f"{words} {said}"


def kept_back(draft: Draft, question: QuestionNotes) -> Paragraph | None:
    """What is not told of a question, and what people here did not write; nobody can write this anew."""
    said = []
    clusters = [draft.clusters[each.cluster] for each in question.clusters if each.cluster in draft.clusters]
    if brought := brought_line(question.seeded, sum(cluster.is_seeded for cluster in clusters)):
        said.append(brought)
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
    written = written_in(cluster.lines)
    return f"{said_with(written, len(cluster.lines) - written, cluster.writers)}."


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
        items=[*translations_of(line), *(note_item(each, beneath=True) for each in line.built)],
        language=line.language,
    )


def translations_of(line: NoteLine) -> list[Item]:
    """A note in other languages, beneath its own words."""
    return [
        Item(words, label=translation_label(language), language=language)
        for language, words in sorted(line.translations.items())
    ]


# ---- Clusters as a whole


def clusters_section(draft: Draft) -> Section:
    """Every cluster, whichever questions its notes answer. Here a footnote names its notes, once; those
    of outcomes lead here.
    """
    clusters = draft.minutes.clusters
    brought = any(cluster.seeded or cluster.is_seeded for cluster in clusters)
    columns = [
        Column(_("Cluster")),
        Column("¶"),
        Column(_("Made")),
        Column(_("Questions")),
        Column(_("Notes"), is_number=True),
        Column(_("People"), is_number=True),
    ]
    columns += [Column(_("Brought along"), is_number=True)] if brought else []
    rows = []
    for cluster in sorted(clusters, key=lambda each: (-each.notes, each.cluster)):
        questions = _(", ").join(
            str(draft.numbers[board]) for board in cluster.boards if board in draft.numbers
        )
        cells: list[str | int | float | None] = [
            cluster.title,
            f"¶{cluster.cluster}",
            draft.clock(cluster.at),
            questions,
            cluster.written,
            cluster.writers or None,
        ]
        if cluster.is_seeded:
            cells[2] = _("brought along")
        cells += [cluster.seeded] if brought else []
        footnote = footnote_of_notes(draft, cluster.cluster)
        rows.append(Row(cells, anchor=f"cluster-{cluster.cluster}", footnote=footnote))
    sums: list[str | int | float | None] = [sum(cluster.written for cluster in clusters), None]
    sums += [sum(cluster.seeded for cluster in clusters)] if brought else []
    total = Row([_("All"), "", "", "", *sums])
    blocks: list[Block] = [Table(_("Clusters, the largest first"), columns, rows, total)] if rows else []
    return Section("clusters", _("All clusters"), blocks)
