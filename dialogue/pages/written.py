"""The archive page as it is written down, in the process in which exports are: for a large workshop
that takes seconds, which a room that is being held does not have.

Nothing in it is about one reader: who may read the same gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial

import sqlalchemy as sa
from flask import render_template

from dialogue.beside import Flag, flags_of
from dialogue.database import workshops
from dialogue.exports import replay
from dialogue.exports.document import Level
from dialogue.exports.forms import Progress, Source
from dialogue.exports.minutes import minutes_of
from dialogue.exports.when import day
from dialogue.pages import passages
from dialogue.pages.offers import named_level, offers_for
from dialogue.pages.reading import Reading
from dialogue.workshop import WorkshopState, the_workshop

HELD = [Level.ORGANISER, Level.PARTICIPANTS, Level.PUBLIC, Level.FULL]
READ = [Level.PARTICIPANTS, Level.PUBLIC]


class Reader(StrEnum):
    """For whom the page is written: `flagging` may say that something misrepresents them."""

    ANY = "page"
    FLAGGING = "page-flags"
    FACILITATOR = "page-holder"
    ORGANISER = "page-account"

    @property
    def may_flag(self) -> bool:
        return self is Reader.FLAGGING

    @property
    def holds(self) -> bool:
        return self in (Reader.FACILITATOR, Reader.ORGANISER)

    @property
    def has_account(self) -> bool:
        return self is Reader.ORGANISER


def page_of(reader: Reader, source: Source, level: Level, progress: Progress) -> bytes:
    """The archive page for one kind of readers, who may have this level."""
    reading = Reading(source, minutes_of(source.state, level, source.history))
    progress(0.5)
    said = flags_of(source.database, source.id) if reader.holds else []
    levels = HELD if reader.holds else READ
    page = render_template(
        "pages/archive.html",
        code=source.code,
        reading=reading,
        reader=reader,
        minutes=reading.minutes,
        flags=groups_of(said),
        remarks=sum(each.settled_at is None for each in said),
        trails=list(reading.ways.back),
        is_over=the_workshop(source.state).state is WorkshopState.CLOSED,
        brought=brought_on(source),
        levels=levels,
        offers=offers_for(levels, reader.has_account),
        named_level=named_level,
    )
    return page.encode()


def brought_on(source: Source) -> str:
    """The day on which an archive was brought here from another server; empty where it was held here."""
    chosen = sa.select(workshops.c.imported_at).where(workshops.c.id == source.id)
    with source.database.reading() as connection:
        at = connection.execute(chosen).scalar()
    return day(at) if at else ""


def groups_of(said: list[Flag]) -> dict[str, list[Flag]]:
    """What was said, by the place of which it was said."""
    groups: dict[str, list[Flag]] = {}
    for flag in said:
        groups.setdefault(flag.passage, []).append(flag)
    return groups


PAGES: Mapping[str, Callable[[Source, Level, Progress], bytes]] = {
    **{reader.value: partial(page_of, reader) for reader in Reader},
    "replay": replay.written,
    passages.FORM: passages.written,
}
