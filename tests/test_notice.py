"""The notice on the join page says what holds for this workshop on this server, and nothing else (P4)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dialogue import App, create_app
from dialogue.beside import set_flag_days
from dialogue.config import read_settings
from dialogue.database import backups, guests, workshops
from dialogue.pages import join
from dialogue.register import Listed
from dialogue.workshop_file import read_workshop_file
from tests.services import environment
from tests.visits import Held, Visitor

BOARD = {"activity": "board", "title": "Ideas", "questions": ["What works?"]}
NAMED, ANONYMOUS = BOARD | {"identity": "named"}, BOARD | {"identity": "anonymous", "title": "In secret"}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.setattr(join, "FRESH_FOR", -1.0)
    app = create_app(read_settings(environment(tmp_path)))
    app.database.migrate()
    yield app
    app.database.close()


def made(app: App, *stages: dict[str, Any], **more: Any) -> Listed:
    plan = {"title": "Rivers", "sectors": ["public"], "stages": list(stages) or [BOARD]} | more
    return app.register.create(read_workshop_file(plan))


def told(app: App, listed: Listed) -> str:
    return Visitor(app).goes(f"/join/{listed.code}").words


def set_columns(app: App, listed: Listed, **values: Any) -> None:
    """Set what belongs to a workshop, and have it known at once."""
    change = workshops.update().where(workshops.c.id == listed.id).values(**values)
    app.database.write(lambda connection: connection.execute(change))
    app.register._look_up(listed.code)


@pytest.mark.parametrize(
    ("keep", "says"),
    [
        ({}, "No date is set to erase"),
        ({"people_days": 30}, "Your name and organisation are erased 30 days after the end."),
        ({"days": 1}, "All of it is deleted here 1 day after the end."),
    ],
)
def test_how_long_it_is_kept_is_the_workshops_own_promise(app: App, keep: dict[str, int], says: str) -> None:
    words = told(app, made(app, keep=keep))
    assert says in words
    hints = ("No date is set to erase", "are erased 30 days", "deleted here 1 day")
    assert [hint for hint in hints if hint in words] == [hint for hint in hints if hint in says]


def test_it_counts_the_stages_in_which_others_see_a_name(app: App) -> None:
    vote = {"activity": "evaluation", "title": "Looking back"}
    words = told(app, made(app, NAMED, BOARD | {"title": "By sector"}, ANONYMOUS, vote))
    assert "In 1 of 4 stages others see your name beside what you write. Namely: “Ideas”." in words
    assert (
        "In 1 of 4 stages everybody sees only your sector beside what you write. Namely: “By sector”."
        in words
    )
    assert "In 1 of 4 stages nobody sees whose the words are. Namely: “In secret”." in words
    assert "In 1 of 4 stages other people see it too." in words, "Also in the short lines."
    without = told(app, made(app, BOARD))
    assert "others see your name beside" not in without and "nobody sees whose" not in without
    assert "Other people do not see it beside what you write." in without


def test_a_stage_without_a_title_is_named_by_its_place(app: App) -> None:
    assert "“Stage 2”" in told(app, made(app, BOARD, NAMED | {"title": ""}))


def test_a_workshop_without_sectors_speaks_of_none(app: App) -> None:
    words = told(app, made(app, BOARD, sectors=[]))
    assert "others do not see your name beside what you write" in words
    assert "only your sector" not in words and "your sector (" not in words


def test_visibility_is_said_where_it_is_not_at_once(app: App) -> None:
    held, own = BOARD | {"visibility": "facilitators"}, BOARD | {"visibility": "own", "title": "Alone"}
    words = told(app, made(app, held, own))
    assert "In some stages a facilitator reads your notes before others do. Namely: “Ideas”." in words
    assert "only when a facilitator shows them. Namely: “Alone”." in words
    plain = told(app, made(app, BOARD))
    assert "before others do" not in plain and "only when a facilitator" not in plain


def test_secrets_are_explained_where_there_are_some(app: App) -> None:
    words = told(app, made(app, NAMED))
    assert "without your number" not in words and "steps of five minutes" not in words
    secret = told(app, made(app, {"activity": "evaluation"}))
    assert "Votes, answers and responses to rules are recorded without your name" in secret
    assert "steps of five minutes" in secret and "Notes in an anonymous stage" not in secret
    anonymous = told(app, made(app, ANONYMOUS))
    assert "Notes in an anonymous stage are recorded without" in anonymous
    assert "Votes, answers and responses" not in anonymous


def test_what_is_asked_is_said_with_whether_it_may_be_left_out(app: App) -> None:
    listed = made(app)
    words = told(app, listed)
    assert "your name (you may leave it out)" in words and "your sector (you have to say it)" in words
    set_columns(app, listed, ask_name="required", ask_sector="optional", ask_organisation="no")
    words = told(app, listed)
    assert "your name (you have to say it)" in words and "your sector (you may leave it out)" in words
    assert "your organisation (" not in words
    set_columns(app, listed, ask_name="no", ask_sector="no", ask_organisation="no")
    words = told(app, listed)
    assert "You are asked for nothing." in words and "Nobody asks for your name here." in words
    assert "The facilitators see your name." not in words


def test_the_way_in_says_who_learns_of_somebody_before_they_are_in(app: App) -> None:
    for entry, says in (
        ("approval", "The facilitators see what you say of yourself before you are in."),
        ("invited", "The organiser knows which link is yours"),
        ("open", ""),
    ):
        words = told(app, made(app, entry=entry))
        assert says in words
        assert ("before you are in" in words, "which link is yours" in words) == (
            entry == "approval",
            entry == "invited",
        )
        assert ("Whoever has your link, also who sent it" in words) == (entry == "invited")


def test_whoever_cannot_just_come_in_learns_no_titles_of_stages(app: App) -> None:
    """V1: the numbers are enough to decide by, also in the waiting room. Who is in reads them."""
    for entry in ("passphrase", "approval", "invited"):
        more = {"passphrase": "willows by the river"} if entry == "passphrase" else {}
        words = told(app, made(app, NAMED, entry=entry, **more))
        assert "In 1 of 1 stages others see your name beside what you write." in words
        assert "Ideas" not in words
    held = Held(app, {"title": "Rivers", "sectors": ["public"], "entry": "approval", "stages": [NAMED]})
    held.does("workshop.open")
    cleo = held.joined("Cleo")
    assert "Ideas" not in cleo.goes(f"/w/{held.code}/me").source
    held.does("person.let_in")
    assert cleo.goes(f"/w/{held.code}/me").says("Namely: “Ideas”.")


def test_personal_links_are_spoken_of_where_somebody_has_one(app: App) -> None:
    listed = made(app)
    assert "link of your own" not in told(app, listed)
    guest = {"guest": 1, "name": "Ana", "salt": "a salt", "invited_at": time.time()}
    write = guests.insert().values(workshop=listed.id, **guest)
    app.database.write(lambda connection: connection.execute(write))
    assert "If you come by a link of your own, the organiser knows" in told(app, listed)
    assert "Whoever has your link, also who sent it, can open your place here" in told(app, listed)


def test_who_runs_the_server_is_shown_as_text(app: App) -> None:
    listed = made(app)
    assert "This server does not say who runs it. Ask a facilitator." in told(app, listed)
    app.dialogue = replace(app.dialogue, operator="<b>Water Board</b>, water@example.org")
    page = Visitor(app).goes(f"/join/{listed.code}")
    assert page.says("<b>Water Board</b>, water@example.org") and "<b>Water" not in page.source
    assert not page.says("does not say who runs it")


def test_a_proxy_and_backups_are_spoken_of_where_there_are_some(app: App) -> None:
    listed = made(app)
    words = told(app, listed)
    assert "another computer in front" not in words and "If backups are made" in words
    app.dialogue = replace(app.dialogue, proxies=1)
    write = backups.insert().values(at=time.time(), size=1)
    app.database.write(lambda connection: connection.execute(write))
    words = told(app, listed)
    assert "another computer in front of this server" in words and "Backups are made of this server." in words


def test_flagging_the_minutes_is_offered_for_as_many_days_as_it_is_open(app: App) -> None:
    listed = made(app)
    assert "For 7 days after the end you can say of the minutes" in told(app, listed)
    set_flag_days(app.database, listed.id, 0)
    assert "you can say of the minutes" not in told(app, listed)


def test_it_stands_before_the_button_in_three_lines_and_below_as_a_whole(app: App) -> None:
    page = Visitor(app).goes(f"/join/{made(app).code}")
    short = page.words.index("You can see and erase what is kept about you")
    assert short < page.words.index("Join the workshop", short) < page.words.index("What you can do")


def test_what_somebody_reads_about_themselves_is_the_same_notice(app: App) -> None:
    held = Held(app, {"title": "Rivers", "sectors": ["public"], "keep": {"days": 30}, "stages": [NAMED]})
    page = held.joined("Ana").goes(f"/w/{held.code}/me")
    assert page.says("All of it is deleted here 30 days after the end.")
    assert page.says("In 1 of 1 stages others see your name beside what you write. Namely: “Ideas”.")
