"""Short sentences about what is in the minutes, as pages and reports say them. Nothing is escaped here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_decimal

from dialogue.exports.document import (
    ActionLine,
    Answers,
    Asked,
    ConcernLine,
    Level,
    Minutes,
    Moderation,
    ModerationAct,
    Priorities,
    QuestionNotes,
    RuleLine,
)
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext
from dialogue.exports.when import due_day, locale


def people_line(minutes: Minutes) -> str:
    if not minutes.numbers.people:
        return _("nobody yet")
    people = said_people(minutes.numbers.people)
    nowhere = _("without a sector")
    sectors = [f"{each.people} {each.sector or nowhere}" for each in minutes.sectors]
    listed = _(", ").join(sectors)
    return f"{people}: {listed}" if sectors else people


def numbers_line(minutes: Minutes) -> str:
    """What there is of everything; what there is none of is left out."""
    n = minutes.numbers
    said = [
        n.questions and ngettext("%(num)d question", "%(num)d questions", n.questions),
        (n.notes or n.seeded) and said_with(n.notes, n.seeded),
        n.clusters and ngettext("%(num)d cluster", "%(num)d clusters", n.clusters),
        n.votes and ngettext("%(num)d dot", "%(num)d dots", n.votes),
        n.rules_adopted and ngettext("%(num)d rule adopted", "%(num)d rules adopted", n.rules_adopted),
        n.actions and ngettext("%(num)d action", "%(num)d actions", n.actions),
    ]
    return _(", ").join(each for each in said if each) or _("nothing yet")


def audience_line(level: Level) -> str:
    return {
        Level.PUBLIC: _("the public; it names nobody"),
        Level.PARTICIPANTS: _("those who took part"),
        Level.ORGANISER: _("the organiser"),
        Level.FULL: _("the archive, with what was held back"),
    }[level]


def responses_line(rule: RuleLine) -> str:
    return _(
        "agree %(agree)d, can live with it %(live)d, object %(object)d",
        agree=rule.agree,
        live=rule.live_with,
        object=rule.object,
    )


def counts_line(question: QuestionNotes) -> str:
    said = [said_with(question.notes, question.seeded, question.writers)]
    if question.hidden:
        said.append(_("hidden by the facilitators: %(count)d", count=question.hidden))
    if question.held:
        said.append(_("not released: %(count)d", count=question.held))
    if question.unrevealed:
        said.append(_("not revealed yet: %(count)d", count=question.unrevealed))
    return _(", ").join(said) + "."


def vote_line(part: Priorities) -> str:
    said = [
        ngettext("%(num)d dot each", "%(num)d dots each", part.dots),
        _("at most %(most)d on one thing", most=part.per_item),
    ]
    if part.voted is not None:
        said.append(_("%(voted)d of %(people)d voted", voted=part.voted, people=part.people or 0))
    if part.spent is not None:
        said.append(ngettext("%(num)d dot given", "%(num)d dots given", part.spent))
    else:
        said.append(_("not revealed yet"))
    line = _(", ").join(said) + "."
    return _("Round %(round)d: %(line)s", round=part.round, line=line) if part.round > 1 else line


def action_facts(action: ActionLine) -> Iterator[str]:
    statuses = {"proposed": _("not accepted yet"), "accepted": _("accepted"), "closed": _("closed")}
    yield owner_of(action)
    if action.due:
        yield _("by %(day)s", day=due_day(action.due))
    if action.is_owned or action.status == "closed":
        yield statuses.get(action.status, action.status)
    if action.from_cluster:
        yield _("from “%(title)s”", title=action.from_title)
    elif action.from_note:
        yield _("from ¶%(note)d", note=action.from_note)


def owner_of(action: ActionLine) -> str:
    """Whose an action is: a name, or why there is none."""
    if not action.is_owned:
        return _("nobody yet")
    return action.owner or (
        _("the owner's name was erased") if action.is_erased else _("owner not named here")
    )


def answered_line(asked: Asked) -> str:
    return ngettext("%(num)d person answered.", "%(num)d people answered.", asked.answered)


def labels_of(question: Answers) -> list[str]:
    """What could be chosen: the choices, or the steps of a scale with what its ends mean."""
    if question.form == "choice":
        return question.choices
    labels = [str(step) for step in range(1, len(question.counts) + 1)]
    for place, word in ((0, question.low), (-1, question.high)):
        if word and labels:
            labels[place] += f" ({word})"
    return labels


def roles() -> dict[str, str]:
    return {
        "facilitator": _("facilitator"),
        "participant": _("participant"),
        "observer": _("observer"),
    }


def listed(each: list[str]) -> str:
    """Words in a row, as the reader's language joins them."""
    return format_list(each, locale=locale())


def figure(cell: str | int | float | None) -> str:
    """What stands in a cell of a table: words as they are, a number as the reader's language writes it."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else str(format_decimal(cell, locale=locale()))


def quoted(words: str) -> str:
    return _("“%(words)s”", words=words)


def said_notes(number: int) -> str:
    return ngettext("%(num)d note", "%(num)d notes", number)


def said_people(number: int) -> str:
    return ngettext("%(num)d person", "%(num)d people", number)


def from_people(notes: int, writers: int) -> str:
    """How many notes, and from how many people where that is known."""
    if not writers:
        return said_notes(notes)
    return _("%(notes)s from %(people)s", notes=said_notes(notes), people=said_people(writers))


def said_with(notes: int, seeded: int, writers: int = 0) -> str:
    """How many notes people wrote, and how many more were brought along."""
    if not seeded:
        return from_people(notes, writers)
    if not notes:
        return ngettext("%(num)d note brought along", "%(num)d notes brought along", seeded)
    return _("%(notes)s, and %(num)d brought along", notes=from_people(notes, writers), num=seeded)


def sorted_line(notes: int, sorted: int, clusters: int) -> str:
    """How many of the notes that people wrote were sorted, into how many clusters, and how many are in
    none.
    """
    if not sorted:
        return _("No note was sorted into a cluster.")
    places = ngettext("%(num)d cluster", "%(num)d clusters", clusters)
    if sorted == notes:
        return _("Sorted into %(clusters)s: all notes.", clusters=places)
    said = _("Sorted into %(clusters)s: %(notes)s.", clusters=places, notes=said_notes(sorted))
    loose = ngettext("%(num)d note is in no cluster.", "%(num)d notes are in no cluster.", notes - sorted)
    return f"{said} {loose}"


def brought_line(notes: int, clusters: int) -> str:
    """What was brought along and is nobody's here; nothing where nothing was."""
    said = [
        notes and said_notes(notes),
        clusters and ngettext("%(num)d cluster", "%(num)d clusters", clusters),
    ]
    what = listed([each for each in said if each])
    if not what:
        return ""
    return _("Brought along: %(what)s.", what=what)


def tallied(question: Answers) -> list[tuple[str, int]]:
    """What was answered in words, each answer once with how often it came, the most frequent first. Of
    single words small and large letters are one.
    """
    folded = str.casefold if question.form == "word" else str
    times = Counter(folded(text) for text in question.texts)
    first = {folded(text): text for text in reversed(question.texts)}
    return [(first[key], n) for key, n in times.most_common()]


def translation_label(language: str) -> str:
    """What stands before a note in another language than its author's."""
    return _("Translation (%(language)s)", language=language_name(language))


def language_name(code: str) -> str:
    """A language as its reader calls it; its code where nobody knows a name."""
    reader = Locale.parse(locale())
    for each in (code, code.partition("-")[0]):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(each, sep="-").get_display_name(reader) or code
    return str(reader.languages.get(code.partition("-")[0], code))


def moderation_lines(of: Moderation) -> list[str]:
    """How much was moderated, in sentences; what there was none of is left out. Of few people it is only
    said that they are few (B4).
    """
    said: list[str] = []
    if n := of.hidden:
        said.append(
            ngettext(
                "%(num)d note is hidden by the facilitators.",
                "%(num)d notes are hidden by the facilitators.",
                n,
            )
        )
    if n := of.quarantined:
        said.append(
            ngettext(
                "%(num)d of them because its author was removed.",
                "%(num)d of them because their author was removed.",
                n,
            )
        )
    if n := of.held:
        said.append(ngettext("%(num)d note was not released.", "%(num)d notes were not released.", n))
    if of.muted is None:
        said.append(_("Fewer than %(num)d people were muted.", num=of.fewest))
    elif n := of.muted:
        said.append(ngettext("%(num)d person was muted.", "%(num)d people were muted.", n))
    if of.removed is None:
        said.append(_("Fewer than %(num)d people were removed.", num=of.fewest))
    elif n := of.removed:
        said.append(ngettext("%(num)d person was removed.", "%(num)d people were removed.", n))
    if of.concerns is None:
        said.append(_("Fewer than %(num)d concerns were told to the facilitators alone.", num=of.fewest))
    elif n := of.concerns:
        said.append(
            ngettext(
                "%(num)d concern was told to the facilitators alone.",
                "%(num)d concerns were told to the facilitators alone.",
                n,
            )
        )
    return said


def act_words(act: ModerationAct) -> str:
    """What was done, in a sentence. Who did it stands beside it."""
    who = act.person or _("Somebody without a name")
    match act.act:
        case "person.muted":
            return _("%(who)s was muted.", who=who)
        case "person.unmuted":
            return _("%(who)s may write again.", who=who)
        case "person.removed":
            return _("%(who)s was removed.", who=who)
        case "person.readmitted":
            return _("%(who)s was let back.", who=who)
        case "note.quarantined":
            return ngettext(
                "%(num)d note by %(who)s was hidden with the removal.",
                "%(num)d notes by %(who)s were hidden with the removal.",
                act.notes,
                who=who,
            )
        case "note.readmitted":
            return ngettext(
                "%(num)d note by %(who)s was shown again.",
                "%(num)d notes by %(who)s were shown again.",
                act.notes,
                who=who,
            )
        case "note.hidden":
            return _("The note ¶%(note)d was hidden.", note=act.note or 0)
        case "note.released":
            return _("The note ¶%(note)d was shown again.", note=act.note or 0)
    return act.act


def act_by(act: ModerationAct) -> str:
    """Who did it, as far as there is a name."""
    return act.by or (_("the organiser") if act.is_server else _("a facilitator"))


def concern_about(concern: ConcernLine) -> list[str]:
    """What somebody told the facilitators about: a rule, a note, both, or neither."""
    rule = _("the rule %(rule)s", rule=quoted(concern.rule_text)) if concern.rule else ""
    return [about for about in (rule, f"¶{concern.note}" if concern.note else "") if about]


def concern_words(concern: ConcernLine) -> str:
    """What somebody told the facilitators; where they said nothing with it, what it is about."""
    said = _("The words of this were erased.") if concern.erased else concern.text
    return said or _("about %(what)s", what=_(", ").join(concern_about(concern)))
