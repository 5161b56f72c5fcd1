"""The report as a Word document: styles an organiser can work with, every word, and nothing of a template."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from defusedxml import ElementTree
from docx.oxml.ns import qn
from pypdf import PdfReader

from dialogue.exports.blocks import Column, Item, Listing, Picture, Row, Section, Table
from dialogue.exports.word import docx_of
from dialogue.exports.word.scripts import parts_of
from tests.reports import CREATED, DRAWING, LATIN, NOTES, PURPOSE, SCRIPTS, report


@pytest.fixture(scope="module")
def made() -> bytes:
    return docx_of(report())


@pytest.fixture(scope="module")
def document(made: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(made))


def with_style(document, *names: str) -> list:
    return [each for each in document.paragraphs if each.style.name in names]


def attribute(elements, name: str) -> list[str]:
    return [element.get(qn(name)) for element in elements]


def test_every_note_is_there_as_it_was_written(document):
    items = [each.text for each in with_style(document, "List Bullet")]
    for note in NOTES:
        assert any(item.startswith(note) for item in items), note
    assert len(NOTES) == 14


def test_it_is_made_of_real_styles(document):
    headings = {
        each.text: each.style.name for each in with_style(document, "Heading 1", "Heading 2", "Heading 3")
    }
    assert headings == {
        "Summary": "Heading 1",
        "Participation": "Heading 1",
        "Working agreements": "Heading 1",
        "Findings": "Heading 1",
        "What keeps the pump running?": "Heading 2",
        "Pay for the upkeep": "Heading 3",
        "Priorities": "Heading 1",
    }
    assert [each.text for each in with_style(document, "Title", "Subtitle")] == [
        "Water that keeps running",
        PURPOSE,
    ]
    captions = [each.text for each in with_style(document, "Caption")]
    assert captions == ["Figure 1  People by sector", "Table 1  People by sector", "Table 2  Dots"]
    assert [each.text[:10] for each in with_style(document, "List Number")] == ["One person", "Names stay"]
    beneath = [each.text for each in with_style(document, "List Bullet 2")]
    assert beneath[0] == "Objection: It takes too long"
    assert beneath[1].startswith("and the parents hold the reserve")


def test_tables_repeat_their_heads_and_hold_their_numbers(document):
    sectors, dots = document.tables
    for table in (sectors, dots):
        repeated = [row._tr.find(".//" + qn("w:tblHeader")) is not None for row in table.rows]
        assert repeated == [True] + [False] * (len(table.rows) - 1)
    assert [[cell.text for cell in row.cells] for row in sectors.rows] == [
        ["Sector", "People"],
        ["Public", "1,234,567"],
        ["Private", "2.5"],
        ["Schools", ""],
        ["All", "45"],
    ]
    assert dots.rows[2].cells[1].text == SCRIPTS["ar"]


def test_a_picture_has_words_for_those_who_do_not_see_it(document):
    [picture] = document.inline_shapes
    properties = picture._inline.docPr
    assert properties.get("descr") == "People by sector: Public 0, Private 1 and others"
    assert properties.get("title") == "People by sector"
    [image] = [part for part in document.part.package.iter_parts() if part.content_type == "image/png"]
    assert image.blob.startswith(b"\x89PNG")


def test_words_say_their_language_and_their_direction(made, document):
    defaults = document.styles.element.find(".//" + qn("w:rPrDefault") + "//" + qn("w:lang"))
    assert (defaults.get(qn("w:val")), defaults.get(qn("w:bidi"))) == ("en", "ar-SA")
    [arabic] = [p for p in with_style(document, "List Bullet") if p.text.startswith(SCRIPTS["ar"])]
    assert arabic._p.pPr.find(qn("w:bidi")) is not None
    [said] = [run for run in arabic.runs if run.text == SCRIPTS["ar"]]
    assert said.font.rtl
    latin = with_style(document, "List Bullet")[0]
    assert latin._p.pPr.find(qn("w:bidi")) is None
    assert not any(run.font.rtl for run in latin.runs)
    assert set(SCRIPTS) <= set(attribute(document.element.iter(qn("w:lang")), "w:val"))


MIXED = "ሃያ ቤተሰቦች water \U0001f4a7 हमारे गाँव ទឹក, and لكل قرية too"


def runs_of(note: str) -> list[tuple[str, str, str]]:
    """The runs a note is made of: their words, their language and their font."""
    document = docx.Document(io.BytesIO(docx_of(report([note]))))
    [found] = [each for each in with_style(document, "List Bullet") if each.text.startswith(note)]
    said = []
    for each in found.runs:
        language, fonts = (each._r.find(f".//{qn(name)}") for name in ("w:lang", "w:rFonts"))
        voice = "" if language is None else language.get(qn("w:val"))
        said.append((each.text, voice, "" if fonts is None else fonts.get(qn("w:cs"))))
    return said


def test_each_script_of_a_note_is_set_in_a_font_that_has_it():
    said = runs_of(MIXED)
    assert "".join(text for text, _language, _font in said).startswith(MIXED)
    assert said[:9] == [
        ("ሃያ ቤተሰቦች ", "am", "Ebrima"),
        ("water ", "", ""),
        ("\U0001f4a7", "", "Segoe UI Emoji"),
        (" ", "", ""),
        ("हमारे गाँव ", "hi", "Nirmala UI"),
        ("ទឹក, ", "km", "Leelawadee UI"),
        ("and ", "", ""),
        ("لكل قرية", "ar", "Arial"),
        (" too", "", ""),
    ]


def test_what_is_one_sign_stays_in_one_run():
    family, flag, key, heart = (
        "\U0001f469\u200d\U0001f467",
        "\U0001f1f0\U0001f1ea",
        "1\ufe0f\u20e3",
        "\u2764\ufe0f",
    )
    said = runs_of(f"We {family} and {flag} and {key} and {heart} and \u2713")
    assert [text for text, _language, font in said if font == "Segoe UI Emoji"] == [family, flag, key, heart]


def test_words_as_they_were_written_come_of_all_their_parts():
    for note in [MIXED, *NOTES]:
        for direction in ("ltr", "rtl"):
            assert "".join(part.text for part in parts_of(note, direction)) == note


def test_facts_stand_in_their_order_beside_words_that_run_the_other_way():
    arabic = "\u0641\u0627\u0637\u0645\u0629"
    item = Item(SCRIPTS["ar"], [arabic, "by 15 December", arabic, "accepted"])
    made = report(["A note"])
    made.sections.append(Section("actions", "Actions", [Listing([item])]))
    document = docx.Document(io.BytesIO(docx_of(made)))
    told = next(each for each in document.paragraphs if "accepted" in each.text)
    assert told._p.pPr.find(qn("w:bidi")) is None
    mark = "\u200e"
    assert told.text == f"{mark} · {mark}".join([arabic, "by 15 December", arabic, "accepted"]).join(
        [mark, ""]
    )
    words = next(each for each in document.paragraphs if each.text == SCRIPTS["ar"])
    assert words._p.pPr.find(qn("w:keepNext")) is not None


def test_no_row_of_a_long_table_is_left_alone():
    made = report(["A note"])
    table = Table("Caption", [Column("Row")], [Row([f"r{n}"]) for n in range(30)])
    made.sections = [Section("one", "One", [table])]
    [found] = docx.Document(io.BytesIO(docx_of(made))).tables
    held = [row._tr.find(".//" + qn("w:keepNext")) is not None for row in found.rows]
    assert held == [True, True] + [False] * 27 + [True, False]


def test_the_map_is_drawn_on_a_wide_page_of_its_own_within_its_margins():
    made = report(["A note"])
    made.map = Picture("The map", DRAWING, "All of it stands under Findings.")
    document = docx.Document(io.BytesIO(docx_of(made)))
    upright, wide = document.sections
    assert upright.page_width < upright.page_height
    assert wide.page_width > wide.page_height
    *_charts, drawing = document.inline_shapes
    assert drawing._inline.docPr.get("descr") == "All of it stands under Findings."
    assert drawing.width <= wide.page_width - wide.left_margin - wide.right_margin
    assert drawing.height <= wide.page_height - wide.top_margin - wide.bottom_margin
    assert drawing.width / drawing.height == pytest.approx(2, abs=0.01)
    assert "The map" in [each.text for each in with_style(document, "Heading 1")]


def test_a_map_that_is_high_stands_on_a_page_that_does():
    made = report(["A note"])
    made.map = Picture("The map", DRAWING.replace("400 200", "400 900"), "Words")
    document = docx.Document(io.BytesIO(docx_of(made)))
    page = document.sections[-1]
    *_charts, drawing = document.inline_shapes
    assert page.page_width < page.page_height
    assert drawing.height <= page.page_height - page.top_margin - page.bottom_margin


def test_every_page_says_for_whom_it_is():
    for level, words in {"public": "For the public", "participants": "For those who took part"}.items():
        made = report()
        made.level = level
        archive = zipfile.ZipFile(io.BytesIO(docx_of(made)))
        said = "".join(ElementTree.fromstring(archive.read("word/footer.xml")).itertext())
        assert said.startswith(words)


def test_from_right_to_left():
    document = docx.Document(io.BytesIO(docx_of(report(language="ar", direction="rtl"))))
    assert document.element.body.sectPr.find(qn("w:bidi")) is not None
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    assert document.core_properties.language == "ar"


def test_numbers_lead_to_words_that_are_there(document):
    names = attribute(document.element.iter(qn("w:bookmarkStart")), "w:name")
    assert len(names) == len(set(names))
    [footnotes] = [
        part for part in document.part.package.iter_parts() if part.partname == "/word/footnotes.xml"
    ]
    notes = ElementTree.fromstring(footnotes.blob)
    for part in (document.element, notes):
        links = attribute(part.iter(qn("w:hyperlink")), "w:anchor")
        assert links
        assert set(links) <= set(names)
    assert "note_63" in attribute(notes.iter(qn("w:hyperlink")), "w:anchor")


def test_footnotes_are_footnotes(document):
    marks = attribute(document.element.iter(qn("w:footnoteReference")), "w:id")
    assert marks == ["1", "2"]
    [part] = [part for part in document.part.package.iter_parts() if part.partname == "/word/footnotes.xml"]
    said = {
        note.get(qn("w:id")): "".join(note.itertext()).strip()
        for note in ElementTree.fromstring(part.blob).iter(qn("w:footnote"))
    }
    assert said["1"] == "Proposed as ¶12, from ¶63 and ¶99999."
    assert said["2"].startswith("Vote: 32 dots (¶170). Cluster “Pay for the upkeep”")


def test_it_tells_nothing_of_whoever_made_it(made, document):  # V1
    said = document.core_properties
    assert (said.title, said.author, said.last_modified_by) == (
        "Water that keeps running",
        "Dialogue",
        "Dialogue",
    )
    assert said.created == said.modified == datetime.fromtimestamp(CREATED, UTC)
    assert (said.comments, said.keywords, said.subject, said.category) == ("", "", "", "")
    archive = zipfile.ZipFile(io.BytesIO(made))
    assert sorted(archive.namelist()) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/app.xml",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/footer.xml",
        "word/footnotes.xml",
        "word/header.xml",
        "word/media/figure1.png",
        "word/numbering.xml",
        "word/settings.xml",
        "word/styles.xml",
    ]
    assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 22, 10, 0, 0)}
    assert not re.search(rb"rsid|python-docx|Microsoft", archive.read("word/document.xml"))


def test_the_same_report_is_the_same_file(made):
    assert docx_of(report()) == made


def test_signs_that_xml_does_not_take_stop_nothing():
    document = docx.Document(io.BytesIO(docx_of(report(["bell\x07 and half \ud83d a sign", "two\nlines"]))))
    first, second = [each.text for each in with_style(document, "List Bullet")]
    assert first.startswith("bell and half  a sign")
    assert second.startswith("two\nlines")


def test_every_style_it_names_is_there(made, document):
    known = {style.style_id for style in document.styles}
    for part in ("document", "footnotes", "header", "footer", "numbering"):
        tree = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read(f"word/{part}.xml"))
        for kind in ("w:pStyle", "w:rStyle", "w:tblStyle"):
            assert set(attribute(tree.iter(qn(kind)), "w:val")) <= known, part


@pytest.mark.timeout(300)
def test_libreoffice_opens_it_and_loses_nothing(made, tmp_path: Path):
    """`make test` installs LibreOffice, as it does the other programs that tests need."""
    office = shutil.which("soffice")
    assert office, "Install LibreOffice Writer (on Debian: apt install libreoffice-writer-nogui)."
    (tmp_path / "report.docx").write_bytes(made)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "report.docx")]
    # It is a script that starts another program, which would hold our pipes open.
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([office, "--headless", profile, *convert], check=True, timeout=280, **quiet)
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages)
    text = re.sub(r"\s+", " ", text)
    for note in LATIN:
        assert re.sub(r"\s+", " ", note) in text
    for words in ("Proposed as ¶12", "Table 2 Dots", "Figure 1 People by sector", "1,234,567", "Contents"):
        assert words in text
