"""The forms in which the record of a workshop can be had, and what each is drawn from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from dialogue import log
from dialogue.database import Database, partnerships, passages, workshops
from dialogue.exports.document import Level
from dialogue.exports.json_export import json_of
from dialogue.exports.minutes import minutes_from
from dialogue.kernel import Entry, Refused, State
from dialogue.people import People
from dialogue.workshop import the_workshop

NAME_LENGTH = 60
OFFICE = "application/vnd.openxmlformats-officedocument"


Progress = Callable[[float], None]
"""Told now and then what share of the work is done, from 0 to 1."""


class Source(NamedTuple):
    """A workshop to write down: its state at some seq, and how it came to that.

    `passages` are what an organiser wrote instead of paragraphs of the report, by their names;
    `partnership` is the name of the one it belongs to, or empty.
    """

    code: str
    state: State
    history: list[Entry]
    database: Database
    id: int
    passages: Mapping[str, str]
    partnership: str = ""


def unheard(_share: float) -> None:
    """Progress that nobody follows."""


class Form(NamedTuple):
    """A way to write a workshop down. `ending` is how its files end.

    A writer is imported when it is used: some bring libraries that a server need not hold.
    """

    name: str
    ending: str
    mimetype: str
    write: Callable[[Source, Level, Progress], bytes]


def markdown(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.markdown import markdown_of
    from dialogue.exports.report import report_of

    return markdown_of(report_of(source, level)).encode()


def html(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.html import html_of
    from dialogue.exports.report import report_of

    return html_of(report_of(source, level)).encode()


def docx(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.report.drawn import with_map
    from dialogue.exports.word import docx_of

    return docx_of(with_map(source, level))


def pdf(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.pdf import pdf_of
    from dialogue.exports.report.drawn import with_map

    return pdf_of(with_map(source, level))


def json(source: Source, level: Level, progress: Progress) -> bytes:
    return json_of(source.code, source.state, source.history, level)


def csv(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.csv_tables import csv_of
    from dialogue.exports.tables import sheets_of

    return csv_of(sheets_of(minutes_from(source, level)))


def opml(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.opml import opml_of
    from dialogue.exports.outline import outline_of

    minutes = minutes_from(source, level)
    return opml_of(outline_of(minutes), minutes.closed or minutes.opened)


def svg(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.map_picture import map_svg_of

    return map_svg_of(minutes_from(source, level), the_workshop(source.state).sectors).encode()


def png(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.map_picture import map_png_of

    return map_png_of(minutes_from(source, level), the_workshop(source.state).sectors)


def mm(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.freemind import mm_of
    from dialogue.exports.outline import outline_of

    return mm_of(outline_of(minutes_from(source, level)))


def xlsx(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.tables import sheets_of
    from dialogue.exports.workbook import xlsx_of

    minutes = minutes_from(source, level)
    return xlsx_of(sheets_of(minutes), minutes.title, minutes.closed or minutes.opened)


def viewer(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.exports.viewer import viewer_of

    return viewer_of(source, level).encode()


def bundle(source: Source, level: Level, progress: Progress) -> bytes:
    from dialogue.bundle.pack import bundle_of
    from dialogue.exports.overtaken import Overtaken, ensure_not_overtaken

    content = bundle_of(source, level, progress)
    try:
        # It holds the log as it stands, in which an erasure behind its end would be unexplained.
        ensure_not_overtaken(source.database, source.id, source.code, source.state.seq)
    except Overtaken:
        raise Refused(
            "Something was erased while this was made. Ask for it once more.", "overtaken"
        ) from None
    return content


FORMS = {
    form.name: form
    for form in (
        Form("markdown", "md", "text/markdown; charset=utf-8", markdown),
        Form("html", "html", "text/html; charset=utf-8", html),
        Form("viewer", "html", "text/html; charset=utf-8", viewer),
        Form("docx", "docx", f"{OFFICE}.wordprocessingml.document", docx),
        Form("pdf", "pdf", "application/pdf", pdf),
        Form("json", "json", "application/json", json),
        Form("csv", "zip", "application/zip", csv),
        Form("xlsx", "xlsx", f"{OFFICE}.spreadsheetml.sheet", xlsx),
        Form("opml", "opml", "text/x-opml; charset=utf-8", opml),
        Form("mm", "mm", "application/x-freemind; charset=utf-8", mm),
        Form("svg", "svg", "image/svg+xml; charset=utf-8", svg),
        Form("png", "png", "image/png", png),
        # It holds all others, so it comes last.
        Form("bundle", "zip", "application/zip", bundle),
    )
}


def find_form(name: str) -> Form:
    """The form with this name. Refuses others by saying which there are."""
    if name not in FORMS:
        raise Refused(
            "There is no export called {name}. There are: {names}.",
            "unknown-format",
            name=name,
            names=", ".join(FORMS),
        )
    return FORMS[name]


def find_level(name: str) -> Level:
    """The level with this name. Refuses others by saying which there are."""
    if name not in list(Level):
        raise Refused(
            "There is no level called {name}. There are: {names}.",
            "unknown-level",
            name=name,
            names=", ".join(Level),
        )
    return Level(name)


def source_of(database: Database, people: People, id: int, code: str, to: int | None = None) -> Source:
    """A workshop folded anew from its log, so that nobody's live state is disturbed (L1)."""
    with database.reading() as connection:
        state = log.begin(connection, id)
        written = passages_of(connection, id)
        partnership = partnership_of(connection, id)
        found = list(log.read_found(connection, id, to=to))
    state = log.fold(found, state)
    state.names = people.names(id)
    return Source(code, state, [each.entry for each in found], database, id, written, partnership)


def partnership_of(connection: sa.Connection, workshop: int) -> str:
    """The name of the partnership a workshop belongs to, or nothing."""
    joined = partnerships.join(workshops, workshops.c.partnership == partnerships.c.id)
    chosen = sa.select(partnerships.c.name).select_from(joined).where(workshops.c.id == workshop)
    return connection.execute(chosen).scalar() or ""


def passages_of(connection: sa.Connection, workshop: int) -> dict[str, str]:
    """What an organiser wrote instead of paragraphs of the report."""
    chosen = sa.select(passages.c["passage", "text"]).where(passages.c.workshop == workshop)
    return {row.passage: row.text for row in connection.execute(chosen)}


def file_name(source: Source, form: Form, level: Level) -> str:
    """A name for the file that says which workshop it is, also where titles are not in Latin letters."""
    return name_of_file(the_workshop(source.state).title, source.code, form, level)


def name_of_file(title: str, code: str, form: Form, level: Level) -> str:
    """The level is in the name: nobody sends the wrong one of four files that are called the same."""
    words = re.sub(r"[\W_]+", "-", title.casefold()).strip("-")
    return (
        "-".join(part for part in (words[:NAME_LENGTH].strip("-"), code, level) if part) + f".{form.ending}"
    )
