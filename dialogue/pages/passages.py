"""The paragraphs of the report that can be written anew, as pages ask for them.

Their automatic words take a fold of the whole workshop, so they are made where exports are.
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import msgspec
from flask_babel import get_locale

from dialogue.exports.document import Level
from dialogue.exports.forms import Progress, Source
from dialogue.exports.forms import passages_of as written_anew
from dialogue.exports.overtaken import last_erasure
from dialogue.exports.report import Passage, passages_in
from dialogue.exports.wanted import Wanted
from dialogue.pages.here import app
from dialogue.stopping import staying

if TYPE_CHECKING:
    from dialogue.live import LiveWorkshop

FORM = "passages"


def written(source: Source, level: Level, _progress: Progress) -> bytes:
    """The passages with their automatic words, as JSON."""
    return msgspec.json.encode(passages_in(source._replace(passages={}), level))


def passages_of(live: LiveWorkshop) -> list[Passage]:
    """The passages as those who took part read them, each with what an organiser wrote instead."""

    def wanted() -> Wanted:
        seq = max(live.seq, last_erasure(app().database, live.id, live.seq))
        return Wanted(live.id, live.code, FORM, Level.PARTICIPANTS, str(get_locale() or "en"), seq)

    made = app().jobs.opened(wanted, ensure=staying.ensure)
    automatic = msgspec.json.decode(gzip.decompress(made.read()), type=list[Passage])
    with app().database.reading() as connection:
        mine = written_anew(connection, live.id)
    return [passage._replace(text=mine.get(passage.name, "")) for passage in automatic]
