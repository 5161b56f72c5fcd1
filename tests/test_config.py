"""Settings: a bad value stops the start with one clear line, and the key is never an empty one."""

from __future__ import annotations

import os
import secrets
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dialogue.config import BadSetting, is_guessed, read_settings
from tests.server import ROOT, Server
from tests.services import IS_POSTGRESQL


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
        ("SECRET_KEY", "a-secret-changeme-a-secret-changeme"),
        ("METRICS_TOKEN", "secret"),
        ("METRICS_TOKEN", "a secret with spaces"),
        ("OPERATOR", "Water Board\nCall 1"),
        ("OPERATOR", "x" * 301),
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


# ---- Keys that others would try


GUESSED = [
    "changemechangeme",
    "change-me-change-me-change-me-please",
    "please_change_this_before_use_0123",
    "your-secret-key-here-your-secret-key",
    "django-insecure-9f8a7b6c5d4e3f2a1b0c",
    "supersecretsupersecret",
    "password1234567890password1234567890",
    "0123456789abcdef",
    "abcdefghijklmnopqrstuvwxyz012345",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "0000000000000000000000000000000000",
    "1234567890123456789012345678901234567890",
    "Kq7!Kq7!Kq7!Kq7!Kq7!Kq7!Kq7!Kq7!",
    "x7Hq2PmZ9x7Hq2PmZ9x7Hq2PmZ9x7Hq2PmZ9",
]


@pytest.mark.parametrize("key", GUESSED)
@pytest.mark.parametrize("name", ["SECRET_KEY", "METRICS_TOKEN"])
def test_a_key_that_others_would_try_stops_the_start(tmp_path: Path, key: str, name: str) -> None:
    with pytest.raises(BadSetting, match="others would try") as stopped:
        read_settings({"DIALOGUE_DATA_DIR": str(tmp_path), f"DIALOGUE_{name}": key})
    assert key not in str(stopped.value)


def test_a_key_that_was_drawn_is_taken(tmp_path: Path) -> None:
    for draw in (secrets.token_hex, secrets.token_urlsafe):
        for _ in range(200):
            key = draw(24)
            assert not is_guessed(key)
    sentence = "eleven herons wade through our quiet river"
    settings = read_settings({"DIALOGUE_DATA_DIR": str(tmp_path), "DIALOGUE_SECRET_KEY": sentence})
    assert settings.secret_key == sentence


def test_a_server_for_everybody_has_a_long_key(tmp_path: Path) -> None:
    environ = {"DIALOGUE_DATA_DIR": str(tmp_path), "DIALOGUE_SECRET_KEY": "mQ4!zX9_bT2+vL7-"}
    assert read_settings(environ).secret_key
    with pytest.raises(BadSetting, match="takes 32 or more"):
        read_settings(environ | {"DIALOGUE_BASE_URL": "https://dialogue.example.org"})


def test_a_key_that_somebody_wrote_into_the_file_is_looked_at_too(tmp_path: Path) -> None:
    key = tmp_path / "secret.key"
    key.write_text("changemechangemechangeme")
    key.chmod(0o600)
    with pytest.raises(BadSetting, match=r"secret\.key is one that others would try"):
        read_settings({"DIALOGUE_DATA_DIR": str(tmp_path)})


# ---- Who else on the machine can read what is kept


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that everybody on this machine can go into, as far as the server can tell."""
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    through = os.stat_result((stat.S_IFDIR | 0o755, *[0] * 9))

    look = Path.stat

    def looked_at(path: Path, **how: bool) -> os.stat_result:
        return through if path in folder.parents else look(path, **how)

    monkeypatch.setattr(Path, "stat", looked_at)
    return folder


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def kept_open(folder: Path) -> list[Path]:
    """What an earlier version left there, for everybody to read."""
    files = [folder / name for name in ("dialogue.sqlite3", "dialogue.sqlite3-wal", "secret.key")]
    for file in files:
        file.write_text(secrets.token_hex(32))
        file.chmod(0o644)
    return files


def test_what_is_made_at_the_first_start_is_for_this_account_only(shared: Path) -> None:
    home = shared / "data"
    assert read_settings({"DIALOGUE_DATA_DIR": str(home)}).warnings == ()
    assert mode_of(home) == 0o700
    assert mode_of(home / "secret.key") == 0o600


def test_an_empty_folder_of_ours_is_closed(shared: Path) -> None:
    """Such as a volume that was made for the server."""
    read_settings({"DIALOGUE_DATA_DIR": str(shared)})
    assert mode_of(shared) == 0o700


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606, 0o660])
def test_a_database_that_others_can_open_stops_the_start(shared: Path, mode: int) -> None:
    kept_open(shared)[0].chmod(mode)
    environ = {"DIALOGUE_DATA_DIR": str(shared), "DIALOGUE_SECRET_KEY": "mQ4!zX9_bT2+vL7-"}
    with pytest.raises(BadSetting, match=f"Run: chmod 700 {shared}$"):
        read_settings(environ)
    shared.chmod(0o700)
    assert read_settings(environ), "Nobody gets as far as the file."


def test_a_database_elsewhere_is_looked_at_too(shared: Path, tmp_path: Path) -> None:
    elsewhere = shared / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    database = kept_open(elsewhere)[0]
    environ = {"DIALOGUE_DATA_DIR": str(shared / "data"), "DIALOGUE_DATABASE_URL": f"sqlite:///{database}"}
    for path in (database, database.with_name(f"{database.name}-wal")):
        with pytest.raises(BadSetting, match=f"Run: chmod 600 {path}$"):
            read_settings(environ)
        path.chmod(0o600)
    assert read_settings(environ)


def test_what_an_earlier_version_left_open_in_var_is_closed_and_said(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make run` goes on for whoever has a ./var already."""
    monkeypatch.chdir(shared)
    var = shared / "var"
    var.mkdir(mode=0o755)
    files = kept_open(var)
    settings = read_settings({})
    assert {mode_of(file) for file in files} == {0o600} and mode_of(var) == 0o700
    assert len(settings.warnings) == 4
    assert all("now they cannot" in warning for warning in settings.warnings)
    assert read_settings({}).warnings == ()


def test_the_server_itself_leaves_nothing_open(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Server(home) as server, server.workshop({"title": "Partnerships", "stages": []}):
        made = [path for path in home.rglob("*") if path.is_file()]
        assert {path.name for path in made} >= {"dialogue.sqlite3", "dialogue.sqlite3-wal"} or IS_POSTGRESQL
        assert {mode_of(path) & 0o077 for path in [home, *made]} == {0}


@pytest.mark.parametrize(
    ("url", "is_seen"),
    [
        ("http://dialogue.example.org", True),
        ("http://203.0.113.5:8000", False),
        ("http://8.8.8.8", True),
        ("https://dialogue.example.org", False),
        ("http://localhost:8000", False),
        ("http://192.168.1.20:8000", False),
        ("http://[::1]:8000", False),
        ("http://meeting-room:8000", False),
        ("http://dialogue.local", False),
    ],
)
def test_plain_http_to_the_world_is_said(tmp_path: Path, url: str, is_seen: bool) -> None:
    warnings = read_settings({"DIALOGUE_DATA_DIR": str(tmp_path), "DIALOGUE_BASE_URL": url}).warnings
    assert bool(warnings) == is_seen
    assert all("over http" in warning for warning in warnings)
