"""The report as PDF: every word of it, for eyes and for ears, and nothing else."""

import io
import re

import pytest
from pypdf import PdfReader

from dialogue.exports.blocks import Column, Item, Listing, Paragraph, Picture, Row, Section, Table
from dialogue.exports.paper import prepared, targets_of
from dialogue.exports.pdf import pdf_of
from tests.reports import DRAWING, ENDLESS, LATIN, SCRIPTS, report


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf_of(report())


@pytest.fixture(scope="module")
def pdf(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def read(pdf: PdfReader) -> str:
    """Its text, without the ends of lines."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


def tree(pdf: PdfReader) -> list:
    """Every element of the structure that is read aloud."""
    found, waiting = [], [pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while waiting:
        part = waiting.pop()
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            found.append(part)
            waiting.append(part.get("/K", []))
    return found


def test_every_note_is_there_as_it_was_written(pdf):
    text = read(pdf)
    for note in LATIN:
        assert re.sub(r"\s+", " ", note) in text
    assert ENDLESS in text.replace(" ", "")
    for section in ("Summary", "Participation", "What keeps the pump running?", "Pay for the upkeep"):
        assert section in text
    assert "1,234,567" in text and "2.5" in text and "Objection" in text


def test_letters_that_stand_side_by_side_can_be_copied_word_for_word(pdf):
    text = read(pdf)
    for words in ("Ελληνικά, Русский, Tiếng Việt, Yorùbá, Hausa ɓɗƙ", SCRIPTS["am"]):
        assert words in text


def test_every_page_but_the_cover_says_for_whom_it_is(pdf):
    said = ["For the organiser" in page.extract_text() for page in pdf.pages]
    assert said == [False] + [True] * (len(said) - 1)


def test_words_of_every_script_are_there(pdf):
    """Signs that join are drawn in another order than they are written, and many readers copy them so
    (https://github.com/typst/typst/issues/4225). None may be missing.
    """
    signs = set(read(pdf))
    for language, note in SCRIPTS.items():
        assert len(set(note) - signs - {"\u200b"}) <= 2, language


def test_it_says_that_it_can_be_heard_and_kept(made, pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in made and b"pdfaid" in made


def test_it_has_headings_lists_tables_heads_and_pictures_with_words(pdf):
    elements = tree(pdf)
    kinds = [each.get("/S") for each in elements]
    for kind in ("/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD", "/Note", "/Link", "/Caption"):
        assert kind in kinds, kind
    alts = [str(each["/Alt"]) for each in elements if "/Alt" in each]
    assert "People by sector: Public 0, Private 1 and others" in alts
    languages = {str(each["/Lang"]) for each in elements if "/Lang" in each}
    assert set(SCRIPTS) <= languages


def test_it_tells_nothing_of_whoever_made_it(made, pdf):  # V1
    assert dict(pdf.metadata).keys() == {"/Title", "/Author", "/Creator", "/CreationDate", "/ModDate"}
    assert (pdf.metadata.title, pdf.metadata.author) == ("Water that keeps running", "Dialogue")
    assert pdf.metadata.creator.startswith("Typst")
    assert pdf.metadata["/CreationDate"] == pdf.metadata["/ModDate"] == "D:20261122100000Z"


def test_the_same_report_is_the_same_file(made):
    assert pdf_of(report()) == made


def test_a_number_leads_to_the_words_it_names(pdf):
    """The trail of the first priority names a vote, a cluster and two notes that are in the report."""
    pages = {page.indirect_reference.idnum: page.extract_text() for page in pdf.pages}
    [last] = [page for page in pdf.pages if "Vote: 32 dots" in page.extract_text()]
    links = [annotation.get_object() for annotation in last["/Annots"]]
    targets = [pdf.named_destinations[name] if isinstance(name, str) else name for name in map(target, links)]
    reached = [pages[place[0].idnum] if isinstance(place, list) else place for place in targets]
    assert any(LATIN[0] in str(text) for text in reached)


def target(link: dict) -> object:
    return link["/Dest"] if "/Dest" in link else link["/A"]["/D"]


def test_a_number_means_the_words_before_the_section_about_them():
    made = report()
    made.sections.insert(0, Section("vote-170-1", "Votes"))
    targets = targets_of(prepared(made))
    assert (targets["63"], targets["40"], targets["5"]) == ("note-63", "cluster-40-5", "question-5")
    assert targets["170"] == "vote-170"


def test_an_anchor_that_stands_twice_counts_once():
    made = report()
    made.sections.append(Section("again", "Again", [Listing([Item("Batteries", anchor="note-63")])]))
    assert prepared(made).sections[-1].blocks[0].items[0].anchor == ""
    assert pdf_of(made).startswith(b"%PDF")


def test_from_right_to_left():
    made = report(language="ar", direction="rtl")
    pdf = PdfReader(io.BytesIO(pdf_of(made)))
    assert pdf.trailer["/Root"]["/Lang"] == "ar"
    assert pdf.trailer["/Root"]["/ViewerPreferences"]["/Direction"] == "/R2L"
    assert LATIN[0] in read(pdf)


def table_after(lines: int, rows: int, words: str = "words") -> list[str]:
    """What is on each page behind the contents, where a table stands beneath so many lines."""
    made = report(["A note"])
    table = Table(
        "The caption", [Column("Row"), Column("Said")], [Row([f"r{n}.", words]) for n in range(rows)]
    )
    filled = [Paragraph(f"Line {n}") for n in range(lines)]
    made.sections = [Section("one", "One", [*filled]), Section("two", "The heading", [table])]
    pages = PdfReader(io.BytesIO(pdf_of(made))).pages
    return [page.extract_text() for page in pages][2:]


@pytest.mark.parametrize("lines", range(22, 34, 2))
def test_a_heading_and_a_caption_stay_with_their_table(lines):
    [page] = [page for page in table_after(lines, 40) if "The heading" in page]
    assert "The caption" in page and "r0." in page
    [page] = [page for page in table_after(lines, 8) if "The caption" in page]
    assert all(f"r{n}." in page for n in range(8)), "A short table is whole."


def test_a_table_of_few_rows_that_is_too_high_for_a_page_is_parted():
    pages = table_after(3, 9, "What we know of this, and who told us. " * 40)
    found = [n for row in range(9) for n, page in enumerate(pages) if f"r{row}." in page]
    assert len(set(found)) > 1
    assert " ".join(" ".join(pages).split()).count("What we know of this") == 9 * 40


def test_the_map_is_drawn_on_a_page_of_its_own_and_told_to_those_who_do_not_see_it():
    made = report(["A note"])
    made.map = Picture("The map", DRAWING, "All of it stands under Findings.")
    pdf = PdfReader(io.BytesIO(pdf_of(made)))
    *_others, last = pdf.pages
    assert last.mediabox.width > last.mediabox.height
    text = last.extract_text()
    assert "The map" in text and "A word on the map" in text
    assert "All of it stands under Findings." in {str(each["/Alt"]) for each in tree(pdf) if "/Alt" in each}
    assert not any("A word on the map" in page.extract_text() for page in _others)


def test_signs_that_no_font_has_stop_nothing():
    """Some scripts are left to the fonts of the machine; where those lack it too, the rest is still there."""
    made = report(["\U00010380\U00010381", "A note beside it", "bell\x07 and half \ud83d a sign"])
    text = read(PdfReader(io.BytesIO(pdf_of(made))))
    assert "A note beside it" in text and "bell and half a sign" in text


def test_a_table_of_thousands_is_a_list_that_says_the_same():
    made = report()
    columns = [Column("¶"), Column("Note"), Column("Dots", True)]
    rows = [Row([f"¶{2000 + n}", f"The pump of village number {n}", n]) for n in range(600)]
    made.sections = [
        Section("notes", "All notes", [Table("All of them", columns, rows, Row(["", "All", 179700]))])
    ]
    pdf = PdfReader(io.BytesIO(pdf_of(made)))
    text = read(pdf)
    for n in (0, 299, 599):
        assert f"¶{2000 + n} The pump of village number {n} Dots: {n}" in text
    assert "Dots: 179,700" in text
    assert {"/L", "/LI"} <= {each.get("/S") for each in tree(pdf)}


def test_an_empty_report_is_a_cover():
    made = report()
    made.sections = []
    assert "Water that keeps running" in read(PdfReader(io.BytesIO(pdf_of(made))))
