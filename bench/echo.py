"""The least a Socket.IO server can do: take a text, send it to everybody, keep nothing.

It is served just as Dialogue is (eventlet, TCP_NODELAY, one client's messages in order), so that
what differs is Dialogue. `python -m bench.echo PORT`
"""

from __future__ import annotations

import os
import socket
import sys
import warnings
from typing import Any


def main(port: int) -> None:
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()
    import eventlet.wsgi
    import socketio

    server = socketio.Server(async_mode="eventlet", async_handlers=False)

    @server.on("note")
    def note(_sid: str, said: dict[str, Any]) -> dict[str, Any]:
        server.emit("note", said)
        return {"n": said["n"]}

    listening = eventlet.listen(("127.0.0.1", port), backlog=2048)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    eventlet.wsgi.server(listening, socketio.WSGIApp(server), max_size=20_000, log_output=False, debug=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
