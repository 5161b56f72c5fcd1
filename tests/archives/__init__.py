"""Bundles of every version of the format; see README.md."""
