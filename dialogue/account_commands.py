"""`dialogue account`: who may plan workshops on this server, for whoever sits at its machine."""

from __future__ import annotations

from typing import Any

import click

from dialogue.accounts import Account, addressed
from dialogue.accounts.links import Kind
from dialogue.kernel import Refused
from dialogue.leaving import leave_all
from dialogue.overview import owned_count
from dialogue.terminal import say_json, workbench
from dialogue.workbench import Workbench


@click.group()
def account() -> None:
    """List the accounts of organisers, invite one, give one another password, end one."""


@account.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_accounts(as_json: bool) -> None:
    """List the accounts on this server."""
    with workbench() as bench:
        owned = owned_count(bench.database)
        rows: list[dict[str, Any]] = [
            {
                "email": each.email,
                "name": each.name,
                "role": "administrator" if each.is_admin else "organiser",
                "second_factor": bool(each.totp),
                "owns": owned.get(each.id, 0),
            }
            for each in bench.accounts.all()
        ]
        first = bench.accounts.first_key()
        base = bench.settings.base_url
    if as_json:
        say_json(rows)
    elif first:
        click.echo(f"There is no account yet. Make the first one: {base}/first?key={first}")
    for row in [] if as_json else rows:
        click.echo("{email:32} {name:20} {role:13} {owns:4} workshops".format(**row))


@account.command()
@click.argument("email")
@click.option("--admin", is_flag=True, help="They also look after the server.")
def invite(email: str, admin: bool) -> None:
    """Print a link with which EMAIL makes an account. It works once, within two days."""
    with workbench() as bench:
        key = bench.accounts.links.invite(addressed(email), admin)
        say_link(bench, Kind.INVITE, key)


@account.command()
@click.argument("email")
@click.option("--no-totp", is_flag=True, help="Turn their second factor off as well.")
def reset(email: str, no_totp: bool) -> None:
    """Print a link with which EMAIL sets another password. It works once, within two days."""
    with workbench() as bench:
        found = found_by(bench, email)
        if no_totp:
            bench.accounts.factors.turn_off(found.id)
        say_link(bench, Kind.RESET, bench.accounts.links.reset(found.id))


@account.command()
@click.argument("email")
def end(email: str) -> None:
    """End the account of EMAIL. The workshops that it owns are the first administrator's from then on."""
    with workbench() as bench:
        found = found_by(bench, email)
        heirs = [each for each in bench.accounts.all() if each.is_admin and each.id != found.id]
        if not heirs:
            raise click.ClickException(
                "Nobody else administers this server. Invite somebody with --admin first."
            )
        owns = owned_count(bench.database).get(found.id, 0)
        persons = bench.accounts.end(found.id, heirs[0].id)
        leave_all(bench.register, persons)
    said = f" {heirs[0].name} owns {owns} of its workshops now." if owns else ""
    click.echo(f"The account of {found.name} is ended.{said}")


def found_by(bench: Workbench, email: str) -> Account:
    if found := bench.accounts.known_by(email):
        return found
    raise Refused("There is no account {name} here. Compare the address.", "unknown-account", name=email)


def say_link(bench: Workbench, kind: Kind, key: str) -> None:
    click.echo(f"{bench.settings.base_url}/{kind.value}?key={key}")
    click.echo("It works once, within two days.", err=True)
