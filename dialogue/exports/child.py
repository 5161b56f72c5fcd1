"""The process beside this one in which exports are written, and the line to it.

It is started when it is first needed, and goes by itself when nothing was asked of it for a while.
What it says comes over a socket, so whoever waits for it lets everybody else go on.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parent.parent.parent
CHUNK = 64 * 1024
GONE_WITHIN = 5.0


class Gone(Exception):
    """The process is no more, and said nothing of what it was asked."""


class Child:
    """A process that takes one order after the other and tells how far it is."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dialogue.exports.worker"],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                cwd=ROOT,
                env=os.environ | dict(settings),
                # A group of its own, so that it ends with all that it started.
                start_new_session=True,
            )
        self._heard = b""
        self._end = weakref.finalize(self, end, self._process, self._line)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, order: Mapping[str, Any]) -> None:
        """Give it something to do. Raises Gone."""
        try:
            self._line.sendall(msgspec.json.encode(order) + b"\n")
        except OSError as error:
            raise Gone from error

    def listen(self, within: float) -> dict[str, Any]:
        """What it says next; nothing if it is silent for so many seconds. Raises Gone."""
        self._line.settimeout(within)
        while b"\n" not in self._heard:
            try:
                chunk = self._line.recv(CHUNK)
            except TimeoutError:
                return {}
            except OSError as error:
                raise Gone from error
            if not chunk:
                raise Gone
            self._heard += chunk
        said, self._heard = self._heard.split(b"\n", 1)
        told: dict[str, Any] = msgspec.json.decode(said)
        return told

    @property
    def is_there(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """End it, and what it is at, at once."""
        self._end()


def end(process: subprocess.Popen[bytes], line: socket.socket) -> None:
    line.close()
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    # With a limit it is waited for in small steps, between which others go on.
    with suppress(subprocess.TimeoutExpired):
        process.wait(GONE_WITHIN)
