"""Settings: a bad value stops the start with one clear line, and the key is never an empty one."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dialogue.config import BadSetting, read_settings
from tests.server import ROOT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("PORT", "²"),
        ("ASYNC_MODE", "asyncio"),
        ("BASE_URL", "dialogue.example.org"),
        ("BASE_URL", "https://dialogue.example.org/workshops"),
        ("BASE_URL", "http://["),
        ("HOST", "no.such.name.invalid"),
        ("HOST", "192.0.2.7"),
        ("SECRET_KEY", "secret"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlitefoo://x"),
        ("DATABASE_URL", "postgresql://:secret@["),
        ("DATABASE_URL", "sqlite:////proc/nowhere/x.sqlite3"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://localhost:6379/0"),
        ("PROXIES", "-1"),
        ("PROXIES", "nginx"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "all"),
        ("METRICS_TOKEN", "secret"),
        ("METRICS_TOKEN", "a secret with spaces"),
    ],
)
def test_a_bad_value_stops_the_start_with_one_line(tmp_path: Path, name: str, value: str) -> None:
    environ = os.environ | {"DIALOGUE_DATA_DIR": str(tmp_path), f"DIALOGUE_{name}": value}
    started = subprocess.run(
        [sys.executable, "wsgi.py"], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
    )
    assert started.returncode == 1
    [line] = started.stderr.splitlines()
    assert line.startswith("Dialogue cannot start.")
    assert "secret" not in line


def test_the_key_is_made_once_and_for_this_account_only(tmp_path: Path) -> None:
    environ = {"DIALOGUE_DATA_DIR": str(tmp_path)}
    key = read_settings(environ).secret_key
    assert len(key) == 64
    assert read_settings(environ).secret_key == key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_an_empty_key_signs_nothing(tmp_path: Path) -> None:
    """A disk that was full at the first start leaves one behind."""
    (tmp_path / "secret.key").touch()
    with pytest.raises(BadSetting, match=r"secret\.key is empty"):
        read_settings({"DIALOGUE_DATA_DIR": str(tmp_path)})
