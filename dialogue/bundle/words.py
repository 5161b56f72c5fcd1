"""What a check found, in words for whoever asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dialogue.bundle.container import Unreadable, opened
from dialogue.bundle.seals import WHOLE
from dialogue.bundle.verify import Found, Verdict, verified

EXITS = {Found.GOOD: 0, Found.TAMPERED: 1, Found.UNREADABLE: 2}
MOST_NAMED = 10
AGREES = "Its files agree with each other."


def verified_at(path: Path, seal: str = "") -> Verdict:
    """Check the bundle at a path."""
    try:
        return verified(opened(path), seal)
    except Unreadable as no:
        return Verdict(found=Found.UNREADABLE, problems=[str(no)])


def report_of(path: Path, verdict: Verdict) -> Iterator[str]:
    """The verdict in lines: first what it is, then why."""
    yield {
        Found.GOOD: f"{path}: good. {'Nothing was changed.' if verdict.has_log else AGREES}",
        Found.TAMPERED: f"{path}: tampered with.",
        Found.UNREADABLE: f"{path}: unreadable.",
    }[verdict.found]
    for problem in verdict.problems[:MOST_NAMED]:
        yield f"  {problem}"
    if len(verdict.problems) > MOST_NAMED:
        yield f"  And {len(verdict.problems) - MOST_NAMED} more."
    if verdict.first_bad is not None:
        yield f"  First bad entry: {verdict.first_bad}"
    if verdict.found is Found.GOOD:
        yield from facts_of(verdict)


def facts_of(verdict: Verdict) -> Iterator[str]:
    yield f"  {verdict.title} ({verdict.level})"
    if not verdict.has_log:
        yield f"  {verdict.files} files, as they were packed. It holds no log, so nothing in it is proved:"
        yield "  who packs such a bundle can write anything. Hold it against the organiser's, which has one."
        return
    yield f"  {verdict.entries} entries, the chain is whole, and leads to workshop.json."
    yield f"  {verdict.files - 2} other files are as they were packed; what they say is drawn from the log."
    if verdict.agreed:
        yield f"  The seal is the one that was given, in {verdict.agreed} of {WHOLE} digits."
    if verdict.seal:
        yield f"  Sealed at entry {verdict.sealed}: {verdict.seal}"
    elif verdict.head:
        yield f"  Not closed yet; the last hash is {verdict.head}"
    if verdict.erased:
        yield f"  Erased on request, with the chain intact: {', '.join(map(str, verdict.erased))}"
