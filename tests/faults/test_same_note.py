"""Two facilitators take the same note at the same moment, and a third takes the cluster from under it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from dialogue import log
from dialogue.activities.clusters import ClusterMerged, NotesMoved
from dialogue.kernel import Entry
from tests.faults.ear import Ear, all_answered, all_equal, all_in
from tests.server import Server, Workshop

PLAN = {
    "title": "Partnerships",
    "sectors": [],
    "stages": [{"activity": "board", "questions": ["Why?"]}, {"activity": "clusters"}],
}
ROUNDS = 30


@pytest.fixture
def workshop(server: Server) -> Iterator[Workshop]:
    with server.workshop(PLAN) as workshop:
        workshop.begin("board")
        yield workshop


def log_of(workshop: Workshop) -> list[log.Found]:
    register = workshop.server.register
    with register.database.reading() as connection:
        return list(log.read_found(connection, register.find(workshop.code).id))


def test_both_are_answered_all_see_the_same_and_history_says_what_happened(workshop: Workshop) -> None:
    chance = random.Random(17)
    writer = workshop.join("Ana")
    note = writer.do("note.add", {"board": workshop.first("board"), "text": "more trees"})
    stage = workshop.begin("clusters")
    clusters = [workshop.fay.do("cluster.add", {"stage": stage, "title": f"Group {n}"}) for n in range(8)]
    others = [workshop.browser(name).enter(workshop.links["facilitator"]) for name in ("Gil", "Hal")]
    fay, gil, hal = (Ear(browser) for browser in (workshop.fay, *others))
    ears = [fay, gil, hal, Ear(writer, deflates=True), Ear(workshop.enter("screen"))]
    all_in(ears)

    asked: dict[str, tuple[int, int]] = {}
    for n in range(ROUNDS):
        for ear, target in zip((fay, gil), chance.sample(clusters, 2), strict=True):
            asked[ear.do("note.move", {"notes": [note], "cluster": target})] = ear.browser.person, target
            if n % 5 == 4 and ear is fay:
                # Fay's target goes while her note and Gil's are on their way.
                clusters.remove(target)
                hal.do("cluster.merge", {"cluster": target, "into": chance.choice(clusters)})
        all_answered(ears)

    all_equal(ears)
    answers = fay.answers | gil.answers
    assert answers.keys() == asked.keys(), "Everybody is answered."
    refused = {id for id, answer in answers.items() if "reason" in answer}
    assert {answers[id]["reason"] for id in refused} <= {"not-found"}
    found = log_of(workshop)
    entries = [each.entry for each in found]
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    moves = {each.command: each.entry for each in found if each.command in asked}
    for id, move in moves.items():
        assert (move.by, move.event.cluster, move.seq) == (*asked[id], answers[id]["seq"])
    for id in answers.keys() - moves.keys() - refused:
        # Nothing happened, because the note lay there already.
        assert where(entries[: answers[id]["seq"]], note) == asked[id][1]
    assert sum(isinstance(entry.event, ClusterMerged) for entry in entries) == ROUNDS // 5
    assert ears[-1].records[f"note/{note}"]["cluster"] == where(entries, note)
    history = workshop.fay.get("/export/json").json()["history"]
    assert [entry["seq"] for entry in history] == [entry.seq for entry in entries]
    told = [history[move.seq - 1]["sentence"] for move in moves.values()]
    assert told
    assert all("moved to" in sentence for sentence in told)
    for ear in ears:
        assert ear.asked == ear.came_back == 0
        ear.close()


def where(entries: list[Entry], note: int) -> int | None:
    """The cluster that a note is in, as somebody would read it in the log."""
    place = None
    for entry in entries:
        match entry.event:
            case NotesMoved(_, notes, cluster) if note in notes:
                place = cluster
            case ClusterMerged(cluster, into) if cluster == place:
                place = into
    return place
