"""A Word document as a file: its parts, each named once, in a zip that is the same for the same words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape

from dialogue.exports.blocks import Report
from dialogue.exports.paper import AUTHOR

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
EARLIEST = (1980, 1, 1, 0, 0, 0)

# The parts beside the main one: what each is, and its kind in the two tables that name it.
PARTS = {
    "styles": ("styles", f"{WORD}.styles+xml"),
    "settings": ("settings", f"{WORD}.settings+xml"),
    "numbering": ("numbering", f"{WORD}.numbering+xml"),
    "footnotes": ("footnotes", f"{WORD}.footnotes+xml"),
    "header": ("header", f"{WORD}.header+xml"),
    "footer": ("footer", f"{WORD}.footer+xml"),
}


def packed(report: Report, document: str, parts: dict[str, str], pictures: Iterable[bytes]) -> bytes:
    """All of a document in one file. `parts` are those beside the main one, by their names."""
    pictures = list(pictures)
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(
            ("document", "officeDocument/2006/relationships/officeDocument", "word/document.xml"),
            ("core", "package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
            ("app", "officeDocument/2006/relationships/extended-properties", "docProps/app.xml"),
        ),
        "docProps/core.xml": core(report),
        "docProps/app.xml": f'<Properties xmlns="{OFFICE}/officeDocument/2006/extended-properties">'
        f"<Application>{AUTHOR}</Application></Properties>",
        "word/document.xml": document,
        "word/_rels/document.xml.rels": relations(
            *((name, f"officeDocument/2006/relationships/{PARTS[name][0]}", f"{name}.xml") for name in PARTS),
            *(
                (f"picture{n}", "officeDocument/2006/relationships/image", f"media/figure{n}.png")
                for n in range(1, len(pictures) + 1)
            ),
        ),
        **{f"word/{name}.xml": parts[name] for name in PARTS},
        **{f"word/media/figure{n}.png": picture for n, picture in enumerate(pictures, 1)},
    }
    made = io.BytesIO()
    at = max(datetime.fromtimestamp(report.created, UTC).timetuple()[:6], EARLIEST)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, at)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content if isinstance(content, bytes) else (HEAD + content).encode())
    return made.getvalue()


def content_types() -> str:
    named = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>' for name, (_, kind) in PARTS.items()
    )
    package = "application/vnd.openxmlformats"
    return (
        f'<Types xmlns="{OFFICE}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{package}-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{package}-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml"'
        f' ContentType="{package}-officedocument.extended-properties+xml"/>'
        f"{named}</Types>"
    )


def relations(*named: tuple[str, str, str]) -> str:
    said = "".join(
        f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>' for id, kind, target in named
    )
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{said}</Relationships>'


def core(report: Report) -> str:
    """What the file says of itself: a title, a language, a day, and nobody's name."""
    at = datetime.fromtimestamp(report.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'<cp:coreProperties xmlns:cp="{OFFICE}/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(report.title)}</dc:title><dc:creator>{AUTHOR}</dc:creator>"
        f"<dc:language>{escape(report.language)}</dc:language>"
        f"<cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
    )


def settings_xml(language: str) -> str:
    """Settings of a document of today, so that Word opens it as it opens its own."""
    return (
        f'<w:settings xmlns:w="{OFFICE}/wordprocessingml/2006/main"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{escape(language)}"/></w:settings>'
    )
