"""Clusters: people sort the notes of a board into groups and give each a title.

A note lies in one cluster or in none. Every act is signed, and the last acts of a stage can
be undone without disturbing what somebody did since.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

import msgspec

from dialogue.activities.board import Note, NoteState, notes_of, show_note
from dialogue.kernel import (
    EVERYONE,
    Audience,
    Command,
    Entry,
    Event,
    Eyes,
    Person,
    Record,
    Refused,
    Role,
    State,
    Unsigned,
    command,
    event,
    worded,
)
from dialogue.kernel import Settings as BaseSettings
from dialogue.workshop import EditStage, Stage, StageState, ensure_not_frozen, ensure_open, ensure_stage

NAME = "clusters"

CLUSTER_TITLE_LENGTH = 80
NOTES_AT_ONCE = 200

# As many acts of a stage as can be undone; older ones are forgotten.
HISTORY = 100

ActName = Literal["move", "add", "rename", "merge", "remove"]


# ---- State


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


RECORDS = (Cluster, Sorting)


# ---- Commands


@command("cluster.add", open_to=EVERYONE)
class AddCluster(Command):
    """A new cluster, empty or of chosen notes; splitting one is taking notes out of it."""

    stage: int
    title: str
    notes: list[int] = msgspec.field(default_factory=list)


@command("cluster.rename", open_to=EVERYONE)
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
class Undo(Command):
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


@event("cluster.undone")
class ActUndone(Event):
    """`back`: where each note lies again. `cluster`: the one that is back, `gone`, or retitled."""

    stage: int
    act: int
    back: list[tuple[int, int | None]] = msgspec.field(default_factory=list)
    cluster: int | None = None
    title: str = ""
    gone: bool = False


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
        case Undo(number):
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
    notes = [note for note in notes_of(state, source) if is_counted(note)] if source else []
    placed = sum(stage_of_note(state, note) == stage.seq for note in notes)
    shown: dict[str, Any] = {"of": source, "notes": len(notes), "placed": placed}
    if eyes.facilitate:
        act, undone = latest_undoable(state, stage.seq)
        shown["can_undo"] = {"act": act.name, "notes": len(undone.back)} if act and undone else None
    return shown


# ---- Helpers


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
    if stage.activity != NAME:
        raise Refused("Notes are grouped in another stage. Choose that one.", "wrong-stage")
    return stage


def find_cluster(state: State, number: int) -> Cluster:
    cluster = state.find(Cluster, number)
    if cluster.removed:
        raise Refused("This cluster is gone. Choose another one.", "not-found")
    return cluster


def find_note(state: State, number: int, person: Person) -> Note:
    """A note that may be moved by this person: one they can see, and that everyone may see."""
    note = state.find(Note, number)
    facilitates = person.role is Role.FACILITATOR
    eyes = Eyes(Audience.FACILITATOR if facilitates else Audience.PARTICIPANT, person.seq)
    if note.state is NoteState.REMOVED or show_note(state, note, eyes) is None:
        raise Refused("A note is no longer here. The page has been brought up to date.", "not-found")
    if note.state is not NoteState.SHOWN:
        raise Refused("A note is not shown to everyone yet. Release it first.", "not-shown")
    return note


def ensure_same_board(state: State, stage: Stage, settings: dict[str, Any]) -> None:
    """Refuse to sort another board where clusters were made of one already."""
    source = getattr(stage.settings, "of", None)
    if settings.get("of", source) != source and state.get(Sorting, stage.seq):
        raise Refused("Notes are grouped here already. Add another stage for the other board.", "not-empty")


def ensure_may_sort(stage: Stage, person: Person, now: float) -> None:
    """Facilitators sort until the stage is closed, participants while it is open to them."""
    if person.role is Role.FACILITATOR:
        ensure_stage(stage, StageState.OPEN, StageState.LOCKED, StageState.REVEALED)
    elif getattr(stage.settings, "open_to", "") == "everyone":
        ensure_open(stage, now)
    else:
        raise Refused("Facilitators group the notes here. Tell them what you would move.", "not-allowed")


def ensure_may_take_away(state: State, number: int, person: Person, now: float) -> Cluster:
    cluster = find_cluster(state, number)
    ensure_may_sort(find_stage(state, cluster.stage), person, now)
    ensure_not_frozen(state, number, *cluster.notes)
    return cluster


def ensure_may_merge(state: State, cluster: Cluster, into: Cluster) -> None:
    if cluster is into:
        raise Refused("A cluster cannot be merged with itself. Choose another one.", "not-allowed")
    if cluster.stage != into.stage:
        raise Refused("These clusters are of different stages. Choose two of one stage.", "wrong-stage")
    ensure_not_frozen(state, into.seq)


def stage_of_move(state: State, notes: list[int], cluster: int | None, person: Person) -> int | None:
    """The stage in which a move is an act: the cluster's, or where ungrouped notes lay."""
    if len(notes) > NOTES_AT_ONCE:
        raise Refused("Move at most {limit} notes at once.", "too-many", limit=NOTES_AT_ONCE)
    if cluster is not None:
        return find_cluster(state, cluster).stage
    stages = {stage_of_note(state, find_note(state, note, person)) for note in notes} - {None}
    if len(stages) > 1:
        raise Refused("These notes are grouped in different stages. Choose notes of one.", "wrong-stage")
    return stages.pop() if stages else None


def movable(
    state: State, numbers: list[int], stage: int, to: int | None, person: Person, now: float
) -> list[int]:
    """Those of the notes that do not lie there already; refuses where one of them may not move."""
    if len(numbers) > NOTES_AT_ONCE:
        raise Refused("Move at most {limit} notes at once.", "too-many", limit=NOTES_AT_ONCE)
    ensure_may_sort(find_stage(state, stage), person, now)
    source = getattr(find_stage(state, stage).settings, "of", None)
    moving = []
    for note in [find_note(state, number, person) for number in dict.fromkeys(numbers)]:
        if note.stage != source:
            raise Refused("A note is of a board that is not grouped here. Leave it out.", "wrong-board")
        if note.cluster != to:
            ensure_may_lie(state, {note.cluster, to}, person, now)
            ensure_not_frozen(state, note.seq)
            moving.append(note.seq)
    return moving


def ensure_may_lie(state: State, places: set[int | None], person: Person, now: float) -> None:
    """Refuse to take notes out of, or put them into, a cluster that is voted on or over."""
    for cluster in [state.get(Cluster, place) for place in places]:
        if cluster is not None:
            ensure_may_sort(find_stage(state, cluster.stage), person, now)
            ensure_not_frozen(state, cluster.seq)


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


def take_away(state: State, entry: Entry, name: ActName, number: int, into: int | None) -> None:
    cluster = state.find(Cluster, number)
    before = put(state, sorted(cluster.notes), into)
    state.change(cluster, removed=True)
    remember(state, entry, cluster.stage, name, before, to=into, cluster=number)


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
