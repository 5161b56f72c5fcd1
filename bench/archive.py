"""A long workshop as an archive: every form it can be had in, its proof, and any moment of it again."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from flask import Flask
from flask_babel import Babel

from bench.rows import Row, kib, ms, number
from dialogue import log
from dialogue.bundle.container import Zip
from dialogue.bundle.format import EVENTS
from dialogue.bundle.verify import Found, linked, read_manifest, verified
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, Source, source_of, unheard
from tests.house import House
from tests.large import workshop_of_events

EVENTS_HELD = 50_000
NOTES = 5_000


def rows(quick: bool) -> list[Row]:
    events, notes = (5_000, 500) if quick else (EVENTS_HELD, NOTES)
    app = Flask(__name__)
    Babel(app)
    with tempfile.TemporaryDirectory(prefix="dialogue-bench-") as directory, app.app_context():
        house = House(Path(directory))
        making = workshop_of_events(house.register, events, notes)
        live = making.save()
        live.submit("workshop.close", {"anyway": True}, None, making.fay)
        began = time.process_time()
        source = source_of(house.database, house.people, live.id, live.code)
        read = time.process_time() - began
        made = [Row(f"CPU to read {source.state.seq:,} entries and {notes:,} notes", ms(read))]
        made += each_form(source, read)
        began = time.process_time()
        log.load(house.database, live.id, to=events * 9 // 10)
        made.append(Row("   to be at any moment of it again", ms(time.process_time() - began)))
        house.close()
    return made


def each_form(source: Source, read: float) -> list[Row]:
    """What each form costs. The bundle comes last: what was made before need not be made again for it."""
    made, spent = [], 0.0
    for form in FORMS.values():
        began = time.process_time()
        content = form.write(source, Level.ORGANISER, unheard)
        took = time.process_time() - began
        spent += took
        made.append(Row(f"   and to write it as {form.name} ({kib(len(content))})", ms(took)))
    made.append(Row("every form in all, read once", ms(read + spent)))
    return made + checked(content)


def checked(bundle: bytes) -> list[Row]:
    """How many entries a second are verified: the chain alone, and everything."""
    container = Zip(bundle)
    began = time.process_time()
    verdict = verified(container)
    whole = time.process_time() - began
    assert verdict.found is Found.GOOD, verdict
    content = container.read(EVENTS)
    workshop = read_manifest(container)[1].workshop
    began = time.process_time()
    count = sum(1 for _ in linked(content, workshop))
    alone = time.process_time() - began
    return [
        Row("entries of the chain verified a second of CPU", number(count / alone)),
        Row("   with every file, and that the log leads to the state", number(count / whole)),
    ]
