"""Minutes: the one fold that every written form of a workshop is drawn from.

It is made of what `show` lets an audience see and of nothing else (V1), so no form can say
more than people with those eyes saw. Every note that is not withheld stands in it exactly
once, word for word, under its question and its cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from dialogue.activities import show
from dialogue.activities.board import Note
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
from dialogue.exports.sectors import FEWEST, groups_of
from dialogue.kernel import Audience, Entry, Eyes, Person, Role, State
from dialogue.workshop import Stage, participants_here, the_workshop

__all__ = ["Level", "Look", "Minutes", "minutes_of", "titled"]

Shown = dict[str, Any]

AUDIENCES = {
    Level.PUBLIC: Audience.OBSERVER,
    Level.PARTICIPANTS: Audience.PARTICIPANT,
    Level.ORGANISER: Audience.FACILITATOR,
    Level.FULL: Audience.FACILITATOR,
}


def minutes_of(state: State, level: Level = Level.ORGANISER, history: Iterable[Entry] = ()) -> Minutes:
    """The minutes of a workshop as it stands, for one level. Without its history they lack some times."""
    return minutes_in(Look(state, level), history)


def minutes_in(look: Look, history: Iterable[Entry] = ()) -> Minutes:
    """The minutes of what was looked at already."""
    state, level = look.state, look.level
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
        erased=sum(person.erased for person in state.all(Person)),
        sectors=sectors_of(look),
        attendance=attendance_of(look),
        stages=[ran_of(look, *stage) for stage in look.stages()],
        agreements=[agreement_of(look, *stage) for stage in look.stages("ground_rules")],
        boards=boards,
        clusters=[cluster_of(look, *cluster) for cluster in look.of("cluster")],
        priorities=[round for stage in look.stages("vote") for round in rounds_of(look, *stage)],
        actions=[action_of(look, *action) for action in look.of("action")],
        parked=[parked_of(look, *item) for item in look.of("parked")],
        asked=[asked_of(look, *stage) for stage in look.stages("check_in", "evaluation")],
    )
    minutes.numbers = numbers_of(minutes, workshop["people"])
    add_times(minutes, {entry.seq: entry.at for entry in history})
    return minutes


def add_times(minutes: Minutes, times: dict[int, float]) -> None:
    """Say when things were made, which stands in the history alone."""
    for made in minutes.clusters:
        made.at = times.get(made.cluster)


class Look:
    """What one level sees: every record it may see, by kind and seq."""

    def __init__(self, state: State, level: Level) -> None:
        self.state = state
        self.level = level
        self.records: dict[str, dict[int, Shown]] = {}
        eyes = Eyes(AUDIENCES[level])
        for record in state:
            if shown := show(state, record, eyes):
                self.records.setdefault(record.kind, {})[record.seq] = shown
        self.tallies = {vote["target"]: vote for _, vote in self.of("vote")}
        self.groups = groups_of(people_by_sector(state), FEWEST[level])

    @property
    def is_public(self) -> bool:
        return self.level is Level.PUBLIC

    @property
    def says_who_came(self) -> bool:
        """May it be told from which sector somebody came, or left? Counting would tell who is missing."""
        return self.level in (Level.ORGANISER, Level.FULL)

    def of(self, kind: str, stage: int | None = None) -> list[tuple[int, Shown]]:
        """The records of a kind, of one stage or of all, in the order they were made."""
        found = sorted(self.records.get(kind, {}).items())
        return [(seq, shown) for seq, shown in found if stage is None or shown.get("stage") == stage]

    def stages(self, *activities: str) -> list[tuple[int, Shown]]:
        """The stages in the order of the run sheet, or those with an activity."""
        stages = self.records.get("stage", {})
        order = [(seq, stages[seq]) for seq in self.records["workshop"][1]["stages"] if seq in stages]
        return [each for each in order if not activities or each[1]["activity"] in activities]

    @cached_property
    def notes(self) -> dict[int, list[tuple[int, Shown]]]:
        """The notes under each question, in the order they were made; also those held back, if seen."""
        found: dict[int, list[tuple[int, Shown]]] = {}
        for seq, note in self.of("note"):
            found.setdefault(note["board"], []).append((seq, note))
        return found

    @cached_property
    def members(self) -> dict[int, list[Shown]]:
        """The notes in each cluster that everybody at this level reads."""
        found: dict[int, list[Shown]] = {}
        for note in self.records.get("note", {}).values():
            if note.get("cluster") and "state" not in note:
                found.setdefault(note["cluster"], []).append(note)
        return found

    @cached_property
    def states(self) -> dict[int, Counter[str]]:
        """How many notes of each question are shown, held, hidden or removed."""
        found: dict[int, Counter[str]] = {}
        for note in self.state.all(Note):
            found.setdefault(note.board, Counter())[str(note.state)] += 1
        return found

    def name(self, person: int | None) -> str:
        """A person's name where this level may know it."""
        if self.is_public or person is None:
            return ""
        return str(self.records.get("person", {}).get(person, {}).get("name", ""))

    def sector(self, shown: Shown) -> str:
        """Where somebody stands, if so many stand there. In public it is beside nobody's words."""
        sector = shown.get("sector") or ""
        return "" if self.is_public or sector not in self.groups.alone else sector


# ---- Who and when


def people_by_sector(state: State) -> dict[str, int]:
    """How many of each sector are here, the sectors in the order in which they are offered.

    Where all have left there are 0 of them, and what they wrote is still there.
    """
    came = Counter(person.sector for person in state.all(Person) if person.role is Role.PARTICIPANT)
    here = Counter(person.sector for person in participants_here(state))
    order = [*the_workshop(state).sectors, *sorted(set(came) - set(the_workshop(state).sectors))]
    return {sector: here[sector] for sector in order if came[sector]}


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


def ran_of(look: Look, seq: int, shown: Shown) -> Ran:
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
    )


def titled(stage: Shown) -> str:
    """A stage's title, or the name of its activity."""
    return stage["title"] or activity_name(stage["activity"])


def activity_name(activity: str) -> str:
    names = {
        "check_in": _("Check-in"),
        "ground_rules": _("Ground rules"),
        "board": _("Questions"),
        "clusters": _("Clusters"),
        "vote": _("Dot vote"),
        "actions": _("Actions"),
        "parking_lot": _("Parking lot"),
        "evaluation": _("Evaluation"),
    }
    return names.get(activity, activity)


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
    return found


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
        reason=shown.get("reason", ""),
    )


def cluster_of(look: Look, seq: int, shown: Shown) -> ClusterLine:
    notes = look.members.get(seq, [])
    return ClusterLine(
        seq, shown["stage"], shown["title"], len(notes), sorted({note["board"] for note in notes})
    )


# ---- Votes


def rounds_of(look: Look, seq: int, shown: Shown) -> list[Priorities]:
    """Every round of a vote. Only of the latest is it known how many took part."""
    options = look.of("vote", seq)
    rounds = sorted({option["round"] for _, option in options})
    found = []
    for round in rounds:
        rows = [priority_of(vote, option) for vote, option in options if option["round"] == round]
        rows.sort(key=lambda row: (row.rank or 0, -(row.points or 0), row.target))
        part = Priorities(seq, titled(shown), round, shown["dots"], shown["per_item"], rows=rows)
        if round == shown["round"]:
            part.voted, part.people = shown.get("voted"), shown.get("people")
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
        owner=look.name(shown["owner"]),
        outcome=shown["outcome"],
        from_cluster=source if cluster else None,
        from_title=cluster["title"] if cluster else "",
        from_note=source if source in look.records.get("note", {}) else None,
    )


def parked_of(look: Look, seq: int, shown: Shown) -> ParkedLine:
    return ParkedLine(
        seq, shown["text"], str(shown["status"]), shown["outcome"], shown["note"], look.sector(shown)
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


# ---- Numbers


def numbers_of(minutes: Minutes, people: int) -> Numbers:
    notes = minutes.notes()
    adopted = [rule for agreement in minutes.agreements for rule in agreement.adopted]
    rules = [rule for rule in adopted if not rule.accepts_facilitator]
    aside = [rule for agreement in minutes.agreements for rule in agreement.set_aside]
    return Numbers(
        people=people,
        notes=sum(not note.seeded for note in notes),
        seeded=sum(note.seeded for note in notes),
        built_on=sum(note.on is not None for note in notes),
        questions=sum(len(board.questions) for board in minutes.boards),
        clusters=len(minutes.clusters),
        rules_adopted=len(rules),
        rules_set_aside=len(aside),
        votes=sum(part.spent or 0 for part in minutes.priorities),
        voters=max((part.voted or 0 for part in minutes.priorities), default=0),
        actions=len(minutes.actions),
        actions_accepted=sum(action.status == "accepted" for action in minutes.actions),
        parked=len(minutes.parked),
        entries=minutes.seq,
    )
