"""Who may sort what: the refusals of clusters."""

from __future__ import annotations

from typing import Any

from dialogue.activities.clusters.history import ActUndone, Sorting, latest_undoable
from dialogue.activities.clusters.records import Cluster, find_cluster, find_note, find_stage, stage_of_note
from dialogue.kernel import Person, Refused, Role, State
from dialogue.workshop import Stage, StageState, ensure_not_frozen, ensure_open, ensure_stage

NOTES_AT_ONCE = 200


def ensure_same_board(state: State, stage: Stage, settings: dict[str, Any]) -> None:
    """Refuse to sort another board where clusters were made of one already."""
    source = getattr(stage.settings, "of", None)
    if settings.get("of", source) != source and state.get(Sorting, stage.seq):
        raise Refused(
            "This stage already groups the notes of one board. Add another stage for the other board.",
            "not-empty",
        )


def ensure_may_sort(stage: Stage, person: Person, now: float) -> None:
    """Facilitators sort until the stage is closed, participants while it is open to them."""
    if person.role is Role.FACILITATOR:
        ensure_stage(stage, StageState.OPEN, StageState.LOCKED, StageState.REVEALED)
    elif getattr(stage.settings, "open_to", "") == "everyone":
        ensure_open(stage, now)
    else:
        raise Refused(
            "Only facilitators can move notes in this stage. Tell them what you want to move.", "not-allowed"
        )


def ensure_may_take_away(state: State, number: int, person: Person, now: float) -> Cluster:
    cluster = find_cluster(state, number)
    ensure_may_sort(find_stage(state, cluster.stage), person, now)
    ensure_not_frozen(state, number, *cluster.notes)
    return cluster


def ensure_may_merge(state: State, cluster: Cluster, into: Cluster) -> None:
    if cluster is into:
        raise Refused("You chose the same cluster twice. Choose another cluster.", "not-allowed")
    if cluster.stage != into.stage:
        raise Refused(
            "These clusters belong to different stages. Choose two clusters of the same stage.", "wrong-stage"
        )
    ensure_not_frozen(state, into.seq)


def ensure_may_lie(state: State, places: set[int | None], person: Person, now: float) -> None:
    """Refuse to take notes out of, or put them into, a cluster that is voted on or over."""
    for cluster in [state.get(Cluster, place) for place in places]:
        if cluster is not None:
            ensure_may_sort(find_stage(state, cluster.stage), person, now)
            ensure_not_frozen(state, cluster.seq)


def ensure_few(notes: list[int]) -> None:
    if len(notes) > NOTES_AT_ONCE:
        raise Refused.counted(
            "You can move only {n} note at once. Choose fewer notes.",
            "You can move at most {n} notes at once. Choose fewer notes.",
            NOTES_AT_ONCE,
            "too-many",
        )


def stage_of_move(state: State, notes: list[int], cluster: int | None, person: Person) -> int | None:
    """The stage in which a move is an act: the cluster's, or where ungrouped notes lay."""
    ensure_few(notes)
    if cluster is not None:
        return find_cluster(state, cluster).stage
    stages = {stage_of_note(state, find_note(state, note, person)) for note in notes} - {None}
    if len(stages) > 1:
        raise Refused("These notes are in different stages. Choose notes of one stage.", "wrong-stage")
    return stages.pop() if stages else None


def movable(
    state: State, numbers: list[int], stage: int, to: int | None, person: Person, now: float
) -> list[int]:
    """Those of the notes that do not lie there already; refuses where one of them may not move."""
    ensure_few(numbers)
    ensure_may_sort(find_stage(state, stage), person, now)
    source = getattr(find_stage(state, stage).settings, "of", None)
    moving = []
    for note in [find_note(state, number, person) for number in dict.fromkeys(numbers)]:
        if note.stage != source:
            raise Refused(
                "One of these notes is from a board that is not grouped here. Do not choose that note.",
                "wrong-board",
            )
        if note.cluster != to:
            ensure_may_lie(state, {note.cluster, to}, person, now)
            ensure_not_frozen(state, note.seq)
            moving.append(note.seq)
    return moving


def ensure_can_undo(state: State, stage: int, person: Person, now: float) -> ActUndone:
    """The undoing of the latest act that this person may undo."""
    by = None if person.role is Role.FACILITATOR else person.seq
    act, undone = latest_undoable(state, stage, by)
    if act is None or undone is None:
        raise Refused("There is nothing here that you can undo.", "nothing-to-undo")
    places = {place for _, place in undone.back} | {act.to, undone.cluster}
    ensure_may_lie(state, places, person, now)
    ensure_not_frozen(state, *(note for note, _ in undone.back))
    return undone
