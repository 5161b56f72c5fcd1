"""Workshops with thousands of people in them, written into the log at once instead of joined one by one."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from dialogue import log
from dialogue.kernel import Audience
from dialogue.people import Name
from dialogue.register import Register
from tests.large import Making
from tests.server import SECRET

PLAN: dict[str, Any] = {
    "title": "A bench",
    "sectors": ["public", "private", "civil society", "schools"],
    "stages": [{"activity": "board", "title": "Ideas", "questions": ["What would help?"]}],
}


class Seated(NamedTuple):
    """A workshop with an open board: each one's cookie, and who they are."""

    code: str
    board: int
    facilitator: tuple[str, int]
    people: list[tuple[str, int]]


def seated(register: Register, people: int, notes: int = 0) -> Seated:
    """Make a workshop, seat people and let them write, all in one commit."""
    making = Making(register, PLAN, people)
    making.do("stage.open", making.fay, stage=making.stage("board"))
    [board] = making.first("board")
    for n in range(notes):
        making.do("note.add", making.people[n % people], board=board, text=making.text())
    everybody = [making.fay, *making.people]
    joined = {seq: f"Person {n}" for n, seq in enumerate(everybody)}
    listed = making.listed
    log.append(
        register.database, listed.id, [with_name(register, listed.id, w, joined) for w in making.written]
    )
    return Seated(
        listed.code,
        board,
        (cookie_of(listed.code, Audience.FACILITATOR, making.fay), making.fay),
        [(cookie_of(listed.code, Audience.PARTICIPANT, seq), seq) for seq in making.people],
    )


def with_name(register: Register, workshop: int, written: log.Written, joined: dict[int, str]) -> log.Written:
    name = joined.get(written.entry.seq)
    if name is None:
        return written
    return written._replace(also=register.people.keeping(workshop, Name(name, "An organisation")))


def signer() -> Any:
    """What signs the cookies of the servers that tests start."""
    app = Flask("bench")
    app.secret_key = SECRET
    return SecureCookieSessionInterface().get_signing_serializer(app)


SIGNER = signer()


def cookie_of(code: str, audience: Audience, person: int) -> str:
    """The cookie of a browser that has taken this seat."""
    return f"dialogue={SIGNER.dumps({'_permanent': True, 'seats': {code: [audience, person]}})}"
