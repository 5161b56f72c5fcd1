"""The record of a workshop as JSON: its minutes, its records and its history, for one level.

The log itself is not in it: who wrote what stands there, which a stage may have promised to
keep. The history is the log in words, with every seq.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from dialogue.exports.document import Level, plain
from dialogue.exports.minutes import Look, minutes_in
from dialogue.exports.sentences import told
from dialogue.kernel import Entry, State

FORMAT = "dialogue.workshop"
VERSION = 1

# What says whose words something is, or whose it is to do.
PERSONAL = {"by", "sector", "owner", "accepts", "speaking"}


def json_of(code: str, state: State, history: Collection[Entry], level: Level = Level.ORGANISER) -> bytes:
    """A workshop as this level sees it, as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(data_of(code, state, history, level)), indent=1) + b"\n"


def data_of(code: str, state: State, history: Collection[Entry], level: Level) -> dict[str, Any]:
    look = Look(state, level)
    return {
        "format": FORMAT,
        "version": VERSION,
        "code": code,
        "level": level,
        "seq": state.seq,
        "minutes": plain(minutes_in(look, history)),
        "records": records_of(look),
        "history": [each._asdict() for each in told(history, look)],
    }


def records_of(look: Look) -> dict[str, Any]:
    """Every record this level sees, by key."""
    records = {f"{kind}/{seq}": shown for kind, found in look.records.items() for seq, shown in found.items()}
    if look.level is Level.FULL:
        return records
    return {key: lessened(key, shown, look) for key, shown in records.items() if is_kept(key, shown, look)}


def is_kept(key: str, shown: dict[str, Any], look: Look) -> bool:
    """Words that were held back are in the full record only, and no person is in a public one."""
    kind = key.split("/")[0]
    if kind == "person":
        return not (look.is_public or shown.get("waiting") or shown.get("turned_away"))
    return not (kind == "note" and "state" in shown)


def lessened(key: str, shown: dict[str, Any], look: Look) -> dict[str, Any]:
    """A record without what its level must not tell: also no sector of few people (B4), and of words only
    the last.
    """
    if key.startswith("concern/"):
        # Told in confidence: who did is in the full record alone.
        shown = {field: value for field, value in shown.items() if field != "person"}
    if key.startswith("person/"):
        shown = {field: shown[field] for field in ("name", "sector", "role")}
    if key == "workshop/1" and not look.says_who_came:
        # That a sector was offered and is told nowhere would tell that few were of it.
        shown = shown | {"sectors": [each for each in shown["sectors"] if each in look.groups.alone]}
    if look.is_public:
        return {field: value for field, value in shown.items() if field not in PERSONAL | {"before"}}
    lesser = {field: value for field, value in shown.items() if field != "before"}
    if "sector" in lesser:
        lesser["sector"] = look.sector(shown)
    if lesser.get("speaking"):
        lesser["speaking"] = spoken(shown["speaking"], look)
    return lesser


def spoken(speaking: Any, look: Look) -> Any:
    """Who has the floor: of the queue it is a sector, of a hand whether it is that one."""
    return {"sector": look.sector(speaking)} if isinstance(speaking, dict) else speaking
