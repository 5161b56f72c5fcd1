"""What every answer says to browsers, whoever gave it: a page, a file, the live connection, an error.

Nothing is inline and everything comes from here, so a script that somebody smuggled into a text does not
run, wherever it ends up. What is no page may do nothing at all. What the one who answers says itself stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[Any, Any], Iterable[bytes]]
Said = tuple[tuple[str, str], ...]

FROM_HERE = ("script", "style", "font", "connect", "worker", "manifest", "frame")
"""What a page may load, and only from its own server. `connect` holds the live connection too."""

PAGE_POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in FROM_HERE),
        # The signs of forms are small pictures in the style sheet.
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        # The console shows what phones show, and the plain page what is new, in a frame.
        "frame-ancestors 'self'",
    ]
)
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'"

KEPT_AWAKE = "screen-wake-lock"
"""A phone that waits for the next stage does not go to sleep."""

COPIED = "clipboard-write"

UNUSED = (
    *("accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone"),
    *("midi", "payment", "picture-in-picture", "publickey-credentials-get", "serial", "usb"),
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join([f"{KEPT_AWAKE}=(self)", f"{COPIED}=(self)", *(f"{name}=()" for name in UNUSED)])

EVERYWHERE: Said = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
ON_PAGES: Said = (
    ("Content-Security-Policy", PAGE_POLICY),
    # For browsers from before the policy's own word for it.
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS),
)
ON_WORKERS: Said = (("Content-Security-Policy", PAGE_POLICY),)
ON_FILES: Said = (("Content-Security-Policy", FILE_POLICY),)

HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000")
"""A year. Whether names beneath this one have https too is not ours to say."""

WORKERS = ("text/javascript", "application/javascript")


def hardened(app: Application, is_https: bool) -> Application:
    """The same application, whose answers all say what browsers may do with them.

    `is_https`: people reach this server over https, also where a proxy did not say so.
    """

    def serve(environ: Any, start_response: Any) -> Iterable[bytes]:
        is_secure = is_https or environ.get("wsgi.url_scheme") == "https"

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, *missing(headers, is_secure)], *error)

        return app(environ, start)

    return serve


def missing(headers: Iterable[tuple[str, str]], is_secure: bool) -> list[tuple[str, str]]:
    """What an answer does not say yet."""
    said = {name.lower(): value for name, value in headers}
    kind = said.get("content-type", "").partition(";")[0].strip().lower()
    wanted = [*EVERYWHERE, *due_on(kind), *([HTTPS_ONLY] if is_secure else [])]
    return [(name, value) for name, value in wanted if name.lower() not in said]


def due_on(kind: str) -> Said:
    """What is said of one kind of content. A worker has the policy that its script came with.

    Where there is no content, there is nothing to say: a 304 would change what a browser knows of a page.
    """
    if not kind:
        return ()
    if kind == "text/html":
        return ON_PAGES
    return ON_WORKERS if kind in WORKERS else ON_FILES
