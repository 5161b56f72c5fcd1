"""The page that gives the record as a file: who may have it, at which level, in which form."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dialogue import App, create_app
from dialogue.config import read_settings
from dialogue.exports.document import Level
from dialogue.kernel import Role
from dialogue.limits import Pace
from dialogue.live import LiveWorkshop
from dialogue.pages import export
from dialogue.people import Name
from dialogue.workbench import silent_shell
from dialogue.workshop_file import read_workshop_file
from tests.organisers import sign_in
from tests.services import environment
from tests.test_jobs import child_of

FILE = {
    "title": "Wasser für alle: wie?",
    "sectors": ["public"],
    "stages": [{"activity": "board", "questions": ["What works?"], "visibility": "own", "identity": "named"}],
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = create_app(read_settings(environment(tmp_path)))
    app.database.migrate()
    yield app
    app.database.close()


@pytest.fixture
def room(app: App) -> SimpleNamespace:
    """A workshop with fay facilitating, ana, and a note of ana's that is not revealed yet."""
    listed = app.register.create(read_workshop_file(FILE))
    fay, ana = app.test_client(), app.test_client()
    fay.get(app.register.links(listed, "")["facilitator"])
    ana.post(f"/join/{listed.code}", json={"name": "Ana", "sector": "public"})
    room = SimpleNamespace(app=app, code=listed.code, fay=fay, ana=ana)
    stage = next(key for key in seen(room, fay) if key.startswith("stage/")).split("/")[1]
    room.stage = int(stage)
    for name, data in [("workshop.open", {}), ("stage.open", {"stage": room.stage})]:
        do(room, fay, name, **data)
    board = next(key for key in seen(room, fay) if key.startswith("board/")).split("/")[1]
    do(room, ana, "note.add", board=int(board), text="More trees")
    live = app.register.open(listed.code)
    [room.person] = [person for person, name in app.people.names(live.id).items() if name.name == "Ana"]
    # The link that Ben kept, who took part on another phone.
    number = live.admit(Role.PARTICIPANT, "public", Name("Ben"))
    room.keep = f"/w/{listed.code}/archive?key={app.people.reader_key(listed, number)}"
    return room


def beside(room: SimpleNamespace) -> LiveWorkshop:
    """The workshop as a command on the same machine has it."""
    live = room.app.register.open(room.code)
    return LiveWorkshop(live.id, live.code, live.database, live.people, silent_shell())


def seen(room: SimpleNamespace, client: FlaskClient) -> dict[str, object]:
    records: dict[str, object] = client.get(f"/w/{room.code}/view").json["records"]
    return records


def do(room: SimpleNamespace, client: FlaskClient, name: str, **data: object) -> None:
    answer = client.post(f"/w/{room.code}/command", json={"name": name, "data": data})
    assert "seq" in answer.json, answer.json


def asked(
    room: SimpleNamespace, client: FlaskClient, form: str = "markdown", level: str = ""
) -> tuple[int, str]:
    """The status and the text of an export."""
    address = f"/w/{room.code}/export/{form}" + (f"?level={level}" if level else "")
    answer = client.get(address, headers={"Accept": "application/json"})
    return answer.status_code, answer.get_data(as_text=True)


def test_facilitators_have_it_at_any_time_under_a_good_name(room):
    answer = room.fay.get(f"/w/{room.code}/export/markdown")
    assert answer.status_code == 200
    assert answer.mimetype == "text/markdown"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert f"-{room.code}-organiser.md" in answer.headers["Content-Disposition"]
    assert "- More trees — *Ana, public, ¶" in answer.get_data(as_text=True)


def test_a_file_for_one_level_is_not_called_like_that_for_another(room):
    names = [
        room.fay.get(f"/w/{room.code}/export/markdown?level={level}").headers["Content-Disposition"]
        for level in Level
    ]
    for level, name in zip(Level, names, strict=True):
        assert f"-{room.code}-{level}.md" in name


def test_organisers_have_it_though_they_never_joined(room):
    organiser = room.app.test_client()
    sign_in(room.app, organiser)
    assert asked(room, organiser)[0] == 200


def test_others_have_nothing(room):
    status, text = asked(room, room.app.test_client())
    assert status == 403
    assert "More trees" not in text


def test_participants_have_it_when_the_workshop_is_closed_and_only_what_they_saw(room):  # V1
    status, text = asked(room, room.ana)
    assert (status, "when the workshop is closed" in text) == (403, True)
    do(room, room.fay, "workshop.close")
    status, text = asked(room, room.ana)
    assert (status, "Written for: those who took part" in text) == (200, True)
    assert "More trees" not in text
    assert "1 note is not revealed yet" in text
    for level in ("organiser", "full"):
        assert asked(room, room.ana, level=level)[0] == 403


def test_json_is_the_same_for_those_who_count(room):
    status, text = asked(room, room.fay, "json", "public")
    shown = json.loads(text)
    assert (status, shown["level"], shown["minutes"]["numbers"]["notes"]) == (200, "public", 0)
    assert "Ana" not in text


@pytest.mark.parametrize(("form", "level"), [("doc", ""), ("page", ""), ("markdown", "everything")])
def test_what_there_is_not_is_refused_by_naming_what_there_is(room, form, level):
    status, text = asked(room, room.fay, form, level)
    assert status in (400, 404)
    assert "There are: " in json.loads(text)["refused"]


# ---- Exports that take a while


def begun(room: SimpleNamespace, client: FlaskClient, form: str = "json", level: str = "") -> TestResponse:
    return client.post(f"/w/{room.code}/exports", json={"format": form, "level": level})


def followed(room: SimpleNamespace, client: FlaskClient, id: str) -> dict[str, object]:
    """What is said of a job when it is over."""
    ends = time.monotonic() + 60
    while True:
        told: dict[str, object] = client.get(f"/w/{room.code}/exports/{id}").json
        if told.get("state") not in ("waiting", "running"):
            return told
        assert time.monotonic() < ends, told
        time.sleep(0.05)


def test_a_job_is_begun_followed_and_its_file_fetched(room):
    answer = begun(room, room.fay)
    assert answer.status_code == 202
    assert answer.json["state"] in ("waiting", "running")
    told = followed(room, room.fay, answer.json["id"])
    assert (told["state"], told["done"]) == ("done", 100)
    file = room.fay.get(told["file"])
    assert file.status_code == 200
    assert f"-{room.code}-organiser.json" in file.headers["Content-Disposition"]
    assert file.data == room.fay.get(f"/w/{room.code}/export/json").data


def test_a_job_is_cancelled(room):
    id = begun(room, room.fay).json["id"]
    told = room.fay.post(f"/w/{room.code}/exports/{id}/cancel", json={}).json
    assert told["state"] == "cancelled"
    assert room.fay.get(f"/w/{room.code}/exports/{id}/file").status_code == 404
    assert followed(room, room.fay, begun(room, room.fay).json["id"])["state"] == "done"


def test_cancelling_takes_back_ones_own_wish_and_nobody_elses(room):
    do(room, room.fay, "workshop.close")
    ben = room.app.test_client()
    ben.get(room.keep)
    id = begun(room, room.fay, level="participants").json["id"]
    jobs = room.app.jobs
    pid = child_of(jobs)
    os.kill(pid, signal.SIGSTOP)
    path = f"/w/{room.code}/exports/{id}/cancel"
    assert ben.post(path, json={}).json["state"] == "cancelled", "Ben follows it no more,"
    assert jobs.standing(id).is_going, "and Fay does."
    os.kill(pid, signal.SIGCONT)
    assert followed(room, room.fay, id)["state"] == "done"


def test_nobody_fetches_what_was_made_before_somebody_was_erased_l6(room):
    do(room, room.fay, "workshop.close")
    id = begun(room, room.fay).json["id"]
    assert b"Ana" in room.fay.get(followed(room, room.fay, id)["file"]).data
    # On the command line, of which this process does not hear and whose folder is another.
    beside(room).erase(room.person, words=True)
    assert room.app.jobs.has(id)
    for path in (id, f"{id}/file"):
        assert room.fay.get(f"/w/{room.code}/exports/{path}").status_code == 404
    for form in ("json", "bundle?level=participants"):
        content = room.fay.get(f"/w/{room.code}/export/{form}").data
        assert content and b"Ana" not in content and b"More trees" not in content


def test_a_file_that_was_swept_away_is_asked_for_once_more(room):
    told = followed(room, room.fay, begun(room, room.fay).json["id"])
    room.app.jobs.file(told["id"]).unlink()
    answer = room.fay.get(told["file"], headers={"Accept": "application/json"})
    assert (answer.status_code, "again" in answer.json["refused"]) == (404, True)
    assert followed(room, room.fay, begun(room, room.fay).json["id"])["state"] == "done"


def test_a_job_belongs_to_those_who_may_have_what_it_makes(room):  # V1
    mine = begun(room, room.fay, level="full").json["id"]
    followed(room, room.fay, mine)
    do(room, room.fay, "workshop.close")
    stranger = room.app.test_client()
    for client in (room.ana, stranger):
        for path in (mine, f"{mine}/file"):
            assert client.get(f"/w/{room.code}/exports/{path}").status_code == 403
        assert client.post(f"/w/{room.code}/exports/{mine}/cancel", json={}).status_code == 403
    theirs = begun(room, room.ana)
    assert theirs.status_code == 202
    assert followed(room, room.ana, theirs.json["id"])["state"] == "done"
    assert room.fay.get(f"/w/{room.code}/exports/{'0' * 32}").status_code == 404


def test_the_whole_record_is_the_organisers_to_give(room):
    for level in ("organiser", "full"):
        status, text = asked(room, room.fay, "bundle", level)
        assert (status, "Ask the owner of the workshop" in text) == (403, True)
        assert begun(room, room.fay, "bundle", level).status_code == 403
    organiser = room.app.test_client()
    sign_in(room.app, organiser)
    for client, level in ((organiser, "full"), (room.fay, "participants")):
        assert begun(room, client, "bundle", level).status_code == 202


def test_who_asks_for_very_much_is_told_to_wait_and_nobody_else_is(room, monkeypatch):
    monkeypatch.setattr(export, "EXPORTS", Pace(2, seconds=60))
    for level in ("organiser", "full"):
        assert asked(room, room.fay, "markdown", level)[0] == 200
    assert asked(room, room.fay, "markdown", "public")[0] == 429
    assert asked(room, room.fay, "markdown", "full")[0] == 200
    do(room, room.fay, "workshop.close")
    assert asked(room, room.ana)[0] == 200


def test_readers_behind_one_router_are_counted_one_by_one_p3(room, monkeypatch):
    monkeypatch.setattr(export, "EXPORTS", Pace(1, seconds=60))
    do(room, room.fay, "workshop.close")
    ben, organiser = room.app.test_client(), room.app.test_client()
    ben.get(room.keep)
    sign_in(room.app, organiser)
    for client, form in ((ben, "markdown"), (organiser, "json")):
        assert asked(room, client, form, "public")[0] == 200
        assert asked(room, client, "opml", "public")[0] == 429
