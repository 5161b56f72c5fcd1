"""Tables: the minutes as sheets of rows, for people who count and programs that read.

A sheet, a column and their order are for ever: others write programs around them, so their names
stay English in every language, and a new column goes to the end. An id is the place of a thing in
the record. A sheet with no rows is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from flask_babel import gettext as _

from dialogue.exports.document import Minutes, NoteLine, Priority, QuestionNotes, RuleLine
from dialogue.exports.when import moment

Cell = str | int | float | None
Row = list[Cell]


class Sheet(NamedTuple):
    """A table. `name` is for programs, `title` for people; each row has one cell a column."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[Row]


COLUMNS: dict[str, tuple[str, ...]] = {
    "workshop": ("fact", "value"),
    "participation": ("sector", "people", "notes"),
    "stages": ("id", "activity", "title", "state", "planned_minutes", "opened", "closed", "done"),
    "rules": (
        *("id", "stage_id", "stage", "status", "text", "wording", "before", "agree", "live_with", "object"),
        *("reasons", "sector", "by", "about_facilitator", "facilitator"),
    ),
    "notes": (
        *("id", "question_id", "question", "cluster_id", "cluster", "text", "builds_on", "time", "sector"),
        *("by", "edited", "erased", "dots", "voters", "brought_along", "language"),
    ),
    "withheld": (
        *("id", "question_id", "question", "text", "builds_on", "time", "sector", "by", "reason", "language"),
    ),
    "clusters": ("id", "stage_id", "title", "notes", "question_ids", "notes_brought_along", "brought_along"),
    "priorities": (
        *("stage_id", "stage", "round", "rank", "tied", "target_id", "target", "text", "dots", "voters"),
    ),
    "actions": (
        *("id", "text", "status", "due", "is_owned", "owner", "outcome", "from_cluster_id", "from_cluster"),
        *("from_note_id",),
    ),
    "parked": ("id", "text", "status", "outcome", "note_id", "sector"),
    "answers": (
        *("question_id", "stage_id", "stage", "activity", "question", "form", "answer", "count", "mean"),
    ),
    "attendance": ("name", "organisation", "sector", "role"),
    "translations": ("note_id", "language", "text"),
    "moderation": ("id", "time", "act", "by", "person", "note_id", "notes", "reason"),
    "concerns": ("id", "time", "note_id", "rule_id", "rule", "text", "status", "outcome", "by", "erased"),
}
"""Every sheet in its order, and the columns of each in theirs."""


def sheets_of(minutes: Minutes) -> list[Sheet]:
    """The minutes as tables: everything their level may know, and nothing else."""
    rows_of: dict[str, Callable[[Minutes], Iterator[Row]]] = {
        "workshop": facts,
        "participation": participation,
        "stages": stages,
        "rules": rules,
        "notes": notes,
        "withheld": withheld,
        "clusters": clusters,
        "priorities": priorities,
        "actions": actions,
        "parked": parked,
        "answers": answers,
        "attendance": attendance,
        "translations": translations,
        "moderation": moderation,
        "concerns": concerns,
    }
    sheets = [
        Sheet(name, titles()[name], columns, list(rows_of[name](minutes)))
        for name, columns in COLUMNS.items()
    ]
    return [sheet for sheet in sheets if sheet.rows]


def titles() -> dict[str, str]:
    return {
        "workshop": _("Workshop"),
        "participation": _("Participation"),
        "stages": _("Stages"),
        "rules": _("Ground rules"),
        "notes": _("Notes"),
        "withheld": _("Withheld notes"),
        "clusters": _("Clusters"),
        "priorities": _("Priorities"),
        "actions": _("Actions"),
        "parked": _("Parked"),
        "answers": _("Answers"),
        "attendance": _("Attendance"),
        "translations": _("Translations"),
        "moderation": _("Moderation"),
        "concerns": _("Concerns"),
    }


# ---- One sheet each


def facts(minutes: Minutes) -> Iterator[Row]:
    numbers = minutes.numbers
    yield ["title", minutes.title]
    yield ["purpose", minutes.purpose]
    yield ["level", str(minutes.level)]
    yield ["state", minutes.state]
    yield ["opened", timed(minutes.opened)]
    yield ["closed", timed(minutes.closed)]
    yield ["seal", minutes.seal]
    yield ["sealed", minutes.sealed or None]
    yield ["erased_people", minutes.erased]
    for name in numbers.__struct_fields__:
        yield [name, getattr(numbers, name)]
    of = minutes.moderation
    yield ["notes_hidden", of.hidden]
    yield ["notes_not_released", of.held]
    for name, number in (("muted", of.muted), ("removed", of.removed), ("concerns", of.concerns)):
        yield [name, f"fewer than {of.fewest}" if number is None else number]


def participation(minutes: Minutes) -> Iterator[Row]:
    """Each sector that this level may tell, and in a row that says so all others, so that the sum is
    everybody. A note of an anonymous stage is not told apart either.
    """
    for each in minutes.sectors:
        yield [each.sector or "without a sector", each.people, each.notes]
    if rest := minutes.numbers.people - sum(each.people for each in minutes.sectors):
        notes = minutes.numbers.notes - sum(each.notes for each in minutes.sectors)
        yield ["not told apart", rest, notes]


def stages(minutes: Minutes) -> Iterator[Row]:
    for ran in minutes.stages:
        opened, closed = timed(ran.opened), timed(ran.closed)
        yield [ran.stage, ran.activity, ran.title, ran.state, ran.minutes, opened, closed, ran.done]


def rules(minutes: Minutes) -> Iterator[Row]:
    for agreement in minutes.agreements:
        for rule in [*agreement.adopted, *agreement.set_aside, *agreement.undecided]:
            yield [rule.rule, agreement.stage, agreement.title, *rule_cells(rule)]


def rule_cells(rule: RuleLine) -> Row:
    return [
        *(rule.status, rule.text, rule.version, rule.before, rule.agree, rule.live_with, rule.object),
        *("\n".join(rule.reasons), rule.sector, rule.by, yes(rule.accepts_facilitator), rule.facilitator),
    ]


def notes(minutes: Minutes) -> Iterator[Row]:
    """Each note once, in the order of the record."""
    found = [row for question in questions(minutes) for row in notes_under(question)]
    yield from sorted(found, key=lambda row: row[0])  # type: ignore[arg-type,return-value]


def notes_under(question: QuestionNotes) -> Iterator[Row]:
    for cluster in question.clusters:
        for note in lines(cluster.notes):
            yield note_row(question, cluster.cluster, cluster.title, note)
    for note in lines(question.ungrouped):
        yield note_row(question, None, "", note)


def note_row(question: QuestionNotes, cluster: int | None, title: str, note: NoteLine) -> Row:
    return [
        *(note.note, question.board, question.question, cluster, title, note.text, note.on, timed(note.at)),
        *(note.sector, note.by, yes(note.edited), yes(note.erased), note.points, note.voters),
        *(yes(note.seeded), note.language),
    ]


def withheld(minutes: Minutes) -> Iterator[Row]:
    for question in questions(minutes):
        for note in question.withheld:
            where: Row = [note.note, question.board, question.question]
            yield [
                *where,
                note.text,
                note.on,
                timed(note.at),
                note.sector,
                note.by,
                note.reason,
                note.language,
            ]


def clusters(minutes: Minutes) -> Iterator[Row]:
    for each in minutes.clusters:
        where: Row = [each.cluster, each.stage, each.title, each.notes, " ".join(map(str, each.boards))]
        yield [*where, each.seeded, yes(each.is_seeded)]


def priorities(minutes: Minutes) -> Iterator[Row]:
    words = {note.note: note.text for note in minutes.notes()}
    for part in minutes.priorities:
        for row in part.rows:
            yield [part.stage, part.title, part.round, *priority_cells(row, words)]


def priority_cells(row: Priority, words: dict[int, str]) -> Row:
    target = "cluster" if row.cluster else "note"
    text = row.title if row.cluster else words.get(row.target, "")
    return [row.rank, yes(row.tied), row.target, target, text, row.points, row.voters]


def actions(minutes: Minutes) -> Iterator[Row]:
    for each in minutes.actions:
        owner: Row = [yes(each.is_owned), each.owner, each.outcome]
        came: Row = [each.from_cluster, each.from_title, each.from_note]
        yield [each.action, each.text, each.status, each.due, *owner, *came]


def parked(minutes: Minutes) -> Iterator[Row]:
    for each in minutes.parked:
        yield [each.item, each.text, each.status, each.outcome, each.note, each.sector]


def answers(minutes: Minutes) -> Iterator[Row]:
    """What came back: a row for each choice or step with its count, or for each text."""
    for asked in minutes.asked:
        for question in asked.questions:
            about: Row = [question.question, asked.stage, asked.title, asked.activity, question.text]
            steps = question.choices or [str(step) for step in range(1, len(question.counts) + 1)]
            for step, count in zip(steps, question.counts, strict=False):
                yield [*about, question.form, step, count, question.mean]
            for text in question.texts:
                yield [*about, question.form, text, None, None]


def attendance(minutes: Minutes) -> Iterator[Row]:
    for each in minutes.attendance:
        yield [each.name, each.organisation, each.sector, each.role]


def translations(minutes: Minutes) -> Iterator[Row]:
    """Notes in other languages than their authors', a row for each."""
    withheld = [note for question in questions(minutes) for note in question.withheld]
    for note in sorted([*minutes.notes(), *withheld], key=lambda each: each.note):
        for language, text in sorted(note.translations.items()):
            yield [note.note, language, text]


def moderation(minutes: Minutes) -> Iterator[Row]:
    for act in minutes.moderation.acts:
        yield [act.entry, timed(act.at), act.act, act.by, act.person, act.note, act.notes or None, act.reason]


def concerns(minutes: Minutes) -> Iterator[Row]:
    for each in minutes.moderation.told:
        about = (each.concern, timed(each.at), each.note, each.rule, each.rule_text, each.text)
        yield [*about, each.status, each.outcome, each.by, yes(each.erased)]


# ---- Helpers


def questions(minutes: Minutes) -> Iterator[QuestionNotes]:
    for board in minutes.boards:
        yield from board.questions


def lines(notes: list[NoteLine]) -> Iterator[NoteLine]:
    """Notes, each followed by those that build on it."""
    for note in notes:
        yield note
        yield from note.built


def timed(at: float | None) -> str:
    """A time in ISO 8601 with its offset from UTC, to the second."""
    return "" if at is None else moment(at).isoformat(timespec="seconds")


def yes(claim: bool) -> str:
    return "yes" if claim else ""
