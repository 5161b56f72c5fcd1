"""The minutes as a document: what every written form of a workshop is drawn from.

Times are seconds since 1970. An empty string is a name or a sector that this level may not
know, or that was never given. Words are as people wrote them; only a renderer escapes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec
from msgspec import field


class Level(StrEnum):
    """For whom a record is written. `public` names nobody and no sector beside a note;
    `participants` is what they saw; `organiser` what facilitators saw; `full` adds the words
    that were held back, and who was there.
    """

    PUBLIC = "public"
    PARTICIPANTS = "participants"
    ORGANISER = "organiser"
    FULL = "full"


class SectorCount(msgspec.Struct):
    """How many people of a sector took part, and how many notes say that they are from there.

    `others` are several sectors together, none of which may be told apart.
    """

    sector: str
    people: int
    notes: int = 0
    others: bool = False


class Attendant(msgspec.Struct):
    name: str
    organisation: str
    sector: str
    role: str


class Ran(msgspec.Struct):
    """A stage as it was run. `title` is never empty; `minutes` were planned, `settings` are its others.
    `number` is its place on the run sheet.
    """

    stage: int
    activity: str
    title: str
    state: str
    minutes: int = 0
    opened: float | None = None
    closed: float | None = None
    done: int = 0
    round: int = 1
    number: int = 0
    settings: dict[str, Any] = field(default_factory=dict)


class RuleLine(msgspec.Struct):
    """A ground rule; with `accepts_facilitator` the question whether one is accepted, whose
    name is in `facilitator` where it may be said. `suggested`: by facilitators. `adoption` is its
    place in the record. `before`, an earlier wording, is in the full record only.
    """

    rule: int
    text: str
    status: str
    version: int = 1
    before: str = ""
    agree: int = 0
    live_with: int = 0
    object: int = 0
    reasons: list[str] = field(default_factory=list)
    sector: str = ""
    by: str = ""
    accepts_facilitator: bool = False
    facilitator: str = ""
    at: float | None = None
    suggested: bool = False
    adoption: int | None = None
    adopted_at: float | None = None


class Agreement(msgspec.Struct):
    """One stage of ground rules. `undecided` was neither adopted nor set aside."""

    stage: int
    title: str
    adopted: list[RuleLine] = field(default_factory=list)
    set_aside: list[RuleLine] = field(default_factory=list)
    undecided: list[RuleLine] = field(default_factory=list)


class NoteLine(msgspec.Struct):
    """A note. `built` are those that build on it and lie in the same place; one that lies
    elsewhere is there, and says in `on` what it builds on. `reason` is why it was hidden. Where
    `erased`, its words were taken out at the writer's request, and `text` is empty. One that is
    `seeded` was brought along from elsewhere, and nobody here wrote it. `language` is a code, where
    it is known; `translations` are what facilitators put beside the words, by the code of each.
    """

    note: int
    text: str
    at: float
    sector: str = ""
    by: str = ""
    on: int | None = None
    built: list[NoteLine] = field(default_factory=list)
    edited: bool = False
    seeded: bool = False
    erased: bool = False
    points: int | None = None
    voters: int | None = None
    reason: str = ""
    language: str = ""
    translations: dict[str, str] = field(default_factory=dict)


class ClusterNotes(msgspec.Struct):
    """The notes of one cluster that answer one question. `writers` is 0 where nobody can know."""

    cluster: int
    title: str
    notes: list[NoteLine] = field(default_factory=list)
    writers: int = 0

    @property
    def lines(self) -> list[NoteLine]:
        """Every note in it, each followed by those that build on it."""
        return with_built(self.notes)


class QuestionNotes(msgspec.Struct):
    """A question and every note under it, once: in its cluster or in `ungrouped`.

    `hidden` and `held` count what facilitators hid or did not release; only the full record
    has their words, in `withheld`. `unrevealed` counts what this level may not see yet. `notes` are
    those that people wrote; those that were brought along are listed too, and counted in `seeded`.
    """

    board: int
    question: str
    notes: int = 0
    seeded: int = 0
    writers: int = 0
    clusters: list[ClusterNotes] = field(default_factory=list)
    ungrouped: list[NoteLine] = field(default_factory=list)
    hidden: int = 0
    held: int = 0
    unrevealed: int = 0
    withheld: list[NoteLine] = field(default_factory=list)

    @property
    def sorted(self) -> int:
        """How many of the notes that people wrote lie in a cluster; the others lie in none."""
        return sum(written_in(cluster.lines) for cluster in self.clusters)


class BoardNotes(msgspec.Struct):
    """One stage of questions."""

    stage: int
    title: str
    questions: list[QuestionNotes] = field(default_factory=list)


class ClusterLine(msgspec.Struct):
    """A cluster as a whole: its notes may answer several questions. `seeded` of its `notes` were brought
    along; it was itself, with its title, where `is_seeded`.
    """

    cluster: int
    stage: int
    title: str
    notes: int = 0
    boards: list[int] = field(default_factory=list)
    at: float | None = None
    writers: int = 0
    seeded: int = 0
    is_seeded: bool = False

    @property
    def written(self) -> int:
        """How many of its notes people wrote here."""
        return self.notes - self.seeded


class Priority(msgspec.Struct):
    """Something that was voted on: a cluster with its title, or a note, whose words are under
    its question. Points, voters and rank are missing until they may be seen. `vote` is where it was
    put to the vote.
    """

    target: int
    cluster: bool
    title: str
    vote: int = 0
    points: int | None = None
    voters: int | None = None
    rank: int | None = None
    tied: bool = False


class Priorities(msgspec.Struct):
    """One round of a vote, best first. `target`: clusters or notes. `ended` is when it was counted."""

    stage: int
    title: str
    round: int
    dots: int
    per_item: int
    voted: int | None = None
    people: int | None = None
    spent: int | None = None
    rows: list[Priority] = field(default_factory=list)
    target: str = ""
    live: bool = False
    ended: float | None = None

    @property
    def is_counted(self) -> bool:
        return any(row.points is not None for row in self.rows)


class ActionLine(msgspec.Struct):
    """`owner` is a name where it may be said; `is_owned` says whether it is anybody's, and `is_erased`
    that the name was erased at the request of whoever bore it. It came from a cluster, with its title,
    or from a note, by its number, or from neither.
    """

    action: int
    text: str
    status: str
    due: str = ""
    is_owned: bool = False
    owner: str = ""
    outcome: str = ""
    from_cluster: int | None = None
    from_title: str = ""
    from_note: int | None = None
    at: float | None = None
    accepted: float | None = None
    closed: float | None = None
    is_erased: bool = False


class ParkedLine(msgspec.Struct):
    """Something parked: in words, or a note by its number."""

    item: int
    text: str
    status: str
    outcome: str = ""
    note: int | None = None
    sector: str = ""
    at: float | None = None


class Answers(msgspec.Struct):
    """What was asked and, once revealed, what came back; `counts` go with the steps of a scale
    or with `choices`, `texts` with everything that was written.
    """

    question: int
    text: str
    form: str
    answers: int = 0
    choices: list[str] = field(default_factory=list)
    low: str = ""
    high: str = ""
    counts: list[int] = field(default_factory=list)
    mean: float | None = None
    texts: list[str] = field(default_factory=list)
    is_revealed: bool = False


class Asked(msgspec.Struct):
    """A check-in or an evaluation."""

    stage: int
    title: str
    activity: str
    answered: int = 0
    questions: list[Answers] = field(default_factory=list)


class ModerationAct(msgspec.Struct):
    """Something that was done about somebody or a note. `act` is the name of the event, `entry` its place
    in the record. `by` is the facilitator's name, if they gave one; where `is_server` it was the
    organiser. `person` is the name of whom it was about. `notes` were hidden or shown again with it.
    """

    entry: int
    at: float
    act: str
    by: str = ""
    person: str = ""
    is_server: bool = False
    note: int | None = None
    notes: int = 0
    reason: str = ""


class ConcernLine(msgspec.Struct):
    """What somebody told the facilitators alone. Only the full record says who, and of an anonymous
    stage nobody can.
    """

    concern: int
    at: float
    note: int | None = None
    rule: int | None = None
    rule_text: str = ""
    text: str = ""
    status: str = ""
    outcome: str = ""
    erased: bool = False
    by: str = ""


class Moderation(msgspec.Struct):
    """What was moderated. `hidden` notes are so now; `held` were never released. `muted` and `removed`
    count people who ever were, `concerns` what facilitators were told in confidence. A number is None
    where there are fewer than `fewest`. `quarantined` (how many notes are hidden because their author
    was removed), `acts` and `told` are for those who answer for the workshop.
    """

    hidden: int = 0
    quarantined: int = 0
    held: int = 0
    muted: int | None = 0
    removed: int | None = 0
    concerns: int | None = 0
    settled: int | None = 0
    fewest: int = 0
    acts: list[ModerationAct] = field(default_factory=list)
    told: list[ConcernLine] = field(default_factory=list)

    @property
    def is_any(self) -> bool:
        """Is there anything to say?"""
        return any(n != 0 for n in (self.hidden, self.held, self.muted, self.removed, self.concerns)) or bool(
            self.acts
        )


class Numbers(msgspec.Struct):
    """The workshop in numbers. `joined` is everybody who ever took part, `people` those who did to the
    end; `wrote` wrote a note, `voters` gave some of the `votes`, the dots that may be seen. `notes` are
    those that people wrote; `seeded` were brought along.
    """

    people: int = 0
    joined: int = 0
    wrote: int = 0
    notes: int = 0
    seeded: int = 0
    built_on: int = 0
    questions: int = 0
    clusters: int = 0
    rules_adopted: int = 0
    rules_set_aside: int = 0
    votes: int = 0
    voters: int = 0
    actions: int = 0
    actions_accepted: int = 0
    parked: int = 0
    entries: int = 0

    @property
    def took_part(self) -> int:
        """The whole that those who wrote or voted are some of: who did and was removed is one of them."""
        return max(self.people, self.wrote, self.voters)


class Minutes(msgspec.Struct):
    """A workshop, written down for one level. `seq` is the last entry that is in it.

    `seal` is the hash of the entry that closed it, `sealed` its seq. `erased` is how many names were
    erased by request. `facilitators` are the names of those who led, where names may be known.
    """

    title: str
    purpose: str
    level: Level
    state: str
    seq: int
    numbers: Numbers
    opened: float | None = None
    closed: float | None = None
    seal: str = ""
    sealed: int = 0
    erased: int = 0
    sectors: list[SectorCount] = field(default_factory=list)
    attendance: list[Attendant] = field(default_factory=list)
    stages: list[Ran] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    boards: list[BoardNotes] = field(default_factory=list)
    clusters: list[ClusterLine] = field(default_factory=list)
    priorities: list[Priorities] = field(default_factory=list)
    actions: list[ActionLine] = field(default_factory=list)
    parked: list[ParkedLine] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    facilitators: list[str] = field(default_factory=list)
    moderation: Moderation = field(default_factory=Moderation)

    def notes(self) -> list[NoteLine]:
        """Every note that is listed, each once, in the order of the document."""
        found: list[NoteLine] = []
        for board in self.boards:
            for question in board.questions:
                for cluster in question.clusters:
                    found += cluster.lines
                found += with_built(question.ungrouped)
        return found


def with_built(notes: list[NoteLine]) -> list[NoteLine]:
    """Notes, each followed by those that build on it."""
    return [line for note in notes for line in (note, *note.built)]


def written_in(lines: list[NoteLine]) -> int:
    """How many of these notes people wrote here; the others were brought along."""
    return sum(not line.seeded for line in lines)


def plain(document: Any) -> Any:
    """A document as plain data, for JSON."""
    return msgspec.to_builtins(document)
