"""Organisers with an account, signed in without a password being typed: Olga is the first."""

from __future__ import annotations

from pathlib import Path

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient

from dialogue import App, create_app
from dialogue.accounts import Account, Accounts, insert
from dialogue.config import read_settings
from dialogue.cookies import Cookies
from dialogue.database import Database
from dialogue.pages import sign_in as sign_in_pages
from tests.services import environment
from tests.visits import Visitor

AGENT = "a browser of the tests"


PASSWORD = "quiet rivers bend south"


def fresh_app(directory: Path, **settings: str) -> App:
    """A server that nobody has an account on, and from which nobody has been slowed down yet. Its hashes
    cost nothing.
    """
    for pace in (sign_in_pages.TRIES_BY_ADDRESS, sign_in_pages.WRONG_BY_ADDRESS):
        pace._counts.clear()
    app = create_app(read_settings(environment(directory) | settings))
    app.database.migrate()
    app.accounts.passwords._hasher = PasswordHasher.from_parameters(CHEAPEST)
    return app


def with_password(app: App, name: str = "Olga", **typed: str) -> tuple[Account, Visitor]:
    """An account with a password, and a browser that was signed in with it by the form."""
    account = account_of(app.database, name)
    app.accounts.set_password(account.id, PASSWORD)
    visitor = Visitor(app)
    page = visitor.sends(
        visitor.goes("/sign-in").form_to("/sign-in"), email=account.email, password=PASSWORD, **typed
    )
    assert page.path in {"/workshops", "/sign-in/code"}, page.words
    return account, visitor


def account_of(database: Database, name: str = "Olga") -> Account:
    """The account of this name. The first that is asked for administers the server, and what was made on
    the command line before is its own.
    """
    known, email = Accounts(database, ""), f"{name.casefold()}@example.org"
    if known.first_key():
        return known.make_first(name, email)
    if found := known.known_by(email):
        return found
    return known.find(database.write(lambda connection: insert(connection, name, email, "", is_admin=False)))


def sign_in(app: App, client: FlaskClient, name: str = "Olga") -> Account:
    """Sign a browser in."""
    account = account_of(app.database, name)
    with client.session_transaction() as session:
        session["organiser"] = app.accounts.sessions.begin(account.id, AGENT)
    return account


def organiser(app: App, name: str = "Olga") -> Visitor:
    """A visitor who is signed in."""
    visitor = Visitor(app)
    sign_in(app, visitor.client, name)
    return visitor


def cookie_of(database: Database, secret: str, name: str = "Olga") -> str:
    """What stands in the cookie of somebody who is signed in on a server with this secret."""
    signing = Flask("a server of the tests")
    signing.secret_key = secret
    serializer = Cookies().get_signing_serializer(signing)
    assert serializer
    token = Accounts(database, secret).sessions.begin(account_of(database, name).id, AGENT)
    return str(serializer.dumps({"_permanent": True, "organiser": token}))
