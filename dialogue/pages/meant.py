"""What somebody speaks of when they say that it misrepresents them: an outcome or a note, by its place."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from flask_babel import gettext as _

from dialogue.activities.board import Note
from dialogue.activities.identity import is_anonymous
from dialogue.activities.vote import Option
from dialogue.kernel import Audience
from dialogue.live import LiveWorkshop
from dialogue.workshop import Stage

PLACE = re.compile(r"(note|action|rule|cluster)-(\d{1,9})|priority-(\d{1,9})-(\d{1,9})-(\d{1,9})", re.ASCII)

NOTED = re.compile(r"(parked|concern)-(\d{1,9})", re.ASCII)

UNSPOKEN = ("summary.participation", "next.thanks")
"""Paragraphs that say nothing of anybody's words."""


class Meant(NamedTuple):
    """What somebody speaks of: its place in the minutes, and its words."""

    place: str
    title: str
    words: str


def meant_at(live: LiveWorkshop, place: str, audience: Audience = Audience.PARTICIPANT) -> Meant | None:
    """The note or the outcome at a place of the minutes, if this audience reads it there."""
    found = PLACE.fullmatch(place)
    if found is None:
        return None
    if found[1]:
        kind, seq = found[1], int(found[2])
        shown = live.record(f"{kind}/{seq}", audience) or {}
        words = words_of(live, kind, shown, audience)
        return Meant(f"{kind}-{seq}", f"{name_of(kind)} ¶{seq}".strip(), words) if words else None
    words = voted_on(live, int(found[3]), int(found[4]), int(found[5]), audience)
    return Meant(place, _("Priority"), words) if words else None


def is_nobodys(live: LiveWorkshop, place: str) -> bool:
    """Is this a note of an anonymous stage? Who says that it is not what they meant says that it is theirs,
    so nobody's name is kept with that (P5).
    """
    found = PLACE.fullmatch(place)
    note = live.state.get(Note, int(found[2])) if found and found[1] == "note" else None
    return note is not None and is_anonymous(live.state.find(Stage, note.stage), note.identity)


def noted_at(live: LiveWorkshop, place: str) -> Meant | None:
    """The same as an organiser is shown it, also something that was parked, and a concern."""
    found = NOTED.fullmatch(place)
    if found is None:
        return meant_at(live, place, Audience.FACILITATOR)
    kind, seq = found[1], int(found[2])
    shown = live.record(f"{kind}/{seq}", Audience.FACILITATOR) or {}
    words = "\n".join(said for said in (shown.get("text"), shown.get("outcome")) if said)
    title = _("Parking lot") if kind == "parked" else _("Concern")
    return Meant(place, f"{title} ¶{seq}", words) if words else None


def words_of(live: LiveWorkshop, kind: str, shown: dict[str, Any], audience: Audience) -> str:
    """What a record says; nothing of what is held back or erased."""
    if kind == "note" and "state" in shown and audience is not Audience.FACILITATOR:
        return ""
    if kind == "rule" and "accepts" in shown:
        asked = live.record(f"person/{shown['accepts']}", audience) or {}
        if name := asked.get("name"):
            return _("We accept %(name)s as facilitator.", name=name)
        return _("We accept the facilitator of this workshop.")
    return str(shown.get("title" if kind == "cluster" else "text") or "")


def voted_on(live: LiveWorkshop, stage: int, turn: int, target: int, audience: Audience) -> str:
    """What was voted on in one round, once it may be told how it came out."""
    for option in list(live.state.all(Option)):
        if (option.stage, option.round, option.target) == (stage, turn, target):
            shown = live.record(f"vote/{option.seq}", audience) or {}
            if "rank" not in shown:
                return ""
            note = live.record(f"note/{target}", audience) or {}
            return str(shown.get("title") or "") or words_of(live, "note", note, audience)
    return ""


def name_of(kind: str) -> str:
    return {"action": _("Action"), "rule": _("Ground rule"), "cluster": _("Cluster")}.get(kind, "")
