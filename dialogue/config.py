"""Every setting, its default and what it is for. All come from the environment."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from dialogue import folders
from dialogue.folders import LiesOpen
from dialogue.outside import MailSettings, OidcSettings, Unclear, mail_of, oidc_of

T = TypeVar("T")

ASYNC_MODES = ("eventlet", "gevent", "threading")
SWITCHES = ("0", "1")
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("debug", "info", "warning", "error")
SHORTEST_TOKEN = 16
SHORTEST_KEY = 16
SHORTEST_KEY_FOR_ALL = 32
"""Where the server is reached over https, it is for everybody, and guessing is worth more."""

FEWEST_SIGNS = 8
"""Different ones in a key. Sixteen that somebody drew have a dozen."""

SAID_OFTEN = (
    *("changeme", "changethis", "replaceme", "replacethis", "yoursecret", "yourkey", "secretkey", "mysecret"),
    *("supersecret", "password", "passphrase", "placeholder", "insecure", "example", "letmein", "qwerty"),
    *("keyboardcat", "correcthorse", "default"),
)
"""What stands in examples, and in the first lists that are tried. Only letters and digits count."""

AT_HOME = (".local", ".localhost", ".lan", ".internal", ".home.arpa", ".test", ".invalid")
MOST_PROXIES = 9
LONGEST_OPERATOR = 300


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
    operator: str
    log_format: str
    log_level: str

    proxies: int
    is_development: bool
    warnings: tuple[str, ...]
    """What does not stop the start, and should be known."""
    mail: MailSettings | None
    oidc: OidcSettings | None

    @property
    def database_kind(self) -> str:
        return "sqlite" if self.database_url.startswith("sqlite") else "postgresql"

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

    Makes the data directory and, on the first run, the secret key in it; both are for this account only.
    """
    given_dir = environ.get("DIALOGUE_DATA_DIR") or ""
    data_dir = Path(given_dir or "var").absolute()
    host = environ.get("DIALOGUE_HOST") or "0.0.0.0"
    port = port_of(environ.get("DIALOGUE_PORT") or environ.get("PORT") or "8000")
    made(data_dir)
    database_url = database_url_of(environ.get("DIALOGUE_DATABASE_URL") or "", data_dir)
    mended = private(data_dir, database_url, is_default=not given_dir)
    base_url = base_url_of(environ.get("DIALOGUE_BASE_URL") or f"http://localhost:{port}")
    is_for_all = base_url.startswith("https:")
    mail = clear(mail_of, environ)
    ensure_named(bool(environ.get("DIALOGUE_BASE_URL")), mail)
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        redis_url=redis_url_of(environ.get("DIALOGUE_REDIS_URL") or "", database_url),
        secret_key=secret_key_of(environ.get("DIALOGUE_SECRET_KEY") or "", data_dir, is_for_all),
        host=host,
        port=port,
        async_mode=one_of(ASYNC_MODES, "DIALOGUE_ASYNC_MODE", environ),
        base_url=base_url,
        has_base_url=bool(environ.get("DIALOGUE_BASE_URL")),
        metrics_token=metrics_token_of(environ.get("DIALOGUE_METRICS_TOKEN") or ""),
        operator=operator_of(environ.get("DIALOGUE_OPERATOR") or ""),
        log_format=one_of(LOG_FORMATS, "DIALOGUE_LOG_FORMAT", environ),
        log_level=one_of(LOG_LEVELS, "DIALOGUE_LOG_LEVEL", environ, "info"),
        proxies=proxies_of(environ.get("DIALOGUE_PROXIES") or "0"),
        is_development=one_of(SWITCHES, "DIALOGUE_DEVELOPMENT", environ) == "1",
        warnings=(*mended, *read_on_the_way(base_url)),
        mail=mail,
        oidc=clear(oidc_of, environ),
    )


def clear(read: Callable[[Mapping[str, str]], T], environ: Mapping[str, str]) -> T:
    """What is said of another server. Raises BadSetting where half of it is missing."""
    try:
        return read(environ)
    except Unclear as unclear:
        raise BadSetting(str(unclear)) from None


def ensure_named(has_base_url: bool, mail: MailSettings | None) -> None:
    """Links in mails begin with the name of this server. A request could say another one, and somebody else
    would get the key that is in the link.
    """
    if mail and not has_base_url:
        raise BadSetting("DIALOGUE_SMTP_URL needs DIALOGUE_BASE_URL beside it: links in mails begin with it.")


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
        return f"sqlite:///{data_dir / folders.DATABASE}"
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
    if text and is_guessed(text):
        raise BadSetting("DIALOGUE_METRICS_TOKEN is one that others would try. Give random signs.")
    return text


def operator_of(text: str) -> str:
    """Who runs this server and how to reach them, as people read it before they join."""
    if len(text) > LONGEST_OPERATOR or not text.isprintable():
        raise BadSetting(f"DIALOGUE_OPERATOR takes one line of at most {LONGEST_OPERATOR} characters.")
    return text.strip()


def secret_key_of(text: str, data_dir: Path, is_for_all: bool) -> str:
    """What signs cookies and links: the one that is given, or the one that is kept."""
    kept = data_dir / folders.KEY
    return (
        strong(text, "DIALOGUE_SECRET_KEY", is_for_all)
        if text
        else strong(kept_secret(kept), kept, is_for_all)
    )


def strong(key: str, where: object, is_for_all: bool) -> str:
    """The same key. Raises BadSetting where somebody could find it by trying."""
    least = SHORTEST_KEY_FOR_ALL if is_for_all else SHORTEST_KEY
    if len(key) < least:
        raise BadSetting(f"{where} takes {least} or more letters, digits and signs.")
    if is_guessed(key):
        raise BadSetting(f"{where} is one that others would try. Leave it out, and a random one is made.")
    return key


def is_guessed(text: str) -> bool:
    """Is it one of those that stand in examples, that repeat themselves, or that stand in a row?"""
    plain = re.sub(r"[^a-z0-9]", "", text.lower())
    if any(said in plain for said in SAID_OFTEN) or len(set(text)) < FEWEST_SIGNS:
        return True
    steps = Counter(ord(after) - ord(before) for before, after in pairwise(plain))
    in_a_row = max(steps[1], steps[-1]) > len(plain) / 2
    return in_a_row or any(text.startswith(text[n:]) for n in range(1, len(text) // 2 + 1))


def private(data_dir: Path, database_url: str, is_default: bool) -> list[str]:
    """What was done so that nobody else on this machine reads what is kept here."""
    file = re.match(r"sqlite(?:\+\w+)?:///([^?]+)", database_url)
    try:
        return folders.closed(data_dir, Path(file[1]) if file else None, is_default)
    except LiesOpen as open_to_all:
        raise BadSetting(str(open_to_all)) from None


def read_on_the_way(base_url: str) -> list[str]:
    """A warning where what people write passes strangers as it is."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme == "https" or is_at_home(host):
        return []
    return [
        f"people reach {host} over http, so others on the way can read and change everything; "
        "docs/deploy.md says how https is put before it"
    ]


def is_at_home(host: str) -> bool:
    """Is it a name or an address of this machine, or of a network of its own?"""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(AT_HOME)


def made(directory: Path) -> None:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
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
