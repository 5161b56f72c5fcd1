"""The report as PDF: tagged, so that it can be heard as well as read, and set to be printed.

It goes to the typesetter as data. Nobody's words are ever markup. Where letters are drawn in pieces or
in another order, as in Arabic, Hindi and Khmer, many readers copy and say the pieces: that is how the
typesetter writes them (https://github.com/typst/typst/issues/4225), so offers point to the web page.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import typst
from flask_babel import gettext as _

from dialogue.exports.blocks import Chart, Report
from dialogue.exports.charts import chart_svg
from dialogue.exports.paper import AUTHOR, own_place, prepared, readers_of, said_in, targets_of
from dialogue.exports.pictures import FONTS, parted

REPORT = Path(__file__).parent / "report.typ"
ACCESSIBLE = ["ua-1", "a-2a"]


def pdf_of(report: Report) -> bytes:
    """The report on A4: PDF/UA-1 and PDF/A-2a wherever there are letters for all of it.

    Where our fonts lack one, those of this machine are asked; where those lack it too, its place is
    marked, and the file says no more that it keeps the standards.
    """
    report = prepared(report)
    data = {"report": json.dumps(data_of(report), ensure_ascii=False), "created": str(int(report.created))}
    for standards, machine in ((ACCESSIBLE, False), (ACCESSIBLE, True)):
        try:
            return typeset(data, standards, machine)
        except typst.TypstError as error:
            if "PDF/" not in error.message:
                raise
    return typeset(data, [], True)


def typeset(data: dict[str, str], standards: list[str], machine: bool) -> bytes:
    return typst.compile(
        REPORT,
        root=REPORT.parent,
        font_paths=[FONTS],
        ignore_system_fonts=not machine,
        format="pdf",
        pdf_standards=standards,
        timestamp=int(data["created"]),
        sys_inputs=data,
    )


def data_of(report: Report) -> dict[str, Any]:
    """What the typesetter reads: the report, its charts drawn, its numbers in words, where ¶63 leads."""
    said = said_in(report.language)

    def ready(part: Any) -> Any:
        match part:
            case list():
                return [ready(each) for each in part]
            case {"type": "Chart"}:
                return part | {"picture": parted(chart_svg(msgspec.convert(part, Chart)))}
            case {"cells": cells}:
                return part | {"cells": [said(cell) for cell in cells]}
            case {"facts": facts, "anchor": anchor, "items": items}:
                place, others = own_place(facts, anchor)
                return part | {"place": place, "facts": others, "items": ready(items)}
            case {"sections": _under} | {"rows": _under} | {"items": _under}:
                return {name: ready(each) for name, each in part.items()}
        return part

    drawing = report.map and {
        "title": report.map.title,
        "alt": report.map.alt,
        "picture": parted(report.map.svg),
    }
    return ready(msgspec.to_builtins(report)) | {
        "map": drawing,
        "author": AUTHOR,
        "targets": targets_of(report),
        "footnotes": msgspec.json.encode(report).count(b'"footnote":{'),
        "readers": readers_of(report.level),
        "contents": _("Contents"),
        "figure": _("Figure"),
        "table": _("Table"),
    }
