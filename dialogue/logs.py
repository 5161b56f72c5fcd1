"""What the server says of itself: one event a line, as text or as JSON.

Never the words or names of people, a key, or a cookie. So an error is told by its kind and by
the places in the code it came through: its message often quotes what somebody wrote.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import msgspec
import structlog
from structlog.processors import TimeStamper, add_log_level
from structlog.stdlib import BoundLogger, LoggerFactory, ProcessorFormatter, filter_by_level

ROOT = Path(__file__).parent.parent
PACKAGES = "site-packages/"
MOST_PLACES = 25

TELLING = (ArithmeticError, AttributeError, ImportError, IndexError, NameError, RecursionError)
"""Errors whose messages are made of names in the code."""

TURNS = frozenset(
    {
        *("workshop.opened", "workshop.paused", "workshop.resumed", "workshop.closed"),
        *("stage.opened", "stage.locked", "stage.revealed", "stage.closed", "stage.reopened"),
    }
)
"""The events that turn a workshop from one thing to the next."""

Line = MutableMapping[str, Any]

logger: BoundLogger = structlog.get_logger("dialogue")


def set_up(form: str, level: str) -> None:
    """Log this server from now on, to standard error.

    Only what is ours follows `level`: other packages would print all that passes through them,
    hidden words too (V1), so of them only warnings are heard.
    """
    processors: list[Any] = [ProcessorFormatter.remove_processors_meta, add_log_level, STAMP, tell_error]
    handler = logging.StreamHandler()
    handler.setFormatter(ProcessorFormatter(processors=[*processors, as_json if form == "json" else as_text]))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("dialogue").setLevel(level.upper())
    configure(ProcessorFormatter.wrap_for_formatter, is_final=True)
    threading.excepthook = lambda failed: logger.error("a thread failed", exc_info=failed.exc_value)


def configure(*last: Any, is_final: bool) -> None:
    structlog.configure(
        processors=[filter_by_level, *last],
        wrapper_class=BoundLogger,
        logger_factory=LoggerFactory(),
        cache_logger_on_first_use=is_final,
    )


def guarded(work: Callable[..., Any]) -> Callable[..., Any]:
    """The same work for the background, where nobody would log its failure as we do."""

    def do(*args: Any) -> None:
        try:
            work(*args)
        except Exception:
            logger.exception("work in the background failed")

    return do


def turned(code: str, name: str, seq: int) -> None:
    """Log an event of a workshop when it is one of its turns."""
    if name in TURNS:
        logger.info(name, code=code, seq=seq)


# ---- How a line is written


def tell_error(_logger: Any, _name: str, line: Line) -> Line:
    """In place of a traceback: what kind of error, and where it came through, the innermost place first."""
    error = line.pop("exc_info", None)
    if error and not isinstance(error, BaseException):
        error = (error if isinstance(error, tuple) else sys.exc_info())[1]
    if error:
        line["error"] = " from ".join(map(kind_of, causes_of(error)))
        line["traceback"] = places_of(error)
    return line


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def kind_of(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{type(error).__name__}: {error.strerror}"
    return f"{type(error).__name__}: {error}" if isinstance(error, TELLING) else type(error).__name__


def places_of(error: BaseException) -> list[str]:
    frames = list(traceback.walk_tb(error.__traceback__))[::-1]
    return [
        f"{short(frame.f_code.co_filename)}:{number} {frame.f_code.co_name}"
        for frame, number in frames[:MOST_PLACES]
    ]


def short(file: str) -> str:
    return file.partition(PACKAGES)[2] or file.removeprefix(f"{ROOT}/")


def as_json(_logger: Any, _name: str, line: Line) -> str:
    first = {name: line.pop(name) for name in ("at", "level", "event")}
    return msgspec.json.encode(first | dict(line), enc_hook=str).decode()


def as_text(_logger: Any, _name: str, line: Line) -> str:
    first = [str(line.pop(name)) for name in ("at", "level") if name in line]
    event = " ".join(str(line.pop("event")).split())
    return " ".join([*first, event, *(f"{name}={shown(value)}" for name, value in line.items())])


def plainly(_logger: Any, name: str, line: Line) -> tuple[tuple[str], dict[str, bool]]:
    """As text, without the traceback that the standard library would print behind it."""
    return (as_text(_logger, name, line),), {"exc_info": False}


def shown(value: Any) -> str:
    """A value that stays on its line, and in quotes where it would fall apart."""
    text = " < ".join(value) if isinstance(value, list) else str(value)
    return text if text.isprintable() and " " not in text else msgspec.json.encode(text).decode()


STAMP = TimeStamper(fmt="iso", utc=True, key="at")

# Until a server is set up, on the command line and in tests, only what went wrong is said.
configure(tell_error, plainly, is_final=False)
