"""Dialogue as it is served, but nobody is slowed down: the bench is faster than people are."""

# It patches what the others use, so it comes first.
import wsgi

# isort: split
from limits import RateLimitItemPerSecond

from dialogue import edge

if __name__ == "__main__":
    edge.COMMANDS = RateLimitItemPerSecond(10_000_000)
    wsgi.main()
