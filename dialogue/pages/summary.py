"""Editing the summary, for those who hold the workshop: each paragraph in their own words or in the
automatic ones, and beside it what people who took part said of it. All of it is one form.
"""

from __future__ import annotations

from hashlib import sha256

from flask import Blueprint, redirect, render_template, request, url_for
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
from dialogue.callers import LEADING
from dialogue.edge import sentence_of
from dialogue.exports.when import clock, short_day
from dialogue.kernel import Refused, worded_or_empty
from dialogue.live import LiveWorkshop
from dialogue.pages.doors import open_to
from dialogue.pages.here import app, live_workshop
from dialogue.pages.meant import noted_at
from dialogue.pages.passages import passages_of
from dialogue.workshop import the_workshop

blueprint = Blueprint("summary", __name__, url_prefix="/w/<code>/archive/summary")

LENGTH = 2_000
ANSWER_LENGTH = 500
MOST_DAYS = 90


@blueprint.get("")
@open_to(*LEADING)
def page(code: str) -> ResponseReturnValue:
    return page_of(held(code))


@blueprint.post("")
@open_to(*LEADING)
def write(code: str) -> ResponseReturnValue:
    """Keep all that stands on the page, whichever button was pressed, so that nothing typed is lost.

    Where anything is refused, nothing is kept and everything stays in its box.
    """
    live = held(code)
    do, _colon, what = request.form.get("do", "save").partition(":")
    found = flags_of(app().database, live.id)
    try:
        ensure_there(live, do, what, found)
    except Refused as refused:
        return page_of(live, {"form": sentence_of(refused)}), 400
    errors: dict[str, str] = {}
    words = changed_words(live, what if do == "automatic" else "", errors)
    answers = changed_answers(found, do, what, errors)
    days = days_given(errors)
    if errors:
        return page_of(live, errors), 400
    for name, text in words.items():
        write_passage(app().database, live.id, name, text)
    for id, (text, is_settled) in answers.items():
        settle(app().database, live.id, id, text, is_settled)
    if days is not None:
        set_flag_days(app().database, live.id, days)
    place = {"automatic": what, "settle": f"flag-{what}", "open": f"flag-{what}"}.get(do, "saved")
    return redirect(url_for(".page", code=live.code, saved=place, _anchor=place), 303)


# ---- What was given


def ensure_there(live: LiveWorkshop, do: str, what: str, found: list[Flag]) -> None:
    """What a button speaks of. Refuses what is not there any more."""
    if do in ("settle", "open") and what not in [str(flag.id) for flag in found]:
        raise Refused("This is no longer here. Load the page again.", "not-found")
    if do == "automatic" and what not in [passage.name for passage in passages_of(live)]:
        raise Refused("This paragraph is no longer in the report. Load the page again.", "not-found")


def changed_words(live: LiveWorkshop, automatic: str, errors: dict[str, str]) -> dict[str, str]:
    """The paragraphs that were written into, each with its new words: none where those it has by
    itself stand there, or nothing. What nobody touched stays as somebody else may have left it.
    """
    changed = {}
    for passage in passages_of(live):
        given = request.form.get(passage.name)
        if passage.name == automatic:
            changed[passage.name] = ""
        elif given is None or mark_of(given) == request.form.get(f"was-{passage.name}"):
            continue
        else:
            try:
                text = worded_or_empty(given, LENGTH)
                changed[passage.name] = "" if mark_of(text) == mark_of(passage.automatic) else text
            except Refused as refused:
                errors[passage.name] = sentence_of(refused)
    return changed


def mark_of(text: str) -> str:
    """Words in a few letters: a form tells by them what was typed into."""
    return sha256("\n".join(text.split("\r\n")).strip().encode()).hexdigest()[:16]


def changed_answers(
    found: list[Flag], do: str, what: str, errors: dict[str, str]
) -> dict[int, tuple[str, bool]]:
    """The answers that were written or changed, and whether each is settled then."""
    changed = {}
    for flag in found:
        is_meant = what == str(flag.id) and do in ("settle", "open")
        is_settled = do == "settle" if is_meant else flag.settled_at is not None
        try:
            text = worded_or_empty(request.form.get(f"answer-{flag.id}", flag.answer), ANSWER_LENGTH)
            if is_meant or text != flag.answer:
                changed[flag.id] = (text, is_settled)
        except Refused as refused:
            errors[f"answer-{flag.id}"] = sentence_of(refused)
    return changed


def days_given(errors: dict[str, str]) -> int | None:
    """For how many days after the end people may say that something misrepresents them."""
    given = request.form.get("days")
    if given is None:
        return None
    given = given.strip()
    if given.isascii() and given.isdecimal() and len(given) < 4 and int(given) <= MOST_DAYS:
        return int(given)
    errors["days"] = _("Write a number of days from 0 to %(most)d. 0 means never.", most=MOST_DAYS)
    return None


# ---- Who, where, and the page


def held(code: str) -> LiveWorkshop:
    """The workshop as it is now."""
    live = live_workshop(code)
    live.hear()
    return live


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
        meant=lambda flag: noted_at(live, flag.passage),
        who=lambda flag: who(live, flag),
        when=lambda at: f"{short_day(at)}, {clock(at)}",
        days=flag_days_of(app().database, live.id),
        most_days=MOST_DAYS,
        length=LENGTH,
        answer_length=ANSWER_LENGTH,
        errors=errors or {},
        form=request.form,
        mark_of=mark_of,
        saved=request.args.get("saved", ""),
    )


def who(live: LiveWorkshop, flag: Flag) -> str:
    """Who said it, if they gave a name and let it stand there."""
    name = app().people.names(live.id).get(flag.person) if flag.person is not None else None
    return name.name if name and name.name else _("Somebody who took part")
