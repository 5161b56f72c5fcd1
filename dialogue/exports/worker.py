"""Exports are written here, in a process of their own: `python -m dialogue.exports.worker`.

A server asks on one line of JSON for each, and hears on others how far it is. Each is written in a
copy of this process, which has all at hand and takes what it used with it when it ends. It only
reads the database, and whoever runs a workshop on the same machine has the right of way.
"""

from __future__ import annotations

import gzip
import os
import resource
import select
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import msgspec
from flask_babel import force_locale

from dialogue import App, create_app
from dialogue.config import read_settings
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, Progress, Source, source_of
from dialogue.exports.overtaken import Overtaken, ensure_not_overtaken
from dialogue.logs import logger, set_up
from dialogue.pages.written import PAGES

NICE = 10
IDLE = 60.0
"""Seconds without an order after which the process goes. It comes back when it is needed."""

MOST_SECONDS = 600
"""Of CPU for one export, should nobody be left to stop it."""

FOLDING = 0.2
"""The share of the work that is done when the workshop has been read."""

SAY_EVERY = 0.2
READ = 64 * 1024


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be written, and where to. It is the same whoever asks."""

    workshop: int
    code: str
    form: str
    level: Level
    language: str
    seq: int
    path: str
    is_packed: bool


def main() -> None:
    # The server's end of the socket is its own affair; this end waits.
    os.set_blocking(0, True)
    os.nice(NICE)
    settings = read_settings(os.environ)
    set_up(settings.log_format, settings.log_level)
    # It speaks to nobody but the server that started it.
    app = create_app(replace(settings, redis_url="", async_mode="threading"))
    # Where the server goes first, nobody waits for this any more.
    with suppress(ConnectionError):
        serve(app)


def serve(app: App) -> None:
    """Write one after the other, until nothing is asked for any more."""
    orders = Orders()
    while order := orders.next():
        used = written(app, order)
        say({"failed" if used is None else "done": True})
        for name in used or ():
            # What one needed the next may need too, and a copy of this process has it at hand.
            import_module(name)


class Orders:
    """The lines that the server sends."""

    def __init__(self) -> None:
        self._read = b""

    def next(self) -> Order | None:
        """The next order; none when the server has gone or has asked nothing for a while."""
        while b"\n" not in self._read:
            ready, _, _ = select.select([0], [], [], IDLE)
            chunk = os.read(0, READ) if ready else b""
            if not chunk:
                return None
            self._read += chunk
        line, self._read = self._read.split(b"\n", 1)
        return msgspec.json.decode(line, type=Order)


def written(app: App, order: Order) -> list[str] | None:
    """Write one in a copy of this process; whatever it took is free again when the copy has ended.

    Returns the modules of ours that it had to import, or nothing where it failed.
    """
    reading, writing = os.pipe()
    copy = os.fork()
    if copy:
        os.close(writing)
        with os.fdopen(reading) as told:
            used = told.read().split()
        _, status = os.waitpid(copy, 0)
        return used if status == 0 else None
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        known = set(sys.modules)
        write(app, order)
        used = [name for name in sys.modules if name.startswith("dialogue.") and name not in known]
        os.write(writing, "\n".join(used).encode())
        code = 0
    except ConnectionError:
        # The server has gone, and with it whoever waited for this.
        pass
    except Overtaken:
        logger.info("an export was overtaken", code=order.code, form=order.form)
    except BaseException:
        logger.exception("an export failed", code=order.code, form=order.form)
    finally:
        sys.stderr.flush()
        os._exit(code)


def write(app: App, order: Order) -> None:
    """Write the file, under another name until it is whole. Raises Overtaken."""
    path = Path(order.path)
    ensure_current(app, order)
    with app.test_request_context(f"/w/{order.code}/archive"), force_locale(order.language):
        source = source_of(app.database, app.people, order.workshop, order.code, order.seq)
        progress = said_now_and_then()
        progress(FOLDING)
        content = writer_of(order.form)(
            source, order.level, lambda share: progress(FOLDING + (1 - FOLDING) * share)
        )
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(gzip.compress(content, 5) if order.is_packed else content)
    part.replace(path)
    # Whoever erases writes that down first and removes files then. As this looks only now, one of the
    # two finds what must not stay.
    try:
        ensure_current(app, order)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def ensure_current(app: App, order: Order) -> None:
    ensure_not_overtaken(app.database, order.workshop, order.code, order.seq)


def writer_of(form: str) -> Callable[[Source, Level, Progress], bytes]:
    return PAGES[form] if form in PAGES else FORMS[form].write


def said_now_and_then() -> Progress:
    """Progress that is told to the server, not more often than somebody can see."""
    last = 0.0

    def progress(share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SAY_EVERY:
            last = now
            say({"share": min(1.0, share)})

    return progress


def say(told: dict[str, object]) -> None:
    line = msgspec.json.encode(told) + b"\n"
    while line:
        line = line[os.write(1, line) :]


if __name__ == "__main__":
    main()
