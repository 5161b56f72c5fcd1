"""QR codes as inline drawings, dark on white in every theme, because a camera reads them."""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from markupsafe import Markup


@lru_cache(maxsize=256)
def qr_of(address: str) -> Markup:
    """An SVG that opens an address. Its colours come from the style sheet."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", border=2, xmldecl=False, svgns=False, omitsize=True, svgclass=None, lineclass=None
    )
    # The drawing holds no words, only a path that segno made.
    return Markup(drawn.getvalue().decode().replace('stroke="#000"', 'stroke="currentColor"'))
