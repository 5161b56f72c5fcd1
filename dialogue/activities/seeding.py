"""Seeding: an outline of an earlier day brought along, as questions with their clusters and notes.

What is brought along is nobody's words here: it bears no name and no sector, everybody sees it, and
it says of itself that it was `seeded`. All of it comes, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dialogue.activities.board import (
    QUESTION_LENGTH,
    Board,
    BoardAdded,
    NoteAdded,
    ensure_may_add,
)
from dialogue.activities.clusters import (
    CLUSTER_TITLE_LENGTH,
    ClusterAdded,
    NotesMoved,
    clusters_of,
)
from dialogue.activities.clusters import Settings as ClustersSettings
from dialogue.activities.identity import signed
from dialogue.kernel import (
    FACILITATORS,
    Command,
    Entry,
    Event,
    Eyes,
    Person,
    Record,
    Refused,
    State,
    Unsigned,
    command,
    worded,
)
from dialogue.workshop import (
    Stage,
    StageState,
    ensure_not_frozen,
    ensure_not_over,
    the_workshop,
)

NAME = "seeding"

MOST_NOTES = 5_000

RECORDS: tuple[type[Record], ...] = ()


# ---- Commands


class BroughtNote(msgspec.Struct, forbid_unknown_fields=True):
    """`built`: what builds on it."""

    text: str
    built: list[str] = msgspec.field(default_factory=list)


class BroughtCluster(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    notes: list[BroughtNote] = msgspec.field(default_factory=list)


class BroughtQuestion(msgspec.Struct, forbid_unknown_fields=True):
    """A question with its clusters, and with the notes that lie in none."""

    question: str
    clusters: list[BroughtCluster] = msgspec.field(default_factory=list)
    notes: list[BroughtNote] = msgspec.field(default_factory=list)


@command("board.seed", open_to=FACILITATORS)
class SeedBoard(Command):
    """Bring along questions with notes. A question or a cluster that is there already takes them in;
    a cluster may hold notes of several questions. `sorting`: the stage of the clusters, or the first
    that groups this board.
    """

    stage: int
    questions: Annotated[list[BroughtQuestion], Meta(max_length=100)]
    sorting: int | None = None


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case SeedBoard(number, questions, sorting):
            ensure_not_over(state)
            ensure_may_add(state.find(Stage, number))
            ensure_any_and_not_too_many(questions)
            sowing = Sowing(state, number)
            for question in questions:
                sow_question(sowing, question)
            if sowing.places:
                sow_clusters(sowing, find_sorting(state, number, sorting), questions)
            yield from sowing.events


def evolve(state: State, entry: Entry) -> None:
    """Nothing of its own happens here: boards and clusters hear of theirs."""


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    return None


# ---- Helpers


class Sowing:
    """What seeding leads to, event by event. An event's seq is known before it is written, for all
    of them are decided together. `places`: which notes lie in the cluster of which title.
    """

    def __init__(self, state: State, stage: int) -> None:
        self.state = state
        self.stage = stage
        self.events: list[Event | Unsigned] = []
        self.places: dict[str, list[int]] = {}
        boards = [board for board in state.all(Board) if board.stage == stage and not board.removed]
        self.boards = {board.question: board.seq for board in boards}

    def say(self, event: Event) -> int:
        # The log names nobody where a stage is anonymous, and whoever brings notes along is no exception.
        self.events.append(signed(self.state.find(Stage, self.stage), event) if is_note(event) else event)
        return self.state.next + len(self.events) - 1


def is_note(event: Event) -> bool:
    return isinstance(event, NoteAdded)


def ensure_any_and_not_too_many(questions: list[BroughtQuestion]) -> None:
    """Refuse an outline without questions, or with more notes than a wall can hold."""
    if not questions:
        raise Refused("There is no question in what you want to bring along. Add a question first.", "empty")
    notes = sum(1 + len(note.built) for question in questions for note in notes_of(question))
    if notes > MOST_NOTES:
        raise Refused(
            "There are too many notes ({notes}). You can bring along at most {most} at once. "
            "Leave some notes out.",
            "too-many",
            notes=notes,
            most=MOST_NOTES,
        )


def notes_of(question: BroughtQuestion) -> list[BroughtNote]:
    return [*(note for cluster in question.clusters for note in cluster.notes), *question.notes]


def sow_question(sowing: Sowing, question: BroughtQuestion) -> None:
    text = worded(question.question, QUESTION_LENGTH)
    if text not in sowing.boards:
        sowing.boards[text] = sowing.say(BoardAdded(sowing.stage, text))
    for cluster in question.clusters:
        place = sowing.places.setdefault(worded(cluster.title, CLUSTER_TITLE_LENGTH), [])
        for note in cluster.notes:
            place += sow_note(sowing, sowing.boards[text], note)
    for note in question.notes:
        sow_note(sowing, sowing.boards[text], note)


def sow_note(sowing: Sowing, board: int, note: BroughtNote) -> list[int]:
    """A note and what builds on it; their seqs."""
    first = sowing.say(NoteAdded(board, worded(note.text), seeded=True))
    return [
        first,
        *(sowing.say(NoteAdded(board, worded(text), first, seeded=True)) for text in note.built),
    ]


def find_sorting(state: State, board: int, number: int | None) -> int:
    """The stage in which the clusters of a board are made. Refuses where there is none."""
    for stage in [state.find(Stage, each) for each in the_workshop(state).stages]:
        is_its = isinstance(stage.settings, ClustersSettings) and stage.settings.of == board
        if is_its and number in (None, stage.seq) and stage.state is not StageState.CLOSED:
            return stage.seq
    raise Refused(
        "You want to bring along clusters, but no stage groups this board. First add a "
        "stage of the kind “Clusters” after the board.",
        "no-clusters",
    )


def sow_clusters(sowing: Sowing, stage: int, questions: list[BroughtQuestion]) -> None:
    there = {cluster.title: cluster.seq for cluster in clusters_of(sowing.state, stage)}
    for title in in_order(questions):
        if title not in there:
            sowing.say(ClusterAdded(stage, title, sowing.places[title]))
        elif sowing.places[title]:
            ensure_not_frozen(sowing.state, there[title])
            sowing.say(NotesMoved(stage, sowing.places[title], there[title]))


def in_order(questions: list[BroughtQuestion]) -> list[str]:
    """The titles of all clusters, each once, in an order that each question's own agrees with."""
    orders = [[worded(each.title, CLUSTER_TITLE_LENGTH) for each in q.clusters] for q in questions]
    titles = dict.fromkeys(title for order in orders for title in order)
    sorter: TopologicalSorter[str] = TopologicalSorter({title: [] for title in titles})
    for order in orders:
        for earlier, later in pairwise(dict.fromkeys(order)):
            sorter.add(later, earlier)
    try:
        return list(sorter.static_order())
    except CycleError:
        # The questions disagree, so the first to name a cluster has it its way.
        return list(titles)
