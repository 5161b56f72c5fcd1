"""The cover: what, when, who, and by which hash the record can be known again."""

from __future__ import annotations

from dialogue.exports.phrases import audience_line, numbers_line, people_line
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _
from dialogue.exports.when import span


def facts_of(draft: Draft) -> list[tuple[str, str]]:
    minutes = draft.minutes
    facts = [
        (_("Partnership"), draft.source.partnership),
        (_("When"), span(minutes.opened, minutes.closed)),
        (_("Who"), people_line(minutes)),
        (_("What"), numbers_line(minutes)),
        (_("Facilitators"), facilitators_line(draft)),
        (_("Written for"), audience_line(draft.level)),
        (_("Sealed"), f"sha-256 {minutes.seal}" if minutes.seal else ""),
    ]
    return [(name, words) for name, words in facts if words]


def facilitators_line(draft: Draft) -> str:
    """Who led, by name where this level may know it, and by how many they were accepted where that was
    asked.
    """
    asked = [rule for each in draft.minutes.agreements for rule in each.adopted if rule.accepts_facilitator]
    said = []
    for rule in asked:
        answers = rule.agree + rule.live_with + rule.object
        accepted = rule.agree + rule.live_with
        who = rule.facilitator or _("the facilitator")
        said.append(_("%(who)s, accepted by %(n)d of %(all)d who answered", who=who, n=accepted, all=answers))
    named = {rule.facilitator for rule in asked}
    return _("; ").join([*said, *(name for name in draft.minutes.facilitators if name not in named)])
