"""Cookies: what somebody is, signed, so that only we can have written it."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

NAME = "dialogue"


def cookie_name(is_https: bool) -> str:
    """Over https a name that browsers take from this very server only: a neighbour beneath the same domain
    cannot seat somebody as somebody else.
    """
    return f"__Host-{NAME}" if is_https else NAME


class Signer(TimestampSigner):
    """Takes a signature from later than now: the clock was set back since, and nobody loses their seat."""

    def unsign(self, signed_value: Any, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        try:
            return super().unsign(signed_value, max_age, return_timestamp)
        except SignatureExpired as expired:
            if expired.date_signed is None or expired.date_signed.timestamp() <= self.get_timestamp():
                raise
        return super().unsign(signed_value, None, return_timestamp)


class Cookies(SecureCookieSessionInterface):
    """A cookie that was set over https goes back over https only. All are signed with one key."""

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._serializer is None and (made := super().get_signing_serializer(app)):
            made.signer = Signer
            self._serializer = made
        return self._serializer

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure or super().get_cookie_secure(app)
