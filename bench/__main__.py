"""`python -m bench` runs every part and prints one table; `python -m bench NAME` runs one."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable

import click
from rich.console import Console as Terminal
from rich.table import Table

from bench import (
    archive,
    commands,
    console,
    delivery,
    door,
    exporting,
    folding,
    fuzz,
    joining,
    phone,
    processes,
    reach,
    restart,
)
from bench.rows import HEADINGS, Row
from bench.servers import OURS, THEIRS

PARTS: dict[str, Callable[[bool], list[Row]]] = {
    "delivery": delivery.rows,
    "reach": reach.rows,
    "joining": joining.rows,
    "door": door.rows,
    "restart": restart.rows,
    "commands": commands.rows,
    "folding": folding.rows,
    "archive": archive.rows,
    "exporting": exporting.rows,
    "processes": processes.rows,
    "console": console.rows,
    "phone": phone.rows,
    "fuzz": fuzz.rows,
}

BESIDE = "Dialogue, beside a bare Socket.IO server, on the same machine in the same run"
OWN: dict[str, tuple[str, ...]] = {
    "console": console.HEADINGS,
    "phone": phone.HEADINGS,
    "fuzz": fuzz.HEADINGS,
}
"""Parts with columns of their own, and so a table of their own."""
NO_MEASURE = {"fuzz"}
"""What runs only when it is named: it asks whether something holds, and not how fast it is."""


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--quick", is_flag=True, help="Shorter, and so less certain.")
def main(names: tuple[str, ...], quick: bool) -> None:
    """Measure, and print a table. NAMES are the parts to run; without any, all but the fuzzing."""
    # Ten thousand clients are a million objects; walking them would be most of what the crowd does.
    gc.disable()
    os.sched_setaffinity(0, OURS)
    progress = Terminal(stderr=True)
    tables = {HEADINGS: table_of(BESIDE, HEADINGS)}
    for name in names or (part for part in PARTS if part not in NO_MEASURE):
        headings = OWN.get(name, HEADINGS)
        table = tables.setdefault(headings, table_of("", headings))
        with progress.status(f"Measuring: {name}"):
            began = time.perf_counter()
            for row in measured(name, quick):
                table.add_row(*row)
            table.add_section()
            gc.collect()
        progress.print(f"{name}: {time.perf_counter() - began:.0f} s")
    filled = [table for table in tables.values() if table.row_count]
    filled[-1].caption = machine()
    for table in filled:
        Terminal(width=None if sys.stdout.isatty() else 130).print(table)


def table_of(title: str, headings: tuple[str, ...]) -> Table:
    table = Table(title=title or None)
    for n, heading in enumerate(headings):
        table.add_column(heading, justify="right" if n else "left")
    return table


def measured(name: str, quick: bool) -> list[Row]:
    """The rows of one part; one that does not come to its end says so, and the others go on."""
    try:
        return PARTS[name](quick)
    except TimeoutError as error:
        return [Row(f"{name}: it was given up", str(error))]


def machine() -> str:
    """What the numbers depend on: cores and who had which, and how long the disk takes to keep something."""
    with tempfile.NamedTemporaryFile(dir=".") as file:
        began = time.perf_counter()
        for _ in range(200):
            file.write(b"x" * 300)
            file.flush()
            os.fsync(file.fileno())
        wait = (time.perf_counter() - began) / 200
    return (
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, one fsync {1000 * wait:.2f} ms; "
        f"servers on core {said(THEIRS)}, clients on core {said(OURS)}; two processes on all"
    )


def said(cores: set[int]) -> str:
    return ", ".join(map(str, sorted(cores)))


if __name__ == "__main__":
    main()
