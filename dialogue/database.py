"""The database: its tables, its connections, its migrations.

SQLite has one connection that writes and alone checkpoints; everybody else only reads. Commits
that wait for it at the same time are one. On PostgreSQL everybody who writes has a connection.
An acknowledged commit has reached the disk (`synchronous=FULL`, `synchronous_commit=on`).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command as alembic
from alembic.config import Config
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from dialogue import metrics
from dialogue.commits import Commits, Stopped
from dialogue.config import BadSetting
from dialogue.logs import logger

MIGRATIONS = Path(__file__).parent / "migrations"

# To PostgreSQL each process keeps so many connections to read and so many to write, and opens more
# when it is busy: twenty at most, so that the hundred which PostgreSQL usually lets in serve four
# processes. Those who write may read meanwhile, so the two never wait for each other.
CONNECTIONS = 5
MORE_CONNECTIONS = 5
CONNECT_WITHIN = 5
"""Seconds in which PostgreSQL has to answer somebody who comes."""

HEARD_WITHIN = 10
"""Seconds in which its machine has to say that it got what was sent. Else it is gone: without this,
whoever waits for a commit would wait a quarter of an hour."""

WAIT_FOR_LOCK = "5s"
WAIT_TO_START = "10min"
WAIT_TO_REWRITE = "200ms"
"""As long as that nobody else can read the table; so it is rather tried again."""
LOCK_NOT_AVAILABLE = "55P03"
STARTING = 1_668_571_503
"""The lock of a process that makes what is made once; any number that nobody else uses."""

metadata = sa.MetaData()

partnerships = sa.Table(
    "partnerships",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", sa.Float, nullable=False),
)

# `key_round` is in the links to roles: the next one makes those that were given out worthless.
# What is asked at the door, `ask_...`, is required, optional or not asked.
# `identity` is what the chain is bound to; a code may be given out anew where a bundle is imported.
# `keep` is forever, erase or delete: what becomes of it `keep_days` after the end. A number is never
# given out again, or what somebody still holds of a deleted workshop would be about another one.
workshops = sa.Table(
    "workshops",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(12), nullable=False, unique=True),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("entry", sa.String(16), nullable=False),
    sa.Column("passphrase", sa.Text, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("identity", sa.String(32), nullable=False),
    sa.Column("imported_at", sa.Float),
    sa.Column("partnership", sa.Integer, sa.ForeignKey("partnerships.id")),
    sa.Column("keep", sa.String(8), nullable=False, server_default="forever"),
    sa.Column("keep_days", sa.Integer, nullable=False, server_default="0"),
    sa.Column("flag_days", sa.Integer, nullable=False, server_default="7"),
    sa.Column("key_round", sa.Integer, nullable=False, server_default="0"),
    sa.Column("ask_name", sa.String(8), nullable=False, server_default="optional"),
    sa.Column("ask_sector", sa.String(8), nullable=False, server_default="required"),
    sa.Column("ask_organisation", sa.String(8), nullable=False, server_default="optional"),
    sqlite_autoincrement=True,
)

# See `chain`. Where there is no salt the data was erased, and `data` is what remains of it.
entries = sa.Table(
    "entries",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("by", sa.Integer),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("command", sa.String(64)),
    sa.Column("salt", sa.LargeBinary(16)),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.UniqueConstraint("workshop", "command", name="one_answer_per_command"),
)

# How a workshop stands is in few of its entries. A list of hundreds reads these and no others.
is_in_short = sa.text(
    "name IN ('person.joined', 'person.let_in', 'person.readmitted', 'person.removed', 'workshop.closed', "
    "'workshop.created', 'workshop.edited', 'workshop.opened', 'workshop.paused', 'workshop.resumed')"
)
sa.Index(
    "entries_in_short",
    entries.c.workshop,
    entries.c.seq,
    sqlite_where=is_in_short,
    postgresql_where=is_in_short,
)

# Whose an unsigned entry is, and the command it answers. Emptied for a stage when that stage closes.
owners = sa.Table(
    "owners",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("stage", sa.Integer, nullable=False),
    sa.Column("person", sa.Integer, nullable=False),
    sa.Column("command", sa.String(64)),
)

# The commands that led to unsigned entries of stages that are closed: hashes of their ids, so that none is
# done again, and in `seq` the closing. Which entry each led to is not kept.
spent = sa.Table(
    "spent",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("command", sa.LargeBinary(16), primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("language", sa.String(12), nullable=False),
)

# `password` is an argon2id hash, `totp` what makes a second factor this account's own; both are empty
# where there is none. `recovery` are hashes of codes for whoever lost their phone. An account that was
# ended signs in no more; what it did is still told by its number.
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("email", sa.Text, unique=True),
    sa.Column("password", sa.Text, nullable=False, server_default=""),
    sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("totp", sa.String(32), nullable=False, server_default=""),
    sa.Column("totp_step", sa.Integer, nullable=False, server_default="0"),
    sa.Column("recovery", sa.Text, nullable=False, server_default=""),
    sa.Column("oidc", sa.Text, unique=True),
    sa.Column("ended_at", sa.Float),
)

# Where an account is signed in. `id` is a hash of what the cookie holds, so whoever reads this table
# cannot sign in with it.
account_sessions = sa.Table(
    "account_sessions",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("seen_at", sa.Float, nullable=False),
    sa.Column("agent", sa.String(200), nullable=False),
)

# Links that work once: to make an account (`invite`) or to set another password (`reset`). `id` is a
# hash of the key in the link.
account_links = sa.Table(
    "account_links",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("email", sa.Text, nullable=False, server_default=""),
    sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("made_by", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("ends_at", sa.Float, nullable=False),
)

# Whose a workshop is: accounts by their role in it, and the person of it who they are. What became of a
# role is told in `handovers`: an empty one was taken away, and without `by` the command line did it.
holders = sa.Table(
    "holders",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("role", sa.String(12), nullable=False),
    sa.Column("since", sa.Float, nullable=False),
    sa.Column("person", sa.Integer),
    sa.Index("holders_by_account", "account"),
    sa.Index(
        "one_owner",
        "workshop",
        unique=True,
        sqlite_where=sa.text("role = 'owner'"),
        postgresql_where=sa.text("role = 'owner'"),
    ),
)
handovers = sa.Table(
    "handovers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("by", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("role", sa.String(12), nullable=False),
)

# Who is invited to a workshop, each by a link of their own, and the person they became. `salt` is in the
# link, which ends where that is another one.
guests = sa.Table(
    "guests",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("guest", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False, server_default=""),
    sa.Column("sector", sa.Text, nullable=False, server_default=""),
    sa.Column("contact", sa.Text, nullable=False, server_default=""),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("person", sa.Integer),
    sa.Column("invited_at", sa.Float, nullable=False),
    sa.Column("came_at", sa.Float),
)

# When the database was copied by `dialogue backup`, and how large the copy is, in bytes.
backups = sa.Table(
    "backups",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
)


# What an organiser wrote instead of a paragraph of the report. It is beside the log, never in it.
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("passage", sa.String(60), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)

# "This is not what I meant": what somebody who took part says of a passage of the minutes.
flags = sa.Table(
    "flags",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
    sa.Column("passage", sa.String(60), nullable=False),
    sa.Column("person", sa.Integer),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("settled_at", sa.Float),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
)

# Exports that are being made, or were; `done` is in percent. The files are in the data directory for
# a while. A job whose process was not heard of for some seconds is nobody's any more.
jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
    sa.Column("form", sa.String(16), nullable=False),
    sa.Column("level", sa.String(16), nullable=False),
    sa.Column("language", sa.String(12), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("done", sa.Integer, nullable=False, server_default="0"),
    sa.Column("asked_at", sa.Float, nullable=False),
    sa.Column("ended_at", sa.Float),
    sa.Column("heard_at", sa.Float, nullable=False),
    sa.Column("wishes", sa.Text, nullable=False, server_default=""),
)

# The words by which a workshop is found, and how far its log is in them; see `search`.
found = sa.Table(
    "found",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("folded", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
)
indexed = sa.Table(
    "indexed",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)


def unindex(connection: sa.Connection, workshop: int) -> None:
    """Have the search forget a workshop until it is indexed anew.

    SQLite's index would keep the words for a while, in parts that are no longer looked at. To take
    them out of the file is work on the whole index: it is noted here, and `Database.tidy` does it.
    """
    for table in (found, indexed):
        connection.execute(sa.delete(table).where(table.c.workshop == workshop))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {UNTIDY}")


UNTIDY, MERGING, TIDY = 2, 1, 0
"""What the number that SQLite keeps for whoever uses it says here of the index of words."""

PAGES_AT_ONCE = 250
"""Of the index that are written anew before others write."""


def tidy_some(connection: sa.Connection) -> bool:
    """Write a part of the index of words anew, without what was deleted; is there more to do?

    It is said in the manual of FTS5: first all parts are to become one, then they do, step by step.
    """
    state = connection.exec_driver_sql("PRAGMA user_version").scalar()
    if state == TIDY:
        return False
    pages = -PAGES_AT_ONCE if state == UNTIDY else PAGES_AT_ONCE
    changes = "SELECT total_changes()"
    before = connection.exec_driver_sql(changes).scalar() or 0
    connection.exec_driver_sql(f"INSERT INTO found_words(found_words, rank) VALUES ('merge', {pages})")
    did = (connection.exec_driver_sql(changes).scalar() or 0) - before
    is_more = did >= 2
    connection.exec_driver_sql(f"PRAGMA user_version = {MERGING if is_more else TIDY}")
    return is_more


class Unavailable(Exception):
    """The database did not keep this: a full disk, a lock, a lost connection.

    Nothing was saved, or the connection was lost over the answer. Either way the same command may
    be sent again: its id says whether it was done.
    """


class Taken(Exception):
    """Somebody else wrote this place first. Read again, decide again, try again."""


class Saving:
    """Whether the database saves. It is logged when that changes, not again for each who waits for it."""

    def __init__(self) -> None:
        self._works = True
        self._turn = threading.Lock()

    def failed(self, error: Unavailable) -> None:
        if self._is_changed(False):
            logger.warning("the database did not save", error=str(error))

    def worked(self) -> None:
        if not self._works and self._is_changed(True):
            logger.info("the database saves again")

    def _is_changed(self, works: bool) -> bool:
        with self._turn:
            was, self._works = self._works, works
        return was != works


saving = Saving()

T = TypeVar("T")


class Database:
    """Reading from anywhere, writing from one place at a time where there is only one.

    `blocking` runs a function that waits for SQLite's disk without stopping the sockets. The
    driver for PostgreSQL lets them go on by itself; see wsgi.py.
    """

    def __init__(self, url: str, blocking: Callable[..., Any] | None = None) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        engine = sqlite_engine if self.is_sqlite else postgresql_engine
        try:
            self.reader = engine(url, read_only=True)
            self.writer = engine(url, read_only=False)
        except (ArgumentError, ImportError):
            # What is wrong with it may be said with the password in it.
            raise BadSetting("DIALOGUE_DATABASE_URL is no address of a database known here.") from None
        self._commits = Commits(self.writer, blocking or call)
        # Whoever was here before may have been killed before they had swept.
        self._forgotten, self._swept = 1, 0

    def migrate(self) -> None:
        """Bring the schema up to date. Raises Unavailable."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        try:
            with self.writer.connect() as connection, unreferenced(connection):
                go_first(connection)
                config.attributes["connection"] = connection
                alembic.upgrade(config, "head")
        except DBAPIError as error:
            raise unavailable(error) from error

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to read from. Raises Unavailable."""
        try:
            with self.reader.connect() as connection:
                yield connection
        except (DBAPIError, NoneFree) as error:
            raise unavailable(error) from error

    def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Do `work` in one transaction; it is on the disk when this returns.

        On SQLite the transaction may be shared, and is undone when somebody else's work fails in
        it; then `work` is run a second time. So it changes nothing but the database, or something
        that a second run may change again. Raises Unavailable when nothing could be saved, Taken
        when a unique place was taken.
        """
        try:
            with metrics.commit_seconds.time():
                if self.is_sqlite:
                    done = self._commits.do(work)
                else:
                    with self.writer.begin() as connection:
                        done = work(connection)
        except IntegrityError as error:
            raise (Taken(said(error)) if is_taken(error) else unavailable(error)) from error
        except (DBAPIError, NoneFree, Stopped) as error:
            raise unavailable(error) from error
        saving.worked()
        return done

    def forgot(self) -> None:
        """Something was taken out for good; the next time it is tidied it goes from the files as well."""
        self._forgotten += 1

    def tidy(self) -> bool:
        """See to it that what was forgotten is in no file: words that were erased, and whose unsigned entries
        were. False where somebody still reads what was there before; then try again. Raises Unavailable.
        """
        if self.is_sqlite and self._is_index_untidy():
            self.forgot()
            while self.write(tidy_some):
                pass
        forgotten = self._forgotten
        if self._swept < forgotten:
            try:
                if not self._sweep():
                    return False
            except (DBAPIError, sqlite3.Error, NoneFree) as error:
                raise unavailable(error) from error
            self._swept = max(self._swept, forgotten)
        return True

    def _is_index_untidy(self) -> bool:
        with self.reading() as connection:
            return connection.exec_driver_sql("PRAGMA user_version").scalar() != TIDY

    def _sweep(self) -> bool:
        """Empty what the database keeps beside what is in it: SQLite's write-ahead log holds older pages
        until others are written over them, PostgreSQL's table of owners its deleted rows.
        """
        if self.is_sqlite:
            return self._commits.apart(empty_write_ahead_log)
        with self.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return rewrite_owners(connection)

    def is_well(self) -> bool:
        """Does the database answer?"""
        try:
            with self.reading() as connection:
                connection.execute(sa.text("select 1"))
        except Unavailable:
            return False
        return True

    def close(self) -> None:
        self.reader.dispose()
        self.writer.dispose()


# ---- Engines. Parameters are people's words, and errors are logged with all they say (V1).


def sqlite_engine(url: str, read_only: bool) -> sa.Engine:
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 2},
        pool_size=4 if read_only else 1,
        max_overflow=8 if read_only else 0,
    )
    sa.event.listen(engine, "connect", prepare_reader if read_only else prepare_writer)
    if not read_only:
        sa.event.listen(engine, "begin", begin_writing)
    return engine


def postgresql_engine(url: str, read_only: bool) -> sa.Engine:
    """Connections are tried before use, so a restart of PostgreSQL costs whoever was writing one no."""
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=CONNECTIONS,
        max_overflow=MORE_CONNECTIONS,
        pool_timeout=10,
        isolation_level="AUTOCOMMIT" if read_only else "READ COMMITTED",
        connect_args={
            "connect_timeout": CONNECT_WITHIN,
            "tcp_user_timeout": HEARD_WITHIN * 1000,
            **{"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3},
        },
    )
    if not read_only:
        sa.event.listen(engine, "connect", limit_waiting)
    return engine


def prepare_reader(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA wal_autocheckpoint=0")


def prepare_writer(connection: Any, _record: object) -> None:
    # The driver would begin only at the first change; `begin_writing` begins before the first look.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    # Whose an anonymous note was, and a name that was erased, must not stay in the file's free pages.
    connection.execute("PRAGMA secure_delete=ON")


def begin_writing(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def limit_waiting(connection: Any, _record: object) -> None:
    """A process that hangs must not hold a workshop for ever, nor whoever waits for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET lock_timeout = '{WAIT_FOR_LOCK}'; SET idle_in_transaction_session_timeout = '30s'"
        )
    connection.commit()


# ---- Helpers


def empty_write_ahead_log(connection: Any) -> bool:
    """Take all that is in SQLite's write-ahead log into the file, and leave the log empty. False, at once,
    where somebody still reads what was there before.
    """
    [(wait,)] = connection.execute("PRAGMA busy_timeout").fetchall()
    connection.execute("PRAGMA busy_timeout=0")
    try:
        [(is_busy, *_)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.execute(f"PRAGMA busy_timeout={wait}")
    return not is_busy


def rewrite_owners(connection: sa.Connection) -> bool:
    """Give the table of owners a new file, in which deleted rows are not. False where it is being read.

    VACUUM alone would leave their bytes in the pages. The table is small, for it holds stages that are not
    closed.
    """
    connection.exec_driver_sql(f"SET lock_timeout = '{WAIT_TO_REWRITE}'")
    try:
        connection.exec_driver_sql("VACUUM FULL owners")
    except OperationalError as error:
        if getattr(error.orig, "pgcode", "") == LOCK_NOT_AVAILABLE:
            return False
        raise
    finally:
        connection.exec_driver_sql(f"SET lock_timeout = '{WAIT_FOR_LOCK}'")
    return True


def go_first(connection: sa.Connection) -> None:
    """Until the transaction ends no other process that starts does what is done once.

    Bringing tables up to date may take longer than any command waits for another.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_TO_START}'")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(STARTING)))
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_FOR_LOCK}'")


@contextmanager
def unreferenced(connection: sa.Connection) -> Iterator[None]:
    """Let tables be made anew that others refer to. SQLite can do it only outside of a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")
        driver.close()


def call(function: Callable[[], T]) -> T:
    return function()


def is_taken(error: IntegrityError) -> bool:
    """Was a unique place taken? Anything else that is not whole is a mistake, and trying again is none."""
    unique = {"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"}
    orig = error.orig
    return getattr(orig, "sqlite_errorname", "") in unique or getattr(orig, "pgcode", "") == "23505"


def unavailable(error: Exception) -> Unavailable:
    return Unavailable(said(error))


def said(error: Exception) -> str:
    """What a database says in its first line. The others may tell a row with people's words in it."""
    first, *_ = str(getattr(error, "orig", error)).strip().splitlines() or [type(error).__name__]
    return first
