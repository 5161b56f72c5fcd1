"""Dialogue as it is served, on a machine that holds little of what it sends, so that a line is soon full.

With `PLAIN=yes` connections have the line that all async modes have in common.
"""

import _socket
import os
import socket

import wsgi
from dialogue.lines import Line

FEW = 4_096


def listen(self, *backlog):
    """Whatever is accepted later inherits how much the system holds for it."""
    self.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, FEW)
    bare = getattr(self, "fd", None) or getattr(self, "_sock", self)
    _socket.socket.listen(bare, *backlog)


if __name__ == "__main__":
    socket.socket.listen = listen
    if os.environ.get("PLAIN"):
        wsgi.LINE = Line
    wsgi.main()
