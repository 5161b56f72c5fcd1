"""An anonymous workshop held on a real server: what can be found in its files, its log and its exports (P5).

The same search is made before the stages close and after. Before, it finds who wrote what.
"""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from dialogue.backup import back_up
from dialogue.database import entries, metadata
from tests.server import Browser, Server, wait_until

PLAN: dict[str, Any] = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [
        {"activity": "check_in", "title": "Hello", "questions": [{"text": "In one word?", "form": "word"}]},
        {"activity": "board", "title": "Ideas", "questions": ["Why?"], "identity": "anonymous"},
        {"activity": "vote", "title": "First", "target": "notes", "of": 1},
        {"activity": "board", "title": "Signed", "questions": ["Who?"], "identity": "named"},
    ],
}
FORMS = ("markdown", "html", "csv", "xlsx", "json", "mm")
LEVELS = ("public", "participants", "organiser", "full")


class Held:
    """Ana, Ben and Cleo say three things each without their names; what is known of who said what."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.workshop = server.workshop(PLAN)
        self.fay = self.workshop.fay
        names = ("Anastasia Mwangi", "Benedict Okello", "Cleopatra Silva")
        self.people = [self.workshop.join(name, "public", f"House of {name[:3]}") for name in names]
        self.wires = [browser.wire() for browser in self.people]
        self.ids: list[str] = []
        self.owners: dict[int, int] = {}
        self.stages = [self.workshop.begin(activity) for activity in ("check_in", "board")]
        self.question, self.board = self.workshop.first("question"), self.workshop.first("board")
        self.texts = ["plums in the market", "quinces for the school", "medlars on the hill"]
        self.notes = []
        for n, browser in enumerate(self.people):
            answer = {
                "stage": self.stages[0],
                "question": self.question,
                "answer": ("red", "blue", "grey")[n],
            }
            self.says(browser, "question.answer", answer)
            self.notes.append(self.says(browser, "note.add", {"board": self.board, "text": self.texts[n]}))
        self.stages.append(self.workshop.begin("vote"))
        for n, browser in enumerate(self.people):
            dots = {"stage": self.stages[2], "target": self.notes[n], "points": 1}
            self.says(browser, "vote.cast", dots)

    def says(self, browser: Browser, name: str, data: dict[str, Any]) -> int:
        """A command that is sent twice, once over each edge, as by a phone that lost the first answer."""
        self.ids.append(f"{browser.name[:4]}s-phone-{len(self.ids):06}")
        seq = browser.do(name, data, self.ids[-1])
        wire = self.wires[self.people.index(browser)]
        assert wire.command(name, data, self.ids[-1])["seq"] == seq
        self.owners[seq] = browser.person
        return seq

    def close(self) -> None:
        for stage in self.stages:
            self.fay.do("stage.close", {"stage": stage})
        self.fay.do("workshop.close", {"anyway": True})

    @property
    def directory(self) -> Path:
        return self.server.directory

    def files(self) -> dict[str, bytes]:
        found = [path for path in self.directory.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.directory)): path.read_bytes() for path in found}

    def rows(self) -> Iterator[tuple[str, set[Any]]]:
        """Every row of every table, as the values in it; of a text, the numbers that stand alone.

        A random id such as `3c19e12b` is one word: the 19 in it is nobody's number.
        """
        assert self.server.database
        with self.server.database.reading() as connection:
            for table in metadata.sorted_tables:
                for row in connection.execute(sa.select(table)):
                    told: set[Any] = set()
                    for value in row:
                        told.update(
                            map(int, re.findall(r"\b\d+\b", value)) if isinstance(value, str) else [value]
                        )
                    yield table.name, told

    def linked_rows(self) -> list[str]:
        """The tables with a row in which an unsigned entry stands beside the person whose it is."""
        return [
            name
            for name, told in self.rows()
            if any(seq in told and person in told for seq, person in self.owners.items())
        ]

    def ids_in(self, content: bytes) -> list[str]:
        return [id for id in self.ids if id.encode() in content]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    with Server(tmp_path, DIALOGUE_LOG_LEVEL="debug") as server:
        held = Held(server)
        yield held
        held.workshop.__exit__()


def record_of(workshop: int, seq: int, stage: int, person: int, command: str) -> bytes:
    """A row of owners as SQLite writes it, where all its numbers are small."""
    numbers = (workshop, seq, stage, person)
    kinds = bytes(9 if number == 1 else 1 for number in numbers) + bytes([13 + 2 * len(command)])
    body = bytes(number for number in numbers if number != 1)
    return bytes([1 + len(kinds)]) + kinds + body + command.encode()


@pytest.mark.sqlite
def test_no_byte_of_the_data_directory_or_of_a_later_backup_links_a_note_to_its_author_p5(
    held: Held, tmp_path: Path
) -> None:
    rows = [
        record_of(1, seq, stage_of(held, n), person, held.ids[n])
        for n, (seq, person) in enumerate(held.owners.items())
    ]
    database = held.directory / "dialogue.sqlite3"

    def found() -> tuple[list[bytes], list[str]]:
        kept = b"\n".join(held.files().values())
        return [row for row in rows if row in kept], held.ids_in(kept)

    back_up(f"sqlite:///{database}", tmp_path / "before.sqlite3")
    assert found() == (rows, held.ids)
    assert held.ids_in((tmp_path / "before.sqlite3").read_bytes()) == held.ids, (
        "A backup made before remembers."
    )
    (tmp_path / "before.sqlite3").unlink()

    held.close()
    wait_until(lambda: found() == ([], []), "It is not swept.")
    back_up(f"sqlite:///{database}", tmp_path / "after.sqlite3")
    copy = (tmp_path / "after.sqlite3").read_bytes()
    assert all(text.encode() in copy for text in held.texts)
    assert held.ids_in(copy) == [] and not any(row in copy for row in rows)
    held.server.kill()
    assert found() == ([], [])
    assert sqlite3.connect(database).execute("SELECT count(*) FROM owners").fetchall() == [(0,)]


def stage_of(held: Held, n: int) -> int:
    """The stage of the n-th thing that was said."""
    return held.stages[2] if n >= 6 else held.stages[n % 2]


def test_no_row_of_any_table_holds_an_unsigned_entry_and_whose_it_is_p5_b5(held: Held) -> None:
    assert held.linked_rows() == ["owners"] * len(held.owners)
    held.close()
    assert held.linked_rows() == []
    assert held.server.database
    with held.server.database.reading() as connection:
        chosen = sa.select(entries.c["by", "command"]).where(entries.c.seq.in_(held.owners))
        assert set(map(tuple, connection.execute(chosen))) == {(None, None)}


def test_nothing_that_the_server_prints_says_who_sent_what(held: Held) -> None:
    held.close()
    held.people[0].ask("note.add", {"board": held.board, "text": "too late"})
    said = held.server.log
    assert "/w/<code>/command" in said and "stage.closed" in said and "debug" in said
    assert held.ids_in(said.encode()) == []
    assert not re.search(r"\bperson=|\"person\"|Anastasia|Okello|House of", said)
    for text in held.texts:
        assert text not in said


def test_no_export_has_a_note_on_a_line_with_its_author_p5(held: Held) -> None:
    """Where people are named, everyone is once, in the list of who came. One note is signed: it is found."""
    signed = [seq for seq, stage in held.fay.records("stage").items() if stage["title"] == "Signed"]
    held.fay.do("stage.open", {"stage": signed[0]})
    board = max(held.fay.records("board"))
    held.people[0].do("note.add", {"board": board, "text": "figs under her name"})
    held.close()
    linked = set()
    for form in FORMS:
        for level in LEVELS:
            answered = held.fay.get(f"/export/{form}?level={level}")
            assert answered.ok, (form, level, answered.status_code)
            assert held.ids_in(answered.content) == []
            for line in lines_of(answered.content):
                for text, browser in zip([*held.texts, "figs"], [*held.people, held.people[0]], strict=True):
                    if text.encode() in line and is_told(browser, line):
                        linked.add((form, level, text))
    assert {text for _form, _level, text in linked} == {"figs"}
    assert {level for _form, level, _text in linked} >= {"organiser", "full"}


def lines_of(content: bytes) -> Iterator[bytes]:
    """What stands together in a file, or in the files in it: a line, a row, a record."""
    for each in unpacked(content):
        yield from re.split(rb"[\r\n]|</(?:tr|li|article|row|si)>|\},", each)


def is_told(browser: Browser, line: bytes) -> bool:
    """Does a line say who this is, by name or by number?"""
    first, last = browser.name.encode().split()
    number = re.search(rb'"(?:by|owner|person)": ?%d\b' % browser.person, line)
    return first in line or last in line or bool(number)


def unpacked(content: bytes) -> Iterator[bytes]:
    """A file, and all files in it."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from unpacked(packed.read(name))


def test_the_metrics_say_nothing_of_anybody(held: Held) -> None:
    said = requests.get(f"{held.server.url}/metrics", timeout=15).text
    assert "person" not in said and not any(browser.name in said for browser in held.people)
    assert held.ids_in(said.encode()) == []
