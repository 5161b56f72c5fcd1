"""The report: a workshop on paper, drawn from its minutes and from what its organiser wrote beside them.

Each file writes some sections. What cannot be filled is not there: no empty heading, no "0 people".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask_babel import get_locale

from dialogue.exports.blocks import Report, Section
from dialogue.exports.document import Level
from dialogue.exports.report import (
    annexes,
    answers,
    cover,
    divergence,
    findings,
    integrity,
    method,
    moderation,
    outcomes,
    participation,
    priorities,
    rules,
    summary,
)
from dialogue.exports.report.draft import Draft, Passage

if TYPE_CHECKING:
    from dialogue.exports.forms import Source

__all__ = ["Passage", "passages_in", "report_of"]

Writer = Callable[[Draft], Section]

SECTIONS: tuple[Writer, ...] = (
    summary.summary_section,
    participation.participation_section,
    method.method_section,
    rules.agreements_section,
    findings.findings_section,
    priorities.priorities_section,
    divergence.divergence_section,
    outcomes.actions_section,
    outcomes.parking_section,
    answers.answers_section,
    outcomes.next_section,
    annexes.notes_section,
    annexes.attendance_section,
    annexes.votes_section,
    moderation.moderation_section,
    integrity.integrity_section,
)


def report_of(source: Source, level: Level) -> Report:
    """The report of a workshop for one level, in the language of whoever asks. Made once for every form
    that is drawn from it, so only to be read.
    """
    passages = hash(frozenset(source.passages.items()))
    about = f"report/{level}/{get_locale()}/{passages}"
    return source.state.once(about, lambda: written(Draft(source, level)))


def passages_in(source: Source, level: Level) -> list[Passage]:
    """The paragraphs that can be written anew, in the order of the report."""
    draft = Draft(source, level)
    written(draft)
    return draft.passages


def written(draft: Draft) -> Report:
    locale = get_locale()
    minutes = draft.minutes
    sections = [kept for section in SECTIONS if (kept := filled(section(draft)))]
    return Report(
        title=minutes.title,
        purpose=minutes.purpose,
        level=draft.level,
        language=str(locale or "en").replace("_", "-"),
        direction="rtl" if locale and locale.text_direction == "rtl" else "ltr",
        created=draft.source.history[-1].at if draft.source.history else 0.0,
        seal=minutes.seal,
        facts=cover.facts_of(draft),
        sections=sections,
    )


def filled(section: Section) -> Section | None:
    """A section without those beneath it that are empty; nothing where it is empty itself."""
    section.sections = [kept for each in section.sections if (kept := filled(each))]
    return section if section.blocks or section.sections else None
