"""What for, what was asked, and how it was run: beside what was planned, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.exports.blocks import Block, Column, Item, Listing, Paragraph, Row, Section, Table
from dialogue.exports.document import Ran
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext

SECRET = ("check_in", "vote", "evaluation")
"""The activities that never say whose a vote or an answer is."""


def is_blurred(stage: Ran) -> bool:
    """Was the time at which somebody wrote or voted here recorded only roughly?"""
    is_unsigned = stage.activity in (*SECRET, "ground_rules") or stage.settings.get("identity") == "anonymous"
    return stage.opened is not None and is_unsigned


def method_section(draft: Draft) -> Section:
    section = Section("method", _("Purpose, questions and method"))
    if draft.minutes.purpose:
        section.blocks.append(Paragraph(draft.minutes.purpose))
    if draft.questions:
        items = [Item(question.question) for question in draft.questions]
        section.sections.append(Section("questions", _("Questions"), [Listing(items, ordered=True)]))
    section.sections.append(Section("agenda", _("How the workshop ran"), agenda(draft)))
    return section


def agenda(draft: Draft) -> list[Block]:
    """The steps as they were run, beside the minutes planned, and how each was set."""
    ran = [stage for stage in draft.minutes.stages if stage.opened]
    came_of = {"parking_lot": draft.minutes.parked, "actions": draft.minutes.actions}
    skipped = [
        called(stage)
        for stage in draft.minutes.stages
        if not stage.opened and not came_of.get(stage.activity)
    ]
    blocks: list[Block] = []
    if ran:
        columns = [
            Column(_("Stage")),
            Column(_("From")),
            Column(_("To")),
            Column(_("Minutes planned"), is_number=True),
            Column(_("Minutes it took"), is_number=True),
            Column(_("Settings")),
        ]
        rows = [row_of(draft, stage) for stage in ran]
        blocks.append(Table(_("The stages, as planned and as they took place"), columns, rows))
    if skipped:
        blocks.append(Paragraph(_("Planned, but never opened: %(stages)s.", stages=_(", ").join(skipped))))
    return blocks


def row_of(draft: Draft, stage: Ran) -> Row:
    times = draft.clock(stage.opened), draft.clock(stage.closed) or _("not closed")
    settings = _("; ").join(settings_of(stage))
    return Row([called(stage), *times, stage.minutes or None, taken_by(stage), settings])


def called(stage: Ran) -> str:
    """A step with its number on the run sheet, which it has wherever steps are numbered."""
    return f"{stage.number}. {stage.title}"


def taken_by(stage: Ran) -> int | None:
    """How many minutes a step took; where several ran at once, each counts for itself."""
    if stage.opened is None or stage.closed is None:
        return None
    return max(round((stage.closed - stage.opened) / 60), 0)


def settings_of(stage: Ran) -> Iterator[str]:
    """By which rules a step was run, in words."""
    settings = stage.settings
    if stage.activity in SECRET:
        yield _("secret")
    if identity := settings.get("identity"):
        yield {
            "named": _("with names"),
            "sector": _("with the sector, without names"),
            "anonymous": _("anonymous"),
        }.get(identity, identity)
    if visibility := settings.get("visibility"):
        yield {
            "all": _("everybody saw each note at once"),
            "own": _("people saw only their own notes until the reveal"),
            "facilitators": _("facilitators released each note"),
        }.get(visibility, visibility)
    if quorum := settings.get("quorum"):
        yield _("%(percent)d%% of the people had to respond", percent=quorum)
    if dots := settings.get("dots"):
        yield ngettext("%(num)d dot each", "%(num)d dots each", dots)
        yield _("at most %(most)d on one thing", most=settings.get("per_item", dots))
        yield (
            _("results were shown during the vote")
            if settings.get("live")
            else _("results were shown at the reveal")
        )
    if settings.get("open_to") == "everyone":
        yield _("open to everybody")
    if stage.round > 1:
        yield ngettext("in %(num)d round", "in %(num)d rounds", stage.round)
