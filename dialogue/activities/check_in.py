"""Check-in: a few quick questions that bring everybody into the room.

How questions are asked and answered stands in `questions`; here is what is asked.
"""

from __future__ import annotations

import msgspec

from dialogue.activities import questions
from dialogue.activities.questions import Ask, Asks, decide, evolve, show, show_stage

__all__ = ["NAME", "RECORDS", "Settings", "decide", "evolve", "show", "show_stage"]

NAME = "check_in"

QUESTIONS = [
    Ask("In one word: how are you today?", "word"),
    Ask("How well do you know the others here?", "scale", low="not yet", high="very well"),
    Ask("What would make this workshop useful for you?", "text"),
]


class Settings(questions.Settings):
    """`questions`: what is asked while people arrive."""

    questions: Asks = msgspec.field(default_factory=QUESTIONS.copy)


RECORDS = ()
