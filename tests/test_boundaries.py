"""Who may know whom: the dependency rule, kept by reading the code."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue.activities import ACTIVITIES

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "dialogue").rglob("*.py"))

# What each part may import besides the standard library: packages, and other parts.
CORE = {"msgspec", "dialogue.kernel", "dialogue.workshop", "dialogue.activities"}
STORE = CORE | {"sqlalchemy", "alembic", "dialogue.database", "dialogue.log", "dialogue.config"}
STORE |= {"dialogue.people", "dialogue.sight", "dialogue.live", "dialogue.workshop_file"}
STORE |= {"dialogue.blur", "dialogue.commits", "dialogue.metrics", "dialogue.logs"}
STORE |= {"dialogue.asking", "dialogue.answers", "dialogue.views", "dialogue.chain", "dialogue.keeping"}
SOCKETS = {"engineio", "socketio", "flask_socketio"}
EDGE = {"msgspec", "flask", "dialogue.edge", "dialogue.seats", "dialogue.register", "dialogue.presence"}
EDGE |= {"dialogue.live", "dialogue.kernel", "dialogue.database", "dialogue.neighbours", "dialogue.fanout"}
EDGE |= {"dialogue.lines", "dialogue.stopping", "dialogue.metrics", "dialogue.logs", "dialogue.limits"}
EDGE |= {"dialogue.guesses"}
MAY_IMPORT = {
    "dialogue.kernel": {"msgspec"},
    "dialogue.workshop": CORE - {"dialogue.activities"},
    "dialogue.activities": CORE,
    "dialogue.chain": set(),
    "dialogue.commits": {"sqlalchemy"},
    "dialogue.database": STORE,
    "dialogue.log": STORE,
    "dialogue.people": STORE,
    "dialogue.register": STORE | {"dialogue.holders", "dialogue.search"},
    "dialogue.holders": {"dialogue.database", "dialogue.kernel", "sqlalchemy"},
    "dialogue.accounts": {
        "argon2",
        "dialogue.database",
        "dialogue.holders",
        "dialogue.kernel",
        "pyotp",
        "sqlalchemy",
    },
    "dialogue.keeping": {"msgspec"},
    "dialogue.search": STORE - {"alembic"},
    "dialogue.packing": {"msgspec"},
    "dialogue.sight": CORE | {"dialogue.packing"},
    "dialogue.metrics": {"prometheus_client"},
    "dialogue.logs": {"msgspec", "structlog"},
    "dialogue.neighbours": {"msgspec", "redis", "dialogue.config", "dialogue.logs"},
    "dialogue.views": CORE | {"dialogue.sight"},
    "dialogue.answers": STORE - {"alembic"},
    "dialogue.live": STORE - {"alembic"},
    "dialogue.backup": {"sqlalchemy"},
    # What people bring along is read by what knows files, and then goes the way of every command.
    "dialogue.outlines": CORE | {"defusedxml", "dialogue.exports", "dialogue.live", "dialogue.zips"},
    "dialogue.zips": set(),
    "dialogue.mentions": CORE | {"sqlalchemy", "dialogue.database", "dialogue.live"},
    # What reaches people knows nothing of where it is kept, and what is kept nothing of who is reached.
    "dialogue.frames": {"engineio"},
    "dialogue.lines": {"engineio", "dialogue.frames", "dialogue.metrics", "dialogue.logs"},
    "dialogue.fanout": SOCKETS | {"dialogue.frames", "dialogue.lines", "dialogue.metrics"},
    "dialogue.websockets": {"dialogue.sockets", "engineio", "werkzeug"},
    "dialogue.entrance": {"dialogue.logs", "dialogue.no_room"},
    "dialogue.folders": set(),
    "dialogue.headers": set(),
    "dialogue.limits": {"flask"},
    "dialogue.origins": {"flask", "dialogue.kernel"},
    "dialogue.no_room": {"babel", "dialogue.kernel", "dialogue.languages", "werkzeug"},
    # The edges hold no rules: they know live workshops, and no activity but the names of commands.
    "dialogue.seats": {
        "dialogue.App",
        "dialogue.accounts",
        "dialogue.holders",
        "dialogue.kernel",
        "dialogue.live",
        "dialogue.workshop",
        "flask",
    },
    "dialogue.stopping": {"dialogue.App", "dialogue.kernel", "dialogue.lines", "dialogue.logs"},
    "dialogue.edge": EDGE | {"dialogue.activities", "dialogue.languages", "dialogue.workshop", "flask_babel"},
    "dialogue.presence": EDGE | SOCKETS,
    "dialogue.doorman": SOCKETS | {"dialogue.limits", "dialogue.lines", "dialogue.logs"},
    "dialogue.lasting": {"dialogue.database", "dialogue.logs"},
    "dialogue.sockets": EDGE | SOCKETS | {"dialogue.doorman", "dialogue.lasting"},
}

SHARED = {"check_in": "questions", "evaluation": "questions"}


def part_of(name: str) -> str:
    """`dialogue.workshop` of `dialogue.workshop.stages`, and `flask` of `flask.typing`."""
    return ".".join(name.split(".")[: 2 if name.startswith("dialogue.") else 1])


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively."
            whole = node.module == "dialogue"
            yield from (f"dialogue.{alias.name}" if whole else str(node.module) for alias in node.names)


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def files_but(*names: str) -> list[Path]:
    return [file for file in FILES if file.relative_to(ROOT / "dialogue").as_posix() not in names]


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_knows_only_what_it_may(part: str) -> None:
    files = [file for file in FILES if part_of(name_of(file)) == part]
    assert files
    for file in files:
        known = {part_of(name) for name in imports(file)} - sys.stdlib_module_names - {part}
        assert known <= MAY_IMPORT[part], file


def test_only_the_front_door_names_a_server() -> None:
    assert "eventlet" in (ROOT / "wsgi.py").read_text()
    for file in files_but("config.py"):
        assert not re.search("eventlet|gevent", file.read_text()), file


def test_only_the_log_writes_entries() -> None:
    """And what brings the tables of an older version up to date."""
    writing = re.compile(
        r"entries\.(insert|update|delete)|(insert|update|delete)\(entries|(INTO|DELETE FROM) entries"
    )
    assert writing.search((ROOT / "dialogue" / "log.py").read_text())
    for file in files_but("log.py"):
        assert file.parent.name == "versions" or not writing.search(file.read_text()), file


@pytest.mark.parametrize("name", [module.NAME for module in ACTIVITIES])
def test_an_activity_has_one_name_in_four_places(name: str) -> None:
    shared = SHARED.get(name, name)
    code = ROOT / "dialogue" / "activities"
    assert (code / f"{name}.py").exists() or (code / name / "__init__.py").exists()
    assert (ROOT / "static" / "activities" / f"{shared}.js").exists()
    assert (ROOT / "templates" / "activities" / f"{name}.html").exists()
    assert (ROOT / "tests" / "activities" / f"test_{shared}.py").exists()
