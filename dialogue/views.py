"""What everybody sees of one workshop, what they were told, and what they are still to be told.

An audience's records are a `Sight`; what one person sees besides is looked up for them. Whoever
calls holds the workshop's turn.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from dialogue.activities import show
from dialogue.kernel import Audience, Eyes, Person, State
from dialogue.sight import Sight

REMEMBERED_ROUNDS = 2_000
MOST_IN_A_ROUND = 1_000
"""Entries. At the busiest pace a round of telling has a few hundred."""

Shown = dict[str, Any]


class Patch(NamedTuple):
    """What to tell an audience, or one person."""

    to: Audience | int
    data: Shown


class Views:
    """The views of one workshop. `told` is the seq up to which everybody was told.

    `opened` is how far the log went when this process took the workshop into memory.
    """

    def __init__(self) -> None:
        self.told = 0
        self.opened = 0
        self._sights: dict[Audience, Sight] = {}
        self._untold: dict[int, set[str]] = {}
        self._glanced: dict[str, int | None] = {}
        self._is_one_of_many = False
        self._rounds: OrderedDict[int, int] = OrderedDict()

    def has_news(self, state: State) -> bool:
        return self.told < state.seq or bool(state.touched or self._glanced or self._untold)

    def look(self, state: State) -> None:
        """Bring every sight up to the state, and keep what is new to it until it is told."""
        touched = merge(self._glanced, state.touched)
        self._glanced, state.touched = {}, {}
        again = self._is_one_of_many
        try:
            named = {p for sight in self._sights.values() for p in sight.look(state, touched, again)}
        except BaseException:
            # What could not be shown now is looked at again by whoever comes next.
            state.touched = touched | state.touched
            raise
        follow(state, touched, named)
        for key, owner in touched.items():
            if owner is not None:
                self._untold.setdefault(owner, set()).add(key)

    def glance(self, state: State) -> None:
        """Where several processes tell: see what is new after each entry, before another takes it away.

        A client may have seen it through another process, between two looks of this one. For the
        same reason what was touched is told even where it looks as it did at the last look.
        """
        self._is_one_of_many = True
        named: set[int] = set()
        for sight in self._sights.values():
            # What cannot be shown is for the next look, and for whoever wants to see it, to say.
            with suppress(Exception):
                named.update(sight.look(state, [key for key in state.touched if key not in sight.records]))
        follow(state, state.touched, named)
        self._glanced, state.touched = merge(self._glanced, state.touched), {}

    def sight(self, state: State, audience: Audience) -> Sight:
        if audience not in self._sights:
            self._sights[audience] = Sight(state, audience)
        return self._sights[audience]

    def records(self, state: State, eyes: Eyes) -> Shown:
        """Every record that one pair of eyes sees."""
        return self.sight(state, eyes.audience).records | self.own(state, eyes)

    def packed(self, state: State, eyes: Eyes, first: Shown) -> bytes:
        """A whole view as a gzip stream, with the fields of `first` before the records."""
        return self.sight(state, eyes.audience).pages.stream(first, self.own(state, eyes))

    def own(self, state: State, eyes: Eyes) -> Shown:
        """What a person sees because it is theirs."""
        own = self._own_since(state, eyes, 0)
        return {key: shown for key, shown in own.items() if shown is not None}

    def changed_since(self, state: State, eyes: Eyes, since: int, whole: int | None = None) -> Shown | None:
        """What looks different to one pair of eyes than at a seq; nothing where that is not known.

        `whole`: up to where they know what is their own.
        """
        sight = self.sight(state, eyes.audience)
        if since < sight.since:
            return None
        # The line may have ended between everybody's patch and their own, whichever process told them.
        own = since - MOST_IN_A_ROUND if whole is None else min(whole, since)
        return sight.changed_since(since) | self._own_since(state, eyes, own)

    def patches(self, state: State, present: Mapping[int, int]) -> list[Patch]:
        """One patch for each audience, then one for each person who is present, and all are told."""
        self.look(state)
        since, self.told = self.told, state.seq
        self._remember_round(since)
        untold, self._untold = self._untold, {}
        shared = [(audience, sight.take()) for audience, sight in self._sights.items()]
        own = [
            (person, self._own_among(state, person, keys))
            for person, keys in untold.items()
            if present.get(person)
        ]
        both: list[tuple[Audience | int, Shown]] = [*shared, *(each for each in own if each[1])]
        return [Patch(to, {"from": since, "seq": self.told, "records": records}) for to, records in both]

    def read_anew(self, before: State, state: State) -> None:
        """Another state holds now. What was still to be looked at is, and what is gone."""
        state.touched = before.touched | state.touched
        for sight in self._sights.values():
            gone = [key for key in sight.records if state.at(key) is None]
            state.touched.update(dict.fromkeys(gone))

    def begin_of_round(self, to: int) -> int:
        """Up to where a client that stands here surely heard of its own records."""
        return self._rounds.get(to, to if to > self.opened else max(0, to - MOST_IN_A_ROUND))

    def _remember_round(self, since: int) -> None:
        """Where this round of telling began, for those whose line ended in the middle of it."""
        self._rounds.setdefault(self.told, since)
        if len(self._rounds) > REMEMBERED_ROUNDS:
            self._rounds.popitem(last=False)

    def _own_among(self, state: State, person: int, keys: Iterable[str]) -> Shown:
        """Some of a person's own records as they see them; None for what is theirs no longer."""
        found = state.get(Person, person)
        if found is None:
            return {}
        return {key: show(state, record, found.eyes) for key in keys if (record := state.at(key))}

    def _own_since(self, state: State, eyes: Eyes, since: int) -> Shown:
        """A person's own records that changed behind a seq."""
        if eyes.person is None:
            return {}
        owned = state.owned_by(eyes.person)
        keys = [record.key for record in owned if state.is_changed(record, since)]
        return self._own_among(state, eyes.person, keys)


def follow(state: State, touched: dict[str, int | None], named: Iterable[int]) -> None:
    """What others see of somebody goes to them as well; what they see of themselves follows."""
    for person in named:
        touched[f"person/{person}"] = person
        state.changed_at[f"person/{person}"] = state.seq


def merge(touched: dict[str, int | None], more: dict[str, int | None]) -> dict[str, int | None]:
    """What was touched, and whose it is or was."""
    for key, owner in more.items():
        if owner is not None or key not in touched:
            touched[key] = owner
    return touched
