"""The way back from an outcome to the words it came from, in a footnote."""

from __future__ import annotations

from dialogue.exports.blocks import Footnote
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext


def footnote_of(draft: Draft, target: int) -> Footnote:
    """The vote on a cluster or a note, the cluster, and its notes."""
    said: list[str] = []
    seqs: list[int] = []
    row, part = draft.ranked(target)
    if row and part:
        dots = ngettext("%(num)d dot", "%(num)d dots", row.points or 0)
        people = ngettext("%(num)d person", "%(num)d people", row.voters or 0)
        place = _("place %(rank)s of %(count)d", rank=row.rank, count=len(part.rows))
        said.append(
            _(
                "Vote: %(place)s, %(dots)s from %(people)s (¶%(vote)d).",
                place=place,
                dots=dots,
                people=people,
                vote=row.vote,
            )
        )
        seqs.append(row.vote)
    if cluster := draft.clusters.get(target):
        said.append(_("Cluster “%(title)s” (¶%(cluster)d).", title=cluster.title, cluster=target))
        seqs.append(target)
    notes = [target] if target in draft.notes else draft.members.get(target, [])
    if notes:
        said.append(_("Notes: %(notes)s.", notes=", ".join(f"¶{note}" for note in notes)))
        seqs += notes
    return Footnote(" ".join(said), seqs)
