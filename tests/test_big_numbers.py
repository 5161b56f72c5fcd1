"""Numbers that are none: whoever writes one into a form or an address gets a page that says so."""

from __future__ import annotations

import pytest

from dialogue import App
from dialogue.kernel import Refused
from dialogue.pages.forms import number_of
from dialogue.pages.run_sheet import Row, minutes_of
from tests.organisers import sign_in
from tests.test_archive import Workshop
from tests.visits import Visitor

LONG = ["9" * 25, "9" * 5_000, "٣", "-1", "1.5"]


@pytest.mark.parametrize("text", LONG)
def test_a_number_that_cannot_be_meant_is_none(text: str) -> None:
    assert (number_of(text), number_of(text, 7)) == (0, 7)
    assert number_of(" 12 ") == 12
    with pytest.raises(Refused, match="a whole number"):
        minutes_of(Row(0, "board", "Ideas", text, "1", True, "", None))


@pytest.mark.parametrize("text", LONG)
def test_a_number_that_cannot_be_meant_is_no_accident(app: App, text: str) -> None:
    workshop = Workshop(app)
    workshop.hold()
    workshop.does("workshop.close")
    olga = Visitor(app)
    sign_in(app, olga.client)
    assert workshop.ana.goes(f"{workshop.address}/flag?at=note-{text}").status == 404
    people = f"/workshops/{workshop.code}/people"
    assert olga.goes(f"{people}?done={text}").status == 200
    token = olga.goes("/workshops/import").forms[0].get("csrf_token")
    assert olga.client.post(people, data={"csrf_token": token, "person": text}).status_code == 400
    seed = f"/workshops/{workshop.code}/seed"
    assert olga.goes(f"{seed}?questions={text}").status == 200
    sent = {"csrf_token": token, "step": text, "outline": "Why?"}
    assert olga.client.post(seed, data=sent).status_code == 400
    assert olga.goes(f"/workshops?page={text}&partnership={text}").status == 200
