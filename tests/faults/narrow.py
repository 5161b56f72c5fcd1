"""Dialogue as it is served, on a machine that holds little of what it sends, so that a line is soon full.

With `PLAIN=yes` connections have the line that all async modes have in common.
"""

import os
import socket

import wsgi
from dialogue.lines import Line

FEW = 4_096
whole = wsgi.listen


def listen(settings):
    """Whatever is accepted inherits how much the system holds for it."""
    listening = whole(settings)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, FEW)
    return listening


if __name__ == "__main__":
    wsgi.listen = listen
    if os.environ.get("PLAIN"):
        wsgi.LINE = Line
    wsgi.main()
