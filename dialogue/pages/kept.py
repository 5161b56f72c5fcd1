"""What was written down last. When a workshop closes, everybody reads the minutes at the same moment."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar, cast

from flask_babel import get_locale

from dialogue.exports.document import Level
from dialogue.live import LiveWorkshop

T = TypeVar("T")

MOST_KEPT = 32
"""Of a thousand notes a page has half a megabyte."""


class Kept:
    """The last results of long work, each by all that it depends on."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._results: OrderedDict[tuple[object, ...], object] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """The result for this key; whoever asks while it is made waits for it."""
        with self._turn:
            if key not in self._results:
                self._results[key] = make()
                if len(self._results) > self.most:
                    self._results.popitem(last=False)
            self._results.move_to_end(key)
            return cast("T", self._results[key])


KEPT = Kept(MOST_KEPT)


def written_down(what: str, live: LiveWorkshop, level: Level, make: Callable[[int], T]) -> T:
    """What a workshop looks like on paper, made once for all who may have this level and read one language.

    `make` gets the seq up to which the log is written down. Names are as they are known at that seq.
    """
    seq = live.seq
    key = (what, live.id, live.edition, seq, level, str(get_locale()))
    return KEPT.get(key, lambda: make(seq))
