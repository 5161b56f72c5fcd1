"""One workshop, and everybody who might ask it for something: each with the cookie they really have.

Ana, Ben and Mia take part, Mia is muted; Fay facilitates. Wanda waits, Rudi was removed. Otto owns the
workshop, Lena facilitates it and Wim observes it by their accounts; Nora and Olga, who administers the
server, have nothing to do with it. Paul takes part in another workshop, which Gerd facilitates.
"""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from dialogue import App
from dialogue.holders import Holding
from dialogue.kernel import Role
from dialogue.pages.readers import READERS
from dialogue.workshop import AdmitPerson
from dialogue.workshop_file import read_workshop_file
from tests.organisers import account_of, organiser
from tests.visits import Visitor

ADDRESS = "203.0.113.7"
"""Theirs, so that nobody is taken for somebody at the server itself."""

PLAN = {"title": "Water for the valley", "sectors": ["public", "private"], "languages": ["en", "fr"]}
OTHER = {"title": "Roads", "sectors": ["public"]}

IS = {
    "stranger": "Stranger",
    "paul": "Stranger",
    "gerd": "Stranger",
    "wanda": "Waiting",
    "rudi": "Removed",
    "ana": "Participant",
    "ben": "Participant",
    "mia": "Participant",
    "observer": "Observer",
    "screen": "Screen",
    "fay": "Facilitator",
    "reader": "Kept link",
    "nora": "Other account",
    "olga": "Administrator",
    "wim": "Account: observes",
    "lena": "Account: facilitates",
    "otto": "Account: owns",
}
"""Everybody, and the column of the tables that is theirs."""


class Cast:
    """The workshop and everybody's browser."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.olga = account_of(app.database, "Olga")
        self.otto = account_of(app.database, "Otto")
        self.listed = app.register.create(read_workshop_file(PLAN), self.otto.id)
        self.elsewhere = app.register.create(read_workshop_file(OTHER), account_of(app.database, "Nora").id)
        self.code = self.listed.code
        self.live = app.register.open(self.code)
        self.clients: dict[str, FlaskClient] = {"stranger": app.test_client()}
        self.people: dict[str, int] = {}
        self.seqs: dict[str, int] = {}
        self.job = ""
        self.come_in()
        self.hold()

    def come_in(self) -> None:
        """Those with a seat, here or in the other workshop."""
        for name in ("ana", "ben", "mia", "rudi"):
            self.joins(name, self.code)
        self.joins("paul", self.elsewhere.code)
        self.opens("fay", "facilitator", self.code)
        self.opens("gerd", "facilitator", self.elsewhere.code)
        for role in ("observer", "screen"):
            self.opens(role, role, self.code)
        self.does("fay", "person.remove", {"person": self.people["rudi"]})
        self.does("fay", "person.mute", {"person": self.people["mia"]})
        self.people["wanda"] = self.live.act(AdmitPerson(Role.PARTICIPANT, "public", waits=True))
        self.clients["wanda"] = self.with_cookie(seats={self.code: ["participant", self.people["wanda"]]})
        self.clients["reader"] = self.with_cookie(**{READERS: {self.code: self.people["ana"]}})

    def hold(self) -> None:
        """Those with an account."""
        roles = {
            "wim": Holding.OBSERVER,
            "lena": Holding.FACILITATOR,
            "nora": None,
            "olga": None,
            "otto": None,
        }
        for name in ("nora", "olga", "otto", *roles):
            self.clients[name] = organiser(self.app, name.capitalize()).client
            if role := roles.get(name):
                account = account_of(self.app.database, name.capitalize())
                self.app.holders.give(self.listed.id, account.id, role, self.otto.id)

    def joins(self, name: str, code: str) -> None:
        client = self.clients[name] = self.app.test_client()
        answer = client.post(f"/join/{code}", json={"name": name, "sector": "public"})
        assert answer.status_code == 200, answer.get_json()
        self.people[name] = answer.get_json()["person"]

    def opens(self, name: str, role: str, code: str) -> None:
        """Somebody opens the link to a role."""
        visitor = Visitor(self.app)
        visitor.goes(self.app.register.links(self.app.register.find(code), "")[role])
        self.clients[name] = visitor.client
        self.people[name] = visitor.client.get(f"/w/{code}/view").get_json()["you"]["person"]

    def with_cookie(self, **kept: Any) -> FlaskClient:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session.update(kept)
        return client

    # ---- Asking

    def sends(self, name: str, command: str, data: dict[str, Any], id: str = "") -> TestResponse:
        """Somebody sends a command, also where they may not."""
        call = {"name": command, "data": self.filled(data)} | ({"id": id} if id else {})
        return self.clients[name].post(f"/w/{self.code}/command", json=call)

    def does(self, name: str, command: str, data: dict[str, Any] | None = None, label: str = "") -> int:
        answer = self.sends(name, command, data or {}).get_json()
        assert "seq" in answer, (name, command, answer)
        seq: int = answer["seq"]
        if label:
            self.seqs[label] = seq
        return seq

    def filled(self, data: Any) -> Any:
        """Data in which `@note` stands for what is called so, `@board+1` for what came right behind it, and
        `@ana` for her number.
        """
        if isinstance(data, dict):
            return {key: self.filled(value) for key, value in data.items()}
        if isinstance(data, list):
            return [self.filled(value) for value in data]
        if not isinstance(data, str) or not data.startswith("@"):
            return data
        label, _, more = data[1:].partition("+")
        return (self.seqs | self.people)[label] + int(more or 0)

    def asks(
        self, name: str, route: str, body: dict[str, Any] | None = None, query: str = ""
    ) -> TestResponse:
        """Somebody asks for a route, as a form where the body is one. It carries their token."""
        method, _, path = route.partition(" ")
        path = self.address_of(path)
        client = self.clients[name]
        client.environ_base["REMOTE_ADDR"] = ADDRESS
        headers = {"Accept": "application/json"}
        if method == "GET":
            return client.get(path + query, headers=headers)
        if body and "as" in body:
            sent = {key: value for key, value in body.items() if key != "as"}
            return client.post(path + query, json=sent, headers=headers)
        form = {**(body or {}), "csrf_token": self.token_of(client)}
        return client.post(path + query, data=form, headers=headers, content_type="multipart/form-data")

    def address_of(self, path: str) -> str:
        """A route as an address: of this workshop, and of what is in it."""
        for place, value in {
            "<code>": self.code,
            "<id>": self.job,
            "<name>": "json",
            "<language>": "en",
            "<int:account>": str(self.otto.id),
            "<int:guest>": "1",
            "<person>": str(self.people["ana"]),
        }.items():
            path = path.replace(place, value)
        return path

    def token_of(self, client: FlaskClient) -> str:
        """The token that a form of this browser carries."""
        with client.session_transaction() as session:
            raw = session.setdefault("csrf_token", "0" * 40)
        signed = URLSafeTimedSerializer(self.app.dialogue.secret_key, salt="wtf-csrf-token").dumps(raw)
        return str(signed)
