"""PostgreSQL, Redis and nginx of our own: on loopback, on free ports, gone when the tests end.

`TEST_DATABASE=postgresql` has every test keep its workshops in PostgreSQL instead of SQLite; where
they are kept is said here, and nowhere else.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Self

import psycopg2
import pytest
import redis
import sqlalchemy

from dialogue.config import database_url_of
from dialogue.database import Database

IS_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"
TEMPLATE = "with_tables"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """A program that runs beside the tests, in a folder of its own."""

    program = ""
    package = ""
    stopping = signal.SIGTERM
    killing = signal.SIGKILL
    patience = 30

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def command(self) -> list[str]:
        """What starts it, in the foreground."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        """Does somebody listen?"""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def start(self) -> None:
        """Start it, or start it again on the same port and data, and return when it answers."""
        ends = time.monotonic() + self.patience
        while not self._starts():
            # What was killed may still hold its place for a moment.
            assert time.monotonic() < ends, f"{self.program} does not start:\n{self.log}"
            time.sleep(0.1)

    def _starts(self) -> bool:
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.directory, stdout=log, stderr=log, user=self._user()
            )
        while self.process.poll() is None:
            if self.is_ready():
                return True
            time.sleep(0.02)
        return False

    def _user(self) -> str | None:
        """Who runs it, where that is not whoever runs the tests."""
        return None

    def stop(self) -> None:
        self._end(self.stopping)

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._end(self.killing)

    def _end(self, how: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(self.patience)
            self.process = None

    @property
    def log(self) -> str:
        """All that it has printed."""
        return (self.directory / "log").read_text(errors="replace")

    def find(self, program: str) -> str:
        """Where a program is. Debian puts those of PostgreSQL and nginx where only some look."""
        places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, places), "/usr/sbin"])
        found = shutil.which(program, path=path)
        if not found:
            pytest.fail(
                f"The tests need {program}: install it (on Debian: apt install {self.package}).", False
            )
        return found


class Postgresql(Service):
    """A PostgreSQL that trusts whoever is on this machine. It does not run as root, so root lends it
    to the account that its package made.
    """

    program = "postgres"
    package = "postgresql"
    stopping = signal.SIGINT
    killing = signal.SIGQUIT

    def __init__(self) -> None:
        super().__init__(Path(tempfile.mkdtemp(prefix="dialogue-postgresql-")))
        self._count = 0

    def start(self) -> None:
        if not (self.directory / "data").exists():
            self._make()
        super().start()

    def _make(self) -> None:
        if user := self._user():
            account = pwd.getpwnam(user)
            os.chown(self.directory, account.pw_uid, account.pw_gid)
        options = "--pgdata=data --auth=trust --username=dialogue --no-sync --encoding=UTF8 --locale=C.UTF-8"
        made = subprocess.run(
            [self.find("initdb"), *options.split()],
            cwd=self.directory,
            capture_output=True,
            text=True,
            user=user,
        )
        assert made.returncode == 0, made.stderr

    def _user(self) -> str | None:
        return "postgres" if os.geteuid() == 0 else None

    def command(self) -> list[str]:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.directory,
            "max_connections": 300,
            # A power cut is not among the things that happen to tests.
            "fsync": "off",
            "full_page_writes": "off",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [self.find("postgres"), "-D", "data", *options]

    def is_ready(self) -> bool:
        try:
            psycopg2.connect(self.url("postgres")).close()
        except psycopg2.OperationalError:
            return False
        return True

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.directory)

    def url(self, name: str) -> str:
        """The address of one of its databases, as people write it."""
        return f"postgresql://dialogue@127.0.0.1:{self.port}/{name}"

    def do(self, statement: str) -> None:
        """What an administrator types."""
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def database(self) -> str:
        """The address of a new database, with all tables and nothing in them."""
        if not self._count:
            self.do(f"CREATE DATABASE {TEMPLATE}")
            template = Database(database_url_of(self.url(TEMPLATE), self.directory))
            template.migrate()
            template.close()
        self._count += 1
        self.do(f"CREATE DATABASE test_{self._count} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        return self.url(f"test_{self._count}")

    def fill(self, url: str, is_full: bool) -> None:
        """A database whose disk is full can only be read; whoever hosts it sees to that."""
        name = url.rpartition("/")[2]
        self.do(f"ALTER DATABASE {name} SET default_transaction_read_only = {'on' if is_full else 'off'}")
        self.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    def drop(self, url: str) -> None:
        self.do(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


class Redis(Service):
    """A Redis that keeps nothing."""

    program = "redis-server"
    package = "redis-server"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"]
        return [self.find(self.program), *options]

    def is_ready(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


class Nginx(Service):
    """An nginx with a given configuration, which listens on `port`."""

    program = "nginx"
    package = "nginx"

    def __init__(self, directory: Path, configuration: str, port: int) -> None:
        super().__init__(directory)
        self.port = port
        (directory / "nginx.conf").write_text(configuration)

    def command(self) -> list[str]:
        where = ["-p", str(self.directory), "-c", "nginx.conf", "-e", "stderr"]
        return [self.find(self.program), *where, "-g", f"daemon off; pid {self.directory / 'nginx.pid'};"]


# ---- Where tests keep their workshops


@cache
def shared_postgresql() -> Postgresql:
    """The one that all tests share who do not stop it."""
    server = Postgresql()
    server.start()
    atexit.register(server.__exit__)
    return server


_databases: dict[Path, str] = {}


def database_setting(directory: Path) -> str:
    """DIALOGUE_DATABASE_URL for what has its data in this directory: the same each time it is asked."""
    if IS_POSTGRESQL and directory not in _databases:
        _databases[directory] = shared_postgresql().database()
    return _databases.get(directory, "")


def database_url(directory: Path) -> str:
    """The address that a server with these settings works with."""
    return database_url_of(database_setting(directory), directory)


def environment(directory: Path) -> dict[str, str]:
    """The settings of an application in this process, with all it keeps in this directory."""
    return {
        "DIALOGUE_DATA_DIR": str(directory),
        "DIALOGUE_DATABASE_URL": database_setting(directory),
        "DIALOGUE_ASYNC_MODE": "threading",
    }


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Another process keeps everybody from writing."""
    is_postgresql = url.startswith("postgresql")
    other = sqlalchemy.create_engine(url)
    with other.connect() as connection:
        connection.exec_driver_sql(
            "LOCK TABLE entries IN EXCLUSIVE MODE" if is_postgresql else "BEGIN EXCLUSIVE"
        )
        yield
        connection.rollback()
    other.dispose()


def forget(directory: Path) -> None:
    """Drop the databases of a test that is over."""
    for each in [each for each in _databases if each.is_relative_to(directory)]:
        shared_postgresql().drop(_databases.pop(each))
