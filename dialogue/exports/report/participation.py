"""Who took part: by sector, and over time."""

from __future__ import annotations

from dialogue.blur import GRAIN
from dialogue.exports.blocks import Block, Column, Item, Listing, Section, Table
from dialogue.exports.phrases import said_notes, said_people
from dialogue.exports.report.draft import Draft
from dialogue.exports.report.figures import counted
from dialogue.exports.report.method import is_blurred
from dialogue.exports.sectors import FEWEST
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext
from dialogue.workshop import the_workshop

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
STEPS = (MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, DAY, 7 * DAY)
MOST_COLUMNS = 16


def participation_section(draft: Draft) -> Section:
    blocks = [*who_did_what(draft), *by_sector(draft), *over_time(draft)]
    return Section("participation", _("Participation"), blocks)


def who_did_what(draft: Draft) -> list[Block]:
    """How many came, wrote, voted and answered; what nobody did is not there."""
    numbers = draft.minutes.numbers
    people, left = numbers.took_part, numbers.joined - numbers.people
    answered = max((asked.answered for asked in draft.minutes.asked), default=0)
    lines = [
        people and ngettext("%(num)d person took part.", "%(num)d people took part.", people),
        left > 0
        and ngettext(
            "%(num)d person left before the end.",
            "%(num)d people left before the end.",
            left,
        ),
        numbers.wrote and _("%(people)s wrote notes.", people=said_people(numbers.wrote)),
        numbers.voters and _("%(people)s gave dots.", people=said_people(numbers.voters)),
        answered and _("%(people)s answered the questions for everybody.", people=said_people(answered)),
        missing_words(draft),
    ]
    items = [Item(line) for line in lines if line]
    return [Listing(items)] if items else []


def missing_words(draft: Draft) -> str:
    """Which sectors were invited and sent nobody, for those who may know every sector."""
    if FEWEST[draft.level]:
        return ""
    came = {each.sector for each in draft.minutes.sectors}
    missing = [sector for sector in the_workshop(draft.source.state).sectors if sector not in came]
    return _("Nobody came from: %(sectors)s.", sectors=_(", ").join(missing)) if missing else ""


def by_sector(draft: Draft) -> list[Block]:
    """How many of each sector came, and how many notes say that they are from there."""
    sectors = draft.minutes.sectors
    if not sectors:
        return []
    counts = [(each.sector or _("without a sector"), each.people) for each in sectors]
    people = said_people(sum(number for _sector, number in counts))
    blocks = counted(_("People by sector"), _("Sector"), _("People"), counts, people)
    table = blocks[-1]
    assert isinstance(table, Table) and table.total
    if any(each.notes for each in sectors):
        table.columns.append(Column(_("Notes"), is_number=True))
        for row, each in zip(table.rows, sectors, strict=True):
            row.cells.append(each.notes)
        table.total.cells.append(sum(each.notes for each in sectors))
    return blocks


def over_time(draft: Draft) -> list[Block]:
    """How many notes were written in each stretch of time."""
    times = [line.at for line in draft.minutes.notes() if not line.seeded]
    if len(times) < 2:
        return []
    # Blurred times stand together where a stretch begins, and shorter ones would look like a rush.
    least = GRAIN if any(map(is_blurred, draft.minutes.stages)) else MINUTE
    step = step_of(min(times), max(times), least)
    begin = min(times) // step * step
    numbers = [0] * (int((max(times) - begin) // step) + 1)
    for at in times:
        numbers[int((at - begin) // step)] += 1
    counts = [(draft.clock(begin + n * step), number) for n, number in enumerate(numbers)]
    return counted(caption_of(step), _("From"), _("Notes"), counts, said_notes(len(times)), "columns")


def step_of(first: float, last: float, least: int = MINUTE) -> int:
    """The shortest stretch of time, of at least so many seconds, of which not too many cover all."""
    fits = (step for step in STEPS if step >= least and last // step - first // step < MOST_COLUMNS)
    return next(fits, 30 * DAY)


def caption_of(step: int) -> str:
    if step % DAY == 0:
        return ngettext("Notes on each day", "Notes in each %(num)d days", step // DAY)
    if step % HOUR == 0:
        return ngettext("Notes in each hour", "Notes in each %(num)d hours", step // HOUR)
    return ngettext("Notes in each minute", "Notes in each %(num)d minutes", step // MINUTE)
