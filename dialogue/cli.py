"""The command line: serve, workshop, account, export, verify, import, replay, erase, retain, backup, index,
demo, load.

Errors are one clear line. What was asked wrongly ends with 2, what could not be done with 1.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from dialogue import log
from dialogue.account_commands import account
from dialogue.backup import CannotBackUp, back_up
from dialogue.config import BadSetting, read_settings
from dialogue.database import Unavailable
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, find_form, unheard
from dialogue.exports.json_export import records_of
from dialogue.exports.minutes import Look, minutes_of
from dialogue.exports.sentences import told
from dialogue.folders import keep_to_ourselves
from dialogue.holders import Holding
from dialogue.kernel import Refused
from dialogue.logs import logger
from dialogue.overview import owners
from dialogue.people import spelled
from dialogue.terminal import FileType, say_json, usage_error, workbench
from dialogue.workbench import ROOT, Workbench, note_copy
from dialogue.workshop_file import file_of, read_workshop_file

PathType = click.Path(path_type=Path)
ROLES = {Holding.OWNER: "the owner", Holding.FACILITATOR: "a facilitator", Holding.OBSERVER: "an observer"}
LevelType = click.Choice([level.value for level in Level])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Dialogue: facilitated workshops, live and on the record."""
    keep_to_ourselves()


@main.command()
def serve() -> None:
    """Start the server. DIALOGUE_PORT and other variables set it up; see the README."""
    os.execv(sys.executable, [sys.executable, str(ROOT / "wsgi.py")])


# ---- Workshops


@main.group()
def workshop() -> None:
    """Make a workshop, or list those on this server."""


@workshop.command("create")
@click.argument("file", type=FileType)
@click.option("--owner", help="The account that owns it, by e-mail address; else the first administrator.")
@click.option("--json", "as_json", is_flag=True, help="Print the code and the links as JSON.")
def create(file: Path, owner: str | None, as_json: bool) -> None:
    """Make a workshop from FILE (JSON); print its code and its links."""
    with workbench() as bench:
        listed = bench.register.create(read_workshop_file(read_json(file)), bench.owner(owner))
        links = bench.links(listed.code)
    say_json(links) if as_json else say_links(listed.title, links)


@workshop.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_workshops(as_json: bool) -> None:
    """List the workshops on this server, the latest first.

    The notes that were written are counted, also those that are hidden and not in the minutes.
    """
    with workbench() as bench:
        rows = rows_of(bench)
    if as_json:
        say_json(rows)
    elif not rows:
        click.echo("There is no workshop yet. Make one: dialogue workshop create FILE.json")
    for row in [] if as_json else rows:
        click.echo(
            "{code}  {state:7} {people:4} people {notes:5} notes written  {owner:20}  {title}".format(**row)
        )


def rows_of(bench: Workbench) -> list[dict[str, Any]]:
    """Every workshop in a few words, found without opening it."""
    with bench.database.reading() as connection:
        notes = log.count_notes(connection)
    named = owners(bench.database)
    return [
        {
            "code": spelled(listed.code),
            "state": shown["state"],
            "people": shown["people"],
            "notes": notes.get(listed.id, 0),
            "owner": named.get(listed.id, ""),
            "title": shown["title"],
        }
        for listed, shown in bench.register.in_short()
    ]


@workshop.command("give")
@click.argument("code")
@click.argument("email")
@click.option(
    "--role", type=click.Choice([each.value for each in Holding]), default=Holding.FACILITATOR.value
)
def give(code: str, email: str, role: str) -> None:
    """Let the account with the address EMAIL hold the workshop CODE. An owner's role is handed over."""
    with workbench() as bench:
        listed, account = bench.register.find(code), bench.owner(email)
        assert account is not None
        bench.holders.give(listed.id, account, Holding(role))
        click.echo(
            f"{bench.accounts.find(account).name} is {ROLES[Holding(role)]} of {spelled(listed.code)} now."
        )


@workshop.command("file")
@click.argument("code")
def file_again(code: str) -> None:
    """Print the file from which the workshop CODE can be made once more: its titles, questions and rules."""
    with workbench() as bench:
        source, listed = bench.source(code), bench.register.find(code)
        file = file_of(source.state, listed, bench.register.partnership_name(listed.partnership))
    say_json(file)


@workshop.command("seed")
@click.argument("code")
@click.argument("file", type=FileType)
@click.option("--step", type=click.IntRange(min=1), help="The board's place on the run sheet, from 1.")
def seed(code: str, file: Path, step: int | None) -> None:
    """Bring the outline in FILE (OPML, .mm, CSV or indented text) along to the workshop CODE."""
    from dialogue.outlines.bring import bring

    with workbench() as bench:
        plan = bring(bench.register.open(code), file.read_bytes(), file.name, step)
    click.echo(f"{len(plan.questions)} questions, {len(plan.clusters)} clusters, {plan.notes} notes")


# ---- Records


@main.command()
@click.argument("code")
@click.option("--format", "name", required=True, help=f"One of: {', '.join(FORMS)}.")
@click.option("--out", required=True, type=PathType, help="The file to write.")
@click.option("--level", type=LevelType, default=Level.ORGANISER.value, show_default=True)
def export(code: str, name: str, out: Path, level: str) -> None:
    """Write the record of the workshop CODE into a file."""
    with workbench() as bench:
        form = find_form(name)
        written = form.write(bench.source(code), Level(level), unheard)
    try:
        out.write_bytes(written)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}.") from None
    click.echo(f"{out} ({len(written):,} bytes)")


@main.command()
@click.argument("code")
@click.option(
    "--to", type=click.IntRange(min=1), help="The last seq that counts; without it, the last there is."
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, records included.")
def replay(code: str, to: int | None, as_json: bool) -> None:
    """Show the workshop CODE as it was when an entry of its record had just been written."""
    with workbench() as bench:
        source = bench.source(code, to)
    if to is not None and source.state.seq < to:
        raise click.ClickException(f"The record of this workshop ends at {source.state.seq}.")
    look = Look(source.state, Level.ORGANISER)
    last = told(source.history[-1:], look)[0]
    minutes = minutes_of(source.state)
    numbers = msgspec.to_builtins(minutes.numbers)
    if as_json:
        shown = {"code": source.code, "seq": source.state.seq, "at": last.at, "state": minutes.state}
        say_json(shown | {"last": last.sentence, "counts": numbers, "records": records_of(look)})
        return
    click.echo(f"{minutes.title} · {source.state.seq} entries · {minutes.state}\n{last.sentence}")
    for name, number in numbers.items():
        click.echo(f"{number:7,} {name.replace('_', ' ')}")


@main.command()
@click.argument("bundle", type=click.Path(exists=True, path_type=Path))
@click.option("--seal", default="", help="The hash that was shown when it closed: whole, or as on the wall.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(bundle: Path, seal: str, as_json: bool) -> None:
    """Check that BUNDLE is what was packed and its log what was written; nothing else is needed.

    Ends with 0 when it is, with 1 when it was tampered with, with 2 when it cannot be read.
    """
    from dialogue.bundle.seals import Unclear
    from dialogue.bundle.words import EXITS, report_of, verified_at

    try:
        verdict = verified_at(bundle, seal)
    except Unclear as no:
        raise usage_error(str(no)) from None
    say_json(verdict) if as_json else click.echo("\n".join(report_of(bundle, verdict)))
    sys.exit(EXITS[verdict.found])


@main.command("import")
@click.argument("bundle", type=click.Path(exists=True, path_type=Path))
@click.option("--owner", help="The account that owns it, by e-mail address; else the first administrator.")
@click.option("--json", "as_json", is_flag=True, help="Print the code and the link as JSON.")
def take_in(bundle: Path, owner: str | None, as_json: bool) -> None:
    """Bring the workshop in BUNDLE onto this server, as an archive that can only be read."""
    from dialogue.bundle.container import Unreadable, opened
    from dialogue.bundle.unpack import unpacked

    with workbench() as bench:
        try:
            listed = unpacked(bench.register, opened(bundle), bench.owner(owner))
        except Unreadable as no:
            raise click.ClickException(str(no)) from None
        # Nobody joins what can only be read.
        archive = f"{bench.settings.base_url}/w/{listed.code}/archive"
    if as_json:
        say_json({"code": listed.code, "archive_url": archive})
        return
    click.echo(f"{listed.title}\nCode: {spelled(listed.code)}\nArchive: {archive}")


@main.command()
@click.argument("code")
@click.argument("people", type=int, nargs=-1)
@click.option("--words", is_flag=True, help="Erase what they wrote under their name or sector as well.")
@click.option("--json", "as_json", is_flag=True, help="Print the people of the workshop as JSON.")
def erase(code: str, people: tuple[int, ...], words: bool, as_json: bool) -> None:
    """Erase the names of PEOPLE, by their numbers, from the workshop CODE; without numbers, list them."""
    from dialogue.erasing import people_known
    from dialogue.exports.files import going
    from dialogue.mentions import named_elsewhere

    with workbench() as bench:
        live = bench.register.open(code)
        also: list[str] = []
        with going(bench.database, live.id, bench.settings.data_dir / "exports"):
            for person in people:
                also += named_elsewhere(live, person)
                live.erase(person, words)
        known = people_known(live)
    if as_json:
        say_json([each._asdict() for each in known])
        return
    for each in known:
        name = "(erased)" if each.erased else each.name or "(no name)"
        click.echo(f"{each.person:6}  {name:30} {each.sector:20} {each.words:4} entries with their words")
    if also:
        click.echo(f"Others named whom you erased, and their words stay: {', '.join(also)}")


@main.command()
@click.argument("path", type=PathType)
def backup(path: Path) -> None:
    """Copy all workshops into a new file at PATH while the server runs."""
    try:
        settings = read_settings(os.environ)
        back_up(settings.database_url, path.absolute())
    except BadSetting as bad:
        raise usage_error(str(bad)) from None
    except CannotBackUp as no:
        raise click.ClickException(str(no)) from None
    size = path.stat().st_size
    note_copy(settings, size)
    click.echo(f"{path} ({size:,} bytes)")
    secret = settings.data_dir / "secret.key"
    kept = secret if secret.exists() else "DIALOGUE_SECRET_KEY"
    click.echo(f"Keep {kept} as well: without it no link and no seat opens.")


@main.command()
def index() -> None:
    """Read what is new in all workshops into the search of the library."""
    with workbench() as bench:
        behind = len(bench.register.search.behind())
        bench.register.search.catch_up()
    said = "1 workshop was" if behind == 1 else f"{behind} workshops were"
    click.echo(f"{said} read into the search." if behind else "The search knows everything.")


@main.command()
@click.option("--do", "is_meant", is_flag=True, help="Do it. Without this, it is only said what is due.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def retain(is_meant: bool, as_json: bool) -> None:
    """Say which workshops are to be erased or deleted by now, and with --do, erase and delete them.

    What cannot be done for one is said, keeps nothing from the others, and ends with 1.
    """
    from dialogue.retention import due_in

    rows = []
    with workbench() as bench:
        for due in due_in(bench.register, time.time()):
            wrong = carried_out(bench, due) if is_meant else ""
            since = datetime.fromtimestamp(due.since, UTC).date().isoformat()
            row = {"code": spelled(due.listed.code), "what": due.what, "since": since, "title": due.title}
            rows.append(row | {"done": is_meant and not wrong} | ({"wrong": wrong} if wrong else {}))
            if not as_json:
                said = {"erase": "people's names", "delete": "all of it"}[due.what]
                click.echo(f"{row['code']}  {said:14}  due since {since}  {due.title}")
                if wrong:
                    click.echo(f"{row['code']}  was not done: {wrong}", err=True)
    failed = sum("wrong" in row for row in rows)
    if as_json:
        say_json(rows)
    elif not rows:
        click.echo("Nothing is due.")
    elif not failed:
        click.echo("This was done." if is_meant else "Nothing was done. With --do it is.")
    if failed:
        raise click.ClickException(f"{failed} of {len(rows)} could not be done.")


def carried_out(bench: Workbench, due: Any) -> str:
    """Do what is due for one workshop; why it could not be done, or nothing."""
    from dialogue.retention import carry_out

    try:
        carry_out(bench.register, due, bench.settings.data_dir / "exports")
    except (Refused, Unavailable, OSError) as no:
        return str(no)
    except Exception as error:
        # A log that cannot be read any more, say. The others must not wait for whoever mends it.
        logger.exception("what was due was not done", code=due.listed.code)
        return f"{type(error).__name__}, see the log"
    return ""


# ---- Accounts

main.add_command(account)


# ---- People who are simulated


@main.command()
@click.option("--from", "file", type=FileType, help="Hold the workshop that this file describes.")
@click.option("--once", is_flag=True, help="Where the demo is there already, only print its links.")
@click.option("--pace", type=click.FloatRange(min=0), default=1.0, help="How long people take; 0 is no time.")
@click.option("--out", type=PathType, help="Where the minutes go; without it, into the data directory.")
def demo(file: Path | None, once: bool, pace: float, out: Path | None) -> None:
    """Fill a workshop and print its links; or, with --from, hold one over real sockets.

    FILE has a title, a number of participants, and questions with their notes.
    """
    with workbench() as bench:
        if file is None:
            from dialogue.demo import links_of_demo

            say_demo(links_of_demo(bench, once))
            return
        from dialogue.simulation.demo import hold

        hold(bench, read_json(file), pace, out)


@main.command()
@click.option("--participants", type=click.IntRange(1, 5000), default=29, show_default=True)
@click.option(
    "--rate", type=click.FloatRange(0.1, 1000), default=5.0, show_default=True, help="Notes a second."
)
@click.option("--seconds", type=click.FloatRange(1, 3600), default=10.0, show_default=True)
def load(participants: int, rate: float, seconds: float) -> None:
    """Let simulated people write notes, and print as JSON how long these took to reach everybody."""
    from dialogue.simulation.load import measured

    with workbench() as bench:
        say_json(measured(bench, participants, rate, seconds))


# ---- Helpers


def read_json(file: Path) -> Any:
    try:
        return msgspec.json.decode(file.read_bytes())
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None
    except msgspec.DecodeError as error:
        raise usage_error(f"{file} is not JSON: {error}.") from None


def say_links(title: str, links: dict[str, str], say: Callable[[str], None] = click.echo) -> None:
    say(f"{title}\nCode: {spelled(links['code'])}")
    for role in ("join", "facilitator", "observer", "screen"):
        say(f"{role.capitalize() + ':':13}{links[f'{role}_url']}")


def say_demo(links: dict[str, str]) -> None:
    click.echo(f"Demo: {links.pop('title')} (code {spelled(links['code'])})")
    roles = {"Facilitator": "facilitator", "Participant": "join", "Observer": "observer", "Screen": "screen"}
    for role, url in roles.items():
        click.echo(f"{role + ':':13}{links[f'{url}_url']}")
