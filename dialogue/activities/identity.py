"""Identity: what the words of a stage say of whoever wrote them: the person, their sector, or nothing.

What people were promised when they wrote is kept, also where the stage says more later.
"""

from __future__ import annotations

from typing import Any, Literal

from dialogue.kernel import Event, Person, Refused, State, Unsigned
from dialogue.workshop import Stage

Identity = Literal["named", "sector", "anonymous"]

# How narrow an identity is.
STRICTNESS: dict[str, int] = {"named": 0, "sector": 1, "anonymous": 2}


def identity_of(stage: Stage) -> Identity:
    return getattr(stage.settings, "identity", "sector")


def strictest(one: Identity, other: Identity) -> Identity:
    return one if STRICTNESS[one] >= STRICTNESS[other] else other


def is_anonymous(stage: Stage, promised: Identity = "named") -> bool:
    """Is nothing to be said of whoever writes here, or was that promised when they wrote?"""
    return strictest(promised, identity_of(stage)) == "anonymous"


def is_loosened(stage: Stage, settings: dict[str, Any]) -> bool:
    """Would more be said of people with these settings than now?"""
    wanted = settings.get("identity", identity_of(stage))
    return STRICTNESS.get(wanted, 0) < STRICTNESS[identity_of(stage)]


def ensure_not_loosened(stage: Stage, settings: dict[str, Any]) -> None:
    """Identity may only be tightened once a stage was opened: people have read then what is shown about
    them, and what they wrote on the strength of it may still be on its way.
    """
    if stage.opened_at is not None and is_loosened(stage, settings):
        raise Refused(
            "People have already been told what others see about them here. You can show less, but not "
            "more. Add a new stage instead.",
            "identity-loosened",
        )


def signed(stage: Stage, event: Event) -> Event | Unsigned:
    """The event, signed unless the stage is anonymous."""
    return Unsigned(event, stage.seq) if identity_of(stage) == "anonymous" else event


def bylined(state: State, stage: Stage, promised: Identity, by: int | None) -> dict[str, Any]:
    """What somebody's words say of them: the person, the sector, or nothing."""
    identity = strictest(promised, identity_of(stage))
    author = state.get(Person, by)
    if author is None or identity == "anonymous":
        return {}
    if identity == "sector":
        return {"sector": author.sector}
    return {"by": author.seq, "sector": author.sector}
