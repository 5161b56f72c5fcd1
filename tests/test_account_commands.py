"""`dialogue account` and `dialogue workshop give`: for whoever sits at the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue.holders import Holding
from dialogue.overview import last_backup
from dialogue.workbench import Workbench
from tests.organisers import account_of
from tests.test_cli import Place


@pytest.fixture
def here(tmp_path: Path) -> Place:
    return Place(tmp_path)


def bench_of(here: Place) -> Workbench:
    return Workbench({name: value for name, value in here.env.items() if value})


def test_before_there_is_an_account_the_list_says_how_to_make_one(here: Place) -> None:
    bench = bench_of(here)
    assert f"http://localhost:8123/first?key={bench.accounts.first_key()}" in here.said("account", "list")
    account_of(bench.database)
    listed = here.said("account", "list")
    assert "first?key=" not in listed
    assert "olga@example.org" in listed
    assert "administrator" in listed
    bench.close()


def test_an_invitation_and_a_new_password_are_links_that_work_once(here: Place) -> None:
    bench = bench_of(here)
    account_of(bench.database)
    [link] = [
        line for line in here.said("account", "invite", "BEN@example.org").splitlines() if "key=" in line
    ]
    assert link.startswith("http://localhost:8123/invite?key=")
    ben = bench.accounts.accept(link.partition("key=")[2], "Ben", "quiet rivers bend south")
    assert (ben.email, ben.is_admin) == ("ben@example.org", False)
    bench.accounts.factors._change(ben.id, totp="00" * 16)
    for words, keeps in (((), True), (("--no-totp",), False)):
        said = here.said("account", "reset", "ben@example.org", *words)
        [link] = [line for line in said.splitlines() if "key=" in line]
        assert bool(bench.accounts.reset(link.partition("key=")[2], "other rivers bend north").totp) is keeps
    bench.close()


def test_an_account_is_ended_and_its_workshops_have_another_owner(here: Place) -> None:
    bench = bench_of(here)
    olga, ben = account_of(bench.database), account_of(bench.database, "Ben")
    (here.path / "plan.json").write_text('{"title": "Water", "stages": []}')
    here.said("workshop", "create", here.path / "plan.json", "--owner", "ben@example.org")
    said = here.said("account", "end", "ben@example.org")
    assert "The account of Ben is ended. Olga owns 1 of its workshops now." in said
    [listed] = bench.register.all()
    assert bench.holders.role_of(listed.id, olga.id) is Holding.OWNER
    assert bench.accounts.known_by(ben.email) is None
    code, line = here.refused("account", "end", "olga@example.org")
    assert (code, "Nobody else administers this server." in line) == (1, True)
    bench.close()


def test_a_workshop_is_given_to_an_account_and_the_list_says_whose_it_is(here: Place) -> None:
    bench = bench_of(here)
    olga, ben = account_of(bench.database), account_of(bench.database, "Ben")
    made = here.made()
    assert "Olga" in here.said("workshop", "list")
    assert "Ben is a facilitator of" in here.said("workshop", "give", made["code"], "ben@example.org")
    assert "Ben is the owner of" in here.said(
        "workshop", "give", made["code"], "ben@example.org", "--role", "owner"
    )
    [listed] = bench.register.all()
    assert [(each.account, each.role) for each in bench.holders.of(listed.id)] == [
        (ben.id, Holding.OWNER),
        (olga.id, Holding.FACILITATOR),
    ]
    assert {each.by for each in bench.holders.handovers(listed.id) if each.whose == "Ben"} == {""}
    code, line = here.refused("workshop", "give", made["code"], "nobody@example.org")
    assert (code, "There is no account nobody@example.org here." in line) == (1, True)
    bench.close()


@pytest.mark.sqlite
def test_a_backup_is_noted_with_its_size(here: Place) -> None:
    bench = bench_of(here)
    assert last_backup(bench.database) is None
    copy = here.path / "copy.sqlite3"
    here.said("backup", copy)
    noted = last_backup(bench.database)
    assert noted
    assert noted.size == copy.stat().st_size
    assert not noted.is_old
    bench.close()
