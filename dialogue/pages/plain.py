"""The plain pages: everything a participant does, with forms and no script."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from dialogue.live import LiveWorkshop


def after_form(live: LiveWorkshop, answered: dict[str, Any]) -> ResponseReturnValue:
    return redirect(url_for("room.phone", code=live.code))
