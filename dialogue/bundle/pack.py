"""Packing: a workshop as one file, with every export, for one level.

Only those who answer for a workshop get its log. The bundle for others has the same files, each as
that level may see it, and the seal by which it can be held against the log.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version

import msgspec
from flask_babel import get_locale

from dialogue import log
from dialogue.bundle.container import zipped
from dialogue.bundle.format import (
    EVENTS,
    FORMAT,
    MANIFEST,
    PASSAGES,
    PEOPLE,
    VERSION,
    VIEWER,
    WORKSHOP,
    Line,
    Manifest,
    Seal,
    final_bytes,
    folded,
    line_of,
    lines_bytes,
    manifest_bytes,
    packed,
    records_in,
)
from dialogue.chain import time_of
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, Progress, Source
from dialogue.exports.json_export import records_of
from dialogue.exports.minutes import Look
from dialogue.workshop import the_workshop

WITH_LOG = (Level.ORGANISER, Level.FULL)


def bundle_of(source: Source, level: Level, progress: Progress) -> bytes:
    """The bundle of a workshop, as a zip file."""
    workshop = the_workshop(source.state)
    lines = lines_of(source) if level in WITH_LOG else []
    files = (log_of(source, lines) if lines else seen_of(source, level)) | exports_of(source, level, progress)
    made = workshop.closed_at or source.history[-1].at
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        by=f"Dialogue {version('dialogue')}",
        made=time_of(made),
        level=level,
        language=str(get_locale() or "en"),
        code=source.code,
        title=workshop.title,
        workshop=source.state.identity,
        entries=source.state.seq,
        head=source.state.head.hex(),
        seal=Seal(workshop.sealed, workshop.seal) if workshop.seal else None,
        erased=sum(line.is_erased for line in lines),
        files={name: packed(content) for name, content in sorted(files.items())},
    )
    at = datetime.fromtimestamp(made, UTC).timetuple()[:6]
    return zipped({MANIFEST: manifest_bytes(manifest), **files}, at)


def exports_of(source: Source, level: Level, progress: Progress) -> dict[str, bytes]:
    """The workshop in every form; the viewer, which people look for first, stands on top."""
    files: dict[str, bytes] = {}
    forms = [form for form in FORMS.values() if form.name != "bundle"]
    for n, form in enumerate(forms):
        name = VIEWER if form.name == "viewer" else f"exports/{form.name}.{form.ending}"
        files[name] = form.write(source, level, within(progress, n, len(forms)))
    progress(1)
    return files


def lines_of(source: Source) -> list[Line]:
    with source.database.reading() as connection:
        return [line_of(row) for row in log.read_rows(connection, source.id, source.state.seq)]


def log_of(source: Source, lines: list[Line]) -> dict[str, bytes]:
    """The log, where it leads, and what is kept beside it."""
    state = folded(lines)
    files = {
        EVENTS: lines_bytes(lines),
        WORKSHOP: final_bytes(source.code, state, records_in(state)),
        PEOPLE: json({seq: name._asdict() for seq, name in sorted(source.state.names.items())}),
    }
    return files | ({PASSAGES: json(source.passages)} if source.passages else {})


def seen_of(source: Source, level: Level) -> dict[str, bytes]:
    """The records that a level may see."""
    records = records_of(Look(source.state, level))
    return {WORKSHOP: final_bytes(source.code, source.state, records)}


def json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def within(progress: Progress, n: int, steps: int) -> Callable[[float], None]:
    """The progress of one step of several."""
    progress(n / steps)
    return lambda share: progress((n + share) / steps)
