"""Vote: people give dots to clusters or notes, in secret, to say what should come first.

What may be voted on is fixed when a round begins. Until it is revealed nobody sees a tally,
facilitators neither, unless the stage says live. No entry of the log says whose a vote was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta

from dialogue.activities.board import may_see, notes_of
from dialogue.activities.clusters import clusters_of
from dialogue.kernel import (
    PARTICIPANTS,
    Audience,
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
    event,
)
from dialogue.kernel import Settings as BaseSettings
from dialogue.workshop import (
    ONGOING,
    CloseStage,
    EditStage,
    OpenStage,
    ReopenStage,
    RevealStage,
    Stage,
    StageClosed,
    StageRevealed,
    StageState,
    ensure_open,
    participants_here,
)

NAME = "vote"

Dots = Annotated[int, Meta(ge=1, le=20)]
Points = Annotated[int, Meta(ge=0, le=20)]


# ---- State


class Settings(BaseSettings):
    """`target`: what is voted on, of the stage `of`. `dots`: how many a person may give away,
    `per_item` of them to one thing. `live`: tallies are shown while people vote.
    """

    target: Literal["clusters", "notes"] = "clusters"
    of: int | None = None
    dots: Dots = 3
    per_item: Dots = 2
    live: bool = False

    def fits(self) -> tuple[str, ...]:
        return ("clusters",) if self.target == "clusters" else ("board",)


class Option(Record, kw_only=True):
    """Something that may be voted on in one round, and what it got. `rank` comes at the end."""

    kind: ClassVar[str] = "vote"
    stage: int
    round: int
    target: int
    title: str
    points: int = 0
    voters: int = 0
    rank: int = 0
    tied: bool = False
    ended: bool = False
    revealed: bool = False


class Cast(Record, kw_only=True):
    """Points one person gave to one option. Whose they are is only beside the log."""

    kind: ClassVar[str] = "cast"
    stage: int
    round: int
    target: int
    points: int
    replaced: bool = False


class Turnout(Record, kw_only=True):
    """How many voted in a round that is over, of how many; nobody is shown it by itself."""

    kind: ClassVar[str] = "turnout"
    stage: int
    round: int
    voted: int
    people: int


RECORDS = (Option, Cast, Turnout)


# ---- Commands


@command("vote.cast", open_to=PARTICIPANTS)
class CastVote(Command):
    """Points replace the person's earlier ones for the same target; 0 takes them back."""

    stage: int
    target: int
    points: Points


# ---- Events


@event("vote.option_added")
class OptionAdded(Event):
    """`title`: a cluster's, as people voted on it. A note's words stay in its own entries,
    where they can be erased.
    """

    stage: int
    target: int
    title: str = ""
    round: int = 1


@event("vote.cast")
class VoteCast(Event):
    """`replaces`: the entry of the same person for the same target that counts no more."""

    stage: int
    target: int
    points: int
    replaces: int = 0


@event("vote.counted")
class VotesCounted(Event):
    """How many people gave dots in a round, of how many who were here."""

    stage: int
    round: int
    voted: int
    people: int


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case EditStage(number, settings=settings):
            ensure_same_vote(state.find(Stage, number), settings)
        case OpenStage(number):
            stage = state.find(Stage, number)
            if stage.state is StageState.DRAFT:
                yield from options_for(state, stage, stage.round)
        case ReopenStage(number):
            stage = state.find(Stage, number)
            yield from options_for(state, stage, stage.round + 1)
        case RevealStage(number) | CloseStage(number):
            stage = state.find(Stage, number)
            if turnout_of(state, stage) is None:
                voted, people = voters_of(state, stage), people_here(state)
                yield VotesCounted(number, stage.round, len(voted), len(people | voted))
        case CastVote(number, target, points):
            stage = find_stage(state, number)
            ensure_open(stage, now)
            ensure_option(state, stage, target)
            ballot = ballot_of(state, stage, person)
            ensure_within_budget(stage, ballot, target, points)
            earlier = ballot.get(target)
            if points != (earlier.points if earlier else 0):
                yield Unsigned(VoteCast(number, target, points, earlier.seq if earlier else 0), number)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the options and what they got."""
    match entry.event:
        case OptionAdded(stage, target, title, round):
            state.add(Option(seq=entry.seq, stage=stage, round=round, target=target, title=title))
            state.frozen.add(target)
        case VoteCast():
            cast(state, entry.seq, entry.event)
        case VotesCounted(number, round, voted, people):
            state.add(Turnout(seq=entry.seq, stage=number, round=round, voted=voted, people=people))
            state.touch(state.find(Stage, number))
        case StageRevealed(number):
            end(state, state.find(Stage, number), revealed=True)
        case StageClosed(number):
            end(state, state.find(Stage, number), revealed=False)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing."""
    match record:
        case Option():
            return show_option(state, record, eyes)
        case Cast(replaced=False):
            return show_cast(state, record, eyes)
    return None


def show_stage(state: State, stage: Stage, eyes: Eyes) -> dict[str, Any]:
    """The rules of the vote and how many have voted; how many dots were spent, once revealed."""
    settings = settings_of(stage)
    shown: dict[str, Any] = {"dots": settings.dots, "per_item": settings.per_item, "target": settings.target}
    if turnout := turnout_of(state, stage):
        shown |= {"voted": turnout.voted, "people": turnout.people}
    elif stage.state in ONGOING:
        # Who voted and was removed counts on. Never by name: that would tell whether they had voted.
        voted = len(voters_of(state, stage))
        shown |= {"voted": voted, "people": max(len(people_here(state)), voted)}
    if stage.is_revealed:
        shown["spent"] = sum(option.points for option in options_of(state, stage))
    return shown


def show_option(state: State, option: Option, eyes: Eyes) -> dict[str, Any]:
    """An option: with its tally where that is revealed or live, or over and a facilitator looks."""
    shown: dict[str, Any] = {"stage": option.stage, "round": option.round, "target": option.target}
    if option.title:
        shown["title"] = option.title
    is_live = settings_of(state.find(Stage, option.stage)).live
    if not (option.revealed or is_live or (option.ended and eyes.facilitate)):
        return shown
    shown |= {"points": option.points, "voters": option.voters}
    if option.ended:
        shown["rank"] = option.rank
    if option.tied:
        shown["tied"] = True
    return shown


def show_cast(state: State, cast: Cast, eyes: Eyes) -> dict[str, Any] | None:
    """A vote is shown to whoever cast it, and only while it counts for something."""
    if not cast.points or eyes.person is None or state.owner_of(cast) != eyes.person:
        return None
    return {"stage": cast.stage, "round": cast.round, "target": cast.target, "points": cast.points}


# ---- Helpers


def find_stage(state: State, number: int) -> Stage:
    stage = state.find(Stage, number)
    if stage.activity != NAME:
        raise Refused("There is no vote in this stage. Choose a stage of the kind “Dot vote”.", "wrong-stage")
    return stage


def settings_of(stage: Stage) -> Settings:
    assert isinstance(stage.settings, Settings)
    return stage.settings


def ensure_same_vote(stage: Stage, settings: dict[str, Any]) -> None:
    """Refuse to change how a vote counts once it has begun."""
    changed = [key for key, value in settings.items() if getattr(stage.settings, key) != value]
    if stage.state is not StageState.DRAFT and set(changed) - {"minutes"}:
        raise Refused(
            "The vote has already begun, so its settings cannot change. Add a new vote instead.", "vote-begun"
        )


def options_for(state: State, stage: Stage, round: int) -> Iterator[OptionAdded]:
    """What can be voted on now, each as an option of the round that begins."""
    targets = targets_of(state, settings_of(stage))
    if not targets:
        raise Refused(
            "There is nothing to vote on yet. First group some notes, or show them to everyone.",
            "nothing-to-vote-on",
        )
    for target, title in targets:
        yield OptionAdded(stage.seq, target, title, round)


def targets_of(state: State, settings: Settings) -> list[tuple[int, str]]:
    """The clusters that are there, or the notes that every participant can see."""
    source = settings.of or 0
    if settings.target == "clusters":
        return [(cluster.seq, cluster.title) for cluster in clusters_of(state, source)]
    everyone = Eyes(Audience.PARTICIPANT)
    return [(note.seq, "") for note in notes_of(state, source) if may_see(state, note, everyone)]


def options_of(state: State, stage: Stage) -> list[Option]:
    """The options of the present round."""
    return [o for o in state.all(Option) if o.stage == stage.seq and o.round == stage.round]


def ensure_option(state: State, stage: Stage, target: int) -> None:
    if all(option.target != target for option in options_of(state, stage)):
        raise Refused("You cannot vote on this here. Choose one of the options on the page.", "not-an-option")


def casts_of(state: State, stage: Stage) -> Iterator[tuple[int, Cast]]:
    """The votes of the present round that count for something, each with whose it is."""
    for seq, owner in state.owners.of(stage.seq).items():
        cast = state.get(Cast, seq)
        if cast and cast.round == stage.round and not cast.replaced:
            yield owner, cast


def ballot_of(state: State, stage: Stage, person: Person) -> dict[int, Cast]:
    """What a person has given in the present round, by target."""
    return {cast.target: cast for owner, cast in casts_of(state, stage) if owner == person.seq}


def voters_of(state: State, stage: Stage) -> set[int]:
    """Who has a dot on anything. Whoever took all of theirs back has not voted."""
    return {owner for owner, cast in casts_of(state, stage) if cast.points}


def people_here(state: State) -> set[int]:
    return {person.seq for person in participants_here(state)}


def turnout_of(state: State, stage: Stage) -> Turnout | None:
    """The turnout of the present round, if it is over."""
    found = [t for t in state.all(Turnout) if t.stage == stage.seq and t.round == stage.round]
    return found[0] if found else None


def ensure_within_budget(stage: Stage, ballot: dict[int, Cast], target: int, points: int) -> None:
    """Refuse more dots on one thing, or on all things together, than the stage allows (B1)."""
    settings = settings_of(stage)
    if points > settings.per_item:
        raise Refused.counted(
            "You can give only {n} dot to one option. Give your other dots to other options.",
            "You can give at most {n} dots to one option. Give your other dots to other options.",
            settings.per_item,
            "per-item",
        )
    spent = {number: cast.points for number, cast in ballot.items()}
    if sum((spent | {target: points}).values()) > settings.dots:
        raise Refused.counted(
            "You have {n} dot left. Give fewer dots, or first take some back.",
            "You have {n} dots left. Give fewer dots, or first take some back.",
            settings.dots - sum(spent.values()),
            "no-dots",
        )


def cast(state: State, seq: int, event: VoteCast) -> None:
    """Count a vote in place of the one it replaces."""
    stage = state.find(Stage, event.stage)
    options = {option.target: option for option in options_of(state, stage)}
    if earlier := state.get(Cast, event.replaces):
        state.change(earlier, replaced=True)
        tally(state, options.get(earlier.target), -earlier.points, -1 if earlier.points else 0)
    target, points = event.target, event.points
    state.add(Cast(seq=seq, stage=stage.seq, round=stage.round, target=target, points=points))
    tally(state, options.get(target), points, 1 if points else 0)
    state.touch(stage)


def tally(state: State, option: Option | None, points: int, voters: int) -> None:
    """Add points and voters to an option, or take them off."""
    if option is not None:
        state.change(option, points=option.points + points, voters=option.voters + voters)


def end(state: State, stage: Stage, revealed: bool) -> None:
    """Rank the options of the round, ties as ties (B3), and let what was voted on change again."""
    options = options_of(state, stage)
    for option in options:
        if not option.ended:
            better = sum(other.points > option.points for other in options)
            tied = sum(other.points == option.points for other in options) > 1
            state.change(option, rank=better + 1, tied=tied, ended=True, revealed=revealed)
    voted_on = {option.target for option in state.all(Option) if not option.ended}
    state.frozen -= {option.target for option in options} - voted_on
