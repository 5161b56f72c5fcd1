"""Who took part: by sector, and over time."""

from __future__ import annotations

from dialogue.exports.blocks import Block, Chart, Column, Row, Section, Series, Table
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext


def participation_section(draft: Draft) -> Section:
    return Section("participation", _("Participation"), [*by_sector(draft), *over_time(draft)])


def by_sector(draft: Draft) -> list[Block]:
    """How many of each sector, as a picture and as a table."""
    sectors = draft.minutes.sectors
    if not sectors:
        return []
    labels = [each.sector or _("without a sector") for each in sectors]
    counts = [each.people for each in sectors]
    caption = _("People by sector")
    chart = Chart(
        kind="bars",
        caption=caption,
        alt=alt_of(caption, labels, counts),
        labels=labels,
        series=[Series(_("People"), list(counts))],
        n=sum(counts),
    )
    table = Table(
        caption=caption,
        columns=[Column(_("Sector")), Column(_("People"), is_number=True)],
        rows=[Row([label, count]) for label, count in zip(labels, counts, strict=True)],
        total=Row([_("All"), sum(counts)]),
    )
    return [chart, table]


def over_time(draft: Draft) -> list[Block]:
    """How many notes were written in each stretch of time, as a picture and as a table."""
    times = [line.at for line in draft.minutes.notes() if not line.seeded]
    if len(times) < 2:
        return []
    step = step_of(max(times) - min(times))
    begin = min(times) // step * step
    counts = [0] * (int((max(times) - begin) // step) + 1)
    for at in times:
        counts[int((at - begin) // step)] += 1
    labels = [draft.clock(begin + n * step) for n in range(len(counts))]
    minutes = step // 60
    caption = ngettext("Notes in each minute", "Notes in each %(num)d minutes", minutes)
    chart = Chart(
        "columns",
        caption,
        alt_of(caption, labels, counts),
        labels,
        [Series(_("Notes"), list(counts))],
        sum(counts),
    )
    table = Table(
        caption,
        [Column(_("From")), Column(_("Notes"), is_number=True)],
        [Row([label, count]) for label, count in zip(labels, counts, strict=True)],
        Row([_("All"), sum(counts)]),
    )
    return [chart, table]


STEPS = (60, 300, 600, 900, 1800, 3600, 3 * 3600, 6 * 3600, 24 * 3600)


def step_of(seconds: float) -> int:
    """The shortest stretch of time of which a dozen cover all."""
    return next((step for step in STEPS if seconds / step <= 12), STEPS[-1])


def alt_of(caption: str, labels: list[str], counts: list[int]) -> str:
    """A chart in words, for those who do not see it."""
    return f"{caption}: " + ", ".join(f"{label} {count}" for label, count in zip(labels, counts, strict=True))
