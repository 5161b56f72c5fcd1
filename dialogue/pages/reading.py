"""The minutes as the archive page tells them: in the order of the run sheet, each outcome with
the way back to its words. It knows nothing that is not in the minutes.
"""

from __future__ import annotations

from collections import Counter
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
    RuleLine,
)
from dialogue.exports.forms import Source
from dialogue.exports.map_tree import tree_of
from dialogue.exports.phrases import action_facts, counts_line, numbers_line, vote_line
from dialogue.exports.report import Passage, passages_in
from dialogue.exports.when import clock, span
from dialogue.pages.trails import Ways
from dialogue.workshop import the_workshop


class Section(NamedTuple):
    """One heading of the minutes; `kind` says which template draws its `content`."""

    kind: str
    title: str
    content: Any
    at: float | None = None


class Reading:
    """Minutes, and what a page asks of them."""

    def __init__(self, source: Source, minutes: Minutes) -> None:
        self.source = source
        self.minutes = minutes
        self.marks = {sector: n for n, sector in enumerate(the_workshop(source.state).sectors, 1)}
        self.notes = {note.note: note for note in minutes.notes()}
        self.clusters = {cluster.cluster: cluster for cluster in minutes.clusters}
        self.places = self._places()
        self.questions = [question for board in minutes.boards for question in board.questions]
        self.numbers = {question.board: n for n, question in enumerate(self.questions, 1)}
        self.ways = Ways(self)
        self._passages = passages_in(source, minutes.level)

    def _places(self) -> dict[int, list[NoteLine]]:
        """The notes of each cluster, under whichever question they stand."""
        places: dict[int, list[NoteLine]] = {}
        for board in self.minutes.boards:
            for question in board.questions:
                for cluster in question.clusters:
                    lines = [line for note in cluster.notes for line in (note, *note.built)]
                    places.setdefault(cluster.cluster, []).extend(lines)
        return places

    # ---- What stands where

    @property
    def sections(self) -> list[Section]:
        """The headings, in the order of the run sheet; what belongs to no stage comes last."""
        found = [section for stage in self.minutes.stages for section in self.sections_of(stage)]
        kinds = {section.kind for section in found}
        if self.minutes.actions and "actions" not in kinds:
            found.append(Section("actions", _("Actions"), self.minutes.actions))
        if self.minutes.parked and "parked" not in kinds:
            found.append(Section("parked", _("Parking lot"), self.minutes.parked))
        return found

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
        return [Section(KINDS[stage.activity], stage.title, content, stage.opened)]

    def mark(self, sector: str) -> int:
        """The place of a sector, by which its mark is chosen; 0 for none."""
        return self.marks.get(sector, 0)

    def in_cluster(self, cluster: int) -> list[NoteLine]:
        return self.places.get(cluster, [])

    def rank(self, row: Priority) -> str:
        """A place as it is read aloud: a tie is marked as one."""
        return f"= {row.rank}" if row.tied else str(row.rank or "")

    def words(self, row: Priority) -> str:
        """What was voted on. A note's words stand under its question, if they may be seen."""
        note = self.notes.get(row.target)
        return row.title or (note.text if note else _("A note that is not in these minutes"))

    def link(self, seq: int | None) -> str:
        """Where a cluster or a note stands on the page; empty where it does not."""
        if seq in self.clusters:
            return f"#cluster-{seq}"
        return f"#note-{seq}" if seq in self.notes else ""

    def labels(self, question: Answers) -> list[str]:
        if question.form == "choice":
            return question.choices
        ends = {0: question.low, len(question.counts) - 1: question.high}
        return [f"{n + 1} {ends.get(n, '')}".strip() for n in range(len(question.counts))]

    def rows(self, question: Answers) -> list[tuple[str, int]]:
        """Each answer that could be chosen, and how many chose it."""
        return list(zip(self.labels(question), question.counts, strict=False))

    def tallied(self, texts: list[str]) -> list[tuple[str, int]]:
        """Words with how often each was said, the most frequent first; small and large letters are one."""
        times = Counter(text.casefold() for text in texts)
        first = {text.casefold(): text for text in reversed(texts)}
        return [(first[key], n) for key, n in times.most_common()]

    def said(self, rule: RuleLine) -> str:
        """What a rule says; the question about a facilitator is put into words."""
        if not rule.accepts_facilitator:
            return rule.text
        return _("We accept %(who)s as facilitator.", who=rule.facilitator or _("this person"))

    def passages(self, of: str) -> list[Passage]:
        """The paragraphs of one part of the report, or the one with this name, if it has words."""
        found = [each for each in self._passages if each.name == of or each.name.partition(".")[0] == of]
        return [each for each in found if each.text or each.automatic]

    # ---- In words

    clock = staticmethod(clock)
    counted = staticmethod(counts_line)
    voted = staticmethod(vote_line)

    def responses(self, rule: RuleLine) -> str:
        return _(
            "Agree %(agree)s, can live with it %(live)s, object %(object)s.",
            agree=rule.agree,
            live=rule.live_with,
            object=rule.object,
        )

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
        return ", ".join(action_facts(action))

    def standing(self, row: Priority, part: Priorities) -> str:
        """How something came out of a vote, in a line."""
        dots = ngettext("%(num)d dot", "%(num)d dots", row.points or 0)
        people = ngettext("%(num)d person", "%(num)d people", row.voters or 0)
        place = (
            _("Tied for place %(rank)s", rank=row.rank) if row.tied else _("Place %(rank)s", rank=row.rank)
        )
        return _(
            "%(place)s of %(count)s, %(dots)s from %(people)s",
            place=place,
            count=len(part.rows),
            dots=dots,
            people=people,
        )

    # ---- Ways through it

    @property
    def counted_parts(self) -> list[Priorities]:
        """The rounds of votes that may be told."""
        return [part for part in self.minutes.priorities if part.is_counted]

    def ranked(self, target: int) -> tuple[Priority, Priorities] | tuple[None, None]:
        """How something came out of the latest vote on it, if there was one."""
        for part in reversed(self.counted_parts):
            for row in part.rows:
                if row.target == target:
                    return row, part
        return None, None

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
