"""Starter run sheets: what an organiser begins with and then changes."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _


class Starter(NamedTuple):
    """A named run sheet. `stages` have the shape of a workshop file."""

    id: str
    title: Any
    about: Any
    stages: list[dict[str, Any]]

    @property
    def titles(self) -> list[str]:
        return [stage["title"] for stage in self.stages]


RULES = [
    "One person speaks at a time, and may finish.",
    "We talk about the matter, not about the person.",
    "What is said here may be told; who said it may not.",
    "When the sound fails, we write.",
]

STARTERS = [
    Starter(
        "questions",
        _("Five questions"),
        _("Agree how to work, write on several questions at once, sort, set priorities, leave with actions."),
        [
            {"activity": "check_in", "title": "Arriving", "minutes": 5},
            {"activity": "ground_rules", "title": "How we work together", "rules": RULES, "minutes": 10},
            {
                "activity": "board",
                "title": "Our questions",
                "instruction": "Write **one idea at a time**. Look at every question.",
                "visibility": "own",
                "questions": [
                    "What works already, and should be kept?",
                    "What stands in the way?",
                    "What does each of us need from the others?",
                    "What should we try first?",
                    "How will we know that it helps?",
                ],
                "minutes": 20,
            },
            {"activity": "clusters", "title": "What belongs together", "open_to": "everyone", "minutes": 15},
            {"activity": "vote", "title": "What matters most", "dots": 3, "per_item": 2, "minutes": 5},
            {"activity": "actions", "title": "Who does what", "minutes": 20},
            {"activity": "evaluation", "title": "Before we leave", "minutes": 5},
        ],
    ),
    Starter(
        "rules",
        _("Ground rules only"),
        _("A first meeting: arrive, agree how to treat each other, and stop there."),
        [
            {"activity": "check_in", "title": "Arriving", "minutes": 10},
            {"activity": "ground_rules", "title": "How we work together", "rules": RULES, "minutes": 30},
            {"activity": "evaluation", "title": "Before we leave", "minutes": 5},
        ],
    ),
    Starter(
        "priorities",
        _("Priorities in 30 minutes"),
        _("One question, notes in silence, sorted by the facilitator, dots, actions."),
        [
            {
                "activity": "board",
                "title": "What should we take on?",
                "questions": ["What should we take on next, and why?"],
                "visibility": "own",
                "minutes": 8,
            },
            {"activity": "clusters", "title": "What belongs together", "minutes": 8},
            {"activity": "vote", "title": "What comes first", "dots": 3, "per_item": 2, "minutes": 4},
            {"activity": "actions", "title": "Who does what", "minutes": 10},
        ],
    ),
    Starter(
        "empty", _("An empty run sheet"), _("Add the stages yourself, before or during the workshop."), []
    ),
]


def starter(id: str) -> Starter:
    """The starter with this id, or the first one."""
    return next((each for each in STARTERS if each.id == id), STARTERS[0])
