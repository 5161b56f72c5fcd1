"""Every setting, its default and what it is for. All come from the environment."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ASYNC_MODES = ("eventlet", "gevent", "threading")
SWITCHES = ("0", "1")
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("debug", "info", "warning", "error")
SHORTEST_TOKEN = 16
SHORTEST_KEY = 16
MOST_PROXIES = 9


class BadSetting(Exception):
    """A setting that stops the start, in one clear line."""


@dataclass(frozen=True)
class Settings:
    """What `DIALOGUE_...` says, checked."""

    data_dir: Path
    database_url: str
    redis_url: str
    secret_key: str
    host: str
    port: int
    async_mode: str
    base_url: str
    has_base_url: bool
    metrics_token: str
    log_format: str
    log_level: str

    @property
    def database_kind(self) -> str:
        return "sqlite" if self.database_url.startswith("sqlite") else "postgresql"

    proxies: int
    is_development: bool

    @property
    def is_https(self) -> bool:
        """Do people reach this server over https?"""
        return self.base_url.startswith("https:")

    def for_child(self) -> dict[str, str]:
        """What a process beside this one has to know, as variables: who else is on the machine can read
        the words of a command line, and not these.
        """
        return {
            "DIALOGUE_DATA_DIR": str(self.data_dir),
            "DIALOGUE_DATABASE_URL": self.database_url,
            "DIALOGUE_SECRET_KEY": self.secret_key,
            "DIALOGUE_BASE_URL": self.base_url if self.has_base_url else "",
            "DIALOGUE_LOG_FORMAT": self.log_format,
            "DIALOGUE_LOG_LEVEL": self.log_level,
        }


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from the environment. Raises BadSetting naming the variable and what it takes.

    Makes the data directory and, on the first run, the secret key in it.
    """
    data_dir = Path(environ.get("DIALOGUE_DATA_DIR") or "var").absolute()
    host = environ.get("DIALOGUE_HOST") or "0.0.0.0"
    port = port_of(environ.get("DIALOGUE_PORT") or environ.get("PORT") or "8000")
    made(data_dir)
    database_url = database_url_of(environ.get("DIALOGUE_DATABASE_URL") or "", data_dir)
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        redis_url=redis_url_of(environ.get("DIALOGUE_REDIS_URL") or "", database_url),
        secret_key=secret_key_of(environ.get("DIALOGUE_SECRET_KEY") or "", data_dir),
        host=host,
        port=port,
        async_mode=one_of(ASYNC_MODES, "DIALOGUE_ASYNC_MODE", environ),
        base_url=base_url_of(environ.get("DIALOGUE_BASE_URL") or f"http://localhost:{port}"),
        has_base_url=bool(environ.get("DIALOGUE_BASE_URL")),
        metrics_token=metrics_token_of(environ.get("DIALOGUE_METRICS_TOKEN") or ""),
        log_format=one_of(LOG_FORMATS, "DIALOGUE_LOG_FORMAT", environ),
        log_level=one_of(LOG_LEVELS, "DIALOGUE_LOG_LEVEL", environ, "info"),
        proxies=proxies_of(environ.get("DIALOGUE_PROXIES") or "0"),
        is_development=one_of(SWITCHES, "DIALOGUE_DEVELOPMENT", environ) == "1",
    )


def one_of(choices: tuple[str, ...], name: str, environ: Mapping[str, str], default: str = "") -> str:
    """A setting that is one of a few words; without another default it is the first."""
    value = environ.get(name) or default or choices[0]
    if value not in choices:
        raise BadSetting(f"{name} is {value!r}. It can be {', '.join(choices)}.")
    return value


def port_of(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise BadSetting(f"DIALOGUE_PORT is {text!r}. It takes a number from 1 to 65535.")
    return int(text)


def proxies_of(text: str) -> int:
    """How many proxies a request passes whose word is taken for where it comes from."""
    if not text.isdecimal() or int(text) > MOST_PROXIES:
        raise BadSetting(f"DIALOGUE_PROXIES is {text!r}. It takes a number from 0 to {MOST_PROXIES}.")
    return int(text)


def base_url_of(text: str) -> str:
    """How links begin. There is no path in it: pages and sockets are at the root of their server."""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    rest = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or not parts.netloc or rest:
        raise BadSetting(
            f"DIALOGUE_BASE_URL is {text!r}. "
            "It takes an address like https://dialogue.example.org, without a path."
        )
    return text.rstrip("/")


def database_url_of(text: str, data_dir: Path) -> str:
    """The address of the database. Plain `postgresql:` gets the driver that is installed with us."""
    if not text:
        return f"sqlite:///{data_dir / 'dialogue.sqlite3'}"
    scheme, colon, rest = text.partition(":")
    if not colon or not scheme.startswith(("sqlite", "postgres")):
        raise BadSetting("DIALOGUE_DATABASE_URL takes an address that begins with sqlite: or postgresql:.")
    if scheme in {"postgres", "postgresql"}:
        scheme = "postgresql+psycopg2"
    return f"{scheme}:{rest}"


def redis_url_of(text: str, database_url: str) -> str:
    """Where several processes hear of each other. They cannot share a file."""
    if text and not text.startswith(("redis://", "rediss://", "unix://")):
        raise BadSetting("DIALOGUE_REDIS_URL takes an address like redis://localhost:6379/0.")
    if text and database_url.startswith("sqlite"):
        raise BadSetting("DIALOGUE_REDIS_URL needs PostgreSQL beside it, in DIALOGUE_DATABASE_URL.")
    return text


def metrics_token_of(text: str) -> str:
    """It goes into a header, and is worth nothing where it can be guessed."""
    if text and (len(text) < SHORTEST_TOKEN or not re.fullmatch(r"[!-~]+", text)):
        raise BadSetting(f"DIALOGUE_METRICS_TOKEN takes {SHORTEST_TOKEN} or more letters, digits and signs.")
    return text


def secret_key_of(text: str, data_dir: Path) -> str:
    """What signs cookies and links: the one that is given, or the one that is kept."""
    if text and len(text) < SHORTEST_KEY:
        raise BadSetting(f"DIALOGUE_SECRET_KEY takes {SHORTEST_KEY} or more letters, digits and signs.")
    return text or kept_secret(data_dir / "secret.key")


def made(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"DIALOGUE_DATA_DIR {directory} cannot be made: {error.strerror}.") from None


def kept_secret(path: Path) -> str:
    """The key that signs cookies and links, made once and readable by this account only.

    An empty one would let everybody sign, so it stops the start.
    """
    try:
        if not path.exists():
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(secrets.token_hex(32))
        key = path.read_text().strip()
    except OSError as error:
        raise BadSetting(f"{path} cannot be used: {error.strerror}.") from None
    if not key:
        raise BadSetting(f"{path} is empty. Remove it, and another key is made; or bring the old one back.")
    return key
