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
from dialogue.activities.identity import is_loosened
from dialogue.kernel import Person, Refused, State
from dialogue.workshop import Stage, StageState, ensure_open, ensure_stage, is_changed, participants_here

# A short list is read and kept; a long one is neither.
MOST_EACH = 3


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


def ensure_may_respond(
    state: State, rule: Rule, version: int | None, response: Stance, reason: str, now: float
) -> None:
    """A response is to a wording that somebody has read, and an objection says what is wrong."""
    ensure_open(stage_of(state, rule), now)
    ensure_pending(rule)
    if version not in (None, rule.version):
        raise Refused("The wording has changed since. Read it again, then respond.", "amended")
    if response == "object" and not reason.strip():
        raise Refused("Say why you object, so that the rule can be made better.", "reason-missing")


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
