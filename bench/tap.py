"""A tap on the wire: between a browser and a server it counts every byte, both ways, heads and all."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

CHUNK = 64 * 1024


class Tap:
    """Passes on what comes to `port`. `sent` and `received` are the browser's."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.sent = self.received = self.connections = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Tap:
        threading.Thread(target=self._let_in, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()

    @property
    def bytes(self) -> int:
        return self.sent + self.received

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self.to))
                self.connections += 1
                threading.Thread(target=self._pass, args=(browser, server, True), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, browser, False), daemon=True).start()

    def _pass(self, source: socket.socket, to: socket.socket, is_browser: bool) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                if is_browser:
                    self.sent += len(chunk)
                else:
                    self.received += len(chunk)
                to.sendall(chunk)
        for end in (source, to):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
