"""Hands: one each, in an order everyone can see (B18)."""

import pytest

from dialogue.activities.hands import CallHand, LowerHand, OrderHands, RaiseHand
from dialogue.kernel import Audience, Role
from dialogue.workshop import PauseWorkshop, RemovePerson
from tests.table import Table, ana, ben, cleo, fay


def raise_hands(table: Table, *people: int) -> None:
    for person in people:
        table.wait(1)
        table.do(person, RaiseHand())


def order(table: Table) -> list[int]:
    """Whose hands wait, in the order in which they are to be called."""
    hands = [hand for hand in table.own(fay).of("hand") if not hand["speaking"]]
    return [hand["person"] for hand in sorted(hands, key=lambda hand: hand["place"])]


def speak(table: Table, person: int) -> None:
    """A whole turn: raise, be called, be done."""
    table.do(person, RaiseHand())
    table.do(fay, CallHand(person))
    table.do(person, LowerHand())


def test_people_see_their_own_place_and_nobody_elses_hand(table: Table) -> None:
    """V1."""
    raise_hands(table, ana, ben)
    assert table.own(ana).of("hand") == [{"kind": "speak", "place": 1, "of": 2, "speaking": False}]
    assert table.own(ben).of("hand") == [{"kind": "speak", "place": 2, "of": 2, "speaking": False}]
    for audience in (Audience.PARTICIPANT, Audience.OBSERVER, Audience.SCREEN):
        assert table.sees(audience).of("hand") == []
        assert table.sees(audience).at("queue", 1) == {
            "order": "fewest_turns",
            "waiting": 2,
            "speaking": None,
        }
    assert table.own(cleo).of("hand") == []


def test_facilitators_see_whose_hands_are_up(table: Table) -> None:
    table.do(ana, RaiseHand("question"))
    assert table.own(fay).of("hand") == [
        {
            "person": ana,
            "kind": "question",
            "place": 1,
            "speaking": False,
            "turns": 0,
            "at": int(table.clock),
        }
    ]


def test_raising_again_changes_what_it_is_about_and_keeps_the_place(table: Table) -> None:
    raise_hands(table, ana, ben)
    table.do(ana, RaiseHand("question"))
    assert order(table) == [ana, ben]
    assert table.own(ana).of("hand")[0]["kind"] == "question"
    assert table.do(ana, RaiseHand("question")) is None
    assert len(table.own(fay).of("hand")) == 2, "One hand each."


def test_a_hand_that_was_lowered_and_raised_again_waits_from_the_start(table: Table) -> None:
    raise_hands(table, ana, ben)
    table.do(ana, LowerHand())
    assert table.own(ana).of("hand") == []
    assert table.own(ben).of("hand")[0]["place"] == 1
    raise_hands(table, ana)
    assert order(table) == [ben, ana]
    table.do(ben, LowerHand())
    assert table.do(ben, LowerHand()) is None


def test_whoever_spoke_least_comes_first(table: Table) -> None:
    speak(table, ana)
    raise_hands(table, ana, ben)
    assert order(table) == [ben, ana]


def test_of_those_who_spoke_as_often_the_quieter_sector_comes_first(table: Table) -> None:
    dan = table.admit(Role.PARTICIPANT, "public")
    speak(table, ana)
    raise_hands(table, dan, ben)
    assert order(table) == [ben, dan]


def test_process_and_technical_points_do_not_wait(table: Table) -> None:
    raise_hands(table, ana)
    table.do(ben, RaiseHand("technical"))
    table.do(cleo, RaiseHand("process"))
    assert order(table) == [cleo, ben, ana]


def test_first_come_goes_by_time_alone(table: Table) -> None:
    speak(table, ana)
    raise_hands(table, ana, ben)
    table.do(fay, OrderHands("first_come"))
    assert order(table) == [ana, ben]
    assert table.own(ana).of("hand")[0]["place"] == 1
    assert table.sees(Audience.SCREEN).at("queue", 1)["order"] == "first_come"
    assert table.do(fay, OrderHands("first_come")) is None


def test_by_sectors_the_one_with_the_fewest_turns_comes_first(table: Table) -> None:
    dan = table.admit(Role.PARTICIPANT, "public")
    for person in (ana, ana, ben):
        speak(table, person)
    raise_hands(table, dan, ben)
    assert order(table) == [dan, ben], "Dan has not spoken yet."
    table.do(fay, OrderHands("sectors"))
    assert order(table) == [ben, dan], "Dan's sector has, twice."


def test_calling_gives_the_floor_and_ends_the_turn_before(table: Table) -> None:
    raise_hands(table, ana, ben, cleo)
    table.do(fay, CallHand(ana))
    assert table.own(ana).of("hand") == [{"kind": "speak", "place": 0, "of": 2, "speaking": True}]
    assert table.own(ben).of("hand")[0]["place"] == 1
    assert table.sees(Audience.SCREEN).at("queue", 1)["speaking"] == {"sector": "public"}
    assert table.do(fay, CallHand(ana)) is None
    table.do(fay, CallHand(ben))
    assert table.own(ana).of("hand") == []
    assert table.sees(Audience.SCREEN).at("queue", 1)["speaking"] == {"sector": "private"}
    assert [table.own(fay).at("person", p)["turns"] for p in (ana, ben, cleo)] == [1, 1, 0]


def test_lowering_a_hand_ends_the_turn_and_the_floor_is_free(table: Table) -> None:
    raise_hands(table, ana)
    table.do(fay, CallHand(ana))
    assert table.refuses(ana, RaiseHand("question")).reason == "speaking"
    table.do(ana, LowerHand())
    assert table.sees(Audience.SCREEN).at("queue", 1) == {
        "order": "fewest_turns",
        "waiting": 0,
        "speaking": None,
    }
    raise_hands(table, ana)


def test_a_facilitator_queues_and_lowers_for_somebody_who_cannot(table: Table) -> None:
    table.do(fay, RaiseHand("technical", ana))
    assert table.own(ana).of("hand")[0]["kind"] == "technical"
    table.do(fay, LowerHand(ana))
    assert table.own(ana).of("hand") == []


@pytest.mark.parametrize("wish", [RaiseHand("speak", ben), LowerHand(ben)])
def test_participants_touch_only_their_own_hand(table: Table, wish: RaiseHand | LowerHand) -> None:
    """P1."""
    raise_hands(table, ben)
    assert table.refuses(ana, wish).reason == "not-yours"


def test_participants_give_nobody_the_floor_and_set_no_order(table: Table) -> None:
    """P1."""
    raise_hands(table, ana)
    assert table.refuses(ana, CallHand(ana)).reason == "not-allowed"
    assert table.refuses(ana, OrderHands("first_come")).reason == "not-allowed"


def test_only_hands_that_are_up_are_called(table: Table) -> None:
    for person in (ana, 9_999):
        assert table.refuses(fay, CallHand(person)).reason == "not-raised"


def test_nobody_is_queued_who_is_not_here_to_speak(table: Table) -> None:
    ola = table.admit(Role.OBSERVER)
    raise_hands(table, ben)
    for person in (ana, ben):
        table.do(fay, RemovePerson(person))
    for person, reason in [(ola, "unknown-person"), (ana, "unknown-person"), (9_999, "not-found")]:
        assert table.refuses(fay, RaiseHand("speak", person)).reason == reason
    assert table.refuses(ola, RaiseHand()).reason == "not-allowed"
    table.do(fay, LowerHand(ben))
    assert order(table) == [], "A facilitator lowers the hand of somebody who left."


def test_hands_wait_for_the_workshop_to_begin() -> None:
    early = Table(opened=False)
    assert early.refuses(ana, RaiseHand()).reason == "workshop-draft"
    assert early.refuses(fay, RaiseHand("speak", ana)).reason == "workshop-draft"


def test_facilitators_go_on_calling_while_the_workshop_is_paused(table: Table) -> None:
    raise_hands(table, ana)
    table.do(fay, PauseWorkshop())
    table.do(fay, CallHand(ana))


def test_the_log_alone_gives_the_same_queue(table: Table) -> None:
    """L1."""
    speak(table, ana)
    raise_hands(table, ana, ben, cleo)
    table.do(fay, CallHand(cleo))
    for person in (fay, ana, cleo):
        assert table.refolded_for(person) == table.own(person).records


def test_the_hand_of_a_removed_person_goes_down(table: Table) -> None:
    table.do(ana, RaiseHand("speak"))
    table.do(ben, RaiseHand("question"))
    table.do(fay, RemovePerson(ana))
    assert [hand["person"] for hand in table.sees(Audience.FACILITATOR).of("hand")] == [ben]
