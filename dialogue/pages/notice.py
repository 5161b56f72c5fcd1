"""The notice: what is kept of somebody who joins, for how long, and who sees it, before they join (P4).

Every sentence comes from a setting of this workshop or of this server. What does not hold here is not said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa
from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from dialogue.activities.board.records import visibility_of
from dialogue.activities.identity import STRICTNESS, Identity, identity_of
from dialogue.beside import flag_days_of
from dialogue.database import backups, guests
from dialogue.keeping import Keep
from dialogue.kernel import State
from dialogue.live import LiveWorkshop
from dialogue.pages.here import app
from dialogue.register import Listed
from dialogue.workshop import Stage, the_workshop

SECRET = {"vote", "check_in", "evaluation", "ground_rules"}
"""The activities in which people answer without their name or number."""

MOST_TITLES = 8
"""Stages that are named in one sentence."""


class Part(NamedTuple):
    """One heading of the notice, and what is said under it."""

    title: str
    sentences: list[str]


class Notice(NamedTuple):
    """What is said in three lines, and then the whole."""

    short: list[str]
    parts: list[Part]


def notice_of(live: LiveWorkshop, is_in: bool = False) -> Notice:
    """What holds for whoever joins this workshop now. Where not everybody comes in, only those who are in
    learn what its stages are called.
    """
    listed, state = app().register.find(live.code), live.state
    tells = is_in or the_workshop(state).entry == "open"
    plan = [state.find(Stage, number) for number in the_workshop(state).stages]
    its_guests = sa.select(guests.c.guest).where(guests.c.workshop == live.id)
    with live.database.reading() as connection:
        has_guests = connection.execute(its_guests.limit(1)).first()
        has_backups = connection.execute(sa.select(backups.c.id).limit(1)).first()
    parts = [
        Part(_("What you say of yourself"), [*of_names(listed, state, bool(has_guests))]),
        Part(_("What others see of you"), [*of_stages(plan, bool(the_workshop(state).sectors), tells)]),
        Part(_("What you write"), [*of_words(plan, tells)]),
        Part(_("Votes, answers and what is anonymous"), [*of_secrets(plan)]),
        Part(_("How long it is kept"), [*of_time(listed.kept, bool(has_backups))]),
        Part(_("What stays as numbers"), [of_numbers(listed.kept)]),
        Part(_("Your browser and your connection"), [*of_browser()]),
        Part(_("What you can do"), [*of_rights(flag_days_of(live.database, live.id))]),
        Part(_("Who runs this server"), [of_operator()]),
    ]
    return Notice([*in_short(listed, state, plan)], [part for part in parts if part.sentences])


# ---- In three lines


def in_short(listed: Listed, state: State, plan: list[Stage]) -> Iterator[str]:
    named = sum(identity == "named" for _stage, identity in written_in(plan))
    if listed.ask_name == "no":
        yield _("Nobody asks for your name here.")
    elif named:
        yield ngettext(
            "The facilitators see your name. In %(num)s of %(all)s stages other people see it too.",
            "The facilitators see your name. In %(num)s of %(all)s stages other people see it too.",
            named,
            all=len(plan),
        )
    else:
        yield _("The facilitators see your name. Other people do not see it beside what you write.")
    yield kept_in_short(listed.kept)
    yield _("You can see and erase what is kept about you: open “What is kept about me” in the menu.")


def kept_in_short(keep: Keep) -> str:
    if keep.days:
        return ngettext(
            "Your texts are kept on this server. All of it is deleted %(num)s day after the end.",
            "Your texts are kept on this server. All of it is deleted %(num)s days after the end.",
            keep.days,
        )
    if keep.people_days:
        return ngettext(
            "Your texts are kept on this server. Your name is erased %(num)s day after the end.",
            "Your texts are kept on this server. Your name is erased %(num)s days after the end.",
            keep.people_days,
        )
    return _("Your texts are kept on this server. No date is set to erase them.")


# ---- Who you are


def of_names(listed: Listed, state: State, has_guests: bool) -> Iterator[str]:
    wishes = {"required": _("you have to say it"), "optional": _("you may leave it out")}
    asked = [
        (_("your name"), listed.ask_name),
        (_("your sector"), listed.ask_sector if the_workshop(state).sectors else "no"),
        (_("your organisation"), listed.ask_organisation),
    ]
    told = [f"{what} ({wishes[wish]})" for what, wish in asked if wish in wishes]
    if not told:
        yield _("You are asked for nothing. The record has only a number for you.")
    else:
        yield _("You are asked for: %(what)s.", what=listing(told))
        yield _(
            "Your name and organisation are kept in a table of their own. The record has only a number for "
            "you, and your sector. The facilitators and the organiser see all of it."
        )
    entry = the_workshop(state).entry
    if entry == "approval":
        yield _(
            "A facilitator lets you in. The facilitators see what you say of yourself before you are in. If "
            "they do not let you in, your name is erased at once."
        )
    if entry == "invited":
        yield _("You come by a link of your own. The organiser knows which link is yours, and that you came.")
    elif has_guests:
        yield _("If you come by a link of your own, the organiser knows that it is yours, and that you came.")
    if entry == "invited" or has_guests:
        yield _("Whoever has your link, also who sent it, can open your place here and sees what you see.")


# ---- What others see


def written_in(plan: list[Stage]) -> list[tuple[Stage, Identity]]:
    """The stages in which people write something of their own, and what others see beside it."""
    return [(stage, identity_of(stage)) for stage in plan if hasattr(stage.settings, "identity")]


def of_stages(plan: list[Stage], has_sectors: bool, tells: bool) -> Iterator[str]:
    if not plan:
        yield _("No stages are planned yet. Each stage says what others see of you before you write.")
        return
    by_identity: dict[str, list[str]] = {}
    for stage, identity in written_in(plan):
        by_identity.setdefault(identity, []).append(title_in(plan, stage))
    for identity, titles in sorted(by_identity.items(), key=lambda each: STRICTNESS[each[0]]):
        yield at(seen_beside(identity, has_sectors, len(titles), len(plan)), titles, tells)
        if identity == "sector":
            yield _("The record has your number there too, so the organiser could find out what is yours.")
    if has_sectors:
        yield _("Everybody sees your sector, and not your name, beside what you keep for later.")
    yield _("When an action is given to you, everybody sees your name beside it.")
    yield _("The plan may still change. Each stage says what others see of you before you write.")


def seen_beside(identity: str, has_sectors: bool, number: int, all: int) -> str:
    """In how many stages this is what others see of whoever writes."""
    if identity == "named":
        return ngettext(
            "In %(num)s of %(all)s stages others see your name beside what you write.",
            "In %(num)s of %(all)s stages others see your name beside what you write.",
            number,
            all=all,
        )
    if identity == "anonymous":
        return ngettext(
            "In %(num)s of %(all)s stages nobody sees whose the words are.",
            "In %(num)s of %(all)s stages nobody sees whose the words are.",
            number,
            all=all,
        )
    if has_sectors:
        return ngettext(
            "In %(num)s of %(all)s stages everybody sees only your sector beside what you write.",
            "In %(num)s of %(all)s stages everybody sees only your sector beside what you write.",
            number,
            all=all,
        )
    return ngettext(
        "In %(num)s of %(all)s stages others do not see your name beside what you write.",
        "In %(num)s of %(all)s stages others do not see your name beside what you write.",
        number,
        all=all,
    )


def at(sentence: str, titles: list[str], tells: bool) -> str:
    """A sentence, and where it holds for those who may know it."""
    if not tells:
        return sentence
    return _("%(sentence)s Namely: %(stages)s.", sentence=sentence, stages=quoted(titles))


def title_in(plan: list[Stage], stage: Stage) -> str:
    """What a stage is called, or where it stands on the run sheet."""
    return stage.title or _("Stage %(number)s", number=plan.index(stage) + 1)


def quoted(titles: list[str]) -> str:
    """The titles of stages in a row; of many only the first."""
    told = [_("“%(title)s”", title=title) for title in titles[:MOST_TITLES]]
    return listing([*told, "…"] if len(titles) > MOST_TITLES else told)


def listing(words: list[str]) -> str:
    """Words in a row, as the language of the reader does it."""
    return str(format_list(words, locale=get_locale() or "en"))


# ---- What you write


def of_words(plan: list[Stage], tells: bool) -> Iterator[str]:
    yield _(
        "Your texts are kept on this server. The minutes show them word for word. The people who took part "
        "can read the minutes, and the organiser can give them to others."
    )
    boards = [stage for stage in plan if hasattr(stage.settings, "visibility")]
    held = [title_in(plan, stage) for stage in boards if visibility_of(stage) == "facilitators"]
    own = [title_in(plan, stage) for stage in boards if visibility_of(stage) == "own"]
    if held:
        yield at(_("In some stages a facilitator reads your notes before others do."), held, tells)
    if own:
        yield at(_("In some stages others see your notes only when a facilitator shows them."), own, tells)
    yield _("If you remove a note, other people no longer see it, but it stays in the record.")
    yield _("What you tell the facilitators in confidence, only they and the organiser read.")


def of_secrets(plan: list[Stage]) -> Iterator[str]:
    is_anonymous = any(identity == "anonymous" for _stage, identity in written_in(plan))
    is_secret = any(stage.activity in SECRET for stage in plan)
    if is_secret:
        yield _(
            "Votes, answers and responses to rules are recorded without your name and without your number. "
            "The record only says that you took part."
        )
    if is_anonymous:
        yield _("Notes in an anonymous stage are recorded without your name and without your number.")
    if is_secret or is_anonymous:
        yield _(
            "Until the stage closes, a second table knows which of them are yours, so that you can change "
            "them. The people who run the server could read it. Then that table is emptied, and nobody can "
            "find out any more."
        )
        yield _("Meanwhile the record tells no exact times, only steps of five minutes.")


# ---- For how long


def of_time(keep: Keep, has_backups: bool) -> Iterator[str]:
    if keep.days:
        yield ngettext(
            "All of it is deleted here %(num)s day after the end. Copies on other devices are not deleted.",
            "All of it is deleted here %(num)s days after the end. Copies on other devices are not deleted.",
            keep.days,
        )
    elif keep.people_days:
        yield ngettext(
            "Your name and organisation are erased %(num)s day after the end. Your texts stay. Copies on "
            "other devices are not erased.",
            "Your name and organisation are erased %(num)s days after the end. Your texts stay. Copies on "
            "other devices are not erased.",
            keep.people_days,
        )
    else:
        yield _("No date is set to erase it. The people who run the server can erase it.")
    if has_backups:
        yield _(
            "Backups are made of this server. What is erased stays in older backups until they are deleted."
        )
    else:
        yield _("If backups are made of this server, what is erased stays in them until they are deleted.")


def of_numbers(keep: Keep) -> str:
    if keep.days:
        return _(
            "The record is a chain in which each entry proves the one before it. If you have your name "
            "erased, your number and the times stay in it until all of it is deleted."
        )
    return _(
        "The record is a chain in which each entry proves the one before it. Your number and the times stay "
        "in it for good, also when your name is erased."
    )


# ---- The browser, the way to it


def of_browser() -> Iterator[str]:
    yield _(
        "A cookie remembers you in this workshop for 30 days. It does not follow you to other websites. "
        "Your phone may also keep this page and what you have not sent, so that you can go on without a "
        "connection."
    )
    yield _(
        "This server does not write down your internet address. To stop attacks it counts addresses for a "
        "short time, and forgets them."
    )
    if app().dialogue.proxies:
        yield _("There is another computer in front of this server, which may write down addresses.")


# ---- What one can do


def of_rights(flag_days: int) -> Iterator[str]:
    yield _(
        "You can leave at any time. At any time you can also see what is kept about you, take it along, and "
        "erase your name, or your name and your words: open “What is kept about me” in the menu. After the "
        "end the link to the minutes leads there too."
    )
    if flag_days:
        yield ngettext(
            "For %(num)s day after the end you can say of the minutes: this is not what I meant.",
            "For %(num)s days after the end you can say of the minutes: this is not what I meant.",
            flag_days,
        )


def of_operator() -> str:
    if operator := app().dialogue.operator:
        return operator
    return _("This server does not say who runs it. Ask a facilitator.")
