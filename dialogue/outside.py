"""The two other servers that this one may speak to, if it is told to: one that takes its mail, and one with
which organisers sign in. Half of what it takes stops the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}


class Unclear(Exception):
    """What is wrong with a setting, in one line."""


@dataclass(frozen=True)
class MailSettings:
    """Where mail is handed in, as whom, and whose it is said to be."""

    host: str
    port: int
    is_tls: bool
    """From the first byte. Else it begins in the clear and changes over, which is required to log in."""
    user: str
    password: str
    sender: str


@dataclass(frozen=True)
class OidcSettings:
    """Where organisers sign in who have an account elsewhere."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    is_open: bool
    """May everybody who has an account there have one here?"""


def mail_of(environ: Mapping[str, str]) -> MailSettings | None:
    """How mail is sent, or nothing. Raises Unclear."""
    url, sender = environ.get("DIALOGUE_SMTP_URL") or "", environ.get("DIALOGUE_MAIL_FROM") or ""
    if not url and not sender:
        return None
    if not url or not sender:
        missing = "DIALOGUE_MAIL_FROM" if url else "DIALOGUE_SMTP_URL"
        raise Unclear(f"{missing} is not set. Mail needs DIALOGUE_SMTP_URL and DIALOGUE_MAIL_FROM.")
    # What is wrong with it is not said with the password in it.
    wrong = Unclear("DIALOGUE_SMTP_URL takes an address like smtp://user:password@mail.example.org:587.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    if (
        parts.scheme not in PORTS
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
    ):
        raise wrong
    name, address = parseaddr(sender)
    if "@" not in address or not sender.isprintable():
        raise Unclear(
            f"DIALOGUE_MAIL_FROM is {sender!r}. It takes an address like Dialogue <dialogue@example.org>."
        )
    return MailSettings(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        is_tls=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender if name else address,
    )


def oidc_of(environ: Mapping[str, str]) -> OidcSettings | None:
    """Where organisers may sign in, or nothing. Raises Unclear."""
    needed = ("DIALOGUE_OIDC_ISSUER", "DIALOGUE_OIDC_CLIENT_ID", "DIALOGUE_OIDC_CLIENT_SECRET")
    given = {name: environ.get(name) or "" for name in needed}
    may_come = environ.get("DIALOGUE_OIDC_OPEN") or "0"
    if may_come not in ("0", "1"):
        raise Unclear(f"DIALOGUE_OIDC_OPEN is {may_come!r}. It can be 0, 1.")
    if not any(given.values()):
        return None
    missing = [name for name in needed if not given[name]]
    if missing:
        raise Unclear(f"{missing[0]} is not set. To sign in elsewhere takes {', '.join(needed)}.")
    issuer = given[needed[0]].rstrip("/")
    try:
        parts = urlsplit(issuer)
    except ValueError:
        parts = urlsplit("")
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_here)):
        raise Unclear(f"DIALOGUE_OIDC_ISSUER is {issuer!r}. It takes an address that begins with https://.")
    try:
        import authlib  # noqa: F401
    except ImportError:
        raise Unclear("DIALOGUE_OIDC_ISSUER needs a package: pip install 'dialogue[oidc]'.") from None
    name = environ.get("DIALOGUE_OIDC_NAME") or parts.hostname
    return OidcSettings(issuer, given[needed[1]], given[needed[2]], name, may_come == "1")
