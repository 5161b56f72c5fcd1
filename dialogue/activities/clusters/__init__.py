"""Clusters: people sort the notes of a board into groups and give each a title.

A note lies in one cluster or in none. Every act is signed, and the last acts of a stage can
be undone without disturbing what somebody did since.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from dialogue.activities.board import Note, notes_of
from dialogue.activities.clusters.history import (
    ActName,
    ActUndone,
    Sorting,
    latest_undoable,
    remember,
    undo,
)
from dialogue.activities.clusters.records import (
    Cluster,
    Settings,
    clusters_of,
    find_cluster,
    find_stage,
    is_counted,
    put,
)
from dialogue.activities.clusters.rules import (
    ensure_can_undo,
    ensure_may_merge,
    ensure_may_sort,
    ensure_may_take_away,
    ensure_same_board,
    movable,
    stage_of_move,
)
from dialogue.kernel import (
    EVERYONE,
    Command,
    Entry,
    Event,
    Eyes,
    Person,
    Record,
    State,
    Unsigned,
    command,
    event,
    worded,
)
from dialogue.workshop import EditStage, Stage, ensure_not_frozen

__all__ = [
    "CLUSTER_TITLE_LENGTH",
    "NAME",
    "RECORDS",
    "ActUndone",
    "AddCluster",
    "Cluster",
    "ClusterAdded",
    "ClusterMerged",
    "ClusterRemoved",
    "ClusterRenamed",
    "MergeCluster",
    "MoveNotes",
    "NotesMoved",
    "RemoveCluster",
    "RenameCluster",
    "Settings",
    "Sorting",
    "UndoAct",
    "clusters_of",
    "decide",
    "evolve",
    "show",
    "show_stage",
]

NAME = "clusters"

CLUSTER_TITLE_LENGTH = 80

RECORDS = (Cluster, Sorting)

# ---- Commands


@command("cluster.add", open_to=EVERYONE, words="title")
class AddCluster(Command):
    """A new cluster, empty or of chosen notes; splitting one is taking notes out of it."""

    stage: int
    title: str
    notes: list[int] = msgspec.field(default_factory=list)


@command("cluster.rename", open_to=EVERYONE, words="title")
class RenameCluster(Command):
    cluster: int
    title: str


@command("cluster.merge", open_to=EVERYONE)
class MergeCluster(Command):
    cluster: int
    into: int


@command("cluster.remove", open_to=EVERYONE)
class RemoveCluster(Command):
    """Take a cluster away; its notes are ungrouped again."""

    cluster: int


@command("cluster.undo", open_to=EVERYONE)
class UndoAct(Command):
    """Undo the latest act of a stage that can be; for participants, of their own acts."""

    stage: int


@command("note.move", open_to=EVERYONE)
class MoveNotes(Command):
    """Put notes into a cluster, or into none."""

    notes: list[int]
    cluster: int | None


# ---- Events


@event("cluster.added")
class ClusterAdded(Event):
    stage: int
    title: str
    notes: list[int] = msgspec.field(default_factory=list)


@event("cluster.renamed")
class ClusterRenamed(Event):
    cluster: int
    title: str


@event("cluster.merged")
class ClusterMerged(Event):
    cluster: int
    into: int


@event("cluster.removed")
class ClusterRemoved(Event):
    cluster: int


@event("note.moved")
class NotesMoved(Event):
    """`stage`: where the sorting was done."""

    stage: int
    notes: list[int]
    cluster: int | None = None


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case EditStage(number, settings=settings):
            ensure_same_board(state, state.find(Stage, number), settings)
        case AddCluster(number, title, notes):
            ensure_may_sort(find_stage(state, number), person, now)
            title = worded(title, CLUSTER_TITLE_LENGTH)
            yield ClusterAdded(number, title, movable(state, notes, number, state.next, person, now))
        case RenameCluster(number, title):
            cluster = find_cluster(state, number)
            ensure_may_sort(find_stage(state, cluster.stage), person, now)
            ensure_not_frozen(state, number)
            title = worded(title, CLUSTER_TITLE_LENGTH)
            if title != cluster.title:
                yield ClusterRenamed(number, title)
        case MergeCluster(number, into):
            cluster = ensure_may_take_away(state, number, person, now)
            ensure_may_merge(state, cluster, find_cluster(state, into))
            yield ClusterMerged(number, into)
        case RemoveCluster(number):
            yield ClusterRemoved(ensure_may_take_away(state, number, person, now).seq)
        case MoveNotes(notes, number):
            stage = stage_of_move(state, notes, number, person)
            if stage is not None and (moving := movable(state, notes, stage, number, person, now)):
                yield NotesMoved(stage, moving, number)
        case UndoAct(number):
            ensure_may_sort(find_stage(state, number), person, now)
            yield ensure_can_undo(state, number, person, now)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the clusters and say where notes lie."""
    match entry.event:
        case ClusterAdded(stage, title, notes):
            state.add(Cluster(seq=entry.seq, stage=stage, title=title))
            before = put(state, notes, entry.seq)
            remember(state, entry, stage, "add", before, to=entry.seq, cluster=entry.seq, title=("", title))
        case ClusterRenamed(number, title):
            cluster = state.find(Cluster, number)
            titles = (cluster.title, title)
            state.change(cluster, title=title)
            remember(state, entry, cluster.stage, "rename", {}, cluster=number, title=titles)
        case ClusterMerged(number, into):
            take_away(state, entry, "merge", number, into)
        case ClusterRemoved(number):
            take_away(state, entry, "remove", number, None)
        case NotesMoved(stage, notes, number):
            remember(state, entry, stage, "move", put(state, notes, number), to=number)
        case ActUndone():
            undo(state, entry.event)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing."""
    match record:
        case Cluster(removed=False):
            notes = [note for note in (state.get(Note, seq) for seq in record.notes) if note]
            return {"stage": record.stage, "title": record.title, "notes": sum(map(is_counted, notes))}
    return None


def show_stage(state: State, stage: Stage, eyes: Eyes) -> dict[str, Any]:
    """How many notes have a place; to facilitators also what undoing would undo."""
    source = getattr(stage.settings, "of", None)
    notes, placed = state.once(stage.key, lambda: counted(state, source or 0, stage.seq))
    shown: dict[str, Any] = {"of": source, "notes": notes, "placed": placed}
    if eyes.facilitate:
        act, undone = latest_undoable(state, stage.seq)
        shown["can_undo"] = {"act": act.name, "notes": len(undone.back)} if act and undone else None
    return shown


# ---- Helpers


def counted(state: State, source: int, stage: int) -> tuple[int, int]:
    """How many notes of the source everybody may see, and how many of them lie in a cluster here."""
    notes = [note for note in notes_of(state, source) if is_counted(note)]
    here = {cluster.seq for cluster in state.all(Cluster) if cluster.stage == stage}
    return len(notes), sum(note.cluster in here for note in notes)


def take_away(state: State, entry: Entry, name: ActName, number: int, into: int | None) -> None:
    cluster = state.find(Cluster, number)
    before = put(state, sorted(cluster.notes), into)
    state.change(cluster, removed=True)
    remember(state, entry, cluster.stage, name, before, to=into, cluster=number)
