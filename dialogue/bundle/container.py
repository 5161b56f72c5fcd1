"""The container of a bundle: a zip, or the folder that somebody unpacked it into.

A zip of ours ends with a comment that holds the SHA-256 of all bytes before it, so that not even
a byte between the files can change unnoticed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from dialogue.zips import DAMAGED, ensure_known

MARK = b"sha256:"
COMMENT_LENGTH = len(MARK) + 64
END_LENGTH = 22
"""Bytes of the record that ends a zip, before its comment."""

MOST_BYTES = 1 << 30
MOST_FILES = 200
MOST_RATIO = 1_000
"""No text that people write packs as densely as this."""

TOO_LARGE = "To check it takes more memory than there is here."


class Unreadable(Exception):
    """This is no bundle, or none that can be read here. The sentence says why."""


class Broken(Exception):
    """One file of a bundle cannot be unpacked any more."""


class Container:
    """The files of a bundle by their names. `is_whole`: None where nothing says how it left us."""

    def __init__(self, names: Iterable[str], is_whole: bool | None) -> None:
        self.names = sorted(names)
        self.is_whole = is_whole

    def read(self, name: str) -> bytes:
        """The content of one file. Raises Broken."""
        raise NotImplementedError


class Folder(Container):
    def __init__(self, path: Path) -> None:
        self.path = path
        found = [each for each in path.rglob("*") if each.is_file()]
        super().__init__([each.relative_to(path).as_posix() for each in found], None)

    def read(self, name: str) -> bytes:
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise Broken(error.strerror) from None


class Zip(Container):
    def __init__(self, content: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(BytesIO(content))
            infos = self.zip.infolist()
            ensure_known(infos)
        except DAMAGED as error:
            raise Unreadable(f"It is not a zip file, or is damaged: {error}.") from None
        except MemoryError:
            raise Unreadable(TOO_LARGE) from None
        ensure_bounded(infos)
        # Whoever packed it again may have packed its folders as well.
        files = (info.filename for info in infos if not info.is_dir())
        super().__init__(files, is_whole(content, self.zip.comment))
        if len(set(self.names)) != len(self.names):
            raise Unreadable("Two files in it have the same name.")

    def read(self, name: str) -> bytes:
        try:
            return self.zip.read(name)
        except DAMAGED as error:
            raise Broken(str(error)) from None


def opened(path: Path) -> Container:
    """The bundle at a path. Raises Unreadable."""
    try:
        return Folder(path) if path.is_dir() else Zip(path.read_bytes())
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from None


def ensure_bounded(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip that would fill the memory."""
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise Unreadable("It holds more than a bundle ever does.")
    if any(info.file_size > MOST_RATIO * max(1, info.compress_size) for info in infos):
        raise Unreadable("It is packed more densely than a bundle ever is.")


def is_whole(content: bytes, comment: bytes) -> bool | None:
    """Do all bytes before the comment have the hash it names? None where no comment of ours is left."""
    if not comment:
        # Whoever unpacked it and packed it again left nothing behind the end.
        return None if content[-END_LENGTH:].startswith(b"PK\5\6") else False
    before, said = content[:-COMMENT_LENGTH], content[-COMMENT_LENGTH:]
    return comment == said == MARK + sha256(before).hexdigest().encode()


def zipped(files: Mapping[str, bytes], at: tuple[int, int, int, int, int, int]) -> bytes:
    """Files as a zip that says how it left us. The same files give the same bytes on the same machine."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, at)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            packed.writestr(info, content)
        packed.comment = MARK + bytes(64)
    content = into.getvalue()[:-COMMENT_LENGTH]
    return content + MARK + sha256(content).hexdigest().encode()
