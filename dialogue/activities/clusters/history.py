"""What was done lately on one wall, and what it means to undo it."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import msgspec

from dialogue.activities.board import Note
from dialogue.activities.clusters.records import Cluster, put
from dialogue.kernel import Entry, Event, Record, State, event
from dialogue.workshop import Stage

# As many acts of a stage as can be undone; older ones are forgotten.
HISTORY = 100

ActName = Literal["move", "add", "rename", "merge", "remove"]


class Act(msgspec.Struct):
    """What somebody did, with what it takes to undo it.

    `before`: where each note lay that the act moved; `to`: where they went. `cluster`: what
    was added, renamed, merged away or removed, and the title it had before and has since.
    """

    seq: int
    by: int | None
    name: ActName
    before: dict[int, int | None]
    to: int | None = None
    cluster: int | None = None
    title: tuple[str, str] = ("", "")
    undone: bool = False


class Sorting(Record, kw_only=True):
    """The latest acts of one stage, oldest first. Its seq is the stage's; nobody is shown it."""

    kind: ClassVar[str] = "sorting"
    stage: int
    acts: list[Act] = msgspec.field(default_factory=list)


@event("cluster.undone")
class ActUndone(Event):
    """`back`: where each note lies again. `cluster`: the one that is back, `gone`, or retitled."""

    stage: int
    act: int
    back: list[tuple[int, int | None]] = msgspec.field(default_factory=list)
    cluster: int | None = None
    title: str = ""
    gone: bool = False


def remember(
    state: State, entry: Entry, stage: int, name: ActName, before: dict[int, int | None], **more: Any
) -> None:
    """Keep what was done, so that it can be undone."""
    if state.get(Sorting, stage) is None:
        state.add(Sorting(seq=stage, stage=stage))
    acts = state.find(Sorting, stage).acts
    acts.append(Act(entry.seq, entry.by, name, before, **more))
    del acts[:-HISTORY]
    state.touch(state.find(Stage, stage))


def undo(state: State, undone: ActUndone) -> None:
    for act in state.find(Sorting, undone.stage).acts:
        act.undone = act.undone or act.seq == undone.act
    for note, place in undone.back:
        put(state, [note], place)
    if undone.cluster is not None:
        state.change(state.find(Cluster, undone.cluster), title=undone.title, removed=undone.gone)
    state.touch(state.find(Stage, undone.stage))


def latest_undoable(
    state: State, stage: int, by: int | None = None
) -> tuple[Act, ActUndone] | tuple[None, None]:
    """The latest act, of one person or of anybody, that undoing would change something of."""
    sorting = state.get(Sorting, stage)
    moved_since: set[int] = set()
    for act in reversed(sorting.acts if sorting else []):
        if act.undone:
            continue
        undone = undoing(state, stage, act, moved_since) if by in (None, act.by) else None
        if undone is not None:
            return act, undone
        moved_since.update(act.before)
    return None, None


def undoing(state: State, stage: int, act: Act, moved_since: set[int]) -> ActUndone | None:
    """What it means to undo an act now, or nothing where later acts left nothing of it.

    Notes that somebody moved since stay where they are, and so does a cluster that somebody
    filled or retitled since.
    """
    back = [
        (note, place)
        for note, place in act.before.items()
        if note not in moved_since
        and state.find(Note, note).cluster == act.to
        and (place in (None, act.cluster) or not state.find(Cluster, place or 0).removed)
    ]
    cluster = state.get(Cluster, act.cluster)
    if cluster is None:
        return ActUndone(stage, act.seq, back) if back else None
    title_before, title_since = act.title
    untouched = not cluster.removed and cluster.title == title_since
    match act.name:
        case "add" if untouched and cluster.notes <= {note for note, _ in back}:
            return ActUndone(stage, act.seq, back, cluster.seq, cluster.title, gone=True)
        case "add" if back:
            return ActUndone(stage, act.seq, back)
        case "rename" if untouched:
            return ActUndone(stage, act.seq, back, cluster.seq, title_before)
        case "merge" | "remove":
            return ActUndone(stage, act.seq, back, cluster.seq, cluster.title)
    return None
