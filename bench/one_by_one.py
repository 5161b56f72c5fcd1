"""Dialogue as one would write it first: save a command, tell everybody, answer, take the next.

No two commands share a commit or a patch, nothing is left out, and every message to every client
goes the library's way, with a queue and a greenlet each. What our fan-out is worth is the difference.
"""

import threading
from typing import Any

import wsgi  # It patches what the others use, so it comes first.
from dialogue import lines, live, register
from dialogue.live import LiveWorkshop


class OneByOne(LiveWorkshop):
    """A workshop where nothing is ever done or told together."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._alone = threading.Lock()

    def act(self, *args: Any, **options: Any) -> int:
        with self._alone:
            return super().act(*args, **options)

    def tell(self) -> None:
        if self._views.has_news(self.state) and self._teller.acquire(blocking=False):
            self._keep_telling()


if __name__ == "__main__":
    live.LONGEST_PAUSE = 0.0
    lines.MOST_WAITING = 1_000_000_000
    register.LiveWorkshop = OneByOne
    wsgi.LINE = lines.Line
    # A compressor for each connection would make it slower still.
    wsgi.with_shared_compression = lambda app: (
        lambda environ, start: app(
            {name: value for name, value in environ.items() if name != "HTTP_SEC_WEBSOCKET_EXTENSIONS"}, start
        )
    )
    wsgi.main()
