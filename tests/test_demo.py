"""`dialogue demo --from`: a small workshop, held over real sockets against a real server."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dialogue.exports.minutes import minutes_of
from dialogue.kernel import Refused
from dialogue.simulation.checks import placed, rows_of_notes
from dialogue.simulation.measures import percentile
from dialogue.simulation.script import LEFTOVERS, script_of, workshop_file
from dialogue.simulation.server import answers
from dialogue.workbench import ROOT, Workbench
from tests.services import database_setting, free_port

DESCRIBED = {
    "title": "Water for the valley",
    "participants": 6,
    "questions": [
        {
            "question": "What do we know about the wells?",
            "notes": [
                "The old wells are deeper than the new ones",
                "1. Ask those who dug the wells",
                "they are still alive, two of them",
                "Rain *was* later this year",
                "ماء النهر مالح في الصيف",
            ],
        },
        {"question": "Who pays?", "notes": ["Everybody pays | nobody is asked", "The rain is free"]},
        {"question": "What did we forget?", "notes": []},
    ],
}


def environment(folder: Path) -> dict[str, str]:
    """A data directory and a port of our own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("DIALOGUE_")}
    own |= {"DIALOGUE_DATABASE_URL": database_setting(folder / "var")}
    return own | {"DIALOGUE_DATA_DIR": str(folder / "var"), "DIALOGUE_PORT": str(free_port())}


def called(*words: str) -> list[str]:
    return [sys.executable, "-c", "from dialogue.cli import main; main()", *words]


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    return subprocess.run(called(*words), env=environment(folder), capture_output=True, text=True, timeout=90)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The data directory and the output of a small workshop that was held."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "described.json").write_text(json.dumps(DESCRIBED))
    result = run(folder, "demo", "--from", str(folder / "described.json"), "--pace", "0.1")
    assert result.returncode == 0, result.stdout + result.stderr
    return folder, result.stdout


def test_a_workshop_is_held_by_as_many_people_as_the_file_says(held):
    _, output = held
    assert re.search(r"^People: +6$", output, re.MULTILINE)
    assert re.search(r"^Notes: +7 of 7, 1 build on another$", output, re.MULTILINE)
    assert re.search(r"^Delivered: +p50 [\d.]+ ms, p99 [\d.]+ ms", output, re.MULTILINE)


def test_replay_gives_the_numbers_that_were_sent(held):
    folder, output = held
    code = re.search(r"^Code: +(\w+)$", output, re.MULTILINE)
    shown = json.loads(run(folder, "replay", code[1] if code else "", "--json").stdout)
    counts = shown["counts"]
    assert (counts["people"], counts["notes"], counts["built_on"]) == (6, 7, 1)
    assert shown["state"] == "closed"
    assert str(counts["votes"]) in (re.search(r"^Votes: +(\d+) dots", output, re.MULTILINE) or [""])[1]


def test_the_minutes_hold_each_note_once_under_its_question(held):
    [path] = (held[0] / "var" / "minutes").glob("*.md")
    text = path.read_text()
    found = placed(text, [question["question"] for question in DESCRIBED["questions"]])
    under = {(question, words) for _, question, _, words in found}
    assert len(found) == 7
    assert (0, "ماء النهر مالح في الصيف") in under
    assert (0, "1\\. Ask those who dug the wells") in under
    assert (1, "Everybody pays | nobody is asked") in under
    numbers = [row[0] for row in rows_of_notes(text)]
    assert sorted(numbers) == sorted(each[0] for each in found)
    assert "### What did we forget?\n\nNobody wrote under this question.\n" in text


def test_a_server_that_was_started_for_it_is_stopped_again(held):
    base = (re.search(r"at (http://\S+)$", held[1], re.MULTILINE) or ["", ""])[1]
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(base.rsplit(":", 1)[1]))) != 0


def test_a_note_that_does_not_fit_is_refused_before_anything_is_made(tmp_path):
    wrong = {"title": "T", "participants": 1, "questions": [{"question": "Q", "notes": ["x" * 281]}]}
    (tmp_path / "described.json").write_text(json.dumps(wrong))
    result = run(tmp_path, "demo", "--from", str(tmp_path / "described.json"))
    assert result.returncode == 1
    assert "`$.questions[0].notes[0]`" in result.stderr
    assert "no workshop yet" in run(tmp_path, "workshop", "list").stdout


def test_load_prints_how_long_notes_took_to_reach_everybody(tmp_path):
    result = run(tmp_path, "load", "--participants", "5", "--rate", "10", "--seconds", "1")
    assert result.returncode == 0, result.stderr
    shown = json.loads(result.stdout)
    assert (shown["participants"], shown["notes"], shown["delivered_to_all"]) == (5, 10, 10)
    assert 0 < shown["delivered_to_all_ms"]["p50"] <= shown["delivered_to_all_ms"]["p99"]
    assert shown["equal"]
    assert shown["own_cpu_seconds"] > 0
    assert shown["server_cpu_seconds"] is not None


# ---- The script


def test_everybody_writes_before_anybody_writes_twice():
    notes = [f"Thought number {n}" for n in range(20)]
    described = {"title": "T", "participants": 10, "questions": [{"question": "Q", "notes": notes}]}
    writers = [part.person for part in script_of(described).parts]
    assert sorted(writers[:10]) == sorted(writers[10:]) == list(range(10))


def test_a_note_that_begins_small_goes_on_from_the_one_before():
    parts = script_of(DESCRIBED).parts
    assert [part.on for part in parts] == [None, None, 1, None, None, None, None]
    assert parts[2].person == parts[1].person
    assert parts[2].cluster == parts[1].cluster


def test_no_cluster_is_called_like_a_note():
    notes = ["Water", "Water is scarce", "No water in May", "Good water costs", "Trees"]
    described = {"title": "T", "participants": 2, "questions": [{"question": "Q", "notes": notes}]}
    assert {part.cluster for part in script_of(described).parts} == {LEFTOVERS}


def test_a_file_that_describes_no_workshop_is_refused_with_the_path():
    with pytest.raises(Refused) as refused:
        script_of({"title": "T", "participants": "many", "questions": []})
    assert "$.participants" in str(refused.value)


def test_the_run_sheet_has_every_activity_there_is():
    from dialogue.activities import BY_NAME

    assert {stage["activity"] for stage in workshop_file(script_of(DESCRIBED)).stages} == set(BY_NAME)


def test_percentiles_are_values_that_occurred():
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile(range(1, 101), 99) == 99
    assert percentile([], 99) == 0.0


# ---- A server that dies


class Server:
    """A server in a process of its own that can be killed without notice and started again."""

    def __init__(self, folder: Path) -> None:
        self.env = environment(folder)
        self.base = f"http://127.0.0.1:{self.env['DIALOGUE_PORT']}"
        self.process = self.started()

    def started(self) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            [sys.executable, "wsgi.py"], cwd=ROOT, env=self.env, stdout=quiet, stderr=quiet
        )
        while not answers(self.base):
            assert process.poll() is None, "The server did not start."
            time.sleep(0.05)
        return process

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def test_a_server_killed_while_people_write_loses_and_doubles_nothing(tmp_path):  # L3, L5, V7
    (tmp_path / "described.json").write_text(json.dumps(DESCRIBED))
    server = Server(tmp_path)
    bench = Workbench(server.env)
    words = ["demo", "--from", str(tmp_path / "described.json"), "--pace", "0.5"]
    with subprocess.Popen(called(*words), env=server.env, stdout=subprocess.PIPE, text=True) as demo:
        try:
            while not 2 <= notes_in(bench) < 7:
                assert demo.poll() is None, "The demo was over before the server could be killed."
                time.sleep(0.02)
            server.kill()
            kept = notes_in(bench)
            server.process = server.started()
            output, _ = demo.communicate(timeout=60)
        finally:
            server.kill()
            bench.close()
    assert demo.returncode == 0, output
    assert kept < 7
    assert re.search(r"^Notes: +7 of 7", output, re.MULTILINE)
    assert re.search(r"^Lost lines: +[1-9]", output, re.MULTILINE)


def notes_in(bench: Workbench) -> int:
    """How many notes are on the disk."""
    listed = bench.register.all()
    return minutes_of(bench.source(listed[0].code).state).numbers.notes if listed else 0
