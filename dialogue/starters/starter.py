"""What a starter is: a named run sheet that an organiser begins with and then changes."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

RULES = [
    _("One person speaks at a time, and can finish."),
    _("We discuss the topic, not the person."),
    _("We may tell others what was said here, but not who said it."),
    _("We use short words, and no abbreviations that others do not know."),
    _("When the sound does not work, we write."),
]


class Starter(NamedTuple):
    """A named run sheet. `about` says in a sentence what it is for."""

    id: str
    title: Any
    about: Any
    sheet: list[dict[str, Any]]

    @property
    def stages(self) -> list[dict[str, Any]]:
        """The stages as a workshop file has them, in the language of whoever asks."""
        return [spoken(stage) for stage in self.sheet]

    @property
    def titles(self) -> list[str]:
        return [stage.get("title", "") for stage in self.stages]

    @property
    def minutes(self) -> int:
        """How long all of it is meant to take."""
        return sum(stage.get("minutes", 0) for stage in self.stages)


def spoken(part: Any) -> Any:
    """A part of a run sheet, with each text in the language of whoever asks."""
    match part:
        case dict():
            return {name: spoken(each) for name, each in part.items()}
        case list():
            return [spoken(each) for each in part]
        case LazyString():
            return str(part)
        case _:
            return part


def scale(text: Any, low: Any = None, high: Any = None) -> dict[str, Any]:
    """A sentence that people find true or not."""
    return {"text": text, "form": "scale", "low": low or _("not at all"), "high": high or _("fully")}


def written(text: Any) -> dict[str, Any]:
    """A question that is answered in one's own words."""
    return {"text": text, "form": "text"}


def word(text: Any) -> dict[str, Any]:
    """A question that is answered with one word."""
    return {"text": text, "form": "word"}


PLUS = {"text": _("What was good and should stay?"), "form": "plus"}
DELTA = {"text": _("What should be different next time?"), "form": "delta"}
"""The two questions with which most workshops end."""

ARRIVING = [
    word(_("In one word: how are you today?")),
    scale(_("How well do you know the others here?"), _("not yet"), _("very well")),
    written(_("What would make this workshop useful for you?")),
]
LEAVING = [
    scale(_("We did what we came for.")),
    scale(_("I could say what I wanted to say.")),
    scale(_("People like me were heard.")),
    scale(_("The facilitators helped us.")),
    scale(_("The technology worked for me.")),
    PLUS,
    DELTA,
    word(_("In one word: how do you feel now?")),
]
"""What a check-in and an evaluation ask if nobody says otherwise; here it is in the reader's language."""
