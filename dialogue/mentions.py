"""Where people's names stand in what others wrote: it stays when they are erased, so whoever erases
them is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa

from dialogue.activities.actions import Action
from dialogue.activities.board import Note
from dialogue.activities.clusters.records import Cluster
from dialogue.activities.concerns import Concern
from dialogue.activities.ground_rules import Rule
from dialogue.activities.parking_lot import Parked
from dialogue.database import passages
from dialogue.kernel import Audience
from dialogue.live import LiveWorkshop

KINDS = (Note, Action, Rule, Parked, Cluster, Concern)
SHORTEST = 3
"""Letters that a part of a name has at least: shorter ones stand everywhere."""


class Said(NamedTuple):
    """Words that stay: where they stand in the minutes, and whose they are, if that is known."""

    place: str
    words: str
    owner: int | None


def named_elsewhere(live: LiveWorkshop, person: int, said: list[Said] | None = None) -> list[str]:
    """The places at which a name of this person stands in the words of others: `action-54`."""
    name = live.state.names.get(person)
    parts = re.findall(r"\w+", name.name.casefold()) if name else []
    told = [re.escape(part) for part in parts if len(part) >= SHORTEST]
    if not told:
        return []
    whole = re.compile(rf"\b(?:{'|'.join(told)})\b")
    found = everything_said(live) if said is None else said
    return [each.place for each in found if each.owner != person and whole.search(each.words.casefold())]


def everything_said(live: LiveWorkshop) -> list[Said]:
    """All words in which somebody may be named."""
    return [*said_in_the_log(live), *said_beside_it(live)]


def said_in_the_log(live: LiveWorkshop) -> Iterator[Said]:
    for kind in KINDS:
        for record in live.state.all(kind):
            shown = live.record(f"{kind.kind}/{record.seq}", Audience.FACILITATOR) or {}
            words = [shown.get(field) for field in ("text", "title", "outcome")]
            words += [*(shown.get("reasons") or []), *(shown.get("translations") or {}).values()]
            text = "\n".join(each for each in words if isinstance(each, str))
            # What stands in an outcome is the facilitators', whoever wrote the note.
            owner = live.state.owner_of(record) if kind in (Note, Concern) else None
            yield Said(f"{kind.kind}-{record.seq}", text, owner)


def said_beside_it(live: LiveWorkshop) -> Iterator[Said]:
    """What an organiser wrote into the report."""
    chosen = sa.select(passages.c.passage, passages.c.text).where(passages.c.workshop == live.id)
    with live.database.reading() as connection:
        for row in connection.execute(chosen):
            yield Said(row.passage, row.text, None)
