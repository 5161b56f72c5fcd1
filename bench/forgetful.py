"""Dialogue as it is served, but a workshop that nobody uses any more leaves memory after seconds.

Otherwise that takes half an hour, and what is kept for so long looks like what is never given back.
"""

import wsgi  # It patches what the others use, so it comes first.
from dialogue import register

KEPT_UNUSED = 5

if __name__ == "__main__":
    register.KEPT_UNUSED = KEPT_UNUSED
    wsgi.main()
