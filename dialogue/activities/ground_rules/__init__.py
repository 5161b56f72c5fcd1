"""Ground rules: people propose how they want to treat each other, and agree rule by rule.

A rule is adopted only when as many responded to its present wording as are enough of those present,
and nobody objects; what somebody said who has left since still counts. Who responded how is in no log;
a changed wording asks everyone anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dialogue.activities.ground_rules.records import (
    STANCES,
    Response,
    Rule,
    Settings,
    Stance,
    Status,
    find_rule,
    find_stage,
    is_facilitator,
    is_unread,
    percent_of,
    quorum_of,
    responses_to,
    rules_of,
    stage_of,
    unasked,
)
from dialogue.activities.ground_rules.refusals import (
    ensure_adopted,
    ensure_agreed,
    ensure_may_amend,
    ensure_may_nominate,
    ensure_may_propose,
    ensure_may_respond,
    ensure_same_rules,
    find_pending,
)
from dialogue.activities.identity import bylined, ensure_not_loosened, identity_of, signed
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
    State,
    Unsigned,
    command,
    each_worded,
    event,
    worded,
    worded_or_empty,
)
from dialogue.workshop import (
    ONGOING,
    AddStage,
    EditStage,
    OpenStage,
    Stage,
    StageEdited,
    StageReopened,
    StageState,
    participants_here,
)

__all__ = [
    "NAME",
    "RECORDS",
    "AcknowledgeRules",
    "AdoptRule",
    "AmendRule",
    "FacilitatorNominated",
    "NominateFacilitator",
    "ProposeRule",
    "RespondToRule",
    "Response",
    "Rule",
    "RuleAdopted",
    "RuleAmended",
    "RuleProposed",
    "RuleResponded",
    "RuleSetAside",
    "RuleSuggested",
    "RulesAcknowledged",
    "SetRuleAside",
    "Settings",
    "decide",
    "evolve",
    "quorum_of",
    "show",
    "show_stage",
]

NAME = "ground_rules"
RECORDS = (Rule, Response)


# ---- Commands


@command("rule.propose", open_to=EVERYONE, words="text")
class ProposeRule(Command):
    """From a facilitator it is a suggestion, and may come before the stage opens."""

    stage: int
    text: str


@command("rule.amend", open_to=EVERYONE, words="text")
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
            ensure_not_loosened(state.find(Stage, number), settings)
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
            ensure_may_respond(state, rule, command.version, command.response, command.reason, now)
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


def responded(state: State, rule: Rule, command: RespondToRule, person: Person) -> RuleResponded | None:
    """What a response leads to; nothing where the person has said the same before."""
    reason = worded_or_empty(command.reason)
    earlier = next((r for r in responses_to(state, rule) if state.owner_of(r) == person.seq), None)
    if earlier and (earlier.response, earlier.reason) == (command.response, reason):
        return None
    return RuleResponded(
        rule.seq, rule.version, command.response, reason, replaces=earlier.seq if earlier else None
    )


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
    rule.responses.discard(given.replaces)
    rule.responses.add(seq)
    state.touch(rule, state.get(Response, given.replaces))
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
