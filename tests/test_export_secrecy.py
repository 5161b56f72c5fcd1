"""No byte of what others get names what was kept from them: in no form, however it is packed (V1, B4, P5)."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import re
import socket
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import pypdf
import pytest
from flask import Flask
from flask_babel import Babel

from dialogue.activities.questions import Question
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, source_of, unheard
from dialogue.kernel import Role
from dialogue.people import Name
from tests.house import House

FOR_OTHERS = (Level.PUBLIC, Level.PARTICIPANTS)

PLAN = {
    "title": "Water for all",
    "sectors": ["Farmers", "Traders", "Ministry of Silence"],
    "stages": [
        {"activity": "board", "title": "Anonymous", "questions": ["A?"], "identity": "anonymous"},
        {"activity": "board", "title": "Sectors", "questions": ["B?"], "identity": "sector"},
        {"activity": "board", "title": "Own", "questions": ["C?"], "visibility": "own", "identity": "named"},
        {"activity": "board", "title": "Inbox", "questions": ["D?"], "visibility": "facilitators"},
        {"activity": "clusters", "title": "Sorting", "of": 1},
        {"activity": "vote", "title": "Dots", "target": "clusters"},
        {"activity": "evaluation", "title": "Leaving"},
    ],
}

# The translations of notes that were hidden, taken back, reworded, or never revealed.
TRANSLATED = "aardvarks", "bilbies", "coatis", "dugongs", "echidnas"
# Each of these words stands in one place only, and nobody but those who answer for it may read it.
HIDDEN = "wombats", "axolotls", "pangolins", "narwhals", "okapis", "tarsiers", "capybaras", *TRANSLATED
NAMES = "Anastasia", "Mwangi", "Silent House", "Bohumil", "Traders Guild"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Six farmers, four traders, and Ana alone for a ministry; each keeps something from the others."""
    app = Flask(__name__)
    Babel(app)
    house = House(tmp_path_factory.mktemp("secrecy"))
    live = house.workshop(PLAN)
    fay = live.admit(Role.FACILITATOR, "", Name("Fay"))
    farmers = [live.admit(Role.PARTICIPANT, "Farmers", Name(f"Farmer {n}")) for n in range(6)]
    traders = [
        live.admit(Role.PARTICIPANT, "Traders", Name(f"Bohumil {n}", "Traders Guild")) for n in range(4)
    ]
    ana = live.admit(Role.PARTICIPANT, "Ministry of Silence", Name("Anastasia Mwangi", "Silent House"))

    def do(name: str, by: int, **data: object) -> int:
        return live.submit(name, data, None, by)

    def seqs(kind: str) -> list[int]:
        return [record.seq for record in live.state if record.kind == kind]

    do("workshop.open", fay)
    stages = seqs("stage")
    for stage in stages[:4]:
        do("stage.open", fay, stage=stage)
    anonymous, sectors, own, inbox = seqs("board")
    for n, farmer in enumerate(farmers):
        do("note.add", farmer, board=sectors, text=f"farmers want wells {n}")
        do("note.add", farmer, board=anonymous, text=f"nobody knows whose this is {n}")
    do("note.add", ana, board=anonymous, text="a note without an author")
    seen = do("note.add", ana, board=sectors, text="a note that everybody saw")

    def translated(note: int, text: str) -> int:
        do("note.translate", fay, note=note, language="fr", text=text)
        return note

    liars = translated(do("note.add", ana, board=sectors, text="wombats are liars"), "aardvarks")
    do("note.hide", fay, note=liars, reason="axolotls")
    second = do("note.add", ana, board=sectors, text="pangolins, on second thought")
    do("note.remove", ana, note=translated(second, "bilbies"))
    note = do("note.add", ana, board=sectors, text="narwhals, as I first put it")
    do("note.edit", ana, note=translated(note, "coatis"), text="as I put it in the end")
    translated(note, "des hérissons pour tous")
    translated(do("note.add", ana, board=own, text="okapis, never revealed"), "dugongs")
    translated(do("note.add", traders[0], board=inbox, text="tarsiers, never released"), "echidnas")
    do("stage.close", fay, stage=stages[0])
    do("stage.open", fay, stage=stages[4])
    lane = do("cluster.add", fay, stage=stages[4], title="Wells")
    do("note.move", fay, notes=[seen, note], cluster=lane)
    do("stage.open", fay, stage=stages[5])
    for person in [*farmers, *traders, ana]:
        do("vote.cast", person, stage=stages[5], target=lane, points=1)
    do("stage.open", fay, stage=stages[6])
    [asked, *_] = [question for question in live.state.all(Question) if question.form in ("plus", "text")]
    do("question.answer", ana, stage=stages[6], question=asked.seq, answer="capybaras, never revealed")
    do("stage.reveal", fay, stage=stages[5])
    do("workshop.close", fay, anyway=True)
    with app.app_context():
        source = source_of(house.database, house.people, live.id, live.code)
        yield SimpleNamespace(source=source, ana=ana, live=live)
    house.close()


def opened(content: bytes) -> Iterator[bytes]:
    """All bytes of a file, and of everything that is packed in it."""
    yield content
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            for info in packed.infolist():
                yield info.filename.encode()
                yield from opened(packed.read(info))
    elif content.startswith(b"%PDF"):
        yield from in_pdf(content)
    elif content.startswith(b"\x89PNG"):
        return
    else:
        for blob in re.findall(rb"[A-Za-z0-9+/]{200,}={0,2}", content):
            yield from in_base64(blob)


def in_pdf(content: bytes) -> Iterator[bytes]:
    """Every stream, unpacked; the words as a reader takes them out; and all that is said of the file."""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            yield stream
    reader = pypdf.PdfReader(BytesIO(content))
    yield "\n".join(page.extract_text() for page in reader.pages).encode()
    yield repr(dict(reader.metadata or {})).encode()
    for title in reader.outline:
        yield repr(title).encode()


def in_base64(blob: bytes) -> Iterator[bytes]:
    try:
        content = base64.b64decode(blob + b"=" * (-len(blob) % 4))
        yield gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    except (ValueError, OSError):
        return


def bytes_of(held: SimpleNamespace, form: str, level: Level) -> bytes:
    return b"\n".join(opened(FORMS[form].write(held.source, level, unheard)))


def found(content: bytes, words: tuple[str, ...]) -> list[str]:
    """The words that are in it, also as XML, JSON, UTF-16 or a PDF may spell them."""
    forms = {word: (word.encode(), word.encode("utf-16-be"), word.encode("utf-16-le")) for word in words}
    return [word for word, spelled in forms.items() if any(each in content for each in spelled)]


def test_what_is_looked_for_is_there_for_whoever_answers_for_it(held: SimpleNamespace) -> None:
    """Otherwise nothing below would mean anything: the full record has it, and the scan finds it."""
    content = bytes_of(held, "json", Level.FULL)
    assert set(found(content, ("wombats", "axolotls", "okapis", "tarsiers"))) == {
        "wombats",
        "axolotls",
        "okapis",
        "tarsiers",
    }
    assert found(content, NAMES) == list(NAMES)
    log = bytes_of(held, "bundle", Level.FULL)
    assert set(found(log, HIDDEN)) == set(HIDDEN)
    for form in ("pdf", "docx", "xlsx", "csv"):
        assert found(bytes_of(held, form, Level.FULL), ("wombats", "aardvarks")), form
    for form in (form for form in FORMS if form not in ("svg", "png")):
        told = found(bytes_of(held, form, Level.PUBLIC), ("rissons pour tous",))
        assert told, f"{form}: a translation stands beside the note that everybody sees."


@pytest.mark.parametrize("level", FOR_OTHERS)
@pytest.mark.parametrize("form", FORMS)
def test_no_export_for_others_holds_what_was_kept_from_them_v1(
    held: SimpleNamespace, form: str, level: Level
) -> None:
    content = bytes_of(held, form, level)
    assert content
    assert found(content, HIDDEN) == []
    assert found(content, NAMES) == []


@pytest.mark.parametrize("level", FOR_OTHERS)
@pytest.mark.parametrize("form", FORMS)
def test_no_export_for_others_tells_a_small_sector_apart_b4(
    held: SimpleNamespace, form: str, level: Level
) -> None:
    """Ana is the only one of hers, and in public four traders are too few as well."""
    small = ("Ministry of Silence",) if level is Level.PARTICIPANTS else ("Ministry of Silence", "Traders")
    assert found(bytes_of(held, form, level), small) == []


@pytest.mark.parametrize("level", Level)
def test_an_anonymous_note_is_nobodys_in_any_export_p5(held: SimpleNamespace, level: Level) -> None:
    """Not even for the organiser: beside its words stands neither a person nor a sector."""
    words = "a note without an author"
    record = json.loads(FORMS["json"].write(held.source, level, unheard))
    [note] = [each for each in record["records"].values() if each.get("text") == words]
    assert not {"by", "sector", "mine"} & set(note)
    with zipfile.ZipFile(BytesIO(FORMS["csv"].write(held.source, level, unheard))) as tables:
        rows = list(csv.DictReader(StringIO(tables.read("notes.csv").decode("utf-8-sig"))))
    [row] = [row for row in rows if row["text"] == words]
    assert (row["by"], row["sector"]) == ("", "")
    assert level is Level.PUBLIC or any(row["sector"] for row in rows), "Others do say where they stand."
    lines = FORMS["markdown"].write(held.source, level, unheard).decode().splitlines()
    for line in [line for line in lines if words in line]:
        assert "Ministry" not in line and "Anastasia" not in line


@pytest.mark.parametrize("form", FORMS)
def test_no_file_says_who_made_it_or_on_which_machine(held: SimpleNamespace, form: str) -> None:

    names = tuple(name for name in (socket.gethostname(), str(Path.home())) if len(name) > 4)
    for level in (*FOR_OTHERS, Level.FULL):
        content = bytes_of(held, form, level)
        assert found(content, names) == []
        assert b"python-docx" not in content
