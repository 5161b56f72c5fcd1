"""The way back from an outcome to the words it came from, in a footnote: when, and who where that may be
said.
"""

from __future__ import annotations

from dialogue.exports.blocks import Footnote
from dialogue.exports.document import ActionLine, ParkedLine, Priorities, Priority, RuleLine
from dialogue.exports.phrases import responses_line
from dialogue.exports.report.draft import Draft
from dialogue.exports.tongue import gettext as _
from dialogue.exports.tongue import ngettext

MOST_NAMED = 24
"""Notes of a cluster that a footnote names. All of them stand under their question."""


class Trail:
    """Sentences, and the places in the record that they name, in that order."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.sentences: list[str] = []
        self.seqs: list[int] = []

    def footnote(self) -> Footnote | None:
        return Footnote(" ".join(self.sentences), self.seqs) if self.sentences else None

    def say(self, sentence: str, *seqs: int) -> None:
        self.sentences.append(sentence)
        self.seqs += seqs

    def vote(self, row: Priority, part: Priorities) -> None:
        """How something came out of a vote."""
        dots = ngettext("%(num)d dot", "%(num)d dots", row.points or 0)
        people = ngettext("%(num)d person", "%(num)d people", row.voters or 0)
        given = _("%(dots)s from %(people)s", dots=dots, people=people) if row.points else _("no dots")
        place = _("place %(rank)s of %(count)d", rank=row.rank, count=len(part.rows))
        if row.tied:
            place = _("%(place)s, tied", place=place)
        vote = _("Vote “%(title)s”", title=part.title)
        self.say(
            _(
                "%(when)s: %(place)s, with %(given)s (¶%(vote)d).",
                when=self.called(vote, part.ended),
                place=place,
                given=given,
                vote=row.vote,
            ),
            row.vote,
        )

    def words(self, source: int) -> None:
        """A cluster, with how many notes from when, or a note by itself."""
        if cluster := self.draft.clusters.get(source):
            name = self.called(_("Cluster “%(title)s”", title=cluster.title), cluster.at)
            if notes := self.draft.members.get(source):
                words = ngettext(
                    "%(cluster)s, with %(num)d note, written %(when)s (¶%(seq)d).",
                    "%(cluster)s, with %(num)d notes, written %(when)s (¶%(seq)d).",
                    len(notes),
                    cluster=name,
                    when=self.span(notes),
                    seq=source,
                )
            else:
                words = _("%(cluster)s (¶%(seq)d).", cluster=name, seq=source)
            self.say(words, source)
        elif source in self.draft.notes:
            marks = self.marked(source)
            self.say(
                _("The note, written %(when)s: %(notes)s.", when=self.span([source]), notes=marks), source
            )

    def notes(self, notes: list[int]) -> None:
        """The notes of a cluster, by their places."""
        named = notes[:MOST_NAMED]
        marks = _(", ").join(self.marked(note) for note in named)
        if over := len(notes) - len(named):
            marks = _("%(notes)s and %(num)d more", notes=marks, num=over)
        words = ngettext(
            "Its note, written %(when)s: %(notes)s.",
            "Its %(num)d notes, written %(when)s: %(notes)s.",
            len(notes),
            when=self.span(notes),
            notes=marks,
        )
        self.say(words, *named)

    def span(self, notes: list[int]) -> str:
        """When the first and the last of some notes were written."""
        times = [self.draft.notes[note].at for note in notes]
        first, last = self.draft.clock(min(times)), self.draft.clock(max(times))
        return first if first == last else _("%(first)s to %(last)s", first=first, last=last)

    def marked(self, note: int) -> str:
        """A note by its place, with whose it is where that may be said."""
        line = self.draft.notes[note]
        who = line.by or line.sector
        return f"¶{note} ({who})" if who else f"¶{note}"

    def called(self, name: str, at: float | None) -> str:
        """A name, with the time where it is known."""
        return _("%(name)s, %(time)s", name=name, time=self.draft.clock(at)) if at else name


def footnote_of_notes(draft: Draft, cluster: int) -> Footnote | None:
    """The notes of a cluster. No other footnote lists them: they name the cluster, where this one stands."""
    trail = Trail(draft)
    if notes := draft.members.get(cluster):
        trail.notes(notes)
    return trail.footnote()


def footnote_of_priority(draft: Draft, row: Priority, part: Priorities) -> Footnote | None:
    """One line of one round of a vote, and the cluster or the note that it is about."""
    trail = Trail(draft)
    trail.vote(row, part)
    trail.words(row.target)
    return trail.footnote()


def footnote_of_action(draft: Draft, action: ActionLine) -> Footnote | None:
    """When an action was written down and accepted, and what it came from."""
    trail = Trail(draft)
    said = trail.called(_("Written down"), action.at)
    if action.accepted and action.status != "proposed":
        said = _("%(said)s; accepted, %(time)s", said=said, time=draft.clock(action.accepted))
    trail.say(_("%(said)s (¶%(seq)d).", said=said, seq=action.action), action.action)
    if source := action.from_cluster or action.from_note:
        row, part = draft.ranked(source)
        if row and part:
            trail.vote(row, part)
        trail.words(source)
    return trail.footnote()


def footnote_of_rule(draft: Draft, rule: RuleLine) -> Footnote | None:
    """Who put a rule forward, in which wording it was adopted, and how people responded."""
    trail = Trail(draft)
    who = rule.by or rule.sector
    if rule.accepts_facilitator:
        put = _("Asked of everybody")
    elif rule.suggested:
        put = _("Suggested by the facilitators")
    else:
        put = _("Proposed by %(who)s", who=who) if who else _("Proposed")
    trail.say(_("%(put)s (¶%(seq)d).", put=trail.called(put, rule.at), seq=rule.rule), rule.rule)
    if rule.version > 1:
        trail.say(_("Adopted in its wording number %(version)d.", version=rule.version))
    if rule.adoption:
        adopted = trail.called(_("Adopted"), rule.adopted_at)
        words = _(
            "%(adopted)s (¶%(seq)d): %(responses)s.",
            adopted=adopted,
            seq=rule.adoption,
            responses=responses_line(rule),
        )
        trail.say(words, rule.adoption)
    return trail.footnote()


def footnote_of_parked(draft: Draft, item: ParkedLine) -> Footnote | None:
    """The note that was parked, where it was one."""
    if item.note not in draft.notes:
        return None
    trail = Trail(draft)
    trail.words(item.note)
    return trail.footnote()
