"""A client that polls, and comes over to a WebSocket when a test says so, as browsers' library does it."""

from __future__ import annotations

import http.client
import json
import socket

from tests.faults.ear import Ear, masked
from tests.faults.green import frame_at
from tests.server import PATIENCE

SEPARATOR = "\x1e"


class Poller(Ear):
    """Asks again and again over HTTP. It always has one question out, except while it comes over."""

    is_polling = False

    def connect(self) -> None:
        opened = self._fetch("GET")
        assert opened.startswith("0"), opened
        self.sid = json.loads(opened[1:])["sid"]
        self.socket = self._line()
        self.is_polling, self.is_upgrading = True, False
        self._begin()
        self._poll()

    def _path(self, transport: str = "polling") -> str:
        sid = f"&sid={self.sid}" if hasattr(self, "sid") else ""
        return f"/socket.io/?EIO=4&transport={transport}&w={self.browser.code}{sid}"

    def _fetch(self, method: str, body: str = "") -> str:
        url = f"{self.browser.url}{self._path()}"
        answered = self.browser.session.request(method, url, data=body.encode(), timeout=PATIENCE)
        assert answered.ok, answered.text
        return answered.text

    def _line(self) -> socket.socket:
        host, port = self.browser.url.removeprefix("http://").split(":")
        return socket.create_connection((host, int(port)), timeout=PATIENCE)

    def _poll(self) -> None:
        """Ask what is new. The answer comes when something is."""
        host = self.browser.url.removeprefix("http://")
        lines = [f"GET {self._path()} HTTP/1.1", f"Host: {host}", f"Cookie: {self.browser.cookie}", "", ""]
        self.socket.close()
        self.socket = self._line()
        self.socket.sendall("\r\n".join(lines).encode())

    def read(self) -> None:
        if not self.is_polling:
            super().read()
            return
        with http.client.HTTPResponse(self.socket) as answered:
            answered.begin()
            body = answered.read().decode()
            assert answered.status == 200, body
        for text in body.split(SEPARATOR):
            self._hear(text)
        if self.is_over:
            return
        if self.is_upgrading:
            self._come_over()
        else:
            self._poll()

    def send(self, text: str) -> None:
        if self.is_polling:
            self._fetch("POST", text)
        else:
            super().send(text)

    # ---- Coming over

    def upgrade(self) -> None:
        """Ask whether a WebSocket gets through. It does; the question that is out is answered first."""
        self._wide = self._line()
        self._wide.sendall(
            self._request(self.browser.url.removeprefix("http://")).replace(
                b"transport=websocket", f"transport=websocket&sid={self.sid}".encode()
            )
        )
        answer = bytearray()
        while b"\r\n\r\n" not in answer:
            answer += self._wide.recv(1)
        assert answer.startswith(b"HTTP/1.1 101"), answer
        self._shaken(bytes(answer))
        self._wide.sendall(masked(b"2probe"))
        answer = bytearray()
        while (frame := frame_at(answer, 0)) is None:
            answer += self._wide.recv(1)
        head, data, _ = frame
        assert (self._unpacked(data) if head & 0x40 else data) == b"3probe"
        self.is_upgrading = True

    def _come_over(self) -> None:
        self.socket.close()
        self.socket = self._wide
        self.is_polling = self.is_upgrading = False
        self.send("5")
