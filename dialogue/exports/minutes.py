"""Minutes: the one fold that every written form of a workshop is drawn from.

It is made of what `show` lets an audience see and of nothing else (V1), so no form can say
more than people with those eyes saw. Every note that is not withheld stands in it exactly
once, word for word, under its question and its cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask_babel import get_locale
from flask_babel import gettext as _

from dialogue.activities.board import Note
from dialogue.activities.vote import Turnout
from dialogue.exports.chronicle import add_times
from dialogue.exports.document import (
    ActionLine,
    Agreement,
    Answers,
    Asked,
    Attendant,
    BoardNotes,
    ClusterLine,
    ClusterNotes,
    Level,
    Minutes,
    NoteLine,
    Numbers,
    ParkedLine,
    Priorities,
    Priority,
    QuestionNotes,
    Ran,
    RuleLine,
    SectorCount,
)
from dialogue.exports.look import Look, Shown, people_by_sector
from dialogue.exports.moderation import moderation_of
from dialogue.exports.numbers import numbers_of, wrote_in
from dialogue.kernel import Entry, Person, Role, State
from dialogue.workshop import Stage

if TYPE_CHECKING:
    from dialogue.exports.forms import Source

__all__ = ["Level", "Look", "Minutes", "minutes_from", "minutes_of", "titled"]


def minutes_of(state: State, level: Level = Level.ORGANISER, history: Iterable[Entry] = ()) -> Minutes:
    """The minutes of a workshop as it stands, for one level. Without its history they lack some times."""
    return minutes_in(Look(state, level), history)


def minutes_from(source: Source, level: Level) -> Minutes:
    """The minutes of what is to be written down, made once for all forms in one language. Only to be read."""
    about = f"minutes/{level}/{get_locale()}"
    return source.state.once(about, lambda: minutes_of(source.state, level, source.history))


def minutes_in(look: Look, history: Iterable[Entry] = ()) -> Minutes:
    """The minutes of what was looked at already."""
    state, level, history = look.state, look.level, list(history)
    workshop = look.records["workshop"][1]
    boards = [board_of(look, *stage) for stage in look.stages("board")]
    minutes = Minutes(
        title=workshop["title"],
        purpose=workshop["purpose"],
        level=level,
        state=str(workshop["state"]),
        seq=state.seq,
        numbers=Numbers(),
        opened=workshop["opened"],
        closed=workshop["closed"],
        seal=workshop["seal"]["hash"] if workshop["seal"] else "",
        sealed=workshop["seal"]["seq"] if workshop["seal"] else 0,
        erased=sum(person.erased and person.was_in for person in state.all(Person)),
        sectors=sectors_of(look),
        attendance=attendance_of(look),
        stages=[ran_of(look, *stage, number=number) for number, stage in enumerate(look.stages(), 1)],
        agreements=[agreement_of(look, *stage) for stage in look.stages("ground_rules")],
        boards=boards,
        clusters=[cluster_of(look, *cluster) for cluster in look.of("cluster")],
        priorities=[round for stage in look.stages("vote") for round in rounds_of(look, *stage)],
        actions=[action_of(look, *action) for action in look.of("action")],
        parked=[parked_of(look, *item) for item in look.of("parked")],
        asked=[asked_of(look, *stage) for stage in look.stages("check_in", "evaluation")],
        facilitators=facilitators_of(look),
        moderation=moderation_of(look, history),
    )
    minutes.numbers = numbers_of(minutes, workshop["people"])
    came = [person for person in state.all(Person) if person.was_in]
    minutes.numbers.joined = sum(person.role is Role.PARTICIPANT for person in came)
    minutes.numbers.wrote = wrote_in(look)
    add_times(minutes, history)
    return minutes


# ---- Who and when


def sectors_of(look: Look) -> list[SectorCount]:
    """Who took part, in groups that this level may tell apart."""
    people = people_by_sector(look.state)
    notes = Counter(
        shown["sector"] for _, shown in look.of("note") if "sector" in shown and "state" not in shown
    )
    alone, others = look.groups
    counts = [SectorCount(sector, people[sector], notes[sector]) for sector in alone if people[sector]]
    if others:
        together = sum(people[sector] for sector in others), sum(notes[sector] for sector in others)
        counts.append(SectorCount(_("others"), *together, others=True))
    return counts


def attendance_of(look: Look) -> list[Attendant]:
    if look.level is not Level.FULL:
        return []
    people = [person for _, person in look.of("person") if person["here"]]
    return [Attendant(p["name"], p["organisation"], p["sector"], str(p["role"])) for p in people]


def facilitators_of(look: Look) -> list[str]:
    """The names of those who led, where this level may know names."""
    led = [look.name(seq) for seq, person in look.of("person") if person.get("role") == Role.FACILITATOR]
    return [name for name in led if name]


def ran_of(look: Look, seq: int, shown: Shown, number: int) -> Ran:
    stage = look.state.find(Stage, seq)
    return Ran(
        stage=seq,
        activity=shown["activity"],
        title=titled(shown),
        state=str(shown["state"]),
        minutes=shown["settings"].get("minutes", 0),
        opened=stage.opened_at,
        closed=stage.closed_at,
        done=shown["done"],
        round=shown.get("round", 1),
        number=number,
        settings={name: value for name, value in shown["settings"].items() if name in TOLD_SETTINGS},
    )


# Not the questions and rules a stage began with: those that were asked and agreed stand elsewhere.
TOLD_SETTINGS = {
    *("identity", "visibility", "quorum", "accept_facilitators"),
    *("open_to", "target", "dots", "per_item", "live"),
}


def titled(stage: Shown) -> str:
    """A stage's title, or the name of its activity."""
    return stage["title"] or activity_name(stage["activity"])


def activity_name(activity: str) -> str:
    names = {
        "check_in": _("Check-in"),
        "ground_rules": _("Ground rules"),
        "board": _("Question board"),
        "clusters": _("Clusters"),
        "vote": _("Dot vote"),
        "actions": _("Actions"),
        "parking_lot": _("Parking lot"),
        "evaluation": _("Evaluation"),
    }
    return str(names.get(activity, activity))


# ---- Ground rules


def agreement_of(look: Look, seq: int, shown: Shown) -> Agreement:
    agreement = Agreement(seq, titled(shown))
    places = {"adopted": agreement.adopted, "set_aside": agreement.set_aside}
    for number, rule in look.of("rule", seq):
        places.get(rule["status"], agreement.undecided).append(rule_of(look, number, rule))
    return agreement


def rule_of(look: Look, seq: int, shown: Shown) -> RuleLine:
    return RuleLine(
        rule=seq,
        text=shown["text"],
        status=str(shown["status"]),
        version=shown["version"],
        before=shown.get("before", "") if look.level is Level.FULL else "",
        **shown["responses"],
        reasons=shown["reasons"],
        sector=look.sector(shown),
        by=look.name(shown.get("by")),
        accepts_facilitator="accepts" in shown,
        facilitator=look.name(shown.get("accepts")),
        adoption=shown.get("adopted_seq"),
    )


# ---- Questions, clusters, notes


def board_of(look: Look, seq: int, shown: Shown) -> BoardNotes:
    return BoardNotes(seq, titled(shown), [question_of(look, *board) for board in look.of("board", seq)])


def question_of(look: Look, seq: int, shown: Shown) -> QuestionNotes:
    """A question with its notes: each beneath the one it builds on, if they lie together."""
    states = look.states.get(seq, Counter())
    under = notes_under(look, seq)
    lines = {number: note_of(look, number, note) for number, note in under}
    places = {number: note.get("cluster") for number, note in under}
    found = QuestionNotes(
        board=seq,
        question=shown["question"],
        notes=sum(not line.seeded for line in lines.values()),
        seeded=sum(line.seeded for line in lines.values()),
        writers=shown["writers"],
        hidden=states["hidden"],
        held=states["held"],
        unrevealed=states["shown"] - len(lines),
        withheld=withheld_of(look, seq),
    )
    titles = {cluster: each["title"] for cluster, each in look.of("cluster")}
    clusters: dict[int, ClusterNotes] = {}
    for number, line in lines.items():
        place = places[number]
        if line.on in lines and places[line.on] == place:
            lines[line.on].built.append(line)
        elif place in titles:
            clusters.setdefault(place, ClusterNotes(place, titles[place])).notes.append(line)
        else:
            found.ungrouped.append(line)
    found.clusters = [clusters[place] for place in sorted(clusters)]
    for cluster in found.clusters:
        cluster.writers = writers_of(look, [each.note for each in cluster.lines if not each.seeded])
    return found


def writers_of(look: Look, notes: list[int]) -> int:
    """How many people wrote these notes; 0 where of some it is not known any more."""
    writers = {look.state.owner_of(look.state.find(Note, note)) for note in notes}
    return 0 if None in writers else len(writers)


def notes_under(look: Look, board: int) -> list[tuple[int, Shown]]:
    """The notes under a question that everybody at this level reads."""
    return [(seq, note) for seq, note in look.notes.get(board, []) if "state" not in note]


def withheld_of(look: Look, board: int) -> list[NoteLine]:
    """What facilitators hid or did not release, in the full record only."""
    if look.level is not Level.FULL:
        return []
    return [note_of(look, seq, note) for seq, note in look.notes.get(board, []) if "state" in note]


def note_of(look: Look, seq: int, shown: Shown) -> NoteLine:
    tally = look.tallies.get(seq, {})
    return NoteLine(
        note=seq,
        text=shown["text"],
        at=shown["at"],
        sector=look.sector(shown),
        by=look.name(shown.get("by")),
        on=shown.get("on"),
        edited=shown.get("edited", False),
        seeded=shown.get("seeded", False),
        erased=shown.get("erased", False),
        points=tally.get("points"),
        voters=tally.get("voters"),
        reason=shown.get("reason") or (_("Its author was removed.") if shown.get("quarantined") else ""),
        language=shown.get("language", ""),
        translations=shown.get("translations", {}),
    )


def cluster_of(look: Look, seq: int, shown: Shown) -> ClusterLine:
    notes = look.members.get(seq, [])
    boards = sorted({note["board"] for _, note in notes})
    written = [number for number, note in notes if not note.get("seeded")]
    cluster = ClusterLine(seq, shown["stage"], shown["title"], len(notes), boards)
    cluster.writers, cluster.seeded = writers_of(look, written), len(notes) - len(written)
    return cluster


# ---- Votes


def rounds_of(look: Look, seq: int, shown: Shown) -> list[Priorities]:
    """Every round of a vote, with how many took part."""
    options = look.of("vote", seq)
    turnouts = {turnout.round: turnout for turnout in look.state.all(Turnout) if turnout.stage == seq}
    found = []
    rounds = sorted({option["round"] for _seq, option in options})
    for round in rounds:
        rows = [priority_of(vote, option) for vote, option in options if option["round"] == round]
        rows.sort(key=lambda row: (row.rank or 0, -(row.points or 0), row.target))
        part = Priorities(seq, titled(shown), round, shown["dots"], shown["per_item"], rows=rows)
        part.target, part.live = shown["target"], bool(shown["settings"].get("live"))
        if round == shown["round"]:
            part.voted, part.people = shown.get("voted"), shown.get("people")
        elif round in turnouts:
            part.voted, part.people = turnouts[round].voted, turnouts[round].people
        if part.is_counted:
            part.spent = sum(row.points or 0 for row in rows)
        found.append(part)
    return found


def priority_of(seq: int, shown: Shown) -> Priority:
    return Priority(
        target=shown["target"],
        vote=seq,
        cluster=bool(shown.get("title")),
        title=shown.get("title", ""),
        points=shown.get("points"),
        voters=shown.get("voters"),
        rank=shown.get("rank"),
        tied=shown.get("tied", False),
    )


# ---- Actions, parked things, answers


def action_of(look: Look, seq: int, shown: Shown) -> ActionLine:
    source = shown["from"]
    cluster = look.records.get("cluster", {}).get(source)
    return ActionLine(
        action=seq,
        text=shown["text"],
        status=str(shown["status"]),
        due=shown["due"],
        is_owned=shown["owner"] is not None,
        is_erased=shown["owner"] is not None and look.state.find(Person, shown["owner"]).erased,
        owner=look.name(shown["owner"]),
        outcome=shown["outcome"],
        from_cluster=source if cluster else None,
        from_title=cluster["title"] if cluster else "",
        from_note=source if source in look.records.get("note", {}) else None,
    )


def parked_of(look: Look, seq: int, shown: Shown) -> ParkedLine:
    return ParkedLine(
        seq,
        shown["text"],
        str(shown["status"]),
        shown["outcome"],
        shown["note"],
        look.sector(shown),
        shown["at"],
    )


def asked_of(look: Look, seq: int, shown: Shown) -> Asked:
    questions = [answers_of(*question) for question in look.of("question", seq)]
    return Asked(seq, titled(shown), shown["activity"], shown["answered"], questions)


def answers_of(seq: int, shown: Shown) -> Answers:
    result = shown.get("result", {})
    return Answers(
        question=seq,
        text=shown["text"],
        form=shown["form"],
        answers=shown["answers"],
        choices=shown["choices"],
        low=shown["low"],
        high=shown["high"],
        counts=result.get("counts", []),
        mean=result.get("mean"),
        texts=result.get("texts", []),
        is_revealed="result" in shown,
    )
