"""Bringing an outline along: by the organiser's form and on the command line, whole or not at all."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from dialogue import App, create_app
from dialogue.activities.board import Board, Note
from dialogue.activities.clusters import Cluster
from dialogue.config import read_settings
from dialogue.workshop_file import read_workshop_file
from tests.organisers import sign_in
from tests.services import environment
from tests.test_cli import Place

FILE: dict[str, Any] = {
    "title": "Wells",
    "stages": [
        {"activity": "ground_rules", "title": "How we work"},
        {"activity": "board", "title": "Ideas"},
        {"activity": "clusters", "title": "Sorting"},
        {"activity": "board", "title": "Later"},
    ],
}
OUTLINE = "Wells\n  Who pays?\n    Villages\n      A little each month\n    The district\n  ማን ይጠግናል?\n"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = create_app(read_settings(environment(tmp_path)))
    app.database.migrate()
    yield app
    app.database.close()


@pytest.fixture
def room(app: App) -> SimpleNamespace:
    """A workshop that is not open yet, and its organiser."""
    listed = app.register.create(read_workshop_file(FILE))
    organiser = app.test_client()
    sign_in(app, organiser)
    return SimpleNamespace(
        app=app, code=listed.code, organiser=organiser, path=f"/workshops/{listed.code}/seed"
    )


def token(answer: TestResponse) -> str:
    found = re.search('name="csrf_token" value="([^"]+)"', answer.get_data(as_text=True))
    assert found
    return found[1]


def sent(room: SimpleNamespace, **fields: Any) -> TestResponse:
    data = fields | {"csrf_token": token(room.organiser.get(room.path))}
    answer: TestResponse = room.organiser.post(room.path, data=data, content_type="multipart/form-data")
    return answer


def texts(room: SimpleNamespace) -> list[str]:
    state = room.app.register.open(room.code).state
    found = [*state.all(Board), *state.all(Cluster), *state.all(Note)]
    return [getattr(each, "question", "") or getattr(each, "title", "") or each.text for each in found]


ALL = ["Who pays?", "ማን ይጠግናል?", "Villages", "A little each month", "The district"]


def test_what_is_written_into_the_form_is_there_afterwards(room):
    answer = sent(room, outline=OUTLINE, step="2")
    assert answer.status_code == 302
    page = room.organiser.get(answer.location).get_data(as_text=True)
    assert all(words in page for words in ("Done. It was added.", "2 questions", "1 cluster", "2 notes"))
    assert texts(room) == ALL


def test_a_file_is_brought_along_and_wins_over_what_was_written(room):
    answer = sent(room, outline="Something else?", file=(BytesIO(OUTLINE.encode()), "wells.txt"))
    assert answer.status_code == 302
    assert texts(room) == ALL


def whole(room: SimpleNamespace, field: str, content: str) -> int:
    """Send one large field as a browser does; the status."""
    fields = {"csrf_token": token(room.organiser.get(room.path)), field: content}
    parts = [
        f'--end\r\nContent-Disposition: form-data; name="{name}"{"; filename=a.txt" * (name == "file")}'
        f"\r\n\r\n{text}\r\n"
        for name, text in fields.items()
    ]
    body = "".join([*parts, "--end--\r\n"]).encode()
    kind = "multipart/form-data; boundary=end"
    return int(room.organiser.post(room.path, data=body, content_type=kind).status_code)


def test_a_large_file_arrives_where_other_forms_are_small(room):
    large = OUTLINE + "\n" * 900_000
    assert whole(room, "file", large) == 302
    assert len(texts(room)) == len(ALL)
    assert whole(room, "outline", large) == 302
    assert whole(room, "file", "x" * 1_010_000) == 400
    assert whole(room, "file", "x" * 1_100_000) == 413


def test_what_does_not_fit_comes_back_with_a_sentence_and_leaves_nothing(room):
    answer = sent(room, outline=OUTLINE + "    " + "x" * 281)
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "1 character too long" in page
    assert "Line 7" in page
    assert "A little each month" in page
    assert texts(room) == []


def test_a_second_press_brings_nothing_twice(room):  # L5
    for _ in range(2):
        assert sent(room, outline=OUTLINE, id="one-and-the-same-press").status_code == 302
    assert texts(room) == ALL
    assert sent(room, outline=OUTLINE, id="another-press").status_code == 302
    assert len(texts(room)) == len(ALL) + 2


def test_nothing_chosen_and_the_wrong_step_are_said(room):
    assert "Choose a file" in sent(room).get_data(as_text=True)
    assert "Stage 1" in sent(room, outline=OUTLINE, step="1").get_data(as_text=True)
    assert "no stage groups this board" in sent(room, outline=OUTLINE, step="4").get_data(as_text=True)


def test_a_workshop_that_is_over_offers_no_form(room):
    live = room.app.register.open(room.code)
    live.submit("workshop.open", {}, None, None)
    live.submit("workshop.close", {}, None, None)
    page = room.organiser.get(room.path).get_data(as_text=True)
    assert "Bring it along" not in page
    assert f"{room.path}" not in room.organiser.get(f"/workshops/{room.code}").get_data(as_text=True)


def test_only_the_organiser_may(room):
    assert room.path in room.organiser.get(f"/workshops/{room.code}").get_data(as_text=True)
    stranger = room.app.test_client()
    assert stranger.get(room.path).headers["Location"].startswith("/sign-in")
    form = {"csrf_token": token(stranger.get(f"/join/{room.code}")), "outline": OUTLINE}
    assert stranger.post(room.path, data=form).headers["Location"] == "/sign-in"
    assert texts(room) == []


def test_the_command_line_brings_a_file_along(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.written(FILE)
    code = place.said("workshop", "create", tmp_path / "workshop.json").split("Code: ")[1].split("\n")[0]
    path = tmp_path / "wells.txt"
    path.write_text(OUTLINE)
    assert place.said("workshop", "seed", code, path) == "2 questions, 1 clusters, 2 notes\n"
    out = tmp_path / "notes.json"
    place.said("export", code, "--format", "json", "--out", out)
    assert '"text": "A little each month"' in out.read_text()
    path.write_text("")
    assert "nothing in this file" in place.refused("workshop", "seed", code, path)[1]
    path.write_text(OUTLINE)
    assert "Stage 1" in place.refused("workshop", "seed", code, path, "--step", 1)[1]
