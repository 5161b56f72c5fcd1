"""Is a bundle what was packed, and its log what was written? Nothing but the bundle is needed.

Who changed the log and made the whole chain anew afterwards is found out by the seal, which stands
in the minutes and was on the screen when the workshop closed: give it as `seal`.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from hashlib import sha256

import msgspec

from dialogue import chain
from dialogue.bundle.container import TOO_LARGE, Broken, Container, Unreadable
from dialogue.bundle.format import (
    EVENTS,
    FORMAT,
    MANIFEST,
    VERSION,
    WORKSHOP,
    Line,
    Manifest,
    Seal,
    folded,
    has_own_hash,
    is_in,
    packed,
    records_in,
    remains_in,
)
from dialogue.bundle.seals import agrees, parts_of

FIRST = "workshop.created"
READ_LINE = msgspec.json.Decoder(Line)
READ_MANIFEST = msgspec.json.Decoder(Manifest)


class Found(StrEnum):
    GOOD = "good"
    TAMPERED = "tampered"
    UNREADABLE = "unreadable"


class Verdict(msgspec.Struct, kw_only=True):
    """What came of a check. `problems` are sentences, the worst first; `first_bad` is the seq of the
    first entry that is not what was written. `erased` are the seqs whose data was erased on request,
    with the chain whole. `agreed`: so many digits of a seal were given, and they are those of this one.
    """

    found: Found
    problems: list[str] = msgspec.field(default_factory=list)
    title: str = ""
    level: str = ""
    entries: int = 0
    files: int = 0
    head: str = ""
    seal: str = ""
    sealed: int = 0
    first_bad: int | None = None
    erased: list[int] = msgspec.field(default_factory=list)
    has_log: bool = True
    agreed: int = 0


class Bad(Exception):
    """An entry that is not what was written."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(why)
        self.seq = seq
        self.why = why


def verified(container: Container, seal: str = "") -> Verdict:
    """Check a bundle; with `seal` also whether it is this one's. Raises Unclear where that is none."""
    given = parts_of(seal) if seal else []
    try:
        return checked(container, given)
    except MemoryError:
        return Verdict(found=Found.UNREADABLE, problems=[TOO_LARGE])
    except Unreadable as no:
        found = Found.TAMPERED if container.is_whole is False else Found.UNREADABLE
        return Verdict(found=found, problems=[str(no)])


def checked(container: Container, given: list[str]) -> Verdict:
    """Every check, one after the other. Raises Unreadable where there is nothing to check."""
    manifest, said = read_manifest(container)
    verdict = Verdict(found=Found.GOOD, title=said.title, level=said.level, files=len(said.files))
    problems = verdict.problems
    problems += check_files(container, said)
    if not has_own_hash(manifest):
        problems.append(f"{MANIFEST} is not what it was.")
    verdict.has_log = EVENTS in said.files or EVENTS in container.names
    if verdict.has_log:
        check_log(container, said, verdict)
    elif said.seal:
        verdict.seal, verdict.sealed = said.seal.hash, said.seal.seq
    if given:
        check_seal(given, verdict)
    if container.is_whole is False and not problems:
        problems.append("The zip file itself was changed, between its files.")
    if problems:
        verdict.found = Found.TAMPERED
    return verdict


def read_manifest(container: Container) -> tuple[bytes, Manifest]:
    if MANIFEST not in container.names:
        raise Unreadable(f"It holds no {MANIFEST}, so it is no bundle of a workshop.")
    try:
        content = container.read(MANIFEST)
        manifest = READ_MANIFEST.decode(content)
    except (Broken, ValueError, RecursionError) as error:
        raise Unreadable(f"{MANIFEST} cannot be read: {error}.") from None
    if manifest.format != FORMAT:
        raise Unreadable(f"It is no bundle of a workshop, but {manifest.format!r}.")
    if manifest.version > VERSION:
        raise Unreadable(f"Its format is version {manifest.version}; a newer Dialogue reads it.")
    return content, manifest


def check_files(container: Container, manifest: Manifest) -> Iterator[str]:
    """Is every file there, and is it what was packed?"""
    for name, was in manifest.files.items():
        try:
            if name not in container.names:
                yield f"{name} is missing."
            elif packed(container.read(name)) != was:
                yield f"{name} is not what was packed."
        except Broken:
            yield f"{name} is damaged."
    for name in container.names:
        if name not in manifest.files and name != MANIFEST:
            yield f"{name} was not packed with the others."


def check_log(container: Container, manifest: Manifest, verdict: Verdict) -> None:
    """Is the chain whole, is it the one that the manifest names, and does it lead where it is said to?"""
    lines: list[Line] = []
    try:
        for line in linked(container.read(EVENTS), manifest.workshop):
            lines.append(line)
            if line.name == "workshop.closed":
                verdict.seal, verdict.sealed = line.hash, line.seq
        verdict.entries, verdict.head = len(lines), lines[-1].hash if lines else ""
        verdict.erased = [line.seq for line in lines if line.is_erased]
        if len(lines) < manifest.entries:
            raise Bad(len(lines) + 1, f"it is missing, with all up to {manifest.entries}")
        if not lines:
            raise Bad(1, "it is missing, and no log is empty")
        verdict.problems[:0] = check_ends(manifest, verdict)
        check_erased(lines)
        verdict.problems[:0] = check_state(container, lines)
    except Broken:
        verdict.problems.insert(0, f"{EVENTS} is damaged and cannot be unpacked.")
        return
    except Bad as bad:
        verdict.first_bad = bad.seq
        verdict.problems.insert(0, f"Entry {bad.seq} is not what was written: {bad.why}.")


def check_seal(given: list[str], verdict: Verdict) -> None:
    """Is it the seal that somebody wrote down? Only a log can answer that: a manifest says what it likes."""
    if not verdict.has_log:
        raise Unreadable(
            "It holds no log, so nothing in it can be held against a seal. The organiser's bundle can."
        )
    if not verdict.seal:
        verdict.problems.insert(0, "A seal was given, and this workshop was not closed.")
    elif not agrees(given, verdict.seal):
        verdict.problems.insert(
            0, "The seal is not the one that was given: this log is another, or was made anew."
        )
    else:
        verdict.agreed = len("".join(given))


def linked(content: bytes, workshop: str) -> Iterator[Line]:
    """The lines of a log, each checked against the one before it. Raises Bad at the first that is wrong."""
    previous = chain.NOTHING
    for seq, text in enumerate(content.split(b"\n")[:-1], 1):
        try:
            line = READ_LINE.decode(text)
            if line.seq != seq:
                raise Bad(seq, f"entry {line.seq} stands in its place")
            if line.salt:
                digest = sha256(bytes.fromhex(line.salt) + line.data.encode()).digest()
            else:
                digest = bytes.fromhex(line.digest)
            hash = chain.hash_of(previous, workshop, seq, line.at, line.by, line.name, digest)
            if hash.hex() != line.hash:
                raise Bad(seq, "it does not follow from the entry before it")
            if seq == 1 and line.name != FIRST:
                raise Bad(seq, "no log of a workshop begins with it")
        except (ValueError, RecursionError) as error:
            raise Bad(seq, f"it cannot be read ({error})") from None
        previous = hash
        yield line
    if content and not content.endswith(b"\n"):
        raise Bad(content.count(b"\n") + 1, "its line has no end")


def check_erased(lines: list[Line]) -> None:
    """Was every erasure asked for, and did it leave what it said? Raises Bad."""
    left: dict[int, tuple[int, str]] = {}
    for line in lines:
        try:
            left |= {seq: (by, remains) for by, seq, remains in remains_in([line])}
        except (ValueError, RecursionError):
            raise Bad(line.seq, "what it erased cannot be read") from None
    for line in lines:
        if line.is_erased:
            by, remains = left.get(line.seq, (0, ""))
            if by < line.seq:
                raise Bad(line.seq, "its data is gone, and no entry says that it was erased")
            if line.remains != remains:
                raise Bad(line.seq, "what remains of it is not what the erasure left")
        elif line.seq in left:
            raise Bad(line.seq, "it was erased, and its data is there")


def check_ends(manifest: Manifest, verdict: Verdict) -> Iterator[str]:
    """Does the log end, and was it sealed, where the manifest says?"""
    if (manifest.entries, manifest.head) != (verdict.entries, verdict.head):
        yield f"The log has {verdict.entries} entries where {manifest.entries} were packed, or others."
    seal = manifest.seal or Seal(0, "")
    if (seal.seq, seal.hash) != (verdict.sealed, verdict.seal):
        yield "The seal is not the one that was packed."
    if manifest.erased != len(verdict.erased):
        yield f"{len(verdict.erased)} entries are erased where {manifest.erased} were."


def check_state(container: Container, lines: list[Line]) -> Iterator[str]:
    """Does the log lead to the state that is packed with it?"""
    try:
        found = records_in(folded(lines))
    except MemoryError:
        raise
    except Exception:
        # Its hashes are right, so somebody made it up; what the rules then stumble over can be anything.
        yield "The log cannot be followed to its end: it cannot have happened, or is of a later version."
        return
    try:
        said = msgspec.json.decode(container.read(WORKSHOP))["records"]
        if not is_in(said, found):
            yield f"{WORKSHOP} is not where the log leads."
    except (Broken, KeyError, TypeError, ValueError, RecursionError):
        yield f"{WORKSHOP} cannot be read."
