"""How it is seen that words did no harm: pages and files are read by other programs than those that wrote
them, and hold no tag, no script, no formula and no address of anybody but ours.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO, StringIO
from urllib.parse import urlsplit
from xml.etree import ElementTree

import docx
import openpyxl
import pypdf

from tests.hostile.words import MARK, TURNING

TURNS = re.compile(f"[{TURNING}]")
STRANGE = {"iframe", "object", "embed", "base", "math", "frameset", "applet", "marquee"}
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "poster", "data"}
ADDRESSES |= {"ping", "srcdoc", "xlink:href"}
OURS = {"", "http", "https", "mailto"}
FIELDS = {b"SEQ", b"PAGE", b"NUMPAGES", b"TOC", b"PAGEREF", b"REF", b"STYLEREF"}
PDF_ACTS = re.compile(rb"/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|RichMedia|SubmitForm|GoToR)\b")


class Read(HTMLParser):
    """A page as a parser reads it: what is wrong with its tags, and the words between them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.data: list[str] = []
        self._in = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in = tag if tag in ("script", "style") else ""
        if self._in and given.get("type") == "application/json":
            self._in = "data"
        self.tags.append((tag, given))
        leads = given.get("src") or given.get("data-src", "")
        is_our_frame = tag == "iframe" and "srcdoc" not in given and leads.startswith("/w/")
        if tag in STRANGE and not is_our_frame:
            self.wrong.append(f"<{tag}>")
        for name, value in given.items():
            if name.startswith("on") or (name in ADDRESSES and not is_ours(tag, value)):
                self.wrong.append(f"<{tag} {name}={value!r}>")
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh" and "evil" in str(given):
            self.wrong.append(str(given))
        if any(TURNS.search(value) for value in given.values()):
            self.wrong.append(f"<{tag}> is turned: {given}")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        {"": self.words, "data": self.data}.get(self._in, self.scripts).append(data)


def is_ours(tag: str, value: str) -> bool:
    """May a page of ours hold this address? `data:,` is how a file says that it has no icon."""
    if (tag, value) == ("link", "data:,"):
        return True
    if tag in ("img", "link", "use", "image") and value.startswith(("data:image/", "data:font/")):
        return True
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return False
    is_link = tag == "a" or not parts.netloc or "evil" not in parts.netloc
    return parts.scheme.lower() in OURS and is_link


def assert_page_is_harmless(source: str, own_scripts: bool = False) -> Read:
    """Of a page or of a file that is opened as one; `own_scripts`: it may hold scripts that are ours."""
    read = Read(source)
    assert not read.wrong, read.wrong[:5]
    assert not TURNS.search(source), source[max(0, TURNS.search(source).start() - 200) :][:300]  # type: ignore[union-attr]
    for script in read.scripts:
        assert own_scripts or MARK not in script, script[:300]
    for data in read.data:
        # In it nothing begins a tag, so nothing can end it before its end.
        assert "<" not in data, data[:300]
        json.loads(data)
    return read


def assert_file_is_harmless(form: str, content: bytes) -> str:
    """A file of one form, read by somebody else's program; the words in it."""
    words = READERS[form](content)
    assert not TURNS.search(words), "It is turned."
    return words


def words_in_html(content: bytes) -> str:
    source = content.decode()
    return " ".join(assert_page_is_harmless(source, own_scripts=False).words)


def words_in_viewer(content: bytes) -> str:
    """It holds a script of ours and, as data, all that was said; that ends neither of them."""
    source = content.decode()
    read = assert_page_is_harmless(source, own_scripts=True)
    assert source.lower().count("<script") == source.lower().count("</script>") >= 1
    return " ".join([*read.words, *read.data, *read.scripts])


def words_in_docx(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for name in packed.namelist():
            part = packed.read(name)
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(part)
            assert not re.search(rb'TargetMode="External"', part), name
            # A field is what Word reckons out, or fetches.
            for field in re.findall(rb"<w:instrText[^>]*>([^<]*)<", part):
                assert field.split()[0] in FIELDS, field
            assert b"vbaProject" not in name.encode()
    found = docx.Document(BytesIO(content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in found.paragraphs), *cells])


def words_in_pdf(content: bytes) -> str:
    assert not PDF_ACTS.search(content), PDF_ACTS.search(content)
    reader = pypdf.PdfReader(BytesIO(content))
    for page in reader.pages:
        for note in page.get("/Annots") or []:
            act = note.get_object().get("/A", {})
            assert act.get("/S") in (None, "/GoTo"), act
    return "\n".join(page.extract_text() for page in reader.pages)


def words_in_xlsx(content: bytes) -> str:
    found = []
    book = openpyxl.load_workbook(BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None, (
                    sheet.title,
                    cell.coordinate,
                    cell.value,
                )
                found.append(str(cell.value or ""))
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert not [name for name in packed.namelist() if "externalLink" in name or "vba" in name.lower()]
    return "\n".join(found)


def words_in_csv(content: bytes) -> str:
    found = []
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for name in packed.namelist():
            assert re.fullmatch(r"[\w-]+\.csv", name), name
            for row in csv.reader(StringIO(packed.read(name).decode("utf-8-sig"), newline="")):
                for cell in row:
                    assert not re.match(r"[=+@\t\r＝＋－＠]|-(?!\d+(\.\d+)?$)", cell), (name, cell)
                    found.append(cell)
    return "\n".join(found)


def words_in_tree(content: bytes) -> str:
    """OPML or a mind map: words are in attributes, and no outliner is told to open or to run something."""
    root = ElementTree.fromstring(content)
    for node in root.iter():
        assert not {"LINK", "url", "xmlUrl", "htmlUrl", "HOOK"} & set(node.attrib), node.attrib
        assert node.tag.lower() not in ("hook", "script"), node.tag
    assert b"<!ENTITY" not in content and b"<!DOCTYPE" not in content
    return "\n".join(text for node in root.iter() for text in [*node.attrib.values(), node.text or ""])


def words_in_svg(content: bytes) -> str:
    root = ElementTree.fromstring(content)
    for node in root.iter():
        tag = str(node.tag).rpartition("}")[2].lower()
        assert tag not in ("script", "foreignobject", "a", "image", "iframe", "animate", "set"), tag
        for name, value in node.attrib.items():
            assert not name.rpartition("}")[2].lower().startswith("on"), name
            assert not name.endswith("href") or value.startswith("#"), value
    return "\n".join(text for text in root.itertext())


def words_in_json(content: bytes) -> str:
    return json.dumps(json.loads(content), ensure_ascii=False)


def words_in_markdown(content: bytes) -> str:
    """As a strict reader of Markdown shows it: what people wrote makes no tag and no link."""
    from markdown import markdown

    text = content.decode()
    read = Read(markdown(text, extensions=["tables", "footnotes"]))
    bad = [each for each in read.wrong if MARK in each or "owned" in each or "evil" in each]
    assert not bad, bad[:5]
    return text


READERS = {
    "html": words_in_html,
    "viewer": words_in_viewer,
    "docx": words_in_docx,
    "pdf": words_in_pdf,
    "xlsx": words_in_xlsx,
    "csv": words_in_csv,
    "opml": words_in_tree,
    "mm": words_in_tree,
    "svg": words_in_svg,
    "json": words_in_json,
    "markdown": words_in_markdown,
}
