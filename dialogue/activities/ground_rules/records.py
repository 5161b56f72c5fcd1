"""What ground rules are made of: the rules, how people responded, and how to find them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from dialogue.activities.identity import Identity
from dialogue.kernel import Person, Record, Refused, Role, State
from dialogue.kernel import Settings as BaseSettings
from dialogue.workshop import Stage, StageState

Stance = Literal["agree", "live_with", "object"]
STANCES: tuple[Stance, ...] = ("agree", "live_with", "object")
Percent = Annotated[int, Meta(ge=0, le=100)]


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
        raise Refused("This stage has no ground rules. Choose the stage that has them.", "not-allowed")
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
        raise Refused("This rule was removed. The page now shows the newest state.", "not-found")
    return rule


def responses_to(state: State, rule: Rule) -> list[Response]:
    """The responses that count."""
    return [response for seq in sorted(rule.responses) if (response := state.get(Response, seq))]


def percent_of(stage: Stage) -> int:
    return stage.settings.quorum if isinstance(stage.settings, Settings) else 0


def quorum_of(people: int, percent: int) -> int:
    """The fewest people who must respond. Rounds up: half of five is three. Never nobody."""
    return max(1, -(-people * percent // 100))
