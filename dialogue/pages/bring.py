"""Bringing a workshop here: the organiser gives a bundle, and gets an archive that can be read.

No bundle says what people were promised where it was held. So its page says that this copy is kept for ever,
beside the setting that changes it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from tempfile import NamedTemporaryFile
from typing import Any

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dialogue.callers import Caller
from dialogue.edge import sentence_of
from dialogue.kernel import Refused
from dialogue.logs import logger
from dialogue.pages.doors import open_to
from dialogue.pages.here import app
from dialogue.pages.signed import account, ensure_account

blueprint = Blueprint("bring", __name__, url_prefix="/workshops/import")

LARGEST = 64 * 1024 * 1024
"""Bytes that a bundle may have to come over the web. A larger one is brought on the command line."""

MOST_MEMORY = 1 << 30
"""Bytes that checking one may take. On the command line it takes what it needs."""

COMMAND = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEMORY}, {MOST_MEMORY}))
from dialogue.cli import main
main()
"""

LONGEST = 120
"""Seconds for which it may be checked."""

NO = "Error: "
"""How the command line begins what it says to people."""


@blueprint.url_value_preprocessor
def let_in(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """An organiser may send a bundle, which is larger than any other form; nobody else may."""
    if account():
        request.max_content_length = LARGEST


@blueprint.get("")
@open_to(Caller.ACCOUNT)
def form() -> ResponseReturnValue:
    return render_template("pages/bring.html", wrong="")


@blueprint.post("")
@open_to(Caller.ACCOUNT)
def bring() -> ResponseReturnValue:
    """Check a bundle and take it in; then show how long it is kept."""
    try:
        code = taken_in()
    except Refused as refused:
        return render_template("pages/bring.html", wrong=sentence_of(refused)), 400
    return redirect(url_for("organise.links", code=code, _anchor="kept"))


def taken_in() -> str:
    """The code under which the bundle is here now. A process of its own checks it, so nobody waits."""
    given = request.files.get("bundle")
    if given is None or not given.filename:
        raise Refused("Choose the file of the bundle first.", "empty")
    exports = app().dialogue.data_dir / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    # Should this server end meanwhile, what is left here is swept away like an old export.
    with NamedTemporaryFile(dir=exports, prefix="brought-", suffix=".zip") as file:
        with given.stream:
            given.save(file)
        file.flush()
        done = checked(file.name, str(ensure_account().id))
    if done.returncode:
        raise refusal_in(done.stderr)
    return str(msgspec.json.decode(done.stdout)["code"])


def checked(path: str, owner: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [sys.executable, "-c", COMMAND, "import", "--json", "--owner", owner, path],
            env=os.environ | app().dialogue.for_child(),
            capture_output=True,
            timeout=LONGEST,
            text=True,
        )
    except subprocess.TimeoutExpired:
        raise Refused(
            "It takes too long to check this bundle here. Use the command line of the server.",
            "wrong-bundle",
        ) from None


def refusal_in(said: str) -> Refused:
    """What the command line says to people; of what is meant for nobody, only that it went wrong."""
    for line in said.splitlines():
        if line.startswith(NO):
            return Refused(
                "This bundle was refused. The reason in English: {why}",
                "wrong-bundle",
                why=line.removeprefix(NO),
            )
    # The last line of an error may quote what stands in the bundle, so only its kind is told.
    kind = said.strip().rpartition("\n")[2].partition(":")[0]
    logger.error("a bundle could not be checked", kind=kind)
    return Refused("This bundle cannot be read here. Choose another file.", "wrong-bundle")
