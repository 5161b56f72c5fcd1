"""What a starter is: a named run sheet that an organiser begins with and then changes."""

from __future__ import annotations

from typing import Any, NamedTuple

RULES = [
    "One person speaks at a time, and may finish.",
    "We talk about the matter, not about the person.",
    "What is said here may be told; who said it may not.",
    "Short words, no abbreviations that others do not know.",
    "When the sound fails, we write.",
]


class Starter(NamedTuple):
    """A named run sheet. `about` says in a sentence what it is for; `stages` have the shape of a
    workshop file.
    """

    id: str
    title: Any
    about: Any
    stages: list[dict[str, Any]]

    @property
    def titles(self) -> list[str]:
        return [stage.get("title", "") for stage in self.stages]

    @property
    def minutes(self) -> int:
        """How long all of it is meant to take."""
        return sum(stage.get("minutes", 0) for stage in self.stages)


def scale(text: str, low: str = "not at all", high: str = "fully") -> dict[str, Any]:
    """A sentence that people find true or not."""
    return {"text": text, "form": "scale", "low": low, "high": high}


def written(text: str) -> dict[str, Any]:
    """A question that is answered in one's own words."""
    return {"text": text, "form": "text"}


def word(text: str) -> dict[str, Any]:
    """A question that is answered with one word."""
    return {"text": text, "form": "word"}


PLUS = {"text": "What was good and should stay?", "form": "plus"}
DELTA = {"text": "What should be different next time?", "form": "delta"}
"""The two questions with which most workshops end."""
