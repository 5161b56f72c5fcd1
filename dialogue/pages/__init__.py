"""The HTTP edge, a blueprint each. Who is this, which workshop; no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogue.pages import (
    archive,
    bring,
    erase,
    errors,
    export,
    flags,
    health,
    home,
    installed,
    join,
    metrics,
    organise,
    plain,
    replay,
    room,
    seed,
    sign_in,
    signed,
    styleguide,
    summary,
)

if TYPE_CHECKING:
    from dialogue import App


def attach(app: App) -> None:
    for module in (
        health,
        metrics,
        home,
        sign_in,
        installed,
        join,
        room,
        plain,
        organise,
        bring,
        erase,
        seed,
        export,
        archive,
        replay,
        flags,
        summary,
        styleguide,
    ):
        app.register_blueprint(module.blueprint)
    app.jinja_env.globals["organiser"] = signed.account
    errors.attach(app)
