"""Zips that come from elsewhere, and what a damaged one makes Python say."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What opening and unpacking may raise: a method nobody knows, a password, an end that is missing."""

KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How files in a zip may be packed. Other ways are rare, and fail in ways of their own."""


def ensure_known(infos: Iterable[zipfile.ZipInfo]) -> None:
    """Raise NotImplementedError, as for every other way that is not known."""
    if any(info.compress_type not in KNOWN for info in infos):
        raise NotImplementedError("it is packed in a way that is not known here")
