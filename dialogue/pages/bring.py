"""Bringing a workshop here: the organiser gives a bundle, and gets an archive that can be read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dialogue.edge import sentence_of
from dialogue.kernel import Refused
from dialogue.pages.here import app
from dialogue.pages.organise import for_organisers

blueprint = Blueprint("bring", __name__, url_prefix="/workshops/import")

LARGEST = 64 * 1024 * 1024
"""Bytes that a bundle may have to come over the web. A larger one is brought on the command line."""

COMMAND = "from dialogue.cli import main; main()"

LONGEST = 120
"""Seconds for which it may be checked."""


@blueprint.get("")
@for_organisers
def form() -> ResponseReturnValue:
    return render_template("pages/bring.html", wrong="")


@blueprint.post("")
@for_organisers
def bring() -> ResponseReturnValue:
    """Check a bundle and take it in; then show its minutes."""
    try:
        code = taken_in()
    except Refused as refused:
        return render_template("pages/bring.html", wrong=sentence_of(refused)), 400
    return redirect(url_for("archive.page", code=code))


def taken_in() -> str:
    """The code under which the bundle is here now. A process of its own checks it, so nobody waits."""
    given = request.files.get("bundle")
    if given is None or not given.filename:
        raise Refused("Choose the file of the bundle first.", "empty")
    with TemporaryDirectory(dir=app().dialogue.data_dir) as folder:
        path = Path(folder) / "bundle.zip"
        given.save(path)
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "import", "--json", str(path)],
            env=os.environ | app().dialogue.for_child(),
            capture_output=True,
            timeout=LONGEST,
            text=True,
        )
    if done.returncode:
        why = done.stderr.strip().removeprefix("Error: ")
        raise Refused("{why}", "wrong-bundle", why=why)
    return str(msgspec.json.decode(done.stdout)["code"])
