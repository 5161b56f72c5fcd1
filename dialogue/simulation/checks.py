"""What must be true after a simulated workshop: everybody holds the same, and nothing is lost."""

from __future__ import annotations

import asyncio
import re
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
    """Every note is among the findings once, under its question and its cluster, and no other is; and
    the list of all notes says the same, under the same numbers.
    """
    script = held.script
    found = placed(markdown, [escape.heading(question) for question in script.questions])
    wanted = Counter(
        (part.question, escape.heading(part.cluster), escape.block(part.text)) for part in script.parts
    )
    ensure_equal(Counter(each[1:] for each in found), wanted, "among the findings")
    rows = rows_of_notes(markdown)
    listed = Counter(
        (str(part.question + 1), escape.cell(part.cluster), escape.cell(part.text)) for part in script.parts
    )
    ensure_equal(Counter(row[1:] for row in rows), listed, "in the list of all notes")
    numbers = Counter(each[0] for each in found), Counter(row[0] for row in rows)
    ensure(numbers[0] == numbers[1], "Findings and list of all notes give other numbers to the notes.")


def ensure_equal(found: Counter[Any], wanted: Counter[Any], where: str) -> None:
    lost, extra = wanted - found, found - wanted
    ensure(
        not lost, f"{lost.total()} notes are not {where} as they should be, such as {next(iter(lost), '')}."
    )
    ensure(not extra, f"{extra.total()} notes are {where} too often, such as {next(iter(extra), '')}.")


def placed(markdown: str, questions: list[str]) -> list[tuple[str, int, str, str]]:
    """The notes among the findings of a Markdown file: number, question, cluster, words."""
    found = []
    question, cluster = -1, ""
    for line in markdown.split("\n"):
        if line.startswith(("## ", "### ")):
            title = line.lstrip("#").strip()
            question, cluster = (questions.index(title) if title in questions else -1), ""
        elif line.startswith("#### "):
            cluster = line[5:]
        elif question >= 0 and line.lstrip().startswith("- "):
            words, _, facts = line.lstrip()[2:].rpartition(" — *")
            found.append((facts.rstrip("*").rpartition(" ")[2], question, cluster, words))
    return found


def rows_of_notes(markdown: str) -> list[tuple[str, str, str, str]]:
    """The rows of the list of all notes: number, question, cluster, words."""
    lines = re.findall(r"^\| (¶\d+ \| .*) \|$", markdown, re.MULTILINE)
    rows = [re.split(r" (?<!\\)\| ", line) for line in lines]
    return [(row[0], row[1], row[2], row[3]) for row in rows]
