"""What the archive page says of each form in which the record can be had: what it is called, what it
is for, and for whom it can be written.
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _

from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS
from dialogue.pages.export import WHOLE


class Offer(NamedTuple):
    name: str
    title: str
    sentence: str
    levels: list[Level]


def offers_for(levels: list[Level], has_account: bool) -> list[tuple[str, list[Offer]]]:
    """Every form there is, in groups, with the levels that this reader may have; the first suits them."""
    said = {name: (title, sentence) for _group, forms in groups() for name, title, sentence in forms}
    found = []
    for group, forms in groups():
        names = [name for name, *_ in forms if name in FORMS]
        found.append((group, [offer(name, *said[name], levels, has_account) for name in names]))
    # A form that nobody has put into words is offered under its name.
    rest = [offer(name, name, "", levels, has_account) for name in FORMS if name not in said]
    return [(group, offered) for group, offered in [*found, (_("More"), rest)] if offered]


def offer(name: str, title: str, sentence: str, levels: list[Level], has_account: bool) -> Offer:
    """Not everybody who may read the whole record may take all of it along."""
    whole = (Level.ORGANISER, Level.FULL)
    may = [level for level in levels if name != WHOLE or has_account or level not in whole]
    return Offer(name, title, sentence, may)


def groups() -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (
            _("To read and to send on"),
            [
                ("docx", _("Word"), _("The minutes as a document that you can edit.")),
                (
                    "pdf",
                    "PDF",
                    _(
                        "The minutes, to print or to keep. Screen readers can read it. To copy or listen "
                        "to Arabic, Hindi, Khmer and similar scripts, use the web page."
                    ),
                ),
                ("html", _("Web page"), _("The minutes as one file. Every browser opens it, also offline.")),
                ("markdown", "Markdown", _("The minutes as plain text, to edit or to paste.")),
            ],
        ),
        (
            _("To count and to analyse"),
            [
                ("xlsx", _("Spreadsheet"), _("All tables as one workbook.")),
                ("csv", _("CSV tables"), _("The same tables, one file for each, for every other program.")),
                ("json", "JSON", _("Minutes, records and history, for programs.")),
            ],
        ),
        (
            _("The map"),
            [
                ("opml", _("Outline (OPML)"), _("Question, cluster, note: for outliners and mind maps.")),
                ("mm", _("Mind map (FreeMind)"), _("The same for FreeMind, Freeplane and XMind.")),
                ("svg", _("Map as SVG"), _("The drawing, to print in any size.")),
                ("png", _("Map as PNG"), _("The drawing as a picture, for slides.")),
            ],
        ),
        (
            _("The whole workshop"),
            [
                ("viewer", _("Viewer"), _("Minutes, map and replay in one file that needs no server.")),
                (
                    WHOLE,
                    _("Bundle"),
                    _(
                        "Everything in one file, with its proof. You can check it, and bring it back to a "
                        "server."
                    ),
                ),
            ],
        ),
    ]


def named_level(level: Level) -> str:
    """For whom a level is."""
    return {
        Level.PUBLIC: _("for the public"),
        Level.PARTICIPANTS: _("for those who took part"),
        Level.ORGANISER: _("for organisers"),
        Level.FULL: _("everything that was kept"),
    }[level]
