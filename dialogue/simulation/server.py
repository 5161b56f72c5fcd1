"""The server that simulated people speak to: the one that runs, or one of our own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import click

from dialogue.config import Settings
from dialogue.workbench import ROOT

START_WITHIN = 30


class Server:
    """Use as a context: a server that was started here is stopped at the end."""

    def __init__(self, settings: Settings) -> None:
        self.base = settings.base_url
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        if not answers(self.base):
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()

    @property
    def is_ours(self) -> bool:
        return self.process is not None

    @property
    def cpu(self) -> float | None:
        """Seconds of CPU that our server has used; None of another, or where the system does not say."""
        if not self.process:
            return None
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def start(self) -> None:
        """Start one on the same data and wait until it answers."""
        if self.settings.has_base_url:
            raise click.ClickException(f"No server answers at {self.base}. Start one: dialogue serve")
        own = {"DIALOGUE_DATA_DIR": str(self.settings.data_dir), "DIALOGUE_PORT": str(self.settings.port)}
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "wsgi.py")],
            env=os.environ | own,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        began = time.monotonic()
        while not answers(self.base):
            if self.process.poll() is not None or time.monotonic() - began > START_WITHIN:
                raise click.ClickException(f"The server did not start on {self.base}. Try: dialogue serve")
            time.sleep(0.1)

    def revive(self) -> None:
        """Start ours again when it died; somebody else's is theirs to start."""
        if self.process and self.process.poll() is not None:
            self.start()


def answers(base: str) -> bool:
    """Does a Dialogue server answer here?"""
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=2) as response:
            return response.status == 200 and b"ok" in response.read()
    except (urllib.error.URLError, OSError, ValueError):
        return False
