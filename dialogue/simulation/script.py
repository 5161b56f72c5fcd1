"""The script of a simulated workshop: who comes, who writes what, what belongs together.

It is made from a file of questions and notes, the same way every time.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dialogue.kernel import NOTE_LENGTH, TITLE_LENGTH, Refused, worded
from dialogue.starters.starter import RULES, spoken
from dialogue.workshop_file import DEFAULT_SECTORS, WorkshopFile, read_workshop_file

WORD = re.compile(r"[^\W\d_]+")
NAMES = WORD.findall(
    "Amina Benoît Chidi Dalia Emeka Farid Grace Hanna Ines Joon Kemal Leila Mateo Nadia Omar Priya Quang "
    "Rosa Samir Tala Umar Vera Wanjiru Ximena Yusuf Zanele Arjun Bintou Carlos Dina"
)

MOST_CLUSTERS = 12
FEWEST_NOTES = 2
LEFTOVERS = "Further thoughts"
STEM = 6
SHORTEST = 4
COMMON = frozenset(
    WORD.findall(
        "about after again alone also always another because become been before being between bring come "
        "could different does doing done each enough every feel first found from going good have having help "
        "here important into itself just know least less like long look made make many might more most much "
        "must need needs never often only other others over people really same should some something start "
        "still such sure take taking than that their them then there these they thing things think this "
        "those through together under until upon used using very want well were what when where which "
        "while will with within without work working would your ourselves themselves play role build "
        "building give gives find clear"
    )
)


class Question(msgspec.Struct):
    question: str
    notes: list[str]


class Described(msgspec.Struct, forbid_unknown_fields=True):
    """The file: what was asked, and what was written under it."""

    title: Annotated[str, Meta(min_length=1, max_length=TITLE_LENGTH)]
    participants: Annotated[int, Meta(ge=1, le=2_000)]
    questions: Annotated[list[Question], Meta(min_length=1, max_length=20)]


class Part(msgspec.Struct):
    """A note on its way: who writes it under which question, and the note it builds on."""

    person: int
    question: int
    text: str
    on: int | None = None
    cluster: str = LEFTOVERS


class Script(msgspec.Struct):
    title: str
    people: list[tuple[str, str]]
    questions: list[str]
    parts: list[Part]

    @property
    def clusters(self) -> list[str]:
        """The titles of the clusters, the largest first."""
        return [title for title, _ in Counter(part.cluster for part in self.parts).most_common()]


def script_of(data: Any) -> Script:
    """The script for a described workshop. Refuses a file that cannot be held, saying where."""
    try:
        described = msgspec.convert(data, Described)
    except msgspec.ValidationError as error:
        raise Refused("The file does not describe a workshop: {error}.", "wrong-file", error=error) from None
    people = [person(n) for n in range(described.participants)]
    parts: list[Part] = []
    for n, question in enumerate(described.questions):
        parts += written(n, question.notes, len(parts), len(people))
    group(parts)
    return Script(described.title, people, [each.question for each in described.questions], parts)


def person(n: int) -> tuple[str, str]:
    """A name and a sector. Names come round again with a number."""
    name = NAMES[n % len(NAMES)] + (f" {n // len(NAMES) + 1}" if n >= len(NAMES) else "")
    return name, DEFAULT_SECTORS[n % len(DEFAULT_SECTORS)]


def written(question: int, notes: list[str], before: int, people: int) -> list[Part]:
    """The notes of one question, dealt out to people.

    A note that begins with a small letter goes on from the one before it, so the same person
    builds it on that.
    """
    parts: list[Part] = []
    base: int | None = None
    for n, text in enumerate(notes):
        ensure_fits(text, question, n)
        goes_on = text[:1].islower() and base is not None
        writer = parts[(base or 0) - before].person if goes_on else dealt(before + n, people)
        parts.append(Part(writer, question, text, on=base if goes_on else None))
        base = base if goes_on else before + n
    return parts


def dealt(n: int, people: int) -> int:
    """Who writes the nth note: everybody has a turn before anybody has two."""
    order = list(range(people))
    random.Random(n // people).shuffle(order)
    return order[n % people]


def ensure_fits(text: str, question: int, n: int) -> None:
    """Refuse a note that would not be kept word for word."""
    if len(text) > NOTE_LENGTH or worded(text) != text:
        raise Refused(
            "The note at `$.questions[{question}].notes[{n}]` does not fit: {length} characters, "
            "and {limit} are kept, without space around them.",
            "wrong-file",
            question=question,
            n=n,
            length=len(text),
            limit=NOTE_LENGTH,
        )


def group(parts: list[Part]) -> None:
    """Put notes that share a word into one cluster, the most shared word first."""
    free = [part for part in parts if part.on is None]
    for _ in range(MOST_CLUSTERS - 1):
        shared = Counter(stem for part in free for stem in stems_in(part.text))
        usable = [stem for stem, n in shared.most_common() if n >= FEWEST_NOTES and title_of(stem, parts)]
        if not usable:
            break
        for part in [part for part in free if usable[0] in stems_in(part.text)]:
            part.cluster = title_of(usable[0], parts)
            free.remove(part)
    for part in parts:
        if part.on is not None:
            part.cluster = parts[part.on].cluster


def stems_in(text: str) -> set[str]:
    return {word[:STEM] for word in words_in(text)}


def words_in(text: str) -> list[str]:
    return [w for w in WORD.findall(text.casefold()) if len(w) >= SHORTEST and w not in COMMON]


def title_of(stem: str, parts: list[Part]) -> str:
    """The word that most notes use for a stem; none where it is a note of its own, because
    somebody counting notes would find that one twice.
    """
    words = Counter(word for part in parts for word in words_in(part.text) if word[:STEM] == stem)
    word = words.most_common(1)[0][0]
    return "" if any(part.text.casefold() in word for part in parts) else word.capitalize()


def workshop_file(script: Script) -> WorkshopFile:
    """The run sheet of a simulated workshop: every activity there is."""
    return read_workshop_file(
        {
            "title": script.title,
            "purpose": "Held by simulated people, to see that everything works.",
            "stages": [
                {"activity": "check_in", "title": "Arriving", "minutes": 5},
                {
                    "activity": "ground_rules",
                    "title": "How we work together",
                    "rules": spoken(RULES),
                    "minutes": 10,
                },
                {
                    "activity": "board",
                    "title": "Our questions",
                    "instruction": "Write **one idea at a time**.",
                    "questions": script.questions,
                    "visibility": "own",
                    "identity": "sector",
                    "minutes": 20,
                },
                {"activity": "clusters", "title": "What belongs together", "open_to": "everyone"},
                {"activity": "vote", "title": "What matters most", "dots": 3, "per_item": 2},
                {"activity": "actions", "title": "Who does what", "open_to": "everyone"},
                {"activity": "parking_lot", "title": "What we parked"},
                {"activity": "evaluation", "title": "Before we leave"},
            ],
        }
    )
