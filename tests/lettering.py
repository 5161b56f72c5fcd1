"""How wide words are in the fonts we bring, measured by what sets our pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import typst

from dialogue.exports.pictures import FONTS, PICTURE

MEASURE = b"""#import "letters.typ": tool
#context [#metadata(json(bytes(sys.inputs.words)).map(words => measure(text(
  font: tool, size: 100pt, words,
)).width / 100pt)) <widths>]
"""


def measured(words: Sequence[str], size: float, folder: Path) -> list[float]:
    """How wide each of these words is in letters of that size, in the same unit."""
    (folder / "letters.typ").write_bytes((PICTURE.parent / "letters.typ").read_bytes())
    (folder / "measure.typ").write_bytes(MEASURE)
    widths = typst.query(
        str(folder / "measure.typ"),
        "<widths>",
        field="value",
        one=True,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"words": json.dumps(list(words))},
    )
    return [width * size for width in json.loads(widths)]
