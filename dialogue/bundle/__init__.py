"""A bundle: one workshop as one file that outlives this server, and proves what is in it.

`pack` writes it, `verify` checks it with nothing but the file, `unpack` makes a read-only archive of
it. The format is described in `docs/archive-format.md`, well enough for another verifier.
"""
