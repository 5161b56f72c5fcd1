"""Starter run sheets: what an organiser begins with and then changes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from dialogue.starters.ideas import CLINIC, COMMUNITY, FIVE_QUESTIONS, PRIORITIES
from dialogue.starters.meetings import FIRST_MEETING, OFFERS, RULES_ONLY
from dialogue.starters.reviews import LESSONS, PARTNERSHIP, PROJECT, QUARTER
from dialogue.starters.starter import Starter

__all__ = ["STARTERS", "Starter", "starter"]

EMPTY = Starter(
    "empty", _("An empty run sheet"), _("Add the stages yourself, before or during the workshop."), []
)

STARTERS = [
    FIVE_QUESTIONS,
    PRIORITIES,
    FIRST_MEETING,
    RULES_ONLY,
    OFFERS,
    CLINIC,
    COMMUNITY,
    LESSONS,
    PARTNERSHIP,
    PROJECT,
    QUARTER,
    EMPTY,
]


def starter(id: str) -> Starter:
    """The starter with this id, or the first one."""
    return next((each for each in STARTERS if each.id == id), STARTERS[0])
