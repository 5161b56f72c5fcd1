"""Dialogue as it is served, but nobody is slowed down: the bench is faster than people are."""

import wsgi  # It patches what the others use, so it comes first.
from dialogue import edge

if __name__ == "__main__":
    edge.COMMANDS = edge.Pace(10_000_000, seconds=1)
    wsgi.main()
