"""What must be true after a simulated workshop: everybody holds the same, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from dialogue.exports import escape
from dialogue.simulation.holding import Holding, ensure, patiently
from dialogue.simulation.phone import Phone

# Records that only the person has whose they are.
OWN = {"answer", "response", "cast", "hand"}


async def ensure_same(held: Holding) -> None:
    """Every phone holds what the server would show it, and shares what the screen shows."""
    for phone in held.everyone:
        view = await patiently(lambda phone=phone: phone.fetch("GET", f"/w/{held.code}/view"))
        await settled(phone, view["seq"])
        ensure(phone.seq == view["seq"], f"{phone.label} is at {phone.seq}, the server at {view['seq']}.")
        wrong = differing(phone.records, view["records"])
        ensure(not wrong, f"{phone.label} holds other records than the server: {', '.join(wrong[:5])}.")
        ensure_shared(phone, held.screen.records)


async def settled(phone: Phone, seq: int) -> None:
    """Give the last patch a moment."""
    for _ in range(100):
        if phone.seq >= seq:
            return
        await asyncio.sleep(0.05)


def ensure_shared(phone: Phone, shared: dict[str, Any]) -> None:
    """What everybody may see is the same everywhere; only one's own is more."""
    if phone.label == "facilitator":
        return
    for key, record in shared.items():
        mine = phone.records.get(key)
        ensure(mine is not None and record.items() <= mine.items(), f"{phone.label} holds another {key}.")
    extra = {key for key in set(phone.records) - set(shared) if key.split("/")[0] not in OWN}
    extra.discard(f"person/{phone.person}")
    ensure(not extra, f"{phone.label} holds what nobody else does: {', '.join(sorted(extra)[:5])}.")


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


def ensure_minutes(held: Holding, markdown: str) -> None:
    """Every note is in the minutes once, under its question and its cluster, and no other is."""
    found = placed(markdown, {escape.heading(question) for question in held.script.questions})
    wanted = Counter(
        (
            escape.heading(held.script.questions[part.question]),
            escape.heading(part.cluster),
            escape.block(part.text),
        )
        for part in held.script.parts
    )
    lost, extra = wanted - found, found - wanted
    ensure(not lost, f"{lost.total()} notes are not where they belong, such as {next(iter(lost), '')}.")
    ensure(not extra, f"{extra.total()} notes are in the minutes too often, such as {next(iter(extra), '')}.")


def placed(markdown: str, questions: set[str]) -> Counter[tuple[str, str, str]]:
    """The notes of a Markdown file: their question, their cluster, their words."""
    found: Counter[tuple[str, str, str]] = Counter()
    question = cluster = ""
    for line in markdown.split("\n"):
        if line.startswith(("## ", "### ")):
            title = line.lstrip("#").strip()
            question, cluster = (title if line.startswith("### ") and title in questions else ""), ""
        elif line.startswith("#### "):
            cluster = line[5:]
        elif question and line.lstrip().startswith("- "):
            words = line.lstrip()[2:].rpartition(" — *")[0]
            found[question, cluster, words] += 1
    return found
