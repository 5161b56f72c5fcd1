"""What is kept about somebody, in plain words for themselves: the page of which the file is the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from dialogue import log
from dialogue.exports.document import Level
from dialogue.exports.look import Look
from dialogue.exports.sentences import sentence_of
from dialogue.exports.when import clock, due_day, short_day
from dialogue.languages import languages
from dialogue.live import LiveWorkshop
from dialogue.workshop import Stage

MOST_ENTRIES = 300
"""Of the record, on the page. All of them are in the file."""

Kept = dict[str, Any]


class Line(NamedTuple):
    """Words of theirs, where they stand, and what became of them."""

    words: str
    where: str
    became: str


class Told(NamedTuple):
    """What the page says."""

    facts: list[tuple[str, str]]
    written: list[Line]
    unsigned: list[Line]
    entries: list[tuple[int, str, str]]
    all_entries: int
    messages: list[Line]
    invitation: list[tuple[str, str]]
    holds: str
    has_secrets_behind: bool


def told_of(live: LiveWorkshop, kept: Kept) -> Told:
    """The page of what is kept; see `about`."""
    entries = kept["entries"]
    return Told(
        facts=[*facts_of(kept["person"])],
        written=[*lines_of(kept["written"])],
        unsigned=[*unsigned_lines(live, kept.get("unsigned", []))],
        entries=in_words(live, [entry["seq"] for entry in entries[-MOST_ENTRIES:]]),
        all_entries=len(entries),
        messages=[*messages_of(kept)],
        invitation=[*invitation_of(kept["invitation"])],
        holds=held_as(kept["holds_the_workshop"]),
        has_secrets_behind=any(stage.responded for stage in live.state.all(Stage)),
    )


def facts_of(person: Kept) -> Iterator[tuple[str, str]]:
    roles = {"facilitator": _("facilitator"), "observer": _("observer"), "participant": _("participant")}
    yield _("Your name"), person["name"] or _("No name given")
    if person["organisation"]:
        yield _("Organisation"), person["organisation"]
    if person["sector"]:
        yield _("Your sector"), person["sector"]
    if language := languages().get(person["language"]):
        yield _("The language you read"), language
    yield _("Your role"), roles[person["role"]]
    yield _("Your number in the record"), str(person["number"])
    if at := person["came_at"]:
        yield _("When you came"), _("%(day)s, %(time)s", day=short_day(at), time=clock(at))
    if standing := standing_in_words(person):
        yield _("Where you are"), standing


def standing_in_words(person: Kept) -> str:
    said = {
        "waiting": _("You are in the waiting room."),
        "turned away": _("You were not let in."),
        "left": _("You left the workshop."),
        "removed": _("A facilitator removed you."),
    }
    if person["muted"]:
        return _("A facilitator has muted you.")
    return said.get(person["standing"], "")


# ---- What they wrote


def lines_of(records: list[Kept]) -> Iterator[Line]:
    for record in records:
        if words := record.get("text") or record.get("title"):
            yield Line(words, where_of(record), became_of(record))


def where_of(record: Kept) -> str:
    kinds = {
        "note": _("note"),
        "parked": _("parking lot"),
        "rule": _("ground rule"),
        "action": _("action"),
        "concern": _("told to the facilitators"),
    }
    kind = kinds.get(record["kind"], "")
    return " · ".join(each for each in (kind, f"¶{record['number']}", record["stage_title"]) if each)


def became_of(record: Kept) -> str:
    """What others see of it, where that is not simply all of it."""
    if record["kind"] == "action" and record.get("due"):
        return _("Due on %(day)s", day=due_day(record["due"]))
    if record["kind"] == "concern" and record.get("outcome"):
        return _("The answer: %(answer)s", answer=record["outcome"])
    if record["kind"] != "note":
        return ""
    if record.get("quarantined"):
        return _("Hidden, because you were removed.")
    if record.get("state") == "hidden" and record.get("reason"):
        return _("A facilitator hid it: %(reason)s", reason=record["reason"])
    said = {
        "held": _("It waits for a facilitator. Others do not see it yet."),
        "hidden": _("A facilitator hid it."),
        "removed": _("You removed it. Others do not see it. It is still in the record."),
    }
    return said.get(record.get("state", ""), "")


def unsigned_lines(live: LiveWorkshop, records: list[Kept]) -> Iterator[Line]:
    """What is theirs as long as the stage is open."""
    for record in records:
        if not record.get("replaced"):
            yield Line(chosen(live, record), record["stage_title"], "")


def chosen(live: LiveWorkshop, record: Kept) -> str:
    """What somebody chose or wrote without their name."""
    kind = record["kind"]
    if kind == "cast":
        return ngettext("%(num)s dot", "%(num)s dots", record["points"])
    if kind == "answer":
        return str(record["answer"])
    if kind == "response":
        said = {"agree": _("Agree"), "live_with": _("I can live with it"), "object": _("Object")}
        return " · ".join(each for each in (said[record["response"]], record["reason"]) if each)
    return str(record.get("text") or "")


# ---- Everything else


def in_words(live: LiveWorkshop, seqs: list[int]) -> list[tuple[int, str, str]]:
    """Entries of the record in words, as those who take part may read them."""
    if not seqs:
        return []
    # Looked at once for all who ask while nothing happens.
    look = live.state.once(f"look/{Level.PARTICIPANTS}", lambda: Look(live.state, Level.PARTICIPANTS))
    wanted = set(seqs)
    return [
        (entry.seq, _("%(day)s, %(time)s", day=short_day(entry.at), time=clock(entry.at)), words)
        for entry in log.read(live.database, live.id, after=seqs[0] - 1, to=seqs[-1])
        if entry.seq in wanted and (words := sentence_of(entry.seq, entry.event, look))
    ]


def messages_of(kept: Kept) -> Iterator[Line]:
    """What they said of the minutes, with their name or without it."""
    for said in kept["messages_about_the_minutes"]:
        yield Line(said["text"], _("with your name"), answered(said))
    for said in kept.get("messages_without_your_name", []):
        yield Line(
            said["text"], _("without your name: only this browser knows that it is yours"), answered(said)
        )


def answered(said: Kept) -> str:
    return _("The answer: %(answer)s", answer=said["answer"]) if said["answer"] else ""


def invitation_of(invitation: Kept | None) -> Iterator[tuple[str, str]]:
    """What the organiser wrote of them when they were invited."""
    if invitation is None:
        return
    names = {
        "name": _("Your name"),
        "organisation": _("Organisation"),
        "sector": _("Your sector"),
        "contact": _("How you are reached"),
    }
    for field, name in names.items():
        if invitation[field]:
            yield name, invitation[field]
    yield _("Invited on"), short_day(invitation["invited_at"])
    if at := invitation["came_at"]:
        yield _("Came on"), short_day(at)


def held_as(holding: Kept | None) -> str:
    roles = {"owner": _("owner"), "facilitator": _("facilitator"), "observer": _("observer")}
    return roles[holding["role"]] if holding else ""
