"""The organiser erases somebody, and brings a workshop from another server."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from dialogue import App, create_app
from dialogue.bundle.container import zipped
from dialogue.bundle.format import MANIFEST
from dialogue.config import read_settings
from dialogue.workshop_file import read_workshop_file
from tests.services import environment
from tests.visits import Page

FILE = {
    "title": "Wasser für alle",
    "sectors": ["public"],
    "stages": [{"activity": "board", "questions": ["Was?"]}],
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = create_app(read_settings(environment(tmp_path)))
    app.database.migrate()
    yield app
    app.database.close()


@pytest.fixture
def room(app: App) -> SimpleNamespace:
    """Fay facilitates, Ana wrote a note, Olga is the organiser."""
    listed = app.register.create(read_workshop_file(FILE))
    fay, ana, olga = (app.test_client() for _ in range(3))
    fay.get(app.register.links(listed, "")["facilitator"])
    ana.post(f"/join/{listed.code}", json={"name": "Ana Mwangi", "sector": "public"})
    olga.get(f"/organise?key={app.people.first_organiser()}")
    code = listed.code
    records = fay.get(f"/w/{code}/view").json["records"]
    stage, board = (
        next(key.split("/")[1] for key in records if key.startswith(kind)) for kind in ("stage", "board")
    )

    def do(client, name, **data):
        answer = client.post(f"/w/{code}/command", json={"name": name, "data": data}).json
        assert "seq" in answer, answer

    do(fay, "workshop.open")
    do(fay, "stage.open", stage=int(stage))
    do(ana, "note.add", board=int(board), text="quokkas carry umbrellas")
    path = f"/workshops/{code}/people"
    return SimpleNamespace(app=app, code=code, fay=fay, ana=ana, olga=olga, do=do, path=path)


def person_of(room: SimpleNamespace) -> str:
    [person] = [seq for seq, name in room.app.people.names(1).items() if name.name == "Ana Mwangi"]
    return str(person)


def press(room: SimpleNamespace, **fields: str) -> Page:
    page = Page(room.olga.get(room.path))
    [form] = [form for form in page.forms if form.get("person") == person_of(room)]
    return Page(room.olga.post(room.path, data=form.filled(**fields), follow_redirects=True))


def test_the_organiser_erases_a_name_and_the_words(room: SimpleNamespace) -> None:
    room.do(room.fay, "workshop.close")
    assert "quokkas" in room.olga.get(f"/w/{room.code}/export/markdown").text
    done = press(room, words="on")
    assert "Done: it is erased." in done.words and "Mwangi" not in done.source
    minutes = room.olga.get(f"/w/{room.code}/export/json?level=full").text
    assert "quokkas" not in minutes and "Mwangi" not in minutes
    assert '"erased": 1' in minutes


def test_a_name_goes_and_the_words_stay_unless_asked(room: SimpleNamespace) -> None:
    room.do(room.fay, "workshop.close")
    press(room)
    minutes = room.olga.get(f"/w/{room.code}/export/json?level=full").text
    assert "quokkas" in minutes and "Mwangi" not in minutes


def test_whoever_may_still_write_is_not_erased_and_the_page_says_why(room: SimpleNamespace) -> None:
    page = Page(room.olga.get(room.path))
    assert "Still taking part" in page.words
    data = {"person": person_of(room), "csrf_token": token_of(room)}
    answer = Page(room.olga.post(room.path, data=data))
    assert answer.status == 400 and "Remove this person first" in answer.words
    assert "Ana Mwangi" in answer.words


def token_of(room: SimpleNamespace) -> str:
    return Page(room.olga.get("/workshops/import")).forms[0].get("csrf_token")


@pytest.mark.parametrize("who", ["fay", "ana"])
def test_only_the_organiser_gets_there(room: SimpleNamespace, who: str) -> None:
    client = getattr(room, who)
    for path in (room.path, "/workshops/import"):
        answer = client.get(path)
        assert answer.status_code == 403 and "Mwangi" not in answer.text


def give(room: SimpleNamespace, content: bytes) -> Page:
    data = {"csrf_token": token_of(room), "bundle": (io.BytesIO(content), "a.zip")}
    return Page(room.olga.post("/workshops/import", data=data, follow_redirects=True))


def test_the_organiser_brings_a_bundle_and_reads_its_minutes(room: SimpleNamespace) -> None:
    room.do(room.fay, "workshop.close")
    bundle = room.olga.get(f"/w/{room.code}/export/bundle").data
    assert len(bundle) > 300_000, "Larger than any other form may be."
    page = give(room, bundle)
    assert page.status == 200 and page.path.endswith("/archive") and room.code not in page.path
    assert "quokkas carry umbrellas" in page.words
    assert len(room.app.register.all()) == 2


def test_what_is_no_bundle_is_refused_in_a_sentence(room: SimpleNamespace) -> None:
    page = give(room, zipped({MANIFEST: b"{}"}, (2026, 1, 1, 0, 0, 0)))
    assert page.status == 400 and "manifest.json cannot be read" in page.words
    nothing = Page(room.olga.post("/workshops/import", data={"csrf_token": token_of(room)}))
    assert nothing.status == 400 and "Choose the file of the bundle first." in nothing.words
