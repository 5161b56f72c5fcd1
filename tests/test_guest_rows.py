"""A list of guests with an uneven line: the others are read as if it were even, or the line is named."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue import App
from dialogue.guest_list import guests_in
from dialogue.guests import Invited
from dialogue.kernel import Refused
from tests.organisers import organiser
from tests.visits import Held, Visitor

SECTORS = ["Public", "Private"]
HEAD = ["Name", "Organisation", "Sector", "Contact"]
AMA = Invited("Ama Mensah", "Ghana Water", "Public", "ama@example.org")
BEN = Invited("Ben Okello", "Roads, Ltd", "Private", "ben@example.org; 020 555")
CLEO = Invited("Cleo", "", "", "")

SIGNS = pytest.mark.parametrize("sign", [",", ";", "\t"])
HEADS = pytest.mark.parametrize("has_head", [True, False])

# What stands in a cell may have every sign in it that divides columns.
words = st.text("aé ,;'", max_size=12).map(str.strip)
names = st.text("Aé '", min_size=1, max_size=12).map(str.strip).filter(bool)
anybody = st.builds(Invited, names, words, st.sampled_from(["", *SECTORS]), words)


def lines_of(guests: list[Invited], sign: str, has_head: bool = True) -> list[str]:
    """A clean table, a line for each."""
    table = io.StringIO()
    writer = csv.writer(table, delimiter=sign, lineterminator="\r\n")
    if has_head:
        writer.writerow(HEAD)
    writer.writerows(guests)
    return table.getvalue().splitlines(keepends=True)


def read(lines: list[str]) -> list[Invited]:
    return guests_in("".join(lines).encode(), SECTORS).guests


def refusal(lines: list[str]) -> Refused:
    with pytest.raises(Refused) as caught:
        read(lines)
    return caught.value


@settings(deadline=None)
@given(st.lists(anybody, min_size=1, max_size=6), st.sampled_from(",;\t"), st.data())
def test_a_table_with_names_of_columns_is_read_whatever_stands_in_it(
    guests: list[Invited], sign: str, data: st.DataObject
) -> None:
    lines = lines_of(guests, sign)
    assert read(lines) == guests
    at = data.draw(st.integers(1, len(lines)))
    blank = data.draw(st.sampled_from(["\r\n", "  \r\n", sign * 3 + "\r\n", sign + "\r\n", f'""{sign}\r\n']))
    assert read([*lines[:at], blank, *lines[at:]]) == guests
    alone = data.draw(st.sampled_from(["Cleo\r\n", "Cleo" + sign + "\r\n", " Cleo \r\n", '"Cleo"\r\n']))
    assert read([*lines[:at], alone, *lines[at:]]) == [*guests[: at - 1], CLEO, *guests[at - 1 :]]


@settings(deadline=None)
@given(st.lists(anybody, min_size=1, max_size=6), st.sampled_from(",;\t"), st.data())
def test_one_line_that_cannot_be_read_is_named_and_nobody_is_read(
    guests: list[Invited], sign: str, data: st.DataObject
) -> None:
    lines = lines_of(guests, sign)
    at = data.draw(st.integers(1, len(lines)))
    wrong = [
        sign.join(["Dora", "Roads", "Public", "dora@example.org", "more"]),
        sign.join(["Dora", "Roads", "", "", "", "", "more"]),
        sign.join(["Dora", '"Roads', "Public"]),
        sign.join(['"Dora', "Roads", "Public", "dora@example.org"]),
        sign.join(["Dora", '"Roads"s', "Public"]),
    ]
    refused = refusal([*lines[:at], data.draw(st.sampled_from(wrong)) + "\r\n", *lines[at:]])
    assert (refused.reason, refused.values["line"]) == ("uneven-line", at + 1)


@SIGNS
@HEADS
def test_an_uneven_line_says_nothing_about_the_others(sign: str, has_head: bool) -> None:
    lines = lines_of([AMA, BEN, AMA], sign, has_head)
    first = 1 if has_head else 0
    assert read(lines) == [AMA, BEN, AMA]
    for at in range(first, len(lines) + 1):
        for blank in ("\n", sign * 3 + "\n", " \n"):
            assert read([*lines[:at], blank, *lines[at:]]) == [AMA, BEN, AMA]
        found = read([*lines[:at], "Cleo\n", *lines[at:]])
        assert sorted(found) == sorted([AMA, BEN, AMA, CLEO])
        for wrong in (
            f'Dora{sign}"Roads\n',
            sign.join(["Dora", "Roads", "Public", "d@example.org", "more\n"]),
        ):
            assert refusal([*lines[:at], wrong, *lines[at:]]).values["line"] == at + 1


@SIGNS
def test_an_empty_line_above_the_names_of_the_columns_is_none(sign: str) -> None:
    assert read(["\n", sign * 3 + "\n", *lines_of([AMA], sign)]) == [AMA]


def test_columns_that_are_named_and_not_ours_are_no_columns_too_many() -> None:
    assert read(["Name;Remarks;Contact;\n", "Ama;vegan;ama@example.org;x\n"])[0].contact == "ama@example.org"
    assert refusal(["Name;Contact\n", "Ama;ama@example.org;vegan\n"]).values["line"] == 2


@pytest.mark.parametrize(
    "line",
    [
        '"Ama Mensah,Ghana Water,Public,ama@example.org"',
        "Ama Mensah;Ghana Water;Public",
        "Ama Mensah\tGhana Water",
    ],
)
def test_a_whole_line_is_nobodys_name(line: str) -> None:
    assert refusal(["Name,Organisation\n", "Ben,Roads\n", "Cleo,Water\n", line]).values["line"] == 3 + 1
    assert refusal(['"Ama,Roads,Public"\n', '"Ben,Roads,Public"\n']).values["line"] == 1


def test_a_name_may_have_a_comma_and_quotation_marks_in_it() -> None:
    lines = ["Name;Organisation\n", "Mensah, Ama\n", 'Ben "B" Okello;Roads\n']
    assert [each.name for each in read(lines)] == ["Mensah, Ama", 'Ben "B" Okello']
    assert read(['"Mensah, Ama"\n', "Cleo\n"]) == [Invited("Mensah, Ama"), CLEO]


def test_an_address_may_have_several_lines_and_a_name_only_one() -> None:
    table = ["Name,Contact\n", 'Ama,"High Street 2\n', 'Accra"\n', "Cleo,\n"]
    assert read(table) == [Invited("Ama", contact="High Street 2\nAccra"), CLEO]
    closed_too_late = ["Name,Organisation\n", 'Ama,"Roads\n', 'Ben,Water"\n']
    assert refusal(closed_too_late).values["line"] == 2
    assert refusal([*table, ",nobody@example.org\n"]).values["line"] == 5, (
        "Where it begins, counted as in the file."
    )


@pytest.mark.parametrize("as_file", [True, False])
def test_an_uneven_line_is_named_nobody_is_added_and_what_was_pasted_stays(app: App, as_file: bool) -> None:
    olga = organiser(app)
    held = Held(app, {"title": "Rivers", "sectors": SECTORS})
    at = f"/workshops/{held.code}/guests"
    [form] = [form for form in olga.goes(at).forms if form.get("do") == "table"]
    clean = "".join(lines_of([AMA, BEN], ","))

    def sends(table: str) -> tuple[bool, str]:
        if as_file:
            data = form.filled(table="") | {"file": (io.BytesIO(table.encode()), "guests.csv")}
            answer = olga.client.post(at, data=data, content_type="multipart/form-data")
            page = Visitor.goes(olga, answer.headers["Location"]) if answer.status_code == 302 else None
            return page is not None and page.says("3 guests were added."), answer.text
        page = olga.sends(form, table=table)
        if page.status == 400:
            [again] = [each for each in page.forms if each.get("do") == "table"]
            assert again.get("table").splitlines() == table.splitlines(), "To be corrected in its place."
        return page.says("3 guests were added."), page.source

    is_added, source = sends(clean + 'Dora,"Roads,Public\r\n')
    assert not is_added and "Line 4 cannot be read: it has too many columns, or a quotation mark" in source
    assert app.guests.count(held.live.id) == 0
    assert sends(clean + "\r\nCleo\r\n")[0]
    added = [(each.name, each.organisation, each.sector) for each in app.guests.of(held.live.id)]
    assert added == [tuple(each[:3]) for each in (AMA, BEN, CLEO)]
