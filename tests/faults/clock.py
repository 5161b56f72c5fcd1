"""Dialogue as it is served, on a machine whose clock SIGUSR1 sets an hour back, and SIGUSR2 ahead."""

import signal
import time

import wsgi

HOUR = 3600.0
whole = time.time
ahead = 0.0


def set_clock(by: float) -> None:
    global ahead
    ahead += by


if __name__ == "__main__":
    time.time = lambda: whole() + ahead
    signal.signal(signal.SIGUSR1, lambda *_: set_clock(-HOUR))
    signal.signal(signal.SIGUSR2, lambda *_: set_clock(HOUR))
    wsgi.main()
