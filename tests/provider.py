"""Another server with which people sign in: its keys are real, and a code is worth something once."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

CLIENT, SECRET = "dialogue-of-ministry", "a secret of both"


class Provider:
    """On loopback, in a thread. `claims` and `header` are what a test wants to be said wrongly."""

    def __init__(self, kind: str = "RS256") -> None:
        self.kind = kind
        self.key: Any = new_key(kind)
        self.claims: dict[str, Any] = {}
        self.left_out: set[str] = set()
        self.about: dict[str, Any] = {}
        self.signing: tuple[str, Any] | None = None
        self.is_down = False
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.append(self.path)
                self.answer(provider.shown(self.path))

            def do_POST(self) -> None:
                provider.asked.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer(provider.token(body, self.headers.get("Authorization", "")))

            def answer(self, said: dict[str, Any] | None) -> None:
                sent = json.dumps(said or {"error": "invalid_grant"}).encode()
                self.send_response(503 if provider.is_down else 200 if said else 400)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def settings(self) -> dict[str, str]:
        return {
            "DIALOGUE_OIDC_ISSUER": self.issuer,
            "DIALOGUE_OIDC_CLIENT_ID": CLIENT,
            "DIALOGUE_OIDC_CLIENT_SECRET": SECRET,
            "DIALOGUE_OIDC_NAME": "the ministry",
        }

    def shown(self, path: str) -> dict[str, Any]:
        if path == "/keys":
            return KeySet([self.key]).as_dict(private=False)  # type: ignore[return-value]
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.about

    def signs_in(self, address: str) -> dict[str, str]:
        """What a browser comes back with that was sent to this address, when its owner has signed in here."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, body: str, authorization: str) -> dict[str, Any] | None:
        """The token for a code: once, for our client, for whoever began."""
        given = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self._codes.pop(given.get("code", ""), None)
        client = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization != f"Basic {client}":
            return None
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != asked["code_challenge"] or given.get("redirect_uri") != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "person-17",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": "ben@example.org",
            "email_verified": True,
            "name": "Ben",
        } | self.claims
        claims = {name: value for name, value in claims.items() if name not in self.left_out}
        algorithm, key = self.signing or (self.kind, self.key)
        header = {"alg": algorithm, "kid": self.key.kid}
        token = jwt.encode(header, claims, key, algorithms=[algorithm]) if key else unsigned(claims)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token}


def new_key(kind: str) -> Any:
    if kind == "RS256":
        return RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
    return ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says that it needs no signature."""
    parts = ({"alg": "none"}, claims)
    written = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts]
    return ".".join([*written, ""])
