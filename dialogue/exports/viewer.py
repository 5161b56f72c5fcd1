"""The viewer: one file that opens on any laptop, from a disk, without a network.

It is the report with a map and the replay beneath it. The script is the only one that its policy
lets run; data is embedded so that no words can end what they stand in. Without the script the
report still reads.
"""

from __future__ import annotations

import base64
import gzip
import json
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from dialogue.exports.blocks import Report
from dialogue.exports.document import Level, Minutes
from dialogue.exports.forms import Source, unheard
from dialogue.exports.html import html_of, style
from dialogue.exports.map_tree import tree_of
from dialogue.exports.minutes import minutes_from
from dialogue.exports.replay import written
from dialogue.exports.report import report_of
from dialogue.languages import words_for
from dialogue.workshop import the_workshop

BUILT = Path(__file__).parents[2] / "static" / "built"

# The report's own style knows nothing of the layers of the other; so it is laid beneath them.
LAYER = "@layer report {\n%s}\n@layer tokens, base, components, layouts, print;\n"

SHORT = 500
"""Notes up to which a report is laid out as a whole."""

RESULTS = ("priorities", "findings")
"""The sections of the report that hold what came out, the first that is there."""


def viewer_of(source: Source, level: Level) -> str:
    """A workshop for one level, to be read and played again offline."""
    minutes, report = minutes_from(source, level), report_of(source, level)
    script = ended(built("viewer.js"))
    page = html_of(report, head_of(script), body_of(source, level, minutes, script))
    page = page.replace(f"<style>\n{style()}</style>", f"<style>\n{LAYER % style()}</style>", 1)
    if len(minutes.notes()) > SHORT:
        page = page.replace('class="leaf"', 'class="leaf is-long"', 1)
    return page.replace("<body>\n", f"<body>\n{navigation(report)}\n", 1)


def head_of(script: str) -> str:
    """What a browser may do with this file: run the one script, wear its two styles, and fetch nothing."""
    own, report = f"\n{built('css/viewer.css')}", f"\n{LAYER % style()}"
    policy = (
        f"default-src 'none'; script-src {sum_of(script)}; style-src {sum_of(own)} {sum_of(report)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<link rel="icon" href="data:,">\n'
        f"<style>{own}</style>\n"
    )


def sum_of(text: str) -> str:
    """How a policy names what stands in the page itself."""
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def navigation(report: Report) -> str:
    anchors = [section.anchor for section in report.sections]
    results = next((anchor for anchor in RESULTS if anchor in anchors), "")
    places = [
        ("report", _("Minutes")),
        *([(results, _("Results"))] if results else []),
        ("map", _("Map")),
        ("replay", _("Replay")),
        ("proof", _("Proof")),
    ]
    links = "".join(f'<a href="#{anchor}">{escape(name)}</a>\n' for anchor, name in places)
    label = escape(_("Parts of this file"))
    return f'<nav class="viewer-nav" aria-label="{label}">\n{links}</nav>'


def body_of(source: Source, level: Level, minutes: Minutes, script: str) -> str:
    """The parts beneath the report, their data, and the script that brings them to life."""
    sectors = the_workshop(source.state).sectors
    played = gzip.compress(written(source, level, unheard), 6, mtime=0)
    the_map, the_replay = escape(_("Map")), escape(_("Replay"))
    needs = escape(_("This needs JavaScript. The minutes say the same in words."))
    return (
        f'<section class="viewer-part" id="map" aria-labelledby="map-title">\n'
        f'<h2 id="map-title">{the_map}</h2>\n'
        f'<div id="map-place"><p class="field-hint">{needs}</p></div>\n</section>\n'
        f'<section class="viewer-part" id="replay" aria-labelledby="replay-title">\n'
        f'<h2 id="replay-title">{the_replay}</h2>\n'
        f'<workshop-replay packed="replay-data"><p class="field-hint">{needs}</p></workshop-replay>\n'
        "</section>\n"
        f"{proof(minutes)}\n"
        f'<script type="application/json" id="words">{plain(words_for("viewer"))}</script>\n'
        f'<script type="application/json" id="map-tree">{plain(tree_of(minutes, sectors))}</script>\n'
        f'<script type="application/base64" id="replay-data">{base64.b64encode(played).decode()}</script>\n'
        f'<script type="module">{script}</script>\n'
    )


def proof(minutes: Minutes) -> str:
    """The seal, and how anybody can check that nothing was changed since."""
    if minutes.seal:
        words = _(
            "When the workshop was closed, its record was sealed at entry %(seq)d. This is the seal:",
            seq=minutes.sealed,
        )
        seal = f'<p><code class="seal">{escape(minutes.seal)}</code></p>\n'
    else:
        words, seal = _("The workshop is not closed yet, so its record has no seal."), ""
    how = _(
        "This file comes with a bundle, which holds the whole record. With the bundle you can check "
        "that no entry was changed, left out or put in, with one command:"
    )
    title = escape(_("Proof"))
    after = _("The seal that it prints must be the one above, and the one that people saw when it ended.")
    return (
        f'<section class="viewer-part" id="proof" aria-labelledby="proof-title">\n'
        f'<h2 id="proof-title">{title}</h2>\n<p>{escape(words)}</p>\n{seal}'
        f"<p>{escape(how)}</p>\n<p><code>dialogue verify BUNDLE</code></p>\n"
        f"<p>{escape(after)}</p>\n</section>"
    )


def built(name: str) -> str:
    """A script or a stylesheet as it was built."""
    manifest: dict[str, str] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    return (BUILT / manifest[name]).read_text(encoding="utf-8")


def ended(script: str) -> str:
    """A script in which nothing ends the element that it stands in."""
    return script.replace("</script", "<\\/script").replace("<!--", "\\x3c!--")


def plain(data: Any) -> str:
    """Data in which no words can end the element that they stand in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
