"""Organisers with an account, signed in without a password being typed: Olga is the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask.testing import FlaskClient

from dialogue.accounts import Account, Accounts, insert
from dialogue.cookies import Cookies
from dialogue.database import Database
from tests.visits import Visitor

if TYPE_CHECKING:
    from dialogue import App

AGENT = "a browser of the tests"


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
