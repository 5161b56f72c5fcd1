"""“This is not what I meant”: who may say it, of what, for how long, and who reads it."""

from __future__ import annotations

import time

import pytest

from dialogue import App
from dialogue.beside import DAY, flags_of
from dialogue.workshop import the_workshop
from tests.organisers import sign_in
from tests.test_archive import Workshop, kept
from tests.visits import Page, Visitor

SAID = "I wrote of shade, not of trees."


@pytest.fixture
def workshop(app: App) -> Workshop:
    """One that is over."""
    workshop = Workshop(app)
    workshop.hold()
    workshop.does("workshop.close")
    return workshop


def flagging(workshop: Workshop, visitor: Visitor, place: str = "") -> Page:
    """The page on which somebody says it of a place in the minutes; without one, of Ana's note."""
    return visitor.goes(f"{workshop.address}/flag?at={place or f'note-{workshop.note}'}")


def says(workshop: Workshop, visitor: Visitor, text: str = SAID, place: str = "", **more: str) -> Page:
    page = flagging(workshop, visitor, place)
    form = page.form_to(f"{workshop.address}/flag")
    answer = visitor.client.post(form.action, data=form.filled(text=text) | more)
    return Page(answer)


def test_who_took_part_says_it_of_a_note_and_the_organisers_read_it_there(workshop: Workshop) -> None:
    link = f"{workshop.address}/flag?at=note-{workshop.note}"
    assert link in workshop.ben.goes(workshop.address).links
    assert flagging(workshop, workshop.ben).says("More <b>trees</b> & benches")
    assert says(workshop, workshop.ben).says("Your message has arrived")
    page = workshop.fay.goes(workshop.address)
    assert page.says(f"“This is not what I meant”: {SAID}")
    summary = workshop.fay.goes(f"{workshop.address}/summary")
    assert summary.says(SAID)
    assert summary.says("Ben")


def test_nobody_else_reads_it(app: App, workshop: Workshop) -> None:
    says(workshop, workshop.ben)
    assert workshop.fay.goes(workshop.address).says(SAID)
    observer = Visitor(app)
    observer.goes(workshop.links["observer"])
    for visitor in (workshop.ana, workshop.ben, observer):
        assert visitor is workshop.ben or not visitor.goes(workshop.address).says(SAID)
        assert visitor.goes(f"{workshop.address}/summary").status == 403
        for level in ("participants", "public"):
            export = visitor.client.get(f"/w/{workshop.code}/export/json?level={level}")
            assert SAID.encode() not in export.data


def test_it_can_be_said_of_a_paragraph_of_the_summary(workshop: Workshop) -> None:
    place = "summary.findings"
    assert f"{workshop.address}/flag?at={place}" in workshop.ana.goes(workshop.address).links
    says(workshop, workshop.ana, place=place)
    [flag] = flags_of(workshop.app.database, workshop.live.id)
    assert (flag.passage, flag.text) == (place, SAID)


def test_a_name_is_left_out_where_its_owner_wants_that(workshop: Workshop) -> None:
    says(workshop, workshop.ben, unnamed="on")
    page = workshop.fay.goes(f"{workshop.address}/summary")
    assert page.says("Somebody who took part")
    assert not page.says("Ben")
    [flag] = flags_of(workshop.app.database, workshop.live.id)
    assert flag.person is None


def test_the_kept_link_is_enough(app: App, workshop: Workshop) -> None:
    later = Visitor(app)
    later.goes(kept(workshop.ben, workshop.code))
    assert says(workshop, later).status == 200
    assert workshop.fay.goes(f"{workshop.address}/summary").says("Ben")


def test_who_only_watched_says_nothing_of_it(app: App, workshop: Workshop) -> None:
    observer, stranger = Visitor(app), Visitor(app)
    observer.goes(workshop.links["observer"])
    assert observer.goes(workshop.address).status == 200
    for visitor in (observer, stranger):
        assert flagging(workshop, visitor).status == 403
    link = f"{workshop.address}/flag?at=note-{workshop.note}"
    assert link not in observer.goes(workshop.address).links


def test_what_was_typed_is_not_lost(workshop: Workshop) -> None:
    text = "x" * 501
    page = says(workshop, workshop.ana, text)
    assert page.status == 400
    assert page.says("This is 1 character too long. The limit is 500. Make it shorter.")
    assert page.form_to(f"{workshop.address}/flag").get("text") == text
    assert not flags_of(workshop.app.database, workshop.live.id)


def test_sent_twice_it_is_kept_once(workshop: Workshop) -> None:
    says(workshop, workshop.ana)
    says(workshop, workshop.ana)
    assert len(flags_of(workshop.app.database, workshop.live.id)) == 1


@pytest.mark.parametrize(
    "place", ["note-1", "note-99999999999999999999", "rule-1", "summary.nothing", "", "note-"]
)
def test_what_is_not_in_the_minutes_cannot_be_spoken_of(workshop: Workshop, place: str) -> None:
    page = workshop.ana.goes(f"{workshop.address}/flag?at={place}")
    assert page.status == 404
    assert page.says("This is not in the minutes.")


def test_a_hidden_note_cannot_be_read_this_way_v1(workshop: Workshop) -> None:
    other = Workshop(workshop.app)
    other.hold()
    other.does("note.hide", note=other.loose)
    other.does("workshop.close")
    page = flagging(other, other.ana, f"note-{other.loose}")
    assert page.status == 404
    assert not page.says("لا تخططوا")


def test_when_the_days_are_over_nothing_more_can_be_said(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = the_workshop(workshop.live.state).closed_at or 0
    monkeypatch.setattr("dialogue.beside.time.time", lambda: closed + 7 * DAY - 10)
    assert flagging(workshop, workshop.ana).status == 200
    monkeypatch.setattr("dialogue.beside.time.time", lambda: closed + 7 * DAY + 10)
    page = flagging(workshop, workshop.ana)
    assert page.status == 403
    assert page.says("is over. Write to the organiser instead.")
    assert f"{workshop.address}/flag?at=note-{workshop.note}" not in workshop.ana.goes(workshop.address).links


def test_an_organiser_can_turn_it_off_and_on(workshop: Workshop) -> None:
    address = f"{workshop.address}/summary"
    workshop.fay.sends(workshop.fay.goes(address).form_to(address), days="0")
    assert flagging(workshop, workshop.ana).status == 403
    page = workshop.fay.sends(workshop.fay.goes(address).form_to(address), days="91")
    assert page.says("Write a number of days from 0 to 90")
    workshop.fay.sends(workshop.fay.goes(address).form_to(address), days="1")
    assert flagging(workshop, workshop.ana).status == 200


def test_it_is_answered_settled_and_opened_again(workshop: Workshop) -> None:
    says(workshop, workshop.ben)
    [flag] = flags_of(workshop.app.database, workshop.live.id)
    address = f"{workshop.address}/summary"

    def press(do: str, text: str) -> Page:
        form = workshop.fay.goes(address).form_to(address)
        return workshop.fay.sends(form, ("do", f"{do}:{flag.id}"), **{f"answer-{flag.id}": text})

    assert press("settle", "y" * 501).says("Make it shorter.")
    assert press("settle", "The summary says shade now.").says("answered")
    page = workshop.fay.goes(workshop.address)
    assert page.says(f"{SAID} Answered. The summary says shade now.")
    assert not page.says("open remark")
    [settled] = flags_of(workshop.app.database, workshop.live.id)
    assert settled.answer == "The summary says shade now."
    assert (settled.settled_at or 0) <= time.time()
    press("open", "")
    assert workshop.fay.goes(workshop.address).says(SAID)


def test_before_the_end_there_is_nothing_to_speak_of(app: App) -> None:
    early = Workshop(app)
    early.hold()
    assert flagging(early, early.ana).status == 403


def test_whose_name_is_erased_takes_back_what_they_said(workshop: Workshop) -> None:
    says(workshop, workshop.ben)
    ben = workshop.ben.client.get(f"/w/{workshop.code}/view").get_json()["you"]["person"]
    workshop.live.erase(ben, False)
    assert not flags_of(workshop.app.database, workshop.live.id)


def answer(workshop: Workshop, do: str, text: str) -> None:
    [flag] = flags_of(workshop.app.database, workshop.live.id)
    address = f"{workshop.address}/summary"
    form = workshop.fay.goes(address).form_to(address)
    workshop.fay.sends(form, ("do", f"{do}:{flag.id}"), **{f"answer-{flag.id}": text})


@pytest.mark.parametrize("unnamed", [{}, {"unnamed": "on"}])
def test_whoever_said_it_reads_there_that_it_is_open_and_later_the_answer(
    workshop: Workshop, unnamed: dict[str, str]
) -> None:
    says(workshop, workshop.ben, **unnamed)
    page = workshop.ben.goes(workshop.address)
    assert page.says(f"You said “This is not what I meant”: {SAID} Open:")
    answer(workshop, "settle", "The summary says shade now.")
    page = workshop.ben.goes(workshop.address)
    assert page.says(f"{SAID} Answered. The summary says shade now.")
    assert not page.says("Open: the organisers")
    page = workshop.ana.goes(workshop.address)
    assert not page.says(SAID)
    assert not page.says("The summary says shade now.")


def test_the_answer_is_read_with_the_kept_link_too_and_when_the_days_are_over(
    app: App, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(workshop, workshop.ben)
    answer(workshop, "settle", "The summary says shade now.")
    closed = the_workshop(workshop.live.state).closed_at or 0
    monkeypatch.setattr("dialogue.beside.time.time", lambda: closed + 8 * DAY)
    later = Visitor(app)
    assert later.goes(kept(workshop.ben, workshop.code)).says("The summary says shade now.")


def test_the_organisers_learn_that_something_was_said(app: App, workshop: Workshop) -> None:
    organiser = Visitor(app)
    sign_in(app, organiser.client)
    says(workshop, workshop.ben)
    link = f"{workshop.address}/summary"
    assert link in organiser.goes("/workshops").links
    assert workshop.fay.goes(workshop.address).says("One open remark of people who took part")
    answer(workshop, "settle", "")
    assert link not in organiser.goes("/workshops").links


def test_every_outcome_can_be_spoken_of_and_no_words_of_thanks(workshop: Workshop) -> None:
    page = workshop.ben.goes(workshop.address)
    start = f"{workshop.address}/flag?at="
    places = {link.removeprefix(start) for link in page.links if link.startswith(start)}
    kinds = {place.partition("-")[0] for place in places}
    assert {"action", "rule", "cluster", "priority", "note", "summary.findings"} <= kinds
    for place in places:
        assert flagging(workshop, workshop.ben, place).status == 200, place
    for place in ("summary.participation", "next.thanks", "priority-1-1-1", "action-1"):
        assert flagging(workshop, workshop.ben, place).status == 404
    [action] = [place for place in places if place.startswith("action-")]
    says(workshop, workshop.ben, place=action)
    assert workshop.fay.goes(f"{workshop.address}/summary").says("Action ¶")
    assert workshop.fay.goes(workshop.address).says(SAID)


def test_of_an_anonymous_note_nobodys_name_is_kept_p5(app: App) -> None:
    """Whoever says that it is not what they meant says that they wrote it."""
    workshop = Workshop(app)
    workshop.hold()
    [_, board, *_] = workshop.records("workshop")[1]["stages"]
    workshop.does("stage.edit", stage=board, identity="anonymous")
    workshop.does("workshop.close")
    page = flagging(workshop, workshop.ana)
    assert page.says("This note is anonymous, so your name is not kept with your message.")
    assert "unnamed" not in page.source
    assert says(workshop, workshop.ana).says("Your message has arrived")
    assert says(workshop, workshop.ana, place="summary.findings").says("Your message has arrived")
    people = {flag.passage: flag.person for flag in flags_of(workshop.app.database, workshop.live.id)}
    assert people[f"note-{workshop.note}"] is None
    assert people["summary.findings"] is not None
