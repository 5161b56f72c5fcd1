"""What is to be written down: an export by all that it depends on."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from dialogue.exports.forms import FORMS

ROOT = Path(__file__).parent.parent.parent
MADE_OF = ("dialogue", "templates", "static/built")
TEXT = ("text/", "application/json", "application/xml", "image/svg+xml")


class Wanted(NamedTuple):
    """What is to be written down, by all that it depends on. `beside` stands for what is kept beside
    the log: passages that were written anew, and what was said against some.
    """

    workshop: int
    code: str
    form: str
    level: str
    language: str
    seq: int
    beside: str = ""

    @property
    def id(self) -> str:
        return sha256("\n".join([edition(), *map(str, self)]).encode()).hexdigest()[:32]

    @property
    def is_page(self) -> bool:
        return self.form not in FORMS

    @property
    def is_packed(self) -> bool:
        """Is it kept as it goes to browsers, compressed? What is not text is compressed already."""
        return self.is_page or FORMS[self.form].mimetype.startswith(TEXT)


@cache
def edition() -> str:
    """This program as it is now. What an older one wrote may name files that are there no more."""
    files = sorted(path for part in MADE_OF for path in (ROOT / part).rglob("*") if is_part(path))
    facts = [(str(path.relative_to(ROOT)), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return sha256(repr(facts).encode()).hexdigest()


def is_part(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts
