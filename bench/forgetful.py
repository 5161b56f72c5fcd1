"""Dialogue as it is served, but a workshop that nobody uses any more leaves memory after seconds.

Otherwise that takes half an hour, and what is kept for so long looks like what is never given back. Asked
by a signal, it gives back to the system all that it does not hold any more, so that what it does is seen.
"""

import ctypes
import gc
import signal
from typing import Any

import wsgi  # It patches what the others use, so it comes first.
from dialogue import register

KEPT_UNUSED = 5
TIDY = signal.SIGUSR1


def tidy(*_: Any) -> None:
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


if __name__ == "__main__":
    register.KEPT_UNUSED = KEPT_UNUSED
    signal.signal(TIDY, tidy)
    wsgi.main()
