"""The organiser erases somebody, and brings a workshop from another server."""

from __future__ import annotations

import io
import random
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from dialogue import App, create_app
from dialogue.activities.actions import Action
from dialogue.activities.concerns import Concern
from dialogue.bundle.container import zipped
from dialogue.bundle.format import MANIFEST
from dialogue.config import read_settings
from dialogue.kernel import Person
from dialogue.mentions import named_elsewhere
from dialogue.pages import bring
from dialogue.pages.meant import meant_at, noted_at
from dialogue.workshop_file import read_workshop_file
from tests.organisers import sign_in
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
    sign_in(app, olga)
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
    mine = [form for form in page.forms if form.get("person") == person_of(room)]
    [form] = [form for form in mine if form.action == room.path]
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
        assert answer.headers["Location"].startswith("/sign-in") and "Mwangi" not in answer.text


def give(room: SimpleNamespace, content: bytes) -> Page:
    data = {"csrf_token": token_of(room), "bundle": (io.BytesIO(content), "a.zip")}
    return Page(room.olga.post("/workshops/import", data=data, follow_redirects=True))


FOR_EVER = "This copy is kept for ever. If people were promised otherwise, set that here."
TWICE = "This workshop is here already, so now it is here more than once."


def test_the_organiser_brings_a_bundle_and_reads_its_minutes(room: SimpleNamespace) -> None:
    room.do(room.fay, "workshop.close")
    bundle = room.olga.get(f"/w/{room.code}/export/bundle").data
    room.app.config["MAX_CONTENT_LENGTH"] = 100_000
    assert len(bundle) > 100_000, "Larger than any other form may be."
    page = give(room, bundle)
    assert page.status == 200 and page.path.startswith("/workshops/") and room.code not in page.path
    [minutes] = [link for link in page.links if link.endswith("/archive")]
    page = Page(room.olga.get(minutes))
    assert "quokkas carry umbrellas" in page.words
    assert "This archive was brought here from another server on" in page.words
    assert len(room.app.register.all()) == 2


def test_a_copy_says_that_it_is_kept_for_ever_until_something_else_is_set(room: SimpleNamespace) -> None:
    room.do(room.fay, "workshop.close")
    own = f"/workshops/{room.code}"
    page = give(room, room.olga.get(f"/w/{room.code}/export/bundle").data)
    assert page.says(FOR_EVER) and not Page(room.olga.get(own)).says(FOR_EVER)
    [form] = [each for each in page.forms if each.action == page.path]
    data = form.filled(keep="erase", keep_days="30")
    saved = Page(room.olga.post(page.path, data=data, follow_redirects=True))
    assert saved.says("Saved.") and not saved.says(FOR_EVER)


def test_a_workshop_that_is_here_already_says_so_to_those_who_may_see_it(room: SimpleNamespace) -> None:
    room.do(room.fay, "workshop.close")
    bundle = room.olga.get(f"/w/{room.code}/export/bundle").data
    otto = room.app.test_client()
    sign_in(room.app, otto, "Otto")
    olga, room.olga = room.olga, otto
    assert not give(room, bundle).says(TWICE), "Otto is not to learn that Olga has it."
    assert give(room, bundle).says(TWICE)
    room.olga = olga
    page = give(room, bundle)
    assert page.says(TWICE), "Beside the one that was held here."
    assert not Page(olga.get(f"/workshops/{room.code}")).says(TWICE), "That one is no copy."


def test_what_is_no_bundle_is_refused_in_a_sentence(room: SimpleNamespace) -> None:
    page = give(room, zipped({MANIFEST: b"{}"}, (2026, 1, 1, 0, 0, 0)))
    assert page.status == 400 and "manifest.json cannot be read" in page.words
    nothing = Page(room.olga.post("/workshops/import", data={"csrf_token": token_of(room)}))
    assert nothing.status == 400 and "Choose the file of the bundle first." in nothing.words


def test_nobody_but_the_organiser_sends_anything_large(room: SimpleNamespace) -> None:
    """It is refused before it is read, also with a token that is right."""
    for client in (room.app.test_client(), room.ana, room.fay):
        sent = Unread(b"x" * 1_000_000)
        headers = {"Content-Length": "40000000", "Content-Type": "multipart/form-data; boundary=b"}
        answer = client.post("/workshops/import", input_stream=sent, headers=headers)
        assert answer.status_code == 413
        assert sent.tell() == 0


class Unread(io.BytesIO):
    """What somebody sends, which is to stay where it is."""


def test_a_check_that_takes_too_long_is_refused_in_a_sentence(
    room: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = []

    def run(command: list[str], **options: object) -> None:
        left.append(Path(command[-1]))
        assert left[0].read_bytes() == b"a bundle"
        raise subprocess.TimeoutExpired(command, 120)

    monkeypatch.setattr(bring.subprocess, "run", run)
    page = give(room, b"a bundle")
    assert page.status == 400 and "It takes too long to check this bundle here." in page.words
    assert left[0].parent == room.app.dialogue.data_dir / "exports", "Where what is left is swept away."
    assert not left[0].exists()


def test_a_bundle_that_would_take_the_memory_of_the_machine_is_refused(
    room: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packed it is small; unpacked it is larger than what checking may take."""
    monkeypatch.setattr(bring, "COMMAND", bring.COMMAND.replace(str(bring.MOST_MEMORY), str(300 << 20)))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into, into.open(MANIFEST, "w") as file:
        for n in range(220):
            file.write(random.Random(n).randbytes(800) + bytes(1_000_000))
    page = give(room, packed.getvalue())
    assert page.status == 400 and "memory" in page.words


def test_what_nobody_foresaw_is_logged_and_not_shown(
    room: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring, "COMMAND", "raise KeyError('quokkas')")
    with capture_logs() as logs:
        page = give(room, b"a bundle")
    assert page.status == 400 and "This bundle cannot be read here. Choose another file." in page.words
    assert "quokkas" not in page.source and "Traceback" not in page.source
    [log] = [log for log in logs if log["event"] == "a bundle could not be checked"]
    assert log["kind"] == "KeyError"


def test_whoever_erases_a_name_is_told_where_it_stands_in_words_of_others(room: SimpleNamespace) -> None:
    """Fay wrote an action for Ana before Ana asks to be forgotten."""
    room.do(room.fay, "action.add", text="Anabel and the Mwangis.")
    room.do(room.fay, "action.add", text="Ask mwangi, not Anabel.")
    live = room.app.register.open(room.code)
    action = max(record.seq for record in live.state.all(Action))
    assert named_elsewhere(live, int(person_of(room))) == [f"action-{action}"]
    room.do(room.fay, "workshop.close")
    link = f"/w/{room.code}/archive#action-{action}"
    before = Page(room.olga.get(room.path))
    assert "This name is also in the words of others:" in before.words and link in before.links
    after = press(room)
    assert "The name is still in the words of others:" in after.words and link in after.links
    assert "Mwangi" not in after.source


def test_they_are_told_also_where_it_stands_in_a_concern(room: SimpleNamespace) -> None:
    """Ben told the facilitators about Ana; who erases herself leaves a mark for the owner there."""
    ben = room.app.test_client()
    ben.post(f"/join/{room.code}", json={"name": "Ben Okello", "sector": "public"})
    room.do(ben, "concern.raise", text="Mwangi shouts at us.")
    live = room.app.register.open(room.code)
    concern = max(record.seq for record in live.state.all(Concern))
    noted = noted_at(live, f"concern-{concern}")
    assert noted and noted.words == "Mwangi shouts at us."
    assert meant_at(live, f"concern-{concern}") is None, "Those who took part do not read it."
    room.do(room.fay, "workshop.close", anyway=True)
    after = press(room)
    assert "The name is still in the words of others:" in after.words
    assert f"/w/{room.code}/archive#concern-{concern}" in after.links


# ---- Their owner's other means


def act(room: SimpleNamespace, name: str, person: str, **fields: str) -> Page:
    """Press a button beside somebody."""
    page = Page(room.olga.get(room.path))
    [form] = [each for each in page.forms if (each.get("person"), each.get("act")) == (person, name)]
    return Page(room.olga.post(form.action, data=form.filled(**fields), follow_redirects=True))


def test_the_owner_mutes_removes_and_lets_back_and_the_page_says_where_each_is(room: SimpleNamespace) -> None:
    ana = person_of(room)
    assert "muted" in act(room, "mute", ana).words
    assert "Let write again" in Page(room.olga.get(room.path)).words
    act(room, "unmute", ana)
    removed = act(room, "remove", ana, notes="quarantine")
    assert "removed" in removed.words and "Still taking part" in removed.words, "Fay still is."
    assert room.ana.get(f"/w/{room.code}/view").status_code == 403
    notes = [n for key, n in room.fay.get(f"/w/{room.code}/view").json["records"].items() if "note/" in key]
    assert [note["state"] for note in notes] == ["hidden"]
    act(room, "readmit", ana)
    assert room.ana.get(f"/w/{room.code}/view").status_code == 200
    assert "quokkas" in room.fay.get(f"/w/{room.code}/view").text


def test_the_owner_removes_a_facilitator_also_after_the_end(room: SimpleNamespace) -> None:
    """Another facilitator may not (P1)."""
    room.do(room.fay, "workshop.close")
    live = room.app.register.open(room.code)
    [fay] = [person.seq for person in live.state.all(Person) if person.role == "facilitator"]
    assert room.fay.get(f"/w/{room.code}/archive").status_code == 200
    page = act(room, "remove", str(fay))
    assert "Let back in" in page.words
    assert room.fay.get(f"/w/{room.code}/archive").status_code == 403
    assert room.fay.get(f"/w/{room.code}/me").status_code == 200, "What is kept about her stays hers to see."


def test_what_cannot_be_done_is_said_and_nothing_is_guessed(room: SimpleNamespace) -> None:
    path, token = f"{room.path}/moderate", token_of(room)
    for data in ({"act": "mute", "person": "99"}, {"act": "mute", "person": "x"}, {"act": "dance"}):
        answer = room.olga.post(path, data={"csrf_token": token, "person": person_of(room), **data})
        assert answer.status_code == 400 and "field-wrong" in answer.text
    assert room.olga.post(path, data={"act": "mute", "person": person_of(room)}).status_code == 400, (
        "No token."
    )


def test_the_owner_takes_along_what_is_kept_about_one_person_and_no_secrets(room: SimpleNamespace) -> None:
    """P5: the same as they see themselves, without what is unsigned."""
    answer = room.olga.get(f"{room.path}/{person_of(room)}.json")
    assert answer.headers["Content-Disposition"].endswith(f'"person-{person_of(room)}-{room.code}.json"')
    mine = room.ana.get(f"/w/{room.code}/me.json").json
    kept = answer.json
    assert kept["person"] == mine["person"] and kept["entries"] == mine["entries"]
    assert kept["person"]["name"] == "Ana Mwangi" and "quokkas" in str(kept["written"])
    assert set(mine) - set(kept) == {"unsigned", "cookie", "messages_without_your_name"}
    assert room.olga.get(f"{room.path}/99.json").status_code == 404
    for client in (room.fay, room.ana):
        denied = client.get(f"{room.path}/{person_of(room)}.json")
        assert denied.headers["Location"].startswith("/sign-in") and "Mwangi" not in denied.text
