"""Dialogue: facilitated workshops, live and on the record. `create_app` joins the parts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request, session, url_for
from flask_babel import Babel
from flask_compress import Compress
from flask_socketio import SocketIO
from flask_wtf import CSRFProtect
from werkzeug.datastructures import MultiDict
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from dialogue import looks, metrics, pages, sockets
from dialogue.accounts import Accounts
from dialogue.addresses import AnyAddress
from dialogue.config import Settings
from dialogue.cookies import Cookies, cookie_name
from dialogue.database import Database
from dialogue.exports.jobs import Jobs
from dialogue.fanout import Fanout
from dialogue.guests import Guests
from dialogue.headers import hardened
from dialogue.holders import Holders
from dialogue.kernel import Refused
from dialogue.languages import (
    TRANSLATIONS,
    choose_language,
    chosen_language,
    page_language,
    words_for,
    words_of,
)
from dialogue.lines import Line
from dialogue.logs import logger
from dialogue.mails import Mail
from dialogue.neighbours import Neighbours, neighbours_at
from dialogue.origins import ensure_from_here, guarded
from dialogue.outside import OidcSettings
from dialogue.pages import watched
from dialogue.people import People
from dialogue.presence import Presence
from dialogue.register import Register
from dialogue.stopping import staying
from dialogue.text import render_markdown

if TYPE_CHECKING:
    from dialogue.elsewhere import Elsewhere

ROOT = Path(__file__).parent.parent

# Nobody keeps a cookie who asks every few seconds whether we are well, or for what is the same for all.
ASKED_BY_MACHINES = ("/healthz", "/readyz", "/metrics", "/sw.js", "/app/")


class App(Flask):
    """A Flask application that knows its workshops."""

    request_class = AnyAddress

    dialogue: Settings
    database: Database
    register: Register
    neighbours: Neighbours
    people: People
    accounts: Accounts
    holders: Holders
    guests: Guests
    mail: Mail | None
    elsewhere: Elsewhere | None
    socketio: SocketIO
    fanout: Fanout
    presence: Presence
    jobs: Jobs
    fresh_forms: dict[tuple[object, ...], tuple[float, str]]

    def log_exception(self, exc_info: Any) -> None:
        logger.error("a page failed", method=request.method, route=watched.route_of(), exc_info=exc_info)


def create_app(
    settings: Settings, blocking: Callable[..., Any] | None = None, line: type[Line] = Line
) -> App:
    """The whole application. `blocking` runs what waits for the disk; see `Database`.

    `line` is how connections write; see `lines`.
    """
    app = App("dialogue", root_path=str(ROOT))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=cookie_name(settings.is_https),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=60 * 60 * 24 * 30,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=256 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=3,
    )
    # The seats in a cookie stand in the order in which they were taken.
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.session_interface = Cookies()
    app.dialogue = settings
    app.fresh_forms = {}
    app.database = Database(settings.database_url, blocking)
    app.people = People(app.database, settings.secret_key)
    app.accounts = Accounts(app.database, settings.secret_key, blocking)
    app.holders = Holders(app.database)
    app.guests = Guests(app.database, app.people)
    app.socketio = sockets.make_socketio(settings.async_mode, line)
    app.mail = Mail(settings.mail, app.socketio.start_background_task) if settings.mail else None
    app.elsewhere = elsewhere_at(settings.oidc)
    app.fanout = Fanout(app.socketio)
    app.neighbours = neighbours_at(settings.redis_url, app.socketio.start_background_task, app.socketio.sleep)
    is_shared = bool(settings.redis_url)
    shell = sockets.make_shell(app.socketio, app.fanout, app.neighbours, render_markdown, is_shared)
    app.register = Register(app.database, app.people, shell)
    app.jobs = Jobs(
        app.database,
        settings.data_dir / "exports",
        settings.for_child(),
        app.socketio.start_background_task,
        app.socketio.sleep,
    )
    metrics.workshops.set_function(lambda: len(app.register.held))

    Babel(app, locale_selector=chosen_language)
    Compress(app)
    watched.attach(app)
    guard_forms(app, CSRFProtect(app))
    app.before_request(choose_language)
    app.after_request(keep_nothing)
    app.jinja_env.globals.update(
        asset=asset_finder(ROOT / "static" / "built"), words_for=words_for, words_of=words_of
    )
    app.context_processor(page_language)
    looks.attach(app)
    pages.attach(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=ROOT / "static",
        prefix="static/",
        immutable_file_test=is_immutable,
        allow_all_origins=False,
    )
    # Inside the sockets: a WebSocket is a request that lasts for hours, and no stop waits for it.
    app.wsgi_app = staying.whole(app.wsgi_app)  # type: ignore[method-assign]
    app.socketio.init_app(app)
    served = guarded(app.wsgi_app, settings.base_url if settings.has_base_url else "")
    app.wsgi_app = hardened(served, settings.is_https)  # type: ignore[method-assign]
    if settings.proxies:
        # Outside of everything, so that pages and sockets both see who really asks, and over what.
        # The host is not taken from them: a proxy passes it on as it came, and nobody else can add it.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    app.presence = Presence(app.socketio, app.fanout, app.neighbours)
    sockets.attach(app.socketio, app.fanout, app.register, app.neighbours, app.presence)
    return app


def elsewhere_at(settings: OidcSettings | None) -> Elsewhere | None:
    """The other server with which organisers sign in. What it takes is an extra, which not everybody has."""
    if settings is None:
        return None
    from dialogue.elsewhere import Elsewhere

    return Elsewhere(settings)


def guard_forms(app: Flask, csrf: CSRFProtect) -> None:
    """Forms carry a token. JSON needs none: no other site can send it with our cookie."""

    @app.before_request
    def check() -> None:
        if not request.path.startswith(ASKED_BY_MACHINES) and not session.permanent:
            session.permanent = True
        ensure_from_here(request)
        if request.method == "POST" and not request.is_json:
            csrf.protect()
            ensure_words(request.form)
        ensure_words(request.args)


def ensure_words(given: MultiDict[str, str]) -> None:
    """Refuse the sign that is none: PostgreSQL takes no text with it, and no browser sends it."""
    if any("\0" in value for value in given.values()):
        raise Refused(
            "The server cannot do this. Go back, load the page again, then try once more.", "not-possible"
        )


def keep_nothing(response: Response) -> Response:
    """No browser keeps a page that it was not told to keep."""
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if response.mimetype == "text/html" else "no-cache"
    return response


def asset_finder(built: Path) -> Callable[[str], str]:
    """Where a bundle is: `asset('phone.css')` is its address with the hash of its content."""
    kept: dict[str, Any] = {"at": 0.0, "manifest": {}}

    def asset(name: str) -> str:
        manifest = built / "manifest.json"
        if manifest.exists() and manifest.stat().st_mtime != kept["at"]:
            kept.update(at=manifest.stat().st_mtime, manifest=json.loads(manifest.read_text()))
        known = kept["manifest"]
        return url_for("static", filename=f"built/{known.get(name) or known.get(f'css/{name}', name)}")

    return asset


def is_immutable(path: str, _url: str) -> bool:
    return "/static/built/" in path.replace("\\", "/") and "-" in Path(path).stem
