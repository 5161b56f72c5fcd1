"""Editing the summary, for those who hold the workshop: each paragraph in their own words or in the
automatic ones, and beside it what people who took part said of it.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogue.beside import (
    Flag,
    flag_days_of,
    flags_of,
    set_flag_days,
    settle,
    write_passage,
)
from dialogue.edge import sentence_of
from dialogue.exports.when import clock, short_day
from dialogue.kernel import Audience, Refused, worded
from dialogue.live import LiveWorkshop
from dialogue.pages.here import app, live_workshop
from dialogue.pages.passages import passages_of
from dialogue.pages.readers import is_holder
from dialogue.seats import ensure_seat
from dialogue.workshop import the_workshop

blueprint = Blueprint("summary", __name__, url_prefix="/w/<code>/archive/summary")

LENGTH = 2_000
ANSWER_LENGTH = 500
MOST_DAYS = 90


@blueprint.get("")
def page(code: str) -> ResponseReturnValue:
    return page_of(held(code))


@blueprint.post("")
def write(code: str) -> ResponseReturnValue:
    """Put words in the place of a paragraph, or take them away again. What is refused stays in its box."""
    live = held(code)
    name = request.form.get("passage", "")
    try:
        ensure_passage(live, name)
        text = worded(request.form.get("text", ""), LENGTH) if request.form.get("do") != "automatic" else ""
        write_passage(app().database, live.id, name, text)
    except Refused as refused:
        return page_of(live, {name: sentence_of(refused)}), 400
    return back_to(live, name)


@blueprint.post("/days")
def days(code: str) -> ResponseReturnValue:
    """Set for how many days after the end people may say that something misrepresents them."""
    live = held(code)
    given = request.form.get("days", "").strip()
    if not given.isdecimal() or int(given) > MOST_DAYS:
        wrong = _("Give a number of days from 0 to %(most)d; 0 is never.", most=MOST_DAYS)
        return page_of(live, {"days": wrong}), 400
    set_flag_days(app().database, live.id, int(given))
    return back_to(live, "flag-days")


@blueprint.post("/flags/<int:id>")
def answer(code: str, id: int) -> ResponseReturnValue:
    """Answer what somebody said, and settle it or leave it open."""
    live = held(code)
    given = request.form.get("text", "")
    try:
        text = worded(given, ANSWER_LENGTH) if given.strip() else ""
        settle(app().database, live.id, id, text, request.form.get("do") != "open")
    except Refused as refused:
        return page_of(live, {f"flag-{id}": sentence_of(refused)}), 400
    return back_to(live, f"flag-{id}")


# ---- Who, where, and the page


def held(code: str) -> LiveWorkshop:
    """The workshop, for those who hold it. Refuses everybody else."""
    live = live_workshop(code)
    live.hear()
    if not is_holder(live):
        ensure_seat(session, live)
        raise Refused("Your role in this workshop does not include this.", "not-allowed")
    return live


def ensure_passage(live: LiveWorkshop, name: str) -> None:
    if name not in [passage.name for passage in passages_of(live)]:
        raise Refused("This paragraph is not in the report any more. Load the page again.", "not-found")


def back_to(live: LiveWorkshop, place: str) -> ResponseReturnValue:
    return redirect(url_for(".page", code=live.code, saved=place, _anchor=place), 303)


def page_of(live: LiveWorkshop, errors: dict[str, str] | None = None) -> str:
    found = flags_of(app().database, live.id)
    passages = passages_of(live)
    names = {passage.name for passage in passages}
    return render_template(
        "pages/summary.html",
        code=live.code,
        title=the_workshop(live.state).title,
        passages=passages,
        flags=found,
        elsewhere=[each for each in found if each.passage not in names],
        words_of=lambda flag: words_of(live, flag),
        who=lambda flag: who(live, flag),
        when=lambda at: f"{short_day(at)}, {clock(at)}",
        days=flag_days_of(app().database, live.id),
        most_days=MOST_DAYS,
        length=LENGTH,
        answer_length=ANSWER_LENGTH,
        errors=errors or {},
        form=request.form,
        saved=request.args.get("saved", ""),
    )


def words_of(live: LiveWorkshop, flag: Flag) -> str:
    """What a flag is about, where it is a note."""
    shown = live.record(f"note/{flag.passage.removeprefix('note-')}", Audience.FACILITATOR) or {}
    return str(shown.get("text", ""))


def who(live: LiveWorkshop, flag: Flag) -> str:
    """Who said it, if they gave a name and let it stand there."""
    name = app().people.names(live.id).get(flag.person) if flag.person is not None else None
    return name.name if name and name.name else _("Somebody who took part")
