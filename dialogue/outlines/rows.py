"""Tables: a row for each note, with its question and perhaps its cluster."""

from __future__ import annotations

import csv
from io import StringIO
from typing import NamedTuple

from dialogue.exports.csv_tables import unguarded
from dialogue.exports.outline import Outline
from dialogue.kernel import Refused
from dialogue.outlines.limits import Counter, with_one_root
from dialogue.outlines.words import number_in

SEPARATORS = ",;\t"
LOOKED_AT = 30
NAMES = {
    "question": {"question", "questions", "board"},
    "cluster": {"cluster", "clusters", "group", "category"},
    "note": {"note", "notes", "text", "idea"},
    "id": {"id"},
    "builds_on": {"builds_on"},
    "cluster_id": {"cluster_id"},
}
WITHOUT_NAMES = {1: ["question"], 2: ["question", "note"], 3: ["question", "cluster", "note"]}


class Note(NamedTuple):
    """What a row says. Where `cluster` is empty, the note hangs on its question."""

    line: int
    question: str
    cluster: str
    note: str
    id: str
    builds_on: str
    cluster_id: str


def read_csv(text: str) -> Outline:
    """The outline of a table. Columns are known by the names in the first row; without names, one
    column holds questions, two hold question and note, three question, cluster and note. An empty
    question is the one above.
    """
    rows = rows_of(text)
    questions: dict[str, Outline] = {}
    clusters: dict[tuple[str, str], Outline] = {}
    noted: dict[str, tuple[Outline, Outline]] = {}
    counter = Counter()
    for row in notes_in(rows):
        counter.one_more(1)
        question = questions.setdefault(row.question, Outline(row.question, "question", line=row.line))
        place = question
        if row.cluster:
            fresh = Outline(row.cluster, "cluster", number_in(row.cluster_id), line=row.line)
            place = clusters.setdefault((row.question, row.cluster), fresh)
            if place is fresh:
                question.children.append(place)
        if row.note:
            note = Outline(row.note, "note", number_in(row.id), line=row.line)
            first, lies = noted.get(row.builds_on, (note, question))
            (first if row.builds_on and lies is place and first is not note else place).children.append(note)
            noted.setdefault(row.id, (note, place))
    for question in questions.values():
        question.children.sort(key=lambda child: (child.kind == "note", child.seq))
    return with_one_root(list(questions.values()))


def notes_in(rows: list[tuple[int, list[str]]]) -> list[Note]:
    """Every row as what it says. Refuses a note that no question is above."""
    head = [cell.strip().casefold() for cell in rows[0][1]] if rows else []
    places = {name: head.index(each) for name, known in NAMES.items() for each in known if each in head}
    if "question" in places:
        rows = rows[1:]
    else:
        width = max((len(cells) for _, cells in rows), default=0)
        if width > len(WITHOUT_NAMES):
            raise Refused(
                "The columns of this table have no names. Write these names in the first row: {names}.",
                "unknown-columns",
                names=", ".join(WITHOUT_NAMES[3]),
            )
        places = {name: n for n, name in enumerate(WITHOUT_NAMES.get(width, []))}
    found: list[Note] = []
    for line, cells in rows:
        row = {name: unguarded(cells[at]).strip() for name, at in places.items() if at < len(cells)}
        question = row.get("question") or (found[-1].question if found else "")
        if not question:
            raise Refused("Line {line} has no question. Write the question there.", "no-question", line=line)
        others = [row.get(name, "") for name in ("cluster", "note", "id", "builds_on", "cluster_id")]
        found.append(Note(line, question, *others))
    return found


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line it ends in."""
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator_of(text))
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Refused(
            "This file cannot be read. Choose another file. Technical detail: {error}",
            "unreadable-file",
            error=error,
        ) from None


def separator_of(text: str) -> str:
    """What stands between columns: what the names in the first row are divided by, or else what
    divides the first rows into equally many. People's words hold commas too, so guessing from how
    often a sign is there would be wrong.
    """

    def score(separator: str) -> tuple[int, int]:
        rows = []
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            rows.append([cell.strip().casefold() for cell in row])
            if len(rows) == LOOKED_AT:
                break
        names = set().union(*NAMES.values())
        width = len(rows[0]) if rows else 1
        return sum(cell in names for cell in rows[0]) if rows else 0, width * all(
            len(row) == width for row in rows if row
        )

    return max(SEPARATORS, key=score)
