"""Words as they are looked for: small and large letters are one, accents count for nothing.

What is indexed and what is asked for are cut into words by the same rules, here, so no database
has a say in what a word is. Scripts that put no space between words are cut into signs, and a
word of theirs is looked for as these signs in a row.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

MOST_TERMS = 12
LONGEST_QUERY = 200
LONGEST_WORD = 60
LONGEST_SNIPPET = 280
BEFORE = 60
"""Signs that a snippet of a long text shows before the first word that was found."""

# Thai, Lao, Burmese, Khmer; kana and Chinese signs.
UNSPACED = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
UNSPACED += "\uf900-\ufaff\U00020000-\U0003ffff"
JOINERS = "\u200c\u200d"
QUOTES = '"“”„«»'


def marks() -> str:
    """The signs that stand above, below or inside a letter, as ranges of an expression."""
    ranges: list[list[int]] = []
    for sign in range(0x20000):
        if unicodedata.category(chr(sign)).startswith("M"):
            if ranges and ranges[-1][1] == sign - 1:
                ranges[-1][1] = sign
            else:
                ranges.append([sign, sign])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


MARKS = marks()
WORD = re.compile(f"[{UNSPACED}][{MARKS}]*|(?:(?![{UNSPACED}_])[\\w{MARKS}{JOINERS}])+")
TERM = re.compile(f"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]|([^\\s{QUOTES}]+)")
LEFT_OUT = dict.fromkeys(map(ord, f"{JOINERS}\u0640"))


class Term(NamedTuple):
    """Words that are looked for in a row. Where `begins`, the last may be the beginning of a word."""

    words: tuple[str, ...]
    begins: bool


class Piece(NamedTuple):
    """Part of a snippet, and whether it is what was looked for."""

    text: str
    is_found: bool


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared."""
    return [word for word, _, _ in places_of(text)]


def places_of(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text as they are compared, and where each begins and ends."""
    for match in WORD.finditer(text):
        if word := folded(match[0]):
            yield word, match.start(), match.end()


def folded(word: str) -> str:
    """A word without what makes no difference."""
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    parts = unicodedata.normalize("NFKD", word.translate(LEFT_OUT).casefold())
    return sys.intern("".join(sign for sign in parts if not is_accent(sign))[:LONGEST_WORD])


def is_accent(sign: str) -> bool:
    """Does a letter stay the same without this? A vowel sign of an Indic script is no accent."""
    place = unicodedata.combining(sign)
    return 10 <= place <= 35 or place >= 200


def terms_of(text: str) -> list[Term]:
    """What is looked for: each word, or words in quotes in just this order."""
    found = []
    for quoted, word in TERM.findall(text[:LONGEST_QUERY]):
        if words := words_of(quoted or word):
            found.append(Term(tuple(words), begins=not quoted))
    return list(dict.fromkeys(found))[:MOST_TERMS]


def snippet_of(text: str, terms: list[Term]) -> list[Piece]:
    """A text with what was looked for told apart; of a long one the part where that stands."""
    places = list(places_of(text))
    hits = sorted({n for term in terms for n in found_at([word for word, _, _ in places], term)})
    spans = [(places[n][1], places[n][2]) for n in hits]
    begin, end = window(text, spans[0][0] if spans else 0)
    pieces, at = [Piece("… ", False)] if begin else [], begin
    for start, stop in spans:
        if at <= start and stop <= end:
            pieces += [Piece(text[at:start], False), Piece(text[start:stop], True)]
            at = stop
    pieces += [Piece(text[at:end], False), Piece(" …" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece.text]


def found_at(words: list[str], term: Term) -> Iterator[int]:
    """The places of the words that a term stands for."""
    *first, last = term.words
    for n in range(len(words) - len(first)):
        end = words[n + len(first)]
        if words[n : n + len(first)] == first and (end.startswith(last) if term.begins else end == last):
            yield from range(n, n + len(first) + 1)


def window(text: str, first: int) -> tuple[int, int]:
    """The part of a text to show, cut between words where there are spaces."""
    if len(text) <= LONGEST_SNIPPET:
        return 0, len(text)
    begin = 0 if first <= BEFORE else max(first - BEFORE, 0)
    if begin:
        begin = text.find(" ", begin, first) + 1 or begin
    end = begin + LONGEST_SNIPPET
    if end >= len(text):
        return begin, len(text)
    return begin, max(text.rfind(" ", first, end), first + 1) if " " in text[first:end] else end
