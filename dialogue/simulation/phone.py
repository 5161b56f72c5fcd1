"""A phone: a seat in a workshop, what it sees, and an outbox that outlives a lost connection.

It does what the browser does: the view comes over HTTP, patches over the socket; whatever
does not follow on what it has sends it back for more; a command keeps its id until answered.
"""

from __future__ import annotations

import asyncio
import http.client
import secrets
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

import msgspec

from dialogue.simulation.wire import Lost, Turned, Wire

# The server could not take these; it said nothing about the command itself.
NOT_YET = {"not-saved", "failed", "slow-down", "restarting"}
LONGEST_WAIT = 2.0
SPREAD = 3.0
"""Seconds over which phones come back that were all told to come back at the same time."""

PATIENCE = 60.0


class Refusal(Exception):
    """The server refused a command, in a sentence."""

    def __init__(self, name: str, answer: dict[str, Any]) -> None:
        super().__init__(f"{name}: {answer.get('refused')}")
        self.reason = str(answer.get("reason", ""))


class Unreachable(Exception):
    """A phone gave up: the server was away for too long."""


class Phone:
    """One client. `arrivals` says when it had each seq."""

    def __init__(self, base: str, code: str, label: str) -> None:
        self.base = base
        self.code = code
        self.label = label
        self.cookie = ""
        self.person = 0
        self.seq = 0
        self.records: dict[str, dict[str, Any]] = {}
        self.arrivals: list[tuple[int, float]] = []
        self.reconnected = 0
        self.view_bytes = 0
        self.is_over = False
        self._back_at = 0.0
        self._wire = Wire(self._heard)
        self._was_in = False
        self._is_behind = False
        self.join_id = uuid.uuid4().hex
        self._connected = asyncio.Event()
        self._changed = asyncio.Event()
        self._early: list[dict[str, Any]] | None = None
        self._living: asyncio.Task[None] | None = None
        self._catching_up: asyncio.Task[None] | None = None

    @property
    def received(self) -> int:
        """Bytes that came over the socket, without the frames around them."""
        return self._wire.received

    # ---- Taking a seat

    async def join(self, name: str, sector: str, organisation: str = "") -> None:
        """Join by the code, as a participant."""
        body = {"name": name, "sector": sector, "organisation": organisation, "id": self.join_id}
        answer = await self.fetch("POST", f"/join/{self.code}", body)
        self.person = answer["person"]

    async def enter(self, link: str) -> None:
        """Take the seat that a link with a key gives. Whoever facilitates is in once they see the page."""
        path = link.removeprefix(self.base)
        await self.fetch("GET", path)
        await self.fetch("GET", path.partition("?")[0])

    async def fetch(self, method: str, path: str, body: Any = None) -> Any:
        """One HTTP request with this phone's cookie; JSON comes back decoded, all else as bytes."""
        return await asyncio.to_thread(self._fetch, method, path, body)

    def _fetch(self, method: str, path: str, body: Any) -> Any:
        parts = urlsplit(self.base)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=20)
        headers = {"Cookie": self.cookie, "Accept": "application/json", "Accept-Encoding": "br"}
        sent = None if body is None else msgspec.json.encode(body)
        try:
            connection.request(method, path, sent, headers | {"Content-Type": "application/json"})
            response = connection.getresponse()
            received = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Lost(str(error)) from error
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self.cookie = cookie.split(";")[0]
        return self._received(path, response, received)

    def _received(self, path: str, response: http.client.HTTPResponse, received: bytes) -> Any:
        if path.endswith("/view"):
            self.view_bytes = len(received)
        if response.headers.get("Content-Encoding") == "br":
            import brotli

            received = brotli.decompress(received)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        answer = msgspec.json.decode(received) if is_json else received
        if response.status >= 500:
            raise Lost(f"{path} was answered with {response.status}")
        if response.status >= 400:
            raise Refusal(path, answer if isinstance(answer, dict) else {"refused": response.status})
        return answer

    # ---- Being there

    async def connect(self) -> None:
        """Come in, and come back by itself until `leave`."""
        self._living = asyncio.create_task(self._live())
        await self._wait_connected()

    async def leave(self) -> None:
        self.is_over = True
        if self._living:
            self._living.cancel()
        self._wire.close()
        await self._wire.gone()

    async def _live(self) -> None:
        pause = 0.1
        while not self.is_over:
            try:
                await self._come_in()
                pause = 0.1
                await self._wire.wait_closed()
            except (Lost, Turned, TimeoutError):
                pass
            self._connected.clear()
            self._wire.close()
            if not self.is_over:
                told = self._back_at - time.monotonic()
                await asyncio.sleep(told if told > 0 else pause * (0.5 + secrets.randbelow(100) / 100))
                pause = min(pause * 2, LONGEST_WAIT)

    async def _come_in(self) -> None:
        """Connect first, then fetch the view; patches that come in between wait for it."""
        self._early = []
        self._wire = Wire(self._heard)
        await self._wire.open(self.base, self.cookie, w=self.code)
        await self._look()
        self.reconnected += self._was_in
        self._was_in = True
        self._connected.set()

    async def _look(self) -> None:
        view = await self.fetch("GET", f"/w/{self.code}/view")
        self.records = view["records"]
        self.person = view["you"]["person"] or 0
        self._arrive(view["seq"])
        # It may be older than what was here before.
        self.seq = view["seq"]
        early, self._early = self._early or [], None
        for patch in early:
            self._apply(patch)

    def _heard(self, event: str, payload: Any) -> None:
        if event == "patch" and self._early is not None:
            self._early.append(payload)
        elif event == "patch":
            self._apply(payload)
        elif event == "restarting":
            self._back_at = time.monotonic() + payload["in"] + SPREAD * secrets.randbelow(100) / 100
        elif event == "ended":
            self.is_over = True
            self._changed.set()

    def _apply(self, patch: dict[str, Any]) -> None:
        """Take a patch that follows on what is here; otherwise ask for what is missing."""
        if patch["from"] > self.seq:
            self._is_behind = True
            if self._catching_up is None or self._catching_up.done():
                self._catching_up = asyncio.create_task(self._catch_up())
            return
        if patch["seq"] < self.seq:
            return
        self._merge(patch)

    def _merge(self, patch: dict[str, Any]) -> None:
        for key, record in patch["records"].items():
            if record is None:
                self.records.pop(key, None)
            else:
                self.records[key] = record
        self._arrive(patch["seq"])

    async def _catch_up(self) -> None:
        """Ask until nothing was missed meanwhile. An answer that a patch has overtaken is not taken."""
        try:
            while self._is_behind:
                self._is_behind = False
                answer = await self._wire.ask("catch_up", {"since": self.seq})
                if "records" not in answer:
                    self._early = []
                    await self._look()
                elif answer["seq"] < self.seq:
                    self._is_behind = True
                else:
                    self._merge(answer)
        except Lost:
            pass

    def _arrive(self, seq: int) -> None:
        if seq > self.seq or not self.arrivals:
            self.arrivals.append((seq, time.perf_counter()))
        self.seq = max(seq, self.seq)
        self._changed.set()

    # ---- Doing and seeing

    async def do(self, name: str, **data: Any) -> int:
        """Do a command, however often the connection is lost meanwhile; the seq it led to.

        Raises Refusal with the server's sentence.
        """
        call = {"name": name, "data": data, "id": secrets.token_hex(8)}
        while True:
            await self._wait_connected()
            try:
                answer = await self._wire.ask("command", call)
            except Lost:
                await asyncio.sleep(0.05)
                continue
            if "seq" in answer:
                return int(answer["seq"])
            if answer.get("reason") not in NOT_YET:
                raise Refusal(name, answer)
            await asyncio.sleep(0.5)

    async def _wait_connected(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._connected.wait()
        except TimeoutError:
            raise Unreachable(f"{self.label} cannot reach {self.base} any more.") from None

    async def until(self, seq: int, within: float = 60) -> None:
        """Wait until this phone has an entry."""
        async with asyncio.timeout(within):
            while self.seq < seq and not self.is_over:
                self._changed.clear()
                await self._changed.wait()

    def of(self, kind: str, **fields: Any) -> dict[int, dict[str, Any]]:
        """The records of a kind that have these fields, by seq, in the order they were made."""
        found = {int(k.split("/")[1]): r for k, r in self.records.items() if k.startswith(f"{kind}/")}
        return {s: r for s, r in sorted(found.items()) if all(r.get(f) == v for f, v in fields.items())}
