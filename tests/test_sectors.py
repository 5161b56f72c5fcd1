"""No record for participants or the public tells a small sector apart, not by subtraction either (B4)."""

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.activities.board import AddNote
from dialogue.activities.parking_lot import ParkItem
from dialogue.exports.document import Level
from dialogue.exports.html import html_of
from dialogue.exports.json_export import json_of
from dialogue.exports.markdown import markdown_of
from dialogue.exports.minutes import Look, minutes_of
from dialogue.exports.report import report_of
from dialogue.exports.sectors import FEWEST, groups_of
from dialogue.kernel import Person, Role
from dialogue.workshop import RemovePerson, participants_here
from tests.paper import source_of
from tests.table import Table, fay

GUARDED = (Level.PUBLIC, Level.PARTICIPANTS)
SIZES = st.dictionaries(st.sampled_from(["", *"ABCDEFGH"]), st.integers(0, 12), max_size=8)


@given(SIZES, st.sampled_from([3, 5]))
def test_every_group_that_is_told_is_large_enough_and_so_is_what_is_left(sizes, fewest):  # B4
    alone, others = groups_of(sizes, fewest)
    assert all(sizes[sector] >= fewest for sector in alone)
    if not alone:
        assert not others, "Others tell nothing where nobody is told apart."
        return
    assert sorted([*alone, *others]) == sorted(sizes)
    left = sum(sizes.values()) - sum(sizes[sector] for sector in alone)
    assert left == sum(sizes[sector] for sector in others)
    assert left >= fewest or not others


@given(SIZES)
def test_whoever_has_both_records_learns_no_more(sizes):  # B4
    narrow, wide = groups_of(sizes, FEWEST[Level.PARTICIPANTS]), groups_of(sizes, FEWEST[Level.PUBLIC])
    if wide.alone and narrow.alone:
        assert set(narrow.others) <= set(wide.others)
        assert set(wide.alone) <= set(narrow.alone)


def test_small_sectors_take_the_next_smallest_with_them():  # B4
    assert groups_of({"A": 9, "B": 4, "C": 1}, 3) == (("A",), ("B", "C"))
    assert groups_of({"A": 9, "B": 2, "C": 1}, 3) == (("A",), ("B", "C"))
    assert groups_of({"A": 9, "B": 4, "C": 3}, 3) == (("A", "B", "C"), ())
    assert groups_of({"A": 9, "B": 1}, 3) == ((), ())
    assert groups_of({"A": 2, "B": 1}, 3) == ((), ())
    assert groups_of({"A": 9, "B": 8, "C": 0}, 3) == (("A",), ("B", "C"))


SECTORS = ("public", "private", "civil society")


def held(sizes: dict[str, int], gone: int, named: bool) -> Table:
    """A workshop of so many people, each of whom writes a note and parks a thought; some then leave."""
    table = Table()
    people = [table.admit(Role.PARTICIPANT, sector) for sector in sizes for _ in range(sizes[sector])]
    board = table.begin("board", questions=["Why?"], identity="named" if named else "sector") + 1
    for person in [3, 4, 5, *people]:
        table.do(person, AddNote(board, f"words {person}"))
        table.do(person, ParkItem(f"thought {person}"))
    for person in people[:gone]:
        table.do(fay, RemovePerson(person))
    return table


@settings(max_examples=25, deadline=None)
@given(
    st.fixed_dictionaries({sector: st.integers(0, 4) for sector in ("", *SECTORS)}),
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from(GUARDED),
)
def test_no_total_no_difference_and_no_listing_gives_a_small_sector_away(sizes, gone, named, level):  # B4
    table = held(sizes, gone, named)
    fewest = FEWEST[level]
    here = Counter(person.sector for person in participants_here(table.state))
    minutes = minutes_of(table.state, level, table.log)
    told = {each.sector: each.people for each in minutes.sectors if not each.others}
    assert all(told[sector] == here[sector] >= fewest for sector in told)
    if told:
        assert sum(each.people for each in minutes.sectors) == minutes.numbers.people
        left = minutes.numbers.people - sum(told.values())
        assert left == 0 or left >= fewest

    # Beside their words: whoever is not told apart is one of enough people.
    sector_of = {f"{person.seq}": person.sector for person in table.state.all(Person)}
    for lines in (minutes.notes(), minutes.parked):
        marked = {line.text.split()[1]: line.sector for line in lines}
        assert marked, "Somebody wrote."
        assert all(marked[who] in ("", sector_of[who]) for who in marked)
        marks = set(marked.values()) - {""}
        assert all(here[sector] >= fewest for sector in marks)
        assert level is not Level.PUBLIC or not marks
        unmarked = {sector_of[who] for who in marked if not marked[who]}
        if marks and unmarked:
            assert sum(here[sector] for sector in unmarked) >= fewest


@pytest.mark.parametrize("level", GUARDED)
def test_the_only_one_who_left_the_sector_out_is_told_apart_by_nothing(level):  # B4
    """A sector is optional at the door; no number, nor any difference of numbers, is of one person."""
    sizes = {"public": 9, "private": 8, "civil society": 8, "": 1}
    table = held(sizes, 0, named=False)
    [alone] = [
        person.seq
        for person in table.state.all(Person)
        if person.role is Role.PARTICIPANT and not person.sector
    ]
    minutes = minutes_of(table.state, level, table.log)
    people, notes = minutes.numbers.people, minutes.numbers.notes
    told = [each for each in minutes.sectors if not each.others]
    assert len(told) == 2 and "" not in {each.sector for each in told}
    assert people - sum(each.people for each in told) >= FEWEST[level]
    assert notes - sum(each.notes for each in told) >= FEWEST[level]
    unmarked = [line.text for line in minutes.notes() if not line.sector]
    assert f"words {alone}" in unmarked and len(unmarked) >= FEWEST[level]


@settings(max_examples=15, deadline=None)
@given(
    st.fixed_dictionaries({sector: st.integers(0, 4) for sector in SECTORS}),
    st.integers(0, 2),
    st.sampled_from(GUARDED),
)
def test_a_sector_that_is_not_told_is_named_in_no_form(sizes, gone, level):  # B4
    table = held(sizes, gone, named=False)
    alone = Look(table.state, level).groups.alone
    data = json.loads(json_of("TABLE2", table.state, table.log, level))
    report = report_of(source_of(table), level)
    for written in (json.dumps(data), markdown_of(report), html_of(report)):
        for sector in {"private", "civil society"} - set(alone):
            assert sector not in written


@pytest.mark.parametrize("level", [Level.ORGANISER, Level.FULL])
def test_whoever_answers_for_the_workshop_sees_every_sector(level):
    table = held({"public": 4}, 0, named=False)
    minutes = minutes_of(table.state, level)
    data = json.loads(json_of("TABLE2", table.state, table.log, level))
    assert data["records"]["workshop/1"]["sectors"] == list(SECTORS)
    assert [(each.sector, each.people) for each in minutes.sectors] == [
        ("public", 5),
        ("private", 1),
        ("civil society", 1),
    ]
    assert minutes.sectors[0].notes == 5
