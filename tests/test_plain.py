"""The plain path: a whole workshop with forms and no script."""

from __future__ import annotations

import time
from typing import Any

import pytest

from dialogue import App
from dialogue.database import Unavailable
from dialogue.presence import GLIMPSED_FOR
from dialogue.stopping import staying
from tests.visits import Held, Page, Visitor

PLAN: dict[str, Any] = {
    "title": "Partnerships",
    "purpose": "To agree how we work.",
    "sectors": ["public", "private"],
    "stages": [
        {
            "activity": "check_in",
            "questions": [
                {"text": "How are you? One word.", "form": "word"},
                {"text": "How far did you come?", "form": "scale", "low": "near", "high": "far"},
                {"text": "Which day?", "form": "choice", "choices": ["Monday", "Tuesday"]},
            ],
        },
        {"activity": "ground_rules", "title": "How we work", "rules": ["Listen.", "Shout."], "quorum": 0},
        {"activity": "board", "title": "Ideas", "questions": ["Why?", "How?"], "visibility": "own"},
        {"activity": "clusters", "title": "Sorting", "open_to": "everyone"},
        {"activity": "vote", "title": "Dots", "dots": 3, "per_item": 2},
        {"activity": "actions", "title": "Who does what", "open_to": "everyone"},
    ],
}
CHECK_IN, RULES, BOARD, CLUSTERS, VOTE, ACTIONS = range(6)


@pytest.fixture
def held(app: App) -> Held:
    return Held(app, PLAN)


@pytest.fixture
def ana(held: Held) -> Visitor:
    return held.joined("Ana")


@pytest.fixture
def ben(held: Held) -> Visitor:
    return held.joined("Ben", "private")


def test_a_whole_workshop_without_a_script(held: Held, ana: Visitor, ben: Visitor) -> None:
    assert held.plain(ana).says("The workshop has not begun yet.")

    held.begins(RULES)
    listen, shout, *_ = held.records("rule")
    for somebody in (ana, ben):
        form = held.plain(somebody).form("rule.respond", f"rule-{listen}")
        somebody.sends(form, press=("response", "agree"))
    page = held.plain(ana, f"?object={shout}")
    page = ana.sends(page.form("rule.respond", f"object-{shout}"), reason="My ears hurt.")
    assert page.says("My ears hurt.")
    assert held.records("rule")[listen]["responses"]["agree"] == 2
    assert held.records("rule")[shout]["responses"]["object"] == 1
    held.does("rule.adopt", rule=listen)

    held.begins(BOARD)
    why, how = held.records("board")
    page = ana.sends(held.plain(ana).form("note.add", f"board-{why}"), text="Because of the trees")
    assert ana.at == f"board-{why}"
    assert page.says("Because of the trees")
    assert page.says("Listen."), "What was agreed stands on every page."
    ben.sends(held.plain(ben).form("note.add", f"board-{how}"), text="By planting more")
    assert not held.plain(ana).says("By planting more"), "Nobody sees what is not revealed yet."
    assert held.plain(ana).says("1 note is still hidden.")
    held.does("stage.reveal", stage=held.records("workshop")[1]["current"])
    assert held.plain(ana).says("By planting more")

    sorting = held.begins(CLUSTERS)
    page = ana.sends(held.plain(ana).form("cluster.add"), title="Green")
    [green] = held.records("cluster")
    [one, two] = held.records("note")
    page = ana.sends(page.form("note.move"), notes=str(one), cluster=str(green))
    assert held.records("cluster")[green]["notes"] == 1
    assert page.says("1 of 2 notes sorted")
    held.does("cluster.add", stage=sorting, title="Blue", notes=[two])

    voting = held.begins(VOTE)
    option = next(n for n, each in held.records("vote").items() if each["target"] == green)
    page = ana.sends(held.plain(ana).form("vote.cast", f"vote-{option}"), press=("points", "1"))
    page = ana.sends(page.form("vote.cast", f"vote-{option}"), press=("points", "2"))
    assert page.says("1 dot left")
    assert ("points", "3") not in page.form("vote.cast", f"vote-{option}").buttons
    ben.sends(held.plain(ben).form("vote.cast", f"vote-{option}"), press=("points", "1"))
    assert held.plain(ben).says("2 of 2 have voted.")
    assert "points" not in held.records("vote")[option], "No tally before the reveal."
    held.does("stage.reveal", stage=voting)
    assert held.plain(ben).says("1 Green 3 dots 2 people")

    held.begins(ACTIONS)
    page = ben.sends(held.plain(ben).form("action.add"), text="Buy ten oaks", due="2027-01-31")
    assert page.says("Buy ten oaks")
    [action] = held.records("action")
    [number] = [n for n, each in held.records("person").items() if each["name"] == "Ana"]
    held.does("action.edit", action=action, owner=number)
    assert not held.plain(ben).has_form("action.accept")
    ana.sends(held.plain(ana).form("action.accept"))
    assert held.records("action")[action]["status"] == "accepted"
    assert not held.plain(ben, f"?outcome={action}").has_form("action.close"), "It is Ana's to say."
    page = ana.sends(held.plain(ana, f"?outcome={action}").form("action.close"), outcome="All ten grow")
    assert page.says("What happened with it: All ten grow")
    assert held.records("action")[action]["status"] == "closed"

    held.does("workshop.close")
    page = held.plain(ana)
    assert page.says("The workshop is closed.")
    assert page.says("Because of the trees")
    assert not [form for form in page.forms if form.method == "post"]


def test_at_the_end_the_notes_are_counted_that_are_in_the_minutes(
    held: Held, ana: Visitor, ben: Visitor
) -> None:
    board = held.begins(BOARD)
    why, how = held.records("board")
    ana.sends(held.plain(ana).form("note.add", f"board-{why}"), text="Hidden")
    ana.sends(held.plain(ana).form("note.add", f"board-{why}"), text="Taken back")
    ben.sends(held.plain(ben).form("note.add", f"board-{how}"), text="Everybody reads it")
    hidden, removed, _ = held.records("note")
    held.does("note.hide", note=hidden)
    ana.sends(held.plain(ana).form("note.remove", f"note-{removed}"))
    held.does("stage.reveal", stage=board)
    held.does("workshop.close")
    for visitor in (ana, ben):
        assert held.plain(visitor).says("2 people · 1 note")
        assert visitor.goes(f"/w/{held.code}/archive").says("1 note")
    assert held.plain(ana).says("Hidden") and not held.plain(ben).says("Hidden")


def test_what_was_never_revealed_is_not_counted_at_the_end(held: Held, ana: Visitor, ben: Visitor) -> None:
    held.begins(BOARD)
    why, _ = held.records("board")
    ana.sends(held.plain(ana).form("note.add", f"board-{why}"), text="Mine alone")
    held.does("workshop.close")
    for visitor in (ana, ben):
        assert held.plain(visitor).says("2 people · 0 notes")


def test_no_more_people_have_finished_than_there_are(held: Held, ana: Visitor, ben: Visitor) -> None:
    held.begins(BOARD)
    for visitor in (ana, ben):
        visitor.sends(held.plain(visitor).form("stage.done"))
    [gone] = [n for n, each in held.records("person").items() if each["name"] == "Ana"]
    held.does("person.remove", person=gone)
    assert held.plain(ben).says("2 of 2 have finished")


def test_questions_are_answered_with_a_press_or_a_word(held: Held, ana: Visitor) -> None:
    stage = held.begins(CHECK_IN)
    word, scale, choice = held.records("question")
    ana.sends(held.plain(ana).form("question.answer", f"question-{word}"), answer="2030")
    ana.sends(held.plain(ana).form("question.answer", f"question-{scale}"), press=("answer:number", "4"))
    page = held.plain(ana)
    ana.sends(page.form("question.answer", f"question-{choice}"), press=("answer:number", "1"))
    mine = ana.client.get(f"/w/{held.code}/view").get_json()["records"]
    given = {each["question"]: each["answer"] for key, each in mine.items() if key.startswith("answer/")}
    assert given == {word: "2030", scale: 4, choice: 1}
    held.does("stage.reveal", stage=stage)
    page = held.plain(ana)
    assert page.says("2030")
    assert page.says("Monday 0 Tuesday 1")


def test_a_refused_answer_comes_back_with_its_words(held: Held, ana: Visitor) -> None:
    held.begins(CHECK_IN)
    word, *_ = held.records("question")
    page = ana.sends(held.plain(ana).form("question.answer", f"question-{word}"), answer="quite well")
    assert page.status == 409
    assert page.says("This question asks for one word.")
    assert page.form("question.answer", f"question-{word}").get("answer") == "quite well"


def test_a_note_that_is_too_long_comes_back_to_be_shortened(held: Held, ana: Visitor) -> None:
    held.begins(BOARD)
    why, how = held.records("board")
    long = "trees " * 50
    page = ana.sends(held.plain(ana).form("note.add", f"board-{how}"), text=long)
    assert page.status == 409
    assert page.says("This is 19 characters too long. The limit is 280. Make it shorter.")
    assert "refused" in page.ids
    form = page.form("note.add", f"board-{how}")
    assert form.get("text") == long
    assert page.form("note.add", f"board-{why}").get("text") == ""
    page = ana.sends(form, text="trees")
    assert page.status == 200
    assert len(held.records("note")) == 1


def test_what_has_no_form_any_more_is_shown_so_that_it_is_not_lost(held: Held, ana: Visitor) -> None:
    stage = held.begins(BOARD)
    why, _ = held.records("board")
    form = held.plain(ana).form("note.add", f"board-{why}")
    held.does("stage.lock", stage=stage)
    page = ana.sends(form, text="Because of the trees")
    assert page.status == 409
    assert page.says("This stage is locked at the moment.")
    assert not page.has_form("note.add")
    assert page.says("You wrote this: Because of the trees")
    assert not page.looks_again, "What was written would be gone."


def test_a_note_is_built_on_reworded_removed_and_restored(held: Held, ana: Visitor) -> None:
    held.begins(BOARD)
    why, _ = held.records("board")
    page = ana.sends(held.plain(ana).form("note.add", f"board-{why}"), text="Becuase")
    [note] = held.records("note")
    page = held.plain(ana, f"?edit={note}")
    assert page.form("note.edit").get("text") == "Becuase"
    page = ana.sends(page.form("note.edit"), text="Because")
    assert held.records("note")[note]["text"] == "Because"
    page = held.plain(ana, f"?on={note}")
    page = ana.sends(page.form("note.add", f"board-{why}"), text="of the trees")
    assert [each.get("on") for each in held.records("note").values()] == [None, note]
    page = ana.sends(page.form("note.remove", f"note-{note}"))
    assert page.says("Removed")
    page = ana.sends(page.form("note.restore"))
    assert not page.says("Removed")
    assert not page.has_form("note.restore")


def test_building_on_something_that_is_refused_still_builds_on_it(held: Held, ana: Visitor) -> None:
    held.begins(BOARD)
    why, _ = held.records("board")
    ana.sends(held.plain(ana).form("note.add", f"board-{why}"), text="Because")
    [note] = held.records("note")
    page = ana.sends(held.plain(ana, f"?on={note}").form("note.add", f"board-{why}"), text="x" * 281)
    assert (page.status, page.form("note.add", f"board-{why}").get("on")) == (409, str(note))


def test_an_answer_to_an_earlier_wording_is_refused(held: Held, ana: Visitor) -> None:
    held.begins(RULES)
    listen, *_ = held.records("rule")
    form = held.plain(ana).form("rule.respond", f"rule-{listen}")
    held.does("rule.amend", rule=listen, text="Listen, and then speak.")
    page = ana.sends(form, press=("response", "agree"))
    assert page.status == 409
    assert page.says("The words of this rule have changed. Read them again, then answer.")
    assert page.says("Listen, and then speak.")


def test_an_objection_without_a_reason_asks_for_one(held: Held, ana: Visitor) -> None:
    held.begins(RULES)
    listen, *_ = held.records("rule")
    page = ana.sends(
        held.plain(ana, f"?object={listen}").form("rule.respond", f"object-{listen}"), reason=" "
    )
    assert page.status == 409
    assert page.says("Write why you object. Then the rule can be made better.")
    assert page.form("rule.respond", f"object-{listen}").get("response") == "object"


def test_a_rule_is_proposed_and_reworded_by_whoever_proposed_it(
    held: Held, ana: Visitor, ben: Visitor
) -> None:
    held.begins(RULES)
    ana.sends(held.plain(ana).form("rule.propose"), text="No phones")
    mine = max(held.records("rule"))
    assert not held.plain(ben, f"?amend={mine}").has_form("rule.amend")
    ana.sends(held.plain(ana, f"?amend={mine}").form("rule.amend"), text="Phones for this only")
    assert held.records("rule")[mine]["text"] == "Phones for this only"


def test_whoever_comes_later_reads_what_was_agreed(held: Held) -> None:
    held.begins(RULES)
    early = held.joined("Ana")
    listen, *_ = held.records("rule")
    early.sends(held.plain(early).form("rule.respond", f"rule-{listen}"), press=("response", "agree"))
    held.does("rule.adopt", rule=listen)
    late = held.joined("Ben")
    assert not held.plain(early).has_form("rule.acknowledge")
    page = late.sends(held.plain(late).form("rule.acknowledge"))
    assert page.says("Listen.")
    assert not page.has_form("rule.acknowledge")


def test_a_double_press_is_done_once_l5(held: Held, ana: Visitor) -> None:
    held.begins(BOARD)
    why, _ = held.records("board")
    form = held.plain(ana).form("note.add", f"board-{why}")
    for _ in range(2):
        page = ana.sends(form, text="Because")
        assert page.status == 200
    assert len(held.records("note")) == 1
    assert held.plain(ana).form("note.add", f"board-{why}").get("id") != form.get("id")


def test_hands_parking_and_being_done(held: Held, ana: Visitor) -> None:
    stage = held.begins(BOARD)
    page = ana.sends(held.plain(ana).form("hand.raise"), kind="technical")
    assert page.says("Your hand is up: number 1 of 1")
    assert [each["kind"] for each in held.records("hand").values()] == ["technical"]
    page = ana.sends(page.form("hand.lower"))
    assert not held.records("hand")
    page = ana.sends(held.plain(ana, "?park=yes").form("park.add"), text="Insurance")
    assert page.says("Insurance")
    page = ana.sends(page.form("stage.done"))
    assert held.records("stage")[stage]["done"] == 1
    page = ana.sends(page.form("stage.done"))
    assert held.records("stage")[stage]["done"] == 0


def test_the_page_looks_again_only_while_there_is_nothing_to_write(held: Held, ana: Visitor) -> None:
    assert held.plain(ana).looks_again
    stage = held.begins(BOARD)
    assert not held.plain(ana).looks_again
    held.does("workshop.pause")
    page = held.plain(ana)
    assert page.looks_again
    assert page.says("The workshop is paused.")
    held.does("workshop.resume")
    held.does("stage.reveal", stage=stage)
    assert held.plain(ana).looks_again
    assert not held.plain(ana, "?park=yes").looks_again, "Somebody writes there."
    held.does("workshop.close")
    assert not held.plain(ana).looks_again


def test_clusters_are_renamed_made_one_and_taken_away_and_all_of_it_is_undone(
    held: Held, ana: Visitor
) -> None:
    board = held.begins(BOARD)
    why, _ = held.records("board")
    ana.sends(held.plain(ana).form("note.add", f"board-{why}"), text="Trees")
    held.does("stage.reveal", stage=board)
    held.begins(CLUSTERS)
    for title in ("Green", "Blue"):
        ana.sends(held.plain(ana).form("cluster.add"), title=title)
    green, blue = held.records("cluster")
    [trees] = held.records("note")
    ana.sends(held.plain(ana).form("note.move"), notes=str(trees), cluster=str(green))
    page = ana.sends(held.plain(ana).form("cluster.rename", f"cluster-{green}"), title="Very green")
    assert held.records("cluster")[green]["title"] == "Very green"
    page = ana.sends(page.form("cluster.merge", f"cluster-{green}"), into=str(blue))
    assert held.records("note")[trees]["cluster"] == blue
    assert list(held.records("cluster")) == [blue]
    page = ana.sends(page.form("cluster.remove", f"cluster-{blue}"))
    assert not held.records("cluster")
    for _ in range(2):
        page = ana.sends(page.form("cluster.undo"))
    assert list(held.records("cluster")) == [green, blue]
    assert held.records("note")[trees]["cluster"] == green


def test_somebody_changes_their_name(held: Held, ana: Visitor) -> None:
    held.begins(BOARD)
    page = ana.sends(held.plain(ana).form("person.rename"), called="Ana Sofia")
    assert page.says("You: Ana Sofia")
    assert "Ana Sofia" in [each["name"] for each in held.records("person").values()]
    page = ana.sends(page.form("person.rename"), called="")
    assert page.says("Not sent.")
    assert page.form("person.rename").get("called") == "", "What was sent stands in the form again."
    held.does("workshop.close")
    assert not held.plain(ana).has_form("person.rename")


def test_somebody_elses_note_is_parked_as_it_is(held: Held, ana: Visitor, ben: Visitor) -> None:
    open_board = {"activity": "board", "questions": ["Where?"]}
    held.does("stage.add", **open_board)
    held.begins(-1)
    [board] = [seq for seq, each in held.records("board").items() if each["question"] == "Where?"]
    ana.sends(held.plain(ana).form("note.add", f"board-{board}"), text="At the gate")
    [note] = held.records("note")
    page = held.plain(ana)
    assert not [
        form for form in page.forms if form.get("note") == str(note) and form.get("name") == "park.add"
    ]
    ben.sends(held.plain(ben).form("park.add", f"note-{note}"))
    assert [each["note"] for each in held.records("parked").values()] == [note]
    with pytest.raises(AssertionError, match="no form"):
        held.plain(ben).form("park.add", f"note-{note}")


def test_who_writes_is_told_in_a_frame_what_is_new(held: Held, ana: Visitor, ben: Visitor) -> None:
    assert not held.plain(ana).frames, "The whole page loads itself again."
    held.does("stage.add", activity="board", questions=["Where?"])
    stage = held.begins(-1)
    [board] = [seq for seq, each in held.records("board").items() if each["question"] == "Where?"]
    [frame] = held.plain(ana).frames
    news = ana.goes(frame)
    assert news.looks_again
    assert not news.forms
    assert news.says("Nothing is new since you opened this page.")

    ana.sends(held.plain(ana).form("note.add", f"board-{board}"), text="My own words")
    assert ana.goes(frame).says("Nothing is new since you opened this page."), "Whoever wrote it knows."
    for text in ("At the gate", "At the well"):
        ben.sends(held.plain(ben).form("note.add", f"board-{board}"), text=text)
    news = ana.goes(frame)
    assert news.says("2 new notes")
    assert not news.says("At the well")
    news = ana.goes(next(link for link in news.links if "show" in link))
    assert news.says("Where? At the gate At the well")

    held.does("stage.lock", stage=stage)
    assert ana.goes(frame).says("This stage has changed.")
    held.begins(RULES)
    news = ana.goes(frame)
    assert news.says("Now open: How we work")
    held.does("workshop.pause")
    assert ana.goes(frame).says("The workshop is paused.")


def test_the_frame_tells_nothing_that_is_not_shown_yet_v1(held: Held, ana: Visitor, ben: Visitor) -> None:
    stage = held.begins(BOARD)
    why, _ = held.records("board")
    [frame] = held.plain(ana).frames
    ben.sends(held.plain(ben).form("note.add", f"board-{why}"), text="A secret well")
    assert held.records("note")
    assert ana.goes(frame).says("Nothing is new since you opened this page.")
    assert "A secret well" not in ana.goes(f"{frame}&show=yes").source
    held.does("stage.reveal", stage=stage)
    assert "A secret well" in ana.goes(f"{frame}&show=yes").source


def test_who_has_no_connection_is_present_for_a_while(
    held: Held, ana: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.begins(BOARD)
    [number] = [n for n, each in held.records("person").items() if each["name"] == "Ana"]
    assert number not in held.live.connected
    [frame] = held.plain(ana).frames
    assert held.live.connected == [number]
    later = time.monotonic() + GLIMPSED_FOR - 1
    monkeypatch.setattr("dialogue.live.time.monotonic", lambda: later)
    assert not held.live.forget_glimpses()
    ana.goes(frame)
    later += GLIMPSED_FOR - 1
    assert not held.live.forget_glimpses(), "They have looked again since."
    later += 2
    assert held.live.forget_glimpses()
    assert held.live.connected == []


def test_who_only_looks_finds_no_form(app: App, held: Held) -> None:
    held.begins(BOARD)
    observer = Visitor(app)
    observer.client.get(held.links["observer"])
    for looking in (observer, held.fay):
        page = held.plain(looking)
        assert page.says("Why?")
        assert not page.forms
        assert page.looks_again


def test_a_stranger_is_led_to_the_door(app: App, held: Held) -> None:
    assert held.plain(Visitor(app)).path == f"/join/{held.code}"


def test_the_moving_page_leads_here_where_scripts_do_not_run(held: Held, ana: Visitor) -> None:
    page = ana.goes(f"/w/{held.code}")
    assert (
        f'<noscript><meta http-equiv="refresh" content="0; url=/w/{held.code}/plain"></noscript>'
        in page.source
    )


def test_a_form_that_lacks_something_is_refused_in_words(held: Held, ana: Visitor) -> None:
    held.begins(CHECK_IN)
    _, scale, _ = held.records("question")
    page = ana.sends(held.plain(ana).form("question.answer", f"question-{scale}"))
    assert page.status == 409
    assert page.says("Something is missing. Choose it or write it, then send again.")
    assert not page.says("Object missing")


def fails(*_: Any, **__: Any) -> None:
    raise Unavailable


def test_what_cannot_be_saved_is_kept_to_be_sent_again(
    app: App, held: Held, ana: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.begins(BOARD)
    why, _ = held.records("board")
    form = held.plain(ana).form("note.add", f"board-{why}")
    with monkeypatch.context() as broken:
        broken.setattr(app.database, "write", fails)
        broken.setattr("dialogue.log.read_found", fails)
        broken.setattr(held.live, "tell", lambda: None)
        page = ana.sends(form, text="Because of the trees")
    assert page.status == 503
    assert page.says("The server cannot save at the moment.")
    is_sent_again(held, ana, page)


@pytest.mark.parametrize("lost", ["dialogue.live.LiveWorkshop.keep_up", "dialogue.register.Register.find"])
def test_what_is_sent_while_nothing_can_be_read_is_kept_to_be_sent_again(
    app: App, held: Held, ana: Visitor, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """One of several processes has to know what the others wrote before it shows anything."""
    held.begins(BOARD)
    why, _ = held.records("board")
    form = held.plain(ana).form("note.add", f"board-{why}")
    with monkeypatch.context() as broken:
        broken.setattr(app.register, "shell", app.register.shell._replace(is_shared=True))
        broken.setattr(lost, fails)
        page = ana.sends(form, text="Because of the trees")
    assert page.status == 503
    assert page.says("The server cannot read its data at the moment.")
    is_sent_again(held, ana, page)


def test_what_is_sent_to_a_server_that_stops_is_kept_to_be_sent_again(
    held: Held, ana: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.begins(BOARD)
    why, _ = held.records("board")
    form = held.plain(ana).form("note.add", f"board-{why}")
    with monkeypatch.context() as stopping:
        stopping.setattr(staying, "_signals", 1)
        page = ana.sends(form, text="Because of the trees")
        forged = ana.client.post(f"/w/{held.code}/command", data={"name": "note.add", "text": "Forged"})
    assert page.status == 503
    assert page.says("The server is starting again.")
    assert forged.status_code == 503
    assert "Forged" not in forged.get_data(as_text=True), "Only one's own words come back in a form."
    is_sent_again(held, ana, page)


def is_sent_again(held: Held, ana: Visitor, page: Page) -> None:
    """The page holds what was written, and its button sends it once."""
    assert page.says("Because of the trees")
    assert ana.sends(page.form("note.add")).status == 200
    assert [each["text"] for each in held.records("note").values()] == ["Because of the trees"]
