"""What ground rules refuse, each with a sentence that says what to do."""

from __future__ import annotations

from typing import Any

from dialogue.activities.ground_rules.records import (
    Rule,
    Stance,
    Status,
    find_rule,
    is_facilitator,
    percent_of,
    quorum_of,
    responses_to,
    rules_of,
    stage_of,
)
from dialogue.kernel import Person, Refused, State
from dialogue.workshop import Stage, StageState, ensure_open, ensure_stage, is_changed, participants_here

# A short list is read and kept; a long one is neither.
MOST_EACH = 3


def ensure_same_rules(stage: Stage, settings: dict[str, Any]) -> None:
    """The setting says what a stage begins with; from then on each rule is a record."""
    if is_changed(stage, settings, "rules"):
        raise Refused(
            "Rules are changed one by one. Use rule.propose, rule.amend or rule.set_aside.", "one-by-one"
        )


def ensure_may_propose(state: State, stage: Stage, person: Person, now: float) -> None:
    """Facilitators suggest until a stage is revealed; the others propose a few while it is open."""
    if is_facilitator(person):
        ensure_stage(stage, StageState.DRAFT, StageState.OPEN, StageState.LOCKED)
        return
    ensure_open(stage, now)
    own = [rule for rule in rules_of(state, stage.seq) if state.owner_of(rule) == person.seq]
    if len(own) >= MOST_EACH:
        raise Refused.counted(
            "You can propose {n} rule, and you have done that. Change your rule instead.",
            "You can propose {n} rules, and you have done that. Change one of your rules instead.",
            MOST_EACH,
            "too-many",
        )


def ensure_may_amend(state: State, rule: Rule, person: Person, now: float) -> None:
    """Let the author amend while the stage is open, and facilitators also before and while it is locked."""
    if rule.accepts is not None:
        raise Refused(
            "This rule asks people to accept a facilitator. Its words cannot be changed.", "not-allowed"
        )
    if is_facilitator(person):
        ensure_stage(stage_of(state, rule), StageState.DRAFT, StageState.OPEN, StageState.LOCKED)
        return
    if state.owner_of(rule) != person.seq:
        raise Refused("Only the person who proposed this rule, or a facilitator, can change it.", "not-yours")
    ensure_open(stage_of(state, rule), now)


def ensure_pending(rule: Rule) -> None:
    if rule.status is Status.ADOPTED:
        raise Refused(
            "This rule is already adopted. Change its words first. Then everyone can answer again.", "adopted"
        )
    if rule.status is Status.SET_ASIDE:
        raise Refused("This rule was set aside. Change its words to bring it back.", "set-aside")


def ensure_may_respond(
    state: State, rule: Rule, version: int | None, response: Stance, reason: str, now: float
) -> None:
    """A response is to a wording that somebody has read, and an objection says what is wrong."""
    ensure_open(stage_of(state, rule), now)
    ensure_pending(rule)
    if version not in (None, rule.version):
        raise Refused("The words of this rule have changed. Read them again, then answer.", "amended")
    if response == "object" and not reason.strip():
        raise Refused("Write why you object. Then the rule can be made better.", "reason-missing")


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
        raise Refused.counted(
            "{n} person objects to this rule. Change its words, or set it aside.",
            "{n} people object to this rule. Change its words, or set it aside.",
            objections,
            "objections",
        )
    needed = quorum_of(len(participants_here(state)), percent_of(stage_of(state, rule)))
    missing = needed - len(rule.responses)
    if missing > 0:
        raise Refused.counted(
            "{n} more answer is needed before this rule can be adopted. Ask people to answer.",
            "{n} more answers are needed before this rule can be adopted. Ask people to answer.",
            missing,
            "quorum",
        )


def ensure_may_nominate(state: State, stage: Stage, nominee: Person) -> None:
    ensure_stage(stage, StageState.OPEN, StageState.LOCKED)
    if not (is_facilitator(nominee) and nominee.is_here):
        raise Refused(
            "People can only accept a facilitator who is in the workshop. Choose one who is here.",
            "not-a-facilitator",
        )
    rules = rules_of(state, stage.seq)
    if any(rule.accepts == nominee.seq and rule.status is not Status.SET_ASIDE for rule in rules):
        raise Refused(
            "People are already asked to accept this facilitator. Wait for their answers.", "asked-already"
        )


def ensure_adopted(state: State, stage: Stage) -> None:
    if not any(rule.status is Status.ADOPTED for rule in rules_of(state, stage.seq)):
        raise Refused("No rule is adopted here yet. Wait until a rule is adopted.", "not-adopted")
