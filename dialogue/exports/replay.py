"""The replay: a workshop moment by moment, as each audience saw it, for one level.

A frame holds what changed for one audience: a new record whole, of a known one the fields that
changed, the names of those that went under `-`, and null for a record that is gone. Frames
folded from the first to the n-th are what that audience saw at that moment, less what the
sieve of the level holds back. Where frames should be, the name of another audience may stand:
they saw the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from dialogue.activities import evolve, new_state
from dialogue.activities import show as shown_to
from dialogue.activities.vote import OptionAdded
from dialogue.exports.document import Level
from dialogue.exports.forms import Progress, Source
from dialogue.exports.json_export import records_of
from dialogue.exports.minutes import Look, titled
from dialogue.exports.sentences import told
from dialogue.exports.sieve import Ceiling, Shown, Sieve
from dialogue.exports.when import moment
from dialogue.kernel import Audience, Entry, Eyes, State
from dialogue.sight import names_in
from dialogue.workshop import (
    StageClosed,
    StageLocked,
    StageOpened,
    StageReopened,
    StageRevealed,
    WorkshopClosed,
    WorkshopOpened,
    WorkshopPaused,
    WorkshopResumed,
    the_workshop,
)

VERSION = 1

MOST_MOMENTS = 1_500
MOST_WORK = 12_500_000
"""Moments times entries. Each moment counts again what there is of notes and answers, which grows with
the entries: this keeps the replay of fifty thousand to a few seconds.
"""

# A name instead of an audience: who sees the same, so that nothing is sent twice.
WATCHED: dict[Level, dict[str, Audience | str]] = {
    Level.PUBLIC: {"screen": Audience.OBSERVER},
    Level.PARTICIPANTS: {"participant": Audience.PARTICIPANT, "screen": "participant"},
}
WATCHED[Level.ORGANISER] = WATCHED[Level.FULL] = {
    "facilitator": Audience.FACILITATOR,
    **WATCHED[Level.PARTICIPANTS],
}

OF_STAGES = (StageOpened, StageLocked, StageRevealed, StageClosed, StageReopened)
TURNS = (*OF_STAGES, WorkshopOpened, WorkshopPaused, WorkshopResumed, WorkshopClosed)
"""What a reader jumps to: never gathered with what came before or after it."""

Delta = dict[str, Shown | None]


class Watching:
    """One audience, and what it has been told so far."""

    def __init__(self, audience: Audience, sieve: Sieve) -> None:
        self.eyes = Eyes(audience)
        self.sieve = sieve
        self.records: dict[str, Shown] = {}
        self.frames: list[list[Any]] = []

    def look(self, state: State, touched: Iterable[str]) -> Delta:
        """What looks different now: of what was touched, and of the people whose names that bears."""
        delta: Delta = {}
        named: set[int] = set()
        for key in filter(self.sieve.lets, touched):
            named.update(names_in(self.records.get(key)))
            self.look_at(state, key, delta)
            if key in delta:
                named.update(names_in(self.records.get(key)))
        for key in filter(self.sieve.lets, [f"person/{person}" for person in named]):
            self.look_at(state, key, delta)
        return delta

    def look_at(self, state: State, key: str, delta: Delta) -> None:
        record = state.at(key)
        shown, before = shown_to(state, record, self.eyes) if record else None, self.records.get(key)
        if shown is None:
            if before is not None:
                del self.records[key]
                delta[key] = None
            return
        after = self.sieve.sifted(key, shown)
        if after != before:
            self.records[key] = after
            delta[key] = after if before is None else changed(before, after)


def replay_of(source: Source, level: Level) -> dict[str, Any]:
    """A workshop to be played to one level."""
    look = Look(source.state, level)
    ceiling = records_of(look)
    watching = {
        name: Watching(audience, Ceiling(ceiling, source.state, Eyes(audience)))
        for name, audience in WATCHED[level].items()
        if isinstance(audience, Audience)
    }
    moments = watch(source.state, source.history, list(watching.values()))
    return {
        "version": VERSION,
        "level": level,
        "seq": source.state.seq,
        "offset": offset_of(source.history),
        "audiences": list(WATCHED[level]),
        "moments": moments,
        "frames": {
            name: watching[name].frames if name in watching else same for name, same in WATCHED[level].items()
        },
        "history": [[seq, round(at, 2), name, words] for seq, at, name, words in told(source.history, look)],
        "stages": [jump._asdict() for jump in jumps_of(source.history, look)],
    }


def written(source: Source, level: Level, progress: Progress) -> bytes:
    """The same as JSON."""
    return msgspec.json.encode(replay_of(source, level))


def offset_of(history: list[Entry]) -> int:
    """By how many seconds the clock of the minutes was ahead of UTC when it all ended."""
    ahead = moment(history[-1].at).utcoffset() if history else None
    return int(ahead.total_seconds()) if ahead else 0


def watch(final: State, history: list[Entry], watching: list[Watching]) -> list[list[Any]]:
    """Let a workshop happen again before some audiences; the moments at which they looked."""
    state = beginning(final)
    moments = []
    for number, entries in enumerate(gathered(history)):
        for entry in entries:
            evolve(state, entry)
        touched, state.touched = state.touched, {}
        for each in watching:
            if delta := each.look(state, touched):
                each.frames.append([number, delta])
        moments.append([entries[-1].seq, round(entries[-1].at, 2)])
    return moments


def beginning(final: State) -> State:
    """A workshop before its first entry, which knows of its end what its history does not say."""
    state = new_state()
    state.names, state.render = final.names, final.render
    state.owners = final.owners.copy()
    # The closing writes down the last hash of the chain; nothing else asks for it.
    state.head = bytes.fromhex(the_workshop(final).seal)
    return state


def gathered(history: list[Entry]) -> Iterable[list[Entry]]:
    """The history in moments: each entry one, or in a long workshop several; each turn is its own.

    What can be voted on comes with the opening of the vote: nobody saw the one without the other.
    """
    most = max(1, min(MOST_MOMENTS, MOST_WORK // max(len(history), 1)))
    together = -(-len(history) // most)
    entries: list[Entry] = []
    for entry in history:
        is_after_turn = bool(entries) and isinstance(entries[0].event, TURNS)
        is_full = is_after_turn or len(entries) == together or isinstance(entry.event, TURNS)
        if entries and is_full and not (is_after_turn and isinstance(entry.event, OptionAdded)):
            yield entries
            entries = []
        entries.append(entry)
    if entries:
        yield entries


def changed(before: Shown, after: Shown) -> Shown:
    """The fields that differ; those that went by their names, under `-`."""
    fields = {field: value for field, value in after.items() if field not in before or before[field] != value}
    gone = [field for field in before if field not in after]
    return fields | {"-": gone} if gone else fields


class Jump(NamedTuple):
    """Where a reader may jump to. `stage` is nothing for the workshop itself."""

    seq: int
    at: float
    title: str
    stage: int | None
    state: str


def jumps_of(history: list[Entry], look: Look) -> Iterable[Jump]:
    """The turns of the workshop and of those of its stages that this level knows."""
    stages = look.records.get("stage", {})
    for seq, at, _, event in history:
        state = event.name.split(".")[1]
        if isinstance(event, OF_STAGES):
            if event.stage in stages:
                yield Jump(seq, round(at, 2), titled(stages[event.stage]), event.stage, state)
        elif isinstance(event, TURNS):
            yield Jump(seq, round(at, 2), look.records["workshop"][1]["title"], None, state)
