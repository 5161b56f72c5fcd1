"""Who does what by when, what was parked, and what comes next."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Column, Item, Listing, Row, Section, Table
from dialogue.exports.document import ActionLine, ParkedLine
from dialogue.exports.phrases import action_facts
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.findings import erased_words, words_of
from dialogue.exports.report.trail import footnote_of_action, footnote_of_parked
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext
from dialogue.exports.when import due_day


def actions_section(draft: Draft) -> Section:
    items = [action_item(draft, action) for action in draft.minutes.actions]
    blocks: list[Block] = [Listing(items, ordered=True)] if items else []
    return Section("actions", _("Actions and commitments"), blocks)


def action_item(draft: Draft, action: ActionLine) -> Item:
    return Item(
        action.text,
        list(action_facts(action)),
        anchor=f"action-{action.action}",
        footnote=footnote_of_action(draft, action),
        items=[Item(action.outcome, label=_("Outcome"))] if action.outcome else [],
    )


def parking_section(draft: Draft) -> Section:
    """What was parked, what is still open first."""
    parked = sorted(draft.minutes.parked, key=lambda item: item.status == "resolved")
    blocks: list[Block] = [Listing([parked_item(draft, item) for item in parked])] if parked else []
    return Section("parking-lot", _("Parking lot"), blocks)


def parked_item(draft: Draft, item: ParkedLine) -> Item:
    """A parked thought, or a parked note with its words where this level may read them."""
    note = draft.notes.get(item.note or 0)
    words = item.text or (words_of(note) if note else _("A note that is not in this report"))
    if not item.text and item.note is None:
        words = erased_words()
    facts = [item.sector, "" if item.status == "resolved" else _("open")]
    if note:
        facts.append(_("about ¶%(note)d", note=item.note) if item.text else f"¶{item.note}")
    return Item(
        words,
        [fact for fact in facts if fact],
        anchor=f"parked-{item.item}",
        footnote=footnote_of_parked(draft, item),
        items=[Item(item.outcome, label=_("Outcome"))] if item.outcome else [],
    )


def next_section(draft: Draft) -> Section:
    """What is to be done, the first day first; and thanks."""
    blocks: list[Block] = []
    if steps := draft.passage("next.steps", _("Next steps"), ""):
        blocks.append(steps)
    dated = sorted(
        (action for action in draft.minutes.actions if action.due and action.status != "closed"),
        key=lambda action: action.due,
    )
    if dated:
        columns = [Column(_("By")), Column(_("What")), Column(_("Who"))]
        rows = [Row([due_day(action.due), action.text, who_of(action)]) for action in dated]
        blocks.append(Table(_("What is to be done by when"), columns, rows))
    if thanks := draft.passage("next.thanks", _("Thanks"), thanks_words(draft)):
        blocks.append(thanks)
    return Section("next", _("Next steps"), blocks)


def who_of(action: ActionLine) -> str:
    if not action.is_owned:
        return _("nobody yet")
    return action.owner or _("has an owner")


def thanks_words(draft: Draft) -> str:
    numbers = draft.minutes.numbers
    if not (draft.minutes.closed and numbers.people and numbers.notes):
        return ""
    people = ngettext("%(num)d person", "%(num)d people", numbers.people)
    notes = ngettext("%(num)d note", "%(num)d notes", numbers.notes)
    return _(
        "Thanks to the %(people)s who gave their time, and whose %(notes)s this report is made of.",
        people=people,
        notes=notes,
    )
