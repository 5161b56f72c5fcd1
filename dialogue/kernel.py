"""The vocabulary every other part speaks: commands, events, records, audiences, and a no.

Nothing here knows what an activity is about, and nothing here touches a disk or a socket.
"""

from __future__ import annotations

import html
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar, dataclass_transform

import msgspec

NOTE_LENGTH = 280
DETAIL_LENGTH = 2_000
TITLE_LENGTH = 160


class Role(StrEnum):
    """What a person may do in one workshop."""

    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"
    OBSERVER = "observer"


class Audience(StrEnum):
    """Who is looking. What an audience may not see never leaves the process."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"
    OBSERVER = "observer"
    SCREEN = "screen"


class Eyes(NamedTuple):
    """One way of looking at a workshop: an audience, and perhaps the person it is."""

    audience: Audience
    person: int | None = None

    @property
    def facilitate(self) -> bool:
        return self.audience is Audience.FACILITATOR


class Refused(Exception):
    """A no, in a sentence that says what to do.

    The sentence is translated at the edge, with `values` filled in afterwards, so it must
    be a literal, or one marked with `N_`. `reason` is a slug for scripts.
    """

    many = ""
    """The sentence for other numbers than one, where `n` decides."""

    def __init__(self, sentence: str, reason: str = "refused", **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.reason = reason
        self.values = values

    @classmethod
    def counted(cls, one: str, many: str, n: int, reason: str = "refused", **values: object) -> Refused:
        """A no whose sentence depends on a number, which fills `{n}`."""
        refused = Refused(one, reason, n=n, **values)
        refused.many = many
        return refused

    def __str__(self) -> str:
        sentence = self.many if self.many and self.values["n"] != 1 else self.sentence
        return sentence.format(**self.values)


def N_(text: str) -> str:  # noqa: N802
    """Mark a sentence for translation where it stands away from its `Refused`."""
    return text


def unreadable(error: Exception) -> Refused:
    """The no to data that is not what was asked for: what is wrong with it, and where."""
    return Refused(
        "The server could not read what was sent. Load the page again. Technical detail: {error}",
        "wrong-data",
        error=error,
    )


# ---- Commands and events


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Said(msgspec.StructMeta):
    """The type of what is said once and never changed: every class made with it is frozen."""

    def __new__(mcls, name: str, bases: tuple[type, ...], body: dict[str, Any], **options: Any) -> Any:
        return super().__new__(mcls, name, bases, body, **{**options, "frozen": True})


class Command(msgspec.Struct, metaclass=Said, forbid_unknown_fields=True):
    """A wish. `name` is what clients call it; `open_to` is who may have it.

    A command that works while the workshop is paused, not yet open or closed says so in
    `any_time`; the others are refused with a sentence.
    """

    name: ClassVar[str]
    open_to: ClassVar[frozenset[Role]]
    any_time: ClassVar[bool]
    gathers: ClassVar[str] = ""
    """The field that takes every key the command does not name itself."""
    words: ClassVar[str] = ""
    """The field with words that others are to read, which somebody who is muted may not send."""


class Event(msgspec.Struct, metaclass=Said, omit_defaults=True):
    """A fact. Never changed once it is in a log; a new field has a default."""

    name: ClassVar[str]
    words: ClassVar[str] = ""
    """The field with what somebody said for themselves, which goes when they ask for it."""
    of: ClassVar[str] = ""
    """The field with the entry whose words these are in other words: they go with those."""


FACILITATORS = frozenset({Role.FACILITATOR})
PARTICIPANTS = frozenset({Role.PARTICIPANT})
EVERYONE = FACILITATORS | PARTICIPANTS
NOBODY: frozenset[Role] = frozenset()

C = TypeVar("C", bound=type[Command])
E = TypeVar("E", bound=type[Event])


def command(name: str, open_to: frozenset[Role], any_time: bool = False, words: str = "") -> Callable[[C], C]:
    """Name a command, and say whose it is and which field of it others are to read."""

    def named(cls: C) -> C:
        cls.name, cls.open_to, cls.any_time, cls.words = name, open_to, any_time, words
        return cls

    return named


def event(name: str, words: str = "", of: str = "") -> Callable[[E], E]:
    """Name an event, and the field of it that holds somebody's own words. They are those of whoever the
    entry names, or of whoever wrote the entry in the field `of`.
    """

    def named(cls: E) -> E:
        cls.name, cls.words, cls.of = name, words, of
        return cls

    return named


class Unsigned(NamedTuple):
    """An event whose log entry names nobody.

    Until its stage closes, a table beside the log knows whose it is, so that they can
    change it and nobody votes twice; then that table is emptied.
    """

    event: Event
    stage: int


class Entry(NamedTuple):
    """One place in the log: an event, and when and by whom. `at` is seconds since 1970."""

    seq: int
    at: float
    by: int | None
    event: Event


# ---- Records and state


class Record(msgspec.Struct, kw_only=True, eq=False):
    """Something a workshop is made of, known by the seq of the event that created it."""

    kind: ClassVar[str]
    seq: int
    by: int | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.seq}"

    @property
    def is_aside(self) -> bool:
        """Is it no answer to what its stage asks? Then whoever made it has not responded there."""
        return False


R = TypeVar("R", bound=Record)
T = TypeVar("T")


class Settings(msgspec.Struct, metaclass=Said):
    """How one stage runs its activity. Every field has a default.

    An activity that works on what another stage made has a field `of`, the seq of that
    stage, and says in `fits` which activities that may be.
    """

    minutes: int = 0

    def fits(self) -> tuple[str, ...]:
        return ()


class Person(Record, kw_only=True):
    """Somebody who was let in. Names are elsewhere; see `people`. `erased`: by request, for good.
    `left`: nobody removed them, they went.
    `muted`: they take part, and write nothing that others read. `waiting`: they asked to come in, and
    are not here; `turned_away`: they never were. `came` is the entry that let them in. `first` is who they
    were when they asked for the first time. `invited`: they came by a link of their own.
    """

    kind: ClassVar[str] = "person"
    role: Role
    sector: str = ""
    is_here: bool = True
    left: bool = False
    muted: bool = False
    erased: bool = False
    waiting: bool = False
    turned_away: bool = False
    came: int = 0
    first: int | None = None
    invited: bool = False
    done: set[int] = msgspec.field(default_factory=set)
    acknowledged: set[int] = msgspec.field(default_factory=set)
    turns: int = 0

    @property
    def eyes(self) -> Eyes:
        """How this person looks at the workshop."""
        return Eyes(Audience(self.role), self.seq)

    @property
    def was_in(self) -> bool:
        """Are they here, or were they ever?"""
        return not (self.waiting or self.turned_away)


class Owners:
    """Whose unsigned entries are whose, found by stage and by person, until their stage closes."""

    def __init__(self) -> None:
        self.by_stage: dict[int, dict[int, int]] = {}
        self.by_person: dict[int, set[int]] = {}

    def add(self, stage: int, seq: int, person: int) -> None:
        self.by_stage.setdefault(stage, {})[seq] = person
        self.by_person.setdefault(person, set()).add(seq)

    def of(self, stage: int) -> Mapping[int, int]:
        """Who is behind each unsigned entry of a stage."""
        return self.by_stage.get(stage, {})

    def entries_of(self, person: int) -> Iterable[int]:
        """The unsigned entries of a person, whatever the stage, in order."""
        return sorted(self.by_person.get(person, ()))

    def forget(self, stage: int, to: int) -> None:
        """Forget whose the entries of a stage were, up to and with `to`."""
        for seq, person in self.by_stage.pop(stage, {}).items():
            self.by_person[person].discard(seq)
            if seq > to:
                self.add(stage, seq, person)

    def copy(self) -> Owners:
        """The same again, for another fold."""
        copied = Owners()
        for stage, owners in self.by_stage.items():
            for seq, person in owners.items():
                copied.add(stage, seq, person)
        return copied


class State:
    """One workshop, folded from its log. Only `evolve` changes it.

    `identity` and `head` are what the chain goes on from: whose log this is, and the hash of its
    last entry. `is_archive`: it was brought here in a bundle, and can only be read. `owners` is
    beside the log: for each stage that is not closed, whose unsigned entries are whose. `names` is
    lent by `people`, `render` (Markdown to clean HTML) by the shell.
    `frozen` holds what is being voted on: it may not change until the vote is over.
    """

    def __init__(
        self,
        activities: Mapping[str, Activity] | None = None,
        homes: Mapping[type[Record], Part] | None = None,
    ) -> None:
        self.activities: Mapping[str, Activity] = activities or {}
        self.homes: Mapping[type[Record], Part] = homes or {}
        self.seq = 0
        self.last_at = 0.0
        self.identity = ""
        self.head = b""
        self.is_archive = False
        self.owners = Owners()
        self.names: Mapping[int, Any] = {}
        self.render: Callable[[str], str] = html.escape
        self.touched: dict[str, int | None] = {}
        self.changed_at: dict[str, int] = {}
        self.signed: dict[int, dict[str, Record]] = {}
        self.frozen: set[int] = set()
        self._kinds: defaultdict[type[Record], dict[int, Record]] = defaultdict(dict)
        self._records: dict[str, Record] = {}
        self._made: dict[int, Record] = {}
        self._counted: dict[str, Any] = {}
        self._counted_at = 0
        self._is_unheard = False
        self._unheard_to = 0

    @property
    def next(self) -> int:
        """The seq that the first event of a decision will get."""
        return self.seq + 1

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records.values())

    def add(self, record: Record) -> None:
        self._kinds[type(record)][record.seq] = record
        self._records[record.key] = record
        self._made.setdefault(record.seq, record)
        if record.by is not None:
            self.sign(record.by, record)
        self.touch(record)

    def sign(self, person: int, record: Record) -> None:
        """Remember that a record bears a person's name where identity allows."""
        self.signed.setdefault(person, {})[record.key] = record

    def change(self, record: Record, **fields: object) -> None:
        """Set fields of a record and remember that it changed."""
        for field, value in fields.items():
            setattr(record, field, value)
        self.touch(record)

    def touch(self, *records: Record | None) -> None:
        """Say that records look different now. Whoever owned them hears of it too."""
        if self._is_unheard:
            return
        for record in records:
            if record is None:
                continue
            key, owner = record.key, self.owner_of(record)
            if owner is not None or key not in self.touched:
                self.touched[key] = owner
            self.changed_at[key] = self.seq

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Fold what nobody listens to, as when a log is opened: faster, for nothing need be told."""
        self._is_unheard = True
        try:
            yield
        finally:
            self._is_unheard, self._unheard_to = False, self.seq

    def is_changed(self, record: Record, since: int) -> bool:
        """Did it change behind a seq? What nobody heard of counts as changed when it was folded."""
        return self.changed_at.get(record.key, self._unheard_to) > since

    def at(self, key: str) -> Record | None:
        return self._records.get(key)

    def get(self, kind: type[R], seq: int | None) -> R | None:
        if seq is None:
            return None
        return self._kinds[kind].get(seq)  # type: ignore[return-value]

    def find(self, kind: type[R], seq: int) -> R:
        """The record, or a refusal that does not say whether it is hidden or absent."""
        record = self.get(kind, seq)
        if record is None:
            raise Refused("This is no longer here. The page now shows the newest state.", "not-found")
        return record

    def all(self, kind: type[R]) -> list[R]:
        return list(self._kinds[kind].values())  # type: ignore[arg-type]

    def once(self, key: str, count: Callable[[], T]) -> T:
        """What `count` finds; counted once at each seq, however many audiences ask."""
        if self._counted_at != self.seq:
            self._counted, self._counted_at = {}, self.seq
        if key not in self._counted:
            self._counted[key] = count()
        found: T = self._counted[key]
        return found

    def owner_of(self, record: Record) -> int | None:
        """Whose record this is: signed, or known beside the log while its stage is not closed."""
        if isinstance(record, Person):
            return record.seq
        if record.by is not None:
            return record.by
        return self.owners.of(getattr(record, "stage", 0)).get(record.seq)

    def owned_by(self, person: int) -> Iterator[Record]:
        """What a person wrote, signed or not, and the person."""
        yield from self.signed.get(person, {}).values()
        for seq in self.owners.entries_of(person):
            if seq in self._made:
                yield self._made[seq]
        if itself := self.get(Person, person):
            yield itself

    def responded(self, stage: int) -> set[int]:
        """Who has an unsigned entry in this stage, besides those that are no answer to what it asks."""
        owners = self.owners.of(stage).items()
        return {person for seq, person in owners if seq not in self._made or not self._made[seq].is_aside}


# ---- The parts that decide, evolve and show


class Part(Protocol):
    """What every file in `activities/` and the parts of `workshop/` offer."""

    RECORDS: tuple[type[Record], ...]

    def decide(
        self, state: State, command: Command, person: Person, now: float
    ) -> Iterator[Event | Unsigned]:
        """Say what a command leads to, or refuse it. Changes nothing."""

    def evolve(self, state: State, entry: Entry) -> None:
        """Let an event change the state. Refuses nothing."""

    def show(self, state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
        """A record as one audience may see it, or nothing."""


class Activity(Part, Protocol):
    """A part that can run in a stage."""

    NAME: str
    Settings: type[Settings]

    def show_stage(self, state: State, stage: Any, eyes: Eyes) -> dict[str, Any]:
        """What the stage's record says besides what every stage says."""


# ---- Words


# They turn the words around them, also those of others; marks for one letter may stay.
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_word(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs", "Co"}


def unturned(text: str) -> str:
    """Words in NFC, without control characters and without those that turn the writing around them."""
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(c for c in text if c == "\n" or (is_word(c) and c not in TURNING))
    return unicodedata.normalize("NFC", kept)


def worded(text: str, limit: int = NOTE_LENGTH) -> str:
    """People's words as they are kept: unturned, and without outer space.

    Refuses words in which nothing can be seen, or that are longer than `limit`.
    """
    kept = unturned(text).strip()
    if not any(unicodedata.category(c)[0] not in "CZ" for c in kept):
        raise Refused("Nothing is written here. Write a few words first.", "empty")
    if len(kept) > limit:
        raise Refused.counted(
            "This is {n} character too long. The limit is {limit}. Make it shorter.",
            "This is {n} characters too long. The limit is {limit}. Make it shorter.",
            len(kept) - limit,
            "too-long",
            limit=limit,
        )
    return kept


def worded_or_empty(text: str, limit: int = NOTE_LENGTH) -> str:
    """Like `worded`, for words that may be left out."""
    return worded(text, limit) if text.strip() else ""


def each_worded(texts: Iterable[str], limit: int = NOTE_LENGTH) -> list[str]:
    """Every text of a list as it is kept; empty ones are left out."""
    return [worded(text, limit) for text in texts if text.strip()]
