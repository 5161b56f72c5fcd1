"""Who does what by when, what was parked, and what comes next."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Column, Item, Listing, Row, Section, Table
from dialogue.exports.document import ActionLine, ParkedLine
from dialogue.exports.phrases import action_facts, owner_of
from dialogue.exports.report.draft import Draft
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
    facts = [item.sector, "" if item.status == "resolved" else _("open")]
    if note:
        facts.append(_("about ¶%(note)d", note=item.note) if item.text else f"¶{item.note}")
    return Item(
        draft.parked(item),
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
    if table := actions_table(draft):
        blocks.append(table)
    if thanks := draft.passage("next.thanks", _("Thanks"), thanks_words(draft)):
        blocks.append(thanks)
    return Section("next", _("Next steps"), blocks)


def actions_table(draft: Draft) -> Table | None:
    """What is still to be done, the first day first; what has no day comes last, and says so."""
    going = [action for action in draft.minutes.actions if action.status != "closed"]
    if not going:
        return None
    columns = [Column(_("By")), Column(_("What")), Column(_("Who")), Column(_("Accepted")), Column(_("From"))]
    rows = []
    for action in sorted(going, key=lambda action: (not action.due, action.due)):
        by = due_day(action.due) if action.due else _("no date")
        note = f"¶{action.from_note}" if action.from_note else ""
        accepted = draft.clock(action.accepted) or _("yes") if action.status == "accepted" else _("not yet")
        rows.append(Row([by, action.text, owner_of(action), accepted, action.from_title or note]))
    return Table(_("What is to be done by when"), columns, rows)


def thanks_words(draft: Draft) -> str:
    numbers = draft.minutes.numbers
    if not (draft.minutes.closed and numbers.took_part and numbers.notes):
        return ""
    people = ngettext("%(num)d person", "%(num)d people", numbers.took_part)
    notes = ngettext("%(num)d note", "%(num)d notes", numbers.notes)
    return _(
        "Thanks to %(people)s for their time. This report is made from their %(notes)s.",
        people=people,
        notes=notes,
    )
