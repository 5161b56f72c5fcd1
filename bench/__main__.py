"""`python -m bench`: run all of it and print one table. `--quick` takes a third of the time."""

from __future__ import annotations

import gzip
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import brotli
import requests
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.crowd import Crowd, commands_per_second, deliveries, own_cpu
from bench.servers import Dialogue, Echo, cpu_of
from dialogue import log
from dialogue.kernel import Audience, Eyes
from dialogue.live import LiveWorkshop
from dialogue.simulation.measures import percentile
from tests.house import House
from tests.large import workshop_of_events, workshop_of_notes
from tests.server import Browser

TEXT = "Teachers need time to try a new tool together before a class depends on it."
SIZES = (29, 100, 300)
NOTES_PER_SECOND = 10.0
SECONDS = 4 if "--quick" in sys.argv else 12
ROUNDS = 3
"""Both servers take turns, so that whatever else the machine does falls on both."""


class Row(NamedTuple):
    """One line of the table: what, ours, the bare server's, and how much more ours is."""

    what: str
    ours: str
    bare: str = ""
    ratio: str = ""


class Delivered:
    """Seconds to the last phone, CPU seconds of the server and of the crowd, bytes a client."""

    def __init__(self) -> None:
        self.took: list[float] = []
        self.server_cpu = self.crowd_cpu = self.bytes = 0.0

    def add(self, server: Dialogue | Echo, crowd: Crowd) -> None:
        cpu, own = cpu_of(server.pid), own_cpu()
        self.took += deliveries(crowd, NOTES_PER_SECOND, SECONDS / ROUNDS, TEXT)
        self.server_cpu += cpu_of(server.pid) - cpu
        self.crowd_cpu += own_cpu() - own
        self.bytes += crowd.bytes / len(crowd.clients)


def main() -> None:
    rows: list[Row] = []
    parts: list[Callable[[], list[Row]]] = [
        *(lambda size=size: delivery_rows(size) for size in SIZES),
        *(lambda size=size: command_rows(size) for size in (1, 50)),
        joining_rows,
        opening_rows,
    ]
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for part in progress.track(parts, description="Measuring"):
            rows += part()
    table = Table(title="Dialogue beside a bare Socket.IO server, same machine, same run", caption=machine())
    for heading in ("", "Dialogue", "bare Socket.IO", "ratio"):
        table.add_column(heading, justify="left" if not heading else "right")
    for row in rows:
        table.add_row(*row, end_section=not row.what)
    Console(width=None if sys.stdout.isatty() else 110).print(table)


def machine() -> str:
    """What the numbers depend on: cores, and how long the disk takes to keep something."""
    with tempfile.NamedTemporaryFile(dir=".") as file:
        began = time.perf_counter()
        for _ in range(200):
            file.write(b"x" * 300)
            file.flush()
            os.fsync(file.fileno())
        wait = (time.perf_counter() - began) / 200
    return (
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, one fsync {1000 * wait:.2f} ms; "
        f"server and clients share the machine"
    )


# ---- From a post to the last phone


def delivery_rows(size: int) -> list[Row]:
    ours, bare = Delivered(), Delivered()
    with side_by_side(size) as pairs:
        for (server, crowd), found in zip(pairs * ROUNDS, [ours, bare] * ROUNDS, strict=True):
            found.add(server, crowd)
    n = len(ours.took)
    what = f"{size} people, {NOTES_PER_SECOND:.0f} notes/s"
    return [
        Row(f"{what}: post to last phone, p50", *in_ms(percentile(ours.took, 50), percentile(bare.took, 50))),
        Row("   p99", *in_ms(percentile(ours.took, 99), percentile(bare.took, 99))),
        Row("   server CPU a note", *in_ms(ours.server_cpu / n, bare.server_cpu / n)),
        Row("   clients' CPU a note", *in_ms(ours.crowd_cpu / n, bare.crowd_cpu / n)),
        Row("   bytes a phone and note", *plain(ours.bytes / n, bare.bytes / n)),
    ]


@contextmanager
def side_by_side(size: int) -> Iterator[list[tuple[Dialogue | Echo, Crowd]]]:
    """Both servers, with as many clients each; whoever is not asked is idle."""
    with Dialogue() as ours, Echo() as bare, Crowd(ours, size) as our_crowd, Crowd(bare, size) as bare_crowd:
        settle(our_crowd)
        yield [(ours, our_crowd), (bare, bare_crowd)]


def settle(crowd: Crowd) -> None:
    """Let what follows on coming in be over: presence is told a second later."""
    ends = time.perf_counter() + 2
    while time.perf_counter() < ends:
        crowd.listen(0.1)


# ---- Commands made durable


def command_rows(size: int) -> list[Row]:
    rates: list[list[float]] = [[], []]
    with side_by_side(size) as pairs:
        for (_, crowd), found in zip(pairs * ROUNDS, rates * ROUNDS, strict=True):
            found.append(commands_per_second(crowd, SECONDS / ROUNDS, TEXT))
    ours, bare = (percentile(each, 50) for each in rates)
    who = "1 client" if size == 1 else f"{size} clients"
    return [Row(f"commands a second, {who} (ours durable, bare only echoed)", *plain(ours, bare))]


# ---- Coming in


def joining_rows() -> list[Row]:
    """What one phone loads to come into a workshop of a thousand notes, as it is sent."""
    with Dialogue() as server:
        live = workshop_of_notes(server.register, 1_000)
        phone = Browser(server.url, live.code, "Ana").join("public")
        page = phone.get("").text
        parts = {
            "view": size_of(server, f"/w/{live.code}/view", phone.cookie),
            "page": size_of(server, f"/w/{live.code}", phone.cookie),
            "bundles": sum(size_of(server, each, phone.cookie) for each in bundles_in(page)),
        }
        unpacked = requests.get(
            f"{server.url}/w/{live.code}/view", headers={"Cookie": phone.cookie}, timeout=30
        ).content
        phone.session.close()
    return [
        Row("bytes to join a workshop of 1,000 notes", f"{sum(parts.values()):,}"),
        *(Row(f"   {what}", f"{size:,}") for what, size in parts.items()),
        Row("   the same view: plain | gzip | br", packed(unpacked)),
    ]


def bundles_in(page: str) -> list[str]:
    found = re.findall(r'(?:src|href)="(/static/built/[^"]+\.(?:js|css))"', page)
    return list(dict.fromkeys(found))


def size_of(server: Dialogue, path: str, cookie: str) -> int:
    """The bytes of an answer on the wire."""
    headers = {"Accept-Encoding": "br, gzip", "Cookie": cookie}
    with requests.get(server.url + path, headers=headers, stream=True, timeout=30) as response:
        response.raise_for_status()
        return len(response.raw.read(decode_content=False))


def packed(body: bytes) -> str:
    return f"{len(body):,} | {len(gzip.compress(body, 6)):,} | {len(brotli.compress(body, quality=5)):,}"


# ---- Opening


def opening_rows() -> list[Row]:
    """A workshop of 20,000 entries from the disk to the first view, beside only reading the entries."""
    with tempfile.TemporaryDirectory(prefix="dialogue-bench-") as directory:
        house = House(Path(directory))
        making = workshop_of_events(house.register, 20_000)
        live, ana = making.save(), Eyes(Audience.PARTICIPANT, making.people[0])
        began = time.process_time()
        assert sum(1 for _ in log.read(house.database, live.id)) == 20_000
        read = time.process_time()
        again = LiveWorkshop(live.id, live.code, house.database, house.people, live.shell)
        opened = time.process_time()
        again.view(ana)
        seen = time.process_time()
        house.close()
    return [
        Row("CPU to open 20,000 entries (bare: only to read them)", *in_ms(opened - read, read - began)),
        Row("   and the first participant's view", f"{1000 * (seen - opened):.0f} ms"),
    ]


def in_ms(ours: float, bare: float) -> tuple[str, str, str]:
    return f"{1000 * ours:,.1f} ms", f"{1000 * bare:,.1f} ms", f"{ours / bare:.2f}" if bare else ""


def plain(ours: float, bare: float) -> tuple[str, str, str]:
    return f"{ours:,.0f}", f"{bare:,.0f}", f"{ours / bare:.2f}" if bare else ""


if __name__ == "__main__":
    main()
