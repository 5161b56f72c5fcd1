"""A workshop without a server: commands in, events and views out.

A table plays what `live` does in the same order: role, workshop open, decide, log, evolve,
tell. After every command it also plays the phones: what was told must add up to what a fresh
look shows, for every audience and every person. A record that changed and was not touched
fails the test that changed it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec

from dialogue import activities, log
from dialogue.kernel import (
    Audience,
    Command,
    Entry,
    Eyes,
    Person,
    Record,
    Refused,
    Role,
    State,
)
from dialogue.workshop import (
    AdmitPerson,
    CreateWorkshop,
    OpenStage,
    OpenWorkshop,
    Stage,
    ensure_allowed,
)

SECTORS = ["public", "private", "civil society"]

# A workshop is entry 1, and these four are let in right after it, in this order.
fay, ana, ben, cleo = 2, 3, 4, 5

SEATS = {
    fay: ("Fay", Role.FACILITATOR, ""),
    ana: ("Ana", Role.PARTICIPANT, "public"),
    ben: ("Ben", Role.PARTICIPANT, "private"),
    cleo: ("Cleo", Role.PARTICIPANT, "civil society"),
}

# Whoever set the server up: creates workshops and lets people in.
SERVER = Person(seq=0, role=Role.FACILITATOR)


class View:
    """What one audience, or one person, gets to see: `records` by key."""

    def __init__(self, records: dict[str, dict[str, Any]]) -> None:
        self.records = records

    def __contains__(self, key: str) -> bool:
        return key in self.records

    def __getitem__(self, key: str) -> dict[str, Any]:
        return self.records[key]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Every record of a kind, in the order they were made."""
        return [shown for key, shown in self.records.items() if key.split("/")[0] == kind]

    def notes(self) -> list[dict[str, Any]]:
        return self.of("note")

    def at(self, kind: str, seq: int) -> dict[str, Any]:
        return self.records[f"{kind}/{seq}"]


class Table:
    """A workshop that is open, with fay facilitating and ana, ben and cleo taking part."""

    def __init__(self, stages: list[dict[str, Any]] | None = None, opened: bool = True) -> None:
        self.state: State = activities.new_state()
        self.log: list[Entry] = []
        self.heads: list[bytes] = []
        self.clock = 1_800_000_000.0
        self.phones: dict[Eyes, dict[str, Any]] = {}
        self.state.names = {
            seq: SimpleNamespace(name=name, organisation=f"{name}'s office")
            for seq, (name, *_) in SEATS.items()
        }
        self.submit(SERVER, CreateWorkshop("Partnerships", sectors=SECTORS))
        for _, role, sector in SEATS.values():
            self.admit(role, sector)
        self.stages = [self.add(**stage) for stage in stages or []]
        if opened:
            self.do(fay, OpenWorkshop())

    # ---- Doing

    def do(self, person: int, command: Command) -> int | None:
        """Submit a command as the server would; the seq of its first event, if it led to any."""
        who = self.state.find(Person, person)
        ensure_allowed(self.state, command, who)
        return self.submit(who, command)

    def refuses(self, person: int, command: Command) -> Refused:
        """Submit a command that must be refused, and change nothing; the refusal."""
        before, told = len(self.log), dict(self.state.touched)
        try:
            self.do(person, command)
        except Refused as refused:
            assert str(refused), "A refusal is a sentence whose values are all there."
            assert (len(self.log), self.state.touched) == (before, told), "A refusal changed something."
            return refused
        raise AssertionError(f"{command} was not refused.")

    def add(self, activity: str, **settings: Any) -> int:
        """Put a stage on the run sheet, as a client would; its seq."""
        seq = self.do(fay, activities.read("stage.add", {"activity": activity, **settings}))
        assert seq is not None
        return seq

    def begin(self, activity: str, **settings: Any) -> int:
        """Put a stage on the run sheet and open it; its seq."""
        stage = self.add(activity, **settings)
        self.do(fay, OpenStage(stage))
        return stage

    def admit(self, role: Role = Role.PARTICIPANT, sector: str = "") -> int:
        """Let somebody else in; their seq."""
        seq = self.submit(SERVER, AdmitPerson(role, sector))
        assert seq is not None
        return seq

    def wait(self, seconds: float) -> None:
        self.clock += seconds

    # ---- Looking

    def sees(self, audience: Audience, person: int | None = None) -> View:
        """A fresh look: all that an audience sees, or a person with their own records."""
        return View(look(self.state, Eyes(audience, person)))

    def own(self, person: int) -> View:
        """A fresh look by a person, as what they are here."""
        return View(look(self.state, self.state.find(Person, person).eyes))

    def stage(self, seq: int) -> Stage:
        return self.state.find(Stage, seq)

    def events(self, name: str) -> list[Entry]:
        """The entries of the log with this name."""
        return [entry for entry in self.log if entry.event.name == name]

    def refolded_for(self, person: int) -> dict[str, dict[str, Any]]:
        """What a person sees when the log is stored and folded once more."""
        state = activities.new_state()
        state.names = self.state.names
        state.owners = self.state.owners.copy()
        for entry in self.log:
            stored = msgspec.json.encode(entry.event)
            event = msgspec.json.decode(stored, type=activities.EVENTS[entry.event.name])
            activities.evolve(state, entry._replace(event=event))
        return look(state, state.find(Person, person).eyes)

    # ---- What the server does

    def submit(self, person: Person, command: Command) -> int | None:
        decided = list(activities.decide(self.state, command, person, self.clock))
        for event in decided:
            self.log.append(log.happen(self.state, event, person.seq or None, self.clock).entry)
            self.heads.append(self.state.head)
        self.tell()
        return self.log[-len(decided)].seq if decided else None

    def tell(self) -> None:
        """Bring every phone up to date by patches alone, and compare it with a fresh look."""
        touched, self.state.touched = self.state.touched, {}
        for eyes in [Eyes(audience) for audience in Audience] + [p.eyes for p in self.state.all(Person)]:
            if eyes not in self.phones:
                self.phones[eyes] = look(self.state, eyes)
            phone = self.phones[eyes]
            named = {f"person/{n}" for key in touched for n in names_in(phone.get(key))}
            for key, owner in touched.items():
                own = owner is not None and owner == eyes.person
                hand(phone, key, show(self.state, self.state.at(key), eyes if own else Eyes(eyes.audience)))
            named |= {f"person/{n}" for key in touched for n in names_in(phone.get(key))}
            for key in named - {f"person/{eyes.person}"}:
                hand(phone, key, show(self.state, self.state.at(key), Eyes(eyes.audience)))
            whole = look(self.state, eyes)
            assert by_key(phone) == by_key(whole), f"Patches do not add up for {eyes}."


def look(state: State, eyes: Eyes) -> dict[str, dict[str, Any]]:
    shown = {record.key: show(state, record, eyes) for record in state}
    return {key: record for key, record in shown.items() if record is not None}


def names_in(shown: dict[str, Any] | None) -> set[int]:
    """The people whose names a record bears: `live` looks at them again when it changes."""
    return {shown[field] for field in ("by", "owner", "accepts") if shown and shown.get(field)}


def hand(phone: dict[str, Any], key: str, shown: dict[str, Any] | None) -> None:
    """One record of a patch: what it looks like now, or that it is gone."""
    phone.pop(key, None)
    if shown is not None:
        phone[key] = shown


def by_key(records: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(records.items()))


def show(state: State, record: Record | None, eyes: Eyes) -> dict[str, Any] | None:
    """A record as it arrives: through JSON, so that nothing is shared with the state."""
    shown = activities.show(state, record, eyes) if record is not None else None
    plain: dict[str, Any] | None = msgspec.json.decode(msgspec.json.encode(shown))
    return plain
