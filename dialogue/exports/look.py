"""What one level sees of a workshop: the records that minutes and exports are made of, and no others."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from dialogue.activities import show
from dialogue.activities.board import Note
from dialogue.activities.tongues import told_by_letters
from dialogue.exports.document import Level
from dialogue.exports.sectors import FEWEST, groups_of
from dialogue.kernel import Audience, Eyes, Person, Role, State
from dialogue.workshop import participants_here, the_workshop

Shown = dict[str, Any]

AUDIENCES = {
    Level.PUBLIC: Audience.OBSERVER,
    Level.PARTICIPANTS: Audience.PARTICIPANT,
    Level.ORGANISER: Audience.FACILITATOR,
    Level.FULL: Audience.FACILITATOR,
}


class Look:
    """What one level sees: every record it may see, by kind and seq."""

    def __init__(self, state: State, level: Level) -> None:
        self.state = state
        self.level = level
        self.records: dict[str, dict[int, Shown]] = {}
        eyes = Eyes(AUDIENCES[level])
        for record in state:
            if shown := show(state, record, eyes):
                if self.is_public:
                    shown = without_claim(shown)
                self.records.setdefault(record.kind, {})[record.seq] = shown
        self.tallies = {vote["target"]: vote for _, vote in self.of("vote")}
        self.groups = groups_of(people_by_sector(state), FEWEST[level])

    @property
    def is_public(self) -> bool:
        return self.level is Level.PUBLIC

    @property
    def says_who_came(self) -> bool:
        """May it be told from which sector somebody came, or left? Counting would tell who is missing."""
        return self.level in (Level.ORGANISER, Level.FULL)

    def of(self, kind: str, stage: int | None = None) -> list[tuple[int, Shown]]:
        """The records of a kind, of one stage or of all, in the order they were made."""
        found = sorted(self.records.get(kind, {}).items())
        return [(seq, shown) for seq, shown in found if stage is None or shown.get("stage") == stage]

    def stages(self, *activities: str) -> list[tuple[int, Shown]]:
        """The stages in the order of the run sheet, or those with an activity."""
        stages = self.records.get("stage", {})
        order = [(seq, stages[seq]) for seq in self.records["workshop"][1]["stages"] if seq in stages]
        return [each for each in order if not activities or each[1]["activity"] in activities]

    @cached_property
    def notes(self) -> dict[int, list[tuple[int, Shown]]]:
        """The notes under each question, in the order they were made; also those held back, if seen."""
        found: dict[int, list[tuple[int, Shown]]] = {}
        for seq, note in self.of("note"):
            found.setdefault(note["board"], []).append((seq, note))
        return found

    @cached_property
    def members(self) -> dict[int, list[tuple[int, Shown]]]:
        """The notes in each cluster that everybody at this level reads."""
        found: dict[int, list[tuple[int, Shown]]] = {}
        for seq, note in self.records.get("note", {}).items():
            if note.get("cluster") and "state" not in note:
                found.setdefault(note["cluster"], []).append((seq, note))
        return found

    @cached_property
    def states(self) -> dict[int, Counter[str]]:
        """How many notes of each question are shown, held, hidden or removed."""
        found: dict[int, Counter[str]] = {}
        for note in self.state.all(Note):
            found.setdefault(note.board, Counter())[str(note.state)] += 1
        return found

    def name(self, person: int | None) -> str:
        """A person's name where this level may know it."""
        if self.is_public or person is None:
            return ""
        return str(self.records.get("person", {}).get(person, {}).get("name", ""))

    def sector(self, shown: Shown) -> str:
        """Where somebody stands, if so many stand there. In public it is beside nobody's words."""
        sector = shown.get("sector") or ""
        return "" if self.is_public or sector not in self.groups.alone else sector


def without_claim(shown: Shown) -> Shown:
    """A record without the language that an author said, which could tell them apart; its letters say
    theirs to everybody (P5).
    """
    if "language" not in shown or "text" not in shown:
        return shown
    told = told_by_letters(shown["text"])
    return {field: value for field, value in shown.items() if field != "language"} | (
        {"language": told} if told else {}
    )


def people_by_sector(state: State) -> dict[str, int]:
    """How many of each sector are here, the sectors in the order in which they are offered.

    Where all have left there are 0 of them, and what they wrote is still there.
    """
    came = Counter(p.sector for p in state.all(Person) if p.role is Role.PARTICIPANT and p.was_in)
    here = Counter(person.sector for person in participants_here(state))
    order = [*the_workshop(state).sectors, *sorted(set(came) - set(the_workshop(state).sectors))]
    return {sector: here[sector] for sector in order if came[sector]}
