"""Whoever an account was in a workshop leaves it when the account holds it no longer."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue.live import LiveWorkshop
from dialogue.register import Register
from dialogue.workshop import RemovePerson


def leave(live: LiveWorkshop, person: int | None) -> None:
    """Have the person leave the workshop who an account was in it, if it was one that is still here."""
    if person is not None and (known := live.person(person)) and known.is_here:
        live.act(RemovePerson(person))


def leave_all(register: Register, persons: Mapping[int, int]) -> None:
    """The same in many workshops, by the number of each: its account has ended."""
    for listed in register.all():
        if listed.id in persons:
            leave(register.open(listed.code), persons[listed.id])
