"""The HTTP edge, a blueprint each. Who is this, which workshop; no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogue.pages import (
    about,
    account,
    admin,
    archive,
    bring,
    door,
    doors,
    elsewhere,
    erase,
    errors,
    export,
    flags,
    guests,
    health,
    holders,
    home,
    installed,
    join,
    keys,
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
    waiting,
    ways_in,
)

if TYPE_CHECKING:
    from dialogue import App


def attach(app: App) -> None:
    for module in (
        health,
        metrics,
        home,
        sign_in,
        keys,
        elsewhere,
        account,
        admin,
        holders,
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
        about,
        summary,
        waiting,
        ways_in,
        door,
        guests,
        styleguide,
    ):
        app.register_blueprint(module.blueprint)
    app.jinja_env.globals["organiser"] = signed.account
    errors.attach(app)
    # A server with a route that is open to nobody in particular does not start.
    doors.openings(app)
