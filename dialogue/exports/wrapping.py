"""Words on lines of a picture, whose letters nobody measures: widths are estimated, and rather too wide."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

NARROW = set("fijlrtI.,:;'!|()[] ’“”")
WIDE = set("mwMWQGOCD%@&—…")
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
    if letter in NARROW:
        return 0.34
    if letter in WIDE:
        return 0.95
    if unicodedata.category(letter)[0] in "MC":
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    return 0.57 if letter.isascii() else 0.68


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
