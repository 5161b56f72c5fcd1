"""Tongues: which language words are in, as far as whoever wrote them says so and their letters agree.

A language is a code like `ar` or `pt-BR` (BCP 47: language, script, region). Empty: nobody knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from dialogue.kernel import Refused

CODE = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?", re.IGNORECASE)

LANGUAGES: dict[str, tuple[str, ...]] = {
    "ARABIC": ("ar", "fa", "ur", "ps", "ku", "sd", "ug", "ckb", "ks", "az", "pa", "ha", "ms"),
    "ARMENIAN": ("hy",),
    "BENGALI": ("bn", "as"),
    "CJK": ("zh", "ja", "yue", "ko"),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "uz", "az", "bs", "tt", "ce"),
    "DEVANAGARI": ("hi", "mr", "ne", "sa", "mai", "bho", "kok", "ks", "sd"),
    "ETHIOPIC": ("am", "ti", "gez", "tig"),
    "GEORGIAN": ("ka",),
    "GREEK": ("el",),
    "GUJARATI": ("gu",),
    "GURMUKHI": ("pa",),
    "HANGUL": ("ko",),
    "HEBREW": ("he", "yi"),
    "HIRAGANA": ("ja",),
    "KANNADA": ("kn",),
    "KATAKANA": ("ja",),
    "KHMER": ("km",),
    "LAO": ("lo",),
    "MALAYALAM": ("ml",),
    "MYANMAR": ("my", "shn", "ksw"),
    "NKO": ("nqo",),
    "ORIYA": ("or",),
    "SINHALA": ("si",),
    "SYRIAC": ("syr", "arc"),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "THAANA": ("dv",),
    "THAI": ("th",),
    "TIBETAN": ("bo", "dz"),
}
"""Scripts by their names in Unicode, and the languages that are written in them; the likeliest first.
Whatever stands nowhere here is written in Latin letters.
"""

ALSO_LATIN = {"az", "bs", "ha", "kk", "ku", "ms", "sr", "tg", "tt", "uz", "mn"}
"""Those that stand above, and are written in Latin letters too."""


BEHIND_LATIN = "\u0250"
"""The first letter that is not Latin. Most texts are known by it at once: notes are asked for often."""


def code_of(language: str) -> str:
    """A code as it is kept, `PT-br` as `pt-BR`; empty stays empty. Refuses what is no code."""
    found = CODE.fullmatch(language)
    if not found:
        if language:
            raise Refused(
                "“{language}” is not the code of a language. Choose a language from the list.",
                "bad-language",
                language=language[:12],
            )
        return ""
    name, script, region = found.groups()
    return "-".join(filter(None, (name.lower(), script and script.title(), region and region.upper())))


def is_same(one: str, other: str) -> bool:
    """Are two codes of one language? `pt` is the same as `pt-BR`, `pt-PT` is not."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def agreed(text: str, claimed: str) -> str:
    """The language somebody says that words are in, unless their letters are of another script."""
    script = script_of(text)
    if not script or not claimed:
        return claimed
    return claimed if is_written_in(claimed.partition("-")[0], script) else ""


def told_by_letters(text: str) -> str:
    """The one language that is written in the letters of a text; empty where there are several."""
    languages = LANGUAGES.get(script_of(text), ())
    return languages[0] if len(languages) == 1 else ""


def is_written_in(language: str, script: str) -> bool:
    if script == "LATIN":
        return language in ALSO_LATIN or not any(language in each for each in LANGUAGES.values())
    return language in LANGUAGES.get(script, ())


def script_of(text: str) -> str:
    """The script that most letters of a text are of; empty where it has no letters."""
    if max(text, default="") < BEHIND_LATIN:
        return "LATIN" if any(map(str.isalpha, text)) else ""
    scripts: Counter[str] = Counter()
    for sign, times in Counter(text).items():
        if script := script_of_sign(sign):
            scripts[script] += times
    return scripts.most_common(1)[0][0] if scripts else ""


@cache
def script_of_sign(sign: str) -> str:
    """The script of a letter, of a mark that is part of one too; empty for other signs."""
    if unicodedata.category(sign)[0] not in "LM":
        return ""
    script = re.split("[ -]", unicodedata.name(sign, ""), maxsplit=1)[0]
    return "" if script == "COMBINING" else script
