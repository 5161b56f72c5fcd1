"""The protocol page says what the code says."""

import re
from pathlib import Path
from random import Random

import click
import pytest

from dialogue import create_app
from dialogue.activities import ACTIVITIES, COMMANDS
from dialogue.cli import main
from dialogue.config import read_settings
from dialogue.kernel import Audience
from dialogue.reference import PAGE, refusals_of, written
from dialogue.workshop import Stage
from tests.test_properties import ask_away, begun

TEXT = PAGE.read_text()


def test_the_tables_are_those_of_the_code() -> None:
    assert written(TEXT) == TEXT, "Run `make docs` and commit docs/protocol.md with your change."


def test_refusals_are_found_wherever_they_are_said() -> None:
    """In `decide` itself, in what it calls, in a State, and in the activity of a stage."""
    reasons = {name: {reason for reason, _ in refusals_of(kind)} for name, kind in COMMANDS.items()}
    assert "speaking" in reasons["hand.raise"]
    assert {"time-over", "too-long", "not-found"} <= reasons["note.add"]
    assert {"wrong-setting", "wrong-choices"} <= reasons["stage.add"]
    assert "still-parked" in reasons["workshop.close"]
    assert "frozen" not in reasons["note.add"]


@pytest.mark.parametrize("kind", [module.NAME for module in ACTIVITIES])
def test_every_field_that_is_shown_is_in_the_table_of_records(kind: str) -> None:
    table = begun(kind)
    ask_away(table, Random(kind), kind)
    for audience in Audience:
        for key, shown in table.sees(audience).records.items():
            assert_told(table, key, set(shown))
    for person in (2, 3, 4, 5):
        for key, shown in table.own(person).records.items():
            assert_told(table, key, set(shown))


def assert_told(table, key: str, fields: set[str]) -> None:
    kind, seq = key.split("/")
    [row] = re.findall(rf"^\| `{kind}/[N1]` .*$", TEXT, re.MULTILINE)
    stage = table.state.get(Stage, int(seq)) if kind == "stage" else None
    if stage:
        row += "".join(re.findall(rf"^\| · .*{stage.activity}.*$", TEXT, re.MULTILINE))
    missing = {field for field in fields if f"`{field}`" not in row}
    assert not missing, f"docs/protocol.md does not name these fields of {kind}: {missing}"


def test_every_route_is_named(tmp_path: Path) -> None:
    app = create_app(read_settings({"DIALOGUE_DATA_DIR": str(tmp_path), "DIALOGUE_ASYNC_MODE": "threading"}))
    for rule in app.url_map.iter_rules():
        methods = {"GET", "POST"} & (rule.methods or set())
        assert rule.endpoint == "static" or any(
            re.search(rf"`{method} {re.escape(rule.rule)}`", TEXT) for method in methods
        ), rule.rule


def test_every_command_of_the_command_line_is_named() -> None:
    def named(command: click.Command, path: str) -> None:
        if isinstance(command, click.Group):
            for name, each in command.commands.items():
                named(each, f"{path} {name}")
        else:
            assert f"`{path}" in TEXT, path

    named(main, "dialogue")


def test_every_setting_of_the_environment_is_named() -> None:
    config = (PAGE.parent.parent / "dialogue" / "config.py").read_text()
    names = set(re.findall(r"DIALOGUE_[A-Z_]+[A-Z]", config))
    assert len(names) > 5
    for name in names:
        assert f"`{name}`" in TEXT, name
