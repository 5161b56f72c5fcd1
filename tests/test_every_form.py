"""A workshop of the size of a real one, held from joining to the close, read by other programs than ours.

29 people write 77 notes under five questions; each form must have all of them, word for word.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import openpyxl
import pypdf
import pytest

from dialogue.bundle.verify import Found
from dialogue.bundle.words import verified_at
from tests.test_demo import run

WHO = ["The village", "Our school", "A cooperative", "The district", "Each of us", "The town", "A teacher"]
DOES = ["keeps the pump", "pays for batteries", "asks first", "mends the road", "writes it down", "sows"]
WHEN = ["before the rains", "once a year"]
SCRIPTS = ["لا تخططوا من أجلنا", "የመንደሩ ውሃ", "កុំភ្លេចភូមិ", "पानी सबका है", "Who counts the birds? 🐦"]
QUESTIONS = ["What works already?", "Who pays?", "What do we need?", "What comes first?", "How will we know?"]
READ = ["exports/markdown.md", "exports/html.html", "exports/json.json", "viewer.html"]
LATIN = [" ".join(words) for words in product(WHO, DOES, WHEN)][:72]
NOTES = [*LATIN, *SCRIPTS]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Everything in the bundle of the workshop that was held."""
    folder = tmp_path_factory.mktemp("every-form")
    asked = [{"question": question, "notes": NOTES[n::5]} for n, question in enumerate(QUESTIONS)]
    described = {"title": "Water for the valley", "participants": 29, "questions": asked}
    (folder / "described.json").write_text(json.dumps(described))
    held = run(folder, "demo", "--from", str(folder / "described.json"), "--pace", "0")
    assert held.returncode == 0, held.stdout + held.stderr
    code = re.search(r"^Code: +(\w+)$", held.stdout, re.MULTILINE)
    assert code
    path = folder / "bundle.zip"
    exported = run(folder, "export", code[1], "--format", "bundle", "--out", str(path))
    assert exported.returncode == 0, exported.stderr
    assert verified_at(path).found is Found.GOOD
    with ZipFile(path) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def squeezed(text: str) -> str:
    """Words as they are read: where a line ends is a matter of paper."""
    return " ".join(text.split())


def missing(text: str, notes: list[str] = NOTES) -> list[str]:
    return [note for note in notes if note not in squeezed(text)]


def test_seventy_seven_notes_are_seventy_seven_notes() -> None:
    assert len(set(NOTES)) == 77


@pytest.mark.parametrize("name", READ)
def test_every_note_is_in_what_is_read_as_text(files: dict[str, bytes], name: str) -> None:
    assert missing(files[name].decode()) == []


def test_every_note_is_in_the_word_document_for_two_programs(files: dict[str, bytes], tmp_path: Path) -> None:
    document = docx.Document(BytesIO(files["exports/docx.docx"]))
    assert missing("\n".join(paragraph.text for paragraph in document.paragraphs)) == []
    (tmp_path / "report.docx").write_bytes(files["exports/docx.docx"])
    office = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office"]
    convert = ["--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    # It is a script that starts another program, which would hold our pipes open.
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*office, *convert, str(tmp_path / "report.docx")], check=True, timeout=110, **quiet)
    assert missing((tmp_path / "report.txt").read_text("utf-8-sig")) == []


def test_every_note_is_in_the_pdf_for_a_program_that_takes_text_out(files: dict[str, bytes]) -> None:
    """Letters of scripts that are joined or reordered come out as they are drawn, so those are looked at."""
    pages = pypdf.PdfReader(BytesIO(files["exports/pdf.pdf"])).pages
    assert missing("\n".join(page.extract_text() for page in pages), LATIN) == []


def rows_of(files: dict[str, bytes], table: str) -> list[dict[str, str]]:
    with ZipFile(BytesIO(files["exports/csv.zip"])) as tables:
        return list(csv.DictReader(StringIO(tables.read(f"{table}.csv").decode("utf-8-sig"))))


def test_every_note_is_in_the_tables_and_totals_are_their_sums(files: dict[str, bytes]) -> None:
    notes = rows_of(files, "notes")
    assert sorted(row["text"] for row in notes) == sorted(NOTES)
    book = openpyxl.load_workbook(BytesIO(files["exports/xlsx.xlsx"]))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert set(NOTES) <= cells
    minutes = json.loads(files["exports/json.json"])["minutes"]
    people = sum(int(row["people"]) for row in rows_of(files, "participation"))
    dots = sum(int(row["dots"] or 0) for row in rows_of(files, "priorities"))
    assert (people, len(notes), dots) == (29, minutes["numbers"]["notes"], minutes["numbers"]["votes"])
    totals = [line for line in files["exports/markdown.md"].decode().splitlines() if "| **All** |" in line]
    for total in (people, dots):
        assert any(f"**{total}**" in line for line in totals), (total, totals)


def places(tree: ElementTree.Element, text: str) -> dict[str, list[str]]:
    """Each note of a mind map, and what it hangs on, from the question down."""
    found: dict[str, list[str]] = {}

    def walk(branch: ElementTree.Element, above: list[str]) -> None:
        for each in branch:
            if (words := each.get(text)) is not None:
                if words in NOTES:
                    found[words] = above
                walk(each, [*above, words])
            else:
                walk(each, above)

    walk(tree, [])
    return found


@pytest.mark.parametrize(("name", "text"), [("exports/opml.opml", "text"), ("exports/mm.mm", "TEXT")])
def test_question_cluster_and_note_hang_together_in_every_mind_map(
    files: dict[str, bytes], name: str, text: str
) -> None:
    found = places(ElementTree.fromstring(files[name]), text)
    assert set(found) == set(NOTES)
    lies = {row["text"]: (row["question"], row["cluster"]) for row in rows_of(files, "notes")}
    asked = {note: QUESTIONS[NOTES.index(note) % 5] for note in NOTES}
    for note, above in found.items():
        question, cluster = lies[note]
        assert question == asked[note] and question in above
        assert not cluster or cluster in above


def test_every_note_is_on_the_map(files: dict[str, bytes]) -> None:
    root = ElementTree.fromstring(files["exports/svg.svg"])
    titles = {each.text for each in root.iter("{http://www.w3.org/2000/svg}title")}
    assert set(NOTES) <= titles
    assert files["exports/png.png"].startswith(b"\x89PNG")
