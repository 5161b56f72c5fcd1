"""Ground rules: proposing, amending, responding, and what it takes to adopt (B10)."""

import pytest

from dialogue.activities import read
from dialogue.activities.ground_rules import (
    AcknowledgeRules,
    AdoptRule,
    AmendRule,
    NominateFacilitator,
    ProposeRule,
    RespondToRule,
    SetRuleAside,
    quorum_of,
)
from dialogue.kernel import Audience, Role
from dialogue.workshop import (
    CloseStage,
    EditStage,
    LockStage,
    OpenStage,
    RemovePerson,
    ReopenStage,
    RevealStage,
    SetTimer,
)
from tests.table import Table, ana, ben, cleo, fay

ROUND = "One person speaks at a time"


def begin(table: Table, **settings: object) -> int:
    """An open stage that asks about no facilitator unless told to."""
    return table.begin("ground_rules", **{"accept_facilitators": False} | settings)


def proposed(table: Table, **settings: object) -> tuple[int, int]:
    """An open stage with a rule that ana proposed; the seqs of both."""
    stage = begin(table, **settings)
    rule = table.do(ana, ProposeRule(stage, ROUND))
    assert rule is not None
    return stage, rule


def agreed(table: Table, rule: int, *people: int) -> None:
    for person in people or (ana, ben, cleo):
        table.do(person, RespondToRule(rule, "agree"))
    table.do(fay, AdoptRule(rule))


def shown(table: Table, rule: int) -> dict:
    return table.sees(Audience.PARTICIPANT).at("rule", rule)


# ---- Where rules come from


def test_starter_rules_are_suggestions_until_people_agree(table: Table) -> None:
    """B10.1: suggested, with no status until consented."""
    stage = begin(table, rules=[ROUND, "", "Assume good intent"])
    rules = table.sees(Audience.PARTICIPANT).of("rule")
    assert [rule["text"] for rule in rules] == [ROUND, "Assume good intent"]
    assert {rule["status"] for rule in rules} == {"suggested"}
    assert all("by" not in rule and "sector" not in rule for rule in rules)
    assert table.sees(Audience.SCREEN).at("stage", stage)["adopted"] == 0


def test_a_suggestion_can_be_agreed_like_any_rule(table: Table) -> None:
    stage = begin(table, rules=[ROUND])
    agreed(table, stage + 1)
    assert shown(table, stage + 1)["status"] == "adopted"


def test_everyone_proposes_up_to_three_rules(table: Table) -> None:
    """B10.2"""
    stage = begin(table)
    for text in ("one", "two", "three"):
        table.do(ana, ProposeRule(stage, text))
    assert table.refuses(ana, ProposeRule(stage, "four")).reason == "too-many"
    assert table.do(ben, ProposeRule(stage, "one of mine"))


def test_the_limit_holds_where_nobody_is_named(table: Table) -> None:
    """B1, P5: three each, though the log does not know whose they are."""
    stage = begin(table, identity="anonymous")
    for text in ("one", "two", "three"):
        table.do(ana, ProposeRule(stage, text))
    assert table.refuses(ana, ProposeRule(stage, "four")).reason == "too-many"


def test_what_a_facilitator_proposes_is_a_suggestion(table: Table) -> None:
    stage = begin(table)
    rule = table.do(fay, ProposeRule(stage, ROUND))
    assert rule is not None
    assert shown(table, rule)["status"] == "suggested"
    assert "by" not in shown(table, rule)
    table.do(fay, CloseStage(stage))
    assert table.refuses(fay, ProposeRule(stage, ROUND)).reason == "stage-state"


def test_rules_can_be_edited_before_the_stage_opens(table: Table) -> None:
    stage = table.add("ground_rules", accept_facilitators=False, rules=[ROUND, "Be on time"])
    first, second = stage + 1, stage + 2
    table.do(fay, AmendRule(first, "One at a time"))
    table.do(fay, SetRuleAside(second))
    table.do(fay, ProposeRule(stage, "Say what you need"))
    assert table.refuses(fay, AmendRule(second, "Be early")).reason == "not-found"
    assert table.refuses(fay, AdoptRule(first)).reason == "stage-state"
    assert table.refuses(ana, ProposeRule(stage, "Mine")).reason == "stage-draft"
    assert not table.sees(Audience.PARTICIPANT).of("rule")
    table.do(fay, OpenStage(stage))
    texts = [rule["text"] for rule in table.sees(Audience.PARTICIPANT).of("rule")]
    assert texts == ["One at a time", "Say what you need"]
    assert "before" not in shown(table, first), "Nobody had read the earlier wording."
    assert shown(table, first)["status"] == "suggested"
    assert table.sees(Audience.PARTICIPANT).at("stage", stage)["set_aside"] == 0
    assert table.refuses(ana, RespondToRule(second, "agree")).reason == "not-found"


def test_editing_a_stage_does_not_replace_its_rules(table: Table) -> None:
    stage = table.add("ground_rules", rules=[ROUND])
    table.do(fay, EditStage(stage, settings={"rules": [ROUND], "quorum": 60}))
    refused = table.refuses(fay, EditStage(stage, settings={"rules": ["Another"]}))
    assert refused.reason == "one-by-one"
    assert "rule.propose" in str(refused)


def test_rules_are_proposed_only_in_a_stage_that_has_some(table: Table) -> None:
    board = table.begin("board", questions=["What works?"])
    assert table.refuses(ana, ProposeRule(board, ROUND)).reason == "not-allowed"
    assert table.refuses(fay, NominateFacilitator(board, fay)).reason == "not-allowed"
    assert table.refuses(ana, AcknowledgeRules(board)).reason == "not-allowed"


def test_the_stage_must_be_open_to_propose_and_respond(table: Table) -> None:
    stage = table.add("ground_rules", rules=[ROUND])
    rule = stage + 1
    commands = (ProposeRule(stage, "mine"), RespondToRule(rule, "agree"))
    assert {table.refuses(ana, c).reason for c in commands} == {"stage-draft"}
    table.do(fay, OpenStage(stage))
    table.do(fay, LockStage(stage))
    assert {table.refuses(ana, c).reason for c in commands} == {"stage-locked"}
    table.do(fay, OpenStage(stage))
    table.do(fay, SetTimer(stage, 60))
    table.wait(71)
    assert {table.refuses(ana, c).reason for c in commands} == {"time-over"}
    table.do(fay, CloseStage(stage))
    assert {table.refuses(ana, c).reason for c in commands} == {"stage-closed"}


# ---- Who proposed


def test_a_rule_says_no_more_of_who_proposed_it_than_the_stage_allows(table: Table) -> None:
    _, rule = proposed(table, identity="sector")
    assert shown(table, rule)["sector"] == "public"
    assert "by" not in shown(table, rule)
    assert f"person/{ana}" not in table.sees(Audience.PARTICIPANT)


def test_a_named_rule_brings_the_name_with_it(table: Table) -> None:
    """V8"""
    _, rule = proposed(table, identity="named")
    assert shown(table, rule)["by"] == ana
    assert table.sees(Audience.SCREEN).at("person", ana)["name"] == "Ana"


def test_in_an_anonymous_stage_the_log_names_no_author(table: Table) -> None:
    """P5: neither when a rule is proposed nor when its author amends it."""
    stage, rule = proposed(table, identity="anonymous")
    table.do(ana, AmendRule(rule, "One at a time, please"))
    assert [entry.by for entry in table.events("rule.proposed") + table.events("rule.amended")] == [
        None,
        None,
    ]
    assert {"by", "sector"}.isdisjoint(shown(table, rule))
    table.do(fay, CloseStage(stage))
    table.do(fay, ReopenStage(stage))
    assert table.refuses(ana, AmendRule(rule, "One at a time")).reason == "not-yours"


def test_identity_is_only_tightened_once_people_have_read_what_is_shown(table: Table) -> None:
    stage = begin(table, rules=[ROUND], identity="named")
    rule = table.do(ana, ProposeRule(stage, "mine"))
    table.do(fay, EditStage(stage, settings={"identity": "sector"}))
    assert "by" not in shown(table, rule)
    assert f"person/{ana}" not in table.sees(Audience.PARTICIPANT)
    assert table.refuses(fay, EditStage(stage, settings={"identity": "named"})).reason == "identity-loosened"


# ---- Amending


def test_an_amended_rule_has_a_new_version_and_keeps_the_earlier_wording(table: Table) -> None:
    """B10.4"""
    _, rule = proposed(table)
    table.do(ana, AmendRule(rule, "One person speaks at a time, two minutes each"))
    after = shown(table, rule)
    assert (after["version"], after["before"]) == (2, ROUND)
    assert after["text"] == "One person speaks at a time, two minutes each"


def test_an_amendment_resets_every_response_to_that_rule_and_to_no_other(table: Table) -> None:
    """B10.4"""
    stage, rule = proposed(table)
    other = table.do(ben, ProposeRule(stage, "Phones away"))
    table.do(ana, RespondToRule(rule, "agree"))
    table.do(ben, RespondToRule(rule, "object", "too strict"))
    table.do(ben, RespondToRule(other, "agree"))
    assert shown(table, rule)["answered"] == 2
    table.do(ana, AmendRule(rule, "Usually one person speaks at a time"))
    after = shown(table, rule)
    assert after["responses"] == {"agree": 0, "live_with": 0, "object": 0}
    assert (after["answered"], after["reasons"]) == (0, [])
    assert shown(table, other)["answered"] == 1
    assert [r["rule"] for r in table.own(ben).of("response")] == [other]


def test_only_the_author_and_facilitators_amend(table: Table) -> None:
    """P1"""
    _, rule = proposed(table)
    assert table.refuses(ben, AmendRule(rule, "Everybody shouts")).reason == "not-yours"
    assert table.own(ana).at("rule", rule)["may_amend"] is True
    assert "may_amend" not in table.own(ben).at("rule", rule)
    table.do(fay, AmendRule(rule, "One at a time"))
    assert shown(table, rule)["text"] == "One at a time"


def test_nobody_but_facilitators_amends_a_suggestion(table: Table) -> None:
    stage = begin(table, rules=[ROUND])
    rule = stage + 1
    assert table.refuses(ana, AmendRule(rule, "Everybody shouts")).reason == "not-yours"
    table.do(fay, AmendRule(rule, "One at a time"))
    assert shown(table, rule)["status"] == "proposed"


def test_the_same_wording_is_no_amendment(table: Table) -> None:
    _, rule = proposed(table)
    table.do(ben, RespondToRule(rule, "agree"))
    assert table.do(ana, AmendRule(rule, f" {ROUND} ")) is None
    assert shown(table, rule)["answered"] == 1


def test_a_facilitator_may_amend_while_the_stage_is_locked_and_the_author_may_not(table: Table) -> None:
    stage, rule = proposed(table)
    table.do(fay, LockStage(stage))
    assert table.refuses(ana, AmendRule(rule, "One at a time")).reason == "stage-locked"
    assert table.do(fay, AmendRule(rule, "One at a time"))


def test_amending_an_adopted_rule_asks_everyone_again(table: Table) -> None:
    """B10.9"""
    _, rule = proposed(table)
    agreed(table, rule)
    assert shown(table, rule)["adopted_seq"]
    table.do(fay, AmendRule(rule, "One at a time"))
    after = shown(table, rule)
    assert (after["status"], after["answered"]) == ("proposed", 0)
    assert "adopted_seq" not in after
    assert table.refuses(fay, AdoptRule(rule)).reason == "quorum"


# ---- Responding


def test_everyone_sees_how_many_responded_how_and_nobody_who(table: Table) -> None:
    """B5, V1"""
    _, rule = proposed(table, identity="anonymous")
    table.do(ana, RespondToRule(rule, "agree"))
    table.do(ben, RespondToRule(rule, "live_with"))
    table.do(cleo, RespondToRule(rule, "object", "nobody will interrupt the minister"))
    for audience in Audience:
        view = table.sees(audience)
        assert view.at("rule", rule)["responses"] == {"agree": 1, "live_with": 1, "object": 1}
        assert view.at("rule", rule)["reasons"] == ["nobody will interrupt the minister"]
        assert view.of("response") == []
    assert [r["response"] for r in table.own(ben).of("response")] == ["live_with"]


def test_the_log_does_not_know_who_responded(table: Table) -> None:
    """B5: what was chosen stands without a name; who responded is told at the close, apart."""
    stage, rule = proposed(table)
    table.do(ana, RespondToRule(rule, "agree"))
    table.do(ben, RespondToRule(rule, "agree"))
    table.do(cleo, RespondToRule(rule, "object", "too strict"))
    assert [entry.by for entry in table.events("rule.responded")] == [None, None, None]
    table.do(fay, CloseStage(stage))
    [closing] = table.events("stage.closed")
    assert (closing.event.answered, closing.event.responded) == (3, [ana, ben, cleo])
    assert not table.state.owners.of(stage)


def test_a_new_response_replaces_the_earlier_one(table: Table) -> None:
    """B1: nobody counts twice."""
    _, rule = proposed(table)
    first = table.do(ben, RespondToRule(rule, "object", "too strict"))
    table.do(cleo, RespondToRule(rule, "agree"))
    table.do(ben, RespondToRule(rule, "live_with"))
    assert shown(table, rule)["responses"] == {"agree": 1, "live_with": 1, "object": 0}
    assert shown(table, rule)["reasons"] == []
    [mine] = table.own(ben).of("response")
    assert mine["response"] == "live_with"
    assert table.events("rule.responded")[-1].event.replaces == first


def test_saying_the_same_twice_leads_to_nothing(table: Table) -> None:
    _, rule = proposed(table)
    assert table.do(ben, RespondToRule(rule, "agree"))
    assert table.do(ben, RespondToRule(rule, "agree")) is None


def test_an_objection_says_why(table: Table) -> None:
    """B10.5"""
    _, rule = proposed(table)
    for reason in ("", "  "):
        assert table.refuses(ben, RespondToRule(rule, "object", reason)).reason == "reason-missing"
    assert table.refuses(ben, RespondToRule(rule, "object", "x" * 281)).reason == "too-long"
    assert table.do(ben, RespondToRule(rule, "object", "unclear"))


def test_facilitators_do_not_respond(table: Table) -> None:
    """P1"""
    _, rule = proposed(table)
    assert table.refuses(fay, RespondToRule(rule, "agree")).reason == "not-allowed"


def test_a_response_to_a_wording_that_has_changed_is_refused(table: Table) -> None:
    """Nobody agrees to words they have not read."""
    _, rule = proposed(table)
    table.do(ana, AmendRule(rule, "Everybody leaves at six"))
    assert table.refuses(ben, RespondToRule(rule, "agree", version=1)).reason == "amended"
    assert table.do(ben, RespondToRule(rule, "agree", version=2))


def test_an_unknown_response_cannot_be_sent(table: Table) -> None:
    """B1"""
    _, rule = proposed(table)
    with pytest.raises(Exception, match="Invalid enum value"):
        read("rule.respond", {"rule": rule, "response": "veto"})


def test_what_is_settled_takes_no_more_responses(table: Table) -> None:
    stage, rule = proposed(table)
    agreed(table, rule)
    assert table.refuses(ben, RespondToRule(rule, "object", "too late")).reason == "adopted"
    other = table.do(ana, ProposeRule(stage, "Phones away"))
    table.do(fay, SetRuleAside(other))
    assert table.refuses(ben, RespondToRule(other, "agree")).reason == "set-aside"


# ---- Adopting


@pytest.mark.parametrize(
    ("people", "percent", "needed"),
    [(5, 50, 3), (4, 50, 2), (29, 50, 15), (3, 100, 3), (3, 67, 3), (100, 1, 1), (0, 50, 1), (7, 0, 1)],
)
def test_a_quorum_rounds_up_and_is_never_nobody(people: int, percent: int, needed: int) -> None:
    assert quorum_of(people, percent) == needed


def test_a_rule_is_adopted_when_enough_responded_and_nobody_objects(table: Table) -> None:
    """B10.5: two of three are half or more; one is not."""
    stage, rule = proposed(table)
    table.do(ana, RespondToRule(rule, "agree"))
    refused = table.refuses(fay, AdoptRule(rule))
    assert (refused.reason, refused.values) == ("quorum", {"n": 1})
    table.do(ben, RespondToRule(rule, "live_with"))
    seq = table.do(fay, AdoptRule(rule))
    assert (shown(table, rule)["status"], shown(table, rule)["adopted_seq"]) == ("adopted", seq)
    counts = table.sees(Audience.SCREEN).at("stage", stage)
    assert (counts["adopted"], counts["proposed"]) == (1, 0)


def test_one_objection_stops_a_rule_however_many_agree(table: Table) -> None:
    """B10.5"""
    _, rule = proposed(table)
    table.do(ana, RespondToRule(rule, "agree"))
    table.do(ben, RespondToRule(rule, "agree"))
    table.do(cleo, RespondToRule(rule, "object", "too strict"))
    refused = table.refuses(fay, AdoptRule(rule))
    assert (refused.reason, refused.values) == ("objections", {"n": 1})
    table.do(cleo, RespondToRule(rule, "live_with"))
    assert table.do(fay, AdoptRule(rule))


def test_responses_to_an_earlier_wording_do_not_make_a_quorum(table: Table) -> None:
    """B10.4"""
    _, rule = proposed(table)
    for person in (ana, ben, cleo):
        table.do(person, RespondToRule(rule, "agree"))
    table.do(ana, AmendRule(rule, "Everybody leaves at six"))
    assert table.refuses(fay, AdoptRule(rule)).values["n"] == 2


def test_who_comes_and_goes_moves_the_quorum(table: Table) -> None:
    stage, rule = proposed(table, quorum=100)
    late = table.admit(Role.PARTICIPANT, "public")
    assert table.sees(Audience.FACILITATOR).at("stage", stage)["needed"] == 4
    for person in (ana, ben, cleo):
        table.do(person, RespondToRule(rule, "agree"))
    assert table.refuses(fay, AdoptRule(rule)).values["n"] == 1
    table.do(fay, RemovePerson(late))
    counts = table.sees(Audience.FACILITATOR).at("stage", stage)
    assert (counts["people"], counts["needed"]) == (3, 3)
    assert table.do(fay, AdoptRule(rule))


def test_facilitators_and_observers_are_not_counted(table: Table) -> None:
    stage, _ = proposed(table, quorum=100)
    table.admit(Role.OBSERVER)
    table.admit(Role.FACILITATOR)
    assert table.sees(Audience.FACILITATOR).at("stage", stage)["needed"] == 3


def test_nobody_but_a_facilitator_adopts_or_sets_aside(table: Table) -> None:
    """P1"""
    _, rule = proposed(table)
    for command in (AdoptRule(rule), SetRuleAside(rule)):
        assert table.refuses(ana, command).reason == "not-allowed"


def test_a_facilitator_adopts_while_the_stage_is_locked(table: Table) -> None:
    stage, rule = proposed(table)
    table.do(ana, RespondToRule(rule, "agree"))
    table.do(ben, RespondToRule(rule, "agree"))
    table.do(fay, LockStage(stage))
    assert table.do(fay, AdoptRule(rule))


def test_a_contested_rule_is_set_aside_and_the_others_go_ahead(table: Table) -> None:
    """B10.5: agree what we can now."""
    stage, rule = proposed(table)
    other = table.do(ben, ProposeRule(stage, "Phones away"))
    table.do(cleo, RespondToRule(other, "object", "I am on call"))
    table.do(fay, SetRuleAside(other))
    agreed(table, rule)
    counts = table.sees(Audience.PARTICIPANT).at("stage", stage)
    assert (counts["adopted"], counts["proposed"], counts["set_aside"]) == (1, 0, 1)
    assert table.refuses(fay, AdoptRule(other)).reason == "set-aside"


def test_an_amended_wording_brings_back_what_was_set_aside(table: Table) -> None:
    _, rule = proposed(table)
    table.do(fay, SetRuleAside(rule))
    table.do(ana, AmendRule(rule, "One at a time, mostly"))
    assert shown(table, rule)["status"] == "proposed"


def test_what_is_adopted_is_not_set_aside_without_asking(table: Table) -> None:
    _, rule = proposed(table)
    agreed(table, rule)
    assert table.refuses(fay, SetRuleAside(rule)).reason == "adopted"
    assert table.refuses(fay, AdoptRule(rule)).reason == "adopted"


# ---- Closing and reopening


def test_the_counts_outlive_the_close_and_the_names_do_not(table: Table) -> None:
    """P5"""
    stage, rule = proposed(table)
    agreed(table, rule)
    other = table.do(ana, ProposeRule(stage, "Phones away"))
    table.do(ben, RespondToRule(other, "object", "I am on call"))
    table.do(fay, CloseStage(stage))
    assert shown(table, rule)["responses"] == {"agree": 3, "live_with": 0, "object": 0}
    assert shown(table, other)["reasons"] == ["I am on call"]
    assert table.own(ben).of("response") == []


def test_after_the_close_nothing_changes(table: Table) -> None:
    stage, rule = proposed(table)
    agreed(table, rule)
    other = table.do(ana, ProposeRule(stage, "Phones away"))
    table.do(fay, CloseStage(stage))
    for person, command in [
        (ana, ProposeRule(stage, "one more")),
        (ana, AmendRule(other, "Phones off")),
        (fay, AmendRule(rule, "One at a time")),
        (ben, RespondToRule(other, "agree")),
        (fay, AdoptRule(other)),
        (fay, SetRuleAside(other)),
        (fay, NominateFacilitator(stage, fay)),
    ]:
        assert table.refuses(person, command).reason in {"stage-closed", "stage-state"}


@pytest.mark.parametrize("ending", [RevealStage, CloseStage])
def test_a_new_round_asks_anew_about_what_was_not_agreed(table: Table, ending: type) -> None:
    """B1: who responded before the close is not known any more, so nothing is counted twice."""
    stage, rule = proposed(table)
    agreed(table, rule)
    other = table.do(ana, ProposeRule(stage, "Phones away"))
    table.do(ben, RespondToRule(other, "agree"))
    table.do(fay, ending(stage))
    table.do(fay, ReopenStage(stage))
    assert (shown(table, rule)["status"], shown(table, rule)["answered"]) == ("adopted", 3)
    assert shown(table, other)["answered"] == 0
    table.do(ben, RespondToRule(other, "agree"))
    assert shown(table, other)["answered"] == 1
    table.do(fay, AmendRule(rule, "One at a time"))
    assert shown(table, rule)["status"] == "proposed"


# ---- Accepting facilitators


def test_people_are_asked_whether_they_accept_each_facilitator(table: Table) -> None:
    """B10.6"""
    stage = table.add("ground_rules")
    other = table.admit(Role.FACILITATOR)
    assert table.sees(Audience.FACILITATOR).of("rule") == []
    table.do(fay, OpenStage(stage))
    rules = table.sees(Audience.PARTICIPANT).of("rule")
    assert [(rule["accepts"], rule["text"], rule["status"]) for rule in rules] == [
        (fay, "", "proposed"),
        (other, "", "proposed"),
    ]
    assert table.sees(Audience.PARTICIPANT).at("person", fay)["name"] == "Fay"


def test_people_are_asked_once_about_each_facilitator(table: Table) -> None:
    stage = table.begin("ground_rules")
    table.do(fay, LockStage(stage))
    table.do(fay, OpenStage(stage))
    assert len(table.sees(Audience.PARTICIPANT).of("rule")) == 1
    assert table.refuses(fay, NominateFacilitator(stage, fay)).reason == "asked-already"


def test_nobody_is_asked_where_the_stage_does_not_want_it(table: Table) -> None:
    begin(table)
    assert table.sees(Audience.PARTICIPANT).of("rule") == []


def test_a_facilitator_who_comes_later_is_put_to_the_people(table: Table) -> None:
    stage = table.begin("ground_rules")
    late = table.admit(Role.FACILITATOR)
    rule = table.do(fay, NominateFacilitator(stage, late))
    assert shown(table, rule)["accepts"] == late
    assert table.refuses(fay, NominateFacilitator(stage, ana)).reason == "not-a-facilitator"


def test_a_facilitator_who_was_set_aside_can_be_put_to_the_people_again(table: Table) -> None:
    stage = table.begin("ground_rules")
    [rule] = [r.seq for r in table.events("rule.nominated")]
    table.do(fay, SetRuleAside(rule))
    assert table.do(fay, NominateFacilitator(stage, fay))


def test_a_facilitator_is_accepted_under_the_same_conditions_as_a_rule(table: Table) -> None:
    """B10.6"""
    table.begin("ground_rules")
    [rule] = [r.seq for r in table.events("rule.nominated")]
    assert table.refuses(fay, AdoptRule(rule)).reason == "quorum"
    table.do(cleo, RespondToRule(rule, "object", "I know her too little"))
    assert table.refuses(fay, AdoptRule(rule)).reason == "objections"
    table.do(cleo, RespondToRule(rule, "live_with"))
    agreed(table, rule, ana)
    assert shown(table, rule)["status"] == "adopted"


def test_there_is_no_wording_to_amend_about_a_facilitator(table: Table) -> None:
    table.begin("ground_rules")
    [rule] = [r.seq for r in table.events("rule.nominated")]
    assert table.refuses(fay, AmendRule(rule, "We accept Ben")).reason == "not-allowed"
    assert "may_amend" not in table.own(fay).at("rule", rule)


# ---- Coming late


def test_who_comes_late_acknowledges_what_was_agreed(table: Table) -> None:
    """B10.7: acknowledging is not consenting; it counts as no response."""
    stage, rule = proposed(table)
    agreed(table, rule)
    table.do(fay, CloseStage(stage))
    late = table.admit(Role.PARTICIPANT, "public")
    assert table.own(late).at("person", late)["acknowledged"] == []
    table.do(late, AcknowledgeRules(stage))
    assert table.own(late).at("person", late)["acknowledged"] == [stage]
    assert shown(table, rule)["answered"] == 3
    assert table.do(late, AcknowledgeRules(stage)) is None


def test_there_is_nothing_to_acknowledge_before_something_is_agreed(table: Table) -> None:
    stage, _ = proposed(table)
    assert table.refuses(ana, AcknowledgeRules(stage)).reason == "not-adopted"


# ---- The log


@pytest.mark.parametrize("identity", ["named", "sector", "anonymous"])
def test_the_log_folds_to_the_same_rules_again(table: Table, identity: str) -> None:
    """L1"""
    stage = table.begin("ground_rules", rules=["Phones away"], identity=identity)
    rule = table.do(ana, ProposeRule(stage, ROUND))
    table.do(ben, RespondToRule(rule, "object", "too strict"))
    table.do(ana, AmendRule(rule, "One at a time"))
    agreed(table, rule)
    table.do(cleo, RespondToRule(stage + 1, "object", "I am on call"))
    table.do(fay, SetRuleAside(stage + 1))
    table.do(ben, AcknowledgeRules(stage))
    for person in (fay, ana, ben, cleo):
        assert table.refolded_for(person) == table.own(person).records
