"""Erasing people: their names always, their words where they ask for it.

The chain still verifies afterwards, and the minutes say that something was erased (L6).

Their words are what they said for themselves under their name or sector: notes, each wording of
them and each translation, whoever made it, what they parked, and what they told the facilitators.
What is unsigned (in anonymous stages, answers, objections, votes) is nobody's: to take it out would
say whose it was. What they put to the others (rules, titles of clusters) and what was decided
(actions, outcomes, reasons) belongs to the workshop and stays.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from dialogue import log
from dialogue.about import standing_of
from dialogue.beside import flag
from dialogue.database import guests
from dialogue.kernel import Person, Refused, Role
from dialogue.live import LiveWorkshop
from dialogue.workshop import WorkshopState, the_workshop


class Known(NamedTuple):
    """A person as whoever erases has to tell them apart. `words`: so many entries could go. `standing`: where
    they are, as `about` says it.
    """

    person: int
    name: str
    organisation: str
    sector: str
    role: Role
    words: int
    erased: bool
    may_go: bool
    standing: str
    muted: bool


def people_known(live: LiveWorkshop) -> list[Known]:
    """Everybody who was ever let in."""
    live.hear()
    is_closed = the_workshop(live.state).state is WorkshopState.CLOSED
    with live.database.reading() as connection:
        words = log.count_words(connection, live.id)
    found = []
    for person in live.state.all(Person):
        name = live.state.names.get(person.seq)
        told = (name.name, name.organisation) if name else ("", "")
        may_go = is_closed or live.state.is_archive or not person.is_here
        facts = (person.sector, person.role, words[person.seq], person.erased, may_go)
        found.append(Known(person.seq, *told, *facts, standing_of(person), person.muted))
    return found


def erase_people(live: LiveWorkshop) -> int:
    """Erase every name in a workshop, also of those who were invited and never came; how many had come."""
    names = [person.seq for person in live.state.all(Person) if not person.erased]
    for person in names:
        live.erase(person, words=False)
    invited = sa.delete(guests).where(guests.c.workshop == live.id)
    live.database.write(lambda connection: connection.execute(invited))
    return len(names)


def words_by(live: LiveWorkshop, person: int) -> int:
    """In how many entries the own words of somebody still are."""
    with live.database.reading() as connection:
        return log.count_words(connection, live.id)[person]


def put_to_the_organiser(live: LiveWorkshop, places: Collection[str], text: str) -> None:
    """Have the organiser look at the places where somebody who was erased is named in the words of others:
    beside the minutes, as anything else that was said of them, and without telling whose the name was.
    """
    for place in places:
        try:
            flag(live.database, live.id, place, None, text)
        except Refused:
            return
