"""The minutes as Markdown: one list line for each note, and people's words as they wrote them.

A number like ¶63 is a note's place in the record; actions and parked things refer to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext

from dialogue.exports import escape
from dialogue.exports.document import (
    ActionLine,
    Agreement,
    Answers,
    Asked,
    Level,
    Minutes,
    NoteLine,
    Priorities,
    QuestionNotes,
    RuleLine,
)
from dialogue.exports.when import clock, due_day, span

Section = Callable[[Minutes], Iterator[str]]
S = TypeVar("S", Agreement, Asked, Priorities)


def markdown_of(minutes: Minutes) -> str:
    """The minutes as CommonMark, with tables as most tools read them."""
    parts = [*head(minutes)]
    for section in SECTIONS:
        parts += section(minutes)
    return "\n".join(parts).rstrip("\n") + "\n"


def head(minutes: Minutes) -> Iterator[str]:
    yield f"# {escape.heading(minutes.title)}\n"
    if minutes.purpose:
        yield f"{escape.block(minutes.purpose)}\n"
    yield f"- {_('When')}: {span(minutes.opened, minutes.closed)}"
    yield f"- {_('Who')}: {people_line(minutes)}"
    yield f"- {_('What')}: {numbers_line(minutes)}"
    yield f"- {_('Written for')}: {audience_line(minutes.level)}\n"


def opened(minutes: Minutes, sections: list[S]) -> list[S]:
    """The sections whose stages were opened; there is nothing to say of the others."""
    ran = {stage.stage for stage in minutes.stages if stage.opened}
    return [section for section in sections if section.stage in ran]


def people_line(minutes: Minutes) -> str:
    people = ngettext("%(num)d person", "%(num)d people", minutes.numbers.people)
    sectors = [
        f"{each.people} {escape.cell(each.sector or _('without a sector'))}" for each in minutes.sectors
    ]
    return f"{people}: {', '.join(sectors)}" if sectors else people


def numbers_line(minutes: Minutes) -> str:
    n = minutes.numbers
    said = [
        ngettext("%(num)d question", "%(num)d questions", n.questions),
        ngettext("%(num)d note", "%(num)d notes", n.notes),
        ngettext("%(num)d cluster", "%(num)d clusters", n.clusters),
        ngettext("%(num)d dot", "%(num)d dots", n.votes),
        ngettext("%(num)d rule adopted", "%(num)d rules adopted", n.rules_adopted),
        ngettext("%(num)d action", "%(num)d actions", n.actions),
    ]
    return ", ".join(said)


def audience_line(level: Level) -> str:
    return {
        Level.PUBLIC: _("the public; it names nobody"),
        Level.PARTICIPANTS: _("those who took part"),
        Level.ORGANISER: _("the organiser"),
        Level.FULL: _("the archive, with what was held back"),
    }[level]


# ---- Ground rules


def ground_rules(minutes: Minutes) -> Iterator[str]:
    for agreement in opened(minutes, minutes.agreements):
        yield f"## {escape.heading(agreement.title)}\n"
        rules = [rule for rule in agreement.adopted if not rule.accepts_facilitator]
        if not rules:
            yield _("No rule was adopted.") + "\n"
        for n, rule in enumerate(rules, 1):
            indent = behind(n)
            yield f"{n}. {escape.block(rule.text, indent)}{suffix([rule.by or rule.sector])}"
            yield f"{indent}({responses_line(rule)})"
        if rules:
            yield ""
        yield from facilitators(agreement)
        yield from not_adopted(_("Set aside"), agreement.set_aside)
        yield from not_adopted(_("Not decided"), agreement.undecided)


def responses_line(rule: RuleLine) -> str:
    return _(
        "agree %(agree)d, can live with it %(live)d, object %(object)d",
        agree=rule.agree,
        live=rule.live_with,
        object=rule.object,
    )


def facilitators(agreement: Agreement) -> Iterator[str]:
    """Who was accepted to facilitate, by name where this level may know it."""
    accepted = [rule for rule in agreement.adopted if rule.accepts_facilitator]
    for rule in accepted:
        who = escape.cell(rule.facilitator) or _("the facilitator")
        yield f"{_('Accepted to facilitate: %(who)s', who=who)} ({responses_line(rule)}).\n"


def not_adopted(title: str, rules: list[RuleLine]) -> Iterator[str]:
    """Rules that were not adopted, each with how people responded and why some object."""
    if not rules:
        return
    yield f"### {title}\n"
    for rule in rules:
        words = escape.block(rule.text, "  ")
        if rule.accepts_facilitator:
            words = _(
                "Whether %(who)s is accepted to facilitate",
                who=escape.cell(rule.facilitator) or _("the facilitator"),
            )
        yield f"- {words}{suffix([rule.by or rule.sector])}"
        yield f"  ({responses_line(rule)})"
        for reason in rule.reasons:
            yield f"  - {_('Objection')}: {escape.block(reason, '    ')}"
    yield ""


# ---- Questions


def questions(minutes: Minutes) -> Iterator[str]:
    for board in minutes.boards:
        yield f"## {escape.heading(board.title)}\n"
        for question in board.questions:
            yield from question_section(question)


def question_section(question: QuestionNotes) -> Iterator[str]:
    """A question, its clusters, and every note on a line of its own."""
    yield f"### {escape.heading(question.question)}\n"
    yield f"{counts_line(question)}\n"
    for cluster in question.clusters:
        yield f"#### {escape.heading(cluster.title)}\n"
        yield from note_lines(cluster.notes)
    if question.ungrouped:
        if question.clusters:
            yield f"#### {_('Not grouped')}\n"
        yield from note_lines(question.ungrouped)
    if question.withheld:
        yield f"#### {_('Held back by the facilitators')}\n"
        yield from note_lines(question.withheld)


def counts_line(question: QuestionNotes) -> str:
    said = [ngettext("%(num)d note", "%(num)d notes", question.notes)]
    if question.writers:
        people = ngettext("%(num)d person", "%(num)d people", question.writers)
        said = [_("%(notes)s from %(people)s", notes=said[0], people=people)]
    if question.hidden:
        said.append(_("hidden by the facilitators: %(count)d", count=question.hidden))
    if question.held:
        said.append(_("not released: %(count)d", count=question.held))
    if question.unrevealed:
        said.append(_("not revealed yet: %(count)d", count=question.unrevealed))
    return ", ".join(said) + "."


def note_lines(notes: Iterable[NoteLine]) -> Iterator[str]:
    for note in notes:
        yield note_line(note, "")
        for built in note.built:
            yield note_line(built, "  ")
    yield ""


def note_line(note: NoteLine, indent: str) -> str:
    about = [note.by, note.sector]
    if note.on is not None and not indent:
        about.append(_("builds on ¶%(note)d", note=note.on))
    if note.points is not None:
        about.append(ngettext("%(num)d dot", "%(num)d dots", note.points))
    if note.reason:
        about.append(note.reason)
    return f"{indent}- {escape.block(note.text, indent + '  ')}{suffix([*about, f'¶{note.note}'])}"


def suffix(about: Iterable[str]) -> str:
    """What is known about somebody's words, set apart from them."""
    said = ", ".join(escape.cell(each) for each in about if each)
    return f" — *{said}*" if said else ""


# ---- Priorities


def priorities(minutes: Minutes) -> Iterator[str]:
    for part in opened(minutes, minutes.priorities):
        yield f"## {escape.heading(part.title)}\n"
        yield f"{vote_line(part)}\n"
        if not part.is_counted:
            continue
        yield row([_("Rank"), _("What"), _("Dots"), _("People")])
        yield row(["---:", "---", "---:", "---:"])
        for each in part.rows:
            rank = _("%(rank)d, tied", rank=each.rank) if each.rank and each.tied else str(each.rank or "")
            what = escape.cell(each.title) if each.cluster else f"¶{each.target}"
            yield row([rank, what, str(each.points or 0), str(each.voters or 0)])
        yield ""


def vote_line(part: Priorities) -> str:
    said = [
        _("%(dots)d dots each, at most %(most)d on one thing", dots=part.dots, most=part.per_item),
    ]
    if part.voted is not None:
        said.append(_("%(voted)d of %(people)d people voted", voted=part.voted, people=part.people or 0))
    if part.spent is not None:
        said.append(ngettext("%(num)d dot given", "%(num)d dots given", part.spent))
    else:
        said.append(_("not revealed yet"))
    line = ", ".join(said) + "."
    return _("Round %(round)d: %(line)s", round=part.round, line=line) if part.round > 1 else line


def row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


# ---- Actions and what was parked


def actions(minutes: Minutes) -> Iterator[str]:
    if not minutes.actions:
        return
    yield f"## {_('Actions')}\n"
    for n, action in enumerate(minutes.actions, 1):
        indent = behind(n)
        yield f"{n}. {escape.block(action.text, indent)}{suffix(action_facts(action))}"
        if action.outcome:
            yield f"{indent}- {_('Outcome')}: {escape.block(action.outcome, indent + '  ')}"
    yield ""


def behind(number: int) -> str:
    """As wide as the number of a list item, so that what follows belongs to it."""
    return " " * len(f"{number}. ")


def action_facts(action: ActionLine) -> Iterator[str]:
    statuses = {"proposed": _("not accepted yet"), "accepted": _("accepted"), "closed": _("closed")}
    if not action.is_owned:
        yield _("nobody yet")
    else:
        yield action.owner or _("has an owner")
    if action.due:
        yield _("by %(day)s", day=due_day(action.due))
    if action.is_owned or action.status == "closed":
        yield statuses.get(action.status, action.status)
    if action.from_cluster:
        yield _("from “%(title)s”", title=action.from_title)
    elif action.from_note:
        yield _("from ¶%(note)d", note=action.from_note)


def parked(minutes: Minutes) -> Iterator[str]:
    if not minutes.parked:
        return
    yield f"## {_('Parking lot')}\n"
    for item in minutes.parked:
        words = escape.block(item.text, "  ") or _("The note ¶%(note)d", note=item.note)
        about = [item.sector, "" if item.status == "resolved" else _("open")]
        if item.text and item.note:
            about.append(f"¶{item.note}")
        yield f"- {words}{suffix(about)}"
        if item.outcome:
            yield f"  - {_('Outcome')}: {escape.block(item.outcome, '    ')}"
    yield ""


# ---- Check-in and evaluation


def asked(minutes: Minutes) -> Iterator[str]:
    for each in opened(minutes, minutes.asked):
        yield f"## {escape.heading(each.title)}\n"
        yield f"{answered_line(each)}\n"
        for question in each.questions:
            yield f"### {escape.heading(question.text)}\n"
            yield from answers(question)


def answered_line(asked: Asked) -> str:
    return ngettext("%(num)d person answered.", "%(num)d people answered.", asked.answered)


def answers(question: Answers) -> Iterator[str]:
    """Counts with their labels, the mean of a scale, or the words, in no order of writing."""
    if not question.is_revealed:
        yield _("Not revealed.") + "\n"
        return
    for label, count in zip(labels_of(question), question.counts, strict=False):
        yield f"- {label}: {count}"
    if question.mean is not None:
        yield f"- {_('Mean: %(mean)s of %(count)d answers', mean=question.mean, count=sum(question.counts))}"
    for text, times in Counter(question.texts).items():
        said = _("%(count)d times", count=times) if times > 1 else ""
        yield f"- {escape.block(text, '  ')}{suffix([said])}"
    if not question.counts and not question.texts:
        yield _("Nobody answered this.")
    yield ""


def labels_of(question: Answers) -> list[str]:
    if question.form == "choice":
        return [escape.cell(choice) for choice in question.choices]
    labels = [str(step) for step in range(1, len(question.counts) + 1)]
    for place, word in ((0, question.low), (-1, question.high)):
        if word and labels:
            labels[place] += f" ({escape.cell(word)})"
    return labels


# ---- How it was run, and who was there


def stages(minutes: Minutes) -> Iterator[str]:
    ran = [stage for stage in minutes.stages if stage.opened]
    if not ran:
        return
    yield f"## {_('How the workshop ran')}\n"
    yield row([_("Stage"), _("From"), _("To"), _("Minutes planned")])
    yield row(["---", "---", "---", "---:"])
    for stage in ran:
        times = [clock(at) if at else "" for at in (stage.opened, stage.closed)]
        yield row([escape.cell(stage.title), *times, str(stage.minutes or "")])
    yield ""


def attendance(minutes: Minutes) -> Iterator[str]:
    if not minutes.attendance:
        return
    yield f"## {_('Who was there')}\n"
    for person in minutes.attendance:
        facts = [person.organisation, person.sector, roles().get(person.role, person.role)]
        yield f"- {escape.block(person.name or _('Somebody without a name'))}{suffix(facts)}"
    yield ""


def roles() -> dict[str, str]:
    return {"facilitator": _("facilitator"), "participant": "", "observer": _("observer")}


def end(minutes: Minutes) -> Iterator[str]:
    yield "---\n"
    yield _(
        "Drawn from the record of the workshop, %(count)d entries. "
        "A number like ¶%(example)d is a place in it.",
        count=minutes.seq,
        example=minutes.seq,
    )


SECTIONS: tuple[Section, ...] = (
    ground_rules,
    questions,
    priorities,
    actions,
    parked,
    asked,
    stages,
    attendance,
    end,
)
