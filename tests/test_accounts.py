"""Accounts as they are kept: passwords, sessions, links that work once, second factors."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from dialogue.accounts import Account, Accounts, addressed, insert, links
from dialogue.accounts.factors import STEP
from dialogue.accounts.links import Kind
from dialogue.accounts.passwords import ensure_good, is_common
from dialogue.accounts.sessions import SIGNED_IN_FOR, hashed
from dialogue.database import Database, Unavailable, account_sessions, metadata
from dialogue.database import accounts as table
from dialogue.holders import Holders, Holding
from dialogue.kernel import Refused
from tests.services import database_url

GOOD = "quiet rivers bend south"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(database_url(tmp_path))
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def accounts(database: Database) -> Accounts:
    accounts = Accounts(database, "the secret of this server")
    accounts.passwords._hasher = PasswordHasher.from_parameters(CHEAPEST)
    return accounts


@pytest.fixture
def olga(accounts: Accounts) -> Account:
    return accounts.make_first("Olga", "olga@example.org", GOOD)


def another(accounts: Accounts, name: str) -> Account:
    """An account that was made by an invitation."""
    key = accounts.links.invite(f"{name.casefold()}@example.org", is_admin=False)
    return accounts.accept(key, name, GOOD)


def refusal(do: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        do()
    return refused.value.reason


def all_that_is_kept(database: Database) -> str:
    """Every value of every row that is about accounts."""
    with database.reading() as connection:
        return " ".join(
            str(value)
            for name in ("accounts", "account_sessions", "account_links")
            for row in connection.execute(sa.select(metadata.tables[name]))
            for value in row
        )


def test_the_account_of_before_becomes_the_first_one_with_its_workshops(
    accounts: Accounts, database: Database
) -> None:
    """It had no password: whoever had its link was it."""
    before = database.write(lambda connection: insert(connection, "Organiser", "", "", is_admin=False))
    holders, workshop = Holders(database), made_workshop(database, "AAA")
    holders.give(workshop, before, Holding.OWNER)
    assert accounts.first_key()
    olga = accounts.make_first("Olga", "olga@example.org", GOOD)
    assert (olga.id, olga.name, olga.is_admin) == (before, "Olga", True)
    assert holders.role_of(workshop, olga.id) is Holding.OWNER
    assert accounts.proved("olga@example.org", GOOD) == olga


# ---- Passwords


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("tiny words", None),
        ("tinywords", "short-password"),
        ("x" * 201, "long-password"),
        ("password123", "common-password"),
        ("P@ssw0rd2026", "common-password"),
        ("123456789012", "common-password"),
        ("aaaaaaaaaaaaaa", "common-password"),
        ("qwertyuiop", "common-password"),
        ("poiuytrewq", "common-password"),
        ("abcdeabcdeabcde", "common-password"),
        ("8402937561", "common-password"),
        ("Welcome!2026", "common-password"),
        ("ask olga first", "telling-password"),
        ("petrova-4711x", "telling-password"),
        ("كلمة سر طويلة", None),
        ("naïve café über", None),
    ],
)
def test_a_password_is_long_rare_and_says_nothing_of_its_owner(password: str, reason: str | None) -> None:
    if reason is None:
        ensure_good(password, "Olga Petrova", "olga@example.org")
    else:
        assert refusal(lambda: ensure_good(password, "Olga Petrova", "olga@example.org")) == reason


def test_no_rule_asks_for_digits_or_signs() -> None:
    assert not is_common("four plain words here")


def test_nothing_that_is_kept_signs_anybody_in(database: Database, accounts: Accounts, olga: Account) -> None:
    token = accounts.sessions.begin(olga.id, "a browser")
    invitation = accounts.links.invite("ben@example.org", is_admin=False)
    reset = accounts.links.reset(olga.id)
    recovery = turned_on(accounts, olga)
    kept = all_that_is_kept(database)
    assert "$argon2id$" in kept
    codes = accounts.factors.secret_of(olga.id, accounts.find(olga.id).totp)
    for secret in (GOOD, token, invitation, reset, codes, *recovery):
        assert secret not in kept


def test_a_password_is_the_same_however_its_signs_are_put_together(accounts: Accounts) -> None:
    kept = accounts.passwords.hash_of("caf\u00e9 au bord de l'eau")
    assert accounts.passwords.fits(kept, "cafe\u0301 au bord de l'eau")
    assert not accounts.passwords.fits(kept, "cafe au bord de l'eau")


def test_an_account_without_a_password_has_none_that_fits(accounts: Accounts, database: Database) -> None:
    database.write(lambda connection: insert(connection, "Ben", "ben@example.org", "", is_admin=False))
    for password in ("", "what nobody's password is compared with", GOOD):
        assert accounts.proved("ben@example.org", password) is None


def test_a_hash_is_made_anew_when_it_was_made_more_cheaply(accounts: Accounts, olga: Account) -> None:
    before = kept_password(accounts)
    accounts.passwords._hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    assert accounts.proved("olga@example.org", GOOD) == olga
    assert kept_password(accounts) != before
    assert "m=16,t=2" in kept_password(accounts)
    assert accounts.proved("olga@example.org", GOOD) == olga


def kept_password(accounts: Accounts) -> str:
    with accounts.database.reading() as connection:
        return str(connection.execute(sa.select(table.c.password).order_by(table.c.id)).scalars().first())


def test_hashes_are_made_where_they_hold_up_nobody(database: Database) -> None:
    """Off the loop, as `blocking` does it; and not all at once, for each needs much memory."""
    threads: list[str] = []

    def elsewhere(do: Callable[[], Any]) -> Any:
        threads.append(threading.current_thread().name)
        return do()

    accounts = Accounts(database, "secret", elsewhere)
    accounts.passwords._hasher = PasswordHasher.from_parameters(CHEAPEST)
    accounts.make_first("Olga", "olga@example.org", GOOD)
    assert accounts.proved("olga@example.org", GOOD)
    assert len(threads) >= 2


@pytest.mark.parametrize(
    "email",
    [
        "",
        "olga",
        "@example.org",
        "olga@",
        "a@b@c",
        "o l@example.org",
        "o@example.org\nBcc: x@y.z",
        "<o@example.org>",
    ],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    assert refusal(lambda: addressed(email)) in {"empty", "no-address"}


def test_an_address_is_kept_in_small_letters() -> None:
    assert addressed("  Olga@Example.ORG ") == "olga@example.org"


# ---- Sessions


def test_a_session_ends_when_nobody_used_it_for_long(accounts: Accounts, olga: Account) -> None:
    token = accounts.sessions.begin(olga.id, "a browser")
    assert accounts.signed_in(token) == olga
    set_seen(accounts, token, time.time() - SIGNED_IN_FOR + 60)
    assert accounts.signed_in(token) == olga
    set_seen(accounts, token, time.time() - SIGNED_IN_FOR - 1)
    assert accounts.signed_in(token) is None
    assert accounts.sessions.of(olga.id) == []


def set_seen(accounts: Accounts, token: str, at: float) -> None:
    its = account_sessions.update().where(account_sessions.c.id == hashed(token)).values(seen_at=at)
    accounts.database.write(lambda connection: connection.execute(its))


def test_who_only_reads_may_do_so_while_nothing_can_be_saved(
    accounts: Accounts, olga: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = accounts.sessions.begin(olga.id, "a browser")
    set_seen(accounts, token, time.time() - 3_600)

    def full(_work: object) -> None:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(accounts.database, "write", full)
    assert accounts.signed_in(token) == olga


def test_what_is_kept_of_a_session_opens_none(accounts: Accounts, olga: Account) -> None:
    accounts.sessions.begin(olga.id, "a browser")
    [session] = accounts.sessions.of(olga.id)
    assert accounts.signed_in(session.id) is None


def test_nobody_ends_the_session_of_another(accounts: Accounts, olga: Account) -> None:
    ben, token = another(accounts, "Ben"), accounts.sessions.begin(olga.id, "a browser")
    accounts.sessions.end(ben.id, hashed(token))
    accounts.sessions.end_others(ben.id)
    assert accounts.signed_in(token) == olga


def test_another_password_ends_every_session_but_one(accounts: Accounts, olga: Account) -> None:
    here, there = (accounts.sessions.begin(olga.id, "a browser") for _ in range(2))
    accounts.set_password(olga.id, "other rivers bend north", hashed(here))
    assert accounts.signed_in(here) == olga
    assert accounts.signed_in(there) is None
    assert accounts.proved("olga@example.org", GOOD) is None


# ---- Links that work once


def test_an_invitation_makes_one_account(accounts: Accounts, olga: Account) -> None:
    key = accounts.links.invite("ben@example.org", is_admin=True, by=olga.id)
    assert [each.email for each in accounts.links.invitations()] == ["ben@example.org"]
    ben = accounts.accept(key, "Ben", GOOD)
    assert (ben.name, ben.email, ben.is_admin) == ("Ben", "ben@example.org", True)
    assert accounts.links.invitations() == []
    assert refusal(lambda: accounts.accept(key, "Mallory", GOOD)) == "wrong-key"


def test_of_two_at_once_with_one_link_one_gets_in(accounts: Accounts, olga: Account) -> None:
    key = accounts.links.reset(olga.id)
    ready = threading.Barrier(4)
    said: list[str] = []

    def reset(n: int) -> None:
        ready.wait()
        try:
            accounts.reset(key, f"{n} rivers bend at noon")
            said.append("done")
        except Refused as refused:
            said.append(refused.reason)

    threads = [threading.Thread(target=reset, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "wrong-key", "wrong-key", "wrong-key"]


def test_a_link_is_over_after_two_days(
    accounts: Accounts, olga: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "WORKS_FOR", -1)
    key = accounts.links.reset(olga.id)
    assert refusal(lambda: accounts.links.find(Kind.RESET, key)) == "wrong-key"
    assert refusal(lambda: accounts.reset(key, "other rivers bend north")) == "wrong-key"
    assert accounts.proved("olga@example.org", GOOD) == olga


def test_a_key_opens_what_it_was_made_for_and_nothing_else(accounts: Accounts, olga: Account) -> None:
    invitation, reset = accounts.links.invite("ben@example.org", is_admin=True), accounts.links.reset(olga.id)
    assert refusal(lambda: accounts.links.find(Kind.RESET, invitation)) == "wrong-key"
    assert refusal(lambda: accounts.reset(invitation, "other rivers bend north")) == "wrong-key"
    assert refusal(lambda: accounts.accept(reset, "Mallory", GOOD)) == "wrong-key"
    assert refusal(lambda: accounts.links.find(Kind.RESET, hashed(reset))) == "wrong-key"


def test_a_later_link_ends_the_one_before(accounts: Accounts, olga: Account) -> None:
    before, key = accounts.links.reset(olga.id), accounts.links.reset(olga.id)
    assert refusal(lambda: accounts.links.find(Kind.RESET, before)) == "wrong-key"
    assert accounts.links.find(Kind.RESET, key).account == olga.id


def test_nobody_is_invited_twice(accounts: Accounts, olga: Account) -> None:
    assert refusal(lambda: accounts.links.invite("olga@example.org", is_admin=True)) == "taken-address"
    key = accounts.links.invite("ben@example.org", is_admin=False)
    accounts.database.write(lambda c: insert(c, "Ben", "ben@example.org", "", is_admin=False))
    assert refusal(lambda: accounts.accept(key, "Ben", GOOD)) == "taken-address"
    assert accounts.links.find(Kind.INVITE, key), "What was refused used nothing up."


def test_a_reset_ends_every_session_and_leaves_the_second_factor(accounts: Accounts, olga: Account) -> None:
    token = accounts.sessions.begin(olga.id, "a browser")
    turned_on(accounts, olga)
    found = accounts.reset(accounts.links.reset(olga.id), "other rivers bend north")
    assert found.totp
    assert accounts.signed_in(token) is None
    assert accounts.proved("olga@example.org", "other rivers bend north") == found


# ---- The second factor


def code_of(accounts: Accounts, account: Account, salt: str, at: float | None = None) -> str:
    return pyotp.TOTP(accounts.factors.secret_of(account.id, salt)).at(int(at or time.time()))


def turned_on(accounts: Accounts, account: Account) -> list[str]:
    salt = "0123456789abcdef" * 2
    # The code before, so that the one of now is still good.
    return accounts.factors.turn_on(account.id, salt, code_of(accounts, account, salt, time.time() - STEP))


def test_a_code_is_taken_once(accounts: Accounts, olga: Account) -> None:
    turned_on(accounts, olga)
    salt = accounts.find(olga.id).totp
    code = code_of(accounts, olga, salt)
    assert accounts.factors.passes(olga.id, salt, f"{code[:3]} {code[3:]}")
    assert not accounts.factors.passes(olga.id, salt, code)


def test_a_code_of_before_the_last_one_is_taken_no_more(accounts: Accounts, olga: Account) -> None:
    turned_on(accounts, olga)
    salt = accounts.find(olga.id).totp
    assert accounts.factors.passes(olga.id, salt, code_of(accounts, olga, salt, time.time() + STEP))
    assert not accounts.factors.passes(olga.id, salt, code_of(accounts, olga, salt))


@pytest.mark.parametrize("off", [-10 * STEP, 10 * STEP])
def test_a_code_of_another_time_is_none(accounts: Accounts, olga: Account, off: int) -> None:
    turned_on(accounts, olga)
    salt = accounts.find(olga.id).totp
    assert not accounts.factors.passes(olga.id, salt, code_of(accounts, olga, salt, time.time() + off))


@pytest.mark.parametrize(
    "code", ["", "0", "abcdef", "١٢٣٤٥٦", "1234567", "-12345", "１２３４５６", "\x00" * 6]
)
def test_what_is_no_code_is_none(accounts: Accounts, olga: Account, code: str) -> None:
    turned_on(accounts, olga)
    assert not accounts.factors.passes(olga.id, accounts.find(olga.id).totp, code)


def test_each_recovery_code_works_once(accounts: Accounts, olga: Account) -> None:
    recovery = turned_on(accounts, olga)
    salt = accounts.find(olga.id).totp
    assert len(set(recovery)) == 8
    assert accounts.factors.passes(olga.id, salt, f" {recovery[3][:5].upper()}-{recovery[3][5:]}")
    assert not accounts.factors.passes(olga.id, salt, recovery[3])
    assert accounts.factors.left(olga.id) == 7
    assert accounts.factors.passes(olga.id, salt, recovery[0])


def test_the_codes_of_one_account_are_worth_nothing_to_another(accounts: Accounts, olga: Account) -> None:
    ben, recovery = another(accounts, "Ben"), turned_on(accounts, olga)
    turned_on(accounts, ben)
    salt = accounts.find(ben.id).totp
    assert not accounts.factors.passes(ben.id, salt, recovery[0])
    assert not accounts.factors.passes(ben.id, salt, code_of(accounts, olga, salt))
    assert accounts.factors.passes(ben.id, salt, code_of(accounts, ben, salt))


def test_it_is_not_turned_on_by_a_wrong_code(accounts: Accounts, olga: Account) -> None:
    assert refusal(lambda: accounts.factors.turn_on(olga.id, "00" * 16, "000000x")) == "wrong-code"
    assert accounts.find(olga.id).totp == ""


# ---- The end of an account


def test_an_account_that_ended_is_nobody_and_its_workshops_are_the_heirs(
    accounts: Accounts, database: Database, olga: Account
) -> None:
    ben, cem = another(accounts, "Ben"), another(accounts, "Cem")
    holders, workshop, led = Holders(database), made_workshop(database, "AAA"), made_workshop(database, "BBB")
    holders.give(workshop, ben.id, Holding.OWNER)
    holders.give(led, cem.id, Holding.OWNER)
    holders.give(led, ben.id, Holding.FACILITATOR)
    holders.sit(led, ben.id, 7)
    token = accounts.sessions.begin(ben.id, "a browser")
    reset, invitation = accounts.links.reset(ben.id), accounts.links.invite("d@example.org", False, ben.id)
    assert accounts.end(ben.id, olga.id, olga.id) == {led: 7}
    assert accounts.signed_in(token) is None
    assert accounts.proved("ben@example.org", GOOD) is None
    assert accounts.known_by("ben@example.org") is None
    for kind, key in ((Kind.RESET, reset), (Kind.INVITE, invitation)):
        assert refusal(lambda kind=kind, key=key: accounts.links.find(kind, key)) == "wrong-key"  # type: ignore[misc]
    assert [(each.name, each.role) for each in holders.of(workshop)] == [("Olga", Holding.OWNER)]
    assert [each.name for each in holders.of(led)] == ["Cem"]
    assert "Ben" in {each.whose for each in holders.handovers(led)}, "Who it was stays with what it did."
    assert another(accounts, "Ben").id != ben.id, "Its address may have another account."


def made_workshop(database: Database, code: str) -> int:
    workshops = metadata.tables["workshops"]
    values = {"code": code, "salt": "", "title": code, "entry": "open", "passphrase": ""}
    made = workshops.insert().values(**values, created_at=1.0, identity=code)
    return int(database.write(lambda connection: connection.execute(made).inserted_primary_key)[0])


def test_an_account_does_not_end_without_an_heir(accounts: Accounts, olga: Account) -> None:
    assert refusal(lambda: accounts.end(olga.id, olga.id)) == "unknown-account"
    assert refusal(lambda: accounts.end(olga.id, 999)) == "unknown-account"
    assert accounts.find(olga.id) == olga


def test_an_address_with_a_nul_in_it_is_looked_up_like_any_other(accounts: Accounts) -> None:
    """PostgreSQL takes no such sign, and whoever signs in may send it."""
    assert accounts.proved("nobody\0@example.org", "quiet rivers bend south") is None
    assert accounts.known_by("nobody\0@example.org") is None
    accounts.sessions.end(1, "no session\0")
    accounts.links.withdraw("no link\0")


def test_whoever_wrote_anothers_address_into_their_account_loses_it_to_them(
    accounts: Accounts, olga: Account
) -> None:
    """Another server has made sure whose the address is; this one has not."""
    accounts.rename(olga.id, "Olga", "paul@example.org")
    token = accounts.sessions.begin(olga.id, "Olga's browser")
    assert accounts.signed_in(token)
    paul = accounts.from_elsewhere("https://id.example.org|7", "paul@example.org", "Paul", False)
    assert paul.id == olga.id
    assert accounts.signed_in(token) is None
    assert accounts.proved("paul@example.org", GOOD) is None
