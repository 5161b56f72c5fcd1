"""Words on lines of a picture, whose letters nobody measures: widths are estimated, and rather too wide."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# How wide letters are, as shares of their size: those of the fonts we bring, rounded up.
SHARES = {
    letter: share
    for share, letters in {
        0.29: " !',.:;Jijl’‘·",
        0.37: "()-I[]`f“”",
        0.44: '"/\\rt{}•°',
        0.58: "*?EFLSTY_aceksvxyz|–«»§éè",
        0.64: "$+0123456789<=>KPRVXZ^bdghnopqu~×€£",
        0.67: "#ABC¶ß",
        0.79: "&DGHNU",
        0.96: "%@MOQWmw…œæ",
        1.06: "—",
    }.items()
    for letter in letters
}
# Of other letters it is known how wide nearly all of a script are, and how wide what changes them.
SCRIPTS = {
    "LATIN": (0.8, 0.0),
    "GREEK": (0.85, 0.0),
    "CYRILLIC": (0.96, 0.0),
    "HEBREW": (0.74, 0.0),
    "ARABIC": (0.86, 0.0),
    "DEVANAGARI": (0.9, 0.3),
    "BENGALI": (0.92, 0.5),
    "TAMIL": (1.5, 1.0),
    "THAI": (0.78, 0.0),
    "ETHIOPIC": (0.98, 0.0),
    "KHMER": (0.95, 0.5),
}
ELLIPSIS = "…"
# What one reads as one letter: marks, joiners, tones of skin and the two halves of a flag stay with it.
LETTER = re.compile(
    r"(?:[\U0001F1E6-\U0001F1FF]{2}|.)(?:[\u200c\u200d\ufe0e\ufe0f\U0001F3FB-\U0001F3FF])*", re.DOTALL
)


def width_of(text: str, size: float) -> float:
    """About how wide a text is in letters of that size, in the same unit."""
    return sum(share_of(letter) for letter in text) * size


@cache
def share_of(letter: str) -> float:
    if letter in SHARES:
        return SHARES[letter]
    kind = unicodedata.category(letter)
    if kind[0] == "C" or kind == "Mn":
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or kind == "So":
        return 1.26
    own, more = SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], (1.0, 0.5))
    return more if kind == "Mc" else own


def letters_of(text: str) -> list[str]:
    """A text in pieces that may stand on different lines without spoiling a letter."""
    pieces: list[str] = []
    for found in LETTER.findall(text):
        if pieces and (
            unicodedata.category(found[0])[0] == "M" or pieces[-1].endswith("\u200d") or is_coeng(pieces[-1])
        ):
            pieces[-1] += found
        else:
            pieces.append(found)
    return pieces


def is_coeng(piece: str) -> bool:
    """Does a sign end it that takes the next consonant beneath it, as in Khmer, or joins it, as a virama?"""
    return unicodedata.combining(piece[-1]) == 9


def wrapped(text: str, width: float, size: float, most: int) -> list[str]:
    """A text on at most `most` lines of that width; what does not fit gives way to an ellipsis."""
    lines = [""]
    for word in text.split():
        for piece in pieces_of(word, width, size):
            joined = f"{lines[-1]} {piece}".strip()
            if width_of(joined, size) <= width or not lines[-1]:
                lines[-1] = joined
            else:
                lines.append(piece)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(lines[most - 1], width, size)]


def pieces_of(word: str, width: float, size: float) -> list[str]:
    """A word, or as many parts of it as it takes to fit: not every script has spaces."""
    if width_of(word, size) <= width:
        return [word]
    pieces = [""]
    for letter in letters_of(word):
        if pieces[-1] and width_of(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def shortened(line: str, width: float, size: float) -> str:
    """A line that ends in an ellipsis, and fits."""
    letters = letters_of(line)
    while letters and width_of("".join(letters) + ELLIPSIS, size) > width:
        letters.pop()
    return "".join(letters).rstrip() + ELLIPSIS
