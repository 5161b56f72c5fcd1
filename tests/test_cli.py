"""The command line: what it prints, what it writes, and one clear line where it cannot."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dialogue import activities
from dialogue.cli import main
from dialogue.exports.document import Level
from dialogue.exports.forms import Source
from dialogue.exports.json_export import records_of
from dialogue.exports.minutes import Look
from dialogue.exports.sentences import sentence_of, told
from dialogue.workbench import Workbench
from tests.services import database_setting

FILE = {
    "title": "Partnerships",
    "stages": [{"activity": "board", "title": "Our questions", "questions": ["What works?"]}],
}


class Place:
    """A data directory of our own, and the command line on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.env: dict[str, str | None] = {name: None for name in os.environ if name.startswith("DIALOGUE_")}
        self.env |= {"DIALOGUE_DATA_DIR": str(path / "var"), "DIALOGUE_PORT": "8123"}
        self.env["DIALOGUE_DATABASE_URL"] = database_setting(path / "var")

    def run(self, *words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], env=self.env)

    def said(self, *words: object) -> str:
        """What a command prints when it succeeds."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, *words: object) -> tuple[int, str]:
        """The exit code and the one line of a command that cannot."""
        result = self.run(*words)
        [line] = result.stderr.strip().split("\n")
        assert line.startswith("Error: ")
        return result.exit_code, line.removeprefix("Error: ")

    def written(self, data: object) -> Path:
        path = self.path / "workshop.json"
        path.write_text(json.dumps(data))
        return path

    def made(self) -> dict[str, str]:
        """A workshop that was created; its links."""
        links: dict[str, str] = json.loads(self.said("workshop", "create", self.written(FILE), "--json"))
        return links

    def listed(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.said("workshop", "list", "--json"))
        return rows


@pytest.fixture
def here(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place with the demo in it, which no test changes."""
    place = Place(tmp_path_factory.mktemp("filled"))
    place.said("demo")
    return place


@pytest.fixture(scope="module")
def demo(filled: Place) -> str:
    """The code of the demo."""
    return str(filled.listed()[0]["code"])


@pytest.fixture(scope="module")
def source(filled: Place, demo: str) -> Iterator[Source]:
    bench = Workbench({name: value for name, value in filled.env.items() if value is not None})
    yield bench.source(demo)
    bench.close()


def test_creating_a_workshop_prints_its_code_and_a_link_for_each_role(here):
    links = here.made()
    assert set(links) == {"code", "join_url", "facilitator_url", "observer_url", "screen_url"}
    assert links["join_url"] == f"http://localhost:8123/join/{links['code']}"
    assert all("?key=" in links[f"{role}_url"] for role in ("facilitator", "observer", "screen"))
    for_people = here.said("workshop", "create", here.path / "workshop.json")
    assert for_people.startswith("Partnerships\nCode: ")
    assert for_people.count("http://") == 4


def test_workshops_are_listed_the_latest_first(here):
    assert "no workshop yet" in here.said("workshop", "list")
    first, second = here.made()["code"], here.made()["code"]
    rows = here.listed()
    assert [row["code"].replace("-", "") for row in rows] == [second, first]
    assert "Partnerships" in here.said("workshop", "list")
    assert "0 notes written" in here.said("workshop", "list"), "In the minutes there may be fewer."


def test_a_wrong_workshop_file_is_refused_with_the_path_of_the_bad_value(here):
    code, line = here.refused("workshop", "create", here.written({"title": "T", "stages": [{"activity": 3}]}))
    assert code == 1
    assert "`$.stages[0].activity`" in line


def test_a_file_that_is_not_json_is_refused_in_one_line(here):
    path = here.path / "broken.json"
    path.write_text("{")
    assert here.refused("workshop", "create", path)[0] == 2


def test_a_bad_setting_stops_every_command_in_one_line(here):
    here.env["DIALOGUE_PORT"] = "many"
    code, line = here.refused("workshop", "list")
    assert (code, "DIALOGUE_PORT" in line) == (2, True)


def test_an_unknown_code_is_refused_in_one_line(here):
    code, line = here.refused("replay", "QQQQQQ")
    assert (code, "no workshop with this code" in line) == (1, True)


def test_an_unknown_form_is_refused_by_naming_those_there_are(here):
    code, line = here.refused("export", here.made()["code"], "--format", "scroll", "--out", here.path / "x")
    assert code == 1
    assert "markdown" in line
    assert "json" in line


def test_a_file_that_cannot_be_written_is_one_line(here):
    code, line = here.refused(
        "export", here.made()["code"], "--format", "json", "--out", here.path / "nowhere" / "x.json"
    )
    assert code == 1
    assert "cannot be written" in line


def test_the_demo_is_about_as_large_as_a_real_workshop_and_in_the_middle_of_its_vote(here):
    links = here.said("demo", "--once")
    code = here.listed()[0]["code"]
    assert code in links
    shown = json.loads(here.said("replay", code, "--json"))
    counts = shown["counts"]
    assert (counts["people"], counts["notes"], counts["questions"]) == (29, 77, 5)
    assert counts["built_on"] >= 3
    assert (counts["rules_set_aside"], counts["votes"]) == (1, 0)
    assert counts["voters"] > 20
    assert shown["state"] == "open"


def test_the_demo_is_made_once_and_its_links_stay(here):
    assert here.said("demo", "--once") == here.said("demo", "--once")
    assert len(here.listed()) == 1
    here.said("demo")
    assert len(here.listed()) == 2


def test_replay_shows_a_workshop_as_it_was(filled, demo):
    whole = json.loads(filled.said("replay", demo, "--json"))
    half = json.loads(filled.said("replay", demo, "--to", 400, "--json"))
    assert (whole["seq"], half["seq"]) == (whole["counts"]["entries"], 400)
    assert 0 < half["counts"]["notes"] < whole["counts"]["notes"]
    assert half["counts"]["clusters"] == 0
    notes = [key for key in half["records"] if key.startswith("note/")]
    assert len(notes) == half["counts"]["notes"]


def test_replay_beyond_the_end_is_refused(filled, demo):
    assert "ends at" in filled.refused("replay", demo, "--to", 99_999)[1]


@pytest.mark.parametrize("level", [*Level])
def test_the_exports_of_the_demo_hold_every_note(filled, demo, tmp_path, level):
    out = tmp_path / "out"
    filled.said("export", demo, "--format", "json", "--out", out, "--level", level)
    shown = json.loads(out.read_text())
    lines = [
        line
        for board in shown["minutes"]["boards"]
        for question in board["questions"]
        for place in [*(cluster["notes"] for cluster in question["clusters"]), question["ungrouped"]]
        for line in place
    ]
    assert len(lines) + sum(len(line["built"]) for line in lines) == 77
    filled.said("export", demo, "--format", "markdown", "--out", out, "--level", level)
    assert all(line["text"] in out.read_text() for line in lines)


def test_a_public_export_names_nobody_in_any_form(filled, demo, tmp_path):  # V1
    names = ["Ngozi Eze", "Rui Tavares", "Wambui Njoroge", "Tavares Solar"]
    for name in ("json", "markdown"):
        out = tmp_path / "out"
        filled.said("export", demo, "--format", name, "--out", out, "--level", "public")
        assert not any(person in out.read_text() for person in names)
        filled.said("export", demo, "--format", name, "--out", out, "--level", "full")
        assert all(person in out.read_text() for person in names)


def test_every_entry_of_the_demo_has_words_and_none_tells_what_was_written(source):
    look = Look(source.state, Level.ORGANISER)
    sentences = told(source.history, look)
    assert [each.seq for each in sentences] == list(range(1, source.state.seq + 1))
    assert not any("no words" in each.sentence for each in sentences)
    texts = [note["text"] for key, note in records_of(look).items() if key.startswith("note/")]
    assert len(texts) == 77
    everything = "\n".join(each.sentence for each in sentences)
    assert not any(text in everything for text in texts)


@pytest.mark.parametrize("name", activities.EVENTS)
def test_there_is_a_sentence_for_every_kind_of_event(name, source):
    kind = activities.EVENTS[name]
    given = {"role": "participant", "view": "follow", "response": "agree", "order": "sectors"}
    data = {field: given.get(field, 1) for field in kind.__struct_fields__}
    look = Look(source.state, Level.PUBLIC)
    is_list = {field: str(kind.__annotations__[field]).startswith("list") for field in data}
    event = kind(**{field: [1] if is_list[field] else value for field, value in data.items()})
    sentence = sentence_of(1, event, look)
    assert sentence.strip()
    assert "no words" not in sentence


def test_the_command_line_imports_no_server():
    lines = "import sys, dialogue.cli; sys.exit('eventlet' in sys.modules or 'gevent' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", lines]).returncode == 0
