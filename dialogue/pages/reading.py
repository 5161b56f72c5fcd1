"""The minutes as the archive page tells them: in the order of the run sheet, each outcome with
the way back to its words. It knows nothing that is not in the minutes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from dialogue.exports.document import (
    ActionLine,
    Answers,
    Minutes,
    NoteLine,
    Priorities,
    Priority,
)
from dialogue.exports.forms import Source
from dialogue.exports.lookups import Lookups, said, words_of
from dialogue.exports.map_tree import tree_of
from dialogue.exports.phrases import (
    act_by,
    act_words,
    action_facts,
    concern_about,
    concern_words,
    counts_line,
    labels_of,
    moderation_lines,
    numbers_line,
    responses_line,
    tallied,
    vote_line,
)
from dialogue.exports.report import Passage, passages_in
from dialogue.exports.when import clock, span
from dialogue.pages.tongues import every
from dialogue.pages.trails import Ways
from dialogue.workshop import the_workshop


class Section(NamedTuple):
    """One heading of the minutes; `kind` says which template draws its `content`."""

    kind: str
    title: str
    content: Any
    at: float | None = None
    number: int = 0


class Reading(Lookups):
    """Minutes, and what a page asks of them."""

    def __init__(self, source: Source, minutes: Minutes) -> None:
        super().__init__(minutes)
        self.source = source
        self.marks = {sector: n for n, sector in enumerate(the_workshop(source.state).sectors, 1)}
        self.ways = Ways(self)
        self._passages = passages_in(source, minutes.level)

    # ---- What stands where

    @property
    def sections(self) -> list[Section]:
        """The headings, in the order of the run sheet; what belongs to no stage comes last."""
        found = [section for stage in self.minutes.stages for section in self.sections_of(stage)]
        kinds = {section.kind for section in found}
        if self.minutes.actions and "actions" not in kinds:
            found.append(self.unopened("actions", _("Actions"), self.minutes.actions))
        if self.minutes.parked and "parked" not in kinds:
            found.append(self.unopened("parking_lot", _("Parking lot"), self.minutes.parked))
        if self.minutes.moderation.is_any:
            found.append(Section("moderation", _("Moderation"), self.minutes.moderation))
        return found

    def unopened(self, activity: str, title: str, content: Any) -> Section:
        """What came of no stage, or of one that never began and took it in all the same."""
        stage = next((stage for stage in self.minutes.stages if stage.activity == activity), None)
        if stage is None:
            return Section(KINDS[activity], title, content)
        return Section(KINDS[activity], stage.title, content, number=stage.number)

    def sections_of(self, stage: Any) -> list[Section]:
        """What one stage adds to the minutes: nothing where it never began or nothing came of it."""
        minutes = self.minutes
        content: dict[str, Any] = {
            "ground_rules": [each for each in minutes.agreements if each.stage == stage.stage],
            "board": [each for each in minutes.boards if each.stage == stage.stage],
            "clusters": [each for each in minutes.clusters if each.stage == stage.stage],
            "vote": [each for each in minutes.priorities if each.stage == stage.stage],
            "actions": minutes.actions,
            "parking_lot": minutes.parked,
            "check_in": [each for each in minutes.asked if each.stage == stage.stage],
            "evaluation": [each for each in minutes.asked if each.stage == stage.stage],
        }.get(stage.activity)
        if not stage.opened or not content:
            return []
        return [Section(KINDS[stage.activity], stage.title, content, stage.opened, stage.number)]

    def mark(self, sector: str) -> int:
        """The place of a sector, by which its mark is chosen; 0 for none."""
        return self.marks.get(sector, 0)

    def in_cluster(self, cluster: int) -> list[NoteLine]:
        return [self.notes[note] for note in self.members.get(cluster, [])]

    def rank(self, row: Priority) -> str:
        """A place as it is read aloud: a tie is marked as one."""
        return f"= {row.rank}" if row.tied else str(row.rank or "")

    def link(self, seq: int | None) -> str:
        """Where a cluster or a note stands on the page; empty where it does not."""
        if seq in self.clusters:
            return f"#cluster-{seq}"
        return f"#note-{seq}" if seq in self.notes else ""

    def rows(self, question: Answers) -> list[tuple[str, int]]:
        """Each answer that could be chosen, and how many chose it."""
        return list(zip(labels_of(question), question.counts, strict=False))

    def passages(self, of: str) -> list[Passage]:
        """The paragraphs of one part of the report, or the one with this name, if it has words."""
        found = [each for each in self._passages if each.name == of or each.name.partition(".")[0] == of]
        return [each for each in found if each.text or each.automatic]

    # ---- In words

    act = staticmethod(act_words)
    act_by = staticmethod(act_by)
    clock = staticmethod(clock)
    concern = staticmethod(concern_words)
    concern_about = staticmethod(concern_about)
    counts = staticmethod(counts_line)
    moderated = staticmethod(moderation_lines)
    responses = staticmethod(responses_line)
    said = staticmethod(said)
    tallied = staticmethod(tallied)
    voted = staticmethod(vote_line)
    translations = staticmethod(every)
    words_of = staticmethod(words_of)

    @property
    def seal(self) -> str:
        """The hash that closed the workshop, short enough to be read out."""
        return short_hash(self.minutes.seal)

    @property
    def since(self) -> int:
        """How many entries there are behind the one that sealed the record."""
        return self.minutes.seq - self.minutes.sealed if self.minutes.sealed else 0

    @property
    def when(self) -> str:
        return span(self.minutes.opened, self.minutes.closed)

    @property
    def what(self) -> str:
        return numbers_line(self.minutes)

    def facts(self, action: ActionLine) -> str:
        return _(", ").join(action_facts(action))

    def standing(self, row: Priority, part: Priorities) -> str:
        """How something came out of a vote, in a line."""
        dots = ngettext("%(num)d dot", "%(num)d dots", row.points or 0)
        people = ngettext("%(num)d person", "%(num)d people", row.voters or 0)
        count = len(part.rows)
        place = (
            _("Tied for place %(rank)s of %(count)s", rank=row.rank, count=count)
            if row.tied
            else _("Place %(rank)s of %(count)s", rank=row.rank, count=count)
        )
        return " · ".join((place, dots, people))

    # ---- The map

    def tree(self) -> dict[str, Any]:
        """Theme, questions, clusters and notes, as static/map.js takes them."""
        return tree_of(self.minutes, list(self.marks))


def short_hash(hash: str) -> str:
    """The beginning and the end of a hash: `9f41 c2d0 … 5e08`."""
    return f"{hash[:4]} {hash[4:8]} … {hash[-4:]}" if hash else ""


KINDS = {
    "ground_rules": "rules",
    "board": "questions",
    "clusters": "clusters",
    "vote": "priorities",
    "actions": "actions",
    "parking_lot": "parked",
    "check_in": "asked",
    "evaluation": "asked",
}
