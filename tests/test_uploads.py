"""Files that mean harm: however they are packed, what is unpacked is bounded, and each no is a sentence."""

from __future__ import annotations

import io
import re
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogue.bundle.container import MOST_FILES, Unreadable, Zip
from dialogue.kernel import Refused
from dialogue.outlines import LARGEST, read_outline
from dialogue.text import render_markdown

ROOT = Path(__file__).parent.parent
CODE = [path for path in (ROOT / "dialogue").rglob("*.py") if "translations" not in path.parts]
MB = 1 << 20


def packed(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return into.getvalue()


def bomb() -> bytes:
    return packed(("manifest.json", b"0" * 40 * MB))


def nested() -> bytes:
    inner = bomb()
    for _ in range(5):
        inner = packed(*[(f"{n}.zip", inner) for n in range(10)])
    return inner


def many() -> bytes:
    return packed(*[(f"{n}", b"") for n in range(MOST_FILES + 1)])


def long_names() -> bytes:
    return packed(*[(f"{n}" + "x" * 60_000, b"") for n in range(100)])


def overlapping() -> bytes:
    """Every entry of the list points to the same bytes, so that little comes out as much."""
    one = packed(("0", bytes(range(256)) * 8 * 4_096))
    at = one.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<L", one, at + 16)[0]
    entry = one[start:at]
    entries = b"".join(entry.replace(b"0", b"%d" % (n % 10), 1) for n in range(190))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 190, 190, len(entries), start, 0)
    return one[:start] + entries + end


def lying() -> bytes:
    """It says that it is small, and is not."""
    honest = bytearray(bomb())
    at = honest.rindex(b"PK\x01\x02")
    struct.pack_into("<L", honest, at + 24, 100)
    return bytes(honest)


def climbing() -> bytes:
    return packed(("../../../etc/passwd", b"x"), ("/etc/passwd", b"x"), ("..\\..\\x", b"x"))


ZIPS = [bomb, nested, many, long_names, overlapping, lying, climbing]


@pytest.mark.parametrize("made", ZIPS, ids=lambda made: made.__name__)
def test_whatever_a_zip_holds_little_is_unpacked(made: Callable[[], bytes]) -> None:
    """It is unreadable, or each of its files is; or it is read within bounds, and nothing is written."""
    content = made()
    assert len(content) < 64 * MB
    tracemalloc.start()
    try:
        container = Zip(content)
        for name in container.names:
            try:
                assert len(container.read(name)) < 64 * MB
            except Exception as broken:
                assert type(broken).__name__ == "Broken", broken
    except Unreadable as no:
        assert str(no).endswith(".") and len(str(no).split()) > 3
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 100 * MB


@pytest.mark.parametrize("made", [bomb, many], ids=lambda made: made.__name__)
def test_what_is_no_bundle_is_not_unpacked_at_all(made: Callable[[], bytes]) -> None:
    with pytest.raises(Unreadable):
        Zip(made())


@pytest.mark.parametrize("made", ZIPS, ids=lambda made: made.__name__)
def test_a_zip_that_is_brought_as_an_outline_is_refused(made: Callable[[], bytes]) -> None:
    with pytest.raises(Refused):
        read_outline(made()[:LARGEST])


def test_a_table_that_is_packed_to_burst_is_refused() -> None:
    with pytest.raises(Refused, match="MB"):
        read_outline(packed(("notes.csv", b"x,y\n" * 2 * MB)))


# ---- XML


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(97 + n)} '{('&' + chr(96 + n) + ';') * 10}'>" for n in range(1, 12)
)
EVIL_XML = {
    "billion laughs": LAUGHS + "]><opml version='2.0'><body><outline text='&l;'/></body></opml>",
    "a file of the server": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    "<opml version='2.0'><body><outline text='x'>&a;</outline></body></opml>",
    "an address": "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://127.0.0.1:1/x'> %a;]>"
    "<opml version='2.0'><body><outline text='x'/></body></opml>",
    "a type from elsewhere": "<!DOCTYPE opml SYSTEM 'http://127.0.0.1:1/x.dtd'>"
    "<opml version='2.0'><body><outline text='&x;'/></body></opml>",
    "quadratic": f"<!DOCTYPE x [<!ENTITY a '{'ha' * 50_000}'>]>"
    f"<opml version='2.0'><body><outline text='{'&a;' * 50_000}'/></body></opml>",
    "deep": "<opml version='2.0'><body>" + "<outline text='x'>" * 40_000,
    "included": "<opml version='2.0' xmlns:xi='http://www.w3.org/2001/XInclude'><body>"
    "<xi:include href='file:///etc/passwd' parse='text'/></body></opml>",
}


@pytest.mark.parametrize("what", EVIL_XML)
@pytest.mark.parametrize(("root", "ending"), [("opml", "opml"), ("map", "mm")])
def test_xml_is_read_with_nothing_in_it_expanded(what: str, root: str, ending: str) -> None:
    began = time.process_time()
    with pytest.raises(Refused) as no:
        read_outline(EVIL_XML[what].replace("opml", root).encode(), f"brought.{ending}")
    assert "root:" not in str(no.value)
    assert time.process_time() - began < 20, "It would hold everybody up."


def test_no_xml_is_parsed_but_by_what_expands_nothing() -> None:
    """What is written may come from the standard library; what is read must not."""
    safe = re.compile(r"from defusedxml(?:\.ElementTree)? import (.*)")
    assert any(safe.search(path.read_text()) for path in CODE)
    for path in CODE:
        source = path.read_text()
        assert not re.search(r"\blxml\b|xml\.(?:sax|dom)|pyexpat|xml\.parsers", source), path
        for names in re.findall(r"from xml\.etree\.ElementTree import (.*)", source):
            taken = {name.strip() for name in names.split(",")}
            assert not taken & {"fromstring", "parse", "iterparse", "XML", "XMLParser"}, path
        for name in re.findall(
            r"import xml\.etree\.ElementTree as (\w+)|from xml\.etree import .* as (\w+)", source
        ):
            alias = next(filter(None, name))
            assert not re.search(rf"\b{alias}\.(?:fromstring|parse|iterparse|XML|XMLParser)\b", source), path


# ---- Markdown


EVIL_MARKDOWN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](https://evil.example.org/seen.png)",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg onload=alert(1)>",
    "<iframe src=//evil.example.org></iframe>",
    "<style>*{background:url(//evil.example.org)}</style>",
    "<p style='position:fixed'>x</p>",
    "<form action=//evil.example.org><input></form>",
    "<base href=//evil.example.org>",
    "<meta http-equiv=refresh content='0;url=//evil.example.org'>",
    "<math><mtext></p><img src=x onerror=alert(1)></mtext></math>",
    "<a href='x' onclick='alert(1)' target='_blank'>x</a>",
    "`<script>`<script>alert(1)</script>",
]


@pytest.mark.parametrize("text", EVIL_MARKDOWN)
def test_markdown_becomes_nothing_that_runs_loads_or_moves(text: str) -> None:
    shown = render_markdown(text)
    tags = re.findall(r"<(/?)(\w+)([^>]*)>", shown)
    assert {tag for _, tag, _ in tags} <= {
        *("p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "h3", "h4")
    }
    for _, tag, given in tags:
        names = re.findall(r'([\w-]+)="', given)
        assert set(names) <= ({"href", "rel"} if tag == "a" else set()), shown
        assert not re.search(r'href="(?!https?:|mailto:)[^"]*:', given), shown


def test_a_link_in_markdown_leads_where_it_says() -> None:
    assert 'href="https://example.org/a"' in render_markdown("[x](https://example.org/a)")


def test_only_what_was_cleaned_goes_into_a_page_as_it_is() -> None:
    """Everything else is escaped, and there are only so many ways around that."""
    templates = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    assert set(re.findall(r"([\w.]+)\s*\|\s*safe\b", templates)) == {"stage.instruction_html"}
    assert "autoescape" not in templates
    marked = {path.name for path in CODE if "Markup(" in path.read_text()}
    assert marked == {"qr.py"}, "A code that we draw ourselves."
    rendering = [
        path for path in CODE if re.search(r"from markdown import|import markdown\b", path.read_text())
    ]
    assert [path.name for path in rendering] == ["text.py"], (
        "Markdown is rendered in one place, and cleaned there."
    )
