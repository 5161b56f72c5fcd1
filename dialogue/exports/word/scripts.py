"""Which words are in which script: each has its own run, or they are set in fonts that lack their letters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby
from typing import NamedTuple

# Pictures among words: two letters of a flag, a key, or a sign with all that changes it or joins it.
SIGN = r"[\U0001F000-\U0001FAFF\u203c-\u3299]\ufe0f?"
EMOJI = re.compile(
    rf"([\U0001F1E6-\U0001F1FF]{{2}}|[0-9#*]\ufe0f\u20e3"
    rf"|{SIGN}[\U0001F3FB-\U0001F3FF]?(?:\u200d{SIGN}[\U0001F3FB-\U0001F3FF]?|[\U000E0020-\U000E007F])*)"
)
PICTURE = "PICTURE"
CHANGING = {"Mn", "Mc", "Me", "Cf"}
TURNED = {"ARABIC", "HEBREW"}
SHAPED = {"BENGALI", "DEVANAGARI", "KHMER", "TAMIL", "THAI"}

# Fonts with these letters on the machines people have; where one is missing, another is found.
FONTS = {
    "ARABIC": "Arial",
    "BENGALI": "Nirmala UI",
    "DEVANAGARI": "Nirmala UI",
    "ETHIOPIC": "Ebrima",
    "HEBREW": "Arial",
    "KHMER": "Leelawadee UI",
    "TAMIL": "Nirmala UI",
    "THAI": "Leelawadee UI",
    PICTURE: "Segoe UI Emoji",
}


class Part(NamedTuple):
    """Words in one script, or pictures. `script` is empty where any font for books has the letters."""

    script: str
    text: str

    @property
    def manner(self) -> str:
        """Which font, and of which kind, as Word wants to be told."""
        if not (font := FONTS.get(self.script)):
            return ""
        names = "".join(f' w:{kind}="{font}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
        hint = ' w:hint="cs"' if self.script in TURNED | SHAPED else ""
        return f"<w:rFonts{hint}{names}/>"

    @property
    def turn(self) -> str:
        """Whether letters run from the right, or change with those beside them."""
        return "<w:rtl/>" if self.script in TURNED else "<w:cs/>" if self.script in SHAPED else ""


def parts_of(text: str, direction: str) -> list[Part]:
    """A text by its scripts. A space or a sign between two goes with the one that runs as the text does."""
    pieces = pieces_of(text)
    scripts = [script for script, _piece in pieces]
    resolved: list[str] = []
    for n, script in enumerate(scripts):
        if script is None:
            before = next((each for each in reversed(resolved) if each != PICTURE), None)
            after = next((each for each in scripts[n + 1 :] if each not in {None, PICTURE}), None)
            beside = [each for each in (before, after) if each is not None]
            fitting = [each for each in beside if (each in TURNED) == (direction == "rtl")]
            script = next(iter([*fitting, *beside]), "")
        resolved.append(script)
    said = zip(resolved, (piece for _script, piece in pieces), strict=True)
    return [
        Part(script, "".join(piece for _script, piece in run))
        for script, run in groupby(said, key=lambda each: each[0])
    ]


def pieces_of(text: str) -> list[tuple[str | None, str]]:
    """A text in stretches of one script, of pictures, and of what has no script, which is None."""
    pieces: list[tuple[str | None, str]] = []
    for n, stretch in enumerate(EMOJI.split(text)):
        if n % 2 and is_picture(stretch):
            pieces.append((PICTURE, stretch))
            continue
        for sign in stretch:
            script = script_of(sign)
            # What changes a letter is set with it.
            if pieces and (script == pieces[-1][0] or unicodedata.category(sign) in CHANGING):
                pieces[-1] = (pieces[-1][0], pieces[-1][1] + sign)
            else:
                pieces.append((script, sign))
    return pieces


def is_picture(sign: str) -> bool:
    """Is it shown in colours? Of the older signs only those that ask for it, or that always are."""
    return sign[0] > "\uffff" or "\ufe0f" in sign or unicodedata.east_asian_width(sign[0]) == "W"


@cache
def script_of(sign: str) -> str | None:
    """The script of a letter that needs a font of its own; empty for other letters, None for signs."""
    script = re.split("[ -]", unicodedata.name(sign, ""), maxsplit=1)[0]
    if script in FONTS:
        return script
    return "" if unicodedata.category(sign).startswith("L") else None
