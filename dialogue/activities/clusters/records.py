"""Clusters and what lies in them."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from dialogue.activities.board import Note, NoteState, show_note
from dialogue.kernel import Person, Record, Refused, State
from dialogue.kernel import Settings as BaseSettings
from dialogue.workshop import Stage


class Settings(BaseSettings):
    """`of`: the board whose notes are sorted. `open_to`: who sorts them."""

    of: int | None = None
    open_to: Literal["facilitators", "everyone"] = "facilitators"

    def fits(self) -> tuple[str, ...]:
        return ("board",)


class Cluster(Record, kw_only=True):
    kind: ClassVar[str] = "cluster"
    stage: int
    title: str
    notes: set[int] = msgspec.field(default_factory=set)
    removed: bool = False


def clusters_of(state: State, stage: int) -> list[Cluster]:
    """The clusters of a stage that are there."""
    return [c for c in state.all(Cluster) if c.stage == stage and not c.removed]


def is_counted(note: Note) -> bool:
    return note.state is NoteState.SHOWN


def stage_of_note(state: State, note: Note) -> int | None:
    """The stage in whose clusters a note lies, if it lies in one."""
    cluster = state.get(Cluster, note.cluster)
    return cluster.stage if cluster else None


def find_stage(state: State, number: int) -> Stage:
    stage = state.find(Stage, number)
    if not isinstance(stage.settings, Settings):
        raise Refused(
            "Notes are not grouped in this stage. Choose a stage of the kind “Clusters”.", "wrong-stage"
        )
    return stage


def find_cluster(state: State, number: int) -> Cluster:
    cluster = state.find(Cluster, number)
    if cluster.removed:
        raise Refused("This cluster is no longer here. Choose another one.", "not-found")
    return cluster


def find_note(state: State, number: int, person: Person) -> Note:
    """A note that may be moved by this person: one they can see, and that everyone may see."""
    note = state.get(Note, number)
    if note is None or note.state is NoteState.REMOVED or show_note(state, note, person.eyes) is None:
        raise Refused(
            "One of these notes is no longer here. The page now shows the newest state.", "not-found"
        )
    if note.state is not NoteState.SHOWN:
        raise Refused(
            "One of these notes is not shown to everyone yet. Show it to everyone first.", "not-shown"
        )
    return note


def put(state: State, notes: list[int], to: int | None) -> dict[int, int | None]:
    """Lay notes into a cluster or into none; where each lay before."""
    before: dict[int, int | None] = {}
    for note in [state.find(Note, number) for number in notes]:
        before[note.seq] = note.cluster
        if left := state.get(Cluster, note.cluster):
            left.notes.discard(note.seq)
            state.touch(left, state.get(Stage, left.stage))
        if entered := state.get(Cluster, to):
            entered.notes.add(note.seq)
            state.touch(entered, state.get(Stage, entered.stage))
        state.change(note, cluster=to)
    return before
