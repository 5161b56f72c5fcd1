"""The report as a Word document that an organiser edits: real headings, lists, captions and footnotes.

Its parts are written as they are, so that a file holds what the report says and nothing a template had.
"""

from __future__ import annotations

from dialogue.exports.blocks import Report
from dialogue.exports.paper import prepared
from dialogue.exports.word.body import Body, document_xml, footer_xml, footnotes_xml, header_xml
from dialogue.exports.word.package import packed, settings_xml
from dialogue.exports.word.styles import numbering_xml, styles_xml


def docx_of(report: Report) -> bytes:
    """The report on A4. The same report is the same file."""
    report = prepared(report)
    body = Body(report)
    parts = {
        "styles": styles_xml(report.language, report.direction),
        "settings": settings_xml(report.language),
        "numbering": numbering_xml(body.orders),
        "footnotes": footnotes_xml(body),
        "header": header_xml(body),
        "footer": footer_xml(body),
    }
    return packed(report, document_xml(body), parts, body.pictures)
