"""Ground rules: people propose how they want to treat each other, and agree rule by rule.

A rule is adopted only when enough of those present responded to its present wording and
nobody objects. Who responded how is in no log; a changed wording asks everyone anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from dialogue.activities.identity import Identity, bylined, identity_of, is_loosened, signed
from dialogue.activities.questions import shuffled
from dialogue.kernel import (
    EVERYONE,
    FACILITATORS,
    PARTICIPANTS,
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
    each_worded,
    event,
    worded,
    worded_or_empty,
)
from dialogue.kernel import Settings as BaseSettings
from dialogue.workshop import (
    ONGOING,
    AddStage,
    EditStage,
    OpenStage,
    Stage,
    StageEdited,
    StageReopened,
    StageState,
    ensure_open,
    ensure_stage,
    is_changed,
    participants_here,
)

NAME = "ground_rules"

Stance = Literal["agree", "live_with", "object"]
STANCES: tuple[Stance, ...] = ("agree", "live_with", "object")
Percent = Annotated[int, Meta(ge=0, le=100)]

# A short list is read and kept; a long one is neither.
MOST_EACH = 3


# ---- State


class Settings(BaseSettings):
    """`rules`: suggestions to begin with. `quorum`: how many percent of the participants here
    must respond before a rule can be adopted. `accept_facilitators`: ask about them as well.
    `identity`: what a rule says of who proposed it.
    """

    rules: Annotated[list[str], Meta(max_length=20)] = msgspec.field(default_factory=list)
    quorum: Percent = 50
    accept_facilitators: bool = True
    identity: Identity = "sector"


class Status(StrEnum):
    SUGGESTED = "suggested"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    SET_ASIDE = "set_aside"


class Rule(Record, kw_only=True):
    """A rule, or with `accepts` the question whether that person is accepted as facilitator.

    `identity` is what was promised to whoever proposed it; nobody did where it is None.
    `responses` holds those that count: to the present wording, one each.
    """

    kind: ClassVar[str] = "rule"
    stage: int
    text: str
    status: Status
    identity: Identity | None = None
    accepts: int | None = None
    before: str = ""
    version: int = 1
    responses: set[int] = msgspec.field(default_factory=set)
    adopted_seq: int | None = None
    removed: bool = False

    @property
    def is_pending(self) -> bool:
        """Is it still to be agreed?"""
        return self.status in (Status.SUGGESTED, Status.PROPOSED)


class Response(Record, kw_only=True):
    kind: ClassVar[str] = "response"
    stage: int
    rule: int
    version: int
    response: Stance
    reason: str = ""


RECORDS = (Rule, Response)


# ---- Commands


@command("rule.propose", open_to=EVERYONE)
class ProposeRule(Command):
    """From a facilitator it is a suggestion, and may come before the stage opens."""

    stage: int
    text: str


@command("rule.amend", open_to=EVERYONE)
class AmendRule(Command):
    """Give a rule another wording, to which everyone responds anew."""

    rule: int
    text: str


@command("rule.respond", open_to=PARTICIPANTS)
class RespondToRule(Command):
    """`version`: the wording that was read. A response to an earlier one is refused."""

    rule: int
    response: Stance
    reason: str = ""
    version: int | None = None


@command("rule.adopt", open_to=FACILITATORS)
class AdoptRule(Command):
    rule: int


@command("rule.set_aside", open_to=FACILITATORS)
class SetRuleAside(Command):
    """Take a contested rule out, so that the others can be agreed now.

    A suggestion that is set aside before the stage opens was never made, and is gone.
    """

    rule: int


@command("rule.nominate", open_to=FACILITATORS)
class NominateFacilitator(Command):
    """Ask whether somebody who came later is accepted as facilitator."""

    stage: int
    person: int


@command("rule.acknowledge", open_to=PARTICIPANTS)
class AcknowledgeRules(Command):
    """Say that one has read what was agreed before one came."""

    stage: int


# ---- Events


@event("rule.suggested")
class RuleSuggested(Event):
    stage: int
    text: str


@event("rule.proposed")
class RuleProposed(Event):
    stage: int
    text: str


@event("rule.nominated")
class FacilitatorNominated(Event):
    stage: int
    person: int


@event("rule.amended")
class RuleAmended(Event):
    rule: int
    text: str


@event("rule.responded")
class RuleResponded(Event):
    """`replaces`: the response of the same person that no longer counts."""

    rule: int
    version: int
    response: Stance
    reason: str = ""
    replaces: int | None = None


@event("rule.adopted")
class RuleAdopted(Event):
    rule: int


@event("rule.set_aside")
class RuleSetAside(Event):
    rule: int


@event("rule.acknowledged")
class RulesAcknowledged(Event):
    stage: int


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case AddStage(settings=settings):
            for rule_text in each_worded(settings.get("rules", [])):
                yield RuleSuggested(state.next, rule_text)
        case EditStage(number, settings=settings):
            ensure_same_rules(state.find(Stage, number), settings)
            ensure_may_loosen(state, state.find(Stage, number), settings)
        case OpenStage(number):
            for facilitator in unasked(state, state.find(Stage, number)):
                yield FacilitatorNominated(number, facilitator.seq)
        case ProposeRule(number, text):
            stage = find_stage(state, number)
            ensure_may_propose(state, stage, person, now)
            if is_facilitator(person):
                yield RuleSuggested(number, worded(text))
            else:
                yield signed(stage, RuleProposed(number, worded(text)))
        case AmendRule(number, text):
            rule = find_rule(state, number)
            ensure_may_amend(state, rule, person, now)
            if (wording := worded(text)) != rule.text:
                amended = RuleAmended(number, wording)
                yield amended if is_facilitator(person) else signed(stage_of(state, rule), amended)
        case RespondToRule(number):
            rule = find_rule(state, number)
            ensure_may_respond(state, rule, command, now)
            response = responded(state, rule, command, person)
            if response is not None:
                yield Unsigned(response, rule.stage)
        case AdoptRule(number):
            ensure_agreed(state, find_pending(state, number, StageState.OPEN, StageState.LOCKED))
            yield RuleAdopted(number)
        case SetRuleAside(number):
            find_pending(state, number, StageState.DRAFT, StageState.OPEN, StageState.LOCKED)
            yield RuleSetAside(number)
        case NominateFacilitator(number, nominee):
            ensure_may_nominate(state, find_stage(state, number), state.find(Person, nominee))
            yield FacilitatorNominated(number, nominee)
        case AcknowledgeRules(number):
            ensure_adopted(state, find_stage(state, number))
            if number not in person.acknowledged:
                yield RulesAcknowledged(number)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the rules and the responses to them."""
    match entry.event:
        case RuleSuggested(number, text):
            add_rule(state, Rule(seq=entry.seq, stage=number, text=text, status=Status.SUGGESTED))
        case RuleProposed(number, text):
            identity = identity_of(state.find(Stage, number))
            add_rule(
                state,
                Rule(
                    seq=entry.seq,
                    by=entry.by,
                    stage=number,
                    text=text,
                    status=Status.PROPOSED,
                    identity=identity,
                ),
            )
        case FacilitatorNominated(number, person):
            rule = Rule(seq=entry.seq, stage=number, text="", status=Status.PROPOSED, accepts=person)
            state.sign(person, rule)
            add_rule(state, rule)
        case RuleAmended(number, text):
            amend(state, state.find(Rule, number), text)
        case RuleResponded():
            add_response(state, entry.seq, entry.event)
        case RuleAdopted(number):
            rule = state.find(Rule, number)
            set_status(state, rule, Status.ADOPTED)
            state.change(rule, adopted_seq=entry.seq)
        case RuleSetAside(number):
            rule = state.find(Rule, number)
            rule.removed = is_unread(state, rule)
            set_status(state, rule, Status.SET_ASIDE)
        case RulesAcknowledged(number):
            reader = state.find(Person, entry.by or 0)
            state.change(reader, acknowledged=reader.acknowledged | {number})
        case StageEdited(number):
            state.touch(*rules_of(state, number))
        case StageReopened(number):
            for rule in rules_of(state, number):
                if rule.is_pending:
                    ask_anew(state, rule)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing."""
    match record:
        case Rule():
            return show_rule(state, record, eyes)
        case Response():
            return show_response(state, record, eyes)
    return None


def show_stage(state: State, stage: Stage, eyes: Eyes) -> dict[str, Any]:
    """How far the agreement is; while the stage runs also how many must respond to a rule."""
    rules = rules_of(state, stage.seq)
    shown: dict[str, Any] = {
        "adopted": sum(rule.status is Status.ADOPTED for rule in rules),
        "proposed": sum(rule.is_pending for rule in rules),
        "set_aside": sum(rule.status is Status.SET_ASIDE for rule in rules),
    }
    if stage.state in ONGOING:
        people = len(participants_here(state))
        shown |= {"people": people, "needed": quorum_of(people, percent_of(stage))}
    return shown


def show_rule(state: State, rule: Rule, eyes: Eyes) -> dict[str, Any] | None:
    """A rule, how many responded how, and why some object, but never who."""
    if rule.removed:
        return None
    responses = responses_to(state, rule)
    stances = [response.response for response in responses]
    shown: dict[str, Any] = {
        "stage": rule.stage,
        "text": rule.text,
        "status": rule.status,
        "version": rule.version,
        "responses": {stance: stances.count(stance) for stance in STANCES},
        "answered": len(responses),
        "reasons": shuffled((r.reason for r in responses if r.response == "object"), rule.seq),
    }
    if rule.accepts is not None:
        shown["accepts"] = rule.accepts
    if rule.before:
        shown["before"] = rule.before
    if rule.adopted_seq is not None:
        shown["adopted_seq"] = rule.adopted_seq
    if eyes.person is not None and state.owner_of(rule) == eyes.person:
        shown["may_amend"] = True
    return shown | bylined(state, stage_of(state, rule), rule.identity or "anonymous", rule.by)


def show_response(state: State, response: Response, eyes: Eyes) -> dict[str, Any] | None:
    """A response that counts, to the person who gave it and to nobody else."""
    if eyes.person is None or state.owner_of(response) != eyes.person:
        return None
    if response.seq not in state.find(Rule, response.rule).responses:
        return None
    return {
        "stage": response.stage,
        "rule": response.rule,
        "version": response.version,
        "response": response.response,
        "reason": response.reason,
    }


# ---- Helpers


def ensure_same_rules(stage: Stage, settings: dict[str, Any]) -> None:
    """The setting says what a stage begins with; from then on each rule is a record."""
    if is_changed(stage, settings, "rules"):
        raise Refused(
            "Rules are changed one by one: use rule.propose, rule.amend or rule.set_aside.", "one-by-one"
        )


def ensure_may_loosen(state: State, stage: Stage, settings: dict[str, Any]) -> None:
    """Identity may only be tightened once people have proposed rules."""
    proposed = any(rule.identity for rule in rules_of(state, stage.seq))
    if proposed and is_loosened(stage, settings):
        raise Refused(
            "People proposed rules trusting that less would be shown of them. It can only be tightened.",
            "identity-loosened",
        )


def unasked(state: State, stage: Stage) -> list[Person]:
    """The facilitators here about whom this stage has not asked yet."""
    if not (isinstance(stage.settings, Settings) and stage.settings.accept_facilitators):
        return []
    asked = {rule.accepts for rule in rules_of(state, stage.seq)}
    return [p for p in state.all(Person) if p.is_here and is_facilitator(p) and p.seq not in asked]


def is_facilitator(person: Person) -> bool:
    return person.role is Role.FACILITATOR


def find_stage(state: State, number: int) -> Stage:
    stage = state.find(Stage, number)
    if not isinstance(stage.settings, Settings):
        raise Refused("This stage has no ground rules. Choose the one that has.", "not-allowed")
    return stage


def stage_of(state: State, rule: Rule) -> Stage:
    return state.find(Stage, rule.stage)


def rules_of(state: State, stage: int) -> list[Rule]:
    return [rule for rule in state.all(Rule) if rule.stage == stage and not rule.removed]


def is_unread(state: State, rule: Rule) -> bool:
    """Has nobody but facilitators ever seen this rule?"""
    return stage_of(state, rule).state is StageState.DRAFT


def find_rule(state: State, number: int) -> Rule:
    rule = state.find(Rule, number)
    if rule.removed:
        raise Refused("This rule was taken away. The page has been brought up to date.", "not-found")
    return rule


def ensure_may_propose(state: State, stage: Stage, person: Person, now: float) -> None:
    """Facilitators suggest until a stage is revealed; the others propose a few while it is open."""
    if is_facilitator(person):
        ensure_stage(stage, StageState.DRAFT, StageState.OPEN, StageState.LOCKED)
        return
    ensure_open(stage, now)
    own = [rule for rule in rules_of(state, stage.seq) if state.owner_of(rule) == person.seq]
    if len(own) >= MOST_EACH:
        raise Refused(
            "Everyone can propose {most} rules, and you have. Amend one of yours instead.",
            "too-many",
            most=MOST_EACH,
        )


def ensure_may_amend(state: State, rule: Rule, person: Person, now: float) -> None:
    """Let the author amend while the stage is open, and facilitators also before and while it is locked."""
    if rule.accepts is not None:
        raise Refused("This asks about a person and has no wording to amend.", "not-allowed")
    if is_facilitator(person):
        ensure_stage(stage_of(state, rule), StageState.DRAFT, StageState.OPEN, StageState.LOCKED)
        return
    if state.owner_of(rule) != person.seq:
        raise Refused("Only whoever proposed a rule, or a facilitator, can amend it.", "not-yours")
    ensure_open(stage_of(state, rule), now)


def ensure_pending(rule: Rule) -> None:
    if rule.status is Status.ADOPTED:
        raise Refused("This is agreed already. To change it, it has to be amended first.", "adopted")
    if rule.status is Status.SET_ASIDE:
        raise Refused("This was set aside. An amended wording would bring it back.", "set-aside")


def ensure_may_respond(state: State, rule: Rule, command: RespondToRule, now: float) -> None:
    """A response is to a wording that somebody has read, and an objection says what is wrong."""
    ensure_open(stage_of(state, rule), now)
    ensure_pending(rule)
    if command.version not in (None, rule.version):
        raise Refused("The wording has changed since. Read it again, then respond.", "amended")
    if command.response == "object" and not command.reason.strip():
        raise Refused("Say why you object, so that the rule can be made better.", "reason-missing")


def responded(state: State, rule: Rule, command: RespondToRule, person: Person) -> RuleResponded | None:
    """What a response leads to; nothing where the person has said the same before."""
    reason = worded_or_empty(command.reason)
    earlier = next((r for r in responses_to(state, rule) if state.owner_of(r) == person.seq), None)
    if earlier and (earlier.response, earlier.reason) == (command.response, reason):
        return None
    return RuleResponded(
        rule.seq, rule.version, command.response, reason, replaces=earlier.seq if earlier else None
    )


def responses_to(state: State, rule: Rule) -> list[Response]:
    """The responses that count."""
    return [response for seq in sorted(rule.responses) if (response := state.get(Response, seq))]


def find_pending(state: State, number: int, *when: StageState) -> Rule:
    """A rule that is still to be agreed, in a stage that is in one of these states."""
    rule = find_rule(state, number)
    ensure_stage(stage_of(state, rule), *when)
    ensure_pending(rule)
    return rule


def ensure_agreed(state: State, rule: Rule) -> None:
    """Refuse to adopt what somebody objects to, or what too few have responded to (B10)."""
    objections = sum(response.response == "object" for response in responses_to(state, rule))
    if objections:
        raise Refused(
            "Objections to this: {objections}. Amend the wording so that everyone can live with it, "
            "or set it aside.",
            "objections",
            objections=objections,
        )
    needed = quorum_of(len(participants_here(state)), percent_of(stage_of(state, rule)))
    missing = needed - len(rule.responses)
    if missing > 0:
        raise Refused(
            "Responses still missing: {missing} of the {needed} that are needed. Ask people to respond.",
            "quorum",
            missing=missing,
            needed=needed,
        )


def percent_of(stage: Stage) -> int:
    return stage.settings.quorum if isinstance(stage.settings, Settings) else 0


def quorum_of(people: int, percent: int) -> int:
    """The fewest people who must respond. Rounds up: half of five is three. Never nobody."""
    return max(1, -(-people * percent // 100))


def ensure_may_nominate(state: State, stage: Stage, nominee: Person) -> None:
    ensure_stage(stage, StageState.OPEN, StageState.LOCKED)
    if not (is_facilitator(nominee) and nominee.is_here):
        raise Refused("Only a facilitator who is here can be put to the people.", "not-a-facilitator")
    rules = rules_of(state, stage.seq)
    if any(rule.accepts == nominee.seq and rule.status is not Status.SET_ASIDE for rule in rules):
        raise Refused("People are asked about this facilitator already.", "asked-already")


def ensure_adopted(state: State, stage: Stage) -> None:
    if not any(rule.status is Status.ADOPTED for rule in rules_of(state, stage.seq)):
        raise Refused("Nothing has been agreed here yet. Wait until a rule is adopted.", "not-adopted")


def add_rule(state: State, rule: Rule) -> None:
    state.add(rule)
    state.touch(stage_of(state, rule))


def set_status(state: State, rule: Rule, status: Status) -> None:
    state.change(rule, status=status)
    state.touch(stage_of(state, rule))


def amend(state: State, rule: Rule, text: str) -> None:
    """Give a rule another wording; one that nobody has read yet just reads differently."""
    if is_unread(state, rule):
        state.change(rule, text=text)
        return
    ask_anew(state, rule)
    set_status(state, rule, Status.PROPOSED)
    state.change(rule, text=text, before=rule.text, version=rule.version + 1, adopted_seq=None)


def ask_anew(state: State, rule: Rule) -> None:
    """Let no response count any more; the present wording has had none yet."""
    earlier = responses_to(state, rule)
    state.change(rule, responses=set())
    state.touch(*earlier)


def add_response(state: State, seq: int, given: RuleResponded) -> None:
    rule = state.find(Rule, given.rule)
    state.change(rule, responses=rule.responses - {given.replaces} | {seq})
    state.touch(state.get(Response, given.replaces))
    state.add(
        Response(
            seq=seq,
            stage=rule.stage,
            rule=rule.seq,
            version=given.version,
            response=given.response,
            reason=given.reason,
        )
    )
