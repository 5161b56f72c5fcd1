"""Signing in with an account that organisers have elsewhere, by OpenID Connect.

What the other server says of somebody is believed when its signature, its issuer, its audience, its time
and the nonce of this very attempt are right. Whether they have an account here is not its to say.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dialogue.kernel import Refused
from dialogue.logs import logger
from dialogue.outside import OidcSettings

WITHIN = 10
"""Seconds in which the other server has to answer."""
KNOWN_FOR = 60 * 60
LEEWAY = 60
"""Seconds by which its clock may be off."""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Those with a key that only the other server has. With a shared one, or none, anybody could sign."""


class Who(NamedTuple):
    """Whom the other server says somebody is. Without `email` it has not made sure of one."""

    id: str
    email: str
    name: str


class Attempt(NamedTuple):
    """What this browser has to come back with."""

    state: str
    nonce: str
    verifier: str


class Elsewhere:
    """The other server."""

    def __init__(self, settings: OidcSettings) -> None:
        self.settings = settings
        self._about: dict[str, Any] = {}
        self._keys = KeySet([])
        self._asked_at = 0.0

    def way_in(self, back: str) -> tuple[str, Attempt]:
        """Where a browser goes to sign in, and what it has to come back with."""
        attempt = Attempt(*(secrets.token_urlsafe(32) for _ in Attempt._fields))
        with answering():
            endpoint = self._learned()["authorization_endpoint"]
            address, _ = self._session(back).create_authorization_url(
                endpoint, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
            )
        return str(address), attempt

    def who(self, attempt: Attempt, said: Mapping[str, str], back: str) -> Who:
        """Whom the other server says has come back. Refuses what was not asked for here, or is not true."""
        if not hmac.compare_digest(attempt.state.encode(), said.get("state", "").encode()):
            raise not_asked()
        if said.get("iss", self.settings.issuer).rstrip("/") != self.settings.issuer:
            raise not_asked()
        if "code" not in said:
            raise Refused("You did not sign in there. Try again, or sign in here.", "not-signed-in-there")
        with answering():
            about, session = self._learned(), self._session(back)
            token = session.fetch_token(
                about["token_endpoint"], code=said["code"], code_verifier=attempt.verifier
            )
            claims = self._claims(str(token["id_token"]), attempt.nonce)
            if "email" not in claims and "userinfo_endpoint" in about:
                more = session.get(about["userinfo_endpoint"], timeout=WITHIN).json()
                claims |= more if more.get("sub") == claims["sub"] else {}
        return who_in(self.settings.issuer, claims)

    def _session(self, back: str) -> Any:
        by_post = "client_secret_basic" not in self._learned().get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        )
        return OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret,
            token_endpoint_auth_method="client_secret_post" if by_post else "client_secret_basic",
            scope="openid email profile",
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=WITHIN,
        )

    def _learned(self) -> dict[str, Any]:
        """What it says of itself, asked for once in a while."""
        if not self._about or time.monotonic() - self._asked_at > KNOWN_FOR:
            about = read(f"{self.settings.issuer}/.well-known/openid-configuration")
            if str(about["issuer"]).rstrip("/") != self.settings.issuer:
                raise ValueError("it is another issuer")
            self._about, self._keys, self._asked_at = about, keys_at(about), time.monotonic()
        return self._about

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """What a token says, if it is whole and meant for us."""
        try:
            found = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # It may have changed its keys.
            self._keys = keys_at(self._about)
            found = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
        claims = dict(found.claims)
        wanted = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True},
            sub={"essential": True},
            exp={"essential": True},
            aud={"essential": True, "value": self.settings.client_id},
            nonce={"essential": True, "value": nonce},
        )
        wanted.validate(claims)
        is_other = str(claims["iss"]).rstrip("/") != self.settings.issuer
        if is_other or claims.get("azp", self.settings.client_id) != self.settings.client_id:
            raise ValueError("it is meant for another")
        return claims


@contextmanager
def answering() -> Iterator[None]:
    """Around a question to the other server. Refuses what it does not answer, or answers wrongly."""
    try:
        yield
    except (
        *(requests.RequestException, AuthlibBaseError, JoseError),
        *(LookupError, TypeError, ValueError, AttributeError),
    ) as error:
        logger.warning("signing in elsewhere failed", error=type(error).__name__)
        raise Refused(
            "The other server does not answer, or not as it should. Try again in a minute.",
            "elsewhere-failed",
        ) from None


def read(address: str) -> Any:
    answer = requests.get(address, timeout=WITHIN)
    answer.raise_for_status()
    return answer.json()


def keys_at(about: Mapping[str, Any]) -> KeySet:
    return KeySet.import_key_set(read(str(about["jwks_uri"])))


def who_in(issuer: str, claims: Mapping[str, Any]) -> Who:
    """Somebody by what a token says. An address that nobody has made sure of is none."""
    email = str(claims.get("email") or "") if claims.get("email_verified") in (True, "true") else ""
    named = claims.get("name") or claims.get("preferred_username") or email.partition("@")[0]
    return Who(f"{issuer}|{claims['sub']}", email, str(named or ""))


def not_asked() -> Refused:
    return Refused("This is not what was asked for here. Sign in again.", "not-asked")
