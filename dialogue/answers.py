"""What commands were answered, by the id of each, so that one sent again gets its first answer (L5)."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from dialogue.kernel import Refused
from dialogue.log import Found, spent_mark

REMEMBERED_REFUSALS = 2_000
"""What was done is in the log for good; what was refused is remembered for a while."""


class Answered(NamedTuple):
    """A command that was done: the seq it led to, and whose it was, where known."""

    seq: int
    by: int | None


class No(NamedTuple):
    """A refusal, without all that an exception holds on to."""

    person: int | None
    sentence: str
    many: str
    reason: str
    values: dict[str, object]

    def refused(self) -> Refused:
        refused = Refused(self.sentence, self.reason, **self.values)
        refused.many = self.many
        return refused


class Answers:
    """The answers of one workshop. Whoever calls holds the workshop's turn.

    `spent` are commands that led to unsigned entries of stages that are closed. Each is answered with the
    closing: what it led to is no longer known, because that would tell whoever has the id, as the phone
    it came from may, which entry is theirs.
    """

    def __init__(self) -> None:
        self.done: dict[str, Answered] = {}
        self.spent: dict[bytes, int] = {}
        self._unsigned: dict[int, list[str]] = {}
        self._refused: OrderedDict[str, No] = OrderedDict()

    def to(self, id: str | None, person: int | None) -> int | None:
        """The seq this command led to before, or nothing. Refuses it as before, or an id of another's."""
        if id is None:
            return None
        no = self._refused.get(id)
        if no is not None and no.person == person:
            raise no.refused()
        answered = self.done.get(id)
        if answered is None:
            return self.spent.get(spent_mark(id))
        if answered.by is not None and answered.by != person:
            raise Refused(
                "Something else was already sent with this number. Load the page, then send again.",
                "id-taken",
            )
        return answered.seq

    def note(self, found: Found) -> None:
        """Remember which command led to an entry, and whose it was as long as that may be known."""
        if found.command is None:
            return
        by = found.entry.by
        if found.owner is not None:
            stage, by = found.owner
            self._unsigned.setdefault(stage, []).append(found.command)
        self.done[found.command] = Answered(found.entry.seq, by)

    def forget_owners(self, stage: int, closing: int) -> None:
        """A stage is closed, so nobody may know any more whose its unsigned entries are (P5, B5)."""
        for id in self._unsigned.pop(stage, []):
            del self.done[id]
            self.spent[spent_mark(id)] = closing

    def refuse(self, id: str, person: int | None, refused: Refused) -> None:
        """Remember a refusal; the first one to an id holds."""
        self._refused.setdefault(
            id, No(person, refused.sentence, refused.many, refused.reason, refused.values)
        )
        if len(self._refused) > REMEMBERED_REFUSALS:
            self._refused.popitem(last=False)

    def read_anew(self) -> None:
        """Forget what was done: the log is about to be read again. Refusals are in no log."""
        self.done, self._unsigned = {}, {}
