"""Evaluation: what should stay, what should change, and whether everyone was heard.

How questions are asked and answered stands in `questions`; here is what is asked.
"""

from __future__ import annotations

import msgspec

from dialogue.activities import questions
from dialogue.activities.questions import Ask, Asks, decide, evolve, show, show_stage

__all__ = ["NAME", "RECORDS", "Settings", "decide", "evolve", "show", "show_stage"]

NAME = "evaluation"


def claim(text: str) -> Ask:
    """Something people can find true of the workshop, or not."""
    return Ask(text, "scale", low="not at all", high="fully")


QUESTIONS = [
    claim("We did what we came for."),
    claim("I could say what I wanted to say."),
    claim("People like me were heard."),
    claim("The facilitators helped us."),
    claim("The technology worked for me."),
    Ask("What was good and should stay?", "plus"),
    Ask("What should be different next time?", "delta"),
    Ask("In one word: how do you feel now?", "word"),
]


class Settings(questions.Settings):
    """`questions`: what is asked before people leave."""

    questions: Asks = msgspec.field(default_factory=QUESTIONS.copy)


RECORDS = ()
