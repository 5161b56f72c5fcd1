"""A log of 100,000 entries, from the disk to the state, and to the first view."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from bench.rows import Row, ms
from dialogue import log
from dialogue.database import entries
from dialogue.kernel import Audience, Eyes
from dialogue.live import LiveWorkshop
from tests.house import House
from tests.large import workshop_of_events


def rows(quick: bool) -> list[Row]:
    count = 20_000 if quick else 100_000
    with tempfile.TemporaryDirectory(prefix="dialogue-bench-") as directory:
        house = House(Path(directory))
        making = workshop_of_events(house.register, count)
        live, ana = making.save(), Eyes(Audience.PARTICIPANT, making.people[0])
        began = time.process_time()
        with house.database.reading() as connection:
            rows = connection.execute(sa.select(entries).where(entries.c.workshop == live.id)).all()
        assert len(rows) == count
        read = time.process_time()
        log.load(house.database, live.id)
        folded = time.process_time()
        again = LiveWorkshop(live.id, live.code, house.database, house.people, live.shell)
        opened = time.process_time()
        again.view(ana)
        seen = time.process_time()
        house.close()
    return [
        Row(f"CPU to fold {count:,} entries, read from the disk", ms(folded - read)),
        Row("   only to read them", ms(read - began)),
        Row("   to open the workshop, and to know every command that was answered", ms(opened - folded)),
        Row("   and the first participant's view", ms(seen - opened)),
    ]
