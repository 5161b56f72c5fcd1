"""`dialogue demo --from`: a described workshop is held, over real sockets, from joining to minutes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, file_name
from dialogue.exports.minutes import minutes_of
from dialogue.simulation import acts
from dialogue.simulation.checks import ensure_minutes, ensure_same
from dialogue.simulation.holding import Failed, Holding, ensure, patiently
from dialogue.simulation.measures import deliveries, spread
from dialogue.simulation.phone import Refusal, Unreachable
from dialogue.simulation.script import Script, script_of, workshop_file
from dialogue.simulation.server import Server
from dialogue.workbench import Workbench


class Shown:
    """Progress on the terminal: one line for each act."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.task: TaskID | None = None

    def begin(self, title: str, total: int) -> None:
        self.finish()
        self.task = self.progress.add_task(title, total=total)

    def step(self, n: int = 1) -> None:
        if self.task is not None:
            self.progress.advance(self.task, n)

    def finish(self) -> None:
        if self.task is not None:
            task = self.progress.tasks[-1]
            self.progress.update(self.task, completed=task.total)


def hold(bench: Workbench, described: Any, pace: float, out: Path | None) -> None:
    """Hold the workshop that a file describes and print what came of it."""
    script = script_of(described)
    with Server(bench.settings) as server:
        where = "a server started for this" if server.is_ours else "the server that runs"
        click.echo(f"{script.title}\n{len(script.people)} people, on {where} at {server.base}")
        listed = bench.register.create(workshop_file(script))
        links = bench.links(listed.code)
        click.echo(f"Watch it on the screen: {links['screen_url']}")
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        ) as progress:
            shown = Shown(progress)
            held = Holding(server.base, listed.code, script, pace, shown)
            markdown = run(held, links, server)
            shown.finish()
    say_results(bench, held, written(bench, held, markdown, out))


def run(held: Holding, links: dict[str, str], server: Server) -> str:
    """Hold it in this thread; every failure becomes one line."""
    try:
        return asyncio.run(play(held, links, server.revive))
    except* (Failed, Refusal, Unreachable) as group:
        raise click.ClickException(f"The workshop could not be held. {explained(group, held.base)}") from None


def explained(error: BaseException, base: str) -> str:
    """The first thing that went wrong, in a sentence."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, Refusal) and error.reason in ("unknown-code", "wrong-key"):
        return f"The server at {base} keeps its workshops elsewhere: give both the same DIALOGUE_DATA_DIR."
    return str(error)


async def play(held: Holding, links: dict[str, str], revive: Callable[[], None]) -> str:
    """Every act, then the checks; the minutes as the facilitator gets them."""
    keeping = asyncio.create_task(keep_alive(revive))
    try:
        await acts.arrive(held, links["facilitator_url"], links["screen_url"])
        for act in acts.ACTS:
            await act(held)
        held.report.begin("What everybody has is compared", 1)
        await ensure_same(held)
        path = f"/w/{held.code}/export/markdown"
        markdown = (await patiently(lambda: held.facilitator.fetch("GET", path))).decode()
        ensure_minutes(held, markdown)
        return markdown
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        await asyncio.gather(*(phone.leave() for phone in held.everyone))


async def keep_alive(revive: Callable[[], None]) -> None:
    """Start our server again if somebody stops it, as often as it takes."""
    while True:
        await asyncio.sleep(0.5)
        with suppress(click.ClickException):
            await asyncio.to_thread(revive)


def written(bench: Workbench, held: Holding, markdown: str, out: Path | None) -> Path:
    """Write the minutes into a file; where nothing else is said, into the data directory."""
    if out is None:
        folder = bench.settings.data_dir / "minutes"
        folder.mkdir(exist_ok=True)
        out = folder / file_name(bench.source(held.code), FORMS["markdown"], Level.ORGANISER)
    out.write_text(markdown)
    return out


def say_results(bench: Workbench, held: Holding, path: Path) -> None:
    """The numbers of the record, which must be those that were sent."""
    numbers = minutes_of(bench.source(held.code).state).numbers
    ensure_numbers(numbers.people, numbers.notes, held.script)
    took = spread(deliveries(held.sent, held.everyone))
    saved = spread([sent.answered - sent.at for sent in held.sent])
    again = sum(phone.reconnected for phone in held.everyone)
    lines = [
        ("Code", held.code),
        ("People", str(numbers.people)),
        ("Notes", f"{numbers.notes} of {len(held.script.parts)}, {numbers.built_on} build on another"),
        ("Clusters", str(numbers.clusters)),
        ("Votes", f"{numbers.votes} dots from {numbers.voters} people"),
        ("Ground rules", f"{numbers.rules_adopted} adopted, {numbers.rules_set_aside} set aside"),
        ("Actions", f"{numbers.actions}, {numbers.actions_accepted} accepted"),
        ("Record", f"{numbers.entries} entries"),
        ("Refused", f"{held.refusals} commands, each as it must be"),
        ("Lost lines", f"{again} times a phone came back by itself"),
        ("Saved", f"p50 {saved['p50']} ms, p99 {saved['p99']} ms, from sending to the answer"),
        ("Delivered", f"p50 {took['p50']} ms, p99 {took['p99']} ms, from sending to every phone having it"),
        ("Minutes", str(path)),
    ]
    for name, value in lines:
        click.echo(f"{name + ':':14}{value}")


def ensure_numbers(people: int, notes: int, script: Script) -> None:
    try:
        ensure(people == len(script.people), f"{people} people came, {len(script.people)} were sent.")
        ensure(notes == len(script.parts), f"{notes} notes are kept, {len(script.parts)} were written.")
    except Failed as failed:
        raise click.ClickException(str(failed)) from None
