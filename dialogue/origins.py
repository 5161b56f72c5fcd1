"""Where a request comes from: from a page of ours, or from somebody else's that a browser was led to.

Forms carry a token and JSON needs a leave that no other site has, so this is the second lock on the same
door: whatever changes something, and every live connection, begins on a page of this server.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Request

from dialogue.kernel import Refused

Application = Callable[[Any, Any], Iterable[bytes]]

SOCKETS = "/socket.io"
HARMLESS = {"GET", "HEAD", "OPTIONS"}
OURS = {"same-origin", "none"}
"""What a browser says of a request that a page of ours made, or a person with the address bar."""

OWN_HOST = "dialogue.host"
"""Under which a request knows how links to this server begin. A proxy may pass another name on."""

FOREIGN = ("400 Bad Request", "This connection has to come from a page of this server.")
UNKNOWN = ("400 Bad Request", "This is not how a WebSocket begins.")
KEY_LENGTH = 16
MISDIRECTED = "421 Misdirected Request"


def ensure_from_here(request: Request) -> None:
    """Refuses what another site has a browser send. Scripts say nothing of where they are, and may."""
    if request.method not in HARMLESS and is_from_elsewhere(request.environ):
        raise Refused(
            "This was sent from another website, so nothing was changed. Open the page here, then try again.",
            "other-site",
        )


def is_from_elsewhere(environ: Mapping[str, Any]) -> bool:
    """Does the browser say that a page of another site made this request?"""
    site, origin = environ.get("HTTP_SEC_FETCH_SITE"), environ.get("HTTP_ORIGIN")
    if site and site not in OURS:
        return True
    if not origin:
        return False
    # A proxy may not say that it was reached over https; whose server it is stands behind the scheme.
    _, _, host = str(origin).partition("://")
    return not host or host not in (host_of(environ), environ.get(OWN_HOST))


def host_of(environ: Mapping[str, Any]) -> str:
    return str(environ.get("HTTP_HOST") or environ.get("SERVER_NAME") or "")


def guarded(app: Application, base_url: str) -> Application:
    """The same application, for this server's own name and with live connections from its own pages only."""
    own = urlsplit(base_url)
    # Without https it is tried under many names: that of the machine, of a room, of a tunnel.
    name = own.hostname if own.scheme == "https" else None

    def serve(environ: Any, start_response: Any) -> Iterable[bytes]:
        environ[OWN_HOST] = own.netloc
        if name and not is_known(host_of(environ), name):
            return no(start_response, MISDIRECTED, f"This server is {base_url} and has no other name.")
        if environ.get("PATH_INFO", "").startswith(SOCKETS):
            if is_foreign_connection(environ):
                return no(start_response, *FOREIGN)
            if "HTTP_UPGRADE" in environ and not is_handshake(environ):
                return no(start_response, *UNKNOWN)
        return app(environ, start_response)

    return serve


def is_known(host: str, name: str) -> bool:
    """Is it the name of this server, or an address? A name of somebody else's that leads here could make a
    browser take their page for ours.
    """
    try:
        asked = urlsplit(f"//{host}").hostname or ""
        if asked in (name, "localhost"):
            return True
        return bool(ip_address(asked))
    except ValueError:
        return False


def is_foreign_connection(environ: Mapping[str, Any]) -> bool:
    """A script of another page may also be loaded as one (`j=`), which none of ours is."""
    return is_from_elsewhere(environ) or "j" in parse_qs(environ.get("QUERY_STRING", ""))


def is_handshake(environ: Mapping[str, Any]) -> bool:
    """Is it whole? Servers fail over one that is not. See section 4.2.1 of RFC 6455."""
    try:
        key = b64decode(environ.get("HTTP_SEC_WEBSOCKET_KEY", ""), validate=True)
    except ValueError:
        return False
    is_last = environ.get("HTTP_SEC_WEBSOCKET_VERSION") == "13"
    return is_last and len(key) == KEY_LENGTH and environ.get("REQUEST_METHOD") == "GET"


def no(start_response: Any, status: str, sentence: str) -> list[bytes]:
    body = f"{sentence}\n".encode()
    head = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(status, head)
    return [body]
