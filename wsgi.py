"""The front door: `python wsgi.py` serves Dialogue.

This is the only file that names a server. `DIALOGUE_ASYNC_MODE` picks another one; nothing
else changes. Patching comes before every other import, because it replaces what they use.
"""

import os
import sys

MODE = os.environ.get("DIALOGUE_ASYNC_MODE") or "eventlet"

if MODE == "eventlet":
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
    import warnings

    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()
elif MODE == "gevent":
    from gevent import monkey

    monkey.patch_all()

import errno
import gc
import logging
import resource
import socket
import threading
import time
from functools import partial
from importlib.metadata import version

import simple_websocket
from werkzeug.serving import WSGIRequestHandler, make_server

from dialogue import App, create_app
from dialogue.config import BadSetting, Settings, read_settings
from dialogue.database import CONNECT_WITHIN, Unavailable
from dialogue.entrance import Entrance
from dialogue.folders import keep_to_ourselves
from dialogue.lines import DirectLine, Line
from dialogue.logs import logger, set_up
from dialogue.sockets import LARGEST_MESSAGE
from dialogue.stopping import Door, staying, watch
from dialogue.websockets import (
    hasty,
    limit_messages,
    limited,
    patient,
    with_hasty_bodies,
    with_shared_compression,
)

LINE = DirectLine if MODE == "eventlet" else Line
MOST_CONNECTIONS = 60_000
FILES_BESIDE = 128
"""Files that are no connections: the database's, Redis, and those whom there is no room for."""

MOST_TURNED_AWAY = 20
BACKLOG = 4_096
SOCKET_TIMEOUT = 60
MOST_UNSENT = 16 * 1024
"""Bytes that the system may hold for one client. What does not fit waits in its line, where it can
be left out; megabytes of old patches in the system's buffers could not.
"""


def main() -> None:
    keep_to_ourselves()
    # They log every address, and some carry a key. What goes wrong, Flask logs too.
    for name in ("werkzeug", "geventwebsocket.handler"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        settings = read_settings(os.environ)
        set_up(settings.log_format, settings.log_level)
        for warning in settings.warnings:
            logger.warning(warning)
        share_postgresql()
        app = create_app(settings, blocking=blocking(), line=LINE)
        app.database.migrate()
        app.jobs.clean()
    except BadSetting as bad:
        sys.exit(f"Dialogue cannot start. {bad}")
    except Unavailable as error:
        sys.exit(f"Dialogue cannot start. The database does not answer: {error}.")
    listening = listen(settings)
    staying.listen()
    most = allow_connections()
    calm_collector()
    say_hello(app)
    logger.info(
        "started",
        version=version("dialogue"),
        mode=MODE,
        database=settings.database_kind,
        address=f"{settings.host}:{settings.port}",
    )
    app.register.index_soon()
    serve = {"eventlet": serve_eventlet, "gevent": serve_gevent, "threading": serve_threading}[MODE]
    watch(app, serve(app, listening, most))


def blocking():
    """What waits for SQLite's disk goes to a real thread, so that the sockets go on."""
    if MODE == "eventlet":
        import eventlet.tpool

        return eventlet.tpool.execute
    if MODE == "gevent":
        from gevent import get_hub

        return get_hub().threadpool.apply
    return None


def share_postgresql() -> None:
    """Whoever waits for PostgreSQL lets the others go on.

    How long a connection may take to begin is counted here: where the driver does not wait itself,
    it does not count either.
    """
    if MODE == "threading":
        return
    try:
        from psycopg2 import OperationalError, extensions
    except ImportError:
        # An extra, which whoever uses SQLite need not have.
        return
    wait_to_read, wait_to_write = waits()

    def wait(connection):
        begins = connection.status not in (extensions.STATUS_READY, extensions.STATUS_BEGIN)
        ends = time.monotonic() + CONNECT_WITHIN
        while (state := connection.poll()) != extensions.POLL_OK:
            left = max(0, ends - time.monotonic()) if begins else None
            waiting = wait_to_read if state == extensions.POLL_READ else wait_to_write
            waiting(connection.fileno(), timeout=left, timeout_exc=OperationalError("timeout expired"))

    extensions.set_wait_callback(wait)


def waits():
    """How others go on while somebody waits until a file can be read, or written."""
    if MODE == "eventlet":
        from eventlet.hubs import trampoline

        return partial(trampoline, read=True), partial(trampoline, write=True)
    from gevent.socket import wait_read, wait_write

    return wait_read, wait_write


def allow_connections() -> int:
    """How many connections fit. Each is a file; the usual limit of 1,024 is less than a large workshop."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    files = most if most != resource.RLIM_INFINITY else MOST_CONNECTIONS + FILES_BESIDE
    return min(MOST_CONNECTIONS, files - min(FILES_BESIDE, files // 2))


def calm_collector() -> None:
    """Walk what lives long no more often than needed.

    Ten thousand connections are a million objects that stay; by default the collector walks them
    every few seconds, all sockets waiting. What is there now is never walked again. What comes
    later is walked twice while it is young, ten thousand objects at a time (a few milliseconds),
    and then left alone. Reference counts free nearly everything anyway.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 5, 1_000)


def say_hello(app: App) -> None:
    base = app.dialogue.base_url
    key = app.accounts.first_key()
    print(f"Dialogue is on {base}\nOrganiser: {base}/{f'first?key={key}' if key else 'sign-in'}", flush=True)


def listen(settings: Settings) -> socket.socket:
    """The socket that people connect to. What is set here holds for every connection that is accepted."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        # Below zero are those of names that lead nowhere.
        if (error.errno or 0) < 0 or error.errno == errno.EADDRNOTAVAIL:
            sys.exit(
                f"Dialogue cannot start. DIALOGUE_HOST is {settings.host!r}. "
                "It takes an address or a name of this machine."
            )
        sys.exit(
            f"Dialogue cannot listen on port {settings.port}: {os.strerror(error.errno or 0)}. "
            "DIALOGUE_PORT picks another."
        )
    # Small answers must not wait for company: 1,866 acks a second without this, 10,500 with.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


# ---- Servers. Each goes on in the background, and says how its door is closed.


def serve_eventlet(app: App, listening: socket.socket, most: int) -> Door:
    import eventlet.wsgi
    from eventlet import websocket

    limit_messages(websocket.RFC6455WebSocket, websocket.FailedConnectionError)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_UNSENT)

    class Protocol(eventlet.wsgi.HttpProtocol):
        def log_message(self, *_words):
            """Print nothing: an address may hold a key, and whoever sends nonsense could fill the log."""

    room = eventlet.GreenPool(most)
    entrance = Entrance(listening, room, eventlet.GreenPool(MOST_TURNED_AWAY))
    listening.accept = entrance.accept
    served = with_lasting_sockets(with_shared_compression(app))
    serving = eventlet.spawn(
        eventlet.wsgi.server,
        listening,
        with_hasty_bodies(served, eventlet.Timeout, "eventlet.input"),
        custom_pool=room,
        protocol=hasty(Protocol, eventlet.Timeout, "_read_request_line", "parse_request"),
        socket_timeout=SOCKET_TIMEOUT,
        log_output=False,
        debug=False,
    )

    def close():
        serving.kill()
        listening.close()

    return Door(lambda: entrance.is_open and not serving.dead, close)


def serve_gevent(app: App, listening: socket.socket, most: int) -> Door:
    from gevent import Timeout
    from gevent.pywsgi import WSGIServer
    from geventwebsocket import handler

    handler.WebSocket = limited(handler.WebSocket)

    class Handler(handler.WebSocketHandler):
        """One line in the log for what went wrong, and none for what was no request."""

        def upgrade_websocket(self):
            answer = super().upgrade_websocket()
            # It says what is wrong with a handshake in words, which are no bytes.
            return [part.encode() for part in answer] if isinstance(answer, list) else answer

        def _handle_client_error(self, _error):
            self.close_connection = True
            return "400", b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

        def handle_error(self, _kind, error, _traceback):
            logger.error("a request failed", exc_info=error)
            self._send_error_response_if_possible(500)

    one = hasty(Handler, Timeout, "read_requestline", "read_request")
    served = with_hasty_bodies(app, Timeout)
    server = WSGIServer(listening, served, spawn=most, log=None, error_log=None, handler_class=one)
    server.start()
    return Door(lambda: server.started, server.close)


def serve_threading(app: App, listening: socket.socket, _most: int) -> Door:
    # Otherwise it would gather the pieces of one message without end.
    simple_websocket.Server = partial(patient(simple_websocket.Server), max_message_size=LARGEST_MESSAGE)
    host, port = listening.getsockname()[:2]
    server = make_server(host, port, app, True, request_handler=OneRequest, fd=listening.fileno())
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()

    def close():
        server.shutdown()
        listening.close()

    return Door(serving.is_alive, close)


class OneRequest(WSGIRequestHandler):
    """A request to a server that gives each a thread, and itself no name that a scanner could look up."""

    timeout = SOCKET_TIMEOUT
    server_version = "Dialogue"
    sys_version = ""


def with_lasting_sockets(app):
    """Whoever closes the door here ends what is idle, and a WebSocket would pass for that."""

    def serve(environ, start_response):
        environ.pop("eventlet.set_idle", None)
        return app(environ, start_response)

    return serve


if __name__ == "__main__":
    main()
